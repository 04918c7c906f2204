//! What is written is read back as it was, and what was never written is refused.

#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::names::Named;
use super::samples;
use super::*;
use crate::plan::Report;
use crate::plan::report::Outcome;

fn text(report: &Report) -> Vec<u8> {
    serde_json::to_vec(&Record::of(report)).unwrap()
}

fn read_back(bytes: &[u8]) -> Result<Report, String> {
    read(bytes).and_then(|record| record.report()).map_err(|fault| fault.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(report in samples::report()) {
        let written = text(&report);
        let again = read_back(&written).unwrap();
        prop_assert_eq!(Record::of(&report), Record::of(&again));
        prop_assert_eq!(written, text(&again));
        prop_assert_eq!(report.counts(), again.counts());
        for (one, other) in report.dirspaces.iter().zip(&again.dirspaces) {
            prop_assert_eq!(one.outcome.standing(), other.outcome.standing());
        }
    }

    #[test]
    fn nothing_that_is_damaged_makes_it_panic(
        report in samples::report(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = text(&report);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_back(&bytes);
        bytes.truncate(end.index(bytes.len()));
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn no_value_that_is_exchanged_makes_it_panic(
        report in samples::report(),
        at in any::<prop::sample::Index>(),
        other in odd_value(),
    ) {
        let mut value = serde_json::to_value(Record::of(&report)).unwrap();
        let pointers = pointers(&value);
        let pointer = at.get(&pointers);
        *value.pointer_mut(pointer).unwrap() = other;
        if let Ok(report) = read_back(value.to_string().as_bytes()) {
            // What is accepted is a report like any other.
            let written = text(&report);
            prop_assert_eq!(&text(&read_back(&written).unwrap()), &written);
        }
    }
}

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,80}".prop_map(Value::from),
        "\\PC{60,140}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[]])),
    ]
}

/// The way to every value.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let below = |key: &str, value: &Value, found: &mut Vec<String>| {
        found.extend(pointers(value).into_iter().map(|rest| format!("/{key}{rest}")));
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key, value, &mut found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value, &mut found));
        }
        _ => {}
    }
    found
}

/// A report with one of everything, as it was written.
fn whole() -> Value {
    serde_json::to_value(Record::of(&samples::whole())).unwrap()
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut record = whole();
    *record.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
    record
}

#[test]
fn the_whole_example_is_a_report() {
    let report = read_back(&serde_json::to_vec(&whole()).unwrap()).unwrap();
    assert_eq!(serde_json::to_value(Record::of(&report)).unwrap(), whole());
    assert!(matches!(report.dirspaces[0].outcome, Outcome::Plan(_)));
}

#[test]
fn what_may_be_missing_may_be() {
    let report = samples::bare();
    let again = read_back(&text(&report)).unwrap();
    assert_eq!(Record::of(&again), Record::of(&report));
    assert_eq!(again.head, None);
}

