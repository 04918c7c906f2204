//! Whether `guard` lets out what it should, and nothing else.

#![expect(clippy::indexing_slicing, clippy::panic, reason = "a failed index or panic is a failed test")]

use super::super::{Marks, Wall};
use super::*;
use crate::plan::address::{Address, InstanceKey, Mode, ModuleId, ModuleStep};
use crate::plan::change::{Action, Attributes, ResourceChange};
use crate::plan::report::{Dirspace, Place};
use crate::plan::{Plan, Report};

fn wall(secrets: &[&str]) -> Wall {
    let mut marks = Marks::default();
    secrets.iter().for_each(|secret| marks.string(secret));
    marks.build()
}

/// A report of one plan, in which resources of type `thing` with these names are created.
fn report(names: &[&str]) -> Report {
    let mut plan = Plan::default();
    for name in names {
        let (kind, name) = (plan.words.name("thing"), plan.words.name(name));
        plan.resources.push(ResourceChange {
            address: Address { module: ModuleId(0), mode: Mode::Managed, kind, name, key: None },
            deposed: None,
            action: Action::Create,
            reason: None,
            moved_from: None,
            imported: false,
            generated: false,
            attributes: Attributes::default(),
            sensitive_changed: false,
            sensitivity_changed: false,
        });
    }
    let place = Place { dir: "directory".to_owned(), workspace: "default".to_owned() };
    let outcome = Outcome::Plan(Box::new(plan));
    Report { dirspaces: vec![Dirspace { place, outcome, permissions: Vec::new() }], ..Report::default() }
}

/// The place, the addresses, and the self-check.
fn plain(report: &Report) -> String {
    let mut text = String::new();
    for dirspace in &report.dirspaces {
        text += &format!("in {} {}:", dirspace.place.dir, dirspace.place.workspace);
        match &dirspace.outcome {
            Outcome::Plan(plan) => {
                for change in &plan.resources {
                    text += &format!(" {}", plan.address_text(&change.address));
                }
            }
            Outcome::CountsOnly { counts, .. } => text += &format!(" {} to create", counts.create),
            Outcome::Refused(_) => text += " refused",
        }
    }
    let check = report.self_check;
    text + &format!("; {} masked, {} hits, of {}", check.masked, check.hits, check.scanned_for)
}

fn guarded(names: &[&str], secrets: &[&str]) -> (String, bool) {
    let guarded = guard(&mut report(names), &wall(secrets), &[&plain]);
    assert_eq!(guarded.texts.len(), 1);
    (guarded.texts[0].clone(), guarded.fell_back)
}

#[test]
fn a_report_without_secrets_is_as_it_was_drawn() {
    let text = "in directory default: thing.web thing.api; 0 masked, 0 hits, of".to_owned();
    assert_eq!(guarded(&["web", "api"], &[]), (format!("{text} 0"), false));
    assert_eq!(guarded(&["web", "api"], &["hunter22"]), (format!("{text} 1"), false));
}

#[test]
fn the_words_that_hold_a_secret_are_masked_and_no_others() {
    let text = "in directory default: thing.web thing.(masked) thing.(masked); 2 masked, 0 hits, of 1".to_owned();
    assert_eq!(guarded(&["web", "hunter22", "xHUNTER22x"], &["hunter22"]), (text, false));
}

#[test]
fn what_the_caller_and_we_say_is_exempt() {
    let text = "in directory default: thing.web thing.directory; 0 masked, 0 hits, of 3".to_owned();
    assert_eq!(guarded(&["web", "directory"], &["directory", "default", "masked,"]), (text, false));
}

#[test]
fn a_secret_across_words_masks_them() {
    let (text, fell_back) = guarded(&["web", "api"], &["thing.web"]);
    assert_eq!(text, "in directory default: (masked).(masked) (masked).api; 2 masked, 0 hits, of 1");
    assert!(!fell_back);
}

