//! How long `lint` takes: `cargo bench --bench lint`.
//!
//! Whole processes are measured against the shortest run that the program has, `whomay --version`, and, where it is
//! installed, against check-jsonschema, which does a part of the same work with the same schema. The runs alternate, so
//! that whatever else the machine does slows all of them, and ratios are taken run by run. The program fails when the
//! configuration of ordinary size misses its target.

#![expect(clippy::disallowed_methods, reason = "writes configurations, runs programs and measures time")]
#![expect(clippy::print_stdout, reason = "the figures are for people to read")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// How many times longer than `--version` the configuration of ordinary size may take.
const MOST_RATIO: f64 = 3.0;
/// How many times faster than check-jsonschema that has to be.
const LEAST_GAIN: f64 = 50.0;
/// Lines of a configuration of ordinary size.
const LINES: usize = 300;
/// Directories of the repository, all of them in the configuration of ordinary size.
const APPS: usize = 60;
const SIZES: [usize; 3] = [100, 1_000, 10_000];
const RUNS: usize = 41;

const PROGRAM: &str = env!("CARGO_BIN_EXE_whomay");
const CONFIG: &str = ".terrateam/config.yml";

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::create_dir(folder.join(".terrateam")).unwrap();
    assert!(Command::new("git").args(["init", "-q"]).current_dir(folder).status().unwrap().success());
    for number in 0..APPS {
        let app = folder.join(format!("live/prod/app{number}"));
        std::fs::create_dir_all(&app).unwrap();
        std::fs::write(app.join("main.tf"), "terraform {}\n").unwrap();
    }

    let mut held = true;
    for (name, workflows) in [("access rules alone", 0), ("with workflows and hooks", 12)] {
        write(folder, &ordinary(workflows));
        let ratio = against_version(folder, name);
        held = held && ratio <= MOST_RATIO;
        println!("  {} the target of {MOST_RATIO} x --version", if ratio <= MOST_RATIO { "meets" } else { "MISSES" });
    }
    held = against_check_jsonschema(folder).is_none_or(|gain| gain >= LEAST_GAIN) && held;
    growth(folder);
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn write(folder: &Path, config: &str) {
    std::fs::write(folder.join(CONFIG), config).unwrap();
}

/// A configuration of [`LINES`] lines, of which `workflows` entries are in sections that only the schema describes.
fn ordinary(workflows: usize) -> String {
    let mut text = String::from("version: '1'\n");
    if workflows > 0 {
        text.push_str("hooks:\n  all:\n    pre:\n      - type: run\n        cmd: ['echo', 'hello']\nworkflows:\n");
    }
    for number in 0..workflows {
        let _ = write!(
            text,
            "  - tag_query: 'env:e{number}'\n    plan:\n      - type: init\n      - type: plan\n    apply:\n      - type: init\n      - type: apply\n"
        );
    }
    text.push_str("dirs:\n");
    for number in 0..APPS {
        let _ = write!(text, "  live/prod/app{number}:\n    tags: ['env:e{number}']\n");
    }
    text.push_str("access_control:\n  terrateam_config_update: ['team:platform']\n  ci_config_update: ['team:platform']\n  policies:\n");
    let mut number = 0;
    while text.lines().count() + 4 <= LINES {
        policy(&mut text, number);
        number += 1;
    }
    (text.lines().count()..LINES).for_each(|_| text.push_str("# the end\n"));
    text
}

fn policy(text: &mut String, number: usize) {
    let _ = write!(
        text,
        "    - tag_query: 'env:e{number}'\n      plan: ['role:write']\n      apply: ['team:t{number}']\n      apply_force: []\n"
    );
}

fn against_version(folder: &Path, name: &str) -> f64 {
    let (lint, version, ratio) = pairs(folder, &lint(), &[PROGRAM, "--version"], RUNS);
    println!("{LINES} lines, {name}: {} = {ratio:.2} x --version ({})", shown(lint), shown(version));
    ratio
}

/// How many times faster than the other program. `None` where it is not installed.
fn against_check_jsonschema(folder: &Path) -> Option<f64> {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/terrateam-config.schema.json");
    let other = ["check-jsonschema", "--schemafile", schema, CONFIG];
    if Command::new(other[0]).arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("check-jsonschema is not installed: not compared");
        return None;
    }
    let (slow, fast, gain) = pairs(folder, &other, &lint(), 9);
    println!("{LINES} lines: {} = 1/{gain:.0} of check-jsonschema ({})", shown(fast), shown(slow));
    Some(gain)
}

fn growth(folder: &Path) {
    let mut before: Option<Duration> = None;
    for size in SIZES {
        let mut text = String::from("access_control:\n  terrateam_config_update: ['team:a']\n  policies:\n");
        (0..size).for_each(|number| policy(&mut text, number));
        // Beyond a megabyte no file is read.
        if text.len() > 1 << 20 {
            text = text.replace("      apply_force: []\n", "").replace("      plan: ['role:write']\n", "");
        }
        write(folder, &text);
        let (time, _, ratio) = pairs(folder, &lint(), &[PROGRAM, "--version"], 9);
        let times =
            before.map(|before| format!(", {:.1} x the size before", time.as_secs_f64() / before.as_secs_f64()));
        println!("{size} policies: {} = {ratio:.1} x --version{}", shown(time), times.unwrap_or_default());
        before = Some(time);
    }
}

fn lint() -> [&'static str; 3] {
    [PROGRAM, "lint", "--exit-zero"]
}

/// Medians of both, and of what the first takes in multiples of the second.
fn pairs(folder: &Path, one: &[&str], other: &[&str], runs: usize) -> (Duration, Duration, f64) {
    time(folder, one);
    time(folder, other);
    let both: Vec<(Duration, Duration)> = (0..runs).map(|_| (time(folder, one), time(folder, other))).collect();
    let ratios = both.iter().map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect();
    (median(both.iter().map(|pair| pair.0).collect()), median(both.iter().map(|pair| pair.1).collect()), median(ratios))
}

fn time(folder: &Path, line: &[&str]) -> Duration {
    let (program, arguments) = line.split_first().unwrap();
    let began = Instant::now();
    let output = Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let time = began.elapsed();
    assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    time
}

fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> T {
    all.sort_by(|one, other| one.partial_cmp(other).unwrap());
    all.get(all.len() / 2).copied().unwrap()
}

fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
