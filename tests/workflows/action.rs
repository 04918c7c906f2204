//! The action's commands where they ask a forge, each in a workflow of one step. The shipped workflows use it in more ways;
//! what needs no forge is in tests/action.

use std::process::Command;

use serde_json::Value as Json;

use crate::actions::{Actions, Ran};
use crate::fake::github::world::{MEMBERS, READ, WRITE};
use crate::shop::{CONFIG, Shop};

fn actions() -> Actions {
    Actions::with(Shop::with(CONFIG, "topic", &["prod"]), "topic")
}

/// A step with these inputs, in a job that somebody's comment sets off. What it tells the next steps is a file afterwards.
fn step(actions: &Actions, inputs: &str) -> (Ran, Json) {
    let inputs: String = inputs.lines().map(|line| format!("          {line}\n")).collect();
    let workflow = format!(
        "on: issue_comment\npermissions: {{}}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n      - id: whomay\n        \
         uses: OWNER/whomay@0000000000000000000000000000000000000000\n        with:\n{inputs}      - if: always()\n        \
         env: {{OUTPUTS: '${{{{ toJSON(steps.whomay.outputs) }}}}'}}\n        run: printf '%s' \"$OUTPUTS\" > \"$UPLOADS/outputs.json\"\n"
    );
    let ran = actions.comment_on("carol", "whomay apply", &workflow);
    let outputs = std::fs::read(actions.shop.at("artifacts/outputs.json")).unwrap();
    (ran, serde_json::from_slice(&outputs).unwrap())
}

