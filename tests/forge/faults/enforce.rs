//! One level up: the program in its job, with one fault at a time on each of the requests that it makes.
//!
//! Three jobs: one that a comment set off on GitHub, one of a merge on GitHub, and one on GitLab; each in four worlds: one in which
//! everything is well, one in which a check has failed, one in which somebody asks for changes, and one in which somebody does who
//! has no say. Whatever goes wrong, a job ends with 0 or hands on a dirspace in the first and the last world alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::json;

use super::bench::{Question, question};
use super::kinds::{COLUMNS, Column};
use super::{page, side_by_side};
use crate::fake::faults::{At, Fault, FaultKind, Matcher};
use crate::fake::github::{World as Hub, world as hub};
use crate::fake::gitlab as lab;
use crate::fake::server::{Request, Server};
use crate::scene;

/// A team may apply with one approval, also after a merge.
const RULES: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:TEAM']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:TEAM'], any_of_count: 1}
      apply_after_merge: {enabled: AFTER_MERGE}
";

/// Columns in which the clock has a say: how much is left for the rest, and what was answered before a head moved.
const TIME_DECIDES: [&str; 5] = ["429", "500", "timeout", "cut body", "moved head"];

/// The worlds, with what the truth comes to in them.
const WORLDS: [(&str, i32); 4] = [
    ("all is well", 0),
    ("a check has failed", 1),
    ("somebody asks for changes", 1),
    ("somebody without a say does", 0),
];

const SECOND_ON_GITHUB: [&str; 1] = ["GET /orgs/acme/teams/net/members"];
const SECOND_ON_GITLAB: [&str; 2] =
    ["GET /groups/acme%2Fnet/members?user_ids[]=6", "GET /projects/:project/members/all?user_ids[]=6"];

const ALLOWED: &str = r#"[{"dir":"prod","workspace":"default"}]"#;

/// What there is at a forge.
#[derive(Clone)]
enum World {
    Hub(Box<Hub>),
    Lab(Box<lab::World>),
}

impl World {
    fn start(&self) -> Server {
        match self.clone() {
            World::Hub(world) => Server::start(*world),
            World::Lab(world) => Server::start(*world),
        }
    }
}

