//! The one way out: every request to a forge, whoever builds it, leaves through [`Transport::send`].
//!
//! What holds for all of them is held here: one origin, which alone gets a token; `https` but for loopback; redirects
//! and next pages on that origin only; bodies, retries and time bounded; only reads are repeated, because a comment
//! that is sent twice is there twice. The adapters know paths and shapes, and nothing of connections.
//!
//! What decides is pure and in files of its own: `origin` (where may be asked), `retry` and `rate_limit` (whether and
//! when again), `status` (what a status means). `connection` speaks HTTP.

#![expect(clippy::disallowed_methods, reason = "the one place that waits, because it has the time budget")]

mod body;
mod connection;
mod http_date;
mod origin;
mod rate_limit;
mod request;
mod retry;
mod sent;
mod status;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use self::connection::{Connection, Lost, Received};
use self::origin::Origin;
use self::request::Headers;
use self::retry::{Fault, Pace};
pub use self::sent::Sent;
use self::sent::SentLog;
use super::settings::Settings;
use super::token::{Purpose, Scheme};
use super::trouble::Trouble;

/// The largest body of an answer that is read, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;

/// How many requests are under way at once. A round has to be one also where six people gave reviews and three teams
/// matter, which takes about forty requests; GitHub lets a hundred be under way.
pub const AT_ONCE: usize = 48;

/// How many requests a run makes at most before the last look at the head. A configuration names whom to look up, and
/// that of a change can name thousands; the token's rate limit is one for everybody.
pub const MAX_REQUESTS: usize = 2000;

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 3;

/// The headers of an answer that somebody needs.
const KEPT: [&str; 5] = ["link", "x-next-page", "x-total", "x-total-pages", "date"];

/// A request, before it is known how often it has to be sent.
#[derive(Clone, Debug)]
pub struct Call {
    /// What it is for.
    pub purpose: Purpose,
    /// Method.
    pub method: http::Method,
    /// Path and query below the base of the API, beginning with `/`; or the whole URL of a next page.
    pub target: String,
    /// Body, as JSON.
    pub body: Option<Vec<u8>>,
    /// Whether it only reads, so that it may be sent again. A GraphQL query is a POST that reads.
    pub reads: bool,
}

impl Call {
    /// A read.
    pub fn get(purpose: Purpose, target: impl Into<String>) -> Call {
        Call { purpose, method: http::Method::GET, target: target.into(), body: None, reads: true }
    }

    /// How to speak of it: method and path, without the query and without a host. Short, and in letters that are safe
    /// everywhere: a next page's address is chosen by somebody else.
    pub fn asked(&self) -> String {
        let path = self.target.split(['?', '#']).next().unwrap_or_default();
        let path = match path.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
            None => path,
        };
        let safe = path.chars().take(200).map(|letter| if letter.is_ascii_graphic() { letter } else { '?' });
        format!("{} {}", self.method, safe.collect::<String>())
    }
}

/// A successful answer (2xx).
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers that somebody needs: `link`, `x-next-page`, `x-total`, `x-total-pages`, `date`. Names in lower case; a
    /// header that comes twice is there twice.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: bytes::Bytes,
}

impl Answer {
    /// A header's value; the first, if there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a header.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The way out. Copies share the connections, the time budget and the log.
#[derive(Clone)]
pub struct Transport {
    inner: Arc<Inner>,
}

struct Inner {
    origin: Origin,
    headers: Headers,
    connection: Connection,
    pace: Pace,
    deadline: Instant,
    holds_back: AtomicBool,
    at_once: Semaphore,
    sent: SentLog,
}

/// How one try ended, if not with a good answer.
struct Failure {
    fault: Fault,
    trouble: Trouble,
}

impl Transport {
    /// A transport to the origin of `settings.api`. Opens nothing yet; the time budget begins.
    ///
    /// # Errors
    ///
    /// The base is not `https` (or loopback), GraphQL is on another server, or the CA file holds no certificate.
    pub fn new(settings: &Settings, scheme: Scheme) -> Result<Transport, Trouble> {
        let origin = Origin::new(&settings.api, "the base URL of the API")?;
        if let Some(graphql) = &settings.graphql {
            origin.expect_on_it(graphql, "the URL of GraphQL")?;
        }
        let inner = Inner {
            headers: Headers::new(settings, scheme),
            connection: Connection::new(settings.ca.as_deref(), origin.is_plain())?,
            origin,
            pace: Pace::of(settings.budget),
            deadline: Instant::now() + settings.budget,
            holds_back: AtomicBool::new(false),
            at_once: Semaphore::new(AT_ONCE),
            sent: SentLog::default(),
        };
        Ok(Transport { inner: Arc::new(inner) })
    }

