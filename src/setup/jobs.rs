//! The jobs that plan, lint and apply: the files that are shipped for GitHub and GitLab, with the version that is to be used
//! and what the code of the repository is run with.

use super::engine::Engine;
use super::layout::Layout;
use super::{Forge, Note, ProposedFile, Purpose, Survey};

/// A shipped file, where it goes, and why.
struct Shipped {
    path: &'static str,
    /// Where its text is in the sources of this program.
    source: &'static str,
    why: &'static str,
    /// It runs the code of the repository.
    runs_code: bool,
}

const GITHUB: [Shipped; 4] = [
    Shipped {
        path: ".github/workflows/whomay-lint.yml",
        source: "workflows/github/lint.yml",
        why: "looks at the rules whenever a request changes them",
        runs_code: false,
    },
    Shipped {
        path: ".github/workflows/whomay-plan.yml",
        source: "workflows/github/plan.yml",
        why: "plans what a pull request changes, without any secret",
        runs_code: true,
    },
    Shipped {
        path: ".github/workflows/whomay-plan-comment.yml",
        source: "workflows/github/plan-comment.yml",
        why: "comments with the report of the plan, by the file of the default branch",
        runs_code: false,
    },
    Shipped {
        path: ".github/workflows/whomay-apply.yml",
        source: "workflows/github/apply-on-comment.yml",
        why: "applies a pull request on `whomay apply`, when the rules allow all of it",
        runs_code: true,
    },
];

const GITLAB: [Shipped; 3] = [
    Shipped {
        path: ".gitlab/whomay/lint.yml",
        source: "templates/lint.yml",
        why: "looks at the rules whenever a request changes them",
        runs_code: false,
    },
    Shipped {
        path: ".gitlab/whomay/report.yml",
        source: "templates/report.yml",
        why: "plans what a merge request changes, without any secret",
        runs_code: true,
    },
    Shipped {
        path: ".gitlab/whomay/apply.yml",
        source: "templates/apply.yml",
        why: "applies a merge request when the rules allow all of it",
        runs_code: true,
    },
];

const GITLAB_PIPELINE: Shipped = Shipped {
    path: ".gitlab-ci.yml",
    source: "workflows/gitlab/pipeline.gitlab-ci.yml",
    why: "the pipeline that has these jobs",
    runs_code: false,
};

/// The shipped files, by where their texts are in the sources of this program: what [`Survey::shipped`] is to hold.
pub fn sources() -> impl Iterator<Item = &'static str> {
    GITHUB.iter().chain(&GITLAB).chain([&GITLAB_PIPELINE]).map(|shipped| shipped.source)
}

/// What stands in a shipped file for the commit of the action.
const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// Proposes the jobs of the forge that are not there.
pub(super) fn propose(survey: &Survey, layout: &Layout, files: &mut Vec<ProposedFile>, notes: &mut Vec<Note>) {
    let (Some(forge), before) = (survey.forge, files.len()) else { return };
    match forge {
        Forge::GitHub => on_github(survey, files, notes),
        Forge::GitLab => on_gitlab(survey, files, notes),
    }
    run_with(&Engine::of(survey, layout), forge, before, files, notes);
}

/// Has the jobs that are proposed, which are those from one on, run code with what the repository needs. One that is not as it was when
/// this was written is not proposed.
fn run_with(engine: &Engine, forge: Forge, from: usize, files: &mut Vec<ProposedFile>, notes: &mut Vec<Note>) {
    let shipped = GITHUB.iter().chain(&GITLAB).filter(|shipped| shipped.runs_code);
    let runners: Vec<&str> = shipped.map(|shipped| shipped.path).collect();
    let (mut places, mut lost) = (Vec::new(), Vec::new());
    for mut file in files.split_off(from) {
        if runners.contains(&file.path.as_str()) {
            let Some(text) = engine.written_into(&file.text, forge) else {
                lost.push(file.path);
                continue;
            };
            file.text = text;
            places.push(file.path.clone());
        }
        files.push(file);
    }
    if !lost.is_empty() {
        let about =
            format!("this version of whomay cannot write these for what runs the code here: {}", lost.join(", "));
        let next = "take them from its sources, and fill in what they download by hand".to_owned();
        notes.push(Note { about, next });
    }
    if !places.is_empty() {
        notes.extend(engine.notes(forge, &format!("in {}", places.join(" and "))));
    }
}

/// The paths of the jobs of a forge that are or will be there: who changes them changes who may apply.
pub(super) fn paths(survey: &Survey) -> Vec<&'static str> {
    let shipped = match survey.forge {
        Some(Forge::GitHub) => GITHUB.as_slice(),
        Some(Forge::GitLab) => GITLAB.as_slice(),
        None => &[],
    };
    let will_be = |shipped: &&Shipped| is_there(survey, shipped) || namesake(survey, shipped).is_none();
    shipped.iter().filter(will_be).map(|shipped| shipped.path).collect()
}

