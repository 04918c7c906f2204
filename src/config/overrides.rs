//! Default-branch overrides: the root keys that a request's own file has no say in.
//!
//! Without them everybody could grant themselves everything in the request that needs it. The list is
//! always the default branch's own, for the same reason.

use crate::diagnostic::Diagnostic;
use crate::source::Spanned;

use super::config::{Config, ROOT_KEYS};
use super::fields::{Field, Reader, guess, shown};

/// The keys taken from the default branch where it has no `default_branch_overrides`. A list written
/// there replaces this one; it does not add to it.
pub const BUILT_IN: [&str; 3] = ["access_control", "apply_requirements", "destination_branches"];

/// Taken from the default branch whatever is listed.
const ALWAYS: &str = "default_branch_overrides";

/// The list as written. A name that is no root key is a warning in a file on its own, because the server
/// only looks at the default branch's list (see [`apply`]).
pub(super) fn read(field: Field<'_>, reader: &mut Reader<'_>) -> Vec<Spanned<String>> {
    let names: Vec<_> = field.list(reader).filter_map(|entry| Some((entry.span(), entry.string(reader)?))).collect();
    for (span, name) in names.iter().filter(|(_, name)| root_key(&name.value).is_none()) {
        let message = format!("`{}` is not a root key, and on the default branch this is an error", shown(&name.value));
        let found = Diagnostic::warning("unknown-override", *span, "not a root key", message);
        reader.report(found.with_help(guess(&name.value, &ROOT_KEYS)));
    }
    names.into_iter().map(|(_, name)| name).collect()
}

fn root_key(name: &str) -> Option<&'static str> {
    ROOT_KEYS.into_iter().find(|key| *key == name)
}

/// Puts the default branch's keys in place of the request's. Gives the configuration and the names of
/// those keys, in byte order.
///
/// A key that the default branch does not have takes its default, whatever the request wrote. Keys are
/// replaced once each side has been read, as the server does it: directories keep what they inherited
/// from the `when_modified` of their own side.
///
/// # Errors
/// The default branch lists a name that is no root key: the server fails on it.
pub fn apply(default_branch: &Config, request: Config) -> Result<(Config, Vec<&'static str>), Vec<Diagnostic>> {
    let mut keys = vec![ALWAYS];
    let mut unknown = Vec::new();
    match &default_branch.default_branch_overrides {
        None => keys.extend(BUILT_IN),
        Some(names) => names.iter().for_each(|name| match root_key(&name.value) {
            Some(key) => keys.push(key),
            None => unknown.push(unknown_name(name)),
        }),
    }
    if !unknown.is_empty() {
        return Err(unknown);
    }
    keys.sort_unstable();
    keys.dedup();
    let effective = keys.iter().fold(request, |config, key| replace(config, key, default_branch));
    Ok((effective, keys))
}

fn unknown_name(name: &Spanned<String>) -> Diagnostic {
    let message = format!("`{}` cannot be taken from the default branch: it is not a root key", shown(&name.value));
    let span = name.span.unwrap_or_default();
    Diagnostic::error("unknown-override", span, "not a root key", message).with_help(guess(&name.value, &ROOT_KEYS))
}

