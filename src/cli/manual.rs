//! Shell completions and manual pages, made from the command line itself so that they cannot fall behind it.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::terminal::Terminal;
use super::{Exit, Failure, command};

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write one page for each command
#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// Folder to write `whomay.1`, `whomay-simulate.1` and the others to
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "whomay", &mut script);
    terminal.answer(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}

pub(super) fn man(args: &ManArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    match &args.dir {
        Some(dir) => clap_mangen::generate_to(command(), dir)
            .map_err(|error| Failure::new(format!("cannot write the manual to {}: {error}", dir.display())))?,
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command()).render(&mut page);
            rendered.map_err(|error| Failure::new(format!("cannot render the manual: {error}")))?;
            terminal.answer(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Clean)
}
