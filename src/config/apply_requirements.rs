//! Reads `apply_requirements`, in both of its spellings.
//!
//! The older spelling has one mapping under `checks` and a `count` under `approved`; the newer one has a
//! list. `approved` of the older spelling may be written either way, but must not fit both: the
//! server asks for exactly one match, so what `{enabled: true}` alone means is undefined and refused.

use crate::access::principal::MatchList;
use crate::access::requirement::{ApplyRequirements, Approved, IgnoredChecks, RequirementCheck, StatusChecks};
use crate::dirspace::lua_pattern::LuaPattern;
use crate::source::Spanned;
use crate::tag_query::TagQuery;

use super::fields::{Field, Fields, Reader};
use super::node::Value;
use super::{match_list, patterns};

/// The keys that only the newer `approved` has.
const NEWER_APPROVED: [&str; 4] = ["all_of", "any_of", "any_of_count", "require_completed_reviews"];

/// The section, every default filled in.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> ApplyRequirements {
    let default = ApplyRequirements::default();
    let Some(mut fields) = field.mapping(reader) else { return default };
    let section = ApplyRequirements {
        create_pending_apply_check: fields.flag(
            "create_pending_apply_check",
            default.create_pending_apply_check,
            reader,
        ),
        create_completed_apply_check_on_noop: fields.flag(
            "create_completed_apply_check_on_noop",
            default.create_completed_apply_check_on_noop,
            reader,
        ),
        checks: fields.optional("checks").map_or(default.checks, |field| checks(field, reader)),
        span: Some(field.span()),
    };
    fields.finish(reader);
    section
}

fn checks(field: Field<'_>, reader: &mut Reader<'_>) -> Vec<RequirementCheck> {
    match field.node.value {
        Value::Sequence(_) => field.list(reader).filter_map(|entry| listed_check(entry, reader)).collect(),
        Value::Mapping(_) => older_check(field, reader).into_iter().collect(),
        _ => {
            field.refuse("a list", reader);
            Vec::new()
        }
    }
}

fn older_check(field: Field<'_>, reader: &mut Reader<'_>) -> Option<RequirementCheck> {
    let mut fields = field.mapping(reader)?;
    let mut check = RequirementCheck::with_defaults(Spanned::unwritten(TagQuery::any()), Some(field.span()));
    if let Some(field) = fields.optional("approved") {
        check.approved = either_approved(field, reader);
    }
    shared_keys(&mut check, &mut fields, reader);
    fields.finish(reader);
    Some(check)
}

fn listed_check(field: Field<'_>, reader: &mut Reader<'_>) -> Option<RequirementCheck> {
    let mut fields = field.mapping(reader)?;
    let tag_query = patterns::required_tag_query(&mut fields, reader);
    let mut check = RequirementCheck::with_defaults(Spanned::unwritten(TagQuery::any()), Some(field.span()));
    if let Some(field) = fields.optional("approved") {
        check.approved = newer_approved(field, reader);
    }
    shared_keys(&mut check, &mut fields, reader);
    check.apply_after_merge = enabled("apply_after_merge", check.apply_after_merge, &mut fields, reader);
    check.require_ready_for_review_pr =
        fields.flag("require_ready_for_review_pr", check.require_ready_for_review_pr, reader);
    fields.finish(reader);
    Some(RequirementCheck { tag_query: tag_query?, ..check })
}

fn shared_keys(check: &mut RequirementCheck, fields: &mut Fields<'_>, reader: &mut Reader<'_>) {
    check.merge_conflicts = enabled("merge_conflicts", check.merge_conflicts, fields, reader);
    if let Some(field) = fields.optional("status_checks") {
        check.status_checks = status_checks(field, reader);
    }
}

/// The `enabled` of a section that has nothing else.
fn enabled(key: &'static str, default: bool, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> bool {
    let Some(mut section) = fields.optional(key).and_then(|field| field.mapping(reader)) else { return default };
    let enabled = section.flag("enabled", default, reader);
    section.finish(reader);
    enabled
}

