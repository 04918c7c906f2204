//! Checks: pipeline jobs and external statuses, which GitLab lists together as the statuses of a commit.
//!
//! The list mixes every ref that has the commit at its tip, so that another request with the same head would lend this
//! one its green pipeline. Only what ran for this request's own refs is taken.

use serde_json::Value as Json;

use super::answer::Part;
use super::merge_request::{Account, MergeRequest, Project, RUNNING, account};
use crate::access::facts::{Check, CheckOrigin, CheckState, RequiredCheck};
use crate::access::known::Known;
use crate::forge::posting::own_status;
use crate::forge::trouble::Trouble;

/// One status of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// Its number. Greater is newer. A job and its status have the same.
    pub(super) id: u64,
    /// Its name.
    pub(super) name: String,
    /// GitLab's word for how it ended, or that it has not.
    pub(super) word: String,
    /// Who started it.
    pub(super) author: Option<Account>,
}

/// Reads the pages of statuses of the head; what ran for other refs is left out. Oldest first.
///
/// # Errors
///
/// They are not what is documented, or of another commit.
pub(super) fn statuses(asked: &str, items: &[Json], request: &MergeRequest, iid: u64) -> Result<Vec<Status>, Trouble> {
    let mut statuses = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let part = Part::item(asked, at, item);
        let commit = part.field("sha")?;
        if commit.commit()? != request.head {
            return Err(commit.wrong("is another commit"));
        }
        let own = part.nullable("ref")?.map(|at| at.text()).transpose()?;
        let status = Status {
            id: part.field("id")?.number()?,
            name: part.field("name")?.text()?.to_owned(),
            word: part.field("status")?.text()?.to_owned(),
            // An account that is gone leaves its statuses behind.
            author: part.nullable("author")?.map(|author| account(&author)).transpose()?,
        };
        if own.is_some_and(|name| is_of_request(name, request, iid)) {
            statuses.push(status);
        }
    }
    statuses.sort_by_key(|status| status.id);
    Ok(statuses)
}

/// A branch of this project that is called like the branch of a fork is not that branch.
fn is_of_request(name: &str, request: &MergeRequest, iid: u64) -> bool {
    let of_request = ["head", "merge", "train"].iter().any(|kind| name == format!("refs/merge-requests/{iid}/{kind}"));
    of_request || (!request.is_from_fork() && name == request.source_branch)
}

/// What is ours among the statuses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Own {
    /// The job that this runs in.
    pub(super) job: Option<u64>,
    /// The account that posts for us.
    pub(super) poster: Option<u64>,
}

/// Whether one may be our post, so that it matters who we are when we post.
pub(super) fn has_own_name(statuses: &[Status]) -> bool {
    statuses.iter().any(|status| own_status::is_context(&status.name))
}

/// The statuses as checks. Ours are the job that we run in, and what the account that posts for us posted under our
/// name: the name alone could be anybody's. A job that is over is not the one that we run in, whatever number we were told.
pub(super) fn checks(statuses: Vec<Status>, own: Own) -> Vec<Check> {
    let is_own = |status: &Status| {
        let posted = status.author.as_ref().is_some_and(|author| own.poster == Some(author.id));
        (own.job == Some(status.id) && status.word == RUNNING) || (posted && own_status::is_context(&status.name))
    };
    let check = |status: Status| Check {
        own: is_own(&status),
        title: status.name,
        state: CheckState::from_word(&status.word),
        origin: CheckOrigin::Status(status.author.map(|author| author.login)),
        workflow: None,
    };
    statuses.into_iter().map(check).collect()
}

/// Checks that the project requires before a merge.
///
/// GitLab requires none by name. It can require *the pipeline* to succeed: then each job of it is a check already, and
/// nothing more is required by name. Before there is a pipeline, nothing that could be named stands for it, and "none
/// required" would be wrong: whoever takes the checks that are there for all checks would find nothing to wait for.
/// External services that have to say yes are named, but their answers are not among the statuses of a commit.
///
/// A status that is there may be anybody's, so that the pipeline itself has to be named by the request. It may have run on
/// the merge of the head with its target, or in the fork, and then its jobs are not among the statuses that were read.
pub(super) fn required(
    project: &Project,
    request: &MergeRequest,
    checks: &Known<Vec<Check>>,
) -> Known<Vec<RequiredCheck>> {
    let unknown = |why: &str| Known::Unavailable(why.to_owned());
    if project.wants_status_checks == Some(true) {
        return unknown("the project requires external status checks, whose answers are not read");
    }
    match (project.wants_pipeline, checks) {
        (Some(false), _) => Known::Known(Vec::new()),
        (None, _) => unknown("GitLab does not say whether the project requires a successful pipeline"),
        (Some(true), Known::Known(checks)) if checks.iter().any(|check| !check.own) && request.pipeline.is_some() => {
            match request.has_pipeline_of_head() {
                true => Known::Known(Vec::new()),
                false => unknown(
                    "the project requires a successful pipeline, whose jobs are not those of the head commit in the \
                     project",
                ),
            }
        }
        (Some(true), Known::Known(_)) => {
            unknown("the project requires a successful pipeline, and the head commit has none yet")
        }
        (Some(true), Known::NotGiven) => {
            unknown("the project requires a successful pipeline, and nobody looked for it")
        }
        (Some(true), Known::Unavailable(why)) => Known::Unavailable(why.clone()),
    }
}
