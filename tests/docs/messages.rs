//! docs/troubleshooting.md is sorted by message, and the messages are those that people meet.

use std::path::Path;

use crate::pages::{Page, root};

/// Where messages are written.
const SAID_BY: [&str; 6] = ["src", "action", "templates", "hooks", "workflows", "action.yml"];

/// Headings of the page that are a message: they stand in backticks, with `…` for what differs.
fn quoted(page: &Page) -> Vec<String> {
    let headings = page.text.lines().filter_map(|line| line.strip_prefix("### `"));
    headings.map(|heading| heading.trim_matches('`').to_owned()).collect()
}

/// Everything that may say something, on one line each, as a program would print it: escapes in strings of Rust that join
/// lines are joined.
fn said() -> String {
    let mut text = String::new();
    let mut folders: Vec<_> = SAID_BY.iter().map(|name| root().join(name)).filter(|path| path.exists()).collect();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        } else if is_read(&path) {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    joined(&text)
}

fn is_read(path: &Path) -> bool {
    path.extension().is_none_or(|extension| ["rs", "yml", "sh"].iter().any(|known| extension == *known))
}

/// Lines of a string that goes on behind a backslash are one.
fn joined(text: &str) -> String {
    let mut lines = text.split("\\\n");
    let mut joined = lines.next().unwrap_or_default().to_owned();
    lines.for_each(|line| joined.push_str(line.trim_start()));
    joined
}

#[test]
fn every_message_is_said_by_something() {
    let said = said();
    let messages = quoted(&Page::read("docs/troubleshooting.md"));
    assert!(messages.len() >= 12, "{messages:?}");
    for message in &messages {
        // What differs stands in the code as `{…}`, so that the parts between have to be there.
        for part in message.split('…').map(str::trim).filter(|part| !part.is_empty()) {
            assert!(said.contains(part), "nothing says `{part}`, of `{message}`");
        }
    }
}

#[test]
fn strings_over_several_lines_are_one() {
    assert_eq!(joined("a \\\n    b\nc"), "a b\nc");
}
