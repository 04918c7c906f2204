//! How long the program takes on repositories of growing size: `cargo bench --bench repository`.
//!
//! Whole processes are measured against what git alone takes to name the changed files and to list all
//! files, one command after the other: nobody can answer sooner who asks git for the same. The runs
//! alternate, so that whatever else the machine does slows both, and medians are compared. The program
//! fails when the largest repository misses a target.

#![expect(clippy::disallowed_methods, reason = "builds repositories, runs programs and measures time")]
#![expect(clippy::print_stdout, reason = "the figures are for people to read")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// How many times longer than git alone the largest repository may take.
const MOST_RATIO: f64 = 4.0;
/// How long the largest repository may take.
const MOST_TIME: Duration = Duration::from_millis(300);
/// How long the hook before a commit may take there when the commit leaves the configuration alone.
const MOST_TIME_IDLE: Duration = Duration::from_millis(30);

/// Directories with a root module; each holds ten files, and one file of every fifth is changed.
const SIZES: [usize; 3] = [100, 1_000, 10_000];
const FILES: [&str; 10] = [
    "main.tf",
    "variables.tf",
    "outputs.tf",
    "versions.tf",
    "backend.tf",
    "data.tf",
    "locals.tf",
    "terraform.tfvars",
    "README.md",
    ".terraform.lock.hcl",
];

const CONFIG: &str = r#"version: "1"
access_control:
  terrateam_config_update: ['team:platform']
  files:
    modules/VERSION: ['team:platform']
  policies:
    - tag_query: 'network in dir and env:prod'
      plan: ['role:read']
      apply: ['team:network']
    - tag_query: 'env:prod and region:r1'
      apply: ['team:sre', 'role:admin']
      apply_with_superapproval: ['team:dev']
      superapproval: ['team:sre']
    - tag_query: env:prod
      apply: ['team:sre']
      apply_force: ['role:admin']
    - tag_query: 'env:staging and not (network in dir)'
      apply: ['team:dev', 'team:sre']
    - tag_query: 'dir:live/dev/r0/app3 or sandbox in dir'
    - tag_query: ''
      apply: ['role:write']
apply_requirements:
  checks:
    - tag_query: env:prod
      approved: {enabled: true, any_of: ['team:sre'], any_of_count: 1}
      status_checks: {enabled: false}
      merge_conflicts: {enabled: false}
    - tag_query: ''
      status_checks: {enabled: false}
      merge_conflicts: {enabled: false}
when_modified:
  file_patterns: ['**/*.tf', '**/*.tfvars', '${DIR}/.terraform.lock.hcl']
dirs:
  'live/prod/**': {tags: ['env:prod']}
  'live/prod/r1/**': {tags: ['env:prod', 'region:r1']}
  'live/staging/**': {tags: ['env:staging']}
  'live/dev/**': {tags: ['env:dev']}
  'live/*/*/app7*/**':
    tags: ['env:dev', 'depends']
    when_modified: {depends_on: 'relative_dir:../app1'}
  'modules/**': {when_modified: {file_patterns: []}}
tags:
  dest_branch: {main: '^main$'}
"#;

