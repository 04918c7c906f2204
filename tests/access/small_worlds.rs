//! Small worlds out of random bytes: few names, few values, so that everything that can coincide does.

use std::collections::BTreeSet;

use whomay::access::facts::{CiConfig, Forge, Mergeable, Person, RequestState, ReviewDecision, Standing};
use whomay::access::known::Known;
use whomay::access::principal::{PrincipalMatch, Role};
use whomay::dirspace::Change;

use super::world::{World, list, place, policy};

/// The people of every small world.
pub(super) const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];

/// Bytes as a source of choices. When they run out every choice is the first, so that shrinking the bytes
/// makes the world plainer.
pub(super) struct Dice<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Dice<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Dice<'b> {
        Dice { bytes, at: 0 }
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % bound
    }

    pub(super) fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// True about once in `times`.
    pub(super) fn seldom(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }
}

/// Words of match lists. `roles_exist` leaves out the role that does not.
pub(super) fn entries(dice: &mut Dice<'_>, roles_exist: bool) -> String {
    let pool = ["*", "user:alice", "team:sre", "role:write", "user:bob", "role:read", "team:ops", "role:owner"];
    let pool = &pool[..pool.len() - usize::from(roles_exist)];
    let count = dice.pick(&[1, 1, 2, 0, 3]);
    (0..count).map(|_| dice.pick(pool)).collect::<Vec<_>>().join(",")
}

/// A world in which every fact is known.
pub(super) fn known_world(dice: &mut Dice<'_>, roles_exist: bool) -> World {
    let mut world = World::new();
    world.facts.people.clear();
    world.facts.forge = dice.pick(&[Forge::Github, Forge::Github, Forge::Gitlab]);
    world.places = vec![place("prod"), place("dev")];
    world.places[1].in_working_set = !dice.seldom(4);
    rules(&mut world, dice, roles_exist);
    people(&mut world, dice);
    request(&mut world, dice);
    let changed =
        ["prod/main.tf", ".terrateam/config.yml", ".github/workflows/terrateam.yml", ".gitlab-ci.yml", "f", "g"];
    world.changes = (0..dice.below(3)).map(|_| Change::Modified(dice.pick(&changed).to_owned())).collect();
    world.views = vec![world.view()];
    if dice.seldom(3) {
        world.views[0].access.policies =
            vec![policy(&format!("prod: plan={0} apply={0}", entries(dice, roles_exist))), policy(":")];
    }
    if dice.seldom(3) {
        world.views[0].tags.swap(0, 1);
    }
    world
}

fn rules(world: &mut World, dice: &mut Dice<'_>, roles_exist: bool) {
    let access = &mut world.access;
    access.enabled = !dice.seldom(8);
    access.apply_require_all_dirspace_access = dice.seldom(2);
    access.plan_require_all_dirspace_access = dice.seldom(2);
    access.terrateam_config_update = list(&entries(dice, roles_exist));
    access.ci_config_update = list(&entries(dice, roles_exist));
    access.unlock = list(&entries(dice, roles_exist));
    access.files = ["f", "g"].iter().map(|path| ((*path).to_owned(), list(&entries(dice, roles_exist)))).collect();
    access.policies = (0..dice.pick(&[1, 2, 0]))
        .map(|_| {
            let query = dice.pick(&["", "prod", "dev", "nothing"]);
            let mut list = |key: &str| format!("{key}={}", entries(dice, roles_exist));
            let keys =
                ["plan", "apply", "apply_force", "apply_with_superapproval", "superapproval", "apply_autoapprove"];
            policy(&format!("{query}: {}", keys.map(&mut list).join(" ")))
        })
        .collect();
    world.requirements.checks.truncate(1 - usize::from(dice.seldom(6)));
    for _ in 0..dice.below(3) {
        let query = dice.pick(&["", "prod", "dev"]);
        let (all_of, any_of) = (list(&entries(dice, roles_exist)), list(&entries(dice, roles_exist)));
        world.require(query, |check| {
            check.approved.enabled = dice.seldom(2);
            check.approved.all_of = dice.pick(&[list(""), all_of]);
            check.approved.any_of = dice.pick(&[list(""), any_of]);
            check.approved.any_of_count = dice.pick(&[1, 2, 0, -1]);
            check.approved.require_completed_reviews = dice.seldom(4);
            check.merge_conflicts = !dice.seldom(3);
            check.status_checks.enabled = !dice.seldom(3);
            check.apply_after_merge = dice.seldom(5);
            check.require_ready_for_review_pr = !dice.seldom(3);
        });
    }
}

