//! Requests to GitHub, built by octocrab and sent by us.
//!
//! Octocrab knows how GitHub wants to be asked: headers, bodies, how a query travels. Its client, its retries and its
//! models are not for us: it sends a comment again whose answer was lost, follows a next page anywhere, and does not read
//! what a check run comes from. So octocrab is given a service that keeps the request it is handed and never answers. What
//! comes out is a value, made without a runtime and without a connection; [`crate::forge::transport`] sends it.

use std::convert::Infallible;
use std::future::{Pending, pending};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt as _;
use http::Method;
use http_body_util::{BodyExt as _, Empty};
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use serde_json::Value as Json;
use tower_service::Service;

use crate::forge::token::Purpose;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

/// How often octocrab and its queue are woken. Four times is what a request takes.
const TURNS: usize = 16;

/// A request that octocrab built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Built {
    /// Method.
    pub(super) method: Method,
    /// Path and query below the base of the API.
    pub(super) target: String,
    /// Body, as JSON.
    pub(super) body: Option<Vec<u8>>,
}

impl Built {
    /// As a read.
    pub(super) fn read(self, purpose: Purpose) -> Call {
        Call { purpose, method: self.method, target: self.target, body: self.body, reads: true }
    }

    /// As a write, which is sent once.
    pub(super) fn write(self) -> Call {
        Call { purpose: Purpose::Write, method: self.method, target: self.target, body: self.body, reads: false }
    }
}

/// A question: a request without a body. Whatever stands in a path has to be [`segment`]ed: octocrab writes it as it is.
///
/// # Errors
///
/// As for [`build`].
pub(super) fn get(route: &str) -> Result<Built, Trouble> {
    build(&Method::GET, route, None)
}

/// A request as octocrab makes it of a method, a route and a body.
///
/// Its builders for single endpoints are not used: each brings the models of its answer along, half of GitHub's API in
/// all, and grew the program by a tenth.
///
/// # Errors
///
/// It cannot be built, which is a mistake of ours.
pub(super) fn build(method: &Method, route: &str, body: Option<&Json>) -> Result<Built, Trouble> {
    built(async |octocrab| match *method {
        Method::POST => octocrab._post(route, body).await,
        Method::PATCH => octocrab._patch(route, body).await,
        Method::DELETE => octocrab._delete(route, body).await,
        _ => octocrab._get(route).await,
    })
}

/// The first request that octocrab would send in `ask`.
fn built<T>(ask: impl AsyncFnOnce(Octocrab) -> octocrab::Result<T>) -> Result<Built, Trouble> {
    let kept = Arc::new(Mutex::new(None));
    let queue: Arc<Mutex<Option<Queue>>> = Arc::default();
    let slot = Arc::clone(&queue);
    let octocrab = OctocrabBuilder::new_empty()
        .with_service(Keeper { kept: Arc::clone(&kept) })
        .with_executor(Box::new(move |worker| {
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(Queue(worker));
            }
        }))
        .with_auth(AuthState::None)
        .build();
    let octocrab = match octocrab {
        Ok(octocrab) => octocrab,
        Err(never) => match never {},
    };
    let worker = queue.lock().ok().and_then(|mut slot| slot.take());
    let request = worker.and_then(|Queue(worker)| turn(worker, ask(octocrab), &kept));
    request.and_then(taken_apart).ok_or_else(|| Trouble::Setting { why: "a request cannot be built".to_owned() })
}

/// Octocrab's queue, which hands requests to the service. It is made and used on one thread.
struct Queue(Pin<Box<dyn Future<Output = ()>>>);

/// Wakes octocrab and its queue in turn until there is a request. Neither waits for anything but the other, so nobody
/// has to tell when to look again.
fn turn<T>(
    mut worker: Pin<Box<dyn Future<Output = ()>>>,
    ask: impl Future<Output = octocrab::Result<T>>,
    kept: &Mutex<Option<http::Request<OctoBody>>>,
) -> Option<http::Request<OctoBody>> {
    let mut ask = pin!(ask);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..TURNS {
        let ended = ask.as_mut().poll(&mut context).is_ready();
        let _ = worker.as_mut().poll(&mut context);
        if let Some(request) = kept.lock().ok()?.take() {
            return Some(request);
        }
        if ended {
            return None;
        }
    }
    None
}

