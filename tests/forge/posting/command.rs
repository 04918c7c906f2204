//! `whomay report --post`, from the command line to the request and back.

use std::path::Path;
use std::process::{Command, Output};

use super::stage::{Stage, head};
use crate::fake::faults::{Fault, FaultKind, Matcher};

/// Stands in no output, whatever happens.
const SENTINEL: &str = "ghp_SENTINELsentinelSENTINEL";

const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "errored": false, "complete": true,
  "applicable": true, "resource_changes": [{"address": "aws_eip.nat", "mode": "managed", "type": "aws_eip", "name": "nat",
  "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": ["delete"], "before": {"x": "hunter2secret"},
  "after": null, "after_unknown": {}, "before_sensitive": {"x": true}, "after_sensitive": false}}]}"#;

/// The name of a variable for each forge.
fn variables(stage: &Stage) -> Vec<(&'static str, String)> {
    let base = stage.server().base_url.clone();
    match stage {
        Stage::Github { .. } => vec![
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_SERVER_URL", base.clone()),
            ("GITHUB_API_URL", base.clone()),
            ("GITHUB_GRAPHQL_URL", format!("{base}/graphql")),
            ("GITHUB_REPOSITORY", "acme/infra".to_owned()),
        ],
        Stage::Gitlab { .. } => vec![
            ("GITLAB_CI", "true".to_owned()),
            ("CI_SERVER_URL", base.clone()),
            ("CI_API_V4_URL", format!("{base}/api/v4")),
            ("CI_PROJECT_PATH", "acme/infra".to_owned()),
            ("CI_MERGE_REQUEST_IID", "7".to_owned()),
        ],
    }
}

struct Run<'s> {
    stage: &'s Stage,
    folder: tempfile::TempDir,
    token: String,
}

impl<'s> Run<'s> {
    fn new(stage: &'s Stage) -> Run<'s> {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("plan.json"), PLAN).unwrap();
        Run { stage, folder, token: stage.write_token().to_owned() }
    }

    fn report(&self, arguments: &[&str]) -> Output {
        self.report_of(&head(), arguments)
    }

