//! How long `report` takes to read plans, and how much memory: `cargo bench --bench report`.
//!
//! Reading a plan is measured against the least that a reader of JSON can do with the same file: read it, and skip over
//! it without keeping anything. Both run in processes of their own, one after the other, so that whatever else the machine does
//! slows both; time is that of the processor, ratios are taken run by run. The program fails when a target is missed.

#![expect(clippy::disallowed_methods, reason = "writes plans, runs programs and reads what they took")]
#![expect(clippy::print_stdout, reason = "the figures are for people to read")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde::de::IgnoredAny;
use whomay::plan::read::read;
use whomay::plan::wall::{KeyPolicy, Marks};

/// How many times longer than skipping the reading of a plan may take, without and with a look for marked strings.
const MOST_RATIO: f64 = 2.0;
const MOST_RATIO_WITH_WALL: f64 = 3.5;
/// How many times faster than jq it has to be.
const LEAST_GAIN: f64 = 4.0;
/// The most memory for [`CHANGES`], and for each further one, in KiB.
const MOST_MEMORY: f64 = 64.0 * 1024.0;
const MOST_MEMORY_EACH: f64 = 0.25;
/// The plan that the targets are for: 180 MB.
const CHANGES: usize = 50_000;
/// Further plans: 1 MB, 10 MB and 1 GB.
const OTHERS: [usize; 3] = [280, 2_800, 280_000];
/// Of a thousand changes, so many are none.
const NO_OPS: usize = 602;
const RUNS: usize = 9;

const JQ: [&str; 2] = ["-c", "[.resource_changes[].change.actions] | group_by(.) | map([.[0], length])"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == CHILD) {
        child(arguments.get(at + 1).unwrap(), Path::new(arguments.get(at + 2).unwrap()));
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let plan = plan(folder.path(), CHANGES);
    let mut held = time_targets(&plan);
    held = jq_target(&plan) && held;
    held = memory_target(&plan, CHANGES) && held;
    std::fs::remove_file(&plan).unwrap();
    for changes in OTHERS {
        let plan = self::plan(folder.path(), changes);
        let ratios = (0..3).map(|_| {
            let (skip, read) = (run("skip", &plan), run("read", &plan));
            println!("  read: {:.1} ms, skip: {:.1} ms", read.milliseconds, skip.milliseconds);
            read.milliseconds / skip.milliseconds
        });
        // The smallest is over before it can be measured against anything.
        let ratio = median(ratios.collect());
        held = (changes < CHANGES || ratio <= MOST_RATIO_WITH_WALL) && held;
        println!("  {ratio:.2} x skip");
        held = memory_target(&plan, changes) && held;
        std::fs::remove_file(&plan).unwrap();
    }
    if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tells a process of this program that it is one of those that are measured.
const CHILD: &str = "--measured";

/// What a process took.
struct Taken {
    milliseconds: f64,
    /// At its peak, in KiB.
    memory: f64,
    result: String,
}

/// Does one thing to a plan, and prints what it took.
fn child(what: &str, path: &Path) {
    let result = match what {
        "skip" => {
            let bytes = std::fs::read(path).unwrap();
            serde_json::from_slice::<IgnoredAny>(&bytes).unwrap();
            String::new()
        }
        "read" | "read-without-wall" => {
            let mut marks = if what == "read" { Marks::default() } else { Marks::none() };
            let draft = read(std::fs::File::open(path).unwrap(), &mut marks);
            let wall = marks.build();
            let plan = draft.unwrap_or_else(|refusal| panic!("{refusal:?}")).settle(&KeyPolicy::Mask, &wall);
            let (changes, leaves) = (plan.resources.len(), plan.leaves.read);
            format!("{changes} changes, {} unchanged, {leaves} leaves, {} marked", plan.unchanged, wall.strings())
        }
        other => panic!("{other}"),
    };
    // Nanoseconds on a processor come first. They are only brought up to date where the process stops for a moment.
    std::thread::sleep(std::time::Duration::from_micros(1));
    let time = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("{} {} {result}", time.split(' ').next().unwrap(), peak.split_whitespace().next().unwrap());
}

fn run(what: &str, plan: &Path) -> Taken {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program).args([CHILD, what]).arg(plan).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{what}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut words = text.trim_end().splitn(3, ' ');
    let mut number = || words.next().unwrap().parse::<f64>().unwrap();
    let (nanoseconds, memory) = (number(), number());
    Taken { milliseconds: nanoseconds / 1e6, memory, result: words.next().unwrap_or_default().to_owned() }
}

