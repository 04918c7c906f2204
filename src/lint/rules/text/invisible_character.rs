//! A character in a key or value that nobody sees, or that looks like a blank and is none.

use super::scalars;
use crate::lint::rules::lint;
use crate::lint::subject::AsWritten;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports characters in keys and values that are not shown, such as a zero width space (U+200B), and blanks other than
    /// the ordinary one, such as a no-break space (U+00A0).
    ///
    /// ## Why it matters
    ///
    /// They come along when text is copied from a page or a chat. For the server they are a part of the name: a tag query
    /// with a no-break space between two words is one long word, and a team with one at its end has no members.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// The blank behind `prod` is a no-break space.
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       apply: ["team:sre"]
    /// ```
    "invisible-character", Warn, Written(check)
}

/// More places in one value are not shown.
const SHOWN: usize = 8;

fn check(subject: &AsWritten<'_>) -> Vec<Finding> {
    scalars::all(subject).iter().filter_map(found).collect()
}

fn found(scalar: &scalars::Scalar<'_>) -> Option<Finding> {
    let mut before = None;
    let mut invisible = scalar.written.char_indices().filter(|(_, c)| {
        let before = before.replace(*c);
        is_invisible(*c) || (is_joiner(*c) && before.is_none_or(|before: char| before.is_ascii()))
    });
    let start = scalar.span.range().start;
    let place = |(at, c): (usize, char)| Span::new(scalar.span.source, start + at, start + at + c.len_utf8());
    let first = invisible.next()?;
    let name = format!("U+{:04X}", u32::from(first.1));
    let message = if first.1.is_whitespace() {
        format!("{name} looks like a blank, and to the server it is a part of the word")
    } else {
        format!("{name} is not shown, and to the server it is a part of the word")
    };
    let mut finding = Finding::new(place(first), name, message);
    let mut edits = vec![replaced(place(first), first.1)];
    for other in invisible {
        edits.push(replaced(place(other), other.1));
        if finding.labels.len() < SHOWN {
            finding = finding.with_label(place(other), format!("U+{:04X}", u32::from(other.1)));
        }
    }
    // Edits may not touch.
    let apart = edits.windows(2).all(|pair| matches!(pair, [one, other] if one.span.end < other.span.start));
    let finding = finding
        .with_help("Delete it or write an ordinary blank; in double quotes `\\u` and four digits say it visibly.");
    Some(if apart { finding.with_fix(Fix::suggested("write what is seen", edits)) } else { finding })
}

fn replaced(span: Span, c: char) -> Edit {
    Edit { span, replacement: if c.is_whitespace() { " ".to_owned() } else { String::new() } }
}

fn is_invisible(c: char) -> bool {
    let blank = c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r');
    blank
        || matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'
                ..='\u{2064}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        )
}

/// Characters that are needed inside some scripts and emoji, and are of no use behind ASCII.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        let text = r#"
=== a blank that is none
access_control:
  policies:
    - tag_query: "prod~and b"
                      ^
=== in a key and at the end, with the others of the value
dirs:
  a~b: {tags: [x, "y~z~"]}
   ^                ^ ~
=== comments and what is written as an escape
dirs: {a: {tags: ["\u00a0", "👩‍💻", ❤️]}} # a nbsp here: ~
"#;
        // Marks are ASCII; the blank stands for itself.
        let lines = text.lines().map(|line| {
            let only_marks = line.trim().chars().all(|c| "^~ ".contains(c));
            if only_marks { line.to_owned() } else { line.replace('~', "\u{a0}") }
        });
        cases(&LINT, &format!("\n{}\n", lines.collect::<Vec<_>>().join("\n")));
    }

    #[test]
    fn the_character_is_named() {
        let found = findings(&LINT, "dirs: {\"a\u{200d}\": {}}\n", &[]);
        assert!(found[0].message.starts_with("U+200D is not shown"), "{found:?}");
    }
}
