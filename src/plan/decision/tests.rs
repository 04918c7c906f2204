//! Answers that are joined, and those that must not be.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::plan::Counts;
use crate::plan::report::{Dirspace, Outcome};
use crate::plan::summary::Standing;

const HEAD: &str = "1111111111111111111111111111111111111111";
const OTHER: &str = "2222222222222222222222222222222222222222";

fn outcome(dir: &str, user: Option<&str>, operation: &str, verdict: &str, reasons: &[(&str, &str)]) -> Value {
    let reasons: Vec<Value> = reasons
        .iter()
        .map(|(verdict, text)| json!({"clause": "c", "verdict": verdict, "text": text, "condition": null, "place": null}))
        .collect();
    json!({"dir": dir, "workspace": "default", "operation": operation, "user": user, "verdict": verdict,
           "condition": null, "reasons": reasons})
}

fn answer(head: Value, outcomes: Vec<Value>) -> Vec<u8> {
    json!({"format": 1, "tool": "whomay 0.1.0", "commits": {"base": null, "head": head}, "outcomes": outcomes,
           "something new": [1]})
    .to_string()
    .into_bytes()
}

fn of_head(outcomes: Vec<Value>) -> Vec<u8> {
    answer(json!({"name": "HEAD", "commit": HEAD}), outcomes)
}

fn report(dirs: &[&str]) -> Report {
    let dirspace = |dir: &&str| Dirspace {
        place: Place { dir: (*dir).to_owned(), workspace: "default".to_owned() },
        outcome: Outcome::CountsOnly { counts: Counts::default(), standing: Standing::default() },
        permissions: Vec::new(),
    };
    Report { head: Some(HEAD.to_owned()), dirspaces: dirs.iter().map(dirspace).collect(), ..Report::default() }
}

#[test]
fn each_dirspace_gets_its_answers_and_what_is_missing() {
    let text = of_head(vec![
        outcome("a", Some("ada"), "apply", "pending", &[("allow", "policy 1"), ("pending", "one approval is missing")]),
        outcome("a", Some("ada"), "plan", "allow", &[("allow", "policy 1")]),
        outcome("b", None, "apply", "deny", &[("deny", "nobody may"), ("undetermined", "a team is not known")]),
        json!({"dir": null, "workspace": null, "operation": "unlock", "user": null, "verdict": "allow",
               "condition": null, "reasons": []}),
    ]);
    let mut report = report(&["a", "b", "c"]);
    let notes = join(&mut report, read(&text).unwrap()).unwrap();
    assert_eq!(notes, ["the decision says nothing of the directory `c` in workspace `default`"]);
    let [a, b, c] = report.dirspaces.as_slice() else { panic!() };
    assert_eq!(a.permissions.len(), 2);
    assert_eq!(a.permissions[0].missing, ["one approval is missing"]);
    assert_eq!((a.permissions[0].user.as_deref(), a.permissions[0].verdict), (Some("ada"), Verdict::Pending));
    assert_eq!(a.permissions[1].missing, Vec::<String>::new());
    assert_eq!(b.permissions[0].missing, ["nobody may", "a team is not known"]);
    assert_eq!(c.permissions, []);
}

