//! Connections: TCP, TLS and HTTP/1.1, by hyper and rustls, and one request with its whole answer.
//!
//! The roots are Mozilla's, compiled in, so that a container without certificates works; a private authority is a file
//! that the settings bring. The provider of the cryptography is named, because a second one in the program would make
//! the choice by default panic. No proxy is used, whatever the environment says: one that may see where a token goes
//! would have to be a setting, and nobody has asked for it.

#![expect(clippy::disallowed_methods, reason = "the one way to the network")]

use std::error::Error as StdError;
use std::io::ErrorKind;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};

use super::{MAX_BODY, body};
use crate::forge::trouble::Trouble;

/// How long a connection is kept for the next request. Less than any server's patience: a request on a connection that
/// the server has just closed is lost, and a lost write is not repeated.
const IDLE: Duration = Duration::from_secs(15);

/// An answer of any status, whole.
#[derive(Debug)]
pub(super) struct Received {
    /// Status.
    pub(super) status: u16,
    /// Every header.
    pub(super) headers: HeaderMap,
    /// The body.
    pub(super) body: Bytes,
}

/// Why there is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// There was no connection, so nothing was sent.
    NoConnection(&'static str),
    /// The server is not who it should be. Nothing was sent, and asking again does not help.
    Untrusted(&'static str),
    /// The connection broke before the end of the answer.
    Cut,
    /// More than [`MAX_BODY`].
    TooLarge,
    /// Something that is not HTTP.
    NotHttp,
}

/// A client with its connections.
pub(super) struct Connection {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Connection {
    /// Opens nothing yet.
    ///
    /// # Errors
    ///
    /// The file of certificates holds none, or one that cannot be read.
    pub(super) fn new(ca: Option<&[u8]>, plain: bool) -> Result<Connection, Trouble> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let tls = HttpsConnectorBuilder::new().with_tls_config(tls(ca)?);
        let tls = if plain { tls.https_or_http() } else { tls.https_only() };
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(tls.enable_http1().wrap_connector(tcp));
        Ok(Connection { client })
    }

    /// Sends a request and reads its answer to the end. Hyper sends again by itself only what it never began to write,
    /// on a connection that turned out to be closed.
    pub(super) async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Received, Lost> {
        let answer = self.client.request(request).await.map_err(|error| lost(&error))?;
        let (head, incoming) = answer.into_parts();
        let body = body::whole(incoming, MAX_BODY).await?;
        Ok(Received { status: head.status.as_u16(), headers: head.headers, body })
    }
}

/// TLS 1.2 and 1.3 by ring, with the well-known roots and the given ones.
fn tls(ca: Option<&[u8]>) -> Result<ClientConfig, Trouble> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in ca.map(certificates).transpose()?.unwrap_or_default() {
        let wrong = |_| Trouble::Setting { why: "the CA file holds a certificate that cannot be used".to_owned() };
        roots.add(certificate).map_err(wrong)?;
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Trouble::Setting { why: "no TLS version can be used".to_owned() })?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// The certificates of a PEM file. One that cannot be read is an error: skipping it would fail later, and elsewhere.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    let wrong = |why: &str| Trouble::Setting { why: format!("the CA file {why}") };
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong("is not PEM, or one of its certificates is damaged"))?;
    if all.is_empty() { Err(wrong("holds no certificate")) } else { Ok(all) }
}

/// What became of a request, in words of ours: the text of an error may hold names out of a server's certificate.
fn lost(error: &ClientError) -> Lost {
    if error.is_connect() {
        let untrusted = cause::<rustls::Error>(error).map(|tls| Lost::Untrusted(distrust(tls)));
        return untrusted.unwrap_or_else(|| Lost::NoConnection(no_connection(error)));
    }
    match cause::<hyper::Error>(error) {
        Some(http) if http.is_parse() => Lost::NotHttp,
        _ => Lost::Cut,
    }
}

/// The first cause of a kind, also within I/O errors.
fn cause<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn no_connection(error: &ClientError) -> &'static str {
    match cause::<std::io::Error>(error).map(std::io::Error::kind) {
        Some(ErrorKind::ConnectionRefused) => "the connection is refused",
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof) => {
            "the connection is closed while it is opened"
        }
        Some(ErrorKind::TimedOut) => "no connection in time",
        Some(ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable) => "there is no way to the server",
        _ => "no connection, or the name of the server is not known",
    }
}

fn distrust(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "the server's certificate comes from an authority that is not trusted"
        }
        rustls::Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            "the server's certificate has expired"
        }
        rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "the server's certificate is for another name",
        rustls::Error::InvalidCertificate(_) => "the server's certificate is not valid",
        _ => "no TLS with this server",
    }
}
