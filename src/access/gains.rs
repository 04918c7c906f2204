//! Gains and losses: what one version of access control lets people do that another does not.
//!
//! People are looked at as the lists name them. `team:sre` is somebody who is in that team and of whom nothing else is
//! known; `role:write` is somebody with that role or a stronger one; `*` is anybody, a stranger included. So this says what
//! an entry grants, and not who holds what: somebody may be in two teams, and may lose nothing where one of them does.
//!
//! Only the lists of `access_control` are compared. Requirements, superapprovals that somebody still has to give, and
//! whatever else stands between a list and an apply are another matter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::dirspace::Tags;

use super::policy::{AccessControl, Policy};
use super::principal::{MatchList, PrincipalMatch, Role};

/// One version of the rules, and the dirspaces as it sees them.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// The rules.
    pub access: &'a AccessControl,
    /// Each dirspace's directory and tags. `None` where this version does not have it; there nobody can do anything.
    /// Both versions list the same dirspaces in the same order.
    pub dirspaces: Vec<Option<(&'a str, &'a Tags)>>,
}

/// Which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// They could not before, and can now.
    Gain,
    /// They could before, and cannot now.
    Loss,
}

/// What can be granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// `plan`
    Plan,
    /// `apply`
    Apply,
    /// `apply_force`: past failing requirements.
    ApplyForce,
    /// `apply_with_superapproval`, where anybody can give one. Whoever is in `apply` has no use for it.
    ApplyWithSuperapproval,
    /// `superapproval`, where anybody has a use for one.
    Superapproval,
    /// `unlock`
    Unlock,
    /// `terrateam_config_update`: to run anything in a request that changes the configuration.
    ConfigUpdate,
    /// `ci_config_update`: the same for the file that runs the jobs.
    CiUpdate,
    /// `files`: the same for this file.
    FileUpdate(String),
}

impl Capability {
    /// Those that a policy grants.
    const OF_POLICIES: [Capability; 5] = [
        Capability::Plan,
        Capability::Apply,
        Capability::ApplyForce,
        Capability::ApplyWithSuperapproval,
        Capability::Superapproval,
    ];
}

/// Whom a gain or a loss is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// `*` is everyone.
    pub principal: PrincipalMatch,
    /// Of a loss: those among them who keep it, as the new list names them.
    pub but: Vec<PrincipalMatch>,
}

/// One capability that some people gain or lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gain {
    /// Whether it is a gain.
    pub direction: Direction,
    /// Who.
    pub who: Who,
    /// What.
    pub capability: Capability,
    /// Where: numbers in [`Gains::groups`]. Empty for what concerns the repository and no dirspace.
    pub groups: Vec<usize>,
}

/// Everything that is gained and lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gains {
    /// Gains first, then losses; everyone first, then by name.
    pub all: Vec<Gain>,
    /// Dirspaces that fare alike, as positions in the versions' lists. Each position is in one group at most.
    pub groups: Vec<Vec<usize>>,
}

impl Gains {
    /// The dirspaces of a gain, by position.
    pub fn dirspaces(&self, gain: &Gain) -> Vec<usize> {
        let groups = gain.groups.iter().filter_map(|group| self.groups.get(*group));
        let mut dirspaces: Vec<usize> = groups.flatten().copied().collect();
        dirspaces.sort_unstable();
        dirspaces
    }
}

/// Compares two versions.
///
/// Takes time in proportion to the lists and, as often as policies are asked about a dirspace, to the dirspaces: those
/// with one policy before and one after are looked at once.
pub fn gains(before: &Version<'_>, after: &Version<'_>) -> Gains {
    let mut found: BTreeMap<(Direction, Who, Capability), Vec<usize>> = BTreeMap::new();
    for (capability, old, new) in of_the_repository(before.access, after.access) {
        for (direction, who) in changes(&old, &new) {
            found.entry((direction, who, capability.clone())).or_default();
        }
    }
    let (pairs, groups) = groups(before, after);
    for (number, (old, new)) in pairs.into_iter().enumerate() {
        for (direction, who, capability) in of_dirspaces(old, new) {
            found.entry((direction, who, capability)).or_default().push(number);
        }
    }
    let gain = |((direction, who, capability), groups)| Gain { direction, who, capability, groups };
    Gains { all: found.into_iter().map(gain).collect(), groups }
}

