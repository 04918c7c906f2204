//! What holds across formats.

use crate::scenes::{Scene, Seen, scenes};

type Reader = fn(&Scene) -> Vec<Seen>;
/// Takes away what a format has no room for.
type Room = fn(Seen) -> Seen;

/// Every format that has all findings, with what it has no room for.
const READERS: [(&str, Reader, Room); 5] = [
    ("json", crate::json::read, |seen| seen),
    ("sarif", crate::sarif::read, |seen| seen),
    ("github", crate::github::read, |seen| match seen.line == seen.end_line {
        true => seen,
        false => Seen { column: 0, end_column: 0, ..seen },
    }),
    ("gitlab", crate::gitlab::read, |seen| Seen { column: 0, end_column: 0, ..seen }),
    ("junit", crate::junit::read, |seen| Seen { end_line: 0, end_column: 0, ..seen }),
];

#[test]
fn no_finding_is_lost_and_all_places_are_those_of_the_bytes() {
    for scene in scenes() {
        for (format, read, room) in READERS {
            let wanted: Vec<Seen> = scene.seen().into_iter().map(room).collect();
            let mut found = read(&scene);
            // A path with control characters cannot be told everywhere as it is; that it is shown is tested elsewhere.
            if scene.name == "hostile text" {
                found.iter_mut().zip(&wanted).for_each(|(found, wanted)| found.path.clone_from(&wanted.path));
            }
            assert_eq!(found, wanted, "{format}: {}", scene.name);
        }
    }
}

#[test]
fn a_fingerprint_is_the_same_everywhere_and_nobody_elses() {
    for scene in scenes() {
        let one = crate::json::fingerprints(&scene);
        assert_eq!(one, crate::sarif::fingerprints(&scene), "{}", scene.name);
        assert_eq!(one, crate::gitlab::fingerprints(&scene), "{}", scene.name);
        let distinct: std::collections::BTreeSet<&String> = one.iter().collect();
        assert_eq!(distinct.len(), one.len(), "{}", scene.name);
    }
}

#[test]
fn a_fingerprint_survives_an_edit_elsewhere() {
    use whomay::lint::levels::Levels;
    use whomay::lint::run::{Linted, Surroundings, run};
    use whomay::output::lint::{Answer, LintedFile};
    let fingerprints = |text: &str| {
        let mut sources = whomay::source::SourceMap::new();
        let linted = Linted::read(&mut sources, "c.yml", text.as_bytes(), None);
        let report = run(&linted, &sources, Surroundings::Unknown("alone"), &Levels::default());
        let file = LintedFile { path: "c.yml".to_owned(), document: linted.document, report, changes: None };
        crate::json::fingerprints(&Scene { name: "", answer: Answer { files: vec![file] }, sources })
    };
    let policies = "access_control:\n  policies:\n    - tag_query: prod in dir\n      apply_force: ['team:sre']\n";
    let before = fingerprints(policies);
    assert!(!before.is_empty());
    let edited = fingerprints(&format!("# a comment\n\nenabled: true\n{policies}"));
    assert!(before.iter().all(|one| edited.contains(one)), "{before:?} {edited:?}");
}
