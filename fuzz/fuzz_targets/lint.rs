//! Any text → the lints and their fixes.
//!
//! Held: nothing panics or hangs; a text that does not load is never free of errors; every finding has a place in the
//! text; what the fixes make decides the same, and fixing again changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whomay::diagnostic::Severity;
use whomay::lint::fixes::{fix, same_decisions};
use whomay::lint::levels::Levels;
use whomay::lint::run::{Linted, Surroundings, run};
use whomay::source::SourceMap;

/// A run of the fixes ends after so many rounds; what needs more is not mended in one go.
const FEW: usize = 16;

fuzz_target!(|text: &str| {
    let (around, levels) = (Surroundings::Unknown("nothing is around it"), Levels::default());
    let mut sources = SourceMap::new();
    let linted = Linted::read(&mut sources, "config.yml", text.as_bytes(), None);
    let report = run(&linted, &sources, around, &levels);
    assert_eq!(linted.config.is_none(), linted.said.iter().any(|said| said.severity == Severity::Error));
    assert!(linted.config.is_some() || report.worst() == Some(Severity::Error));
    for found in &report.findings {
        assert!(found.diagnostic.labels.iter().all(|label| sources.snippet(label.span).is_some()), "{found:?}");
    }
    let fixed = fix(&sources, linted.clone(), report, around, &levels);
    if let (Some(before), Some(after)) = (&linted.config, &fixed.linted.config) {
        assert!(same_decisions(before, after), "{text:?}\n{:?}", fixed.text);
    }
    assert!(linted.config.is_none() || fixed.linted.config.is_some(), "{text:?}\n{:?}", fixed.text);
    if fixed.made.len() < FEW {
        let again = fix(&fixed.sources, fixed.linted, fixed.report, around, &levels);
        assert_eq!(again.text, fixed.text, "{text:?}");
    }
});
