//! What the README owes besides what every page owes: its tables are complete, its examples are about this version, and
//! it begins with what whomay is for.

use crate::pages::{Page, root};
use crate::playground::Playground;

fn readme() -> Page {
    Page::read("README.md")
}

#[test]
fn the_tables_name_every_verdict_and_format() {
    let readme = readme().text;
    for verdict in ["allow", "pending", "undetermined", "deny"] {
        assert!(readme.contains(&format!("| `{verdict}` | ")), "{verdict}");
    }
    let command = whomay::cli::command();
    for name in ["simulate", "lint"] {
        let subcommand = command.find_subcommand(name).unwrap();
        let format = subcommand.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
        for value in format.get_possible_values() {
            assert!(readme.contains(&format!("| `{}` | ", value.get_name())), "{}", value.get_name());
        }
    }
}

/// The block of YAML on the page that holds `key`.
fn yaml_with(key: &str) -> String {
    let blocks = readme().of_language("yaml");
    blocks.into_iter().find(|block| block.starts_with(&format!("{key}:"))).unwrap_or_else(|| panic!("{key}"))
}

#[test]
fn the_options_on_the_page_say_since_when() {
    let options: serde_json::Value = yaml_serde::from_str(&yaml_with("min_version")).unwrap();
    assert_eq!(options["min_version"], env!("CARGO_PKG_VERSION"), "the version that the page is about");
}

#[test]
fn the_facts_on_the_page_are_enough_to_plan() {
    let playground = Playground::of_the_tour();
    std::fs::write(playground.folder().join("facts.yml"), yaml_with("users")).unwrap();
    let answer = playground.json(&["simulate", "--facts", "facts.yml", "--user", "devin", "--operation", "plan"]);
    assert_ne!(answer["verdict"], "undetermined", "{answer:#}");
}

#[test]
fn every_hook_that_is_offered_is_named() {
    let manifest = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let offered: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("- id: ")).collect();
    assert!(offered.len() >= 2);
    let pages = [readme().text, Page::read("docs/start/pre-commit.md").text];
    for id in offered {
        assert!(pages.iter().any(|page| page.contains(id)), "{id}");
    }
}

#[test]
fn the_page_opens_with_one_screen() {
    let readme = readme().text;
    let head: Vec<&str> = readme.lines().take(40).collect();
    assert!(head.contains(&"```console") && head.iter().any(|line| line.ends_with(" demo")), "{head:#?}");
}
