//! Texts and tag queries in YAML, right for any text.

/// A text as a YAML scalar. Quoted unless it cannot be taken for anything else.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // What is not shown, what ends a line in YAML, and what begins a file.
            c if c.is_control()
                || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}') =>
            {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A list in one line.
pub(super) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// Letters first, then what paths are made of, and no word that YAML, of any version, takes for something else.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["false", "inf", "n", "nan", "no", "null", "off", "on", "true", "y"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !WORDS.contains(&text.to_lowercase().as_str())
        && !text.eq_ignore_ascii_case("yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_something_else_is_quoted() {
        for text in ["prod", "live/prod-eu/vpc.d", "a_b"] {
            assert_eq!(scalar(text), text);
        }
        for text in ["", ".", "1", "yes", "Null", "on", "a b", "a: b", "a#b", "*x", "é", "-a", "modules/**"] {
            assert_eq!(scalar(text), format!("\"{text}\""));
        }
        assert_eq!(scalar("a\"b\\c\nd\u{2028}"), "\"a\\\"b\\\\c\\nd\\u2028\"");
        assert_eq!(list(&["team:a", "role:write"]), "[\"team:a\", \"role:write\"]");
    }
}
