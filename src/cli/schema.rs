//! `schema`: the JSON Schemas, for editors and for programs that read answers.

use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::config::{facts_file, schema};

/// The schema of the answer.
const ANSWER: &str = include_str!("../../schemas/answer.schema.json");

/// The schema of the record of `enforce`.
const ENFORCEMENT: &str = include_str!("../../schemas/enforcement.schema.json");

/// The schema of the findings.
const LINT: &str = include_str!("../../schemas/lint.schema.json");

/// The schema of reports.
const REPORT: &str = include_str!("../../schemas/report.schema.json");

/// Print the JSON Schema of a file that is read or of an answer
#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, default_value_t)]
    of: Of,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Of {
    /// .terrateam/config.yml
    #[default]
    Config,
    /// .whomay.yml
    Whomay,
    /// The file of --facts
    Facts,
    /// What simulate and dirspaces print with --format json
    Answer,
    /// What enforce prints with --format json; refers to that of an answer
    Enforcement,
    /// What lint prints with --format json
    Lint,
    /// What report prints with --format json, and what report --merge reads
    Report,
}

pub(super) fn run(args: &SchemaArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    terminal.answer(match args.of {
        Of::Config => schema::TERRATEAM_CONFIG,
        Of::Whomay => schema::WHOMAY_CONFIG,
        Of::Facts => facts_file::SCHEMA,
        Of::Answer => ANSWER,
        Of::Enforcement => ENFORCEMENT,
        Of::Lint => LINT,
        Of::Report => REPORT,
    })?;
    Ok(Exit::Clean)
}
