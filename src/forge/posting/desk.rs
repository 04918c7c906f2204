//! Posts in order: the comment, the labels, and the status last, since others wait for it.
//!
//! Each part is on its own, so that a token that may not set a status still leaves a comment. Nothing here repeats a
//! write.

use super::labels::{self, Label};
use super::marker::Marker;
use super::sticky::{Ending, Outcome, Step, Sticky};
use super::{Posting, Reaction, StatusState, Write};
use crate::forge::trouble::Trouble;

/// What is to be posted.
#[derive(Clone, Debug)]
pub struct Order {
    /// The comment.
    pub comment: Option<CommentOrder>,
    /// The labels of ours that hold.
    pub labels: Option<Vec<Label>>,
    /// The commit status.
    pub status: Option<StatusOrder>,
    /// All of it is of an older head than the request has: nothing that is there is replaced by it.
    pub is_stale: bool,
}

/// A comment.
#[derive(Clone, Debug)]
pub struct CommentOrder {
    /// What it is found by.
    pub marker: Marker,
    /// Its text, which begins with the marker.
    pub body: String,
}

/// A commit status.
#[derive(Clone, Debug)]
pub struct StatusOrder {
    /// Of which commit.
    pub commit: String,
    /// Its name.
    pub context: String,
    /// Its state.
    pub state: StatusState,
    /// Up to 140 characters.
    pub description: String,
}

/// What the author of a command is told.
#[derive(Clone, Debug)]
pub struct AnswerOrder {
    /// The comment with the command.
    pub command: u64,
    /// The sign beneath it.
    pub reaction: Reaction,
    /// The one comment that answers it, which a later run brings up to date.
    pub reply: Option<CommentOrder>,
}

/// Something that is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The sign beneath a command.
    Reaction,
    /// The answer to a command.
    Reply,
    /// The comment.
    Comment,
    /// The labels.
    Labels,
    /// The commit status.
    Status,
}

impl Part {
    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Part::Reaction => "reaction",
            Part::Reply => "reply",
            Part::Comment => "comment",
            Part::Labels => "labels",
            Part::Status => "commit status",
        }
    }
}

/// A request that a dry run did not make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Method and target.
    pub line: String,
    /// Its body, as JSON; empty for none.
    pub body: String,
}

/// What came of an order.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// How each part ended, in order.
    pub parts: Vec<(Part, Ending)>,
    /// What a dry run would have sent. Empty for a real one.
    pub shown: Vec<Shown>,
}

/// Posts, or shows what it would send.
pub async fn post(posting: &dyn Posting, order: &Order, is_dry: bool) -> Posted {
    let mut desk = Desk { posting, is_dry, posted: Posted::default() };
    if let Some(comment) = &order.comment {
        let ending = desk.comment(comment, order.is_stale).await;
        desk.posted.parts.push((Part::Comment, ending));
    }
    if let (Some(holding), true) = (&order.labels, desk.may_go_on()) {
        let ending = desk.labels(holding, order.is_stale).await;
        desk.posted.parts.push((Part::Labels, ending));
    }
    if let (Some(status), true) = (&order.status, desk.may_go_on()) {
        let ending = desk.status(status, order.is_stale).await;
        desk.posted.parts.push((Part::Status, ending));
    }
    desk.posted
}

/// Tells the author of a command how it stands, or shows what it would send.
pub async fn answer(posting: &dyn Posting, order: &AnswerOrder, is_dry: bool) -> Posted {
    let mut desk = Desk { posting, is_dry, posted: Posted::default() };
    let ending = match desk.make(&Write::React { comment: order.command, reaction: order.reaction }).await {
        Ok(_) => Ending::Updated,
        Err(trouble) => Ending::Failed(trouble),
    };
    desk.posted.parts.push((Part::Reaction, ending));
    if let (Some(reply), true) = (&order.reply, desk.may_go_on()) {
        let ending = desk.comment(reply, false).await;
        desk.posted.parts.push((Part::Reply, ending));
    }
    desk.posted
}

struct Desk<'p> {
    posting: &'p dyn Posting,
    is_dry: bool,
    posted: Posted,
}

impl Desk<'_> {
    /// A token that is not accepted will not be accepted for the next part either.
    fn may_go_on(&self) -> bool {
        !self.posted.parts.iter().any(|(_, ending)| matches!(ending, Ending::Failed(trouble) if trouble.is_final()))
    }

    async fn comment(&mut self, order: &CommentOrder, is_stale: bool) -> Ending {
        let me = match self.posting.identity().await {
            Ok(me) => me,
            Err(trouble) => return Ending::Failed(trouble),
        };
        let mut sticky = Sticky::new(&me, &order.marker, &order.body, is_stale);
        let mut step = sticky.begin();
        loop {
            let outcome = match step {
                Step::End(ending) => return ending,
                Step::Look => match self.posting.comments().await {
                    Ok(comments) => Outcome::Comments(comments),
                    Err(trouble) => Outcome::Refused(trouble),
                },
                Step::Write(write) => match self.make(&write).await {
                    // There is no number to go on with.
                    Ok(None) if self.is_dry && matches!(write, Write::CreateComment { .. }) => return Ending::Created,
                    Ok(number) => Outcome::Written(number),
                    Err(trouble) if may_have_happened(&trouble) => Outcome::Lost(trouble),
                    Err(trouble) => Outcome::Refused(trouble),
                },
            };
            step = sticky.next(outcome);
        }
    }

    async fn labels(&mut self, holding: &[Label], is_stale: bool) -> Ending {
        if is_stale {
            return Ending::LeftAlone;
        }
        let changes = match self.posting.labels().await {
            Ok(present) => labels::changes(&present, holding),
            Err(trouble) => return Ending::Failed(trouble),
        };
        let ending = if changes.is_empty() { Ending::Unchanged } else { Ending::Updated };
        for change in changes {
            if let Err(trouble) = self.make(&change).await {
                return Ending::Failed(trouble);
            }
        }
        ending
    }

    /// A status of an older commit opens no door and closes none: it is not set.
    async fn status(&mut self, order: &StatusOrder, is_stale: bool) -> Ending {
        if is_stale {
            return Ending::LeftAlone;
        }
        let StatusOrder { commit, context, state, description } = order.clone();
        match self.make(&Write::SetStatus { commit, context, state, description }).await {
            Ok(_) => Ending::Updated,
            Err(trouble) => Ending::Failed(trouble),
        }
    }

    async fn make(&mut self, write: &Write) -> Result<Option<u64>, Trouble> {
        if !self.is_dry {
            return self.posting.write(write).await;
        }
        let call = self.posting.call(write)?;
        let body = call.body.map(|body| String::from_utf8_lossy(&body).into_owned()).unwrap_or_default();
        self.posted.shown.push(Shown { line: format!("{} {}", call.method, call.target), body });
        Ok(None)
    }
}

/// Whether a write that ended like this may have been made all the same.
fn may_have_happened(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Server { .. }
        | Trouble::Unreachable { .. }
        | Trouble::OutOfTime { .. }
        | Trouble::Unreadable { .. }
        | Trouble::Partial { .. } => true,
        Trouble::BadToken { .. }
        | Trouble::Forbidden { .. }
        | Trouble::NotFound { .. }
        | Trouble::RateLimited { .. }
        | Trouble::Refused { .. }
        | Trouble::OtherOrigin { .. }
        | Trouble::Setting { .. }
        | Trouble::KeepsMoving => false,
    }
}
