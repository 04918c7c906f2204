//! Each form of an assumption, what it changes, and that it changes nothing else.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::access::facts::{
    Check, CheckOrigin, CheckState, CiConfig, Forge, Mergeable, Person, Request, RequestState, RequiredCheck, Review,
    ReviewDecision, ReviewState, Standing, Strangers,
};
use crate::access::holds::{Holds, holds};
use crate::access::known::Known;
use crate::access::principal::{MatchList, PrincipalMatch, Role};
use crate::source::Spanned;

fn assumed(texts: &[&str], mut facts: Facts) -> Facts {
    let all: Vec<Assumption> = texts.iter().map(|text| Assumption::parse(text).unwrap()).collect();
    Assumption::apply_all(&all, &mut facts);
    facts
}

fn logins<C: FromIterator<String>>(names: &[&str]) -> Known<C> {
    Known::Known(names.iter().map(|name| (*name).to_owned()).collect())
}

fn review(login: &str, state: ReviewState, commit: Option<&str>) -> Review {
    Review { reviewer: Some(login.to_owned()), state, commit: commit.map(str::to_owned), before_retarget: false }
}

fn check(title: &str, state: CheckState, origin: CheckOrigin) -> Check {
    Check { title: title.to_owned(), state, origin, workflow: None, own: false }
}

fn app(slug: &str) -> CheckOrigin {
    CheckOrigin::CheckRun(Some(slug.to_owned()))
}

fn failed() -> CheckState {
    CheckState::Failed("failure".to_owned())
}

/// Nothing known, nothing to be had.
fn nothing_to_be_had() -> Facts {
    fn no<T>() -> Known<T> {
        Known::Unavailable("403".to_owned())
    }
    Facts {
        request: Request {
            state: no(),
            draft: no(),
            mergeable: no(),
            in_conflict: no(),
            source_branch: no(),
            target_branch: no(),
            target_protected: no(),
            author: no(),
            contributors: no(),
            unattributed: no(),
            changed_files: no(),
            queued: no(),
            pushers: no(),
            triggering_actor: no(),
            from_fork: no(),
            head: no(),
            reviews: no(),
            review_decision: no(),
            requested_reviewers: no(),
            checks: no(),
            required_checks: no(),
            changed_on_base: no(),
        },
        ci_config: CiConfig::Unavailable("403".to_owned()),
        ..Facts::default()
    }
}

