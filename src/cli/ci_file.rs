//! Which file tells the forge how to run the jobs, as far as the repository tells.

use super::gather::Gathered;
use super::inputs;
use crate::access::facts::{CiConfig, Forge};
use crate::access::repository::default_ci_path;
use crate::config::document;
use crate::config::node::Value;
use crate::dirspace::Change;
use crate::git::{GitError, Snapshot};
use crate::source::SourceMap;

/// Where GitHub looks for workflows.
const WORKFLOWS: &str = ".github/workflows/";

/// On GitHub the server takes the first workflow that is called `Terrateam Workflow` or lies at the usual path, in an
/// order that only GitHub knows. Workflows count from the moment they are on the default branch.
pub(super) fn ci_config(gathered: &Gathered, forge: Forge) -> CiConfig {
    let usual = default_ci_path(forge);
    if forge == Forge::Gitlab {
        return CiConfig::Candidates(vec![usual.to_owned()]);
    }
    if !gathered.all_changes.iter().flat_map(Change::paths).any(|path| path.starts_with(WORKFLOWS)) {
        return CiConfig::Changed(false);
    }
    match workflows(gathered, usual) {
        Ok(candidates) => CiConfig::Candidates(candidates),
        Err(error) => CiConfig::Unavailable(error.to_string()),
    }
}

fn workflows(gathered: &Gathered, usual: &str) -> Result<Vec<String>, GitError> {
    let snapshot = Snapshot::Commit(gathered.revisions.default_branch.commit);
    let mut candidates = Vec::new();
    for path in gathered.repository.files(snapshot)?.paths {
        let is_workflow = path.starts_with(WORKFLOWS) && (path.ends_with(".yml") || path.ends_with(".yaml"));
        if is_workflow && (path == usual || may_be_the_servers(gathered, snapshot, &path)?) {
            candidates.push(path);
        }
    }
    Ok(candidates)
}

/// Whether a workflow calls itself the server's. One that cannot be read may.
fn may_be_the_servers(gathered: &Gathered, snapshot: Snapshot, path: &str) -> Result<bool, GitError> {
    let Some(blob) = gathered.repository.read(snapshot, path, document::MAX_BYTES)? else { return Ok(false) };
    let Ok(document) = inputs::parse(path, &blob.bytes, None, &mut SourceMap::new()) else { return Ok(true) };
    let name = document.as_ref().and_then(|document| document.root().entry("name")).map(|entry| &entry.value.value);
    Ok(matches!(name, Some(Value::String(name)) if name == "Terrateam Workflow"))
}
