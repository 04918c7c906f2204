//! What a value has to look like to be believed. Everything that a forge or a CI system says can hold text of whoever
//! opens a request; what has not the shape of what it is said to be is not known.

use crate::plan::record::{is_seen, timestamp};

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// A whole number of at most 20 digits.
    Number,
    /// A number or a UUID, with or without braces.
    Id,
    /// A commit: 40 or 64 hexadecimal digits in lower case.
    Commit,
    /// The name of a branch or tag that git would take, of at most 255 bytes and nothing in it that is not seen.
    Branch,
    /// A login, of at most 100 letters, digits, dots, dashes and underscores; that of an app may end in `[bot]`.
    Login,
    /// Logins, separated by commas.
    Logins,
    /// A name without spaces: letters, digits, dots, dashes, underscores and slashes.
    Slug,
    /// Such names, separated by commas.
    Slugs,
    /// Names in a path, at least two: `owner/repository`, `group/subgroup/project`.
    Repository,
    /// A workflow file and a ref, such as `owner/repository/.github/workflows/plan.yml@refs/heads/main`.
    Workflow,
    /// A point in time in RFC 3339, which is written anew in UTC.
    Time,
    /// An `https` address of letters, digits and `-._~/`, without user, query and fragment.
    Url,
    /// A line of at most 100 characters that are all seen. Whoever may change the pipeline chooses it.
    Line,
    /// Such lines of at most 50 characters, separated by commas.
    Lines,
}

/// The most names in a list. A longer list is not known.
const MOST_NAMES: usize = 50;

impl Shape {
    /// The value in the one form in which it is written. `None` if it has not the shape.
    pub fn accept(self, text: &str) -> Option<String> {
        match self {
            Shape::Time => timestamp::parse(text).and_then(timestamp::format),
            Shape::Logins => list(text, is_login),
            Shape::Slugs => list(text, is_slug),
            Shape::Lines => list(text, |name| is_line(name, 50)),
            _ => self.holds(text).then(|| text.to_owned()),
        }
    }

    fn holds(self, text: &str) -> bool {
        match self {
            Shape::Word(words) => words.contains(&text),
            Shape::Boolean => matches!(text, "true" | "false"),
            Shape::Number => is_number(text),
            Shape::Id => is_number(text) || is_uuid(text),
            Shape::Commit => is_commit(text),
            Shape::Branch => is_branch(text),
            Shape::Login => is_login(text),
            Shape::Slug => is_slug(text),
            Shape::Repository => text.contains('/') && text.len() <= 512 && text.split('/').all(is_segment),
            Shape::Workflow => text.split_once('@').is_some_and(|(file, tip)| is_slug(file) && is_branch(tip)),
            Shape::Url => is_url(text),
            Shape::Line => is_line(text, 100),
            Shape::Time | Shape::Logins | Shape::Slugs | Shape::Lines => false,
        }
    }

    /// What the shape is, for the page.
    pub fn about(self) -> String {
        match self {
            Shape::Word(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Shape::Boolean => "`true` or `false`".to_owned(),
            Shape::Number => "a number".to_owned(),
            Shape::Id => "a number or a UUID".to_owned(),
            Shape::Commit => "a commit".to_owned(),
            Shape::Branch => "a branch or tag".to_owned(),
            Shape::Login => "a login".to_owned(),
            Shape::Logins => "logins".to_owned(),
            Shape::Slug => "a name without spaces".to_owned(),
            Shape::Slugs => "names without spaces".to_owned(),
            Shape::Repository => "a path of names".to_owned(),
            Shape::Workflow => "a path and a ref".to_owned(),
            Shape::Time => "a time".to_owned(),
            Shape::Url => "an `https` address".to_owned(),
            Shape::Line => "a line".to_owned(),
            Shape::Lines => "lines".to_owned(),
        }
    }
}

/// A list as it is written: with a comma and a space between.
fn list(text: &str, is_one: impl Fn(&str) -> bool) -> Option<String> {
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    (names.len() <= MOST_NAMES && names.iter().all(|name| is_one(name))).then(|| names.join(", "))
}

/// Whether a text is a whole commit.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    let text = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    let mut lengths = text.split('-').map(str::len);
    [8, 4, 4, 4, 12].iter().all(|length| lengths.next() == Some(*length))
        && lengths.next().is_none()
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// The rules of `git check-ref-format`, and that all of it is seen.
fn is_branch(text: &str) -> bool {
    let allowed = |character: char| is_seen(character) && !" ~^:?*[\\".contains(character);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    (1..=255).contains(&text.len())
        && text.chars().all(allowed)
        && text.split('/').all(part)
        && !text.contains("..")
        && !text.contains("@{")
        && !text.ends_with('.')
        && !text.starts_with('-')
        && text != "@"
}

fn is_login(text: &str) -> bool {
    let name = text.strip_suffix("[bot]").unwrap_or(text);
    name.len() <= 100 && is_segment(name)
}

/// One name: nothing that is special in a path.
fn is_segment(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.bytes().all(allowed) && !matches!(text, "." | "..")
}

fn is_slug(text: &str) -> bool {
    text.len() <= 255 && text.split('/').all(is_segment)
}

fn is_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let segment = |text: &str| is_segment(&text.replace('~', "_"));
    text.len() <= 512
        && name.split('.').all(label)
        && (1..=5).contains(&port.len())
        && is_number(port)
        && (path.is_empty() || path.split('/').all(segment))
}

