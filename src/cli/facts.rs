//! What is known of the request and its people: from a file, from the repository, and by assumption.

use std::collections::BTreeMap;
use std::path::Path;

use super::ci_file::ci_config;
use super::failure::Failure;
use super::gather::Gathered;
use super::inputs;
use super::on_forge::OnForge;
use super::revisions::KnownRequest;
use crate::access::assumption::Assumption;
use crate::access::case::Profile;
use crate::access::changed_files::disagreement;
use crate::access::facts::{CiConfig, Facts, Forge, RequestState};
use crate::access::known::Known;
use crate::access::principal::PrincipalMatch;
use crate::access::spelling::Word as _;
use crate::config::document;
use crate::config::facts_file::{
    FactsFile, RecordedCommits, RecordedMerge, Recording, read_facts_file, write_facts_file,
};
use crate::forge::gather::{Commits, Gathered as Snapshot, Merged};
use crate::forge::trouble::Trouble;
use crate::output::answer::{RequestAnswer, Warning};
use crate::output::json;
use crate::source::SourceMap;

/// Digits that a commit's id has to have at least for two to be taken for the same one: git's own shortest.
pub(super) const LEAST_ABBREVIATION: usize = 7;

/// Facts, and what is known of how they were gathered.
pub(super) struct Given {
    /// The facts.
    pub(super) facts: Facts,
    /// Of facts that a forge gave: which request they are of, and its commits.
    pub(super) record: Option<Recording>,
}

/// Facts as given, before the repository adds to them. `asked` is the forge that an argument names.
pub(super) fn given(path: Option<&Path>, asked: Option<Forge>, sources: &mut SourceMap) -> Result<Given, Failure> {
    let forge = asked.unwrap_or_default();
    let Some(path) = path else { return Ok(Given { facts: Facts { forge, ..Facts::default() }, record: None }) };
    let Some(document) = inputs::document(path, sources)? else {
        return Err(Failure::with_help(
            format!("the facts in {} are empty", inputs::name(path)),
            "Leave --facts out where nothing is known.",
        ));
    };
    let file = read_facts_file(document.root(), forge).map_err(|diagnostics| Failure::Diagnostics {
        message: format!("the facts in {} cannot be used", inputs::name(path)),
        diagnostics,
        sources: sources.clone(),
    })?;
    match asked {
        Some(asked) if asked != file.facts.forge => Err(Failure::with_help(
            format!("--vcs is {}, and the facts are of {}", asked.word(), file.facts.forge.word()),
            "Leave --vcs out, or give the facts of that forge.",
        )),
        _ => Ok(Given { facts: file.facts, record: file.gathered }),
    }
}

/// What a forge said, as the text of a facts file, and as that text is read. What is decided on is what can be decided
/// on again.
pub(super) fn write_down(snapshot: &Snapshot) -> Result<(String, Given), Failure> {
    let recorded = recording(&snapshot.url, &snapshot.commits);
    let written = write_facts_file(&FactsFile {
        facts: snapshot.facts.clone(),
        gathered: Some(Recording { at: snapshot.at.clone(), sources: snapshot.sources.clone(), ..recorded }),
    });
    let pretty = json::render(&written);
    // A reader of facts takes no larger file. Without the blanks three times as much fits.
    let text = if pretty.len() > document::MAX_BYTES { format!("{written}\n") } else { pretty };
    let mut sources = SourceMap::new();
    let unusable = |diagnostics, sources: &SourceMap| Failure::Diagnostics {
        message: "what the forge said cannot be written down, and so not be decided on".to_owned(),
        diagnostics,
        sources: sources.clone(),
    };
    let document = inputs::parse("what the forge said", text.as_bytes(), None, &mut sources)?;
    let document = document.ok_or_else(|| Failure::new("what the forge said is empty"))?;
    let file = read_facts_file(document.root(), snapshot.facts.forge).map_err(|found| unusable(found, &sources))?;
    Ok((text, Given { facts: file.facts, record: file.gathered }))
}

/// The request and its commits, before anything else is known of it.
pub(super) fn recording(url: &str, commits: &Commits) -> Recording {
    let Commits { head, base, target_branch, default_branch, default_tip, merged } = commits.clone();
    let merged = merged.map(|Merged { result, compared_with }| RecordedMerge { result, compared_with });
    Recording {
        request: url.to_owned(),
        at: None,
        commits: RecordedCommits { head, base, target_branch, default_branch, default_tip, merged },
        sources: BTreeMap::new(),
    }
}

/// The request as an answer shows it.
pub(super) fn shown(record: &Recording) -> RequestAnswer {
    RequestAnswer { url: record.request.clone(), head: record.commits.head.clone(), at: record.at.clone() }
}

