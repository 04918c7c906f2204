//! The step that enforces: against a forge that the tour brings along, whatever the machine is like.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::playground::{Playground, program, text};
use crate::{shown, tour};

/// What the steps that enforce print, in their order.
fn enforced(tour: &str) -> Vec<String> {
    let steps = shown(tour).into_iter();
    steps.filter(|(arguments, _)| arguments[0] == "enforce").map(|(_, output)| output).collect()
}

/// What a step says of a dirspace: the verdict, and the lines below it.
fn said<'a>(output: &'a str, dirspace: &str) -> (&'a str, &'a str) {
    let line = output.lines().find(|line| line.ends_with(&format!("  {dirspace} (default)"))).unwrap();
    let (_, below) = output.split_once(&format!("{line}\n")).unwrap();
    (line.split_whitespace().next().unwrap(), below.split("\n\n").next().unwrap())
}

#[test]
fn one_dirspace_is_allowed_one_pending_and_one_denied() {
    let steps = enforced(&tour(&[]));
    let [first, second] = steps.as_slice() else { panic!("{steps:#?}") };
    let verdicts = ["environments/dev/app", "environments/prod/network", "dns"].map(|name| said(first, name).0);
    assert_eq!(verdicts, ["allow", "pending", "deny"]);
    assert!(first.contains("answer: deny  (1 allow, 1 pending, 0 undetermined, 1 deny)"), "{first}");
    // What is held back runs when it is asked for alone. The tour itself checks the exit statuses, 1 and 0.
    assert_eq!(said(second, "environments/dev/app").0, "allow");
    assert!(second.contains("answer: allow  (1 allow, 0 pending, 0 undetermined, 0 deny)"), "{second}");
}

#[test]
fn who_could_supply_what_is_missing_is_said() {
    let first = enforced(&tour(&[])).remove(0);
    for (dirspace, wanted) in [
        ("dns", "Ask somebody in team:dns to apply."),
        ("dns", "could not: devin (is not in the list)"),
        ("environments/prod/network", "Ask somebody in team:leads to approve commit 13b156dec7."),
        ("environments/prod/network", "could not: devin (opened the request), lea (wrote a commit)"),
    ] {
        let (_, below) = said(&first, dirspace);
        assert!(below.contains(wanted), "{dirspace}: {below}");
    }
}

#[test]
fn the_forge_of_the_tour_says_what_its_file_of_facts_says() {
    let playground = Playground::of_the_tour();
    let query = "dns or network or environments/dev in dir";
    let asked = ["simulate", "--facts", "facts.yml", "--profile", "strict", "--user", "devin", "--operation", "apply"];
    let answer = playground.json(&[&asked[..], &["--query", query]].concat());
    let first = enforced(&tour(&[])).remove(0);
    let outcomes = answer["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), 3, "{outcomes:#?}");
    for outcome in outcomes {
        let dir = outcome["dir"].as_str().unwrap();
        assert_eq!(said(&first, dir).0, outcome["verdict"], "{dir}");
    }
}

/// The tour in an environment of these variables and nothing else.
fn bare(around: &TempDir, variables: &[(&str, &str)]) -> Command {
    let mut command = program(around.path());
    command.arg("demo").env_clear().env("TMPDIR", around.path()).envs(variables.iter().copied());
    command
}

fn is_the_tour(output: &Output, wanted: &str) {
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{output:?}");
    assert_eq!(text(output), wanted);
}

#[test]
fn it_needs_no_home_and_no_name() {
    let around = TempDir::new().unwrap();
    is_the_tour(&bare(&around, &[]).output().unwrap(), &tour(&[]));
    assert!(around.path().read_dir().unwrap().next().is_none(), "something was left behind");
}

#[test]
fn it_talks_to_itself_alone() {
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let url = format!("http://{}", trap.local_addr().unwrap());
    let places = [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "GITHUB_SERVER_URL",
        "GITHUB_API_URL",
        "GITHUB_GRAPHQL_URL",
        "CI_SERVER_URL",
        "CI_API_V4_URL",
    ];
    // As in a job of somebody else's, with secrets and files that are not the tour's.
    let others = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "push"),
        ("GITHUB_EVENT_PATH", "/dev/null"),
        ("GITHUB_REPOSITORY", "octo/other"),
        ("GITHUB_TOKEN", "ghs_of_somebody"),
        ("GITHUB_RUN_ID", "1"),
        ("WHOMAY_MEMBERS_TOKEN", "ghp_of_somebody"),
        ("NO_PROXY", ""),
        ("no_proxy", ""),
    ];
    let variables: Vec<(&str, &str)> = places.iter().map(|name| (*name, url.as_str())).chain(others).collect();
    let around = TempDir::new().unwrap();
    is_the_tour(&bare(&around, &variables).output().unwrap(), &tour(&[]));
    let called = trap.accept().map(|(_, caller)| caller);
    assert!(called.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock), "{called:?}");
}

#[test]
fn several_tours_at_once_do_not_meet() {
    let wanted = tour(&[]);
    let around: Vec<TempDir> = (0..4).map(|_| TempDir::new().unwrap()).collect();
    let running: Vec<_> = around
        .iter()
        .map(|around| {
            bare(around, &[]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn()
        })
        .collect();
    for child in running {
        is_the_tour(&child.unwrap().wait_with_output().unwrap(), &wanted);
    }
}
