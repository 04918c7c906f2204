//! GraphQL: queries as requests, and answers that are right in one part and wrong in another.
//!
//! GitHub answers 200 with `errors` beside `data`. An error with a path spoils what lies at, above and below that
//! path and nothing else; one without a path, or one that nobody looks for, spoils everything.

use serde_json::{Value as Json, json};

use super::answer::{Misread, Place, json};
use super::client::{Built, build};
use crate::forge::trouble::Trouble;

/// Everything about a request in one answer.
pub(super) const SNAPSHOT: &str = include_str!("snapshot.graphql");

/// The commits alone.
pub(super) const HEADS: &str = include_str!("heads.graphql");

/// Who the token is.
pub(super) const VIEWER: &str = include_str!("viewer.graphql");

/// A query as a request to `address`, which is a whole URL.
///
/// # Errors
///
/// It cannot be built, which is a mistake of ours.
pub(super) fn request(address: &str, query: &str, variables: &Json) -> Result<Built, Trouble> {
    let body = json!({"query": query, "variables": variables});
    // A route of octocrab's is below the base of the API, and GraphQL lies beside it on Enterprise Server.
    let built = build(&http::Method::POST, "/graphql", Some(&body))?;
    Ok(Built { target: address.to_owned(), ..built })
}

/// Where GraphQL is answered, for a base of the REST API.
pub(super) fn address(api: &str, graphql: Option<&str>) -> String {
    match (graphql, api.strip_suffix("/v3")) {
        (Some(graphql), _) => graphql.to_owned(),
        (None, Some(enterprise)) => format!("{enterprise}/graphql"),
        (None, None) => format!("{api}/graphql"),
    }
}

/// An answer: what it holds and what it says is wrong.
#[derive(Debug)]
pub(super) struct Reply {
    asked: String,
    data: Json,
    faults: Vec<Fault>,
}

/// An entry of `errors`.
#[derive(Debug)]
struct Fault {
    /// GitHub's word for the kind.
    kind: String,
    /// Fields and indices. Empty: everything.
    path: Vec<String>,
}

impl Reply {
    /// Reads the body of an answer to `asked`.
    ///
    /// # Errors
    ///
    /// It is not what GraphQL answers, has no data at all, or speaks of an error without saying where.
    pub(super) fn read(asked: &str, body: &[u8]) -> Result<Reply, Trouble> {
        let unreadable = |misread: Misread| misread.of(asked);
        let answer = json(body).map_err(unreadable)?;
        let root = Place::root(&answer);
        let faults = faults(&root).map_err(unreadable)?;
        let reply = Reply { asked: asked.to_owned(), data: Json::Null, faults };
        if let Some(fault) = reply.faults.iter().find(|fault| fault.path.is_empty()) {
            return Err(reply.trouble(fault));
        }
        let data = root.optional("data").map_err(unreadable)?.map(|data| data.value().clone());
        match (data, reply.faults.first()) {
            (Some(data), _) => Ok(Reply { data, ..reply }),
            (None, Some(fault)) => Err(reply.trouble(fault)),
            (None, None) => Err(Misread::new("data is missing").of(asked)),
        }
    }

