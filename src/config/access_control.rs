//! Reads `access_control`.

use std::collections::BTreeMap;

use crate::access::policy::{AccessControl, Policy};
use crate::access::principal::MatchList;

use super::fields::{Field, Reader};
use super::{match_list, patterns};

/// The section, every default filled in.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> AccessControl {
    let AccessControl {
        enabled,
        apply_require_all_dirspace_access: apply_all,
        plan_require_all_dirspace_access: plan_all,
        ci_config_update,
        terrateam_config_update,
        unlock,
        files,
        policies,
        span: _,
    } = AccessControl::default();
    let Some(mut fields) = field.mapping(reader) else { return AccessControl::default() };
    let section = AccessControl {
        enabled: fields.flag("enabled", enabled, reader),
        apply_require_all_dirspace_access: fields.flag("apply_require_all_dirspace_access", apply_all, reader),
        plan_require_all_dirspace_access: fields.flag("plan_require_all_dirspace_access", plan_all, reader),
        ci_config_update: match_list::or(ci_config_update, "ci_config_update", &mut fields, reader),
        terrateam_config_update: match_list::or(
            terrateam_config_update,
            "terrateam_config_update",
            &mut fields,
            reader,
        ),
        unlock: match_list::or(unlock, "unlock", &mut fields, reader),
        files: fields.optional("files").map_or(files, |field| read_files(field, reader)),
        policies: fields.optional("policies").map_or(policies, |field| read_policies(field, reader)),
        span: Some(field.span()),
    };
    fields.finish(reader);
    section
}

fn read_files(field: Field<'_>, reader: &mut Reader<'_>) -> BTreeMap<String, MatchList> {
    field.members(reader).map(|(entry, list)| (entry.key.clone(), match_list::read(list, reader))).collect()
}

fn read_policies(field: Field<'_>, reader: &mut Reader<'_>) -> Vec<Policy> {
    field.list(reader).filter_map(|entry| policy(entry, reader)).collect()
}

/// One policy. `None` when it has no usable query: nothing may stand in for it.
fn policy(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Policy> {
    let mut fields = field.mapping(reader)?;
    let tag_query = patterns::required_tag_query(&mut fields, reader);
    let mut list = |key, default| match_list::or(default, key, &mut fields, reader);
    let plan = list("plan", MatchList::anyone());
    let apply = list("apply", MatchList::anyone());
    let apply_autoapprove = list("apply_autoapprove", MatchList::nobody());
    let apply_force = list("apply_force", MatchList::nobody());
    let apply_with_superapproval = list("apply_with_superapproval", MatchList::nobody());
    let superapproval = list("superapproval", MatchList::nobody());
    fields.finish(reader);
    Some(Policy {
        tag_query: tag_query?,
        plan,
        apply,
        apply_autoapprove,
        apply_force,
        apply_with_superapproval,
        superapproval,
        span: Some(field.span()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{config, errors};
    use super::*;

    fn section(json: Json) -> AccessControl {
        config(json!({ "access_control": json })).access_control
    }

    #[test]
    fn a_key_left_empty_is_a_key_left_out() {
        let unset = AccessControl { span: None, ..section(json!({})) };
        assert_eq!(unset, AccessControl::default());
        for key in ["policies", "files", "ci_config_update", "terrateam_config_update", "unlock"] {
            assert_eq!(AccessControl { span: None, ..section(json!({ key: null })) }, unset, "{key}");
        }
        assert_eq!(config(json!({ "access_control": null })).access_control, AccessControl::default());
    }

    #[test]
    fn an_empty_list_is_nobody_and_an_empty_key_the_default() {
        let policy = |json| section(json!({ "policies": [json] })).policies.remove(0);
        for key in ["plan", "apply"] {
            assert_eq!(policy(json!({ "tag_query": "", key: null })).apply, MatchList::anyone(), "{key}");
        }
        let closed = policy(json!({ "tag_query": "", "plan": [], "apply": [] }));
        assert!(closed.plan.entries.is_empty() && closed.apply.entries.is_empty());
        assert!(section(json!({ "policies": [] })).policies.is_empty(), "no policy at all, not the built-in one");
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!([]), "wrong-type @ access_control"),
            (json!({ "enabled": null }), "wrong-type @ access_control.enabled!"),
            (json!({ "enabled": "yes" }), "wrong-type @ access_control.enabled"),
            (
                json!({ "apply_require_all_dirspace_access": null }),
                "wrong-type @ access_control.apply_require_all_dirspace_access!",
            ),
            (
                json!({ "plan_require_all_dirspace_access": 1 }),
                "wrong-type @ access_control.plan_require_all_dirspace_access",
            ),
            (json!({ "unlock": "user:a" }), "wrong-type @ access_control.unlock"),
            (json!({ "unlock": [null] }), "wrong-type @ access_control.unlock[0]"),
            (json!({ "unlock": ["user:a", "b"] }), "match-syntax @ access_control.unlock[1]"),
            (json!({ "files": { "f": null } }), "wrong-type @ access_control.files.f!"),
            (json!({ "files": { "f": ["@o/t"] } }), "match-syntax @ access_control.files.f[0]"),
            (json!({ "policies": {} }), "wrong-type @ access_control.policies"),
            (json!({ "policies": [null] }), "wrong-type @ access_control.policies[0]"),
            (json!({ "policies": [{}] }), "missing-key @ access_control.policies[0]"),
            (json!({ "policies": [{ "tag_query": null }] }), "wrong-type @ access_control.policies[0].tag_query!"),
            (json!({ "policies": [{ "tag_query": "(" }] }), "tag-query-syntax @ access_control.policies[0].tag_query"),
            (
                json!({ "policies": [{ "tag_query": "", "appply": [] }] }),
                "unknown-key @ access_control.policies[0].appply!",
            ),
            (json!({ "polices": [] }), "unknown-key @ access_control.polices!"),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(json!({ "access_control": written })), [wanted], "{written}");
        }
    }
}
