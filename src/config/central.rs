//! The effective configuration: from all the files that have a say to the one that is decided with.
//!
//! A repository's own file is read twice, at the head of the request and at the head of the default
//! branch, and an owner may have central files below and above them, or one that replaces them. This
//! is the only way to an effective configuration; it reads no file itself.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

use super::config::{Config, Validated};
use super::fields::sort_by_place;
use super::merge::merge;
use super::node::Node;
use super::overrides;

/// The documents that there are. `None`: no such file. A file that exists and cannot be read as YAML is
/// an error of whoever reads it, never `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Documents<'a> {
    /// The repository's file at the head of the request.
    pub head: Option<&'a Node>,
    /// The repository's file at the head of its default branch, which need not be the request's target.
    pub default_branch: Option<&'a Node>,
    /// What the `config_builder` script printed for the request.
    pub config_builder: Option<&'a Node>,
    /// `config/defaults` of the owner's `terrateam` repository: below everything.
    pub global_defaults: Option<&'a Node>,
    /// `config/<repo>/defaults`: above `global_defaults`, below the repository's own file.
    pub repo_defaults: Option<&'a Node>,
    /// `config/overrides`: above the repository's own file.
    pub global_overrides: Option<&'a Node>,
    /// `config/<repo>/overrides`: above everything.
    pub repo_overrides: Option<&'a Node>,
    /// `config/<repo>/config`: replaces the repository's own file, its defaults and all overrides.
    pub forced: Option<&'a Node>,
}

/// The configuration that is decided with.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// The configuration.
    pub config: Config,
    /// The root keys whose value is the default branch's, in byte order. Empty with a forced file.
    pub from_default_branch: Vec<&'static str>,
    /// Warnings about the files that have a say, by place.
    pub warnings: Vec<Diagnostic>,
}

/// Combines the files exactly as the Enterprise server does. With all central files missing this is the
/// ordinary rule: the request's file, with the default branch's access control, apply requirements
/// and destination branches. The server's own defaults add nothing to the trees: its sections are
/// left out of them where they equal their defaults.
///
/// # Errors
/// By place: what is wrong in any file that has a say, each on its own; then what is wrong once they
/// are combined.
pub fn effective(documents: &Documents<'_>, sources: &SourceMap) -> Result<Effective, Vec<Diagnostic>> {
    let warnings = check_each(documents, sources)?;
    let (config, from_default_branch) = match documents.forced {
        Some(forced) => {
            let layers = [documents.global_defaults, documents.config_builder, Some(forced)];
            (combine(&layers, sources)?, Vec::new())
        }
        None => request_under_default_branch(documents, sources)?,
    };
    Ok(Effective { config, from_default_branch, warnings })
}

fn request_under_default_branch(
    documents: &Documents<'_>,
    sources: &SourceMap,
) -> Result<(Config, Vec<&'static str>), Vec<Diagnostic>> {
    let layers = |own: [Option<_>; 2]| {
        let [builder, file] = own;
        [
            documents.global_defaults,
            documents.repo_defaults,
            builder,
            file,
            documents.global_overrides,
            documents.repo_overrides,
        ]
    };
    let default_branch = combine(&layers([None, documents.default_branch]), sources);
    let request = combine(&layers([documents.config_builder, documents.head]), sources);
    match (default_branch, request) {
        (Ok(default_branch), Ok(request)) => overrides::apply(&default_branch, request),
        (default_branch, request) => {
            Err(in_order([default_branch.err(), request.err()].into_iter().flatten().flatten().collect()))
        }
    }
}

