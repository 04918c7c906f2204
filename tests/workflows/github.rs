//! GitHub's workflows, from request over plan and approval to an apply, and to none.

use std::process::Command;

use crate::actions::Actions;
use crate::fake::github::world::{Account, MEMBERS, READ, RUN, WRITE, WorkflowRun};
use crate::shop::{CONFIG, Shop};
use crate::terraform::run;

/// Everybody may apply, and nobody has to approve.
const OPEN: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['*']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: false}
";

/// Where jobs fetch. Each job does so once.
const FETCH: &str = "/acme/infra.git/info/refs";

fn actions() -> Actions {
    actions_of(CONFIG, "topic", &["prod"])
}

fn actions_of(config: &str, branch: &str, directories: &[&str]) -> Actions {
    Actions::with(Shop::with(config, branch, directories), branch)
}

fn without_approval() -> Actions {
    let actions = actions();
    actions.world(|world| world.reviews.clear());
    actions
}

#[test]
fn from_request_over_plan_and_approval_to_apply() {
    let actions = without_approval();
    actions.plan("topic").succeeds();
    assert!(actions.world(|world| world.writes.is_empty()), "what plans may only read");
    assert!(!actions.shop.terraform.has_applied());

    actions.plan_is_over("topic", &actions.shop.head).succeeds();
    let comment = actions.world(|world| world.comments[0].body.clone());
    assert!(comment.contains("<!-- whomay:report v1 -->") && comment.contains("prod"), "{comment}");
    let status = actions.world(|world| world.statuses.last().cloned()).unwrap();
    assert_eq!((status.context.as_str(), status.state.as_str()), ("whomay/report", "success"));

    actions.comment("carol", "whomay apply").fails().says("needs 1 approval");
    assert!(!actions.shop.terraform.has_applied(), "nobody has approved");

    let decision = actions.world(|world| world.statuses.last().cloned()).unwrap();
    assert_eq!((decision.context.as_str(), decision.state.as_str()), ("whomay/enforce/apply", "pending"));

    actions.world(|world| world.review("bob", "APPROVED"));
    actions.comment("carol", "whomay apply").succeeds();
    let decision = actions.world(|world| world.statuses.last().cloned()).unwrap();
    assert_eq!((decision.context.as_str(), decision.state.as_str()), ("whomay/enforce/apply", "success"));
    assert_eq!(decision.commit, actions.shop.head);
    assert_eq!(actions.shop.applied_commit("prod").as_deref(), Some(actions.shop.head.as_str()));
    assert_eq!(actions.shop.applied_marker("prod").as_deref(), Some("after"));
}

#[test]
fn terraform_sees_no_token_of_the_forge() {
    let actions = actions();
    actions.plan("topic").succeeds();
    actions.comment("carol", "whomay apply").succeeds();
    let [code, calls] = [actions.shop.surroundings("prod"), actions.shop.terraform.surroundings()];
    for surroundings in [&code, &calls] {
        assert!(surroundings.contains("GITHUB_RUN_ID=500"), "they are those of a job:\n{surroundings}");
        for secret in [READ, WRITE, MEMBERS, "TOKEN=", "WHOMAY_MEMBERS", "GIT_CONFIG_VALUE", "extraheader"] {
            assert!(!surroundings.contains(secret), "{secret}:\n{surroundings}");
        }
    }
}

#[test]
fn the_job_that_applies_writes_nothing() {
    let actions = actions();
    // From its fetch on, the token may only read, as its `permissions` say.
    actions.when(FETCH, 1, |world| world.tokens.get_mut(WRITE).unwrap().write = false);
    let log = actions.comment("carol", "whomay apply").succeeds().log.clone();
    assert!(actions.shop.terraform.has_applied() && !log.contains("could not be posted"), "{log}");
}

