//! `explain`: the documentation of a reason, in the terminal.

use clap::Args;

use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::access::reason::Clause;

/// Explain a clause that an answer named
#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The clause, such as `no-policy`; every clause is listed without one
    clause: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let shown = |clause: &Clause| {
        let text: Vec<&str> = clause.about().lines().map(str::trim).collect();
        let options = textwrap::Options::new(terminal.style().width).initial_indent("    ").subsequent_indent("    ");
        format!("{}\n{}\n", clause.name(), textwrap::fill(&text.join(" "), options))
    };
    let text = match &args.clause {
        None => Clause::ALL.iter().map(shown).collect::<Vec<_>>().join("\n"),
        Some(name) => match Clause::ALL.iter().find(|clause| clause.name() == name) {
            Some(clause) => shown(clause),
            None => return Err(unknown(name)),
        },
    };
    terminal.answer(&text)?;
    Ok(Exit::Clean)
}

fn unknown(name: &str) -> Failure {
    let names: Vec<&str> = Clause::ALL.iter().map(|clause| clause.name()).collect();
    let similar = similar::get_close_matches(name, &names, 1, 0.6);
    let help = match similar.first() {
        Some(similar) => format!("Did you mean `{similar}`?"),
        None => "`whomay explain` lists them all.".to_owned(),
    };
    Failure::with_help(format!("there is no clause `{name}`"), help)
}
