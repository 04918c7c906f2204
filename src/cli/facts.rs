//! What is known of the request and its people: from a file, from the repository, and by assumption.

use std::path::Path;

use super::ci_file::ci_config;
use super::failure::Failure;
use super::gather::Gathered;
use super::inputs;
use super::revisions::KnownBranches;
use crate::access::assumption::Assumption;
use crate::access::case::Profile;
use crate::access::facts::{CiConfig, Facts, Forge, RequestState};
use crate::access::known::Known;
use crate::access::spelling::Word as _;
use crate::config::facts_file::read_facts;
use crate::output::answer::Warning;
use crate::source::SourceMap;

/// Digits that a commit's id has to have at least for two to be taken for the same one: git's own shortest.
const LEAST_ABBREVIATION: usize = 7;

/// Facts as given, before the repository adds to them. `asked` is the forge that an argument names.
pub(super) fn given(path: Option<&Path>, asked: Option<Forge>, sources: &mut SourceMap) -> Result<Facts, Failure> {
    let forge = asked.unwrap_or_default();
    let Some(path) = path else { return Ok(Facts { forge, ..Facts::default() }) };
    let Some(document) = inputs::document(path, sources)? else {
        return Err(Failure::with_help(
            format!("the facts in {} are empty", inputs::name(path)),
            "Leave --facts out where nothing is known.",
        ));
    };
    let facts = read_facts(document.root(), forge).map_err(|diagnostics| Failure::Diagnostics {
        message: format!("the facts in {} cannot be used", inputs::name(path)),
        diagnostics,
        sources: sources.clone(),
    })?;
    match asked {
        Some(asked) if asked != facts.forge => Err(Failure::with_help(
            format!("--vcs is {}, and the facts are of {}", asked.word(), facts.forge.word()),
            "Leave --vcs out, or give the facts of that forge.",
        )),
        _ => Ok(facts),
    }
}

/// Reads `--assume`.
pub(super) fn assumptions(texts: &[String]) -> Result<Vec<Assumption>, Failure> {
    let read = |text: &String| {
        Assumption::parse(text).map_err(|error| Failure::with_help(format!("--assume: {}", error.message), error.help))
    };
    texts.iter().map(read).collect()
}

/// The branches that facts and assumptions name: they decide tags, so they are needed before the rest.
pub(super) fn branches(facts: &Facts, assumptions: &[Assumption]) -> KnownBranches {
    let mut assumed = facts.clone();
    Assumption::apply_all(assumptions, &mut assumed);
    let known = |fact: &Known<String>| fact.value().cloned();
    KnownBranches { source: known(&assumed.request.source_branch), target: known(&assumed.request.target_branch) }
}

/// Adds what the repository tells where nothing was given, then what is assumed on request.
pub(super) fn complete(mut facts: Facts, gathered: &mut Gathered, assumptions: &[Assumption]) -> Facts {
    let request = &mut facts.request;
    if let Some(head) = &gathered.revisions.head {
        let head = head.commit.id.to_string();
        match request.head.clone() {
            Known::NotGiven => request.head = Known::Known(head),
            Known::Known(given) if given.len() < LEAST_ABBREVIATION || !head.starts_with(given.as_str()) => {
                let text = format!("the facts are about the commit {given}, and what is looked at is {head}");
                // Approvals and checks belong to a commit: those of another one say nothing about this.
                request.head = Known::Unavailable(text.clone());
                request.checks = Known::Unavailable(text.clone());
                let next = format!("{text}; gather the facts again, or pass --head {given}");
                gathered.warnings.push(Warning { text: next, place: None });
            }
            Known::Known(_) | Known::Unavailable(_) => {}
        }
    }
    if facts.ci_config == CiConfig::NotGiven {
        facts.ci_config = ci_config(gathered, facts.forge);
    }
    Assumption::apply_all(assumptions, &mut facts);
    facts
}

/// Takes for granted what a question about a branch, asked before there is a request, has no answer to yet; returns
/// what that is. The strict profile takes nothing for granted.
pub(super) fn take_for_granted(facts: &mut Facts, profile: Profile) -> Vec<String> {
    let mut premises = Vec::new();
    if profile == Profile::Strict {
        return premises;
    }
    let request = &mut facts.request;
    if request.state == Known::NotGiven {
        request.state = Known::Known(RequestState::Open);
        premises.push("the request is open".to_owned());
    }
    if request.in_conflict == Known::NotGiven {
        request.in_conflict = Known::Known(false);
        premises.push("the request does not conflict with its target branch".to_owned());
    }
    premises
}
