//! Which approvals are missing, and whose would count.

use std::collections::BTreeSet;

use super::Ground;
use super::demand::{Demand, demands};
use super::lack::{Kind, Lack};
use crate::access::approval::Approval;
use crate::access::facts::{Facts, Strangers};
use crate::access::freshness::short;
use crate::access::holds::{Holds, holds};
use crate::access::principal::{PrincipalMatch, Role};
use crate::access::reason::Clause;
use crate::access::strict::{Sifted, imagined};

/// The approvals that the rules ask for and that do not count yet. Empty where the reviews are missing.
pub(super) fn lacking(clause: Clause, ground: &Ground<'_>) -> Vec<Lack> {
    let approvals = ground.approvals().list;
    let Some(approvals) = approvals.value() else { return Vec::new() };
    let unmet = demands(ground).into_iter().filter_map(|demand| {
        let more = demand.needed.checked_sub(demand.met(approvals, ground)).filter(|more| *more > 0)?;
        Some(lack(clause, &demand, more, approvals, ground))
    });
    unmet.collect()
}

/// Commits that nobody can be named for leave every approval in doubt, so that another one would not help.
pub(super) fn nobodys_commits(clause: Clause, ground: &Ground<'_>) -> Option<Lack> {
    let commits = ground.facts().request.unattributed.value().filter(|commits| !commits.is_empty())?;
    let shown: Vec<String> = commits.iter().take(3).map(|commit| short(commit)).collect();
    let more = match commits.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = format!("who wrote {}{more}: the forge knows no account for it", shown.join(", "));
    let step = "Have the author add the commits' e-mail address to their account, or write the commits anew under an \
                address of theirs; until then every approval is in doubt.";
    let author = ground.facts().request.author.value().cloned();
    ground.is_strict().then(|| Lack::new(clause, Kind::Request, what, step).people(author))
}

fn lack(clause: Clause, demand: &Demand, more: usize, approvals: &[Approval], ground: &Ground<'_>) -> Lack {
    let who = Who::of(demand, approvals, ground);
    let by: Vec<PrincipalMatch> = entries(demand, ground).into_iter().filter(|entry| !who.excludes(entry)).collect();
    // The server counts somebody once for each entry that they match.
    let most_each = if ground.is_strict() { 1 } else { entries(demand, ground).len().max(1) };
    let hopeless = !who.others && (who.people.len() + who.perhaps) * most_each < more;
    let named = if hopeless { phrase(&entries(demand, ground)) } else { phrase(&by) };
    let what = match more {
        1 => format!("1 more approval, by {named}"),
        more => format!("{more} more approvals, by {named}"),
    };
    let step = if hopeless {
        "Nobody who is left could give it: change the rule on the branch whose configuration counts, or open a request \
         without the commits of those who would have to approve."
            .to_owned()
    } else {
        format!("Ask {named} to approve{}.", head(ground.facts()))
    };
    let lack = Lack::new(clause, Kind::Approval, what, step).by(by).people(who.people);
    Lack { count: Some(more), hopeless, not: who.not, view: ground.view_name(), ..lack }
}

fn head(facts: &Facts) -> String {
    facts.request.head.value().map(|head| format!(" commit {}", short(head))).unwrap_or_default()
}

/// Whose approval is asked for. Under the strict profile, where nobody in particular is, that of a writer.
fn entries(demand: &Demand, ground: &Ground<'_>) -> Vec<PrincipalMatch> {
    let entries: Vec<PrincipalMatch> = demand.list.entries.iter().map(|entry| entry.value.clone()).collect();
    if !entries.is_empty() && !entries.contains(&PrincipalMatch::Any) {
        return entries;
    }
    let writers = PrincipalMatch::Role(Role::Write.name().to_owned());
    vec![if ground.is_strict() { writers } else { PrincipalMatch::Any }]
}

/// "bob, somebody in team:net or somebody with role maintain (or stronger)".
pub(super) fn phrase(entries: &[PrincipalMatch]) -> String {
    let each = entries.iter().map(|entry| match entry {
        PrincipalMatch::Any => "anybody".to_owned(),
        PrincipalMatch::User(login) => login.clone(),
        PrincipalMatch::Team(team) => format!("somebody in team:{team}"),
        PrincipalMatch::Role(role) if Role::from_name(role) == Some(Role::Admin) => {
            "somebody with role admin".to_owned()
        }
        PrincipalMatch::Role(role) => format!("somebody with role {role} (or stronger)"),
    });
    let mut each: Vec<String> = each.collect();
    match (each.pop(), each.as_slice()) {
        (None, _) => "nobody".to_owned(),
        (Some(last), []) => last,
        (Some(last), first) => format!("{} or {last}", first.join(", ")),
    }
}

/// Who could meet a demand.
struct Who {
    /// Known people whose approval would count.
    people: Vec<String>,
    /// People whose approval would not count again, or at all, and why.
    not: Vec<(String, String)>,
    /// How many known people there are of whom it is not known.
    perhaps: usize,
    /// Whether there may be others of whom nothing is known.
    others: bool,
}

