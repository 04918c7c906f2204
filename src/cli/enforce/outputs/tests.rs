//! Outputs as their readers take them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::cli::enforce::status::tests::outcome;
use crate::output::answer::{Because, Commits, DirspaceAnswer, OutcomeAnswer, RequestAnswer, Revision, RunAnswer};

const NAMES: [&str; 11] = [
    "allowed",
    "command",
    "commit",
    "denied",
    "head",
    "matrix",
    "operation",
    "pending",
    "pull",
    "undetermined",
    "verdict",
];

fn name(dir: &str, workspace: &str) -> DirspaceName {
    DirspaceName { dir: dir.to_owned(), workspace: workspace.to_owned() }
}

/// An answer with one outcome for each dirspace: its name, its verdict and its layer. What is allowed would run.
fn answer(of: &[(DirspaceName, Verdict, usize)]) -> Answer {
    let outcome = |(name, verdict, _): &(DirspaceName, Verdict, usize)| OutcomeAnswer {
        workspace: Some(name.workspace.clone()),
        ..outcome(name.dir.clone(), "apply", *verdict)
    };
    let dirspace = |(name, _, layer): &(DirspaceName, Verdict, usize)| DirspaceAnswer {
        dir: name.dir.clone(),
        workspace: name.workspace.clone(),
        tags: Vec::new(),
        stack: "default".to_owned(),
        layer: Some(*layer),
        in_working_set: true,
        because: Because::Named,
        policy: None,
        requirement: None,
        passed_over: Vec::new(),
    };
    let allowed = of.iter().filter(|(_, verdict, _)| *verdict == Verdict::Allow);
    let run = RunAnswer {
        user: Some("carol".to_owned()),
        operation: "apply",
        would_run: allowed.map(|(name, ..)| name.clone()).collect(),
        held_back_by: Vec::new(),
    };
    let commit = "c".repeat(40);
    Answer {
        format: 1,
        tool: "whomay".to_owned(),
        profile: "strict",
        vcs: "github",
        verdict: of.iter().map(|(_, verdict, _)| *verdict).max().map_or(NOTHING_TO_DECIDE, Verdict::name),
        request: Some(RequestAnswer { url: String::new(), head: commit.clone(), at: None }),
        commits: Commits { head: Some(Revision { name: "topic".to_owned(), commit }), ..Commits::default() },
        configs: Vec::new(),
        premises: Vec::new(),
        assumptions: Vec::new(),
        warnings: Vec::new(),
        dirspaces: of.iter().map(dirspace).collect(),
        outcomes: of.iter().map(outcome).collect(),
        runs: vec![run],
        unclaimed: Vec::new(),
    }
}

fn text(answer: &Answer) -> String {
    let decided = Decided { forge: ForgeKind::Github, number: 7, operation: Operation::Apply, answer };
    drawn(&lines(&decided, &may_run(answer)))
}

/// The file as its readers take it: a line is a name and a value, and the last of a name counts.
fn read(text: &str) -> BTreeMap<String, String> {
    assert!(text.ends_with('\n'));
    let lines = text.lines().map(|line| {
        let (name, value) = line.split_once('=').unwrap();
        assert!(!name.contains("<<"), "a value of several lines begins: {line}");
        (name.to_owned(), value.to_owned())
    });
    lines.collect()
}

/// The dirspaces of a list.
fn listed(json: &str) -> Vec<DirspaceName> {
    let list: Vec<BTreeMap<String, String>> = serde_json::from_str(json).unwrap();
    list.into_iter().map(|entry| name(&entry["dir"], &entry["workspace"])).collect()
}

#[test]
fn each_dirspace_is_in_the_list_of_its_verdict() {
    let all = [Verdict::Allow, Verdict::Pending, Verdict::Deny, Verdict::Undetermined];
    let of: Vec<_> = all.into_iter().map(|verdict| (name("dir", verdict.name()), verdict, 1)).collect();
    let outputs = read(&text(&answer(&of)));
    for (list, verdict) in ["allowed", "pending", "denied", "undetermined"].into_iter().zip(all) {
        assert_eq!(listed(&outputs[list]), [name("dir", verdict.name())], "{list}");
    }
    assert_eq!((outputs["pull"].as_str(), outputs["commit"].len()), ("7", 40));
}

#[test]
fn a_matrix_is_in_the_order_of_the_layers() {
    let of =
        [("db", 2), ("net", 1), ("app", 3), ("dns", 1)].map(|(dir, layer)| (name(dir, "w"), Verdict::Allow, layer));
    let matrix: Value = serde_json::from_str(&read(&text(&answer(&of)))["matrix"]).unwrap();
    let seen: Vec<_> = matrix["include"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["dir"].as_str().unwrap().to_owned(), entry["layer"].as_u64().unwrap()))
        .collect();
    assert_eq!(seen, [("net", 1), ("dns", 1), ("db", 2), ("app", 3)].map(|(dir, layer)| (dir.to_owned(), layer)));
    assert_eq!(matrix["include"][0]["name"], "net:w");
    assert_eq!(matrix["include"][0]["commit"], "c".repeat(40));
}

