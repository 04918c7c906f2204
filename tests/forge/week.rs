//! A week in the life of one request: what happens to it, step by step, and what `enforce` has to say each time.
//!
//! What is expected stands in the tables beside the steps and was written from the definitions of approvals, checks and verdicts,
//! before the program was asked. A step changes the forge as its people would, a clone of its own fetches, and the program is run
//! there: nothing is kept between two steps but what the forge and the clone hold.

mod github;
mod gitlab;

use std::fmt::Write as _;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::sandbox::git_in;
use crate::scene::{Clone, Run};

/// What a step has to come to.
#[derive(Clone, Copy, Debug)]
enum Expected {
    Allow,
    /// Not as it is, and the same head could be allowed when somebody acts: the verdict, a clause that stands in the way, and
    /// something that it says.
    Pending(&'static str, &'static str),
    /// Whatever anybody says of this head.
    Deny(&'static str, &'static str),
    /// Either of both, where the definitions leave it open.
    Held(&'static str, &'static str),
    /// A fact that could not be had, whichever clause wanted it first where that is left empty.
    Unknown(&'static str, &'static str),
}

/// The clone that the job has: only what it fetched.
struct JobClone {
    folder: TempDir,
}

impl JobClone {
    fn of(clone: &Clone) -> JobClone {
        let folder = TempDir::new().unwrap();
        let from = clone.at("");
        git_in(folder.path(), ["clone", "--quiet", "--no-checkout", &from.display().to_string(), "."]);
        JobClone { folder }
    }

    fn fetch(&self) {
        git_in(self.folder.path(), ["fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*"]);
    }

    /// `enforce` of an apply there, and what the steps that follow are told.
    fn asked(&self, clone: &Clone, variables: &[(&str, String)]) -> Told {
        self.fetch();
        let outputs = self.folder.path().join("outputs");
        let _ = std::fs::remove_file(&outputs);
        let line = format!(
            "enforce --pull 7 --operation apply -C {} --format json --timeout 20 --outputs-file {}",
            self.folder.path().display(),
            outputs.display()
        );
        let run = clone.run(variables, &line);
        Told { run, outputs: std::fs::read_to_string(outputs).unwrap() }
    }
}

/// What came of a step.
struct Told {
    run: Run,
    outputs: String,
}

impl Told {
    /// The last line of a name is the one that counts.
    fn output(&self, name: &str) -> &str {
        let mut from_the_end = self.outputs.lines().rev();
        from_the_end.find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default()
    }

    /// What is not as expected; nothing, if all is.
    fn wrong(&self, expected: Expected) -> Option<String> {
        let (statuses, verdicts, reason): (&[i32], &[&str], _) = match expected {
            Expected::Allow => (&[0], &["allow"], None),
            Expected::Pending(clause, says) => (&[1], &["pending"], Some((clause, says))),
            Expected::Deny(clause, says) => (&[1], &["deny"], Some((clause, says))),
            Expected::Held(clause, says) => (&[1], &["pending", "deny"], Some((clause, says))),
            Expected::Unknown(clause, says) => (&[2], &["undetermined"], Some((clause, says))),
        };
        let answer: Json = serde_json::from_str(&self.run.out).unwrap_or(Json::Null);
        let outcome = &answer["outcomes"][0];
        let allowed = if statuses == [0] { r#"[{"dir":"prod","workspace":"default"}]"# } else { "[]" };
        let mut wrong = String::new();
        if !statuses.contains(&self.run.status) || !verdicts.contains(&answer["verdict"].as_str().unwrap_or("none")) {
            write!(wrong, "exit status {}, {}", self.run.status, answer["verdict"]).unwrap();
        }
        if self.output("allowed") != allowed {
            write!(wrong, "; allowed={}", self.output("allowed")).unwrap();
        }
        if let Some((clause, says)) = reason
            && !against(outcome).any(|reason| {
                let texts = [&reason["text"], &reason["condition"], &reason["unavailable"]].map(Json::to_string);
                (clause.is_empty() || reason["clause"] == clause) && texts.iter().any(|text| text.contains(says))
            })
        {
            write!(wrong, "; nothing of {clause} says {says:?}").unwrap();
        }
        if wrong.is_empty() {
            return None;
        }
        against(outcome).for_each(|reason| {
            write!(wrong, "\n      {} {} {}", reason["clause"], reason["verdict"], reason["text"]).unwrap()
        });
        Some(format!("{wrong}\n      {}", self.run.err))
    }
}

fn against(outcome: &Json) -> impl Iterator<Item = &Json> {
    outcome["reasons"].as_array().into_iter().flatten().filter(|reason| reason["verdict"] != "allow")
}
