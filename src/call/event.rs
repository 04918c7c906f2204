//! What set off the job that this runs in, from what the job knows: variables and the event file.
//!
//! A job can be given other variables, and a step can write another event file. So of an event only numbers are taken:
//! of a request, a comment, a commit. Each of them is a question to the forge, and what the forge answers counts; a
//! number that somebody made up leads to a decision about that request, by its own facts. Two kinds of events say
//! nothing that could be decided on, and are refused by name rather than passed by.
//!
//! Pure: variables come as a function, the event file as bytes.

use std::fmt;

use serde::Deserialize;

use crate::plan::request::{LARGEST_EVENT, Platform, is_commit};

/// What set the job off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody wrote a comment on a request.
    Comment {
        /// The request's number.
        pull: u64,
        /// The comment's number.
        comment: u64,
        /// What the event says that the comment says. Good enough to see that nothing is asked of us, and for nothing
        /// more: what the comment says is asked of the forge.
        text: String,
    },
    /// Something happened to a request.
    Request {
        /// The request's number.
        pull: u64,
    },
    /// Commits were pushed to the default branch.
    Push {
        /// The branch.
        branch: String,
        /// Its new tip.
        commit: String,
        /// Its tip before, for a word about what else came with the push. `None` where the job does not say.
        before: Option<String>,
    },
    /// Something that is about no request of its own: the command line has to say which is meant.
    Unspecific {
        /// Its name, as the forge calls it.
        name: &'static str,
    },
    /// Nothing that could be for us: a comment on an issue.
    NotForUs,
}

/// Why an event is not acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, without a full stop. Quotes nothing of the event file.
    pub message: String,
    /// What to do instead, in sentences.
    pub help: String,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

const LEAVE_ALONE: &str =
    "The forge writes it for its jobs; leave GITHUB_EVENT_NAME and GITHUB_EVENT_PATH as they are.";

const ANSWERED: &str = "Answered are `issue_comment`, `pull_request`, `pull_request_target`, `pull_request_review`, \
    `push`, `workflow_dispatch` and `workflow_run`. Start the job on one of them; `workflow_dispatch` takes the number \
    of the request as an input, for --pull.";

const NEW_COMMENT: &str = "Write the command again, in a new comment. The workflow's `on: issue_comment` needs no other \
    `types` than `[created]`.";

const QUEUE: &str = "Decide before the queue, on the request, and apply after it, on `push` to the default branch: a \
    queue tests commits that nobody has reviewed, of several requests at once.";

const SCHEDULE: &str = "Nobody asks in a scheduled run, so that nobody's rights can be looked at. Start it from a comment, \
    by hand or by a push; whether a request waits for something, `simulate` says at any time.";

/// Reads what set the job off. `file` is what `GITHUB_EVENT_PATH` names.
///
/// # Errors
///
/// This runs in no job, in one that was set off by something that is not answered, or the event file is not one.
pub fn read(env: &dyn Fn(&str) -> Option<String>, file: Option<&[u8]>) -> Result<Event, Refusal> {
    match Platform::of(env) {
        Some(Platform::Github) => github(env, file),
        Some(Platform::Gitlab) => gitlab(env),
        Some(Platform::Bitbucket) => Err(Refusal::new(
            "this is a job of Bitbucket, which cannot be asked for approvals",
            "`enforce` runs in jobs of GitHub and GitLab.",
        )),
        None => Err(Refusal::new(
            "this runs in no job of GitHub or GitLab, so that nobody asks",
            "`enforce` decides for whoever the forge says has started the job. Use `simulate` elsewhere: it takes the user \
             from the command line.",
        )),
    }
}

