//! What is missing, and the reviews as they were seen: in every form of an answer, and in the record of `enforce`.

use serde_json::{Value, json};
use whomay::output::answer::OutcomeAnswer;
use whomay::output::diagnostics::Style;
use whomay::output::enforcement::{self, AskerAnswer, Enforcement, FactAnswer, PostAnswer};
use whomay::output::explanation::{ApprovalAnswer, CannotAnswer, CheckAnswer, MissingAnswer};
use whomay::output::human::Detail;
use whomay::source::SourceMap;

use crate::markdown::{HOSTILE, Page, answer, outcome, plain, seen};
use crate::playground::Playground;
use crate::record_schema::misfits;
use crate::small::small;

const CONFIG: &str = "\
apply_requirements:
  checks:
    - tag_query: critical
      approved: {enabled: true, any_of: ['team:sre'], any_of_count: 2}
    - tag_query: ''
      approved: {enabled: true, any_of_count: 1}
";

/// Fifty dirspaces that the change touches, and one that it retags on its way.
fn fifty() -> Playground {
    let paths: Vec<String> = (0..50).map(|at| format!("d{at:02}/main.tf")).collect();
    let tagged = format!("dirs:\n  d00: {{tags: [critical]}}\n{CONFIG}");
    let mut main: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "")).collect();
    let mut change: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "# new")).collect();
    main.push((".terrateam/config.yml", &tagged));
    change.push((".terrateam/config.yml", CONFIG));
    small(&main, &change)
}

