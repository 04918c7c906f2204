//! What somebody could try, and what comes of it: the real program in a job, a clone and a forge.
//!
//! `docs/security.md` names these tests, so that whoever reads what the gate holds against can see it hold.

#![expect(clippy::panic, reason = "an outputs file without a list fails its test")]

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::github::{World, world};
use crate::fake::gitlab::Tier;
use crate::fake::server::{Forge, Reply, Request, Server};
use crate::sandbox::Run;
use crate::scene::{Clone, HUB_CONFIG, Hub, Lab};

const APPLY: &str = "--pull 7 --operation apply";

/// The ordinary request with more files in it.
fn request(config: &str, files: &[(&str, &str)]) -> Hub {
    let mut clone = Clone::with(config);
    clone.git(["switch", "--quiet", "topic"]);
    for (path, text) in files {
        clone.write(path, text);
    }
    clone.head = clone.commit("more");
    clone.git(["switch", "--quiet", "main"]);
    let hub = Hub::of(clone);
    hub.world().changed_files = Some(files.len() + 1);
    hub
}

/// Runs the gate with an outputs file.
fn enforce(hub: &Hub, rest: &str) -> Run {
    hub.enforce(&format!("{rest} --outputs-file {}", outputs(hub)))
}

fn outputs(hub: &Hub) -> String {
    hub.clone.at(".git/outputs").display().to_string()
}

/// The last value of each name, as a runner takes it.
fn output(hub: &Hub, name: &str) -> String {
    let text = hub.clone.read(".git/outputs");
    let last = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).next_back();
    last.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}

#[track_caller]
fn hands_on_nothing(hub: &Hub) {
    assert_eq!((output(hub, "allowed"), output(hub, "matrix")), ("[]".to_owned(), "{\"include\":[]}".to_owned()));
}

#[test]
fn a_configuration_loosened_in_the_request_lets_nobody_in() {
    let loose = "access_control: {enabled: false}\napply_requirements: {checks: [{tag_query: '', merge_conflicts: {enabled: false}}]}\n";
    let gate = "gate: {approval_mode: same-diff, plan_on_forks: true, accepted_conclusions: [skipped, neutral]}\n";
    let hub = request(HUB_CONFIG, &[(".terrateam/config.yml", loose), (".whomay.yml", gate)]);
    hub.world().reviews.clear();
    enforce(&hub, APPLY).ends_with(1).says("needs 1 approval");
    hands_on_nothing(&hub);
    hub.world().runs.insert(world::RUN, world::WorkflowRun::of("dave"));
    enforce(&hub, APPLY).ends_with(1).says("does not let dave in");
    hands_on_nothing(&hub);
}

/// Whatever lies in the folder that the job runs in, and in the part of the clone that is no commit.
#[test]
fn no_byte_of_the_work_tree_has_a_say() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().reviews.clear();
    let before = enforce(&hub, &format!("{APPLY} --format json"));
    before.ends_with(1);

    let clone = &hub.clone;
    clone.write(".terrateam/config.yml", "access_control: {enabled: false}\n").write(".whomay.yml", "gate: {}\n");
    clone.write(".terrateam/config.yaml", "{}\n").write("prod/main.tf", "# 3\n").write("new/main.tf", "# 1\n");
    clone
        .write(".gitattributes", "* filter=bad diff=bad merge=bad text eol=crlf\n")
        .write(".mailmap", "<alice@example.com> <bob@example.com>\n");
    let program = format!("touch {}", clone.at("touched").display());
    for key in [
        "core.fsmonitor",
        "filter.bad.smudge",
        "filter.bad.clean",
        "diff.external",
        "diff.bad.textconv",
        "diff.bad.command",
        "merge.bad.driver",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "credential.helper",
    ] {
        clone.git(["config", key, &program]);
    }
    clone.write(".git/attributes-hooks/post-checkout", &format!("#!/bin/sh\n{program}\n"));
    clone.git(["config", "core.hooksPath", ".git/attributes-hooks"]);
    clone.git(["config", "core.worktree", "/"]);
    clone.git(["config", "core.attributesFile", ".gitattributes"]);
    // What a reference says here is nothing to the forge, nor is what a commit is said to be replaced by.
    let (main, head) = (clone.main.clone(), clone.head.clone());
    for reference in ["refs/heads/main", "refs/remotes/origin/main", "refs/remotes/origin/HEAD"] {
        clone.git(["--work-tree=.", "update-ref", reference, &head]);
    }
    clone.git(["update-ref", &format!("refs/replace/{main}"), &head]);

    let after = enforce(&hub, &format!("{APPLY} --format json"));
    assert_eq!((after.status, after.out, after.err), (before.status, before.out, before.err));
    assert!(!clone.at("touched").exists());
}

