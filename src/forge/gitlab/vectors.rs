//! What each answer of GitLab means, as data: `vectors.jsonl` has an answer and the fact in each line.
//!
//! `sha:a` stands for the commit `aaa…`. A line can name a `base` answer, `set` fields in it and leave some out
//! (`without`). A fact that begins with `?` is none, and the text says why; `?` alone is none for whatever reason.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed setup is a failed test")]

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::approvals::{self, Approvals, RuleStates};
use super::contributors::{self, Directory};
use super::merge_request::{self, MergeRequest, Project};
use super::pushes::{self, Pushers};
use super::statuses::{self, Own};
use super::{members, merge_request::mergeability};
use crate::access::facts::{Check, CheckOrigin, CheckState, Request, Review};
use crate::access::known::Known;
use crate::access::spelling::Word;
use crate::forge::settings::Job;
use crate::forge::trouble::Trouble;

const LINES: &str = include_str!("vectors.jsonl");
const ASKED: &str = "GET /x";

/// The fact of a line: what was read, or why not.
type Fact = Result<Json, Trouble>;

struct Line {
    line: Json,
    bases: BTreeMap<String, Json>,
}

impl Line {
    fn get(&self, name: &str) -> Json {
        self.line.get(name).cloned().unwrap_or(Json::Null)
    }

    /// The list under that name, empty when there is none.
    fn list(&self, name: &str) -> Vec<Json> {
        self.get(name).as_array().cloned().unwrap_or_default()
    }

    /// A base answer with the changes that stand beside its name.
    fn edited(&self, base: &str, edit: &Json) -> Json {
        let mut answer = self.bases.get(base).unwrap_or_else(|| panic!("no base {base}")).clone();
        let fields = answer.as_object_mut().unwrap();
        for (name, value) in edit.get("set").and_then(Json::as_object).into_iter().flatten() {
            fields.insert(name.clone(), value.clone());
        }
        for name in edit.get("without").and_then(Json::as_array).into_iter().flatten() {
            assert!(fields.remove(name.as_str().unwrap()).is_some(), "{name} is not there to be left out");
        }
        answer
    }

    fn request(&self) -> Result<MergeRequest, Trouble> {
        MergeRequest::read(ASKED, &self.edited("merge_request", &self.line), 7)
    }

    fn approvals(&self) -> Result<Approvals, Trouble> {
        let edit = self.get("approvals");
        Approvals::read(ASKED, &self.edited(edit.get("base").and_then(Json::as_str).unwrap(), &edit))
    }
}

/// Puts the commits in place of their short names.
fn expanded(value: Json) -> Json {
    match value {
        Json::String(text) => match text.rsplit_once("sha:") {
            Some((before, digit)) => json!(format!("{before}{}", digit.repeat(40))),
            None => json!(text),
        },
        Json::Array(items) => items.into_iter().map(expanded).collect(),
        Json::Object(fields) => fields.into_iter().map(|(name, value)| (name, expanded(value))).collect(),
        other => other,
    }
}

fn said<T>(known: &Known<T>, say: impl Fn(&T) -> Json) -> Json {
    match known {
        Known::Known(value) => say(value),
        Known::NotGiven => json!("not given"),
        Known::Unavailable(why) => json!(format!("? {why}")),
    }
}

fn fact_of(line: &Line) -> Fact {
    let answer = line.get("answer");
    let items = line.list("answer");
    match line.get("decoder").as_str().unwrap() {
        "merge_request" => line.request().map(|request| request_said(&request)),
        "reviews" => reviews(line),
        "decision" => decision(line),
        "requested" => Ok(said(&approvals::requested(&approvals::reviewers(ASKED, &items)?), |logins| json!(logins))),
        "checks" => {
            let statuses = statuses::statuses(ASKED, &items, &line.request()?, 7)?;
            Ok(statuses::checks(statuses, Own { job: Some(60), poster: Some(9) }).iter().map(check_said).collect())
        }
        "required" => required(line),
        "contributors" => contributors_said(&items),
        "pushers" => pushers(&items),
        "standing" => members::standing(ASKED, &answer, 2).map(|standing| json!(standing.word())),
        "team" => members::is_active_member(ASKED, &answer, 2).map(|member| json!(member)),
        "user" => members::called(ASKED, &answer, "bob").map(|found| json!(found.map(|found| found.account.id))),
        "train" => merge_request::is_on_train(ASKED, &answer, 7).map(|queued| json!(queued)),
        "job" => {
            let job = Job { id: 60, pipeline: Some(50), ..Job::default() };
            merge_request::started_by(ASKED, &answer, &job, false).map(|account| json!(account.login))
        }
        "tip" => merge_request::tip(ASKED, &answer, "main")
            .map(|tip| json!(format!("{}{}", if tip.is_protected { "protected " } else { "" }, tip.commit))),
        other => panic!("no decoder {other}"),
    }
}

