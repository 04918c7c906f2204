//! A file pattern that no path can ever match.

use super::dead_text::{Why, why};
use super::file_patterns::{Owner, Pattern, written_lists};
use super::special_character_in_directory::special_character;
use crate::dirspace::path_pattern::PathPattern;
use crate::lint::finding::Edit;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a file pattern that matches no path whatever the files are, and a pattern with `!` that for the same reason
    /// excludes none.
    ///
    /// ## Why it matters
    ///
    /// Before it tries a pattern as a glob, the server compares the text before its first `*` and behind its last one with the path,
    /// letter by letter. `{a,b}`, `?` and `[…]` therefore never match there, and neither do `./`, a `/` at the start or at the
    /// end, or a `..` that leads out of the repository. A change of the files that were meant is not planned.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["${DIR}/*.{tf,tofu}"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified:
    ///   file_patterns: ["${DIR}/*.tf", "${DIR}/*.tofu"]
    /// ```
    "pattern-never-matches", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for list in written_lists(subject) {
        found.extend(list.patterns.iter().filter_map(|pattern| finding(subject, list.owner, pattern)));
    }
    found
}

/// What is to be said of one pattern.
pub(super) fn finding(subject: &AsRead<'_>, owner: Owner<'_>, pattern: &Pattern<'_>) -> Option<Finding> {
    let expansions = pattern.expansions(owner);
    // What is no pattern at all the server refuses, and that is said elsewhere.
    if expansions.iter().any(|expanded| PathPattern::parse(expanded).is_err()) {
        return None;
    }
    let globs: Vec<&str> = expansions.iter().map(|expanded| expanded.strip_prefix('!').unwrap_or(expanded)).collect();
    let reasons: Option<Vec<Why>> = globs.iter().map(|glob| why(glob)).collect();
    let (reason, help) = match reasons.and_then(|reasons| reasons.last().copied()) {
        Some(reason) if !is_said_of_the_directory(owner, pattern) => {
            (reason.reason(), Some(help(reason, owner, pattern.written)))
        }
        Some(_) => return None,
        None if owner.directory().is_some_and(|own| globs == [own]) => {
            (NAMES_THE_DIRECTORY, Some("Write `${DIR}/**`.".to_owned()))
        }
        None if pattern.taken.trim_start_matches('!') == "${DIR}" => {
            (NAMES_THE_DIRECTORY, Some("Write `${DIR}/*` or `${DIR}/**`.".to_owned()))
        }
        None => return None,
    };
    let what = if pattern.is_negated() { "excludes nothing" } else { "matches nothing" };
    let message = format!("`{}` {what}, because {reason}", pattern.written.escape_debug());
    let found = Finding::new(pattern.span, what, message);
    let found = help.into_iter().fold(found, Finding::with_help);
    Some(match alternatives(pattern.written).and_then(|each| in_its_place(subject, pattern, &each)) {
        Some(edit) => found.with_fix(Fix::suggested("write one pattern for each alternative", vec![edit])),
        None => found,
    })
}

const NAMES_THE_DIRECTORY: &str = "it names the directory itself, and patterns match the paths of files";

/// Whether it is the name of the directory that kills the pattern, which another lint says once for all of them.
fn is_said_of_the_directory(owner: Owner<'_>, pattern: &Pattern<'_>) -> bool {
    pattern.taken.contains("${DIR}") && owner.directory().and_then(special_character).is_some()
}

fn help(reason: Why, owner: Owner<'_>, written: &str) -> String {
    if let Some(each) = alternatives(written) {
        let each: Vec<String> = each.iter().map(|one| format!("`{one}`")).collect();
        return format!("Write one pattern for each: {}.", each.join(", "));
    }
    let is_variable = ["{{DIR}}", "{DIR}", "{{ DIR }}"].iter().any(|wrong| written.contains(wrong));
    match reason {
        Why::Braces if is_variable && !written.contains("${DIR}") => "The variable is spelled `${DIR}`.".to_owned(),
        Why::Braces => "Write one pattern for each alternative.".to_owned(),
        Why::Class => "Write `*`, or one pattern for each name.".to_owned(),
        Why::Backslash => {
            "Separate directories with `/`; a character with a meaning cannot be escaped here.".to_owned()
        }
        Why::TrailingSlash => format!("Write `{written}**` for everything below.",),
        Why::Variable => "At the root only `${DIR}/` is replaced, with its slash.".to_owned(),
        Why::Above if owner.directory().is_some() || !written.contains("${DIR}") => {
            "Write the path from the root of the repository, or fewer `../`.".to_owned()
        }
        _ => "Write the path as git does, from the root of the repository and without `./`.".to_owned(),
    }
}

/// The patterns that a pattern with one pair of braces stands for.
fn alternatives(written: &str) -> Option<Vec<String>> {
    let mut open =
        written.match_indices('{').filter(|(at, _)| !written.get(..*at).is_some_and(|head| head.ends_with('$')));
    let (start, _) = open.next()?;
    let (head, rest) = (written.get(..start)?, written.get(start + 1..)?);
    let (inside, tail) = rest.split_once('}')?;
    let each: Vec<String> = inside.split(',').map(|one| format!("{head}{one}{tail}")).collect();
    let is_simple = open.next().is_none() && (2..=8).contains(&each.len()) && !inside.contains(['/', '*', '$']);
    (is_simple && each.iter().all(|one| why(&one.replace("${DIR}", "d").replace("${WORKSPACE}", "w")).is_none()))
        .then_some(each)
}