#[test]
fn the_answer_is_the_same_with_the_head_checked_out() {
    let hub = request(
        HUB_CONFIG,
        &[(".terrateam/config.yml", "access_control: {enabled: false}\n"), (".whomay.yml", "gate: {}\n")],
    );
    let before = enforce(&hub, &format!("{APPLY} --format json"));
    hub.clone.git(["switch", "--quiet", "topic"]);
    let after = enforce(&hub, &format!("{APPLY} --format json"));
    assert_eq!((after.status, after.out, after.err), (before.status, before.out, before.err));
}

#[test]
fn a_status_or_check_of_the_right_name_by_somebody_else_is_not_the_check() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().checks.clear();
    hub.world().status("ci/test", "success", "alice");
    enforce(&hub, APPLY).ends_with(1).says("must come from app 15");
    hands_on_nothing(&hub);
}

#[test]
fn our_own_status_says_nothing_to_us() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().reviews.clear();
    for context in ["whomay", "whomay/enforce/apply"] {
        hub.world().status(context, "success", world::ACTIONS_BOT);
    }
    hub.world().comment(world::ACTIONS_BOT, "<!-- whomay:enforce v1 -->\nallowed: prod");
    enforce(&hub, APPLY).ends_with(1).says("needs 1 approval");
    hands_on_nothing(&hub);
}

#[test]
fn a_check_of_a_workflow_that_the_request_edits_is_not_genuine() {
    let path = ".github/workflows/test.yml";
    let hub = request(HUB_CONFIG, &[(path, "on: push\n")]);
    let run = world::WorkflowRun { path: path.to_owned(), ..world::WorkflowRun::of("alice") };
    hub.world().runs.insert(600, run);
    let mut world = hub.world();
    world.branches.get_mut("main").unwrap().required = vec![("ci/test".to_owned(), Some(15_368))];
    world.checks.iter_mut().for_each(|check| (check.app, check.run) = (Some((15_368, "github-actions")), Some(600)));
    drop(world);
    enforce(&hub, APPLY).ends_with(1).says(path);
    hands_on_nothing(&hub);
}

#[test]
fn a_head_that_moves_between_the_looks_is_not_decided_on() {
    let hub = Hub::with(HUB_CONFIG);
    hub.server.fault(Fault::always(Matcher::query("reviews"), FaultKind::MovedHead));
    let run = enforce(&hub, APPLY);
    run.ends_with(2);
    assert_eq!(run.out, "");
    hands_on_nothing(&hub);
}

