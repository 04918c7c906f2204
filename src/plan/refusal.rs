//! Why an input is not a plan that can be summarised, and what to run instead. Quotes nothing of it.

/// What an input is, or what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The file that `plan -out` writes.
    BinaryPlan,
    /// A state file.
    State,
    /// What `show -json` prints of a state.
    StateJson,
    /// What `plan` or `show` prints for people.
    PlanText,
    /// What `plan -json` prints: a log of messages, one JSON object a line.
    PlanLog,
    /// A plan with other text before or after it, such as a wrapper of a CI job adds.
    Wrapped,
    /// A whole plan with something behind it.
    TrailingData,
    /// A plan that ends too early.
    Truncated,
    /// The plan that the remote service has redacted.
    RemoteRedacted,
    /// An encrypted plan or state.
    Encrypted,
    /// What `providers schema -json` prints.
    ProviderSchema,
    /// JSON that is something else.
    OtherJson,
    /// Nothing, or white space only.
    Empty,
    /// No JSON at all.
    NotJson,
    /// JSON that is malformed at a place.
    Malformed,
    /// Neither UTF-8 nor UTF-16.
    NotText,
    /// A major version of the format that this version does not know.
    UnsupportedVersion,
    /// A key stands twice in one object, so that two readers could see two plans.
    DuplicateKey,
    /// A key holds another type of value than the format says.
    WrongType,
    /// Marks of sensitivity are nested more deeply than is looked into.
    MarksTooDeep,
    /// Modules are nested more deeply than is looked into.
    ModulesTooDeep,
    /// It, or one object of it, is larger than is read.
    TooLarge,
    /// It could not be read at all.
    Unreadable,
}

/// A place in the input, as the bytes were given (after UTF-16 was decoded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u64,
}

/// Why there is no summary. Holds no text of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub kind: Kind,
    /// Where, for what is wrong at a place.
    pub at: Option<Position>,
}

impl Refusal {
    /// A refusal of the whole.
    pub fn whole(kind: Kind) -> Refusal {
        Refusal { kind, at: None }
    }
}

/// What is said of a kind of refusal.
struct Said {
    code: &'static str,
    what: &'static str,
    next_step: &'static str,
}

/// The command that makes what is read here.
const SHOW: &str = "Save the plan with `terraform plan -out=tfplan` and hand in what `terraform show -json tfplan > plan.json` \
     writes (the same for `tofu`).";
const SHOW_AGAIN: &str = "Run `terraform show -json tfplan > plan.json` again (the same for `tofu`), see that it succeeds, and hand in \
     the file as it is.";
const NO_WRAPPER: &str = "Hand in what `terraform show -json tfplan > plan.json` writes and nothing else: with `setup-terraform` or \
     `setup-opentofu`, set `terraform_wrapper: false` or `tofu_wrapper: false`, and keep `2>&1`, `tee` and `set -x` away from it.";
const NOT_BY_THE_ENGINE: &str = "No engine writes this, so it was made or edited by something else. Run `terraform show -json tfplan > plan.json` \
     (the same for `tofu`) and hand in the file as it is.";