#[test]
fn what_one_of_two_runs_holds_back_is_not_allowed() {
    let mut two = answer(&[(name("a", "w"), Verdict::Allow, 1), (name("b", "w"), Verdict::Allow, 1)]);
    let mut second = two.runs[0].clone();
    second.would_run.remove(0);
    two.runs.push(second);
    assert_eq!(listed(&read(&text(&two))["allowed"]), [name("b", "w")]);
}

#[test]
fn more_than_a_reader_takes_is_refused_whole() {
    let many = |count: usize, dir: &str| -> Vec<_> {
        (0..count).map(|at| (name(&format!("{dir}{at}"), "w"), Verdict::Allow, 1)).collect()
    };
    let outputs = Outputs { path: Some(PathBuf::from("unused")) };
    let draw = |forge, answer: &Answer| {
        outputs
            .draw(&Decided { forge, number: 7, operation: Operation::Apply, answer })
            .map(|lines| lines.warnings.len())
    };
    assert_eq!(draw(ForgeKind::Github, &answer(&many(256, "d"))).unwrap(), 0);
    assert!(draw(ForgeKind::Github, &answer(&many(257, "d"))).is_err());
    assert!(draw(ForgeKind::Github, &answer(&many(200, &"d".repeat(1000)))).is_err());
    assert_eq!(draw(ForgeKind::Gitlab, &answer(&many(257, "d"))).unwrap(), 1, "GitLab says so itself");
    assert_eq!(draw(ForgeKind::Gitlab, &answer(&many(1, "d"))).unwrap(), 0);
}

#[test]
fn keys_are_legible_and_what_they_say() {
    let of = |dir, workspace| key(&name(dir, workspace));
    assert_eq!(of("prod/net", "default"), "prod.net_-default");
    assert_eq!(of(".", "eu_west-1"), "_2e_-eu__west-1");
    assert_eq!(of("/a", "B"), "_2fa_-_42");
    assert_ne!(of("a:b", "c"), of("a", "b:c"));
}

/// Names that say something to a runner, a shell, or a reader of keys.
const HOSTILE: [&str; 16] = [
    "",
    ".",
    "/",
    "_-",
    "__",
    "_2e",
    "A",
    "a",
    "x\nallowed=[{\"dir\":\"prod\"}]",
    "x\r\nmatrix<<EOF",
    "$CI_COMMIT_MESSAGE",
    "${GITLAB_TOKEN}",
    "`id`",
    "$(id)",
    "\u{2028}::set-output name=allowed::x",
    "\"},{\"dir\":\"prod\",\"workspace\":\"default\"},{\"dir\":\"",
];

fn names() -> impl Strategy<Value = DirspaceName> {
    let part = || prop_oneof![prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned), any::<String>()];
    (part(), part()).prop_map(|(dir, workspace)| DirspaceName { dir, workspace })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_adds_a_line_or_a_name_or_is_changed(names in prop::collection::vec(names(), 0..6)) {
        let of: Vec<_> = names.iter().map(|name| (name.clone(), Verdict::Allow, 1)).collect();
        let text = text(&answer(&of));
        prop_assert_eq!(text.lines().count(), NAMES.len());
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        prop_assert!(!text.contains(['$', '`']), "{}", text);
        let outputs = read(&text);
        let seen: Vec<&str> = outputs.keys().map(String::as_str).collect();
        prop_assert_eq!(&seen, &NAMES);
        prop_assert_eq!(&listed(&outputs["allowed"]), &names);
        prop_assert_eq!(listed(&outputs["denied"]).len(), 0);
        let matrix: Value = serde_json::from_str(&outputs["matrix"]).unwrap();
        let keys: BTreeSet<String> = matrix["include"].as_array().unwrap().iter().map(|it| it["key"].to_string()).collect();
        let distinct: BTreeSet<_> = names.iter().collect();
        prop_assert_eq!(keys.len(), distinct.len());
    }

    #[test]
    fn keys_differ_where_names_do_and_are_safe_everywhere(one in names(), other in names()) {
        let (a, b) = (key(&one), key(&other));
        prop_assert_eq!(one == other, a.to_lowercase() == b.to_lowercase());
        let is_safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        prop_assert!(a.chars().all(is_safe) && !a.starts_with('.'), "{}", a);
        prop_assert_eq!(a.to_lowercase(), a);
    }
}
