//! What is taken in as marked, of which values and trees of marks.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

fn raw(text: &str) -> &RawValue {
    serde_json::from_str(text).unwrap()
}

/// Which of some strings are marked.
fn marked<'s>(value: &str, marks: &str, strings: &[&'s str]) -> Vec<&'s str> {
    let mut found = Marks::default();
    found.under(raw(value), raw(marks)).unwrap();
    let wall = found.build();
    strings.iter().copied().filter(|string| !wall.hits(string).is_none()).collect()
}

const STRINGS: [&str; 4] = ["first-1", "second-2", "third-3", "fourth-4"];

#[test]
fn what_is_marked_is_taken_in() {
    let value = r#"{"a": "first-1", "b": ["second-2", "third-3"], "c": {"fourth-4": 1}}"#;
    let table: [(&str, &[&str]); 14] = [
        ("true", &STRINGS),
        ("false", &[]),
        ("null", &[]),
        ("{}", &[]),
        ("[]", &[]),
        (r#"{"a": true}"#, &["first-1"]),
        (r#"{"a": false, "b": [false, {}], "c": {"true": false}}"#, &[]),
        (r#"{"b": [false, true]}"#, &["third-3"]),
        (r#"{"b": true}"#, &["second-2", "third-3"]),
        (r#"{"c": true}"#, &["fourth-4"]),
        (r#"{"c": {"fourth-4": true}}"#, &[]),
        (r#"{"d": true}"#, &[]),
        (r#"{ "\u0062" : [ true , false ] }"#, &["second-2"]),
        (r#"{"c": {}, "a": true, "b": [true, true]}"#, &["first-1", "second-2", "third-3"]),
    ];
    for (marks, wanted) in table {
        assert_eq!(marked(value, marks, &STRINGS), wanted, "{marks}");
    }
}

/// A value of which the marks say something else than it is may have been written to hide it.
#[test]
fn where_the_shapes_differ_all_is_marked() {
    let value = r#"{"a": "first-1", "b": ["second-2", "third-3"], "c": {"d": "fourth-4"}}"#;
    let table: [(&str, &[&str]); 10] = [
        (r#"{"b": [true]}"#, &["second-2", "third-3"]),
        (r#"{"b": [false, false, true]}"#, &["second-2", "third-3"]),
        (r#"{"b": {"0": true}}"#, &["second-2", "third-3"]),
        (r#"{"c": [true]}"#, &["fourth-4"]),
        (r#"{"a": {"x": true}}"#, &["first-1"]),
        (r#"{"a": "true"}"#, &["first-1"]),
        (r#"{"a": 1}"#, &["first-1"]),
        ("[true]", &STRINGS),
        (r#""yes""#, &STRINGS),
        (r#"{"a": true, "a": false}"#, &STRINGS),
    ];
    for (marks, wanted) in table {
        assert_eq!(marked(value, marks, &STRINGS), wanted, "{marks}");
    }
}

#[test]
fn a_key_that_stands_twice_in_a_value_is_marked_twice() {
    let value = r#"{"a": "first-1", "a": "second-2", "b": "third-3"}"#;
    assert_eq!(marked(value, r#"{"a": true}"#, &STRINGS), ["first-1", "second-2"]);
}

#[test]
fn numbers_and_keys_and_escapes_are_strings_too() {
    let value = r#"{"k\u0065y-of-it": [123456789, -1.25e-10, true, null, "q\"uo\nte"]}"#;
    let strings = ["key-of-it", "123456789", "-1.25e-10", "q\"uo\nte", "true", "12345678"];
    assert_eq!(marked(value, "true", &strings), ["key-of-it", "123456789", "-1.25e-10", "q\"uo\nte"]);
}

fn nested(depth: usize, inner: &str) -> String {
    format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn depth_is_bounded_only_where_something_is_marked() {
    let mut marks = Marks::default();
    let deep = nested(100_000, r#""a secret""#);
    assert_eq!(marks.under(raw(&deep), raw(&nested(100_000, "false"))), Ok(()));
    assert_eq!(marks.under(raw(&deep), raw(&nested(100_000, r#"{"true": false}"#))), Ok(()));
    assert_eq!(marks.under(raw(&deep), raw("{}")), Ok(()));
    assert_eq!(marks.under(raw(&deep), raw("true")), Err(Kind::MarksTooDeep));
    assert_eq!(marks.under(raw(&deep), raw(&nested(100_000, "true"))), Err(Kind::MarksTooDeep));
    assert_eq!(marks.whole(raw(&deep)), Err(Kind::MarksTooDeep));
    assert_eq!(marks.whole(raw(&nested(129, "1"))), Err(Kind::MarksTooDeep));
    assert_eq!(marks.whole(raw(&nested(128, "1"))), Ok(()));
    assert_eq!(marks.build().strings(), 0);
    let mut marks = Marks::default();
    assert_eq!(marks.under(raw(&nested(127, r#""a secret""#)), raw(&nested(127, "true"))), Ok(()));
    assert_eq!(marks.build().strings(), 1);
}

#[test]
fn without_a_wall_nothing_is_taken_in() {
    let mut marks = Marks::none();
    assert!(!marks.wanted() && Marks::default().wanted());
    marks.string("a secret");
    marks.whole(raw(r#""a secret""#)).unwrap();
    marks.under(raw(r#"["a secret"]"#), raw("true")).unwrap();
    assert_eq!(marks.build().strings(), 0);
}
