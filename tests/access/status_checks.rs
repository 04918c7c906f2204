//! Status checks, as the two servers look at them.

use whomay::access::case::Profile;
use whomay::access::facts::Forge;
use whomay::access::known::Known;
use whomay::access::requirement::IgnoredChecks;
use whomay::dirspace::lua_pattern::LuaPattern;
use whomay::source::Spanned;

use super::world::{Row, World, check_rows};

const MET: &str = "allow: policy, requirements-met";
const FAILED: &str = "deny: status-checks";

fn ignoring(w: &mut World, patterns: &[&str]) {
    let ignored = |text: &&str| IgnoredChecks {
        text: Spanned::unwritten((*text).to_owned()),
        pattern: LuaPattern::compile(text).ok(),
    };
    let ignored = patterns.iter().map(ignored).collect();
    w.require("", |check| check.status_checks.ignore_matching = ignored);
}

#[test]
fn github_wants_every_check_that_it_looks_at_to_have_succeeded() {
    check_rows(
        Profile::Terrateam,
        &[
            Row { name: "no checks", given: |w| w.checks(""), ask: "alice apply prod", expect: MET },
            Row {
                name: "a status succeeded",
                given: |w| w.checks("ci status success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a status is pending",
                given: |w| w.checks("ci status pending"),
                ask: "alice apply prod",
                expect: "pending: status-checks if these checks succeed: ci",
            },
            Row {
                name: "a status failed",
                given: |w| w.checks("ci status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a status errored",
                given: |w| w.checks("ci status error"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a run succeeded",
                given: |w| w.checks("ci run:app success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a run was skipped",
                given: |w| w.checks("ci run:app skipped"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a run was neutral",
                given: |w| w.checks("ci run:app neutral"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a run failed",
                given: |w| w.checks("ci run:app failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a run was cancelled",
                given: |w| w.checks("ci run:app cancelled"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a run timed out",
                given: |w| w.checks("ci run:app timed_out"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a run asks for action",
                given: |w| w.checks("ci run:app action_required"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a run is queued",
                given: |w| w.checks("ci run:app queued"),
                ask: "alice apply prod",
                expect: "pending: status-checks if these checks succeed: ci",
            },
            Row {
                name: "one of several",
                given: |w| w.checks("a run:app success, b status failure, c run:app success"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "failed and unfinished",
                given: |w| w.checks("a run:app queued, b status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "switched off",
                given: |w| {
                    w.checks("ci status failure");
                    w.require("", |check| check.status_checks.enabled = false);
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a plan does not ask",
                given: |w| w.checks("ci status failure"),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
        ],
    );
}

#[test]
fn github_keeps_one_result_of_each_title() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "the newest run: success",
                given: |w| w.checks("ci run:app failure, ci run:app success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the newest run: failure",
                given: |w| w.checks("ci run:app success, ci run:app failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "a re-run under way leaves the old success",
                given: |w| w.checks("ci run:app success, ci run:app in_progress"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "and the old failure",
                given: |w| w.checks("ci run:app failure, ci run:app in_progress"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "whatever the order",
                given: |w| w.checks("ci run:app in_progress, ci run:app success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the title alone counts, not the app",
                given: |w| w.checks("ci run:app failure, ci run:other success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "the newest status",
                given: |w| w.checks("ci status failure, ci status success"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a pending status replaces a success",
                given: |w| w.checks("ci status success, ci status pending"),
                ask: "alice apply prod",
                expect: "pending: status-checks if these checks succeed: ci",
            },
            Row {
                name: "a status takes the place of a run",
                given: |w| w.checks("ci status success, ci run:app failure"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "and of a successful one",
                given: |w| w.checks("ci run:app success, ci status failure, ci run:app success"),
                ask: "alice apply prod",
                expect: FAILED,
            },
        ],
    );
}

#[test]
fn github_leaves_some_checks_out() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "what Actions produced",
                given: |w| w.checks("build run:github-actions failure"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "even if nobody knows the word",
                given: |w| w.checks("build run:github-actions stale"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "but not a status by Actions' bot",
                given: |w| w.checks("build status:github-actions[bot] failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "its own apply",
                given: |w| w.checks("terrateam_apply status pending"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "its own apply of a dirspace",
                given: |w| w.checks("terrateam_apply:_prod_default status failure"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "its own plan of a dirspace",
                given: |w| w.checks("terrateam_plan:_prod_default status failure"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "its own hooks",
                given: |w| {
                    w.checks(
                        "terrateam_plan_pre-hooks status failure, terrateam_plan_post-hooks status failure, \
                     terrateam_apply_pre-hooks status failure, terrateam_apply_post-hooks status failure",
                    );
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "not what only looks alike",
                given: |w| w.checks("terrateam_plan status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "not in another case",
                given: |w| w.checks("Terrateam_apply status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "what is ignored, exactly",
                given: |w| {
                    ignoring(w, &["ci-lint"]);
                    w.checks("ci-lint status failure");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a dash is magic in a pattern",
                given: |w| {
                    ignoring(w, &["ci-lint"]);
                    w.checks("my_ci-lint status failure");
                },
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "so that it matches what it does not say",
                given: |w| {
                    ignoring(w, &["ci-lint"]);
                    w.checks("my_cccclint status failure");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a pattern is not anchored",
                given: |w| {
                    ignoring(w, &["lint"]);
                    w.checks("pre_lint_post status failure");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "a pattern that does not compile still ignores its own text",
                given: |w| {
                    ignoring(w, &["[lint"]);
                    w.checks("[lint status failure");
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "and nothing else",
                given: |w| {
                    ignoring(w, &["[lint"]);
                    w.checks("a[lint status failure");
                },
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "no alternation",
                given: |w| {
                    ignoring(w, &["a|b"]);
                    w.checks("a status failure");
                },
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "everything",
                given: |w| {
                    ignoring(w, &[".*"]);
                    w.checks("a status failure, b run:app failure");
                },
                ask: "alice apply prod",
                expect: MET,
            },
        ],
    );
}

#[test]
fn github_breaks_on_a_word_that_it_does_not_know() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "stale",
                given: |w| w.checks("ci run:app stale"),
                ask: "alice apply prod",
                expect: "undetermined: status-checks",
            },
            Row {
                name: "whatever else failed",
                given: |w| w.checks("a status failure, ci run:app startup_failure"),
                ask: "alice apply prod",
                expect: "undetermined: status-checks",
            },
            Row {
                name: "replaced by a newer result",
                given: |w| w.checks("ci run:app stale, ci run:app success"),
                ask: "alice apply prod",
                expect: "undetermined: status-checks",
            },
            Row {
                name: "of a title that is ignored",
                given: |w| {
                    ignoring(w, &["ci"]);
                    w.checks("ci run:app stale");
                },
                ask: "alice apply prod",
                expect: "undetermined: status-checks",
            },
            Row {
                name: "not where checks are not asked for",
                given: |w| {
                    w.checks("ci run:app stale");
                    w.require("", |check| check.status_checks.enabled = false);
                },
                ask: "alice apply prod",
                expect: MET,
            },
        ],
    );
}

fn gitlab(w: &mut World, checks: &str) {
    w.facts.forge = Forge::Gitlab;
    w.checks(checks);
}

#[test]
fn gitlab_looks_at_almost_everything() {
    check_rows(
        Profile::Terrateam,
        &[
            Row { name: "success", given: |w| gitlab(w, "build status success"), ask: "alice apply prod", expect: MET },
            Row { name: "skipped", given: |w| gitlab(w, "build status skipped"), ask: "alice apply prod", expect: MET },
            Row {
                name: "failed",
                given: |w| gitlab(w, "build status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "canceled",
                given: |w| gitlab(w, "build status cancelled"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "running",
                given: |w| gitlab(w, "build status in_progress"),
                ask: "alice apply prod",
                expect: "pending: status-checks if these checks succeed: build",
            },
            Row {
                name: "a word that nobody knows is taken for queued",
                given: |w| gitlab(w, "build status stale"),
                ask: "alice apply prod",
                expect: "pending: status-checks if these checks succeed: build",
            },
            Row {
                name: "not what only sounds like its own job",
                given: |w| gitlab(w, "terrateam_job status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "its own apply",
                given: |w| gitlab(w, "terrateam_apply status failure"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "its own plan of a dirspace counts",
                given: |w| gitlab(w, "terrateam_plan:_prod status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "its own apply of a dirspace counts",
                given: |w| gitlab(w, "terrateam_apply:_prod status failure"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "old results of a title count",
                given: |w| gitlab(w, "build status failure, build status success"),
                ask: "alice apply prod",
                expect: FAILED,
            },
            Row {
                name: "ignored by the configuration",
                given: |w| {
                    gitlab(w, "build status failure");
                    ignoring(w, &["^build$"]);
                },
                ask: "alice apply prod",
                expect: MET,
            },
        ],
    );
}

#[test]
fn the_gitlab_job_is_known_by_its_exact_name() {
    let mut world = World::new();
    gitlab(&mut world, "");
    world.request().checks = world.request().checks.clone().map(|_| {
        vec![whomay::access::facts::Check {
            title: "terrateam_job".to_owned(),
            state: whomay::access::facts::CheckState::Failed("failed".to_owned()),
            origin: whomay::access::facts::CheckOrigin::Status(None),
            workflow: None,
            own: false,
        }]
    });
    assert_eq!(super::world::shown(&world.ask("alice apply prod", Profile::Terrateam)), MET);
}

#[test]
fn gitlab_counts_reviewers_and_asks_for_none() {
    fn approved(w: &mut World, reviews: &str) {
        w.facts.forge = Forge::Gitlab;
        w.reviews(reviews);
        w.require("", |check| check.approved.enabled = true);
    }
    check_rows(
        Profile::Terrateam,
        &[
            Row { name: "approved", given: |w| approved(w, "bob approved"), ask: "alice apply prod", expect: MET },
            Row {
                name: "reviewed is as good",
                given: |w| approved(w, "bob reviewed"),
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "commented is not",
                given: |w| approved(w, "bob commented"),
                ask: "alice apply prod",
                expect: "pending: approved-any-of if there is 1 approval",
            },
            Row {
                name: "approved and reviewed count twice",
                given: |w| {
                    approved(w, "bob approved, bob reviewed");
                    w.requirements.checks[0].approved.any_of_count = 2;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "completed reviews: no reviewer at all",
                given: |w| {
                    approved(w, "bob approved");
                    w.requirements.checks[0].approved.require_completed_reviews = true;
                    w.request().review_decision = Known::NotGiven;
                },
                ask: "alice apply prod",
                expect: MET,
            },
            Row {
                name: "completed reviews: a reviewer, even one who approved",
                given: |w| {
                    approved(w, "bob approved");
                    w.requirements.checks[0].approved.require_completed_reviews = true;
                    w.request().requested_reviewers = Known::Known(vec!["bob".to_owned()]);
                },
                ask: "alice apply prod",
                expect: "pending: completed-reviews if the request has no reviewers",
            },
        ],
    );
}