    fn report_of(&self, head: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whomay"));
        command.env_clear().current_dir(self.folder.path()).env("WHOMAY_WRITE_TOKEN", &self.token);
        command.envs(variables(self.stage));
        command.args(["report", "network:default=plan.json", "--head", head, "--pull", "7", "--format", "json"]);
        command.args(arguments).output().unwrap()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        Path::new(self.folder.path()).join(name)
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_comment_the_status_and_the_labels_are_those_of_the_plans() {
    for stage in Stage::both() {
        let run = Run::new(&stage);
        let output =
            run.report(&["--post=comment,status,labels", "--fail-on", "destroy", "--summary-file", "summary.md"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let own = stage.own();
        assert_eq!(own.len(), 1);
        // The very text that was drawn for people.
        assert_eq!(own[0].body.trim_end(), std::fs::read_to_string(run.path("summary.md")).unwrap().trim_end());
        assert!(own[0].body.contains("1 to destroy"));
        assert!(!own[0].body.contains("hunter2secret"));
        assert_eq!(stage.labels(), ["whomay: destroy"]);
        let statuses = stage.statuses();
        let status = statuses.last().unwrap();
        assert_eq!((status.commit.as_str(), status.name.as_str()), (head().as_str(), "whomay/report"));
        assert_eq!(status.description, own[0].body.lines().nth(1).unwrap().trim_start_matches("## "));
        assert!(matches!(status.state.as_str(), "failure" | "failed"));
        // And once more: nothing to write but the status.
        stage.server().forget();
        let again = run.report(&["--post=comment,status,labels", "--exit-zero", "--fail-on", "destroy"]);
        assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
        assert_eq!(stage.writes().len(), 1);
        assert_eq!(stage.statuses().last().unwrap().state, status.state, "--exit-zero is about the job");
        assert_eq!(stdout(&output), stdout(&again));
        stage.broke_no_rule();
    }
}

#[test]
fn keys_tell_pipelines_apart() {
    for stage in Stage::both() {
        let run = Run::new(&stage);
        for arguments in [&["--post"][..], &["--post", "--post-key", "prod"], &["--post", "--post-key", "prod"]] {
            assert_eq!(run.report(arguments).status.code(), Some(0));
        }
        let firsts: Vec<String> =
            stage.comments().iter().filter_map(|seen| seen.body.lines().next().map(str::to_owned)).collect();
        let of = |mark: &str| firsts.iter().filter(|first| *first == mark).count();
        assert_eq!((of("<!-- whomay:report v1 -->"), of("<!-- whomay:report v1 key=prod -->")), (1, 1), "{firsts:?}");
        let refused = run.report(&["--post", "--post-key", "a-->"]);
        assert_eq!((refused.status.code(), stdout(&refused)), (Some(2), String::new()));
    }
}

#[test]
fn a_dry_run_prints_exactly_what_a_real_one_sends() {
    for stage in Stage::both() {
        let run = Run::new(&stage);
        let what = ["--post=comment,status,labels"];
        let dry = run.report(&["--post=comment,status,labels", "--dry-run"]);
        assert_eq!(dry.status.code(), Some(0), "{}", stderr(&dry));
        assert_eq!(stage.writes(), []);
        let real = run.report(&what);
        assert_eq!(stdout(&dry), stdout(&real), "the answer is the same");
        let root = if matches!(stage, Stage::Gitlab { .. }) { "/api/v4" } else { "" };
        let text = stderr(&dry);
        let shown: Vec<(&str, serde_json::Value)> = text
            .lines()
            .filter_map(|line| line.strip_prefix("whomay: would send "))
            .map(|line| {
                let (line, body) = line.split_at(line.match_indices(' ').nth(1).map_or(line.len(), |(at, _)| at));
                (line, serde_json::from_str(body).unwrap_or_default())
            })
            .collect();
        let writes = stage.writes();
        let sent: Vec<(String, serde_json::Value)> = writes
            .iter()
            .map(|(line, body)| (line.replacen(root, "", 1), serde_json::from_str(body).unwrap_or_default()))
            .collect();
        let shown: Vec<(String, serde_json::Value)> =
            shown.into_iter().map(|(line, body)| (line.to_owned(), body)).collect();
        assert_eq!(shown, sent);
        assert_eq!(shown.len(), 3);
    }
}

#[test]
fn a_report_of_an_older_head_says_so_in_every_form_and_replaces_nothing() {
    for stage in Stage::both() {
        let run = Run::new(&stage);
        assert_eq!(run.report(&["--post", "--json-file", "old.json"]).status.code(), Some(0));
        let before = stage.own();
        let now = stage.push();
        let stale = run.report(&["--post=comment,status,labels", "--summary-file", "summary.md"]);
        assert_eq!(stale.status.code(), Some(0), "{}", stderr(&stale));
        assert_eq!(stage.own(), before);
        assert_eq!((stage.statuses().len(), stage.labels().len()), (0, 0));
        assert!(stderr(&stale).contains("left alone"), "{}", stderr(&stale));
        let summary = std::fs::read_to_string(run.path("summary.md")).unwrap();
        let banner = format!("**Stale:** these plans are of {}; the request is at {} now", &head()[..10], &now[..10]);
        assert_eq!(summary.lines().nth(1), Some(banner.as_str()), "{summary}");
        assert!(summary.contains("(stale)"));
        let answer: serde_json::Value = serde_json::from_str(&stdout(&stale)).unwrap();
        assert_eq!(answer["moved_to"], now);
        // The next run plans nothing there, and shows what is known.
        std::fs::write(run.path("plan.json"), PLAN.replace("delete", "create")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_whomay"));
        command.env_clear().current_dir(run.folder.path()).args(["report", "app:default=plan.json", "--head", &now]);
        let newer = command.args(["--older", "old.json", "--format", "markdown"]).output().unwrap();
        let page = stdout(&newer);
        assert!(page.contains("Also 1 dirspace as planned at older commits, and counted nowhere"), "{page}");
        assert!(page.contains("1 to destroy at aaaaaaaaaa (stale)"), "{page}");
    }
}

#[test]
fn what_cannot_be_posted_is_said_and_the_report_is_written() {
    for stage in Stage::both() {
        let run = Run::new(&stage);
        stage.server().fault(Fault::always(Matcher::of("POST", stage.comments_path()), FaultKind::Forbidden));
        let output = run.report(&["--post"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stdout(&output).starts_with('{'));
        let text = stderr(&output);
        assert!(text.contains("the comment could not be posted to acme/infra"), "{text}");
        assert!(text.contains("help: ") && text.contains("WHOMAY_WRITE_TOKEN"), "{text}");
        let output = run.report(&["--post", "--fail-on", "destroy"]);
        assert_eq!(output.status.code(), Some(1), "what the plans say comes first");
        // Nor if nobody answers at all.
        stage.server().fault(Fault::always(Matcher::of("GET", ""), FaultKind::Unauthorized));
        let output = run.report(&["--post"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stdout(&output).starts_with('{'));
    }
}

#[test]
fn without_a_token_nothing_is_asked() {
    for stage in Stage::both() {
        let run = Run { token: String::new(), ..Run::new(&stage) };
        let output = run.report(&["--post"]);
        assert_eq!((output.status.code(), stage.server().log().len()), (Some(2), 0));
        assert!(stdout(&output).starts_with('{'));
        let text = stderr(&output);
        assert!(text.contains("no token is set") && text.contains("help: Set WHOMAY_WRITE_TOKEN"), "{text}");
    }
}

#[test]
fn the_token_is_in_no_output_whatever_goes_wrong() {
    let kinds = [
        FaultKind::Unauthorized,
        FaultKind::Forbidden,
        FaultKind::NotFound,
        FaultKind::ServerError,
        FaultKind::BadJson,
        FaultKind::CutBody,
        FaultKind::GraphqlErrors,
        FaultKind::Redirect { base_url: "http://127.0.0.1:1".to_owned() },
    ];
    for stage in Stage::both() {
        match &stage {
            Stage::Github { world, .. } => {
                let mut world = world.lock().unwrap();
                let grant = world.tokens[stage.write_token()].clone();
                world.tokens.insert(SENTINEL, grant);
            }
            Stage::Gitlab { world, .. } => {
                let mut world = world.lock().unwrap();
                let access = world.tokens[stage.write_token()];
                world.bot(SENTINEL, access);
            }
        }
        let run = Run { token: SENTINEL.to_owned(), ..Run::new(&stage) };
        let clean = |output: &Output, what: &str| {
            assert!(!stdout(output).contains(SENTINEL), "{what}");
            assert!(!stderr(output).contains(SENTINEL), "{what}: {}", stderr(output));
        };
        let what = ["--post=comment,status,labels", "--timeout", "3"];
        clean(&run.report(&[what[0], what[1], what[2], "--dry-run"]), "dry run");
        for method in ["GET", "POST"] {
            for kind in &kinds {
                stage.server().heal();
                stage.server().fault(Fault::always(Matcher::of(method, ""), kind.clone()));
                clean(&run.report(&what), &format!("{method} {kind:?}"));
            }
        }
        stage.server().heal();
        let output = run.report(&what);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        clean(&output, "all is well");
        let comments = stage.comments();
        assert!(comments.iter().all(|seen| !seen.body.contains(SENTINEL)));
    }
}