/// The event of a push that was approved long ago, in a run that somebody starts once more.
#[test]
fn an_event_of_months_ago_is_decided_by_what_holds_now() {
    let old = |hub: &Hub| {
        let event = json!({"action": "synchronize", "number": 7, "pull_request": {"number": 7, "merged": false, "draft": false, "head": {"sha": hub.clone.head}, "user": {"login": "carol"}}, "sender": {"login": "carol"}});
        hub.clone.write(".git/event.json", &event.to_string());
        let mut variables = hub.job_variables();
        variables.retain(|(name, _)| *name != "GITHUB_EVENT_NAME");
        variables.push(("GITHUB_EVENT_NAME", "pull_request".to_owned()));
        variables.push(("GITHUB_EVENT_PATH", hub.clone.at(".git/event.json").display().to_string()));
        hub.clone.run(&variables, &format!("enforce --operation apply --outputs-file {}", outputs(hub)))
    };
    let hub = Hub::with(HUB_CONFIG);
    old(&hub).ends_with(0);
    // Carol has left the team since.
    hub.world().team("net", &["bob"]);
    old(&hub).ends_with(1).says("does not let carol in");
    hands_on_nothing(&hub);
    hub.world().team("net", &["bob", "carol"]);
    // Somebody pushed since.
    hub.clone.git(["switch", "--quiet", "topic"]);
    let newer = hub.clone.commit("since");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().push("alice", &newer);
    hub.world().check("ci/test", "completed", Some("success"));
    old(&hub).ends_with(1).says("not for the head commit");
    hands_on_nothing(&hub);
    // It was merged since.
    let hub = Hub::with(HUB_CONFIG);
    let (before, head) = (hub.clone.main.clone(), hub.clone.head.clone());
    hub.clone.git(["merge", "--quiet", "--ff-only", "topic"]);
    hub.world().merge(&before, &head, &head);
    old(&hub).ends_with(1).says("deny");
    hands_on_nothing(&hub);
}

#[test]
fn whoever_commits_in_another_s_name_cannot_approve_it() {
    // Mallory, who may write, commits as alice, pushes as herself and approves as herself.
    let hub = Hub::with(HUB_CONFIG);
    {
        let mut world = hub.world();
        world.accounts.get_mut("mallory").unwrap().role = Some(("write", "write".to_owned()));
        world.team("net", &["bob", "carol", "mallory"]);
        world.reviews.clear();
        let head = hub.clone.head.clone();
        // Alice made the branch; what is its head now is Mallory's push.
        world.activity[0].after = world::sha('1');
        world.pull.head = world::sha('1');
        world.push("mallory", &head);
        world.commits.pop();
        world.review("mallory", "APPROVED");
    }
    enforce(&hub, APPLY).ends_with(1).says("mallory: had a part in the change");
    hands_on_nothing(&hub);
    // Bob, who had no part in it, can.
    hub.world().review("bob", "APPROVED");
    enforce(&hub, APPLY).ends_with(0);
}

#[test]
fn variables_of_the_job_name_nobody() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().runs.insert(world::RUN, world::WorkflowRun::of("dave"));
    let mut variables = hub.job_variables();
    for name in
        ["GITHUB_ACTOR", "GITHUB_TRIGGERING_ACTOR", "GITLAB_USER_LOGIN", "CI_COMMIT_AUTHOR", "WHOMAY_USER", "USER"]
    {
        variables.push((name, "carol".to_owned()));
    }
    variables.push(("GITHUB_SHA", world::sha('f')));
    variables.push(("GITHUB_HEAD_REF", "main".to_owned()));
    variables.push(("GITHUB_BASE_REF", "topic".to_owned()));
    hub.clone.run(&variables, &format!("enforce {APPLY}")).ends_with(1).says("does not let dave in");
}

#[test]
fn a_merge_request_from_a_fork_is_not_applied_though_a_member_runs_it_here() {
    let config = HUB_CONFIG.replace("team:net", "team:acme/net/eu");
    let lab = Lab::with(Tier::Free, &config);
    lab.world().source_project = Some(77);
    lab.enforce(APPLY).ends_with(1).says("the head lies in a fork");
}

/// Directories that try to be commands of a runner, of a terminal, of a shell, of Markdown, and of an outputs file.
const NAMES: [&str; 8] = [
    "::add-mask::x",
    "%0A::set-output name=allowed::[1]",
    "a\n::error::pwned\nallowed=[\"x\"]",
    "##[add-mask]x",
    "$(touch pwned)`touch pwned`",
    "\u{202e}gpj\u{200b}\u{1b}[2Jx",
    "@acme/net <img src=x onerror=y> <!-- whomay:enforce v1 --> [x](http://x)",
    "a|b\"; id; \"",
];