/// The edit that puts several items where one stands in a list, in the manner of the list.
fn in_its_place(subject: &AsRead<'_>, pattern: &Pattern<'_>, each: &[String]) -> Option<Edit> {
    let text = subject.written.text();
    let snippet = subject.written.snippet(pattern.span);
    let quote = ["'", "\""].into_iter().find(|quote| snippet == format!("{quote}{}{quote}", pattern.written))?;
    let start = pattern.span.range().start;
    let before = text.get(..start)?.rsplit('\n').next()?;
    let separator = match before.trim_start() {
        "- " => format!("\n{before}"),
        _ if before.trim_end().ends_with(['[', ',']) => ", ".to_owned(),
        _ => return None,
    };
    let each: Vec<String> = each.iter().map(|one| format!("{quote}{one}{quote}")).collect();
    Some(Edit { span: pattern.span, replacement: each.join(&separator) })
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{cases, findings};

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== alternatives behind the last star
when_modified:
  file_patterns: ["*.{tf,hcl}", "**/*.tf"]
                  ^^^^^^^^^^^^
=== an exclusion that excludes nothing
dirs:
  a:
    when_modified:
      file_patterns: ["${DIR}/*.tf", "!${DIR}/main.t?"]
                                     ^^^^^^^^^^^^^^^^^
=== paths that git does not have
dirs:
  a:
    when_modified:
      file_patterns:
        - /shared/*.tf
          ^^^^^^^^^^^^
        - ./shared/*.tf
          ^^^^^^^^^^^^^
        - ../shared/*.tf
          ^^^^^^^^^^^^^^
        - shared/
          ^^^^^^^
        - shared//*.tf
          ^^^^^^^^^^^^
        - ''
          ^^
=== out of the repository, by the directory of the entry
dirs:
  a:
    when_modified:
      file_patterns: ['${DIR}/../b/*.tf', '${DIR}/../../b/*.tf']
                                          ^^^^^^^^^^^^^^^^^^^^^
=== how far up cannot be told for a glob
dirs:
  a/**:
    when_modified:
      file_patterns: ['${DIR}/../../b/*.tf', '../../b/*.tf']
=== so many steps up that only a deep directory is left, and what they lead out of
when_modified:
  file_patterns: ['${DIR}/../../../../../../../../../../x', '[ab]/${DIR}/../../*', '${DIR}/../{a,b}/x']
                                                                                   ^^^^^^^^^^^^^^^^^^^
=== shared by an alias, and dead for one of two
dirs:
  .:
    when_modified: &w
      file_patterns: ['${DIR}/../x', '${DIR}/{a,b}']
                                     ^^^^^^^^^^^^^^
  a:
    when_modified: *w
=== a global list that an entry takes as it is written
when_modified: &w
  file_patterns: ['**/?b*', '**/?b']
                            ^^^^^^^
dirs:
  a:
    when_modified: *w
=== the directory itself
dirs:
  a:
    when_modified:
      file_patterns: ['a', '${DIR}', 'a/**', 'b']
                      ^^^  ^^^^^^^^
=== a variable of another language
when_modified:
  file_patterns: ['{{DIR}}/*.tf']
                  ^^^^^^^^^^^^^^
=== at the root a variable without its slash
dirs:
  .:
    when_modified:
      file_patterns: ['${DIR}', '${DIR}/*.tf']
                      ^^^^^^^^
=== what the name of the directory does is said of its key
dirs:
  c++: {when_modified: {file_patterns: ['${DIR}/*.tf']}}
=== wildcards that work, and what is not a pattern
when_modified:
  file_patterns: ['${DIR}/*.tf', 'x/*?b*', 'x/**/y', '**', 'a+b', '${FOO}/*']
=== what the key does is said of the key
dirs:
  a/: {when_modified: {file_patterns: ['${DIR}/*.tf']}}
=== inherited, said once
when_modified:
  file_patterns: ['/x/*']
                  ^^^^^^
dirs:
  a: {}
  b: {tags: [x]}
"#,
        );
    }

    #[test]
    fn alternatives_are_written_out_in_the_manner_of_the_list() {
        let rows = [
            ("  file_patterns: ['a/*', '*.{a,b}']\n", Some("  file_patterns: ['a/*', '*.a', '*.b']\n")),
            ("  file_patterns:\n    - \"*.{a,b}\"\n", Some("  file_patterns:\n    - \"*.a\"\n    - \"*.b\"\n")),
            ("  file_patterns: ['{a,b}/{c,d}']\n", None),
            ("  file_patterns: ['*.{a}']\n", None),
            ("  file_patterns: ['${DIR}/*.{tf,?}']\n", None),
        ];
        for (list, wanted) in rows {
            let config = format!("when_modified:\n{list}");
            let found = findings(&LINT, &config, &[]);
            let fixed = found.first().and_then(|finding| {
                let edit = finding.fix.as_ref()?.edits.first()?;
                let mut text = config.clone();
                text.replace_range(edit.span.range(), &edit.replacement);
                Some(text)
            });
            assert_eq!(fixed, wanted.map(|wanted| format!("when_modified:\n{wanted}")), "{list}");
            assert_eq!(found.len(), 1, "{list}");
        }
    }
}