fn is_line(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().count() <= longest && text.chars().all(is_seen)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVERY: [Shape; 16] = [
        Shape::Word(&["open", "closed"]),
        Shape::Boolean,
        Shape::Number,
        Shape::Id,
        Shape::Commit,
        Shape::Branch,
        Shape::Login,
        Shape::Logins,
        Shape::Slug,
        Shape::Slugs,
        Shape::Repository,
        Shape::Workflow,
        Shape::Time,
        Shape::Url,
        Shape::Line,
        Shape::Lines,
    ];

    #[test]
    fn what_has_the_shape() {
        for (shape, text) in [
            (Shape::Word(&["open"]), "open"),
            (Shape::Boolean, "false"),
            (Shape::Number, "0017"),
            (Shape::Id, "{61fb0d2a-7b5c-4e0e-9d5e-0123456789ab}"),
            (Shape::Id, "61FB0D2A-7b5c-4e0e-9d5e-0123456789ab"),
            (Shape::Commit, "0123456789abcdef0123456789abcdef01234567"),
            (Shape::Branch, "feature/größe-1"),
            (Shape::Branch, "17/merge"),
            (Shape::Login, "dependabot[bot]"),
            (Shape::Login, "a_b.c-d"),
            (Shape::Logins, "ada, grace"),
            (Shape::Slug, "merge_request_event"),
            (Shape::Repository, "group/sub/project.x"),
            (Shape::Workflow, "o/r/.github/workflows/plan.yml@refs/pull/17/merge"),
            (Shape::Url, "https://git.example.com:8443/a/b/-/merge_requests/17"),
            (Shape::Url, "https://github.com"),
            (Shape::Line, "Plan: all of it!"),
            (Shape::Lines, "needs review, ci::fast"),
        ] {
            assert_eq!(shape.accept(text).as_deref(), Some(text), "{shape:?}");
        }
        assert_eq!(Shape::Time.accept("2026-01-02T03:04:05+01:00").as_deref(), Some("2026-01-02T02:04:05Z"));
        assert_eq!(Shape::Logins.accept("ada,grace").as_deref(), Some("ada, grace"));
    }

    #[test]
    fn what_has_not() {
        for (shape, text) in [
            (Shape::Word(&["open"]), "Open"),
            (Shape::Boolean, "yes"),
            (Shape::Number, "-1"),
            (Shape::Number, "123456789012345678901"),
            (Shape::Id, "{61fb0d2a}"),
            (Shape::Id, "61fb0d2a-7b5c-4e0e-9d5e-0123456789ab-1"),
            (Shape::Commit, "0123456"),
            (Shape::Commit, "0123456789ABCDEF0123456789abcdef01234567"),
            (Shape::Branch, "a b"),
            (Shape::Branch, "a..b"),
            (Shape::Branch, "--upload-pack=x"),
            (Shape::Branch, "a\u{202e}b"),
            (Shape::Branch, "a/.b"),
            (Shape::Branch, "a.lock"),
            (Shape::Login, "ada <ada@example.com>"),
            (Shape::Login, "@ada"),
            (Shape::Login, ""),
            (Shape::Logins, "ada,,grace"),
            (Shape::Slug, "a/../b"),
            (Shape::Repository, "project"),
            (Shape::Repository, "a//b"),
            (Shape::Workflow, "plan.yml"),
            (Shape::Url, "http://example.com"),
            (Shape::Url, "https://user:pass@example.com/"),
            (Shape::Url, "https://example.com/a?token=x"),
            (Shape::Url, "https://example.com/a#b"),
            (Shape::Url, "https://example.com/../x"),
            (Shape::Url, "https://"),
            (Shape::Url, "https://a..b/"),
            (Shape::Url, "https://example.com/)[x](y"),
            (Shape::Url, "javascript:alert(1)"),
            (Shape::Line, "a\nb"),
            (Shape::Line, " a"),
            (Shape::Lines, "a,\u{1b}[2J"),
        ] {
            assert_eq!(shape.accept(text), None, "{shape:?}: {text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_seen_bounded_and_stays_as_it_is(text in "\\PC{0,30}|.{0,30}|[a-z0-9/:.,-]{0,40}") {
            for shape in EVERY {
                if let Some(value) = shape.accept(&text) {
                    prop_assert!(value.chars().all(is_seen), "{shape:?}: {value:?}");
                    prop_assert!(value.len() <= 50 * 202, "{shape:?}");
                    prop_assert_eq!(shape.accept(&value), Some(value));
                }
            }
        }
    }
}
