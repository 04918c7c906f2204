//! The HTTP request for a call: headers, and the token that its purpose asks for.

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderName, HeaderValue, Request};
use http_body_util::Full;
use url::Url;

use super::Call;
use crate::forge::settings::{ForgeKind, Settings};
use crate::forge::token::{Purpose, Scheme, Token, TokenName, Tokens};
use crate::forge::trouble::Trouble;

/// The version of GitHub's REST API that the adapter is written against.
const GITHUB_VERSION: (&str, &str) = ("x-github-api-version", "2022-11-28");

/// What every request carries.
pub(super) struct Headers {
    forge: ForgeKind,
    tokens: Tokens,
    scheme: Scheme,
}

impl Headers {
    pub(super) fn new(settings: &Settings, scheme: Scheme) -> Headers {
        Headers { forge: settings.address.forge, tokens: settings.tokens.clone(), scheme }
    }

    /// The variable that the token for a purpose came from.
    pub(super) fn token_name(&self, purpose: Purpose) -> Option<TokenName> {
        self.tokens.of(purpose).map(|(_, name)| *name)
    }

    /// The request. Its body is not compressed, and its answer shall not be either: bodies are bounded by what arrives.
    ///
    /// # Errors
    ///
    /// The address or the token cannot stand in a request.
    pub(super) fn request(&self, call: &Call, url: &Url) -> Result<Request<Full<Bytes>>, Trouble> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(url.as_str())
            .header(USER_AGENT, concat!("whomay/", env!("CARGO_PKG_VERSION")))
            .header(ACCEPT_ENCODING, "identity");
        request = match self.forge {
            ForgeKind::Github => {
                request.header(ACCEPT, "application/vnd.github+json").header(GITHUB_VERSION.0, GITHUB_VERSION.1)
            }
            ForgeKind::Gitlab => request.header(ACCEPT, "application/json"),
        };
        if call.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some((token, name)) = self.tokens.of(call.purpose) {
            let (header, value) = credential(token, self.tokens.scheme(call.purpose, self.scheme), name)?;
            request = request.header(header, value);
        }
        let body = Full::new(Bytes::from(call.body.clone().unwrap_or_default()));
        request.body(body).map_err(|_| Trouble::Setting { why: format!("{} is no request", call.asked()) })
    }
}

/// The header that presents a token. Marked as sensitive, so that nothing prints it.
fn credential(token: &Token, scheme: Scheme, name: TokenName) -> Result<(HeaderName, HeaderValue), Trouble> {
    let (header, text) = match scheme {
        Scheme::Bearer => (AUTHORIZATION, format!("Bearer {}", token.secret())),
        Scheme::PrivateToken => (HeaderName::from_static("private-token"), token.secret().to_owned()),
        Scheme::JobToken => (HeaderName::from_static("job-token"), token.secret().to_owned()),
    };
    let wrong = |_| Trouble::Setting { why: format!("the token in {name} cannot stand in a header") };
    let mut value = HeaderValue::from_str(&text).map_err(wrong)?;
    value.set_sensitive(true);
    Ok((header, value))
}