/// The arguments of a strict question about it; the facts lie beside it.
pub(crate) fn strict() -> (Playground, [&'static str; 8]) {
    let repository = fifty();
    let head = repository.json(&["dirspaces"])["commits"]["head"]["commit"].clone();
    let review = |user: Value, state: &str, commit: &Value| json!({"user": user, "state": state, "commit": commit});
    let gone = json!({"user": "carol", "state": "approved"});
    let facts = json!({
        "users": {
            "alice": {"role": "write", "teams": []},
            "bob": {"role": "write", "teams": []},
            "carol": {"role": "write", "teams": ["sre"]},
            "rita": {"role": "read", "teams": []},
        },
        "everyone_listed": true,
        "pull_request": {
            "state": "open", "draft": false, "mergeable": true, "conflict": false, "fork": false, "author": "alice",
            "contributors": ["alice"], "unattributed": [], "pushers": ["alice"], "triggering_actor": false,
            "changed_files": 51, "queued": false,
            "reviews": [
                review(json!("bob"), "approved", &json!("0123456789012345678901234567890123456789")),
                review(json!("rita"), "approved", &head),
                review(Value::Null, "commented", &head),
                gone,
            ],
            "checks": [
                {"name": "lint", "state": "failure"},
                {"name": "build", "state": "in_progress", "app": "ci"},
            ],
            "required_checks": [{"name": "scan", "app": "scanner"}],
        },
        "ci_config": {"paths": []},
    });
    std::fs::write(repository.folder().join("facts.json"), facts.to_string()).unwrap();
    let ask = ["simulate", "--facts", "facts.json", "--user", "alice", "--profile", "strict", "--explain"];
    (repository, ask)
}

fn asked(more: &[&str]) -> String {
    let (repository, ask) = strict();
    repository.answer(&[&ask[..], &["--operation", "apply"], more].concat())
}

#[test]
fn fifty_dirspaces_with_the_same_rules_are_shown_once() {
    let text = asked(&[]);
    let times = |part: &str| text.matches(part).count();
    // One group for the dirspace that was retagged, one for all the others.
    assert_eq!(times("→ success of what failed: lint"), 2, "{text}");
    assert_eq!(times("→ 1 more approval, by somebody with role write (or stronger)"), 2, "{text}");
    assert_eq!(times("✗ nobody can supply 2 more approvals, by somebody in team:sre (with the base"), 1, "{text}");
    assert_eq!(times("and 43 other dirspaces with the same answer"), 1, "{text}");
    assert_eq!(times("reviews seen:"), 2, "{text}");
    for line in [
        "· bob: approved 0123456789, and the head is ",
        "· rita: may not write to the repository now",
        "· an account that no longer exists: only a comment",
        "· carol: approved, and the forge does not say which commit",
        "checks: lint (failure)",
        "checks: build (in_progress from ci)",
        "checks: scan (not reported from scanner)",
        "could: bob, carol",
        "could not: alice (opened the request), rita (may not write to the repository now)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }

    let markdown = asked(&["--format", "markdown"]);
    let page = Page::read(&markdown);
    page.has_no_reference();
    assert_eq!(markdown.matches("success of what failed").count(), 2, "{markdown}");
    assert!(
        page.text.contains("nobody can supply 2 more approvals, by somebody in team:sre (with the base"),
        "{markdown}"
    );
    assert_eq!(markdown.matches("Reviews seen:").count(), 1, "all saw the same: {markdown}");
    assert!(markdown.len() < 65_536);
}

#[test]
fn what_nobody_asked_for_is_not_added() {
    let (repository, ask) = strict();
    for (more, has) in [
        (&["--profile", "terrateam", "--explain"][..], false),
        (&["--profile", "strict"][..], false),
        (&["--profile", "strict", "--explain"][..], true),
    ] {
        let answer = repository.json(&[&ask[..5], more].concat());
        let outcomes = answer["outcomes"].as_array().unwrap();
        assert_eq!(outcomes.len(), 100);
        for outcome in outcomes {
            assert_eq!(outcome.get("missing").is_some(), has, "{more:?}");
            assert_eq!(outcome.get("approvals").is_some(), has && outcome["operation"] == "apply", "{more:?}");
        }
    }
}

/// A record in which every text is `text`.
fn record(text: &str) -> Enforcement {
    let word = || text.to_owned();
    let review = |counted| ApprovalAnswer {
        reviewer: Some(word()),
        state: "approved",
        commit: Some(word()),
        counted,
        why: word(),
    };
    let missing = |hopeless| MissingAnswer {
        kind: "approval",
        clauses: vec!["approved-any-of"],
        count: Some(2),
        what: word(),
        step: word(),
        by: vec![word()],
        people: vec![word()],
        not: vec![CannotAnswer { user: word(), why: word() }],
        checks: vec![CheckAnswer { name: word(), state: word(), source: Some(word()) }],
        hopeless,
        view: Some("the base configuration and the head's files"),
    };
    let explained = OutcomeAnswer {
        approvals: Some(vec![review("yes"), review("no"), review("in-doubt")]),
        missing: Some(vec![missing(false), missing(true)]),
        ..outcome(text, text, text, text)
    };
    Enforcement {
        answer: answer(vec![explained]),
        operation: "apply-force",
        asker: AskerAnswer { login: word(), source: word(), set_off_by: Some(word()) },
        forced: Some(word()),
        facts: vec![
            FactAnswer { name: word(), value: Some(json!({"k": text})), unavailable: None, source: Some(word()) },
            FactAnswer { name: word(), value: None, unavailable: Some(word()), source: None },
        ],
        posts: vec![PostAnswer { what: "comment", url: Some(word()), error: Some(word()) }],
    }
}

fn human(record: &Enforcement) -> String {
    let style = Style { colour: false, width: 10_000 };
    enforcement::human::render(record, &SourceMap::new(), style, Detail::default())
}

#[test]
fn hostile_names_do_nothing_in_the_record() {
    for hostile in HOSTILE {
        let record = record(hostile);
        let markdown = enforcement::markdown::render(&record);
        let page = Page::read(&markdown);
        page.has_no_reference();
        let shown = plain(&page.text).matches(seen(hostile).trim()).count();
        assert!(hostile.trim().is_empty() || shown >= 15, "{hostile:?} {shown}: {markdown}");

        let text = human(&record);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && c != '\u{202e}' && c != '\u{200b}'), "{text}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text}");

        // JSON keeps every name as it is.
        let read: Value = serde_json::from_str(&whomay::output::json::render(&record)).unwrap();
        assert_eq!(read["outcomes"][0]["missing"][0]["not"][0]["user"], *hostile);
        assert_eq!(read["facts"][0]["value"]["k"], *hostile);
        assert_eq!(read["asker"]["login"], *hostile);
    }
}

