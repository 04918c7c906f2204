//! Who asks: the users of a question, from flags and facts.

use std::collections::BTreeSet;

use clap::Args;

use super::failure::Failure;
use crate::access::facts::{Facts, Forge, Person, Standing};
use crate::access::known::Known;
use crate::access::principal::{PrincipalMatch, Role};
use crate::output::answer::Warning;

/// The arguments as typed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Who")]
pub(super) struct PeopleArgs {
    /// The user who asks
    #[arg(long, value_name = "LOGIN", conflicts_with_all = ["all_users", "who"])]
    pub(super) user: Option<String>,
    /// The user's role: admin, maintain, write, triage, read or none; on GitHub anything else is a custom role
    #[arg(long, value_name = "ROLE", conflicts_with_all = ["all_users", "who"])]
    pub(super) role: Option<String>,
    /// A team that the user is in; may be repeated. Given at all, the list is complete; leave it out when
    /// the user's teams are not known
    #[arg(long, value_name = "TEAM", conflicts_with_all = ["all_users", "who"])]
    pub(super) team: Vec<String>,
    /// Ask for every user in the facts
    #[arg(long, requires = "facts", conflicts_with = "who")]
    pub(super) all_users: bool,
    /// Ask who may, whoever it is: prints the conditions instead of a verdict
    #[arg(long)]
    pub(super) who: bool,
}

/// The people who ask.
pub(super) fn people(args: &PeopleArgs, facts: &Facts, warnings: &mut Vec<Warning>) -> Result<Vec<Person>, Failure> {
    if args.who {
        return Ok(vec![Person::default()]);
    }
    if args.all_users {
        if facts.people.is_empty() {
            return Err(Failure::with_help("the facts list no users", "List them under `users`."));
        }
        return Ok(facts.people.values().cloned().collect());
    }
    let mut person = match &args.user {
        Some(name) => facts.person(login(name)?),
        None if args.role.is_none() && args.team.is_empty() => {
            return Err(Failure::with_help(
                "nobody was named",
                "Pass --user LOGIN (and --team, --role, --facts FILE or --pull), --all-users with --facts, or --who.",
            ));
        }
        None => Person::default(),
    };
    if let Some(name) = &args.role {
        person.standing = Known::Known(standing(name, facts.forge, warnings)?);
        person.settled.retain(|entry, _| !matches!(entry, PrincipalMatch::Role(_)));
    }
    if !args.team.is_empty() {
        let teams: Result<BTreeSet<String>, Failure> = args.team.iter().map(|name| team(name, facts.forge)).collect();
        person.teams = Known::Known(teams?);
        person.settled.retain(|entry, _| !matches!(entry, PrincipalMatch::Team(_)));
    }
    Ok(vec![person])
}

/// A login, as it is written in rules: people paste mentions.
fn login(name: &str) -> Result<&str, Failure> {
    match name.strip_prefix('@') {
        _ if name.is_empty() => Err(Failure::with_help("--user is empty", "Leave it out where nobody is meant.")),
        Some(bare) => Err(Failure::with_help(
            format!("`{name}` is a mention, not a login"),
            format!("Write --user {bare}: rules compare logins letter by letter."),
        )),
        None => Ok(name),
    }
}

/// What a role says of a person's standing. A word that is nearly one of the five is worth a warning.
fn standing(name: &str, forge: Forge, warnings: &mut Vec<Warning>) -> Result<Standing, Failure> {
    const NAMES: [&str; 6] = ["admin", "maintain", "write", "triage", "read", "none"];
    let name = name.strip_prefix("role:").unwrap_or(name);
    if name == "none" {
        return Ok(Standing::None);
    }
    if let Some(role) = Role::from_name(name) {
        return Ok(Standing::Role(role));
    }
    let known = format!("Roles are {}.", NAMES.join(", "));
    if name.is_empty() {
        return Err(Failure::with_help("--role is empty", known));
    }
    if forge == Forge::Gitlab {
        let help =
            "The server takes Guest and Reporter for read, Developer for write, Maintainer and Owner for maintain.";
        return Err(Failure::with_help(format!("on GitLab there is no role `{name}`"), format!("{known} {help}")));
    }
    let name = name.strip_prefix("custom:").unwrap_or(name);
    let similar = similar::get_close_matches(name.to_ascii_lowercase().as_str(), &NAMES, 1, 0.7);
    let meant = similar.first().map(|similar| format!("; is `{similar}` meant?")).unwrap_or_default();
    let text = format!("`{name}` is taken for a custom role, which satisfies no `role:` entry{meant}");
    warnings.push(Warning { text, place: None });
    Ok(Standing::Custom(name.to_owned()))
}

/// A team's slug. `team:sre` means the same as `sre`: people paste either.
fn team(name: &str, forge: Forge) -> Result<String, Failure> {
    let slug = name.strip_prefix("team:").unwrap_or(name);
    match slug.rsplit_once('/') {
        _ if slug.is_empty() => Err(Failure::with_help("--team is empty", "Leave it out where no team is meant.")),
        Some((_, last)) if forge == Forge::Github => Err(Failure::with_help(
            format!("`{slug}` is not the slug of a team"),
            format!("On GitHub a team is written without its organisation: --team {last}."),
        )),
        _ => Ok(slug.to_owned()),
    }
}