#[test]
fn plain_facts_are_replaced() {
    type Row = (&'static str, fn(&mut Facts));
    let rows: &[Row] = &[
        ("state=open", |f| f.request.state = Known::Known(RequestState::Open)),
        ("state=merged", |f| f.request.state = Known::Known(RequestState::Merged)),
        ("state=closed", |f| f.request.state = Known::Known(RequestState::Closed)),
        ("draft=true", |f| f.request.draft = Known::Known(true)),
        ("draft=false", |f| f.request.draft = Known::Known(false)),
        ("mergeable=true", |f| f.request.mergeable = Known::Known(Mergeable::Yes)),
        ("mergeable=false", |f| f.request.mergeable = Known::Known(Mergeable::No)),
        ("mergeable=computing", |f| f.request.mergeable = Known::Known(Mergeable::Computing)),
        ("conflict=true", |f| f.request.in_conflict = Known::Known(true)),
        ("conflict=false", |f| f.request.in_conflict = Known::Known(false)),
        ("fork=true", |f| f.request.from_fork = Known::Known(true)),
        ("fork=false", |f| f.request.from_fork = Known::Known(false)),
        ("head=abc", |f| f.request.head = Known::Known("abc".to_owned())),
        ("source-branch=a=b", |f| f.request.source_branch = Known::Known("a=b".to_owned())),
        ("target-branch=main", |f| f.request.target_branch = Known::Known("main".to_owned())),
        ("target-protected=true", |f| f.request.target_protected = Known::Known(true)),
        ("author=alice", |f| f.request.author = Known::Known("alice".to_owned())),
        ("contributors=none", |f| f.request.contributors = logins(&[])),
        ("contributors=b,a", |f| f.request.contributors = logins(&["a", "b"])),
        ("unattributed=none", |f| f.request.unattributed = logins(&[])),
        ("unattributed=b,a", |f| f.request.unattributed = logins(&["b", "a"])),
        ("changed-files=0", |f| f.request.changed_files = Known::Known(0)),
        ("changed-files=18446744073709551615", |f| f.request.changed_files = Known::Known(u64::MAX)),
        ("queued=true", |f| f.request.queued = Known::Known(true)),
        ("queued=false", |f| f.request.queued = Known::Known(false)),
        ("pushers=a", |f| f.request.pushers = logins(&["a"])),
        ("requested-reviewers=b,a", |f| f.request.requested_reviewers = logins(&["b", "a"])),
        ("requested-reviewers=none", |f| f.request.requested_reviewers = logins(&[])),
        ("triggering-actor=bob", |f| f.request.triggering_actor = Known::Known(Some("bob".to_owned()))),
        ("triggering-actor=none", |f| f.request.triggering_actor = Known::Known(None)),
        ("review-decision=none", |f| f.request.review_decision = Known::Known(ReviewDecision::NoneRequired)),
        ("review-decision=approved", |f| f.request.review_decision = Known::Known(ReviewDecision::Approved)),
        ("reviews=none", |f| f.request.reviews = Known::Known(Vec::new())),
        ("checks=none", |f| f.request.checks = Known::Known(Vec::new())),
        ("checks=success", |f| f.request.checks = Known::Known(Vec::new())),
        ("required-checks=none", |f| f.request.required_checks = Known::Known(Vec::new())),
        ("required-check:ci=any", |f| {
            f.request.required_checks = Known::Known(vec![RequiredCheck { title: "ci".to_owned(), app: None }]);
        }),
        ("required-check:ci (a=b)=app", |f| {
            let app = Some("app".to_owned());
            f.request.required_checks = Known::Known(vec![RequiredCheck { title: "ci (a=b)".to_owned(), app }]);
        }),
        ("base=current", |f| f.request.changed_on_base = logins(&[])),
        ("changed-on-base:a/b=c.tf=true", |f| f.request.changed_on_base = logins(&["a/b=c.tf"])),
        ("ci-config=changed", |f| f.ci_config = CiConfig::Changed(true)),
        ("ci-config=unchanged", |f| f.ci_config = CiConfig::Changed(false)),
        ("ci-config=x.yml", |f| f.ci_config = CiConfig::Candidates(vec!["x.yml".to_owned()])),
        ("everyone-listed=true", |f| f.strangers = Strangers::HaveNothing),
        ("everyone-listed=false", |f| f.strangers = Strangers::Unknown),
        ("review:bob=commented", |f| {
            f.request.reviews = Known::Known(vec![review("bob", ReviewState::Commented, None)]);
        }),
        ("review:bob=none", |f| f.request.reviews = Known::Known(Vec::new())),
        ("check:ci=none", |f| f.request.checks = Known::Known(Vec::new())),
        ("check:a=b=success@x", |f| {
            f.request.checks = Known::Known(vec![check("a=b", CheckState::Success, app("x"))]);
        }),
        ("check:ci=stale", |f| {
            let stale = CheckState::Other("stale".to_owned());
            f.request.checks = Known::Known(vec![check("ci", stale, CheckOrigin::CheckRun(None))]);
        }),
    ];
    for start in [Facts::default(), nothing_to_be_had()] {
        for (text, edit) in rows {
            let mut wanted = start.clone();
            edit(&mut wanted);
            assert_eq!(assumed(&[text], start.clone()), wanted, "{text}");
        }
    }
}

#[test]
fn a_review_takes_the_place_of_that_person_s_others() {
    let mut facts = Facts::default();
    facts.request.head = Known::Known("head".to_owned());
    let carol = review("carol", ReviewState::Approved, Some("old"));
    facts.request.reviews = Known::Known(vec![
        review("bob", ReviewState::ChangesRequested, Some("old")),
        carol.clone(),
        review("bob", ReviewState::Commented, Some("head")),
    ]);
    let reviews = |text: &str| assumed(&[text], facts.clone()).request.reviews;
    let approved = review("bob", ReviewState::Approved, Some("head"));
    assert_eq!(reviews("review:bob=approved"), Known::Known(vec![carol.clone(), approved]));
    assert_eq!(reviews("review:bob=none"), Known::Known(vec![carol]));
}

#[test]
fn a_review_is_for_the_head_in_whatever_order_they_are_written() {
    for texts in [["head=abc", "review:bob=approved"], ["review:bob=approved", "head=abc"]] {
        let wanted = vec![review("bob", ReviewState::Approved, Some("abc"))];
        assert_eq!(assumed(&texts, Facts::default()).request.reviews, Known::Known(wanted));
    }
}

#[test]
fn several_reviews_add_up() {
    let facts = assumed(&["review:a=approved", "review:b=approved"], nothing_to_be_had());
    assert_eq!(facts.request.reviews.value().map(Vec::len), Some(2));
}

#[test]
fn several_required_checks_add_up_and_the_last_word_on_one_counts() {
    let texts = ["required-check:a=any", "required-check:b=any", "required-check:a=app"];
    let required =
        |title: &str, app: Option<&str>| RequiredCheck { title: title.to_owned(), app: app.map(str::to_owned) };
    let facts = assumed(&texts, Facts::default());
    assert_eq!(facts.request.required_checks, Known::Known(vec![required("b", None), required("a", Some("app"))]));
    let facts = assumed(&["required-check:a=none"], facts);
    assert_eq!(facts.request.required_checks, Known::Known(vec![required("b", None)]));
}

#[test]
fn several_paths_changed_on_the_base_add_up_once_each() {
    let texts = ["changed-on-base:a=true", "changed-on-base:b=true", "changed-on-base:a=true"];
    assert_eq!(assumed(&texts, nothing_to_be_had()).request.changed_on_base, logins(&["b", "a"]));
}

#[test]
fn a_check_keeps_where_it_came_from() {
    let own = Check { own: true, ..check("ci", failed(), app("me")) };
    let mut facts = Facts::default();
    facts.request.checks = Known::Known(vec![
        check("ci", failed(), app("one")),
        own.clone(),
        check("other", failed(), app("one")),
        check("ci", failed(), app("two")),
    ]);
    let checks = |text: &str| assumed(&[text], facts.clone()).request.checks;
    let other = check("other", failed(), app("one"));
    let success = |origin| check("ci", CheckState::Success, origin);
    assert_eq!(
        checks("check:ci=success"),
        Known::Known(vec![success(app("one")), own.clone(), other.clone(), success(app("two"))])
    );
    assert_eq!(checks("check:ci=success@three"), Known::Known(vec![own.clone(), other.clone(), success(app("three"))]));
    assert_eq!(checks("check:ci=none"), Known::Known(vec![own, other]));
}

#[test]
fn a_new_check_comes_from_where_it_is_expected() {
    let texts = ["check:ci=success", "required-check:ci=builder"];
    let facts = assumed(&texts, Facts::default());
    assert_eq!(facts.request.checks, Known::Known(vec![check("ci", CheckState::Success, app("builder"))]));
    let gitlab = Facts { forge: Forge::Gitlab, ..Facts::default() };
    let job = check("ci", CheckState::Success, CheckOrigin::Status(None));
    assert_eq!(assumed(&["check:ci=success"], gitlab).request.checks, Known::Known(vec![job]));
}

#[test]
fn all_checks_succeed_and_required_ones_have_reported() {
    let mut facts = Facts::default();
    let own = Check { own: true, ..check("mine", failed(), app("me")) };
    facts.request.checks = Known::Known(vec![own.clone(), check("a", failed(), app("x"))]);
    facts.request.required_checks = Known::Known(vec![
        RequiredCheck { title: "a".to_owned(), app: Some("y".to_owned()) },
        RequiredCheck { title: "b".to_owned(), app: Some("y".to_owned()) },
    ]);
    let a = check("a", CheckState::Success, app("x"));
    let b = check("b", CheckState::Success, app("y"));
    assert_eq!(assumed(&["checks=success"], facts).request.checks, Known::Known(vec![own, a, b]));
}

/// Whether `login` matches `entry`: yes, no, "if" or "broken".
fn answer(facts: &Facts, login: &str, entry: &str) -> &'static str {
    let entries = vec![Spanned::unwritten(PrincipalMatch::parse(entry).unwrap())];
    match holds(&MatchList { entries, span: None }, &facts.person(login), facts) {
        Holds::Yes(_) => "yes",
        Holds::No => "no",
        Holds::If(_) => "if",
        Holds::Broken(_) => "broken",
    }
}

