//! A repository after the proposal was carried out.

use std::collections::{BTreeMap, BTreeSet};

use whomay::access::case::{Case, PolicyPresence, Profile, Question, Subject, TargetPolicy};
use whomay::access::decide::decide;
use whomay::access::facts::{
    CiConfig, Facts, Mergeable, Person, Request, RequestState, Review, ReviewDecision, ReviewState, Standing, Strangers,
};
use whomay::access::freshness::SameDiff;
use whomay::access::gate::GateOptions;
use whomay::access::known::Known;
use whomay::access::operation::Operation;
use whomay::access::principal::Role;
use whomay::access::verdict::Verdict;
use whomay::config::Config;
use whomay::config::document::{Document, Reading};
use whomay::config::gate::WhomayConfig;
use whomay::dirspace::Change;
use whomay::dirspace::layout::Layout;
use whomay::dirspace::spec::Index;
use whomay::lint::levels::Levels;
use whomay::lint::repository::{RepositoryFacts, is_read};
use whomay::lint::run;
use whomay::lint::run::{Linted, Surroundings};
use whomay::setup::{Forge, Proposal, Survey, propose, shipped_sources, wanted};
use whomay::source::SourceMap;

/// Everybody who could ask: login, role and teams.
pub(crate) const PEOPLE: [(&str, &str, &str); 9] = [
    ("guest", "none", ""),
    ("reader", "read", ""),
    ("dev", "write", ""),
    ("bob", "write", ""),
    ("lead", "write", "dev-leads acme/dev"),
    ("sre", "write", "sre acme/sre"),
    ("platform", "write", "platform acme/platform"),
    ("maintainer", "maintain", ""),
    ("admin", "admin", ""),
];

pub(crate) struct Repository {
    pub(crate) survey: Survey,
    pub(crate) proposal: Proposal,
    pub(crate) rules: String,
    pub(crate) config: Config,
    /// `CODE: MESSAGE` of everything that the linter says.
    pub(crate) findings: Vec<String>,
}

/// A file that this program ships.
#[expect(clippy::disallowed_methods, reason = "reads the repository's own files")]
fn shipped_text(source: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap()
}

/// `files` are paths, each with its text behind a line break.
pub(crate) fn survey(forge: Option<Forge>, files: &[&str]) -> Survey {
    let all = files.iter().map(|file| file.split_once('\n').unwrap_or((file, "")));
    let all: BTreeMap<String, String> = all.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    Survey {
        forge,
        organisations: [].into(),
        default_branch: Some("main".to_owned()),
        files: all.keys().cloned().collect(),
        texts: all.into_iter().filter(|(path, _)| wanted(path)).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        address: "OWNER/whomay".to_owned(),
        pin: None,
        shipped: shipped_sources().map(|source| (source.to_owned(), shipped_text(source))).collect(),
    }
}

/// The survey of the same repository with the proposal carried out.
pub(crate) fn carried_out(survey: &Survey, proposal: &Proposal) -> Survey {
    let mut after = survey.clone();
    for file in &proposal.files {
        after.files.push(file.path.clone());
        if wanted(&file.path) {
            after.texts.insert(file.path.clone(), file.text.clone());
        }
    }
    after.files.sort();
    after
}

impl Repository {
    pub(crate) fn new(survey: Survey) -> Repository {
        let proposal = propose(&survey);
        let after = carried_out(&survey, &proposal);
        let own = |path: &str| proposal.files.iter().find(|file| file.path == path).map(|file| file.text.clone());
        let rules = own(".terrateam/config.yml").unwrap_or_else(|| "enabled: true\n".to_owned());
        if let Some(options) = own(".whomay.yml") {
            assert_eq!(options_trouble(&options), "", "{options}");
        }
        let mut sources = SourceMap::new();
        let linted = Linted::read(&mut sources, "config.yml", rules.as_bytes(), None);
        let Some(config) = linted.config.clone() else { panic!("{:?}\n{rules}", linted.said) };
        let own_texts = proposal.files.iter().map(|file| (&file.path, &file.text));
        let contents = after.texts.iter().chain(own_texts).filter(|(path, _)| is_read(path));
        let contents = contents.map(|(path, text)| (path.clone(), text.clone())).collect();
        let facts = match RepositoryFacts::new(&config, after.files.clone(), contents) {
            Ok(facts) => facts,
            Err(errors) => panic!("{errors:?}\n{rules}"),
        };
        let report = run(&linted, &sources, Surroundings::Known(&facts), &Levels::default());
        let found = report.findings.iter().map(|found| &found.diagnostic);
        let findings = found.map(|found| format!("{}: {}", found.code, found.message)).collect();
        Repository { survey: after, proposal, rules, config, findings }
    }

    /// Its dirspaces, as `DIR:WORKSPACE`, with these files added.
    pub(crate) fn dirspaces(&self, more: &[&str]) -> Vec<String> {
        let layout = self.layout(more);
        layout
            .dirspaces()
            .iter()
            .map(|placed| format!("{}:{}", placed.dirspace.dir, placed.dirspace.workspace))
            .collect()
    }

