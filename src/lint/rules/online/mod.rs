//! Names that the forge knows better. Asked only where somebody asked the forge.

mod blocked_user;
mod branch_not_protected;
mod not_visible_on_forge;
mod unknown_app;
mod unknown_branch;
mod unknown_team;
mod unknown_user;

use super::access::principals;
use crate::access::gate::GateOptions;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use crate::lint::subject::OnForge;
use crate::lint::{Finding, Lint};
use crate::source::Span;

pub(super) const LINTS: &[&Lint] = &[
    &blocked_user::LINT,
    &branch_not_protected::LINT,
    &not_visible_on_forge::LINT,
    &unknown_app::LINT,
    &unknown_branch::LINT,
    &unknown_team::LINT,
    &unknown_user::LINT,
];

/// For a lint that has nothing to say of the gate's options.
fn nothing_in_options(_: &GateOptions, _: &ForgeAnswers) -> Vec<Finding> {
    Vec::new()
}

/// For a lint that has nothing to say of the configuration.
fn nothing_in_config(_: &OnForge<'_>) -> Vec<Finding> {
    Vec::new()
}

/// A name, where it stands, and what the forge says of it.
type Answered<'a> = (ForgeName, Span, &'a ForgeAnswer);

/// Users and teams of the configuration.
fn people<'a>(subject: &OnForge<'a>) -> Vec<Answered<'a>> {
    let named =
        principals(subject.read.config).filter_map(|entry| Some((ForgeName::of_principal(&entry.value)?, entry.span?)));
    answered(named, subject.forge)
}

/// Branches of the configuration that one name stands for.
fn branches<'a>(subject: &OnForge<'a>) -> Vec<Answered<'a>> {
    let entries = subject.read.config.destination_branches.iter().map(|entry| &entry.branch);
    let named = entries.filter_map(|branch| Some((ForgeName::of_branch(&branch.value)?, branch.span?)));
    answered(named, subject.forge)
}

/// Branches of the gate's options that one name stands for.
fn branches_in_options<'a>(gate: &GateOptions, forge: &'a ForgeAnswers) -> Vec<Answered<'a>> {
    let named = gate
        .protected_branches
        .iter()
        .filter_map(|branch| Some((ForgeName::of_branch(branch.value.as_str())?, branch.span?)));
    answered(named, forge)
}

/// Apps of the gate's options.
fn apps<'a>(gate: &GateOptions, forge: &'a ForgeAnswers) -> Vec<Answered<'a>> {
    let apps = gate.required_checks.iter().filter_map(|check| check.app.as_ref());
    answered(apps.filter_map(|app| Some((ForgeName::App(app.value.clone()), app.span?))), forge)
}

fn answered<'a>(named: impl Iterator<Item = (ForgeName, Span)>, forge: &'a ForgeAnswers) -> Vec<Answered<'a>> {
    named
        .map(|(name, span)| {
            let answer = forge.of(&name);
            (name, span, answer)
        })
        .collect()
}
