//! What the lints say, held against what the evaluator does.
//!
//! A finding is a claim: this key matches no directory, this policy is never reached. Configurations and repositories of
//! every sort are made up here, the lints are asked, and whatever they claim is put to the evaluator. A claim that is
//! not true of one dirspace of one repository is a lint that cries wolf.
//!
//! `WHOMAY_TRUTH_INPUTS=N` makes up N configurations, and `WHOMAY_TRUTH_SEED=N` other ones; `WHOMAY_TRUTH_SHOWN=1` shows what
//! was judged, how often, and what was not.
#![cfg(feature = "config")]
#![expect(clippy::disallowed_methods, reason = "takes the number of inputs from the environment")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it saw"
)]

mod claims;
mod random;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use whomay::dirspace::layout::Origin;
use whomay::lint::Depth;
use whomay::lint::rules;

use claims::{Claims, Judged};
use random::Random;
use worlds::Case;

#[derive(Default)]
struct Tally {
    judged: BTreeMap<&'static str, usize>,
    unjudged: BTreeMap<&'static str, usize>,
    wrong: BTreeMap<&'static str, Vec<String>>,
    cases: usize,
    dirspaces: usize,
}

impl Tally {
    fn take(&mut self, case: &Case) {
        let claims = Claims::new(case);
        self.cases += 1;
        self.dirspaces += case.dirspaces().count();
        for found in &case.report.findings {
            self.count(found.diagnostic.code, claims.of_file(found), &found.diagnostic.message, case, None);
        }
        for world in &case.worlds {
            for found in &world.report.findings {
                let code = found.diagnostic.code;
                if rules::of_code(code).is_some_and(|lint| lint.depth() == Depth::Repository) {
                    let judged = claims.of_repository(found, world);
                    self.count(code, judged, &found.diagnostic.message, case, Some(&world.files));
                }
            }
        }
    }

    fn count(&mut self, code: &'static str, judged: Judged, message: &str, case: &Case, files: Option<&Vec<String>>) {
        match judged {
            Judged::True => *self.judged.entry(code).or_default() += 1,
            Judged::Unjudged => *self.unjudged.entry(code).or_default() += 1,
            Judged::False(why) => {
                let files = files.map(|files| format!("\n   files {files:?}")).unwrap_or_default();
                let said = format!("{code}: {message}\n   but {why}\n   in {}{files}", case.text);
                self.wrong.entry(code).or_default().push(said);
            }
        }
    }
}

impl Tally {
    /// Nothing was wrong, and enough was judged.
    fn verdict(&self, least: usize) {
        if number("WHOMAY_TRUTH_SHOWN", 0) > 0 {
            println!("{} cases, {} dirspaces, judged {:#?}", self.cases, self.dirspaces, self.judged);
            println!("not judged {:#?}", self.unjudged);
        }
        let shortest = self.wrong.values().filter_map(|wrong| wrong.iter().min_by_key(|said| said.len()));
        let shortest: Vec<&String> = shortest.collect();
        let counts: Vec<(&str, usize)> = self.wrong.iter().map(|(code, wrong)| (*code, wrong.len())).collect();
        assert!(
            shortest.is_empty(),
            "{counts:?}\n{}",
            shortest.iter().map(|said| format!("{said}\n\n")).collect::<String>()
        );
        assert!(self.cases > least && self.judged.values().sum::<usize>() > 10 * least, "too little was judged");
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// The configurations and the files of the vectors are those of people who tried the server.
#[test]
fn what_the_lints_say_of_the_vectors_is_so() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance");
    let mut tally = Tally::default();
    let mut seen = BTreeSet::new();
    let mut random = Random(0x7EC7);
    let step = number("WHOMAY_TRUTH_STEP", 7).try_into().unwrap();
    for (file, step) in [("change_match", step), ("access_control", step), ("repo_config", step)] {
        let vectors = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
        for line in vectors.lines().step_by(step) {
            let vector: Json = serde_json::from_str(line).unwrap();
            let input = &vector["input"];
            let files: Vec<String> = serde_json::from_value(input["files"].clone()).unwrap_or_default();
            if !seen.insert((input["config"].to_string(), files.clone())) {
                continue;
            }
            let case =
                Case::new(&input["config"].to_string(), |wanted| vec![files, random::files(&mut random, wanted)]);
            case.iter().for_each(|case| tally.take(case));
        }
    }
    tally.verdict(20);
}

#[test]
fn what_the_lints_say_is_so() {
    let mut random = Random(number("WHOMAY_TRUTH_SEED", 0x7237));
    let mut tally = Tally::default();
    for _ in 0..number("WHOMAY_TRUTH_INPUTS", 300) {
        let text = random::text(&random::config(&mut random));
        let case = Case::new(&text, |wanted| (0..3).map(|_| random::files(&mut random, wanted)).collect());
        case.iter().for_each(|case| tally.take(case));
    }
    tally.verdict(100);
}

/// A key of `dirs` and a file pattern that no path was found for is dead, and some lint says so.
#[test]
fn what_matches_nothing_is_reported() {
    let mut random = Random(number("WHOMAY_TRUTH_SEED", 0x6A95));
    let (mut dead, mut silent) = (0, BTreeMap::new());
    for at in 0..number("WHOMAY_TRUTH_INPUTS", 300) {
        let is_key = at % 2 == 0;
        let config = match (is_key, random::key(&mut random), random::pattern(&mut random)) {
            (true, key, _) => json!({ "dirs": { key: {} } }),
            (false, _, pattern) => json!({ "dirs": { "a/b": { "when_modified": { "file_patterns": [pattern] } } } }),
        };
        let repositories = |wanted: &[String]| {
            let each = wanted.iter().map(|path| vec!["a/b/main.tf".to_owned(), path.clone()]);
            each.chain([vec!["a/b/main.tf".to_owned()]]).collect()
        };
        let Some(case) = Case::new(&config.to_string(), repositories) else { continue };
        let is_refused = case.worlds.iter().any(|world| world.layouts.is_empty());
        let is_alive = match is_key {
            true => case.dirspaces().any(|placed| matches!(placed.origin, Origin::Dirs { .. })),
            false => case.dirspaces().any(|placed| {
                let patterns = placed.file_patterns.iter();
                let mut alive = patterns.flat_map(|pattern| case.paths.iter().map(move |path| (pattern, path)));
                alive.any(|(pattern, path)| pattern.is_match(path) != pattern.is_negated())
            }),
        };
        if is_refused || is_alive {
            continue;
        }
        dead += 1;
        let says = ["directory-key-never-matches", "pattern-never-matches"];
        if !case.report.findings.iter().any(|found| says.contains(&found.diagnostic.code)) {
            *silent.entry(config["dirs"].to_string()).or_insert(0) += 1;
        }
    }
    if number("WHOMAY_TRUTH_SHOWN", 0) > 0 {
        println!("{dead} dead, unsaid of {silent:#?}");
    }
    assert!(dead > 20 && silent.len() * 3 < dead, "{dead} {silent:#?}");
}
