//! The merge request itself, and its project: everything that one answer says by itself.

use serde_json::Value as Json;

use super::answer::Part;
use crate::access::facts::{Mergeable, Request, RequestState};
use crate::access::known::Known;
use crate::access::spelling::merge_status;
use crate::forge::gather::Merged;
use crate::forge::settings::Job;
use crate::forge::trouble::Trouble;

/// GitLab's word for a job that is under way.
pub(super) const RUNNING: &str = "running";

/// What a merge request's own page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MergeRequest {
    /// The head commit: of the newest version that GitLab has made of it.
    pub(super) head: String,
    /// Its page.
    pub(super) url: String,
    /// Where it is in its life.
    pub(super) state: Known<RequestState>,
    /// Whether it is a draft.
    pub(super) draft: bool,
    /// Who opened it.
    pub(super) author: Known<Account>,
    /// The branch that it comes from.
    pub(super) source_branch: String,
    /// The branch that it goes to.
    pub(super) target_branch: String,
    /// The project that it comes from. `None` when it is gone.
    pub(super) source_project: Option<u64>,
    /// The project that it goes to.
    pub(super) target_project: u64,
    /// What became of it, if it is merged.
    pub(super) merged: Option<Merged>,
    /// How many files it changes.
    pub(super) changed_files: Known<u64>,
    /// GitLab's word on whether it could be merged. `None` before GitLab 15.6.
    pub(super) status: Option<String>,
    /// The pipeline that GitLab takes for the one of the head. `None` where there is none, or the token may not know.
    pub(super) pipeline: Option<Pipeline>,
}

/// What a pipeline ran on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pipeline {
    /// The commit: not the head if it is the merge of that with its target.
    commit: String,
    /// The project: not the request's if it is a fork.
    project: u64,
}

/// An account, as every answer that names one has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// Its number.
    pub(super) id: u64,
    /// Its login.
    pub(super) login: String,
}

/// Reads an account.
pub(super) fn account(part: &Part<'_>) -> Result<Account, Trouble> {
    Ok(Account { id: part.field("id")?.number()?, login: part.field("username")?.text()?.to_owned() })
}

impl MergeRequest {
    /// Reads the answer for the merge request `iid`.
    ///
    /// # Errors
    ///
    /// It is not what is documented, or another request.
    pub(super) fn read(asked: &str, answer: &Json, iid: u64) -> Result<MergeRequest, Trouble> {
        let whole = Part::whole(asked, answer);
        let own = whole.field("iid")?;
        if own.number()? != iid {
            return Err(own.wrong("is that of another request"));
        }
        let text = |name: &str| Ok::<_, Trouble>(whole.field(name)?.text()?.to_owned());
        let status = whole.optional("detailed_merge_status")?.map(|status| status.text().map(str::to_owned));
        Ok(MergeRequest {
            head: whole.field("sha")?.commit()?.to_owned(),
            url: text("web_url")?,
            state: state(whole.field("state")?.text()?),
            draft: draft(&whole)?,
            author: author(&whole)?,
            source_branch: text("source_branch")?,
            target_branch: text("target_branch")?,
            source_project: whole.nullable("source_project_id")?.map(|project| project.number()).transpose()?,
            target_project: whole.field("target_project_id")?.number()?,
            merged: merged(&whole)?,
            changed_files: changed_files(&whole)?,
            status: status.transpose()?,
            pipeline: whole.optional("head_pipeline")?.map(|pipeline| Pipeline::read(&pipeline)).transpose()?,
        })
    }

    /// Whether the pipeline that GitLab looks at is one of the head, in this project.
    pub(super) fn has_pipeline_of_head(&self) -> bool {
        let is_own = |pipeline: &Pipeline| pipeline.commit == self.head && pipeline.project == self.target_project;
        self.pipeline.as_ref().is_some_and(is_own)
    }

    /// Whether it comes from another project. One that is gone was another one: a project does not outlive its own
    /// merge requests.
    pub(super) fn is_from_fork(&self) -> bool {
        self.source_project != Some(self.target_project)
    }

