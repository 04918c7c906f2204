//! What the server's reader does with YAML, row by row.

use super::*;
use serde_json::{Value as Json, json};

/// The JSON and the codes of the warnings; or codes and marked texts of the errors.
type Outcome = Result<(Json, Vec<&'static str>), Vec<(&'static str, String)>>;

fn read_bytes(bytes: &[u8]) -> Outcome {
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, "config.yml", bytes, None) {
        Ok(Reading::Empty(_)) => Ok((json!("EMPTY"), Vec::new())),
        Ok(Reading::Document(document)) => {
            let codes = document.warnings().iter().map(|warning| warning.code).collect();
            Ok((document.root().to_json(), codes))
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            let marked = |diagnostic: &Diagnostic| {
                assert!(diagnostic.help.is_some(), "{diagnostic:?}");
                let span = diagnostic.labels[0].span;
                (diagnostic.code, sources.snippet(span).expect("inside the text").to_owned())
            };
            Err(errors.iter().map(marked).collect())
        }
    }
}

fn read(text: &str) -> Outcome {
    read_bytes(text.as_bytes())
}

fn first_error(text: &str) -> Diagnostic {
    let mut sources = SourceMap::new();
    Document::read(&mut sources, "config.yml", text.as_bytes(), None).unwrap_err().remove(0)
}

fn document(text: &str) -> (SourceMap, Document) {
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, "config.yml", text.as_bytes(), None) {
        Ok(Reading::Document(document)) => (sources, document),
        other => panic!("{text:?}: {other:?}"),
    }
}

fn place(text: &str) -> (usize, usize) {
    let mut sources = SourceMap::new();
    let errors = Document::read(&mut sources, "config.yml", text.as_bytes(), None).unwrap_err();
    let start = sources.locate(errors[0].labels[0].span).unwrap().start;
    (start.line, start.column)
}

#[test]
fn values_are_read_as_the_server_reads_them() {
    let rows: &[(&str, Json)] = &[
        (
            "a: yes\nb: on\nc: y\nd: no\ne: Off\nf: tRUE",
            json!({"a": "yes", "b": "on", "c": "y", "d": "no", "e": "Off", "f": "tRUE"}),
        ),
        ("[true, True, TRUE, false, False, FALSE]", json!([true, true, true, false, false, false])),
        ("[~, null, Null, NULL, nULL]", json!([null, null, null, null, "nULL"])),
        ("a:\nb: ", json!({"a": null, "b": null})),
        (
            "[010, 08, 1_000, 190:20:30, 12:30, 2020-01-02]",
            json!(["010", "08", "1_000", "190:20:30", "12:30", "2020-01-02"]),
        ),
        ("[0o10, 0o17, 0x1F, 0b11, 1e3, 1.0, -0, +1, -0x10]", json!([8, 15, 31, 3, 1000.0, 1.0, 0, 1, -16])),
        ("[9223372036854775807, 18446744073709551615, -9223372036854775808]", json!([i64::MAX, u64::MAX, i64::MIN])),
        ("1e400", json!("1e400")),
        ("version: 1", json!({"version": 1})),
        ("version: '1'", json!({"version": "1"})),
        ("a:\tb", json!({"a": "b"})),
        ("a: |\n  x\n", json!({"a": "x\n"})),
        ("a: |-\n  x\n", json!({"a": "x"})),
        ("a: >\n  x\n  y\n", json!({"a": "x y\n"})),
        ("a: >-\n  x\n\n  y", json!({"a": "x\ny"})),
        ("a: 1\r\nb: 2\rc: 3", json!({"a": 1, "b": 2, "c": 3})),
        ("a: 'it''s'\nb: \"\\u00e9\\n\\0\"", json!({"a": "it's", "b": "é\n\0"})),
        ("&a x: *a", json!({"x": "x"})),
        ("a: !!str 12\nb: !!int '12'\nd: !!float 1", json!({"a": "12", "b": 12, "d": 1.0})),
        ("---\na: 1\n...\n", json!({"a": 1})),
        ("%YAML 1.1\n---\na: 1\n", json!({"a": 1})),
        ("# only a comment\n", json!(null)),
        ("---\n", json!(null)),
        ("? a\n? b\n", json!({"a": null, "b": null})),
        ("[a: 1, b]", json!([{"a": 1}, "b"])),
        ("é: ü\nx: [\"日本\", 語]", json!({"é": "ü", "x": ["日本", "語"]})),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text), Ok((expected.clone(), vec![])), "{text:?}");
    }
}

