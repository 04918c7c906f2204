//! Runs every observed input/output pair of the real system through the code that the commands use.
//!
//! `tests/conformance/*.jsonl` hold what an existing server was seen to make of tag queries,
//! configurations, changes and users; `tests/conformance/README.md` describes the format. Where this
//! crate and a vector disagree, this crate is wrong. Another folder of files in the same format is run with
//!
//! ```text
//! WHOMAY_CONFORMANCE_DIR=/some/dir cargo test --release --locked --test conformance -- --nocapture
//! ```
//!
//! Everything is compared except what carries no meaning: the kind of an error (rejected or not is
//! what counts), the order inside a layer, and the layer of dirspaces that do not depend on each
//! other. Configurations take the whole way: they are written out as text and read as a document.
//!
//! With `--no-default-features` there is nothing that reads a configuration; then tag queries alone
//! are run, and the rest is named.

#![expect(clippy::disallowed_methods, reason = "reads vectors, from a folder that the environment may name")]
#![expect(clippy::print_stdout, reason = "the counts are for people to read")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(feature = "config")]
#[path = "conformance/access_control.rs"]
mod access_control;
#[cfg(feature = "config")]
#[path = "conformance/change_match.rs"]
mod change_match;
#[path = "conformance/given.rs"]
mod given;
#[cfg(feature = "config")]
#[path = "conformance/repo_config.rs"]
mod repo_config;
#[path = "conformance/tag_query.rs"]
mod tag_query;
#[cfg(feature = "config")]
#[path = "conformance/written.rs"]
mod written;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

/// How this crate's answer compares to one that was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    /// In everything.
    Full,
    /// In everything but the words for what is wrong. Printed, and no failure.
    AllButKind,
}

/// Compares one input's answer with the expected one. The error is the difference.
type Compare = fn(&Json, &Json) -> Result<Agreement, String>;

/// The beginnings of file names, and how their vectors are compared. `None`: not in this build.
const KINDS: [(&str, Option<Compare>); 4] = {
    #[cfg(feature = "config")]
    let of_configurations: [Option<Compare>; 3] =
        [Some(change_match::compare), Some(repo_config::compare), Some(access_control::compare)];
    #[cfg(not(feature = "config"))]
    let of_configurations: [Option<Compare>; 3] = [None; 3];
    let [change_match, repo_config, access_control] = of_configurations;
    [
        ("tag_query", Some(tag_query::compare)),
        ("change_match", change_match),
        ("repo_config", repo_config),
        ("access_control", access_control),
    ]
};

/// The folder that is run unless the environment names another.
fn own_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

#[test]
fn every_observed_answer_is_given_alike() {
    let folder = std::env::var_os("WHOMAY_CONFORMANCE_DIR").map_or_else(own_folder, PathBuf::from);
    let (report, outcome) = run(&folder);
    println!("{report}");
    if let Err(why) = outcome {
        panic!("{why}");
    }
}

/// What came of one file.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    other_kind: usize,
    /// Id and difference of each.
    failed: Vec<(String, String)>,
}

/// Runs every file of a folder. What came of it, for people, and whether all is well.
fn run(folder: &Path) -> (String, Result<(), String>) {
    let mut report = vec![format!("vectors of {}", folder.display())];
    let outcome = run_files(folder, &mut report);
    (report.join("\n"), outcome)
}

fn run_files(folder: &Path, report: &mut Vec<String>) -> Result<(), String> {
    let files = vector_files(folder)?;
    for (kind, _) in KINDS.iter().filter(|(kind, _)| !files.iter().any(|(_, of, _)| of == kind)) {
        report.push(format!("{kind}: skipped, there is no {kind}*.jsonl"));
    }
    let (mut passed, mut failed) = (0, 0);
    for (path, kind, compare) in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let Some(compare) = compare else {
            report.push(format!("{name}: not run, {kind} vectors need the feature `config`"));
            continue;
        };
        let tally = tally(&text, compare);
        report.push(format!("{name}: {} passed, {} failed", tally.passed, tally.failed.len()));
        if tally.other_kind > 0 {
            report.push(format!("  {} of those that passed name another kind of error", tally.other_kind));
        }
        report.extend(tally.failed.iter().map(|(id, difference)| format!("  {id}: {}", shortened(difference))));
        passed += tally.passed;
        failed += tally.failed.len();
    }
    report.push(format!("all: {passed} passed, {failed} failed"));
    match (passed, failed) {
        (0, 0) => Err(format!("no vector was run: {} holds none that this build can run", folder.display())),
        (_, 0) => Ok(()),
        (_, failed) => Err(format!("{failed} vectors failed; they are listed above")),
    }
}

