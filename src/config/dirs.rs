//! Reads `dirs`: directories, their workspaces and their stacks, inheritance done.

use std::collections::BTreeMap;

use crate::dirspace::spec::{DirSpec, LockBranchTarget, WhenModified, WorkspaceSpec};
use crate::source::Span;

use super::fields::{Field, Fields, Reader};
use super::when_modified;

/// The workspace of a directory that names none.
const DEFAULT_WORKSPACE: &str = "default";

/// The section, by key as written. `global` is what a directory inherits.
pub(super) fn read(field: Field<'_>, global: &WhenModified, reader: &mut Reader<'_>) -> BTreeMap<String, DirSpec> {
    field
        .members(reader)
        .filter_map(|(entry, field)| Some((entry.key.clone(), dir(field, entry.key_span, global, reader)?)))
        .collect()
}

fn dir(field: Field<'_>, key_span: Span, global: &WhenModified, reader: &mut Reader<'_>) -> Option<DirSpec> {
    let mut fields = field.mapping(reader)?;
    let own = inheriting("when_modified", global, &mut fields, reader);
    let stacks = fields.optional("stacks").map(|field| workspaces(field, &own, reader));
    let written = fields.optional("workspaces").map(|field| workspaces(field, &own, reader));
    let spec = DirSpec {
        key_span: Some(key_span),
        tags: tags(&mut fields, reader),
        create_and_select_workspace: fields.flag("create_and_select_workspace", true, reader),
        lock_branch_target: lock_branch_target(&mut fields, reader),
        workspaces: written.unwrap_or_else(|| implied(own.clone(), stacks.is_some())),
        when_modified: own,
        stacks: stacks.unwrap_or_default(),
    };
    // The server reads it and then ignores it.
    fields.flag("create_if_missing", false, reader);
    fields.finish(reader);
    Some(spec)
}

/// The workspaces of a directory that lists none: one, which inherits the directory's setting. Beside
/// `stacks` the server forgets to let it inherit, and it has the built-in one.
fn implied(own: WhenModified, beside_stacks: bool) -> BTreeMap<String, WorkspaceSpec> {
    let when_modified = if beside_stacks { WhenModified::default() } else { own };
    BTreeMap::from([(DEFAULT_WORKSPACE.to_owned(), WorkspaceSpec { tags: Vec::new(), when_modified })])
}

fn workspaces(field: Field<'_>, dir: &WhenModified, reader: &mut Reader<'_>) -> BTreeMap<String, WorkspaceSpec> {
    field
        .members(reader)
        .filter_map(|(entry, field)| Some((entry.key.clone(), workspace(field, dir, reader)?)))
        .collect()
}

fn workspace(field: Field<'_>, dir: &WhenModified, reader: &mut Reader<'_>) -> Option<WorkspaceSpec> {
    let mut fields = field.mapping(reader)?;
    let spec = WorkspaceSpec {
        tags: tags(&mut fields, reader),
        when_modified: inheriting("when_modified", dir, &mut fields, reader),
    };
    fields.finish(reader);
    Some(spec)
}

fn inheriting(
    key: &'static str,
    outer: &WhenModified,
    fields: &mut Fields<'_>,
    reader: &mut Reader<'_>,
) -> WhenModified {
    match fields.optional(key) {
        Some(field) => when_modified::read_inheriting(field, outer, reader),
        None => outer.clone(),
    }
}

