//! A raw server for tests: what it sends is written byte for byte, so it can do everything that a server should not.

#![expect(clippy::disallowed_methods, reason = "listens on loopback and runs in threads of its own, for tests")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::forge::address::RequestAddress;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::token::{Token, Tokens};

/// A secret that may appear nowhere.
pub(in crate::forge) const SENTINEL: &str = "SENTINEL-0123456789abcdef";

/// An authority that was made for these tests; its key is gone. What it signed is `server.pem`, for 127.0.0.1.
pub(in crate::forge) const CA: &str = include_str!("wire/ca.pem");

/// What a server does with a request.
#[derive(Clone, Debug)]
pub(in crate::forge) enum Reply {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Sends pieces with a pause behind each.
    Slow(Vec<Vec<u8>>, Duration),
    /// Sends these bytes and keeps the connection open, silent.
    Hang(Vec<u8>),
}

impl Reply {
    /// A whole answer. `head` is the status and further header lines.
    pub(in crate::forge) fn new(head: &str, body: &str) -> Reply {
        let length = body.len();
        let head = head.replace('\n', "\r\n");
        Reply::Bytes(
            format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into_bytes(),
        )
    }

    /// A whole 200.
    pub(in crate::forge) fn ok(body: &str) -> Reply {
        Reply::new("200 OK", body)
    }
}

/// A server on loopback. It ends with the process.
pub(in crate::forge) struct Server {
    /// `http://127.0.0.1:PORT`
    pub(in crate::forge) base: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers the nth request (from 0), whose text is the whole head and body, by a function.
    pub(in crate::forge) fn new(reply: impl Fn(usize, &str) -> Reply + Send + Sync + 'static) -> Server {
        Server::start("http", None, reply)
    }

    /// The same with TLS, and a certificate for 127.0.0.1 of the authority [`CA`].
    pub(in crate::forge) fn with_tls(replies: Vec<Reply>) -> Server {
        let reply = move |number: usize, _: &str| replies[number.min(replies.len() - 1)].clone();
        Server::start("https", Some(server_tls()), reply)
    }

    fn start(
        scheme: &str,
        tls: Option<Arc<ServerConfig>>,
        reply: impl Fn(usize, &str) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("{scheme}://{}", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let (own_log, reply) = (Arc::clone(&log), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, reply) = (Arc::clone(&own_log), Arc::clone(&reply));
                let tls = tls.clone().map(|config| ServerConnection::new(config).unwrap());
                thread::spawn(move || match tls {
                    Some(tls) => serve(StreamOwned::new(tls, stream), &log, reply.as_ref()),
                    None => serve(stream, &log, reply.as_ref()),
                });
            }
        });
        Server { base, log }
    }

    /// The same answers in this order, the last one for ever.
    pub(in crate::forge) fn script(replies: Vec<Reply>) -> Server {
        Server::new(move |number, _| replies[number.min(replies.len() - 1)].clone())
    }

    /// The requests that came, whole.
    pub(in crate::forge) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Settings for this server with a budget, for GitHub, with the sentinel as every token.
    pub(in crate::forge) fn settings(&self, budget: Duration) -> Settings {
        settings(&self.base, budget)
    }
}

/// Settings for a base URL.
pub(in crate::forge) fn settings(api: &str, budget: Duration) -> Settings {
    let token = || Token::new(SENTINEL).unwrap();
    Settings {
        address: RequestAddress {
            forge: ForgeKind::Github,
            host: "127.0.0.1".to_owned(),
            root: String::new(),
            repository: "o/r".to_owned(),
            number: 7,
        },
        api: api.to_owned(),
        graphql: None,
        tokens: Tokens {
            read: Some((token(), "GITHUB_TOKEN")),
            members: Some((token(), "WHOMAY_MEMBERS_TOKEN")),
            write: Some((token(), "WHOMAY_WRITE_TOKEN")),
            read_is_job_token: false,
            job: None,
        },
        ca: None,
        budget,
        job: None,
    }
}

/// Runs a future on a runtime of its own, in real time.
pub(in crate::forge) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn server_tls() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("wire/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("wire/server.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap())
}

fn serve(mut stream: impl Read + Write, log: &Mutex<Vec<String>>, reply: &dyn Fn(usize, &str) -> Reply) {
    let Some(request) = read_request(&mut stream) else { return };
    let number = {
        let mut log = log.lock().unwrap();
        log.push(request.clone());
        log.len() - 1
    };
    match reply(number, &request) {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Reply::Slow(pieces, pause) => {
            for piece in pieces {
                if stream.write_all(&piece).is_err() {
                    return;
                }
                thread::sleep(pause);
            }
        }
        Reply::Hang(bytes) => {
            drop(stream.write_all(&bytes));
            // Until the other side gives up.
            drop(stream.read(&mut [0; 1]));
        }
    }
}

fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).ok().filter(|length| *length > 0)?;
        text.extend_from_slice(&buffer[..length]);
        let request = String::from_utf8_lossy(&text).into_owned();
        let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
        let announced = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let expected = announced.map_or(0, |length| length.parse::<usize>().unwrap());
        if body.len() >= expected {
            return Some(request);
        }
    }
}
