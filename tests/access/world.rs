//! Everything that a decision depends on, owned, with words short enough for a table.
//!
//! A world starts as the least remarkable request there is: open, reviewed by nobody, checked by nothing,
//! with every fact known. A row of a table changes what it is about.

use std::collections::BTreeSet;

use whomay::access::case::{Case, PolicyPresence, Profile, Question, Subject, TargetPolicy, View};
use whomay::access::decide::{Decision, Outcome, decide};
use whomay::access::facts::{
    Check, CheckOrigin, CheckState, CiConfig, Facts, Mergeable, Person, Request, RequestState, RequiredCheck, Review,
    ReviewDecision, ReviewState, Standing, Strangers,
};
use whomay::access::freshness::SameDiff;
use whomay::access::gate::{BranchPattern, GateOptions};
use whomay::access::known::{Known, Missing};
use whomay::access::operation::Operation;
use whomay::access::policy::{AccessControl, Policy};
use whomay::access::principal::{MatchList, PrincipalMatch, Role};
use whomay::access::requirement::{ApplyRequirements, RequirementCheck};
use whomay::access::verdict::Verdict;
use whomay::dirspace::{Change, Dirspace, Tags};
use whomay::source::Spanned;
use whomay::tag_query::TagQuery;

/// A dirspace of a world.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) dirspace: Dirspace,
    pub(super) tags: Tags,
    pub(super) newer_on_base: Known<Vec<String>>,
    pub(super) same_diff: SameDiff,
    pub(super) in_working_set: bool,
    pub(super) apply_waits: bool,
}

/// Another view of a world.
#[derive(Clone)]
pub(super) struct OtherView {
    pub(super) name: &'static str,
    pub(super) access: AccessControl,
    pub(super) requirements: ApplyRequirements,
    pub(super) refusal: Known<Option<String>>,
    pub(super) tags: Vec<Option<Tags>>,
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) access: AccessControl,
    pub(super) requirements: ApplyRequirements,
    pub(super) places: Vec<Place>,
    pub(super) changes: Vec<Change>,
    /// What git says, with which the forge's count agrees.
    pub(super) diff: Vec<Change>,
    pub(super) facts: Facts,
    pub(super) gate: GateOptions,
    pub(super) presence: PolicyPresence,
    pub(super) target: TargetPolicy,
    pub(super) doubt: Option<String>,
    pub(super) refusal: Known<Option<String>>,
    pub(super) builders: Vec<&'static str>,
    pub(super) unclaimed: Vec<String>,
    pub(super) views: Vec<OtherView>,
    pub(super) views_missing: Option<Missing>,
}

impl World {
    /// Dirspaces `prod` and `dev`, each with a tag of its name. alice is nobody special, sam is in team
    /// `sre`, bob and carol may write, wendy maintains, tim triages, rita reads, cora has a custom role,
    /// and author opened the request.
    pub(super) fn new() -> World {
        let mut world = World {
            access: AccessControl::default(),
            requirements: ApplyRequirements::default(),
            places: vec![place("prod"), place("dev")],
            changes: vec![Change::Modified("prod/main.tf".to_owned())],
            diff: vec![Change::Modified("prod/main.tf".to_owned())],
            facts: Facts { strangers: Strangers::HaveNothing, request: request(), ..Facts::default() },
            gate: GateOptions::default(),
            presence: PolicyPresence::Present,
            target: TargetPolicy::DefaultBranch,
            doubt: None,
            refusal: Known::Known(None),
            builders: Vec::new(),
            unclaimed: Vec::new(),
            views: Vec::new(),
            views_missing: None,
        };
        world.facts.ci_config = CiConfig::Candidates(vec![".github/workflows/terrateam.yml".to_owned()]);
        for (login, teams, role) in [
            ("alice", "", "none"),
            ("sam", "sre", "write"),
            ("bob", "", "write"),
            ("carol", "", "write"),
            ("wendy", "a b", "maintain"),
            ("tim", "", "triage"),
            ("rita", "", "read"),
            ("cora", "", "custom"),
            ("author", "", "write"),
        ] {
            world.person(login, teams, role);
        }
        world.views = vec![world.view()];
        world
    }

    /// What the world looks like in a view that differs in nothing.
    pub(super) fn view(&self) -> OtherView {
        OtherView {
            name: "another view",
            access: self.access.clone(),
            requirements: self.requirements.clone(),
            refusal: self.refusal.clone(),
            tags: self.places.iter().map(|place| Some(place.tags.clone())).collect(),
        }
    }

    /// The request goes to a branch that the options name.
    pub(super) fn goes_to_another_branch(&mut self) {
        let named = BranchPattern::parse("release/*").map(Spanned::unwritten);
        self.gate.protected_branches = named.into_iter().collect();
        self.target = TargetPolicy::Other { branch: "release/1".to_owned(), trouble: None };
    }

    pub(super) fn person(&mut self, login: &str, teams: &str, role: &str) {
        let standing = match role {
            "none" => Standing::None,
            name => Role::from_name(name).map_or_else(|| Standing::Custom(name.to_owned()), Standing::Role),
        };
        let teams = teams.split_whitespace().map(str::to_owned).collect();
        let person = Person { teams: Known::Known(teams), standing: Known::Known(standing), ..Person::named(login) };
        self.facts.people.insert(login.to_owned(), person);
    }

