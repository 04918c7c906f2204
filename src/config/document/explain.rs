//! Why the server's reader will not take a text: in words, with a place and a next step.
//!
//! Its own messages are kept where they say something, but they often have no place and never
//! say what to write instead. Nothing here decides whether a text is taken.

use super::Text;
use super::aliases::Aliases;
use super::events::{Outcome, Scan, ScanError};
use super::{repeated_keys, server};
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// Longest key that the scanner takes, in bytes.
const MAX_KEY: usize = 1024;

/// The server's rejection as diagnostics. Never empty.
pub(super) fn rejection(text: Text<'_>, scan: &Scan, aliases: &Aliases, error: &server::Error) -> Vec<Diagnostic> {
    let message = error.to_string();
    if message.contains("more than one document") {
        return vec![second_document(text, &scan.outcome, &message)];
    }
    match &scan.outcome {
        Outcome::Failed(failure) if message.starts_with(&failure.problem) => return vec![syntax(text, failure)],
        _ => {}
    }
    if message.contains("duplicate entry") {
        let repeated = repeated_keys::find(text, &scan.events, aliases, &message);
        if !repeated.is_empty() {
            return repeated;
        }
    }
    vec![other(text, scan, error, &message)]
}

fn second_document(text: Text<'_>, outcome: &Outcome, message: &str) -> Diagnostic {
    match outcome {
        Outcome::Failed(failure) => syntax(text, failure),
        Outcome::SecondDocument(range) => Diagnostic::error(
            "second-document",
            text.span(range),
            "a second document begins here",
            "the file holds more than one YAML document, and the server rejects it",
        )
        .with_help("Keep one document: delete the `---` or `...` and what does not belong."),
        _ => Diagnostic::error("second-document", text.span(&(0..0)), "", message),
    }
}

/// An error that the reader has about values: a number out of range, a tag that does not fit.
fn other(text: Text<'_>, scan: &Scan, error: &server::Error, message: &str) -> Diagnostic {
    let start = error.location().map_or(0, |location| text.text.floor_char_boundary(location.index()));
    let event = scan.events.iter().find(|event| event.range.start == start);
    let range = event.map_or(start..start, |event| event.range.clone());
    let span = text.span(&range);
    if message.contains("as u128") || message.contains("as i128") {
        let said = "the number does not fit into 64 bits, and the server rejects the file";
        return Diagnostic::error("integer-too-large", span, "too large", said)
            .with_help("Quote it if it is text, such as an account number.");
    }
    if message.contains("repetition limit exceeded") {
        let said = "the file follows aliases too often, and the server rejects it";
        return Diagnostic::error("alias-expansion", span, "", said).with_help("Use fewer aliases.");
    }
    let said = format!("the server's reader rejects the file: {message}");
    let help = if message.contains("duplicate entry") {
        "Two keys of this mapping mean the same value. Quote them if they are text."
    } else {
        "Write the value without its tag, or quote it."
    };
    Diagnostic::error("yaml-rejected", span, "", said).with_help(help)
}

fn syntax(text: Text<'_>, failure: &ScanError) -> Diagnostic {
    let context = failure.context.as_deref().unwrap_or_default();
    let said = match context {
        "" => format!("the file is not valid YAML: {}", failure.problem),
        _ => format!("the file is not valid YAML: {} {context}", failure.problem),
    };
    let advice = advice(text.text, failure);
    let mut diagnostic =
        Diagnostic::error(advice.code, text.span(&one_character(text.text, failure.at)), advice.label, said);
    if !context.is_empty() && failure.context_at != failure.at {
        diagnostic = diagnostic.with_label(text.span(&one_character(text.text, failure.context_at)), context);
    }
    diagnostic.with_help(advice.help)
}

fn one_character(text: &str, at: usize) -> Range<usize> {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
    at..at + length.map_or(0, char::len_utf8)
}

struct Advice {
    code: &'static str,
    label: &'static str,
    help: String,
}