#[test]
fn what_is_legal_but_seldom_meant_is_read_with_a_warning() {
    let rows: &[(&str, Json, &[&str])] = &[
        ("[.inf, -.INF, .nan]", json!([null, null, null]), &["number-becomes-null"; 3]),
        ("a: !foo bar", json!({"a": {"!foo": "bar"}}), &["local-tag"]),
        ("- !foo [x]\n- !ec2/**", json!([{"!foo": ["x"]}, {"!ec2/**": null}]), &["local-tag"; 2]),
        ("- ! [x]\n- ! 12", json!([{"!!": ["x"]}, {"!!": 12}]), &["local-tag"; 2]),
        ("- !<!!y> 1\n- !<!y> 1", json!([{"!y": 1}, {"!y": 1}]), &["local-tag"; 2]),
        ("- &x 1\n- !!str &x 2\n- *x", json!([1, "2", "2"]), &["anchor-redefined"]),
        ("a: &x {k: 1}\nb: {\"<<\": *x}", json!({"a": {"k": 1}, "b": {"k": 1}}), &["quoted-merge-key"]),
        (
            "a: &a {k: 1}\nb: &b {<<: *a, l: 2}\nc: {<<: *b, m: 3}",
            json!({"a": {"k": 1}, "b": {"l": 2, "k": 1}, "c": {"m": 3, "l": 2, "<<": {"k": 1}}}),
            &["merge-key-left"],
        ),
    ];
    for (text, expected, codes) in rows {
        assert_eq!(read(text), Ok((expected.clone(), codes.to_vec())), "{text:?}");
    }
}

#[test]
fn merge_keys_bring_in_what_is_not_there() {
    let rows: &[(&str, Json)] = &[
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}", json!({"a": {"k": 1, "l": 2}, "b": {"k": 3, "l": 2}})),
        ("b: {<<: [{k: 1}, {k: 2, l: 2}]}", json!({"b": {"k": 1, "l": 2}})),
        ("b: {<<: {}}", json!({"b": {}})),
        ("b: {<<: []}", json!({"b": {}})),
        ("- !t {<<: {a: 1}}", json!([{"!t": {"a": 1}}])),
        ("<<: {a: {<<: 1}}\na: 2", json!({"a": 2})),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text).map(|(json, _)| json), Ok(expected.clone()), "{text:?}");
    }
    for (text, marked) in [
        ("<<: 1", "1"),
        ("<<: !t {a: 1}", "!t {a: 1}"),
        ("<<: [[a]]", "[a]"),
        ("<<: [1]", "1"),
        ("<<: ", ""),
        ("<<: [!t {a: 1}]", "!t {a: 1}"),
    ] {
        assert_eq!(read(text), Err(vec![("merge-value", marked.to_owned())]), "{text:?}");
    }
}

#[test]
fn merged_entries_know_where_they_were_written_and_where_they_were_merged() {
    let text = "x: &x\n  k: v\ny:\n  a: 1\n  <<: *x\n  b: 2\n";
    let (sources, document) = document(text);
    let y = document.root().at_pointer("/y").unwrap();
    let keys: Vec<_> = y.entries().unwrap().iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["a", "b", "k"]);
    let merged = y.entry("k").unwrap();
    assert_eq!(merged.key_span.range(), 8..9);
    assert_eq!(merged.value.span.range(), 11..12);
    assert_eq!(sources.snippet(merged.merged_at.unwrap()), Some("<<"));
    assert_eq!(sources.snippet(y.span), Some("a: 1\n  <<: *x\n  b: 2"));
}

