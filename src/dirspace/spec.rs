//! What a configuration says about dirspaces, once validated.
//!
//! `config` produces these values and nothing else does; everything here has been parsed and
//! defaulted already, so that code which reads a [`LayoutSpec`] has no way left to meet an invalid
//! one. Patterns are the exception: they contain `${DIR}` and only become path patterns once a
//! directory is known, so a bad one can still surface when the layout is derived.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned};
use crate::tag_query::TagQuery;

use super::lua_pattern::LuaPattern;

/// `when_modified`: what makes a dirspace part of a change, and what else it follows.
#[derive(Clone, Debug, PartialEq)]
pub struct WhenModified {
    /// Apply by itself when the request is merged. Default false.
    pub autoapply: bool,
    /// Plan by itself when the request changes. Default true.
    pub autoplan: bool,
    /// Plan by itself while the request is a draft. Default true.
    pub autoplan_draft_pr: bool,
    /// Which dirspaces this one runs after and is pulled in by.
    pub depends_on: Option<DependsOn>,
    /// Patterns as the server sees them, `${DIR}` and `${WORKSPACE}` still in place, `!` first for a
    /// negation. The global list has been rewritten (`**/x` → `${DIR}/x`) by the time it is here.
    pub file_patterns: Vec<Spanned<String>>,
}

impl Default for WhenModified {
    /// The built-in setting: `${DIR}/*.tf` and `${DIR}/*.tfvars`, planned but not applied by itself.
    fn default() -> Self {
        WhenModified {
            autoapply: false,
            autoplan: true,
            autoplan_draft_pr: true,
            depends_on: None,
            file_patterns: ["${DIR}/*.tf", "${DIR}/*.tfvars"]
                .map(|pattern| Spanned::unwritten(pattern.to_owned()))
                .into(),
        }
    }
}

/// `depends_on`, in either of its two spellings.
#[derive(Clone, Debug, PartialEq)]
pub struct DependsOn {
    /// Which dirspaces are depended on. `relative_dir:` has a meaning here and nowhere else.
    pub tag_query: Spanned<TagQuery>,
    /// Leave out a dirspace that was only pulled in by this dependency.
    pub prune_on_no_change: bool,
}

/// Who is kept out of a directory while a request holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LockBranchTarget {
    /// Requests against any branch.
    #[default]
    All,
    /// Requests against the same branch.
    DestBranch,
}

/// One entry of `dirs`: a directory, or a glob over file paths.
#[derive(Clone, Debug, PartialEq)]
pub struct DirSpec {
    /// Where the key stands.
    pub key_span: Option<Span>,
    /// Tags for every workspace of the directory.
    pub tags: Vec<String>,
    /// Create the workspace when it is missing. Only the runner reads it.
    pub create_and_select_workspace: bool,
    /// Who is kept out while a request holds the directory.
    pub lock_branch_target: LockBranchTarget,
    /// The effective setting of the directory, which its workspaces inherit. No dirspace has it, but its
    /// patterns have to be patterns even where every workspace has its own.
    pub when_modified: WhenModified,
    /// By name; the effective `when_modified` of each, inheritance done. Holds the implicit `default`.
    pub workspaces: BTreeMap<String, WorkspaceSpec>,
    /// By name; entries here carry `stack:<name>` instead of `workspace:<name>` and replace a workspace of
    /// the same name.
    pub stacks: BTreeMap<String, WorkspaceSpec>,
}

/// One workspace of a directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WorkspaceSpec {
    /// Tags of this workspace alone.
    pub tags: Vec<String>,
    /// Effective setting: workspace over directory over global over built-in, key by key.
    pub when_modified: WhenModified,
}

/// One entry of `tags.branch` or `tags.dest_branch`.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchTag {
    /// Which branches get the tag.
    pub pattern: LuaPattern,
    /// Where the pattern stands.
    pub span: Option<Span>,
}

/// One entry of `stacks.names`.
#[derive(Clone, Debug, PartialEq)]
pub struct StackSpec {
    /// Where the name stands.
    pub key_span: Option<Span>,
    /// What is in the stack.
    pub members: StackMembers,
    /// Ordering and triggering between stacks.
    pub rules: StackRules,
}

/// What a stack is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum StackMembers {
    /// The dirspaces that a query selects. It sees every tag except `stack_name:*`.
    Query(Spanned<TagQuery>),
    /// Other stacks, by name.
    Stacks(Vec<Spanned<String>>),
}

/// `rules` of a stack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StackRules {
    /// Not applied before these stacks are.
    pub apply_after: Vec<Spanned<String>>,
    /// Not planned before these stacks are. `None` when not written: then `modified_by` is used.
    pub plan_after: Option<Vec<Spanned<String>>>,
    /// Part of the change whenever one of these stacks is.
    pub modified_by: Vec<Spanned<String>>,
    /// Apply right after a plan. `None` when not written.
    pub auto_apply: Option<bool>,
}

/// One entry of `destination_branches`: a branch that requests may be planned against, and from which
/// branches. Both are globs in which `*` alone is special.
#[derive(Clone, Debug, PartialEq)]
pub struct DestinationBranch {
    /// The branch that the request targets.
    pub branch: Spanned<String>,
    /// The branches that it may come from, `!` first for those that it may not. Default every branch.
    pub source_branches: Vec<Spanned<String>>,
}

impl DestinationBranch {
    /// An entry that takes requests from every branch.
    pub fn from_anywhere(branch: Spanned<String>) -> DestinationBranch {
        DestinationBranch { branch, source_branches: vec![Spanned::unwritten("*".to_owned())] }
    }
}

/// Everything in a configuration that bears on which dirspaces exist and which a change touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayoutSpec {
    /// The global setting.
    pub when_modified: WhenModified,
    /// By key, exactly as written. Keys that contain `*` are globs over file paths.
    pub dirs: BTreeMap<String, DirSpec>,
    /// `tags.branch`, by tag value.
    pub branch_tags: BTreeMap<String, BranchTag>,
    /// `tags.dest_branch`, by tag value.
    pub dest_branch_tags: BTreeMap<String, BranchTag>,
    /// `stacks.names`, by name.
    pub stacks: BTreeMap<String, StackSpec>,
}

/// The indexer's answer, which only the server can compute: which module directories each directory
/// uses, and which paths are links to which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    /// Directory → module paths, relative to the directory.
    pub deps: BTreeMap<String, Vec<String>>,
    /// `(link, target)`, both relative to the repository.
    pub symlinks: Vec<(String, String)>,
}
