//! A loopback HTTP server for fakes: std only, one thread for each connection, HTTP/1.1 with connections kept alive.
//!
//! A [`Forge`] answers requests and knows nothing of connections, times and damage. The server logs every request,
//! delays answers, and damages those that a [`Fault`] is for. It listens on 127.0.0.1, on a port of the system's choice.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::faults::{self, Fault};

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    /// `GET`
    pub(crate) method: String,
    /// As it was sent, without the query: still percent-encoded, because `a%2Fb` and `a/b` are two paths.
    pub(crate) path: String,
    /// Decoded, in order.
    pub(crate) query: Vec<(String, String)>,
    /// Names in lower case, in order.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Where clients think that the server is, without a slash at the end: for links in answers.
    pub(crate) origin: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body; null when it is no JSON.
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    /// The secret that the request carries, in whichever of the headers that forges know.
    pub(crate) fn token(&self) -> Option<&str> {
        let bearer = self.header("authorization").and_then(|value| value.split_once(' ')).map(|(_, token)| token);
        bearer.or_else(|| self.header("private-token")).or_else(|| self.header("job-token"))
    }

    /// The parts of the path, decoded: `/a/b%2Fc` is `["a", "b/c"]`.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(|part| decoded(part, false)).collect()
    }
}

/// What goes back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) conduct: Conduct,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Json) -> Reply {
        Reply::text(status, "application/json; charset=utf-8", body.to_string())
    }

    pub(crate) fn text(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Reply { status, headers, body: body.into(), conduct: Conduct::Whole }
    }

    /// 204
    pub(crate) fn nothing() -> Reply {
        Reply { status: 204, headers: Vec::new(), body: Vec::new(), conduct: Conduct::Whole }
    }

    pub(crate) fn with(mut self, header: &str, value: impl Into<String>) -> Reply {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(header));
        self.headers.push((header.to_owned(), value.into()));
        self
    }
}

/// How an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conduct {
    /// As it should be.
    Whole,
    /// The head says how long the body is, and the connection ends after so many bytes of it.
    Cut { after: usize },
    /// Nothing is sent, and the connection stays open.
    Hang,
    /// Whole, after a while.
    Slow(Duration),
    /// Nothing is sent, and the connection ends.
    Close,
}

/// What answers: a fake GitHub, a fake GitLab.
pub(crate) trait Forge: Send {
    fn answer(&mut self, request: &Request) -> Reply;

    /// Somebody pushes to the request, for [`faults::FaultKind::MovedHead`].
    fn move_head(&mut self) {}
}

/// A forge that the test keeps a hold of, to look at it and to change it while the server runs.
impl<F: Forge> Forge for Arc<Mutex<F>> {
    fn answer(&mut self, request: &Request) -> Reply {
        self.lock().unwrap().answer(request)
    }

    fn move_head(&mut self) {
        self.lock().unwrap().move_head();
    }
}

/// A request and what became of it. Times are since the start of the server.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    /// The status of the answer, also of one that was cut or never sent.
    pub(crate) status: u16,
    /// Whether a fault has changed anything. Not every fault can damage every answer.
    pub(crate) damaged: bool,
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
}

/// A server that stops when it is dropped.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(crate) base_url: String,
    shared: Arc<Shared>,
}

struct Shared {
    forge: Mutex<Box<dyn Forge>>,
    log: Mutex<Vec<Exchange>>,
    faults: Mutex<Vec<Fault>>,
    delay: Mutex<Duration>,
    origin: Mutex<String>,
    connections: Mutex<Vec<TcpStream>>,
    stopped: AtomicBool,
    started: Instant,
}

impl Server {
    pub(crate) fn start(forge: impl Forge + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            forge: Mutex::new(Box::new(forge)),
            log: Mutex::default(),
            faults: Mutex::default(),
            delay: Mutex::default(),
            origin: Mutex::new(base_url.clone()),
            connections: Mutex::default(),
            stopped: AtomicBool::new(false),
            started: Instant::now(),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accept(&listener, &accepting));
        Server { base_url, shared }
    }

    /// All requests until now, in the order in which they arrived.
    pub(crate) fn log(&self) -> Vec<Exchange> {
        let mut log = locked(&self.shared.log).clone();
        log.sort_by_key(|exchange| exchange.began);
        log
    }

    pub(crate) fn forget(&self) {
        locked(&self.shared.log).clear();
    }

    /// Every answer takes at least so long, as over a network.
    pub(crate) fn delay(&self, delay: Duration) {
        *locked(&self.shared.delay) = delay;
    }

    pub(crate) fn fault(&self, fault: Fault) {
        locked(&self.shared.faults).push(fault);
    }

    pub(crate) fn heal(&self) {
        locked(&self.shared.faults).clear();
    }

    /// Clients come through a proxy, and links have to lead there.
    pub(crate) fn seen_as(&self, origin: &str) {
        origin.trim_end_matches('/').clone_into(&mut locked(&self.shared.origin));
    }

    /// How many requests had to wait for another one: the length of the longest row of requests that began after the
    /// one before had ended.
    pub(crate) fn round_trips(&self) -> usize {
        let mut trips = 0;
        let mut ended = None;
        for exchange in self.log() {
            if ended.is_none_or(|ended| exchange.began >= ended) {
                trips += 1;
                ended = Some(exchange.ended);
            } else if ended.is_some_and(|ended| exchange.ended < ended) {
                ended = Some(exchange.ended);
            }
        }
        trips
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.base_url.trim_start_matches("http://"));
        for connection in locked(&self.shared.connections).drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