fn main() -> ExitCode {
    let mut before: Option<Figures> = None;
    let mut held = true;
    for dirs in SIZES {
        let folder = tempfile::tempdir().unwrap();
        build(folder.path(), dirs);
        let figures = measure(folder.path(), dirs);
        figures.print(before.as_ref());
        // Both are looked at, so that both are printed.
        held = Some(&dirs) != SIZES.last() || figures.meet_targets() & hook_meets_targets(folder.path());
        before = Some(figures);
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Times on one repository.
struct Figures {
    files: usize,
    git: Duration,
    commands: Vec<Figure>,
}

/// What one command takes.
struct Figure {
    name: &'static str,
    time: Duration,
    ratio: f64,
    dirspaces: usize,
    peak: Option<usize>,
}

impl Figures {
    fn print(&self, before: Option<&Figures>) {
        println!("{} files: git diff + git ls-tree {:.1} ms", self.files, milliseconds(self.git));
        for (at, figure) in self.commands.iter().enumerate() {
            let Figure { name, time, ratio, dirspaces, peak } = figure;
            let growth = before.and_then(|before| before.commands.get(at)).map(|before| {
                format!(", {:.1} x the time of the repository before", time.as_secs_f64() / before.time.as_secs_f64())
            });
            let peak = peak.map(|peak| format!(", peak memory {:.1} MiB", peak as f64 / 1024.0));
            println!(
                "  {name:<9} {dirspaces:>5} dirspaces {:>7.1} ms = {ratio:.2} x git{}{}",
                milliseconds(*time),
                growth.unwrap_or_default(),
                peak.unwrap_or_default(),
            );
        }
    }

    fn meet_targets(&self) -> bool {
        self.commands.iter().fold(true, |held, figure| {
            let meets = figure.ratio <= MOST_RATIO && figure.time <= MOST_TIME;
            let verb = if meets { "meets" } else { "MISSES" };
            println!("{} {verb} the targets of {MOST_RATIO} x git and {} ms", figure.name, MOST_TIME.as_millis());
            held && meets
        })
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn measure(folder: &Path, dirs: usize) -> Figures {
    let runs = if dirs > 1_000 { 15 } else { 25 };
    let commands: [(&str, &[&str]); 2] = [
        ("dirspaces", &["dirspaces", "--format", "json"]),
        ("simulate", &["simulate", "--user", "alice", "--team", "sre", "--format", "json"]),
    ];
    let answered = commands.map(|(_, arguments)| changed_dirspaces(&whomay(folder, arguments)));
    let mut git = Vec::new();
    let mut own = vec![Vec::new(); commands.len()];
    for _ in 0..runs {
        let diff = time(folder, "git", &["diff", "--name-status", "--no-renames", "-z", "main", "change"]);
        let list = time(folder, "git", &["ls-tree", "-r", "-z", "change"]);
        git.push(diff + list);
        for ((_, arguments), times) in commands.iter().zip(&mut own) {
            times.push(time(folder, PROGRAM, &with_revisions(arguments)));
        }
    }
    let mut figures = Vec::new();
    for ((name, arguments), (times, dirspaces)) in commands.into_iter().zip(own.into_iter().zip(answered)) {
        let ratios = times.iter().zip(&git).map(|(own, git)| own.as_secs_f64() / git.as_secs_f64()).collect();
        let peak = peak(folder, arguments);
        figures.push(Figure { name, time: median(times), ratio: median(ratios), dirspaces, peak });
    }
    Figures { files: dirs * FILES.len(), git: median(git), commands: figures }
}

/// What the hook before a commit takes: where the commit leaves the configuration alone, and where it does not. Beside it
/// stands what git takes to find out which of the two it is.
fn hook_meets_targets(folder: &Path) -> bool {
    git(folder, &["read-tree", "HEAD"], b"");
    let idle = hook_meets_target(folder, "nothing staged", MOST_TIME_IDLE);
    git(folder, &["read-tree", "HEAD"], b"");
    let changed = CONFIG.replacen("apply: ['team:sre', 'role:admin']", "apply: ['team:sre', 'role:write']", 1);
    assert_ne!(changed, CONFIG);
    std::fs::write(folder.join("changed.yml"), changed).unwrap();
    // Only the index, as nothing of this repository is on disk.
    git(folder, &["update-index", "--add", "changed.yml"], b"");
    let listed = Command::new("git").current_dir(folder).args(["rev-parse", ":changed.yml"]).output().unwrap().stdout;
    let id = String::from_utf8(listed).unwrap();
    let entry = format!("100644,{},.terrateam/config.yml", id.trim());
    git(folder, &["update-index", "--force-remove", "changed.yml"], b"");
    git(folder, &["update-index", "--cacheinfo", &entry], b"");
    let answer = Command::new(PROGRAM).current_dir(folder).args(HOOK).output().unwrap().stdout;
    assert!(String::from_utf8_lossy(&answer).contains("gains  role:write  apply"));
    let busy = hook_meets_target(folder, "configuration staged", MOST_TIME);
    idle && busy
}

const HOOK: [&str; 3] = ["lint", "--staged", "--exit-zero"];

fn hook_meets_target(folder: &Path, what: &str, most: Duration) -> bool {
    let pairs = (0..25).map(|_| {
        let own = time(folder, PROGRAM, &HOOK);
        (own, time(folder, "git", &["diff", "--cached", "--quiet", "--", ".terrateam/config.yml"]))
    });
    let (own, git): (Vec<_>, Vec<_>) = pairs.unzip();
    let (own, git) = (median(own), median(git));
    let verb = if own <= most { "meets" } else { "MISSES" };
    println!(
        "lint --staged, {what}: {:.1} ms = {:.2} x git diff --cached, {verb} the target of {} ms",
        milliseconds(own),
        own.as_secs_f64() / git.as_secs_f64(),
        most.as_millis(),
    );
    own <= most
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_whomay");

fn with_revisions<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let revisions = ["--base", "main", "--head", "change", "--default-branch", "main"];
    arguments.iter().copied().chain(revisions).collect()
}

fn time(folder: &Path, program: &str, arguments: &[&str]) -> Duration {
    let began = Instant::now();
    let status = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let time = began.elapsed();
    // 1 is an answer: something is denied or pending.
    assert!(matches!(status.unwrap().code(), Some(0 | 1)), "{program} {arguments:?}");
    time
}

fn whomay(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(PROGRAM).current_dir(folder).args(with_revisions(arguments)).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// That the program did what is measured.
fn changed_dirspaces(answer: &[u8]) -> usize {
    let answer: Json = serde_json::from_slice(answer).unwrap();
    answer.get("dirspaces").and_then(Json::as_array).unwrap().len()
}

/// Peak resident memory in KiB, where GNU time is there to tell.
fn peak(folder: &Path, arguments: &[&str]) -> Option<usize> {
    let arguments = with_revisions(arguments);
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M", PROGRAM])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .output()
        .ok()?;
    String::from_utf8_lossy(&output.stderr).lines().last()?.trim().parse().ok()
}

fn median<T: PartialOrd + Copy>(mut all: Vec<T>) -> T {
    all.sort_by(|one, other| one.partial_cmp(other).unwrap());
    all.get(all.len() / 2).copied().unwrap()
}

/// A repository with `main` and a branch `change`, packed as a fresh clone is.
fn build(folder: &Path, dirs: usize) {
    git(folder, &["init", "-q", "-b", "main"], b"");
    git(folder, &["fast-import", "--quiet"], &history(dirs));
    git(folder, &["repack", "-adq"], b"");
    git(folder, &["symbolic-ref", "HEAD", "refs/heads/change"], b"");
}

fn git(folder: &Path, arguments: &[&str], input: &[u8]) {
    let mut child = Command::new("git").current_dir(folder).args(arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    assert!(child.wait().unwrap().success(), "git {arguments:?}");
}

/// Two commits as `git fast-import` takes them.
fn history(dirs: usize) -> Vec<u8> {
    let mut stream = String::new();
    begin_commit(&mut stream, "main", None);
    file(&mut stream, ".terrateam/config.yml", CONFIG);
    for number in 0..dirs {
        for name in FILES {
            file(&mut stream, &format!("{}/{name}", directory(number)), &format!("# {name} of {number}\n"));
        }
    }
    begin_commit(&mut stream, "change", Some("refs/heads/main"));
    for number in (0..dirs).step_by(5) {
        file(&mut stream, &format!("{}/main.tf", directory(number)), &format!("# main.tf of {number}, changed\n"));
    }
    stream.push_str("done\n");
    stream.into_bytes()
}

fn begin_commit(stream: &mut String, branch: &str, from: Option<&str>) {
    writeln!(stream, "commit refs/heads/{branch}\ncommitter a <a@example.org> 1700000000 +0000\ndata 1\nx").unwrap();
    if let Some(from) = from {
        writeln!(stream, "from {from}").unwrap();
    }
}

fn file(stream: &mut String, path: &str, content: &str) {
    writeln!(stream, "M 100644 inline {path}\ndata {}\n{content}", content.len()).unwrap();
}

/// Where a root module lies: three environments, twenty regions, one module in fifty of the network.
fn directory(number: usize) -> String {
    let env = ["prod", "staging", "dev"].get(number % 3).copied().unwrap_or_else(|| panic!("three environments"));
    let app = if number.is_multiple_of(50) { "network" } else { "app" };
    format!("live/{env}/r{}/{app}{}", number % 20, number / 20)
}