#[test]
fn errors_have_a_code_and_a_place() {
    let long = "k".repeat(1100);
    let long_key = format!("a: 1\n{long}: 2");
    let rows: &[(&str, &str, &str)] = &[
        ("a: 123456789012345678901234567890", "integer-too-large", "123456789012345678901234567890"),
        ("- -99999999999999999999", "integer-too-large", "-99999999999999999999"),
        ("1: x\n\"1\": y", "key-not-string", "1"),
        ("true: x", "key-not-string", "true"),
        ("~: x", "key-not-string", "~"),
        ("1.5: x", "key-not-string", "1.5"),
        ("[a]: x", "key-not-string", "[a]"),
        ("{a: b}: x", "key-not-string", "{a: b}"),
        ("!t a: x", "key-not-string", "!t a"),
        ("a: 1\nb: 2\na: 3", "duplicate-key", "a"),
        ("a: 1\n\"a\": 2", "duplicate-key", "\"a\""),
        ("x:\n  a: 1\n  a: 2", "duplicate-key", "a"),
        ("&k a: 1\n*k : 2", "duplicate-key", "*k"),
        ("&k 1: x", "key-not-string", "1"),
        ("a: {<<: {}, <<: {}}", "duplicate-key", "<<"),
        ("1: a\n0x1: b", "yaml-rejected", ""),
        ("a: *b", "unknown-anchor", "*b"),
        ("a: &a [1, *a]", "recursive-alias", "*a"),
        ("a: 1\n---\nb: 2", "second-document", "---"),
        ("a: 1\n...\nb: 2", "yaml-syntax", "b"),
        ("{a: 1} b", "yaml-syntax", "b"),
        ("plan: *", "yaml-syntax", ""),
        ("plan: [*]", "yaml-syntax", "]"),
        ("p: [**/*.tf]", "yaml-syntax", "*"),
        ("a:\n\tb: 1", "yaml-syntax", "\t"),
        ("a: @x", "yaml-syntax", "@"),
        ("a: b: c", "yaml-syntax", ":"),
        ("a: \"\\ud83d\\ude80\"", "yaml-syntax", "d"),
        ("a: 'x", "yaml-syntax", ""),
        ("a: !!bool maybe", "yaml-rejected", "!!bool maybe"),
        ("a: !!int x", "yaml-rejected", "!!int x"),
        (&long_key, "key-too-long", ":"),
        ("\u{feff}a: 1", "byte-order-mark", "\u{feff}"),
        ("\u{feff}---\na: 1", "byte-order-mark", "\u{feff}"),
        ("a: 1\0b: 2", "nul-character", "\0"),
        ("a: 1 # note\u{85}b: 2", "line-separator", "\u{85}"),
        ("a: 1\u{2028}b: 2", "line-separator", "\u{2028}"),
        ("a: 1\u{2029}b: 2", "line-separator", "\u{2029}"),
        ("a: x\u{202e}y", "bidi-control", "\u{202e}"),
        ("a: x\u{7f}", "control-character", "\u{7f}"),
        ("a: x\u{9b}", "control-character", "\u{9b}"),
        ("a: x\u{1b}[31m", "control-character", "\u{1b}"),
        ("a: x\u{ffff}", "control-character", "\u{ffff}"),
    ];
    for (text, code, marked) in rows {
        let errors = read(text).expect_err(text);
        let first = &errors[0];
        assert_eq!((first.0, first.1.as_str()), (*code, *marked), "{text:?}: {:?}", first_error(text));
    }
}

#[test]
fn errors_without_a_place_in_the_server_get_one() {
    assert_eq!(place("a: 1\nb: 2\na: 3"), (3, 1));
    assert_eq!(place("é:\n  ü: 1\n  ü: 2"), (3, 3));
    assert_eq!(place("a: é\n---\nb"), (2, 1));
    assert_eq!(place("é: *"), (1, 5));
    let error = first_error("a: 1\nb: 2\na: 3");
    assert_eq!(error.labels.iter().map(|label| label.span.range()).collect::<Vec<_>>(), [10..11, 0..1]);
}

#[test]
fn every_repeated_key_is_found_in_one_run() {
    let errors = read("a: 1\nb: {c: 1, c: 2}\na: 3\n").unwrap_err();
    assert_eq!(errors, [("duplicate-key", "c".to_owned()), ("duplicate-key", "a".to_owned())]);
    // A number and its text are not the repeated key that the reader complains about.
    let errors = read("1: a\n'1': b\nc: 1\nc: 2").unwrap_err();
    assert_eq!(errors, [("duplicate-key", "c".to_owned())]);
}

#[test]
fn help_says_what_to_write() {
    for (text, expected) in [
        ("plan: *", "'*'"),
        ("p: [**/*.tf, x]", "'**/*.tf'"),
        ("p: *foo", "'*foo'"),
        ("p: @team", "'@team'"),
        ("a:\n\tb: 1", "spaces"),
        ("p: `x`", "'`x`'"),
        ("a: \"\\d\"", "single quotes"),
        ("a: b: c", "Quote the value"),
        ("1: x", "'1'"),
    ] {
        let help = first_error(text).help.unwrap();
        assert!(help.contains(expected), "{text:?}: {help}");
    }
}

