//! What is written to a forge: one comment, one commit status, labels.
//!
//! Own output is never input: a comment is found by its author (ourselves, asked of the forge) *and* its marker, and
//! nothing is read out of it. What is sent is worked out first, as a value ([`Write`]), so that a dry run shows exactly
//! what a real one would do.
//!
//! What to write is decided in [`sticky`] and [`labels`], which are pure; [`desk`] does it in order; how a write is said
//! to a forge is in that forge's folder.

pub mod desk;
pub mod labels;
pub mod marker;
pub mod own_status;
pub mod sticky;

use async_trait::async_trait;

use super::transport::Call;
use super::trouble::Trouble;

/// Who we are to the forge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account's number. Accounts are renamed; numbers stay.
    pub id: u64,
    /// The login, for people.
    pub login: String,
}

/// A comment (GitLab: a note) on the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number. Greater is newer.
    pub id: u64,
    /// Its author's number. `None` for an account that is gone.
    pub author: Option<u64>,
    /// Its text.
    pub body: String,
}

/// The state of a commit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusState {
    /// Not finished.
    Pending,
    /// Good.
    Success,
    /// Bad.
    Failure,
    /// We could not do our job.
    Error,
}

/// A sign beneath a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Seen, and at work.
    Eyes,
    /// All of it is allowed.
    PlusOne,
    /// Not all of it is.
    MinusOne,
    /// It was not understood, or could not be decided.
    Confused,
}

impl Reaction {
    /// GitHub's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Reaction::Eyes => "eyes",
            Reaction::PlusOne => "+1",
            Reaction::MinusOne => "-1",
            Reaction::Confused => "confused",
        }
    }
}

/// One write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// A sign beneath somebody's comment. One that is there stays as it is.
    React {
        /// Which comment.
        comment: u64,
        /// Which sign.
        reaction: Reaction,
    },
    /// A new comment.
    CreateComment {
        /// Its text.
        body: String,
    },
    /// Another text for one of ours.
    UpdateComment {
        /// Which.
        id: u64,
        /// Its text.
        body: String,
    },
    /// Away with one that this run made.
    DeleteComment {
        /// Which.
        id: u64,
    },
    /// A commit status.
    SetStatus {
        /// The commit.
        commit: String,
        /// The context.
        context: String,
        /// The state.
        state: StatusState,
        /// Up to 140 characters.
        description: String,
    },
    /// One label more.
    AddLabel {
        /// Its name.
        label: String,
    },
    /// One label less.
    RemoveLabel {
        /// Its name.
        label: String,
    },
}

/// The part of a forge that writes, and what it has to read for that.
#[async_trait(?Send)]
pub trait Posting {
    /// Who the write token is.
    async fn identity(&self) -> Result<Identity, Trouble>;
    /// Every comment of the request, oldest first.
    async fn comments(&self) -> Result<Vec<Comment>, Trouble>;
    /// The labels of the request.
    async fn labels(&self) -> Result<Vec<String>, Trouble>;
    /// The head of the request now.
    async fn head(&self) -> Result<String, Trouble>;
    /// Makes a write. Sent once: an answer that is lost is not a reason to send it again. Only what the forge surely did
    /// not do, for a rate limit or a conflict, may be sent again. Gives the number of a comment that was created.
    async fn write(&self, write: &Write) -> Result<Option<u64>, Trouble>;
    /// The request that a write is.
    ///
    /// # Errors
    ///
    /// It cannot be built.
    fn call(&self, write: &Write) -> Result<Call, Trouble>;
}
