//! People: who is in which team, what everybody is to the repository, and what is known of the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::access::facts::{Facts, Person, Standing, Strangers};
use crate::access::principal::PrincipalMatch;
use crate::config::fields::{Field, Fields, Reader, shown};
use crate::config::node::{Entry, Value};
use crate::config::schema::nearest;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::fact::{known, name, names, refuse_together};

/// Where a person's own statements about their teams stand.
#[derive(Default)]
struct Places {
    teams: BTreeMap<String, Span>,
    matches: BTreeMap<(String, PrincipalMatch), Span>,
}

/// The keys at the root of the document that speak of people.
pub(super) fn read(facts: &mut Facts, fields: &mut Fields<'_>, reader: &mut Reader<'_>) {
    let mut places = Places::default();
    if let Some(users) = fields.optional("users") {
        for (entry, field) in users.members(reader) {
            if is_named(entry, reader) {
                let person = person(entry, field, &mut places, reader);
                facts.people.insert(entry.key.clone(), person);
            }
        }
    }
    if let Some(teams) = fields.optional("teams") {
        read_teams(facts, teams, &places, reader);
    }
    if let Some(everyone) = fields.optional("everyone_listed") {
        let listed = everyone.boolean(reader).unwrap_or_default();
        facts.strangers = if listed { Strangers::HaveNothing } else { Strangers::Unknown };
    }
    if let Some(failed) = fields.optional("failed_lookups") {
        facts.failed_lookups = failed_lookups(failed, reader);
    }
}

fn is_named(entry: &Entry, reader: &mut Reader<'_>) -> bool {
    if entry.key.is_empty() {
        reader.report(
            Diagnostic::error("empty-name", entry.key_span, "empty", "a name is empty")
                .with_help("Write the login, or the slug of the team."),
        );
    }
    !entry.key.is_empty()
}

/// One user. Left empty: somebody of whom nothing is known, which is not the same as not being listed.
fn person(entry: &Entry, field: Field<'_>, places: &mut Places, reader: &mut Reader<'_>) -> Person {
    let mut person = Person::named(entry.key.as_str());
    if field.node.value == Value::Null {
        return person;
    }
    let Some(mut fields) = field.mapping(reader) else { return person };
    if let Some(teams) = fields.optional("teams") {
        places.teams.insert(entry.key.clone(), teams.span());
        person.teams = known(Some(teams), reader, names::<BTreeSet<String>>);
    }
    refuse_together(&fields, ["role", "access_level"], "Both say what the user may do: write one of them.", reader);
    person.standing = known(fields.optional("role"), reader, role);
    if let Some(level) = fields.optional("access_level") {
        person.standing = known(Some(level), reader, access_level);
    }
    if let Some(matches) = fields.optional("matches") {
        person.settled = settled(entry, matches, places, reader);
    }
    fields.finish(reader);
    person
}

const ROLES: &str = "A role is `none`, `read`, `triage`, `write`, `maintain`, `admin`, or `custom:NAME` for one that the \
                     organisation made up; a number of GitLab goes under `access_level`.";