/// A job: a clone, and what is at the forge in each world.
struct Job {
    title: &'static str,
    clone: scene::Clone,
    worlds: Vec<World>,
    /// The address of a server to the variables that name it.
    variables: fn(&str) -> Vec<(&'static str, String)>,
    /// What the runner says of the event.
    event: Vec<(&'static str, String)>,
    line: &'static str,
    /// Questions about somebody without a say who asks for changes, which are asked of nobody else.
    second: &'static [&'static str],
    outputs: AtomicUsize,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ended {
    status: i32,
    outputs: BTreeMap<String, String>,
    damaged: bool,
    err: String,
}

impl Job {
    fn run(&self, world: &World, fault: Option<&Fault>, more: &str) -> (Ended, Vec<Request>) {
        let server = world.start();
        fault.iter().for_each(|fault| server.fault((*fault).clone()));
        let hangs = fault.is_some_and(|fault| fault.kind == FaultKind::Timeout);
        let file = self.clone.at(&format!(".git/outputs-{}", self.outputs.fetch_add(1, Ordering::Relaxed)));
        let mut variables = (self.variables)(&server.base_url);
        for (name, value) in &self.event {
            variables.retain(|(known, _)| known != name);
            variables.push((name, value.clone()));
        }
        let timeout = if hangs { 3 } else { 60 };
        let line = format!("enforce {} --timeout {timeout} --outputs-file {} {more}", self.line, file.display());
        let run = self.clone.run(&variables, &line);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_file(file).unwrap();
        // The last line of a name is the one that counts.
        let outputs = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let log = server.log();
        let damaged = hangs || log.iter().any(|exchange| exchange.damaged);
        let ended = Ended { status: run.status, outputs: outputs.collect(), damaged, err: run.err };
        (ended, log.into_iter().map(|exchange| exchange.request).collect())
    }

    /// For people: with words in place of commits, and without the root of the forge.
    fn name(&self, asked: &Question) -> String {
        let mut name = asked.name();
        for root in ["/api/v3", "/lab/api/v4"] {
            name = name.replace(root, "");
        }
        name = name
            .replace("acme%2Finfra", ":project")
            .replace(&self.clone.head, ":head")
            .replace(&self.clone.main, ":main");
        let merge = self.clone.git(["rev-parse", "main"]);
        name.replace(&merge, ":merge")
    }
}

/// The questions of requests, each once.
fn questions<'a>(requests: impl IntoIterator<Item = &'a Request>) -> BTreeSet<Question> {
    requests.into_iter().map(question).collect()
}

fn rules(team: &str, after_merge: bool) -> String {
    RULES.replace("TEAM", team).replace("AFTER_MERGE", if after_merge { "true" } else { "false" })
}

fn hub_worlds(world: &Hub) -> Vec<World> {
    let mut failed = world.clone();
    failed.check("ci/lint", "completed", Some("failure"));
    let mut asked = world.clone();
    asked.review("erin", "CHANGES_REQUESTED");
    let mut stranger = world.clone();
    stranger.review("dave", "CHANGES_REQUESTED");
    [world.clone(), failed, asked, stranger].map(|world| World::Hub(Box::new(world))).into()
}

fn hub_variables(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("GITHUB_SERVER_URL", url.to_owned()),
        ("GITHUB_API_URL", format!("{url}/api/v3")),
        ("GITHUB_TOKEN", hub::READ.to_owned()),
        ("WHOMAY_MEMBERS_TOKEN", hub::MEMBERS.to_owned()),
        ("WHOMAY_WRITE_TOKEN", hub::WRITE.to_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_REPOSITORY", "acme/infra".to_owned()),
        ("GITHUB_RUN_ID", hub::RUN.to_string()),
        ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
        ("RUNNER_NAME", "GitHub Actions 1".to_owned()),
    ]
}

fn lab_variables(url: &str) -> Vec<(&'static str, String)> {
    vec![
        ("CI_SERVER_URL", format!("{url}/lab")),
        ("GITLAB_TOKEN", "read".to_owned()),
        ("WHOMAY_MEMBERS_TOKEN", "members".to_owned()),
        ("WHOMAY_WRITE_TOKEN", "write".to_owned()),
        ("GITLAB_CI", "true".to_owned()),
        ("CI_PROJECT_PATH", "acme/infra".to_owned()),
        ("CI_JOB_ID", "701".to_owned()),
        ("CI_JOB_TOKEN", "job".to_owned()),
        ("CI_PIPELINE_ID", "501".to_owned()),
        ("CI_PIPELINE_SOURCE", "web".to_owned()),
    ]
}

/// The world of a hub in which the run was set off by an event, and its clone.
fn hub_of(event: &'static str, after_merge: bool) -> (scene::Clone, Hub) {
    let scene::Hub { clone, world, .. } = scene::Hub::with(&rules("net", after_merge));
    let mut world = world.lock().unwrap().clone();
    world.team("net", &["bob", "carol", "erin"]);
    world.runs.get_mut(&hub::RUN).unwrap().event = event;
    (clone, world)
}

/// A file that says what happened, outside of what is committed.
fn event(clone: &scene::Clone, name: &str, said: &serde_json::Value) -> Vec<(&'static str, String)> {
    clone.write(".git/event.json", &said.to_string());
    vec![
        ("GITHUB_EVENT_NAME", name.to_owned()),
        ("GITHUB_EVENT_PATH", clone.at(".git/event.json").display().to_string()),
    ]
}

fn comment_on_github() -> Job {
    let (clone, mut world) = hub_of("issue_comment", false);
    let comment = world.comment("carol", "whomay apply");
    let said = json!({
        "action": "created",
        "issue": {"number": 7, "pull_request": {"url": "https://api.github.com/repos/acme/infra/pulls/7"}},
        "comment": {"id": comment, "body": "whomay apply", "user": {"login": "carol"}},
        "sender": {"login": "carol"},
    });
    let event = event(&clone, "issue_comment", &said);
    let worlds = hub_worlds(&world);
    Job {
        title: "A comment on GitHub",
        clone,
        worlds,
        variables: hub_variables,
        event,
        line: "",
        second: &SECOND_ON_GITHUB,
        outputs: AtomicUsize::new(0),
    }
}

fn merge_on_github() -> Job {
    let (clone, mut world) = hub_of("push", true);
    clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = clone.git(["rev-parse", "main"]);
    world.merge(&clone.main, &result, &result);
    let said = json!({
        "ref": "refs/heads/main", "after": result, "deleted": false, "repository": {"default_branch": "main"},
    });
    let event = event(&clone, "push", &said);
    let (worlds, line) = (hub_worlds(&world), "--operation apply");
    Job {
        title: "A merge on GitHub",
        clone,
        worlds,
        variables: hub_variables,
        event,
        line,
        second: &SECOND_ON_GITHUB,
        outputs: AtomicUsize::new(0),
    }
}

fn job_on_gitlab() -> Job {
    let scene::Lab { clone, world, .. } = scene::Lab::with(lab::Tier::Premium, &rules("acme/net", false));
    let mut world = world.lock().unwrap().clone();
    let net = world.groups.iter_mut().find(|group| group.path == "acme/net").unwrap();
    net.members.extend([3, 5].map(|user| lab::Membership::of(user, 30)));
    let mut failed = world.clone();
    let head = failed.head.clone();
    failed.statuses.push(lab::Status::of(602, "ci/lint", "failed", &head));
    let mut asked = world.clone();
    asked.reviewers.push(lab::Reviewer { user: 5, state: "requested_changes" });
    let mut stranger = world.clone();
    stranger.reviewers.push(lab::Reviewer { user: 6, state: "requested_changes" });
    let worlds = [world, failed, asked, stranger].map(|world| World::Lab(Box::new(world))).into();
    let line = "--pull 7 --operation apply";
    Job {
        title: "A job on GitLab",
        clone,
        worlds,
        variables: lab_variables,
        event: Vec::new(),
        line,
        second: &SECOND_ON_GITLAB,
        outputs: AtomicUsize::new(0),
    }
}

/// A fault on a question in a world.
struct Attempt<'a> {
    column: &'a Column,
    asked: &'a Question,
    world: usize,
    fault: Fault,
}

