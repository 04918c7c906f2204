//! A forge as a runner sees it: its API, which is a fake's, and beside it git over HTTP, releases, and what jobs leave.
//!
//! Git is served by git itself, from a repository on disk, to whoever shows a token that the fake knows. So the fetches of the
//! workflows are run as they stand.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::fake::server::{Forge, Reply, Request};

/// Something that happens while a runner runs, just before a request is answered.
pub(crate) struct When<F> {
    /// In the path of the request.
    pub(crate) path: &'static str,
    /// How many such requests come before.
    pub(crate) after: usize,
    pub(crate) then: Box<dyn FnOnce(&mut F) + Send>,
}

pub(crate) struct Site<F> {
    pub(crate) forge: F,
    /// The path that the repository is cloned from.
    pub(crate) clone_path: &'static str,
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// `Authorization` of those who may fetch, as sent.
    pub(crate) may_fetch: Vec<String>,
    /// Files, by path.
    pub(crate) downloads: BTreeMap<String, Vec<u8>>,
    /// What the forge answers that no fake of it knows, by method and path.
    pub(crate) pages: Vec<Page<F>>,
    pub(crate) events: Vec<When<F>>,
}

/// The answer to a request, if it is for this page.
pub(crate) type Page<F> = Box<dyn Fn(&F, &Request) -> Option<Reply> + Send>;

impl<F: Forge> Forge for Site<F> {
    fn answer(&mut self, request: &Request) -> Reply {
        self.let_happen(request);
        if let Some(rest) = request.path.strip_prefix(self.clone_path) {
            let is_known = request
                .header("authorization")
                .is_some_and(|shown| self.may_fetch.iter().any(|known| known.eq_ignore_ascii_case(shown)));
            return if is_known { served_by_git(&self.folder, rest, request) } else { unauthorized() };
        }
        if let Some(bytes) = self.downloads.get(&request.path) {
            return Reply::text(200, "application/octet-stream", bytes.clone());
        }
        let page = self.pages.iter().find_map(|page| page(&self.forge, request));
        page.unwrap_or_else(|| self.forge.answer(request))
    }
}

impl<F> Site<F> {
    fn let_happen(&mut self, request: &Request) {
        let (now, later) = std::mem::take(&mut self.events)
            .into_iter()
            .map(|mut event| {
                let is_it = request.path.contains(event.path);
                let due = is_it && event.after == 0;
                if is_it && !due {
                    event.after -= 1;
                }
                (due, event)
            })
            .partition::<Vec<_>, _>(|(due, _)| *due);
        self.events = later.into_iter().map(|(_, event)| event).collect();
        now.into_iter().for_each(|(_, event)| (event.then)(&mut self.forge));
    }
}

fn unauthorized() -> Reply {
    Reply::text(401, "text/plain", "who are you?").with("www-authenticate", "Basic realm=\"git\"")
}

/// What `git http-backend`, a CGI program, answers.
fn served_by_git(folder: &Path, path: &str, request: &Request) -> Reply {
    let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut command = Command::new("git");
    command
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", path)
        .env("REQUEST_METHOD", &request.method)
        .env("QUERY_STRING", query.join("&"))
        .env("CONTENT_LENGTH", request.body.len().to_string());
    for (header, variable) in [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "HTTP_GIT_PROTOCOL"),
    ] {
        if let Some(value) = request.header(header) {
            command.env(variable, value);
        }
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let body = request.body.clone();
    // git may end before it has read everything.
    let writer = std::thread::spawn(move || input.write_all(&body));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    reply_of_cgi(&output.stdout)
}

fn reply_of_cgi(output: &[u8]) -> Reply {
    let end = output.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&output[..end]).into_owned();
    let mut reply = Reply::text(200, "text/plain", &output[end + 4..]);
    for (name, value) in head.split("\r\n").filter_map(|line| line.split_once(": ")) {
        if name == "Status" {
            reply.status = value.split(' ').next().and_then(|status| status.parse().ok()).unwrap();
        } else {
            reply = reply.with(&name.to_ascii_lowercase(), value);
        }
    }
    reply
}

/// `Authorization` as git sends it for a user and a password.
pub(crate) fn basic(user: &str, password: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = format!("{user}:{password}");
    let mut encoded = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().chain([0, 0].iter()).take(3).fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..4 {
            let letter = LETTERS[bits >> (18 - 6 * place) & 63];
            encoded.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    format!("basic {encoded}")
}
