//! What the status of an answer means. Pure.

use super::Call;
use super::connection::Received;
use super::rate_limit;
use super::retry::Fault;
use crate::forge::token::TokenName;
use crate::forge::trouble::Trouble;

/// What is to be made of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// 2xx.
    Good,
    /// It leads elsewhere.
    Redirect(String),
    /// Nothing that can be used.
    Bad(Fault, Trouble),
}

/// The meaning of an answer to a call that carried the token of a variable.
pub(super) fn of(received: &Received, call: &Call, token: Option<TokenName>) -> Meaning {
    let (status, headers, asked) = (received.status, &received.headers, call.asked());
    if let Some(limit) = rate_limit::of(status, headers) {
        return Meaning::Bad(Fault::Limited(limit), Trouble::RateLimited { seconds: limit.seconds });
    }
    let lasting = |trouble| Meaning::Bad(Fault::Lasting, trouble);
    match status {
        // A part of something, and parts are never asked for.
        206 => lasting(Trouble::Refused { status, asked }),
        200..=299 => Meaning::Good,
        301 | 302 | 303 | 307 | 308 => match headers.get(http::header::LOCATION).map(|to| to.to_str()) {
            Some(Ok(to)) => Meaning::Redirect(to.to_owned()),
            _ => lasting(Trouble::Refused { status, asked }),
        },
        401 => lasting(Trouble::BadToken { token }),
        403 => lasting(Trouble::Forbidden { asked }),
        404 | 410 => lasting(Trouble::NotFound { asked }),
        500 | 502 | 503 | 504 => {
            let fault = Fault::Server { seconds: rate_limit::retry_after(headers) };
            Meaning::Bad(fault, Trouble::Server { status, asked })
        }
        501..=599 => lasting(Trouble::Server { status, asked }),
        _ => lasting(Trouble::Refused { status, asked }),
    }
}
