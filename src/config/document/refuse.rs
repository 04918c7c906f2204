//! What is refused before YAML begins: sizes, bytes and characters.
//!
//! Each of these makes two readers see two documents, or makes a person see another one than the
//! server does. So each message says what the server would have read.

use super::MAX_BYTES;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// More than that are counted, not shown.
const SHOWN: usize = 20;

/// `%TAG` lines that a file may have. The scanner compares each with all before it.
const MAX_DIRECTIVES: usize = 32;

/// Bytes that are no text, and what can be shown of them.
pub(super) struct Unreadable {
    /// The text to point into.
    pub(super) shown: String,
    /// Made once the text has an id.
    pub(super) diagnostic: Box<dyn FnOnce(SourceId) -> Diagnostic>,
}

/// The bytes as text, when they are few enough and UTF-8.
pub(super) fn as_text(bytes: &[u8]) -> Result<&str, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(bytes));
    }
    std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))
}

fn too_large(bytes: &[u8]) -> Unreadable {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let diagnostic = move |source| {
        Diagnostic::error(
            "file-too-large",
            Span::new(source, 0, 0),
            "too much to read",
            format!("the file has more than {MAX_BYTES} bytes, and so much is not read"),
        )
        .with_help("Check that this is the file you mean; a configuration is a few kilobytes.")
    };
    Unreadable { shown: String::from_utf8_lossy(head).into_owned(), diagnostic: Box::new(diagnostic) }
}

fn not_utf8(bytes: &[u8], at: usize) -> Unreadable {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let diagnostic = move |source| {
        // Up to the first bad byte the shown text is the file; there stands one replacement character.
        let span = Span::new(source, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        Diagnostic::error(
            "not-utf8",
            span,
            format!("byte {byte:#04x} at offset {at}"),
            "the file is not UTF-8, and the server does not read it",
        )
        .with_help(if utf16 {
            "This looks like UTF-16. Save the file as UTF-8 without a byte order mark."
        } else {
            "Save the file as UTF-8."
        })
    };
    Unreadable { shown: String::from_utf8_lossy(bytes).into_owned(), diagnostic: Box::new(diagnostic) }
}

/// Finds every character that a configuration may not hold.
pub(super) fn characters(text: &str, source: SourceId) -> Result<(), Vec<Diagnostic>> {
    let is_ordinary = |byte: u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    // Most files hold nothing else, and to see that is quick.
    let others = if text.bytes().all(is_ordinary) { "" } else { text };
    let mut found: Vec<Diagnostic> = others
        .char_indices()
        .filter_map(|(at, character)| character_error(text, source, at, character))
        .take(SHOWN)
        .collect();
    found.extend(directives(text, source));
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn character_error(text: &str, source: SourceId, at: usize, character: char) -> Option<Diagnostic> {
    let span = Span::new(source, at, at + character.len_utf8());
    // Made only where it is shown: this runs for every character of the file.
    let code_point = || format!("U+{:04X}", u32::from(character));
    let rest = text.get(span.end as usize..).unwrap_or_default();
    match character {
        '\u{FEFF}' => Some(byte_order_mark(span, at)),
        '\0' => Some(nul(span, rest.len())),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some(line_separator(span, &code_point(), rest)),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some(bidi_control(span, &code_point()))
        }
        '\t' | '\n' | '\r' => None,
        '\u{FFFE}' | '\u{FFFF}' => Some(control(span, &code_point())),
        _ if character.is_control() => Some(control(span, &code_point())),
        _ => None,
    }
}

fn byte_order_mark(span: Span, at: usize) -> Diagnostic {
    let message = if at == 0 {
        "the file starts with a byte order mark, which the server skips but counts as a column, so that a line such as \
         `---` is read as text"
    } else {
        "an invisible byte order mark (U+FEFF) stands in the text, and the server reads it as part of the value"
    };
    Diagnostic::error("byte-order-mark", span, "U+FEFF, invisible", message)
        .with_help("Save the file as UTF-8 without a byte order mark.")
}

fn nul(span: Span, lost: usize) -> Diagnostic {
    let after = match lost {
        1 => "the byte after it is never read, although other tools show it".to_owned(),
        _ => format!("the {lost} bytes after it are never read, although other tools show them"),
    };
    let message = format!("a NUL byte ends the file for the server: {after}");
    Diagnostic::error("nul-character", span, "the server stops here", message).with_help("Delete the byte.")
}

fn line_separator(span: Span, code_point: &str, rest: &str) -> Diagnostic {
    let seen: String = rest.chars().take_while(|c| !c.is_control()).take(40).flat_map(char::escape_debug).collect();
    let message = format!(
        "{code_point} ends the line for the server, even inside a comment, so it reads `{seen}` as a line of its own; most other readers do not"
    );
    Diagnostic::error("line-separator", span, "a line end that editors do not show", message)
        .with_help("Use a plain line break, or write the character as an escape in double quotes.")
}

fn bidi_control(span: Span, code_point: &str) -> Diagnostic {
    let message = format!(
        "{code_point} changes the order in which the line is shown, while the server reads the characters in the order stored"
    );
    Diagnostic::error("bidi-control", span, "a character that reorders what you see", message)
        .with_help("Delete the character, or write it as an escape in double quotes.")
}

fn control(span: Span, code_point: &str) -> Diagnostic {
    Diagnostic::error(
        "control-character",
        span,
        code_point,
        format!("control characters are not allowed in YAML, and the server rejects the file over this {code_point}"),
    )
    .with_help("Delete the character, or write it as an escape in double quotes.")
}

fn directives(text: &str, source: SourceId) -> Option<Diagnostic> {
    let mut line_starts = text.match_indices("%TAG").map(|(at, _)| at).filter(|at| {
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        matches!(before, None | Some(b'\n' | b'\r'))
    });
    let at = line_starts.nth(MAX_DIRECTIVES)?;
    let span = Span::new(source, at, at + 4);
    let message = format!("the file has more than {MAX_DIRECTIVES} `%TAG` lines");
    Some(Diagnostic::error("too-many-directives", span, "one too many", message).with_help("Delete the `%TAG` lines."))
}
