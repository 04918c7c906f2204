//! How fast decisions are taken, in process and on one core: `cargo bench --bench decisions`.
//!
//! *Cold* is everything from dirspaces with tags to verdicts: each dirspace is held against the policies
//! until one matches, and what that policy says is worked out. *Warm* is asking such a table for one
//! dirspace, user and operation. Both are printed with the floor that they may not fall below, and the
//! program fails when one does.

#![expect(clippy::disallowed_methods, reason = "measures time, which is its purpose")]
#![expect(clippy::print_stdout, reason = "the figures are for people to read")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use whomay::access::case::{Case, PolicyPresence, Profile, Question, Subject, TargetPolicy};
use whomay::access::facts::{Facts, Mergeable, Person, Request, RequestState, Standing, Strangers};
use whomay::access::freshness::SameDiff;
use whomay::access::gate::GateOptions;
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::access::policy::{AccessControl, Policy};
use whomay::access::principal::{MatchList, PrincipalMatch, Role};
use whomay::access::requirement::ApplyRequirements;
use whomay::access::verdict::Verdict;
use whomay::access::verdicts::Verdicts;
use whomay::dirspace::{Dirspace, Tags};
use whomay::source::Spanned;
use whomay::tag_query::{Candidate, TagQuery};

/// Dirspaces held against policies, per second.
const COLD_FLOOR: f64 = 2e6;
/// Answers for a dirspace, a user and an operation, per second.
const WARM_FLOOR: f64 = 20e6;

const DIRSPACES: usize = 10_000;
const USERS: usize = 200;
const OPERATIONS: [Operation; 3] = [Operation::Plan, Operation::Apply, Operation::ApplyForce];

/// The shapes that policies are written in; `{}` is a number. The last one is met by what no other met.
const QUERIES: [&str; 12] = [
    "dir:live/prod/r1/app{}",
    "env:prod and team:t{}",
    "payments{} in dir",
    "env:prod and not (scratch in dir or temporary{})",
    "stack_name:network{} or stack_name:dns{}",
    "workspace:blue{} region:r1",
    "live/dev in dir and tier:t{}",
    "dir~sandbox{}",
    "(env:staging or env:dev) and owner:o{}",
    "branch:release{} env:prod",
    "not env:prod and tag{}",
    "",
];

fn main() -> ExitCode {
    let dirspaces = dirspaces();
    let access = access();
    let requirements = ApplyRequirements::default();
    let facts = facts();
    let gate = GateOptions::default();
    let case = case(&dirspaces, &access, &requirements, &facts, &gate);

    let matches = matches_until_governed(&access, &dirspaces);
    let alice =
        Question { actors: vec![facts.person("user0")], operations: OPERATIONS.to_vec(), profile: Profile::Terrateam };
    let cold = fastest(15, || Verdicts::new(black_box(&case), black_box(&alice)));

    let everybody = Question {
        actors: (0..USERS).map(|number| facts.person(&format!("user{number}"))).collect(),
        operations: OPERATIONS.to_vec(),
        profile: Profile::Terrateam,
    };
    let verdicts = Verdicts::new(&case, &everybody);
    let questions = DIRSPACES * USERS * OPERATIONS.len();
    let warm = fastest(7, || allowed(&verdicts));
    let scattered = fastest(7, || allowed_scattered(&verdicts));

    println!(
        "{DIRSPACES} dirspaces, {} policies, {USERS} users, {} of {questions} allowed",
        access.policies.len(),
        allowed(&verdicts)
    );
    let held = [
        report("cold: dirspace x policy", matches, cold, COLD_FLOOR),
        report("warm: dirspace, user, operation", questions, warm, WARM_FLOOR),
        report("warm, in scattered order", questions, scattered, WARM_FLOOR),
    ];
    if held.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The shortest of several runs: whatever else the machine does can only make one longer.
fn fastest<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let time = |()| {
        let began = Instant::now();
        black_box(run());
        began.elapsed()
    };
    std::iter::repeat_n((), runs).map(time).min().unwrap()
}

/// Prints a rate and says whether it reaches its floor.
fn report(what: &str, number: usize, time: Duration, floor: f64) -> bool {
    let rate = number as f64 / time.as_secs_f64();
    let ratio = rate / floor;
    println!("{what:<33} {:>7.1} million/s  {ratio:>5.1} x the floor of {:.0} million/s", rate / 1e6, floor / 1e6);
    ratio >= 1.0
}

