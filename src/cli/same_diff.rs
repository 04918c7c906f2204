//! Which earlier commits that were approved change a dirspace exactly as the head does, for `approval_mode: same-diff`.
//!
//! What a commit changes is the difference between it and its merge base with the target branch: for each path the kind
//! and the object id before and after, without any idea of moves and without a look at the content, so that a blank
//! more is a difference. Two commits are the same for a dirspace when they change the same in everything that could
//! matter to it, and when in doubt it could. A path is left out only where all of this holds:
//!
//! - it answers to some dirspace and not to this one, in each of the layouts that the strict profile looks at;
//! - this one follows none of those by `depends_on` or by a rule of its stack;
//! - it lies neither in the directory of this one, or of one that it follows, nor in a place that the files there mention,
//!   nor in one that those mention in turn: a directory with code is a dirspace of its own, and a module of others all the
//!   same;
//! - it stands below a directory whose name does not begin with a dot: configuration, CI files, versions of tools and
//!   whatever else lies at the root is everybody's.
//!
//! So modules, shared code and whatever belongs to nobody are compared.
//!
//! A base that was merged in, or that the request was rebased on, is no change of the request. It may only have moved
//! forward: on an older base the same difference makes something else. A commit that changes nothing that could matter
//! to the dirspace was not approved for it. What cannot be compared is not known, and then the approval does not count.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::LEAST_ABBREVIATION;
use super::gather::{Gathered, layout};
use super::strict_views::StrictViews;
use super::surroundings::{Reach, Surroundings};
use crate::access::case::Case;
use crate::access::facts::Facts;
use crate::access::freshness::{SameDiff, other_approved_commits};
use crate::access::gate::ApprovalMode;
use crate::access::known::{Known, Missing};
use crate::config::Config;
use crate::dirspace::Dirspace;
use crate::dirspace::layout::Layout;
use crate::dirspace::relevance::Relevance;
use crate::git::{Commit, Difference, GitError, ObjectId, Snapshot};

/// Commits that are compared, the newest approvals first. More than a request has that anybody still looks through.
const MOST_COMMITS: usize = 100;

/// Adds, for each dirspace of the case, which other approved commits have the same diff. Nothing is looked at unless the
/// gate's options ask for it and there is such a commit.
pub(super) fn add_same_diff(case: &mut Case<'_>, gathered: &Gathered, views: &Result<StrictViews<'_>, Missing>) {
    let mut commits = match case.gate.approval_mode.value {
        ApprovalMode::Exact => Vec::new(),
        ApprovalMode::SameDiff => other_approved_commits(case.facts),
    };
    if commits.is_empty() || case.subjects.is_empty() {
        return;
    }
    commits.reverse();
    let dirspaces: Vec<&Dirspace> = case.subjects.iter().map(|subject| subject.dirspace).collect();
    let compared = Head::new(gathered, case.facts, views).and_then(|head| head.compare_all(&commits, &dirspaces));
    let found = match compared {
        Ok(found) => found,
        Err(why) => {
            let unknown = commits.into_iter().map(|commit| (commit, Known::Unavailable(why.clone())));
            vec![unknown.collect::<SameDiff>(); dirspaces.len()]
        }
    };
    for (subject, same_diff) in case.subjects.iter_mut().zip(found) {
        subject.same_diff = same_diff;
    }
}

/// The head and everything that it is compared by.
struct Head<'g> {
    gathered: &'g Gathered,
    views: &'g StrictViews<'g>,
    tip: Commit,
    /// The target branch, or what it was before the request was merged.
    target: Commit,
    merge_base: Commit,
    differences: BTreeSet<Difference>,
}