fn role(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Standing> {
    let text = field.text(reader)?;
    let standing = Standing::from_word(text);
    if standing.is_none() {
        let message = format!("{} is no role: `{}`", reader.subject(field.node), shown(text));
        let found = field.error("value-not-allowed", "not a role", message);
        let help = match nearest(text, &["none", "read", "triage", "write", "maintain", "admin"]) {
            Some(meant) => format!("Did you mean `{meant}`? {ROLES}"),
            None => ROLES.to_owned(),
        };
        reader.report(found.with_help(help));
    }
    standing
}

fn access_level(field: Field<'_>, reader: &mut Reader<'_>) -> Option<Standing> {
    let level = field.integer(reader)?;
    if level < 0 {
        let message = format!("{} is negative, and no level is", reader.subject(field.node));
        let found = field.error("number-out-of-range", "negative", message);
        reader.report(found.with_help("Write the number that GitLab uses, such as 30 for Developer."));
        return None;
    }
    Some(Standing::from_access_level(level))
}

/// What is known entry by entry.
fn settled(
    user: &Entry,
    field: Field<'_>,
    places: &mut Places,
    reader: &mut Reader<'_>,
) -> BTreeMap<PrincipalMatch, bool> {
    let mut settled = BTreeMap::new();
    for (entry, value) in field.members(reader) {
        let Some(principal) = principal(&entry.key, entry.key_span, reader) else { continue };
        if !matches!(principal, PrincipalMatch::Team(_) | PrincipalMatch::Role(_)) {
            let message = format!("whether a user matches `{}` is plain", shown(&entry.key));
            let found = Diagnostic::error("value-not-allowed", entry.key_span, "not a team or a role", message);
            reader.report(found.with_help("Write `team:SLUG` or `role:ROLE`."));
            continue;
        }
        if let Some(holds) = value.boolean(reader) {
            places.matches.insert((user.key.clone(), principal.clone()), entry.key_span);
            settled.insert(principal, holds);
        }
    }
    settled
}

/// Lists of all members. Everybody is entered before anybody's membership is settled, so that the order of
/// the teams does not matter.
fn read_teams(facts: &mut Facts, field: Field<'_>, places: &Places, reader: &mut Reader<'_>) {
    let mut teams = Vec::new();
    for (entry, list) in field.members(reader) {
        if !is_named(entry, reader) {
            continue;
        }
        let members = list.list(reader).filter_map(|member| Some((name(member, reader)?, member.span())));
        teams.push((entry, members.collect::<BTreeMap<String, Span>>()));
    }
    for login in teams.iter().flat_map(|(_, members)| members.keys()) {
        facts.people.entry(login.clone()).or_insert_with(|| Person::named(login.as_str()));
    }
    for (entry, members) in &teams {
        settle(entry, members, facts, places, reader);
    }
}

/// Of everybody in the file it is now known whether they are in the team; what else they are in is not.
fn settle(
    entry: &Entry,
    members: &BTreeMap<String, Span>,
    facts: &mut Facts,
    places: &Places,
    reader: &mut Reader<'_>,
) {
    let team = PrincipalMatch::Team(entry.key.clone());
    for (login, person) in &mut facts.people {
        let listed = members.get(login).copied();
        match own_word(login, person, &team, &entry.key, places) {
            None => {
                person.settled.insert(team.clone(), listed.is_some());
            }
            Some((own, place)) if own != listed.is_some() => {
                reader.report(contradiction(login, entry, listed.unwrap_or(entry.key_span), place));
            }
            Some(_) => {}
        }
    }
}

/// What `users` says of a membership, and where.
fn own_word(login: &str, person: &Person, team: &PrincipalMatch, slug: &str, places: &Places) -> Option<(bool, Span)> {
    if let Some(holds) = person.settled.get(team) {
        return Some((*holds, *places.matches.get(&(login.to_owned(), team.clone()))?));
    }
    Some((person.teams.value()?.contains(slug), *places.teams.get(login)?))
}

fn contradiction(login: &str, team: &Entry, listed: Span, own: Span) -> Diagnostic {
    let message = format!("`users` and `teams` disagree on whether {} is in {}", shown(login), shown(&team.key));
    Diagnostic::error("contradicting-facts", listed, "all members of the team", message)
        .with_label(own, "what the user is in")
        .with_help("A list under `teams` names every member of the team. Correct one of the two or leave it out.")
}

/// A mapping of match entries to reasons, or a list of entries where the reason is not known.
fn failed_lookups(field: Field<'_>, reader: &mut Reader<'_>) -> BTreeMap<PrincipalMatch, String> {
    if let Value::Sequence(_) = field.node.value {
        let entries = field.list(reader).filter_map(|entry| principal(entry.text(reader)?, entry.span(), reader));
        return entries.map(|entry| (entry, "the look-up failed".to_owned())).collect();
    }
    let reasons = field.members(reader).filter_map(|(entry, why)| {
        let principal = principal(&entry.key, entry.key_span, reader);
        let why = why.text(reader);
        Some((principal?, why?.to_owned()))
    });
    reasons.collect()
}

fn principal(text: &str, span: Span, reader: &mut Reader<'_>) -> Option<PrincipalMatch> {
    let parsed = PrincipalMatch::parse(text);
    if parsed.is_none() {
        let message = format!("`{}` names neither a user, a team, a role nor everyone", shown(text));
        reader.report(
            Diagnostic::error("match-syntax", span, "not a principal", message)
                .with_help("Write it as a rule does: `user:LOGIN`, `team:SLUG`, `role:ROLE` or `*`."),
        );
    }
    parsed
}