#[test]
fn what_no_report_says_is_refused_with_its_place() {
    let row = "/dirspaces/0/plan/resources/0";
    let long = "x".repeat(5000);
    let cases = [
        ("/format".to_owned(), json!(2), "this version of the format is not known"),
        ("/tool".to_owned(), json!("other 1.0"), "not the name and version"),
        ("/tool".to_owned(), json!("whomay 1.0\n::error::"), "not the name and version"),
        ("/head".to_owned(), json!("main"), "not a commit"),
        ("/head".to_owned(), json!("F".repeat(40)), "not a commit"),
        ("/totals/refused".to_owned(), json!(0), "not the sum"),
        ("/totals/counts/people/delete".to_owned(), json!(0), "not the sum"),
        ("/metadata/0/name".to_owned(), json!("approved"), "a name that is not in the list"),
        ("/metadata/0/value".to_owned(), json!("17; rm"), "a name that is not in the list"),
        ("/dirspaces/0/dir".to_owned(), json!(""), "empty"),
        ("/dirspaces/0/dir".to_owned(), json!(long), "longer than"),
        ("/dirspaces/0/workspace".to_owned(), json!(long), "longer than"),
        ("/dirspaces/0/outcome".to_owned(), json!("refused"), "do not agree"),
        ("/dirspaces/0/standing".to_owned(), json!(null), "do not agree"),
        ("/dirspaces/0/counts/people/delete".to_owned(), json!(0), "not the numbers of what is listed"),
        ("/dirspaces/0/counts/engine/destroy".to_owned(), json!(0), "not the numbers of what is listed"),
        ("/dirspaces/0/plan/unknown_keys".to_owned(), json!(u64::MAX), "too large"),
        ("/dirspaces/0/counts/people/unchanged".to_owned(), json!(u64::MAX), "too large"),
        ("/dirspaces/1/counts/people/delete".to_owned(), json!(u64::MAX), "too large"),
        ("/dirspaces/1/counts/people/create_and_forget".to_owned(), json!(9), "larger than the whole"),
        ("/dirspaces/1/counts/engine/add".to_owned(), json!(77), "two countings"),
        ("/dirspaces/0/plan/resources".to_owned(), json!([]), "not the numbers of what is listed"),
        ("/dirspaces/0/plan/made_at".to_owned(), json!("yesterday"), "point in time"),
        ("/dirspaces/0/plan/made_at".to_owned(), json!("2026-01-02T03:04:05+00:00"), "point in time"),
        ("/dirspaces/0/plan/format/major".to_owned(), json!(7), "not known"),
        ("/dirspaces/0/plan/leaves/kept".to_owned(), json!(1_000_000), "more was kept than read"),
        (format!("{row}/deposed"), json!("DEADBEEF"), "deposed"),
        (format!("{row}/deposed"), json!("xyz"), "deposed"),
        (format!("{row}/address/type"), json!("<img src=x>"), "not a name"),
        (format!("{row}/address/name"), json!("a b"), "not a name"),
        (format!("{row}/address/name"), json!("x".repeat(129)), "not a name"),
        (format!("{row}/address/text"), json!("module.other.a.b"), "not the text"),
        (format!("{row}/address/key/kind"), json!("masked"), "do not agree"),
        (format!("{row}/address/key/value"), json!("a\u{202e}b"), "do not agree"),
        (format!("{row}/address/key/value"), json!("a\u{1b}[2J"), "do not agree"),
        (format!("{row}/address/key/value"), json!("k".repeat(65)), "do not agree"),
        (format!("{row}/address/key/value"), json!(7), "do not agree"),
        (format!("{row}/address/module/0/name"), json!("a.b"), "not a name"),
        (format!("{row}/attributes/0/name"), json!("tags[\"secret\"]"), "not a name"),
        (format!("{row}/moved_from/name"), json!("a|b"), "not a name"),
        ("/dirspaces/0/plan/outputs/0/name".to_owned(), json!("@team"), "not a name"),
        ("/dirspaces/0/plan/providers/0".to_owned(), json!("a b"), "not a name"),
        ("/dirspaces/0/plan/variables/0".to_owned(), json!("a\nb"), "not a name"),
        ("/dirspaces/0/permissions/0/missing".to_owned(), json!(vec!["x"; 65]), "more than are read"),
        ("/dirspaces/0/permissions/0/missing".to_owned(), json!([long]), "longer than"),
        ("/dirspaces/0/permissions/0/user".to_owned(), json!(long), "longer than"),
        ("/dirspaces/2/refusal/what".to_owned(), json!(long), "too long"),
        ("/self_check/dropped".to_owned(), json!(u64::MAX), "too large"),
    ];
    for (pointer, value, expected) in cases {
        let error = read_back(changed(&pointer, value).to_string().as_bytes()).unwrap_err();
        assert!(error.contains(expected), "{pointer}: {error}");
        let place = error.split(": ").next().unwrap();
        let dirspace = pointer.get(..12).filter(|start| start.starts_with("/dirspaces/")).unwrap_or("/");
        assert!(pointer.starts_with(place) || place.starts_with(dirspace), "{pointer}: {error}");
    }
}

