//! Which dirspaces a changed path may matter to, whether or not the server would plan them for it.
//!
//! This is wider than what a change touches, and errs on the wide side: it is asked before something is left out of a
//! comparison, and what is left out by mistake is never looked at again. A path that nobody answers to may be anybody's.

use std::collections::BTreeSet;

use super::layout::Layout;
use super::touched::Reason;
use super::{Change, Dirspace};

/// To whom some paths may matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// To every dirspace.
    Everybody,
    /// To these and to no others.
    Only(BTreeSet<Dirspace>),
}

impl Relevance {
    /// Whether they may matter to `dirspace`.
    pub fn includes(&self, dirspace: &Dirspace) -> bool {
        match self {
            Relevance::Everybody => true,
            Relevance::Only(dirspaces) => dirspaces.contains(dirspace),
        }
    }
}

impl Relevance {
    /// To whom any of `paths` may matter: to those that answer to it in some layout, and to all that go after them there,
    /// be it by `depends_on` or by any rule of a stack, pruned ones included. To everybody where one of them stands where
    /// shared settings do, at the root or under a name that begins with a dot, or where nobody answers to it in a layout
    /// of `complete`: those whose files all the paths are among, so that it is not for want of a directory.
    pub fn of(paths: &BTreeSet<String>, complete: &[&Layout], others: &[&Layout]) -> Relevance {
        if paths.iter().any(|path| is_shared(path)) {
            return Relevance::Everybody;
        }
        let changes: Vec<Change> = paths.iter().cloned().map(Change::Modified).collect();
        let mut dirspaces = BTreeSet::new();
        for (layout, is_complete) in
            complete.iter().map(|layout| (layout, true)).chain(others.iter().map(|layout| (layout, false)))
        {
            let touched = layout.touched(&changes);
            if is_complete && !touched.orphans().is_empty() {
                return Relevance::Everybody;
            }
            let answering = touched.iter().filter(|(_, reason)| matches!(reason, Reason::Changed { .. }));
            dirspaces.extend(layout.with_later(answering.map(|(dirspace, _)| dirspace)));
        }
        Relevance::Only(dirspaces)
    }
}

impl Layout {
    /// Those of `dirspaces` that are here, and all that go after one of them, directly or through others: by
    /// `depends_on` or by any rule of a stack.
    pub fn with_later<'d>(&self, dirspaces: impl IntoIterator<Item = &'d Dirspace>) -> BTreeSet<Dirspace> {
        self.called(&self.dependencies.with_later(&self.numbers(dirspaces)))
    }

    /// Those of `dirspaces` that are here, and all that one of them goes after.
    pub fn with_earlier<'d>(&self, dirspaces: impl IntoIterator<Item = &'d Dirspace>) -> BTreeSet<Dirspace> {
        self.called(&self.dependencies.with_earlier(&self.numbers(dirspaces)))
    }

    fn numbers<'d>(&self, dirspaces: impl IntoIterator<Item = &'d Dirspace>) -> Vec<usize> {
        dirspaces.into_iter().filter_map(|dirspace| self.number(dirspace)).collect()
    }

    fn called(&self, numbers: &[usize]) -> BTreeSet<Dirspace> {
        let placed = numbers.iter().filter_map(|number| self.dirspaces().get(*number));
        placed.map(|placed| placed.dirspace.clone()).collect()
    }
}