/// What a version makes of a dirspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Governed {
    /// There is none, or no policy matches it: nobody may do anything.
    ByNothing,
    /// By the policy at this place.
    By(usize),
    /// Access control is off.
    Freely,
}

impl Version<'_> {
    fn governed(&self, at: usize) -> Governed {
        let dirspace = self.dirspaces.get(at).copied().flatten();
        match dirspace {
            None => Governed::ByNothing,
            Some(_) if !self.access.enabled => Governed::Freely,
            Some((dir, tags)) => self.access.governing(dir, tags).map_or(Governed::ByNothing, Governed::By),
        }
    }

    fn rule(&self, governed: Governed) -> Rule<'_> {
        match governed {
            Governed::Freely => Rule::Open,
            Governed::ByNothing => Rule::Shut,
            Governed::By(at) => self.access.policies.get(at).map_or(Rule::Shut, Rule::Policy),
        }
    }
}

/// What answers for a dirspace.
#[derive(Clone, Copy)]
enum Rule<'a> {
    Shut,
    Open,
    Policy(&'a Policy),
}

type Pair<'a> = (Rule<'a>, Rule<'a>);

/// Dirspaces by what governs them before and after, so that each pair is compared once.
fn groups<'a>(before: &'a Version<'_>, after: &'a Version<'_>) -> (Vec<Pair<'a>>, Vec<Vec<usize>>) {
    let mut numbers: HashMap<(Governed, Governed), usize> = HashMap::new();
    let mut pairs = Vec::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in 0..before.dirspaces.len().max(after.dirspaces.len()) {
        let (old, new) = (before.governed(at), after.governed(at));
        let number = *numbers.entry((old, new)).or_insert_with(|| {
            pairs.push((before.rule(old), after.rule(new)));
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(number) {
            group.push(at);
        }
    }
    (pairs, groups)
}

fn of_dirspaces(old: Rule<'_>, new: Rule<'_>) -> Vec<(Direction, Who, Capability)> {
    let mut found = Vec::new();
    let apply = (old.admits(&Capability::Apply), new.admits(&Capability::Apply));
    for capability in Capability::OF_POLICIES {
        for (direction, who) in changes(&old.admits(&capability), &new.admits(&capability)) {
            let side = if direction == Direction::Gain { &apply.1 } else { &apply.0 };
            let applies = side.includes(&who.principal) || apply.1.includes(&who.principal);
            let moot = capability == Capability::ApplyWithSuperapproval && applies;
            if !moot {
                found.push((direction, who, capability.clone()));
            }
        }
    }
    found
}

impl<'a> Rule<'a> {
    fn admits(self, capability: &Capability) -> Admitted<'a> {
        let of_superapproval = matches!(capability, Capability::ApplyWithSuperapproval | Capability::Superapproval);
        let policy = match self {
            Rule::Policy(policy) if !of_superapproval || needs_superapproval(policy) => policy,
            Rule::Open if !of_superapproval => return Admitted::ANYONE,
            _ => return Admitted::default(),
        };
        match capability {
            Capability::Plan => Admitted::of(&policy.plan),
            Capability::Apply => Admitted::of(&policy.apply),
            Capability::ApplyForce => Admitted::of(&policy.apply_force),
            Capability::ApplyWithSuperapproval => Admitted::of(&policy.apply_with_superapproval),
            Capability::Superapproval => Admitted::of(&policy.superapproval),
            _ => Admitted::default(),
        }
    }
}

/// Whether a superapproval can change anything: somebody may give it, and somebody cannot do without.
fn needs_superapproval(policy: &Policy) -> bool {
    let nobody = |list: &MatchList| list.entries.is_empty();
    !nobody(&policy.superapproval) && !nobody(&policy.apply_with_superapproval) && !Admitted::of(&policy.apply).anyone
}

/// The capabilities of the repository, with who has them before and after.
fn of_the_repository<'a>(
    before: &'a AccessControl,
    after: &'a AccessControl,
) -> Vec<(Capability, Admitted<'a>, Admitted<'a>)> {
    let paths: BTreeSet<&String> = before.files.keys().chain(after.files.keys()).collect();
    let mut all = vec![
        (Capability::Unlock, of_list(before, &before.unlock), of_list(after, &after.unlock)),
        (
            Capability::ConfigUpdate,
            of_list(before, &before.terrateam_config_update),
            of_list(after, &after.terrateam_config_update),
        ),
        (Capability::CiUpdate, of_list(before, &before.ci_config_update), of_list(after, &after.ci_config_update)),
    ];
    all.extend(
        paths
            .into_iter()
            .map(|path| (Capability::FileUpdate(path.clone()), of_file(before, path), of_file(after, path))),
    );
    all
}