#[test]
fn what_has_not_the_shape_is_refused_with_its_line_and_nothing_of_it() {
    let row = "/dirspaces/0/plan/resources/0";
    for (pointer, value) in [
        (format!("{row}/action"), json!("hunter2")),
        (format!("{row}/reason"), json!("hunter2")),
        (format!("{row}/address/mode"), json!("hunter2")),
        (format!("{row}/address/name"), json!({"hidden": "hunter2"})),
        (format!("{row}/address/name"), json!({"hunter2": "masked"})),
        (format!("{row}/address/name"), json!({})),
        (format!("{row}/address/name"), json!(7)),
        (format!("{row}/address/key/value"), json!({"hunter2": 1})),
        (format!("{row}/address/key/value"), json!(-1)),
        (format!("{row}/imported"), json!("hunter2")),
        ("/dirspaces".to_owned(), json!("hunter2")),
        ("/dirspaces/0/outcome".to_owned(), json!("hunter2")),
        ("/dirspaces/2/refusal/code".to_owned(), json!("hunter2")),
        ("/totals/dirspaces".to_owned(), json!(1.5)),
    ] {
        let error = read_back(changed(&pointer, value).to_string().as_bytes()).unwrap_err();
        assert!(error.starts_with("line 1, column "), "{pointer}: {error}");
        assert!(!error.contains("hunter2"), "{pointer}: {error}");
    }
}

#[test]
fn keys_that_are_not_known_left_out_or_twice_are_refused() {
    let record = whole();
    for pointer in pointers(&record) {
        let Some(Value::Object(object)) = record.pointer(&pointer) else { continue };
        let mut more = object.clone();
        more.insert("after".to_owned(), json!("hunter2"));
        assert!(read_back(changed(&pointer, more.into()).to_string().as_bytes()).is_err(), "{pointer}");
        for (key, value) in object {
            let mut less = object.clone();
            less.remove(key);
            let less = changed(&pointer, less.into()).to_string();
            assert!(read_back(less.as_bytes()).is_err(), "{pointer} without {key}");
            let twice = format!("{{{}: {value}, {}", json!(key), &json!(object).to_string()[1..]);
            let marker = changed(&pointer, json!("twice")).to_string();
            let twice = marker.replacen("\"twice\"", &twice, 1);
            assert!(read_back(twice.as_bytes()).is_err(), "{pointer} with {key} twice");
        }
    }
}

#[test]
fn a_text_that_is_no_record_is_refused() {
    for text in ["", "{", "[]", "null", "{}", "\u{feff}{}", "{\"format\": 1", "whomay"] {
        assert!(read(text.as_bytes()).is_err(), "{text}");
    }
    let deep = "[".repeat(100_000);
    assert!(read(deep.as_bytes()).is_err());
    let mut trailing = whole().to_string();
    trailing.push_str("{}");
    assert!(read(trailing.as_bytes()).is_err());
    let large = vec![b' '; LARGEST + 1];
    assert_eq!(read(&large).unwrap_err().to_string(), "it is larger than 64 MiB");
}

#[test]
fn a_dirspace_stands_once() {
    let mut record = whole();
    let first = record["dirspaces"][0].clone();
    record["dirspaces"].as_array_mut().unwrap().push(first);
    let error = read_back(record.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, "/dirspaces/3: this dirspace stands twice");
}

#[test]
fn every_name_is_one_and_is_found_again() {
    fn holds<T: Named>() {
        for (at, one) in T::ALL.iter().enumerate() {
            assert_eq!(T::from_name(one.name()).as_ref(), Some(one));
            let others = T::ALL.iter().skip(at + 1);
            others.for_each(|other| assert_ne!(one.name(), other.name()));
        }
    }
    holds::<crate::plan::change::Action>();
    holds::<crate::plan::change::Reason>();
    holds::<crate::plan::change::DeferredReason>();
    holds::<crate::plan::change::TriggerEvent>();
    holds::<crate::plan::change::CheckKind>();
    holds::<crate::plan::change::CheckStatus>();
    holds::<crate::plan::address::Mode>();
    holds::<crate::plan::report::Verdict>();
    holds::<crate::plan::refusal::Kind>();
}

mod merging {
    use super::*;

    const HEAD: &str = "0123456789abcdef0123456789abcdef01234567";

