//! What is written to GitHub, and what has to be read for that. All of it with the token for writing, so that posting
//! needs no other.

use async_trait::async_trait;
use http::Method;
use serde_json::json;

use super::Github;
use super::answer::{Misread, Place};
use super::client::{Built, build, get, segment};
use super::graphql::VIEWER;
use crate::forge::pages;
use crate::forge::posting::{Comment, Identity, Posting, StatusState, Write};
use crate::forge::token::Purpose;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

#[async_trait(?Send)]
impl Posting for Github {
    /// `GET /user` is closed to the token of a job; this is not.
    async fn identity(&self) -> Result<Identity, Trouble> {
        let (reply, _) = self.reply(Purpose::Write, VIEWER, &json!({})).await?;
        reply.at(&["viewer"], |viewer| {
            Ok(Identity { id: viewer.field("databaseId")?.count()?, login: viewer.field("login")?.text()?.to_owned() })
        })
    }

    async fn comments(&self) -> Result<Vec<Comment>, Trouble> {
        self.listed("comments", comment).await
    }

    async fn labels(&self) -> Result<Vec<String>, Trouble> {
        self.listed("labels", |label| Ok(label.field("name")?.text()?.to_owned())).await
    }

    async fn head(&self) -> Result<String, Trouble> {
        let (owner, name) = self.repository()?;
        let number = self.settings.address.number;
        let call = get(&format!("/repos/{owner}/{name}/pulls/{number}"))?.read(Purpose::Write);
        let asked = call.asked();
        let pull = self.json(call).await?;
        Place::root(&pull).path(&["head", "sha"]).and_then(|sha| sha.commit()).map_err(|misread| misread.of(&asked))
    }

    async fn write(&self, write: &Write) -> Result<Option<u64>, Trouble> {
        let call = self.call(write)?;
        if !matches!(write, Write::CreateComment { .. }) {
            return match self.transport.send(call).await {
                // The label is not there: somebody else was faster.
                Err(Trouble::NotFound { .. }) if matches!(write, Write::RemoveLabel { .. }) => Ok(None),
                answer => answer.map(|_| None),
            };
        }
        let asked = call.asked();
        let made = pages::get(&self.transport, call).await?;
        let id = Place::root(&made).field("id").and_then(|id| id.count());
        id.map(Some).map_err(|misread| misread.of(&asked))
    }

    fn call(&self, write: &Write) -> Result<Call, Trouble> {
        let (owner, name) = self.repository()?;
        let number = self.settings.address.number;
        let repository = format!("/repos/{owner}/{name}");
        let issue = format!("{repository}/issues/{number}");
        let (method, route, body) = match write {
            Write::React { comment, reaction } => {
                let body = json!({ "content": reaction.word() });
                (Method::POST, format!("{repository}/issues/comments/{comment}/reactions"), Some(body))
            }
            Write::CreateComment { body } => (Method::POST, format!("{issue}/comments"), Some(json!({ "body": body }))),
            Write::UpdateComment { id, body } => {
                (Method::PATCH, format!("{repository}/issues/comments/{id}"), Some(json!({ "body": body })))
            }
            Write::DeleteComment { id } => (Method::DELETE, format!("{repository}/issues/comments/{id}"), None),
            Write::SetStatus { commit, context, state, description } => {
                let body = json!({"state": word(*state), "description": description, "context": context});
                (Method::POST, format!("{repository}/statuses/{}", segment(commit)?), Some(body))
            }
            Write::AddLabel { label } => (Method::POST, format!("{issue}/labels"), Some(json!({ "labels": [label] }))),
            Write::RemoveLabel { label } => (Method::DELETE, format!("{issue}/labels/{}", segment(label)?), None),
        };
        build(&method, &route, body.as_ref()).map(Built::write)
    }
}

impl Github {
    /// All items of a list that hangs on the request, which is an issue to GitHub.
    async fn listed<T>(&self, list: &str, read: fn(&Place<'_>) -> Result<T, Misread>) -> Result<Vec<T>, Trouble> {
        let (owner, name) = self.repository()?;
        let (number, per_page) = (self.settings.address.number, pages::PER_PAGE);
        let target = format!("/repos/{owner}/{name}/issues/{number}/{list}?per_page={per_page}");
        let call = Call::get(Purpose::Write, target);
        let asked = call.asked();
        let items = self.items(call, pages::array).await?;
        let items = items.iter().enumerate().map(|(at, item)| read(&Place::at(item, &format!("[{at}]"))));
        items.map(|item| item.map_err(|misread| misread.of(&asked))).collect()
    }
}

fn word(state: StatusState) -> &'static str {
    match state {
        StatusState::Pending => "pending",
        StatusState::Success => "success",
        StatusState::Failure => "failure",
        StatusState::Error => "error",
    }
}

/// Null is documented for the author: an account that is gone. The schema lets the text be left out, which GitHub does
/// only for media types that are not asked for; without it nobody could tell whether the comment is ours.
fn comment(item: &Place<'_>) -> Result<Comment, Misread> {
    let author = item.nullable("user")?.map(|user| user.field("id")?.count()).transpose()?;
    let body = item.nullable("body")?.map(|body| body.text().map(str::to_owned)).transpose()?;
    Ok(Comment { id: item.field("id")?.count()?, author, body: body.unwrap_or_default() })
}

#[cfg(test)]
mod tests;
