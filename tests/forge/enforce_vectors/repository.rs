//! The repository of the ordinary request, and those that differ from it: made once each, and copied.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use super::data::{Forge, Repository};
use crate::scene::Clone;

/// Whoever may write may plan; to apply takes an approval by somebody else who may write, checks and no conflict.
const CONFIG: &str = "\
access_control:
  enabled: true
  policies:
    - tag_query: ''
      plan: ['role:write']
      apply: ['role:write']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['role:write'], any_of_count: 1}
      merge_conflicts: {enabled: true}
      status_checks: {enabled: true}
";

const FILES: [&str; 3] = ["prod/net/main.tf", "prod/db/main.tf", "dev/main.tf"];

/// Templates by what makes them different; the branch has another name on each forge.
type Made = BTreeMap<(bool, Repository), Arc<Clone>>;

static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);

/// A clone of its own for a row.
pub(super) fn clone(repository: &Repository, forge: Forge) -> Clone {
    let key = (forge == Forge::Github, repository.clone());
    let known = MADE.lock().unwrap().get(&key).cloned();
    let template = known.unwrap_or_else(|| {
        let made = Arc::new(make(repository, forge));
        MADE.lock().unwrap().insert(key, Arc::clone(&made));
        made
    });
    template.copy()
}

fn make(repository: &Repository, forge: Forge) -> Clone {
    let mut clone = Clone::empty();
    clone.git(["init", "--quiet", "--initial-branch=main", "."]);
    for path in FILES {
        clone.write(path, "# 1\n");
    }
    if !repository.no_config {
        clone.write(".terrateam/config.yml", &config(repository));
    }
    if let Some(whomay) = &repository.whomay {
        clone.write(".whomay.yml", whomay);
    }
    for (path, text) in &repository.base {
        clone.write(path, text);
    }
    clone.main = clone.commit("first");
    clone.git(["switch", "--quiet", "-c", topic(forge)]);
    let ordinary = BTreeMap::from([("prod/net/main.tf".to_owned(), Some("# 2\n".to_owned()))]);
    change(&clone, repository.topic.as_ref().unwrap_or(&ordinary));
    for number in 0..repository.many_files {
        clone.write(&format!("docs/{number}.md"), "read me\n");
    }
    clone.head = clone.commit("change");
    clone.git(["switch", "--quiet", "main"]);
    clone
}

/// The name of the request's branch.
pub(super) fn topic(forge: Forge) -> &'static str {
    if forge == Forge::Github { "topic" } else { "network" }
}

/// Writes files, and removes those without a text.
pub(super) fn change(clone: &Clone, files: &BTreeMap<String, Option<String>>) {
    for (path, text) in files {
        match text {
            Some(text) => drop(clone.write(path, text)),
            None => std::fs::remove_file(clone.at(path)).unwrap(),
        }
    }
}

/// How many files the request changes, as a forge counts: a moved one once.
pub(super) fn changed_files(clone: &Clone, head: &str) -> usize {
    // What was merged is compared with what there was before.
    let is_merged = clone.git(["merge-base", "main", head]) == head;
    let base = if is_merged { clone.main.as_str() } else { "main" };
    clone.git(["diff", "--name-only", "--find-renames", &format!("{base}...{head}")]).lines().count()
}

fn config(repository: &Repository) -> String {
    repository.config.iter().fold(CONFIG.to_owned(), |config, [from, to]| {
        assert!(config.contains(from.as_str()), "the configuration has no {from}");
        config.replace(from.as_str(), to)
    })
}
