//! The Lua patterns of a configuration, and what their authors most likely meant.

use crate::dirspace::lua_pattern::LuaPattern;
use crate::lint::subject::AsRead;
use crate::source::Span;

/// Longer patterns are left alone; asking one costs time in proportion to the square of its length.
const LONGEST: usize = 200;

/// A pattern as written.
pub(super) struct Pattern<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// `None` when it does not compile, which is allowed for checks.
    pub(super) compiled: Option<&'a LuaPattern>,
    /// Whether the text itself counts as well, as it does for checks.
    pub(super) exact_too: bool,
}

/// Those of `ignore_matching` and of `tags`.
pub(super) fn all<'a>(subject: &AsRead<'a>) -> impl Iterator<Item = Pattern<'a>> {
    let layout = &subject.config.layout;
    let tags = layout.branch_tags.values().chain(layout.dest_branch_tags.values());
    let of_tags = tags.filter_map(|tag| {
        let compiled = Some(&tag.pattern);
        Some(Pattern { text: tag.pattern.text(), span: tag.span?, compiled, exact_too: false })
    });
    of_checks(subject).chain(of_tags).filter(|pattern| pattern.text.len() <= LONGEST)
}

/// Those of `ignore_matching`.
pub(super) fn of_checks<'a>(subject: &AsRead<'a>) -> impl Iterator<Item = Pattern<'a>> {
    let checks = subject.config.apply_requirements.checks.iter();
    checks.flat_map(|check| &check.status_checks.ignore_matching).filter_map(|ignored| {
        let text = ignored.text.value.as_str();
        Some(Pattern { text, span: ignored.text.span?, compiled: ignored.pattern.as_ref(), exact_too: true })
    })
}

/// The text that a pattern is surely meant to match: itself, without anchors, and with a letter for each `.*` and `.+`.
/// `None` for a pattern with anything else that is special, whose author may know the language.
pub(super) fn meant(pattern: &str) -> Option<String> {
    let text = pattern.strip_prefix('^').unwrap_or(pattern);
    let text = text.strip_suffix('$').unwrap_or(text);
    let text = text.replace(".*", "x").replace(".+", "x");
    let plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || " _-/.:".contains(c));
    plain.then_some(text)
}

/// Whether something in the text says that it is a pattern and not a name.
pub(super) fn looks_like_a_pattern(text: &str) -> bool {
    text.starts_with('^') || text.ends_with('$') || [".*", ".+", "[^", "\\"].iter().any(|sign| text.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_is_meant_to_match() {
        let rows = [
            ("main", Some("main")),
            ("^feature-x$", Some("feature-x")),
            ("^release/.*", Some("release/x")),
            ("a.+-b.*", Some("ax-bx")),
            ("", None),
            ("^$", None),
            ("v%d+", None),
            ("a|b", None),
            ("[ab]", None),
        ];
        for (pattern, wanted) in rows {
            assert_eq!(meant(pattern).as_deref(), wanted, "{pattern}");
        }
    }
}