impl Kind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Kind; 23] = [
        Kind::BinaryPlan,
        Kind::State,
        Kind::StateJson,
        Kind::PlanText,
        Kind::PlanLog,
        Kind::Wrapped,
        Kind::TrailingData,
        Kind::Truncated,
        Kind::RemoteRedacted,
        Kind::Encrypted,
        Kind::ProviderSchema,
        Kind::OtherJson,
        Kind::Empty,
        Kind::NotJson,
        Kind::Malformed,
        Kind::NotText,
        Kind::UnsupportedVersion,
        Kind::DuplicateKey,
        Kind::WrongType,
        Kind::MarksTooDeep,
        Kind::ModulesTooDeep,
        Kind::TooLarge,
        Kind::Unreadable,
    ];

    fn said(self) -> Said {
        let (code, what, next_step) = match self {
            Kind::BinaryPlan => (
                "binary-plan",
                "this is the binary file that `plan -out` writes, not the plan in JSON",
                "Run `terraform show -json FILE > plan.json` on it (the same for `tofu`), in the folder that it was made in, and \
                 hand in that.",
            ),
            Kind::State => ("state", "this is a state file, not a plan", SHOW),
            Kind::StateJson => (
                "state-json",
                "this is what `show -json` prints of a state, not of a plan",
                "Name the saved plan: `terraform show -json tfplan > plan.json` (the same for `tofu`). Without a file, `show` prints the state.",
            ),
            Kind::PlanText => ("plan-text", "this is a plan as it is printed for people, not in JSON", SHOW),
            Kind::PlanLog => ("plan-log", "this is the log that `plan -json` prints, not the plan in JSON", SHOW),
            Kind::Wrapped => ("wrapped", "there is a plan in this, with other text before or after it", NO_WRAPPER),
            Kind::TrailingData => (
                "trailing-data",
                "something follows the plan",
                "Hand in one plan in a file of its own, written with `>` and not with `>>`.",
            ),
            Kind::Truncated => ("truncated", "the plan ends too early", SHOW_AGAIN),
            Kind::RemoteRedacted => (
                "remote-redacted",
                "this is the redacted plan of the remote service, which lacks what a summary is made of",
                "Download the plan's full JSON output (`json-output`, not `json-output-redacted`), or run `terraform show -json` on \
                 the cloud plan file.",
            ),
            Kind::Encrypted => (
                "encrypted",
                "this is an encrypted plan or state",
                "Run `tofu show -json tfplan > plan.json` where the encryption is configured, and hand in that.",
            ),
            Kind::ProviderSchema => {
                ("provider-schema", "this is what `providers schema -json` prints, not a plan", SHOW)
            }
            Kind::OtherJson => ("other-json", "this is JSON, but not a plan", SHOW),
            Kind::Empty => (
                "empty",
                "there is nothing in this",
                "The command that should have written it may have failed: run `terraform show -json tfplan > plan.json` (the same for `tofu`) \
                 and see that it succeeds.",
            ),
            Kind::NotJson => ("not-json", "this is not JSON", SHOW),
            Kind::Malformed => ("malformed", "the JSON is malformed", NOT_BY_THE_ENGINE),
            Kind::NotText => ("not-text", "this is neither UTF-8 nor UTF-16", SHOW),
            Kind::UnsupportedVersion => (
                "unsupported-version",
                "the version of the plan format is missing or not one that is known here",
                "Versions 0 and 1 of the format are read, which all engines up to now write. For a later engine, update whomay.",
            ),
            Kind::DuplicateKey => (
                "duplicate-key",
                "a key stands twice in the same object, so that two readers could see two different plans",
                NOT_BY_THE_ENGINE,
            ),
            Kind::WrongType => {
                ("wrong-type", "a key holds another type of value than the format says", NOT_BY_THE_ENGINE)
            }
            Kind::MarksTooDeep => (
                "marks-too-deep",
                "a sensitive value is nested too deeply to be looked into",
                "What cannot be looked into cannot be kept out of the summary for certain. Nest the value less deeply, or encode it \
                 as one string.",
            ),
            Kind::ModulesTooDeep => (
                "modules-too-deep",
                "modules are nested too deeply",
                "Nest the modules less deeply: 128 levels are read.",
            ),
            Kind::TooLarge => (
                "too-large",
                "the plan, or one object of it, is too large",
                "At most 16 GiB are read, and 64 MiB of one object. Keep large contents in files or in a bucket and out of the attributes of a resource.",
            ),
            Kind::Unreadable => {
                ("unreadable", "it cannot be read", "See that the file is there, is a file, and may be read.")
            }
        };
        Said { code, what, next_step }
    }

    /// A name for programs, which stays as it is.
    pub fn code(self) -> &'static str {
        self.said().code
    }
}

impl Refusal {
    /// A name for programs, which stays as it is.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// What the input is or what is wrong with it, and where: `the plan ends too early (line 1, column 4711)`.
    pub fn what(&self) -> String {
        let what = self.kind.said().what;
        match self.at {
            Some(Position { line, column }) => format!("{what} (line {line}, column {column})"),
            None => what.to_owned(),
        }
    }

    /// What to do to get what is read here. A sentence.
    pub fn next_step(&self) -> &'static str {
        self.kind.said().next_step
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_says_what_to_do() {
        let codes: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
        assert!(Kind::ALL.is_sorted_by(|one, other| one < other), "in order of declaration, none twice");
        for kind in Kind::ALL {
            let Said { code, what, next_step } = kind.said();
            assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
            assert!(what.starts_with(char::is_lowercase) && !what.ends_with('.'), "{what}");
            assert!(next_step.starts_with(char::is_uppercase) && next_step.ends_with('.'), "{next_step}");
            assert!(!next_step.contains("  "), "{next_step}");
        }
    }

    #[test]
    fn the_place_is_said() {
        let refusal = Refusal { kind: Kind::Truncated, at: Some(Position { line: 3, column: 14 }) };
        assert_eq!(refusal.what(), "the plan ends too early (line 3, column 14)");
        assert_eq!(Refusal::whole(Kind::Empty).what(), "there is nothing in this");
    }
}