#[test]
fn a_record_of_any_names_fits_its_schema_and_nothing_else_does() {
    let schema = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let answers = schema(include_str!("../../schemas/answer.schema.json"));
    let own = schema(include_str!("../../schemas/enforcement.schema.json"));
    for hostile in HOSTILE {
        let mut value: Value = serde_json::from_str(&whomay::output::json::render(&record(hostile))).unwrap();
        // Made by hand: without a version and commits.
        value["tool"] = json!(concat!("whomay ", env!("CARGO_PKG_VERSION")));
        let commit = json!({"name": hostile, "commit": "0".repeat(40)});
        value["commits"] = json!({"base": commit, "merge_base": "0".repeat(40), "head": commit, "compared": "commit", "changed_paths": 1});
        assert_eq!(misfits(&value), Vec::<String>::new());
        for (key, wrong) in [
            ("extra", json!(1)),
            ("asker", json!({"login": "a"})),
            ("operation", json!("unlock")),
            ("facts", json!([{"name": "a"}])),
            ("posts", json!([{"what": "poem", "url": null, "error": null}])),
            ("outcomes", json!([{}])),
            ("verdict", json!("maybe")),
        ] {
            let mut changed = value.clone();
            changed[key] = wrong;
            assert!(!misfits(&changed).is_empty(), "{key}");
        }
        for key in own["required"].as_array().unwrap() {
            let mut lacking = value.clone();
            lacking.as_object_mut().unwrap().remove(key.as_str().unwrap());
            assert!(!misfits(&lacking).is_empty(), "{key}");
        }
    }
    // Every key of an answer is one of the record, in the same words.
    for key in answers["properties"].as_object().unwrap().keys() {
        assert_eq!(own["properties"][key]["$ref"], format!("answer.schema.json#/properties/{key}"));
    }
}

#[test]
fn the_schema_knows_every_kind_and_every_word() {
    let schema: Value = serde_json::from_str(include_str!("../../schemas/answer.schema.json")).unwrap();
    let kinds = whomay::access::explanation::Kind::ALL.map(|kind| json!(kind.name()));
    assert_eq!(schema["$defs"]["missing"]["properties"]["kind"]["enum"], json!(kinds));
    use whomay::access::spelling::Word as _;
    let states = whomay::access::facts::ReviewState::words();
    assert_eq!(schema["$defs"]["approval"]["properties"]["state"]["enum"], json!(states));
}

#[test]
fn many_outcomes_leave_the_record_within_what_a_forge_takes() {
    let long = "`x|".repeat(100);
    let mut crowd = record(&long);
    let first = crowd.answer.outcomes.remove(0);
    let several = |at: usize| {
        let mut outcome = OutcomeAnswer { dir: Some(format!("d{at}")), ..first.clone() };
        // Each its own, so that nothing can be folded.
        let missing = outcome.missing.as_mut().unwrap();
        missing[0].what = format!("{at} {long}");
        missing[0].people = (0..20).map(|person| format!("p{person}{long}")).collect();
        *missing = std::iter::repeat_n(missing[0].clone(), 30).collect();
        outcome
    };
    crowd.answer.outcomes = (0..80).map(several).collect();
    let last = OutcomeAnswer { verdict: "allow", dir: Some("allowed".to_owned()), ..several(0) };
    crowd.answer.outcomes.insert(0, last);
    let markdown = enforcement::markdown::render(&crowd);
    assert!(markdown.len() < 65_536, "{}", markdown.len());
    Page::read(&markdown).has_no_reference();
    assert!(markdown.contains("**deny**: apply"), "what is denied comes first");
    let page = whomay::output::markdown::render(&crowd.answer);
    assert!(page.len() < 65_536, "{}", page.len());
    Page::read(&page).has_no_reference();
    assert!(!markdown.contains("**allow**: apply") && markdown.contains(" outcomes not shown."), "{markdown}");
}