    /// Whether GitLab is still at work on it. Its word names one thing at a time, and these hide `approvals_syncing`:
    /// approvals that are about to be taken away look intact meanwhile.
    pub(super) fn is_computing(&self) -> bool {
        self.status.as_deref().is_some_and(|word| merge_status(word).0 == Mergeable::Computing)
    }

    /// Its part of the facts.
    pub(super) fn tell(&self, request: &mut Request) {
        let (mergeable, in_conflict) = mergeability(self.status.as_deref());
        request.state = self.state.clone();
        request.draft = Known::Known(self.draft);
        request.mergeable = mergeable;
        request.in_conflict = in_conflict;
        request.source_branch = Known::Known(self.source_branch.clone());
        request.target_branch = Known::Known(self.target_branch.clone());
        request.author = self.author.clone().map(|author| author.login);
        request.from_fork = Known::Known(self.is_from_fork());
        request.head = Known::Known(self.head.clone());
        request.changed_files = self.changed_files.clone();
    }
}

impl Pipeline {
    fn read(part: &Part<'_>) -> Result<Pipeline, Trouble> {
        let commit = part.field("sha")?.commit()?.to_owned();
        Ok(Pipeline { commit, project: part.field("project_id")?.number()? })
    }
}

/// `locked` is for as long as GitLab merges: no longer open, not merged yet, and perhaps open again in a moment.
fn state(word: &str) -> Known<RequestState> {
    match word {
        "opened" => Known::Known(RequestState::Open),
        "closed" => Known::Known(RequestState::Closed),
        "merged" => Known::Known(RequestState::Merged),
        "locked" => Known::Unavailable("GitLab is merging the request at this very moment".to_owned()),
        _ => Known::Unavailable("GitLab has a word for the request's state that is not known".to_owned()),
    }
}

/// What a merge came to: a commit of its own, else the one that it was squashed into, else, after a fast-forward, the
/// head.
fn merged(whole: &Part<'_>) -> Result<Option<Merged>, Trouble> {
    if whole.field("state")?.text()? != "merged" {
        return Ok(None);
    }
    let made = match whole.nullable("merge_commit_sha")? {
        Some(commit) => Some(commit),
        None => whole.optional("squash_commit_sha")?,
    };
    let result = match made {
        Some(commit) => commit.commit()?,
        None => whole.field("sha")?.commit()?,
    };
    let base = whole.optional("diff_refs")?.map(|refs| refs.optional("base_sha")).transpose()?.flatten();
    let compared_with = base.map(|base| base.commit()).transpose()?;
    Ok(Some(Merged { result: result.to_owned(), compared_with: compared_with.map(str::to_owned) }))
}

/// `work_in_progress` is what `draft` was called before GitLab 14.
fn draft(whole: &Part<'_>) -> Result<bool, Trouble> {
    match whole.optional("draft")? {
        Some(draft) => draft.flag(),
        None => whole.field("work_in_progress")?.flag(),
    }
}

fn author(whole: &Part<'_>) -> Result<Known<Account>, Trouble> {
    match whole.nullable("author")? {
        Some(author) => Ok(Known::Known(account(&author)?)),
        None => Ok(Known::Unavailable("the account that opened the request no longer exists".to_owned())),
    }
}

