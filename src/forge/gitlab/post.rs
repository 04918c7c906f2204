//! What is written to GitLab, and what has to be read for that. All of it with the token for writing, so that posting
//! needs no other.

use std::time::Duration;

use super::Gitlab;
use super::answer::Part;
use super::client::{call, page_call, unbuilt};
use crate::forge::pages;
use crate::forge::posting::{Comment, Identity, Posting, StatusState, Write};
use crate::forge::token::Purpose;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;
use async_trait::async_trait;
use gitlab::api::common::SortOrder;
use gitlab::api::projects::merge_requests::notes::{CreateMergeRequestNote, EditMergeRequestNote, MergeRequestNotes};
use gitlab::api::projects::merge_requests::{EditMergeRequest, MergeRequest};
use gitlab::api::projects::repository::commits::{CommitStatusState, CommitStatuses, CreateCommitStatus};
use gitlab::api::users::CurrentUser;

/// How often a status is sent that was refused because somebody wrote another one at the same time.
const STATUS_TRIES: u32 = 3;

/// The pause before it is sent again, which grows.
const STATUS_PAUSE: Duration = Duration::from_millis(250);

#[async_trait(?Send)]
impl Posting for Gitlab {
    async fn identity(&self) -> Result<Identity, Trouble> {
        let call = call(Purpose::Write, &CurrentUser::builder().build().map_err(unbuilt)?)?;
        let asked = call.asked();
        let json = pages::get(&self.transport, call).await?;
        let user = Part::whole(&asked, &json);
        Ok(Identity { id: user.field("id")?.number()?, login: user.field("username")?.text()?.to_owned() })
    }

    async fn comments(&self) -> Result<Vec<Comment>, Trouble> {
        let address = &self.settings.address;
        let mut notes = MergeRequestNotes::builder();
        // Pages of the newest first would move while somebody writes.
        notes.project(address.repository.as_str()).merge_request(address.number).sort(SortOrder::Ascending);
        let first = page_call(Purpose::Write, &notes.build().map_err(unbuilt)?)?;
        let asked = first.asked();
        let items = pages::all_visible(&self.transport, first, pages::array).await?;
        let comments: Result<Vec<Option<Comment>>, Trouble> =
            items.iter().enumerate().map(|(at, note)| comment(&Part::item(&asked, at, note))).collect();
        Ok(comments?.into_iter().flatten().collect())
    }

    async fn labels(&self) -> Result<Vec<String>, Trouble> {
        let call = self.request()?;
        let asked = call.asked();
        let json = pages::get(&self.transport, call).await?;
        let labels = Part::whole(&asked, &json).field("labels")?.items()?;
        labels.iter().map(|label| label.text().map(str::to_owned)).collect()
    }

    async fn head(&self) -> Result<String, Trouble> {
        let call = self.request()?;
        let asked = call.asked();
        let json = pages::get(&self.transport, call).await?;
        Part::whole(&asked, &json).field("sha")?.commit().map(str::to_owned)
    }

    async fn write(&self, write: &Write) -> Result<Option<u64>, Trouble> {
        if let Write::SetStatus { commit, context, state, .. } = write {
            return self.set_status(write, commit, context, *state).await.map(|()| None);
        }
        let call = self.call(write)?;
        if !matches!(write, Write::CreateComment { .. }) {
            return self.transport.send(call).await.map(|_| None);
        }
        let asked = call.asked();
        let made = pages::get(&self.transport, call).await?;
        Part::whole(&asked, &made).field("id")?.number().map(Some)
    }

    fn call(&self, write: &Write) -> Result<Call, Trouble> {
        let (project, number) = (self.settings.address.repository.as_str(), self.settings.address.number);
        match write {
            Write::React { .. } => Err(unbuilt("GitLab has no commands in comments to react to")),
            Write::CreateComment { body } => {
                let mut note = CreateMergeRequestNote::builder();
                note.project(project).merge_request(number).body(body);
                call(Purpose::Write, &note.build().map_err(unbuilt)?)
            }
            Write::UpdateComment { id, body } => self.note(*id, body),
            // The crate has no endpoint for this one. It is the same page.
            Write::DeleteComment { id } => {
                Ok(Call { method: http::Method::DELETE, body: None, ..self.note(*id, "none")? })
            }
            Write::SetStatus { commit, context, state, description } => {
                let mut status = CreateCommitStatus::builder();
                status.project(project).commit(commit).state(status_state(*state));
                status.name(context).description(description);
                call(Purpose::Write, &status.build().map_err(unbuilt)?)
            }
            Write::AddLabel { label } => {
                let mut edit = EditMergeRequest::builder();
                edit.project(project).merge_request(number).add_label(label);
                call(Purpose::Write, &edit.build().map_err(unbuilt)?)
            }
            Write::RemoveLabel { label } => {
                let mut edit = EditMergeRequest::builder();
                edit.project(project).merge_request(number).remove_label(label);
                call(Purpose::Write, &edit.build().map_err(unbuilt)?)
            }
        }
    }
}