    /// Sends a request, and reads again what failed for a moment.
    ///
    /// # Errors
    ///
    /// Everything but a complete 2xx answer.
    pub async fn send(&self, call: Call) -> Result<Answer, Trouble> {
        let url = self.address(&call)?;
        let mut made = 0;
        loop {
            let failure = match self.attempt(&call, &url).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            made += 1;
            match retry::again(failure.fault, call.reads, made, &self.inner.pace, self.left()) {
                Some(wait) => sleep(wait).await,
                None => return Err(failure.trouble),
            }
        }
    }

    /// Waits, if the time budget allows it.
    ///
    /// # Errors
    ///
    /// It does not; then nothing is waited for.
    pub async fn pause(&self, length: Duration, asked: &str) -> Result<(), Trouble> {
        if length >= self.left() {
            return Err(Trouble::OutOfTime { asked: asked.to_owned() });
        }
        sleep(length).await;
        Ok(())
    }

    /// The whole address of a call.
    ///
    /// # Errors
    ///
    /// It is on another server, or a name in its path is `.` or `..`.
    pub(super) fn address(&self, call: &Call) -> Result<Url, Trouble> {
        self.inner.origin.address(&call.target, &call.asked())
    }

    /// Where a page leads, seen from its own address.
    ///
    /// # Errors
    ///
    /// To another server.
    pub(super) fn follow(&self, from: &Url, to: &str, asked: &str) -> Result<Url, Trouble> {
        self.inner.origin.follow(from, to).map_err(|_| Trouble::OtherOrigin { asked: asked.to_owned() })
    }

    /// What is left of the time budget.
    pub fn left(&self) -> Duration {
        self.until().saturating_duration_since(Instant::now())
    }

    /// Whether a part of the time budget is kept for later. One question that is never answered would otherwise use up
    /// the time for the last look at the head, without which nothing that was read counts.
    pub fn hold_back(&self, on: bool) {
        self.inner.holds_back.store(on, Ordering::Relaxed);
    }

    /// When the time is over that may be used now.
    fn until(&self) -> Instant {
        let kept = if self.inner.holds_back.load(Ordering::Relaxed) { self.inner.pace.kept } else { Duration::ZERO };
        self.inner.deadline.checked_sub(kept).unwrap_or(self.inner.deadline)
    }

    /// Everything that was sent so far, in the order in which it was begun.
    pub fn sent(&self) -> Vec<Sent> {
        self.inner.sent.all()
    }

    /// One try, with the redirects that it leads through.
    async fn attempt(&self, call: &Call, url: &Url) -> Result<Answer, Failure> {
        let mut url = url.clone();
        let mut redirects = 0;
        loop {
            let received = self.exchange(call, &url).await?;
            match status::of(&received, call, self.inner.headers.token_name(call.purpose)) {
                status::Meaning::Good => return answer(received, &call.asked()),
                status::Meaning::Bad(fault, trouble) => return Err(Failure { fault, trouble }),
                status::Meaning::Redirect(to) => url = self.redirect(call, &url, &to, received.status, redirects)?,
            }
            redirects += 1;
        }
    }

