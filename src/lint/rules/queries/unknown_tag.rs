//! A tag that nothing gives.

use super::alike::Alike;
use super::answers::vocabulary;
use super::asked::{Trouble, Uses, by_word};
use super::vocabulary::{Kind, Vocabulary, is_in_need_of_quotes};
use crate::lint::queries::shown;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;
use crate::lint::{Finding, Fix};

lint! {
    /// ## What it does
    ///
    /// Reports a query that asks for a tag that nothing in the file gives: no `tags` of a directory or a workspace, and no
    /// workspace, stack or branch of that name. Silent where a `config_builder` script may give it.
    ///
    /// ## Why it matters
    ///
    /// A misspelt tag is no error. The query selects nothing, and behind a `not` it selects everything; the dirspaces that
    /// were meant fall to the next policy, or to none. Tags are compared letter by letter, upper and lower case included.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   network: {tags: [prod]}
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
    ///   network: {tags: [prod]}
    /// access_control:
    ///   policies:
    ///     - tag_query: prod
    ///       apply: ["team:sre"]
    /// ```
    "unknown-tag", Warn, Read(check)
}

/// Prefixes with a meaning of their own, without the colon.
const PREFIXES: [&str; 7] = ["dir", "workspace", "stack", "stack_name", "branch", "dest_branch", "relative_dir"];

/// Names that a message lists.
const MOST_NAMES: usize = 6;

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let unknown = by_word(subject, |trouble| trouble == Trouble::Unknown);
    if unknown.is_empty() {
        return Vec::new();
    }
    let known = Known::new(vocabulary(subject));
    unknown.iter().filter_map(|uses| found(uses, &known)).collect()
}

/// What may be meant.
struct Known<'a> {
    vocabulary: &'a Vocabulary<'a>,
    own: Alike<'a>,
    prefixes: Alike<'static>,
    names: Vec<(Kind, Alike<'a>)>,
}

impl<'a> Known<'a> {
    fn new(vocabulary: &'a Vocabulary<'a>) -> Known<'a> {
        Known {
            vocabulary,
            own: Alike::new(vocabulary.own().map(|(tag, _)| tag)),
            prefixes: Alike::new(PREFIXES),
            names: Kind::ALL.into_iter().map(|kind| (kind, Alike::new(vocabulary.names(kind)))).collect(),
        }
    }

    /// The tag that a word most likely stands for.
    fn meant(&self, word: &str) -> Option<String> {
        if let Some((kind, name)) = Kind::of(word) {
            let names = self.names.iter().find(|(other, _)| *other == kind);
            let similar = names.and_then(|(_, names)| names.to(name));
            let elsewhere =
                || self.vocabulary.kinds_of(name).next().map(|(kind, _)| format!("{}{name}", kind.prefix()));
            let similar = similar.map(|name| format!("{}{name}", kind.prefix()));
            return elsewhere().or_else(|| self.vocabulary.is_own(name).then(|| name.to_owned())).or(similar);
        }
        if let Some(tag) = self.own.to(word) {
            return Some(tag.to_owned());
        }
        if let Some((prefix, rest)) = word.split_once(':') {
            let own = self.vocabulary.is_own(rest).then(|| rest.to_owned());
            return own.or_else(|| Some(format!("{}:{rest}", self.prefixes.to(prefix)?)));
        }
        let of = |(kind, names): &(Kind, Alike<'a>)| Some(format!("{}{}", kind.prefix(), names.to(word)?));
        self.names.iter().find_map(of)
    }
}

fn found(uses: &Uses<'_>, known: &Known<'_>) -> Option<Finding> {
    let Some(word) = uses.atom.word.text() else {
        let message = format!("no tag equals `{}`", shown(&uses.atom.word.to_string()));
        let help = "In quotes a backslash keeps only the first byte of a letter beyond ASCII: leave the backslash out.";
        return Some(uses.finding("not a text", message)?.with_help(help));
    };
    let message = match Kind::of(word) {
        Some((kind, name)) => format!("nothing gives the tag `{}`: `{}` {}", shown(word), shown(name), kind.missing()),
        None => format!("nothing gives the tag `{}`", shown(word)),
    };
    let finding = uses.finding("no dirspace has this tag", message)?;
    if let Some(help) = misread(uses) {
        return Some(finding.with_help(help));
    }
    let Some(meant) = known.meant(word) else { return Some(finding.with_help(help(word, known.vocabulary))) };
    let finding = finding.with_help(format!("Did you mean `{}`?", shown(&meant)));
    let edits = if is_in_need_of_quotes(&meant) { None } else { uses.replaced(&meant) };
    Some(match edits {
        Some(edits) => finding.with_fix(Fix::suggested("write the tag that exists", edits)),
        None => finding,
    })
}

/// What to say of a word that is not read as it looks.
fn misread(uses: &Uses<'_>) -> Option<String> {
    let word = uses.atom.word.text()?;
    let operator = ["and", "or", "not", "in"].into_iter().find(|one| word.eq_ignore_ascii_case(one));
    if let Some(operator) = operator {
        return Some(format!("In quotes `{operator}` is a tag; without them it is the operator."));
    }
    let is_invisible = |c: &char| (c.is_whitespace() && !" \t".contains(*c)) || ('\u{200b}'..='\u{200f}').contains(c);
    let odd = word.chars().find(is_invisible).filter(|_| !uses.atom.word.is_quoted())?;
    Some(format!(
        "The character U+{:04X} in it looks like nothing or a blank and is part of the tag: write a blank.",
        odd as u32
    ))
}

