//! Why a configuration gives no layout for a list of files.

use std::fmt;

use crate::source::Span;

use super::Dirspace;
use super::path_pattern::PathPatternError;

/// One reason why there is no layout. The server refuses the configuration for each of them too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError {
    /// What is wrong.
    pub kind: LayoutErrorKind,
    /// Where it is written. `None` when nobody wrote it: a default, or a rule between many places.
    pub span: Option<Span>,
}

/// What can be wrong with a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayoutErrorKind {
    /// A key of `dirs` that contains `*` is no glob.
    DirsKey {
        /// The key as written.
        key: String,
        /// What is wrong with it; its span is in `key`.
        error: PathPatternError,
    },
    /// A file pattern is none, as written or once `${DIR}` and `${WORKSPACE}` are replaced.
    FilePattern {
        /// The pattern as written.
        written: String,
        /// The pattern of the directory at which it failed; equal to `written` when it fails everywhere.
        expanded: String,
        /// The directory at which it failed. `None` when it fails everywhere.
        dir: Option<String>,
        /// What is wrong with it; its span is in `expanded`.
        error: PathPatternError,
    },
    /// A stack names a stack that is not there.
    UnknownStack {
        /// The stack that names it.
        stack: String,
        /// The name that nothing has.
        name: String,
    },
    /// Stacks that contain or follow each other in a circle, in order.
    StackCycle(Vec<String>),
    /// Stacks are nested in one another in more ways than anybody could read.
    TooManyStackPaths {
        /// The innermost stack.
        stack: String,
    },
    /// More than one stack selects a dirspace.
    ManyStacks {
        /// The dirspace.
        dirspace: Dirspace,
        /// The stacks that select it, sorted.
        stacks: Vec<String>,
    },
    /// No stack selects a dirspace, and a stack named `default` is declared, so there is no implicit one.
    NoStack(Dirspace),
    /// Dirspaces that wait for each other in a circle, in order: each waits for the next, the last for the first.
    DependencyCycle(Vec<Dirspace>),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            LayoutErrorKind::DirsKey { key, error } => write!(f, "`{key}` is not a glob: {error}"),
            LayoutErrorKind::FilePattern { written, dir: None, error, .. } => {
                write!(f, "`{written}` is not a file pattern: {error}")
            }
            LayoutErrorKind::FilePattern { written, expanded, dir: Some(dir), error } => {
                write!(
                    f,
                    "`{written}` becomes `{expanded}` for the directory `{dir}`, which is not a file pattern: {error}"
                )
            }
            LayoutErrorKind::UnknownStack { stack, name } => {
                write!(f, "the stack `{stack}` names a stack `{name}`, which does not exist")
            }
            LayoutErrorKind::StackCycle(names) => {
                write!(f, "stacks contain or follow each other in a circle: {}", circle(names))
            }
            LayoutErrorKind::TooManyStackPaths { stack } => {
                write!(f, "the stack `{stack}` is nested in other stacks in too many ways")
            }
            LayoutErrorKind::ManyStacks { dirspace, stacks } => {
                write!(f, "{dirspace} is in more than one stack: {}", stacks.join(", "))
            }
            LayoutErrorKind::NoStack(dirspace) => write!(f, "{dirspace} is in no stack"),
            LayoutErrorKind::DependencyCycle(dirspaces) => {
                write!(f, "dirspaces wait for each other in a circle: {}", circle(dirspaces))
            }
        }
    }
}

impl std::error::Error for LayoutError {}

impl LayoutError {
    pub(super) fn new(kind: LayoutErrorKind, span: Option<Span>) -> LayoutError {
        LayoutError { kind, span }
    }

    /// Whether both are about one pattern in one place. A pattern that fails for one directory mostly fails for thousands.
    pub(super) fn is_same_pattern(&self, other: &LayoutError) -> bool {
        match (&self.kind, &other.kind) {
            (
                LayoutErrorKind::FilePattern { written: one, .. },
                LayoutErrorKind::FilePattern { written: other_one, .. },
            ) => one == other_one && self.span == other.span,
            _ => false,
        }
    }

    /// A kebab-case name of the reason; stable across releases.
    pub fn code(&self) -> &'static str {
        match self.kind {
            LayoutErrorKind::DirsKey { .. } => "dirs-glob-syntax",
            LayoutErrorKind::FilePattern { .. } => "file-pattern-syntax",
            LayoutErrorKind::UnknownStack { .. } => "unknown-stack",
            LayoutErrorKind::StackCycle(_) => "stack-cycle",
            LayoutErrorKind::TooManyStackPaths { .. } => "too-many-stack-paths",
            LayoutErrorKind::ManyStacks { .. } => "many-stacks",
            LayoutErrorKind::NoStack(_) => "no-stack",
            LayoutErrorKind::DependencyCycle(_) => "dependency-cycle",
        }
    }

    /// What to write instead, in a sentence or two.
    pub fn help(&self) -> String {
        match &self.kind {
            LayoutErrorKind::DirsKey { error, .. } => error.help().to_owned(),
            LayoutErrorKind::FilePattern { dir: Some(dir), .. } if dir == "." => {
                "At the root `${DIR}/` is replaced by nothing. Name the files with `${DIR}/*`, or give the directory `.` \
                 patterns of its own under `dirs`."
                    .to_owned()
            }
            LayoutErrorKind::FilePattern { error, .. } => error.help().to_owned(),
            LayoutErrorKind::UnknownStack { name, .. } => {
                format!("Declare `{name}` under `stacks.names`, or remove the name.")
            }
            LayoutErrorKind::StackCycle(_) => {
                "Members, `plan_after`, `modified_by` and `apply_after` all count, and `plan_after` is `modified_by` where it \
                 is not written. Remove one of the references."
                    .to_owned()
            }
            LayoutErrorKind::TooManyStackPaths { .. } => "Put each stack into one other stack at most.".to_owned(),
            LayoutErrorKind::ManyStacks { .. } => {
                "A dirspace is in exactly one stack. Make the `tag_query` of all but one exclude it.".to_owned()
            }
            LayoutErrorKind::NoStack(_) => {
                "Because a stack named `default` is declared, there is no implicit one. Make the `tag_query` of a stack \
                 select the dirspace."
                    .to_owned()
            }
            LayoutErrorKind::DependencyCycle(_) => {
                "`depends_on`, `modified_by`, `plan_after` and `apply_after` all count. A query such as `\"\"` also selects the \
                 dirspace that it stands in."
                    .to_owned()
            }
        }
    }
}

