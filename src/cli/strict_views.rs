//! The other ways to look at the repository that the strict profile asks about, gathered: under each configuration that
//! the request has no hand in, with the head's files and with that configuration's own.
//!
//! A dirspace whose files the change touches in one of them is asked about, whether or not the request still has it:
//! whoever moves, deletes or retags their way out of a dirspace has to be somebody who may apply it.

use std::collections::{BTreeMap, BTreeSet};

use super::case::destination_refusal;
use super::decision::Selection;
use super::gather::{Gathered, layout};
use super::other_rules::{Whose, other_target};
use crate::access::case::{Case, Erased, Subject, View};
use crate::access::freshness::SameDiff;
use crate::access::known::{Known, Missing};
use crate::config::Config;
use crate::dirspace::layout::{Layout, PlacedDirspace};
use crate::dirspace::touched::Reason;
use crate::dirspace::{Change, Dirspace, Tags};
use crate::git::{Commit, Snapshot};

/// All of them.
pub(super) struct StrictViews<'a> {
    views: Vec<StrictView<'a>>,
}

/// The repository under a configuration, with some files.
struct StrictView<'a> {
    name: &'static str,
    config: &'a Config,
    layout: Layout,
    /// Whether the files are the configuration's own, and not the head's.
    own_files: bool,
}

/// A configuration, the names of its two views, and the commit with its own files.
type Seen<'a> = (&'a Config, [&'static str; 2], Commit);

/// Gathers the views, or says why they could not be had.
pub(super) fn strict_views(gathered: &Gathered) -> Result<StrictViews<'_>, Missing> {
    let mut views = Vec::new();
    for (config, names, commit) in configurations(gathered)? {
        let listed = gathered.repository.files(Snapshot::Commit(commit));
        let own = listed.map_err(|error| Missing::Unavailable(error.to_string()))?.paths;
        for (name, files, own_files) in [(names[0], &gathered.files, false), (names[1], &own, true)] {
            let layout = layout(config, files, &gathered.index, &gathered.revisions, &gathered.sources)
                .map_err(|failure| Missing::Unavailable(format!("with {name}, {}", failure.message())))?;
            views.push(StrictView { name, config, layout, own_files });
        }
    }
    Ok(StrictViews { views })
}

/// Every configuration that has to allow as well. What is wrong with that of the target branch denies by itself.
fn configurations(gathered: &Gathered) -> Result<Vec<Seen<'_>>, Missing> {
    let revisions = &gathered.revisions;
    let Some(base) = &gathered.rules.base_config else {
        return Err(Missing::Unavailable("the default branch's configuration does not load".to_owned()));
    };
    let before_merge = revisions.merge.as_ref().map(|merge| merge.before);
    let before_on_default = before_merge.filter(|_| other_target(revisions).is_none());
    let names = ["the base configuration and the head's files", "the base configuration and the base's files"];
    let mut seen = vec![(base, names, before_on_default.unwrap_or(revisions.default_branch.commit))];
    for other in &gathered.rules.others {
        match (&other.config, other.whose) {
            (Ok(config), whose) => seen.push((config, whose.views(), before_merge.unwrap_or(other.commit))),
            (Err(_), Whose::TargetBranch) => {}
            (Err(why), Whose::BeforeMerge) => {
                return Err(Missing::Unavailable(format!(
                    "the merge changed the configuration; of the one before, {why}"
                )));
            }
        }
    }
    Ok(seen)
}

/// Adds what the views have to say to a case, and the dirspaces that only they have the change touch. Of those a query
/// selects by the tags that they have in force, as of all others.
pub(super) fn look_from_everywhere<'a>(
    case: &mut Case<'a>,
    views: &'a Result<StrictViews<'a>, Missing>,
    gathered: &'a Gathered,
    selection: Selection<'_>,
) {
    let views = match views {
        Ok(views) => views,
        Err(missing) => {
            case.views_missing = Some(missing.clone());
            return;
        }
    };
    let erased = views
        .erased(gathered)
        .into_values()
        .filter(|(placed, _)| selection.selects(gathered.layout.get(&placed.dirspace).unwrap_or(placed)));
    case.subjects.extend(erased.map(|(placed, path)| subject(gathered, placed, path)));
    case.subjects.sort_by(|one, other| one.dirspace.cmp(other.dirspace));
    let gone = views.gone(gathered);
    case.unclaimed.retain(|path| !gone.contains(*path));
    let dirspaces: Vec<&Dirspace> = case.subjects.iter().map(|subject| subject.dirspace).collect();
    case.views.extend(views.views.iter().map(|view| View {
        name: view.name,
        access: &view.config.access_control,
        requirements: &view.config.apply_requirements,
        destination_refusal: destination_refusal(view.config, &gathered.revisions),
        tags: tags_in(&view.layout, &dirspaces),
    }));
}

