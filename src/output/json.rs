//! JSON: the machine's contract. Pretty-printed, because people read it too, with a line end.

use serde::Serialize;

use super::escape;

/// The value as text.
pub fn render(value: &impl Serialize) -> String {
    // Nothing that is rendered has keys that are not strings, the only thing that could fail.
    let mut text =
        serde_json::to_string_pretty(value).unwrap_or_else(|error| format!("{{\"error\": {:?}}}", error.to_string()));
    text.push('\n');
    harmless(text)
}

/// The same JSON, with escapes for what could act on a terminal or on a log that it is printed to: names in it are
/// written by whoever opens a request.
pub fn harmless(json: String) -> String {
    // Nearly every answer is plain ASCII, and megabytes of it.
    let is_ascii = json.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
    if is_ascii && !json.contains("##") {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || escape::is_plain(character) {
            text.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    // Outside of strings JSON has no such characters; no line of ours begins with a string's text.
    text.replace("##[", "#\\u0023[").replace("##vso[", "#\\u0023vso[")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_on_a_terminal_is_escaped_and_reads_the_same() {
        let value = vec!["\u{202e}x\u{1b}[2J", "##[error]", "##vso[x]", "\u{e0001}", "\u{7f}\n", "plain"];
        let text = render(&value);
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), value);
        assert!(text.chars().all(|c| c == '\n' || escape::is_plain(c)), "{text:?}");
        assert!(!text.contains("##["));
    }
}
