//! The example on docs/migrating.md is one: what it makes of two files of Atlantis plans the same projects.

use std::collections::BTreeSet;

use serde_json::Value;
use tempfile::TempDir;

use crate::pages::Page;
use crate::playground::{Playground, program};

/// A project: its directory and its workspace.
type Project = (String, String);

/// The block of the page that is the file.
fn file(name: &str) -> String {
    let page = Page::read("docs/migrating.md");
    let block = page.blocks().into_iter().find(|block| block.file() == Some(name)).unwrap();
    block.content(&page.text)
}

fn projects() -> BTreeSet<Project> {
    let atlantis: Value = yaml_serde::from_str(&file("atlantis.yaml")).unwrap();
    let projects = atlantis["projects"].as_array().unwrap().iter();
    let project = |project: &Value| {
        let workspace = project["workspace"].as_str().unwrap_or("default");
        (project["dir"].as_str().unwrap().to_owned(), workspace.to_owned())
    };
    projects.map(project).collect()
}

/// A repository with what the projects are about, a module, and the configuration of the page.
fn repository() -> Playground {
    let around = TempDir::new().unwrap();
    let folder = around.path().join("repository");
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    projects().iter().for_each(|(dir, _)| write(&format!("{dir}/main.tf"), "# 1\n"));
    write("modules/subnet/main.tf", "# 1\n");
    write(".terrateam/config.yml", &file(".terrateam/config.yml"));
    let repository = Playground::new(around, folder);
    for line in ["init -q -b main", "add .", "-c user.name=Ann -c user.email=ann@example.com commit -q -m first"] {
        let git = std::process::Command::new("git").args(line.split(' ')).current_dir(repository.folder()).output();
        assert!(git.unwrap().status.success(), "{line}");
    }
    repository
}

fn dirspaces(repository: &Playground, arguments: &[&str]) -> BTreeSet<Project> {
    let arguments: Vec<&str> = ["dirspaces"].into_iter().chain(arguments.iter().copied()).collect();
    let answer = repository.json(&arguments);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dirspaces = answer["dirspaces"].as_array().unwrap().iter();
    dirspaces.map(|dirspace| (text(&dirspace["dir"]), text(&dirspace["workspace"]))).collect()
}

#[test]
fn the_same_projects_are_dirspaces() {
    assert_eq!(dirspaces(&repository(), &["--all"]), projects());
}

#[test]
fn a_module_and_a_dependency_set_off_the_same() {
    let project = |dir: &str| (dir.to_owned(), "default".to_owned());
    let repository = repository();
    let after_module = dirspaces(&repository, &["modules/subnet/main.tf"]);
    assert_eq!(after_module, BTreeSet::from([project("prod/network"), project("prod/app")]));
    assert_eq!(dirspaces(&repository, &["prod/app/main.tf"]), BTreeSet::from([project("prod/app")]));
}

#[test]
fn the_rules_have_nothing_to_mend_in_their_repository() {
    let repository = repository();
    let output = program(repository.folder()).arg("lint").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
