//! The strict clauses about checks: that they succeed, and where they come from.

use whomay::access::case::Profile;
use whomay::access::facts::Forge;
use whomay::access::gate::{AcceptedConclusion, RequiredCheck};
use whomay::access::known::Known;
use whomay::source::Spanned;

use super::world::{Row, World, check_rows};

const ALLOWED: &str = "allow: everything";

#[test]
fn every_check_has_to_succeed() {
    fn by_options(w: &mut World, name: &str, app: Option<&str>, accepted: Vec<AcceptedConclusion>) {
        w.gate.required_checks.push(RequiredCheck {
            name: Spanned::unwritten(name.to_owned()),
            app: app.map(|app| Spanned::unwritten(app.to_owned())),
            accepted_conclusions: accepted.into_iter().map(Spanned::unwritten).collect(),
        });
    }
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "success",
                given: |w| w.checks("ci run:app success, lint status success"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a failed Actions job counts",
                given: |w| w.checks("build run:github-actions failure"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "our own does not",
                given: |w| w.checks("whomay run:github-actions in_progress own"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "an unfinished one",
                given: |w| w.checks("build run:github-actions queued"),
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: build",
            },
            Row {
                name: "a re-run under way replaces the old success",
                given: |w| w.checks("build run:github-actions success, build run:github-actions in_progress"),
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: build",
            },
            Row {
                name: "a re-run that succeeded replaces the old failure",
                given: |w| w.checks("build run:github-actions failure, build run:github-actions success"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "another app's success does not",
                given: |w| w.checks("build run:github-actions failure, build run:other success"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "nor another workflow's",
                given: |w| w.checks("build run:github-actions failure a.yml, build run:github-actions success b.yml"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "nor a status of that name",
                given: |w| w.checks("build run:github-actions failure, build status:x success"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "a status' newer result replaces the older",
                given: |w| w.checks("build status:ci failure, build status:ci success"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "not one by another creator, who could be anybody",
                given: |w| w.checks("build status:ci failure, build status:mallory success"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "skipped",
                given: |w| w.checks("build run:github-actions skipped"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "neutral",
                given: |w| w.checks("build run:github-actions neutral"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "skipped, where that is accepted",
                given: |w| {
                    w.checks("build run:github-actions skipped");
                    w.gate.accepted_conclusions = vec![Spanned::unwritten(AcceptedConclusion::Skipped)];
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "neutral, where skipped is accepted",
                given: |w| {
                    w.checks("build run:github-actions neutral");
                    w.gate.accepted_conclusions = vec![Spanned::unwritten(AcceptedConclusion::Skipped)];
                },
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "skipped, where that is accepted for this check",
                given: |w| {
                    w.checks("build run:github-actions skipped");
                    by_options(w, "build", None, vec![AcceptedConclusion::Skipped]);
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "skipped, where that is accepted for another",
                given: |w| {
                    w.checks("build run:github-actions skipped, test run:github-actions success");
                    by_options(w, "test", None, vec![AcceptedConclusion::Skipped]);
                },
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "cancelled",
                given: |w| w.checks("build run:github-actions cancelled"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "a word that nobody knows",
                given: |w| w.checks("build run:github-actions stale"),
                ask: "alice apply prod",
                expect: "deny: all-checks",
            },
            Row {
                name: "a manual job, where that is accepted",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    w.checks("build status manual");
                    w.require("", |check| check.status_checks.enabled = false);
                    w.views = vec![w.view()];
                    w.gate.accepted_conclusions = vec![Spanned::unwritten(AcceptedConclusion::Manual)];
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "required and there",
                given: |w| {
                    w.checks("ci run:app success");
                    w.required("ci");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "required and never reported",
                given: |w| w.required("ci"),
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: ci",
            },
            Row {
                name: "required by the options and never reported",
                given: |w| by_options(w, "ci", None, Vec::new()),
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: ci",
            },
            Row {
                name: "required is our own status: nobody waits for himself",
                given: |w| {
                    w.checks("whomay status:me pending own");
                    w.required("whomay");
                    w.require("", |check| check.status_checks.enabled = false);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "required is our own job, from a workflow that the request leaves alone",
                given: |w| {
                    w.checks("gate run:github-actions in_progress own .github/workflows/gate.yml");
                    w.required("gate");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "our own job under a borrowed name, from a workflow that the request changes",
                given: |w| {
                    w.checks("ci run:github-actions in_progress own .github/workflows/gate.yml");
                    w.required("ci");
                    w.changed(&["x", ".github/workflows/gate.yml"]);
                },
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: ci",
            },
            Row {
                name: "our own job cannot stand for what the options require",
                given: |w| {
                    w.checks("ci run:github-actions in_progress own .github/workflows/gate.yml");
                    by_options(w, "ci", None, Vec::new());
                },
                ask: "alice apply prod",
                expect: "pending: all-checks if these checks succeed: ci",
            },
            Row {
                name: "checks are not known",
                given: |w| {
                    w.request().checks = Known::NotGiven;
                    w.require("", |check| check.status_checks.enabled = false);
                    w.views = vec![w.view()];
                },
                ask: "alice apply prod",
                expect: "undetermined: all-checks, check-origin if every check of the head commit succeeds and every required check is genuine",
            },
            Row {
                name: "required checks are not known",
                given: |w| w.request().required_checks = Known::NotGiven,
                ask: "alice apply prod",
                expect: "undetermined: all-checks, check-origin if every required check succeeds and every required check is genuine",
            },
            Row {
                name: "a plan does not ask",
                given: |w| w.checks("build run:github-actions failure"),
                ask: "alice plan prod",
                expect: ALLOWED,
            },
        ],
    );
}

#[test]
fn a_required_check_has_to_be_genuine() {
    fn required(w: &mut World, checks: &str, required: &str, changed: &str) {
        w.checks(checks);
        w.required(required);
        w.changed(&[changed]);
    }
    const WORKFLOW: &str = ".github/workflows/ci.yml";
    check_rows(
        Profile::Strict,
        &[
            Row {
                name: "from its app",
                given: |w| required(w, "ci run:circleci success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "from another app",
                given: |w| required(w, "ci run:other success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: "deny: check-origin",
            },
            Row {
                name: "from nobody knows whom",
                given: |w| required(w, "ci run success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: "deny: check-origin",
            },
            Row {
                name: "from its app and another",
                given: |w| required(w, "ci run:circleci success, ci run:other success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: "deny: check-origin",
            },
            Row {
                name: "a status by its app",
                given: |w| required(w, "ci status:circleci[bot] success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "a status by a user who is called what the app is called",
                given: |w| required(w, "ci status:circleci success", "ci circleci", "x"),
                ask: "alice apply prod",
                expect: "deny: check-origin",
            },
            Row {
                name: "on GitLab there are only users",
                given: |w| {
                    w.facts.forge = Forge::Gitlab;
                    required(w, "ci status:circleci success", "ci circleci", "x");
                },
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "from any app",
                given: |w| required(w, "ci run:other success", "ci", "x"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "from a workflow that the request leaves alone",
                given: |w| required(w, "ci run:github-actions success .github/workflows/ci.yml", "ci", "x"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "from a workflow that the request changes",
                given: |w| required(w, "ci run:github-actions success .github/workflows/ci.yml", "ci", WORKFLOW),
                ask: "alice apply prod",
                expect: "deny: check-origin",
            },
            Row {
                name: "from nobody knows which workflow, and one changes",
                given: |w| required(w, "ci run:github-actions success", "ci", WORKFLOW),
                ask: "alice apply prod",
                expect: "undetermined: check-origin if every required check comes from a workflow that the request leaves alone",
            },
            Row {
                name: "from nobody knows which workflow, and none changes",
                given: |w| required(w, "ci run:github-actions success", "ci", "x"),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "from an app, whatever workflow changes",
                given: |w| required(w, "ci run:circleci success", "ci", WORKFLOW),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
            Row {
                name: "not required, from a workflow that the request changes",
                given: |w| required(w, "ci run:github-actions success .github/workflows/ci.yml", "", WORKFLOW),
                ask: "alice apply prod",
                expect: ALLOWED,
            },
        ],
    );
}
