//! Reads `tags`: which tags a dirspace gets from the branches of the request.

use std::collections::BTreeMap;

use crate::dirspace::spec::BranchTag;

use super::fields::{Field, Reader};
use super::patterns;

/// By tag value.
pub(super) type BranchTags = BTreeMap<String, BranchTag>;

/// `tags.branch` and `tags.dest_branch`.
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> (BranchTags, BranchTags) {
    let Some(mut fields) = field.mapping(reader) else { return Default::default() };
    let mut tags = |key| fields.optional(key).map(|field| branch_tags(field, reader)).unwrap_or_default();
    let both = (tags("branch"), tags("dest_branch"));
    fields.finish(reader);
    both
}

fn branch_tags(field: Field<'_>, reader: &mut Reader<'_>) -> BranchTags {
    field.members(reader).filter_map(|(entry, field)| Some((entry.key.clone(), branch_tag(field, reader)?))).collect()
}

fn branch_tag(field: Field<'_>, reader: &mut Reader<'_>) -> Option<BranchTag> {
    Some(BranchTag { pattern: patterns::lua_pattern(field, reader)?, span: Some(field.span()) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{config, errors};

    #[test]
    fn both_maps_may_be_left_out_or_empty() {
        for json in [json!(null), json!({}), json!({ "branch": null, "dest_branch": {} })] {
            let layout = config(json!({ "tags": json })).layout;
            assert!(layout.branch_tags.is_empty() && layout.dest_branch_tags.is_empty());
        }
        let layout = config(json!({ "tags": { "dest_branch": { "p": "^main$" } } })).layout;
        assert_eq!(layout.dest_branch_tags.get("p").map(|tag| tag.pattern.text()), Some("^main$"));
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!([]), "wrong-type @ tags"),
            (json!({ "branches": {} }), "unknown-key @ tags.branches!"),
            (json!({ "branch": { "a": null } }), "wrong-type @ tags.branch.a!"),
            (json!({ "branch": { "a": ["x"] } }), "wrong-type @ tags.branch.a"),
            (json!({ "branch": { "a": "[x" } }), "pattern-syntax @ tags.branch.a"),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(json!({ "tags": written })), [wanted], "{written}");
        }
    }
}
