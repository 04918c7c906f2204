//! docs/data-access.md tells the truth about the network: which commands use none is tried, with every address that the
//! environment and the clone can name leading to a listener that must not hear anything.
//!
//! With `WHOMAY_STRACE` set to the path of strace, as tests/docs/run does it, the kernel is asked as well: no socket of the
//! internet is opened, wherever it would have led.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::pages::{Page, Prose, root};
use crate::playground::{Playground, program};

/// Every command without an option that asks a forge, in the tour's repository. `demo` is apart: it talks to itself.
const OFFLINE: [&[&str]; 24] = [
    &["dirspaces"],
    &["dirspaces", "--all", "--format", "json"],
    &["dirspaces", "--staged"],
    &["dirspaces", "--worktree"],
    &["simulate", "--who"],
    &["simulate", "--facts", "facts.yml", "--user", "devin"],
    &["simulate", "--facts", "facts.yml", "--user", "devin", "--profile", "strict", "--explain"],
    &["simulate", "--facts", "facts.yml", "--all-users", "--format", "markdown"],
    &["simulate", "--facts", "facts.yml", "--user", "devin", "--format", "github-matrix"],
    &["lint"],
    &["lint", "--staged"],
    &["lint", "--ref", "main", "--format", "sarif"],
    &["lint", "proposal.yml", "--all", "--diff"],
    &["report", "--manifest", "plans.yml"],
    &["report", "--manifest", "plans.yml", "--format", "markdown", "--json-file", "report.json"],
    &["init"],
    &["explain"],
    &["explain", "unreachable-policy"],
    &["schema", "config"],
    &["completions", "bash"],
    &["man"],
    &["help-is-no-command"],
    &["--help"],
    &["--version"],
];

/// The options that send a command to a forge, each with a command that takes it. `enforce` needs none.
const ONLINE: [&[&str]; 4] = [
    &["simulate", "--pull", "7", "--user", "devin"],
    &["lint", "--online"],
    &["report", "--manifest", "plans.yml", "--post", "--pull", "7", "--head", HEAD],
    &["enforce", "--pull", "7", "--operation", "plan"],
];

const HEAD: &str = "1111111111111111111111111111111111111111";

/// Somebody who listens on loopback, and hangs up at once.
struct Listener {
    listener: TcpListener,
}

