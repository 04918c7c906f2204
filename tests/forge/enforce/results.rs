//! What `enforce` leaves behind, on both forges: outputs, files, a comment, a status, and nothing of it when it failed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::fake::faults::{Fault, FaultKind, Matcher};
use crate::fake::github::world as hub;
use crate::fake::gitlab::{self as lab, Tier};
use crate::fake::server::Server;
use crate::scene::{Clone, HUB_CONFIG, Hub, Lab, Run};

const MARK: &str = "<!-- whomay:enforce v1 -->";
const SHARED_MARK: &str = "<!-- whomay:report v1 -->";

const LAB_CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['user:carol']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['user:bob'], any_of_count: 1}
      merge_conflicts: {enabled: true}
      status_checks: {enabled: true}
";

const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "errored": false, "complete": true,
  "applicable": true, "resource_changes": [{"address": "aws_eip.nat", "mode": "managed", "type": "aws_eip", "name": "nat",
  "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": ["delete"], "before": {"x": "hunter2secret"},
  "after": null, "after_unknown": {}, "before_sensitive": {"x": true}, "after_sensitive": false}}]}"#;

/// A gate on either forge, through which carol may go.
enum Gate {
    Hub(Hub),
    Lab(Lab),
}

/// A status: its commit, its name, its state and what it says.
type Status = (String, String, String, String);

impl Gate {
    fn both() -> [Gate; 2] {
        [Gate::hub(), Gate::lab()]
    }

    fn hub() -> Gate {
        Gate::Hub(Hub::with(HUB_CONFIG))
    }

    /// The commits are under an address of this very server.
    fn lab() -> Gate {
        let lab = Lab::with(Tier::Premium, LAB_CONFIG);
        for commit in &mut lab.world().commits {
            let address = "1-alice@users.noreply.127.0.0.1".to_owned();
            (commit.author_email, commit.committer_email) = (address.clone(), address);
        }
        Gate::Lab(lab)
    }

    fn clone(&self) -> &Clone {
        match self {
            Gate::Hub(hub) => &hub.clone,
            Gate::Lab(lab) => &lab.clone,
        }
    }

    fn server(&self) -> &Server {
        match self {
            Gate::Hub(hub) => &hub.server,
            Gate::Lab(lab) => &lab.server,
        }
    }