#[test]
fn people_are_what_is_assumed_of_them_and_nothing_else() {
    let nobody = Facts::default();
    let complete = Facts { strangers: Strangers::HaveNothing, ..Facts::default() };
    let broken = Facts {
        failed_lookups: BTreeMap::from([
            (PrincipalMatch::Team("sre".to_owned()), "403".to_owned()),
            (PrincipalMatch::Role("write".to_owned()), "500".to_owned()),
        ]),
        ..Facts::default()
    };
    let rows: &[(&Facts, &[&str], &str, &str, &str)] = &[
        (&nobody, &["team:sre=alice"], "alice", "team:sre", "yes"),
        (&nobody, &["team:sre=alice"], "alice", "team:ops", "if"),
        (&nobody, &["team:sre=alice"], "alice", "role:read", "if"),
        (&nobody, &["team:sre=alice"], "bob", "team:sre", "if"),
        (&nobody, &["team:sre=alice", "team:ops=alice"], "alice", "team:ops", "yes"),
        (&nobody, &["teams:alice=sre"], "alice", "team:sre", "yes"),
        (&nobody, &["teams:alice=sre"], "alice", "team:ops", "no"),
        (&nobody, &["team:sre=alice", "teams:alice=none"], "alice", "team:sre", "no"),
        (&nobody, &["role:alice=write"], "alice", "role:triage", "yes"),
        (&nobody, &["role:alice=write"], "alice", "role:maintain", "no"),
        (&nobody, &["role:alice=write"], "alice", "team:sre", "if"),
        (&nobody, &["team:sre=alice", "role:alice=write"], "alice", "team:sre", "yes"),
        (&nobody, &["role:alice=custom:a=b"], "alice", "role:read", "no"),
        (&complete, &["team:sre=alice"], "alice", "team:sre", "yes"),
        (&complete, &["team:sre=alice"], "alice", "team:ops", "no"),
        (&complete, &["team:sre=alice"], "bob", "team:sre", "no"),
        (&broken, &["team:sre=alice"], "alice", "team:sre", "yes"),
        (&broken, &["team:sre=alice"], "bob", "team:sre", "broken"),
        (&broken, &["teams:alice=ops"], "alice", "team:sre", "no"),
        (&broken, &["teams:alice=ops"], "alice", "role:write", "broken"),
        (&broken, &["role:alice=admin"], "alice", "role:write", "yes"),
        (&broken, &["role:alice=admin", "role:alice=read"], "alice", "role:write", "no"),
        (&broken, &["role:alice=admin"], "bob", "role:write", "broken"),
        (&broken, &["role:alice=admin"], "alice", "team:sre", "broken"),
    ];
    for (facts, texts, login, entry, wanted) in rows {
        let facts = assumed(texts, (*facts).clone());
        assert_eq!(answer(&facts, login, entry), *wanted, "{texts:?}: {login} and {entry}");
    }
}

