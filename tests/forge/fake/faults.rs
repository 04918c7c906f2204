//! Damage: what a network, a proxy, an outage or an attacker does to the answers of a forge.
//!
//! Refusals never reach the forge. Everything else happens to an answer that the forge has given, so a write has
//! happened when its answer is lost: the worse of the two cases.

use serde_json::{Value as Json, json};

use super::server::{Conduct, Forge, Reply, Request};

/// Which requests a fault is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matcher {
    /// Any, when empty.
    pub(crate) method: &'static str,
    /// What the path, with the query behind it, begins with. Any, when empty.
    pub(crate) path: String,
    /// A text in the body: tells GraphQL queries apart. Any, when empty.
    pub(crate) body: &'static str,
    /// So many matching requests are let through first.
    pub(crate) after: usize,
}

/// Damage to the answers of some requests.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) on: Matcher,
    pub(crate) kind: FaultKind,
    /// How often; `usize::MAX` for always.
    pub(crate) times: usize,
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum FaultKind {
    /// 401; the forge does not see the request.
    Unauthorized,
    /// 403 that is no rate limit; the forge does not see the request.
    Forbidden,
    /// 404; the forge does not see the request.
    NotFound,
    /// 429 with `retry-after`; the forge does not see the request.
    TooMany { retry_after: u64 },
    /// 403 with `x-ratelimit-remaining: 0` and `x-ratelimit-reset`; the forge does not see the request.
    RateLimited { reset: u64 },
    /// 500; the forge does not see the request.
    ServerError,
    /// 502 by something in between; the forge has seen the request.
    BadGateway,
    /// No answer; the forge has seen the request.
    Timeout,
    /// The connection ends before the answer; the forge has seen the request.
    Closed,
    /// The connection ends in the middle of the body.
    CutBody,
    /// The body is no JSON.
    BadJson,
    /// A list, or the nodes of every connection, without items, and nothing else is wrong.
    EmptyPage,
    /// One more page after the last: the first one again.
    ExtraPage,
    /// One more page after the last: the first one again, with other numbers and other people.
    ForeignPage,
    /// One more page after the last, on another server.
    PageElsewhere { base_url: String },
    /// A value of another type at a place; see [`spots`].
    WrongType { at: At },
    /// A word that nobody has heard of at a place that holds one of an enumeration.
    UnknownWord { at: At },
    /// Null for an object.
    NullObject { at: At },
    /// The field is not there.
    Missing { at: At },
    /// 302 to another server.
    Redirect { base_url: String },
    /// After this answer, the head has moved.
    MovedHead,
    /// `errors` beside what `data` there is, with 200.
    GraphqlErrors,
}

/// Where a value is damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// At all places that the kind can damage.
    Everywhere,
    /// At one of them: a JSON pointer, as [`spots`] lists them.
    Pointer(String),
}

impl Matcher {
    /// Requests of a method whose path begins like this.
    pub(crate) fn of(method: &'static str, path: &str) -> Matcher {
        Matcher { method, path: path.to_owned(), ..Matcher::default() }
    }

    /// GraphQL requests with this text in them.
    pub(crate) fn query(body: &'static str) -> Matcher {
        Matcher { method: "POST", body, ..Matcher::default() }
    }

    fn fits(&self, request: &Request) -> bool {
        let query: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let target = format!("{}?{}", request.path, query.join("&"));
        (self.method.is_empty() || self.method == request.method)
            && target.starts_with(&self.path)
            && String::from_utf8_lossy(&request.body).contains(self.body)
    }
}

impl Fault {
    /// Every time.
    pub(crate) fn always(on: Matcher, kind: FaultKind) -> Fault {
        Fault { on, kind, times: usize::MAX }
    }

    /// The first time.
    pub(crate) fn once(on: Matcher, kind: FaultKind) -> Fault {
        Fault { on, kind, times: 1 }
    }

