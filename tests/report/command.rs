//! The command as a job meets it: arguments, manifest, files, exit status.

use std::path::Path;

use tempfile::TempDir;

use crate::program::program;

const PLANS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plans/terraform");

struct Said {
    status: Option<i32>,
    answer: String,
    complaint: String,
}

fn report_in(folder: &Path, arguments: &[&str]) -> Said {
    let output = program(folder).arg("report").args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said { status: output.status.code(), answer: text(&output.stdout), complaint: text(&output.stderr) }
}

fn report(arguments: &[&str]) -> Said {
    let folder = TempDir::new().unwrap();
    report_in(folder.path(), arguments)
}

fn plan(dirspace: &str, case: &str) -> String {
    format!("{dirspace}={PLANS}/{case}/plan.json")
}

#[test]
fn arguments_name_the_dirspace_and_the_file() {
    for (argument, what) in [
        ("plan.json", "does not say which dirspace"),
        ("network=plan.json", "names no workspace"),
        ("network:=plan.json", "names no workspace"),
        (":prod=plan.json", "names no directory"),
        ("network:prod", "names no file"),
        ("network:prod=", "names no file"),
    ] {
        let said = report(&[argument]);
        assert_eq!(said.status, Some(2), "{argument}");
        assert!(said.complaint.contains(what), "{argument}: {}", said.complaint);
        assert!(said.complaint.contains("DIR:WORKSPACE=FILE"), "{argument}: {}", said.complaint);
        assert_eq!(said.answer, "");
    }
}

#[test]
fn without_a_plan_there_is_nothing_to_report() {
    let said = report(&[]);
    assert_eq!(said.status, Some(2));
    assert!(said.complaint.contains("there is no plan to report on"), "{}", said.complaint);
}

#[test]
fn a_dirspace_has_one_plan() {
    let said = report(&[&plan("a:prod", "create"), &plan("./a/:prod", "update")]);
    assert_eq!(said.status, Some(2));
    assert!(said.complaint.contains("`a:prod` has two plans"), "{}", said.complaint);
    assert_eq!(report(&["a:b=-", "a:c=-"]).status, Some(2));
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let said = report(&["a:prod=nowhere.json"]);
    assert_eq!((said.status, said.answer.as_str()), (Some(2), ""));
    assert!(said.complaint.contains("cannot read nowhere.json"), "{}", said.complaint);
    assert!(said.complaint.contains("terraform show -json"), "{}", said.complaint);
}

#[test]
fn a_manifest_names_plans_relative_to_itself() {
    let folder = TempDir::new().unwrap();
    let inner = folder.path().join("plans");
    std::fs::create_dir(&inner).unwrap();
    std::fs::copy(format!("{PLANS}/create/plan.json"), inner.join("one.json")).unwrap();
    let manifest = "plans:\n  - {dir: one, workspace: prod, file: one.json}\n  - {dir: two, file: one.json}\n";
    std::fs::write(inner.join("plans.yml"), manifest).unwrap();
    let json =
        r#"{"plans": [{"dir": "one", "workspace": "prod", "file": "one.json"}, {"dir": "two", "file": "one.json"}]}"#;
    std::fs::write(inner.join("plans.json"), json).unwrap();
    let yaml = report_in(folder.path(), &["--manifest", "plans/plans.yml", "--format", "json"]);
    assert_eq!(yaml.status, Some(0), "{}", yaml.complaint);
    assert_eq!(yaml.answer, report_in(folder.path(), &["--manifest", "plans/plans.json", "--format", "json"]).answer);
    let answer: serde_json::Value = serde_json::from_str(&yaml.answer).unwrap();
    let names: Vec<&str> =
        answer["dirspaces"].as_array().unwrap().iter().map(|one| one["dir"].as_str().unwrap()).collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(answer["dirspaces"][1]["workspace"], "default");
}

#[test]
fn a_manifest_of_another_shape_is_refused_with_its_place() {
    let folder = TempDir::new().unwrap();
    for (text, place) in [
        ("plans:\n  - {dir: a, file: b}\n  - {dir: a, files: b}\n", "m.yml:3"),
        ("plans:\n  - {dir: a}\n", "m.yml:2"),
        ("plans: 7\n", "m.yml:1"),
        ("plans:\n  - {dir: a, workspace: 7, file: b}\n", "m.yml:2"),
        ("", "m.yml is empty"),
    ] {
        std::fs::write(folder.path().join("m.yml"), text).unwrap();
        let said = report_in(folder.path(), &["--manifest", "m.yml"]);
        assert_eq!((said.status, said.answer.as_str()), (Some(2), ""), "{text}");
        assert!(said.complaint.contains(place) && said.complaint.contains("{dir: DIR"), "{text}: {}", said.complaint);
    }
}