#[test]
fn what_is_known_of_a_person_otherwise_stays() {
    let mut facts = Facts::default();
    let alice = facts.people.entry("alice".to_owned()).or_insert_with(|| Person::named("alice"));
    alice.teams = Known::Known(BTreeSet::from(["ops".to_owned()]));
    alice.standing = Known::Known(Standing::Role(Role::Read));
    let facts = assumed(&["team:sre=alice"], facts);
    assert_eq!(answer(&facts, "alice", "team:ops"), "yes");
    assert_eq!(answer(&facts, "alice", "role:read"), "yes");
}

#[test]
fn a_slip_is_answered_with_the_form() {
    let rows = [
        ("", "These can: `review:LOGIN=STATE`, "),
        ("nonsense", "These can: `review:LOGIN=STATE`, "),
        ("zzzzzzzzzzzzzz=1", "These can: `review:LOGIN=STATE`, "),
        ("reveiw:bob=approved", "Did you mean `review:LOGIN=STATE`?"),
        ("Draft=true", "Did you mean `draft=BOOLEAN`?"),
        ("haed=abc", "Did you mean `head=COMMIT`?"),
        ("heed-me=abc", "These can: `review:LOGIN=STATE`, "),
        ("review_decision=approved", "Did you mean `review-decision=VERDICT`?"),
        ("review=approved", "Write `review:LOGIN=STATE` (approved, "),
        ("review:bob", "Write `review:LOGIN=STATE` (approved, "),
        ("review:bob=", "Write `review:LOGIN=STATE` (approved, "),
        ("review:=approved", "Write `review:LOGIN=STATE` (approved, "),
        ("review:@bob=approved", "Write `review:LOGIN=STATE` (approved, "),
        ("review:bob=approve", "Write `review:LOGIN=STATE` (approved, "),
        ("reviews=all", "Write `reviews=none`."),
        ("draft", "Write `draft=BOOLEAN` (true, false)."),
        ("draft:true", "Write `draft=BOOLEAN` (true, false)."),
        ("draft=yes", "Write `draft=BOOLEAN` (true, false)."),
        ("draft= true", "Write `draft=BOOLEAN` (true, false)."),
        ("check:ci=sucess", "Write `check:NAME=STATE` (success, "),
        ("check:ci=success@", "Write `check:NAME=STATE` (success, "),
        ("check:ci=none@app", "Write `check:NAME=STATE` (success, "),
        ("role:alice=owner", "Write `role:LOGIN=ROLE` (none, "),
        ("role:alice=custom:", "Write `role:LOGIN=ROLE` (none, "),
        ("teams:alice=sre,,ops", "Write `teams:LOGIN=SLUGS` (none, "),
        ("team:sre=alice,bob", "Write `team:SLUG=LOGIN`."),
        ("pushers=a, b", "Write `pushers=LOGINS` (none, "),
        ("changed-files=+1", "Write `changed-files=COUNT` (0 or more)."),
        ("changed-files=-1", "Write `changed-files=COUNT` (0 or more)."),
        ("changed-files=18446744073709551616", "Write `changed-files=COUNT` (0 or more)."),
        ("unattributed=a,,b", "Write `unattributed=COMMITS` (none, "),
        ("queued=no", "Write `queued=BOOLEAN` (true, false)."),
        ("base=old", "Write `base=current`."),
        ("changed-on-base:a=false", "Write `changed-on-base:PATH=true`."),
    ];
    for (text, help) in rows {
        let error = Assumption::parse(text).unwrap_err();
        assert!(error.help.starts_with(help), "{text:?}: {error:?}");
    }
    let long = Assumption::parse(&"x\n".repeat(100_000)).unwrap_err();
    assert!(long.message.len() < 200 && !long.message.contains('\n'), "{}", long.message);
}

