//! Reads `stacks`: named groups of dirspaces, and groups of groups.

use std::collections::BTreeMap;

use crate::dirspace::spec::{StackMembers, StackRules, StackSpec};
use crate::source::{Span, Spanned};

use super::fields::{Field, Fields, Reader};
use super::patterns;

/// `stacks.names`, by name. Whether the names that stacks use for each other exist is decided when the
/// layout is derived.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> BTreeMap<String, StackSpec> {
    let Some(mut fields) = field.mapping(reader) else { return BTreeMap::new() };
    let names = fields.optional("names").map(|field| named(field, reader)).unwrap_or_default();
    fields.finish(reader);
    names
}

fn named(field: Field<'_>, reader: &mut Reader<'_>) -> BTreeMap<String, StackSpec> {
    field
        .members(reader)
        .filter_map(|(entry, field)| Some((entry.key.clone(), stack(field, entry.key_span, reader)?)))
        .collect()
}

fn stack(field: Field<'_>, key_span: Span, reader: &mut Reader<'_>) -> Option<StackSpec> {
    let mut fields = field.mapping(reader)?;
    let members = members(field, &mut fields, reader);
    let rules = fields.optional("rules").map(|field| rules(field, reader)).unwrap_or_default();
    if let Some(variables) = fields.optional("variables") {
        for (_, value) in variables.members(reader) {
            value.text(reader);
        }
    }
    fields.finish(reader);
    Some(StackSpec { key_span: Some(key_span), members: members?, rules })
}

/// A query or a list of stacks, and never both.
fn members(field: Field<'_>, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Option<StackMembers> {
    let nested = fields.has("stacks");
    if nested && fields.has("tag_query") {
        fields.leave(&["tag_query", "stacks"]);
        let message = "a stack has either a `tag_query` or `stacks`, and this one has both";
        let found = field.error_at_key("ambiguous-stack", "has both", message.to_owned());
        reader.report(found.with_help("Keep one of them, and give the other to a stack of its own."));
        return None;
    }
    if nested {
        fields.leave(&["tag_query"]);
        return Some(StackMembers::Stacks(fields.required("stacks", reader)?.strings(reader)));
    }
    fields.leave(&["stacks"]);
    Some(StackMembers::Query(patterns::required_tag_query(fields, reader)?))
}

fn rules(field: Field<'_>, reader: &mut Reader<'_>) -> StackRules {
    let Some(mut fields) = field.mapping(reader) else { return StackRules::default() };
    let rules = StackRules {
        apply_after: names("apply_after", &mut fields, reader).unwrap_or_default(),
        plan_after: names("plan_after", &mut fields, reader),
        modified_by: names("modified_by", &mut fields, reader).unwrap_or_default(),
        auto_apply: fields.optional("auto_apply").and_then(|field| field.boolean(reader)),
    };
    fields.finish(reader);
    rules
}

fn names(key: &'static str, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Option<Vec<Spanned<String>>> {
    fields.optional(key).map(|field| field.strings(reader))
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "an index out of range fails the test, as it should")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{config, errors};
    use super::*;

    fn stack(json: Json) -> StackSpec {
        config(json!({ "stacks": { "names": { "s": json } } })).layout.stacks["s"].clone()
    }

    #[test]
    fn a_stack_is_a_query_or_other_stacks() {
        assert!(
            matches!(stack(json!({ "tag_query": "a" })).members, StackMembers::Query(query) if query.value.text() == "a")
        );
        let nested = stack(json!({ "stacks": ["a", "b"], "rules": null, "variables": { "k": "v" } }));
        assert!(matches!(nested.members, StackMembers::Stacks(names) if names.len() == 2));
        for empty in [json!({}), json!({ "names": null }), json!({ "names": {} }), json!(null)] {
            assert!(config(json!({ "stacks": empty })).layout.stacks.is_empty());
        }
    }

    #[test]
    fn plan_after_left_out_is_not_plan_after_nobody() {
        let rules = |json| stack(json!({ "tag_query": "", "rules": json })).rules;
        assert_eq!(rules(json!({ "modified_by": ["a"] })).plan_after, None);
        assert_eq!(rules(json!({ "plan_after": null })).plan_after, None);
        assert_eq!(rules(json!({ "plan_after": [] })).plan_after, Some(Vec::new()));
        assert_eq!(rules(json!({ "auto_apply": null })).auto_apply, None);
        assert_eq!(rules(json!({ "auto_apply": true })).auto_apply, Some(true));
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!(null), "wrong-type @ !"),
            (json!({}), "missing-key @ !"),
            (json!({ "tag_query": "a", "stacks": ["b"] }), "ambiguous-stack @ !"),
            (json!({ "tag_query": null, "stacks": ["b"] }), "ambiguous-stack @ !"),
            (json!({ "stacks": null }), "wrong-type @ .stacks!"),
            (json!({ "stacks": [1] }), "wrong-type @ .stacks[0]"),
            (json!({ "tag_query": "()" }), "tag-query-syntax @ .tag_query"),
            (json!({ "tag_query": "", "rules": { "plan_afer": [] } }), "unknown-key @ .rules.plan_afer!"),
            (json!({ "tag_query": "", "rules": { "apply_after": "a" } }), "wrong-type @ .rules.apply_after"),
            (json!({ "tag_query": "", "variables": { "k": 1 } }), "wrong-type @ .variables.k"),
        ];
        for (written, wanted) in rows {
            let wanted = wanted.replace("@ ", "@ stacks.names.s");
            assert_eq!(errors(json!({ "stacks": { "names": { "s": written } } })), [wanted], "{written}");
        }
        assert_eq!(errors(json!({ "stacks": { "name": {} } })), ["unknown-key @ stacks.name!"]);
    }
}