fn help(word: &str, vocabulary: &Vocabulary<'_>) -> String {
    let Some((kind, _)) = Kind::of(word) else {
        return format!(
            "Give it to what it should select, with `tags: [\"{0}\"]` in `dirs`; a directory is asked for with \
             `{0} in dir`, a workspace with `workspace:{0}`.",
            shown(word)
        );
    };
    let names: Vec<&str> = vocabulary.names(kind).take(MOST_NAMES + 1).collect();
    let tags = |names: &[&str]| {
        let tags: Vec<String> = names.iter().map(|name| format!("`{}{}`", kind.prefix(), shown(name))).collect();
        tags.join(", ")
    };
    match names.get(..MOST_NAMES) {
        _ if names.is_empty() => format!("There is no tag that begins with `{}`.", kind.prefix()),
        Some(first) => format!("There are {} and more.", tags(first)),
        None => format!("There {} {}.", if names.len() == 1 { "is" } else { "are" }, tags(&names)),
    }
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
=== a tag that nothing gives, in every kind of query
dirs:
  a: {tags: [x], when_modified: {depends_on: a1}}
                                             ^^
access_control:
  policies:
    - tag_query: x or not a2
                          ^^
apply_requirements:
  checks:
    - tag_query: (a3)
                  ^^
stacks: {names: {s: {tag_query: "'a4'"}}}
                                 ^^^^
workflows:
  - tag_query: a5
               ^^
drift: {schedules: {n: {schedule: daily, tag_query: a6}}}
                                                    ^^
notifications: {policies: [{tag_query: a7}]}
                                       ^^
=== many uses are one finding
workflows:
  - tag_query: x
               ^
  - tag_query: y or x
               ^    ~
=== names that do not exist
dirs: {a: {workspaces: {w: {}}, stacks: {s: {}}}}
stacks: {names: {t: {tag_query: ''}}}
tags: {branch: {u: x}, dest_branch: {v: x}}
workflows:
  - tag_query: workspace:x or stack:w or stack_name:s or branch:v or dest_branch:u
               ^^^^^^^^^^^    ^^^^^^^    ^^^^^^^^^^^^    ^^^^^^^^    ^^^^^^^^^^^^^
=== upper and lower case differ
dirs: {a: {tags: [Prod]}}
workflows:
  - tag_query: prod
               ^^^^
=== an operator in quotes and half a letter
dirs: {a: {tags: [x]}}
workflows:
  - tag_query: x 'or' "\ü"
                 ^^^^ ^^^^
=== tags of directories, workspaces and stacks, and names
dirs:
  a: {tags: [x], workspaces: {w: {tags: [y]}}, stacks: {s: {tags: [z]}}}
stacks: {names: {t: {tag_query: ''}, u: {stacks: [t]}}}
tags: {branch: {v: x}, dest_branch: {v: x}}
workflows:
  - tag_query: x y z workspace:w workspace:default stack:s stack_name:t stack_name:u branch:v dest_branch:v
=== directories are asked of the repository
workflows:
  - tag_query: dir:a or b in dir
=== a script may give it
config_builder: {enabled: true, script: x}
workflows:
  - tag_query: x or workspace:y
=== what a disabled script gives is nothing
config_builder: {enabled: false, script: x}
workflows:
  - tag_query: x
               ^
"#,
        );
    }

    #[test]
    fn what_is_meant_is_said() {
        let config = |query: &str| {
            format!(
                "dirs: {{a: {{tags: [Prod, eu-west, 'a b'], workspaces: {{staging: {{}}}}}}}}\n\
                 tags: {{branch: {{live: x}}}}\nworkflows:\n  - tag_query: '{query}'\n"
            )
        };
        for (query, help, replacement) in [
            ("prod", "Did you mean `Prod`?", Some("Prod")),
            ("Production", "Did you mean `Prod`?", Some("Prod")),
            ("eu_west", "Did you mean `eu-west`?", Some("eu-west")),
            ("a_b", "Did you mean `a b`?", None),
            ("tag:Prod", "Did you mean `Prod`?", Some("Prod")),
            ("workspace:Prod", "Did you mean `Prod`?", Some("Prod")),
            ("workspace:live", "Did you mean `branch:live`?", Some("branch:live")),
            ("workspace:stagin", "Did you mean `workspace:staging`?", Some("workspace:staging")),
            ("Workspace:x", "Did you mean `workspace:x`?", Some("workspace:x")),
            ("stagin", "Did you mean `workspace:staging`?", Some("workspace:staging")),
            ("workspace:zzz", "There are `workspace:default`, `workspace:staging`.", None),
            ("dest_branch:zzz", "There is no tag that begins with `dest_branch:`.", None),
            ("zzz", "`zzz in dir`", None),
            ("x\u{a0}y", "U+00A0", None),
        ] {
            let found = findings(&LINT, &config(query), &[]);
            let finding = found.first().unwrap();
            assert!(finding.help.as_ref().unwrap().contains(help), "{query}: {:?}", finding.help);
            let edit = finding.fix.as_ref().map(|fix| fix.edits.first().unwrap().replacement.as_str());
            assert_eq!(edit, replacement, "{query}");
        }
    }
}
