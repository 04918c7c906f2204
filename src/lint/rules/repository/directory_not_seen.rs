//! Directories of infrastructure code that are never planned.

use std::collections::{BTreeMap, BTreeSet};

use super::terraform_blocks::{Block, blocks};
use super::{place, some_of};
use crate::lint::Finding;
use crate::lint::repository::{RepositoryFacts, directory_of, is_fetched};
use crate::lint::rules::lint;
use crate::lint::subject::InRepository;

lint! {
    /// ## What it does
    ///
    /// Reports directories with a root module (a backend, or providers in a directory that no module of the repository uses) or a
    /// Terragrunt unit that are no dirspace: neither an entry of `dirs` nor a global pattern holds for them.
    ///
    /// ## Why it matters
    ///
    /// Changes there are not planned and no policy is asked about them. The built-in patterns see `.tf` and `.tfvars` alone, not
    /// `.tofu`, `.tf.json` or `terragrunt.hcl`; and no pattern with `${DIR}` sees a directory with a character such as `+` or `@` in
    /// its name. Directories below `modules`, `examples` and the like, hidden ones, and those whose entry has
    /// `file_patterns: []` are left out.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified:
    ///   autoplan: true
    /// ```
    ///
    /// ```hcl prod/main.tofu
    /// terraform {
    ///   backend "s3" {}
    /// }
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified:
    ///   autoplan: true
    ///   file_patterns: ["${DIR}/*.tf", "${DIR}/*.tofu", "${DIR}/*.tfvars"]
    /// ```
    "directory-not-seen", Warn, Repository(check)
}

fn check(subject: &InRepository<'_>) -> Vec<Finding> {
    let config = subject.read.config;
    if config.tree_builder_enabled.value || config.config_builder_enabled.value {
        return Vec::new();
    }
    let repository = subject.repository;
    let unseen = unseen(repository);
    let Some((first, code)) = unseen.iter().next() else { return Vec::new() };
    let Some(span) = place(&subject.read, &["when_modified", "dirs"]) else { return Vec::new() };
    let is_built_in = config.layout.when_modified.file_patterns.iter().all(|pattern| pattern.span.is_none());
    let names: Vec<&str> = unseen.keys().copied().collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message =
        format!("{} {verb} never planned: no entry of `dirs` and no pattern sees the files", some_of(&names, 3));
    let label = if names.len() == 1 { "does not see it" } else { "does not see them" };
    vec![Finding::new(span, label, message).with_help(help(first, code, is_built_in))]
}

fn help(dir: &str, code: &BTreeSet<Code>, is_built_in: bool) -> String {
    let special = dir.chars().find(|c| !(c.is_ascii_alphanumeric() || "_-./ ".contains(*c)));
    let ending = match (special, code.first()) {
        (Some(c), _) => {
            return format!(
                "`${{DIR}}` matches no name with a `{}`: rename `{dir}`, or give it an entry whose patterns have `*` there.",
                c.escape_debug()
            );
        }
        (None, Some(Code::Terragrunt)) => "terragrunt.hcl",
        (None, Some(Code::Json)) => "*.tf.json",
        (None, Some(Code::Tofu)) => "*.tofu",
        _ => "*.tf",
    };
    format!(
        "Add `\"${{DIR}}/{ending}\"` to the global `file_patterns`{}, or an entry under `dirs`; leave directories out with \
         `file_patterns: []`.",
        if is_built_in { " (they replace the built-in `${DIR}/*.tf` and `${DIR}/*.tfvars`)" } else { "" }
    )
}

/// What kind of code a directory has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Code {
    Terragrunt,
    Json,
    Tofu,
    Terraform,
}

impl Code {
    fn of(path: &str) -> Option<Code> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let has = |ending: &str| name.ends_with(ending);
        match () {
            () if name == "terragrunt.hcl" => Some(Code::Terragrunt),
            () if has(".tf.json") || has(".tofu.json") => Some(Code::Json),
            () if has(".tofu") => Some(Code::Tofu),
            () if has(".tf") => Some(Code::Terraform),
            () => None,
        }
    }
}

