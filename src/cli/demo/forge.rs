//! The forge of the tour: a GitHub with one pull request, on this machine alone.
//!
//! It is there so that a step can show what a job sees without a token, an account or a network. It listens on
//! loopback at a port that the system chooses, answers what is written in `forge/answers.json`, says 404 to everything
//! else and so takes no writes, and stops when it is dropped. Whoever else on the machine finds the port reads made-up
//! facts of a made-up repository; what they send is bounded in length and time.

#![expect(clippy::disallowed_methods, reason = "listens on loopback, which is its purpose, in a thread of its own")]

mod question;

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Map, Value as Json};

use super::repository::Ends;
use question::Question;

/// What is answered, by method and path. `HEAD` and `BASE` stand for the ends of the change, and `COMMENT` for the one
/// comment.
const ANSWERS: &str = include_str!("forge/answers.json");

/// How long to wait for whoever has connected to go on.
const PATIENCE: Duration = Duration::from_secs(5);

/// A server that stops when it is dropped.
pub(super) struct Forge {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Forge {
    /// Starts one whose pull request is this change, with this comment.
    ///
    /// # Errors
    ///
    /// There is no loopback here, or no thread to be had.
    pub(super) fn start(change: Ends, comment: &str) -> io::Result<Forge> {
        let text = ANSWERS.replace("BASE", &change.base.to_string()).replace("HEAD", &change.head.to_string());
        let answers = serde_json::from_str(&text.replace("COMMENT", comment))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        // Where loopback is down, one can listen and nobody gets there.
        TcpStream::connect_timeout(&address, PATIENCE)?;
        let stopped = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stopped);
        let thread = std::thread::Builder::new().spawn(move || serve(&listener, &answers, &seen))?;
        Ok(Forge { address, stopped, thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Forge {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // It waits for the next connection, and looks at the flag after it.
        let woken = TcpStream::connect_timeout(&self.address, PATIENCE);
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

/// One connection after the other, each for one question: nobody keeps the others waiting for longer than a question may
/// take, and there is nothing to count or to clean up.
fn serve(listener: &TcpListener, answers: &Map<String, Json>, stopped: &AtomicBool) {
    for stream in listener.incoming() {
        if stopped.load(Ordering::Acquire) {
            return;
        }
        // Whoever went away needs no answer.
        let _ = stream.and_then(|stream| converse(stream, answers));
    }
}

fn converse(mut stream: TcpStream, answers: &Map<String, Json>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(question) = Question::read(&mut stream)? else { return Ok(()) };
    let (status, body) = match answers.get(&question.key()) {
        Some(answer) => ("200 OK", answer.to_string()),
        None => ("404 Not Found", r#"{"message":"Not Found"}"#.to_owned()),
    };
    // The day of the repository's commits: what is shown is the same on every day.
    let answer = format!(
        "HTTP/1.1 {status}\r\ndate: Mon, 02 Mar 2026 11:00:00 GMT\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes())
}

#[cfg(test)]
mod tests;
