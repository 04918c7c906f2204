//! What the forge says over a real connection, and that it goes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value as Json;

use super::{Ends, Forge};
use crate::git::ObjectId;

const BASE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const HEAD: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const COMMENT: &str = "whomay apply dns";

fn forge() -> Forge {
    let [base, head] = [BASE, HEAD].map(|commit| ObjectId::from_hex(commit).unwrap());
    Forge::start(Ends { base, head }, COMMENT).unwrap()
}

/// The status line and the body.
fn ask(forge: &Forge, question: &str) -> (String, String) {
    let mut stream = TcpStream::connect(forge.address).unwrap();
    stream.write_all(question.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

#[test]
fn it_listens_on_loopback_alone() {
    let forge = forge();
    assert!(forge.address.ip().is_loopback(), "{}", forge.address);
    assert!(forge.address.port() >= 1024);
}

#[test]
fn it_knows_the_change_and_the_comment() {
    let (status, body) = ask(&forge(), "POST /graphql HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}");
    assert_eq!(status, "HTTP/1.1 200 OK");
    let answer: Json = serde_json::from_str(&body).unwrap();
    let request = answer.pointer("/data/repository/pullRequest").unwrap();
    let text = |field: &str| request.pointer(field).and_then(Json::as_str).unwrap().to_owned();
    assert_eq!([text("/headRefOid"), text("/baseRef/target/oid")], [HEAD, BASE]);
    let (_, comment) = ask(&forge(), "GET /repos/acme/infra/issues/comments/700 HTTP/1.1\r\n\r\n");
    assert!(comment.contains(COMMENT), "{comment}");
}

#[test]
fn it_takes_nothing_and_says_so_of_what_it_does_not_know() {
    let forge = forge();
    for question in [
        "GET / HTTP/1.1\r\n\r\n",
        "GET /graphql HTTP/1.1\r\n\r\n",
        "GET /orgs/acme/teams/leads/memberships/devin HTTP/1.1\r\n\r\n",
        "POST /repos/acme/infra/issues/7/comments HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}",
        "DELETE /repos/acme/infra/branches/main HTTP/1.1\r\n\r\n",
    ] {
        assert_eq!(ask(&forge, question).0, "HTTP/1.1 404 Not Found", "{question}");
    }
}

#[test]
fn nonsense_is_not_answered_and_nobody_else_suffers() {
    let forge = forge();
    // Somebody comes and goes without a word, and somebody else says something else.
    drop(TcpStream::connect(forge.address).unwrap());
    assert_eq!(ask(&forge, "\r\n\r\n").0, "");
    assert_eq!(ask(&forge, "GET /repos/acme/infra/branches/main HTTP/1.1\r\n\r\n").0, "HTTP/1.1 200 OK");
}

#[test]
fn it_stops_when_it_is_dropped() {
    let forge = forge();
    let address = forge.address;
    drop(forge);
    assert!(TcpStream::connect(address).is_err());
}
