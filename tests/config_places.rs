//! From the text of a file to the place of each mistake in it.

#![cfg(feature = "config")]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use whomay::config::Config;
use whomay::config::document::{Document, Reading};
use whomay::diagnostic::Diagnostic;
use whomay::source::SourceMap;

/// Each finding as `line:column code text-at-the-place`.
fn findings(text: &str) -> Vec<String> {
    let mut sources = SourceMap::new();
    let Ok(Reading::Document(document)) = Document::read(&mut sources, "c.yml", text.as_bytes(), None) else {
        panic!("{text} is YAML");
    };
    let found = Config::from_node(document.root(), &sources).err().unwrap_or_default();
    found.iter().map(|one| shown(one, &sources)).collect()
}

fn shown(one: &Diagnostic, sources: &SourceMap) -> String {
    let span = one.labels[0].span;
    let start = sources.locate(span).unwrap().start;
    format!("{}:{} {} {:?}", start.line, start.column, one.code, sources.snippet(span).unwrap())
}

#[test]
fn every_mistake_stands_where_it_was_written() {
    let text = r#"
version: 1
polices: []
access_control:
  policies:
    - tag_query: prod and x in y
      apply: [team:sre, '@org/ops']
    - tag_query: 'a b or'
      plan: everyone
    - tag_query: "a\x20b )"
      enabled:
    - plan: ['*']
apply_requirements:
  checks:
    approved:
      enabled: true
dirs:
  prod:
  dev:
    when_modified:
      autoplan: yes
      depends_on: >
        (a
tags:
  branch:
    x: "ab["
"#;
    let wanted = [
        r#"2:10 unsupported-version "1""#,
        r#"3:1 unknown-key "polices""#,
        r#"6:32 tag-query-syntax "y""#,
        r#"7:25 match-syntax "'@org/ops'""#,
        r#"8:23 tag-query-syntax "or""#,
        r#"9:13 wrong-type "everyone""#,
        r#"10:18 tag-query-syntax "\"a\\x20b )\"""#,
        r#"11:7 unknown-key "enabled""#,
        r#"12:7 missing-key "plan: ['*']""#,
        r#"15:5 ambiguous-approved "approved""#,
        r#"18:3 wrong-type "prod""#,
        r#"21:17 wrong-type "yes""#,
        r#"22:19 tag-query-syntax ">\n        (a""#,
        r#"26:11 pattern-syntax "[""#,
    ];
    assert_eq!(findings(text), wanted);
}

#[test]
fn what_an_alias_or_a_merge_brings_in_is_shown_where_it_was_written() {
    let text = "
definitions:
  who: &who [team:sre, bob]
  open: &open { plan: ['*'], aply: [] }
access_control:
  unlock: *who
  policies:
    - <<: *open
      tag_query: ''
";
    assert_eq!(findings(text), [r#"3:24 match-syntax "bob""#, r#"4:30 unknown-key "aply""#]);
}