    /// What happens to this request, if anything; counts it.
    pub(crate) fn due(&mut self, request: &Request) -> Option<FaultKind> {
        if self.times == 0 || !self.on.fits(request) {
            return None;
        }
        if self.on.after > 0 {
            self.on.after -= 1;
            return None;
        }
        self.times = self.times.saturating_sub(usize::from(self.times != usize::MAX));
        Some(self.kind.clone())
    }
}

/// The answer with everything that is due done to it, and whether that has changed anything.
pub(crate) fn answer(due: &[FaultKind], request: &Request, forge: &mut dyn Forge) -> (Reply, bool) {
    if let Some(refusal) = due.iter().find_map(|kind| refusal(kind, request)) {
        return (refusal, true);
    }
    let whole = extra::answered(request, forge);
    let mut reply = whole.clone();
    let mut moved = false;
    for kind in due {
        damage(kind, request, &mut reply);
        if *kind == FaultKind::MovedHead {
            forge.move_head();
            moved = true;
        }
    }
    let changed = moved || reply != whole;
    (reply, changed)
}

/// What is answered without the forge.
fn refusal(kind: &FaultKind, request: &Request) -> Option<Reply> {
    let says = |status, text: &str| {
        Reply::json(status, &json!({"message": text, "documentation_url": "", "status": status.to_string()}))
    };
    Some(match kind {
        FaultKind::Unauthorized => says(401, "Bad credentials"),
        FaultKind::Forbidden => says(403, "Resource not accessible by integration"),
        FaultKind::NotFound => says(404, "Not Found"),
        FaultKind::ServerError => says(500, "Server Error"),
        FaultKind::TooMany { retry_after } => {
            says(429, "You have exceeded a secondary rate limit").with("retry-after", retry_after.to_string())
        }
        FaultKind::RateLimited { reset } => says(403, "API rate limit exceeded")
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", reset.to_string()),
        FaultKind::Redirect { base_url } => says(302, "Moved").with("location", format!("{base_url}{}", request.path)),
        _ => return None,
    })
}

fn damage(kind: &FaultKind, request: &Request, reply: &mut Reply) {
    match kind {
        FaultKind::BadGateway => *reply = Reply::text(502, "text/html", "<html>Bad Gateway</html>"),
        FaultKind::Timeout => reply.conduct = Conduct::Hang,
        FaultKind::Closed => reply.conduct = Conduct::Close,
        FaultKind::CutBody => reply.conduct = Conduct::Cut { after: reply.body.len() / 2 },
        FaultKind::BadJson => reply.body.truncate(reply.body.len() / 2),
        FaultKind::PageElsewhere { base_url } => extra::elsewhere(base_url, request, reply),
        FaultKind::ExtraPage => extra::announce(extra::REPEATED, request, reply),
        FaultKind::ForeignPage => extra::announce(extra::FOREIGN, request, reply),
        FaultKind::EmptyPage => rewrite(reply, emptied),
        FaultKind::GraphqlErrors => rewrite(reply, with_errors),
        FaultKind::WrongType { at }
        | FaultKind::UnknownWord { at }
        | FaultKind::NullObject { at }
        | FaultKind::Missing { at } => {
            rewrite(reply, |body| spoil(kind, at, body));
        }
        _ => {}
    }
}

fn rewrite(reply: &mut Reply, change: impl FnOnce(&mut Json)) {
    let Ok(whole) = serde_json::from_slice::<Json>(&reply.body) else { return };
    let mut body = whole.clone();
    change(&mut body);
    if body != whole {
        reply.body = body.to_string().into_bytes();
    }
}

