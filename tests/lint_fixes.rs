//! What `--fix` does to a file that people keep by hand: it changes what it has to and leaves their hand in place.
#![cfg(feature = "config")]
#![expect(clippy::indexing_slicing, reason = "a test stops at the first surprise and says what it saw")]

use whomay::lint::fixes::{Fixed, Made, fix, same_decisions};
use whomay::lint::levels::Levels;
use whomay::lint::run;
use whomay::lint::run::{Linted, Surroundings};
use whomay::source::SourceMap;

const AROUND: Surroundings<'_> = Surroundings::Unknown("nobody asked");

fn fixed(text: &str) -> Fixed {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
    let report = run(&linted, &sources, AROUND, &Levels::default());
    fix(&sources, linted, report, AROUND, &Levels::default())
}

fn line(fixed: &Fixed, made: &Made) -> usize {
    fixed.sources.locate(made.place).map_or(0, |place| place.start.line)
}

/// Odd indentation, three ways to quote, both line ends, comments everywhere, a block scalar, no line break at the end.
const BY_HAND: &str = "\
# Who may do what.\r
version: 1   # ask infra before changing this\r
access_control:\r
      policies:   # in order!
      - tag_query:   'prod in dir'
        plan: *                     # everybody may look
        apply:   [ \"team:sre\" ,team:ops,   'user:alice' ]

      -   {tag_query: \"\", plan: ['*'], apply: role:write }   # the rest
      unlock: [ * ] # whomay: allow(local-tag): was needed once
enabled:	Yes
hooks:
  all:
    pre:
    - type: run
      cmd:
      - sh
      - -c
      - |
        # yes, this is a script: *
        echo \"version: 1\"  ";

const AFTERWARDS: &str = "\
# Who may do what.\r
version: \"1\"   # ask infra before changing this\r
access_control:\r
      policies:   # in order!
      - tag_query:   'prod in dir'
        plan: ['*']                     # everybody may look
        apply:   [ \"team:sre\" ,team:ops,   'user:alice' ]

      -   {tag_query: \"\", plan: ['*'], apply: [role:write] }   # the rest
      unlock: [ '*' ]
enabled: true
hooks:
  all:
    pre:
    - type: run
      cmd:
      - sh
      - -c
      - |
        # yes, this is a script: *
        echo \"version: 1\"  ";

#[test]
fn comments_order_line_ends_and_quotes_survive() {
    let fixed = fixed(BY_HAND);
    assert_eq!(fixed.text, AFTERWARDS, "{:#?}", fixed.report.findings);
    assert!(fixed.linted.config.is_some());
    assert_eq!(fixed.not_made().count(), 0);
}

#[test]
fn lines_without_a_fix_are_the_same_bytes() {
    let fixed = fixed(BY_HAND);
    let touched: Vec<usize> = fixed.made.iter().map(|made| line(&fixed, made)).collect();
    let pairs = BY_HAND.split_inclusive('\n').zip(fixed.text.split_inclusive('\n'));
    let changed: Vec<usize> =
        pairs.enumerate().filter(|(_, (one, other))| one != other).map(|(at, _)| at + 1).collect();
    assert!(!changed.is_empty() && changed.iter().all(|line| touched.contains(line)), "{changed:?} {touched:?}");
}

#[test]
fn fixing_twice_changes_nothing() {
    let again = fixed(AFTERWARDS);
    assert_eq!((again.text.as_str(), again.made.len()), (AFTERWARDS, 0));
}

#[test]
fn what_is_safe_in_a_file_that_loads_keeps_its_decisions() {
    let text = "dirs:\n  on: {tags: [010, yes]}\nenabled:\ttrue\n# whomay: allow(local-tag): why\n";
    let mut sources = SourceMap::new();
    let before = Linted::read(&mut sources, "config.yml", text.as_bytes(), None).config;
    let fixed = fixed(text);
    assert_eq!(fixed.text, "dirs:\n  \"on\": {tags: [\"010\", \"yes\"]}\nenabled: true\n");
    let after = fixed.linted.config.as_ref();
    assert!(before.as_ref().zip(after).is_some_and(|(before, after)| same_decisions(before, after)));
    let codes: Vec<&str> = fixed.made.iter().map(|made| made.code).collect();
    assert_eq!(codes, ["boolean-word", "number-like-text", "boolean-word", "tab-separator", "unused-suppression"]);
    assert_eq!(line(&fixed, &fixed.made[0]), 2);
}
