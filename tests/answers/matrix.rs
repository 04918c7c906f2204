//! `--format github-matrix`: one line for an outputs file.

use serde_json::{Value, json};

use crate::playground::Playground;
use crate::small::small;

/// The matrix, which has to be one line whatever is in it.
fn matrix(playground: &Playground, arguments: &[&str]) -> Value {
    let arguments: Vec<&str> =
        ["simulate"].iter().chain(arguments).copied().chain(["--format", "github-matrix"]).collect();
    let text = playground.answer(&arguments);
    assert_eq!(text.matches('\n').count(), 1, "{text:?}");
    assert!(text.starts_with("{\"include\":[") && text.ends_with("]}\n"), "{text:?}");
    assert!(!text.chars().any(|character| character.is_control() && character != '\n'), "{text:?}");
    serde_json::from_str(&text).unwrap()
}

fn job(dir: &str, operation: &str, user: &str) -> Value {
    json!({"dir": dir, "workspace": "default", "operation": operation, "user": user})
}

#[test]
fn it_lists_what_would_run_now() {
    let playground = Playground::of_the_tour();
    let devin = ["--facts", "facts.yml", "--user", "devin"];
    let ask = |more: &[&str]| matrix(&playground, &[&devin[..], more].concat());
    // The first layer alone, and no apply: one that is not allowed keeps all others back.
    let plans = ["dns", "environments/dev/app", "environments/prod/network"].map(|dir| job(dir, "plan", "devin"));
    assert_eq!(ask(&[]), json!({ "include": plans }));
    let approved = ["--query", "network", "--operation", "apply", "--assume", "review:lea=approved"];
    assert_eq!(ask(&approved), json!({"include": [job("environments/prod/network", "apply", "devin")]}));
    let later = ["--query", "database", "--operation", "plan"];
    assert_eq!(ask(&later), json!({"include": []}), "it is not its turn");
}

#[test]
fn it_is_empty_where_nothing_may_run() {
    let playground = Playground::of_the_tour();
    let colin = ["--facts", "facts.yml", "--user", "colin", "--query", "network"];
    assert_eq!(matrix(&playground, &colin), json!({"include": []}));
    assert_eq!(matrix(&playground, &["--who", "--query", "network"]), json!({"include": []}), "not for anyone");
    assert_eq!(matrix(&playground, &["--user", "devin", "--query", "no-such-tag"]), json!({"include": []}));
}

#[test]
fn it_stays_on_one_line_with_any_name() {
    let dir = "a\nb\u{2028}\u{1b}[31m\"::set-output";
    let playground = small(&[], &[(&format!("{dir}/main.tf"), "")]);
    // The server gives a dirspace only to folders whose names its patterns can spell; asked by workspace
    // and user, a name gets in all the same.
    let facts = "users: {\"e\\nve\\e[0m\": {teams: [], role: write}}\npull_request: {mergeable: true, conflict: false, draft: false, checks: []}\n";
    let plain = small(&[], &[("a/main.tf", "")]);
    std::fs::write(plain.folder().join("facts.yml"), facts).unwrap();
    assert_eq!(
        matrix(&plain, &["--facts", "facts.yml", "--all-users"])["include"][0],
        job("a", "plan", "e\nve\u{1b}[0m")
    );
    matrix(&playground, &["--user", "eve", "--operation", "plan"]);
}
