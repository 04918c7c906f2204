//! The bare name of a workspace, a directory, a stack or a branch.

use super::answers::vocabulary;
use super::asked::{Trouble, Uses, by_word};
use super::vocabulary::{Kind, Vocabulary};
use crate::lint::queries::{Place, shown};
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports a query that asks for the bare name of a workspace, a directory, a stack or a branch, where nothing gives a
    /// tag of that name.
    ///
    /// ## Why it matters
    ///
    /// The server gives every dirspace tags for these, and each has a prefix: the workspace `staging` is the tag
    /// `workspace:staging`. The bare name is a tag as well, one that nobody has, so that the query selects nothing and
    /// whatever stands behind it never applies.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network:
    ///     workspaces: {staging: {}, production: {}}
    /// access_control:
    ///   policies:
    ///     - tag_query: production
    ///       apply: ["team:sre"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   network:
    ///     workspaces: {staging: {}, production: {}}
    /// access_control:
    ///   policies:
    ///     - tag_query: workspace:production
    ///       apply: ["team:sre"]
    /// ```
    "name-used-as-tag", Warn, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let vocabulary = vocabulary(subject);
    let names = by_word(subject, |trouble| trouble == Trouble::Name);
    names.iter().filter_map(|uses| found(uses, vocabulary)).collect()
}

fn found(uses: &Uses<'_>, vocabulary: &Vocabulary<'_>) -> Option<Finding> {
    let name = uses.atom.word.text()?;
    let in_stack = uses.places.iter().any(|(query, _)| matches!(query.place, Place::Stack(_)));
    let kinds: Vec<(Kind, Option<Span>)> =
        vocabulary.kinds_of(name).filter(|(kind, _)| !in_stack || *kind != Kind::Stack).collect();
    let dir = vocabulary.dir(name);
    let (noun, written) = match kinds.first() {
        Some((kind, span)) => (kind.noun(), *span),
        None => ("a directory or part of one", dir.map(|dir| dir.key)),
    };
    let message = format!("`{}` is {noun}, and no tag", shown(name));
    let mut finding = uses.finding("asks for a tag", message)?;
    if let Some(span) = written {
        finding = finding.with_label(span, "the name");
    }
    let mut instead: Vec<String> =
        kinds.iter().map(|(kind, _)| format!("`{}{}` for {}", kind.prefix(), shown(name), kind.noun())).collect();
    if let Some(dir) = dir {
        let alone = if dir.whole { format!("`dir:{}` for the directory alone, ", shown(name)) } else { String::new() };
        instead
            .push(format!("{alone}`{} in dir` for one with everything below (`not` needs parentheses)", shown(name)));
    }
    let finding = finding.with_help(format!("Write {}, or give the tag.", instead.join(", ")));
    let edits = match (kinds.as_slice(), dir) {
        ([(kind, _)], None) => uses.replaced(&format!("{}{name}", kind.prefix())),
        _ => None,
    };
    Some(match edits {
        Some(edits) => finding.with_fix(Fix::suggested("write the tag that the server gives", edits)),
        None => finding,
    })
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
=== a workspace
dirs:
  a: {workspaces: {staging: {}}}
                   ~~~~~~~
workflows:
  - tag_query: not staging
                   ^^^^^^^
=== in several queries
dirs:
  a: {workspaces: {staging: {}}}
                   ~~~~~~~
access_control:
  policies:
    - tag_query: staging
                 ^^^^^^^
workflows:
  - tag_query: 'a in dir staging'
                         ~~~~~~~
=== the workspace and the stack that nobody writes
workflows:
  - tag_query: default
               ^^^^^^^
=== a directory and a part of one
dirs:
  live/prod: {}
  ~~~~~~~~~
workflows:
  - tag_query: prod
               ^^^^
  - tag_query: live/prod
               ^^^^^^^^^
=== stacks and branches
dirs: {a: {stacks: {s: {}}}}
                    ~
stacks: {names: {t: {tag_query: ''}}}
                 ~
tags: {branch: {u: x}, dest_branch: {v: x}}
                ~                    ~
workflows:
  - tag_query: s t u v
               ^ ^ ^ ^
=== the tag exists
dirs:
  live/prod: {tags: [prod, staging], workspaces: {staging: {}}}
workflows:
  - tag_query: prod or staging
=== a part of a glob is no directory
dirs: {'live/**': {tags: [x]}}
workflows:
  - tag_query: live
=== a script may give the tag
config_builder: {enabled: true, script: x}
dirs: {a: {workspaces: {staging: {}}}}
workflows:
  - tag_query: staging
=== the stack that is being made has no name yet
stacks: {names: {t: {tag_query: t}}}
"#,
        );
    }

    #[test]
    fn the_tag_of_the_name_is_offered() {
        let config = "dirs: {a/b: {workspaces: {w: {}, b: {}}}}\nworkflows:\n  - tag_query: w or b\n";
        let found = findings(&LINT, config, &[]);
        let help: Vec<&str> = found.iter().filter_map(|finding| finding.help.as_deref()).collect();
        assert_eq!(
            help,
            [
                "Write `workspace:w` for a workspace, or give the tag.",
                "Write `workspace:b` for a workspace, `b in dir` for one with everything below (`not` needs parentheses), \
                 or give the tag."
            ]
        );
        let fix = found.first().unwrap().fix.as_ref().unwrap();
        assert_eq!(fix.edits.first().unwrap().replacement, "workspace:w");
        assert_eq!(found.last().unwrap().fix, None, "two things can be meant");
    }
}
