//! GraphQL as far as a fake needs it: reads a query and picks what it selects out of a tree of JSON.
//!
//! In the tree, a field whose arguments choose among values is written with them, as `pullRequest(7)` or, in the order
//! of the arguments' names, `repository(infra, acme)`. A list that is paged is an object with `$items`. Everything else
//! is itself. Types are not known here: that a query and its answer fit GitHub's schema is checked by the contract tests.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

/// Data and errors, as the body of an answer; or why the query cannot be answered.
pub(crate) fn answer(request: &Json, tree: &Json, page_size: usize) -> Result<Json, String> {
    let source = request["query"].as_str().ok_or("no query")?;
    let document = Parser::new(source)?.document()?;
    let mut variables = document.defaults.clone();
    if let Json::Object(given) = &request["variables"] {
        variables.extend(given.clone());
    }
    let mut run = Run { fragments: &document.fragments, variables, errors: Vec::new(), page_size };
    let data = run.object(tree, &document.selection, &mut Vec::new())?;
    Ok(if run.errors.is_empty() { json!({"data": data}) } else { json!({"data": data, "errors": run.errors}) })
}

#[derive(Debug)]
struct Document {
    defaults: Map<String, Json>,
    selection: Vec<Selection>,
    fragments: BTreeMap<String, Vec<Selection>>,
}

#[derive(Clone, Debug)]
enum Selection {
    Field(Field),
    Inline { on: Option<String>, directives: Vec<Directive>, selection: Vec<Selection> },
    Spread { name: String, directives: Vec<Directive> },
}

#[derive(Clone, Debug)]
struct Field {
    alias: String,
    name: String,
    arguments: BTreeMap<String, Value>,
    directives: Vec<Directive>,
    selection: Vec<Selection>,
}

type Directive = (String, BTreeMap<String, Value>);

#[derive(Clone, Debug)]
enum Value {
    Given(Json),
    Variable(String),
    List(Vec<Value>),
}

struct Run<'a> {
    fragments: &'a BTreeMap<String, Vec<Selection>>,
    variables: Map<String, Json>,
    errors: Vec<Json>,
    page_size: usize,
}