#[test]
fn standard_input_is_a_plan_too() {
    use std::io::Write as _;
    let folder = TempDir::new().unwrap();
    let mut child = program(folder.path())
        .args(["report", "a:prod=-", "--format", "json"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let bytes = std::fs::read(format!("{PLANS}/create/plan.json")).unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let from_file = report(&[&plan("a:prod", "create"), "--format", "json"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), from_file.answer);
}

#[test]
fn what_fails_a_job_is_asked_for() {
    for (case, what, status) in [
        ("destroy", "destroy", 1),
        ("create", "destroy", 0),
        ("create", "change", 1),
        ("no-changes", "change", 0),
        ("replace", "replace", 1),
        ("replace", "destroy", 0),
        ("forget", "forget", 1),
        ("errored", "errored", 1),
        ("errored", "destroy,errored", 1),
        ("targeted", "incomplete", 1),
        ("checks", "check", 1),
        ("outputs-only", "change", 1),
    ] {
        let said = report(&[&plan("a:prod", case), "--fail-on", what]);
        assert_eq!(said.status, Some(status), "{case} {what}: {}{}", said.answer, said.complaint);
        assert_eq!(report(&[&plan("a:prod", case), "--fail-on", what, "--exit-zero"]).status, Some(0), "{case} {what}");
    }
}

/// A job that stops on a status other than 0 must not go on with a plan that nobody has seen.
#[test]
fn a_plan_that_cannot_be_used_is_reported_among_the_others_and_fails() {
    let binary = concat!("b:prod=", env!("CARGO_MANIFEST_DIR"), "/tests/plans/not_plans/binary-plan/input");
    let said = report(&[&plan("a:prod", "create"), binary, "--exit-zero"]);
    assert_eq!(said.status, Some(2));
    assert!(said.answer.contains("show -json"), "{}", said.answer);
    assert!(said.answer.contains("to create"), "{}", said.answer);
}

#[test]
fn the_next_step_gets_numbers() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("outputs"), "before=1\n").unwrap();
    let said = report_in(folder.path(), &[&plan("a:prod", "everything"), "--outputs-file", "outputs"]);
    assert_eq!(said.status, Some(0), "{}", said.complaint);
    let text = std::fs::read_to_string(folder.path().join("outputs")).unwrap();
    let (first, rest) = text.split_once('\n').unwrap();
    assert_eq!(first, "before=1");
    let value = |text: &str| text == "true" || text == "false" || text.parse::<u64>().is_ok();
    for line in rest.lines() {
        let (name, given) = line.split_once('=').unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && value(given), "{line}");
    }
    assert!(rest.contains("dirspaces=1\n") && rest.contains("errored=false\n"), "{rest}");
}

#[test]
fn reports_of_jobs_are_joined() {
    let folder = TempDir::new().unwrap();
    let head = "0123456789abcdef0123456789abcdef01234567";
    let part = |dirspace: &str, case: &str, file: &str, head: &str| {
        let said = report_in(folder.path(), &[&plan(dirspace, case), "--head", head, "--json-file", file]);
        assert_eq!(said.status, Some(0), "{}", said.complaint);
    };
    part("a:prod", "create", "a.json", head);
    part("b:prod", "destroy", "b.json", head);
    part("c:prod", "create", "other.json", &head.replace('0', "f"));
    let whole = report_in(
        folder.path(),
        &[&plan("a:prod", "create"), &plan("b:prod", "destroy"), "--head", head, "--format", "json"],
    );
    let joined = report_in(folder.path(), &["--merge", "a.json", "b.json", "--head", head, "--format", "json"]);
    assert_eq!(joined.status, Some(0), "{}", joined.complaint);
    let dirspaces = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["dirspaces"].clone();
    assert_eq!(dirspaces(&joined.answer), dirspaces(&whole.answer));
    for (files, what) in [
        (&["a.json", "other.json"][..], "other.json"),
        (&["a.json", "a.json"], "a.json"),
        (&["a.json", "nowhere.json"], "nowhere.json"),
    ] {
        let said = report_in(folder.path(), &[&["--merge"][..], files, &["--format", "json"]].concat());
        assert_eq!((said.status, said.answer.as_str()), (Some(2), ""), "{files:?}");
        assert!(said.complaint.contains(what), "{files:?}: {}", said.complaint);
    }
}

/// A report that does not say of which commit it is may be of any: it is not passed off as one of this.
#[test]
fn a_report_without_a_commit_does_not_get_one() {
    let folder = TempDir::new().unwrap();
    let made = report_in(folder.path(), &[&plan("a:prod", "create"), "--json-file", "a.json"]);
    assert_eq!(made.status, Some(0), "{}", made.complaint);
    let head = "0123456789abcdef0123456789abcdef01234567";
    let said = report_in(folder.path(), &["--merge", "a.json", "--head", head]);
    assert_eq!((said.status, said.answer.as_str()), (Some(2), ""));
    assert!(said.complaint.contains("`a.json` does not say of which commit it is"), "{}", said.complaint);
    let said = report_in(folder.path(), &["--merge", "a.json", "--format", "json"]);
    assert_eq!(said.status, Some(0), "{}", said.complaint);
    assert!(said.answer.contains("\"head\": null"), "{}", said.answer);
}