/// One key. Those that decide nothing have nothing to replace.
fn replace(mut config: Config, key: &str, from: &Config) -> Config {
    match key {
        "access_control" => config.access_control = from.access_control.clone(),
        "apply_requirements" => config.apply_requirements = from.apply_requirements.clone(),
        "config_builder" => config.config_builder_enabled = from.config_builder_enabled.clone(),
        "default_branch_overrides" => config.default_branch_overrides = from.default_branch_overrides.clone(),
        "destination_branches" => config.destination_branches = from.destination_branches.clone(),
        "dirs" => config.layout.dirs = from.layout.dirs.clone(),
        "enabled" => config.enabled = from.enabled.clone(),
        "indexer" => config.indexer_enabled = from.indexer_enabled.clone(),
        "stacks" => config.layout.stacks = from.layout.stacks.clone(),
        "tags" => {
            config.layout.branch_tags = from.layout.branch_tags.clone();
            config.layout.dest_branch_tags = from.layout.dest_branch_tags.clone();
        }
        "tree_builder" => config.tree_builder_enabled = from.tree_builder_enabled.clone(),
        "when_modified" => config.layout.when_modified = from.layout.when_modified.clone(),
        _ => {}
    }
    config
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::config;
    use super::*;

    /// A value for every root key that has a place in [`Config`].
    fn everything() -> Vec<(&'static str, Json)> {
        vec![
            ("access_control", json!({ "policies": [] })),
            ("apply_requirements", json!({ "checks": [] })),
            ("config_builder", json!({ "enabled": true })),
            ("destination_branches", json!(["main"])),
            ("dirs", json!({ "a": {} })),
            ("enabled", json!(false)),
            ("indexer", json!({ "enabled": true })),
            ("stacks", json!({ "names": { "s": { "tag_query": "" } } })),
            ("tags", json!({ "branch": { "b": "x" }, "dest_branch": { "b": "x" } })),
            ("tree_builder", json!({ "enabled": true, "script": "" })),
            ("when_modified", json!({ "autoplan": false })),
        ]
    }

    #[test]
    fn each_listed_key_and_no_other_is_the_default_branchs() {
        for (key, value) in everything() {
            let default_branch = config(json!({ key: value, "default_branch_overrides": [key] }));
            let request = config(
                everything()
                    .into_iter()
                    .filter(|(other, _)| *other != key)
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
            );
            let (effective, keys) = apply(&default_branch, request.clone()).unwrap();
            let mut wanted = replace(request, key, &default_branch);
            wanted.default_branch_overrides = default_branch.default_branch_overrides;
            assert_eq!(effective, wanted, "{key}");
            assert_ne!(replace(effective.clone(), key, &Config::default()), effective, "{key} came along");
            assert_eq!(keys.len(), 2, "{key} and the list itself: {keys:?}");
        }
    }

    #[test]
    fn a_key_that_the_default_branch_lacks_is_the_default_whatever_the_request_says() {
        let list: Vec<_> = everything().into_iter().map(|(key, _)| key).collect();
        let default_branch = config(json!({ "default_branch_overrides": list }));
        let (effective, _) = apply(
            &default_branch,
            config(everything().into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        )
        .unwrap();
        assert_eq!(Config { default_branch_overrides: None, ..effective }, Config::default());
    }

    #[test]
    fn which_list_holds() {
        let rows = [
            (json!({}), json!({}), "access_control apply_requirements default_branch_overrides destination_branches"),
            (
                json!({}),
                json!({ "default_branch_overrides": [] }),
                "access_control apply_requirements default_branch_overrides destination_branches",
            ),
            (
                json!({ "default_branch_overrides": null }),
                json!({ "default_branch_overrides": ["dirs"] }),
                "access_control apply_requirements default_branch_overrides destination_branches",
            ),
            (json!({ "default_branch_overrides": [] }), json!({}), "default_branch_overrides"),
            (
                json!({ "default_branch_overrides": ["dirs", "dirs", "hooks"] }),
                json!({ "default_branch_overrides": ["tags"] }),
                "default_branch_overrides dirs hooks",
            ),
        ];
        for (default_branch, request, wanted) in rows {
            let (effective, keys) = apply(&config(default_branch.clone()), config(request.clone())).unwrap();
            assert_eq!(keys.join(" "), wanted, "{default_branch} {request}");
            assert_eq!(effective.default_branch_overrides, config(default_branch).default_branch_overrides);
        }
    }

    #[test]
    fn a_name_that_is_no_root_key_fails_on_the_default_branch_only() {
        let strange = config(json!({ "default_branch_overrides": ["dirs", "dri", "x"] }));
        let found = apply(&strange, Config::default()).unwrap_err();
        let codes: Vec<_> =
            found.iter().map(|one| (one.code, one.help.as_deref().unwrap_or_default().len() > 10)).collect();
        assert_eq!(codes, [("unknown-override", true); 2]);
        assert!(apply(&Config::default(), strange).is_ok());
    }

    #[test]
    fn directories_keep_what_they_inherited_on_their_own_side() {
        let default_branch = config(json!({
            "default_branch_overrides": ["when_modified"],
            "when_modified": { "file_patterns": ["default"] },
        }));
        let request = config(json!({ "when_modified": { "file_patterns": ["request"] }, "dirs": { "a": {} } }));
        let (effective, _) = apply(&default_branch, request).unwrap();
        let patterns = |setting: &crate::dirspace::spec::WhenModified| {
            setting.file_patterns.iter().map(|pattern| pattern.value.clone()).collect::<String>()
        };
        let dir = effective.layout.dirs.get("a").unwrap();
        assert_eq!(patterns(&effective.layout.when_modified), "default");
        assert_eq!(patterns(&dir.workspaces.get("default").unwrap().when_modified), "request");
    }
}