fn circle<T: fmt::Display>(members: &[T]) -> String {
    members.iter().chain(members.first()).map(T::to_string).collect::<Vec<_>>().join(" → ")
}

#[cfg(test)]
mod tests {
    use super::super::path_pattern::GlobFault;
    use super::*;

    fn dirspace(dir: &str) -> Dirspace {
        Dirspace { dir: dir.to_owned(), workspace: "default".to_owned() }
    }

    fn pattern(written: &str, expanded: &str, dir: Option<&str>, fault: GlobFault) -> LayoutErrorKind {
        LayoutErrorKind::FilePattern {
            written: written.to_owned(),
            expanded: expanded.to_owned(),
            dir: dir.map(str::to_owned),
            error: PathPatternError { span: 0..1, fault },
        }
    }

    #[test]
    fn an_error_says_what_is_wrong_and_what_to_write() {
        let unescaped = PathPatternError { span: 1..2, fault: GlobFault::Unescaped };
        let rows = [
            (
                LayoutErrorKind::DirsKey { key: "a,*".to_owned(), error: unescaped },
                "dirs-glob-syntax",
                "`a,*` is not a glob: a character that patterns do not know stands in it",
                "Letters, digits, ",
            ),
            (
                pattern("x{", "x{", None, GlobFault::OpenBrace),
                "file-pattern-syntax",
                "`x{` is not a file pattern: a `{` is never closed",
                "Close it with `}`.",
            ),
            (
                pattern("${DIR}/../**", "**", Some("a"), GlobFault::LooseDoubleStar),
                "file-pattern-syntax",
                "`${DIR}/../**` becomes `**` for the directory `a`, which is not a file pattern: `**` has no `/` next to it",
                "Write `*` for a name, ",
            ),
            (
                pattern("${DIR}/**", "**", Some("."), GlobFault::LooseDoubleStar),
                "file-pattern-syntax",
                "`${DIR}/**` becomes `**` for the directory `.`, which is not a file pattern: `**` has no `/` next to it",
                "At the root `${DIR}/` is replaced by nothing. ",
            ),
            (
                LayoutErrorKind::UnknownStack { stack: "s".to_owned(), name: "t".to_owned() },
                "unknown-stack",
                "the stack `s` names a stack `t`, which does not exist",
                "Declare `t` under `stacks.names`, ",
            ),
            (
                LayoutErrorKind::StackCycle(vec!["s".to_owned(), "t".to_owned()]),
                "stack-cycle",
                "stacks contain or follow each other in a circle: s → t → s",
                "Members, `plan_after`, ",
            ),
            (
                LayoutErrorKind::TooManyStackPaths { stack: "s".to_owned() },
                "too-many-stack-paths",
                "the stack `s` is nested in other stacks in too many ways",
                "Put each stack into one other stack at most.",
            ),
            (
                LayoutErrorKind::ManyStacks { dirspace: dirspace("a"), stacks: vec!["s".to_owned(), "t".to_owned()] },
                "many-stacks",
                "a (default) is in more than one stack: s, t",
                "A dirspace is in exactly one stack. ",
            ),
            (
                LayoutErrorKind::NoStack(dirspace(".")),
                "no-stack",
                ". (default) is in no stack",
                "Because a stack named `default` is declared, ",
            ),
            (
                LayoutErrorKind::DependencyCycle(vec![dirspace("a")]),
                "dependency-cycle",
                "dirspaces wait for each other in a circle: a (default) → a (default)",
                "`depends_on`, `modified_by`, ",
            ),
        ];
        for (kind, code, text, help) in rows {
            let error = LayoutError::new(kind, None);
            assert_eq!((error.code(), error.to_string().as_str()), (code, text));
            assert!(error.help().starts_with(help), "{code}: {}", error.help());
        }
    }

    #[test]
    fn one_pattern_in_one_place_is_one_error() {
        let error = |written: &str, expanded: &str, dir: &str, span: Option<Span>| {
            LayoutError::new(pattern(written, expanded, Some(dir), GlobFault::LooseDoubleStar), span)
        };
        let first = error("${DIR}**", "a**", "a", None);
        assert!(first.is_same_pattern(&error("${DIR}**", "b**", "b", None)), "another directory");
        assert!(!first.is_same_pattern(&error("${DIR}**x", "a**x", "a", None)), "another pattern");
        assert!(!first.is_same_pattern(&error("${DIR}**", "a**", "a", Some(Span::default()))), "another place");
        let other = LayoutError::new(LayoutErrorKind::NoStack(dirspace("a")), None);
        assert!(!other.is_same_pattern(&first) && !other.is_same_pattern(&other), "no pattern at all");
    }
}