/// A record as it mostly is.
fn plain_record() -> Enforcement {
    let approval = |reviewer: &str, counted, why: &str| ApprovalAnswer {
        reviewer: Some(reviewer.to_owned()),
        state: "approved",
        commit: None,
        counted,
        why: why.to_owned(),
    };
    let approvals = vec![
        approval("bob", "yes", "counts for `any_of` as team:net"),
        approval("carol", "no", "approved old1234, and the head is aaa5678"),
    ];
    let missing = MissingAnswer {
        kind: "approval",
        clauses: vec!["approved-any-of"],
        count: Some(1),
        what: "1 more approval, by somebody in team:net".to_owned(),
        step: "Ask somebody in team:net to approve commit aaa5678.".to_owned(),
        by: vec!["team:net".to_owned()],
        people: vec!["carol".to_owned()],
        not: vec![CannotAnswer { user: "alice".to_owned(), why: "opened the request".to_owned() }],
        checks: Vec::new(),
        hopeless: false,
        view: None,
    };
    let pending = |dir: &str| OutcomeAnswer {
        verdict: "pending",
        approvals: Some(approvals.clone()),
        missing: Some(vec![missing.clone()]),
        ..outcome(dir, "default", "alice", "needs 2 approvals from [team:net]; 1 so far")
    };
    let allowed = |dir: &str| OutcomeAnswer {
        verdict: "allow",
        approvals: Some(approvals.clone()),
        missing: Some(Vec::new()),
        ..outcome(dir, "default", "alice", "yes")
    };
    let mut outcomes = vec![allowed("dns"), pending("net/a"), pending("net/b")];
    for outcome in &mut outcomes {
        let place = outcome.reasons[0].place.as_mut().unwrap();
        (place.path, outcome.reasons[0].verdict) = (".terrateam/config.yml".to_owned(), outcome.verdict);
    }
    let mut record = record("");
    record.answer = answer(outcomes);
    record.answer.verdict = "pending";
    record.answer.commits.compared = "commit";
    record.operation = "apply";
    record.asker = AskerAnswer { login: "alice".to_owned(), source: "GET /x".to_owned(), set_off_by: None };
    record.forced = None;
    record
}

#[test]
fn the_page_begins_with_the_verdict_and_says_what_to_do() {
    let text = human(&plain_record());
    let (shown, _) = text.split_once("\n\nall files").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(
        shown,
        "\
pending: apply by alice; 3 dirspaces: 2 pending, 1 allow

pending  net/a (default), net/b (default)
  … needs 2 approvals from [team:net]; 1 so far  (policy, .terrateam/config.yml:3)
  → 1 more approval, by somebody in team:net
      Ask somebody in team:net to approve commit aaa5678.
      could: carol
      could not: alice (opened the request)

allow  dns (default)

reviews seen:
  ✓ bob: counts for `any_of` as team:net
  · carol: approved old1234, and the head is aaa5678"
    );
    // Whoever is named in the record is on the page, and the verdict on its first line.
    let record = serde_json::to_value(plain_record()).unwrap();
    let first = text.lines().next().unwrap();
    assert!(first.starts_with(record["verdict"].as_str().unwrap()));
    for outcome in record["outcomes"].as_array().unwrap() {
        assert!(shown.contains(outcome["dir"].as_str().unwrap()));
        for review in outcome["approvals"].as_array().unwrap() {
            assert!(shown.contains(&format!(
                "{}: {}",
                review["reviewer"].as_str().unwrap(),
                review["why"].as_str().unwrap()
            )));
        }
    }
}

#[test]
fn the_markdown_says_the_same() {
    let markdown = enforcement::markdown::render(&plain_record());
    let page = Page::read(&markdown);
    page.has_no_reference();
    assert_eq!(
        plain(&page.text),
        "whomay: pending of applyBy alice; 3 dirspaces: 2 pending, 1 allow.pending: apply net/a default, net/b default\
         1 more approval, by somebody in team:net. Ask somebody in team:net to approve commit aaa5678. Could: carol. \
         Could not: alice (opened the request).allow: apply dns defaultReviews seen:bob, counts: counts for `any_of` as \
         team:netcarol, does not count: approved old1234, and the head is aaa5678"
    );
    assert!(page.loose.contains("Ask somebody in team:net"), "{markdown}");
}