    /// Sends once and reads the whole answer, within the time of one try.
    async fn exchange(&self, call: &Call, url: &Url) -> Result<Received, Failure> {
        let asked = call.asked();
        let out_of_time = || Failure::lasting(Trouble::OutOfTime { asked: call.asked() });
        let request = self.inner.headers.request(call, url).map_err(Failure::lasting)?;
        let round = self.inner.sent.next_round();
        let permit = timeout_at(self.until(), self.inner.at_once.acquire()).await;
        let Ok(Ok(_permit)) = permit else { return Err(out_of_time()) };
        if self.left().is_zero() {
            return Err(out_of_time());
        }
        if self.inner.holds_back.load(Ordering::Relaxed) && self.inner.sent.count() >= MAX_REQUESTS {
            let why = format!("this run has made {MAX_REQUESTS} requests already");
            return Err(Failure::lasting(Trouble::Partial { asked, why }));
        }
        let place = self.inner.sent.begin(call, self.inner.origin.shown(url), round);
        let length = if call.reads { self.inner.pace.read } else { self.inner.pace.write };
        let until = self.until().min(Instant::now() + length);
        let outcome = timeout_at(until, self.inner.connection.exchange(request)).await;
        self.inner.sent.end(place, outcome.as_ref().ok().and_then(|outcome| outcome.as_ref().ok()));
        match outcome {
            Ok(Ok(received)) => Ok(received),
            Ok(Err(lost)) => Err(Failure::lost(lost, &asked, call.reads)),
            Err(_) if self.left().is_zero() => Err(out_of_time()),
            Err(_) => Err(Failure::slow(call.reads)),
        }
    }

    /// Where a redirect leads. Only reads by GET follow, and only on the same server: the next one would get our token.
    fn redirect(&self, call: &Call, from: &Url, to: &str, status: u16, before: usize) -> Result<Url, Failure> {
        let elsewhere = |_| Failure::lasting(Trouble::OtherOrigin { asked: call.asked() });
        let url = self.inner.origin.follow(from, to).map_err(elsewhere)?;
        if call.reads && call.method == http::Method::GET && before < MAX_REDIRECTS {
            return Ok(url);
        }
        Err(Failure::lasting(Trouble::Refused { status, asked: call.asked() }))
    }
}

impl Failure {
    fn lasting(trouble: Trouble) -> Failure {
        Failure { fault: Fault::Lasting, trouble }
    }

    fn lost(lost: Lost, asked: &str, reads: bool) -> Failure {
        let unreachable = |why: &str| Trouble::Unreachable { why: why.to_owned() };
        let unreadable = |why: &str| Trouble::Unreadable { asked: asked.to_owned(), why: why.to_owned() };
        match lost {
            Lost::NoConnection(why) => Failure { fault: Fault::NoAnswer, trouble: unreachable(why) },
            Lost::Untrusted(why) => Failure::lasting(unreachable(why)),
            Lost::Cut => {
                Failure { fault: Fault::NoAnswer, trouble: unreachable(&unanswered("the answer is cut off", reads)) }
            }
            Lost::TooLarge => Failure::lasting(unreadable("it is larger than 16 MiB")),
            Lost::NotHttp => Failure::lasting(unreadable("it is not HTTP")),
        }
    }

    fn slow(reads: bool) -> Failure {
        let why = unanswered("no whole answer in the time that one try may take", reads);
        Failure { fault: Fault::NoAnswer, trouble: Trouble::Unreachable { why } }
    }
}

/// A write whose answer is lost may have happened, and whoever reads this has to know.
fn unanswered(why: &str, reads: bool) -> String {
    if reads { why.to_owned() } else { format!("{why}; whether the change was made is not known") }
}

/// Keeps of a good answer what somebody needs.
fn answer(received: Received, asked: &str) -> Result<Answer, Failure> {
    let encoding = received.headers.get(http::header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        let why = "it is compressed, which was not asked for".to_owned();
        return Err(Failure::lasting(Trouble::Unreadable { asked: asked.to_owned(), why }));
    }
    let kept = received.headers.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
    // A value that is not text is kept as something that nobody can read: dropped, it would look like a last page.
    let headers = kept
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    Ok(Answer { status: received.status, headers, body: received.body })
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) mod wire;
