//! The validated configuration: every default filled in, every mistake reported.
//!
//! What decides nothing here (workflows, hooks, drift, storage and the like) is part of the format and
//! checked against the schema; a [`Config`] only exists when that found nothing either.

use crate::access::policy::AccessControl;
use crate::access::requirement::ApplyRequirements;
use crate::diagnostic::Diagnostic;
use crate::dirspace::spec::{DestinationBranch, LayoutSpec};
use crate::source::{SourceMap, Spanned};

use super::fields::{Field, Fields, Reader};
use super::node::{Node, Number, Value};
use super::{
    access_control, apply_requirements, destination_branches, dirs, other_queries, overrides, schema, stacks, tags,
    when_modified,
};

/// The keys of the root, all of them, whether or not they are read here.
pub const ROOT_KEYS: [&str; 29] = [
    "access_control",
    "apply_requirements",
    "automerge",
    "batch_runs",
    "checkout_strategy",
    "config_builder",
    "cost_estimation",
    "create_and_select_workspace",
    "default_branch_overrides",
    "default_tf_version",
    "definitions",
    "destination_branches",
    "dirs",
    "drift",
    "enabled",
    "engine",
    "hooks",
    "indexer",
    "integrations",
    "lock_policy",
    "notifications",
    "parallel_runs",
    "stacks",
    "storage",
    "tags",
    "tree_builder",
    "version",
    "when_modified",
    "workflows",
];

/// A configuration that may be decided with.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Whether the server does anything for the repository at all. Default true.
    pub enabled: Spanned<bool>,
    /// Who may do what.
    pub access_control: AccessControl,
    /// What has to be true before an apply.
    pub apply_requirements: ApplyRequirements,
    /// `dirs`, `tags`, `stacks` and the global `when_modified`.
    pub layout: LayoutSpec,
    /// Branches that requests may be planned against, the first match deciding. Empty: the repository's
    /// default branch alone.
    pub destination_branches: Vec<DestinationBranch>,
    /// The root keys that a request's own file has no say in. `None` when the key is missing: the
    /// built-in list (see [`overrides::BUILT_IN`]) then holds.
    pub default_branch_overrides: Option<Vec<Spanned<String>>>,
    /// Whether a script that only the server runs rewrites the configuration. Default false.
    pub config_builder_enabled: Spanned<bool>,
    /// Whether a script that only the server runs replaces the list of changed files. Default false.
    pub tree_builder_enabled: Spanned<bool>,
    /// Whether module directories are found by a job that only the server runs. Default false.
    pub indexer_enabled: Spanned<bool>,
}

impl Default for Config {
    /// What holds where nobody wrote anything.
    fn default() -> Self {
        Config {
            enabled: Spanned::unwritten(true),
            access_control: AccessControl::default(),
            apply_requirements: ApplyRequirements::default(),
            layout: LayoutSpec::default(),
            destination_branches: Vec::new(),
            default_branch_overrides: None,
            config_builder_enabled: Spanned::unwritten(false),
            tree_builder_enabled: Spanned::unwritten(false),
            indexer_enabled: Spanned::unwritten(false),
        }
    }
}

/// A configuration and what is worth knowing about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Validated {
    /// The configuration.
    pub config: Config,
    /// Warnings, by place.
    pub warnings: Vec<Diagnostic>,
}

impl Config {
    /// Reads a document, all of it. `sources` holds the text behind the spans: with it a mistake inside a scalar
    /// is shown where it stands; without it the scalar is shown.
    ///
    /// # Errors
    /// Everything that is wrong, by place, warnings included. Never empty.
    pub fn from_node(root: &Node, sources: &SourceMap) -> Result<Validated, Vec<Diagnostic>> {
        Self::from_checked(root, sources, schema::check_untyped(root))
    }

    /// Reads a document whose untyped sections have been looked at already: `said` is what there is to say.
    pub(super) fn from_checked(
        root: &Node,
        sources: &SourceMap,
        said: Vec<Diagnostic>,
    ) -> Result<Validated, Vec<Diagnostic>> {
        let mut reader = Reader::new(root, sources);
        said.into_iter().for_each(|one| reader.report(one));
        let config = read(Field::root(root), &mut reader);
        let warnings = reader.finish()?;
        Ok(Validated { config, warnings })
    }
}

