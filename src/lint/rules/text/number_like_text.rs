//! `010`, `1_000`, `12:30:00` and `2024-01-01`, which are text to the server.

use super::{quoting, scalars};
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports text without quotes that many other readers of YAML take for a number, a time or a date: digits with a
    /// leading zero, with underscores or with colons, and dates.
    ///
    /// ## Why it matters
    ///
    /// A tool that checks the file or writes it anew sees another value than the server does: `010` becomes 8 or 10, and
    /// an account number loses its zero.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: [010]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     tags: ["010"]
    /// ```
    "number-like-text", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let scalars = scalars::all(&subject.written).into_iter().filter(scalars::Scalar::is_plain);
    let looking_like = scalars.filter_map(|scalar| Some((scalar, looks_like(scalar.written)?)));
    looking_like
        .map(|(scalar, what)| {
            let text = scalar.written;
            let message = format!("`{text}` is text to the server, and {what} to many other readers");
            Finding::new(scalar.span, format!("text, not {what}"), message)
                .with_help(format!("Quote it: `\"{text}\"`."))
                .with_fix(quoting::quoted(scalar.span))
        })
        .collect()
}

/// What another reader would take plain text for. The server has been asked already: to it, it is text.
fn looks_like(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if text.len() > 40 || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let all = |part: &str, also: char| part.chars().all(|c| c.is_ascii_digit() || c == also);
    if is_date(text) {
        Some("a date")
    } else if all(digits, '_') {
        Some("a number")
    } else if all(digits, ':') && !digits.starts_with('0') && digits.split(':').skip(1).all(is_below_60) {
        Some("a number of seconds")
    } else {
        None
    }
}

fn is_below_60(part: &str) -> bool {
    part.len() <= 2 && part.parse::<u8>().is_ok_and(|number| number < 60)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== numbers, times and dates
dirs:
  012345678901:
  ^^^^^^^^^^^^
    tags: [08, 1_000, 190:20:30, 2024-01-02, +010]
           ^^  ^^^^^  ^^^^^^^^^  ^^^^^^^^^^  ^^^^
=== text to everybody
dirs:
  "010":
    tags: ["08", a1, 1a, v1.2, 1.2.3, 10.0.0.0/8, 12:3a, 08:30, 2024-1-2, 2024-01, 1:99, us-1, x_1]
=== not a number that the server knows as one
definitions: {x: [8, 0x1F, 1e3, -1]}
dirs: {a: {tags: [012]}}
                  ^^^
"#,
        );
    }
}