    fn record(head: Option<&str>, dirs: &[&str]) -> Record<'static> {
        let dirspaces = dirs.iter().map(|dir| crate::plan::report::Dirspace {
            place: crate::plan::report::Place { dir: (*dir).to_owned(), workspace: "default".to_owned() },
            outcome: Outcome::CountsOnly {
                counts: crate::plan::Counts { delete: 2, ..Default::default() },
                standing: Default::default(),
            },
            permissions: Vec::new(),
        });
        let self_check =
            crate::plan::report::SelfCheck { kept: 1, dropped: 2, scanned_for: 3, masked: 4, hits: dirs.len() as u64 };
        let report =
            Report { head: head.map(str::to_owned), dirspaces: dirspaces.collect(), self_check, ..Report::default() };
        read(&text(&report)).unwrap()
    }

    fn merged(records: Vec<(&str, Record<'static>)>) -> Result<Report, MergeError> {
        merge(&records.into_iter().map(|(file, record)| (file.to_owned(), record)).collect::<Vec<_>>())
    }

    #[test]
    fn reports_of_one_commit_become_one() {
        let all = merged(vec![("b.json", record(Some(HEAD), &["d", "b"])), ("a.json", record(Some(HEAD), &["c"]))]);
        let all = all.unwrap();
        let dirs: Vec<&str> = all.dirspaces.iter().map(|dirspace| dirspace.place.dir.as_str()).collect();
        assert_eq!(dirs, ["b", "c", "d"]);
        assert_eq!(all.head.as_deref(), Some(HEAD));
        assert_eq!(all.counts().delete, 6);
        let check = all.self_check;
        assert_eq!((check.kept, check.dropped, check.scanned_for, check.masked, check.hits), (2, 4, 6, 8, 2));
        assert_eq!(merged(Vec::new()).unwrap().dirspaces.len(), 0);
    }

    #[test]
    fn commits_that_are_not_the_same_or_not_known_are_not_mixed() {
        let other = "f".repeat(40);
        let error = merged(vec![("a", record(Some(HEAD), &["a"])), ("b", record(Some(&other), &["b"]))]).unwrap_err();
        assert_eq!(error.to_string(), format!("the report `a` is of commit {HEAD} and the report `b` of {other}"));
        for heads in [[None, Some(HEAD)], [Some(HEAD), None], [None, None]] {
            let error = merged(vec![("a", record(heads[0], &["a"])), ("b", record(heads[1], &["b"]))]).unwrap_err();
            let file = if heads[0].is_none() { "a" } else { "b" };
            assert_eq!(error.to_string(), format!("the report `{file}` does not say of which commit it is"));
            assert!(error.next_step().contains("--head"));
        }
        assert!(merged(vec![("a", record(None, &["a"]))]).is_ok(), "there is nothing to mix");
    }

    #[test]
    fn one_dirspace_in_two_reports_is_refused_and_both_files_named() {
        let (one, other) = (record(Some(HEAD), &["x`\n"]), record(Some(HEAD), &["y", "x`\n"]));
        let error = merged(vec![("a.json", one), ("b.json", other)]).unwrap_err();
        let expected = "both `a.json` and `b.json` report the directory `x`\\n` in workspace `default`";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_record_that_is_wrong_is_named() {
        let mut bad = whole();
        bad["format"] = json!(9);
        let bad = read(bad.to_string().as_bytes()).unwrap();
        let error = merged(vec![("a\u{1b}", bad)]).unwrap_err();
        assert_eq!(error.to_string(), "`a\\u{1b}` is not a report: /format: this version of the format is not known");
    }

    #[test]
    fn of_the_metadata_stays_what_all_agree_on() {
        let with = |dir: &str, number: &str, branch: &str| {
            let mut value = serde_json::to_value(record(Some(HEAD), &[dir])).unwrap();
            value["metadata"] = json!([
                {"name": "request_number", "value": number},
                {"name": "request_source_branch", "value": branch},
            ]);
            read(value.to_string().as_bytes()).unwrap()
        };
        let all = merged(vec![("a", with("a", "17", "main")), ("b", with("b", "17", "other"))]).unwrap();
        let names: Vec<_> = all.metadata.iter().map(|datum| (datum.name, datum.value.as_str())).collect();
        assert_eq!(names, [("request_number", "17")]);
    }
}
