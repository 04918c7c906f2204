//! Where the rest of the program comes in: everything async is run to its end here.

use tokio::runtime::{Builder, Runtime};

use super::asker::{self, Asker, Commanded, Comment, Unheard};
use super::gather::{Commits, Forge, Gathered, Refine, Stop, gather};
use super::posting::desk::{self, AnswerOrder, Order, Posted};
use super::presence::{Named, Presence};
use super::settings::{ForgeKind, Settings};
use super::trouble::Trouble;
use super::{github, gitlab};
use crate::access::needs::Needs;

/// A forge that can be asked, and the runtime that asks it.
pub struct Session {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    forge: Box<dyn Forge>,
}

impl Drop for Session {
    /// A name is looked up by the system's resolver in a thread that nothing can stop. A runtime that is dropped waits for
    /// that thread, past every time budget; one that is shut down leaves it behind.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Session {
    /// Opens nothing yet: the first request is made by the first question.
    ///
    /// # Errors
    ///
    /// A setting cannot be used.
    pub fn new(settings: Settings) -> Result<Session, Trouble> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Trouble::Setting { why: format!("no runtime: {error}") })?;
        let forge: Box<dyn Forge> = match settings.address.forge {
            ForgeKind::Github => Box::new(github::Github::new(settings)?),
            ForgeKind::Gitlab => Box::new(gitlab::Gitlab::new(settings)?),
        };
        Ok(Session { runtime: Some(runtime), forge })
    }

    /// Reads a request until it holds still. See [`gather`].
    ///
    /// # Errors
    ///
    /// The request cannot be read, moves every time, or `refine` said stop.
    pub fn gather(&self, at_most: &Needs, refine: Refine<'_>) -> Result<Gathered, Stop> {
        self.run(gather(self.forge.as_ref(), at_most, refine)).unwrap_or_else(|trouble| Err(trouble.into()))
    }

    /// Whether things exist. One answer each, in order.
    pub fn presence(&self, named: &[Named]) -> Vec<Presence> {
        let asked = self.run(self.forge.presence(named));
        asked.unwrap_or_else(|trouble| vec![Presence::Unknown(trouble); named.len()])
    }

    /// Who set off the job that this runs in.
    ///
    /// # Errors
    ///
    /// The forge cannot be asked, or this runs in no job of the repository.
    pub fn asker(&self) -> Result<Asker, Unheard> {
        self.run(self.forge.asking().asker())?
    }

    /// Confirms the command in the comment `id`. `text` is what the event says that it says. See [`asker::commanded`].
    ///
    /// # Errors
    ///
    /// The forge cannot be asked, or does not confirm it.
    pub fn commanded(&self, id: u64, text: &str) -> Result<Commanded, Unheard> {
        self.run(asker::commanded(self.forge.asking(), id, text))?
    }

    /// Whether the command in a comment was written for `head`. See [`asker::written_for`].
    ///
    /// # Errors
    ///
    /// It was not, or that is not known and it `changes` something.
    pub fn written_for(&self, head: &str, comment: &Comment, changes: bool) -> Result<(), Unheard> {
        let pushed = self.run(self.forge.asking().pushed(head))?;
        Ok(asker::written_for(pushed, comment, changes)?)
    }

    /// The number of the one request that was merged into `branch` as `commit`.
    ///
    /// # Errors
    ///
    /// The forge cannot be asked, or there is none or more than one.
    pub fn merged_as(&self, commit: &str, branch: &str) -> Result<u64, Unheard> {
        self.run(self.forge.asking().merged_as(commit, branch))?
    }

    /// The commits that the request is about, now.
    ///
    /// # Errors
    ///
    /// They cannot be read.
    pub fn commits(&self) -> Result<Commits, Trouble> {
        self.run(self.forge.commits())?
    }

    /// The head of the request now, asked with the token for writing.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn request_head(&self) -> Result<String, Trouble> {
        self.run(self.forge.posting().head())?
    }

    /// Posts, or, in a dry run, reads what it has to and says what it would send.
    pub fn post(&self, order: &Order, is_dry: bool) -> Posted {
        self.run(desk::post(self.forge.posting(), order, is_dry)).unwrap_or_default()
    }

    /// Tells the author of a command how it stands; in a dry run, as [`Session::post`].
    pub fn answer(&self, order: &AnswerOrder, is_dry: bool) -> Posted {
        self.run(desk::answer(self.forge.posting(), order, is_dry)).unwrap_or_default()
    }

    fn run<T>(&self, question: impl Future<Output = T>) -> Result<T, Trouble> {
        let ended = || Trouble::Setting { why: "the session has ended".to_owned() };
        self.runtime.as_ref().map(|runtime| runtime.block_on(question)).ok_or_else(ended)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use std::time::Duration;

    use super::Session;
    use crate::forge::transport::wire::settings;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a thread of its own, which is left behind if the drop hangs")]
    fn a_session_does_not_wait_for_a_thread_that_cannot_be_stopped() {
        let (ended, end) = std::sync::mpsc::channel();
        // What a look-up of a name is to the runtime: it hangs until this is dropped.
        let (hold, held) = std::sync::mpsc::channel::<()>();
        std::thread::spawn(move || {
            let session = Session::new(settings("http://127.0.0.1:9", Duration::from_secs(1))).unwrap();
            session.runtime.as_ref().unwrap().spawn_blocking(move || held.recv());
            drop(session);
            ended.send(()).unwrap();
        });
        assert_eq!(end.recv_timeout(Duration::from_secs(5)), Ok(()));
        drop(hold);
    }
}