fn request_said(read: &MergeRequest) -> Json {
    let mut request = Request::default();
    read.tell(&mut request);
    json!({
        "state": said(&request.state, |state| json!(state.word())),
        "draft": said(&request.draft, |draft| json!(draft)),
        "mergeable": said(&request.mergeable, |mergeable| json!(mergeable.word())),
        "in_conflict": said(&request.in_conflict, |conflict| json!(conflict)),
        "author": said(&request.author, |author| json!(author)),
        "from_fork": said(&request.from_fork, |fork| json!(fork)),
        "head": said(&request.head, |head| json!(head)),
        "changed_files": said(&request.changed_files, |count| json!(count)),
        "source_branch": said(&request.source_branch, |branch| json!(branch)),
        "target_branch": said(&request.target_branch, |branch| json!(branch)),
        "merged": read.merged.as_ref().map(|merged| json!([merged.result, merged.compared_with])),
    })
}

fn reviews(line: &Line) -> Fact {
    let reviewers = approvals::reviewers(ASKED, &line.list("reviewers"))?;
    let head = "a".repeat(40);
    let versions = approvals::versions(ASKED, &line.list("versions"), &head);
    let reviews = approvals::reviews(&line.approvals()?, &reviewers, versions.as_deref())?;
    let said = |review: &Review| {
        let [who, commit] = [&review.reviewer, &review.commit].map(|text| text.clone().unwrap_or("-".to_owned()));
        let before = if review.before_retarget { " before a retarget" } else { "" };
        json!(format!("{who} {}{before} {commit}", review.state.word()))
    };
    Ok(reviews.iter().map(said).collect())
}

fn decision(line: &Line) -> Fact {
    let reviewers = approvals::reviewers(ASKED, &line.list("reviewers"))?;
    let states = match line.get("state") {
        Json::Null => Err(Trouble::Forbidden { asked: "the rules".to_owned() }),
        state => RuleStates::read(ASKED, &state),
    };
    let decision = approvals::decision(&line.approvals()?, states.as_ref(), Ok(&reviewers));
    Ok(said(&decision, |decision| json!(decision.word())))
}

fn check_said(check: &Check) -> Json {
    let CheckOrigin::Status(author) = &check.origin else { panic!("GitLab has statuses only") };
    let own = if check.own { " own" } else { "" };
    json!(format!("{} {} {}{own}", check.title, check.state.word(), author.as_deref().unwrap_or("-")))
}

fn required(line: &Line) -> Fact {
    let project = Project::read(ASKED, &line.edited("project", &line.line))?;
    let check = Check {
        title: "test".to_owned(),
        state: CheckState::Success,
        origin: CheckOrigin::Status(None),
        workflow: None,
        own: false,
    };
    let own = Check { own: true, ..check.clone() };
    let others = usize::try_from(line.get("checks").as_u64().unwrap()).unwrap();
    let checks = std::iter::once(own).chain(vec![check; others]).collect();
    let request = line.edited("merge_request", &json!({"set": {"head_pipeline": line.get("pipeline")}}));
    let request = MergeRequest::read(ASKED, &request, 7)?;
    let required = statuses::required(&project, &request, &Known::Known(checks));
    Ok(said(&required, |checks| checks.iter().map(|check| json!(check.title)).collect()))
}

fn contributors_said(items: &[Json]) -> Fact {
    const HOST: &str = "git.example.com:8443";
    let commits = contributors::commits(ASKED, items, &"a".repeat(40))?;
    let directory = Directory {
        by_id: BTreeMap::from([(1, "alice".to_owned()), (4, "carol".to_owned())]),
        by_address: BTreeMap::from([("bob@example.com".to_owned(), "bob".to_owned())]),
    };
    let (contributors, unattributed) = contributors::attribute(&commits, &directory, HOST);
    Ok(json!({"contributors": contributors, "unattributed": unattributed}))
}

