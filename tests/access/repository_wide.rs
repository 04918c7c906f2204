//! Repository-wide lists: the configuration, the CI file, named files.

use whomay::access::case::Profile;
use whomay::access::facts::{CiConfig, Forge};
use whomay::access::known::Known;
use whomay::access::reason::Clause;
use whomay::dirspace::Change;

use super::world::{Row, World, check_rows, list};

fn config_guarded(w: &mut World, path: &str) {
    w.policies(&[": apply_force=*"]);
    w.access.terrateam_config_update = list("team:sre");
    w.changed(&[path]);
}

#[test]
fn a_change_of_the_configuration_asks_for_its_list() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "plan",
                given: |w| config_guarded(w, ".terrateam/config.yaml"),
                ask: "alice plan prod",
                expect: "deny: config-update",
            },
            Row {
                name: "apply",
                given: |w| config_guarded(w, ".terrateam/config.yaml"),
                ask: "alice apply prod",
                expect: "deny: config-update",
            },
            Row {
                name: "force",
                given: |w| config_guarded(w, ".terrateam/config.yaml"),
                ask: "alice apply-force prod",
                expect: "deny: config-update",
            },
            Row {
                name: "autoapprove",
                given: |w| config_guarded(w, ".terrateam/config.yaml"),
                ask: "alice apply-autoapprove prod",
                expect: "deny: autoapprove, config-update",
            },
            Row {
                name: "the other name",
                given: |w| config_guarded(w, ".terrateam/config.yml"),
                ask: "alice plan prod",
                expect: "deny: config-update",
            },
            Row {
                name: "every dirspace, whatever changed in it",
                given: |w| config_guarded(w, ".terrateam/config.yml"),
                ask: "alice plan dev",
                expect: "deny: config-update",
            },
            Row {
                name: "who is listed",
                given: |w| config_guarded(w, ".terrateam/config.yml"),
                ask: "sam plan prod",
                expect: "allow: policy, config-update",
            },
            Row {
                name: "another file of the folder",
                given: |w| config_guarded(w, ".terrateam/hook.sh"),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "a file of that name elsewhere",
                given: |w| config_guarded(w, "sub/.terrateam/config.yml"),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "the name in another case",
                given: |w| config_guarded(w, ".Terrateam/config.yml"),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "moved away",
                given: |w| {
                    config_guarded(w, "x");
                    w.changes = vec![Change::Moved { from: ".terrateam/config.yml".to_owned(), to: "x".to_owned() }];
                },
                ask: "alice plan prod",
                expect: "deny: config-update",
            },
            Row {
                name: "moved here",
                given: |w| {
                    config_guarded(w, "x");
                    w.changes = vec![Change::Moved { from: "x".to_owned(), to: ".terrateam/config.yaml".to_owned() }];
                },
                ask: "alice plan prod",
                expect: "deny: config-update",
            },
            Row {
                name: "removed",
                given: |w| {
                    config_guarded(w, "x");
                    w.changes = vec![Change::Removed(".terrateam/config.yml".to_owned())];
                },
                ask: "alice plan prod",
                expect: "deny: config-update",
            },
            Row {
                name: "open to everyone by default",
                given: |w| w.changed(&[".terrateam/config.yml"]),
                ask: "alice plan prod",
                expect: "allow: policy, config-update",
            },
        ],
    );
}

fn ci_guarded(w: &mut World, candidates: &[&str], changed: &[&str]) {
    w.access.ci_config_update = list("team:sre");
    w.facts.ci_config = CiConfig::Candidates(candidates.iter().map(|path| (*path).to_owned()).collect());
    w.changed(changed);
}

const TERRATEAM: &str = ".github/workflows/terrateam.yml";
const OTHER: &str = ".github/workflows/infra.yml";

