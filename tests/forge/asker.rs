//! Who asks for what: commands in comments, and jobs whose variables and event files say something else than the forge.

use serde_json::{Value as Json, json};
use whomay::forge::asker::{Refusal, Unheard};
use whomay::forge::session::Session;

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::github::{self, world};
use crate::fake::gitlab::{Job, Pipeline, Tier};
use crate::sandbox::Run;
use crate::scene::{AFTER_MERGE, HUB_CONFIG, Hub, Lab};

const LAB_CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['user:carol']
      apply: ['team:acme/net']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:acme/net'], any_of_count: 1}
";

/// A job that a comment set off.
struct Commented {
    hub: Hub,
    comment: u64,
    event: Json,
    variables: Vec<(&'static str, String)>,
}

impl Commented {
    fn by(login: &str, text: &str) -> Commented {
        Commented::on(Hub::with(HUB_CONFIG), login, text)
    }

    fn on(hub: Hub, login: &str, text: &str) -> Commented {
        let comment = hub.world().comment(login, text);
        let run = world::WorkflowRun { event: "issue_comment", ..world::WorkflowRun::of(login) };
        hub.world().runs.insert(world::RUN, run);
        let event = json!({
            "action": "created",
            "issue": {"number": 7, "pull_request": {"url": "https://api.github.com/repos/acme/infra/pulls/7"}},
            "comment": {"id": comment, "body": text, "user": {"login": login}},
            "sender": {"login": login},
        });
        let mut variables = hub.job_variables();
        variables.retain(|(name, _)| *name != "GITHUB_EVENT_NAME");
        let file = hub.clone.at("event.json").display().to_string();
        variables.extend([("GITHUB_EVENT_NAME", "issue_comment".to_owned()), ("GITHUB_EVENT_PATH", file)]);
        Commented { hub, comment, event, variables }
    }

    fn but(mut self, change: impl FnOnce(&mut Commented)) -> Commented {
        change(&mut self);
        self
    }

    fn here(&self) -> std::sync::MutexGuard<'_, github::World> {
        self.hub.world()
    }

    fn change_comment(&self, change: impl FnOnce(&mut world::Comment)) {
        change(self.here().comments.iter_mut().find(|comment| comment.id == self.comment).unwrap());
    }

    fn set_off(&self, change: impl FnOnce(&mut world::WorkflowRun)) {
        change(self.here().runs.get_mut(&world::RUN).unwrap());
    }

    fn enforce(&self, rest: &str) -> Run {
        self.hub.clone.write("event.json", &self.event.to_string());
        let line = format!("enforce --outputs-file {} {rest}", self.hub.clone.at("outputs").display());
        self.hub.clone.run(&self.variables, &line)
    }

    /// What the steps that follow are told in the end.
    fn output(&self, name: &str) -> String {
        let text = self.hub.clone.read("outputs");
        let last = text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=')).next_back();
        last.unwrap_or_default().to_owned()
    }
}