/// Lists without their items: the body itself, what stands beside a `total_count`, and the nodes of connections.
fn emptied(body: &mut Json) {
    match body {
        Json::Array(items) => items.clear(),
        Json::Object(fields) => {
            let counted = fields.contains_key("total_count");
            for (name, value) in fields {
                match value {
                    Json::Array(items) if counted || name == "nodes" || name == "edges" => items.clear(),
                    Json::Object(_) => emptied(value),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Errors beside data whose lists were lost.
fn with_errors(body: &mut Json) {
    if body.get("data").is_none() {
        return;
    }
    emptied(body);
    let message = "Something went wrong while executing your query.";
    body["errors"] = json!([{"type": "INTERNAL", "message": message, "path": ["repository"]}]);
}

/// The places in a body that a kind can damage, as JSON pointers.
pub(crate) fn spots(kind: &FaultKind, body: &Json) -> Vec<String> {
    let mut spots = Vec::new();
    walk(body, &mut String::new(), &mut |pointer, value| {
        if damaged(kind, pointer, value).is_some() {
            spots.push(pointer.to_owned());
        }
    });
    spots
}

fn spoil(kind: &FaultKind, at: &At, body: &mut Json) {
    let mut all = match at {
        At::Everywhere => spots(kind, body),
        At::Pointer(pointer) => vec![pointer.clone()],
    };
    // The innermost first, so that the outer ones are still there.
    all.sort_by_key(|pointer| std::cmp::Reverse(pointer.len()));
    for pointer in all {
        if let FaultKind::Missing { .. } = kind {
            let (parent, field) = pointer.rsplit_once('/').unwrap_or_default();
            if let Some(Json::Object(fields)) = body.pointer_mut(parent) {
                fields.remove(&unescaped(field));
            }
        } else if let Some(value) = body.pointer_mut(&pointer)
            && let Some(other) = damaged(kind, &pointer, value)
        {
            *value = other;
        }
    }
}

fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

fn walk(value: &Json, pointer: &mut String, visit: &mut dyn FnMut(&str, &Json)) {
    visit(pointer, value);
    let length = pointer.len();
    let children: Vec<(String, &Json)> = match value {
        Json::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Json::Object(fields) => {
            fields.iter().map(|(name, field)| (name.replace('~', "~0").replace('/', "~1"), field)).collect()
        }
        _ => Vec::new(),
    };
    for (name, child) in children {
        *pointer += "/";
        *pointer += &name;
        walk(child, pointer, visit);
        pointer.truncate(length);
    }
}

/// What a value becomes, if the kind can damage it. For a missing field, whatever is there.
fn damaged(kind: &FaultKind, pointer: &str, value: &Json) -> Option<Json> {
    let field = pointer.rsplit('/').next().unwrap_or_default();
    match (kind, value) {
        (FaultKind::WrongType { .. }, Json::String(_) | Json::Null) => Some(json!(7)),
        (FaultKind::WrongType { .. }, Json::Number(_) | Json::Bool(_)) => Some(json!("x")),
        (FaultKind::WrongType { .. }, Json::Array(_)) => Some(json!({"0": 1})),
        (FaultKind::WrongType { .. }, Json::Object(_)) => Some(json!(["x"])),
        (FaultKind::UnknownWord { .. }, Json::String(text)) if is_word(field, text) => {
            Some(json!(if text.chars().any(char::is_lowercase) { "weird" } else { "WEIRD" }))
        }
        (FaultKind::NullObject { .. }, Json::Object(_)) => Some(Json::Null),
        (FaultKind::Missing { .. }, _) if !pointer.is_empty() && field.parse::<usize>().is_err() => Some(Json::Null),
        _ => None,
    }
}

/// Fields that hold one of an enumeration.
const WORDS: &[&str] = &[
    "activity_type",
    "access_level",
    "conclusion",
    "detailed_merge_status",
    "enforcement",
    "mergeStateStatus",
    "mergeable",
    "mergeable_state",
    "permission",
    "reviewDecision",
    "role",
    "role_name",
    "state",
    "status",
    "type",
    "visibility",
    "__typename",
];

fn is_word(field: &str, text: &str) -> bool {
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    WORDS.contains(&field) && letters(text)
}

/// Pages after the last one.
mod extra {
    use serde_json::{Value as Json, json};

    use super::{Forge, Reply, Request, rewrite};

    /// GraphQL's cursor and REST's parameter say which page is meant; where a page is a number, that does.
    pub(super) const REPEATED: (&str, u64) = ("after-the-last-repeated", 9998);
    pub(super) const FOREIGN: (&str, u64) = ("after-the-last-foreign", 9999);
    const PARAMETER: &str = "after-the-last";

    /// The forge's answer, also for a page that only a fault has announced: that is the first page once more.
    pub(super) fn answered(request: &Request, forge: &mut dyn Forge) -> Reply {
        let Some(page) = [REPEATED, FOREIGN].into_iter().find(|page| asks_for(*page, request)) else {
            return forge.answer(request);
        };
        let mut request = request.clone();
        request.query.retain(|(name, _)| name != PARAMETER && name != "page");
        if let Ok(mut body) = serde_json::from_slice::<Json>(&request.body) {
            each(&mut body, &mut |_, value| {
                if value == page.0 {
                    *value = Json::Null;
                }
            });
            request.body = body.to_string().into_bytes();
        }
        let mut reply = forge.answer(&request);
        reply.headers.retain(|(name, _)| name != "link");
        for (name, value) in &mut reply.headers {
            if name == "x-next-page" {
                value.clear();
            }
        }
        if page == FOREIGN {
            rewrite(&mut reply, |body| each(body, &mut foreign));
        }
        reply
    }

    fn asks_for((word, number): (&str, u64), request: &Request) -> bool {
        request.param(PARAMETER) == Some(word)
            || request.param("page") == Some(&number.to_string())
            || String::from_utf8_lossy(&request.body).contains(word)
    }

    fn foreign(field: &str, value: &mut Json) {
        match (field, &value) {
            ("id" | "databaseId" | "number" | "iid", Json::Number(number)) => {
                *value = json!(number.as_u64().unwrap_or_default() + 1_000_000);
            }
            ("login" | "username", Json::String(_)) => *value = json!("mallory"),
            _ => {}
        }
    }

    fn each(value: &mut Json, change: &mut dyn FnMut(&str, &mut Json)) {
        match value {
            Json::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
            Json::Object(fields) => {
                for (name, field) in fields {
                    change(name, field);
                    each(field, change);
                }
            }
            _ => {}
        }
    }

    /// A next page where there is none.
    pub(super) fn announce((word, number): (&str, u64), request: &Request, reply: &mut Reply) {
        if asks_for((word, number), request) {
            return;
        }
        if request.path.ends_with("graphql") {
            rewrite(reply, |body| {
                each(body, &mut |field, value| {
                    if field == "pageInfo" && value["hasNextPage"] == false {
                        value["hasNextPage"] = json!(true);
                        value["endCursor"] = json!(word);
                    }
                })
            });
        }
        link(&request.origin, word, request, reply);
        for (name, value) in &mut reply.headers {
            if name == "x-next-page" && value.is_empty() {
                *value = number.to_string();
            }
        }
    }

    pub(super) fn elsewhere(base_url: &str, request: &Request, reply: &mut Reply) {
        link(base_url, REPEATED.0, request, reply);
    }

    fn link(origin: &str, word: &str, request: &Request, reply: &mut Reply) {
        let leads_on = |(name, value): &(String, String)| name == "link" && value.contains("rel=\"next\"");
        if !reply.body.starts_with(b"[") && !String::from_utf8_lossy(&reply.body).contains("\"total_count\"")
            || reply.headers.iter().any(leads_on)
        {
            return;
        }
        reply.headers.retain(|(name, _)| name != "link");
        let next = format!("<{origin}{}?{PARAMETER}={word}&per_page=100>; rel=\"next\"", request.path);
        reply.headers.push(("link".to_owned(), next));
    }
}