impl<'g> Head<'g> {
    /// # Errors
    ///
    /// Why nothing can be compared with it.
    fn new(
        gathered: &'g Gathered,
        facts: &Facts,
        views: &'g Result<StrictViews<'g>, Missing>,
    ) -> Result<Head<'g>, String> {
        let revisions = &gathered.revisions;
        let (tip, target) = match (&revisions.merge, revisions.snapshot) {
            // What people approved is the head that was merged, and not what the merge made of it.
            (Some(merge), _) => (merge.head, merge.before),
            (None, Snapshot::Commit(tip)) => (tip, revisions.base.commit),
            (None, _) => return Err("what is looked at is not a commit".to_owned()),
        };
        let merge_base = gathered.repository.merge_base(target, tip).map_err(|error| why(&error))?;
        is_tip(facts, tip)?;
        let views = views.as_ref().map_err(|missing| match missing {
            Missing::NotGiven => "the base was not looked at".to_owned(),
            Missing::Unavailable(why) => format!("the base could not be looked at: {why}"),
        })?;
        let differences = gathered.repository.differences(merge_base, tip).map_err(|error| why(&error))?;
        Ok(Head { gathered, views, tip, target, merge_base, differences: differences.into_iter().collect() })
    }

    /// For each dirspace, what there is to say of each commit.
    ///
    /// # Errors
    ///
    /// Why nothing can be said of any.
    fn compare_all(&self, commits: &[String], dirspaces: &[&Dirspace]) -> Result<Vec<SameDiff>, String> {
        let own: BTreeSet<String> = self.differences.iter().map(|difference| difference.path.clone()).collect();
        let differing: Vec<Differing> =
            commits.iter().enumerate().map(|(at, commit)| self.differing(at, commit)).collect();
        let others = differing.iter().filter_map(|differing| differing.as_ref().ok()?.as_ref()).flatten();
        let layouts = Layouts::new(self, own.iter().chain(others), dirspaces)?;
        let own = layouts.relevance(&own);
        let relevance = |differing: Differing| differing.map(|paths| paths.map(|paths| layouts.relevance(&paths)));
        let relevance: Vec<Result<Option<Relevance>, String>> = differing.into_iter().map(relevance).collect();
        let same_diff = |dirspace: &&Dirspace| {
            let same = |(commit, differing): (&String, &Result<Option<Relevance>, String>)| {
                let same = match differing {
                    Err(why) => Known::Unavailable(why.clone()),
                    Ok(None) => Known::Known(false),
                    Ok(Some(differing)) => Known::Known(own.includes(dirspace) && !differing.includes(dirspace)),
                };
                (commit.clone(), same)
            };
            commits.iter().zip(&relevance).map(same).collect()
        };
        Ok(dirspaces.iter().map(same_diff).collect())
    }

    /// What differs between the change up to the commit, the one at `at` of those to compare, and that up to the head.
    fn differing(&self, at: usize, commit: &str) -> Differing {
        if at >= MOST_COMMITS {
            return Err(format!("more than {MOST_COMMITS} commits were approved, and this is not one of the last"));
        }
        let compared = |id| -> Result<Option<BTreeSet<String>>, GitError> {
            let repository = &self.gathered.repository;
            let approved = repository.commit(id)?;
            let merge_base = repository.merge_base(self.target, approved)?;
            if !repository.contains(self.merge_base, merge_base)? {
                return Ok(None);
            }
            let differences: BTreeSet<Difference> = repository.differences(merge_base, approved)?.into_iter().collect();
            let differing = self.differences.symmetric_difference(&differences);
            Ok(Some(differing.map(|difference| difference.path.clone()).collect()))
        };
        let id =
            ObjectId::from_hex(commit).ok_or_else(|| format!("`{}` is not a commit's id", commit.escape_debug()))?;
        compared(id).map_err(|error| why(&error))
    }
}

/// The paths of which a commit and the head do not change the same. `None` when nothing has to be compared for the two
/// to differ; an error says why that cannot be found out.
type Differing = Result<Option<BTreeSet<String>>, String>;

