//! The levels that the command line sets, in the order in which it says them.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::config::gate::LintLevel;
use crate::lint::codes;

/// What `--deny` takes besides codes.
const WARNINGS: &str = "warnings";

const HEADING: &str = "Levels";

/// `--allow`, `--warn`, `--deny` and `--all`. A derived structure would keep each flag apart and lose their order, and
/// the last one said counts.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelArgs {
    /// Each code with its level, as said.
    pub(super) said: Vec<(LintLevel, String)>,
    /// Every warning becomes an error.
    pub(super) deny_warnings: bool,
    /// Lints that are silent unless somebody asks for them are asked too.
    pub(super) all: bool,
}

const FLAGS: [(&str, LintLevel, &str); 3] = [
    ("allow", LintLevel::Allow, "Do not show these findings; the last of --allow, --warn and --deny wins"),
    ("warn", LintLevel::Warn, "Show these findings as warnings"),
    ("deny", LintLevel::Deny, "Show these findings as errors; `warnings` stands for every finding that is a warning"),
];

impl Args for LevelArgs {
    fn augment_args(mut command: Command) -> Command {
        for (name, level, help) in FLAGS {
            let parse = move |code: &str| parsed(level, code);
            command = command.arg(
                Arg::new(name)
                    .long(name)
                    .value_name("CODE")
                    .action(ArgAction::Append)
                    .value_delimiter(',')
                    .value_parser(parse)
                    .help(help)
                    .help_heading(HEADING),
            );
        }
        let help = "Ask every lint, also those that are silent by default";
        command.arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(help).help_heading(HEADING))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut placed = Vec::new();
        for (name, level, _) in FLAGS {
            let codes = matches.get_many::<String>(name).into_iter().flatten();
            let indices = matches.indices_of(name).into_iter().flatten();
            placed.extend(indices.zip(codes).map(|(index, code)| (index, level, code.clone())));
        }
        placed.sort_by_key(|(index, ..)| *index);
        let (every, said): (Vec<_>, Vec<_>) =
            placed.into_iter().map(|(_, level, code)| (level, code)).partition(|(_, code)| code == WARNINGS);
        Ok(LevelArgs { said, deny_warnings: !every.is_empty(), all: matches.get_flag("all") })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// A code that something can be found under.
fn parsed(level: LintLevel, code: &str) -> Result<String, String> {
    let code = code.trim();
    match codes::of_code(code) {
        Some(known) if known.can_be_silenced() => Ok(code.to_owned()),
        Some(_) => Err(format!("`{code}` is an error whatever its level: no server reads such a file")),
        None if level == LintLevel::Deny && code == WARNINGS => Ok(code.to_owned()),
        None => Err(match codes::nearest(code) {
            Some(meant) => format!("there is no lint `{code}`. Did you mean `{meant}`?"),
            None => format!("there is no lint `{code}`. `whomay explain` lists them all."),
        }),
    }
}
