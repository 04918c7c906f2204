//! Reads `when_modified`, at the top and under a directory or a workspace.
//!
//! The two differ: at the top every key has a default and patterns that begin with a star are made
//! relative to each directory; below, a key that is missing is inherited and patterns are taken as
//! they are, from the root of the repository.

use crate::dirspace::spec::{DependsOn, WhenModified};
use crate::source::Spanned;

use super::fields::{Field, Fields, Reader};
use super::node::Value;
use super::patterns;

/// The global section.
pub(super) fn read_global(field: Field<'_>, reader: &mut Reader<'_>) -> WhenModified {
    let default = WhenModified::default();
    let Some(mut fields) = field.mapping(reader) else { return default };
    let section = WhenModified {
        autoapply: fields.flag("autoapply", default.autoapply, reader),
        autoplan: fields.flag("autoplan", default.autoplan, reader),
        autoplan_draft_pr: fields.flag("autoplan_draft_pr", default.autoplan_draft_pr, reader),
        depends_on: fields.optional("depends_on").and_then(|field| depends_on(field, reader)),
        file_patterns: fields.defaulted("file_patterns").map_or(default.file_patterns, |field| {
            field.strings(reader).into_iter().map(relative_to_each_dir).collect()
        }),
    };
    fields.finish(reader);
    section
}

/// The section of a directory or a workspace: each key that is missing or empty is `inherited`'s.
pub(super) fn read_inheriting(field: Field<'_>, inherited: &WhenModified, reader: &mut Reader<'_>) -> WhenModified {
    let Some(mut fields) = field.mapping(reader) else { return inherited.clone() };
    let section = WhenModified {
        autoapply: inherited_flag("autoapply", inherited.autoapply, &mut fields, reader),
        autoplan: inherited_flag("autoplan", inherited.autoplan, &mut fields, reader),
        autoplan_draft_pr: inherited_flag("autoplan_draft_pr", inherited.autoplan_draft_pr, &mut fields, reader),
        depends_on: match fields.optional("depends_on") {
            Some(field) => depends_on(field, reader),
            None => inherited.depends_on.clone(),
        },
        file_patterns: match fields.optional("file_patterns") {
            Some(field) => field.strings(reader),
            None => inherited.file_patterns.clone(),
        },
    };
    fields.finish(reader);
    section
}

fn inherited_flag(key: &'static str, inherited: bool, fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> bool {
    fields.optional(key).and_then(|field| field.boolean(reader)).unwrap_or(inherited)
}

/// `depends_on`: a query, or a query with a switch.
fn depends_on(field: Field<'_>, reader: &mut Reader<'_>) -> Option<DependsOn> {
    if let Value::String(_) = field.node.value {
        return Some(DependsOn { tag_query: patterns::tag_query(field, reader)?, prune_on_no_change: false });
    }
    if !matches!(field.node.value, Value::Mapping(_)) {
        field.refuse("a string or a mapping", reader);
        return None;
    }
    let mut fields = field.mapping(reader)?;
    let tag_query = patterns::required_tag_query(&mut fields, reader);
    let prune_on_no_change = fields.flag("prune_on_no_change", false, reader);
    fields.finish(reader);
    Some(DependsOn { tag_query: tag_query?, prune_on_no_change })
}

/// What the server does to each global pattern: one that begins with a star, negated or not, is put under
/// `${DIR}`, and a leading `**/` is lost on the way.
fn relative_to_each_dir(pattern: Spanned<String>) -> Spanned<String> {
    let (bang, glob) = match pattern.value.strip_prefix('!') {
        Some(glob) => ("!", glob),
        None => ("", pattern.value.as_str()),
    };
    let value = match glob.strip_prefix("**/") {
        Some(rest) => format!("{bang}${{DIR}}/{rest}"),
        None if glob.starts_with('*') => format!("{bang}${{DIR}}/{glob}"),
        None => pattern.value,
    };
    Spanned { value, span: pattern.span }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{config, errors};
    use super::*;

    #[test]
    fn global_patterns_that_begin_with_a_star_are_put_under_the_directory() {
        let rows = [
            ("**/*.tf", "${DIR}/*.tf"),
            ("*.tf", "${DIR}/*.tf"),
            ("**", "${DIR}/**"),
            ("!**/x.tf", "!${DIR}/x.tf"),
            ("!*x", "!${DIR}/*x"),
            ("**/a/**/*.tf", "${DIR}/a/**/*.tf"),
            ("**/**/x", "${DIR}/**/x"),
            ("a/*.tf", "a/*.tf"),
            ("${DIR}/*.tf", "${DIR}/*.tf"),
            ("!a", "!a"),
            ("!!**/x", "!!**/x"),
            ("", ""),
        ];
        for (written, wanted) in rows {
            assert_eq!(relative_to_each_dir(Spanned::unwritten(written.to_owned())).value, wanted, "{written}");
        }
    }

    #[test]
    fn the_global_section_is_defaulted_key_by_key() {
        let section = config(json!({ "when_modified": { "autoapply": true } })).layout.when_modified;
        assert_eq!(section, WhenModified { autoapply: true, ..WhenModified::default() });
        assert_eq!(config(json!({ "when_modified": null })).layout.when_modified, WhenModified::default());
    }

    #[test]
    fn depends_on_has_two_spellings() {
        let read = |json| config(json!({ "when_modified": { "depends_on": json } })).layout.when_modified.depends_on;
        let parts = |depends: DependsOn| (depends.tag_query.value.text().to_owned(), depends.prune_on_no_change);
        assert_eq!(read(json!("dir:a")).map(parts), Some(("dir:a".to_owned(), false)));
        assert_eq!(read(json!({ "tag_query": "dir:a" })).map(parts), Some(("dir:a".to_owned(), false)));
        let pruning = json!({ "tag_query": "dir:a", "prune_on_no_change": true });
        assert_eq!(read(pruning).map(parts), Some(("dir:a".to_owned(), true)));
        assert_eq!(read(json!(null)), None);
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!("x"), "wrong-type @ when_modified"),
            (json!({ "file_patterns": null }), "wrong-type @ when_modified.file_patterns!"),
            (json!({ "file_patterns": [1] }), "wrong-type @ when_modified.file_patterns[0]"),
            (json!({ "autoplan": null }), "wrong-type @ when_modified.autoplan!"),
            (json!({ "autoplan_draft_pr": 1 }), "wrong-type @ when_modified.autoplan_draft_pr"),
            (json!({ "auto_apply": true }), "unknown-key @ when_modified.auto_apply!"),
            (json!({ "depends_on": "()" }), "tag-query-syntax @ when_modified.depends_on"),
            (json!({ "depends_on": ["a"] }), "wrong-type @ when_modified.depends_on"),
            (json!({ "depends_on": {} }), "missing-key @ when_modified.depends_on!"),
            (
                json!({ "depends_on": { "tag_query": "", "prune_on_no_change": null } }),
                "wrong-type @ when_modified.depends_on.prune_on_no_change!",
            ),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(json!({ "when_modified": written })), [wanted], "{written}");
        }
    }
}
