//! `lint --online`: asks the forge about the names in a configuration.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Place;
use crate::cli::failure::Failure;
use crate::cli::live::{self, LiveArgs};
use crate::cli::revisions::bare;
use crate::cli::terminal::Terminal;
use crate::forge::presence::{Named, Presence};
use crate::forge::session::Session;
use crate::forge::settings::ForgeKind;
use crate::forge::trouble::Trouble;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};

/// A forge that answers, and what it answered so far. Nothing is asked twice.
pub(super) struct Online {
    session: Session,
    forge: ForgeKind,
    answers: ForgeAnswers,
    /// What could not be asked, each kind of trouble with the names that it kept from being asked.
    not_asked: BTreeMap<String, (Trouble, Vec<String>)>,
}

impl Online {
    /// Finds the repository on its forge. Nothing is asked yet.
    pub(super) fn open(args: &LiveArgs, place: &Place) -> Result<Online, Failure> {
        let Some(repository) = &place.repository else {
            let help = "Run it in a clone, or leave --online out.";
            return Err(Failure::with_help("--online asks the forge of a repository, and there is none here", help));
        };
        let settings = live::repository_settings(args, repository, &live::environment)?;
        let forge = settings.address.forge;
        let default_branch = repository.default_branch().ok().map(|branch| bare(&branch.name).to_owned());
        Ok(Online {
            session: Session::new(settings).map_err(live::failure)?,
            forge,
            answers: ForgeAnswers { answers: BTreeMap::new(), default_branch },
            not_asked: BTreeMap::new(),
        })
    }

    /// Asks about names, and about the default branch.
    pub(super) fn ask(&mut self, names: BTreeSet<ForgeName>) -> &ForgeAnswers {
        let default = self.answers.default_branch.clone().map(ForgeName::Branch);
        let asked = |name: &ForgeName| !self.answers.answers.contains_key(name) && self.has(name);
        let names: BTreeSet<ForgeName> = names.into_iter().chain(default).filter(asked).collect();
        let named: Vec<Named> = names.iter().map(named).collect();
        if named.is_empty() {
            return &self.answers;
        }
        let mut said = self.session.presence(&named).into_iter();
        for name in names {
            let answer = self.answer(&name, said.next());
            self.answers.answers.insert(name, answer);
        }
        &self.answers
    }

    /// Whether the forge has such things at all.
    fn has(&self, name: &ForgeName) -> bool {
        !(matches!(name, ForgeName::App(_)) && self.forge == ForgeKind::Gitlab)
    }

    fn answer(&mut self, name: &ForgeName, said: Option<Presence>) -> ForgeAnswer {
        match said {
            Some(Presence::There) => ForgeAnswer::There,
            Some(Presence::Absent) => ForgeAnswer::Absent,
            Some(Presence::Unfit(how)) => ForgeAnswer::Unfit(how),
            Some(Presence::Hidden(trouble)) => ForgeAnswer::Hidden(trouble.to_string()),
            Some(Presence::Unknown(trouble)) => self.unknown(name, trouble),
            // A mistake of ours, which must not look as if all were well.
            None => self.unknown(name, Trouble::Partial { asked: shown(name), why: "there is no answer".to_owned() }),
        }
    }

    fn unknown(&mut self, name: &ForgeName, trouble: Trouble) -> ForgeAnswer {
        let (_, names) = self.not_asked.entry(kind(&trouble)).or_insert_with(|| (trouble, Vec::new()));
        names.push(shown(name));
        ForgeAnswer::Unknown
    }

    /// Whether everything could be asked.
    pub(super) fn is_whole(&self) -> bool {
        self.not_asked.is_empty()
    }

    /// Says what could not be asked.
    pub(super) fn complain(&self, terminal: &Terminal) {
        for (trouble, names) in self.not_asked.values() {
            let first = names.first().map(String::as_str).unwrap_or_default();
            let names = match names.len() {
                0 | 1 => first.to_owned(),
                more => format!("{first} and {} more", more - 1),
            };
            let message = format!("the forge could not be asked about {names}: {trouble}");
            terminal.complain(&Failure::Plain { message, help: trouble.next_step() });
        }
    }
}

/// What makes two troubles the same to people: the words, without what was asked.
fn kind(trouble: &Trouble) -> String {
    format!("{:?}", std::mem::discriminant(trouble))
}

fn named(name: &ForgeName) -> Named {
    match name {
        ForgeName::User(login) => Named::User(login.clone()),
        ForgeName::Team(team) => Named::Team(team.clone()),
        ForgeName::Branch(branch) => Named::ProtectedBranch(branch.clone()),
        ForgeName::App(app) => Named::App(app.clone()),
    }
}

fn shown(name: &ForgeName) -> String {
    match name {
        ForgeName::User(login) => format!("the user `{login}`"),
        ForgeName::Team(team) => format!("the team `{team}`"),
        ForgeName::Branch(branch) => format!("the branch `{branch}`"),
        ForgeName::App(app) => format!("the app `{app}`"),
    }
}
