//! What a change of the rules lets people do, and what it takes from them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use whomay::access::facts::{Facts, Person, Standing};
use whomay::access::gains::{Capability, Direction, Gain, Gains, Version, Who, gains};
use whomay::access::holds::{Holds, holds};
use whomay::access::known::Known;
use whomay::access::policy::{AccessControl, Policy};
use whomay::access::principal::{MatchList, PrincipalMatch, Role};
use whomay::dirspace::Tags;
use whomay::source::Spanned;
use whomay::tag_query::TagQuery;

/// The dirspaces of all tests, by directory; each has its directory as a tag.
const DIRS: [&str; 3] = ["dev", "prod", "stage"];

fn principal(text: &str) -> PrincipalMatch {
    PrincipalMatch::parse(text).unwrap()
}

fn list(text: &str) -> MatchList {
    let entries = text.split_whitespace().map(|entry| Spanned::unwritten(principal(entry)));
    MatchList { entries: entries.collect(), span: None }
}

/// A policy in short: a query, then `key=entry entry` with semicolons between.
fn policy(query: &str, lists: &str) -> Policy {
    let query = Spanned::unwritten(TagQuery::parse(query).unwrap());
    let mut policy = Policy::with_defaults(query, None);
    for (key, entries) in lists.split(';').filter_map(|part| part.split_once('=')) {
        let written = list(entries);
        match key.trim() {
            "plan" => policy.plan = written,
            "apply" => policy.apply = written,
            "apply_force" => policy.apply_force = written,
            "apply_with_superapproval" => policy.apply_with_superapproval = written,
            "superapproval" => policy.superapproval = written,
            other => panic!("{other} is no list"),
        }
    }
    policy
}

fn access(policies: &[(&str, &str)]) -> AccessControl {
    let policies = policies.iter().map(|(query, lists)| policy(query, lists)).collect();
    AccessControl { policies, ..AccessControl::default() }
}

fn tags() -> Vec<Tags> {
    DIRS.iter().map(|dir| Tags::from_iter([format!("dir:{dir}"), (*dir).to_owned()])).collect()
}

fn compared(before: &AccessControl, after: &AccessControl) -> Gains {
    let tags = tags();
    let dirspaces: Vec<Option<(&str, &Tags)>> = DIRS.into_iter().zip(&tags).map(Some).collect();
    gains(&Version { access: before, dirspaces: dirspaces.clone() }, &Version { access: after, dirspaces })
}

/// Each row as text: `+ team:a: apply at dev, prod`.
fn shown(gains: &Gains) -> Vec<String> {
    gains.all.iter().map(|gain| row(gains, gain)).collect()
}

fn row(gains: &Gains, gain: &Gain) -> String {
    let sign = if gain.direction == Direction::Gain { '+' } else { '-' };
    let but: Vec<String> = gain.who.but.iter().map(ToString::to_string).collect();
    let but = if but.is_empty() { String::new() } else { format!(" but {}", but.join(" ")) };
    let dirs: Vec<&str> = gains.dirspaces(gain).into_iter().map(|at| DIRS[at]).collect();
    let at = if dirs.is_empty() { String::new() } else { format!(" at {}", dirs.join(" ")) };
    format!("{sign} {}{but}: {:?}{at}", gain.who.principal, gain.capability)
}

fn table(rows: &[(&str, &str, &[&str])]) {
    for (before, after, wanted) in rows {
        let found = compared(&access(&[("", before)]), &access(&[("", after)]));
        let wanted: Vec<String> = wanted.iter().map(|row| format!("{row} at dev prod stage")).collect();
        assert_eq!(shown(&found), wanted, "{before} becomes {after}");
    }
}

#[test]
fn whom_a_list_lets_in_that_another_did_not() {
    table(&[
        ("apply=team:a", "apply=team:a", &[]),
        ("apply=team:a user:b", "apply=user:b team:a team:a", &[]),
        ("apply=team:a", "apply=team:a team:b", &["+ team:b: Apply"]),
        ("apply=team:a team:b", "apply=team:a", &["- team:b: Apply"]),
        ("apply=team:a", "apply=user:a", &["+ user:a: Apply", "- team:a: Apply"]),
        ("apply=user:a", "apply=user:A", &["+ user:A: Apply", "- user:a: Apply"]),
        ("apply=team:a", "apply=*", &["+ *: Apply"]),
        ("apply=team:a", "apply=team:b *", &["+ *: Apply"]),
        ("apply=*", "apply=* team:a", &[]),
        ("apply=*", "apply=", &["- *: Apply"]),
        ("apply=*", "apply=team:a role:admin user:b", &["- * but role:admin user:b team:a: Apply"]),
        ("", "plan=", &["- *: Plan"]),
        ("", "plan=;apply=", &["- *: Plan", "- *: Apply"]),
        ("", "apply_force=team:a", &["+ team:a: ApplyForce"]),
    ]);
}

