//! What GitLab documents, as schemas: of every endpoint that is used, its parameters, its body, and its answer on each
//! tier. They are in `tests/forge/gitlab_schemas`, a file for each page of the documentation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};

use crate::fake::server::{Reply, Request};

/// Which edition and subscription answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    Free,
    Premium,
}

/// An endpoint of the documentation.
pub(crate) struct Endpoint {
    pub(crate) name: String,
    method: String,
    path: Vec<String>,
    query: Validator,
    body: Option<Validator>,
    status: u16,
    free: Option<Validator>,
    premium: Option<Validator>,
    /// Answers 401 where nobody is signed in. The others answer what everybody may see.
    pub(crate) signed_in: bool,
    /// Takes the token of a job.
    pub(crate) job_token: bool,
}

/// The parts of a path that vary, by name.
pub(crate) type Variables = BTreeMap<String, String>;

macro_rules! schemas {
    ($($file:literal),* $(,)?) => { [$(($file, include_str!(concat!("../../gitlab_schemas/", $file, ".json")))),*] };
}

const FILES: [(&str, &str); 14] = schemas![
    "shapes",
    "branches",
    "commits",
    "events",
    "groups",
    "jobs",
    "members",
    "merge_request_approvals",
    "merge_requests",
    "merge_trains",
    "notes",
    "projects",
    "protected_branches",
    "users",
];

static ENDPOINTS: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let pages = pages();
    let shapes = shapes(&pages);
    let all = pages.iter().flat_map(|(_, page)| page["endpoints"].as_array().cloned().unwrap_or_default());
    all.map(|endpoint| Endpoint::new(&endpoint, &shapes)).collect()
});

static ERROR: LazyLock<Validator> = LazyLock::new(|| validator(&json!({"$ref": "#/$defs/error"}), &shapes(&pages())));

/// Every page of the documentation, by the name of its file.
pub(crate) fn pages() -> Vec<(&'static str, Json)> {
    FILES.iter().map(|(name, text)| (*name, serde_json::from_str(text).unwrap())).collect()
}

/// Every endpoint that there is a schema of.
pub(crate) fn endpoints() -> &'static [Endpoint] {
    &ENDPOINTS
}

/// The endpoint that a path below the API is for.
pub(crate) fn endpoint_for(method: &str, segments: &[String]) -> Option<(&'static Endpoint, Variables)> {
    ENDPOINTS.iter().find_map(|endpoint| Some((endpoint, endpoint.variables(method, segments)?)))
}

/// The definitions of all pages are one set of names.
fn shapes(pages: &[(&str, Json)]) -> Json {
    let mut shapes = Map::new();
    for (file, page) in pages {
        for (name, shape) in page["$defs"].as_object().into_iter().flatten() {
            assert!(shapes.insert(name.clone(), shape.clone()).is_none(), "{name} of {file} is defined twice");
        }
    }
    Json::Object(shapes)
}

fn validator(schema: &Json, shapes: &Json) -> Validator {
    let mut whole = schema.clone();
    whole["$defs"] = shapes.clone();
    jsonschema::draft202012::new(&whole).unwrap()
}

impl Endpoint {
    fn new(endpoint: &Json, shapes: &Json) -> Endpoint {
        let text = |field: &str| endpoint[field].as_str().unwrap().to_owned();
        let schema = |field: &str| endpoint.get(field).map(|schema| validator(schema, shapes));
        Endpoint {
            name: text("name"),
            method: text("method"),
            path: text("path").split('/').skip(1).map(str::to_owned).collect(),
            query: schema("query").unwrap(),
            body: schema("body"),
            status: u16::try_from(endpoint["status"].as_u64().unwrap()).unwrap(),
            free: schema("free"),
            premium: schema("premium"),
            signed_in: endpoint["signed_in"] == true,
            job_token: endpoint["job_token"] == true,
        }
    }

    /// Whether it is there: paid tiers have endpoints that others do not.
    pub(crate) fn exists_on(&self, tier: Tier) -> bool {
        self.answer_on(tier).is_some() || self.status == 204
    }