fn time_targets(plan: &Path) -> bool {
    let (mut skip, mut bare, mut walled) = (Vec::new(), Vec::new(), Vec::new());
    let mut ratios = (Vec::new(), Vec::new());
    println!("  {}", run("read", plan).result);
    for _ in 0..RUNS {
        let times = ["skip", "read-without-wall", "read"].map(|what| run(what, plan).milliseconds);
        ratios.0.push(times[1] / times[0]);
        ratios.1.push(times[2] / times[0]);
        skip.push(times[0]);
        bare.push(times[1]);
        walled.push(times[2]);
    }
    println!("  skip: {:.0} ms", median(skip));
    let bare = meets("read without the second wall", median(bare), median(ratios.0), MOST_RATIO);
    meets("read", median(walled), median(ratios.1), MOST_RATIO_WITH_WALL) && bare
}

fn meets(what: &str, milliseconds: f64, ratio: f64, most: f64) -> bool {
    let verb = if ratio <= most { "meets" } else { "MISSES" };
    println!("  {what}: {milliseconds:.0} ms = {ratio:.2} x skip, {verb} the target of {most} x");
    ratio <= most
}

fn jq_target(plan: &Path) -> bool {
    let mut gains = Vec::new();
    for _ in 0..3 {
        let before = time_of_children();
        let counted = Command::new("jq").args(JQ).arg(plan).stdout(Stdio::null()).status();
        assert!(counted.is_ok_and(|status| status.success()), "jq has to be installed: reading is compared with it");
        gains.push((time_of_children() - before) / run("read", plan).milliseconds);
    }
    let gain = median(gains);
    let verb = if gain >= LEAST_GAIN { "meets" } else { "MISSES" };
    println!("  jq takes {gain:.1} x as long as read, {verb} the target of {LEAST_GAIN} x");
    gain >= LEAST_GAIN
}

/// Time on a processor of all children that have ended, in milliseconds.
fn time_of_children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    // Fields 16 and 17, in hundredths of a second; the third is the first after the name.
    after_name.split_whitespace().skip(13).take(2).map(|ticks| ticks.parse::<f64>().unwrap() * 10.0).sum()
}

fn memory_target(plan: &Path, changes: usize) -> bool {
    let peak = run("read", plan).memory;
    let most = MOST_MEMORY + MOST_MEMORY_EACH * changes.saturating_sub(CHANGES) as f64;
    let verb = if peak <= most { "meets" } else { "MISSES" };
    println!("  peak memory {:.1} MiB, {verb} the target of {:.0} MiB", peak / 1024.0, most / 1024.0);
    peak <= most
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap()
}