/// A dirspace that the request took its own change out of. There is nothing of it to run.
fn subject<'a>(gathered: &'a Gathered, placed: &'a PlacedDirspace, path: String) -> Subject<'a> {
    let in_force = gathered.layout.get(&placed.dirspace).unwrap_or(placed);
    Subject {
        dirspace: &in_force.dirspace,
        tags: &in_force.tags,
        newer_on_base: Known::NotGiven,
        same_diff: SameDiff::default(),
        erased: Some(Erased { path, stack: placed.stack_name() }),
        in_working_set: false,
        apply_waits: false,
    }
}

impl<'a> StrictViews<'a> {
    /// The configurations, each once.
    pub(super) fn configs(&self) -> impl Iterator<Item = &Config> {
        self.views.iter().filter(|view| view.own_files).map(|view| view.config)
    }

    /// The layout of each view.
    pub(super) fn layouts(&self) -> impl Iterator<Item = &Layout> {
        self.views.iter().map(|view| &view.layout)
    }

    /// Dirspaces whose own files the change touches in some view, and which it does not touch as the request has them;
    /// with the path that says so.
    fn erased(&'a self, gathered: &Gathered) -> BTreeMap<&'a Dirspace, (&'a PlacedDirspace, String)> {
        let mut erased = BTreeMap::new();
        for view in &self.views {
            let touched = view.layout.touched(&gathered.all_changes);
            for (dirspace, reason) in touched.iter().filter(|(dirspace, _)| gathered.touched.reason(dirspace).is_none())
            {
                if let (Reason::Changed { path, .. }, Some(placed)) = (reason, view.layout.get(dirspace)) {
                    erased.entry(&placed.dirspace).or_insert_with(|| (placed, path.clone()));
                }
            }
        }
        erased
    }

    /// Changed paths that are gone from a dirspace which a view knows with its own files, and so is asked about. What is
    /// still there and belongs to no dirspace is governed by nobody; what is gone was governed, and its dirspace has its
    /// say once more.
    fn gone(&self, gathered: &Gathered) -> BTreeSet<String> {
        let gone: Vec<Change> = gathered.diff.iter().filter_map(gone).map(Change::Removed).collect();
        let mut accounted_for = BTreeSet::new();
        for view in self.views.iter().filter(|view| view.own_files) {
            let touched = view.layout.touched(&gone);
            let paths = gone
                .iter()
                .flat_map(Change::paths)
                .filter(|path| touched.orphans().binary_search_by(|orphan| orphan.as_str().cmp(path)).is_err());
            accounted_for.extend(paths.map(str::to_owned));
        }
        accounted_for
    }
}

/// The path that a change leaves without a file.
fn gone(change: &Change) -> Option<String> {
    match change {
        Change::Removed(path) | Change::Moved { from: path, .. } => Some(path.clone()),
        Change::Added(_) | Change::Modified(_) => None,
    }
}

/// The tags that each dirspace has in a layout; `None` where it does not exist.
fn tags_in<'a>(layout: &'a Layout, dirspaces: &[&Dirspace]) -> Vec<Option<&'a Tags>> {
    dirspaces.iter().map(|dirspace| layout.get(dirspace).map(|placed| &placed.tags)).collect()
}

/// The paths that the target branch changed since the request left it.
pub(super) fn newer_on_base(gathered: &Gathered) -> Result<Vec<String>, String> {
    let Some(old) = gathered.revisions.merge.as_ref().map(|merge| merge.result).or(gathered.merge_base) else {
        return Err("nothing was compared with the target branch".to_owned());
    };
    let new = gathered.revisions.base.commit;
    gathered.repository.files_changed_between(old, new).map_err(|error| error.to_string())
}

/// For each dirspace that answers to some of the paths in some layout, one such path.
pub(super) fn touching<'l>(
    layouts: impl Iterator<Item = &'l Layout>,
    paths: Vec<String>,
) -> BTreeMap<Dirspace, Vec<String>> {
    let changes: Vec<Change> = paths.into_iter().map(Change::Modified).collect();
    let mut answering = BTreeMap::new();
    for touched in layouts.map(|layout| layout.touched(&changes)) {
        for (dirspace, reason) in touched.iter() {
            if let Reason::Changed { path, .. } = reason {
                answering.entry(dirspace.clone()).or_insert_with(|| vec![path.clone()]);
            }
        }
    }
    answering
}