    /// The account that posts.
    fn us(&self) -> &'static str {
        match self {
            Gate::Hub(_) => hub::ACTIONS_BOT,
            Gate::Lab(_) => "project_42_bot_1",
        }
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let (mut variables, write) = match self {
            Gate::Hub(hub) => (hub.job_variables(), hub::WRITE),
            Gate::Lab(lab) => (lab.job_variables(), "write"),
        };
        variables.push(("WHOMAY_WRITE_TOKEN", write.to_owned()));
        variables
    }

    /// `enforce --pull 7` and the rest of the line.
    fn run(&self, rest: &str) -> Run {
        self.clone().run(&self.variables(), &format!("enforce --pull 7 {rest}"))
    }

    fn apply(&self, rest: &str) -> Run {
        self.run(&format!("--operation apply {rest}"))
    }

    /// The newest status of each name that begins as ours do.
    fn statuses(&self) -> Vec<Status> {
        let mut newest: BTreeMap<String, Status> = BTreeMap::new();
        match self {
            Gate::Hub(hub) => {
                for it in hub.world().statuses.iter().filter(|it| it.context.starts_with("whomay")) {
                    let said = it.description.clone().unwrap_or_default();
                    newest.insert(it.context.clone(), (it.commit.clone(), it.context.clone(), it.state.clone(), said));
                }
            }
            Gate::Lab(lab) => {
                for it in lab.world().statuses.iter().filter(|it| it.name.starts_with("whomay")) {
                    let said = it.description.clone().unwrap_or_default();
                    newest.insert(it.name.clone(), (it.sha.clone(), it.name.clone(), it.state.clone(), said));
                }
            }
        }
        newest.into_values().collect()
    }

    /// Author and text of every comment by a person or by us.
    fn comments(&self) -> Vec<(String, String)> {
        match self {
            Gate::Hub(hub) => {
                let world = hub.world();
                world.comments.iter().map(|it| (it.login.clone().unwrap_or_default(), it.body.clone())).collect()
            }
            Gate::Lab(lab) => {
                let world = lab.world();
                let notes = world.notes.iter().filter(|note| !note.system);
                notes.map(|note| (world.user(note.author).username.clone(), note.body.clone())).collect()
            }
        }
    }

    /// The texts of comments with this mark, by us.
    fn own(&self, mark: &str) -> Vec<String> {
        let comments = self.comments().into_iter();
        comments.filter(|(_, body)| body.lines().next() == Some(mark)).map(|(_, body)| body).collect()
    }

    /// The text of the one comment with this mark.
    #[track_caller]
    fn only(&self, mark: &str) -> String {
        let mut own = self.own(mark);
        assert_eq!(own.len(), 1, "{:?}", self.comments());
        own.remove(0)
    }

    /// Somebody posts a status.
    fn status(&self, name: &str, state: &str, by: &str) {
        match self {
            Gate::Hub(hub) => hub.world().status(name, state, by),
            Gate::Lab(gate) => {
                let mut world = gate.world();
                let author = world.users.iter().find(|user| user.username == by).unwrap().id;
                let (id, head) = (world.statuses.iter().map(|status| status.id).max().unwrap() + 1, world.head.clone());
                let status = lab::Status { author, ..lab::Status::of(id, name, state, &head) };
                world.statuses.push(status);
            }
        }
    }

    fn writes(&self) -> Vec<String> {
        let is_write = |method: &str, path: &str| method != "GET" && !path.ends_with("/graphql");
        let log = self.server().log();
        let writes = log.iter().filter(|it| is_write(&it.request.method, &it.request.path));
        writes.map(|it| format!("{} {}", it.request.method, it.request.path)).collect()
    }

    fn comments_path(&self) -> &'static str {
        match self {
            Gate::Hub(_) => "/api/v3/repos/acme/infra/issues/7/comments",
            Gate::Lab(_) => "/lab/api/v4/projects/acme%2Finfra/merge_requests/7/notes",
        }
    }

    fn statuses_path(&self) -> &'static str {
        match self {
            Gate::Hub(_) => "/api/v3/repos/acme/infra/statuses/",
            Gate::Lab(_) => "/lab/api/v4/projects/acme%2Finfra/statuses/",
        }
    }

    /// Nobody has approved any more.
    fn unapprove(&self) {
        match self {
            Gate::Hub(hub) => hub.world().reviews.clear(),
            Gate::Lab(lab) => {
                let mut world = lab.world();
                world.approvals.clear();
                world.reviewers.clear();
            }
        }
    }

    /// The word for a state as this forge has it.
    fn word(&self, state: &'static str) -> &'static str {
        match (self, state) {
            (Gate::Lab(_), "failure" | "error") => "failed",
            _ => state,
        }
    }

    /// The outputs, with the last line of each name.
    fn outputs(&self) -> BTreeMap<String, String> {
        outputs(&self.clone().read("outputs"))
    }
}

fn outputs(text: &str) -> BTreeMap<String, String> {
    text.lines().map(|line| line.split_once('=').unwrap()).map(|(name, value)| (name.into(), value.into())).collect()
}

