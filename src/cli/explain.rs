//! `explain`: the documentation of a finding or of a reason, in the terminal.

use clap::Args;

use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::access::reason::Clause;
use crate::lint::codes::{self, Known};
use crate::lint::{reader_codes, rules};
use crate::output::diagnostics::Style;
use crate::output::lint::explanation;

/// Explain a lint that `lint` named, or a clause that an answer named
#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The lint or the clause, such as `no-policy`; all are listed without one
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let style = terminal.style();
    terminal.answer(&match &args.code {
        None => all(style),
        Some(code) => one(code, style).ok_or_else(|| unknown(code))?,
    })?;
    Ok(Exit::Clean)
}

fn one(code: &str, style: Style) -> Option<String> {
    let known = codes::of_code(code).map(|known| explanation::page(known, style));
    known.or_else(|| Clause::ALL.iter().find(|clause| clause.name() == code).map(|clause| shown(*clause, style)))
}

fn all(style: Style) -> String {
    let mut parts: Vec<String> = vec!["Lints: what `whomay lint` finds\n".to_owned()];
    for group in rules::GROUPS.iter().filter(|group| !group.lints.is_empty()) {
        parts.push(format!("{}:\n", group.title));
        parts.extend(group.lints.iter().map(|lint| explanation::line(Known::Lint(lint), style)));
    }
    parts.push("What is said when a file is read\n".to_owned());
    for (title, group) in reader_codes::GROUPS {
        parts.push(format!("{title}:\n"));
        parts.extend(group.iter().map(|code| explanation::line(Known::Reader(code), style)));
    }
    parts.push("Clauses: why `whomay simulate` answers as it does\n".to_owned());
    parts.extend(Clause::ALL.iter().map(|clause| shown(*clause, style)));
    parts.join("\n")
}

fn shown(clause: Clause, style: Style) -> String {
    let text: Vec<&str> = clause.about().lines().map(str::trim).collect();
    let options = textwrap::Options::new(style.width).initial_indent("    ").subsequent_indent("    ");
    format!("{}\n{}\n", clause.name(), textwrap::fill(&text.join(" "), options))
}

fn unknown(code: &str) -> Failure {
    let readers = reader_codes::all().map(|reader| reader.code);
    let clauses = Clause::ALL.iter().map(|clause| clause.name());
    let codes: Vec<&str> = rules::all().map(|lint| lint.code).chain(readers).chain(clauses).collect();
    let similar = similar::get_close_matches(code, &codes, 1, 0.6);
    let help = match similar.first() {
        Some(similar) => format!("Did you mean `{similar}`?"),
        None => "`whomay explain` lists them all.".to_owned(),
    };
    Failure::with_help(format!("there is no lint and no clause `{code}`"), help)
}
