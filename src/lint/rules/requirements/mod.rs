//! Lints about apply requirements: approvals that ask for less than they seem to, and ways around them.

mod checks;
mod patterns;

mod after_merge_skips_approvals;
mod any_of_count_asks_for_none;
mod approvals_by_one_person;
mod approved_lists_without_enabled;
mod autoapply_skips_requirements;
mod branch_pattern_unanchored;
mod completed_reviews_on_gitlab;
mod dash_is_lazy_repeat;
mod drift_reconcile_asks_nobody;
mod ignores_every_check;
mod more_approvals_than_users;
mod older_requirements_form;
mod pattern_is_no_regex;
mod retaggable_requirement;
mod stack_auto_apply_skips_requirements;
mod status_checks_ignore_actions;

use crate::lint::Lint;

pub(super) const LINTS: &[&Lint] = &[
    &after_merge_skips_approvals::LINT,
    &any_of_count_asks_for_none::LINT,
    &approvals_by_one_person::LINT,
    &approved_lists_without_enabled::LINT,
    &autoapply_skips_requirements::LINT,
    &branch_pattern_unanchored::LINT,
    &completed_reviews_on_gitlab::LINT,
    &dash_is_lazy_repeat::LINT,
    &drift_reconcile_asks_nobody::LINT,
    &ignores_every_check::LINT,
    &more_approvals_than_users::LINT,
    &older_requirements_form::LINT,
    &pattern_is_no_regex::LINT,
    &retaggable_requirement::LINT,
    &stack_auto_apply_skips_requirements::LINT,
    &status_checks_ignore_actions::LINT,
];