fn status_checks(field: Field<'_>, reader: &mut Reader<'_>) -> StatusChecks {
    let default = StatusChecks::default();
    let Some(mut fields) = field.mapping(reader) else { return default };
    let section = StatusChecks {
        enabled: fields.flag("enabled", default.enabled, reader),
        ignore_matching: fields
            .optional("ignore_matching")
            .map_or(default.ignore_matching, |field| field.strings(reader).into_iter().map(ignored).collect()),
        span: Some(field.span()),
    };
    fields.finish(reader);
    section
}

fn ignored(text: Spanned<String>) -> IgnoredChecks {
    IgnoredChecks { pattern: LuaPattern::compile(&text.value).ok(), text }
}

/// `approved` where both shapes are allowed.
fn either_approved(field: Field<'_>, reader: &mut Reader<'_>) -> Approved {
    let Some(fields) = field.mapping(reader) else { return Approved::default() };
    let newer = NEWER_APPROVED.iter().any(|key| fields.has(key));
    match (fields.has("count"), newer) {
        (true, false) => counted_approved(field, fields, reader),
        (false, true) => newer_approved(field, reader),
        (true, true) => {
            let message = "`approved` mixes the older shape, which has `count`, with the newer one";
            let found = field.error_at_key("ambiguous-approved", "of two shapes", message.to_owned());
            reader.report(found.with_help("Write `any_of_count` in place of `count`."));
            Approved::default()
        }
        (false, false) => unshaped_approved(field, fields, reader),
    }
}

/// Neither `count` nor a key of the newer shape: both shapes fit, which the server refuses.
fn unshaped_approved(field: Field<'_>, mut fields: Fields<'_>, reader: &mut Reader<'_>) -> Approved {
    fields.flag("enabled", false, reader);
    fields.leave(&["count"]);
    fields.leave(&NEWER_APPROVED);
    fields.finish(reader);
    let message = "`approved` fits two shapes at once, and the server refuses what it cannot tell apart";
    let found = field.error_at_key("ambiguous-approved", "fits both shapes", message.to_owned());
    reader.report(found.with_help(
        "Add `any_of_count: 1`, which is the default, or write `checks` as a list with a `tag_query` in each entry.",
    ));
    Approved::default()
}

fn counted_approved(field: Field<'_>, mut fields: Fields<'_>, reader: &mut Reader<'_>) -> Approved {
    let default = Approved::default();
    let approved = Approved {
        enabled: fields.flag("enabled", default.enabled, reader),
        any_of_count: count("count", &mut fields, reader).unwrap_or(default.any_of_count),
        span: Some(field.span()),
        ..default
    };
    fields.finish(reader);
    approved
}

fn newer_approved(field: Field<'_>, reader: &mut Reader<'_>) -> Approved {
    let default = Approved::default();
    let Some(mut fields) = field.mapping(reader) else { return default };
    let approved = Approved {
        enabled: fields.flag("enabled", default.enabled, reader),
        all_of: match_list::or(MatchList::nobody(), "all_of", &mut fields, reader),
        any_of: match_list::or(MatchList::nobody(), "any_of", &mut fields, reader),
        any_of_count: count("any_of_count", &mut fields, reader).unwrap_or(default.any_of_count),
        require_completed_reviews: fields.flag("require_completed_reviews", default.require_completed_reviews, reader),
        span: Some(field.span()),
    };
    fields.finish(reader);
    approved
}

