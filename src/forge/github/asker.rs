//! Who asks, on GitHub: the run of this job, the comment that set it off, and the request behind a commit.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::Github;
use super::answer::{Misread, Place};
use super::run::run;
use crate::forge::asker::{Account, Asker, Asking, Comment, Pushed, Refusal, Unheard, only};
use crate::forge::pages;
use crate::forge::settings::Job;
use crate::forge::trouble::Trouble;

/// What is done to a branch when it is taken away.
const DELETION: &str = "branch_deletion";

#[async_trait(?Send)]
impl Asking for Github {
    async fn asker(&self) -> Result<Asker, Unheard> {
        let job = self.settings.job.as_ref().ok_or(Refusal::NoJob)?;
        let call = self.ask_run(job)?;
        let asked = call.asked();
        let answer = self.json(call).await?;
        let asker = asker_in(&answer, job).map_err(|misread| misread.of(&asked))?;
        Ok(Asker { source: asked, ..asker })
    }

    async fn comment(&self, id: u64) -> Result<Comment, Unheard> {
        let call = self.ask_comment(id)?;
        let asked = call.asked();
        let answer = match self.json(call).await {
            Err(Trouble::NotFound { .. }) => return Err(Refusal::NoComment.into()),
            answer => answer?,
        };
        let number = self.settings.address.number;
        comment(&answer, id, number).map_err(|misread| misread.of(&asked))?.map_err(Unheard::Refused)
    }

    async fn pushed(&self, head: &str) -> Pushed {
        let time = async {
            let call = self.ask_pull()?;
            let asked = call.asked();
            let pull = self.json(call).await?;
            let (branch, repository) = head_branch(&pull, head).map_err(|misread| misread.of(&asked))?;
            // The newest page is enough: what is pushed is there first.
            let call = self.ask_activity(&repository, &branch)?;
            let asked = call.asked();
            let activity = self.json(call).await?;
            pushed(&activity, &branch, head).map_err(|misread| misread.of(&asked))
        };
        let time: Result<String, Trouble> = time.await;
        time.map_or_else(|trouble| Pushed::Unknown(trouble.to_string()), Pushed::At)
    }

    async fn merged_as(&self, commit: &str, branch: &str) -> Result<u64, Unheard> {
        let call = self.ask_pulls_of(commit)?;
        let asked = call.asked();
        let pulls = self.items(call, pages::array).await?;
        let repository = &self.settings.address.repository;
        let numbers = merged_as(&pulls, repository, commit, branch).map_err(|misread| misread.of(&asked))?;
        Ok(only(numbers, commit)?)
    }
}

/// An account of REST.
fn account(place: &Place<'_>) -> Result<Account, Misread> {
    Ok(Account {
        id: place.field("id")?.count()?,
        login: place.field("login")?.text()?.to_owned(),
        is_person: place.field("type")?.text()? == "User",
    })
}

/// Who set off the run of `job`, and who this attempt of it.
///
/// # Errors
///
/// The answer does not fit, is about another run or one that is over, or does not say who.
fn asker_in(answer: &Json, job: &Job) -> Result<Asker, Misread> {
    let attempt = run(answer, job)?.attempt;
    let root = Place::root(answer);
    let status = root.field("status")?;
    if status.clone().unless_null().map(|status| status.text()).transpose()? == Some("completed") {
        return Err(status.not("that of a run that is under way"));
    }
    let somebody = |field: &str| root.optional(field)?.map(|place| account(&place)).transpose();
    let actor = somebody("actor")?.ok_or_else(|| Misread::new("it does not say who set the run off"))?;
    let set_off_by = match somebody("triggering_actor")? {
        Some(account) => account,
        // The first attempt was set off by its actor.
        None if attempt == 1 => actor.clone(),
        None => return Err(Misread::new("it does not say who set this attempt of the run off")),
    };
    let event = Some(root.field("event")?.text()?.to_owned());
    Ok(Asker { actor, set_off_by, event, source: String::new() })
}

/// A comment, if a command may stand in it.
///
/// # Errors
///
/// The answer does not fit, or is about another comment.
fn comment(answer: &Json, id: u64, number: u64) -> Result<Result<Comment, Refusal>, Misread> {
    let root = Place::root(answer);
    let own = root.field("id")?;
    if own.count()? != id {
        return Err(own.not("the comment that was asked for"));
    }
    let issue = root.field("issue_url")?;
    let of = issue.text()?.rsplit_once("/issues/").and_then(|(_, number)| number.parse::<u64>().ok());
    if of.ok_or_else(|| issue.not("the URL of an issue"))? != number {
        return Ok(Err(Refusal::OtherRequest));
    }
    let at = root.field("created_at")?.time()?;
    if root.field("updated_at")?.time()? != at {
        return Ok(Err(Refusal::Edited));
    }
    let Some(author) = root.nullable("user")?.map(|user| account(&user)).transpose()? else {
        return Ok(Err(Refusal::NoAuthor));
    };
    if !author.is_person {
        return Ok(Err(Refusal::NoPerson { login: author.login }));
    }
    let text = root.field("body")?.value().as_str().ok_or_else(|| root.not("a comment with a text"))?.to_owned();
    Ok(Ok(Comment { author, text, at }))
}

/// The branch of the head and its repository.
fn head_branch(pull: &Json, head: &str) -> Result<(String, String), Misread> {
    let root = Place::root(pull);
    let side = root.field("head")?;
    let now = side.field("sha")?;
    if now.commit()? != head {
        return Err(now.not("the head that is decided on"));
    }
    let repository = side.nullable("repo")?.ok_or_else(|| Misread::new("the repository of the head is gone"))?;
    Ok((side.field("ref")?.text()?.to_owned(), repository.field("full_name")?.text()?.to_owned()))
}

/// When the branch got to `head`, from its activity, newest first. After a merge it may be gone.
fn pushed(activity: &Json, branch: &str, head: &str) -> Result<String, Misread> {
    let root = Place::root(activity);
    for item in root.items()? {
        let reference = item.field("ref")?;
        if reference.text()? != format!("refs/heads/{branch}") {
            return Err(reference.not("the branch that was asked for"));
        }
        if item.field("after")?.commit()? == head {
            return item.field("timestamp")?.time();
        }
        let is_deletion = item.field("activity_type")?.text()? == DELETION;
        if !is_deletion || item.field("before")?.commit()? != head {
            return Err(item.not("about the head, and is the newest"));
        }
    }
    Err(Misread::new("it says nothing of the head"))
}

/// The numbers of the requests that were merged into `branch` as `commit`.
fn merged_as(pulls: &[Json], repository: &str, commit: &str, branch: &str) -> Result<Vec<u64>, Misread> {
    let mut numbers = Vec::new();
    for (at, pull) in pulls.iter().enumerate() {
        let pull = Place::at(pull, &format!("[{at}]"));
        let is_merged = pull.nullable("merged_at")?.is_some();
        let base = pull.field("base")?;
        let is_here = base.path(&["repo", "full_name"])?.text()?.eq_ignore_ascii_case(repository);
        let is_commit = match pull.nullable("merge_commit_sha")? {
            Some(merge) => merge.commit()? == commit,
            None => false,
        };
        if is_merged && is_here && is_commit && base.field("ref")?.text()? == branch {
            numbers.push(pull.field("number")?.count()?);
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

#[cfg(test)]
mod tests;
