//! The workflow that runs the server's jobs.

use serde_json::Value as Json;

use super::answer::{Misread, Place};
use crate::access::facts::Forge;
use crate::access::repository::default_ci_path;

/// What the server's own workflow is called.
const NAME: &str = "Terrateam Workflow";

/// The path of the first workflow that the server takes for its own: by name or by path.
///
/// # Errors
///
/// A workflow does not fit.
pub(super) fn ci_file(workflows: &[Json]) -> Result<Option<String>, Misread> {
    for (at, workflow) in workflows.iter().enumerate() {
        let workflow = Place::at(workflow, &format!("workflows[{at}]"));
        let path = workflow.field("path")?.text()?;
        if path == default_ci_path(Forge::Github) || workflow.field("name")?.text()? == NAME {
            return Ok(Some(path.to_owned()));
        }
    }
    Ok(None)
}
