//! The matrix of a GitHub job: what may run, one entry for each operation on each dirspace.
//!
//! Only what would run when everything is asked for at once is listed: a matrix is a promise that the job
//! may go ahead, so one dirspace that holds the others back empties it.

use serde::Serialize;

use super::answer::Answer;
use super::json::harmless;

#[derive(Serialize)]
struct Matrix<'a> {
    include: Vec<Job<'a>>,
}

#[derive(Serialize)]
struct Job<'a> {
    dir: &'a str,
    workspace: &'a str,
    operation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
}

/// The matrix on one line, ready for an outputs file: JSON escapes every line end inside it.
pub fn render(answer: &Answer) -> String {
    let include = answer
        .runs
        .iter()
        .flat_map(|run| {
            run.would_run.iter().map(|dirspace| Job {
                dir: &dirspace.dir,
                workspace: &dirspace.workspace,
                operation: run.operation,
                user: run.user.as_deref(),
            })
        })
        .collect();
    let mut text = serde_json::to_string(&Matrix { include }).unwrap_or_else(|_| "{\"include\":[]}".to_owned());
    text.push('\n');
    harmless(text)
}
