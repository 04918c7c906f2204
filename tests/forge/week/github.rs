//! On GitHub.

use super::{Expected, JobClone, Told};
use crate::fake::github::world::{self, Activity, Branch};
use crate::scene::{AFTER_MERGE, HUB_CONFIG, Hub};
use Expected::{Allow, Deny, Held, Pending};

/// Alice's request; Bob, Carol and Erin are in `net`, Dave may read. Carol asks.
struct Week {
    hub: Hub,
    job: JobClone,
    attempt: u64,
    /// The head that Bob approved before somebody pushed in his name.
    approved: String,
}

type Step = (&'static str, fn(&mut Week), Expected);

/// In order, each on the world that the one before left.
const STEPS: &[Step] = &[
    ("opened, and the check is queued", opened, Pending("all-checks", "ci/test")),
    ("the check is green", |week| week.checked("completed", Some("success")), Pending("approved-any-of", "team:net")),
    ("bob approves", |week| week.review("bob", "APPROVED"), Allow),
    ("alice pushes", |week| week.push("prod/main.tf", "# 3\n"), Pending("fresh-approval", "bob")),
    ("bob approves, and once more", twice, Allow),
    ("one of bob's reviews is dismissed, the newest", dismissed, Pending("one-vote", "bob")),
    ("bob approves again", |week| week.review("bob", "APPROVED"), Allow),
    ("bob says something", |week| week.review("bob", "COMMENTED"), Allow),
    ("erin asks for changes", |week| week.review("erin", "CHANGES_REQUESTED"), Pending("changes-requested", "erin")),
    ("erin says something", |week| week.review("erin", "COMMENTED"), Pending("changes-requested", "erin")),
    ("erin approves", |week| week.review("erin", "APPROVED"), Allow),
    ("the check is run again", |week| week.checked("in_progress", None), Pending("all-checks", "ci/test")),
    ("it fails", |week| week.finished("failure"), Deny("all-checks", "ci/test")),
    ("it is green, and dave starts our run again", started_by_dave, Deny("both-actors", "dave")),
    ("carol starts it again herself", |week| week.started_by("carol"), Allow),
    ("main moves elsewhere", |week| week.main_moves("notes.md"), Allow),
    ("main moves in the dirspace", |week| week.main_moves("prod/more.tf"), Deny("up-to-date", "prod/more.tf")),
    ("alice merges main into the branch", main_merged_in, Pending("fresh-approval", "head")),
    ("bob approves", |week| week.review("bob", "APPROVED"), Allow),
    (
        "retargeted to a branch that nothing lists",
        |week| week.retarget("release/1"),
        Deny("policy-present", "protected_branches"),
    ),
    ("retargeted back", |week| week.retarget("main"), Pending("fresh-approval", "before the request was retargeted")),
    ("bob approves, and it is made a draft", draft, Held("draft", "draft")),
    ("ready for review", |week| week.hub.world().pull.draft = false, Allow),
    ("closed", |week| week.hub.world().pull.state = "CLOSED", Deny("open-request", "closed without a merge")),
    ("opened again", |week| week.hub.world().pull.state = "OPEN", Allow),
    ("alice pushes in bob's name, who approves", pushed_in_bobs_name, Pending("independent-approval", "bob")),
    ("forced back to what bob approved", forced_back, Allow),
    ("bob's role is taken away", |week| week.role_of("bob", "read"), Pending("approver-role", "bob")),
    ("and given back", |week| week.role_of("bob", "write"), Allow),
    ("merged", merged, Deny("open-request", "does not ask for apply after merge")),
    ("main asks for apply after merge", asks_for_apply_after_merge, Allow),
    ("main moves in the dirspace", |week| week.main_moves("prod/other.tf"), Deny("up-to-date", "prod/other.tf")),
];

#[test]
fn every_day_of_a_week_on_github() {
    let mut week = Week::begin();
    let mut wrong = Vec::new();
    for (number, (what, change, expected)) in STEPS.iter().enumerate() {
        change(&mut week);
        let told = week.asked();
        if let Some(why) = told.wrong(*expected) {
            wrong.push(format!("{}. {what}: expected {expected:?}: {why}", number + 1));
        }
        let here = week.hub.world();
        let commit =
            if here.pull.state == "MERGED" { here.pull.merge_commit.clone().unwrap() } else { here.pull.head.clone() };
        if told.run.status == 0 && (told.output("commit"), told.output("head")) != (&commit, &here.pull.head) {
            wrong.push(format!(
                "{}. {what}: commit={} head={}",
                number + 1,
                told.output("commit"),
                told.output("head")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), STEPS.len(), wrong.join("\n"));
    assert_eq!(week.hub.world().writes, [""; 0]);
}

impl Week {
    fn begin() -> Week {
        let hub = Hub::with(HUB_CONFIG);
        hub.world().team("net", &["bob", "carol", "erin"]);
        let job = JobClone::of(&hub.clone);
        Week { hub, job, attempt: 1, approved: String::new() }
    }

    fn asked(&self) -> Told {
        let mut variables = self.hub.job_variables();
        variables.retain(|(name, _)| *name != "GITHUB_RUN_ATTEMPT");
        variables.push(("GITHUB_RUN_ATTEMPT", self.attempt.to_string()));
        self.job.asked(&self.hub.clone, &variables)
    }

    fn review(&mut self, login: &str, state: &'static str) {
        self.hub.world().review(login, state);
    }

    /// The check is run, in the suite that it had for this commit.
    fn checked(&mut self, status: &'static str, conclusion: Option<&'static str>) {
        let mut here = self.hub.world();
        let head = here.pull.head.clone();
        let suite = here.checks.iter().find(|check| check.commit == head).map(|check| check.suite);
        here.check("ci/test", status, conclusion);
        if let (Some(suite), Some(new)) = (suite, here.checks.last_mut()) {
            new.suite = suite;
        }
    }

    /// What is running ends.
    fn finished(&mut self, conclusion: &'static str) {
        let mut here = self.hub.world();
        let last = here.checks.last_mut().unwrap();
        (last.status, last.conclusion) = ("completed", Some(conclusion));
    }

    fn started_by(&mut self, login: &str) {
        self.attempt += 1;
        let attempt = self.attempt;
        let mut here = self.hub.world();
        let run = here.runs.get_mut(&world::RUN).unwrap();
        (run.attempt, run.triggering_actor) = (attempt, Some(login.to_owned()));
    }

    /// A commit of the branch: what `change` does to the clone, which is on the branch.
    fn on_branch(&mut self, change: impl FnOnce(&Hub) -> String) -> String {
        self.hub.clone.git(["switch", "--quiet", "topic"]);
        let head = change(&self.hub);
        self.hub.clone.git(["switch", "--quiet", "main"]);
        head
    }

    /// Alice pushes a commit, and the check of it is green.
    fn push(&mut self, path: &str, text: &str) {
        let head = self.on_branch(|hub| hub.clone.write(path, text).commit("more"));
        self.hub.world().push("alice", &head);
        self.checked("completed", Some("success"));
    }

    fn main_moves(&mut self, path: &str) {
        let tip = self.hub.clone.write(path, "# 1\n").commit("main moves");
        self.hub.world().branches.get_mut("main").unwrap().tip = tip;
    }

    fn retarget(&mut self, branch: &str) {
        if branch != "main" {
            self.hub.clone.git(["branch", "--quiet", branch, "main"]);
            let tip = self.hub.clone.git(["rev-parse", "main"]);
            self.hub.world().branches.insert(branch.to_owned(), Branch::protected(&tip, &[("ci/test", Some(15))]));
        }
        self.hub.world().retarget(branch);
    }

    fn role_of(&mut self, login: &str, role: &'static str) {
        self.hub.world().accounts.get_mut(login).unwrap().role = Some((role, role.to_owned()));
    }
}

fn opened(week: &mut Week) {
    week.hub.world().reviews.clear();
    week.hub.world().checks.clear();
    week.checked("queued", None);
}

fn twice(week: &mut Week) {
    week.review("bob", "APPROVED");
    week.review("bob", "APPROVED");
}

fn dismissed(week: &mut Week) {
    week.hub.world().reviews.last_mut().unwrap().state = "DISMISSED";
}

fn started_by_dave(week: &mut Week) {
    week.checked("completed", Some("success"));
    week.started_by("dave");
}

fn main_merged_in(week: &mut Week) {
    let head = week.on_branch(|hub| {
        hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge main", "main"]);
        hub.clone.git(["rev-parse", "HEAD"])
    });
    week.hub.world().push("alice", &head);
    week.checked("completed", Some("success"));
}

fn draft(week: &mut Week) {
    week.review("bob", "APPROVED");
    week.hub.world().pull.draft = true;
}

fn pushed_in_bobs_name(week: &mut Week) {
    week.approved = week.hub.world().pull.head.clone();
    week.push("prod/main.tf", "# by bob, it seems\n");
    let mut here = week.hub.world();
    here.commits.last_mut().unwrap().authors = vec![("bob@example.com".to_owned(), Some("bob".to_owned()))];
    here.review("bob", "APPROVED");
}

fn forced_back(week: &mut Week) {
    let approved = week.approved.clone();
    week.hub.clone.git(["branch", "--quiet", "--force", "topic", &approved]);
    let mut here = week.hub.world();
    let before = std::mem::replace(&mut here.pull.head, approved.clone());
    here.branches.get_mut("topic").unwrap().tip.clone_from(&approved);
    here.commits.pop();
    let (id, branch, login) = (here.id(), "refs/heads/topic".to_owned(), Some("alice".to_owned()));
    here.activity.push(Activity { id, kind: "force_push", branch, before, after: approved, login });
}

fn merged(week: &mut Week) {
    let before = week.hub.clone.git(["rev-parse", "main"]);
    week.hub.clone.git(["merge", "--quiet", "--no-ff", "-m", "merge the request", "topic"]);
    let result = week.hub.clone.git(["rev-parse", "HEAD"]);
    week.hub.world().merge(&before, &result, &result);
}

fn asks_for_apply_after_merge(week: &mut Week) {
    let config = format!("{HUB_CONFIG}{AFTER_MERGE}");
    week.main_moves(".gitkeep");
    let tip = week.hub.clone.write(".terrateam/config.yml", &config).commit("apply after merge");
    week.hub.world().branches.get_mut("main").unwrap().tip = tip;
}