    pub(super) fn request(&mut self) -> &mut Request {
        &mut self.facts.request
    }

    /// `policies(&["prod: apply=team:sre plan=*", ": apply_force=user:a,user:b"])`: a query, and lists.
    pub(super) fn policies(&mut self, policies: &[&str]) {
        self.access.policies = policies.iter().map(|text| policy(text)).collect();
    }

    /// Adds a requirement in front of those that there are.
    pub(super) fn require(&mut self, query: &str, change: impl FnOnce(&mut RequirementCheck)) {
        let mut check = RequirementCheck::with_defaults(tag_query(query), None);
        change(&mut check);
        self.requirements.checks.insert(0, check);
    }

    /// `reviews("bob approved, bob changes old, ghost approved ?")`: who, what, and for which commit: the
    /// head when nothing is written, none for `?`. `ghost` is an account that no longer exists.
    pub(super) fn reviews(&mut self, text: &str) {
        self.request().reviews = Known::Known(split(text, ",").map(review).collect());
    }

    /// `checks("ci status:ci-user success, build run:circleci failure, x run:github-actions success own w.yml")`.
    pub(super) fn checks(&mut self, text: &str) {
        self.request().checks = Known::Known(split(text, ",").map(check).collect());
    }

    /// `required("ci, build circleci")`: titles, each with its app if any.
    pub(super) fn required(&mut self, text: &str) {
        let required = |text: &str| {
            let mut words = text.split_whitespace();
            RequiredCheck { title: words.next().unwrap().to_owned(), app: words.next().map(str::to_owned) }
        };
        self.request().required_checks = Known::Known(split(text, ",").map(required).collect());
    }

    pub(super) fn changed(&mut self, paths: &[&str]) {
        self.changes = paths.iter().map(|path| Change::Modified((*path).to_owned())).collect();
    }

    pub(super) fn decide(&self, actors: Vec<Person>, operations: &[Operation], profile: Profile) -> Decision {
        let question = Question { actors, operations: operations.to_vec(), profile };
        self.with_case(|case| decide(case, &question))
    }

    pub(super) fn with_case<T>(&self, work: impl FnOnce(&Case<'_>) -> T) -> T {
        let subjects = self.places.iter().map(|place| Subject {
            dirspace: &place.dirspace,
            tags: &place.tags,
            newer_on_base: place.newer_on_base.clone(),
            erased: None,
            same_diff: place.same_diff.clone(),
            in_working_set: place.in_working_set,
            apply_waits: place.apply_waits,
        });
        let views = self.views.iter().map(|view| View {
            name: view.name,
            access: &view.access,
            requirements: &view.requirements,
            destination_refusal: view.refusal.clone(),
            tags: view.tags.iter().map(Option::as_ref).collect(),
        });
        work(&Case {
            access: &self.access,
            requirements: &self.requirements,
            subjects: subjects.collect(),
            changes: &self.changes,
            diff: &self.diff,
            facts: &self.facts,
            gate: &self.gate,
            policy_presence: self.presence.clone(),
            target: self.target.clone(),
            change_in_doubt: self.doubt.clone(),
            destination_refusal: self.refusal.clone(),
            missing_builders: self.builders.clone(),
            unclaimed: self.unclaimed.iter().map(String::as_str).collect(),
            views: views.collect(),
            views_missing: self.views_missing.clone(),
        })
    }

    /// The one outcome that a question such as `alice apply prod` is about.
    pub(super) fn ask(&self, question: &str, profile: Profile) -> Outcome {
        let words: Vec<&str> = question.split_whitespace().collect();
        let actor = self.facts.person(words[0]);
        let operation = Operation::from_name(words[1]).unwrap();
        let wanted = words.get(2).map(|dir| self.places.iter().position(|place| place.dirspace.dir == *dir).unwrap());
        let mut decision = self.decide(vec![actor], &[operation], profile);
        let at = decision.outcomes.iter().position(|outcome| outcome.subject == wanted).unwrap();
        decision.outcomes.swap_remove(at)
    }
}

/// One line of a table: what differs from [`World::new`], a question, and the whole answer as [`shown`].
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) given: fn(&mut World),
    pub(super) ask: &'static str,
    pub(super) expect: &'static str,
}

