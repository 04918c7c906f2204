//! The workflow that shows mistakes in the configuration of a request.

use crate::actions::Actions;
use crate::shop::{CONFIG, Shop};

/// The rules of the shop, where not everybody may change them.
fn careful() -> String {
    let guarded = "access_control:\n  terrateam_config_update: ['team:net']\n  ci_config_update: ['team:net']\n";
    CONFIG.replace("access_control:\n", guarded)
}

/// A request that changes the configuration from the careful one.
fn request(config: &str) -> Actions {
    let mut shop = Shop::with(&careful(), "topic", &["prod"]);
    shop.git(["switch", "--quiet", "topic"]);
    shop.write(".terrateam/config.yml", config);
    shop.offer("configure");
    Actions::with(shop, "topic")
}

#[test]
fn a_good_configuration_passes_and_costs_nothing_but_a_fetch() {
    let actions = request(&careful());
    actions.lint(&actions.workflow("lint.yml")).succeeds();
    let asked = actions.server.log();
    assert!(asked.iter().all(|exchange| !exchange.request.path.contains("/api/")), "it asks the forge nothing");
    assert!(!actions.shop.at("artifacts/code-scanning.sarif").exists(), "what nobody turned on");
}

#[test]
fn a_mistake_is_shown_at_its_line() {
    let actions = request(&careful().replace("tag_query: ''\n      plan", "tag_query: 'dir:('\n      plan"));
    let ran = actions.lint(&actions.workflow("lint.yml"));
    ran.fails().says("::error file=.terrateam/config.yml,line=5,").says("title=tag-query-syntax::");
}

#[test]
fn what_the_default_branch_has_mended_is_no_mistake_of_the_request() {
    // The head has the warning still; what a merge would bring has not.
    let mut shop = Shop::with(&careful().replace("['*']", "['*', 'user:']"), "topic", &["prod"]);
    shop.write(".terrateam/config.yml", &careful());
    shop.main = shop.commit("mend it");
    let actions = Actions::with(shop, "topic");
    actions.lint(&actions.workflow("lint.yml")).succeeds();
}

#[test]
fn findings_go_to_code_scanning_where_that_is_turned_on() {
    let actions = request(&careful().replace("plan: ['*']", "plan: ['nobody:']"));
    let workflow = actions.workflow("lint.yml");
    // The two lines that are there to be used.
    let on = workflow.replace("# upload-sarif: ", "upload-sarif: ").replace("# security-events: ", "security-events: ");
    let uploaded = actions.shop.at("artifacts/code-scanning.sarif");
    actions.world(|world| world.pull.head_repository = Some("mallory/infra".to_owned()));
    actions.lint(&on).fails();
    assert!(!uploaded.exists(), "a fork's token may not upload");

    actions.world(|world| world.pull.head_repository = Some("acme/infra".to_owned()));
    actions.lint(&on).fails();
    let sarif = std::fs::read_to_string(uploaded).unwrap();
    assert!(sarif.contains("\"version\":") && sarif.contains(".terrateam/config.yml"), "{sarif}");
}