/// The configuration; complete only if the reader has found no error.
fn read(field: Field<'_>, reader: &mut Reader<'_>) -> Config {
    let default = Config::default();
    let Some(mut fields) = field.mapping(reader) else { return default };
    fields.leave(&ROOT_KEYS);
    if let Some(version) = fields.defaulted("version") {
        check_version(version, reader);
    }
    let config = Config {
        enabled: switch(default.enabled, fields.defaulted("enabled"), reader),
        access_control: match fields.optional("access_control") {
            Some(field) => access_control::read(field, reader),
            None => default.access_control,
        },
        apply_requirements: match fields.optional("apply_requirements") {
            Some(field) => apply_requirements::read(field, reader),
            None => default.apply_requirements,
        },
        layout: layout(&mut fields, reader),
        destination_branches: match fields.optional("destination_branches") {
            Some(field) => destination_branches::read(field, reader),
            None => default.destination_branches,
        },
        default_branch_overrides: fields
            .optional("default_branch_overrides")
            .map(|field| overrides::read(field, reader)),
        config_builder_enabled: section_switch("config_builder", &mut fields),
        tree_builder_enabled: section_switch("tree_builder", &mut fields),
        indexer_enabled: section_switch("indexer", &mut fields),
    };
    other_queries::check(&mut fields, reader);
    fields.finish(reader);
    config
}

fn layout(fields: &mut Fields<'_>, reader: &mut Reader<'_>) -> LayoutSpec {
    let when_modified =
        fields.optional("when_modified").map(|field| when_modified::read_global(field, reader)).unwrap_or_default();
    let dirs = fields.optional("dirs").map(|field| dirs::read(field, &when_modified, reader)).unwrap_or_default();
    let (branch_tags, dest_branch_tags) =
        fields.optional("tags").map(|field| tags::read(field, reader)).unwrap_or_default();
    let stacks = fields.optional("stacks").map(|field| stacks::read(field, reader)).unwrap_or_default();
    LayoutSpec { when_modified, dirs, branch_tags, dest_branch_tags, stacks }
}

/// A boolean and its place.
fn switch(default: Spanned<bool>, field: Option<Field<'_>>, reader: &mut Reader<'_>) -> Spanned<bool> {
    match field.and_then(|field| Some((field.boolean(reader)?, field.span()))) {
        Some((value, span)) => Spanned::at(value, span),
        None => default,
    }
}

/// The `enabled` of a section that is off by default and that the schema looks into.
fn section_switch(key: &'static str, fields: &mut Fields<'_>) -> Spanned<bool> {
    let enabled = fields.optional(key).and_then(|field| Some(&field.node.entry("enabled")?.value));
    match enabled.map(|node| (&node.value, node.span)) {
        Some((Value::Bool(enabled), span)) => Spanned::at(*enabled, span),
        _ => Spanned::unwritten(false),
    }
}