/// Reads every file that has a say on its own.
fn check_each(documents: &Documents<'_>, sources: &SourceMap) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let Documents { head, default_branch, config_builder, .. } = *documents;
    let Documents { global_defaults, repo_defaults, global_overrides, repo_overrides, forced, .. } = *documents;
    let mut having_a_say = vec![global_defaults, config_builder, forced];
    if forced.is_none() {
        having_a_say.extend([repo_defaults, default_branch, head, global_overrides, repo_overrides]);
    }
    let mut found = Vec::new();
    for document in having_a_say.into_iter().flatten() {
        match Config::from_node(document, sources) {
            Ok(Validated { warnings, .. }) => found.extend(warnings),
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    let found = in_order(found);
    if found.iter().any(|one| one.severity == Severity::Error) { Err(found) } else { Ok(found) }
}

/// The layers laid over each other, the first one lowest, and read. What is valid alone need not be valid
/// together; one layer by itself has been checked already.
fn combine(layers: &[Option<&Node>], sources: &SourceMap) -> Result<Config, Vec<Diagnostic>> {
    let layers: Vec<&Node> = layers.iter().copied().flatten().collect();
    let valid = match layers.as_slice() {
        [] => return Ok(Config::default()),
        [only] => Config::from_checked(only, sources, Vec::new())?,
        [lowest, rest @ ..] => {
            let tree = rest.iter().try_fold((*lowest).clone(), |tree, layer| merge(&tree, layer))?;
            Config::from_node(&tree, sources)?
        }
    };
    Ok(valid.config)
}

/// By place, each finding once: what is wrong in a central file is found on both sides.
fn in_order(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    sort_by_place(&mut found);
    found.dedup();
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::testing::{Doc, described, doc, doc_of, sources};
    use super::*;

    /// The files of one test, by the name of the field.
    fn decided(files: &Json) -> Result<Effective, Vec<String>> {
        let ids = sources::<8>();
        let names = [
            "head",
            "default_branch",
            "config_builder",
            "global_defaults",
            "repo_defaults",
            "global_overrides",
            "repo_overrides",
            "forced",
        ];
        assert!(files.as_object().unwrap().keys().all(|key| names.contains(&key.as_str())), "{files}");
        let docs: Vec<Option<Doc>> =
            ids.into_iter().zip(names).map(|(id, name)| Some(doc_of(id, files.get(name)?.clone()))).collect();
        let root = |at: usize| docs[at].as_ref().map(|doc| &doc.root);
        let documents = Documents {
            head: root(0),
            default_branch: root(1),
            config_builder: root(2),
            global_defaults: root(3),
            repo_defaults: root(4),
            global_overrides: root(5),
            repo_overrides: root(6),
            forced: root(7),
        };
        let docs: Vec<&Doc> = docs.iter().flatten().collect();
        effective(&documents, &SourceMap::new()).map_err(|found| described(&found, &docs))
    }

    /// Who may unlock, and the keys of `dirs` and of `tags.branch`.
    fn text(config: &Config) -> String {
        let keys = |keys: Vec<&String>| keys.into_iter().map(String::as_str).collect::<Vec<_>>().join(",");
        let dirs = keys(config.layout.dirs.keys().collect());
        format!("{} {dirs} {}", config.access_control.unlock, keys(config.layout.branch_tags.keys().collect()))
    }

    fn unlock(login: &str) -> Json {
        json!({ "access_control": { "unlock": [format!("user:{login}")] } })
    }

    #[test]
    fn without_files_it_is_the_servers_default() {
        let effective = decided(&json!({})).unwrap();
        assert_eq!(effective.config, Config::default());
    }

    #[test]
    fn without_central_files_the_request_decides_all_but_what_the_default_branch_keeps() {
        let rows = [
            // A request cannot grant itself anything, with or without a file on the default branch.
            (json!({ "head": unlock("eve") }), "[*]  "),
            (json!({ "head": unlock("eve"), "default_branch": unlock("bob") }), "[user:bob]  "),
            (json!({ "default_branch": unlock("bob") }), "[user:bob]  "),
            (json!({ "head": {}, "default_branch": unlock("bob") }), "[user:bob]  "),
            // The rest is the request's, even when it deletes its file.
            (json!({ "head": { "dirs": { "a": {} } }, "default_branch": { "dirs": { "b": {} } } }), "[*] a "),
            (json!({ "default_branch": { "dirs": { "b": {} } } }), "[*]  "),
            // The default branch decides which is which.
            (
                json!({
                    "head": { "default_branch_overrides": ["tags"], "dirs": { "a": {} }, "tags": { "branch": { "a": "x" } } },
                    "default_branch": { "default_branch_overrides": ["dirs"], "dirs": { "b": {} }, "tags": { "branch": { "b": "x" } } },
                }),
                "[*] b a",
            ),
            (
                json!({ "head": unlock("eve"), "default_branch": { "default_branch_overrides": ["apply_requirements"] } }),
                "[user:eve]  ",
            ),
        ];
        for (files, wanted) in rows {
            assert_eq!(text(&decided(&files).unwrap().config), wanted, "{files}");
        }
    }

    #[test]
    fn central_files_lie_below_and_above_on_both_sides() {
        let files = json!({
            "head": { "dirs": { "head": {} }, "access_control": { "unlock": ["user:head"] } },
            "default_branch": { "dirs": { "branch": {} }, "access_control": { "unlock": ["user:branch"] } },
            "config_builder": { "dirs": { "built": {} }, "access_control": { "unlock": ["user:built"] } },
            "global_defaults": { "dirs": { "gd": {} }, "access_control": { "unlock": ["user:gd"] } },
            "repo_defaults": { "dirs": { "rd": {} }, "access_control": { "unlock": ["user:rd"] } },
            "global_overrides": { "dirs": { "go": {} }, "access_control": { "unlock": ["user:go"] } },
            "repo_overrides": { "dirs": { "ro": {} }, "access_control": { "unlock": ["user:ro"] } },
        });
        let effective = decided(&files).unwrap();
        assert_eq!(
            text(&effective.config),
            "[user:ro, user:go, user:branch, user:rd, user:gd] built,gd,go,head,rd,ro ",
            "lists: the most specific first, and the default branch's side has no builder"
        );
        assert_eq!(
            effective.from_default_branch,
            ["access_control", "apply_requirements", "default_branch_overrides", "destination_branches"]
        );
    }

    #[test]
    fn the_last_scalar_wins_in_the_order_of_the_layers() {
        let order =
            ["global_defaults", "repo_defaults", "config_builder", "head", "global_overrides", "repo_overrides"];
        for (at, last) in order.iter().enumerate() {
            let files: serde_json::Map<_, _> = order[..=at]
                .iter()
                .map(|name| ((*name).to_owned(), json!({ "when_modified": { "autoapply": name == last } })))
                .collect();
            assert!(decided(&files.into()).unwrap().config.layout.when_modified.autoapply, "{last}");
        }
    }

    #[test]
    fn lists_of_principals_are_united_so_an_override_cannot_narrow_one() {
        let files = json!({
            "default_branch": { "access_control": { "unlock": ["*"] } },
            "repo_overrides": { "access_control": { "unlock": ["team:sre"] } },
        });
        assert_eq!(decided(&files).unwrap().config.access_control.unlock.to_string(), "[team:sre, *]");
    }

    #[test]
    fn an_override_policy_comes_first() {
        let policy = |query| json!({ "access_control": { "policies": [{ "tag_query": query }] } });
        let files = json!({ "default_branch": policy("own"), "global_overrides": policy("central") });
        let policies = decided(&files).unwrap().config.access_control.policies;
        let queries: Vec<_> = policies.iter().map(|policy| policy.tag_query.value.text()).collect();
        assert_eq!(queries, ["central", "own"]);
    }

    #[test]
    fn an_override_left_empty_puts_the_default_back() {
        let files = json!({
            "default_branch": unlock("bob"),
            "repo_overrides": { "access_control": { "unlock": null } },
        });
        assert_eq!(decided(&files).unwrap().config.access_control.unlock.to_string(), "[*]");
    }

    #[test]
    fn a_central_list_of_overrides_counts_as_the_default_branchs() {
        let files = json!({
            "head": { "dirs": { "a": {} } },
            "default_branch": { "dirs": { "b": {} }, "default_branch_overrides": ["tags"] },
            "global_overrides": { "default_branch_overrides": ["dirs"] },
        });
        let effective = decided(&files).unwrap();
        assert_eq!(text(&effective.config), "[*] b ");
        assert_eq!(effective.from_default_branch, ["default_branch_overrides", "dirs", "tags"]);
    }

    #[test]
    fn a_forced_file_shuts_out_everything_of_the_repository() {
        let files = json!({
            "forced": { "dirs": { "forced": {} }, "access_control": { "unlock": ["user:forced"] } },
            "global_defaults": { "dirs": { "gd": {} }, "access_control": { "unlock": ["user:gd"] } },
            "config_builder": { "dirs": { "built": {} } },
            // None of these has a say, so none of them can be wrong.
            "head": { "bogus": 1 },
            "default_branch": 1,
            "repo_defaults": null,
            "global_overrides": { "access_control": { "unlock": ["bad"] } },
            "repo_overrides": [],
        });
        let effective = decided(&files).unwrap();
        assert_eq!(text(&effective.config), "[user:forced, user:gd] built,forced,gd ");
        assert_eq!(effective.from_default_branch, [""; 0]);
    }

    #[test]
    fn each_file_is_judged_on_its_own_and_all_of_them_in_one_run() {
        let files = json!({
            "head": { "access_control": { "unlock": ["bad"] } },
            "default_branch": { "bogus": 1 },
            "repo_overrides": null,
        });
        let found = decided(&files).unwrap_err();
        assert_eq!(found, ["match-syntax @ access_control.unlock[0]", "unknown-key @ bogus!", "wrong-type @ "]);
    }

    #[test]
    fn what_is_valid_alone_may_not_be_valid_together() {
        let approved = |json: Json| json!({ "apply_requirements": { "checks": { "approved": json } } });
        let mixed = json!({
            "default_branch": approved(json!({ "count": 1 })),
            "repo_overrides": approved(json!({ "any_of_count": 1 })),
        });
        assert_eq!(decided(&mixed).unwrap_err(), ["ambiguous-approved @ apply_requirements.checks.approved!"]);
        let clash = json!({
            "head": { "apply_requirements": { "checks": [] } },
            "global_defaults": approved(json!({ "count": 1 })),
        });
        assert_eq!(decided(&clash).unwrap_err(), ["merge-type-conflict @ apply_requirements.checks"]);
    }

    #[test]
    fn a_clash_between_central_files_is_reported_once() {
        let files = json!({
            "global_defaults": { "access_control": { "unlock": null }, "apply_requirements": { "checks": {} } },
            "repo_overrides": { "apply_requirements": { "checks": [] } },
        });
        assert_eq!(decided(&files).unwrap_err(), ["merge-type-conflict @ apply_requirements.checks"]);
    }

    #[test]
    fn a_name_that_is_no_root_key_stops_everything_on_the_default_branch() {
        let list = json!({ "default_branch_overrides": ["dir"] });
        assert_eq!(
            decided(&json!({ "default_branch": list })).unwrap_err(),
            ["unknown-override @ default_branch_overrides[0]"]
        );
        let harmless = decided(&json!({ "head": list })).unwrap();
        assert_eq!(harmless.warnings.iter().map(|one| one.code).collect::<Vec<_>>(), ["unknown-override"]);
    }

    #[test]
    fn without_central_files_a_file_equal_on_both_sides_is_its_own_effective_configuration() {
        let file = json!({
            "access_control": { "policies": [{ "tag_query": "a", "apply": ["team:x"] }] },
            "dirs": { "a": { "tags": ["t"], "stacks": { "s": {} } } },
            "when_modified": { "depends_on": "dir:b" },
            "destination_branches": ["main"],
        });
        let file = doc(file);
        let documents = Documents { head: Some(&file.root), default_branch: Some(&file.root), ..Documents::default() };
        let alone = Config::from_node(&file.root, &SourceMap::new()).unwrap().config;
        assert_eq!(effective(&documents, &SourceMap::new()).unwrap().config, alone);
    }
}
