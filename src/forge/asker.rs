//! Who asks, by the forge's own word.
//!
//! A job's variables and its event file say who started it and what they wrote. Whoever may change either could be
//! anybody, so that of them only numbers are used, and a number proves nothing: it names what is asked of the forge. A
//! command is believed when everything that the forge says of it agrees: the run of this job was set off by a comment,
//! the comment belongs to this request and was never edited, and its author is whom the run was set off by.
//!
//! The rules are here and ask nothing by themselves; how each forge is asked is in its folder ([`Asking`]).

use std::fmt;

use async_trait::async_trait;

use super::gather::Source;
use super::trouble::Trouble;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number. Accounts are renamed; numbers stay.
    pub id: u64,
    /// Its login, as pages show it.
    pub login: String,
    /// Whether it is a person's. Bots and stand-ins are not.
    pub is_person: bool,
}

/// Who set off the job that this runs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Who caused the run: GitHub's `actor`, which a re-run keeps; on GitLab, who started the job.
    pub actor: Account,
    /// Who set off this attempt of it. Another one than the actor after a re-run by somebody else, and then both have
    /// to be allowed.
    pub set_off_by: Account,
    /// What set it off, in the forge's word: `issue_comment`. `None` on GitLab.
    pub event: Option<String>,
    /// Where it was read.
    pub source: Source,
}

/// A comment that holds a command, as the forge has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Who wrote it.
    pub author: Account,
    /// Its text.
    pub text: String,
    /// When it was written, in a form that sorts, by the forge's clock.
    pub at: String,
}

/// A comment that was confirmed, and who is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commanded {
    /// The comment. Its author asks.
    pub comment: Comment,
    /// Who set off this attempt of the run: somebody else after a re-run.
    pub set_off_by: Account,
}

/// When the head of a request got to where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// Then, in a form that sorts, by the forge's clock.
    At(String),
    /// The forge does not say, for this reason.
    Unknown(String),
}

/// Why nothing is decided although the forge answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// This runs in no job that the forge knows as one of the request's repository.
    NoJob,
    /// The run was set off by something else than the job says.
    OtherEvent,
    /// The comment is not there, or not any more.
    NoComment,
    /// The comment belongs to another request.
    OtherRequest,
    /// The comment was edited.
    Edited,
    /// The comment's author has no account any more.
    NoAuthor,
    /// The comment's author is no person.
    NoPerson {
        /// Its login.
        login: String,
    },
    /// The comment is somebody else's than whose run this is.
    OtherAuthor {
        /// Who wrote it.
        author: String,
        /// Who set off the run.
        actor: String,
    },
    /// The head was pushed when the command had been written.
    HeadMoved,
    /// It is not known when the head was pushed.
    HeadOfUnknownAge {
        /// Why.
        why: String,
    },
    /// No merged request ended in the commit.
    NoRequest {
        /// The commit.
        commit: String,
    },
    /// Several merged requests ended in the commit.
    SeveralRequests {
        /// Their numbers.
        numbers: Vec<u64>,
    },
    /// GitLab has no comments that start a job.
    NoCommands,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoJob => f.write_str("this runs in no job of the request's repository, so that nobody asks"),
            Refusal::OtherEvent => f.write_str("the forge says that this run was set off by something else"),
            Refusal::NoComment => f.write_str("the comment with the command is not there"),
            Refusal::OtherRequest => f.write_str("the comment with the command belongs to another request"),
            Refusal::Edited => f.write_str("the comment with the command was edited"),
            Refusal::NoAuthor => f.write_str("whoever wrote the command has no account any more"),
            Refusal::NoPerson { login } => write!(f, "{login}, who wrote the command, is no person"),
            Refusal::OtherAuthor { author, actor } => {
                write!(f, "the command was written by {author}, and this run was set off by {actor}")
            }
            Refusal::HeadMoved => f.write_str("the head moved since the command"),
            Refusal::HeadOfUnknownAge { why } => {
                write!(f, "it is not known whether the head moved since the command: {why}")
            }
            Refusal::NoRequest { commit } => write!(f, "no request was merged as {commit}"),
            Refusal::SeveralRequests { numbers } => {
                let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
                write!(f, "several requests were merged as this commit: {}", numbers.join(", "))
            }
            Refusal::NoCommands => f.write_str("GitLab starts no job for a comment"),
        }
    }
}