impl Listener {
    fn new() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Listener { listener }
    }

    fn address(&self) -> String {
        format!("http://{}", self.listener.local_addr().unwrap())
    }

    /// How often somebody connected so far. A connection is there as soon as the other side has it.
    fn heard(&self) -> usize {
        let mut heard = 0;
        loop {
            match self.listener.accept() {
                Ok(_) => heard += 1,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return heard,
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// The command in a job of GitHub whose every address is the listener's, proxies included.
fn in_a_job(command: &mut Command, address: &str) {
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, address);
    }
    for name in ["GITHUB_SERVER_URL", "GITHUB_API_URL"] {
        command.env(name, address);
    }
    command.env("GITHUB_GRAPHQL_URL", format!("{address}/graphql"));
    for name in ["GITHUB_TOKEN", "WHOMAY_MEMBERS_TOKEN", "WHOMAY_WRITE_TOKEN"] {
        command.env(name, "not-a-real-token");
    }
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_REPOSITORY", "acme/infra").env("GITHUB_RUN_ID", "1");
    command.env("GITHUB_RUN_ATTEMPT", "1").env("GITHUB_EVENT_NAME", "workflow_dispatch").env("CI", "true");
}

/// A repository whose `origin` is the listener too.
fn playground(address: &str) -> Playground {
    let playground = Playground::of_the_tour();
    let origin = format!("{address}/acme/infra.git");
    let added =
        Command::new("git").args(["remote", "add", "origin", &origin]).current_dir(playground.folder()).output();
    assert!(added.unwrap().status.success());
    playground
}

fn run(folder: &Path, arguments: &[&str], address: &str) -> Output {
    let mut command = program(folder);
    in_a_job(&mut command, address);
    command.args(arguments).output().unwrap()
}

#[test]
fn commands_that_ask_no_forge_connect_to_nothing() {
    let listener = Listener::new();
    let playground = playground(&listener.address());
    for arguments in OFFLINE {
        let output = run(playground.folder(), arguments, &listener.address());
        assert_eq!(listener.heard(), 0, "{arguments:?} connected to something");
        let unknown = arguments[0] == "help-is-no-command";
        assert!(unknown || output.status.code() != Some(2), "{arguments:?}: {output:?}");
    }
}

/// The listener hears what is to be heard, or the test above would be of no use.
#[test]
fn commands_that_ask_a_forge_connect_to_it() {
    for arguments in ONLINE {
        let listener = Listener::new();
        let playground = playground(&listener.address());
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--timeout", "2"]).collect();
        let began = Instant::now();
        let output = run(playground.folder(), &arguments, &listener.address());
        assert!(listener.heard() > 0, "{arguments:?}: {output:?}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(began.elapsed() < Duration::from_secs(60));
    }
}

#[test]
fn no_command_is_left_out() {
    let command = whomay::cli::command();
    let known: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let tried: BTreeSet<&str> = OFFLINE.iter().chain(&ONLINE).map(|arguments| arguments[0]).collect();
    let left: Vec<&&str> = known.iter().filter(|name| !tried.contains(**name) && **name != "demo").collect();
    assert!(left.is_empty(), "{left:?}");
    // An option that says how to ask belongs to a command that asks.
    let asks = |command: &&clap::Command| command.get_arguments().any(|argument| argument.get_id() == "timeout");
    let asking: BTreeSet<&str> = command.get_subcommands().filter(asks).map(clap::Command::get_name).collect();
    let online: BTreeSet<&str> = ONLINE.iter().map(|arguments| arguments[0]).collect();
    assert_eq!(asking, online);
}

/// The page says which test holds what; a test that is renamed has to be renamed there.
#[test]
fn every_test_that_the_page_names_is_there() {
    let page = Page::read("docs/data-access.md");
    let names = Prose::of(&page.text).code.into_iter();
    let tests: Vec<String> = names.filter(|code| code.contains("::")).collect();
    assert!(tests.len() >= 8, "{tests:?}");
    for named in &tests {
        let (module, test) = named.split_once("::").unwrap();
        let places =
            ["docs", "forge", "forge/enforce"].map(|folder| root().join(format!("tests/{folder}/{module}.rs")));
        let sources = places.iter().filter_map(|path| std::fs::read_to_string(path).ok());
        let is_there = sources.into_iter().any(|source| source.contains(&format!("#[test]\nfn {test}() {{")));
        assert!(is_there, "there is no test {named}");
    }
}

/// Lines of strace about sockets of the internet.
fn internet(trace: &str) -> Vec<&str> {
    trace.lines().filter(|line| line.contains("AF_INET")).collect()
}

fn traced(strace: &Path, folder: &Path, arguments: &[&str], address: &str) -> String {
    let log = folder.join("trace.log");
    let mut command = Command::new(strace);
    for (name, value) in program(folder).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    in_a_job(&mut command, address);
    command.args(["-f", "-e", "trace=network", "-o"]).arg(&log).arg(env!("CARGO_BIN_EXE_whomay")).args(arguments);
    let output = command.current_dir(folder).output().unwrap();
    let trace = std::fs::read_to_string(log).unwrap_or_default();
    assert!(trace.contains("+++ exited with"), "{arguments:?}: {output:?}");
    trace
}

/// Wherever it would lead, and however it was resolved.
#[test]
fn the_kernel_says_the_same() {
    let Some(strace) = std::env::var_os("WHOMAY_STRACE").map(PathBuf::from) else { return };
    let listener = Listener::new();
    let playground = playground(&listener.address());
    for arguments in OFFLINE {
        let trace = traced(&strace, playground.folder(), arguments, &listener.address());
        assert!(internet(&trace).is_empty(), "{arguments:?}: {:#?}", internet(&trace));
    }
    let online: Vec<&str> = ONLINE[0].iter().copied().chain(["--timeout", "2"]).collect();
    let trace = traced(&strace, playground.folder(), &online, &listener.address());
    assert!(!internet(&trace).is_empty(), "{trace}");
    // The tour's forge is on this machine, and is all that the tour connects to.
    let trace = traced(&strace, playground.folder(), &["demo"], &listener.address());
    let elsewhere = |line: &&str| line.contains("connect(") && !line.contains("inet_addr(\"127.0.0.1\")");
    let elsewhere: Vec<&str> = internet(&trace).into_iter().filter(elsewhere).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
}