    /// What `decode` makes of the place at `path`, unless there is an error at, above or below it.
    ///
    /// # Errors
    ///
    /// There is one, or what stands there does not fit.
    pub(super) fn at<T>(
        &self,
        path: &[&str],
        decode: impl FnOnce(&Place<'_>) -> Result<T, Misread>,
    ) -> Result<T, Trouble> {
        if let Some(fault) = self.faults.iter().find(|fault| fault.touches(path)) {
            return Err(self.trouble(fault));
        }
        let place = Place::root(&self.data).path(path);
        place.and_then(|place| decode(&place)).map_err(|misread| misread.of(&self.asked))
    }

    /// The same for several fields below `path`: an error at any other field of it does no harm.
    ///
    /// # Errors
    ///
    /// As for [`Reply::at`].
    pub(super) fn fields<T>(
        &self,
        path: &[&str],
        fields: &[&str],
        decode: impl FnOnce(&Place<'_>) -> Result<T, Misread>,
    ) -> Result<T, Trouble> {
        for field in fields {
            let whole: Vec<&str> = path.iter().copied().chain([*field]).collect();
            if let Some(fault) = self.faults.iter().find(|fault| fault.touches(&whole)) {
                return Err(self.trouble(fault));
            }
        }
        let place = Place::root(&self.data).path(path);
        place.and_then(|place| decode(&place)).map_err(|misread| misread.of(&self.asked))
    }

    /// That every error is at or below one of `parts`, where somebody looks for it.
    ///
    /// # Errors
    ///
    /// One is not.
    pub(super) fn only_in(&self, parts: &[&[&str]]) -> Result<(), Trouble> {
        let stray = self.faults.iter().find(|fault| !parts.iter().any(|part| fault.is_below(part)));
        stray.map_or(Ok(()), |fault| Err(self.trouble(fault)))
    }

    /// What was asked.
    pub(super) fn asked(&self) -> &str {
        &self.asked
    }

    fn trouble(&self, fault: &Fault) -> Trouble {
        let place = if fault.path.is_empty() { "the query".to_owned() } else { fault.path.join(".") };
        let asked = format!("{} {place}", self.asked);
        match fault.kind.as_str() {
            "FORBIDDEN" | "INSUFFICIENT_SCOPES" => Trouble::Forbidden { asked },
            "NOT_FOUND" => Trouble::NotFound { asked },
            "RATE_LIMITED" => Trouble::RateLimited { seconds: None },
            kind => Trouble::Partial { asked, why: format!("GitHub reports {kind} there") },
        }
    }
}

impl Fault {
    fn is_below(&self, path: &[&str]) -> bool {
        self.path.len() >= path.len() && self.path.iter().zip(path).all(|(own, other)| own == other)
    }

    fn touches(&self, path: &[&str]) -> bool {
        self.path.iter().zip(path).all(|(own, other)| own == other)
    }
}

fn faults(answer: &Place<'_>) -> Result<Vec<Fault>, Misread> {
    let Some(errors) = answer.optional("errors")? else { return Ok(Vec::new()) };
    errors.items()?.iter().map(fault).collect()
}

fn fault(error: &Place<'_>) -> Result<Fault, Misread> {
    let kind = error.optional("type")?.and_then(|kind| kind.text().ok()).filter(|kind| is_word(kind));
    let path = match error.optional("path")? {
        None => Vec::new(),
        Some(path) => path.items()?.iter().map(step).collect::<Result<_, _>>()?,
    };
    Ok(Fault { kind: kind.unwrap_or("an error").to_owned(), path })
}

/// A step of a path. One that is neither a field nor an index leads nowhere.
fn step(step: &Place<'_>) -> Result<String, Misread> {
    match step.value() {
        Json::String(field) if is_word(field) => Ok(field.clone()),
        Json::Number(index) => Ok(index.to_string()),
        _ => Err(step.not("a field or an index")),
    }
}

/// Whether a text can be one of GitHub's words, so that it may stand in a message.
fn is_word(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    fn reply(answer: Json) -> Result<Reply, Trouble> {
        Reply::read("POST /graphql", answer.to_string().as_bytes())
    }

    #[test]
    fn an_error_spoils_what_it_points_at_and_nothing_else() {
        let answer = json!({
            "data": {"a": {"b": 1, "c": [{"d": null}]}},
            "errors": [{"type": "FORBIDDEN", "path": ["a", "c", 0, "d"], "message": "secret"}],
        });
        let reply = reply(answer).unwrap();
        assert_eq!(reply.at(&["a", "b"], |b| b.count()), Ok(1));
        for path in [&["a", "c"][..], &["a"], &["a", "c", "0", "d"]] {
            let trouble = reply.at(path, |_| Ok(())).unwrap_err();
            assert_eq!(trouble, Trouble::Forbidden { asked: "POST /graphql a.c.0.d".to_owned() });
        }
        assert_eq!(reply.fields(&["a"], &["b"], |a| a.field("b")?.count()), Ok(1));
        assert!(reply.fields(&["a"], &["b", "c"], |_| Ok(())).is_err());
        assert_eq!(reply.only_in(&[&["a", "c"]]), Ok(()));
        assert!(reply.only_in(&[&["a", "b"], &["a", "c", "1"]]).is_err());
    }

    #[test]
    fn an_error_without_a_place_spoils_everything() {
        let data = json!({"a": 1});
        let rows = [
            (json!({"data": data, "errors": [{"message": "m"}]}), "not complete: GitHub reports an error there"),
            (json!({"data": data, "errors": [{"type": "NOT_FOUND"}]}), "is not there, or not visible"),
            (json!({"data": data, "errors": [{"type": "RATE_LIMITED"}]}), "rate limited"),
            (json!({"data": data, "errors": [{"type": "<b>", "path": []}]}), "not complete"),
            (json!({"data": null, "errors": [{"type": "BROKEN", "path": ["a"]}]}), "GitHub reports BROKEN there"),
            (json!({"data": null}), "data is missing"),
            (json!({"data": data, "errors": "no"}), "errors is not a list"),
            (json!({"data": data, "errors": [{"path": [{}]}]}), "errors[0].path[0] is not a field or an index"),
            (json!([]), "the answer is not an object"),
        ];
        for (answer, said) in rows {
            let trouble = reply(answer.clone()).unwrap_err().to_string();
            assert!(trouble.contains(said), "{answer}: {trouble}");
        }
        assert!(Reply::read("POST /graphql", b"{").unwrap_err().to_string().contains("not JSON"));
        assert!(reply(json!({"data": data, "errors": []})).is_ok());
    }

    #[test]
    fn graphql_lies_beside_rest() {
        assert_eq!(address("https://api.github.com", None), "https://api.github.com/graphql");
        assert_eq!(address("https://git.example.com/api/v3", None), "https://git.example.com/api/graphql");
        assert_eq!(address("https://x/api/v3", Some("https://x/g")), "https://x/g");
        let request = request("https://x/api/graphql", VIEWER, &json!({})).unwrap();
        assert_eq!((request.method, request.target.as_str()), (http::Method::POST, "https://x/api/graphql"));
        assert_eq!(json(&request.body.unwrap()).unwrap(), json!({"query": VIEWER, "variables": {}}));
    }
}