#[test]
fn an_answer_about_another_commit_is_refused_and_both_are_named() {
    let outcomes = || vec![outcome("a", None, "apply", "allow", &[])];
    let other = answer(json!({"name": "HEAD", "commit": OTHER}), outcomes());
    let mut it = report(&["a"]);
    let error = join(&mut it, read(&other).unwrap()).unwrap_err();
    assert_eq!(error.to_string(), format!("the decision is about commit {OTHER} and the plans are of {HEAD}"));
    for nothing in [json!(null), json!({"name": "the work tree", "commit": ""})] {
        let error = join(&mut it, read(&answer(nothing, outcomes())).unwrap()).unwrap_err();
        let expected = format!("the decision is about files that are not committed, and the plans are of {HEAD}");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(it.dirspaces[0].permissions, []);
    it.head = None;
    let notes = join(&mut it, read(&other).unwrap()).unwrap();
    assert_eq!(notes, ["whether the decision is about the commit of the plans is not known: name that with --head"]);
}

#[test]
fn dirspaces_without_a_plan_are_noted_and_their_names_escaped() {
    let names = ["x\u{1b}[2J", "y", "z", "za", "zb"];
    let text = of_head(names.iter().map(|dir| outcome(dir, None, "apply", "allow", &[])).collect());
    let notes = join(&mut report(&[]), read(&text).unwrap()).unwrap();
    let expected = "there is no plan of what the decision is also about: the directory `x\\u{1b}[2J` in workspace `default`, \
                    the directory `y` in workspace `default`, the directory `z` in workspace `default` and 2 others";
    assert_eq!(notes, [expected]);
}

#[test]
fn what_is_no_answer_is_refused_without_a_word_of_it() {
    let same = || outcome("a", Some("ada"), "apply", "allow", &[]);
    for (text, expected) in [
        (of_head(vec![same(), same()]), "the decision: /outcomes/1: the same question is answered twice"),
        (of_head(vec![outcome("", None, "apply", "allow", &[])]), "/outcomes/0: a name is empty"),
        (of_head(vec![outcome(&"x".repeat(5000), None, "apply", "allow", &[])]), "longer than any"),
        (of_head(vec![outcome("a", None, "apply", "hunter2", &[])]), "not an answer of `simulate` in JSON: line 1"),
        (answer(json!({"name": "x", "commit": "hunter2"}), vec![]), "/commits/head: not a commit"),
        (answer(json!("hunter2"), vec![]), "not an answer"),
        (b"{\"format\": 2, \"commits\": {\"head\": null}, \"outcomes\": []}".to_vec(), "has format 2"),
        (b"{\"format\": 1, \"format\": 1, \"commits\": {\"head\": null}, \"outcomes\": []}".to_vec(), "not an answer"),
        (b"hunter2".to_vec(), "not an answer"),
        (Vec::new(), "not an answer"),
        ("[".repeat(100_000).into_bytes(), "not an answer"),
        (vec![b' '; LARGEST + 1], "larger than 64 MiB"),
    ] {
        let error = read(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(error.next_step().ends_with('.'));
    }
    let half = json!({"dir": "a", "workspace": null, "operation": "apply", "user": null, "verdict": "allow",
                      "condition": null, "reasons": []});
    assert!(read(&of_head(vec![half])).unwrap_err().to_string().contains("without a workspace"));
}

#[test]
fn many_and_long_reasons_are_bounded_and_the_worst_answers_stay() {
    let long = "ä".repeat(2000);
    let reasons: Vec<(&str, &str)> = (0..40).map(|_| ("deny", long.as_str())).collect();
    let mut outcomes: Vec<Value> =
        (0..300).map(|user| outcome("a", Some(&format!("u{user}")), "apply", "allow", &[])).collect();
    outcomes.push(outcome("a", Some("last"), "apply", "deny", &reasons));
    let mut report = report(&["a"]);
    join(&mut report, read(&of_head(outcomes)).unwrap()).unwrap();
    let permissions = &report.dirspaces[0].permissions;
    assert_eq!(permissions.len(), MOST_PERMISSIONS);
    assert_eq!(permissions[0].user.as_deref(), Some("last"));
    assert_eq!(permissions[0].missing.len(), MOST_REASONS + 1);
    assert_eq!(permissions[0].missing[0].chars().count(), LONGEST_REASON + 1);
    assert_eq!(permissions[0].missing[MOST_REASONS], "and 24 more");
}

proptest! {
    #[test]
    fn nothing_that_is_damaged_makes_it_panic(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5),
    ) {
        let mut text = of_head(vec![outcome("a", Some("ada"), "apply", "pending", &[("pending", "one approval")])]);
        for (at, byte) in damage {
            let at = at.index(text.len());
            text[at] = byte;
        }
        if let Ok(decision) = read(&text) {
            let _ = join(&mut report(&["a"]), decision);
        }
    }
}