/// Which tokens the forge's API was shown, each once.
fn shown(actions: &Actions) -> Vec<String> {
    let log = actions.server.log();
    let api = log.iter().filter(|exchange| exchange.request.path.starts_with("/api/"));
    let mut tokens: Vec<_> = api.map(|exchange| exchange.request.token().unwrap_or_default().to_owned()).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

fn clone(actions: &Actions) -> String {
    actions.shop.at("repository").display().to_string()
}

#[test]
fn lint_asks_the_forge_only_if_it_is_told_to() {
    let actions = actions();
    step(&actions, &format!("command: lint\nfail-on: error\nrepository: {}", clone(&actions))).0.succeeds();
    assert!(shown(&actions).is_empty());
    let inputs =
        "command: lint\nfail-on: error\nonline: 'true'\ntoken: ghs_read\nmembers-token: ghp_members\nrepository: ";
    step(&actions, &format!("{inputs}{}", clone(&actions))).0.succeeds();
    assert_eq!(shown(&actions), [MEMBERS, READ]);
}

#[test]
fn lint_asks_the_forge_once_for_all_that_it_shows() {
    let actions = actions();
    let inputs =
        "command: lint\nfail-on: error\nonline: 'true'\ntoken: ghs_read\nmembers-token: ghp_members\nrepository: ";
    let (ran, outputs) = step(&actions, &format!("{inputs}{}", clone(&actions)));
    ran.succeeds().says("::notice title=whomay lint::");
    assert_ne!(outputs["sarif"], "");
    let asked: Vec<String> = {
        let log = actions.server.log();
        let api = log.iter().filter(|exchange| exchange.request.path.starts_with("/api/v3/repos/acme/infra/branches"));
        api.map(|exchange| exchange.request.path.clone()).collect()
    };
    let mut once = asked.clone();
    once.sort_unstable();
    once.dedup();
    assert!(!asked.is_empty());
    assert_eq!(asked.len(), once.len(), "{asked:?}");
}

#[test]
fn simulate_asks_the_forge_once_for_all_that_it_shows() {
    let actions = actions();
    let inputs = format!(
        "command: simulate\npull: '7'\nuser: carol\noperation: apply\ntoken: ghs_read\nmembers-token: ghp_members\nrepository: {}",
        clone(&actions)
    );
    let (ran, outputs) = step(&actions, &inputs);
    ran.succeeds().says("answer: allow");
    assert_eq!(outputs["exit-status"], "0");
    assert_eq!(shown(&actions), [MEMBERS, READ]);
    let asked = actions.server.log().len();

    actions.server.forget();
    let origin = &actions.server.base_url;
    let alone = Command::new(env!("CARGO_BIN_EXE_whomay"))
        .args(["simulate", "--pull=7", "--user=carol", "--operation=apply", "-C", &clone(&actions)])
        .env_clear()
        .envs([("GITHUB_TOKEN", READ), ("WHOMAY_MEMBERS_TOKEN", MEMBERS), ("GITHUB_ACTIONS", "true")])
        .envs([("GITHUB_REPOSITORY", "acme/infra"), ("GITHUB_RUN_ID", "500"), ("GITHUB_RUN_ATTEMPT", "1")])
        .envs([("GITHUB_SERVER_URL", origin.clone()), ("GITHUB_API_URL", format!("{origin}/api/v3"))])
        .env("GITHUB_GRAPHQL_URL", format!("{origin}/api/graphql"))
        .output()
        .unwrap();
    assert!(alone.status.success(), "{alone:?}");
    // Besides, the archive of the program is downloaded.
    assert_eq!(asked, actions.server.log().len() + 1);

    actions.world(|world| world.reviews.clear());
    let (ran, outputs) = step(&actions, &inputs);
    ran.fails().says("answer: pending");
    assert_eq!(outputs["exit-status"], "1");
    assert!(actions.world(|world| world.writes.is_empty()));
}

#[test]
fn enforce_is_about_exactly_the_commit_that_is_named() {
    let actions = actions();
    let inputs = "command: enforce\nmembers-token: ghp_members\ncheckout: change\ncommit: ";
    let (ran, outputs) = step(&actions, &format!("{inputs}{}", actions.shop.head));
    ran.succeeds();
    assert_eq!(outputs["allowed"], r#"[{"dir":"prod","workspace":"default"}]"#);
    assert_eq!(outputs["commit"], actions.shop.head.as_str());
    let (ran, outputs) = step(&actions, &format!("{inputs}{}", actions.shop.main));
    ran.fails().says("The request has changed since the decision before");
    let told = ["allowed", "commit", "matrix", "verdict"].map(|name| outputs[name].as_str().unwrap());
    assert_eq!(told, ["[]", "", r#"{"include":[]}"#, "undetermined"]);
}

#[test]
fn enforce_tells_why_not_and_checks_nothing_out() {
    let actions = actions();
    actions.world(|world| world.reviews.clear());
    let inputs = "command: enforce\nmembers-token: ghp_members\ncheckout: change\ncommit: decided";
    let (ran, outputs) = step(&actions, inputs);
    ran.fails().says("needs 1 approval");
    assert!(!ran.log.contains("Main Check out exactly"), "{}", ran.log);
    let told =
        ["allowed", "pending", "verdict", "exit-status", "operation"].map(|name| outputs[name].as_str().unwrap());
    assert_eq!(told, ["[]", r#"[{"dir":"prod","workspace":"default"}]"#, "pending", "1", "apply"]);
}

#[test]
fn what_writes_is_the_token_for_that() {
    let actions = actions();
    let (ran, _) = step(
        &actions,
        "command: enforce\ntoken: ghs_read\nmembers-token: ghp_members\nwrite-token: ghs_write\npost: comment,status\npost-key: net",
    );
    ran.succeeds();
    assert_eq!(shown(&actions), [MEMBERS, READ, WRITE]);
    let log = actions.server.log();
    let writes = log
        .iter()
        .filter(|exchange| exchange.request.method == "POST" && exchange.request.path.starts_with("/api/v3/"));
    let by: Vec<_> = writes.map(|exchange| exchange.request.token()).collect();
    assert!(by.len() >= 2 && by.iter().all(|token| *token == Some(WRITE)), "{by:?}");
    let status = actions.world(|world| world.statuses.last().cloned()).unwrap();
    assert_eq!(status.state, "success");
}

#[test]
fn report_posts_only_if_it_is_told_to() {
    let actions = actions();
    let plan = format!("{}/tests/plans/terraform/create/plan.json", env!("CARGO_MANIFEST_DIR"));
    let inputs = format!("command: report\nhead: {}\nplans: prod:default={plan}", actions.shop.head);
    let (ran, outputs) = step(&actions, &inputs);
    ran.succeeds();
    assert_eq!(outputs["create"], "4");
    assert!(shown(&actions).is_empty());
    let (ran, outputs) = step(&actions, &format!("{inputs}\npull: '7'\npost: comment,status\nfail-on: change"));
    ran.fails();
    assert_eq!(outputs["exit-status"], "1");
    let (comments, status) = actions.world(|world| (world.comments.clone(), world.statuses.last().cloned()));
    assert!(comments.iter().any(|comment| comment.body.contains("<!-- whomay:report v1 -->")));
    assert_eq!(status.map(|status| status.state).as_deref(), Some("failure"));
}

#[test]
fn objects_are_fetched_with_the_token_that_is_given_and_kept_without() {
    let actions = actions();
    let (ran, outputs) = step(&actions, "command: enforce\ntoken: ghs_nobody");
    ran.fails().says("could not be fetched");
    assert_eq!(outputs["allowed"], "[]");
    assert!(shown(&actions).is_empty(), "what comes before the decision has failed");
    assert!(!ran.log.contains("ghs_nobody"), "{}", ran.log);
}