/// The commits as the clone has to have them.
fn on_forge(record: &Recording, facts: &Facts) -> OnForge {
    let RecordedCommits { head, base, target_branch, default_branch, default_tip, merged } = record.commits.clone();
    let is_merged = facts.request.state == Known::Known(RequestState::Merged);
    OnForge {
        forge: facts.forge,
        number: number(&record.request),
        repository: repository(&record.request),
        source_branch: facts.request.source_branch.value().cloned(),
        head,
        target_branch,
        base,
        default_branch,
        default_tip,
        merged: is_merged.then_some(merged),
    }
}

/// The path of the repository in the address of a request's page.
fn repository(url: &str) -> Option<String> {
    let (_, behind) = url.split_once("://")?;
    let (_, path) = behind.split_once('/')?;
    let (repository, _) = path.split_once("/-/merge_requests/").or_else(|| path.split_once("/pull/"))?;
    Some(repository.to_owned())
}

/// The number at the end of a request's page.
fn number(url: &str) -> Option<u64> {
    let (_, number) = url.split_once("/pull/").or_else(|| url.split_once("/merge_requests/"))?;
    number.parse().ok()
}

/// Reads `--assume`.
pub(super) fn assumptions(texts: &[String]) -> Result<Vec<Assumption>, Failure> {
    let read = |text: &String| {
        Assumption::parse(text).map_err(|error| Failure::with_help(format!("--assume: {}", error.message), error.help))
    };
    texts.iter().map(read).collect()
}

impl Given {
    /// What facts and assumptions say of branches and commits: they decide tags, so they are needed before the rest.
    pub(super) fn known_request(&self, assumptions: &[Assumption]) -> KnownRequest {
        let mut assumed = self.facts.clone();
        Assumption::apply_all(assumptions, &mut assumed);
        let known = |fact: &Known<String>| fact.value().cloned();
        KnownRequest {
            source: known(&assumed.request.source_branch),
            target: known(&assumed.request.target_branch),
            on_forge: self.record.as_ref().map(|record| on_forge(record, &self.facts)),
        }
    }
}

/// Adds what the repository tells where nothing was given, then what is assumed on request.
pub(super) fn complete(mut facts: Facts, gathered: &mut Gathered, assumptions: &[Assumption]) -> Facts {
    let request = &mut facts.request;
    if let Some(shown) = &gathered.revisions.head {
        // Approvals and checks of a merged request are of the head that was merged.
        let head = gathered.revisions.merge.as_ref().map_or(shown.commit, |merge| merge.head);
        let head = head.id.to_string();
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

/// Says what to do about look-ups of teams that a forge refused: no other fact has a variable of its own to set. Where
/// the forge did not answer, another token would not help.
pub(super) fn warn_of_failed_lookups(given: &Given, warnings: &mut Vec<Warning>) {
    if given.record.is_none() {
        return;
    }
    let refused = |why: &str| {
        matches!(Trouble::with_words(why), None | Some(Trouble::Forbidden { .. } | Trouble::NotFound { .. }))
    };
    let failed = given.facts.failed_lookups.iter().filter_map(|(entry, why)| match entry {
        PrincipalMatch::Team(team) if refused(why) => Some(format!("`team:{team}`")),
        _ => None,
    });
    let teams: Vec<String> = failed.collect();
    if !teams.is_empty() {
        let token = match given.facts.forge {
            Forge::Github => "set WHOMAY_MEMBERS_TOKEN to a token that may read members",
            Forge::Gitlab => {
                "set WHOMAY_MEMBERS_TOKEN, or GITLAB_TOKEN where that is not set, to a token of a member of the group with `read_api`"
            }
        };
        let text = format!("who is in {} could not be asked; {token}, or correct the name", teams.join(", "));
        warnings.push(Warning { text, place: None });
    }
}

/// The strict profile asks as well whether whoever set the run off may do it. Outside of a job nobody did, which a forge
/// cannot say.
pub(super) fn warn_of_no_run(facts: &Facts, is_gathered: bool, warnings: &mut Vec<Warning>) {
    if is_gathered && facts.request.triggering_actor == Known::NotGiven {
        let text = "who set the run off is known in a job only; elsewhere, add --assume triggering-actor=none, or the \
                    LOGIN of whoever would";
        warnings.push(Warning { text: text.to_owned(), place: None });
    }
}

/// Warns where the forge and git cannot be talking about the same change. The strict profile has a clause for that.
pub(super) fn warn_of_other_count(facts: &Facts, gathered: &mut Gathered, profile: Profile) {
    let count = facts.request.changed_files.value();
    if let (Profile::Terrateam, Some(count)) = (profile, count)
        && let Some(text) = disagreement(&gathered.diff, *count)
    {
        gathered.warnings.push(Warning { text, place: None });
    }
}
