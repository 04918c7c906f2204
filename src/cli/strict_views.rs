//! The other ways to look at the repository that the strict profile asks about, gathered.

use std::collections::BTreeMap;

use super::gather::{Gathered, layout};
use crate::access::known::Missing;
use crate::config::Config;
use crate::dirspace::layout::Layout;
use crate::dirspace::touched::Reason;
use crate::dirspace::{Change, Dirspace, Tags};
use crate::git::Snapshot;

/// The base configuration, with the head's files and with the base's.
pub(super) struct StrictViews {
    /// The trusted configuration.
    pub(super) config: Config,
    /// Under it, the head's files.
    pub(super) head_files: Layout,
    /// Under it, the base's files.
    pub(super) base_files: Layout,
}

/// Gathers the views, or says why they could not be had.
pub(super) fn strict_views(gathered: &Gathered) -> Result<StrictViews, Missing> {
    let unavailable = |why: String| Missing::Unavailable(why);
    let Some(config) = gathered.rules.base_config.clone() else {
        return Err(unavailable("the default branch's configuration does not load".to_owned()));
    };
    let base = Snapshot::Commit(gathered.revisions.default_branch.commit);
    let base_files = gathered.repository.files(base).map_err(|error| unavailable(error.to_string()))?.paths;
    let derive = |files: &[String]| {
        layout(&config, files, &gathered.index, &gathered.revisions, &gathered.sources)
            .map_err(|failure| unavailable(format!("under the default branch's configuration, {}", failure.message())))
    };
    let (head_files, base_files) = (derive(&gathered.files)?, derive(&base_files)?);
    Ok(StrictViews { config, head_files, base_files })
}

/// The tags that each dirspace has in a layout; `None` where it does not exist.
pub(super) fn tags_in<'a>(layout: &'a Layout, dirspaces: &[&Dirspace]) -> Vec<Option<&'a Tags>> {
    dirspaces.iter().map(|dirspace| layout.get(dirspace).map(|placed| &placed.tags)).collect()
}

/// For each dirspace that the target branch changed since the request left it, a path that says so.
pub(super) fn newer_on_base(gathered: &Gathered) -> Result<BTreeMap<Dirspace, Vec<String>>, String> {
    let Some(old) = gathered.merge_base else { return Err("nothing was compared with the target branch".to_owned()) };
    let new = gathered.revisions.base.commit;
    let paths = gathered.repository.files_changed_between(old, new).map_err(|error| error.to_string())?;
    Ok(touching(&gathered.layout, paths))
}

/// For each dirspace that answers to some of the paths, the first such path.
pub(super) fn touching(layout: &Layout, paths: Vec<String>) -> BTreeMap<Dirspace, Vec<String>> {
    let changes: Vec<Change> = paths.into_iter().map(Change::Modified).collect();
    let touched = layout.touched(&changes);
    let answering = touched.iter().filter_map(|(dirspace, reason)| match reason {
        Reason::Changed { path, .. } => Some((dirspace.clone(), vec![path.clone()])),
        Reason::PulledIn { .. } => None,
    });
    answering.collect()
}
