//! Facts as a document, which is read back as the same facts.

use serde_json::{Map, Value as Json, json};

use crate::access::facts::{
    Check, CheckOrigin, CheckState, CiConfig, Facts, Forge, Mergeable, Person, Request, RequiredCheck, Review,
    Standing, Strangers,
};
use crate::access::known::Known;
use crate::access::spelling::Word;

use super::checks::{CHECK_RUN, FAILED, OTHER, STATUS, UNFINISHED};
use super::fact::UNAVAILABLE;
use super::{FactsFile, recording};

/// The facts in the format of [`read_facts`](super::read_facts), which gives back the same.
///
/// That holds for facts as they are gathered: everybody in `people` has the login under which they stand
/// there, and no name is empty.
pub fn write_facts(facts: &Facts) -> Json {
    let mut root = Map::new();
    root.insert("forge".to_owned(), facts.forge.word().into());
    if !facts.people.is_empty() {
        let users = facts.people.iter().map(|(login, person)| (login.clone(), user(person)));
        root.insert("users".to_owned(), Json::Object(users.collect()));
    }
    if facts.strangers == Strangers::HaveNothing {
        root.insert("everyone_listed".to_owned(), true.into());
    }
    if !facts.failed_lookups.is_empty() {
        let failed = facts.failed_lookups.iter().map(|(entry, why)| (entry.to_string(), why.as_str().into()));
        root.insert("failed_lookups".to_owned(), Json::Object(failed.collect()));
    }
    let request = request(&facts.request);
    if !request.is_empty() {
        let key = match facts.forge {
            Forge::Github => "pull_request",
            Forge::Gitlab => "merge_request",
        };
        root.insert(key.to_owned(), Json::Object(request));
    }
    let ci_config = match &facts.ci_config {
        CiConfig::NotGiven => None,
        CiConfig::Unavailable(why) => Some(json!({ UNAVAILABLE: why })),
        CiConfig::Candidates(paths) => Some(json!({ "paths": paths })),
        CiConfig::Changed(changed) => Some(json!({ "changed": changed })),
    };
    root.extend(ci_config.map(|ci_config| ("ci_config".to_owned(), ci_config)));
    Json::Object(root)
}

/// The facts and how they were gathered, in the format of [`read_facts_file`](super::read_facts_file), which gives back
/// the same, as [`write_facts`] does.
pub fn write_facts_file(file: &FactsFile) -> Json {
    let mut written = write_facts(&file.facts);
    add(&mut written, "gathered", file.gathered.as_ref().map(recording::write));
    written
}

/// Puts a fact under its key, unless nobody gave it.
fn put<T>(map: &mut Map<String, Json>, key: &str, fact: &Known<T>, write: impl FnOnce(&T) -> Json) {
    let written = match fact {
        Known::NotGiven => return,
        Known::Unavailable(why) => json!({ UNAVAILABLE: why }),
        Known::Known(value) => write(value),
    };
    map.insert(key.to_owned(), written);
}

fn user(person: &Person) -> Json {
    let mut user = Map::new();
    put(&mut user, "teams", &person.teams, |teams| json!(teams));
    put(&mut user, "role", &person.standing, |standing: &Standing| standing.word().into());
    if !person.settled.is_empty() {
        let matches = person.settled.iter().map(|(entry, holds)| (entry.to_string(), Json::Bool(*holds)));
        user.insert("matches".to_owned(), Json::Object(matches.collect()));
    }
    Json::Object(user)
}

fn request(request: &Request) -> Map<String, Json> {
    let mut map = Map::new();
    let to = &mut map;
    put(to, "state", &request.state, |state| state.word().into());
    put(to, "draft", &request.draft, |draft| json!(draft));
    put(to, "mergeable", &request.mergeable, |mergeable| match mergeable {
        Mergeable::Yes => true.into(),
        Mergeable::No => false.into(),
        Mergeable::Computing => mergeable.word().into(),
    });
    put(to, "conflict", &request.in_conflict, |conflict| json!(conflict));
    put(to, "source_branch", &request.source_branch, |branch| json!(branch));
    put(to, "target_branch", &request.target_branch, |branch| json!(branch));
    put(to, "target_protected", &request.target_protected, |is_protected| json!(is_protected));
    put(to, "author", &request.author, |author| json!(author));
    put(to, "contributors", &request.contributors, |logins| json!(logins));
    put(to, "unattributed", &request.unattributed, |commits| json!(commits));
    put(to, "pushers", &request.pushers, |logins| json!(logins));
    put(to, "triggering_actor", &request.triggering_actor, |actor| match actor {
        Some(login) => json!(login),
        None => false.into(),
    });
    put(to, "fork", &request.from_fork, |fork| json!(fork));
    put(to, "head", &request.head, |head| json!(head));
    put(to, "changed_files", &request.changed_files, |count| json!(count));
    put(to, "queued", &request.queued, |queued| json!(queued));
    put(to, "reviews", &request.reviews, |reviews| reviews.iter().map(review).collect());
    put(to, "review_decision", &request.review_decision, |decision| decision.word().into());
    put(to, "requested_reviewers", &request.requested_reviewers, |logins| json!(logins));
    put(to, "checks", &request.checks, |checks| checks.iter().map(check).collect());
    put(to, "required_checks", &request.required_checks, |checks| checks.iter().map(required_check).collect());
    put(to, "changed_on_base", &request.changed_on_base, |paths| json!(paths));
    map
}

fn review(review: &Review) -> Json {
    let mut written = json!({ "user": review.reviewer, "state": review.state.word() });
    add(&mut written, "commit", review.commit.as_deref());
    add(&mut written, "before_retarget", review.before_retarget.then_some(true));
    written
}

fn check(check: &Check) -> Json {
    let (kind, key, source) = match &check.origin {
        CheckOrigin::CheckRun(app) => (CHECK_RUN, "app", app),
        CheckOrigin::Status(creator) => (STATUS, "creator", creator),
    };
    let mut written = json!({ "name": check.title, "state": state(&check.state), "kind": kind });
    add(&mut written, key, source.as_deref());
    add(&mut written, "workflow", check.workflow.as_deref());
    add(&mut written, "own", check.own.then_some(true));
    written
}

/// The forge's word, where it says by itself what the state is.
fn state(state: &CheckState) -> Json {
    if CheckState::from_word(state.word()) == *state {
        return state.word().into();
    }
    match state {
        CheckState::Failed(word) => json!({ FAILED: word }),
        CheckState::Unfinished(word) => json!({ UNFINISHED: word }),
        other => json!({ OTHER: other.word() }),
    }
}

fn required_check(check: &RequiredCheck) -> Json {
    let mut written = json!({ "name": check.title });
    add(&mut written, "app", check.app.as_deref());
    written
}

fn add(object: &mut Json, key: &str, value: Option<impl Into<Json>>) {
    if let (Json::Object(map), Some(value)) = (object, value) {
        map.insert(key.to_owned(), value.into());
    }
}