impl Gitlab {
    fn request(&self) -> Result<Call, Trouble> {
        let address = &self.settings.address;
        let mut endpoint = MergeRequest::builder();
        endpoint.project(address.repository.as_str()).merge_request(address.number);
        call(Purpose::Write, &endpoint.build().map_err(unbuilt)?)
    }

    /// A note of ours with another text.
    fn note(&self, id: u64, body: &str) -> Result<Call, Trouble> {
        let address = &self.settings.address;
        let mut note = EditMergeRequestNote::builder();
        note.project(address.repository.as_str()).merge_request(address.number).note(id).body(body);
        call(Purpose::Write, &note.build().map_err(unbuilt)?)
    }

    /// Sets a status, which is a job with a life of its own on GitLab: it refuses to become what it is (400), and to be
    /// written twice at the same time (409). Both say that nothing was done.
    async fn set_status(&self, write: &Write, commit: &str, name: &str, state: StatusState) -> Result<(), Trouble> {
        let mut tried = 1;
        loop {
            let call = self.call(write)?;
            let asked = call.asked();
            match self.transport.send(call).await {
                Ok(_) => return Ok(()),
                Err(Trouble::Refused { status: 409, .. }) if tried < STATUS_TRIES => {
                    self.transport.pause(STATUS_PAUSE * tried, &asked).await?;
                    tried += 1;
                }
                Err(trouble @ Trouble::Refused { status: 400, .. }) => {
                    return if self.has_status(commit, name, state).await? { Ok(()) } else { Err(trouble) };
                }
                Err(trouble) => return Err(trouble),
            }
        }
    }

    /// Whether the newest status of a name is in a state already.
    async fn has_status(&self, commit: &str, name: &str, state: StatusState) -> Result<bool, Trouble> {
        let mut endpoint = CommitStatuses::builder();
        endpoint.project(self.settings.address.repository.as_str()).commit(commit).name(name);
        let first = page_call(Purpose::Write, &endpoint.build().map_err(unbuilt)?)?;
        let asked = first.asked();
        let items = pages::all_visible(&self.transport, first, pages::array).await?;
        let mut newest: Option<(u64, String)> = None;
        for (at, item) in items.iter().enumerate() {
            let item = Part::item(&asked, at, item);
            let (id, own) = (item.field("id")?.number()?, item.field("name")?.text()?);
            if own == name && newest.as_ref().is_none_or(|(newest, _)| *newest < id) {
                newest = Some((id, item.field("status")?.text()?.to_owned()));
            }
        }
        Ok(newest.is_some_and(|(_, status)| status == state_name(state)))
    }
}

/// GitLab has no word for a job that could not do its work.
fn status_state(state: StatusState) -> CommitStatusState {
    match state {
        StatusState::Pending => CommitStatusState::Pending,
        StatusState::Success => CommitStatusState::Success,
        StatusState::Failure | StatusState::Error => CommitStatusState::Failed,
    }
}

fn state_name(state: StatusState) -> &'static str {
    match state {
        StatusState::Pending => "pending",
        StatusState::Success => "success",
        StatusState::Failure | StatusState::Error => "failed",
    }
}

/// `None` for what GitLab itself noted: commits that were pushed, labels that were added.
fn comment(note: &Part<'_>) -> Result<Option<Comment>, Trouble> {
    if note.field("system")?.flag()? {
        return Ok(None);
    }
    let author = note.nullable("author")?.map(|author| author.field("id")?.number()).transpose()?;
    let (id, body) = (note.field("id")?.number()?, note.field("body")?.text()?.to_owned());
    Ok(Some(Comment { id, author, body }))
}

#[cfg(test)]
mod tests;