#[test]
fn a_message_shows_what_was_written_as_far_as_it_fits() {
    let said = |text: &str| Assumption::parse(text).unwrap_err().to_string();
    assert_eq!(said("draft=yes"), "`draft=yes` is not a `draft` assumption");
    assert_eq!(said("no\tway"), "`no\\tway` cannot be assumed");
    let (fits, cut) = ("é".repeat(64), "é".repeat(65));
    assert_eq!(said(&fits), format!("`{fits}` cannot be assumed"));
    assert_eq!(said(&cut), format!("`{fits}…` cannot be assumed"));
}

/// An example of each form, with its first value.
fn example(form: &Form) -> String {
    let words: &[(&str, &str)] = &[
        ("=BOOLEAN", "=true"),
        ("=STATE", "="),
        ("=COUNT", "="),
        ("=VERDICT", "="),
        ("=VALUE", "="),
        ("=ROLE", "="),
        ("=APP", "="),
        ("=SLUGS", "=ops,sre"),
    ];
    let first = form.values.split([',', ' ']).next().unwrap();
    words.iter().fold(form.shape.to_owned(), |text, (word, value)| {
        let value = if *value == "=" { format!("={first}") } else { (*value).to_owned() };
        text.replace(word, &value)
    })
}

#[test]
fn every_form_of_the_table_can_be_read() {
    let mut keys = BTreeSet::new();
    for form in Assumption::ALL_FORMS {
        let text = example(form);
        let assumption = Assumption::parse(&text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(assumption.to_string(), text);
        assert!(keys.insert(form.shape.split([':', '=']).next()), "{} is there twice", form.shape);
        assert!(!form.meaning.ends_with('.'));
    }
}

/// Every value that the table offers, in full.
fn every_assumption() -> Vec<String> {
    let mut all: Vec<String> = Assumption::ALL_FORMS.iter().map(example).collect();
    for form in Assumption::ALL_FORMS.iter().filter(|form| form.shape.contains("=STATE")) {
        let start = form.shape.split("=STATE").next().unwrap();
        let words = form.values.split([',', ';']).map(|word| word.trim().split(' ').next().unwrap());
        all.extend(words.filter(|word| !word.starts_with('@')).map(|word| format!("{start}={word}")));
    }
    all
}

#[test]
fn every_word_that_the_table_offers_is_taken() {
    for text in every_assumption() {
        assert!(Assumption::parse(&text).is_ok(), "{text}");
    }
}

/// The facts as a list of named parts, to tell which of them an edit touched.
fn parts(facts: &Facts) -> Vec<(&'static str, String)> {
    let Request {
        state,
        draft,
        mergeable,
        in_conflict,
        source_branch,
        target_branch,
        target_protected,
        author,
        contributors,
        pushers,
        triggering_actor,
        from_fork,
        head,
        reviews,
        review_decision,
        requested_reviewers,
        checks,
        required_checks,
        unattributed,
        changed_files,
        queued,
        changed_on_base,
    } = &facts.request;
    let Facts { forge, people, strangers, failed_lookups, request: _, ci_config } = facts;
    macro_rules! named {
        ($($part:ident),*) => { vec![$((stringify!($part), format!("{:?}", $part))),*] };
    }
    named!(
        state,
        draft,
        mergeable,
        in_conflict,
        source_branch,
        target_branch,
        target_protected,
        author,
        contributors,
        pushers,
        triggering_actor,
        from_fork,
        head,
        reviews,
        review_decision,
        requested_reviewers,
        checks,
        required_checks,
        unattributed,
        changed_files,
        queued,
        changed_on_base,
        forge,
        people,
        strangers,
        failed_lookups,
        ci_config
    )
}

fn touched(text: &str) -> &'static str {
    match text.split([':', '=']).next().unwrap() {
        "review" | "reviews" => "reviews",
        "review-decision" => "review_decision",
        "requested-reviewers" => "requested_reviewers",
        "check" | "checks" => "checks",
        "required-check" | "required-checks" => "required_checks",
        "team" | "teams" | "role" => "people",
        "everyone-listed" => "strangers",
        "conflict" => "in_conflict",
        "fork" => "from_fork",
        "source-branch" => "source_branch",
        "target-branch" => "target_branch",
        "target-protected" => "target_protected",
        "triggering-actor" => "triggering_actor",
        "changed-files" => "changed_files",
        "base" | "changed-on-base" => "changed_on_base",
        "ci-config" => "ci_config",
        other => ["state", "draft", "mergeable", "head", "author", "contributors", "pushers", "unattributed", "queued"]
            .into_iter()
            .find(|part| *part == other)
            .unwrap(),
    }
}