#[test]
fn roles_are_a_ladder() {
    table(&[
        ("apply=", "apply=role:write", &["+ role:write: Apply"]),
        ("apply=role:write", "apply=", &["- role:write: Apply"]),
        ("apply=role:write", "apply=role:read", &["+ role:read: Apply"]),
        ("apply=role:write", "apply=role:admin", &["- role:write but role:admin: Apply"]),
        ("apply=role:write", "apply=repo:write", &[]),
        ("apply=role:write role:admin", "apply=role:write", &[]),
        ("apply=role:admin", "apply=role:admin role:triage role:maintain", &["+ role:triage: Apply"]),
    ]);
}

#[test]
fn behind_a_role_that_does_not_exist_nobody_is_let_in() {
    table(&[
        ("apply=user:a role:owner user:b", "apply=user:a user:b", &["+ user:b: Apply"]),
        ("apply=*", "apply=role:owner *", &["- *: Apply"]),
        ("apply=* role:owner", "apply=*", &[]),
    ]);
}

#[test]
fn superapproval_is_told_where_it_can_make_a_difference() {
    let with = |apply: &str, may: &str, give: &str| {
        format!("plan=;apply={apply};apply_with_superapproval={may};superapproval={give}")
    };
    let nothing = with("team:a", "", "");
    for (before, after, wanted) in [
        (&nothing, with("team:a", "team:b", ""), vec![]),
        (&nothing, with("team:a", "", "team:c"), vec![]),
        (
            &nothing,
            with("team:a", "team:b", "team:c"),
            vec!["+ team:b: ApplyWithSuperapproval", "+ team:c: Superapproval"],
        ),
        (&nothing, with("team:a", "team:a", "team:c"), vec!["+ team:c: Superapproval"]),
        (&nothing, with("*", "team:b", "team:c"), vec!["+ *: Apply"]),
        (&with("team:a", "team:b", "team:c"), with("team:a team:b", "team:b", "team:c"), vec!["+ team:b: Apply"]),
        (
            &with("team:a team:b", "team:z", "team:c"),
            with("team:a", "team:b team:z", "team:c"),
            vec!["+ team:b: ApplyWithSuperapproval", "- team:b: Apply"],
        ),
    ] {
        let found = compared(&access(&[("", before)]), &access(&[("", &after)]));
        let wanted: Vec<String> = wanted.iter().map(|row| format!("{row} at dev prod stage")).collect();
        assert_eq!(shown(&found), wanted, "{before} becomes {after}");
    }
}

#[test]
fn the_policy_that_governs_counts_and_no_other() {
    let before = access(&[("prod", "apply=team:a"), ("", "apply=team:b")]);
    for (after, wanted) in [
        // In front of everything it governs everything.
        (
            vec![("", "apply=team:b"), ("prod", "apply=team:a")],
            vec!["+ team:b: Apply at prod", "- team:a: Apply at prod"],
        ),
        (vec![("prod", "apply=team:a"), ("dev", "apply=*"), ("", "apply=team:b")], vec!["+ *: Apply at dev"]),
        (vec![("prod", "apply=team:a")], vec!["- *: Plan at dev stage", "- team:b: Apply at dev stage"]),
        (vec![], vec!["- *: Plan at dev prod stage", "- team:a: Apply at prod", "- team:b: Apply at dev stage"]),
        // Nothing is left for it to govern.
        (vec![("prod", "apply=team:a"), ("", "apply=team:b"), ("dev", "apply=*")], vec![]),
    ] {
        let mut found = shown(&compared(&before, &access(&after)));
        found.sort();
        let mut wanted = wanted;
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{after:?}");
    }
}

