//! What is made, what is not, and what the text is like afterwards.

use super::*;
use crate::config::gate::LintLevel;
use crate::diagnostic::Diagnostic;
use crate::lint::Edit;
use crate::source::Span;

const AROUND: Surroundings<'_> = Surroundings::Unknown("nobody asked");

fn fixed(text: &str) -> Fixed {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
    let report = run(&linted, &sources, AROUND, &Levels::default());
    fix(&sources, linted, report, AROUND, &Levels::default())
}

#[test]
fn what_no_server_reads_is_written_as_it_was_meant() {
    let rows = [
        ("version: 1\n", "version: \"1\"\n"),
        ("enabled: yes # really\r\nversion: \"1\"\r\n", "enabled: true # really\r\nversion: \"1\"\r\n"),
        ("enabled: \"false\"\n", "enabled: false\n"),
        ("when_modified: {autoapply: Off, autoplan: 'on'}\n", "when_modified: {autoapply: false, autoplan: true}\n"),
        ("dirs: {a: {tags: [1, 0x1F, true, x]}}\n", "dirs: {a: {tags: [\"1\", \"0x1F\", \"true\", x]}}\n"),
        ("parallel_runs: \"3\"\n", "parallel_runs: 3\n"),
        ("dirs: {a: {tags: prod}}\n", "dirs: {a: {tags: [prod]}}\n"),
        ("access_control:\n  unlock: team:sre  # us\n", "access_control:\n  unlock: [team:sre]  # us\n"),
        ("access_control:\n  unlock: 'team:sre'\n", "access_control:\n  unlock: ['team:sre']\n"),
        ("access_control:\n  unlock: *\n", "access_control:\n  unlock: ['*']\n"),
        ("access_control:\n  unlock: [*]\n", "access_control:\n  unlock: ['*']\n"),
        (
            "access_control:\n  unlock: [\"team:a\", *]   # all\n",
            "access_control:\n  unlock: [\"team:a\", '*']   # all\n",
        ),
        (
            "access_control:\n  unlock: [\n    *,\n    team:a\n  ]\n",
            "access_control:\n  unlock: [\n    '*',\n    team:a\n  ]\n",
        ),
        (
            "when_modified:\n  file_patterns:\n  - **/*.tf\n  - **/*.{tf,tfvars}\n  - '**/*.x'\n",
            "when_modified:\n  file_patterns:\n  - '**/*.tf'\n  - '**/*.{tf,tfvars}'\n  - '**/*.x'\n",
        ),
        ("when_modified: {file_patterns: [**/*.tf, **]}\n", "when_modified: {file_patterns: ['**/*.tf', '**']}\n"),
        ("dirs:\n  */prod:\n    tags: [a]\n", "dirs:\n  '*/prod':\n    tags: [a]\n"),
        ("dirs:\n  **: {tags: [a]}\n", "dirs:\n  '**': {tags: [a]}\n"),
        ("dirs:\n  2024: {}\n", "dirs:\n  \"2024\": {}\n"),
        ("definitions: {a: &a {x: 1}, b: {\"<<\": *a}}\n", "definitions: {a: &a {x: 1}, b: {<<: *a}}\n"),
    ];
    for (text, wanted) in rows {
        let once = fixed(text);
        assert_eq!(once.text, wanted, "{text}: {:?}", once.report.findings);
        assert!(!once.made.is_empty());
        assert!(once.linted.config.is_some(), "{text}: {:?}", once.linted.said);
        let twice = fixed(wanted);
        assert_eq!((twice.text.as_str(), twice.made.len()), (wanted, 0));
    }
}

#[test]
fn entries_that_are_read_in_vain_are_taken_out() {
    let rows = [
        ("['*', team:a]", "['*']"),
        ("[team:a, role:write, role:admin]", "[team:a, role:write]"),
        ("[role:admin, role:write]", "[role:write]"),
    ];
    for (list, wanted) in rows {
        let text = |list: &str| format!("access_control: {{unlock: {list}}}\n");
        let fixed = fixed(&text(list));
        assert_eq!((fixed.text, fixed.made.len()), (text(wanted), 1), "{list}");
    }
}

#[test]
fn what_was_meant_and_is_not_certain_stays() {
    let rows = [
        "version: 2\n",
        "enabled: maybe\n",
        "enabled:\n",
        "access_control: {unlock: 'team:sre, team:ops'}\n",
        "access_control:\n  unlock: |\n    team:sre\n",
        "dirs: {a: {tags: &t 1}}\n",
        "definitions: {x: &x yes}\nenabled: *x\n",
        "dirs: {0x10: {}}\n",
        "dirs: {True: {}}\n",
        "dirs:\n  prod: *defaults\n",
        "acces_control: {}\n",
        "parallel_runs: \"03\"\n",
        "access_control: {unlock: [\"a\nb\", *]}\n",
        "\u{feff}enabled: true\n",
    ];
    for text in rows {
        let fixed = fixed(text);
        assert_eq!((fixed.text.as_str(), fixed.made.len()), (text, 0), "{text}");
    }
    assert!(fixed("").text.is_empty());
}

#[test]
fn guesses_are_suggested_and_never_made() {
    let rows = [
        ("acces_control: {}\n", "access_control: {}\n"),
        ("dirs: {a: {lock_branch_target: 'dest-branch'}}\n", "dirs: {a: {lock_branch_target: 'dest_branch'}}\n"),
        ("access_control: {unlock: [\"@org/sre\"]}\n", "access_control: {unlock: [\"team:sre\"]}\n"),
        ("access_control: {unlock: [everyone]}\n", "access_control: {unlock: ['*']}\n"),
        ("\u{feff}enabled: true\n", "enabled: true\n"),
    ];
    for (text, wanted) in rows {
        let fixed = fixed(text);
        assert_eq!((fixed.text.as_str(), fixed.not_made().count()), (text, 0));
        let suggested: Vec<_> = fixed.suggested().map(|found| found.fix.clone().unwrap()).collect();
        assert_eq!(suggested.len(), 1, "{text}");
        assert_eq!(edits::applied(text, suggested[0].edits.iter()), wanted);
    }
}