impl Run<'_> {
    fn object(&mut self, value: &Json, selection: &[Selection], path: &mut Vec<Json>) -> Result<Json, String> {
        let mut fields = Map::new();
        for selected in selection {
            match selected {
                Selection::Field(field) if self.included(&field.directives) => {
                    path.push(json!(field.alias));
                    let picked = self.field(value, field, path)?;
                    path.pop();
                    merge(fields.entry(field.alias.clone()).or_insert(Json::Null), picked);
                }
                Selection::Inline { on, directives, selection }
                    if self.included(directives) && on.as_deref().is_none_or(|on| is_a(value, on)) =>
                {
                    merge_fields(&mut fields, self.object(value, selection, path)?);
                }
                Selection::Spread { name, directives } if self.included(directives) => {
                    let selection = self.fragments.get(name).ok_or("no such fragment")?;
                    merge_fields(&mut fields, self.object(value, selection, path)?);
                }
                _ => {}
            }
        }
        Ok(Json::Object(fields))
    }

    fn included(&self, directives: &[Directive]) -> bool {
        directives.iter().all(|(name, arguments)| {
            let holds = arguments.get("if").is_some_and(|value| self.value(value) == true);
            if name == "skip" { !holds } else { holds }
        })
    }

    fn field(&mut self, parent: &Json, field: &Field, path: &mut Vec<Json>) -> Result<Json, String> {
        let arguments: BTreeMap<&str, Json> =
            field.arguments.iter().map(|(name, value)| (name.as_str(), self.value(value))).collect();
        let Some(value) = look_up(parent, &field.name, &arguments) else {
            return self.absent(parent, field, path);
        };
        if let Some(items) = value.get("$items").and_then(Json::as_array) {
            let Some(page) = self.page(items, &arguments, path) else { return Ok(Json::Null) };
            return self.object(&page, &field.selection, path);
        }
        if let Some(error) = value.get("$error") {
            self.errors.push(error_at(error["type"].as_str(), error["message"].as_str(), path));
            return Ok(Json::Null);
        }
        self.picked(value, &field.selection, path)
    }

    fn picked(&mut self, value: &Json, selection: &[Selection], path: &mut Vec<Json>) -> Result<Json, String> {
        match value {
            Json::Array(items) if !selection.is_empty() => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    path.push(json!(index));
                    let item = self.picked(item, selection, path);
                    path.pop();
                    item
                });
                Ok(Json::Array(items.collect::<Result<_, _>>()?))
            }
            Json::Object(_) if !selection.is_empty() => self.object(value, selection, path),
            Json::Object(_) => Err(format!("{path:?} needs a selection")),
            plain => Ok(plain.clone()),
        }
    }

    /// What GitHub says when nothing is there under these arguments; a field that the fake does not have is a mistake
    /// of the query or of the fake.
    fn absent(&mut self, parent: &Json, field: &Field, path: &[Json]) -> Result<Json, String> {
        let prefix = format!("{}(", field.name);
        let chosen = parent.as_object().is_some_and(|fields| fields.keys().any(|key| key.starts_with(&prefix)));
        if !chosen {
            return Err(format!("the fake has no field at {path:?}"));
        }
        if ["repository", "pullRequest", "organization", "user"].contains(&field.name.as_str()) {
            let message = format!("Could not resolve to a {}", field.name);
            self.errors.push(error_at(Some("NOT_FOUND"), Some(&message), path));
        }
        Ok(Json::Null)
    }

    fn page(&mut self, items: &[Json], arguments: &BTreeMap<&str, Json>, path: &[Json]) -> Option<Json> {
        let size = |name| arguments.get(name).and_then(Json::as_u64).and_then(|size| usize::try_from(size).ok());
        let (first, last) = (size("first"), size("last"));
        let Some(size) = first.or(last) else {
            let message = "You must provide a `first` or `last` value to properly paginate the connection.";
            self.errors.push(error_at(Some("MISSING_PAGINATION_BOUNDARIES"), Some(message), path));
            return None;
        };
        if size > 100 {
            let message = "Requesting more records exceeds the `first` limit of 100 records.";
            self.errors.push(error_at(Some("EXCESSIVE_PAGINATION"), Some(message), path));
            return None;
        }
        let items: Vec<&Json> = items.iter().filter(|item| asked_for(item, arguments)).collect();
        let size = size.min(self.page_size);
        let position = |name, otherwise| arguments.get(name).and_then(Json::as_str).map_or(Some(otherwise), index);
        let (Some(after), Some(before)) = (position("after", 0), position("before", items.len() + 1)) else {
            self.errors.push(error_at(Some("INVALID_CURSOR_ARGUMENTS"), Some("this is no cursor"), path));
            return None;
        };
        // Cursors count from one, so the cursor of an item is the index of the next one.
        let (mut start, mut end) = (after.min(items.len()), before.saturating_sub(1).min(items.len()));
        end = end.max(start);
        if first.is_some() {
            end = end.min(start + size);
        } else {
            start = start.max(end.saturating_sub(size));
        }
        Some(page_of(&items, start, end))
    }

    fn value(&self, value: &Value) -> Json {
        match value {
            Value::Given(json) => json.clone(),
            Value::Variable(name) => self.variables.get(name).cloned().unwrap_or_default(),
            Value::List(items) => items.iter().map(|item| self.value(item)).collect(),
        }
    }
}

