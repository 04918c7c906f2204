//! The layout: every dirspace of a repository, with its tags, its patterns and its stack.
//!
//! A layout is derived from a configuration and a list of files and from nothing else. It exists
//! only when the server would accept the configuration for these files: whoever holds one may rely
//! on stacks that exist and on dependencies without circles.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Span;
use crate::tag_query::Candidate;

use super::dependencies::Dependencies;
use super::discovery::Chosen;
use super::layout_error::LayoutError;
use super::links::Links;
use super::lua_pattern::LuaPattern;
use super::path_pattern::PathPattern;
use super::spec::{BranchTag, Index, LayoutSpec, LockBranchTarget, WhenModified};
use super::stack::Stack;
use super::{Dirspace, Tags, discovery, placing};

/// One dirspace and everything that is settled about it.
#[derive(Clone, Debug)]
pub struct PlacedDirspace {
    /// Which one.
    pub dirspace: Dirspace,
    /// All its tags.
    pub tags: Tags,
    /// The stack that it is in.
    pub stack: Arc<Stack>,
    /// Who is kept out while a request holds it.
    pub lock_branch_target: LockBranchTarget,
    /// Its effective setting, patterns as written.
    pub when_modified: Arc<WhenModified>,
    /// The patterns of the changed paths that it answers to: every variable replaced, those of used modules first.
    pub file_patterns: Vec<Arc<PathPattern>>,
    /// What part of the configuration speaks for it.
    pub origin: Origin,
}

/// What part of the configuration speaks for a dirspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An entry of `dirs`.
    Dirs {
        /// Its key: the directory itself or a glob.
        key: Arc<str>,
        /// Where the key stands.
        span: Option<Span>,
    },
    /// The global `when_modified`: no entry names the directory.
    Global,
}

impl Origin {
    /// Where it is written.
    pub fn span(&self) -> Option<Span> {
        match self {
            Origin::Dirs { span, .. } => *span,
            Origin::Global => None,
        }
    }
}

impl PlacedDirspace {
    /// How a tag query sees it, outside of `depends_on`.
    pub fn candidate(&self) -> Candidate<'_> {
        Candidate { tags: &self.tags, dir: &self.dirspace.dir, working_dir: None }
    }

    /// The name of its stack.
    pub fn stack_name(&self) -> &str {
        &self.stack.name
    }

    /// Every way from an outermost stack down to its own.
    pub fn stack_paths(&self) -> &[Vec<String>] {
        &self.stack.paths
    }

    /// Whether a changed path makes it part of the change: some pattern matches and no negated one excludes the path.
    pub fn answers_to(&self, path: &str) -> bool {
        self.matching_pattern(path).is_some()
    }

    /// The position of the first pattern that `path` matches, unless a negated one excludes the path.
    pub fn matching_pattern(&self, path: &str) -> Option<usize> {
        let excluded = self.file_patterns.iter().any(|pattern| pattern.is_negated() && !pattern.is_match(path));
        let matching = self.file_patterns.iter().position(|pattern| !pattern.is_negated() && pattern.is_match(path));
        matching.filter(|_| !excluded)
    }
}

/// Every dirspace of a repository.
#[derive(Clone, Debug)]
pub struct Layout {
    dirspaces: Vec<PlacedDirspace>,
    pub(super) links: Links,
    pub(super) dependencies: Dependencies,
}

impl Layout {
    /// Derives the layout of a repository.
    ///
    /// `files` are the paths of all files, relative to the repository and without `./`; give them in git's order, because
    /// where two `dirs` globs of one length match different files of a directory, the first file decides. `branch` is the
    /// branch that a request comes from and `dest_branch` the one that it targets. `index` is the indexer's answer, empty
    /// where there is none.
    ///
    /// # Errors
    ///
    /// The reasons why the server refuses the configuration for these files, as many of them as can be told apart: the
    /// globs of `dirs`, then stacks, then patterns, then who is in which stack, then circles.
    pub fn derive(
        spec: &LayoutSpec,
        files: &[impl AsRef<str>],
        index: &Index,
        branch: &str,
        dest_branch: &str,
    ) -> Result<Layout, Vec<LayoutError>> {
        let tags = [branch_tag(&spec.branch_tags, branch), branch_tag(&spec.dest_branch_tags, dest_branch)];
        Directories::find(spec, files, index)?.layout(tags)
    }

    /// All dirspaces, in their order.
    pub fn dirspaces(&self) -> &[PlacedDirspace] {
        &self.dirspaces
    }

    /// The dirspace of that directory and workspace.
    pub fn get(&self, dirspace: &Dirspace) -> Option<&PlacedDirspace> {
        self.dirspaces.get(self.number(dirspace)?)
    }

    pub(super) fn number(&self, dirspace: &Dirspace) -> Option<usize> {
        self.dirspaces.binary_search_by(|placed| placed.dirspace.cmp(dirspace)).ok()
    }
}

/// The directories of a repository that hold dirspaces, and what speaks for each: all that a layout needs of the files. No
/// branch changes it, so who asks about several finds them once.
pub struct Directories<'a> {
    spec: &'a LayoutSpec,
    index: &'a Index,
    links: Links,
    chosen: Vec<(String, Chosen<'a>)>,
}

impl<'a> Directories<'a> {
    /// Finds them; the arguments are those of [`Layout::derive`].
    ///
    /// # Errors
    ///
    /// Those of [`Layout::derive`] that concern the globs of `dirs` and the global patterns.
    pub fn find(
        spec: &'a LayoutSpec,
        files: &[impl AsRef<str>],
        index: &'a Index,
    ) -> Result<Directories<'a>, Vec<LayoutError>> {
        let links = Links::new(&index.symlinks);
        let chosen = discovery::directories(spec, files, &links)?;
        Ok(Directories { spec, index, links, chosen })
    }

    /// The layout of a request whose branches give it these tags: by the one that it comes from, and by the one it goes to.
    ///
    /// # Errors
    ///
    /// All others of [`Layout::derive`].
    pub fn layout(&self, branch_tags: [Option<&str>; 2]) -> Result<Layout, Vec<LayoutError>> {
        let [branch, dest_branch] = branch_tags;
        let branch = branch.map(|name| format!("branch:{name}"));
        let tags: Vec<String> =
            branch.into_iter().chain(dest_branch.map(|name| format!("dest_branch:{name}"))).collect();
        let dirspaces = placing::dirspaces(self.spec, &self.chosen, self.index, &tags)?;
        let dependencies = Dependencies::new(&dirspaces).map_err(|error| vec![error])?;
        Ok(Layout { dirspaces, links: self.links.clone(), dependencies })
    }

    /// Each directory with the key of `dirs` that speaks for it, `None` for the global setting; in order. One whose entry lists no
    /// patterns is here and has no dirspace.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.chosen.iter().map(|(dir, chosen)| match chosen {
            Chosen::Entry(key, _) => (dir.as_str(), Some(*key)),
            Chosen::Global => (dir.as_str(), None),
        })
    }
}

/// The name of the branch tag that `branch` gets: of the entries that match, the one whose name comes last.
pub fn branch_tag<'s>(tags: &'s BTreeMap<String, BranchTag>, branch: &str) -> Option<&'s str> {
    let matches = |pattern: &LuaPattern| pattern.is_match(branch);
    tags.iter().rev().find(|(_, tag)| matches(&tag.pattern)).map(|(name, _)| name.as_str())
}