fn dirspaces() -> Vec<(Dirspace, Tags)> {
    let dirspace = |number: usize| {
        let env = ["prod", "staging", "dev"].get(number % 3).copied().unwrap();
        let dir = format!("live/{env}/r{}/app{number}", number % 7);
        let tags = [
            format!("dir:{dir}"),
            "workspace:default".to_owned(),
            format!("env:{env}"),
            format!("region:r{}", number % 7),
            format!("owner:o{}", number % 50),
            format!("stack_name:app{}", number % 20),
        ];
        (Dirspace { dir, workspace: "default".to_owned() }, tags.into_iter().collect())
    };
    (0..DIRSPACES).map(dirspace).collect()
}

fn access() -> AccessControl {
    let list = |entries: &[&str]| MatchList {
        entries: entries.iter().map(|entry| Spanned::unwritten(PrincipalMatch::parse(entry).unwrap())).collect(),
        span: None,
    };
    let policy = |(number, query): (usize, &&str)| {
        let query = TagQuery::parse(&query.replace("{}", &number.to_string())).unwrap();
        Policy {
            plan: list(&["role:read"]),
            apply: list(&["user:user3", "team:team1", "team:team2", "role:maintain"]),
            apply_force: list(&["user:user5"]),
            ..Policy::with_defaults(Spanned::unwritten(query), None)
        }
    };
    AccessControl { policies: QUERIES.iter().enumerate().map(policy).collect(), ..AccessControl::default() }
}

fn facts() -> Facts {
    let person = |number: usize| {
        let login = format!("user{number}");
        let role = Role::ALL.get(number % Role::ALL.len()).copied().unwrap();
        let person = Person {
            teams: Known::Known([format!("team{}", number % 9)].into()),
            standing: Known::Known(Standing::Role(role)),
            ..Person::named(&login)
        };
        (login, person)
    };
    let request = Request {
        state: Known::Known(RequestState::Open),
        draft: Known::Known(false),
        in_conflict: Known::Known(false),
        mergeable: Known::Known(Mergeable::Yes),
        checks: Known::Known(Vec::new()),
        reviews: Known::Known(Vec::new()),
        ..Request::default()
    };
    let people = (0..USERS).map(person).collect();
    Facts { people, strangers: Strangers::HaveNothing, request, ..Facts::default() }
}

fn case<'a>(
    dirspaces: &'a [(Dirspace, Tags)],
    access: &'a AccessControl,
    requirements: &'a ApplyRequirements,
    facts: &'a Facts,
    gate: &'a GateOptions,
) -> Case<'a> {
    let subject = |(dirspace, tags): &'a (Dirspace, Tags)| Subject {
        dirspace,
        tags,
        newer_on_base: Known::NotGiven,
        erased: None,
        same_diff: SameDiff::default(),
        in_working_set: true,
        apply_waits: false,
    };
    Case {
        access,
        requirements,
        subjects: dirspaces.iter().map(subject).collect(),
        changes: &[],
        diff: &[],
        facts,
        gate,
        policy_presence: PolicyPresence::Present,
        target: TargetPolicy::DefaultBranch,
        change_in_doubt: None,
        destination_refusal: Known::Known(None),
        missing_builders: Vec::new(),
        unclaimed: Vec::new(),
        views: Vec::new(),
        views_missing: Some(Missing::NotGiven),
    }
}

/// How many times a dirspace is held against a policy: until one matches.
fn matches_until_governed(access: &AccessControl, dirspaces: &[(Dirspace, Tags)]) -> usize {
    let tried = |(dirspace, tags): &(Dirspace, Tags)| {
        let candidate = Candidate { tags, dir: &dirspace.dir, working_dir: None };
        let governing = access.policies.iter().position(|policy| policy.tag_query.value.matches(&candidate));
        governing.map_or(access.policies.len(), |at| at + 1)
    };
    dirspaces.iter().map(tried).sum()
}

/// Asks everything, user by user.
fn allowed(verdicts: &Verdicts) -> usize {
    let mut allowed = 0;
    for actor in 0..USERS {
        for subject in 0..DIRSPACES {
            for operation in OPERATIONS {
                let verdict = black_box(verdicts).verdict(black_box(subject), black_box(actor), operation);
                allowed += usize::from(verdict == Some(Verdict::Allow));
            }
        }
    }
    allowed
}

/// Asks as many questions, never two of a kind in a row.
fn allowed_scattered(verdicts: &Verdicts) -> usize {
    let (mut allowed, mut subject, mut actor) = (0, 0, 0);
    for _ in 0..USERS * DIRSPACES {
        subject = (subject + 4_877) % DIRSPACES;
        actor = (actor + 61) % USERS;
        for operation in OPERATIONS {
            allowed += usize::from(black_box(verdicts).verdict(subject, actor, operation) == Some(Verdict::Allow));
        }
    }
    allowed
}