#[test]
fn nothing_but_what_is_assumed_changes() {
    let some = assumed(
        &[
            "head=abc",
            "review:bob=approved",
            "check:ci=failure",
            "required-check:ci=app",
            "team:sre=LOGIN",
            "draft=true",
        ],
        Facts::default(),
    );
    for start in [Facts::default(), nothing_to_be_had(), some] {
        for text in every_assumption() {
            let after = assumed(&[&text], start.clone());
            for ((name, before), (_, after)) in parts(&start).into_iter().zip(parts(&after)) {
                assert!(before == after || name == touched(&text), "{text} changed {name}: {before} → {after}");
            }
        }
    }
}

#[test]
fn every_unavailable_fact_of_the_request_can_be_assumed() {
    let all: Vec<String> = every_assumption();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    for (name, part) in parts(&assumed(&all, nothing_to_be_had())) {
        assert!(!part.contains("Unavailable"), "{name} is still {part}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in r"\PC{0,40}|(review|check|teams?|role|head|base|pushers)[:=]\PC{0,20}=?\PC{0,10}") {
        if let Ok(assumption) = Assumption::parse(&text) {
            prop_assert_eq!(assumption.to_string(), text);
            let mut once = nothing_to_be_had();
            assumption.apply(&mut once);
            let mut twice = once.clone();
            assumption.apply(&mut twice);
            prop_assert_eq!(once, twice, "assuming the same again changes nothing");
        }
    }
}