impl Refusal {
    /// What to do about it, as a sentence.
    pub fn next_step(&self) -> &'static str {
        match self {
            Refusal::NoJob => {
                "Run it in a job of the repository whose request it is, or use `simulate`, which takes the user from the \
                 command line."
            }
            Refusal::OtherEvent | Refusal::OtherAuthor { .. } => {
                "Leave the variables and the event file of the job as the forge made them; if nobody changed them, write \
                 the command again."
            }
            Refusal::NoComment | Refusal::OtherRequest | Refusal::Edited | Refusal::NoAuthor => {
                "Write the command in a new comment on the request."
            }
            Refusal::NoPerson { .. } => {
                "A person has to write the command; for a machine, start the job by `workflow_dispatch`."
            }
            Refusal::HeadMoved => "Look at what is new, then write the command again.",
            Refusal::HeadOfUnknownAge { .. } => {
                "Write the command again in a moment, or start the job by `workflow_dispatch` with the number of the \
                 request, which is about the head as it is then."
            }
            Refusal::NoRequest { .. } => {
                "Changes are decided on as requests: open one, or name with --pull the one that this commit came from."
            }
            Refusal::SeveralRequests { .. } => "Name the one that is meant with --pull.",
            Refusal::NoCommands => "Start a manual job, or a pipeline with the number of the request.",
        }
    }
}

/// Why it is not known who asks, or what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unheard {
    /// The forge did not answer, or not with anything that can be relied on.
    Trouble(Trouble),
    /// It answered, and that is why not.
    Refused(Refusal),
}

impl From<Trouble> for Unheard {
    fn from(trouble: Trouble) -> Unheard {
        Unheard::Trouble(trouble)
    }
}

impl From<Refusal> for Unheard {
    fn from(refusal: Refusal) -> Unheard {
        Unheard::Refused(refusal)
    }
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unheard::Trouble(trouble) => trouble.fmt(f),
            Unheard::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl Unheard {
    /// What to do about it, as a sentence.
    pub fn next_step(&self) -> Option<String> {
        match self {
            Unheard::Trouble(trouble) => trouble.next_step(),
            Unheard::Refused(refusal) => Some(refusal.next_step().to_owned()),
        }
    }
}

/// What a forge is asked about who asks.
#[async_trait(?Send)]
pub trait Asking {
    /// Who set off the job that this runs in.
    async fn asker(&self) -> Result<Asker, Unheard>;

    /// A comment of this request that nobody edited, by a person.
    async fn comment(&self, id: u64) -> Result<Comment, Unheard>;

    /// When `head` became the head of the request.
    async fn pushed(&self, head: &str) -> Pushed;