/// A file of vectors, their kind, and how they are compared.
type VectorFile = (PathBuf, &'static str, Option<Compare>);

/// The files of a folder that hold vectors, by name.
fn vector_files(folder: &Path) -> Result<Vec<VectorFile>, String> {
    let named = |error| format!("{}: {error}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(named)? {
        let path = entry.map_err(named)?.path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            paths.push(path);
        }
    }
    paths.sort();
    let with_kind = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match KINDS.iter().find(|(kind, _)| name.starts_with(kind)) {
            Some((kind, compare)) => Ok((path, *kind, *compare)),
            None => Err(format!("{}: of which kind are these vectors? {}", path.display(), known_names())),
        }
    };
    paths.into_iter().map(with_kind).collect()
}

fn known_names() -> String {
    let names: Vec<String> = KINDS.iter().map(|(kind, _)| format!("{kind}*.jsonl")).collect();
    format!("known names are {}", names.join(", "))
}

/// Runs the vectors of one file, one a line. A line that is no vector has failed.
fn tally(text: &[u8], compare: Compare) -> Tally {
    let mut tally = Tally::default();
    let lines = text.split(|byte| *byte == b'\n').enumerate();
    for (number, line) in lines.filter(|(_, line)| !line.trim_ascii().is_empty()) {
        let (id, outcome) = match vector(line) {
            Ok((id, input, expected)) => (id, guarded(compare, &input, &expected)),
            Err(why) => (format!("line {}", number + 1), Err(why)),
        };
        match outcome {
            Ok(agreement) => {
                tally.passed += 1;
                tally.other_kind += usize::from(agreement == Agreement::AllButKind);
            }
            Err(difference) => tally.failed.push((id, difference)),
        }
    }
    tally
}

/// Id, input and expected answer.
fn vector(line: &[u8]) -> Result<(String, Json, Json), String> {
    let vector: Json = serde_json::from_slice(line).map_err(|error| format!("not a vector: {error}"))?;
    let id = given::text(given::field(&vector, "id")?)?;
    Ok((id, given::field(&vector, "input")?.clone(), given::field(&vector, "expected")?.clone()))
}

/// A panic is a difference too, and must not hide what the other vectors say.
fn guarded(compare: Compare, input: &Json, expected: &Json) -> Result<Agreement, String> {
    catch_unwind(AssertUnwindSafe(|| compare(input, expected))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    })
}

/// A difference in a line that still can be read.
fn shortened(difference: &str) -> String {
    const LENGTH: usize = 600;
    let flat = difference.replace('\n', " ");
    match flat.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", flat.get(..end).unwrap_or_default()),
        None => flat,
    }
}

/// Compares one part of an answer.
fn same(what: &str, own: &Json, expected: &Json) -> Result<(), String> {
    if own == expected { Ok(()) } else { Err(format!("{what}: expected {expected}, answered {own}")) }
}

/// A comparison that overlooks something would let a wrong answer pass. So every part of what is
/// expected is falsified in turn, and each time the comparison has to notice.
#[test]
fn a_wrong_answer_would_be_noticed() {
    let mut falsified = 0;
    for (path, kind, compare) in vector_files(&own_folder()).unwrap() {
        let Some(compare) = compare else { continue };
        let text = std::fs::read(&path).unwrap();
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).step_by(9) {
            let (id, input, expected) = vector(line).unwrap();
            for (place, wrong) in falsifications(&expected) {
                assert!(compare(&input, &wrong).is_err(), "{kind} {id}: {place} is not compared");
                falsified += 1;
            }
        }
    }
    assert!(falsified > 500, "only {falsified} expectations were falsified");
}