fn taken_apart(request: http::Request<OctoBody>) -> Option<Built> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().now_or_never()?.ok()?.to_bytes();
    // A builder without parameters leaves a `?` behind.
    let target = parts.uri.path_and_query()?.as_str().trim_end_matches('?').to_owned();
    let body = (!bytes.is_empty()).then(|| bytes.to_vec());
    Some(Built { method: parts.method, target, body })
}

/// A service that keeps the request and never answers.
struct Keeper {
    kept: Arc<Mutex<Option<http::Request<OctoBody>>>>,
}

impl Service<http::Request<OctoBody>> for Keeper {
    type Response = http::Response<Empty<bytes::Bytes>>;
    type Error = Infallible;
    type Future = Pending<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<OctoBody>) -> Self::Future {
        if let Ok(mut kept) = self.kept.lock() {
            *kept = Some(request);
        }
        pending()
    }
}

/// A text as one segment of a path: everything but letters, digits, `-`, `.`, `_` and `~` is escaped, so that no name
/// of a branch or a team leads to another route. A text of dots alone is not one that can be escaped, and means
/// nothing on GitHub.
///
/// # Errors
///
/// The text is empty or made of dots.
pub(super) fn segment(text: &str) -> Result<String, Trouble> {
    if text.bytes().all(|byte| byte == b'.') {
        return Err(Trouble::Setting { why: format!("`{text}` cannot stand in a path") });
    }
    Ok(escaped(text))
}

/// A text as the value of a parameter.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    #[test]
    fn a_request_becomes_a_value_without_a_runtime() {
        let built = get("/repos/o/r/pulls/7?per_page=100").unwrap();
        let target = "/repos/o/r/pulls/7?per_page=100".to_owned();
        assert_eq!(built, Built { method: Method::GET, target, body: None });
        let body = serde_json::json!({"body": "hello \"you\""});
        for method in [Method::POST, Method::PATCH] {
            let built = build(&method, "/repos/o/r/issues/7/comments", Some(&body)).unwrap();
            assert_eq!((&built.method, built.body.as_deref()), (&method, Some(&br#"{"body":"hello \"you\""}"#[..])));
        }
        let built = build(&Method::DELETE, "/repos/o/r/issues/comments/7", None).unwrap();
        assert_eq!((built.method, built.body), (Method::DELETE, None));
    }

    /// They are not used (see [`build`]), and know the routes.
    #[test]
    fn routes_are_those_of_octocrab_s_own_builders() {
        let rows = [
            (built(async |octocrab| octocrab.pulls("o", "r").get(7).await), "/repos/o/r/pulls/7"),
            (
                built(async |octocrab| octocrab.workflows("o", "r").list().per_page(100).send().await),
                "/repos/o/r/actions/workflows?per_page=100",
            ),
            (
                built(async |octocrab| octocrab.repos("o", "r").get_contributor_permission("a").send().await),
                "/repos/o/r/collaborators/a/permission",
            ),
            (
                built(async |octocrab| octocrab.teams("o").memberships("t").get("a").await),
                "/orgs/o/teams/t/memberships/a",
            ),
            (
                built(async |octocrab| octocrab.repos("o", "r").rules_for_branch("b").per_page(100).send().await),
                "/repos/o/r/rules/branches/b?per_page=100",
            ),
        ];
        for (built, target) in rows {
            assert_eq!(built.unwrap().target, target);
        }
    }

    #[test]
    fn a_request_that_is_never_made_is_an_error() {
        assert!(built(async |_| Ok(())).is_err());
        assert!(built(async |_| std::future::pending::<octocrab::Result<()>>().await).is_err());
        assert!(get("/repos/a b/c").is_err(), "a route that is no URL");
    }

    #[test]
    fn no_name_leads_to_another_route() {
        assert_eq!(segment("feature/x?y#z%").unwrap(), "feature%2Fx%3Fy%23z%25");
        assert_eq!(segment("dependabot[bot]").unwrap(), "dependabot%5Bbot%5D");
        assert_eq!(segment("größe").unwrap(), "gr%C3%B6%C3%9Fe");
        for text in ["", ".", ".."] {
            assert!(segment(text).is_err(), "{text:?}");
        }
        let team = get(&format!("/orgs/o/teams/{}", segment("a/../../b").unwrap())).unwrap();
        assert_eq!(team.target, "/orgs/o/teams/a%2F..%2F..%2Fb");
    }
}