    pub(crate) fn layout(&self, more: &[&str]) -> Layout {
        let files = self.survey.files.iter().map(String::as_str).chain(more.iter().copied());
        let files: BTreeSet<&str> = files.collect();
        let files: Vec<&str> = files.into_iter().collect();
        Layout::derive(&self.config.layout, &files, &Index::default(), "topic", "main").unwrap()
    }

    /// Which dirspaces answer to a changed file.
    pub(crate) fn planned_for(&self, path: &str) -> String {
        let layout = self.layout(&[]);
        let found = layout.dirspaces().iter().filter(|placed| placed.answers_to(path));
        found
            .map(|placed| format!("{}:{}", placed.dirspace.dir, placed.dirspace.workspace))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Who may do it to a dirspace in a request that these people approved, whoever it is.
    pub(crate) fn who(&self, operation: Operation, dirspace: &str, approved_by: &[&str], more: &[&str]) -> String {
        let layout = self.layout(more);
        let is_it = |placed: &&whomay::dirspace::layout::PlacedDirspace| {
            format!("{}:{}", placed.dirspace.dir, placed.dirspace.workspace) == dirspace
        };
        let Some(placed) = layout.dirspaces().iter().find(is_it) else { panic!("no {dirspace}\n{}", self.rules) };
        let facts = facts(self.survey.forge, approved_by);
        let changes = [Change::Modified(format!("{}/main.tf", placed.dirspace.dir))];
        let subject = Subject {
            dirspace: &placed.dirspace,
            tags: &placed.tags,
            newer_on_base: Known::Known(Vec::new()),
            erased: None,
            same_diff: SameDiff::default(),
            in_working_set: true,
            apply_waits: false,
        };
        let case = Case {
            access: &self.config.access_control,
            requirements: &self.config.apply_requirements,
            subjects: vec![subject],
            changes: &changes,
            diff: &changes,
            facts: &facts,
            gate: &GateOptions::default(),
            policy_presence: PolicyPresence::Present,
            target: TargetPolicy::DefaultBranch,
            change_in_doubt: None,
            destination_refusal: Known::Known(None),
            missing_builders: Vec::new(),
            unclaimed: Vec::new(),
            views: Vec::new(),
            views_missing: None,
        };
        let actors = PEOPLE.iter().map(|(login, ..)| facts.person(login)).collect();
        let question = Question { actors, operations: vec![operation], profile: Profile::Terrateam };
        let decision = decide(&case, &question);
        let allowed = decision.outcomes.iter().filter(|outcome| outcome.verdict == Verdict::Allow);
        allowed.map(|outcome| PEOPLE[outcome.actor].0).collect::<Vec<_>>().join(" ")
    }

    /// Who may apply it once everybody has approved.
    pub(crate) fn appliers(&self, dirspace: &str) -> String {
        let everybody: Vec<&str> = PEOPLE.iter().map(|(login, ..)| *login).collect();
        self.who(Operation::Apply, dirspace, &everybody, &[])
    }

    pub(crate) fn note(&self, about: &str) -> bool {
        self.proposal.notes.iter().any(|note| note.about.contains(about))
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        let file = self.proposal.files.iter().find(|file| file.path == path);
        file.map(|file| file.text.as_str()).unwrap_or_else(|| panic!("no {path} is proposed"))
    }
}

/// What the reader of `.whomay.yml` has against a text.
fn options_trouble(text: &str) -> String {
    let mut sources = SourceMap::new();
    match Document::read(&mut sources, ".whomay.yml", text.as_bytes(), None) {
        Ok(Reading::Document(document)) => match WhomayConfig::from_node(document.root()) {
            Ok(_) => String::new(),
            Err(errors) => format!("{errors:?}"),
        },
        other => format!("{other:?}"),
    }
}

fn facts(forge: Option<Forge>, approved_by: &[&str]) -> Facts {
    let person = |(login, role, teams): &(&str, &str, &str)| {
        let standing = Role::from_name(role).map_or(Standing::None, Standing::Role);
        let teams = teams.split_whitespace().map(str::to_owned).collect();
        let person = Person { teams: Known::Known(teams), standing: Known::Known(standing), ..Person::named(*login) };
        ((*login).to_owned(), person)
    };
    let review = |login: &&str| Review {
        reviewer: Some((*login).to_owned()),
        state: ReviewState::Approved,
        commit: Some("head".to_owned()),
        before_retarget: false,
    };
    let request = Request {
        state: Known::Known(RequestState::Open),
        draft: Known::Known(false),
        mergeable: Known::Known(Mergeable::Yes),
        in_conflict: Known::Known(false),
        head: Known::Known("head".to_owned()),
        author: Known::Known("author".to_owned()),
        reviews: Known::Known(approved_by.iter().map(review).collect()),
        review_decision: Known::Known(ReviewDecision::NoneRequired),
        checks: Known::Known(Vec::new()),
        ..Request::imagined()
    };
    Facts {
        forge: match forge {
            Some(Forge::GitLab) => whomay::access::facts::Forge::Gitlab,
            _ => whomay::access::facts::Forge::Github,
        },
        people: PEOPLE.iter().map(person).collect(),
        strangers: Strangers::HaveNothing,
        request,
        ci_config: CiConfig::Candidates(vec![".github/workflows/terrateam.yml".to_owned()]),
        ..Facts::default()
    }
}