/// Checks every row and shows all that are wrong.
pub(super) fn check_rows(profile: Profile, rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        let mut world = World::new();
        (row.given)(&mut world);
        let got = shown(&world.ask(row.ask, profile));
        if got != row.expect {
            wrong.push(format!(
                "{}\n    ask      {}\n    expected {}\n    got      {got}",
                row.name, row.ask, row.expect
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// `deny: policy` or `undetermined: merge-conflicts, draft if …`: the verdict, every clause in its way, worst
/// first, and the condition. An allow names the clauses that it rests on.
pub(super) fn shown(outcome: &Outcome) -> String {
    let reasons: Vec<&str> = match outcome.verdict {
        Verdict::Allow => outcome.reasons().map(|reason| reason.clause.name()).collect(),
        _ => outcome.obstacles().into_iter().map(|reason| reason.clause.name()).collect(),
    };
    let reasons = if reasons.len() > 6 { "everything".to_owned() } else { reasons.join(", ") };
    match outcome.condition() {
        Some(condition) => format!("{}: {reasons} if {condition}", outcome.verdict),
        None => format!("{}: {reasons}", outcome.verdict),
    }
}

fn request() -> Request {
    let author = || "author".to_owned();
    Request {
        state: Known::Known(RequestState::Open),
        draft: Known::Known(false),
        mergeable: Known::Known(Mergeable::Yes),
        in_conflict: Known::Known(false),
        source_branch: Known::Known("topic".to_owned()),
        target_branch: Known::Known("main".to_owned()),
        target_protected: Known::Known(true),
        author: Known::Known(author()),
        contributors: Known::Known(BTreeSet::from([author()])),
        unattributed: Known::Known(Vec::new()),
        changed_files: Known::Known(1),
        queued: Known::Known(false),
        pushers: Known::Known(BTreeSet::from([author()])),
        triggering_actor: Known::Known(None),
        from_fork: Known::Known(false),
        head: Known::Known("head".to_owned()),
        reviews: Known::Known(Vec::new()),
        review_decision: Known::Known(ReviewDecision::NoneRequired),
        requested_reviewers: Known::Known(Vec::new()),
        checks: Known::Known(Vec::new()),
        required_checks: Known::Known(Vec::new()),
        changed_on_base: Known::Known(Vec::new()),
    }
}

pub(super) fn place(name: &str) -> Place {
    Place {
        dirspace: Dirspace { dir: name.to_owned(), workspace: "default".to_owned() },
        tags: tags(name),
        newer_on_base: Known::Known(Vec::new()),
        same_diff: SameDiff::default(),
        in_working_set: true,
        apply_waits: false,
    }
}

pub(super) fn tags(text: &str) -> Tags {
    text.split_whitespace().collect()
}

pub(super) fn tag_query(text: &str) -> Spanned<TagQuery> {
    Spanned::unwritten(TagQuery::parse(text).unwrap())
}

/// `list("user:a,team:b")`; nothing at all is the empty list.
pub(super) fn list(text: &str) -> MatchList {
    let entry = |text: &str| Spanned::unwritten(PrincipalMatch::parse(text).unwrap());
    MatchList { entries: split(text, ",").map(entry).collect(), span: None }
}

pub(super) fn policy(text: &str) -> Policy {
    let (query, lists) = text.split_once(':').unwrap();
    let mut policy = Policy::with_defaults(tag_query(query), None);
    for word in lists.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap();
        let place = match key {
            "plan" => &mut policy.plan,
            "apply" => &mut policy.apply,
            "apply_autoapprove" => &mut policy.apply_autoapprove,
            "apply_force" => &mut policy.apply_force,
            "apply_with_superapproval" => &mut policy.apply_with_superapproval,
            "superapproval" => &mut policy.superapproval,
            other => panic!("{other} is no list of a policy"),
        };
        *place = list(value);
    }
    policy
}

fn review(text: &str) -> Review {
    let words: Vec<&str> = text.split_whitespace().collect();
    let state = match words[1] {
        "approved" => ReviewState::Approved,
        "changes" => ReviewState::ChangesRequested,
        "commented" => ReviewState::Commented,
        "dismissed" => ReviewState::Dismissed,
        "reviewed" => ReviewState::Reviewed,
        other => panic!("{other} is no state of a review"),
    };
    let commit = Some(words.get(2).map_or("head", |word| word)).filter(|word| *word != "?");
    let reviewer = Some(words[0]).filter(|word| *word != "ghost");
    Review { reviewer: reviewer.map(str::to_owned), state, commit: commit.map(str::to_owned), before_retarget: false }
}

/// `_` in a title stands for a space. A source is `run`, `run:app`, `status` or `status:login`.
fn check(text: &str) -> Check {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (kind, name) = words[1].split_once(':').map_or((words[1], None), |(kind, name)| (kind, Some(name.to_owned())));
    let state = match words[2] {
        "success" => CheckState::Success,
        "skipped" => CheckState::Skipped,
        "neutral" => CheckState::Neutral,
        word @ ("failure" | "cancelled" | "timed_out" | "action_required" | "error" | "manual") => {
            CheckState::Failed(word.to_owned())
        }
        word @ ("pending" | "queued" | "in_progress") => CheckState::Unfinished(word.to_owned()),
        word => CheckState::Other(word.to_owned()),
    };
    Check {
        title: words[0].replace('_', " "),
        state,
        origin: match kind {
            "run" => CheckOrigin::CheckRun(name),
            "status" => CheckOrigin::Status(name),
            other => panic!("{other} is no source of a check"),
        },
        workflow: words[3..].iter().find(|word| **word != "own").map(|word| (*word).to_owned()),
        own: words[3..].contains(&"own"),
    }
}

fn split<'a>(text: &'a str, separator: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty())
}
