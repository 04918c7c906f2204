//! `demo`: a tour on a repository that is made for it.
//!
//! Every line of output below a `$` comes from the command itself, run as a user would run it. Nothing is
//! shown that was written down beforehand but the questions. Outside of the jobs that it makes up there is no environment:
//! the tour is the same in somebody's job as on a desk.

#![expect(clippy::disallowed_methods, reason = "writes files into the folder that it has just made")]

mod forge;
mod job;
mod repository;
mod steps;

use std::ffi::OsString;
use std::path::Path;

use anstyle::{Effects, Style as Paint};
use clap::Args;
use tempfile::TempDir;

use super::terminal::Terminal;
use super::{Exit, Failure, run_line};
use job::Job;
use repository::Ends;
use steps::{STEPS, Step};

/// Take a guided tour on a sample repository in a temporary folder
#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Keep the folder, and say where it is
    #[arg(long)]
    keep: bool,
}

pub(super) fn run(args: &DemoArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let (folder, change) = sample()?;
    for (at, step) in STEPS.iter().enumerate() {
        show(at + 1, step, folder.path(), change, terminal)?;
    }
    terminal.answer(&ending(args.keep.then(|| folder.path())))?;
    if args.keep {
        let _ = folder.keep();
    }
    Ok(Exit::Clean)
}

/// The sample repository, with facts, a proposal and plans beside its files.
fn sample() -> Result<(TempDir, Ends), Failure> {
    let folder = tempfile::Builder::new().prefix("whomay-demo-").tempdir();
    let folder = folder.map_err(|error| Failure::new(format!("cannot make a temporary folder: {error}")))?;
    let change = repository::make(folder.path())?;
    for (name, text) in repository::BESIDE {
        let path = folder.path().join(name);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        written.map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
    }
    Ok((folder, change))
}

fn show(number: usize, step: &Step, folder: &Path, change: Ends, terminal: &Terminal) -> Result<(), Failure> {
    let style = terminal.style();
    let about = textwrap::fill(&format!("{number}. {}", step.about), style.width);
    let command = format!("$ whomay {}", step.arguments.join(" "));
    let command = if style.colour {
        let bold = Paint::new().effects(Effects::BOLD);
        format!("{}{command}{}", bold.render(), bold.render_reset())
    } else {
        command
    };
    let setting = step.comment.map(|comment| job::setting(comment, style.width)).unwrap_or_default();
    terminal.answer(&format!("{about}\n\n{setting}{command}\n"))?;
    let arguments = inside(folder, step.arguments);
    let job = step.comment.map(|comment| Job::begin(change, comment)).transpose()?;
    let exit = run_line(&arguments, terminal, &|name| job.as_ref()?.variable(name))?;
    if exit != step.exit {
        let message = format!("step {number} of the tour ended in {exit:?} instead of {:?}", step.exit);
        return Err(Failure::with_help(message, "This is a mistake in whomay. Please report it."));
    }
    terminal.answer("\n")
}

/// The arguments as they are outside of the folder: with the folder, and with the way to the files beside the repository.
fn inside(folder: &Path, arguments: &[&str]) -> Vec<OsString> {
    let outside = |argument: &&str| match *argument {
        name @ ("facts.yml" | "plans.yml") => folder.join(name).into_os_string(),
        other => other.into(),
    };
    let folder = ["--repository".into(), folder.as_os_str().to_owned()];
    arguments.iter().map(outside).chain(folder).collect()
}

fn ending(kept: Option<&Path>) -> String {
    match kept {
        Some(folder) => format!("The repository is yours to play with:\n\n$ cd {}\n", folder.display()),
        None => "Run `whomay demo --keep` to keep the repository and play with it.\n".to_owned(),
    }
}