/// Also after a panic of another thread: what it left is what a test has to look at.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if let Ok(copy) = stream.try_clone() {
            locked(&shared.connections).push(copy);
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            let _ = serve(stream, &shared);
        });
    }
}

/// Answers the requests of one connection until either side ends it.
fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    while let Some(mut request) = received(&mut input)? {
        // A statement of its own: a lock in the condition of the loop would be held while this waits for a request.
        request.origin.clone_from(&locked(&shared.origin));
        let began = shared.started.elapsed();
        let last = request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let head_only = request.method == "HEAD";
        let (reply, damaged) = answered(&request, shared);
        let pause =
            *locked(&shared.delay) + if let Conduct::Slow(pause) = reply.conduct { pause } else { Duration::ZERO };
        thread::sleep(pause);
        // In the log before the client has it: whoever was answered finds the request there.
        let exchange = Exchange { request, status: reply.status, damaged, began, ended: shared.started.elapsed() };
        locked(&shared.log).push(exchange);
        if !sent(&reply, head_only, &mut out, &mut input)? || last {
            out.shutdown(Shutdown::Both)?;
            return Ok(());
        }
    }
    Ok(())
}

/// The answer, and whether a fault has changed it.
fn answered(request: &Request, shared: &Shared) -> (Reply, bool) {
    let due: Vec<_> = locked(&shared.faults).iter_mut().filter_map(|fault| fault.due(request)).collect();
    let mut forge = locked(&shared.forge);
    faults::answer(&due, request, forge.as_mut())
}

/// Whether the connection can go on.
fn sent(reply: &Reply, head_only: bool, out: &mut TcpStream, input: &mut impl Read) -> io::Result<bool> {
    if reply.conduct == Conduct::Hang {
        // Until the client gives up, or the server is dropped.
        let _ = io::copy(input, &mut io::sink());
    }
    if matches!(reply.conduct, Conduct::Hang | Conduct::Close) {
        return Ok(false);
    }
    let mut bytes = format!("HTTP/1.1 {} {}\r\n", reply.status, reason(reply.status)).into_bytes();
    bytes.extend_from_slice(b"date: Thu, 01 Jan 2026 12:00:00 GMT\r\n");
    for (name, value) in &reply.headers {
        write!(bytes, "{name}: {value}\r\n")?;
    }
    if reply.status != 204 {
        write!(bytes, "content-length: {}\r\n", reply.body.len())?;
    }
    bytes.extend_from_slice(b"\r\n");
    let end = match reply.conduct {
        _ if head_only => 0,
        Conduct::Cut { after } => after.min(reply.body.len()),
        _ => reply.body.len(),
    };
    bytes.extend_from_slice(&reply.body[..end]);
    out.write_all(&bytes)?;
    out.flush()?;
    Ok(!matches!(reply.conduct, Conduct::Cut { .. }))
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        _ => "Status",
    }
}

/// The next request, or `None` when the client has closed the connection.
fn received(input: &mut impl BufRead) -> io::Result<Option<Request>> {
    let first = line(input)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.split('&').filter(|pair| !pair.is_empty()).map(parameter).collect(),
        ..Request::default()
    };
    loop {
        let header = line(input)?;
        let Some((name, value)) = header.split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    request.body = body(&request, input)?;
    Ok(Some(request))
}

fn body(request: &Request, input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if request.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = usize::from_str_radix(&line(input)?, 16).map_err(io::Error::other)?;
            input.by_ref().take(size as u64).read_to_end(&mut body)?;
            line(input)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
    body.resize(length, 0);
    input.read_exact(&mut body)?;
    Ok(body)
}

fn line(input: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn parameter(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decoded(name, true), decoded(value, true))
}

/// Percent-decoded; in a query, `+` is a blank.
fn decoded(text: &str, in_query: bool) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (byte, hex) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            (b'+', _) if in_query => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