#[test]
fn a_command_is_its_author_s() {
    let job = Commented::by("carol", "whomay apply\r\n\r\nThanks!");
    job.enforce("").ends_with(0).says("answer: allow");
    assert_eq!(job.output("command"), "true");
    assert_eq!(job.output("operation"), "apply");
    assert_eq!(job.output("pull"), "7");
    assert_eq!(job.output("allowed"), r#"[{"dir":"prod","workspace":"default"}]"#);
    assert_eq!(job.here().writes, [""; 0]);

    let reader = Commented::by("dave", "whomay apply");
    reader.enforce("").ends_with(1).says("dave").says("deny");
    assert_eq!(reader.output("allowed"), "[]");

    let stranger = Commented::by("mallory", "whomay apply");
    stranger.enforce("").ends_with(1).says("mallory").says("deny");
}

#[test]
fn a_command_says_which_dirspaces_and_why() {
    let elsewhere = Commented::by("carol", "whomay apply dir:dev");
    let run = elsewhere.enforce("--explain");
    run.ends_with(0).says("nothing to decide: the query selects no dirspace of the change");
    assert_eq!(elsewhere.output("allowed"), "[]");
    Commented::by("carol", "whomay apply dir:prod").enforce("").ends_with(0).says("answer: allow");
    let narrowed = Commented::by("carol", "whomay apply dir:prod");
    narrowed.enforce("--query dir:dev").ends_with(0);
    assert_eq!(narrowed.output("allowed"), "[]", "what a job is not for, no command gets");
    let forced = Commented::by("carol", "whomay apply-force because the region is down");
    forced.enforce("--explain").says("the region is down");
    Commented::by("carol", "whomay apply-force").enforce("").ends_with(2).complains("needs a reason");
}

#[test]
fn what_is_no_command_decides_nothing_and_asks_nobody() {
    for text in ["LGTM", "> whomay apply", "", "\nwhomay apply", "```\nwhomay apply\n```"] {
        let job = Commented::by("carol", text);
        job.enforce("").ends_with(0).says("");
        assert_eq!((job.output("command"), job.output("allowed")), ("false".into(), "[]".into()), "{text:?}");
        assert_eq!(job.hub.server.log().len(), 0, "{text:?}");
    }
    let of_issue = Commented::by("carol", "whomay apply").but(|job| job.event["issue"]["pull_request"] = Json::Null);
    of_issue.enforce("").ends_with(0);
    assert_eq!(of_issue.output("command"), "false");
    let other_job = Commented::by("carol", "whomay apply");
    other_job.enforce("--operation plan").ends_with(0);
    assert_eq!((other_job.output("command"), other_job.hub.server.log().len()), ("false".into(), 0));
    let bot = Commented::by(world::ACTIONS_BOT, "<!-- whomay:reply v1 comment=5 -->\nwhomay apply");
    bot.enforce("").ends_with(0);
}

/// Each of these would be allowed, but for one thing.
#[test]
fn what_the_forge_does_not_confirm_is_refused() {
    type Change = fn(&mut Commented);
    let table: [(&str, Change, &str); 18] = [
        ("edited event", |job| job.event["action"] = json!("edited"), "was edited is not a command"),
        ("deleted event", |job| job.event["action"] = json!("deleted"), "was deleted is not a command"),
        ("edited since", |job| job.change_comment(|comment| comment.edited = Some(comment.id + 1)), "was edited"),
        ("deleted since", |job| job.here().comments.clear(), "is not there"),
        ("another text", |job| job.change_comment(|comment| comment.body = "whomay plan".to_owned()), "was edited"),
        ("a text that was never there", |job| job.event["comment"]["body"] = json!("whomay apply x"), "was edited"),
        ("another request's number", |job| job.event["issue"]["number"] = json!(8), "belongs to another request"),
        (
            "another request's comment",
            |job| job.change_comment(|comment| comment.issue = 8),
            "belongs to another request",
        ),
        ("another request by flag", |job| job.event["issue"]["number"] = json!(9), "belongs to another request"),
        ("a comment that never was", |job| job.event["comment"]["id"] = json!(1), "is not there"),
        (
            "somebody else's comment",
            |job| job.set_off(|run| run.actor = Some("mallory".to_owned())),
            "written by carol, and this run was set off by mallory",
        ),
        (
            "somebody else's comment, named in the event",
            |job| {
                let other = job.here().comment("bob", "whomay apply");
                job.event["comment"] = json!({"id": other, "body": "whomay apply", "user": {"login": "carol"}});
            },
            "written by bob, and this run was set off by carol",
        ),
        (
            "no comment set it off",
            |job| job.set_off(|run| run.event = "workflow_dispatch"),
            "set off by something else",
        ),
        ("a gone author", |job| job.change_comment(|comment| comment.login = None), "no account any more"),
        (
            "a bot",
            |job| {
                job.change_comment(|comment| comment.login = Some(world::ACTIONS_BOT.to_owned()));
                job.set_off(|run| run.actor = Some(world::ACTIONS_BOT.to_owned()));
            },
            "is no person",
        ),
        ("a run of nobody", |job| job.set_off(|run| run.actor = None), "does not say who set the run off"),
        (
            "another run",
            |job| job.variables.push(("GITHUB_RUN_ID", "501".to_owned())),
            "is not there, or not visible to this token",
        ),
        ("no run", |job| job.variables.retain(|(name, _)| *name != "GITHUB_RUN_ID"), "nobody asks"),
    ];
    for (name, change, wrong) in table {
        let job = Commented::by("carol", "whomay apply").but(change);
        let run = job.enforce("");
        assert!(run.err.contains(wrong), "{name}: {run:?}");
        run.ends_with(2);
        assert_eq!((job.output("allowed"), job.output("command")), ("[]".into(), "false".into()), "{name}");
    }
    let job = Commented::by("carol", "whomay apply");
    job.enforce("--pull 8").ends_with(2).complains("--pull names another request than the event");
}

#[test]
fn variables_that_name_somebody_do_not_count() {
    let job = Commented::by("dave", "whomay apply").but(|job| {
        job.event["comment"]["user"]["login"] = json!("carol");
        job.event["sender"]["login"] = json!("carol");
        job.variables.extend([("GITHUB_ACTOR", "carol".to_owned()), ("GITHUB_TRIGGERING_ACTOR", "carol".to_owned())]);
    });
    job.enforce("").ends_with(1).says("dave").says("deny");
}

/// Months later, by somebody who found the old run.
#[test]
fn a_run_that_is_started_again_is_also_of_whoever_did_that() {
    let again = |by: &str| {
        let job = Commented::by("carol", "whomay apply");
        job.set_off(|run| {
            run.attempt = 2;
            run.triggering_actor = Some(by.to_owned());
        });
        let mut job = job;
        job.variables.retain(|(name, _)| *name != "GITHUB_RUN_ATTEMPT");
        job.variables.push(("GITHUB_RUN_ATTEMPT", "2".to_owned()));
        job
    };
    again("dave").enforce("").ends_with(1).says("dave").says("deny");
    again("carol").enforce("").ends_with(0).says("answer: allow");
    again("bob").enforce("").ends_with(0).says("answer: allow");
}

#[test]
fn a_command_is_about_the_head_that_was_there() {
    let pushed_at = |text: &str, later: i64| {
        let job = Commented::by("carol", text);
        let second = job.comment.checked_add_signed(later).unwrap();
        job.here().activity.iter_mut().for_each(|activity| activity.id = second);
        job
    };
    pushed_at("whomay apply", -1).enforce("").ends_with(0).says("answer: allow");
    for later in [0, 1] {
        for text in ["whomay apply", "whomay plan"] {
            let job = pushed_at(text, later);
            job.enforce("")
                .ends_with(2)
                .complains("the head moved since the command")
                .complains("write the command again");
            assert_eq!(job.output("allowed"), "[]");
        }
    }
    let unknown = |text: &str| Commented::by("carol", text).but(|job| job.here().activity.clear());
    unknown("whomay apply").enforce("").ends_with(2).complains("it is not known whether the head moved");
    unknown("whomay plan").enforce("").ends_with(0).says("answer: allow");
}

#[test]
fn a_pushed_commit_belongs_to_one_request() {
    let hub = Hub::with(HUB_CONFIG);
    let merge = world::sha('e');
    let mut settings = github::settings(&hub.server.base_url);
    settings.address.number = 0;
    let asked = |commit: &str, branch: &str| Session::new(settings.clone()).unwrap().merged_as(commit, branch);
    let refused = |found: Result<u64, Unheard>| match found {
        Err(Unheard::Refused(refusal)) => refusal,
        other => unreachable!("{other:?}"),
    };
    hub.world().pull.merge_commit = Some(merge.clone());
    assert!(matches!(refused(asked(&merge, "main")), Refusal::NoRequest { .. }), "it is open");
    hub.world().pull.state = "MERGED";
    assert_eq!(asked(&merge, "main"), Ok(7));
    assert!(matches!(refused(asked(&merge, "release")), Refusal::NoRequest { .. }));
    let head = hub.clone.head.clone();
    assert!(matches!(refused(asked(&head, "main")), Refusal::NoRequest { .. }), "a commit in it");
    hub.world().also_merged = vec![9];
    assert_eq!(refused(asked(&merge, "main")), Refusal::SeveralRequests { numbers: vec![7, 9] });

    let lab = Lab::with(Tier::Free, LAB_CONFIG);
    let variables = |commit: &str| {
        let mut variables = lab.job_variables();
        variables.retain(|(name, _)| *name != "CI_PIPELINE_SOURCE");
        variables.extend([
            ("CI_PIPELINE_SOURCE", "push".to_owned()),
            ("CI_COMMIT_BRANCH", "main".to_owned()),
            ("CI_DEFAULT_BRANCH", "main".to_owned()),
            ("CI_COMMIT_SHA", commit.to_owned()),
        ]);
        variables
    };
    let run = |commit: &str| lab.clone.run(&variables(commit), "enforce --operation plan");
    run(&lab.clone.head).ends_with(2).complains("no request was merged as");
    lab.world().state = "merged";
    lab.world().merge_commit = Some(merge.clone());
    let merged = run(&merge);
    assert!(!merged.err.contains("no request was merged as"), "{merged:?}");
    assert_eq!(lab.world().violations, [""; 0]);
}

#[test]
fn a_push_that_came_with_no_request_is_not_decided_on() {
    let job = Commented::by("carol", "whomay apply").but(|job| {
        job.event = json!({
            "ref": "refs/heads/main", "after": job.hub.clone.main, "deleted": false,
            "repository": {"default_branch": "main"},
        });
        job.variables.retain(|(name, _)| *name != "GITHUB_EVENT_NAME");
        job.variables.push(("GITHUB_EVENT_NAME", "push".to_owned()));
    });
    job.enforce("--operation apply").ends_with(2).complains("no request was merged as").complains("--pull");
    assert_eq!(job.output("allowed"), "[]");
}

/// As after a merge queue, which pushes what it merged at once.
#[test]
fn a_push_that_brought_other_requests_as_well_says_so() {
    let job = Commented::by("carol", "whomay apply").but(|job| {
        let clone = &job.hub.clone;
        clone.write(".terrateam/config.yml", &format!("{HUB_CONFIG}{AFTER_MERGE}"));
        let before = clone.commit("wait for the merge");
        let other = clone.write("docs/other.md", "another request").commit("another request");
        clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
        let result = clone.git(["rev-parse", "HEAD"]);
        job.here().merge(&other, &result, &result);
        job.event = json!({
            "ref": "refs/heads/main", "before": before, "after": result, "deleted": false,
            "repository": {"default_branch": "main"},
        });
        job.variables.retain(|(name, _)| *name != "GITHUB_EVENT_NAME");
        job.variables.push(("GITHUB_EVENT_NAME", "push".to_owned()));
    });
    let run = job.enforce("--operation apply");
    // A comment may be for another job, which does not apply what is merged.
    run.ends_with(0).says("the push brought more than this request").says("start this workflow by hand").says("--pull");
    assert!(!run.out.contains("whomay apply"), "{}", run.out);
    let before = job.event["before"].as_str().unwrap().to_owned();
    let other = job.hub.clone.git(["rev-parse", "HEAD^1"]);
    let job = job.but(|job| job.event["before"] = json!(other));
    let run = job.enforce("--operation apply");
    run.ends_with(0);
    assert!(!run.out.contains("the push brought more"), "{before}: {}", run.out);
}

/// Alice's job of another pipeline is under way while Carol's pipeline runs.
fn lab_with_another_job() -> Lab {
    let lab = Lab::with(Tier::Premium, LAB_CONFIG);
    let other = Pipeline { id: 502, ..lab.world().pipelines[0].clone() };
    lab.world().pipelines.push(other);
    let job = Job { id: 702, user: 2, pipeline: 502, ..lab.world().jobs[0].clone() };
    lab.world().jobs.push(job);
    lab
}

#[test]
fn overridden_variables_of_gitlab_do_not_count() {
    let run = |changes: &[(&'static str, &str)]| {
        let lab = lab_with_another_job();
        let mut variables = lab.job_variables();
        variables.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let set = changes.iter().filter(|(_, value)| *value != "unset");
        variables.extend(set.map(|(name, value)| (*name, (*value).to_owned())));
        lab.clone.run(&variables, "enforce --pull 7 --operation plan")
    };
    run(&[]).ends_with(0).says(" by carol; 1 dirspace: 1 allow");
    run(&[("GITLAB_USER_LOGIN", "bob"), ("GITLAB_USER_ID", "2")]).ends_with(0).says(" by carol; 1 dirspace: 1 allow");
    // Somebody else's job, which the job's own token does not prove.
    run(&[("CI_JOB_ID", "702")]).ends_with(2).complains("id is that of another job");
    run(&[("CI_JOB_ID", "702"), ("CI_PIPELINE_ID", "502")]).ends_with(2).complains("id is that of another job");
    // To take the token away is not the same as not to have one.
    run(&[("CI_JOB_ID", "702"), ("CI_PIPELINE_ID", "502"), ("CI_JOB_TOKEN", "")])
        .ends_with(2)
        .complains("CI_JOB_TOKEN is set to nothing");
    run(&[("CI_JOB_TOKEN", "made-up")]).ends_with(2).complains("the token in CI_JOB_TOKEN is not accepted");
    // Where there is none, the job has to be one of the pipeline.
    run(&[("CI_JOB_TOKEN", "unset")]).ends_with(0).says(" by carol; 1 dirspace: 1 allow");
    run(&[("CI_JOB_TOKEN", "unset"), ("CI_JOB_ID", "702")]).ends_with(2).complains("pipeline.id is that of another");
    run(&[("CI_JOB_TOKEN", "unset"), ("CI_PIPELINE_ID", "unset")]).ends_with(2).complains("pipeline.id is that of");
    run(&[("CI_JOB_ID", "unset")]).ends_with(2).complains("nobody asks");
}

/// What a command leaves out opens no door: neither what the request changes besides, nor what it erases.
#[test]
fn a_command_for_a_part_of_the_change_sets_no_mark_for_the_whole() {
    let hub = Hub::with(HUB_CONFIG);
    let main = hub.clone.write("old/main.tf", "# 1\n").commit("old");
    hub.clone.git(["switch", "--quiet", "-C", "topic", "main"]);
    hub.clone.git(["rm", "--quiet", "old/main.tf"]);
    let head = hub.clone.write("prod/main.tf", "# 2\n").commit("without old");
    hub.clone.git(["switch", "--quiet", "main"]);
    hub.world().branches.get_mut("main").unwrap().tip = main;
    hub.world().push("alice", &head);
    hub.world().reviews.iter_mut().for_each(|review| review.commit = Some(head.clone()));
    hub.world().checks.iter_mut().for_each(|check| check.commit.clone_from(&head));
    hub.world().changed_files = Some(2);
    let job = Commented::on(hub, "bob", "whomay apply dir:prod");
    let job = job.but(|job| job.variables.push(("WHOMAY_WRITE_TOKEN", world::WRITE.to_owned())));
    job.enforce("--post=status").ends_with(0);
    let statuses = job.here().statuses.clone();
    let own = statuses.iter().find(|status| status.context == "whomay/enforce/apply").unwrap();
    assert_eq!(own.state, "pending", "{own:?}");
    assert!(own.description.as_ref().unwrap().contains("1 more not asked about"), "{own:?}");
}

/// As after a merge queue, whose account pushed what it merged.
#[test]
fn a_command_on_a_merged_request_is_of_whoever_wrote_it() {
    let job = Commented::by("bob", "whomay apply");
    let clone = &job.hub.clone;
    clone.write(".terrateam/config.yml", &format!("{HUB_CONFIG}{AFTER_MERGE}"));
    let before = clone.commit("wait for the merge");
    clone.git(["merge", "--quiet", "--no-ff", "-m", "merge", "topic"]);
    let result = clone.git(["rev-parse", "HEAD"]);
    job.here().merge(&before, &result, &result);
    job.here().pull.merged_by = Some("github-merge-queue[bot]".to_owned());
    job.enforce("").ends_with(0).says(" by bob; 1 dirspace: 1 allow");
    assert!(clone.read("outputs").contains(&format!("commit={result}")));
}

/// Whatever goes wrong with what is asked about the command, and wherever: what comes of it is what comes of the true facts,
/// or nothing.
#[test]
fn no_fault_confirms_a_command() {
    type Change = fn(&Commented);
    let wrong_facts: [(&str, Change); 3] = [
        ("of somebody else", |job| job.set_off(|run| run.actor = Some("mallory".to_owned()))),
        ("edited", |job| job.change_comment(|comment| comment.edited = Some(comment.id + 1))),
        ("of an older head", |job| job.here().activity.iter_mut().for_each(|activity| activity.id = 20_000)),
    ];
    let asked = ["/actions/runs/500", "/issues/comments/", "/pulls/7", "/activity"];
    let kinds = [FaultKind::NotFound, FaultKind::BadJson, FaultKind::EmptyPage];
    for (name, change) in wrong_facts {
        for path in asked {
            for kind in &kinds {
                let job = Commented::by("carol", "whomay apply");
                change(&job);
                job.hub.server.fault(Fault::always(Matcher::of("GET", path), kind.clone()));
                let run = job.enforce("--timeout 3");
                assert_eq!((run.status, job.output("allowed").as_str()), (2, "[]"), "{name} {path} {kind:?}: {run:?}");
            }
        }
    }
}

/// Signs beneath the command, and answers to it.
fn answered(job: &Commented) -> (Vec<String>, Vec<String>) {
    let world = job.here();
    let command = world.comments.iter().find(|comment| comment.id == job.comment).unwrap();
    assert!(command.reactions.iter().all(|(login, _)| login == world::ACTIONS_BOT));
    let signs = command.reactions.iter().map(|(_, sign)| sign.clone()).collect();
    let mark = format!("<!-- whomay:reply v1 comment={} -->\n", job.comment);
    let replies = world.comments.iter().filter(|comment| comment.body.starts_with(&mark));
    (signs, replies.map(|reply| reply.body.clone()).collect())
}

#[test]
fn a_command_is_answered_once_and_mentions_nobody() {
    let by = |login: &str, text: &str| {
        Commented::by(login, text).but(|job| job.variables.push(("WHOMAY_WRITE_TOKEN", world::WRITE.to_owned())))
    };
    let table = [
        ("carol", "whomay apply", 0, vec!["eyes", "+1"], "**Allowed**: `apply` is allowed for 1 of 1 dirspaces."),
        ("dave", "whomay apply", 1, vec!["eyes", "-1"], "**Denied**: `apply` is allowed for 0 of 1 dirspaces."),
        ("carol", "whomay apply dir:dev", 0, vec!["eyes", "+1"], "**Nothing to apply**"),
        ("carol", "whomay aply @bob", 2, vec!["confused"], "there is no operation <code>aply</code>"),
        ("carol", "whomay help", 0, vec!["+1"], "`whomay apply-force`"),
    ];
    for (login, text, status, signs, said) in table {
        let job = by(login, text);
        for round in ["first", "again"] {
            job.enforce("--post").ends_with(status);
            let (found, replies) = answered(&job);
            assert_eq!(found, signs, "{text} {round}");
            let [reply] = replies.as_slice() else { unreachable!("{text} {round}: {replies:?}") };
            assert!(reply.contains(said) && reply.contains("/acme/infra/actions/runs/500)"), "{text} {round}: {reply}");
            assert!(!reply.contains('@'), "{reply}");
        }
    }
    let moved = by("carol", "whomay apply");
    moved.here().activity.iter_mut().for_each(|activity| activity.id = 20_000);
    moved.enforce("--post").ends_with(2);
    let (signs, replies) = answered(&moved);
    assert_eq!(signs, ["eyes", "confused"]);
    assert!(replies[0].contains("the head moved since the command"), "{replies:?}");

    for text in ["LGTM", "> whomay apply"] {
        let job = by("carol", text);
        job.enforce("--post").ends_with(0);
        assert_eq!(job.here().writes, [""; 0], "{text}");
    }
    let dry = by("carol", "whomay apply");
    dry.enforce("--post --dry-run")
        .ends_with(0)
        .complains("would send POST /repos/acme/infra/issues/comments/")
        .complains(r#"{"content":"eyes"}"#)
        .complains("whomay:reply v1 comment=");
    assert_eq!(dry.here().writes, [""; 0]);
    // Whoever is not who the event says gets no answer.
    let forged = by("carol", "whomay apply");
    forged.set_off(|run| run.actor = Some("mallory".to_owned()));
    forged.enforce("--post").ends_with(2);
    assert_eq!(forged.here().writes, [""; 0]);
    // What could not be said changes nothing of what was decided.
    let mute = Commented::by("carol", "whomay apply");
    mute.enforce("--post").ends_with(0).complains("the reaction could not be posted").complains("pull-requests: write");
    assert_eq!(mute.output("allowed"), r#"[{"dir":"prod","workspace":"default"}]"#);
}