#[test]
fn names_in_the_request_are_no_commands_wherever_they_are_shown() {
    let paths: Vec<String> = NAMES.iter().map(|name| format!("{}/main.tf", name.replace('/', "_"))).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "# 1\n")).collect();
    let hub = request(HUB_CONFIG, &files);
    let known = [
        "verdict",
        "operation",
        "command",
        "pull",
        "head",
        "commit",
        "allowed",
        "pending",
        "denied",
        "undetermined",
        "matrix",
    ];
    for format in ["human", "json", "markdown"] {
        let run = enforce(&hub, &format!("{APPLY} --explain --format {format}"));
        // Such a directory is no dirspace, and what belongs to none is not let through.
        run.ends_with(1);
        for (stream, text) in [("out", &run.out), ("err", &run.err)] {
            for line in text.lines() {
                assert!(!line.trim_start().starts_with("::"), "{format} {stream}: {line:?}");
                assert!(!line.contains("##["), "{format} {stream}: {line:?}");
            }
            let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(bad), "{format} {stream}: {text:?}");
        }
        if format == "markdown" {
            let (live, words) = live(&run.out);
            for bad in ["<img", "<!-- whomay:enforce v1", "](http"] {
                assert!(!live.contains(bad), "{bad} in\n{}", run.out);
            }
            assert!(!words.contains("@acme/net"), "{}", run.out);
        }
        hands_on_nothing(&hub);
    }
    for line in hub.clone.read(".git/outputs").lines() {
        let (name, value) = line.split_once('=').unwrap();
        assert!(known.contains(&name), "{line:?}");
        assert!(!value.contains(char::is_control), "{line:?}");
    }
    assert!(!hub.clone.at("pwned").exists());
    let hub = request(HUB_CONFIG, &[("a b/main.tf", "# 1\n")]);
    enforce(&hub, APPLY).ends_with(0);
    let matrix: Json = serde_json::from_str(&output(&hub, "matrix")).unwrap();
    let keys: Vec<&str> =
        matrix["include"].as_array().unwrap().iter().map(|entry| entry["key"].as_str().unwrap()).collect();
    let is_safe = |key: &&str| key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_/.".contains(c));
    assert!(keys.len() == 2 && keys.iter().all(is_safe), "{keys:?}");
}

/// What of Markdown a browser would act on, and the words that a forge could take for mentions.
fn live(markdown: &str) -> (String, String) {
    use pulldown_cmark::{Event, Parser, Tag};
    let (mut live, mut words) = (String::new(), String::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => live.push_str(&html),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                live.push_str(&format!("]({dest_url}"))
            }
            Event::Text(text) => words.push_str(&text),
            _ => {}
        }
    }
    (live, words)
}

/// `continue-on-error`, `|| true` and `| tee` all lose an exit status.
#[test]
fn whoever_goes_on_in_spite_of_the_exit_status_goes_on_with_nothing() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().reviews.clear();
    let gate = format!("{} enforce {APPLY} --outputs-file {}", env!("CARGO_BIN_EXE_whomay"), outputs(&hub));
    let shell = |script: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(hub.clone.at("")).env_clear().stdin(Stdio::null());
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.env("HOME", hub.clone.at("")).envs(hub.job_variables());
        command.output().unwrap().status.code().unwrap()
    };
    assert_eq!(shell(&format!("{gate} | tee log")), 0);
    hands_on_nothing(&hub);
    assert_eq!(shell(&format!("set -o pipefail; {gate} | tee log")), 1);
    assert_eq!(shell(&format!("{gate} || true")), 0);
    hands_on_nothing(&hub);
    // Also where nothing was decided, and where something was allowed before by the same job.
    hub.world().review("bob", "APPROVED");
    assert_eq!(shell(&gate), 0);
    assert_ne!(output(&hub, "allowed"), "[]");
    hub.server.fault(Fault::always(Matcher::of("", "/"), FaultKind::ServerError));
    assert_eq!(shell(&format!("{gate} --timeout 2 | tee log")), 0);
    hands_on_nothing(&hub);
    assert_eq!(shell(&format!("{gate} --no-such-flag; true")), 0);
    hands_on_nothing(&hub);
}