fn count(key: &'static str, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Option<i64> {
    fields.defaulted(key)?.integer(reader)
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "an index out of range fails the test, as it should")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{config, errors};
    use super::*;

    fn checks_of(json: Json) -> Vec<RequirementCheck> {
        config(json!({ "apply_requirements": { "checks": json } })).apply_requirements.checks
    }

    #[test]
    fn both_spellings_come_down_to_the_same_shape() {
        let older = &checks_of(json!({ "approved": { "enabled": true, "count": 2 } }))[0].approved;
        let newer = &checks_of(json!({ "approved": { "enabled": true, "any_of_count": 2 } }))[0].approved;
        let listed = &checks_of(json!([{ "tag_query": "", "approved": { "enabled": true, "any_of_count": 2 } }]))[0];
        assert_eq!((older.enabled, older.any_of_count), (true, 2));
        assert_eq!((newer.enabled, newer.any_of_count), (true, 2));
        assert_eq!((listed.approved.enabled, listed.approved.any_of_count), (true, 2));
    }

    #[test]
    fn no_checks_written_is_one_check_and_an_empty_list_is_none() {
        assert_eq!(checks_of(json!(null)), ApplyRequirements::default().checks);
        assert_eq!(checks_of(json!([])), []);
        assert_eq!(checks_of(json!({})).len(), 1);
    }

    #[test]
    fn a_pattern_that_does_not_compile_is_kept_as_text() {
        let checks = checks_of(json!({ "status_checks": { "ignore_matching": ["(", "ci/.*"] } }));
        let ignored = &checks[0].status_checks.ignore_matching;
        assert_eq!((ignored[0].text.value.as_str(), ignored[0].pattern.is_some()), ("(", false));
        assert_eq!((ignored[1].text.value.as_str(), ignored[1].pattern.is_some()), ("ci/.*", true));
    }

    #[test]
    fn counts_have_63_bits() {
        for count in [4611686018427387903i64, -4611686018427387904, 0, -1] {
            assert_eq!(checks_of(json!({ "approved": { "count": count } }))[0].approved.any_of_count, count);
        }
        for count in [json!(4611686018427387904i64), json!(-4611686018427387905i64), json!(u64::MAX)] {
            let found = errors(json!({ "apply_requirements": { "checks": { "approved": { "count": count } } } }));
            assert_eq!(found, ["number-out-of-range @ apply_requirements.checks.approved.count"], "{count}");
        }
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!("x"), "wrong-type @ "),
            (json!({ "approved": {} }), "ambiguous-approved @ .approved!"),
            (json!({ "approved": { "enabled": true } }), "ambiguous-approved @ .approved!"),
            (json!({ "approved": { "count": 1, "any_of": ["*"] } }), "ambiguous-approved @ .approved!"),
            (json!({ "approved": { "count": 1, "all_of": null } }), "ambiguous-approved @ .approved!"),
            (json!({ "approved": { "count": null } }), "wrong-type @ .approved.count!"),
            (json!({ "approved": { "count": 2.0 } }), "wrong-type @ .approved.count"),
            (json!({ "approved": { "any_of_count": "2" } }), "wrong-type @ .approved.any_of_count"),
            (json!({ "approved": { "any_of": ["bad"] } }), "match-syntax @ .approved.any_of[0]"),
            (json!({ "approved": [] }), "wrong-type @ .approved"),
            (json!({ "tag_query": "" }), "unknown-key @ .tag_query!"),
            (json!({ "apply_after_merge": {} }), "unknown-key @ .apply_after_merge!"),
            (json!({ "require_ready_for_review_pr": true }), "unknown-key @ .require_ready_for_review_pr!"),
            (json!({ "merge_conflicts": { "enabled": null } }), "wrong-type @ .merge_conflicts.enabled!"),
            (json!({ "merge_conflicts": false }), "wrong-type @ .merge_conflicts"),
            (json!({ "status_checks": { "ignore_matching": "a" } }), "wrong-type @ .status_checks.ignore_matching"),
            (json!([{}]), "missing-key @ [0]"),
            (json!([{ "tag_query": "", "approved": { "count": 2 } }]), "unknown-key @ [0].approved.count!"),
            (json!([{ "tag_query": "", "apply_after_merge": true }]), "wrong-type @ [0].apply_after_merge"),
            (
                json!([{ "tag_query": "", "require_ready_for_review_pr": null }]),
                "wrong-type @ [0].require_ready_for_review_pr!",
            ),
            (json!([{ "tag_query": "a in b" }]), "tag-query-syntax @ [0].tag_query"),
        ];
        for (written, wanted) in rows {
            let wanted = wanted.replace("@ ", "@ apply_requirements.checks");
            assert_eq!(errors(json!({ "apply_requirements": { "checks": written } })), [wanted], "{written}");
        }
    }
}