fn people(world: &mut World, dice: &mut Dice<'_>) {
    for login in PEOPLE {
        world.person(
            login,
            dice.pick(&["", "sre", "ops", "sre ops"]),
            dice.pick(&["write", "none", "read", "custom", "admin"]),
        );
    }
    if dice.seldom(12) {
        world.facts.failed_lookups.insert(PrincipalMatch::Team("sre".to_owned()), "no answer".to_owned());
    }
}

fn request(world: &mut World, dice: &mut Dice<'_>) {
    let fill = |world: &mut World, hole: Hole, dice: &mut Dice<'_>| {
        let fillings = hole.fillings();
        // Mostly the first, which stands in nobody's way.
        let at = if dice.seldom(3) { dice.below(fillings.len()) } else { 0 };
        fillings[at](world);
    };
    for hole in Hole::OF_REQUEST {
        fill(world, hole, dice);
    }
    let reviews: Vec<String> = (0..dice.below(4))
        .map(|_| {
            let who = dice.pick(&["bob", "carol", "alice", "ghost"]);
            let what = dice.pick(&["approved", "approved", "changes", "dismissed", "commented", "reviewed"]);
            format!("{who} {what} {}", dice.pick(&["head", "head", "old", "?"]))
        })
        .collect();
    world.reviews(&reviews.join(","));
    let checks: Vec<String> = (0..dice.below(3))
        .map(|_| {
            let state = dice.pick(&["success", "success", "failure", "pending", "skipped", "neutral", "stale"]);
            let source = dice.pick(&["run:app", "run:github-actions", "status:me"]);
            format!("{} {source} {state}", dice.pick(&["ci", "lint", "terrateam_apply"]))
        })
        .collect();
    world.checks(&checks.join(","));
}