fn pushers(items: &[Json]) -> Fact {
    let read = pushes::page(ASKED, items, "feature")?;
    Ok(match pushes::pushers(&read, &"a".repeat(40)) {
        Pushers::All(logins) => json!(logins),
        Pushers::More => json!("more"),
        Pushers::Never(why) => json!(format!("? {why}")),
    })
}

/// Whether a fact is the wanted one. Of an object, the wanted fields count; `?` is any reason.
fn is_wanted(wanted: &Json, fact: &Json) -> bool {
    match (wanted, fact) {
        (Json::String(wanted), Json::String(fact)) if wanted == "?" => fact.starts_with('?'),
        (Json::Object(wanted), Json::Object(fact)) => {
            wanted.iter().all(|(name, wanted)| fact.get(name).is_some_and(|fact| is_wanted(wanted, fact)))
        }
        _ => wanted == fact,
    }
}

fn lines() -> Vec<Line> {
    let all: Vec<Json> = LINES.lines().map(|line| expanded(serde_json::from_str(line).unwrap())).collect();
    let base = |line: &Json| Some((line.get("base")?.as_str()?.to_owned(), line.get("answer")?.clone()));
    let bases: BTreeMap<String, Json> = all.iter().filter_map(base).collect();
    let rows = all.into_iter().filter(|line| line.get("name").is_some());
    rows.map(|line| Line { line, bases: bases.clone() }).collect()
}

#[test]
fn every_answer_means_its_fact() {
    let lines = lines();
    let mut wrong = Vec::new();
    for line in &lines {
        let (name, wanted) = (line.get("name"), line.get("fact"));
        let fact = fact_of(line).unwrap_or_else(|trouble| match &trouble {
            Trouble::Unreadable { why, .. } | Trouble::Partial { why, .. } => json!(format!("? {why}")),
            other => json!(format!("? {other}")),
        });
        if !is_wanted(&wanted, &fact) {
            wrong.push(format!("{name}: {fact} instead of {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lines.len() >= 20, "{}", lines.len());
}

#[test]
fn every_name_is_used_once() {
    let mut names: Vec<String> = lines().iter().map(|line| line.get("name").to_string()).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
}

/// Every word of `detailed_merge_status`, with what it stands for: mergeable, in conflict, and whether to wait.
#[test]
fn every_word_of_the_merge_status_has_a_meaning() {
    let yes = ["mergeable", "ci_must_pass", "ci_still_running"];
    let wait = ["approvals_syncing", "checking", "preparing", "unchecked"];
    let no = [
        "commits_status",
        "discussions_not_resolved",
        "draft_status",
        "jira_association_missing",
        "locked_lfs_files",
        "locked_paths",
        "merge_request_blocked",
        "merge_time",
        "need_rebase",
        "not_approved",
        "not_open",
        "requested_changes",
        "security_policy_violations",
        "status_checks_must_pass",
        "title_regex",
    ];
    let meaning = |word: &str| {
        let (mergeable, in_conflict) = mergeability(Some(word));
        (mergeable.value().map(|mergeable| mergeable.word()), in_conflict.value().copied())
    };
    yes.iter().for_each(|word| assert_eq!(meaning(word), (Some("true"), Some(false)), "{word}"));
    no.iter().for_each(|word| assert_eq!(meaning(word), (Some("false"), Some(false)), "{word}"));
    wait.iter().for_each(|word| assert_eq!(meaning(word), (Some("computing"), None), "{word}"));
    assert_eq!(meaning("conflict"), (Some("false"), Some(true)));
    assert_eq!(mergeability(None).0.value(), None);
}

/// Every state that a job or an external status can be in.
#[test]
fn every_word_of_a_job_s_status_has_a_meaning() {
    let failed = |word: &str| CheckState::Failed(word.to_owned());
    let unfinished = |word: &str| CheckState::Unfinished(word.to_owned());
    assert_eq!(CheckState::from_word("success"), CheckState::Success);
    assert_eq!(CheckState::from_word("skipped"), CheckState::Skipped);
    for word in ["failed", "canceled", "manual"] {
        assert_eq!(CheckState::from_word(word), failed(word));
    }
    for word in ["created", "waiting_for_resource", "preparing", "pending", "running", "canceling", "scheduled"] {
        assert_eq!(CheckState::from_word(word), unfinished(word));
    }
}