#[test]
fn nothing_is_asked_of_another_host() {
    let elsewhere = Server::start(Arc::new(Mutex::new(World::new())));
    let base_url = elsewhere.base_url.clone();
    for kind in [FaultKind::PageElsewhere { base_url: base_url.clone() }, FaultKind::Redirect { base_url }] {
        for path in ["/api/v3/repos/acme/infra/activity", "/api/v3/orgs/acme/teams", "/api/v3/repos/acme/infra/actions"]
        {
            let hub = Hub::with(HUB_CONFIG);
            hub.server.fault(Fault::always(Matcher::of("GET", path), kind.clone()));
            let run = enforce(&hub, &format!("{APPLY} --timeout 5"));
            // The page that is elsewhere is only one more of a list.
            assert!(
                run.status == 2 || hub.server.log().iter().all(|exchange| !exchange.damaged),
                "{path} {kind:?}: {run:?}"
            );
            assert_eq!(elsewhere.log().len(), 0, "{path} {kind:?}");
        }
    }
    let hub = Hub::with(HUB_CONFIG);
    let mut variables = hub.job_variables();
    variables.retain(|(name, _)| *name != "GITHUB_API_URL");
    variables.push(("GITHUB_API_URL", "http://192.0.2.1/api/v3".to_owned()));
    hub.clone.run(&variables, &format!("enforce {APPLY}")).ends_with(2).complains("https");
}

#[test]
fn a_token_that_may_not_write_changes_nothing_of_the_decision() {
    for (reviewed, status) in [(true, 0), (false, 1)] {
        let hub = Hub::with(HUB_CONFIG);
        if !reviewed {
            hub.world().reviews.clear();
        }
        let run = enforce(&hub, &format!("{APPLY} --post=comment,status"));
        run.ends_with(status).complains("could not be posted");
        assert_eq!(output(&hub, "allowed") != "[]", reviewed);
        assert_eq!(hub.world().writes, Vec::<String>::new());
    }
}

/// A forge of which some answers are replaced by others.
struct Replaced {
    world: Arc<Mutex<World>>,
    path: &'static str,
    body: Vec<u8>,
}

impl Forge for Replaced {
    fn answer(&mut self, request: &Request) -> Reply {
        if request.path.ends_with(self.path) {
            return Reply::text(200, "application/json; charset=utf-8", self.body.clone());
        }
        self.world.lock().unwrap().answer(request)
    }
}

fn replaced(path: &'static str, body: impl Into<Vec<u8>>) -> Hub {
    let mut hub = Hub::with(&HUB_CONFIG.replace("team:net", "role:write"));
    hub.server = Server::start(Replaced { world: Arc::clone(&hub.world), path, body: body.into() });
    hub
}

#[test]
fn an_answer_without_an_end_is_not_read_to_it() {
    let mut body = b"{\"permission\": \"admin\", \"role_name\": \"admin\", \"padding\": \"".to_vec();
    body.resize(100 << 20, b' ');
    body.extend(b"\"}");
    let hub = replaced("/collaborators/carol/permission", body);
    let began = Instant::now();
    enforce(&hub, &format!("{APPLY} --timeout 20")).ends_with(2);
    assert!(began.elapsed() < Duration::from_secs(30));
    hands_on_nothing(&hub);
}

/// Two readers could read it differently, so nobody reads it.
#[test]
fn an_answer_that_says_two_things_says_nothing() {
    for body in [
        r#"{"permission": "read", "role_name": "read", "permission": "admin", "role_name": "admin", "user": {"login": "carol"}}"#,
        r#"{"permission": ["admin"], "role_name": "admin", "user": {"login": "carol"}}"#,
        r#"{"permission": "admin", "role_name": "admin", "user": {"login": "dave"}}"#,
        r#"{"permission": "admin", "role_name": "admin", "user": {"login": "carol"}} {}"#,
    ] {
        let hub = replaced("/collaborators/carol/permission", body);
        enforce(&hub, &format!("{APPLY} --timeout 5")).ends_with(2);
        hands_on_nothing(&hub);
    }
}

