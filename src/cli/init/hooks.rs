//! `init --hooks`: git's own hooks for this clone, the very files that lie in `hooks/`.
//!
//! A hook that is there is never replaced: what it does nobody here knows, and for it there is a line to add.

#![expect(clippy::disallowed_methods, reason = "looks at the folder of hooks and makes files in it")]

use std::fs::Metadata;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::asking::{self, Answer};
use super::writing;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::git::Repository;
use crate::output::new_file;
use crate::output::sections::{Item, Section, render};

/// Longest hook that is read to be told from ours.
const MOST_BYTES: u64 = 64 << 10;

/// A hook.
struct Hook {
    name: &'static str,
    text: &'static str,
    /// What to add to a hook that is there already.
    line: &'static str,
}

const HOOKS: [Hook; 2] = [
    Hook {
        name: "pre-commit",
        text: include_str!("../../../hooks/pre-commit"),
        line: "whomay lint --staged --fail-on error || exit $?",
    },
    Hook {
        name: "pre-push",
        text: include_str!("../../../hooks/pre-push"),
        line: "whomay lint --ref HEAD --fail-on error </dev/null || exit $?",
    },
];

/// Where hooks go.
struct Folder {
    path: PathBuf,
    /// How to speak of it: from the top of the work tree, or as it is.
    shown: String,
    /// What has to be known of it before something is put there; `None` for the place that only this clone uses.
    shared: Option<String>,
}

/// What there is to do about a hook.
enum State {
    Missing,
    Installed,
    /// Ours, and git would not run it.
    NotExecutable,
    /// An earlier text of ours.
    Earlier,
    /// Made by a framework, which makes it anew; by name.
    Made(&'static str),
    Theirs,
}

/// Installs what is missing. `yes`: nobody is asked. `diff`: nothing is written, and only the differences are shown.
///
/// To name the hooks is to confirm them, where the folder is that of this clone alone.
pub(super) fn install(repository: &Repository, yes: bool, diff: bool, terminal: &Terminal) -> Result<(), Failure> {
    let folder = Folder::of(repository)?;
    let states: Vec<(&Hook, State)> =
        HOOKS.iter().map(|hook| Ok((hook, state(&folder, hook)?))).collect::<Result<_, Failure>>()?;
    let missing: Vec<&Hook> =
        states.iter().filter(|(_, state)| matches!(state, State::Missing)).map(|(hook, _)| *hook).collect();
    if diff {
        let shown = |hook: &&Hook| new_file::render(&folder.file(hook), hook.text, true, terminal.style());
        return terminal.answer(&missing.iter().map(shown).collect::<String>());
    }
    let items = states.iter().flat_map(|(hook, state)| told(&folder, hook, state)).collect();
    let mut sections = vec![Section::new(format!("hooks of git in {}", folder.shown), items)];
    sections.extend(folder.shared.iter().map(|why| Section::new(why.clone(), Vec::new()).urgent()));
    terminal.answer(&render(&sections, terminal.style()))?;
    if missing.is_empty() {
        return terminal.answer("nothing was written\n");
    }
    if folder.shared.is_some() && !yes && !confirmed(missing.len(), terminal)? {
        return Ok(());
    }
    make(&folder, &missing, terminal)?;
    terminal.answer(
        "\nThey look at commits and pushes that change the configuration. To go past them once:\ngit commit --no-verify, git push --no-verify\n",
    )
}

fn confirmed(count: usize, terminal: &Terminal) -> Result<bool, Failure> {
    if !asking::is_possible() {
        terminal.answer(
            "nothing was written: the folder is not of this clone alone. `whomay init --hooks --yes` writes there\n",
        )?;
        return Ok(false);
    }
    let question = if count == 1 { "write it" } else { "write them" };
    let confirmed = matches!(asking::ask(question, terminal)?, Answer::Yes | Answer::All);
    if !confirmed {
        terminal.answer("nothing was written\n")?;
    }
    Ok(confirmed)
}

fn make(folder: &Folder, hooks: &[&Hook], terminal: &Terminal) -> Result<(), Failure> {
    let shown = &folder.shown;
    std::fs::create_dir_all(&folder.path)
        .map_err(|error| Failure::new(format!("the folder {shown} cannot be made: {error}")))?;
    for hook in hooks {
        let shown = folder.file(hook);
        writing::make(&folder.path.join(hook.name), &shown, hook.text, true)?;
        terminal.answer(&format!("wrote {}\n", crate::output::escape::terminal(&shown)))?;
    }
    Ok(())
}

impl Folder {
    fn of(repository: &Repository) -> Result<Folder, Failure> {
        let path = repository.hooks_folder()?;
        let whole = resolved(&path);
        let root = repository.work_tree().map(resolved);
        let below = root.as_ref().and_then(|root| whole.strip_prefix(root).ok());
        let shown = below.unwrap_or(&whole).display().to_string();
        let shared = if whole.starts_with(resolved(repository.shared_folder())) {
            None
        } else if below.is_some() {
            Some(format!(
                "{shown} is part of the work tree (core.hooksPath): what is there may be committed and is everybody's"
            ))
        } else {
            Some(format!(
                "{shown} is outside of the repository (core.hooksPath): every repository that uses it gets the hooks"
            ))
        };
        Ok(Folder { path, shown, shared })
    }