#[test]
fn a_directory_has_one_name() {
    for [one, other] in [["a", "././a"], ["a/b", "a//b/./"], [".", "./"], [".", "./."], ["/a", "//a/"]] {
        let said = report(&[&plan(&format!("{one}:prod"), "create"), &plan(&format!("{other}:prod"), "update")]);
        assert_eq!(said.status, Some(2), "{one} {other}");
        assert!(said.complaint.contains(&format!("`{one}:prod` has two plans")), "{}", said.complaint);
    }
}

#[test]
fn what_is_added_to_a_file_begins_with_a_line() {
    let folder = TempDir::new().unwrap();
    for (before, after) in
        [("before=1", "before=1\ndirspaces=1\n"), ("before=1\n", "before=1\ndirspaces=1\n"), ("", "dirspaces=1\n")]
    {
        std::fs::write(folder.path().join("outputs"), before).unwrap();
        let said = report_in(folder.path(), &[&plan("a:prod", "create"), "--outputs-file", "outputs"]);
        assert_eq!(said.status, Some(0), "{}", said.complaint);
        let text = std::fs::read_to_string(folder.path().join("outputs")).unwrap();
        assert!(text.starts_with(after), "{text}");
    }
}

#[test]
fn two_texts_are_not_written_to_one_file() {
    let folder = TempDir::new().unwrap();
    let said = report_in(folder.path(), &[&plan("a:prod", "create"), "--json-file", "x", "--summary-file", "./x"]);
    assert_eq!((said.status, said.answer.as_str()), (Some(2), ""));
    assert!(said.complaint.contains("two texts would be written to"), "{}", said.complaint);
    assert!(!folder.path().join("x").exists());
}

/// A key that another reader may know, such as one that takes keys in any case.
#[test]
fn what_is_not_known_is_said() {
    let folder = TempDir::new().unwrap();
    for part in [
        r#""Resource_changes": [{"address": "a.b", "change": {"actions": ["delete"]}}]"#,
        r#""output_changes": {"o": {"actions": ["explode"]}}"#,
        r#""deferred_changes": [{"resource_change": {"address": "a.b", "change": {"actions": ["explode"]}}}]"#,
    ] {
        let text = format!(r#"{{"format_version": "1.2", "planned_values": {{}}, {part}}}"#);
        std::fs::write(folder.path().join("plan.json"), text).unwrap();
        for format in ["human", "markdown"] {
            let said = report_in(folder.path(), &["a:prod=plan.json", "--fail-on", "unknown", "--format", format]);
            assert_eq!(said.status, Some(1), "{part}: {}", said.complaint);
            assert!(said.answer.contains("Plan incomplete"), "{}", said.answer);
            assert!(said.answer.contains("1 plan with unknown parts"), "{}", said.answer);
        }
    }
}

#[test]
fn an_action_that_waits_is_deferred() {
    let folder = TempDir::new().unwrap();
    let text = r#"{"format_version": "1.2", "planned_values": {}, "deferred_action_invocations":
        [{"reason": "x", "action_invocation": {"address": "action.a.b", "type": "a", "name": "b"}}]}"#;
    std::fs::write(folder.path().join("plan.json"), text).unwrap();
    let said = report_in(folder.path(), &["a:prod=plan.json", "--fail-on", "incomplete"]);
    assert_eq!(said.status, Some(1), "{}", said.complaint);
    assert!(said.answer.contains("Plan: 1 deferred in 1 dirspace"), "{}", said.answer);
}

/// The job that joins reports is asked what it knows, whatever the others were asked.
#[test]
fn the_job_that_joins_reports_says_what_it_knows() {
    let folder = TempDir::new().unwrap();
    let head = "0123456789abcdef0123456789abcdef01234567";
    let made = report_in(folder.path(), &[&plan("a:prod", "create"), "--head", head, "--json-file", "a.json"]);
    assert_eq!(made.status, Some(0), "{}", made.complaint);
    let output = program(folder.path())
        .args(["report", "--merge", "a.json", "--metadata", "--format", "json"])
        .envs([("GITLAB_CI", "true"), ("CI_COMMIT_SHA", head), ("CI_PIPELINE_ID", "77")])
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let known = answer["metadata"].to_string();
    assert!(known.contains("77") && known.contains(head), "{known}");
}

#[test]
fn a_head_is_a_whole_commit_id() {
    for head in ["main", "0123456", "0123456789abcdef0123456789abcdef0123456g", ""] {
        let said = report(&[&plan("a:prod", "create"), "--head", head]);
        assert_eq!(said.status, Some(2), "{head}");
        assert!(said.complaint.contains("--head is no commit id"), "{}", said.complaint);
    }
}