fn github(env: &dyn Fn(&str) -> Option<String>, file: Option<&[u8]>) -> Result<Event, Refusal> {
    let name = env("GITHUB_EVENT_NAME").ok_or_else(|| Refusal::new("GITHUB_EVENT_NAME is not set", LEAVE_ALONE))?;
    match name.as_str() {
        "issue_comment" => commented(&payload(file)?),
        "pull_request" | "pull_request_target" | "pull_request_review" => {
            let payload = payload(file)?;
            let pull = payload.pull_request.map(|request| request.number);
            Ok(Event::Request { pull: counted(pull, "pull_request.number")? })
        }
        "push" => pushed(&payload(file)?),
        "workflow_dispatch" => Ok(Event::Unspecific { name: "workflow_dispatch" }),
        "workflow_run" => Ok(Event::Unspecific { name: "workflow_run" }),
        "pull_request_review_comment" => Err(Refusal::new(
            "commands are not read from comments on lines of a diff",
            "Write them in the conversation of the request, and start the job on `issue_comment`.",
        )),
        "merge_group" => Err(Refusal::new("a merge queue is not decided on", QUEUE)),
        "schedule" => Err(Refusal::new("nobody asks in a scheduled run", SCHEDULE)),
        _ => Err(Refusal::new("the event in GITHUB_EVENT_NAME is not one that is answered", ANSWERED)),
    }
}

fn commented(payload: &Payload) -> Result<Event, Refusal> {
    let missing = |what: &str| misshapen(&format!("{what} is missing"));
    match payload.action.as_deref() {
        Some("created") => {}
        Some("edited") => return Err(Refusal::new("a comment that was edited is not a command", NEW_COMMENT)),
        Some("deleted") => return Err(Refusal::new("a comment that was deleted is not a command", NEW_COMMENT)),
        Some(_) => return Err(Refusal::new("this action on a comment is not one that is answered", NEW_COMMENT)),
        None => return Err(missing("action")),
    }
    let issue = payload.issue.as_ref().ok_or_else(|| missing("issue"))?;
    let comment = payload.comment.as_ref().ok_or_else(|| missing("comment"))?;
    let pull = counted(Some(issue.number), "issue.number")?;
    let number = counted(Some(comment.id), "comment.id")?;
    if issue.pull_request.is_none() {
        return Ok(Event::NotForUs);
    }
    let text = comment.body.clone().unwrap_or_default();
    Ok(Event::Comment { pull, comment: number, text })
}

fn pushed(payload: &Payload) -> Result<Event, Refusal> {
    let only = |what: &str| {
        Refusal::new(
            format!("{what}, and only pushes to the default branch are decided on"),
            "Restrict the job to it: `on: {push: {branches: [main]}}`, with the default branch's name.",
        )
    };
    if payload.deleted == Some(true) {
        return Err(only("a branch was deleted"));
    }
    let reference = payload.reference.as_deref().ok_or_else(|| misshapen("ref is missing"))?;
    let branch =
        reference.strip_prefix("refs/heads/").ok_or_else(|| only("something else than a branch was pushed"))?;
    let default = payload.repository.as_ref().and_then(|repository| repository.default_branch.as_deref());
    if default.ok_or_else(|| misshapen("repository.default_branch is missing"))? != branch {
        return Err(only("another branch was pushed"));
    }
    let commit = payload.after.as_deref().and_then(a_commit).ok_or_else(|| misshapen("after is not a commit"))?;
    let before = payload.before.as_deref().and_then(a_commit);
    Ok(Event::Push { branch: branch.to_owned(), commit, before })
}