/// The directories that nothing governs and that are surely to be planned, each with the code that it has.
fn unseen(repository: &RepositoryFacts) -> BTreeMap<&str, BTreeSet<Code>> {
    let mut found: BTreeMap<&str, BTreeSet<Code>> = BTreeMap::new();
    let mut providers: BTreeSet<&str> = BTreeSet::new();
    let mut roots: BTreeSet<&str> = BTreeSet::new();
    for (path, text) in &repository.contents {
        let dir = directory_of(path);
        let (Some(code), false) = (Code::of(path), repository.governing.contains_key(dir) || is_set_aside(path)) else {
            continue;
        };
        found.entry(dir).or_default().insert(code);
        match root(code, text) {
            Root::Surely => roots.insert(dir),
            Root::UnlessUsed => providers.insert(dir),
            Root::No => false,
        };
    }
    if !providers.is_empty() {
        let used = used_modules(repository);
        roots.extend(providers.into_iter().filter(|dir| !used.contains(*dir)));
    }
    found.retain(|dir, _| roots.contains(dir));
    found
}

enum Root {
    Surely,
    UnlessUsed,
    No,
}

/// Whether a file makes its directory one that is planned.
fn root(code: Code, text: &str) -> Root {
    if code == Code::Json {
        let is_key = |key: &str| text.split_once(key).is_some_and(|(_, rest)| rest.trim_start().starts_with(':'));
        return if is_key("\"terraform\"") && is_key("\"backend\"") { Root::Surely } else { Root::No };
    }
    let blocks = blocks(text);
    let within = |block: &Block, parent: &str| block.parent.as_deref() == Some(parent);
    let surely = blocks.iter().any(|block| match code {
        // The file that the others include has no source and includes nothing.
        Code::Terragrunt => {
            block.parent.is_none() && (block.kind == "include" || block.kind == "terraform" && block.source.is_some())
        }
        _ => within(block, "terraform") && matches!(block.kind.as_str(), "backend" | "cloud"),
    });
    let has_provider = || blocks.iter().any(|block| block.parent.is_none() && block.kind == "provider");
    match code {
        _ if surely => Root::Surely,
        Code::Terraform | Code::Tofu if has_provider() => Root::UnlessUsed,
        _ => Root::No,
    }
}

/// The directories that some code of the repository uses as a module.
fn used_modules(repository: &RepositoryFacts) -> BTreeSet<String> {
    let files = repository.contents.iter().filter(|(path, text)| Code::of(path).is_some() && text.contains("source"));
    let sources = files.flat_map(|(path, text)| {
        let sources = blocks(text).into_iter().filter_map(|block| block.source);
        sources.filter_map(|source| resolved(directory_of(path), &source))
    });
    sources.collect()
}

/// The directory that a relative source means, seen from another.
fn resolved(dir: &str, source: &str) -> Option<String> {
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    let mut segments: Vec<&str> = if dir == "." { Vec::new() } else { dir.split('/').collect() };
    for segment in source.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
        match segment {
            ".." => {
                segments.pop()?;
            }
            segment => segments.push(segment),
        }
    }
    Some(if segments.is_empty() { ".".to_owned() } else { segments.join("/") })
}

