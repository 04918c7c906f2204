//! What is asked for: by flags, and by the event that set the job off.

use super::{EnforceArgs, OperationArg};
use crate::access::operation::Operation;
use crate::call::command::Command;
use crate::cli::failure::Failure;
use crate::cli::gather::Gathered;
use crate::dirspace::Dirspace;
use crate::tag_query::TagQuery;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// For what.
    pub(super) operation: Operation,
    /// On which dirspaces.
    pub(super) query: Option<TagQuery>,
    /// By name; none for all.
    pub(super) dirspaces: Vec<Dirspace>,
    /// Why it is forced.
    pub(super) reason: Option<String>,
}

impl Asked {
    /// Flags, and what the command in a comment says.
    ///
    /// # Errors
    ///
    /// Something is missing, or flags do not fit each other.
    pub(super) fn find(args: &EnforceArgs, command: Option<&Command>) -> Result<Asked, Failure> {
        let of_flag = args.operation.map(OperationArg::operation);
        let operation = command.map(|command| command.operation).or(of_flag).ok_or_else(|| {
            Failure::with_help("it is not known what is asked for", "Pass --operation plan, apply or apply-force.")
        })?;
        let dirspaces = args.dirspace.iter().map(|name| dirspace(name)).collect::<Result<_, _>>()?;
        let reason = match command {
            // What is not forced needs no reason, and one that is given all the same is not in the way.
            Some(command) => command.reason.clone().filter(|_| operation == Operation::ApplyForce),
            None => forced(args.reason.as_deref(), operation)?,
        };
        let query = both(of_flag_query(args)?, command.and_then(|command| command.query.clone()))?;
        Ok(Asked { operation, query, dirspaces, reason })
    }

    /// A dirspace that was named and is not part of the change would leave nothing to decide, which is a success.
    ///
    /// # Errors
    ///
    /// There is one.
    pub(super) fn refuse_unknown_dirspaces(&self, gathered: &Gathered) -> Result<(), Failure> {
        let is_touched = |dirspace: &&Dirspace| gathered.touched.reason(dirspace).is_some();
        match self.dirspaces.iter().find(|dirspace| !is_touched(dirspace)) {
            None => Ok(()),
            Some(dirspace) => Err(Failure::with_help(
                format!("--dirspace names `{dirspace}`, which is no part of the change"),
                "`whomay dirspaces` lists what the change touches.",
            )),
        }
    }
}

fn of_flag_query(args: &EnforceArgs) -> Result<Option<TagQuery>, Failure> {
    let query = args.query.as_deref().map(TagQuery::parse).transpose();
    query.map_err(|error| Failure::with_help(format!("--query: {error}"), error.help()))
}

/// What both a job and a command select.
fn both(job: Option<TagQuery>, command: Option<TagQuery>) -> Result<Option<TagQuery>, Failure> {
    let (job, command) = match (job, command) {
        (Some(job), Some(command)) if !job.text().is_empty() => (job, command),
        (job, command) => return Ok(command.or(job)),
    };
    let query = TagQuery::parse(&format!("({}) and ({})", job.text(), command.text()));
    query
        .map(Some)
        .map_err(|error| Failure::with_help(format!("--query with that of the command: {error}"), error.help()))
}

fn dirspace(name: &str) -> Result<Dirspace, Failure> {
    let parts = name.rsplit_once(':').filter(|(dir, workspace)| !dir.is_empty() && !workspace.is_empty());
    let (dir, workspace) = parts.ok_or_else(|| {
        Failure::with_help("--dirspace names no dirspace", "Write DIR:WORKSPACE, such as `prod/network:default`.")
    })?;
    Ok(Dirspace { dir: dir.to_owned(), workspace: workspace.to_owned() })
}

/// Why an apply is forced. Nobody should have to ask afterwards.
fn forced(reason: Option<&str>, operation: Operation) -> Result<Option<String>, Failure> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    match (reason, operation) {
        (None, Operation::ApplyForce) => {
            Err(Failure::with_help("an apply is forced without a reason", "Pass --reason TEXT; it goes on record."))
        }
        (Some(_), operation) if operation != Operation::ApplyForce => {
            Err(Failure::with_help("--reason is for a forced apply", "Leave it out, or pass --operation apply-force."))
        }
        (reason, _) => Ok(reason.map(str::to_owned)),
    }
}
