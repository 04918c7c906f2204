//! Whatever CODEOWNERS says of a repository: who may apply by the proposal owns it by the forge's own rules, of every file, and
//! what the forge asks for is asked for; today, and of production that comes later.

use std::collections::BTreeSet;

use proptest::prelude::*;

use whomay::access::operation::Operation;
use whomay::setup::Forge;

use super::naive_owners::asked;
use super::repository::{PEOPLE, Repository, survey};

const NAMES: [&str; 7] = ["live", "apps", "prod", "dev", "a", "prod-eu", "v1.0"];

fn dir() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NAMES.to_vec()), 1..4).prop_map(|names| names.join("/"))
}

fn pattern() -> impl Strategy<Value = String> {
    let segment = prop::sample::select(vec![
        "live", "apps", "prod", "dev", "a", "v1.0", "*", "**", "l*", "v*", "pro?", "prod*", "*.tf", "main.tf",
    ]);
    (
        prop::sample::select(vec!["", "/", "**/"]),
        prop::collection::vec(segment, 1..4),
        prop::sample::select(vec!["", "/"]),
    )
        .prop_map(|(before, segments, after)| format!("{before}{}{after}", segments.join("/")))
        // What nobody's documents say anything about.
        .prop_filter("stars", |pattern| {
            !pattern.contains("**/**") && !pattern.ends_with("**/") && !pattern.ends_with("*/")
        })
}

fn line() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "@acme/sre",
        "@acme/sre @bob",
        "@acme/platform",
        "@acme/sre @acme/platform",
        "@bob",
        "@acme/dev",
        "a@b.c",
        "",
        "@@developers",
        "@@maintainer",
    ]);
    let heading =
        prop::sample::select(vec!["[S]", "[s] @acme/sre", "^[S] @bob", "[T]", "^[T]", "[U][2] @acme/platform @bob"]);
    prop_oneof![
        6 => (pattern(), names).prop_map(|(pattern, names)| format!("{pattern} {names}")),
        2 => heading.prop_map(str::to_owned),
        1 => pattern().prop_map(|pattern| format!("!{pattern}")),
    ]
}

const TODAY: &[&str] = &[];

/// The logins of one who asks, and of all the others.
fn everybody_but(left_out: &BTreeSet<&str>) -> Vec<&'static str> {
    PEOPLE.iter().map(|(login, ..)| *login).filter(|login| !left_out.contains(login)).collect()
}

/// Of whoever may apply a directory, none may be who owns none of these files.
fn only_owners(
    repository: &Repository,
    forge: Forge,
    owners: &str,
    dir: &str,
    files: &[String],
    more: &[&str],
) -> Result<(), TestCaseError> {
    let everybody = everybody_but(&BTreeSet::new());
    let found = repository.who(Operation::Apply, &format!("{dir}:default"), &everybody, more);
    let found: BTreeSet<&str> = found.split_whitespace().collect();
    for loosely in [false, true] {
        let asked: Vec<_> = files
            .iter()
            .flat_map(|file| {
                let asked = asked(forge, owners, file, loosely);
                (!asked.is_empty()).then(|| asked.into_iter().flatten().collect::<BTreeSet<_>>())
            })
            .collect();
        // A role in a rule takes in those above it, which a note says.
        let above: BTreeSet<&str> =
            if owners.contains("@@") { ["maintainer", "admin"].into() } else { BTreeSet::new() };
        for owners_of_file in &asked {
            let foreign: Vec<_> =
                found.iter().filter(|login| !owners_of_file.contains(**login) && !above.contains(**login)).collect();
            prop_assert!(
                foreign.is_empty(),
                "{dir}: {foreign:?} and {owners_of_file:?}, {loosely}\n{owners}\n{}",
                repository.rules
            );
        }
        if asked.is_empty() {
            let maintainers: BTreeSet<&str> = ["maintainer", "admin"].into();
            prop_assert!(found.is_subset(&maintainers), "{dir}: {found:?}\n{owners}\n{}", repository.rules);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn who_applies_owns_it(
        is_gitlab in any::<bool>(),
        dirs in prop::collection::btree_set(dir(), 1..8),
        values in any::<bool>(),
        lines in prop::collection::vec(line(), 0..8),
        new in prop::collection::vec(dir(), 1..6),
    ) {
        let forge = if is_gitlab { Forge::GitLab } else { Forge::GitHub };
        let owners: String = lines.iter().filter(|line| is_gitlab || !line.starts_with(['[', '^', '!'])).map(|line| format!("{line}\n")).collect();
        let of = |dir: &String| {
            let names: &[&str] = if values { &["main.tf", "x.auto.tfvars"] } else { &["main.tf"] };
            names.iter().map(|name| format!("{dir}/{name}")).collect::<Vec<_>>()
        };
        let mut files: Vec<String> = dirs.iter().flat_map(of).map(|file| {
            if file.ends_with(".tf") { format!("{file}\nterraform {{\n  backend \"s3\" {{}}\n}}\n") } else { file }
        }).collect();
        files.push(format!("CODEOWNERS\n{owners}"));
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let mut survey = survey(Some(forge), &files);
        survey.organisations = ["acme".to_owned()].into();
        let repository = Repository::new(survey);
        prop_assert!(repository.findings.is_empty(), "{:#?}\n{owners}\n{}", repository.findings, repository.rules);
        let is_short = repository.note("the format cannot hold all");
        for dir in &dirs {
            only_owners(&repository, forge, &owners, dir, &of(dir), TODAY)?;
            // Without the approval of those whom a section asks, nobody applies.
            for file in of(dir) {
                let sections = asked(forge, &owners, &file, false);
                // One user alone may have it approved by a maintainer, whoever else is asked.
                let is_alone = sections.iter().any(|ask| ask.len() < 2 && ask.contains("bob"));
                for ask in &sections {
                    if is_short || is_alone || ask.contains("bob") && owners.contains("@@") {
                        continue;
                    }
                    let left: BTreeSet<&str> = match owners.contains("@@") {
                        true => ask.iter().copied().chain(["maintainer", "admin"]).collect(),
                        false => ask.clone(),
                    };
                    let found = repository.who(Operation::Apply, &format!("{dir}:default"), &everybody_but(&left), TODAY);
                    prop_assert_eq!(&found, "", "{}: {:?}\n{}\n{}", file, ask, owners, repository.rules);
                }
            }
        }
        // Production that is new: below what there is, or elsewhere under a name that no two directories share.
        let below = dirs.iter().take(3).flat_map(|dir| ["prod", "new", "prod/new"].map(|name| format!("{dir}/{name}")));
        let beside = dirs.iter().filter_map(|dir| dir.rsplit_once('/')).map(|(above, _)| format!("{above}/new"));
        let elsewhere = new.iter().flat_map(|dir| [format!("{dir}/prod"), format!("new/{dir}/prod")]).filter(|new| {
            let pairs: Vec<&str> = dirs.iter().map(String::as_str).collect();
            let segments: Vec<&str> = new.split('/').collect();
            !segments.windows(2).skip(1).any(|pair| pairs.iter().any(|dir| format!("/{dir}/").contains(&format!("/{}/", pair.join("/")))))
        });
        for dir in below.chain(beside).chain(elsewhere).filter(|new| !dirs.contains(new)) {
            let file = format!("{dir}/main.tf");
            only_owners(&repository, forge, &owners, &dir, std::slice::from_ref(&file), &[&file])?;
        }
    }
}
