//! Tag queries in sections that decide no access: workflows, drift and notifications.
//!
//! The server parses them as it reads the configuration and refuses the whole of it for one that is none,
//! so here a configuration has to fall with them as well. What they select is never asked.

use super::fields::{Field, Fields, Reader};
use super::node::{Node, Value};
use super::patterns;

/// Parses the queries of `fields`, which are those of the root. Sections of a wrong shape are left to the
/// schema, which reports them.
pub(super) fn check(fields: &mut Fields<'_>, reader: &mut Reader<'_>) {
    let mut section = |key| fields.optional(key).map(|field| field.node);
    let (workflows, drift, notifications) = (section("workflows"), section("drift"), section("notifications"));
    let schedules = drift.and_then(|drift| below(drift, "schedules"));
    let policies = notifications.and_then(|notifications| below(notifications, "policies"));
    let selecting = [workflows, schedules, policies].into_iter().flatten().flat_map(parts).chain(drift);
    for query in selecting.filter_map(|part| below(part, "tag_query")) {
        if let Value::String(_) = query.value {
            patterns::tag_query(Field::root(query), reader);
        }
    }
}

fn below<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.entry(key).map(|entry| &entry.value)
}

/// The entries of a list, or the values of a mapping.
fn parts(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Sequence(entries) => entries.iter().collect(),
        Value::Mapping(entries) => entries.iter().map(|entry| &entry.value).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{config, errors};

    fn workflows(query: &str) -> Json {
        json!({ "workflows": [{ "tag_query": "" }, { "tag_query": query }] })
    }

    fn old_drift(query: &str) -> Json {
        json!({ "drift": { "schedule": "daily", "tag_query": query } })
    }

    fn drift(query: &str) -> Json {
        json!({ "drift": { "schedules": { "n": { "schedule": "hourly", "tag_query": query } } } })
    }

    fn notifications(query: &str) -> Json {
        json!({ "notifications": { "policies": [{ "tag_query": query }] } })
    }

    #[test]
    fn a_query_that_is_none_is_refused_wherever_the_server_parses_it() {
        type Written = fn(&str) -> Json;
        let rows: [(Written, &str); 4] = [
            (workflows, "workflows[1].tag_query"),
            (old_drift, "drift.tag_query"),
            (drift, "drift.schedules.n.tag_query"),
            (notifications, "notifications.policies[0].tag_query"),
        ];
        for (written, place) in rows {
            config(written("a or b"));
            assert_eq!(errors(written("a or")), [format!("tag-query-syntax @ {place}")]);
        }
    }

    #[test]
    fn another_shape_is_reported_once() {
        for written in
            [json!({ "workflows": [{ "tag_query": 1 }] }), json!({ "drift": "daily" }), json!({ "notifications": [] })]
        {
            assert_eq!(errors(written.clone()).len(), 1, "{written}");
        }
    }
}
