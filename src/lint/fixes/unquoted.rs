//! Text that YAML takes for something else, because it begins with a sign: `plan: *`, `- **/*.tf`, `[@org/team]`.

use super::super::finding::Fix;
use super::of_readers::inserted;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Quotes around the text at a place that the scanner could not read, if it is clear where the text ends. The scanner
/// points at the sign, or at what follows it and then, as its second place, at the sign.
pub(super) fn quoted(text: &str, said: &Diagnostic) -> Option<Fix> {
    let sign = |span: &Span| text.get(span.range()).is_some_and(|sign| matches!(sign, "*" | "@" | "`" | "%"));
    let span = said.labels.iter().rev().map(|label| label.span).find(sign)?;
    let rest = text.get(span.start as usize..)?;
    let line = rest.split(['\n', '\r']).next()?;
    let before = text.get(..span.start as usize)?.rsplit(['\n', '\r']).next()?;
    let word = extent(before, line)?;
    if word.contains(['\'', '"', '\\']) {
        return None;
    }
    let end = span.start + u32::try_from(word.len()).ok()?;
    Some(Fix::safe("quote the text", vec![inserted(span.start, span, "'"), inserted(end, span, "'")]))
}

/// The text that begins `line`, when `before` stands before it on its line.
fn extent<'t>(before: &str, line: &'t str) -> Option<&'t str> {
    let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
    if line.contains('\t') {
        return None;
    }
    let in_brackets = is_open(before)?;
    let word = if in_brackets {
        line.split([',', ']', '}']).next()?.trim_end()
    } else if line.ends_with([',', ']', '}']) && !line.contains(['{', '[']) {
        // Perhaps a list over several lines. `*` is whole for certain.
        line.strip_prefix('*').filter(|rest| rest.starts_with([',', ']', '}'])).map(|_| "*")?
    } else {
        // What looks like a key ends at its colon.
        let key = line.strip_suffix(':').or_else(|| line.split_once(": ").map(|(key, _)| key));
        key.unwrap_or(line).trim_end()
    };
    let unclear = in_brackets && word.contains(['{', '[', ':']);
    (!unclear && !word.is_empty()).then_some(word)
}

/// Whether a bracket is open at the end of `before`. `None` where quotes make that hard to say.
fn is_open(before: &str) -> Option<bool> {
    let mut depth = 0_usize;
    let mut quote = None;
    for c in before.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    quote.is_none().then_some(depth > 0)
}