#[test]
fn only_blanks_is_no_configuration_and_a_comment_is_null() {
    for text in ["", " ", "\n\n", "\t\r\n \u{c}"] {
        assert_eq!(read(text), Ok((json!("EMPTY"), vec![])), "{text:?}");
    }
    assert_eq!(read("# x"), Ok((Json::Null, vec![])));
    assert!(read("\u{a0}").unwrap().0.is_string(), "a no-break space is text");
}

#[test]
fn bytes_that_are_not_utf8_have_a_place() {
    assert_eq!(read_bytes(b"a: \xc3\x28"), Err(vec![("not-utf8", "\u{fffd}".to_owned())]));
    assert_eq!(read_bytes(b"a\xff"), Err(vec![("not-utf8", "\u{fffd}".to_owned())]));
    assert_eq!(read_bytes(b"\xff\xfea\0:\0"), Err(vec![("not-utf8", "\u{fffd}".to_owned())]));
    // UTF-16 without a mark is UTF-8 full of NUL.
    assert_eq!(read_bytes(b"a\0:\0").unwrap_err()[0].0, "nul-character");
}

#[test]
fn size_is_limited() {
    let mut text = "a: x\n#".to_owned();
    text.push_str(&"x".repeat(MAX_BYTES - text.len()));
    assert_eq!(read(&text), Ok((json!({"a": "x"}), vec![])));
    text.push('x');
    assert_eq!(read(&text), Err(vec![("file-too-large", String::new())]));
}

#[test]
fn depth_is_limited_and_aliases_count() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(read(&nested(MAX_DEPTH + 1)), Err(vec![("too-deep", "[".to_owned())]));
    for text in [
        "[".repeat(500_000),
        "- ".repeat(500_000),
        "{a: ".repeat(200_000),
        "? ".repeat(500_000),
        "!t [".repeat(200_000),
    ] {
        assert_eq!(read(&text).unwrap_err()[0].0, "too-deep");
    }
    let through_alias = |outer: usize| format!("- &a {}\n- {}*a{}", nested(64), "[".repeat(outer), "]".repeat(outer));
    assert!(read(&through_alias(63)).is_ok());
    assert_eq!(read(&through_alias(64)), Err(vec![("too-deep", "*a".to_owned())]));
    // Tags add no depth for the server, but they do to the tree.
    let tagged = "!t [".repeat(MAX_DEPTH) + "!t x" + &"]".repeat(MAX_DEPTH);
    assert!(read(&tagged).is_ok());
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        laughs.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_eq!(read(&laughs).unwrap_err()[0].0, "alias-expansion");
    let wide = format!("- &x [{}]\n- [{}]", "a,".repeat(200_000), "*x,".repeat(200_000));
    assert_eq!(read(&wide).unwrap_err()[0].0, "alias-expansion");
    let long = format!("- &x {}\n- [{}]", "y".repeat(500_000), "*x,".repeat(150_000));
    assert_eq!(read(&long).unwrap_err()[0].0, "alias-expansion");
    let prefix = format!("%TAG !p! !{}\n---\n- {}", "y".repeat(300_000), "!p!x z\n- ".repeat(70_000));
    assert_eq!(read(&prefix).unwrap_err()[0].0, "alias-expansion");
    let directives: String = (0..60_000).map(|n| format!("%TAG !{n}! !x\n")).collect();
    assert_eq!(read(&directives).unwrap_err()[0].0, "too-many-directives");
    let cut_off = format!("{wide}\n- [");
    assert_eq!(read(&cut_off).unwrap_err()[0].0, "alias-expansion");
}

#[test]
fn the_largest_harmless_files_are_read() {
    for text in ["a,".repeat(500_000), "[],".repeat(300_000), "{},".repeat(300_000)] {
        assert!(read(&format!("[{text}]")).is_ok());
    }
    let keys: String = (0..100_000).map(|n| format!("k{n}: 1\n")).collect();
    assert!(read(&keys).is_ok());
}

#[test]
fn messages_about_refused_characters_say_what_the_server_reads() {
    assert!(first_error("a: 1 # note\u{85}b: 2\nc: 3").message.contains("`b: 2`"));
    assert!(first_error("a: 1\0b: 2").message.contains("4 bytes"));
    assert!(first_error("\u{feff}---").message.contains("---"));
}