/// A fact that can be taken away, and what it could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hole {
    Teams(&'static str),
    Standing(&'static str),
    Reviews,
    Checks,
    State,
    Draft,
    Mergeable,
    Conflict,
    Branches,
    Decision,
    Reviewers,
    Ci,
    Author,
    Contributors,
    Pushers,
    Head,
    Triggering,
    Fork,
    Required,
    Newer,
    Unattributed,
    ChangedFiles,
    Queued,
    Protected,
}

type Fill = Box<dyn Fn(&mut World)>;

impl Hole {
    const OF_REQUEST: [Hole; 20] = [
        Hole::State,
        Hole::Draft,
        Hole::Mergeable,
        Hole::Conflict,
        Hole::Branches,
        Hole::Decision,
        Hole::Reviewers,
        Hole::Ci,
        Hole::Author,
        Hole::Contributors,
        Hole::Pushers,
        Hole::Head,
        Hole::Triggering,
        Hole::Fork,
        Hole::Required,
        Hole::Newer,
        Hole::Unattributed,
        Hole::ChangedFiles,
        Hole::Queued,
        Hole::Protected,
    ];

    pub(super) fn all() -> Vec<Hole> {
        let people = PEOPLE.into_iter().flat_map(|login| [Hole::Teams(login), Hole::Standing(login)]);
        people.chain([Hole::Reviews, Hole::Checks]).chain(Hole::OF_REQUEST).collect()
    }

    /// Takes the fact away: nobody gave it, or it could not be had.
    pub(super) fn dig(self, world: &mut World, unavailable: bool) {
        fn gone<T>(fact: &mut Known<T>, unavailable: bool) {
            *fact = if unavailable { Known::Unavailable("no answer".to_owned()) } else { Known::NotGiven };
        }
        let request = &mut world.facts.request;
        match self {
            Hole::Teams(login) => gone(&mut person(world, login).teams, unavailable),
            Hole::Standing(login) => gone(&mut person(world, login).standing, unavailable),
            Hole::Reviews => gone(&mut request.reviews, unavailable),
            Hole::Checks => gone(&mut request.checks, unavailable),
            Hole::State => gone(&mut request.state, unavailable),
            Hole::Draft => gone(&mut request.draft, unavailable),
            Hole::Mergeable => gone(&mut request.mergeable, unavailable),
            Hole::Conflict => gone(&mut request.in_conflict, unavailable),
            Hole::Branches => gone(&mut world.refusal, unavailable),
            Hole::Decision => gone(&mut request.review_decision, unavailable),
            Hole::Reviewers => gone(&mut request.requested_reviewers, unavailable),
            Hole::Ci if unavailable => world.facts.ci_config = CiConfig::Unavailable("no answer".to_owned()),
            Hole::Ci => world.facts.ci_config = CiConfig::NotGiven,
            Hole::Author => gone(&mut request.author, unavailable),
            Hole::Contributors => gone(&mut request.contributors, unavailable),
            Hole::Pushers => gone(&mut request.pushers, unavailable),
            Hole::Head => gone(&mut request.head, unavailable),
            Hole::Triggering => gone(&mut request.triggering_actor, unavailable),
            Hole::Fork => gone(&mut request.from_fork, unavailable),
            Hole::Required => gone(&mut request.required_checks, unavailable),
            Hole::Newer => gone(&mut world.places[0].newer_on_base, unavailable),
            Hole::Unattributed => gone(&mut request.unattributed, unavailable),
            Hole::ChangedFiles => gone(&mut request.changed_files, unavailable),
            Hole::Queued => gone(&mut request.queued, unavailable),
            Hole::Protected => {
                gone(&mut request.target_protected, unavailable);
                world.goes_to_another_branch();
            }
        }
    }

    /// What the fact can be: every value that makes a difference to a small world.
    pub(super) fn fillings(self) -> Vec<Fill> {
        fn each<T: Clone + 'static>(values: Vec<T>, set: fn(&mut World, T)) -> Vec<Fill> {
            values
                .into_iter()
                .map(|value| Box::new(move |world: &mut World| set(world, value.clone())) as Fill)
                .collect()
        }
        let logins = || vec![Vec::new(), vec!["bob"], vec!["alice", "carol"]];
        let set_of = |logins: Vec<&str>| -> BTreeSet<String> { logins.into_iter().map(str::to_owned).collect() };
        match self {
            Hole::Teams(login) => ["", "sre", "ops", "sre ops"]
                .into_iter()
                .map(|teams| {
                    Box::new(move |world: &mut World| {
                        person(world, login).teams =
                            Known::Known(teams.split_whitespace().map(str::to_owned).collect());
                    }) as Fill
                })
                .collect(),
            Hole::Standing(login) => {
                let roles = Role::ALL.into_iter().map(Standing::Role);
                let standings = roles.chain([Standing::None, Standing::Custom("x".to_owned())]);
                standings
                    .map(|standing| {
                        Box::new(move |world: &mut World| {
                            person(world, login).standing = Known::Known(standing.clone())
                        }) as Fill
                    })
                    .collect()
            }
            Hole::Reviews => each(
                vec![
                    "",
                    "bob approved",
                    "bob approved old",
                    "carol approved, bob approved",
                    "ghost approved",
                    "alice changes",
                    "carol dismissed, carol approved ?",
                ],
                |world, reviews| world.reviews(reviews),
            ),
            Hole::Checks => each(
                vec![
                    "",
                    "ci run:app success",
                    "ci run:app failure",
                    "ci status pending",
                    "ci run:app skipped",
                    "lint run:github-actions failure",
                ],
                |world, checks| world.checks(checks),
            ),
            Hole::State => {
                each(vec![RequestState::Open, RequestState::Merged, RequestState::Closed], |world, state| {
                    world.request().state = Known::Known(state);
                })
            }
            Hole::Draft => each(vec![false, true], |world, draft| world.request().draft = Known::Known(draft)),
            Hole::Mergeable => each(vec![Mergeable::Yes, Mergeable::No, Mergeable::Computing], |world, mergeable| {
                world.request().mergeable = Known::Known(mergeable);
            }),
            Hole::Conflict => {
                each(vec![false, true], |world, conflict| world.request().in_conflict = Known::Known(conflict))
            }
            Hole::Branches => each(vec![None, Some("no")], |world, refusal: Option<&str>| {
                world.refusal = Known::Known(refusal.map(str::to_owned));
            }),
            Hole::Decision => each(
                vec![
                    ReviewDecision::NoneRequired,
                    ReviewDecision::Approved,
                    ReviewDecision::ChangesRequested,
                    ReviewDecision::ReviewRequired,
                ],
                |world, decision| world.request().review_decision = Known::Known(decision),
            ),
            Hole::Reviewers => each(vec![Vec::new(), vec!["carol".to_owned()]], |world, reviewers| {
                world.request().requested_reviewers = Known::Known(reviewers);
            }),
            Hole::Ci => each(vec![None, Some(".github/workflows/terrateam.yml")], |world, path: Option<&str>| {
                let path = if world.facts.forge == Forge::Gitlab { Some(".gitlab-ci.yml") } else { path };
                world.facts.ci_config = CiConfig::Candidates(path.map(str::to_owned).into_iter().collect());
            }),
            Hole::Author => each(vec!["dave", "bob", "alice"], |world, author| {
                world.request().author = Known::Known(author.to_owned());
            }),
            Hole::Contributors => each(logins().into_iter().map(set_of).collect(), |world, people| {
                world.request().contributors = Known::Known(people);
            }),
            Hole::Pushers => each(logins().into_iter().map(set_of).collect(), |world, people| {
                world.request().pushers = Known::Known(people);
            }),
            Hole::Head => each(vec!["head", "old"], |world, head| world.request().head = Known::Known(head.to_owned())),
            Hole::Triggering => each(vec![None, Some("bob"), Some("alice")], |world, login: Option<&str>| {
                world.request().triggering_actor = Known::Known(login.map(str::to_owned));
            }),
            Hole::Fork => each(vec![false, true], |world, fork| world.request().from_fork = Known::Known(fork)),
            Hole::Required => each(vec!["", "ci", "ci other"], |world, required| world.required(required)),
            Hole::Newer => each(vec![Vec::new(), vec!["prod/x.tf".to_owned()]], |world, paths| {
                world.places[0].newer_on_base = Known::Known(paths);
            }),
            Hole::Unattributed => each(vec![Vec::new(), vec!["c0ffee".to_owned()]], |world, commits| {
                world.request().unattributed = Known::Known(commits);
            }),
            Hole::ChangedFiles => each(vec![1, 9], |world, count| world.request().changed_files = Known::Known(count)),
            Hole::Queued => each(vec![false, true], |world, queued| world.request().queued = Known::Known(queued)),
            Hole::Protected => each(vec![false, true], |world, is_protected| {
                world.request().target_protected = Known::Known(is_protected);
            }),
        }
    }
}

pub(super) fn person<'w>(world: &'w mut World, login: &str) -> &'w mut Person {
    world.facts.people.get_mut(login).unwrap()
}

/// Every way to fill all of `holes`.
pub(super) fn filled(world: &World, holes: &[Hole]) -> Vec<World> {
    holes.iter().fold(vec![world.clone()], |worlds, hole| {
        let fillings = hole.fillings();
        let fill = |world: &World, fill: &Fill| {
            let mut world = world.clone();
            fill(&mut world);
            world
        };
        worlds
            .iter()
            .flat_map(|world| fillings.iter().map(|filling| fill(world, filling)).collect::<Vec<_>>())
            .collect()
    })
}
