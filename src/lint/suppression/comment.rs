//! What a comment that is addressed to us says.

use std::ops::Range;

/// One comment, taken apart. All ranges are bytes of the comment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    /// Whether it is about the whole file.
    pub(super) whole_file: bool,
    /// The codes as written, each with its place. Never empty, and none is.
    pub(super) codes: Vec<(&'a str, Range<usize>)>,
    /// Whether it says why.
    pub(super) has_reason: bool,
}

/// What is wrong with a comment that is addressed to us, in words for people.
pub(super) type Malformed = &'static str;

/// Reads a comment, from its `#` on. `None` when it is addressed to people.
pub(super) fn read(comment: &str) -> Option<Result<Written<'_>, Malformed>> {
    let text = comment.trim_start_matches('#').trim_start();
    let rest = after_name(text)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return is_order(rest).then_some(Err("`whomay` has no `:` behind it"));
    };
    Some(if text.starts_with("whomay") { order(comment, rest) } else { Err("`whomay` is written in small letters") })
}

fn after_name(text: &str) -> Option<&str> {
    let name = text.get(.."whomay".len())?;
    name.eq_ignore_ascii_case("whomay").then(|| text.get(name.len()..))?
}

/// Whether words without a `:` were surely meant for us.
fn is_order(rest: &str) -> bool {
    let rest = rest.trim_start();
    ["allow(", "allow (", "allow-file(", "allow-file ("].iter().any(|order| rest.starts_with(order))
}

fn order<'a>(comment: &'a str, rest: &'a str) -> Result<Written<'a>, Malformed> {
    let Some((verb, rest)) = rest.split_once('(') else { return Err(without_parentheses(rest)) };
    let whole_file = match verb.trim() {
        "allow" => false,
        "allow-file" => true,
        _ => return Err("the only orders are `allow` and `allow-file`"),
    };
    let (listed, behind) = rest.split_once(')').ok_or("the `)` is missing")?;
    let codes: Vec<_> = listed.split(',').map(str::trim).map(|code| (code, range_in(comment, code))).collect();
    if codes.iter().any(|(code, _)| code.is_empty()) {
        return Err("a code is missing");
    }
    let reason = match behind.trim() {
        "" => "",
        behind => behind.strip_prefix(':').ok_or("a `:` is missing before the reason")?,
    };
    Ok(Written { whole_file, codes, has_reason: reason.chars().any(char::is_alphanumeric) })
}

/// What to say of an order without a `(`.
fn without_parentheses(order: &str) -> Malformed {
    let mut words = order.split_whitespace();
    let is_allowing = matches!(words.next(), Some("allow" | "allow-file"));
    // Behind a dash or a colon stands a reason, and no code.
    let names_a_code = words.next().is_some_and(|word| word.starts_with(|first: char| first.is_ascii_alphanumeric()));
    if is_allowing && names_a_code { "the code goes in parentheses" } else { "it allows nothing" }
}

/// Where `part`, which is a part of `whole`, begins and ends.
fn range_in(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    start..start + part.len()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn codes(comment: &str) -> (bool, Vec<&str>, bool) {
        let written = read(comment).unwrap().unwrap();
        for (code, range) in &written.codes {
            assert_eq!(&comment[range.clone()], *code);
        }
        (written.whole_file, written.codes.iter().map(|(code, _)| *code).collect(), written.has_reason)
    }

    #[test]
    fn comments_for_people_are_left_alone() {
        for comment in [
            "#",
            "# whomay",
            "# whomay reads this",
            "# allow(a): b",
            "# see whomay: allow(a): b",
            "# whomayo: x",
            "# über",
        ] {
            assert_eq!(read(comment), None, "{comment}");
        }
    }

    #[test]
    fn orders_are_taken_apart() {
        assert_eq!(codes("# whomay: allow(a-b): why"), (false, vec!["a-b"], true));
        assert_eq!(codes("#whomay:allow(a,b-c , d):why"), (false, vec!["a", "b-c", "d"], true));
        assert_eq!(codes("## whomay: allow-file (a) : see RFC (2)"), (true, vec!["a"], true));
        assert_eq!(codes("# whomay: allow(ü): é"), (false, vec!["ü"], true));
        for without in ["# whomay: allow(a)", "# whomay: allow(a):", "# whomay: allow(a): …", "# whomay: allow(a) :  "]
        {
            assert_eq!(codes(without), (false, vec!["a"], false), "{without}");
        }
    }

    #[test]
    fn orders_that_cannot_be_followed_are_noticed() {
        for comment in [
            "# whomay: ignore(a): why",
            "# whomay: allow a: why",
            "# whomay:",
            "# whomay: allow(): why",
            "# whomay: allow(a,): why",
            "# whomay: allow(a: why",
            "# whomay: allow(a) why",
            "# WHOMAY: allow(a): why",
            "# whomay allow(a): why",
            "# whomay: allow_file(a): why",
        ] {
            assert!(read(comment).unwrap().is_err(), "{comment}");
        }
    }

    #[test]
    fn a_code_without_parentheses_is_told_where_it_goes() {
        for (comment, why) in [
            ("# whomay: allow unknown-tag -- why", "the code goes in parentheses"),
            ("# whomay: allow unknown-tag: why", "the code goes in parentheses"),
            ("# whomay: allow-file a", "the code goes in parentheses"),
            ("# whomay: allow", "it allows nothing"),
            ("# whomay: allow -- why", "it allows nothing"),
            ("# whomay: ignore a", "it allows nothing"),
            ("# whomay:", "it allows nothing"),
        ] {
            assert_eq!(read(comment), Some(Err(why)), "{comment}");
        }
    }
}
