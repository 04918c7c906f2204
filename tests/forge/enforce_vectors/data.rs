//! The rows as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::{on_github, on_gitlab};
use crate::fake::gitlab::Tier;

/// All of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vectors {
    pub(super) rows: Vec<Row>,
    /// Rows of the notes that are not run, and why.
    #[serde(default)]
    pub(super) struck: BTreeMap<u32, String>,
}

/// One run.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// Which row of the notes it is, or a part of.
    pub(super) number: u32,
    /// What is different.
    pub(super) title: String,
    /// What the notes say: `A`, `D`, `U`, `E`, `N` for nothing to decide, or two of them for two dirspaces.
    pub(super) notes: String,
    /// Why the gate means to answer otherwise than the notes.
    pub(super) differs: Option<String>,
    /// Why another row has the same change.
    pub(super) same_as: Option<String>,
    /// The branch of work that makes it pass; until then it has to fail.
    pub(super) waits_for: Option<String>,
    #[serde(default)]
    pub(super) forge: Forge,
    #[serde(default)]
    pub(super) repository: Repository,
    /// What happens to the ordinary request, in this order.
    #[serde(default)]
    pub(super) given: Vec<Json>,
    /// What is asked: the words behind `enforce`.
    #[serde(default = "ordinary_question")]
    pub(super) asked: String,
    /// What set the job off, for those that were not started by hand.
    pub(super) event: Option<Event>,
    /// Variables of the job that are different; without a value, not set.
    #[serde(default)]
    pub(super) environment: BTreeMap<String, Option<String>>,
    pub(super) exit: i32,
    /// Dirspace to verdict. Empty: there is no answer.
    #[serde(default)]
    pub(super) verdicts: BTreeMap<String, String>,
    /// The dirspaces that are handed on, where those are not the ones that are allowed.
    pub(super) allowed: Option<Vec<String>>,
    /// Clauses that have to speak.
    #[serde(default)]
    pub(super) because: Vec<Speaker>,
    /// What stands on standard error, where there is no answer.
    pub(super) complains: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Forge {
    #[default]
    Github,
    GitlabFree,
    GitlabPremium,
}

/// What is different in the repository from the ordinary one.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Repository {
    /// In the configuration: text to be replaced, and the text that replaces it.
    #[serde(default)]
    pub(super) config: Vec<[String; 2]>,
    /// No configuration at all.
    #[serde(default)]
    pub(super) no_config: bool,
    /// `.whomay.yml` on the default branch.
    pub(super) whomay: Option<String>,
    /// More files on the default branch.
    #[serde(default)]
    pub(super) base: BTreeMap<String, String>,
    /// What the request changes, in place of `prod/net/main.tf`: path to text, or nothing for a file that is removed.
    pub(super) topic: Option<BTreeMap<String, Option<String>>>,
    /// So many files more, outside of all dirspaces.
    #[serde(default)]
    pub(super) many_files: usize,
}

/// An event of GitHub.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) payload: Json,
}

/// A clause and what it says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Speaker {
    pub(super) clause: String,
    /// A piece of the text, of the condition, or of why a fact could not be had.
    pub(super) says: String,
    /// Of which dirspace; any.
    pub(super) of: Option<String>,
}

fn ordinary_question() -> String {
    "--pull 7 --operation apply".to_owned()
}

/// A file of rows.
pub(super) fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/forge/enforce_vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// YAML as plain values, so that variants are written as in JSON.
pub(super) fn from_yaml<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    serde_json::from_value(yaml_serde::from_str::<Json>(text).unwrap()).unwrap()
}

impl Vectors {
    pub(super) fn read() -> Vectors {
        let mut all: Vectors = from_yaml(&file("github.yaml"));
        let gitlab: Vectors = from_yaml(&file("gitlab.yaml"));
        all.rows.extend(gitlab.rows);
        all.struck.extend(gitlab.struck);
        all
    }
}

impl Row {
    /// Everything but what is expected.
    pub(super) fn what_is_different(&self) -> String {
        let Row { forge, repository, given, asked, event, environment, .. } = self;
        format!("{forge:?} {repository:?} {given:?} {asked} {event:?} {environment:?}")
    }

    pub(super) fn nothing_different() -> String {
        let (repository, given, none) = (Repository::default(), Vec::<Json>::new(), None::<Event>);
        let environment = BTreeMap::<String, Option<String>>::new();
        format!("{:?} {repository:?} {given:?} {} {none:?} {environment:?}", Forge::Github, ordinary_question())
    }

    /// Whether the answer is one that the notes' letters stand for.
    pub(super) fn agrees_with_notes(&self) -> bool {
        let verdicts: Vec<&str> = self.verdicts.values().map(String::as_str).collect();
        let all = |fits: fn(&str) -> bool| !verdicts.is_empty() && verdicts.iter().all(|verdict| fits(verdict));
        match self.notes.as_str() {
            "A" => self.exit == 0 && all(|verdict| verdict == "allow"),
            "D" => self.exit == 1 && all(|verdict| verdict == "deny" || verdict == "pending"),
            "U" => self.exit > 0 && all(|verdict| verdict == "undetermined"),
            "E" => self.exit == 2 && verdicts.is_empty(),
            "N" => self.exit == 0 && verdicts.is_empty(),
            "A D" => {
                self.exit == 1 && verdicts.contains(&"allow") && verdicts.iter().any(|verdict| *verdict != "allow")
            }
            other => panic!("{}: `{other}` is no letter of the notes", self.number),
        }
    }

    pub(super) fn changes_on_github(&self) -> Vec<on_github::Change> {
        self.given.iter().map(|change| self.one(change)).collect()
    }

    pub(super) fn changes_on_gitlab(&self) -> Vec<on_gitlab::Change> {
        self.given.iter().map(|change| self.one(change)).collect()
    }

    fn one<T: for<'de> Deserialize<'de>>(&self, change: &Json) -> T {
        serde_json::from_value(change.clone())
            .unwrap_or_else(|error| panic!("{} ({}): {error}: {change}", self.number, self.title))
    }

    pub(super) fn tier(&self) -> Option<Tier> {
        match self.forge {
            Forge::Github => None,
            Forge::GitlabFree => Some(Tier::Free),
            Forge::GitlabPremium => Some(Tier::Premium),
        }
    }
}