/// The usual mistakes, told apart by what the scanner was doing and what stands there.
fn advice(text: &str, failure: &ScanError) -> Advice {
    let context = failure.context.as_deref().unwrap_or_default();
    let problem = failure.problem.as_str();
    let here = text.get(failure.at..).and_then(|rest| rest.chars().next());
    let plain = |label, help: &str| Advice { code: "yaml-syntax", label, help: help.to_owned() };
    if longest_line_part(text, failure) > MAX_KEY {
        let help = format!("Keys have at most {MAX_KEY} bytes; shorten this one.");
        return Advice { code: "key-too-long", label: "the key before this is too long", help };
    }
    if context.contains("scanning an alias") {
        let token = quotable(text, failure.context_at);
        let help = format!("An unquoted `*` begins an alias in YAML. Quote the text: {token}.");
        return Advice { code: "yaml-syntax", label: "not the name of an alias", help };
    }
    if context.contains("scanning an anchor") {
        let token = quotable(text, failure.context_at);
        let help = format!("An unquoted `&` begins an anchor in YAML. Quote the text: {token}.");
        return Advice { code: "yaml-syntax", label: "not the name of an anchor", help };
    }
    if here == Some('\t') || line_begins_with_tab(text, failure.at) || line_begins_with_tab(text, failure.context_at) {
        return plain("a tab", "YAML is indented with spaces; replace the tabs at the beginning of lines.");
    }
    if problem.contains("cannot start any token") {
        let token = quotable(text, failure.at);
        return plain("no value can begin like this", &format!("Quote the text: {token}."));
    }
    if problem.contains("mapping values are not allowed") {
        return plain(
            "a `:` too many",
            "Quote the value if it holds `: `; otherwise check the indentation of this line.",
        );
    }
    if context.contains("quoted scalar") {
        return match problem {
            p if p.contains("Unicode") => {
                plain("half a character", "Write the character itself, or `\\U` and its eight digits.")
            }
            p if p.contains("escape") => {
                plain("in double quotes", "Write `\\\\` for a backslash, or use single quotes.")
            }
            _ => plain("the quote is still open", "Close the quote, and write `''` for a quote inside single quotes."),
        };
    }
    if problem.contains("could not find expected ':'") {
        return plain("", "A key needs a `:` and a blank after it.");
    }
    if problem.contains("<document start>") {
        return plain(
            "more text",
            "The document ends before this place: delete what follows, or check the indentation.",
        );
    }
    if context.contains("flow") {
        return plain("", "Check the brackets and commas; quote text that holds one of `[]{},`.");
    }
    if context.contains("tag") || problem.contains("tag") {
        return plain("a tag, because of the `!`", "If you mean text that begins with `!`, quote it.");
    }
    plain("", "Check the indentation: keys of one mapping and items of one list begin in the same column.")
}

fn longest_line_part(text: &str, failure: &ScanError) -> usize {
    let line = text.get(..failure.at).unwrap_or_default();
    let line = line.rsplit(['\n', '\r']).next().unwrap_or_default();
    let from_context = text.get(failure.context_at..failure.at).unwrap_or_default();
    match failure.problem.as_str() {
        "mapping values are not allowed in this context" => line.trim_start().len(),
        "could not find expected ':'" => from_context.split(['\n', '\r']).next().unwrap_or_default().len(),
        _ => 0,
    }
}

fn line_begins_with_tab(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |end| end + 1);
    let line = text.get(start..).unwrap_or_default();
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).any(|c| c == '\t')
}

/// The text that was probably meant, in single quotes.
fn quotable(text: &str, at: usize) -> String {
    let rest = text.get(at..).unwrap_or_default();
    let rest = rest.split(['\n', '\r', ',', ']', '}']).next().unwrap_or_default();
    let rest = rest.split(" #").next().unwrap_or_default().trim();
    let shown: String = rest.chars().take(60).collect();
    format!("'{}'", shown.replace('\'', "''"))
}
