//! Programs that the examples call: `whomay` with arguments that it takes, and others that a reader can be expected to
//! have.

use crate::pages::root;
use crate::script;

/// Other programs, by why they may be called. A name that is missing here is a typing mistake, or one more thing that
/// readers need: say on the page where it comes from, and add it.
const OTHERS: [(&str, &[&str]); 6] = [
    (
        "part of the shell",
        &[
            ".", ":", "[", "cd", "echo", "exit", "export", "printf", "read", "set", "shift", "test", "trap", "true",
            "umask", "wait",
        ],
    ),
    (
        "on every Unix",
        &["cat", "chmod", "cmp", "cp", "install", "ls", "mkdir", "mktemp", "mv", "rm", "sed", "tar", "tee", "touch"],
    ),
    ("on every runner", &["base64", "bash", "curl", "gh", "git", "glab", "jq", "sha256sum", "shasum", "unzip"]),
    ("what is planned with", &["terraform", "tofu", "terragrunt"]),
    ("what installs", &["cargo", "rustc", "pip", "pipx", "uv", "uvx", "pre-commit", "prek", "apt-get", "brew"]),
    ("a script on docs/report-in-a-job.md", &["ci/plan.sh"]),
];

/// Holds every command of a script to be one that can be called so. `place` is for the message.
pub(crate) fn check(script: &str, place: &str) {
    for words in script::commands(script) {
        check_command(&words, place);
    }
}

fn check_command(words: &[String], place: &str) {
    let name = words[0].as_str();
    let name = name.strip_prefix("$HOME/.local/bin/").unwrap_or(name);
    match name {
        "whomay" | "bin/whomay" => check_arguments(words, place),
        "cargo" if words.get(1).is_some_and(|word| word == "run") => {
            let own = words.iter().position(|word| word == "--").expect("what the program is called with");
            check_arguments(&words[own..], place);
        }
        "cargo" if words.get(1).is_some_and(|word| word == "bench") => check_bench(words, place),
        _ if OTHERS.iter().any(|(_, names)| names.contains(&name)) => {}
        _ if name.starts_with('$') => {}
        _ => {
            let ours = ["tests/", ".ci/", "release/", "hooks/", "fuzz/"];
            // A clone has the name of the program.
            let path = name.trim_start_matches("./").trim_start_matches("whomay/");
            let is_ours = ours.iter().any(|folder| path.starts_with(folder)) && root().join(path).is_file();
            assert!(is_ours, "{place}: nothing is known of `{name}`, in `{}`", words.join(" "));
        }
    }
}

/// `whomay` has the command, and the command takes the arguments.
pub(crate) fn check_arguments(words: &[String], place: &str) {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let Err(error) = whomay::cli::command().try_get_matches_from(words) else { return };
    let shows = [DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion];
    assert!(shows.contains(&error.kind()), "{place}: `{}`: {error}", words.join(" "));
}

fn check_bench(words: &[String], place: &str) {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let name = words.last().unwrap();
    assert!(manifest.contains(&format!("[[bench]]\nname = \"{name}\"\n")), "{place}: there is no bench `{name}`");
}

/// Whether a line can be typed in the tour's repository: one call of `whomay` that asks no forge, with nothing in it that
/// only a job or a reader knows.
pub(crate) fn runs_in_the_tour(line: &str) -> Option<String> {
    let line = line.replacen("cargo run --release --locked -- ", "whomay ", 1);
    let [words] = script::commands(&line).try_into().ok()?;
    let asks = |word: &String| ["--online", "--pull", "--post"].iter().any(|option| word.starts_with(option));
    let elsewhere = ["enforce", "init"].contains(&words.get(1).map(String::as_str).unwrap_or_default());
    let open = line.contains(['$', '<', '>', '*', '…']) || words.iter().any(asks) || elsewhere;
    (words[0] == "whomay" && !open).then_some(line)
}

/// Lines with those that end with a backslash joined to the next.
pub(crate) fn lines(script: &str) -> Vec<String> {
    script.replace("\\\n", " ").lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect()
}

#[test]
fn a_wrong_argument_is_seen() {
    let fails = |script: &'static str| std::panic::catch_unwind(move || check(script, "here")).is_err();
    assert!(!fails("whomay lint --fail-on error && git fetch origin main"));
    assert!(fails("whomay lint --fail-on eror") && fails("x=$(whomay lnt)") && fails("nothing-like-this"));
    assert!(fails("cargo run --release --locked -- dmo") && fails("cargo bench --bench none") && fails("./tests/none"));
}