/// `expected` with one part wrong, once for each part that is compared, and the place of that part.
fn falsifications(expected: &Json) -> Vec<(String, Json)> {
    let mut places = Vec::new();
    collect_places(expected, "", &mut places);
    let mut all = Vec::new();
    for place in places {
        let mut wrong = expected.clone();
        let at = wrong.pointer_mut(&place).unwrap();
        *at = match &*at {
            Json::Bool(value) => json!(!*value),
            Json::String(text) => json!(format!("{text}x")),
            Json::Number(number) => json!(number.as_i64().unwrap() + 1),
            Json::Null => json!("x"),
            // An entry too many.
            Json::Array(entries) => entries.iter().cloned().chain([json!(["x", "x"])]).collect(),
            Json::Object(_) => json!({ "x": 1 }),
        };
        all.push((place, wrong));
    }
    all
}

/// JSON pointers to everything below `json` that has a meaning. What is wrong with an error is not
/// compared; the entries of layers can be shown in several orders.
fn collect_places(json: &Json, at: &str, places: &mut Vec<String>) {
    if !at.is_empty() {
        places.push(at.to_owned());
    }
    let mut below = |key: String, value: &Json| {
        if !["error", "args"].contains(&key.as_str()) {
            collect_places(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), places);
        }
    };
    match json {
        Json::Array(entries) => entries.iter().enumerate().for_each(|(index, value)| below(index.to_string(), value)),
        Json::Object(members) if members.contains_key("error") => {}
        Json::Object(members) => members.iter().for_each(|(key, value)| below(key.clone(), value)),
        _ => {}
    }
}

#[test]
fn an_error_is_never_taken_for_an_answer() {
    for (path, kind, compare) in vector_files(&own_folder()).unwrap() {
        let Some(compare) = compare else { continue };
        let text = std::fs::read(&path).unwrap();
        let (mut refused, mut answered) = (0, 0);
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let (id, input, expected) = vector(line).unwrap();
            if expected.get("error").is_some() {
                assert!(compare(&input, &json!({})).is_err(), "{kind} {id}");
                refused += 1;
            } else if answered < 50 {
                assert!(compare(&input, &json!({ "error": "x" })).is_err(), "{kind} {id}");
                answered += 1;
            }
        }
        assert!(refused > 0 && answered > 0, "{kind}");
    }
}

#[test]
fn a_folder_without_vectors_or_with_strange_ones_fails() {
    let outcome = |folder: &Path| run(folder).1;
    let folder = tempfile::tempdir().unwrap();
    assert!(outcome(folder.path()).unwrap_err().starts_with("no vector was run"));
    assert!(outcome(&folder.path().join("missing")).is_err());
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();

    write("tag_query.jsonl", "\n\n");
    assert!(outcome(folder.path()).unwrap_err().starts_with("no vector was run"));

    let good = r#"{"id": "1", "input": {"query": "a", "tags": ["a"], "dir": "d", "workspace": "w"}, "expected": {"ok": true, "ast": ["tag", {"hex": "61"}]}}"#;
    write("tag_query.jsonl", good);
    assert_eq!(outcome(folder.path()), Ok(()));
    for broken in ["{", "[]", "{\"id\": \"2\"}", r#"{"id": "3", "input": {}, "expected": {}}"#, "\u{feff}{}"] {
        write("tag_query.jsonl", &format!("{good}\n{broken}\n"));
        assert_eq!(outcome(folder.path()).unwrap_err(), "1 vectors failed; they are listed above", "{broken}");
    }

    write("tag_query.jsonl", good);
    write("plan.jsonl", good);
    assert!(outcome(folder.path()).unwrap_err().contains("of which kind"));
}

#[test]
fn a_panic_is_a_failed_vector() {
    let line = br#"{"id": "1", "input": 0, "expected": 0}"#;
    assert_eq!(
        tally(line, |_, _| std::panic::resume_unwind(Box::new("no"))).failed,
        [("1".to_owned(), "panicked: no".to_owned())]
    );
}
