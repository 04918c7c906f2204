//! What was sent: for counting requests and round trips, and for tests. Holds no token.

use std::sync::Mutex;

use super::Call;
use super::connection::Received;

/// A request that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Method, and path and query below the base of the API.
    pub call: String,
    /// Whether it only reads.
    pub reads: bool,
    /// The status of the answer; `None` when there was none.
    pub status: Option<u16>,
    /// Which sequential round trip it belongs to, from 1: one more than that of any request that had ended when this
    /// one was wanted. The greatest is how many answers had to be waited for one after the other.
    pub round: usize,
}

/// The requests of a run.
#[derive(Default)]
pub(super) struct SentLog {
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    sent: Vec<Sent>,
    ended_round: usize,
}

impl SentLog {
    /// The round trip that a request which is wanted now belongs to, whenever its turn comes.
    pub(super) fn next_round(&self) -> usize {
        self.log.lock().map(|log| log.ended_round + 1).unwrap_or_default()
    }

    /// Notes that a request is begun. Gives its place for [`SentLog::end`].
    pub(super) fn begin(&self, call: &Call, target: String, round: usize) -> usize {
        let Ok(mut log) = self.log.lock() else { return 0 };
        let sent = Sent { call: format!("{} {target}", call.method), reads: call.reads, status: None, round };
        log.sent.push(sent);
        log.sent.len() - 1
    }

    /// Notes how it ended.
    pub(super) fn end(&self, place: usize, received: Option<&Received>) {
        let Ok(mut log) = self.log.lock() else { return };
        let Some(sent) = log.sent.get_mut(place) else { return };
        sent.status = received.map(|received| received.status);
        let round = sent.round;
        log.ended_round = log.ended_round.max(round);
    }

    /// How many were begun.
    pub(super) fn count(&self) -> usize {
        self.log.lock().map_or(usize::MAX, |log| log.sent.len())
    }

    /// All, in the order in which they were begun.
    pub(super) fn all(&self) -> Vec<Sent> {
        self.log.lock().map(|log| log.sent.clone()).unwrap_or_default()
    }
}