#[test]
fn where_access_control_is_off_everybody_may_do_everything() {
    let mut closed = access(&[("", "plan=team:a;apply=;superapproval=team:a;apply_with_superapproval=team:b")]);
    closed.unlock = list("team:a");
    closed.terrateam_config_update = list("");
    closed.files = [("f".to_owned(), list("user:x"))].into();
    let open = AccessControl { enabled: false, ..closed.clone() };
    let opened = [
        "+ *: Plan at dev prod stage",
        "+ *: Apply at dev prod stage",
        "+ *: ApplyForce at dev prod stage",
        "+ *: Unlock",
        "+ *: ConfigUpdate",
        "+ *: FileUpdate(\"f\")",
        "- team:a: Superapproval at dev prod stage",
    ];
    assert_eq!(shown(&compared(&closed, &open)), opened);
    assert_eq!(shown(&compared(&open, &open)), Vec::<String>::new());
}

#[test]
fn what_concerns_the_repository_stands_at_no_dirspace() {
    let before = AccessControl::default();
    let after = AccessControl {
        unlock: list("role:maintain"),
        ci_config_update: list("*"),
        terrateam_config_update: list("team:a"),
        files: [("CODEOWNERS".to_owned(), list("")), ("open".to_owned(), list("*"))].into(),
        ..AccessControl::default()
    };
    let wanted = ["- *: FileUpdate(\"CODEOWNERS\")", "- * but team:a: ConfigUpdate", "- * but role:maintain: Unlock"];
    assert_eq!(shown(&compared(&before, &after)), wanted);
}

#[test]
fn a_dirspace_of_one_version_only_is_nobodys_in_the_other() {
    let rules = access(&[("", "apply=team:a")]);
    let tags = tags();
    let all: Vec<Option<(&str, &Tags)>> = DIRS.into_iter().zip(&tags).map(Some).collect();
    let mut fewer = all.clone();
    fewer[1] = None;
    let (more, fewer) = (Version { access: &rules, dirspaces: all }, Version { access: &rules, dirspaces: fewer });
    assert_eq!(shown(&gains(&fewer, &more)), ["+ *: Plan at prod", "+ team:a: Apply at prod"]);
    assert_eq!(shown(&gains(&more, &fewer)), ["- *: Plan at prod", "- team:a: Apply at prod"]);
}

#[test]
fn large_rules_are_compared_in_reasonable_time() {
    let many = |from: usize| (from..from + 20_000).map(|n| format!("user:u{n} ")).collect::<String>();
    let (old, new) = (format!("apply={}", many(0)), format!("apply={}", many(10_000)));
    let dir_tags: Vec<Tags> = (0..5_000).map(|n| Tags::from_iter([format!("t{n}")])).collect();
    let dirspaces: Vec<_> = dir_tags.iter().map(|tags| Some(("d", tags))).collect();
    let (old, new) = (access(&[("", &old)]), access(&[("", &new)]));
    let before = Version { access: &old, dirspaces: dirspaces.clone() };
    let found = gains(&before, &Version { access: &new, dirspaces });
    assert_eq!(found.all.len(), 20_000);
    assert_eq!(found.groups.len(), 1);
}

/// Somebody of whom nothing is known but that one entry matches.
fn somebody(entry: &PrincipalMatch) -> Person {
    let mut person = Person { login: Known::NotGiven, ..Person::default() };
    match entry {
        PrincipalMatch::Any => {}
        PrincipalMatch::User(login) => person.login = Known::Known(login.clone()),
        PrincipalMatch::Team(_) => drop(person.settled.insert(entry.clone(), true)),
        PrincipalMatch::Role(name) => person.standing = Known::Known(Standing::Role(Role::from_name(name).unwrap())),
    }
    person
}

fn lets_in(list: &MatchList, entry: &PrincipalMatch) -> bool {
    matches!(holds(list, &somebody(entry), &Facts::default()), Holds::Yes(_))
}

/// What the decision says, asked for one person, one dirspace and one capability.
fn may(access: &AccessControl, entry: &PrincipalMatch, at: usize, capability: &Capability) -> bool {
    let tags = tags();
    if !access.enabled {
        return true;
    }
    let governing = access.governing(DIRS[at], &tags[at]).map(|policy| &access.policies[policy]);
    let of_policy = |list: fn(&Policy) -> &MatchList| governing.is_some_and(|policy| lets_in(list(policy), entry));
    match capability {
        Capability::Plan => of_policy(|policy| &policy.plan),
        Capability::Apply => of_policy(|policy| &policy.apply),
        Capability::ApplyForce => of_policy(|policy| &policy.apply_force),
        Capability::Unlock => lets_in(&access.unlock, entry),
        Capability::FileUpdate(path) => access.files.get(path).is_none_or(|list| lets_in(list, entry)),
        other => panic!("{other:?} is not asked here"),
    }
}