fn page_of(items: &[&Json], start: usize, end: usize) -> Json {
    let cursor = |index: usize| json!(format!("cursor:{index}"));
    let bound = |index: usize| if start == end { Json::Null } else { cursor(index) };
    let edge = |(index, item): (usize, &&Json)| {
        let mut edge = item.get("$edge").cloned().unwrap_or_else(|| json!({}));
        edge["node"] = (*item).clone();
        edge["cursor"] = cursor(start + index + 1);
        edge
    };
    json!({
        "totalCount": items.len(),
        "pageInfo": {
            "hasNextPage": end < items.len(), "hasPreviousPage": start > 0,
            "startCursor": bound(start + 1), "endCursor": bound(end),
        },
        "nodes": items[start..end].iter().map(|item| (*item).clone()).collect::<Json>(),
        "edges": items[start..end].iter().enumerate().map(edge).collect::<Json>(),
    })
}

fn index(cursor: &str) -> Option<usize> {
    cursor.strip_prefix("cursor:")?.parse().ok()
}

/// Filters that connections have: `query` finds parts of logins, which is a trap; `states` and `itemTypes` are exact.
fn asked_for(item: &Json, arguments: &BTreeMap<&str, Json>) -> bool {
    arguments.iter().all(|(name, wanted)| match (*name, wanted) {
        ("query", Json::String(part)) => {
            item["login"].as_str().is_some_and(|login| login.to_lowercase().contains(&part.to_lowercase()))
        }
        ("states", Json::Array(words)) => words.contains(&item["state"]),
        ("itemTypes", Json::Array(words)) => words.contains(&item["$type"]),
        _ => true,
    })
}

fn look_up<'a>(parent: &'a Json, name: &str, arguments: &BTreeMap<&str, Json>) -> Option<&'a Json> {
    let words: Vec<String> =
        arguments.values().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    parent.get(format!("{name}({})", words.join(", "))).or_else(|| parent.get(name))
}

/// Whether an object is of a type, or of an interface that the queries name.
fn is_a(value: &Json, on: &str) -> bool {
    let kind = value["__typename"].as_str().unwrap_or_default();
    let interfaces: &[&str] = match kind {
        "User" | "Bot" | "Mannequin" | "Organization" => &["Actor", "Node"],
        _ => &["Node"],
    };
    kind == on || interfaces.contains(&on)
}

fn error_at(kind: Option<&str>, message: Option<&str>, path: &[Json]) -> Json {
    json!({"type": kind, "message": message, "path": path, "locations": [{"line": 1, "column": 1}]})
}

fn merge_fields(into: &mut Map<String, Json>, from: Json) {
    if let Json::Object(fields) = from {
        for (name, value) in fields {
            merge(into.entry(name).or_insert(Json::Null), value);
        }
    }
}

/// Adds to an object what another one has.
pub(crate) fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), from @ Json::Object(_)) => merge_fields(into, from),
        (Json::Array(into), Json::Array(from)) if into.len() == from.len() => {
            into.iter_mut().zip(from).for_each(|(into, from)| merge(into, from));
        }
        (into, from) => *into = from,
    }
}

/// Reads queries. Whether they are valid is for somebody else to say.
struct Parser {
    tokens: Vec<String>,
    next: usize,
}

