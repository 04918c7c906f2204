//! CODEOWNERS read a second time, in another way: whose approval of a file each forge asks for.
//!
//! It knows no narrow reading and shares nothing with the program: patterns are taken apart as texts, one character at a time.
//! Where a forge's own documents leave two readings, both are taken.

use std::collections::{BTreeMap, BTreeSet};

use whomay::setup::Forge;

use super::repository::PEOPLE;

/// Logins of those whose approval is asked for: one entry for each section that asks.
pub(crate) type Asked = Vec<BTreeSet<&'static str>>;

/// Whether a pattern matches a text; `**/` is any directories, and a star or a question mark is no slash.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            let below = (0..text.len()).filter(|at| text[*at] == b'/');
            glob(rest, text) || below.into_iter().any(|at| glob(rest, &text[at + 1..]))
        }
        [b'*', rest @ ..] => {
            let end = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=end).any(|at| glob(rest, &text[at..]))
        }
        [b'?', rest @ ..] => text.first().is_some_and(|byte| *byte != b'/') && glob(rest, &text[1..]),
        [byte, rest @ ..] => text.first() == Some(byte) && glob(rest, &text[1..]),
    }
}

/// `loosely`: a name with a star takes in what is below it.
fn is_match(forge: Forge, pattern: &str, path: &str, loosely: bool) -> bool {
    let is_gitlab = forge == Forge::GitLab;
    let is_anchored = pattern.starts_with('/') || (!is_gitlab && pattern.trim_end_matches('/').contains('/'));
    let pattern = if is_anchored { pattern.trim_start_matches('/').to_owned() } else { format!("**/{pattern}") };
    let matches = |pattern: String| glob(pattern.as_bytes(), path.as_bytes());
    let last = pattern.rsplit('/').next().unwrap_or_default();
    if pattern.ends_with('/') {
        return matches(format!("{pattern}**/*"));
    }
    if last == "**" {
        return matches(pattern.clone()) || (!is_gitlab && matches(format!("{pattern}/*")));
    }
    let below = !is_gitlab && last != "*" && (loosely || !last.contains(['*', '?']));
    matches(pattern.clone()) || (below && matches(format!("{pattern}/**/*")))
}

fn people(forge: Forge, name: &str) -> BTreeSet<&'static str> {
    let is = |(login, role, teams): &(&'static str, &str, &str)| {
        let mut teams = teams.split(' ');
        match (forge, name.strip_prefix('@')) {
            (Forge::GitLab, Some("@developers")) => *role == "write",
            (Forge::GitLab, Some("@maintainer")) => *role == "maintain",
            (Forge::GitLab, Some(name)) if name.contains('/') => teams.any(|team| team == name),
            (Forge::GitHub, Some(name)) if name.contains('/') => {
                name.strip_prefix("acme/").is_some_and(|name| teams.any(|team| team == name))
            }
            (_, Some(name)) => *login == name,
            (_, None) => false,
        }
    };
    PEOPLE.iter().filter(|person| is(person)).map(|(login, ..)| *login).collect()
}

/// Who has to approve a change of a file.
pub(crate) fn asked(forge: Forge, text: &str, path: &str, loosely: bool) -> Asked {
    let mut section = "codeowners".to_owned();
    let mut required = BTreeMap::from([(section.clone(), true)]);
    let (mut default, mut found, mut excluded) = (String::new(), BTreeMap::new(), BTreeSet::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let heading = line.trim_start_matches('^');
        if forge == Forge::GitLab && heading.starts_with('[') {
            let (name, rest) = heading[1..].split_once(']').unwrap();
            section = name.to_lowercase();
            *required.entry(section.clone()).or_default() |= !line.starts_with('^');
            default = rest.rsplit(']').next().unwrap_or_default().to_owned();
            continue;
        }
        let (pattern, names) = line.split_once(' ').unwrap_or((line, ""));
        if let Some(pattern) = pattern.strip_prefix('!') {
            if forge == Forge::GitLab && is_match(forge, pattern, path, loosely) {
                excluded.insert(section.clone());
            }
        } else if is_match(forge, pattern, path, loosely) && !excluded.contains(&section) {
            let own = names.trim();
            let names = if own.is_empty() && forge == Forge::GitLab { default.clone() } else { own.to_owned() };
            found.insert(section.clone(), names);
        }
    }
    let asking = found.into_iter().filter(|(name, _)| required[name] && !excluded.contains(name));
    let names = asking.map(|(_, names)| names).filter(|names| !names.trim().is_empty());
    names.map(|names| names.split_whitespace().flat_map(|name| people(forge, name)).collect()).collect()
}

#[test]
fn both_forges_as_their_documents_say() {
    let of = |forge, text: &str, path: &str| format!("{:?}", asked(forge, text, path, false));
    let text = "* @acme/sre\n/docs/* @bob\napps/ @acme/platform\n/apps/free\n";
    for (path, wanted) in [
        ("docs/a", r#"[{"bob"}]"#),
        ("docs/a/b", r#"[{"sre"}]"#),
        ("x/apps/b/c", r#"[{"platform"}]"#),
        ("apps/free/x", "[]"),
    ] {
        assert_eq!(of(Forge::GitHub, text, path), wanted, "{path}");
    }
    let text = "* @acme/sre\n[A] @bob\nx/*.tf\n!/x/y/\n^[B]\n* @acme/dev\n";
    for (path, wanted) in [("z/x/a.tf", r#"[{"bob"}, {"sre"}]"#), ("x/y/a.tf", r#"[{"sre"}]"#), ("x", r#"[{"sre"}]"#)] {
        assert_eq!(of(Forge::GitLab, text, path), wanted, "{path}");
    }
}