/// Whether a path stands where files are that are no dirspace's own: configurations, CI files, versions of tools,
/// attributes.
fn is_shared(path: &str) -> bool {
    path.starts_with('.') || !path.contains('/')
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test that cannot go on has failed"
    )]
    use std::collections::BTreeMap;

    use super::super::spec::{
        DependsOn, DirSpec, Index, LayoutSpec, LockBranchTarget, StackMembers, StackRules, StackSpec, WhenModified,
        WorkspaceSpec,
    };
    use super::*;
    use crate::source::Spanned;
    use crate::tag_query::TagQuery;

    fn query(text: &str) -> Spanned<TagQuery> {
        Spanned::unwritten(TagQuery::parse(text).unwrap())
    }

    fn dir(depends_on: Option<&str>, prune_on_no_change: bool) -> DirSpec {
        let depends_on = depends_on.map(|text| DependsOn { tag_query: query(text), prune_on_no_change });
        let when_modified = WhenModified { depends_on, ..WhenModified::default() };
        let workspace = WorkspaceSpec { tags: Vec::new(), when_modified: when_modified.clone() };
        DirSpec {
            key_span: None,
            tags: Vec::new(),
            create_and_select_workspace: true,
            lock_branch_target: LockBranchTarget::All,
            when_modified,
            workspaces: BTreeMap::from([("default".to_owned(), workspace)]),
            stacks: BTreeMap::new(),
        }
    }

    fn stack(dir: &str, rules: StackRules) -> StackSpec {
        StackSpec { key_span: None, members: StackMembers::Query(query(&format!("dir:{dir}"))), rules }
    }

    /// a ← b ← c by `depends_on`, c pruned; d in a stack that is modified by that of a, e planned and f applied after it.
    fn layout() -> Layout {
        let names = |name: &str| vec![Spanned::unwritten(name.to_owned())];
        let mut spec = LayoutSpec::default();
        spec.dirs.insert("b".to_owned(), dir(Some("dir:a"), false));
        spec.dirs.insert("c".to_owned(), dir(Some("dir:b"), true));
        for (name, rules) in [
            ("a", StackRules::default()),
            ("d", StackRules { modified_by: names("a"), ..StackRules::default() }),
            ("e", StackRules { plan_after: Some(names("a")), ..StackRules::default() }),
            ("f", StackRules { apply_after: names("a"), ..StackRules::default() }),
        ] {
            spec.stacks.insert(name.to_owned(), stack(name, rules));
        }
        derive(&spec, &["a/m.tf", "b/m.tf", "c/m.tf", "d/m.tf", "e/m.tf", "f/m.tf", "g/m.tf", "g/notes.txt", "m.tf"])
    }

    fn bare(files: &[&str]) -> Layout {
        derive(&LayoutSpec::default(), files)
    }

    fn derive(spec: &LayoutSpec, files: &[&str]) -> Layout {
        Layout::derive(spec, files, &Index::default(), "topic", "main").unwrap()
    }

    fn set(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_path_matters_to_whoever_answers_to_it_and_to_all_that_go_after_those() {
        let layout = layout();
        for (paths, expected) in [
            (&["g/m.tf"][..], "g"),
            (&["a/m.tf"], "a b c d e f"),
            (&["b/m.tf"], "b c"),
            (&["c/m.tf", "f/x.tf"], "c f"),
            (&[], ""),
        ] {
            let expected: Vec<&str> = expected.split_whitespace().collect();
            let Relevance::Only(found) = Relevance::of(&set(paths), &[&layout], &[]) else { panic!("{paths:?}") };
            assert_eq!(found.iter().map(|dirspace| dirspace.dir.as_str()).collect::<Vec<_>>(), expected, "{paths:?}");
        }
    }

    #[test]
    fn what_goes_before_is_the_other_way_round() {
        let layout = layout();
        let all: Vec<Dirspace> = layout.dirspaces().iter().map(|placed| placed.dirspace.clone()).collect();
        for one in &all {
            for other in &all {
                let (later, earlier) = (layout.with_later([one]), layout.with_earlier([other]));
                assert_eq!(later.contains(other), earlier.contains(one), "{one} {other}");
            }
        }
        assert_eq!(layout.with_earlier(&all[3..4]).len(), 3, "{}", all[3]);
        assert!(layout.with_later([&Dirspace { dir: "x".to_owned(), workspace: "default".to_owned() }]).is_empty());
    }

    #[test]
    fn what_may_be_anybodys_matters_to_everybody() {
        let layout = layout();
        for path in [
            "g/notes.txt",
            "modules/vpc/main.tf",
            "m.tf",
            "README.md",
            ".terrateam/config.yml",
            ".whomay.yml",
            ".github/workflows/ci.yml",
            ".gitlab-ci.yml",
        ] {
            assert_eq!(Relevance::of(&set(&["g/m.tf", path]), &[&layout], &[&layout]), Relevance::Everybody, "{path}");
        }
    }

    #[test]
    fn what_matters_in_one_layout_matters() {
        let (layout, bare) = (layout(), bare(&["a/m.tf", "b/m.tf", "new/m.tf"]));
        let relevance =
            |path: &str, complete: &[&Layout], others: &[&Layout]| match Relevance::of(&set(&[path]), complete, others)
            {
                Relevance::Everybody => "everybody".to_owned(),
                Relevance::Only(found) => {
                    found.iter().map(|dirspace| dirspace.dir.clone()).collect::<Vec<_>>().join(" ")
                }
            };
        assert_eq!(relevance("b/m.tf", &[&bare], &[]), "b");
        assert_eq!(relevance("b/m.tf", &[&bare], &[&layout]), "b c");
        assert_eq!(relevance("b/m.tf", &[&layout], &[&bare]), "b c");
        // Where a directory is not there, nobody can answer.
        assert_eq!(relevance("new/m.tf", &[&bare], &[&layout]), "new");
        assert_eq!(relevance("new/m.tf", &[&bare, &layout], &[]), "everybody");
    }
}
