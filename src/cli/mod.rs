//! The command line: arguments in, one answer out, an exit status.
//!
//! Commands are glue: they gather (repository, configuration, facts), ask the core, and hand the answer to
//! `output`. No judgement is made here. Standard output carries the answer and nothing else; everything that
//! goes wrong is said on standard error.

mod advice;
mod ask_forge;
mod case;
mod changed_paths;
mod ci_file;
mod config_reader;
mod decision;
mod demo;
mod dirspaces;
mod enforce;
mod explain;
mod facts;
mod failure;
mod gains;
mod gather;
mod init;
mod inputs;
mod job_files;
mod lint;
mod live;
mod manual;
mod merge_result;
mod on_forge;
mod other_rules;
mod people;
mod post;
mod report;
mod repository_args;
mod revisions;
mod rules;
mod same_diff;
mod schema;
mod simulate;
mod strict_views;
mod summaries;
mod surroundings;
mod terminal;
mod whole_file;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::output::diagnostics::Style;
use crate::output::escape;
pub use failure::Failure;
use live::Environment;
use terminal::{Colour, Terminal};

/// How a run ends. The same for every command and every output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Clean, or allowed.
    Clean,
    /// Findings; denied, pending, or undetermined for want of a fact that the caller may still give.
    Negative,
    /// The job could not be done: usage, unreadable or invalid input, a fact that could not be had.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Negative => 1,
            Exit::Failed => 2,
        })
    }
}

/// Who may plan, who may apply, is it approved, and what exactly would change?
#[derive(Debug, Parser)]
#[command(name = "whomay", version, max_term_width = 100, disable_help_subcommand = true, after_help = EXIT_STATUS)]
struct Cli {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
Exit status: 0 clean, allowed or nothing to decide; 1 denied, pending, or undetermined for want of a fact that can \
still be given; 2 the job could not be done.";

#[derive(Debug, Subcommand)]
enum Command {
    Dirspaces(Box<dirspaces::DirspacesArgs>),
    Simulate(Box<simulate::SimulateArgs>),
    Enforce(Box<enforce::EnforceArgs>),
    Demo(demo::DemoArgs),
    Lint(Box<lint::LintArgs>),
    Report(Box<report::ReportArgs>),
    Init(init::InitArgs),
    Explain(explain::ExplainArgs),
    Schema(schema::SchemaArgs),
    Completions(manual::CompletionsArgs),
    Man(manual::ManArgs),
}

/// Runs the command that the process was started with.
#[expect(clippy::disallowed_methods, reason = "reads the arguments of the process, which is its purpose")]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => run(cli.command, &Terminal::new(cli.color), &live::environment).into(),
        Err(error) => usage(error, arguments, &Terminal::new(Colour::Auto)).into(),
    }
}

/// Prints what clap has to say: help and version on standard output, and what is wrong on standard error.
///
/// clap repeats arguments as they are, and somebody else may have chosen them: a branch, a path, a login. When one of
/// them could act on a terminal, what is printed is what clap says of the same arguments made harmless.
fn usage(error: clap::Error, arguments: Vec<OsString>, terminal: &Terminal) -> Exit {
    let harmless: Vec<OsString> =
        arguments.iter().map(|argument| escape::terminal(&argument.to_string_lossy()).into_owned().into()).collect();
    let error = if harmless == arguments {
        error
    } else {
        Cli::try_parse_from(harmless).err().unwrap_or_else(|| clap::Error::new(error.kind()))
    };
    let text = |style: Style| if style.colour { error.render().ansi().to_string() } else { error.render().to_string() };
    if error.use_stderr() {
        terminal.note(&text(terminal.error_style()));
        return Exit::Failed;
    }
    match terminal.answer(&text(terminal.style())) {
        Ok(()) => Exit::Clean,
        Err(failure) => {
            terminal.complain(&failure);
            Exit::Failed
        }
    }
}

fn run(command: Command, terminal: &Terminal, env: Environment<'_>) -> Exit {
    let result = match command {
        Command::Dirspaces(args) => dirspaces::run(&args, terminal),
        Command::Simulate(args) => simulate::run(&args, terminal),
        Command::Enforce(args) => enforce::run(&args, env, terminal),
        Command::Demo(args) => demo::run(&args, terminal),
        Command::Lint(args) => lint::run(&args, terminal),
        Command::Report(args) => report::run(&args, env, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Schema(args) => schema::run(&args, terminal),
        Command::Completions(args) => manual::completions(&args, terminal),
        Command::Man(args) => manual::man(&args, terminal),
    };
    result.unwrap_or_else(|failure| {
        terminal.complain(&failure);
        Exit::Failed
    })
}

/// The whole command line, for completions, manual pages and tests.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line that is put together here, for the tour: the arguments behind `whomay`, and the environment of a
/// command that asks a forge.
fn run_line(arguments: &[OsString], terminal: &Terminal, env: Environment<'_>) -> Result<Exit, Failure> {
    let line = std::iter::once(OsString::from("whomay")).chain(arguments.iter().cloned());
    let cli = Cli::try_parse_from(line).map_err(|error| Failure::new(error.to_string()))?;
    Ok(run(cli.command, terminal, env))
}