/// The variables of a job of GitLab. All of them can be given other values by whoever starts a pipeline.
fn gitlab(env: &dyn Fn(&str) -> Option<String>) -> Result<Event, Refusal> {
    let source = env("CI_PIPELINE_SOURCE").ok_or_else(|| variable("CI_PIPELINE_SOURCE is not set"))?;
    if env("CI_MERGE_REQUEST_EVENT_TYPE").as_deref() == Some("merge_train") {
        return Err(Refusal::new("a merge train is not decided on", QUEUE));
    }
    let unspecific = ["web", "api", "trigger", "pipeline", "parent_pipeline", "chat"];
    let iid = env("CI_MERGE_REQUEST_IID").map(|iid| {
        let number = iid.parse().ok().filter(|number| *number > 0u64);
        number.ok_or_else(|| variable("CI_MERGE_REQUEST_IID is not a number"))
    });
    match (source.as_str(), iid.transpose()?) {
        ("schedule", _) => Err(Refusal::new("nobody asks in a scheduled pipeline", SCHEDULE)),
        ("merge_request_event" | "parent_pipeline", Some(pull)) => Ok(Event::Request { pull }),
        ("merge_request_event", None) => Err(variable("CI_MERGE_REQUEST_IID is not set")),
        ("push", _) => gitlab_pushed(env),
        (source, _) => unspecific
            .into_iter()
            .find(|name| *name == source)
            .map(|name| Event::Unspecific { name })
            .ok_or_else(|| {
                Refusal::new(
                    "the source in CI_PIPELINE_SOURCE is not one that is answered",
                    "Answered are pipelines of merge requests, of pushes to the default branch, and such as are started by \
                     hand, by another pipeline or through the API, with --pull.",
                )
            }),
    }
}

fn gitlab_pushed(env: &dyn Fn(&str) -> Option<String>) -> Result<Event, Refusal> {
    let (branch, default) = (env("CI_COMMIT_BRANCH"), env("CI_DEFAULT_BRANCH"));
    match branch {
        Some(branch) if Some(&branch) == default.as_ref() => {
            let commit = env("CI_COMMIT_SHA").and_then(|commit| a_commit(&commit));
            let commit = commit.ok_or_else(|| variable("CI_COMMIT_SHA is not a commit"))?;
            let before = env("CI_COMMIT_BEFORE_SHA").and_then(|commit| a_commit(&commit));
            Ok(Event::Push { branch, commit, before })
        }
        _ => Err(Refusal::new(
            "only pushes to the default branch are decided on",
            "Restrict the job to it: `rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]`.",
        )),
    }
}

/// The parts of an event file that are looked at. A part of another type is an error; all others are passed over.
#[derive(Debug, Deserialize)]
struct Payload {
    action: Option<String>,
    issue: Option<Issue>,
    comment: Option<Comment>,
    pull_request: Option<Request>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    after: Option<String>,
    before: Option<String>,
    deleted: Option<bool>,
    repository: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Issue {
    number: u64,
    /// There for a request alone.
    pull_request: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Comment {
    id: u64,
    body: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Request {
    number: u64,
}

#[derive(Debug, Deserialize)]
struct Repository {
    default_branch: Option<String>,
}

fn payload(file: Option<&[u8]>) -> Result<Payload, Refusal> {
    let file = file.ok_or_else(|| Refusal::new("there is no event file", LEAVE_ALONE))?;
    if file.len() > LARGEST_EVENT {
        return Err(Refusal::new("the event file is larger than the 25 MiB that a forge sends", LEAVE_ALONE));
    }
    // What is read into a structure may be an array just as well, whose first item would be its first field.
    if file.trim_ascii_start().first() != Some(&b'{') {
        return Err(misshapen("it is no object"));
    }
    serde_json::from_slice(file)
        .map_err(|error| misshapen(&format!("line {}, column {}", error.line(), error.column())))
}

fn misshapen(what: &str) -> Refusal {
    Refusal::new(format!("the event file is not the JSON of its event: {what}"), LEAVE_ALONE)
}

fn counted(number: Option<u64>, name: &str) -> Result<u64, Refusal> {
    number.filter(|number| *number > 0).ok_or_else(|| misshapen(&format!("{name} is not a number")))
}

/// Zeros alone stand for no commit.
fn a_commit(text: &str) -> Option<String> {
    (is_commit(text) && text.bytes().any(|byte| byte != b'0')).then(|| text.to_owned())
}

fn variable(what: &str) -> Refusal {
    Refusal::new(what, "GitLab sets it for its jobs; leave it as it is.")
}

#[cfg(test)]
mod tests;
