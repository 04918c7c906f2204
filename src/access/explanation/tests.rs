//! The explanation against the sieves themselves.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::access::case::{PolicyPresence, TargetPolicy};
use crate::access::decide::decide;
use crate::access::facts::{Forge, Request, Review, ReviewState, Standing, Strangers};
use crate::access::freshness::SameDiff;
use crate::access::gate::GateOptions;
use crate::access::principal::Role;
use crate::access::requirement::{ApplyRequirements, RequirementCheck};
use crate::dirspace::{Dirspace, Tags};
use crate::source::Spanned;
use crate::tag_query::TagQuery;

const PEOPLE: [&str; 5] = ["alice", "bob", "Bob", "carol", "robot[bot]"];

fn known<T: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Known<T>> {
    prop_oneof![
        6 => value.prop_map(Known::Known),
        1 => Just(Known::NotGiven),
        1 => Just(Known::Unavailable("the forge answers 500".to_owned())),
    ]
}

fn logins() -> impl Strategy<Value = BTreeSet<String>> {
    prop::collection::btree_set(prop::sample::select(&PEOPLE[..]).prop_map(str::to_owned), 0..3)
}

fn review() -> impl Strategy<Value = Review> {
    use ReviewState::{Approved, ChangesRequested, Commented, Dismissed, Reviewed};
    let who = prop::option::weighted(0.9, prop::sample::select(&PEOPLE[..]));
    let state =
        prop::sample::select(vec![Approved, Approved, Approved, ChangesRequested, Commented, Dismissed, Reviewed]);
    let commit = prop::option::weighted(0.9, prop::sample::select(vec!["head", "head", "old"]));
    (who, state, commit, prop::bool::weighted(0.1)).prop_map(|(who, state, commit, before_retarget)| Review {
        reviewer: who.map(str::to_owned),
        state,
        commit: commit.map(str::to_owned),
        before_retarget,
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let reviews = prop::collection::vec(review(), 0..7);
    let roles = prop::collection::vec(known(prop::sample::select(vec![Role::Read, Role::Write, Role::Admin])), 5);
    let unattributed = known(prop::sample::select(vec![vec![], vec![], vec!["c0ffee".to_owned()]]));
    let head = known(Just("head".to_owned()));
    let forge = prop::sample::select(vec![Forge::Github, Forge::Gitlab]);
    (reviews, roles, unattributed, head, known(logins()), known(logins()), forge).prop_map(
        |(reviews, roles, unattributed, head, contributors, pushers, forge)| {
            let person = |(login, role): (&&str, Known<Role>)| {
                let standing = role.map(Standing::Role);
                ((*login).to_owned(), Person { standing, ..Person::named(*login) })
            };
            let request = Request {
                reviews: Known::Known(reviews),
                author: Known::Known("alice".to_owned()),
                unattributed,
                head,
                contributors,
                pushers,
                ..Request::imagined()
            };
            let people = PEOPLE.iter().zip(roles).map(person).collect();
            Facts { forge, people, request, strangers: Strangers::HaveNothing, ..Facts::default() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_counts_is_what_the_sieves_leave_and_nothing_else(facts in facts(), strict in any::<bool>()) {
        let any = Spanned::unwritten(TagQuery::any());
        let mut check = RequirementCheck::with_defaults(any, None);
        check.approved.enabled = true;
        let requirements = ApplyRequirements { checks: vec![check], ..ApplyRequirements::default() };
        let (access, gate, tags) = (AccessControl::default(), GateOptions::default(), Tags::default());
        let dirspace = Dirspace { dir: "prod".to_owned(), workspace: "default".to_owned() };
        let subject = crate::access::case::Subject {
            dirspace: &dirspace,
            tags: &tags,
            newer_on_base: Known::Known(Vec::new()),
            erased: None,
            same_diff: SameDiff::default(),
            in_working_set: true,
            apply_waits: false,
        };
        let case = Case {
            access: &access,
            requirements: &requirements,
            subjects: vec![subject],
            changes: &[],
            diff: &[],
            facts: &facts,
            gate: &gate,
            policy_presence: PolicyPresence::Present,
            target: TargetPolicy::DefaultBranch,
            change_in_doubt: None,
            destination_refusal: Known::Known(None),
            missing_builders: Vec::new(),
            unclaimed: Vec::new(),
            views: Vec::new(),
            views_missing: None,
        };
        let profile = if strict { Profile::Strict } else { Profile::Terrateam };
        let actors = vec![facts.person("alice")];
        let question = Question { actors, operations: vec![Operation::Apply], profile };
        let decision = decide(&case, &question);
        let explainer = Explainer::new(&case, &question);
        let grounds = explainer.grounds(&decision.outcomes[0]);
        let left = grounds.own.approvals().list.value().unwrap().clone();
        let left: Vec<_> = left.into_iter().map(|approval| {
            let reviewer = approval.person.as_ref().map(|person| person.name().to_owned());
            (reviewer, approval.commit, if approval.doubt.is_some() { Counted::InDoubt } else { Counted::Yes })
        }).collect();
        let seen = explainer.reviews(&decision.outcomes[0]);
        let seen = seen.value().unwrap();
        prop_assert_eq!(seen.len(), facts.request.reviews.value().unwrap().len());
        let counted: Vec<_> = seen.iter().filter(|review| review.counted != Counted::No)
            .map(|review| (review.reviewer.clone(), review.commit.clone(), review.counted)).collect();
        prop_assert_eq!(counted, left);
        prop_assert!(seen.iter().all(|review| !review.why.is_empty()));
    }
}
