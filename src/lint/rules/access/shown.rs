//! Text of the configuration as a message may quote it.

/// Characters that are quoted of a text.
const SHOWN: usize = 60;

/// The text on one line, cut where it is long: names and patterns may be as long as the file, and hold anything.
pub(in crate::lint::rules) fn shown(text: impl ToString) -> String {
    let text = text.to_string();
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let start: String = text.chars().take(SHOWN).map(escaped).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn long_and_foreign_text() {
        assert_eq!(shown("a \"b\" ü"), "a \"b\" ü");
        assert_eq!(shown("a\n\u{1b}"), "a\\n\\u{1b}");
        assert_eq!(shown("x".repeat(70)), format!("{}…", "x".repeat(60)));
    }
}
