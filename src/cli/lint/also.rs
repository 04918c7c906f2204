//! `--also`: the findings of the same run in further forms, each in a file of its own.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use clap::ValueEnum as _;

use super::Format;
use crate::cli::failure::Failure;
use crate::cli::{job_files, whole_file};

/// A form, and the file that it goes to.
pub(super) struct Also {
    pub(super) format: Format,
    file: PathBuf,
}

/// Reads the values of the option. Before anything is looked at: a forge that was asked in vain was asked for nothing.
///
/// # Errors
///
/// One is not `FORMAT=FILE`, its file cannot be written, or two name one file.
pub(super) fn read(values: &[OsString]) -> Result<Vec<Also>, Failure> {
    let all = values.iter().map(|value| Also::read(value)).collect::<Result<Vec<Also>, Failure>>()?;
    all.iter().try_for_each(|also| whole_file::check(&also.file))?;
    job_files::apart(all.iter().map(|also| also.file.as_path()), "Give each --also a file of its own.")?;
    Ok(all)
}

impl Also {
    fn read(value: &OsStr) -> Result<Also, Failure> {
        let read = || {
            let (format, file) =
                value.as_bytes().split_at_checked(value.as_bytes().iter().position(|it| *it == b'=')?)?;
            let format = Format::from_str(std::str::from_utf8(format).ok()?, false).ok()?;
            let file = PathBuf::from(OsStr::from_bytes(file.strip_prefix(b"=")?));
            (!file.as_os_str().is_empty()).then_some(Also { format, file })
        };
        read().ok_or_else(|| {
            let formats = Format::value_variants().iter().filter_map(|format| format.to_possible_value());
            let names: Vec<String> = formats.map(|format| format.get_name().to_owned()).collect();
            let help =
                format!("Write FORMAT=FILE, such as `--also sarif=whomay.sarif`. Formats: {}.", names.join(", "));
            Failure::with_help(format!("--also {} is no form with a file", value.display()), help)
        })
    }

    /// Writes the text of this form; `whole` is whether all was looked at that was asked about.
    ///
    /// Code scanning takes for mended what a file does not have, so it gets none that may lack something.
    ///
    /// # Errors
    ///
    /// It cannot be written, or may not be.
    pub(super) fn write(&self, whole: bool, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if whole || self.format != Format::Sarif {
            return whole_file::write_for_others(&self.file, &text());
        }
        let help = "Code scanning would take for mended what is not in it. Run it again once the forge answers.";
        Err(Failure::with_help(format!("{} was not written: findings may be missing", self.file.display()), help))
    }
}