#[test]
fn a_change_of_the_ci_file_asks_for_its_list() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "the one file",
                given: |w| ci_guarded(w, &[TERRATEAM], &[TERRATEAM]),
                ask: "alice plan prod",
                expect: "deny: ci-config-update",
            },
            Row {
                name: "who is listed",
                given: |w| ci_guarded(w, &[TERRATEAM], &[TERRATEAM]),
                ask: "sam plan prod",
                expect: "allow: policy, ci-config-update",
            },
            Row {
                name: "another workflow",
                given: |w| ci_guarded(w, &[TERRATEAM], &[OTHER]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "no such file",
                given: |w| ci_guarded(w, &[], &[TERRATEAM]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "two candidates, neither changed",
                given: |w| ci_guarded(w, &[TERRATEAM, OTHER], &["x"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "two candidates, both changed",
                given: |w| ci_guarded(w, &[TERRATEAM, OTHER], &[TERRATEAM, OTHER]),
                ask: "alice plan prod",
                expect: "deny: ci-config-update",
            },
            Row {
                name: "two candidates, one changed",
                given: |w| ci_guarded(w, &[TERRATEAM, OTHER], &[OTHER]),
                ask: "alice plan prod",
                expect: "undetermined: ci-config-update if .github/workflows/infra.yml is not the file that runs the jobs",
            },
            Row {
                name: "which does not matter to who is listed",
                given: |w| ci_guarded(w, &[TERRATEAM, OTHER], &[OTHER]),
                ask: "sam plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "only the answer is known: yes",
                given: |w| {
                    ci_guarded(w, &[], &["x"]);
                    w.facts.ci_config = CiConfig::Changed(true);
                },
                ask: "alice plan prod",
                expect: "deny: ci-config-update",
            },
            Row {
                name: "only the answer is known: no",
                given: |w| {
                    ci_guarded(w, &[], &[TERRATEAM]);
                    w.facts.ci_config = CiConfig::Changed(false);
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "nobody looked, and a workflow changed",
                given: |w| {
                    ci_guarded(w, &[], &[OTHER]);
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "undetermined: ci-config-update if .github/workflows/infra.yml is not the file that runs the jobs",
            },
            Row {
                name: "nobody looked, and no workflow changed",
                given: |w| {
                    ci_guarded(w, &[], &["x"]);
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "nobody looked, and nobody is kept out",
                given: |w| {
                    w.changed(&[OTHER]);
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "looking failed, and a workflow changed",
                given: |w| {
                    ci_guarded(w, &[], &[OTHER]);
                    w.facts.ci_config = CiConfig::Unavailable("no answer".to_owned());
                },
                ask: "alice plan prod",
                expect: "undetermined: ci-config-update if .github/workflows/infra.yml is not the file that runs the jobs",
            },
            Row {
                name: "looking failed, and no workflow changed",
                given: |w| {
                    ci_guarded(w, &[], &["x"]);
                    w.facts.ci_config = CiConfig::Unavailable("no answer".to_owned());
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "on GitLab the file has one name",
                given: |w| {
                    ci_guarded(w, &[], &[".gitlab-ci.yml"]);
                    w.facts.forge = Forge::Gitlab;
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "deny: ci-config-update",
            },
            Row {
                name: "and an included file is not it",
                given: |w| {
                    ci_guarded(w, &[], &["ci/.gitlab-ci.yml"]);
                    w.facts.forge = Forge::Gitlab;
                    w.facts.ci_config = CiConfig::NotGiven;
                },
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "the condition includes the list",
                given: |w| {
                    ci_guarded(w, &[TERRATEAM, OTHER], &[OTHER]);
                    w.facts.people.get_mut("alice").unwrap().teams = Known::NotGiven;
                },
                ask: "alice plan prod",
                expect: "undetermined: ci-config-update if .github/workflows/infra.yml is not the file that runs the jobs or alice is in team:sre",
            },
        ],
    );
}

fn files(w: &mut World, files: &[(&str, &str)], changed: &[&str]) {
    w.access.files = files.iter().map(|(path, entries)| ((*path).to_owned(), list(entries))).collect();
    w.changed(changed);
}

#[test]
fn a_change_of_a_named_file_asks_for_its_list() {
    check_rows(
        Profile::Terrateam,
        &[
            Row {
                name: "named",
                given: |w| files(w, &[("bin/x", "team:sre")], &["bin/x"]),
                ask: "alice plan prod",
                expect: "deny: file-update",
            },
            Row {
                name: "who is listed",
                given: |w| files(w, &[("bin/x", "team:sre")], &["bin/x"]),
                ask: "sam plan prod",
                expect: "allow: policy, file-update",
            },
            Row {
                name: "no globs",
                given: |w| files(w, &[("bin/*", "role:admin")], &["bin/x"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "no directories",
                given: |w| files(w, &[("bin", ""), ("bin/", "")], &["bin/x"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "case counts",
                given: |w| files(w, &[("bin/X", "")], &["bin/x"]),
                ask: "alice plan prod",
                expect: "allow: policy",
            },
            Row {
                name: "the old name of a move",
                given: |w| {
                    files(w, &[("a", "")], &[]);
                    w.changes = vec![Change::Moved { from: "a".to_owned(), to: "b".to_owned() }];
                },
                ask: "sam plan prod",
                expect: "deny: file-update",
            },
            Row {
                name: "the new name of a move",
                given: |w| {
                    files(w, &[("b", "")], &[]);
                    w.changes = vec![Change::Moved { from: "a".to_owned(), to: "b".to_owned() }];
                },
                ask: "sam plan prod",
                expect: "deny: file-update",
            },
            Row {
                name: "a broken list among others",
                given: |w| files(w, &[("a", "role:owner"), ("b", "*")], &["a", "b"]),
                ask: "alice plan prod",
                expect: "undetermined: file-update",
            },
            Row {
                name: "a list that is not asked breaks nothing",
                given: |w| files(w, &[("a", "role:owner"), ("b", "*")], &["b"]),
                ask: "alice plan prod",
                expect: "allow: policy, file-update",
            },
            Row {
                name: "everything at once",
                given: |w| {
                    files(w, &[("a", "")], &["a", ".terrateam/config.yml", TERRATEAM]);
                    w.access.terrateam_config_update = list("");
                    w.access.ci_config_update = list("");
                },
                ask: "sam apply prod",
                expect: "deny: config-update, ci-config-update, file-update",
            },
        ],
    );
}

#[test]
fn files_are_reported_from_the_greatest_path_to_the_least() {
    let mut world = World::new();
    files(&mut world, &[("a", ""), ("b", ""), ("B", "")], &["B", "a", "b"]);
    let outcome = world.ask("sam plan prod", Profile::Terrateam);
    let said: Vec<&str> = outcome
        .reasons()
        .filter(|reason| reason.clause == Clause::FileUpdate)
        .map(|reason| reason.text.split_once(' ').unwrap().0)
        .collect();
    assert_eq!(said, ["b", "a", "B"]);
}