fn of_list<'a>(access: &AccessControl, list: &'a MatchList) -> Admitted<'a> {
    if access.enabled { Admitted::of(list) } else { Admitted::ANYONE }
}

/// A file that is not listed is nobody's in particular.
fn of_file<'a>(access: &'a AccessControl, path: &str) -> Admitted<'a> {
    match access.files.get(path) {
        Some(list) => of_list(access, list),
        None => Admitted::ANYONE,
    }
}

/// Whom a list lets in.
#[derive(Clone, Debug, Default)]
struct Admitted<'a> {
    anyone: bool,
    /// The weakest role that is enough.
    role: Option<Role>,
    /// Users and teams.
    named: BTreeSet<&'a PrincipalMatch>,
}

impl<'a> Admitted<'a> {
    const ANYONE: Admitted<'static> = Admitted { anyone: true, role: None, named: BTreeSet::new() };

    /// Entries are asked from left to right, and one with a role that does not exist breaks the server: nobody is let
    /// in by what stands behind it.
    fn of(list: &'a MatchList) -> Admitted<'a> {
        let mut admitted = Admitted::default();
        for entry in &list.entries {
            match &entry.value {
                PrincipalMatch::Any => admitted.anyone = true,
                PrincipalMatch::Role(name) => match Role::from_name(name) {
                    Some(role) => admitted.role = Some(admitted.role.map_or(role, |weakest| weakest.min(role))),
                    None => break,
                },
                named @ (PrincipalMatch::User(_) | PrincipalMatch::Team(_)) => {
                    admitted.named.insert(named);
                }
            }
        }
        admitted
    }

    /// Whether somebody of whom nothing but this is known is let in.
    fn includes(&self, principal: &PrincipalMatch) -> bool {
        self.anyone
            || match principal {
                PrincipalMatch::Any => false,
                PrincipalMatch::Role(name) => {
                    Role::from_name(name).is_some_and(|role| self.role.is_some_and(|weakest| weakest <= role))
                }
                named => self.named.contains(named),
            }
    }

    /// All entries, the widest first.
    fn entries(&self) -> Vec<PrincipalMatch> {
        let role = self.role.map(role);
        role.into_iter().chain(self.named.iter().map(|named| (*named).clone())).collect()
    }
}

fn role(role: Role) -> PrincipalMatch {
    PrincipalMatch::Role(role.name().to_owned())
}

/// Who gains and who loses when one list takes the place of another.
fn changes(old: &Admitted<'_>, new: &Admitted<'_>) -> Vec<(Direction, Who)> {
    let just = |principal| Who { principal, but: Vec::new() };
    match (old.anyone, new.anyone) {
        (true, true) => Vec::new(),
        (false, true) => vec![(Direction::Gain, just(PrincipalMatch::Any))],
        (true, false) => vec![(Direction::Loss, Who { principal: PrincipalMatch::Any, but: new.entries() })],
        (false, false) => {
            let named = |these: &Admitted<'_>, those: &Admitted<'_>, direction| {
                let only = these.named.difference(&those.named);
                only.map(|named| (direction, just((*named).clone()))).collect::<Vec<_>>()
            };
            let mut all: Vec<(Direction, Who)> = role_change(old.role, new.role).into_iter().collect();
            all.extend(named(new, old, Direction::Gain));
            all.extend(named(old, new, Direction::Loss));
            all
        }
    }
}

/// Roles are a ladder: a list lets in everybody from one rung on.
fn role_change(old: Option<Role>, new: Option<Role>) -> Option<(Direction, Who)> {
    match (old, new) {
        (None, Some(new)) => Some((Direction::Gain, Who { principal: role(new), but: Vec::new() })),
        (Some(old), Some(new)) if new < old => Some((Direction::Gain, Who { principal: role(new), but: Vec::new() })),
        (Some(old), None) => Some((Direction::Loss, Who { principal: role(old), but: Vec::new() })),
        (Some(old), Some(new)) if old < new => {
            Some((Direction::Loss, Who { principal: role(old), but: vec![role(new)] }))
        }
        _ => None,
    }
}