    /// The number of the one request that was merged into `branch` as `commit`.
    async fn merged_as(&self, commit: &str, branch: &str) -> Result<u64, Unheard>;
}

/// What sets off a run for a comment, in GitHub's word.
const COMMENTED: &str = "issue_comment";

/// Confirms the command in a comment. `text` is what the event says that it says.
///
/// # Errors
///
/// The forge cannot be asked, or does not confirm it.
pub async fn commanded(asking: &dyn Asking, id: u64, text: &str) -> Result<Commanded, Unheard> {
    let (asker, comment) = futures_util::future::join(asking.asker(), asking.comment(id)).await;
    let (asker, comment) = (asker?, comment?);
    confirm(asker, comment, text).map_err(Unheard::Refused)
}

fn confirm(asker: Asker, comment: Comment, text: &str) -> Result<Commanded, Refusal> {
    if asker.event.as_deref() != Some(COMMENTED) {
        return Err(Refusal::OtherEvent);
    }
    if asker.actor.id != comment.author.id {
        return Err(Refusal::OtherAuthor { author: comment.author.login, actor: asker.actor.login });
    }
    // An edit within the second of the comment does not show in its times.
    if !text.lines().eq(comment.text.lines()) {
        return Err(Refusal::Edited);
    }
    Ok(Commanded { comment, set_off_by: asker.set_off_by })
}

/// Whether a command was written for a head: nobody asks to apply what they could not have seen. A head that was pushed in
/// the second of the command counts as newer, since nobody has read it. One of unknown age is good enough only for what
/// changes nothing.
///
/// # Errors
///
/// It was not, or that is not known and `changes` something.
pub fn written_for(pushed: Pushed, comment: &Comment, changes: bool) -> Result<(), Refusal> {
    match pushed {
        Pushed::At(at) if at < comment.at => Ok(()),
        Pushed::At(_) => Err(Refusal::HeadMoved),
        Pushed::Unknown(why) if changes => Err(Refusal::HeadOfUnknownAge { why }),
        Pushed::Unknown(_) => Ok(()),
    }
}

/// The one of several requests.
pub(super) fn only(numbers: Vec<u64>, commit: &str) -> Result<u64, Refusal> {
    match numbers.as_slice() {
        [] => Err(Refusal::NoRequest { commit: commit.to_owned() }),
        [number] => Ok(*number),
        _ => Err(Refusal::SeveralRequests { numbers }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u64, login: &str) -> Account {
        Account { id, login: login.to_owned(), is_person: true }
    }

    fn comment(at: &str) -> Comment {
        Comment { author: person(3, "carol"), text: "whomay apply\r\nplease".to_owned(), at: at.to_owned() }
    }

    fn asker(actor: Account, event: Option<&str>) -> Asker {
        let event = event.map(str::to_owned);
        Asker { actor, set_off_by: person(4, "dave"), event, source: String::new() }
    }

    #[test]
    fn everything_has_to_agree() {
        let commented = Some("issue_comment");
        let text = "whomay apply\nplease";
        let table = [
            (asker(person(3, "carol"), commented), text, None),
            // The account was renamed since.
            (asker(person(3, "caroline"), commented), text, None),
            (asker(person(4, "carol"), commented), text, Some("written by carol, and this run was set off by carol")),
            (asker(person(5, "erin"), commented), text, Some("set off by erin")),
            (asker(person(3, "carol"), Some("workflow_dispatch")), text, Some("something else")),
            (asker(person(3, "carol"), None), text, Some("something else")),
            (asker(person(3, "carol"), commented), "whomay plan\nplease", Some("edited")),
            (asker(person(3, "carol"), commented), "whomay apply", Some("edited")),
            (asker(person(3, "carol"), commented), "", Some("edited")),
        ];
        for (asker, text, wrong) in table {
            let said = format!("{asker:?} {text}");
            match (confirm(asker, comment("2"), text), wrong) {
                (Ok(commanded), None) => assert_eq!(commanded.set_off_by.login, "dave", "{said}"),
                (Err(refusal), Some(wrong)) => assert!(refusal.to_string().contains(wrong), "{said}: {refusal}"),
                (found, _) => assert!(wrong.is_none() && found.is_ok(), "{said}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_command_is_about_what_was_there() {
        let unknown = || Pushed::Unknown("no word".to_owned());
        let at = |at: &str| Pushed::At(at.to_owned());
        assert_eq!(written_for(at("1"), &comment("2"), true), Ok(()));
        for changes in [true, false] {
            assert_eq!(written_for(at("2"), &comment("2"), changes), Err(Refusal::HeadMoved), "the same second");
            assert_eq!(written_for(at("3"), &comment("2"), changes), Err(Refusal::HeadMoved));
        }
        assert_eq!(written_for(unknown(), &comment("2"), false), Ok(()));
        assert!(matches!(written_for(unknown(), &comment("2"), true), Err(Refusal::HeadOfUnknownAge { .. })));
    }

    #[test]
    fn one_request_and_no_other() {
        assert_eq!(only(vec![7], "c"), Ok(7));
        assert!(matches!(only(vec![], "c"), Err(Refusal::NoRequest { .. })));
        assert!(matches!(only(vec![7, 8], "c"), Err(Refusal::SeveralRequests { .. })));
    }
}
