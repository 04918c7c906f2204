//! No value of any plan gets out, whatever the value, wherever it stands and whoever wrote the plan.
//!
//! Random plans of every version of the format hold random strings at random places. Each goes the whole way, from bytes
//! to finished texts, and two questions are asked of what comes out: does the leak oracle find one of the strings, and is
//! it the same, byte for byte, as with other strings in their place? The second needs no list of what a leak looks
//! like.
//!
//! Every case follows from its number. `PROPTEST_CASES=20000` asks for more of them.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "asks the environment how many cases there shall be")]
#![expect(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod damage;
mod drawn;
#[path = "../../src/plan/testing.rs"]
mod generator;
#[path = "../leak_oracle/mod.rs"]
mod leak_oracle;
mod plans;
mod planted;
mod random;

use drawn::{Drawn, Policy};
use generator::FORMATS;
use leak_oracle::Oracle;
use planted::Pool;
use random::Random;

/// The oracle is asked about one case in so many. Not a multiple of the number of policies or versions.
const ORACLE_EACH: u64 = 5;

/// As many cases as are asked for, or `usual`.
fn cases(usual: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|value| value.parse().ok());
    0..asked.unwrap_or(usual)
}

/// The plans of a case: most have one. What is asked of chance does not depend on what is planted.
fn plans(case: u64, pool: &Pool, twin: usize, policy: Policy) -> Vec<Vec<u8>> {
    let mut random = Random::of(case);
    let count = [1, 1, 2, 3][random.below(4)];
    // Small ones first, so that the first case that fails is one that can be read.
    let size = 1 + (case as usize / 24) % 3;
    let formats: Vec<usize> = (0..count).map(|number| (case as usize + number) % FORMATS.len()).collect();
    let mut written = plans::written(pool, twin, policy, &formats, size, &mut random);
    if random.once_in(4) {
        // Two dirspaces alike, which are folded into one.
        written.push(written[0].clone());
    }
    written
}

/// What the oracle finds in what came out. A piece that comes out with other strings planted as well is ours.
fn leaks(secrets: &[&str], text: &str, with_others: &str) -> Vec<String> {
    let found = |allowed| Oracle::new(secrets.iter().copied(), allowed).leaks(text.as_bytes());
    if found("").is_empty() {
        return Vec::new();
    }
    found(with_others).iter().map(ToString::to_string).collect()
}

/// The secrets that a text holds as they are, escaped or cut off. Numbers of the model's own stand in debug output,
/// which the oracle would take for pieces of longer ones.
fn held<'s>(secrets: &[&'s str], text: &str) -> Vec<&'s str> {
    let holds = |secret: &str| {
        let beginning: String = secret.chars().take(12).collect();
        let forms = [secret.to_owned(), secret.escape_debug().to_string(), beginning];
        forms.iter().any(|form| text.contains(form.as_str()))
    };
    secrets.iter().copied().filter(|secret| holds(secret)).collect()
}

fn is_free_of(case: u64, pool: &Pool, twin: usize, drawn: &Drawn, with_others: &str) {
    let secrets = pool.secrets(twin);
    let found = held(&secrets, &drawn.lines());
    assert!(found.is_empty(), "case {case}: {found:?}");
    // The oracle looks for a hundred forms of each, which takes longer than all else.
    if case.is_multiple_of(ORACLE_EACH) {
        let found = leaks(&secrets, &drawn.lines(), with_others);
        assert!(found.is_empty(), "case {case}: {found:#?}");
    }
    let found = held(&secrets, &drawn.printed);
    assert!(found.is_empty(), "case {case}: {found:?} in debug output");
    let found = held(&pool.never_words(twin), &drawn.printed_before);
    assert!(found.is_empty(), "case {case}: {found:?} in debug output before the second wall");
}

#[test]
fn no_planted_string_comes_out_and_none_makes_a_difference() {
    let (mut read, mut refused, mut masked, mut long) = (0, 0, 0, 0);
    for case in cases(320) {
        let pool = Pool::of(case);
        let policy = Policy::ALL[case as usize % 3];
        let [one, other] = [0, 1].map(|twin| drawn::draw(&plans(case, &pool, twin, policy), policy));
        assert_eq!(one.refused, other.refused, "case {case}");
        if one.refused > 0 {
            // What it marks further down was not read: it is not certain what may be shown of the others.
            refused += 1;
            continue;
        }
        if policy.says_the_same_each_time() {
            for (one, other) in one.texts.iter().zip(&other.texts) {
                assert_eq!(one, other, "case {case}: what is planted makes a difference");
            }
        }
        is_free_of(case, &pool, 0, &one, &other.lines());
        assert!(!one.fell_back, "case {case}: something was masked too late");
        read += one.read;
        masked += one.masked;
        long += u64::from(one.texts.iter().any(|text| text.len() > 4_000));
    }
    let cases = cases(320).end;
    assert!(refused < cases / 20 + 2, "{refused} refused");
    assert!(read > cases && masked > cases && long > cases / 4, "{read} read, {masked} masked, {long} long");
}

#[test]
fn damaged_plans_say_nothing_and_stop_nothing() {
    let (mut read, mut refused) = (0, 0);
    for case in cases(320) {
        let pool = Pool::of_odd_strings(case);
        let policy = [Policy::Mask, Policy::Hash][case as usize % 2];
        let mut random = Random::of(!case);
        let mut damaged = plans(case, &pool, 0, policy);
        damaged.iter_mut().for_each(|plan| damage::damage(plan, &mut random));
        let drawn = drawn::draw(&damaged, policy);
        is_free_of(case, &pool, 0, &drawn, "");
        read += drawn.read;
        refused += drawn.refused;
    }
    let cases = cases(320).end;
    assert!(read > cases / 20 && refused > cases / 2, "{read} read, {refused} refused");
}

/// The search is worth something only if it finds what is in the plans.
#[test]
fn the_search_finds_what_is_planted() {
    let (mut found, mut planted) = (0, 0);
    for case in 0..16 {
        let pool = Pool::of(case);
        let secrets = pool.secrets(0);
        let plans = plans(case, &pool, 0, Policy::Mask);
        let text: String = plans.iter().map(|plan| String::from_utf8_lossy(plan).into_owned()).collect();
        found += leaks(&secrets, &text, "").len();
        planted += secrets.len();
    }
    assert!(found * 10 > planted * 6, "{found} of {planted}");
}