/// The layouts by which paths belong to dirspaces, and what those of the case and all that they go after look at.
struct Layouts<'g> {
    /// Under the configuration in force and each that the request has no hand in, with all files of the head and all paths that are compared:
    /// also of directories that only one side has.
    complete: Vec<Layout>,
    /// As the strict profile looks at them.
    others: Vec<&'g Layout>,
    reaches: BTreeMap<Dirspace, Reach>,
    /// Whether a builder decides what belongs to whom, so that nothing may be left out.
    is_built: bool,
}

impl<'g> Layouts<'g> {
    fn new<'p>(
        head: &Head<'g>,
        paths: impl Iterator<Item = &'p String>,
        dirspaces: &[&Dirspace],
    ) -> Result<Layouts<'g>, String> {
        let (gathered, views) = (head.gathered, head.views);
        let files: BTreeSet<String> = gathered.files.iter().cloned().chain(paths.cloned()).collect();
        let files: Vec<String> = files.into_iter().collect();
        let configs: Vec<&Config> = std::iter::once(&gathered.rules.config).chain(views.configs()).collect();
        let derive = |config: &Config| {
            let derived = layout(config, &files, &gathered.index, &gathered.revisions, &gathered.sources);
            derived.map_err(|failure| format!("with the files of the approved commits, {}", failure.message()))
        };
        let mut layouts = Layouts {
            complete: configs.iter().map(|config| derive(config)).collect::<Result<_, _>>()?,
            others: std::iter::once(&gathered.layout).chain(views.layouts()).collect(),
            reaches: BTreeMap::new(),
            is_built: configs.iter().any(|config| config.tree_builder_enabled.value)
                || gathered.all_changes != gathered.diff,
        };
        let mut surroundings = Surroundings::new(&gathered.repository, head.tip).map_err(|error| why(&error))?;
        let earlier = |layout: &Layout| layout.with_earlier(dirspaces.iter().copied());
        let looking: BTreeSet<Dirspace> = layouts.all().flat_map(earlier).collect();
        layouts.reaches = surroundings.reaches(looking);
        Ok(layouts)
    }

    fn all(&self) -> impl Iterator<Item = &Layout> {
        self.complete.iter().chain(self.others.iter().copied())
    }

    /// To whom any of the paths may matter: also to those that reach it, and to all that go after those.
    fn relevance(&self, paths: &BTreeSet<String>) -> Relevance {
        if self.is_built && !paths.is_empty() {
            return Relevance::Everybody;
        }
        let complete: Vec<&Layout> = self.complete.iter().collect();
        let Relevance::Only(mut dirspaces) = Relevance::of(paths, &complete, &self.others) else {
            return Relevance::Everybody;
        };
        let reached = self.reaches.iter().filter(|(_, reach)| paths.iter().any(|path| reach.includes(path)));
        let reached: Vec<&Dirspace> = reached.map(|(dirspace, _)| dirspace).collect();
        self.all().for_each(|layout| dirspaces.extend(layout.with_later(reached.iter().copied())));
        Relevance::Only(dirspaces)
    }
}

/// Whether `tip` is the head that the approvals are held against.
fn is_tip(facts: &Facts, tip: Commit) -> Result<(), String> {
    match &facts.request.head {
        Known::Known(head) if head.len() >= LEAST_ABBREVIATION && tip.id.to_string().starts_with(head.as_str()) => {
            Ok(())
        }
        Known::Known(head) => Err(format!("the head is {}, and what is looked at is {}", head.escape_debug(), tip.id)),
        Known::NotGiven => Err("which commit is the head is not known".to_owned()),
        Known::Unavailable(why) => Err(why.clone()),
    }
}

/// Why git does not know, and what to fetch.
fn why(error: &GitError) -> String {
    match error {
        GitError::UnknownCommit { id } => format!("{error}; fetch it: `git fetch origin {id}`"),
        GitError::ShallowHistory => format!("{error}; fetch the whole history: `git fetch --unshallow`"),
        GitError::PartialClone { .. } => format!("{error}; fetch it: `git fetch --refetch --no-filter`"),
        _ => error.to_string(),
    }
}
