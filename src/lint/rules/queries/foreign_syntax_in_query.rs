//! Operators and wildcards of other languages.

use std::collections::BTreeSet;

use super::asked::{Trouble, in_each};
use super::foreign::Foreign;
use crate::lint::queries::{Query, shown};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Edit, Finding, Fix};
use crate::tag_query::{Atom, Meaning, TagQuery};

lint! {
    /// ## What it does
    ///
    /// Reports `&&`, `||`, `!prod`, `dev,prod`, `prod-*` and the like in a tag query, unless somebody gives a tag that is
    /// spelled so.
    ///
    /// ## Why it matters
    ///
    /// A query knows `and`, `or`, `not`, `in dir` and parentheses. Every other character is part of a tag, so that
    /// `!prod` asks for a tag that begins with an exclamation mark, and `a && b` for three tags at once, one of which
    /// nothing has. The query parses, and selects nothing.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [api, prod]}
    /// access_control:
    ///   policies:
    ///     - tag_query: api && !prod
    ///       apply: ["team:api"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   a: {tags: [api, prod]}
    /// access_control:
    ///   policies:
    ///     - tag_query: api and not prod
    ///       apply: ["team:api"]
    /// ```
    "foreign-syntax-in-query", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    in_each(subject, |query, troubles| {
        let foreign: Vec<(&Atom<'_>, Foreign<'_>)> = troubles
            .iter()
            .filter_map(|(atom, trouble)| match trouble {
                Trouble::Foreign(foreign) => Some((atom, *foreign)),
                _ => None,
            })
            .collect();
        found(query, &foreign)
    })
}

/// Most words that one finding shows.
const MOST_WORDS: usize = 8;

fn found(query: &Query<'_>, foreign: &[(&Atom<'_>, Foreign<'_>)]) -> Option<Finding> {
    let (first, _) = foreign.first()?;
    let word = first.word.text().map(shown).unwrap_or_default();
    let message = match first.meaning {
        Meaning::InDir(_) => format!("`{word}` is taken literally: no directory has such a name in it"),
        _ => format!("`{word}` is read as a tag, and nothing gives it"),
    };
    let place = query.part(first.word.span());
    let mut finding = Finding::new(place, "part of a word to a tag query", message);
    for (atom, _) in foreign.iter().skip(1).take(MOST_WORDS) {
        let span = query.part(atom.word.span());
        if span != place {
            finding = finding.with_label(span, "and this");
        }
    }
    let helps: BTreeSet<String> = foreign.iter().take(MOST_WORDS).map(|(atom, foreign)| help(atom, *foreign)).collect();
    finding = finding.with_help(helps.into_iter().collect::<Vec<_>>().join(" "));
    Some(match translated(query, foreign) {
        Some(edits) => finding.with_fix(Fix::suggested("write the operators of a tag query", edits)),
        None => finding,
    })
}

fn help(atom: &Atom<'_>, foreign: Foreign<'_>) -> String {
    match (foreign, atom.meaning) {
        (Foreign::Not(rest), Meaning::InDir(_)) => format!("Write `not ({} in dir)`.", shown(rest)),
        _ => foreign.help(),
    }
}

/// The edits that write every foreign word as a query does, where that is certain and gives a query.
fn translated(query: &Query<'_>, foreign: &[(&Atom<'_>, Foreign<'_>)]) -> Option<Vec<Edit>> {
    let text = query.query.text();
    let (mut translated, mut from) = (String::new(), 0);
    let mut edits = Vec::new();
    for (atom, foreign) in foreign {
        let (first_bytes, replacement) = foreign.replacement()?;
        let word = atom.word.span();
        if atom.word.is_quoted() || matches!(atom.meaning, Meaning::InDir(_)) {
            return None;
        }
        let end = first_bytes.map_or(word.end, |bytes| word.start + bytes);
        edits.push(query.edit(word.start..end, replacement)?);
        translated.push_str(text.get(from..word.start)?);
        translated.push_str(replacement);
        from = end;
    }
    translated.push_str(text.get(from..)?);
    TagQuery::parse(&translated).is_ok().then_some(edits)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a finding that is not there fails the test")]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== operators of other languages
dirs: {x: {tags: [a, b]}}
workflows:
  - tag_query: a && b || !a
                 ^^   ~~ ~~
=== glued to a word
dirs: {x: {tags: [a, b]}}
workflows:
  - tag_query: a, b
               ^^
  - tag_query: a,b
               ^^^
  - tag_query: '-a'
                ^^
=== wildcards
workflows:
  - tag_query: 'prod-*'
                ^^^^^^
  - tag_query: '*'
                ^
  - tag_query: workspace:*
               ^^^^^^^^^^^
=== a negation before in dir
workflows:
  - tag_query: "!prod in dir"
                ^^^^^
=== hidden in a list of words
workflows:
  - tag_query: a|b
               ^^^
=== somebody gives such tags
dirs: {x: {tags: ['a,b', 'c*', '!d', '&&']}}
workflows:
  - tag_query: a,b or c* or '!d' or &&
=== a script may give such tags, but operators are none
config_builder: {enabled: true, script: x}
workflows:
  - tag_query: a,b || c*
                   ^^
=== words of the language
dirs: {x: {tags: [a, b-c, d=e, f+g, h.i]}}
workflows:
  - tag_query: a AND b-c or (not d=e) f+g or h.i
=== a file name is no wildcard
dirs: {x: {}}
workflows:
  - tag_query: dir:x,y or 'z,' in dir
"#,
        );
    }

    #[test]
    fn operators_are_translated_where_that_gives_a_query() {
        let fixed = |query: &str| {
            let config = format!("workflows:\n  - tag_query: '{query}'\n");
            let found = findings(&LINT, &config, &[]);
            let mut fixed = config.clone();
            for edit in found.first().unwrap().fix.as_ref()?.edits.iter().rev() {
                fixed.replace_range(edit.span.range(), &edit.replacement);
            }
            Some(fixed.split('\'').nth(1).unwrap().to_owned())
        };
        for (query, wanted) in [
            ("a && !b || -c", Some("a and not b or not c")),
            ("! a", Some("not a")),
            ("a &&", None),
            ("a, b", None),
            ("!a in dir", None),
            ("!not", None),
        ] {
            assert_eq!(fixed(query).as_deref(), wanted, "{query}");
        }
    }
}