/// The number is a text: empty until GitLab has looked, and `1000+` when it stopped counting.
fn changed_files(whole: &Part<'_>) -> Result<Known<u64>, Trouble> {
    let unknown = |why: &str| Ok(Known::Unavailable(why.to_owned()));
    let Some(count) = whole.optional("changes_count")? else {
        return unknown("GitLab has not counted the changed files yet");
    };
    let text = count.text_or_empty()?;
    if text.is_empty() {
        return unknown("GitLab has not counted the changed files yet");
    }
    if text.strip_suffix('+').is_some_and(is_number) {
        return unknown("GitLab did not count all changed files");
    }
    match text.parse() {
        Ok(count) if is_number(text) => Ok(Known::Known(count)),
        _ => Err(count.wrong("is not a number")),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it could be merged and whether it is in conflict, by GitLab's word.
pub(super) fn mergeability(status: Option<&str>) -> (Known<Mergeable>, Known<bool>) {
    let Some(word) = status else {
        let why = "this GitLab does not say whether the request could be merged (it takes 15.6 or newer)";
        return (Known::Unavailable(why.to_owned()), Known::Unavailable(why.to_owned()));
    };
    let (mergeable, in_conflict) = merge_status(word);
    let in_conflict = match in_conflict {
        Known::Known(in_conflict) => Known::Known(in_conflict),
        _ => Known::Unavailable("GitLab has not finished finding out whether there is a conflict".to_owned()),
    };
    (Known::Known(mergeable), in_conflict)
}

/// What a project's own page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// Its number.
    pub(super) id: u64,
    /// The default branch.
    pub(super) default_branch: String,
    /// Whether a merge wants a successful pipeline. `None` where the token may not know.
    pub(super) wants_pipeline: Option<bool>,
    /// Whether a merge wants external services to have said yes. `None` where there is no such thing.
    pub(super) wants_status_checks: Option<bool>,
    /// Whether it has merge trains. `None` where there is no such thing.
    pub(super) has_trains: Option<bool>,
}

impl Project {
    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// It is not what is documented.
    pub(super) fn read(asked: &str, answer: &Json) -> Result<Project, Trouble> {
        let whole = Part::whole(asked, answer);
        let setting = |name: &str| whole.optional(name)?.map(|flag| flag.flag()).transpose();
        Ok(Project {
            id: whole.field("id")?.number()?,
            default_branch: whole.field("default_branch")?.text()?.to_owned(),
            wants_pipeline: setting("only_allow_merge_if_pipeline_succeeds")?,
            wants_status_checks: setting("only_allow_merge_if_all_status_checks_passed")?,
            has_trains: setting("merge_trains_enabled")?,
        })
    }
}

/// The tip of a branch, and whether it is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tip {
    /// The commit.
    pub(super) commit: String,
    /// Whether the branch is protected, by its own name or by a pattern.
    pub(super) is_protected: bool,
}

/// Reads a branch.
///
/// # Errors
///
/// The answer is not what is documented, or about another branch.
pub(super) fn tip(asked: &str, answer: &Json, branch: &str) -> Result<Tip, Trouble> {
    let whole = Part::whole(asked, answer);
    let name = whole.field("name")?;
    if name.text()? != branch {
        return Err(name.wrong("is that of another branch"));
    }
    let commit = whole.field("commit")?.field("id")?.commit()?.to_owned();
    Ok(Tip { commit, is_protected: whole.field("protected")?.flag()? })
}

/// Whether the request waits in a merge train, by the answer for the request `iid`.
///
/// # Errors
///
/// The answer is not what is documented, or about another request.
pub(super) fn is_on_train(asked: &str, answer: &Json, iid: u64) -> Result<bool, Trouble> {
    let whole = Part::whole(asked, answer);
    let own = whole.field("merge_request")?.field("iid")?;
    if own.number()? != iid {
        return Err(own.wrong("is that of another request"));
    }
    let status = whole.field("status")?;
    match status.text()? {
        "idle" | "stale" | "fresh" | "merging" => Ok(true),
        "merged" | "skip_merged" => Ok(false),
        _ => Err(status.wrong("is a word that is not known")),
    }
}

/// Who started a job that is under way. The number of our own job comes from a variable, and whoever starts a pipeline
/// can give that another value; a job that is over or waits is not the one that this runs in. `proven` says that the
/// job was asked for by its own token. Where it was not, it has to belong to the pipeline that this runs in.
///
/// # Errors
///
/// The answer is not what is documented, or about another job or one that does not run.
pub(super) fn started_by(asked: &str, answer: &Json, job: &Job, proven: bool) -> Result<Account, Trouble> {
    let whole = Part::whole(asked, answer);
    let id = whole.field("id")?;
    if id.number()? != job.id {
        return Err(id.wrong("is that of another job"));
    }
    let pipeline = whole.field("pipeline")?.field("id")?;
    if !proven && Some(pipeline.number()?) != job.pipeline {
        return Err(pipeline.wrong("is that of another pipeline"));
    }
    let status = whole.field("status")?;
    if status.text()? != RUNNING {
        return Err(status.wrong("is not that of a job under way"));
    }
    account(&whole.field("user")?)
}