/// Writes a plan as the engine does: in one line, with everything that a change carries standing in it four times.
fn plan(folder: &Path, changes: usize) -> PathBuf {
    let path = folder.join(format!("{changes}.json"));
    let mut file = BufWriter::new(std::fs::File::create(&path).unwrap());
    let mut section = |before: &str, one: fn(usize) -> String, after: &str| {
        write!(file, "{before}").unwrap();
        for number in 0..changes {
            write!(file, "{}{}", if number > 0 { "," } else { "" }, one(number)).unwrap();
        }
        write!(file, "{after}").unwrap();
    };
    let variables =
        r#""variables":{"region":{"value":"eu-central-1"},"password":{"value":"correct horse battery staple"}}"#;
    let begin = format!(r#"{{"format_version":"1.2","terraform_version":"1.11.4",{variables},"planned_values":"#);
    section(&format!(r#"{begin}{{"root_module":{{"resources":["#), planned, "]}}");
    section(",\"resource_changes\":[", change, "]");
    let outputs = r#""outputs":{"endpoint":{"sensitive":false,"type":"string","value":"db.example.org"}}"#;
    let state = format!(r#""format_version":"1.0","terraform_version":"1.11.4","values":{{{outputs},"root_module":"#);
    section(&format!(r#","prior_state":{{{state}{{"resources":["#), prior, "]}}}");
    let provider = r#""provider_config":{"aws":{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws"}}"#;
    section(&format!(r#","configuration":{{{provider},"root_module":{{"resources":["#), configured, "]}}");
    section(r#","relevant_attributes":["#, relevant, "],");
    writeln!(file, r#""timestamp":"2026-01-02T03:04:05Z","applyable":true,"complete":true,"errored":false}}"#).unwrap();
    file.flush().unwrap();
    println!("{changes} changes, {:.1} MB", std::fs::metadata(&path).unwrap().len() as f64 / 1e6);
    path
}

fn is_no_op(number: usize) -> bool {
    number * 7919 % 1000 < NO_OPS
}

fn relevant(number: usize) -> String {
    format!(r#"{{"resource":"{}","attribute":["vpc_security_group_ids",0]}}"#, address(number).replace('"', "\\\""))
}

fn address(number: usize) -> String {
    format!("aws_instance.{}[\"node-{number}\"]", role(number))
}

fn role(number: usize) -> &'static str {
    ["web", "worker", "bastion", "cache", "queue"].get(number % 5).copied().unwrap_or_default()
}

/// What all lists say of a resource.
fn identity(number: usize) -> String {
    let address = address(number).replace('"', "\\\"");
    let role = role(number);
    let key = format!(r#""index":"node-{number}","provider_name":"registry.terraform.io/hashicorp/aws""#);
    format!(r#""address":"{address}","mode":"managed","type":"aws_instance","name":"{role}",{key}"#)
}

/// What the provider says of a resource.
fn values(number: usize, is_new: bool) -> String {
    let mut text = String::with_capacity(1024);
    let hash = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let ami = if is_new { "ami-0fedcba9876543210" } else { "ami-0123456789abcdef0" };
    let _ = write!(
        text,
        r#"{{"ami":"{ami}","arn":"arn:aws:ec2:eu-central-1:123456789012:instance/i-{hash:017x}","availability_zone":"eu-central-1{zone}","credit_specification":[{{"cpu_credits":"standard"}}],"disable_api_termination":false,"hibernation":null,"id":"i-{hash:017x}","instance_type":"m5.large","ipv6_addresses":[],"password_data":"{hash:016x}-{number}","private_ip":"10.{a}.{b}.{c}","root_block_device":[{{"delete_on_termination":true,"encrypted":true,"iops":3000,"volume_size":{size},"volume_type":"gp3"}}],"tags":{{"Name":"node-{number}","env":"prod","owner":"team {team}"}},"vpc_security_group_ids":["sg-0123456789abcdef0"]}}"#,
        zone = ["a", "b", "c"].get(number % 3).copied().unwrap_or_default(),
        a = number / 65_536 % 256,
        b = number / 256 % 256,
        c = number % 256,
        size = 8 + number % 500,
        team = number % 40,
    );
    text
}

/// One resource in five has a marked value, which is more than in most plans.
fn marks(number: usize) -> &'static str {
    if number.is_multiple_of(5) { MARKED } else { UNMARKED }
}

const MARKED: &str = r#"{"credit_specification":[{}],"ipv6_addresses":[],"password_data":true,"root_block_device":[{}],"tags":{},"vpc_security_group_ids":[false]}"#;
const UNMARKED: &str = r#"{"credit_specification":[{}],"ipv6_addresses":[],"root_block_device":[{}],"tags":{},"vpc_security_group_ids":[false]}"#;

fn planned(number: usize) -> String {
    let (identity, values) = (identity(number), values(number, !is_no_op(number)));
    format!(r#"{{{identity},"schema_version":1,"values":{values},"sensitive_values":{}}}"#, marks(number))
}

fn prior(number: usize) -> String {
    let (identity, values) = (identity(number), values(number, false));
    format!(r#"{{{identity},"schema_version":1,"values":{values},"sensitive_values":{}}}"#, marks(number))
}

fn change(number: usize) -> String {
    let action = if is_no_op(number) { "no-op" } else { "update" };
    let (before, after) = (values(number, false), values(number, !is_no_op(number)));
    let marks = format!(r#""before_sensitive":{0},"after_sensitive":{0}"#, marks(number));
    let values = format!(r#""before":{before},"after":{after},"after_unknown":{{}}"#);
    format!(r#"{{{},"change":{{"actions":["{action}"],{values},{marks}}}}}"#, identity(number))
}

fn configured(number: usize) -> String {
    // Blocks are few: most of them have many instances.
    let name = format!("{}_{number}", role(number));
    let expressions = r#"{"ami":{"references":["var.ami"]},"instance_type":{"constant_value":"m5.large"}}"#;
    format!(
        r#"{{"address":"aws_instance.{name}","mode":"managed","type":"aws_instance","name":"{name}","provider_config_key":"aws","expressions":{expressions},"schema_version":1}}"#
    )
}
