//! `schema`: the JSON Schemas, for editors and for programs that read answers.

use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::config::{facts_file, packed, schema};

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
    terminal.answer(&match args.of {
        Of::Config => carried("schemas/terrateam-config.schema.json")?,
        Of::Whomay => schema::WHOMAY_CONFIG.to_owned(),
        Of::Facts => facts_file::SCHEMA.to_owned(),
        Of::Answer => carried("schemas/answer.schema.json")?,
        Of::Enforcement => carried("schemas/enforcement.schema.json")?,
        Of::Lint => carried("schemas/lint.schema.json")?,
        Of::Report => carried("schemas/report.schema.json")?,
    })?;
    Ok(Exit::Clean)
}

/// A schema that is of no other use to the program than to be printed.
fn carried(path: &str) -> Result<String, Failure> {
    packed::text(path).ok_or_else(|| Failure::new(format!("{path} is missing from this program; please report this")))
}