impl Who {
    fn of(demand: &Demand, approvals: &[Approval], ground: &Ground<'_>) -> Who {
        let facts = ground.facts();
        let mut who = Who { people: Vec::new(), not: Vec::new(), perhaps: 0, others: may_be_others(demand, ground) };
        for login in candidates(facts, demand) {
            match ability(&login, demand, approvals, ground) {
                Ability::Could => who.people.push(login),
                Ability::Perhaps => who.perhaps += 1,
                Ability::CouldNot(why) => who.not.push((login, why)),
                Ability::NotAsked => {}
            }
        }
        who
    }

    /// Whether an entry names somebody who could not.
    fn excludes(&self, entry: &PrincipalMatch) -> bool {
        matches!(entry, PrincipalMatch::User(login) if self.not.iter().any(|(other, _)| other == login))
    }
}

/// Whether somebody could meet a demand.
enum Ability {
    Could,
    Perhaps,
    CouldNot(String),
    /// Nobody would think of asking.
    NotAsked,
}

fn ability(login: &str, demand: &Demand, approvals: &[Approval], ground: &Ground<'_>) -> Ability {
    let person = ground.facts().person(login);
    let list = &demand.list;
    let listed = if list.entries.is_empty() { Holds::Yes(0) } else { holds(list, &person, ground.facts()) };
    if listed == Holds::No {
        return Ability::NotAsked;
    }
    let own = approvals.iter().find(|approval| approval.name().eq_ignore_ascii_case(login));
    if let Some(own) = own.filter(|_| ground.is_strict()) {
        // An approval that is in doubt may count yet, and a second one would be in the same doubt.
        let counts = own.doubt.is_none() && matches!(listed, Holds::Yes(_));
        return if counts { Ability::CouldNot("has approved already".to_owned()) } else { Ability::Perhaps };
    }
    let fate = if ground.is_strict() {
        imagined(&ground.situation, &person)
    } else {
        Sifted::Left(Approval { person: Some(person), commit: None, doubt: None, before_retarget: false })
    };
    match (fate, listed) {
        (Sifted::Taken(why), Holds::Yes(at)) if is_by_name(demand, at) || had_a_part(login, ground.facts()) => {
            Ability::CouldNot(why)
        }
        (Sifted::Taken(why), _) if had_a_part(login, ground.facts()) => Ability::CouldNot(why),
        (Sifted::Taken(_), _) => Ability::NotAsked,
        (Sifted::Left(Approval { doubt: None, .. }), Holds::Yes(_)) => Ability::Could,
        (Sifted::Left(_), _) => Ability::Perhaps,
    }
}

/// Whether the entry says more than that anybody will do.
fn is_by_name(demand: &Demand, at: usize) -> bool {
    demand.list.entries.get(at).is_some_and(|entry| entry.value != PrincipalMatch::Any)
}

/// Everybody who may come to mind.
fn candidates(facts: &Facts, demand: &Demand) -> BTreeSet<String> {
    let named = demand.list.entries.iter().filter_map(|entry| match &entry.value {
        PrincipalMatch::User(login) => Some(login.clone()),
        _ => None,
    });
    let request = &facts.request;
    let requested = request.requested_reviewers.value().into_iter().flatten().cloned();
    // On GitHub a team may be asked for a review, which stands there as `team:…`.
    let requested = requested.filter(|name| !name.contains(':'));
    let mut candidates: BTreeSet<String> = named.chain(requested).chain(facts.people.keys().cloned()).collect();
    candidates.extend(involved(facts).map(str::to_owned));
    candidates
}

/// Everybody who had a part in the change or has reviewed it.
fn involved(facts: &Facts) -> impl Iterator<Item = &str> {
    let request = &facts.request;
    let authors = request.author.value().into_iter().map(String::as_str);
    let contributors = request.contributors.value().into_iter().flatten().map(String::as_str);
    let pushers = request.pushers.value().into_iter().flatten().map(String::as_str);
    let reviewers = request.reviews.value().into_iter().flatten().filter_map(|review| review.reviewer.as_deref());
    authors.chain(contributors).chain(pushers).chain(reviewers)
}

fn had_a_part(login: &str, facts: &Facts) -> bool {
    involved(facts).any(|other| other.eq_ignore_ascii_case(login))
}

/// Whether somebody of whom nothing is known could meet a demand.
fn may_be_others(demand: &Demand, ground: &Ground<'_>) -> bool {
    let named = |entry: &PrincipalMatch| matches!(entry, PrincipalMatch::User(_));
    entries(demand, ground).iter().any(|entry| !named(entry) && may_match_others(entry, ground.facts()))
}

/// Whether somebody of whom nothing is known could match an entry. Where everybody is listed who is anything, nobody
/// else is in a team or has a role.
pub(super) fn may_match_others(entry: &PrincipalMatch, facts: &Facts) -> bool {
    match entry {
        PrincipalMatch::Any | PrincipalMatch::User(_) => true,
        PrincipalMatch::Team(_) | PrincipalMatch::Role(_) => {
            facts.strangers == Strangers::Unknown || facts.failed_lookups.contains_key(entry)
        }
    }
}