/// Whether a path lies where code is kept that nobody plans.
fn is_set_aside(path: &str) -> bool {
    const ASIDE: [&str; 14] = [
        "boilerplate",
        "cdktf.out",
        "example",
        "examples",
        "fixture",
        "fixtures",
        "module",
        "modules",
        "template",
        "templates",
        "test",
        "testdata",
        "testing",
        "tests",
    ];
    is_fetched(path)
        || directory_of(path).split('/').any(|segment| {
            ASIDE.contains(&segment) || segment.starts_with('_') || segment.starts_with('.') && segment != "."
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::testing::{findings, repository_cases};

    const BACKEND: &str = "terraform {\n  backend \"s3\" {}\n}\n";

    fn found(config: &str, files: &[String]) -> Option<Finding> {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let mut found = findings(&LINT, config, &files);
        assert!(found.len() <= 1);
        found.pop()
    }

    #[test]
    fn the_place_is_what_should_have_seen_them() {
        let file = format!("prod/main.tofu\n{BACKEND}");
        repository_cases(
            &LINT,
            &[&file, "docs/x.md"],
            "
=== the global setting
enabled: true
when_modified: {autoplan: true}
^^^^^^^^^^^^^
=== directories
enabled: true
dirs: {docs: {}}
^^^^
=== neither
version: '1'
^^^^^^^
=== a pattern sees it
when_modified: {file_patterns: ['**/*.tofu']}
=== an entry says that nothing is planned
dirs: {prod: {when_modified: {file_patterns: []}}}
=== directories may come from a script
config_builder: {enabled: true, script: x}
",
        );
    }

    #[test]
    fn what_is_a_root() {
        let unit = "include \"root\" {\n  path = find_in_parent_folders()\n}\n";
        let provider = "provider \"aws\" {}\n";
        let user = "x/main.tf\nmodule \"m\" {\n  source = \"../lib/m\"\n}\n";
        let rows: &[(&[String], Option<&str>)] = &[
            (&[format!("a+b/main.tf\n{BACKEND}")], Some("`a+b` is")),
            (
                &[format!("live/a/terragrunt.hcl\n{unit}"), "terragrunt.hcl\nremote_state {}\n".to_owned()],
                Some("`live/a` is"),
            ),
            (&[format!("p/main.tofu\n{provider}")], Some("`p` is")),
            (&[format!("lib/m/main.tofu\n{provider}"), user.to_owned()], None),
            (&["p/main.tf.json\n{\"terraform\": {\"backend\": {\"s3\": {}}}}".to_owned()], Some("`p` is")),
            (&["p/main.tf.json\n{\"resource\": {}}".to_owned()], None),
            (&["p/main.tofu\nresource \"a\" \"b\" {}\n".to_owned()], None),
            (&[format!("modules/a/main.tofu\n{BACKEND}"), format!(".x/main.tofu\n{BACKEND}")], None),
            (&[format!("_envcommon/main.tofu\n{BACKEND}"), format!("a/.terraform/m/main.tofu\n{BACKEND}")], None),
            (&[format!("a/main.tofu\n{BACKEND}"), format!("b/m.tofu\n{BACKEND}")], Some("`a`, `b` are")),
            (&[format!("main.tofu\n{BACKEND}")], Some("`.` is")),
            (&[format!("a/main.tf\n{BACKEND}")], None),
        ];
        for (files, wanted) in rows {
            let message = found("enabled: true", files).map(|finding| finding.message);
            let names = message.as_deref().and_then(|message| message.split(" never planned").next());
            assert_eq!(names, *wanted, "{files:?}");
        }
    }

    #[test]
    fn the_help_names_what_would_see_them() {
        let help = |file: &str| {
            found("enabled: true", &[file.to_owned()]).and_then(|finding| finding.help).unwrap_or_default()
        };
        assert!(help(&format!("a/m.tofu\n{BACKEND}")).contains("${DIR}/*.tofu"));
        assert!(help(&format!("a@b/m.tf\n{BACKEND}")).contains("with a `@`"));
        assert!(help("a/terragrunt.hcl\nterraform {\n  source = \"x\"\n}\n").contains("${DIR}/terragrunt.hcl"));
    }

    #[test]
    fn sources_are_resolved_as_paths() {
        let rows = [
            (".", "./modules/a", Some("modules/a")),
            ("x/y", "../../m//sub", Some("m/sub")),
            ("x", "../", Some(".")),
            ("x", "../../m", None),
            ("x", "hashicorp/consul/aws", None),
        ];
        for (dir, source, wanted) in rows {
            assert_eq!(resolved(dir, source).as_deref(), wanted, "{dir} {source}");
        }
    }
}