#[test]
fn who_may_not_apply_gets_no_terraform() {
    for login in ["alice", "mallory"] {
        let actions = actions();
        actions.comment(login, "whomay apply").fails().says("(0 allow, 0 pending, 0 undetermined, 1 deny)");
        assert!(actions.shop.terraform.calls().is_empty(), "{login}");
    }
}

#[test]
fn what_is_no_command_starts_nothing() {
    let actions = actions();
    for body in ["looks good", "please whomay apply", "`whomay apply`"] {
        actions.comment("carol", body).succeeds();
    }
    assert!(actions.server.log().is_empty());
}

#[test]
fn a_request_changes_neither_its_rules_nor_its_workflow() {
    let mut shop = Shop::with(CONFIG, "topic", &["prod"]);
    shop.git(["switch", "--quiet", "topic"]);
    shop.write(".terrateam/config.yml", OPEN);
    shop.write(
        ".github/workflows/apply-on-comment.yml",
        "on: issue_comment\njobs: {apply: {runs-on: x, steps: [{run: terraform apply}]}}\n",
    );
    shop.offer("make it easier");
    let actions = Actions::with(shop, "topic");
    actions.world(|world| world.reviews.clear());
    // The forge takes the workflow of the default branch; so does this run.
    actions.comment("carol", "whomay apply").fails().says("(0 allow,");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn names_are_never_run() {
    // Runners put a file `pwned` into the PATH that leaves a trace, which every run looks for.
    let (branch, dirs) = ("a\";pwned;\"$(pwned)", ["-rf", "a b"]);
    let actions = actions_of(CONFIG, branch, &dirs);
    actions.plan(branch).succeeds();
    actions.plan_is_over(branch, &actions.shop.head).succeeds().says("comment on");
    actions.comment("carol", "whomay apply").succeeds();
    for dir in dirs {
        assert_eq!(actions.shop.applied_commit(dir).as_deref(), Some(actions.shop.head.as_str()), "{dir}");
    }
    actions.comment("carol", "whomay apply\n\"; pwned; $(pwned) `pwned`").succeeds();
    actions.comment("carol", "whomay apply $(pwned)\";pwned;\"").succeeds().says("nothing-to-decide");
    actions.comment("carol", "whomay apply-force because $(pwned)\"; pwned; `pwned`").fails();
}

/// Somebody pushes after the first decision, before the second.
fn pushed_between(config: &str, is_seen_as_later: bool) -> (Actions, String) {
    let mut shop = Shop::with(config, "topic", &["prod"]);
    let first = shop.head.clone();
    shop.git(["switch", "--quiet", "topic"]);
    shop.code("prod", "sneaked in");
    shop.offer("one more");
    let second = std::mem::replace(&mut shop.head, first.clone());
    shop.git(["update-ref", "refs/heads/topic", &first]);
    shop.git(["update-ref", "refs/pull/7/head", &first]);
    let (folder, pushed) = (shop.at("repository"), second.clone());
    let actions = Actions::with(shop, "topic");
    actions.when(FETCH, 1, move |world| {
        world.push("alice", &pushed);
        world.check("ci/test", "completed", Some("success"));
        if !is_seen_as_later {
            world.activity.last_mut().unwrap().id = 1;
        }
        run(Command::new("git").arg("-C").arg(folder).args(["update-ref", "refs/pull/7/head", &pushed]));
    });
    (actions, second)
}

#[test]
fn a_push_between_decision_and_apply_applies_nothing() {
    // Once whomay sees that it came after the comment. Once the forge says that it came before and nobody has to approve, so
    // that whomay allows the new commit; but the first decision was not about that.
    for (config, is_seen_as_later, says) in [
        (CONFIG, true, "the head moved since the command"),
        (OPEN, false, "The request has changed since the decision before"),
    ] {
        let (actions, second) = pushed_between(config, is_seen_as_later);
        actions.comment("carol", "whomay apply").fails().says(says);
        assert_eq!(actions.world(|world| world.pull.head.clone()), second, "it was pushed");
        assert!(actions.shop.terraform.calls().is_empty());
    }
}

#[test]
fn an_approval_that_is_withdrawn_while_the_job_waits_applies_nothing() {
    let actions = actions();
    actions.when(FETCH, 1, |world| world.reviews[0].state = "DISMISSED");
    actions.comment("carol", "whomay apply").fails().says("Failure - Main Decide again");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn an_exit_status_that_is_swallowed_lets_nothing_through() {
    let careless = |workflow: String| {
        let uses = "        uses: OWNER/whomay@";
        assert_eq!(workflow.matches(uses).count(), 2, "one in each job");
        workflow.replace(uses, &format!("        continue-on-error: true\n{uses}"))
    };
    for is_lost_in_the_action in [false, true] {
        let actions = without_approval();
        let mut workflow = actions.workflow("apply-on-comment.yml");
        if is_lost_in_the_action {
            actions.release.edit("action/run", "exit \"$status\"", "exit 0");
        } else {
            workflow = careless(workflow);
        }
        actions.comment_on("carol", "whomay apply", &workflow).succeeds();
        assert!(actions.shop.terraform.calls().is_empty(), "the first decision");

        actions.world(|world| world.review("bob", "APPROVED"));
        actions.when(FETCH, 1, |world| world.reviews[0].state = "DISMISSED");
        actions.comment_on("carol", "whomay apply", &workflow).fails();
        assert!(actions.shop.terraform.calls().is_empty(), "the second decision");
    }
}

#[test]
fn two_runs_apply_two_dirspaces_at_the_same_time() {
    let actions = actions_of(CONFIG, "topic", &["prod", "dev"]);
    std::thread::scope(|scope| {
        for dir in ["prod", "dev"] {
            let actions = &actions;
            scope.spawn(move || {
                actions.comment("carol", &format!("whomay apply dir:{dir}")).succeeds();
            });
        }
    });
    for dir in ["prod", "dev"] {
        assert_eq!(actions.shop.applied_commit(dir).as_deref(), Some(actions.shop.head.as_str()), "{dir}");
    }
    let mut calls = actions.shop.terraform.calls();
    calls.sort();
    assert_eq!(calls, ["apply", "apply", "init", "init"]);
}

#[test]
fn a_report_of_another_commit_is_not_posted() {
    let actions = actions();
    actions.plan("topic").succeeds();
    // What was kept says one commit, the run that kept it was for another.
    let main = actions.shop.main.clone();
    actions.world(|world| world.push("mallory", &main));
    actions.plan_is_over("topic", &main).fails().says("Merge reports of the commit");
    assert!(actions.world(|world| world.writes.is_empty()));
    // The request has moved on since the run.
    actions.plan_is_over("topic", &actions.shop.head).succeeds().says("the request has moved on");
    assert!(actions.world(|world| world.writes.is_empty()));
}

#[test]
fn a_request_from_a_fork_is_planned_and_reported() {
    let actions = actions();
    actions.world(|world| world.pull.head_repository = Some("mallory/infra".to_owned()));
    actions.plan("topic").succeeds();
    actions.plan_is_over("topic", &actions.shop.head).succeeds();
    assert_eq!(actions.world(|world| world.comments.len()), 1);
}

#[test]
fn a_merge_queue_is_refused_where_it_can_be_seen() {
    let actions = actions();
    actions.world(|world| world.runs.insert(RUN, WorkflowRun::of("carol")));
    actions.queue().fails().says("a merge queue is not decided on");
    assert!(actions.shop.terraform.calls().is_empty());
}

/// The request is merged, as `main` then has it.
fn merged() -> (Actions, String) {
    let actions = actions_of(&format!("{CONFIG}      apply_after_merge: {{enabled: true}}\n"), "topic", &["prod"]);
    let shop = &actions.shop;
    shop.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = shop.git(["rev-parse", "HEAD"]);
    actions.world(|world| world.merge(&shop.main, &result, &result));
    (actions, result)
}

#[test]
fn what_was_merged_is_applied_as_it_was_merged() {
    let (actions, result) = merged();
    actions.push(&result).succeeds();
    assert_eq!(actions.shop.applied_commit("prod"), Some(result));
}

#[test]
fn a_merge_that_nobody_approved_is_not_applied() {
    let (actions, result) = merged();
    actions.world(|world| world.reviews.clear());
    actions.push(&result).fails().says("needs 1 approval");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn what_no_request_brought_is_not_applied() {
    let (actions, _) = merged();
    actions.shop.code("prod", "pushed");
    let pushed = actions.shop.commit("without a request");
    actions.world(|world| world.branches.get_mut("main").unwrap().tip.clone_from(&pushed));
    actions.push(&pushed).fails().says("no request was merged as");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn what_was_merged_can_be_applied_again_by_whoever_may() {
    let (actions, result) = merged();
    actions.shop.terraform.fails_to("init");
    actions.push(&result).fails();
    actions.shop.terraform.fails_to("nothing");

    actions.dispatch("mallory", "7").fails().says("1 deny");
    for pull in ["8", "", "7\n--operation=apply-force", "https://github.com/mallory/infra/pull/7"] {
        actions.dispatch("carol", pull).fails();
    }
    assert_eq!(actions.shop.terraform.calls(), ["init"], "the one that failed");

    actions.dispatch("carol", "7").succeeds();
    assert_eq!(actions.shop.applied_commit("prod"), Some(result));
}

#[test]
fn an_older_merge_is_not_applied_over_a_newer_one() {
    let (actions, _) = merged();
    actions.shop.code("prod", "newer");
    let newer = actions.shop.commit("another change of the same");
    actions.world(|world| world.branches.get_mut("main").unwrap().tip.clone_from(&newer));
    actions.dispatch("carol", "7").fails().says("the target branch has newer changes to prod/main.tf");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn what_a_queue_merged_is_applied_by_somebody_who_may() {
    const QUEUE: &str = "github-merge-queue[bot]";
    let (actions, result) = merged();
    actions.world(|world| {
        world.accounts.insert(QUEUE.to_owned(), Account { id: 9_919, kind: "Bot", role: None });
        world.runs.insert(RUN, WorkflowRun::of(QUEUE));
        world.pull.merged_by = Some(QUEUE.to_owned());
    });
    actions.push(&result).fails().says("1 deny");
    assert!(actions.shop.terraform.calls().is_empty(), "nobody let the queue apply");
    actions.dispatch("carol", "7").succeeds();
    assert_eq!(actions.shop.applied_commit("prod"), Some(result));
}

#[test]
fn what_was_merged_is_not_applied_again_when_its_approval_is_withdrawn() {
    let (actions, _) = merged();
    actions.world(|world| world.reviews.clear());
    actions.dispatch("carol", "7").fails().says("needs 1 approval");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn a_request_that_is_not_merged_is_not_applied_by_hand() {
    let config = format!("{CONFIG}      apply_after_merge: {{enabled: true}}\n");
    let actions = actions_of(&config, "topic", &["prod"]);
    actions.dispatch("carol", "7").fails().says("an apply has to wait for the merge");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn what_cannot_be_planned_where_it_belongs_is_planned_nowhere_else() {
    let config = format!("{CONFIG}dirs: {{prod: {{workspaces: {{blue: {{}}}}}}}}\n");
    let actions = actions_of(&config, "topic", &["prod"]);
    actions.shop.terraform.fails_to("workspace");
    actions.plan("topic").fails();
    let calls = actions.shop.terraform.calls();
    assert!(calls.contains(&"workspace".to_owned()) && !calls.contains(&"plan".to_owned()), "{calls:?}");
    actions.plan_is_over("topic", &actions.shop.head).says("comment on acme/infra#7: created");
    let comment = actions.world(|world| world.comments[0].body.clone());
    assert!(comment.contains("could not be used") && comment.contains("blue"), "{comment}");
}
