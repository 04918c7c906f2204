//! `schema`: the JSON Schemas, for editors and for programs that read answers.

use clap::{Args, ValueEnum};

use super::terminal::Terminal;
use super::{Exit, Failure};
use crate::config::packed::packed;
use crate::config::{facts_file, schema};

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
        Of::Config => schema::terrateam_config(),
        Of::Whomay => schema::WHOMAY_CONFIG.to_owned(),
        Of::Facts => facts_file::SCHEMA.to_owned(),
        Of::Answer => packed!("schemas/answer.schema.json"),
        Of::Enforcement => packed!("schemas/enforcement.schema.json"),
        Of::Lint => packed!("schemas/lint.schema.json"),
        Of::Report => packed!("schemas/report.schema.json"),
    })?;
    Ok(Exit::Clean)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "reads the repository's own files")]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_printed_as_they_are_in_the_sources() {
        for (text, name) in [
            (schema::terrateam_config(), "terrateam-config"),
            (packed!("schemas/answer.schema.json"), "answer"),
            (packed!("schemas/enforcement.schema.json"), "enforcement"),
            (packed!("schemas/lint.schema.json"), "lint"),
            (packed!("schemas/report.schema.json"), "report"),
        ] {
            let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
            assert!(std::fs::read_to_string(path).is_ok_and(|file| file == text), "{name}");
        }
    }
}