fn list(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

#[track_caller]
fn nothing_is_allowed(outputs: &BTreeMap<String, String>, what: &str) {
    for name in ["allowed", "pending", "denied", "undetermined"] {
        assert_eq!(outputs[name], "[]", "{what}: {name}");
    }
    assert_eq!(outputs["matrix"], "{\"include\":[]}", "{what}");
    assert_eq!(outputs["verdict"], "undetermined", "{what}");
    assert_eq!(outputs["commit"], "", "{what}");
}

#[test]
fn a_decision_is_posted_once_brought_up_to_date_and_left_when_it_says_the_same() {
    for gate in Gate::both() {
        let head = gate.clone().head.clone();
        gate.apply("--post=comment,status").ends_with(0).says("answer: allow");
        let success = (head.clone(), "whomay/enforce/apply".to_owned(), "success".to_owned());
        let said = "1 dirspace allowed; asked by carol".to_owned();
        assert_eq!(gate.statuses(), [(success.0, success.1, success.2, said)]);
        let comment = gate.only(MARK);
        assert!(comment.starts_with(&format!("{MARK}\n### whomay: allow of apply\n")), "{comment}");

        // Its own status is no check, whatever it says, and the comment is the same.
        gate.server().forget();
        gate.apply("--post").ends_with(0);
        assert_eq!(gate.writes(), Vec::<String>::new());

        gate.unapprove();
        gate.apply("--post=comment,status").ends_with(1);
        assert_eq!(gate.statuses().len(), 1);
        let (_, _, state, said) = gate.statuses().remove(0);
        assert_ne!(state, "success");
        assert!(said.starts_with("0 of 1 dirspace allowed"), "{said}");
        assert_eq!(gate.own(MARK).len(), 1);
        assert!(!gate.own(MARK)[0].contains("### whomay: allow"), "{:?}", gate.own(MARK));
    }
}

#[test]
fn a_bad_status_of_ours_does_not_keep_the_next_decision_from_being_good() {
    for gate in Gate::both() {
        for operation in ["plan", "apply", "apply-force", "apply/prod"] {
            for state in ["pending", "failure"] {
                gate.status(&format!("whomay/enforce/{operation}"), gate.word(state), gate.us());
                gate.apply("").ends_with(0);
            }
        }
    }
}

#[test]
fn a_status_of_our_name_by_anybody_else_is_a_check() {
    for gate in Gate::both() {
        gate.status("whomay/enforce/apply", gate.word("failure"), "bob");
        gate.apply("").ends_with(1);
    }
}

#[test]
fn a_status_of_a_longer_name_or_of_the_report_is_a_check_whoever_posts_it() {
    for name in ["whomay/enforce-extra", "whomay/enforce/apply-extra", "whomay/report", "whomay"] {
        for gate in Gate::both() {
            gate.status(name, gate.word("failure"), gate.us());
            gate.apply("").ends_with(1);
        }
    }
}

#[test]
fn a_required_check_that_is_our_own_status_is_not_waited_for() {
    let hub = Hub::with(HUB_CONFIG);
    hub.world().require("whomay/enforce/apply", None);
    hub.enforce("--pull 7 --operation apply").ends_with(0);
    hub.world().require("whomay/enforce-extra", None);
    hub.enforce("--pull 7 --operation apply").ends_with(1);
}

#[test]
fn keys_tell_pipelines_apart() {
    for gate in Gate::both() {
        gate.apply("--post=comment,status").ends_with(0);
        gate.apply("--post=comment,status --post-key prod").ends_with(0);
        let names: Vec<String> = gate.statuses().into_iter().map(|(_, name, ..)| name).collect();
        assert_eq!(names, ["whomay/enforce/apply", "whomay/enforce/apply/prod"]);
        let keyed = gate.own("<!-- whomay:enforce v1 key=prod -->");
        assert_eq!((gate.own(MARK).len(), keyed.len()), (1, 1));
        gate.apply("--post --post-key a-->").ends_with(2).complains("--post-key is no key");
    }
}

#[test]
fn a_forced_apply_says_so_and_why() {
    for gate in Gate::both() {
        let run = gate.run("--operation apply-force --reason because_of_@all --post=comment,status");
        let statuses = gate.statuses();
        let (_, name, _, said) = &statuses[0];
        assert_eq!(name, "whomay/enforce/apply-force", "{}", run.err);
        assert!(said.starts_with("Forced: ") && !said.contains("because"), "{said}");
        let comment = gate.own(MARK).remove(0);
        assert!(comment.contains("**Forced**, because: ") && comment.contains("because\\_of"), "{comment}");
        assert!(!comment.contains("@all"), "a mention: {comment}");
    }
}

#[test]
fn what_cannot_be_posted_is_said_apart_and_changes_nothing() {
    for gate in Gate::both() {
        gate.server().fault(Fault::always(Matcher::of("POST", gate.comments_path()), FaultKind::Forbidden));
        gate.server().fault(Fault::always(Matcher::of("POST", gate.statuses_path()), FaultKind::Forbidden));
        let run = gate.apply("--post=comment,status --outputs-file outputs");
        run.ends_with(0).says("answer: allow");
        run.complains("the comment could not be posted").complains("the commit status could not be posted");
        assert_eq!(list(&gate.outputs()["allowed"]).len(), 1);
        assert_eq!((gate.statuses().len(), gate.own(MARK).len()), (0, 0));
        // One of both is enough to say something.
        gate.server().heal();
        gate.server().fault(Fault::always(Matcher::of("POST", gate.comments_path()), FaultKind::Forbidden));
        gate.unapprove();
        gate.apply("--post=comment,status").ends_with(1).complains("the comment could not be posted");
        assert_eq!(gate.statuses().len(), 1);
    }
}

#[test]
fn without_post_nothing_is_written() {
    for gate in Gate::both() {
        gate.apply("--json-file record.json --summary-file summary.md").ends_with(0).says("answer: allow");
        assert!(!gate.server().log().is_empty(), "nothing was asked");
        assert_eq!(gate.writes(), Vec::<String>::new());
    }
}

#[test]
fn a_dry_run_writes_nothing_and_shows_all_of_it() {
    for gate in Gate::both() {
        let dry = gate.apply("--post=comment,status --dry-run");
        dry.ends_with(0).says("answer: allow");
        assert_eq!(gate.writes(), Vec::<String>::new());
        assert_eq!(dry.err.matches("whomay: would send POST ").count(), 2, "{}", dry.err);
        assert!(dry.err.contains("whomay/enforce/apply"), "{}", dry.err);
    }
}

#[test]
fn nobody_else_s_comment_is_touched() {
    for gate in Gate::both() {
        let forged = format!("{MARK}\n### whomay: allow\n");
        match &gate {
            Gate::Hub(hub) => drop(hub.world().comment("bob", &forged)),
            Gate::Lab(gate) => gate.world().notes.push(lab::Note {
                id: 950,
                author: 2,
                body: forged.clone(),
                system: false,
                at: "2026-11-20T14:00:00.000Z".to_owned(),
            }),
        }
        let before = gate.comments();
        gate.apply("--post").ends_with(0);
        assert_eq!(gate.comments()[..before.len()], before[..]);
        assert_eq!(gate.own(MARK).len(), 2);
    }
}

/// Wherever between two requests somebody pushes: either nobody may go on, or it was after the last look, and what is named
/// is what was decided on.
#[test]
fn a_head_that_moves_leaves_nothing_to_go_on_with() {
    let (mut refused, mut went_on) = (0, 0);
    for gate in Gate::both() {
        gate.apply("").ends_with(0);
        let requests = gate.server().log().len();
        for after in 0..requests {
            let gate = match &gate {
                Gate::Hub(_) => Gate::hub(),
                Gate::Lab(_) => Gate::lab(),
            };
            let head = gate.clone().head.clone();
            let on = Matcher { after, ..Matcher::default() };
            gate.server().fault(Fault::once(on, FaultKind::MovedHead));
            let run =
                gate.apply("--outputs-file outputs --summary-file summary --json-file record --post=comment,status");
            let outputs = gate.outputs();
            if run.status == 0 {
                went_on += 1;
                assert_eq!((&outputs["commit"], &outputs["head"]), (&head, &head), "after {after}");
            } else {
                refused += 1;
                assert_eq!(run.status, 2, "after {after}: {}", run.err);
                nothing_is_allowed(&outputs, &format!("after {after}"));
                assert_eq!(gate.writes(), Vec::<String>::new(), "after {after}");
                assert_eq!(run.out, "", "after {after}");
                assert!(!gate.clone().at("summary").exists() && !gate.clone().at("record").exists());
            }
        }
    }
    assert!(refused > 10 && went_on >= 2, "{refused} {went_on}");
}

#[test]
fn the_head_is_looked_at_after_the_decision() {
    let hub = Hub::with(HUB_CONFIG);
    hub.enforce("--pull 7 --operation apply").ends_with(0);
    let looks = hub.server.log().iter().filter(|it| it.request.path.ends_with("/graphql")).count();
    let on = Matcher { after: looks - 2, ..Matcher::query("") };
    hub.server.fault(Fault::once(on, FaultKind::MovedHead));
    let run = hub.enforce("--pull 7 --operation apply --outputs-file outputs");
    run.ends_with(2).complains("the head moved from");
    nothing_is_allowed(&outputs(&hub.clone.read("outputs")), "moved");
}

#[test]
fn a_decision_and_plans_of_the_same_head_share_the_comment_of_the_report() {
    for gate in Gate::both() {
        let head = gate.clone().head.clone();
        gate.clone().write("plan.json", PLAN);
        let report = |head: &str, file: &str| {
            let line = format!("report prod:default=plan.json --head {head} --json-file {file}");
            gate.clone().run(&gate.variables(), &line).ends_with(0);
        };
        report(&head, "summary.json");
        report(&"b".repeat(40), "other.json");
        let line = format!("report prod:default=plan.json --head {head} --post --pull 7");
        gate.clone().run(&gate.variables(), &line).ends_with(0);
        assert_eq!(gate.own(SHARED_MARK).len(), 1);

        gate.apply("--post --report summary.json").ends_with(0);
        assert_eq!(gate.own(MARK).len(), 0);
        let comment = gate.only(SHARED_MARK);
        let decision = comment.find("### whomay: allow").unwrap();
        let plans = comment.find("1 to destroy").unwrap();
        assert!(decision < plans, "{comment}");
        assert!(!comment.contains("hunter2secret"));

        gate.server().forget();
        let run = gate.apply("--post --report other.json --outputs-file outputs");
        run.ends_with(2).complains("--report is of commit bbbbbbbb");
        nothing_is_allowed(&gate.outputs(), "a report of another head");
        assert_eq!(gate.writes(), Vec::<String>::new());
    }
}

#[test]
fn a_summary_is_added_below_what_is_there() {
    let hub = Hub::with(HUB_CONFIG);
    hub.clone.write("summary", "# of another step");
    hub.enforce("--pull 7 --operation apply --summary-file summary --json-file record").ends_with(0);
    assert!(hub.clone.read("summary").starts_with("# of another step\n### whomay: allow of apply\n"));
    let record: Value = serde_json::from_str(&hub.clone.read("record")).unwrap();
    assert_eq!(record["verdict"], "allow");
}

#[test]
fn the_record_says_what_was_posted_and_what_was_not() {
    for gate in Gate::both() {
        let posts = |rest: &str| -> Vec<(String, bool)> {
            gate.apply(&format!("--json-file record {rest}"));
            let record: Value = serde_json::from_str(&gate.clone().read("record")).unwrap();
            let posts = record["posts"].as_array().unwrap().iter();
            posts.map(|post| (post["what"].as_str().unwrap().to_owned(), post["error"].is_null())).collect()
        };
        let both = |comment: bool, status: bool| vec![("comment".to_owned(), comment), ("status".to_owned(), status)];
        assert_eq!(posts(""), []);
        assert_eq!(posts("--post=status,comment"), both(true, true));
        assert_eq!(posts("--post=comment,status --dry-run"), both(false, false));
        gate.server().fault(Fault::always(Matcher::of("POST", gate.statuses_path()), FaultKind::Forbidden));
        assert_eq!(posts("--post=comment,status"), both(true, false));
    }
}

#[test]
fn outputs_begin_on_a_line_of_their_own() {
    let hub = Hub::with(HUB_CONFIG);
    hub.clone.write("outputs", "other=1");
    hub.enforce("--pull 7 --operation apply --outputs-file outputs").ends_with(0);
    let outputs = outputs(&hub.clone.read("outputs"));
    assert_eq!((outputs["other"].as_str(), outputs["verdict"].as_str()), ("1", "allow"));
}

/// A way to fail, and what is run then.
type Way = (&'static str, fn(&Gate), &'static str);

const WAYS: [Way; 17] = [
    ("no request", |_| (), "enforce --operation apply --outputs-file outputs"),
    ("no operation", |_| (), "enforce --pull 7 --outputs-file outputs"),
    ("a request that is none", |_| (), "enforce --pull x --operation apply --outputs-file outputs"),
    ("a request that is not there", |_| (), "enforce --pull 8 --operation apply --outputs-file outputs"),
    ("a query that is none", |_| (), "enforce --pull 7 --operation apply --query ( --outputs-file outputs"),
    (
        "a dirspace that is not changed",
        |_| (),
        "enforce --pull 7 --operation apply --dirspace a:b --outputs-file outputs",
    ),
    ("a key that is none", |_| (), "enforce --pull 7 --operation apply --post --post-key - --outputs-file outputs"),
    ("no reason", |_| (), "enforce --pull 7 --operation apply-force --outputs-file outputs"),
    (
        "one file for two texts",
        |_| (),
        "enforce --pull 7 --operation apply --summary-file outputs --outputs-file outputs",
    ),
    ("no report", |_| (), "enforce --pull 7 --operation apply --post --report none.json --outputs-file outputs"),
    (
        "a report that is none",
        |gate| {
            gate.clone().write("bad.json", "{}");
        },
        "enforce --pull 7 --operation apply --post --report bad.json --outputs-file outputs",
    ),
    ("no folder for the record", |_| (), "enforce --pull 7 --operation apply --json-file a/b --outputs-file outputs"),
    (
        "no folder for the summary",
        |_| (),
        "enforce --pull 7 --operation apply --summary-file a/b --outputs-file outputs",
    ),
    (
        "a forge that refuses",
        |gate| gate.server().fault(Fault::always(Matcher::default(), FaultKind::Unauthorized)),
        "enforce --pull 7 --operation apply --outputs-file outputs",
    ),
    (
        "a forge that is broken",
        |gate| gate.server().fault(Fault::always(Matcher::default(), FaultKind::BadJson)),
        "enforce --pull 7 --operation apply --outputs-file outputs",
    ),
    (
        "a clone without the head",
        |gate| match gate {
            Gate::Hub(hub) => hub.world().push("alice", &hub::sha('b')),
            Gate::Lab(gate) => gate.world().push(lab::sha('b'), "alice"),
        },
        "enforce --pull 7 --operation apply --outputs-file outputs",
    ),
    ("no repository", |_| (), "enforce -C .. --pull 7 --operation apply --outputs-file outputs"),
];

#[test]
fn a_run_that_failed_leaves_only_empty_lists() {
    for (what, prepare, line) in WAYS {
        for gate in Gate::both() {
            prepare(&gate);
            let run = gate.clone().run(&gate.variables(), line);
            assert_eq!(run.status, 2, "{what}: {}", run.err);
            let outputs = gate.outputs();
            nothing_is_allowed(&outputs, what);
            assert_eq!(gate.writes(), Vec::<String>::new(), "{what}");
        }
    }
}

#[test]
fn outputs_that_cannot_be_written_are_said_before_anything_is_asked() {
    for gate in Gate::both() {
        let run = gate.apply("--outputs-file no/folder/outputs");
        run.ends_with(2).complains("cannot write no/folder/outputs").complains("--outputs-file names a file");
        assert_eq!(gate.server().log().len(), 0);
    }
}

#[test]
fn a_decision_that_is_no_allow_allows_nothing() {
    for gate in Gate::both() {
        gate.unapprove();
        gate.apply("--outputs-file outputs").ends_with(1);
        let outputs = gate.outputs();
        assert_eq!(outputs["allowed"], "[]");
        let others = ["pending", "denied", "undetermined"].map(|name| list(&outputs[name]).len());
        assert_eq!(others.iter().sum::<usize>(), 1, "{outputs:?}");
        assert_eq!(outputs["matrix"], "{\"include\":[]}");
    }
}
