//! What is posted, worked out of reports.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;

use super::*;
use crate::output::report::Dialect;
use crate::plan::Counts;
use crate::plan::record::samples;
use crate::plan::report::{Dirspace, Place};
use crate::plan::summary::Standing;

fn report(counts: Counts, standing: Standing) -> Report {
    let place = Place { dir: "a".to_owned(), workspace: "default".to_owned() };
    let outcome = Outcome::CountsOnly { counts, standing };
    Report { dirspaces: vec![Dirspace { place, outcome, permissions: Vec::new() }], ..Report::default() }
}

#[test]
fn labels_say_what_is_known() {
    let none = Counts::default();
    let whole = Standing { errored: Some(false), complete: Some(true), applicable: Some(false) };
    let rows: [(Counts, Standing, &[Label]); 7] = [
        (none, whole, &[Label::NoChanges]),
        (none, Standing { errored: Some(true), ..whole }, &[Label::Errored]),
        (none, Standing { complete: Some(false), ..whole }, &[]),
        (Counts { create: 1, ..none }, whole, &[]),
        (Counts { delete: 1, replace: 2, ..none }, whole, &[Label::Destroy, Label::Replace]),
        (Counts { forget: 1, drift: 1, ..none }, whole, &[Label::Forget, Label::Drift]),
        (Counts { outputs: 1, ..none }, whole, &[]),
    ];
    for (counts, standing, expected) in rows {
        assert_eq!(labels(&report(counts, standing)), expected, "{counts:?} {standing:?}");
    }
    assert_eq!(labels(&Report::default()), []);
}

#[test]
fn a_failed_post_hides_no_answer_about_the_plans() {
    assert_eq!(failed(Exit::Clean), Exit::Failed);
    assert_eq!(failed(Exit::Negative), Exit::Negative);
    assert_eq!(failed(Exit::Failed), Exit::Failed);
}

#[test]
fn a_description_is_as_long_as_forges_show() {
    let most = u64::from(u32::MAX);
    let many = Counts { delete: most, replace: most, forget: most, other: most, ..Counts::default() };
    assert_eq!(
        description(&report(Counts { delete: 1, ..Counts::default() }, Standing::default())),
        "Plan: 1 to destroy in 1 dirspace"
    );
    assert!(description(&report(many, Standing { errored: Some(true), ..Standing::default() })).len() <= 140);
    let larger = Counts { delete: u64::MAX / 2, replace: u64::MAX / 2, forget: u64::MAX / 2, ..Counts::default() };
    assert!(description(&report(larger, Standing { errored: Some(true), ..Standing::default() })).len() <= 140);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_drawn_is_found_again_by_its_key_and_by_no_other(report in samples::report(), at in 0..4_usize) {
        let keys: Vec<Key> = ["default", "prod", "eu-west_1", "0"].iter().map(|key| key.parse().unwrap()).collect();
        for dialect in [Dialect::Github, Dialect::Gitlab] {
            let body = markdown::render_with_key(&report, dialect, 5_000, keys.get(at).unwrap().in_marker());
            for (other, key) in keys.iter().enumerate() {
                let marker = Marker { kind: Kind::Report, key: key.clone() };
                prop_assert_eq!(marker.heads(&body), at == other, "{}", body);
            }
            prop_assert!(body.len() <= 5_000);
            prop_assert!(description(&report).chars().count() <= LONGEST_DESCRIPTION);
        }
    }
}