    fn file(&self, hook: &Hook) -> String {
        format!("{}/{}", self.shown, hook.name)
    }
}

/// The path without links, so far as it is there.
fn resolved(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(whole), ..) => whole,
        (Err(_), Some(parent), Some(name)) => resolved(parent).join(name),
        _ => path.to_owned(),
    }
}

fn state(folder: &Folder, hook: &Hook) -> Result<State, Failure> {
    let path = folder.path.join(hook.name);
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound) => return Ok(State::Missing),
        Err(error) => return Err(Failure::new(format!("cannot look at {}: {error}", folder.file(hook)))),
    };
    Ok(match text(&path, &metadata) {
        Some(text) if text == hook.text && metadata.permissions().mode() & 0o111 == 0 => State::NotExecutable,
        Some(text) if text == hook.text => State::Installed,
        Some(text) if is_ours(&text, hook) => State::Earlier,
        Some(text) => framework(&text).map_or(State::Theirs, State::Made),
        None => State::Theirs,
    })
}

fn text(path: &Path, metadata: &Metadata) -> Option<String> {
    if !metadata.is_file() {
        return None;
    }
    let mut text = String::new();
    std::fs::File::open(path).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Whether a hook says of itself what ours says: its first comment is the same.
fn is_ours(text: &str, hook: &Hook) -> bool {
    let first = |text: &str| text.lines().nth(1).map(str::to_owned);
    text.starts_with("#!/bin/sh\n") && first(text) == first(hook.text)
}

/// The framework that made a hook, by what its second line says.
fn framework(text: &str) -> Option<&'static str> {
    let second = text.lines().nth(1)?;
    ["pre-commit", "prek"].into_iter().find(|name| second.starts_with(&format!("# File generated by {name}:")))
}

fn told(folder: &Folder, hook: &Hook, state: &State) -> Vec<Item> {
    let named = |text: &str| Item::Named(hook.name.to_owned(), text.to_owned());
    let file = folder.file(hook);
    match state {
        State::Missing => vec![named("is not there yet")],
        State::Installed => vec![named("is there already")],
        State::NotExecutable => {
            vec![
                named("is there already, but git does not run it; make it executable:"),
                Item::Copied(format!("chmod +x '{file}'")),
            ]
        }
        State::Earlier => vec![
            named("is there in an earlier version; to replace it:"),
            Item::Copied(format!("rm '{file}' && whomay init --hooks")),
        ],
        State::Made(framework) => vec![
            named(&format!("is there: {framework} made it and would make it anew; to have it run whomay:")),
            Item::Copied("whomay init --only hooks".to_owned()),
        ],
        State::Theirs => vec![
            named(&format!(
                "is another's and is left as it is; add this line to {}, before it ends:",
                own_file(folder, hook)
            )),
            Item::Copied(hook.line.to_owned()),
        ],
    }
}

/// The file that people write. husky keeps its own in a folder `_` and calls those of people beside that.
fn own_file(folder: &Folder, hook: &Hook) -> String {
    match folder.shown.strip_suffix("/_") {
        Some(above) => format!("{above}/{}", hook.name),
        None => folder.file(hook),
    }
}
