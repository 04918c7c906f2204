//! On GitLab, which binds no approval to a commit: on Free, and where approvals have rules.

use super::{Expected, JobClone, Told};
use crate::fake::gitlab::{Access, Approval, Membership, Pipeline, Reviewer, Status, Tier};
use crate::scene::{AFTER_MERGE, LAB_CONFIG, Lab};
use Expected::{Allow, Deny, Held, Pending, Unknown};

const BOB: u64 = 2;
const CAROL: u64 = 3;
const DAVE: u64 = 4;
const ERIN: u64 = 5;

/// Alice's request; Bob, Carol and Erin are in `acme/net`, Dave is a reporter. Carol asks.
struct Week {
    lab: Lab,
    job: JobClone,
    next: u64,
}

/// What happens, and what it comes to on Free and on Premium.
type Step = (&'static str, fn(&mut Week), Expected, Expected);

fn both(what: &'static str, change: fn(&mut Week), expected: Expected) -> Step {
    (what, change, expected, expected)
}

/// In order, each on the world that the one before left.
fn steps() -> Vec<Step> {
    let unapproved = Pending("approved-any-of", "acme/net");
    // GitLab's own word for it is that the request cannot be merged, which the server asks about as well.
    let unapproved_by_rule = Held("approved-any-of", "acme/net");
    let stale = Pending("fresh-approval", "bob");
    vec![
        both("opened, and the pipeline runs", opened, Pending("all-checks", "ci/test")),
        ("the pipeline has passed", |week| week.ran("success"), unapproved, unapproved_by_rule),
        both("bob approves", |week| week.approve(BOB, "12:30"), Allow),
        ("alice pushes", |week| week.push("# 3\n", "13:00"), stale, unapproved_by_rule),
        both("bob approves again", |week| week.approve(BOB, "13:30"), Allow),
        ("bob takes it back", |week| week.lab.world().approvals.clear(), unapproved, unapproved_by_rule),
        both("bob approves after all", |week| week.approve(BOB, "13:40"), Allow),
        both("erin asks for changes", changes_requested, Held("changes-requested", "erin")),
        both("erin approves", |week| week.approve(ERIN, "13:50"), Allow),
        both("the job is run again", |week| week.ran("running"), Pending("all-checks", "ci/test")),
        both("it fails", |week| week.ran("failed"), Deny("all-checks", "ci/test")),
        both("it passes", |week| week.ran("success"), Allow),
        both("approvals are kept, and alice pushes", kept, stale),
        ("bob approves while GitLab is at the approvals", syncing, Allow, Unknown("", "")),
        both("GitLab is done", |_| {}, Allow),
        ("put on the merge train", |week| week.train(true), Allow, Pending("open-request", "merge")),
        both("taken from it", |week| week.train(false), Allow),
        both("made a draft", |week| week.lab.world().draft = true, Held("draft", "draft")),
        both("ready", |week| week.lab.world().draft = false, Allow),
        both("main moves in the dirspace", |week| week.main_moves("prod/more.tf"), Deny("up-to-date", "prod/more.tf")),
        both("alice merges main into the branch", main_merged_in, stale),
        both("bob approves", |week| week.approve(BOB, "15:30"), Allow),
        both("closed", |week| week.lab.world().state = "closed", Deny("open-request", "closed without a merge")),
        both("opened again", |week| week.lab.world().state = "opened", Allow),
        both("retargeted to a branch that nothing lists", retargeted, Deny("policy-present", "protected_branches")),
        both("retargeted back", |week| week.lab.world().retarget("main", "15:50"), stale),
        both("bob approves", |week| week.approve(BOB, "16:00"), Allow),
        both("the job is dave's", |week| week.job_of(DAVE), Deny("", "acme/net")),
        both("the job is carol's", |week| week.job_of(CAROL), Allow),
        both("merged", merged, Deny("open-request", "does not ask for apply after merge")),
        both("main asks for apply after merge", asks_for_apply_after_merge, Allow),
    ]
}

fn lived(tier: Tier) {
    let mut week = Week::begin(tier);
    let mut wrong = Vec::new();
    let steps = steps();
    for (number, (what, change, free, premium)) in steps.iter().enumerate() {
        change(&mut week);
        let expected = if tier == Tier::Free { *free } else { *premium };
        if *what != "bob approves while GitLab is at the approvals" {
            week.settle();
        }
        let told = week.asked();
        if let Some(why) = told.wrong(expected) {
            wrong.push(format!("{}. {what}: expected {expected:?}: {why}", number + 1));
        }
        let here = week.lab.world();
        let commit = here.merge_commit.as_ref().unwrap_or(&here.head);
        if told.run.status == 0 && (told.output("commit"), told.output("head")) != (commit, &here.head) {
            wrong.push(format!(
                "{}. {what}: commit={} head={}",
                number + 1,
                told.output("commit"),
                told.output("head")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), steps.len(), wrong.join("\n"));
    assert_eq!(week.lab.world().violations, [""; 0]);
}

#[test]
fn every_day_of_a_week_on_gitlab_free() {
    lived(Tier::Free);
}

#[test]
fn every_day_of_a_week_on_gitlab_premium() {
    lived(Tier::Premium);
}

impl Week {
    fn begin(tier: Tier) -> Week {
        let lab = Lab::with(tier, LAB_CONFIG);
        let net = |week: &Lab| {
            let mut here = week.world();
            let alice = "1-alice@users.noreply.127.0.0.1";
            here.commits.iter_mut().for_each(|commit| commit.author_email = alice.to_owned());
            here.commits.iter_mut().for_each(|commit| commit.committer_email = alice.to_owned());
            let group = here.groups.iter_mut().find(|group| group.path == "acme/net").unwrap();
            group.members.extend([CAROL, ERIN].map(|user| Membership::of(user, 30)));
        };
        net(&lab);
        let job = JobClone::of(&lab.clone);
        Week { lab, job, next: 1000 }
    }

    fn asked(&self) -> Told {
        self.job.asked(&self.lab.clone, &self.lab.job_variables())
    }

    fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// What GitLab makes of it all in one word: the first reason not to merge.
    fn settle(&mut self) {
        let mut here = self.lab.world();
        let pipeline = here.pipelines.iter().find(|pipeline| pipeline.sha == here.head).map(|one| one.state.clone());
        let is_paid = here.tier == Tier::Premium;
        let word = match pipeline.as_deref() {
            _ if here.state != "opened" => "not_open",
            _ if here.draft => "draft_status",
            Some("running") => "ci_still_running",
            Some("failed") => "ci_must_pass",
            _ if is_paid && here.approvals_left() > 0 => "not_approved",
            _ if is_paid && here.reviewers.iter().any(|reviewer| reviewer.state == "requested_changes") => {
                "requested_changes"
            }
            _ => "mergeable",
        };
        here.merge_status = [word].into();
    }

    /// The job of the head's pipeline is run.
    fn ran(&mut self, state: &str) {
        let id = self.id();
        let mut here = self.lab.world();
        let head = here.head.clone();
        let pipeline = here.pipelines.iter_mut().find(|pipeline| pipeline.sha == head).unwrap();
        state.clone_into(&mut pipeline.state);
        let pipeline = pipeline.id;
        match here.statuses.iter_mut().find(|status| status.sha == head && !status.retried) {
            // A job that is under way ends; one that has ended is followed by another.
            Some(status) if status.state == "running" => return state.clone_into(&mut status.state),
            Some(status) => status.retried = true,
            None => {}
        }
        here.statuses.push(Status { pipeline, ..Status::of(id, "ci/test", state, &head) });
    }

    fn approve(&mut self, user: u64, time: &str) {
        let mut here = self.lab.world();
        here.approvals.retain(|approval| approval.user != user);
        here.approvals.push(Approval { user, at: at(time) });
        here.reviewers.retain(|reviewer| reviewer.user != user);
        here.reviewers.push(Reviewer { user, state: "approved" });
    }

    /// Alice pushes what the branch is now, and its pipeline passes.
    fn pushed(&mut self, head: String, time: &str) {
        let id = self.id();
        let mut here = self.lab.world();
        here.push(head.clone(), "alice");
        here.versions.last_mut().unwrap().at = at(time);
        here.pushes.last_mut().unwrap().at = at(time);
        // Under the private address that this server gives.
        let commit = here.commits.last_mut().unwrap();
        for address in [&mut commit.author_email, &mut commit.committer_email] {
            "1-alice@users.noreply.127.0.0.1".clone_into(address);
        }
        let pipeline = Pipeline { id, sha: head, ..here.pipelines[0].clone() };
        here.pipelines.push(pipeline);
        drop(here);
        self.ran("success");
    }

    fn on_branch(&mut self, change: impl FnOnce(&Lab) -> String) -> String {
        self.lab.clone.git(["switch", "--quiet", "topic"]);
        let head = change(&self.lab);
        self.lab.clone.git(["switch", "--quiet", "main"]);
        head
    }

    fn push(&mut self, text: &str, time: &str) {
        let head = self.on_branch(|lab| lab.clone.write("prod/main.tf", text).commit("more"));
        self.pushed(head, time);
    }

    fn main_moves(&mut self, path: &str) {
        let tip = self.lab.clone.write(path, "# 1\n").commit("main moves");
        self.lab.world().branches.insert("main".to_owned(), tip);
    }

    fn train(&mut self, on: bool) {
        let mut here = self.lab.world();
        here.merge_trains = here.tier == Tier::Premium;
        here.on_merge_train = on && here.merge_trains;
    }

    /// The job in which the program runs was started by somebody.
    fn job_of(&mut self, user: u64) {
        let mut here = self.lab.world();
        here.jobs[0].user = user;
        let job = here.jobs[0].id;
        here.tokens.insert("job".to_owned(), Access::Job { user, job });
    }
}

fn at(time: &str) -> String {
    format!("2026-11-20T{time}:00.000Z")
}

fn opened(week: &mut Week) {
    let mut here = week.lab.world();
    here.approvals.clear();
    here.reviewers.clear();
    here.statuses.clear();
    drop(here);
    week.ran("running");
}

fn changes_requested(week: &mut Week) {
    week.lab.world().reviewers.push(Reviewer { user: ERIN, state: "requested_changes" });
}

fn kept(week: &mut Week) {
    week.lab.world().reset_approvals_on_push = false;
    week.push("# 4\n", "14:00");
}

fn syncing(week: &mut Week) {
    week.approve(BOB, "14:30");
    let mut here = week.lab.world();
    let word = if here.tier == Tier::Premium { "approvals_syncing" } else { "mergeable" };
    here.merge_status = [word].into();
}

fn main_merged_in(week: &mut Week) {
    let head = week.on_branch(|lab| {
        lab.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge main", "main"]);
        lab.clone.git(["rev-parse", "HEAD"])
    });
    week.pushed(head, "15:00");
}

fn retargeted(week: &mut Week) {
    week.lab.clone.git(["branch", "--quiet", "release/1", "main"]);
    let tip = week.lab.clone.git(["rev-parse", "main"]);
    let mut here = week.lab.world();
    here.branches.insert("release/1".to_owned(), tip);
    here.protected_branches.push("release/1".to_owned());
    here.retarget("release/1", "15:40");
}

fn merged(week: &mut Week) {
    let before = week.lab.clone.git(["rev-parse", "main"]);
    week.lab.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge the request", "topic"]);
    let result = week.lab.clone.git(["rev-parse", "HEAD"]);
    let mut here = week.lab.world();
    here.state = "merged";
    here.base = before;
    here.branches.insert("main".to_owned(), result.clone());
    here.merge_commit = Some(result);
}

fn asks_for_apply_after_merge(week: &mut Week) {
    let config = format!("{LAB_CONFIG}{AFTER_MERGE}");
    let tip = week.lab.clone.write(".terrateam/config.yml", &config).commit("apply after merge");
    week.lab.world().branches.insert("main".to_owned(), tip);
}