/// The integers of a report are no words, and nobody but its plan says them.
#[test]
fn a_marked_number_is_masked_as_a_key() {
    let mut report = report(&["web", "api"]);
    if let Outcome::Plan(plan) = &mut report.dirspaces[0].outcome {
        let name = plan.words.name("net");
        let step = |key| [ModuleStep { name, key: Some(InstanceKey::Integer(key)) }];
        let (first, second) = (plan.modules.id(&step(123_456_789)), plan.modules.id(&step(5)));
        let address = &mut plan.resources[0].address;
        (address.module, address.key) = (first, Some(InstanceKey::Integer(654_321)));
        let address = &mut plan.resources[1].address;
        (address.module, address.key) = (second, Some(InstanceKey::Integer(123_456_789)));
        assert_eq!(plan.modules.id(&step(5)), second);
    }
    let guarded = guard(&mut report, &wall(&["123456789"]), &[&plain]);
    let text =
        "in directory default: module.net[…].thing.web[654321] module.net[5].thing.api[…]; 2 masked, 0 hits, of 1";
    assert_eq!(guarded, Guarded { texts: vec![text.to_owned()], fell_back: false });
}

#[test]
fn what_stays_after_masking_leaves_counts() {
    // Says something of the plan that is no word of it.
    let stubborn = |report: &Report| match &report.dirspaces[0].outcome {
        Outcome::Plan(plan)
            if plan.resources.iter().any(|change| !matches!(plan.words.shown(change.address.name), Shown::Masked)) =>
        {
            "leaked: hunter22".to_owned()
        }
        _ => plain(report),
    };
    let mut report = report(&["web"]);
    let guarded = guard(&mut report, &wall(&["hunter22"]), &[&stubborn, &plain]);
    assert!(guarded.fell_back);
    let text = "in directory default: 1 to create; 0 masked, 1 hits, of 1";
    assert_eq!(guarded.texts, [text, text]);
    assert_eq!(report.self_check.hits, 1);
}

#[test]
fn a_text_that_shows_part_of_a_name_shows_no_part_of_a_secret() {
    let short = |report: &Report| match &report.dirspaces[0].outcome {
        Outcome::Plan(plan) => plan
            .resources
            .iter()
            .map(|change| plan.address_text(&change.address).chars().take(14).collect::<String>())
            .collect(),
        _ => panic!("it is not reduced to counts"),
    };
    let guarded = guard(&mut report(&["correct-horse-battery"]), &wall(&["correct-horse-battery"]), &[&short]);
    assert_eq!(guarded.texts, ["thing.(masked)"]);
}

#[test]
fn what_takes_too_long_to_look_through_leaves_counts() {
    let secrets: Vec<String> = (6..256).map(|length| format!("{}b", "a".repeat(length))).collect();
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let long = |report: &Report| match &report.dirspaces[0].outcome {
        Outcome::Plan(_) => "a".repeat(2_000_000),
        _ => "counts".to_owned(),
    };
    let guarded = guard(&mut report(&["web"]), &wall(&secrets), &[&long]);
    assert_eq!(guarded, Guarded { texts: vec!["counts".to_owned()], fell_back: true });
}

/// Words that begin like very many marked strings of different lengths, and hold none of them: whether they do would take
/// too long to find out.
#[test]
fn words_that_take_too_long_to_look_at_are_masked() {
    let names: Vec<String> = (0..300).map(|number| format!("{}{number}", "a".repeat(100))).collect();
    let secrets: Vec<String> = (6..120).map(|length| format!("{}!", "a".repeat(length))).collect();
    let (text, fell_back) = guarded(
        &names.iter().map(String::as_str).collect::<Vec<_>>(),
        &secrets.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert!(!fell_back && !text.contains("aaa"), "{text}");
    assert!(text.contains("; 301 masked, 0 hits, of 114"), "{text}");
}

/// More strings across words than can be looked for in each of them.
#[test]
fn more_strings_across_words_than_are_taken_apart_mask_every_word() {
    let names: Vec<String> = (0..=TAKEN_APART).map(|number| format!("name{number}")).collect();
    let secrets: Vec<String> = names.iter().map(|name| format!("thing.{name}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["bystander"]).collect();
    let (text, fell_back) = guarded(&names, &secrets.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!fell_back && !text.contains("name") && !text.contains("bystander"), "{text}");
}
