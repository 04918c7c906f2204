//! The quick start for GitHub: its workflow as it stands on the page, on a request that changes code.

use std::path::PathBuf;

use serde_json::json;

use crate::actions::{Actions, Ran};
use crate::fake::github::world::READ;
use crate::shop::{CONFIG, Shop};

/// The one workflow of the page, with nothing filled in but the commit, which the runner is given as it stands.
fn workflow() -> String {
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/start/github.md");
    let text = std::fs::read_to_string(page).unwrap();
    let (_, block) = text.split_once("```yaml .github/workflows/whomay.yml\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

/// Request 7 is pushed to, in a repository with these rules.
fn pushed(rules: &str) -> Ran {
    let closed = format!(
        "access_control:\n  terrateam_config_update: ['role:admin']\n  ci_config_update: ['role:admin']\n{rules}"
    );
    let actions = Actions::with(Shop::with(&closed, "topic", &["prod"]), "topic");
    let repository =
        json!({"name": "infra", "full_name": "acme/infra", "owner": {"login": "acme"}, "default_branch": "main"});
    let event = json!({
        "action": "synchronize",
        "number": 7,
        "pull_request": {"number": 7, "head": {"sha": actions.shop.head, "repo": repository}, "base": {"ref": "main"}},
        "repository": repository,
    });
    actions.run("pull_request", &workflow(), &event, READ)
}

fn with_teams() -> &'static str {
    CONFIG.strip_prefix("access_control:\n").unwrap()
}

#[test]
fn the_quick_start_lints_and_says_who_may() {
    let ran = pushed(&with_teams().replace("team:net", "role:write"));
    ran.succeeds().says("no findings in .terrateam/config.yml").says("prod (default)  changed: prod/main.tf");
    ran.says("  apply  ").says("::set-output:: json=/");
}

#[test]
fn a_team_that_the_token_cannot_see_leaves_an_answer_to_read_and_no_red_check() {
    let ran = pushed(with_teams());
    ran.succeeds().says("answer: undetermined").says("`members-token`").says("::set-output:: json=/");
}

#[test]
fn a_mistake_in_the_rules_makes_the_check_red_and_the_question_is_answered_all_the_same() {
    let ran = pushed(&with_teams().replace("team:net", "role:wirte"));
    ran.fails().says("title=unknown-role::").says("Who may apply this?");
}