#[test]
fn mistakes_behind_one_another_are_mended_in_rounds() {
    let text = "version: 1\naccess_control:\n  policies:\n  - tag_query: a\n    plan: *\n    apply: [*, team:b]\nenabled: yes\n";
    let fixed = fixed(text);
    let wanted = "version: \"1\"\naccess_control:\n  policies:\n  - tag_query: a\n    plan: ['*']\n    apply: ['*']\nenabled: true\n";
    assert_eq!(fixed.text, wanted);
    let lines: Vec<_> = fixed.made.iter().map(|made| (line(&fixed, made), made.code)).collect();
    assert_eq!(
        lines,
        [
            (5, "yaml-syntax"),
            (6, "yaml-syntax"),
            (1, "unsupported-version"),
            (5, "wrong-type"),
            (7, "wrong-type"),
            (6, "entry-covered-by-another"),
        ]
    );
}

fn line(fixed: &Fixed, made: &Made) -> usize {
    fixed.sources.locate(made.place).unwrap().start.line
}

/// A report with one fix for each edit, all of them called safe.
fn report_of(id: SourceId, edits: &[(usize, usize, &str)]) -> Report {
    let reported = |(start, end, replacement): &(usize, usize, &str)| {
        let span = Span::new(id, *start, *end);
        let edit = Edit { span, replacement: (*replacement).to_owned() };
        Reported {
            diagnostic: Diagnostic::warning("local-tag", span, "", "said to be safe"),
            fix: Some(Fix::safe("do it", vec![edit])),
        }
    };
    Report { findings: edits.iter().map(reported).collect(), ..Report::default() }
}

fn forced(text: &str, edits: &[(usize, usize, &str)]) -> Fixed {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
    let report = report_of(source_of(&linted).unwrap(), edits);
    fix(&sources, linted, report, AROUND, &Levels::default())
}

#[test]
fn a_fix_that_changes_a_decision_is_not_made_and_takes_no_other_along() {
    let text = "enabled: true\naccess_control: {unlock: [\"team:a\"]}\ndirs: {a: {tags: [x]}} # x\n";
    let at = |needle: &str| text.find(needle).unwrap();
    let fixed = forced(
        text,
        &[
            (at("true"), at("true") + 4, "false"),
            (at("\"team"), at("\"team") + 8, "team:a"),
            (at("[x]") + 1, at("[x]") + 2, "y"),
            (at(" # x"), at(" # x") + 4, ""),
        ],
    );
    assert_eq!(fixed.text, "enabled: true\naccess_control: {unlock: [team:a]}\ndirs: {a: {tags: [x]}}\n");
    assert_eq!(fixed.made.len(), 2);
}

#[test]
fn a_fix_that_breaks_the_file_or_does_not_fit_it_is_not_made() {
    let text = "enabled: true # é\n";
    for edit in [(0, 7, ""), (0, 0, "["), (9, 13, "yes"), (17, 18, ""), (10, 99, ""), (0, 0, "workflows: []\n")] {
        let fixed = forced(text, &[edit]);
        assert_eq!((fixed.text.as_str(), fixed.made.len(), fixed.not_made().count()), (text, 0, 1), "{edit:?}");
    }
}

#[test]
fn a_file_that_nobody_reads_has_to_come_nearer_to_being_read() {
    let text = "enabled: maybe\nzzz: 1\n";
    assert_eq!(forced(text, &[(9, 14, "never")]).made.len(), 0, "not one error less");
    assert_eq!(forced(text, &[(9, 14, "[")]).made.len(), 0, "not even YAML");
    assert_eq!(forced(text, &[(9, 14, "true")]).text, "enabled: true\nzzz: 1\n");
}

#[test]
fn a_lot_of_bad_fixes_costs_a_bounded_number_of_readings() {
    let text = "dirs:\n".to_owned() + &(0..400).map(|at| format!("  d{at}: {{}}\n")).collect::<String>();
    let edits: Vec<_> = text.match_indices("  d").map(|(at, _)| (at + 2, at + 3, "e")).collect();
    let fixed = forced(&text, &edits);
    assert_eq!(fixed.made.len(), 0);
    assert_eq!(fixed.text, text);
}

#[test]
fn bytes_that_are_no_text_are_left_alone() {
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "c.yml", b"version: 1 # \xff\n", None);
    let report = run(&linted, &sources, AROUND, &Levels::default());
    assert!(fix(&sources, linted, report, AROUND, &Levels::default()).made.is_empty());
}

#[test]
fn lints_are_asked_again_about_the_repository_that_they_know() {
    let text = "enabled: true # whomay: allow(local-tag): why\n";
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
    let files = vec!["a/main.tf".to_owned()];
    let facts =
        RepositoryFacts::new(linted.config.as_ref().unwrap(), files, std::collections::BTreeMap::new()).unwrap();
    let mut levels = Levels::default();
    levels.set("unused-suppression", LintLevel::Deny);
    let report = run(&linted, &sources, Surroundings::Known(&facts), &levels);
    let fixed = fix(&sources, linted, report, Surroundings::Known(&facts), &levels);
    assert_eq!(fixed.text, "enabled: true\n");
    assert!(fixed.report.skipped.iter().all(|skipped| skipped.depth != crate::lint::Depth::Repository));
}