    /// Whether it changes anything.
    pub(crate) fn writes(&self) -> bool {
        self.method != "GET"
    }

    fn answer_on(&self, tier: Tier) -> Option<&Validator> {
        match tier {
            Tier::Free => self.free.as_ref(),
            Tier::Premium => self.premium.as_ref(),
        }
    }

    fn variables(&self, method: &str, segments: &[String]) -> Option<Variables> {
        if self.method != method || self.path.len() != segments.len() {
            return None;
        }
        let mut variables = Variables::new();
        for (part, segment) in self.path.iter().zip(segments) {
            match part.strip_prefix(':') {
                Some(name) if may_be(name, segment) => variables.insert(name.to_owned(), segment.clone()),
                None if part == segment => None,
                _ => return None,
            };
        }
        Some(variables)
    }

    /// What is wrong with a request.
    pub(crate) fn check_request(&self, request: &Request, variables: &Variables) -> Result<(), String> {
        let mut query = Map::new();
        for (name, value) in request.query.iter().filter(|(name, value)| !repeats_path(name, value, variables)) {
            let value = json!(value);
            match query.get_mut(name) {
                None => drop(query.insert(name.clone(), value)),
                Some(Json::Array(values)) => values.push(value),
                Some(first) => *first = json!([first.clone(), value]),
            }
        }
        check(&self.query, &Json::Object(query)).map_err(|why| format!("query of {}: {why}", self.name))?;
        let Some(schema) = &self.body else {
            let empty = request.body.is_empty() || request.json() == json!({});
            return if empty { Ok(()) } else { Err(format!("{} takes no body", self.name)) };
        };
        let body: Json =
            serde_json::from_slice(&request.body).map_err(|error| format!("body of {}: {error}", self.name))?;
        let kind = request.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(format!("body of {}: it is said to be {kind:?}", self.name));
        }
        check(schema, &body).map_err(|why| format!("body of {}: {why}", self.name))
    }

    /// What is wrong with an answer.
    pub(crate) fn check_answer(&self, reply: &Reply, tier: Tier) -> Result<(), String> {
        let wrong = |why: String| format!("answer to {}: {why}", self.name);
        let success = (200..300).contains(&reply.status);
        if success && reply.status != self.status {
            return Err(wrong(format!("{} where {} is documented", reply.status, self.status)));
        }
        if reply.status == 204 {
            return if reply.body.is_empty() { Ok(()) } else { Err(wrong("204 with a body".to_owned())) };
        }
        let body: Json = serde_json::from_slice(&reply.body).map_err(|error| wrong(error.to_string()))?;
        let schema = if success { self.answer_on(tier) } else { Some(&*ERROR) };
        let schema = schema.ok_or_else(|| wrong(format!("there is none on {tier:?}")))?;
        check(schema, &body).map_err(wrong)
    }
}

/// Only what can be told from a glance; that it exists is for the fake to say.
fn may_be(variable: &str, segment: &str) -> bool {
    match variable {
        "iid" | "number" => !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit()),
        "sha" => segment.len() == 40 && segment.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => !segment.is_empty(),
    }
}

/// GitLab's links to further pages say in the query again what the path says.
fn repeats_path(name: &str, value: &str, variables: &Variables) -> bool {
    let of = |variable: &str| variables.get(variable).map(String::as_str);
    match name {
        "id" => of("project").or(of("group")) == Some(value),
        "merge_request_iid" | "noteable_id" => of("iid") == Some(value),
        "sha" => of("sha") == Some(value),
        "pipeline_id" => of("number") == Some(value),
        _ => false,
    }
}

fn check(schema: &Validator, value: &Json) -> Result<(), String> {
    let wrong: Vec<String> =
        schema.iter_errors(value).map(|error| format!("at {:?}: {error}", error.instance_path().to_string())).collect();
    if wrong.is_empty() { Ok(()) } else { Err(shortened(&wrong.join("; "))) }
}

/// An error quotes the value that it is about, which may be a whole list.
fn shortened(text: &str) -> String {
    let line = text.replace(['\r', '\n'], " ");
    match line.char_indices().nth(2000) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