fn tags(fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> Vec<String> {
    let tags = fields.optional("tags").map(|field| field.strings(reader)).unwrap_or_default();
    tags.into_iter().map(|tag| tag.value).collect()
}

fn lock_branch_target(fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> LockBranchTarget {
    let word = fields.optional("lock_branch_target").and_then(|field| field.word(&["all", "dest_branch"], reader));
    match word {
        Some("dest_branch") => LockBranchTarget::DestBranch,
        _ => LockBranchTarget::All,
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "an index out of range fails the test, as it should")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{config, errors};
    use super::*;

    fn dir(json: Json) -> DirSpec {
        let global = json!({ "autoplan": false, "depends_on": "global", "file_patterns": ["g"] });
        config(json!({ "when_modified": global, "dirs": { "a": json } })).layout.dirs["a"].clone()
    }

    /// autoapply, autoplan, depends_on and the patterns, as text.
    fn text(workspace: &WorkspaceSpec) -> String {
        let setting = &workspace.when_modified;
        let depends_on = setting.depends_on.as_ref().map_or("-", |depends| depends.tag_query.value.text());
        let patterns: Vec<_> = setting.file_patterns.iter().map(|pattern| pattern.value.as_str()).collect();
        format!("{} {} {depends_on} {}", setting.autoapply, setting.autoplan, patterns.join(","))
    }

    #[test]
    fn a_workspace_inherits_key_by_key_from_its_directory_and_that_from_the_global_setting() {
        let rows = [
            (json!({}), "false false global g"),
            (json!({ "when_modified": null }), "false false global g"),
            (json!({ "when_modified": { "autoapply": true } }), "true false global g"),
            (json!({ "when_modified": { "autoplan": null, "file_patterns": null } }), "false false global g"),
            (json!({ "when_modified": { "depends_on": "own" } }), "false false own g"),
            (json!({ "when_modified": { "file_patterns": [] } }), "false false global "),
            (json!({ "when_modified": { "file_patterns": ["**/x"] } }), "false false global **/x"),
            (
                json!({ "when_modified": { "autoplan": true, "autoapply": true },
                        "workspaces": { "default": { "when_modified": { "autoapply": false } } } }),
                "false true global g",
            ),
        ];
        for (written, wanted) in rows {
            assert_eq!(text(&dir(written.clone()).workspaces["default"]), wanted, "{written}");
        }
    }

    #[test]
    fn the_workspaces_of_a_directory_that_lists_none() {
        let names = |map: &BTreeMap<String, WorkspaceSpec>| map.keys().cloned().collect::<Vec<_>>().join(",");
        let rows = [
            (json!({}), "default", ""),
            (json!({ "workspaces": null, "stacks": null }), "default", ""),
            (json!({ "workspaces": {} }), "", ""),
            (json!({ "workspaces": { "w": {} } }), "w", ""),
            (json!({ "stacks": {} }), "default", ""),
            (json!({ "stacks": { "s": {} } }), "default", "s"),
            (json!({ "stacks": { "s": {} }, "workspaces": { "w": {} } }), "w", "s"),
            (json!({ "stacks": { "s": {} }, "workspaces": {} }), "", "s"),
        ];
        for (written, workspaces, stacks) in rows {
            let dir = dir(written.clone());
            assert_eq!(
                (names(&dir.workspaces).as_str(), names(&dir.stacks).as_str()),
                (workspaces, stacks),
                "{written}"
            );
        }
    }

    #[test]
    fn beside_stacks_the_implied_workspace_inherits_nothing() {
        let dir = dir(json!({ "when_modified": { "file_patterns": ["d"] }, "stacks": { "s": {} } }));
        assert_eq!(dir.workspaces["default"].when_modified, WhenModified::default());
        assert_eq!(text(&dir.stacks["s"]), "false false global d");
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!(null), "wrong-type @ dirs.a!"),
            (json!({ "tags": "x" }), "wrong-type @ dirs.a.tags"),
            (json!({ "tags": [1] }), "wrong-type @ dirs.a.tags[0]"),
            (json!({ "lock_branch_target": "other" }), "value-not-allowed @ dirs.a.lock_branch_target"),
            (json!({ "create_and_select_workspace": null }), "wrong-type @ dirs.a.create_and_select_workspace!"),
            (json!({ "create_if_missing": "no" }), "wrong-type @ dirs.a.create_if_missing"),
            (json!({ "workspace": {} }), "unknown-key @ dirs.a.workspace!"),
            (json!({ "workspaces": { "w": null } }), "wrong-type @ dirs.a.workspaces.w!"),
            (json!({ "workspaces": [] }), "wrong-type @ dirs.a.workspaces"),
            (json!({ "stacks": { "s": { "x": 1 } } }), "unknown-key @ dirs.a.stacks.s.x!"),
            (json!({ "when_modified": { "depends_on": "()" } }), "tag-query-syntax @ dirs.a.when_modified.depends_on"),
            (json!({ "when_modified": { "autoplan": "no" } }), "wrong-type @ dirs.a.when_modified.autoplan"),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(json!({ "dirs": { "a": written } })), [wanted], "{written}");
        }
        assert_eq!(errors(json!({ "dirs": [] })), ["wrong-type @ dirs"]);
    }
}