/// There is one version of the format, and its name is a string.
fn check_version(field: Field<'_>, reader: &mut Reader<'_>) {
    let (label, help) = match &field.node.value {
        Value::String(version) if version == "1" => return,
        Value::Number(Number::Signed(1)) => ("a number", "The version is a string: write `version: \"1\"`."),
        _ => ("not a version", "Write `version: \"1\"`, the only version there is, or delete the key."),
    };
    let message = "`version` must be the string \"1\"";
    reader.report(field.error("unsupported-version", label, message.to_owned()).with_help(help));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::super::document::{Document, Reading};
    use super::super::testing::{config, doc, errors, validated};
    use super::*;

    #[test]
    fn nothing_written_is_every_default() {
        assert_eq!(config(json!({})), Config::default());
        assert_eq!(config(json!({ "version": "1", "dirs": null, "definitions": { "x": [null] } })), Config::default());
    }

    #[test]
    fn keys_that_are_not_read_here_are_known() {
        for key in ROOT_KEYS {
            let document = doc(json!({ key: null }));
            let found = Config::from_node(&document.root, &SourceMap::new()).err().unwrap_or_default();
            assert!(found.iter().all(|one| one.code != "unknown-key"), "{key}: {found:?}");
        }
        let mut of_the_schema: Vec<_> = schema::TYPED_KEYS.into_iter().chain(schema::UNTYPED_KEYS).collect();
        of_the_schema.sort_unstable();
        assert_eq!(of_the_schema, ROOT_KEYS);
    }

    #[test]
    fn a_place_for_anchors_is_shown() {
        let help = |text: &str| {
            let mut sources = SourceMap::new();
            let Ok(Reading::Document(document)) = Document::read(&mut sources, "c.yml", text.as_bytes(), None) else {
                return None;
            };
            Config::from_node(document.root(), &sources).err()?.into_iter().next()?.help
        };
        let anchors = Some("Put shared anchors under `definitions`, where anything may stand.".to_owned());
        assert_eq!(help("x-steps: &steps [a]\ntags: *steps\n"), anchors);
        assert_eq!(help("x-steps:\n  plan: &plan [a]\n"), anchors);
        for other in ["x-steps: [a]\n", "dirs: {a: {x-steps: &steps [a]}}\n", "y: &steps [a]\n"] {
            assert!(help(other).is_some_and(|help| help.starts_with("Known keys here: ")), "{other}");
        }
    }

    #[test]
    fn what_the_server_refuses_is_refused_in_its_place() {
        let rows = [
            (json!(null), "wrong-type @ "),
            (json!("x"), "wrong-type @ "),
            (json!([]), "wrong-type @ "),
            (json!({ "version": 1 }), "unsupported-version @ version"),
            (json!({ "version": "2" }), "unsupported-version @ version"),
            (json!({ "version": null }), "unsupported-version @ version!"),
            (json!({ "enabled": null }), "wrong-type @ enabled!"),
            (json!({ "enabled": "yes" }), "wrong-type @ enabled"),
            (json!({ "acces_control": {} }), "unknown-key @ acces_control!"),
            (json!({ "default_branch_overrides": "dirs" }), "wrong-type @ default_branch_overrides"),
            (json!({ "default_branch_overrides": [1] }), "wrong-type @ default_branch_overrides[0]"),
        ];
        for (written, wanted) in rows {
            assert_eq!(errors(written.clone()), [wanted], "{written}");
        }
    }

    #[test]
    fn sections_that_only_the_schema_knows_are_checked_too() {
        for written in [
            json!({ "parallel_runs": "3" }),
            json!({ "workflows": [{}] }),
            json!({ "tree_builder": { "enabled": "on" } }),
            json!({ "indexer": { "script": "" } }),
        ] {
            assert_eq!(errors(written.clone()).len(), 1, "{written}");
        }
    }

    #[test]
    fn every_mistake_is_reported_in_one_run_and_by_place() {
        let written = json!({
            "access_control": { "enabled": "yes", "policies": [{ "apply": ["bob"], "tag_query": "(" }, { "plan": 1 }] },
            "apply_requirements": { "checks": { "approved": {} } },
            "dirs": { "a": { "lock_branch_target": "x", "when_modified": { "depends_on": "or" } } },
            "tags": { "branch": { "t": "[" } },
            "version": 1,
            "zzz": 0,
        });
        let wanted = [
            "wrong-type @ access_control.enabled",
            "match-syntax @ access_control.policies[0].apply[0]",
            "tag-query-syntax @ access_control.policies[0].tag_query",
            "missing-key @ access_control.policies[1]",
            "wrong-type @ access_control.policies[1].plan",
            "ambiguous-approved @ apply_requirements.checks.approved!",
            "value-not-allowed @ dirs.a.lock_branch_target",
            "tag-query-syntax @ dirs.a.when_modified.depends_on",
            "pattern-syntax @ tags.branch.t",
            "unsupported-version @ version",
            "unknown-key @ zzz!",
        ];
        assert_eq!(errors(written), wanted);
    }

    #[test]
    fn the_help_names_what_to_write() {
        let help = |json: Json| {
            let found = Config::from_node(&doc(json).root, &SourceMap::new()).unwrap_err();
            found[0].help.clone().unwrap()
        };
        assert_eq!(help(json!({ "version": 1 })), "The version is a string: write `version: \"1\"`.");
        assert_eq!(help(json!({ "acces_control": 1 })), "Did you mean `access_control`?");
        assert!(help(json!({ "qqq": 1 })).starts_with("Known keys here: `access_control`, `apply_requirements`"));
        assert!(help(json!({ "enabled": "off" })).contains("`off` are strings"));
        assert!(help(json!({ "dirs": { "a": { "hooks": 1 } } })).contains("belongs at the top level"));
        assert!(help(json!(null)).contains("only comments"));
        assert!(help(json!({ "access_control": { "unlock": ["@org/sre"] } })).ends_with("Did you mean `team:sre`?"));
    }

    #[test]
    fn the_message_names_the_way_to_the_value() {
        let message = |json: Json| {
            let found = Config::from_node(&doc(json).root, &SourceMap::new()).unwrap_err();
            found[0].message.clone()
        };
        let rows = [
            (json!({ "dirs": { "a": { "tags": ["x", 1] } } }), "`dirs.a.tags[1]` must be a string, not a number"),
            (json!({ "dirs": { "a b": null } }), "`dirs.\"a b\"` is empty and must be a mapping"),
            (json!({ "access_control": { "polices": [] } }), "unknown key `polices` in `access_control`"),
            (json!({ "x\ny": 1 }), "unknown key `\"x\\ny\"`"),
            (json!({ "access_control": { "policies": [{}] } }), "`access_control.policies[0]` has no `tag_query`"),
            (
                json!({ "access_control": { "unlock": ["a\u{1b}b c"] } }),
                "`a\\u{1b}b c` names neither a user, a team, a role nor everyone",
            ),
            (json!(1), "the configuration must be a mapping, not a number"),
        ];
        for (written, wanted) in rows {
            assert_eq!(message(written.clone()), wanted, "{written}");
        }
    }

    #[test]
    fn a_file_with_nothing_but_mistakes_is_read_in_reasonable_time() {
        let policies: Vec<_> = (0..20_000).map(|_| json!({ "x": 1 })).collect();
        let document = doc(json!({ "access_control": { "policies": policies } }));
        let found = Config::from_node(&document.root, &SourceMap::new()).unwrap_err();
        assert_eq!(found.len(), 40_000);
    }

    #[test]
    fn a_name_that_is_no_root_key_is_a_warning_here() {
        let valid = validated(json!({ "default_branch_overrides": ["dirs", "dir"] }));
        let codes: Vec<_> = valid.warnings.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["unknown-override"]);
    }

    #[test]
    fn switches_know_their_place() {
        let document = doc(json!({ "tree_builder": { "enabled": true, "script": "x" }, "indexer": {} }));
        let config = Config::from_node(&document.root, &SourceMap::new()).unwrap().config;
        assert!(config.tree_builder_enabled.value);
        assert_eq!(config.tree_builder_enabled.span.and_then(|span| document.name(span)), Some("tree_builder.enabled"));
        assert_eq!(config.indexer_enabled, Spanned::unwritten(false));
    }

    #[test]
    fn a_mistake_in_a_query_is_shown_inside_the_scalar() {
        let rows = [
            ("plain", "a in b", "b"),
            ("single", "'a in b'", "b"),
            ("double", "\"a in b\"", "b"),
            ("escaped", "\"a in\\x20b\"", "\"a in\\x20b\""),
            ("block", "|-\n a in b", "|-\n a in b"),
        ];
        for (name, text, wanted) in rows {
            let mut sources = SourceMap::new();
            let id = sources.add(name, text, None);
            let span = crate::source::Span::new(id, 0, text.len());
            let mut document = doc(json!({ "when_modified": { "depends_on": "a in b" } })).root;
            set_span(&mut document, span);
            let found = Config::from_node(&document, &sources).unwrap_err();
            assert_eq!(sources.snippet(found[0].labels[0].span), Some(wanted), "{name}");
        }
    }

    fn set_span(node: &mut Node, span: crate::source::Span) {
        node.span = span;
        if let Value::Mapping(entries) = &mut node.value {
            entries.iter_mut().for_each(|entry| set_span(&mut entry.value, span));
        }
    }

    /// Trees made of the format's own words, so that they get deep into the readers.
    fn tree() -> impl Strategy<Value = Json> {
        const WORDS: [&str; 34] = [
            "access_control",
            "apply_requirements",
            "policies",
            "checks",
            "tag_query",
            "plan",
            "apply",
            "approved",
            "count",
            "any_of",
            "any_of_count",
            "enabled",
            "dirs",
            "stacks",
            "names",
            "workspaces",
            "when_modified",
            "depends_on",
            "file_patterns",
            "tags",
            "branch",
            "dest_branch",
            "rules",
            "plan_after",
            "version",
            "destination_branches",
            "source_branches",
            "default_branch_overrides",
            "files",
            "unlock",
            "indexer",
            "status_checks",
            "ignore_matching",
            "zzz",
        ];
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<u64>().prop_map(Json::from),
            Just(json!(1.0)),
            "[a-z:*()\\[%@/! ']{0,8}".prop_map(Json::from),
            Just(json!("1")),
            Just(json!("user:a")),
        ];
        let word = prop::sample::select(&WORDS[..]);
        leaf.prop_recursive(6, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::btree_map(word.clone(), inner, 0..6)
                    .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_tree_is_a_configuration_or_has_an_error(json in tree()) {
            let document = doc(json);
            match Config::from_node(&document.root, &SourceMap::new()) {
                Ok(valid) => prop_assert!(valid.warnings.iter().all(|one| one.severity == crate::diagnostic::Severity::Warning)),
                Err(found) => {
                    prop_assert!(found.iter().any(|one| one.severity == crate::diagnostic::Severity::Error));
                    prop_assert!(found.iter().all(|one| document.name(one.labels[0].span).is_some()));
                }
            }
        }
    }
}
