//! The plainest client there is, to ask fakes with: one request on one connection, nothing repeated, nothing followed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value as Json;

/// What came back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    /// Zero when there was none.
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body; null when it is no JSON.
    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Where the next page is.
    pub(crate) fn next(&self) -> Option<String> {
        let next = self.header("link")?.split(", ").find(|link| link.ends_with("rel=\"next\""))?;
        Some(next.trim_start_matches('<').split('>').next()?.to_owned())
    }
}

pub(crate) fn get(url: &str, token: &str) -> Answer {
    send("GET", url, token, None)
}

/// Sends a request to `http://HOST:PORT/…`, and waits for two seconds at most.
pub(crate) fn send(method: &str, url: &str, token: &str, body: Option<&Json>) -> Answer {
    let rest = url.trim_start_matches("http://");
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let body = body.map(Json::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let kind = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nuser-agent: whomay-test\r\naccept: application/json\r\n\
         authorization: Bearer {token}\r\n{kind}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut bytes = Vec::new();
    // A connection that ends badly has given what it has given.
    let _ = stream.read_to_end(&mut bytes);
    parsed(&bytes).unwrap_or_default()
}

fn parsed(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let headers: Vec<_> = lines.filter_map(header).collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &bytes[end + 4..];
    Some(Answer { status, headers, body: if chunked { joined(body) } else { body.to_vec() } })
}

/// The chunks of a body, put together.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap_or(0);
        let chunk = end + 2..end + 2 + size;
        if size == 0 || rest.len() < chunk.end {
            break;
        }
        body.extend_from_slice(&rest[chunk.clone()]);
        rest = rest.get(chunk.end + 2..).unwrap_or_default();
    }
    body
}