#[test]
fn a_dirspace_is_named_by_exactly_its_name() {
    let hub = Hub::with(HUB_CONFIG);
    for name in ["../prod", "prod/", "./prod", "Prod", "pr\u{043e}d", "dev/../prod", "prod:other"] {
        let named = if name.contains(':') { name.to_owned() } else { format!("{name}:default") };
        enforce(&hub, &format!("{APPLY} --dirspace {named}")).ends_with(2).complains("no part of the change");
        hands_on_nothing(&hub);
    }
}

/// Git itself makes no such tree; somebody else can.
#[test]
fn a_path_that_leads_out_of_the_repository_is_not_followed() {
    for name in ["..", "."] {
        let mut clone = Clone::with(HUB_CONFIG);
        let blob = clone.git(["rev-parse", "topic:prod/main.tf"]);
        let tree = |entries: &str| {
            let listing = clone.at(".git/listing");
            std::fs::write(&listing, entries).unwrap();
            let mut command = Command::new("git");
            command.arg("mktree").current_dir(clone.at("")).stdin(std::fs::File::open(&listing).unwrap());
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let inner = tree(&format!("100644 blob {blob}\tmain.tf\n"));
        let up = tree(&format!("040000 tree {inner}\t{name}\n"));
        let terrateam = clone.git(["rev-parse", "topic:.terrateam"]);
        let root = tree(&format!("040000 tree {terrateam}\t.terrateam\n040000 tree {up}\tprod\n"));
        clone.head = clone.git(["commit-tree", &root, "-p", "main", "-m", "out"]);
        let head = clone.head.clone();
        clone.git(["update-ref", "refs/heads/topic", &head]);
        let hub = Hub::of(clone);
        hub.world().changed_files = Some(2);
        let run = enforce(&hub, APPLY);
        assert_ne!(run.status, 0, "{name}: {run:?}");
        hands_on_nothing(&hub);
    }
}

#[test]
fn a_token_that_the_forge_does_not_know_is_in_no_text() {
    let hub = Hub::with(HUB_CONFIG);
    let mut variables = hub.job_variables();
    variables.retain(|(name, _)| !name.ends_with("_TOKEN"));
    for name in ["GITHUB_TOKEN", "WHOMAY_MEMBERS_TOKEN", "WHOMAY_WRITE_TOKEN"] {
        variables.push((name, format!("SENTINEL{name}")));
    }
    let run = hub.clone.run(&variables, &format!("enforce {APPLY} --outputs-file {}", outputs(&hub)));
    run.ends_with(2);
    assert!(!format!("{}{}{}", run.out, run.err, hub.clone.read(".git/outputs")).contains("SENTINEL"), "{run:?}");
    hands_on_nothing(&hub);
}

/// The page says which test shows what; a test that is renamed has to be renamed there.
#[test]
fn every_test_that_the_security_page_names_is_there() {
    let root = env!("CARGO_MANIFEST_DIR");
    let page = std::fs::read_to_string(format!("{root}/docs/security.md")).unwrap();
    let named: Vec<(&str, &str)> =
        page.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).collect();
    let of_page = named.iter().filter(|(module, test)| {
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_name(module) && is_name(test) && !test.is_empty()
    });
    let mut seen = 0;
    for (module, test) in of_page {
        let sources = ["forge", "access", "workflows"]
            .map(|tests| std::fs::read_to_string(format!("{root}/tests/{tests}/{module}.rs")));
        let is_there = sources.iter().flatten().any(|source| source.contains(&format!("#[test]\nfn {test}() {{")));
        assert!(is_there, "{module}::{test}");
        seen += 1;
    }
    assert!(seen >= 30, "{seen}");
    let own = include_str!("threats.rs");
    for test in own.split("#[test]\nfn ").skip(1).filter_map(|rest| rest.split_once('(')).map(|(name, _)| name) {
        let is_about_the_page = test == "every_test_that_the_security_page_names_is_there";
        assert!(is_about_the_page || page.contains(&format!("threats::{test}`")), "{test} is not on the page");
    }
}