/// The text of a shipped file. One that the survey was not given is not proposed.
fn text<'a>(survey: &'a Survey, shipped: &Shipped) -> Option<&'a str> {
    survey.shipped.get(shipped.source).map(String::as_str)
}

fn is_there(survey: &Survey, shipped: &Shipped) -> bool {
    survey.files.iter().any(|file| file == shipped.path)
}

/// Another workflow of the same name. One that waits for it would be set off by both.
fn namesake<'a>(survey: &'a Survey, shipped: &Shipped) -> Option<&'a str> {
    let name = text(survey, shipped)?.lines().find(|line| line.starts_with("name:"))?;
    let mut others = survey.texts.iter().filter(|(path, _)| path.starts_with(".github/workflows/"));
    let (path, _) = others.find(|(_, text)| text.lines().any(|line| line.trim_end() == name))?;
    Some(path)
}

fn on_github(survey: &Survey, files: &mut Vec<ProposedFile>, notes: &mut Vec<Note>) {
    let before = files.len();
    for shipped in GITHUB.iter().filter(|shipped| !is_there(survey, shipped)) {
        match namesake(survey, shipped) {
            None => files.extend(proposed(survey, shipped)),
            Some(other) => notes.push(Note {
                about: format!("{other} has the name of {}, which is left out", shipped.path),
                next: "where it is another workflow, rename it and run this again".to_owned(),
            }),
        }
    }
    if files.len() == before {
        return;
    }
    let address = &survey.address;
    if survey.pin.is_none() {
        notes.push(Note {
            about: "the workflows name the action by a tag, which its owner can move".to_owned(),
            next: format!(
                "name it by the commit that `git ls-remote https://github.com/{address} 'refs/tags/v{}^{{}}'` says: with \
                 `whomay init --pin COMMIT` before they are made, by hand after",
                survey.version
            ),
        });
    }
    notes.push(Note {
        about: "the workflows need an environment each for deciding and for applying".to_owned(),
        next: "make the environments `whomay` and `production`, both for deployments from the default branch only, and let your \
               cloud trust `production`; where a rule names a team, give both the secret WHOMAY_MEMBERS_TOKEN (organization \
               members: read)"
            .to_owned(),
    });
}

fn on_gitlab(survey: &Survey, files: &mut Vec<ProposedFile>, notes: &mut Vec<Note>) {
    let before = files.len();
    files.extend(GITLAB.iter().filter_map(|shipped| proposed(survey, shipped)));
    match is_there(survey, &GITLAB_PIPELINE) {
        false => files.extend(proposed(survey, &GITLAB_PIPELINE)),
        true if !survey.texts.get(GITLAB_PIPELINE.path).is_some_and(|text| text.contains(".gitlab/whomay/")) => {
            notes.push(Note {
                about: "there is a .gitlab-ci.yml, which is left as it is".to_owned(),
                next: format!(
                    "add to it, above `---` and below:\n\n{}",
                    without_comments(text(survey, &GITLAB_PIPELINE).unwrap_or_default())
                ),
            });
        }
        true => {}
    }
    if files.len() > before {
        notes.push(Note {
            about: "the jobs do not know the sum of the program that they download".to_owned(),
            next: format!(
                "write it as the default of `sha256` in each file below .gitlab/whomay/: the digits before \
                 whomay-x86_64-unknown-linux-gnu.tar.gz in https://raw.githubusercontent.com/{}/v{}/action/release.txt",
                survey.address, survey.version
            ),
        });
        notes.push(Note {
            about: "the jobs need tokens, and a default branch that is protected".to_owned(),
            next: "add the variables GITLAB_TOKEN (read_api) and, for the environment `whomay` alone, WHOMAY_WRITE_TOKEN (api), \
                   each protected and masked; let nobody set pipeline variables"
                .to_owned(),
        });
    }
}

fn proposed(survey: &Survey, shipped: &Shipped) -> Option<ProposedFile> {
    let version = format!("@{NO_COMMIT} # v");
    let text = text(survey, shipped)?;
    let text = match &survey.pin {
        Some(pin) => text.replace(&version, &format!("@{pin} # v")),
        None => text.lines().map(|line| with_tag(line, &version, &survey.version) + "\n").collect(),
    };
    let (path, why) = (shipped.path.to_owned(), shipped.why.to_owned());
    (!is_there(survey, shipped)).then_some(ProposedFile { path, text, purpose: Purpose::Workflows, why })
}

/// A line that names the tag in the place of no commit.
fn with_tag(line: &str, placeholder: &str, version: &str) -> String {
    match line.split_once(placeholder) {
        Some((before, _)) => format!("{before}@v{version}"),
        None => line.to_owned(),
    }
}

fn without_comments(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    lines.join("\n")
}