impl Parser {
    fn new(source: &str) -> Result<Parser, String> {
        let mut tokens = Vec::new();
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '#' => rest.find('\n').unwrap_or(rest.len()),
                '"' => 2 + rest[1..].find('"').ok_or("a string does not end")?,
                '.' => 3,
                _ if is_name(first) || first == '-' => {
                    rest.find(|letter| !is_name(letter) && letter != '-').unwrap_or(rest.len())
                }
                _ => first.len_utf8(),
            };
            let (token, after) = rest.split_at_checked(length).ok_or("the query ends too early")?;
            if !(first.is_whitespace() || first == ',' || first == '#') {
                tokens.push(token.to_owned());
            }
            rest = after;
        }
        Ok(Parser { tokens, next: 0 })
    }

    fn peek(&self) -> &str {
        self.tokens.get(self.next).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        let token = self.peek().to_owned();
        self.next += 1;
        token
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.peek() == token;
        self.next += usize::from(there);
        there
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        let found = self.take();
        if found == token { Ok(()) } else { Err(format!("expected {token}, found {found}")) }
    }

    fn document(&mut self) -> Result<Document, String> {
        let mut document = Document { defaults: Map::new(), selection: Vec::new(), fragments: BTreeMap::new() };
        while !self.peek().is_empty() {
            match self.peek() {
                "fragment" => {
                    self.take();
                    let name = self.take();
                    self.expect("on")?;
                    self.take();
                    document.fragments.insert(name, self.selection()?);
                }
                "query" | "{" => {
                    if self.eat("query") && self.peek() != "(" && self.peek() != "{" {
                        self.take();
                    }
                    document.defaults = self.variables()?;
                    document.selection = self.selection()?;
                }
                other => return Err(format!("{other}: only queries are answered")),
            }
        }
        Ok(document)
    }

    /// The defaults of the variables.
    fn variables(&mut self) -> Result<Map<String, Json>, String> {
        let mut defaults = Map::new();
        if !self.eat("(") {
            return Ok(defaults);
        }
        while !self.eat(")") {
            self.expect("$")?;
            let name = self.take();
            self.expect(":")?;
            // The type: a name, in brackets and with exclamation marks.
            while !matches!(self.peek(), "$" | "=" | ")" | "") {
                self.take();
            }
            if self.eat("=")
                && let Value::Given(value) = self.value()?
            {
                defaults.insert(name, value);
            }
        }
        Ok(defaults)
    }

    fn selection(&mut self) -> Result<Vec<Selection>, String> {
        self.expect("{")?;
        let mut selection = Vec::new();
        while !self.eat("}") {
            if self.peek().is_empty() {
                return Err("the query ends too early".to_owned());
            }
            selection.push(if self.eat("...") { self.fragment()? } else { Selection::Field(self.field()?) });
        }
        Ok(selection)
    }

    fn fragment(&mut self) -> Result<Selection, String> {
        if !matches!(self.peek(), "on" | "{" | "@") {
            return Ok(Selection::Spread { name: self.take(), directives: self.directives()? });
        }
        let on = self.eat("on").then(|| self.take());
        Ok(Selection::Inline { on, directives: self.directives()?, selection: self.selection()? })
    }

    fn field(&mut self) -> Result<Field, String> {
        let alias = self.take();
        if !alias.chars().all(is_name) {
            return Err(format!("{alias} is no name of a field"));
        }
        let name = if self.eat(":") { self.take() } else { alias.clone() };
        let arguments = self.arguments()?;
        let directives = self.directives()?;
        let selection = if self.peek() == "{" { self.selection()? } else { Vec::new() };
        Ok(Field { alias, name, arguments, directives, selection })
    }

    fn directives(&mut self) -> Result<Vec<Directive>, String> {
        let mut directives = Vec::new();
        while self.eat("@") {
            directives.push((self.take(), self.arguments()?));
        }
        Ok(directives)
    }

    fn arguments(&mut self) -> Result<BTreeMap<String, Value>, String> {
        let mut arguments = BTreeMap::new();
        if self.eat("(") {
            while !self.eat(")") {
                let name = self.take();
                self.expect(":")?;
                arguments.insert(name, self.value()?);
            }
        }
        Ok(arguments)
    }

    fn value(&mut self) -> Result<Value, String> {
        if self.eat("$") {
            return Ok(Value::Variable(self.take()));
        }
        if self.eat("[") {
            let mut items = Vec::new();
            while !self.eat("]") {
                items.push(self.value()?);
            }
            return Ok(Value::List(items));
        }
        let token = self.take();
        // What is no JSON is a word of an enumeration.
        match serde_json::from_str(&token) {
            Ok(value) => Ok(Value::Given(value)),
            Err(_) if !token.is_empty() && token.chars().all(is_name) => Ok(Value::Given(json!(token))),
            Err(_) => Err(format!("{token} is no value")),
        }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