fn attempts<'a>(asked: &'a BTreeSet<Question>, worlds: usize, elsewhere: &str) -> Vec<Attempt<'a>> {
    let mut attempts = Vec::new();
    for (question, column) in asked.iter().flat_map(|question| COLUMNS.iter().map(move |column| (question, column))) {
        let whole = column.spots.map(|kind| kind(At::Everywhere));
        for kind in (column.kinds)(elsewhere, usize::MAX).into_iter().chain(whole) {
            let on = Matcher { method: question.method, path: question.target.clone(), body: question.body, after: 0 };
            let attempt =
                |world| Attempt { column, asked: question, world, fault: Fault::always(on.clone(), kind.clone()) };
            attempts.extend((0..worlds).map(attempt));
        }
    }
    attempts
}

/// What comes of all of them, those that only wait first and all at once.
fn tried<'a>(job: &Job, attempts: Vec<Attempt<'a>>, more: &str) -> Vec<(Attempt<'a>, Ended)> {
    let (waiting, working): (Vec<_>, Vec<_>) =
        attempts.into_iter().partition(|attempt| TIME_DECIDES.contains(&attempt.column.name));
    let run = |attempt: &Attempt<'_>| job.run(&job.worlds[attempt.world], Some(&attempt.fault), more).0;
    let mut ended = side_by_side(32, &waiting, run);
    ended.extend(side_by_side(6, &working, run));
    waiting.into_iter().chain(working).zip(ended).collect()
}

/// What is wrong with the end of an attempt.
fn wrong(truth: i32, ended: &Ended) -> Option<String> {
    let allowed = ended.outputs["allowed"].as_str();
    let matrix = ended.outputs["matrix"].as_str();
    let hands_on = allowed != "[]" || matrix != r#"{"include":[]}"#;
    match (truth, ended.status) {
        (0, 0) if allowed == ALLOWED => None,
        (_, 1 | 2) if !hands_on => None,
        _ => Some(format!("exit status {}, allowed={allowed} matrix={matrix}\n{}", ended.status, ended.err)),
    }
}