/// Whether whoever matches `entry` matches `wider` as well.
fn is_one_of(entry: &PrincipalMatch, wider: &PrincipalMatch) -> bool {
    match (entry, wider) {
        (_, PrincipalMatch::Any) => true,
        (PrincipalMatch::Role(own), PrincipalMatch::Role(least)) => Role::from_name(own) >= Role::from_name(least),
        _ => entry == wider,
    }
}

fn concerns(who: &Who, entry: &PrincipalMatch) -> bool {
    is_one_of(entry, &who.principal) && !who.but.iter().any(|kept| is_one_of(entry, kept))
}

fn any_list() -> impl Strategy<Value = MatchList> {
    let entry = prop::sample::select(vec![
        "*",
        "user:a",
        "user:b",
        "team:a",
        "team:b",
        "role:read",
        "role:triage",
        "role:write",
        "role:maintain",
        "role:admin",
        "role:owner",
    ]);
    prop::collection::vec(entry, 0..4).prop_map(|entries| list(&entries.join(" ")))
}

prop_compose! {
    fn any_policy()(query in prop::sample::select(vec!["", "prod", "dev or stage", "not dev"]), plan in any_list(), apply in any_list(), force in any_list()) -> Policy {
        Policy { plan, apply, apply_force: force, ..policy(query, "") }
    }
}

prop_compose! {
    fn any_access()(enabled in prop::bool::weighted(0.9), policies in prop::collection::vec(any_policy(), 0..3), unlock in any_list(), file in prop::option::of(any_list())) -> AccessControl {
        let files = file.map(|list| ("f".to_owned(), list)).into_iter().collect();
        AccessControl { enabled, policies, unlock, files, ..AccessControl::default() }
    }
}

proptest! {
    /// Whoever applies the rows to what somebody could do before gets what they can do after, for everybody, everywhere.
    #[test]
    fn the_rows_are_the_difference(before in any_access(), after in any_access()) {
        let found = compared(&before, &after);
        let everybody = ["*", "user:a", "user:b", "user:c", "team:a", "team:b", "team:c"].map(principal);
        let roles = Role::ALL.map(|role| PrincipalMatch::Role(role.name().to_owned()));
        let file = Capability::FileUpdate("f".to_owned());
        for capability in [Capability::Plan, Capability::Apply, Capability::ApplyForce, Capability::Unlock, file] {
            for entry in everybody.iter().chain(&roles) {
                for (at, dir) in DIRS.into_iter().enumerate() {
                    let told = |direction| found.all.iter().any(|gain| {
                        let here = gain.groups.is_empty() || found.dirspaces(gain).contains(&at);
                        gain.direction == direction && gain.capability == capability && here && concerns(&gain.who, entry)
                    });
                    let (old, new) = (may(&before, entry, at, &capability), may(&after, entry, at, &capability));
                    let expected = (old && !told(Direction::Loss)) || told(Direction::Gain);
                    prop_assert_eq!(new, expected, "{:?} of {} at {}: {:?}", capability, entry, dir, shown(&found));
                }
            }
        }
    }

    /// No row is there for nothing: whom it names could not before what they can now, or the other way round.
    #[test]
    fn every_row_is_true_of_whom_it_names(before in any_access(), after in any_access()) {
        let found = compared(&before, &after);
        for gain in found.all.iter().filter(|gain| !matches!(gain.capability, Capability::Superapproval | Capability::ApplyWithSuperapproval)) {
            let places = found.dirspaces(gain);
            let places = if gain.groups.is_empty() { vec![0] } else { places };
            prop_assert!(!places.is_empty());
            for at in places {
                let both = [&before, &after].map(|access| may(access, &gain.who.principal, at, &gain.capability));
                prop_assert_eq!(both, if gain.direction == Direction::Gain { [false, true] } else { [true, false] }, "{}", row(&found, gain));
            }
        }
        let mut seen = BTreeSet::new();
        prop_assert!(found.all.iter().all(|gain| seen.insert((gain.direction, &gain.who, &gain.capability))));
    }
}