#[test]
fn spans_are_of_the_value_and_nothing_else() {
    let text = "a: &x foo\nb: !!str 'q'\nc: &l\n  - 1\n  - &m !t # note\n    k: v\n\n# end\nd: *x\ne: |\n  t\n\n\nf: {g: h} # c\ni:\n";
    let (sources, document) = document(text);
    for (pointer, expected) in [
        ("/a", "foo"),
        ("/b", "'q'"),
        ("/c", "- 1\n  - &m !t # note\n    k: v"),
        ("/c/1", "!t # note\n    k: v"),
        ("/c/1/!t", "k: v"),
        ("/d", "foo"),
        ("/e", "|\n  t"),
        ("/f", "{g: h}"),
        ("/f/g", "h"),
        ("/i", ""),
    ] {
        let span = document.root().at_pointer(pointer).unwrap().span;
        assert_eq!(sources.snippet(span), Some(expected), "{pointer}");
    }
    assert_eq!(sources.snippet(document.root().key_at_pointer("/c/1/!t").unwrap()), Some("!t"));
    assert_eq!(sources.snippet(document.root().span), Some(text.trim_end()));
}

#[test]
fn pointers_lead_to_nodes_and_keys() {
    let (sources, document) = document("a/b: {'~': [x, {y: z}]}");
    let root = document.root();
    assert_eq!(root.at_pointer(""), Some(root));
    assert_eq!(root.at_pointer("/a~1b/~0/1/y").unwrap().to_json(), json!("z"));
    assert_eq!(sources.snippet(root.key_at_pointer("/a~1b").unwrap()), Some("a/b"));
    assert_eq!(root.key_at_pointer("/a~1b/~0/1"), None);
    for missing in ["a", "/x", "/a~1b/~0/2", "/a~1b/~0/01", "/a~1b/~0/+1", "/a~1b/~0/0/x"] {
        assert_eq!(root.at_pointer(missing), None, "{missing}");
    }
}

#[test]
fn an_alias_that_the_server_mistakes_is_refused() {
    // The server reads 3, 3 and 3, 2 here: the third anchor has the number of the second.
    for text in ["- &x 1\n- &x 2\n- *x\n- &x 3", "- &x 1\n- &x 2\n- &y 3\n- *x"] {
        assert_eq!(server::read(text).unwrap()[if text.ends_with('x') { 3 } else { 2 }], 3);
        assert_eq!(read(text), Err(vec![("mistaken-alias", "*x".to_owned())]));
    }
    // Nor may it lead to a value far larger than the one that it seems to name.
    let bomb = format!("- &x 1\n- &x 2\n- [{}]\n- &y [{}]", "*x,".repeat(100_000), "a,".repeat(100_000));
    assert_eq!(read(&bomb).unwrap_err()[0].0, "mistaken-alias");
}

#[test]
fn both_definitions_of_an_anchor_are_shown() {
    let (sources, document) = document("é: &x 1\nb: !!map # c\n  &x\n  k: v\n");
    let labels = document.warnings()[0].labels.iter();
    assert_eq!(labels.map(|label| sources.snippet(label.span).unwrap()).collect::<Vec<_>>(), ["&x", "&x"]);
    let starts: Vec<_> = document.warnings()[0].labels.iter().map(|label| label.span.start).collect();
    assert_eq!(starts, [24, 4]);
}

#[test]
fn two_readings_that_differ_are_refused() {
    let text = Text { text: "a: [1, x]", source: crate::source::SourceId::default() };
    let scan = events::scan(text.text);
    let aliases = aliases::resolve(text, &scan).unwrap();
    let pair = |other: &str| lockstep::pair(text, &scan.events, &aliases, &server::read(other).unwrap());
    assert!(pair("a: [1, x]").is_ok());
    for other in [
        "a: [1]",
        "a: [1, x, y]",
        "b: [1, x]",
        "a: [1, y]",
        "a: 1",
        "[a]",
        "{a: [1, x], b: 1}",
        "a: [true, x]",
        "a: [~, x]",
        "a: !t [1, x]",
    ] {
        assert!(pair(other).is_err(), "{other}");
    }
    let tree = || pair("a: [1, x]").unwrap().tree;
    assert!(lockstep::settle(text, tree(), &server::read("a: [1, x]").unwrap()).is_ok());
    for other in ["a: [1]", "b: [1, x]", "a: [2, x]", "a: [1, y]", "a: ~", "a: !t [1, x]"] {
        assert!(lockstep::settle(text, tree(), &server::read(other).unwrap()).is_err(), "{other}");
    }
    let diagnostic = lockstep::ambiguous(text, lockstep::Mismatch { at: 3..9 });
    assert_eq!(diagnostic.code, "ambiguous-document");
}