/// The exit status in each world, once where they are the same.
fn shown(cells: &[&(Attempt<'_>, Ended)], column: &Column) -> String {
    if !cells.iter().any(|(_, ended)| ended.damaged) {
        return "–".to_owned();
    }
    if TIME_DECIDES.contains(&column.name) {
        return "t".to_owned();
    }
    let of = |world| {
        let mut statuses: Vec<i32> = cells
            .iter()
            .filter(|(attempt, ended)| attempt.world == world && ended.damaged)
            .map(|(_, ended)| ended.status)
            .collect();
        statuses.sort_unstable();
        statuses.dedup();
        statuses.iter().map(i32::to_string).collect::<Vec<_>>().join(" or ")
    };
    let statuses: Vec<String> =
        (0..WORLDS.len()).map(of).map(|text| if text.is_empty() { "–".to_owned() } else { text }).collect();
    if statuses.iter().all(|status| *status == statuses[0]) { statuses[0].clone() } else { statuses.join(", ") }
}

fn section(job: &Job, asked: &BTreeSet<Question>, cells: &[(Attempt<'_>, Ended)]) -> String {
    let damaged = cells.iter().filter(|(_, ended)| ended.damaged);
    let mut page = format!("\n## {}\n\n{} runs with a fault.\n\n| request |", job.title, damaged.count());
    COLUMNS.iter().for_each(|column| write!(page, " {} |", column.name).unwrap());
    write!(page, "\n| --- |{}\n", " --- |".repeat(COLUMNS.len())).unwrap();
    for question in asked {
        write!(page, "| `{}` |", job.name(question)).unwrap();
        for column in &COLUMNS {
            let of_cell: Vec<_> = cells
                .iter()
                .filter(|(attempt, _)| attempt.asked == question && attempt.column.name == column.name)
                .collect();
            write!(page, " {} |", shown(&of_cell, column)).unwrap();
        }
        page.push('\n');
    }
    page
}

#[test]
fn no_fault_makes_a_job_go_on_that_should_not() {
    let elsewhere = Server::start(Hub::new());
    let mut sections = String::from(
        "\n`whomay enforce` in a job, with a fault that comes every time. A cell has the exit status where the truth allows, where a check has\n\
         failed, where somebody asks for changes, and where somebody does who has no say, so that the truth allows; one number where they are\n\
         the same. `t`: it depends on the time, and is 0 at most where the truth allows. No job ends with 0, or hands on a dirspace, where\n\
         the truth does not allow. Whoever asks for changes and is said to be nothing to the repository or the team, in an answer like those\n\
         about strangers, is nothing only where a second answer says so.\n",
    );
    let mut all_wrong = Vec::new();
    for job in [comment_on_github(), merge_on_github(), job_on_gitlab()] {
        let mut asked = BTreeSet::new();
        for (world, (what, truth)) in job.worlds.iter().zip(WORLDS) {
            let (ended, requests) = job.run(world, None, "");
            let list = &ended.outputs["allowed"];
            assert_eq!((ended.status, list != "[]"), (truth, truth == 0), "{}, {what}: {}", job.title, ended.err);
            asked.extend(questions(&requests));
        }
        for second in job.second {
            assert!(asked.iter().any(|asked| job.name(asked) == *second), "{}: {second}", job.title);
        }
        let began = Instant::now();
        let cells = tried(&job, attempts(&asked, job.worlds.len(), &elsewhere.base_url), "");
        println!("{}: {} requests, {} runs in {:?}", job.title, asked.len(), cells.len(), began.elapsed());
        for (attempt, ended) in &cells {
            let (what, truth) = WORLDS[attempt.world];
            if let Some(why) = wrong(truth, ended) {
                all_wrong.push(format!(
                    "{} | {} | {} | {what}: {why}",
                    job.title,
                    job.name(attempt.asked),
                    attempt.column.name
                ));
            }
        }
        sections += &section(&job, &asked, &cells);
    }
    sections.push('\n');
    assert!(all_wrong.is_empty(), "{}:\n{}", all_wrong.len(), all_wrong.join("\n"));
    assert!(elsewhere.log().is_empty(), "another server was asked");
    page::hold("enforce", &sections);
}

/// Posts are information: whatever becomes of them, the decision is the same.
#[test]
fn no_fault_in_a_post_changes_what_was_decided() {
    const POST: &str = "--post=comment,status";
    let elsewhere = Server::start(Hub::new());
    let mut wrong = Vec::new();
    for job in [comment_on_github(), job_on_gitlab()] {
        let (mut truth, mut asked) = (Vec::new(), BTreeSet::new());
        for world in &job.worlds {
            let without = job.run(world, None, "");
            let with = job.run(world, None, POST);
            assert_eq!((without.0.status, &without.0.outputs), (with.0.status, &with.0.outputs), "{}", with.0.err);
            let known = questions(&without.1);
            asked.extend(questions(&with.1).into_iter().filter(|question| !known.contains(question)));
            truth.push(with.0);
        }
        assert!(asked.iter().filter(|question| question.method != "GET").count() >= 2, "{asked:?}");
        for (attempt, ended) in tried(&job, attempts(&asked, job.worlds.len(), &elsewhere.base_url), POST) {
            let truth = &truth[attempt.world];
            // A head that moves under way is no fault of the post.
            if attempt.column.name != "moved head" && (ended.status, &ended.outputs) != (truth.status, &truth.outputs) {
                let what = (WORLDS[attempt.world].0, attempt.column.name);
                wrong.push(format!("{} | {} | {what:?}: {ended:?}", job.title, job.name(attempt.asked)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(elsewhere.log().is_empty(), "another server was asked");
}
