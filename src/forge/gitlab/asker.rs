//! Who asks, on GitLab: whoever started the job that this runs in.
//!
//! Which job that is, its own token proves. A number in a variable proves nothing: whoever starts a pipeline may give it
//! another value, and somebody else's job is under way most of the time. So the number counts only where there is no
//! token of a job at all, and then the job has to be one of the pipeline that this runs in as well.

use async_trait::async_trait;
use serde_json::Value as Json;

use super::Gitlab;
use super::answer::Part;
use super::calls::{self, Asked};
use super::merge_request::{self, Account, Project};
use crate::forge::asker::{self, Asker, Asking, Comment, Pushed, Refusal, Unheard, only};
use crate::forge::settings::Job;
use crate::forge::trouble::Trouble;

#[async_trait(?Send)]
impl Asking for Gitlab {
    async fn asker(&self) -> Result<Asker, Unheard> {
        let job = self.settings.job.as_ref().ok_or(Refusal::NoJob)?;
        let Account { id, login } = self.starter(job).await?;
        let account = asker::Account { id, login, is_person: true };
        let source = super::asked_for(&self.ask_job(job));
        Ok(Asker { actor: account.clone(), set_off_by: account, event: None, source })
    }

    async fn comment(&self, _: u64) -> Result<Comment, Unheard> {
        Err(Refusal::NoCommands.into())
    }

    async fn pushed(&self, _: &str) -> Pushed {
        Pushed::Unknown(Refusal::NoCommands.to_string())
    }

    async fn merged_as(&self, commit: &str, branch: &str) -> Result<u64, Unheard> {
        let asked = self.calls().merge_requests_of(commit);
        let name = super::asked_for(&asked);
        let (project, items) =
            futures_util::future::join(self.get(self.calls().project(), Project::read), self.list(asked)).await;
        let numbers = merged_as(&name, &items?, project?.id, commit, branch)?;
        Ok(only(numbers, commit)?)
    }
}

impl Gitlab {
    /// Who started a job that is under way.
    pub(super) async fn starter(&self, job: &Job) -> Result<Account, Trouble> {
        let proven = self.has_own_token();
        self.get(self.ask_job(job), |asked, answer| merge_request::started_by(asked, answer, job, proven)).await
    }

    /// The question about our job: with its own token, if there is one.
    pub(super) fn ask_job(&self, job: &Job) -> Asked {
        if self.has_own_token() { calls::own_job() } else { self.calls().job(job.id) }
    }

    fn has_own_token(&self) -> bool {
        self.settings.tokens.job.is_some()
    }
}

/// The numbers of the requests that were merged into `branch` as `commit`: by a merge, else by a squash, else as it is.
fn merged_as(asked: &str, requests: &[Json], project: u64, commit: &str, branch: &str) -> Result<Vec<u64>, Trouble> {
    let mut numbers = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let request = Part::item(asked, at, request);
        let is_merged = request.field("state")?.text()? == "merged";
        let is_here = request.field("target_project_id")?.number()? == project;
        let made =
            [request.nullable("merge_commit_sha")?, request.nullable("squash_commit_sha")?, request.nullable("sha")?];
        let tip = made.into_iter().flatten().next().map(|sha| sha.commit()).transpose()?;
        if is_merged && is_here && tip == Some(commit) && request.field("target_branch")?.text()? == branch {
            numbers.push(request.field("iid")?.number()?);
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_commit_that_a_merge_left_behind() {
        let (merge, squash, head) = ("a".repeat(40), "b".repeat(40), "c".repeat(40));
        let request = |iid: u64, state: &str, project: u64, branch: &str, made: [Option<&String>; 3]| {
            let [merge, squash, head] = made;
            json!({
                "iid": iid, "state": state, "target_project_id": project, "target_branch": branch,
                "merge_commit_sha": merge, "squash_commit_sha": squash, "sha": head,
            })
        };
        let all = [
            request(1, "merged", 42, "main", [Some(&merge), Some(&squash), Some(&head)]),
            request(2, "merged", 42, "main", [None, Some(&squash), Some(&head)]),
            request(3, "merged", 42, "main", [None, None, Some(&head)]),
            request(4, "opened", 42, "main", [Some(&merge), None, Some(&head)]),
            request(5, "merged", 43, "main", [Some(&merge), None, Some(&head)]),
            request(6, "merged", 42, "rel", [Some(&merge), None, Some(&head)]),
            request(7, "merged", 42, "main", [None, None, None]),
        ];
        for (commit, numbers) in [(&merge, vec![1]), (&squash, vec![2]), (&head, vec![3]), (&"d".repeat(40), vec![])] {
            assert_eq!(merged_as("GET /x", &all, 42, commit, "main"), Ok(numbers), "{commit}");
        }
        assert!(merged_as("GET /x", &[json!({"iid": 1, "state": "merged"})], 42, &merge, "main").is_err());
    }
}
