//! `lint`: what is looked at, how far, by which levels, and how it ends.

use std::io::Write as _;
use std::process::Stdio;

use crate::sandbox::{Run, Sandbox, whomay};

/// One warning in it.
const OPEN: &str = "access_control:\n  policies:\n    - tag_query: prod in dir\n      plan: ['team:sre']\n";
pub(crate) const CLOSED: &str =
    "access_control:\n  policies:\n    - tag_query: prod in dir\n      apply: ['team:sre']\n";
pub(crate) const BROKEN: &str = "access_control:\n  polices: []\n";
pub(crate) const CONFIG: &str = ".terrateam/config.yml";
const CODE: &str = "apply-open-by-omission";
pub(crate) const FORMATS: [&str; 6] = ["human", "json", "sarif", "github", "gitlab", "junit"];

pub(crate) fn repository(config: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("prod/main.tf", "# 1\n").write(CONFIG, config);
    sandbox.commit("first");
    sandbox
}

fn findings(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.run(&format!("lint --format json {line}"))
}

/// `PATH:LINE code severity` of each finding with one of these codes: other lints may come, and would change the tests
/// about levels and places.
fn found(run: &Run) -> Vec<String> {
    let answer = run.json();
    let files = answer["files"].as_array().unwrap().iter();
    let findings = files.flat_map(|file| file["findings"].as_array().unwrap());
    let codes = [CODE, "unknown-lint", "unknown-key", "empty-file", "file-too-large", "many-stacks"];
    let of_interest = |one: &&serde_json::Value| codes.iter().any(|code| one["code"] == *code);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    findings
        .filter(of_interest)
        .map(|one| {
            let place = &one["labels"][0];
            format!("{}:{} {} {}", text(&place["path"]), place["line"], text(&one["code"]), text(&one["severity"]))
        })
        .collect()
}

/// Why the repository was not looked at, wholly or in part.
fn skipped(run: &Run) -> String {
    let answer = run.json();
    let all = answer["files"][0]["skipped"].as_array().unwrap().clone();
    let of_repository = all.into_iter().find(|one| one["depth"] == "repository");
    of_repository.map_or_else(String::new, |one| one["why"].as_str().unwrap().to_owned())
}

fn with_input(sandbox: &Sandbox, line: &str, input: &str) -> Run {
    let mut command = whomay(sandbox.path());
    let streams = command.args(line.split(' ')).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Run::from(child.wait_with_output().unwrap())
}

#[test]
fn the_configuration_is_found_and_looked_at_with_its_repository() {
    let sandbox = repository(OPEN);
    sandbox.write("deep/er/x", "");
    let wanted = [".terrateam/config.yml:3 apply-open-by-omission warning"];
    for run in [
        findings(&sandbox, ""),
        findings(&sandbox, CONFIG),
        findings(&sandbox, "./deep/../.terrateam/config.yml"),
        findings(&sandbox, "-C deep/er"),
        findings(&sandbox, "-C deep/er ../../.terrateam/config.yml"),
        sandbox.run_in("deep", "lint --format json ../.terrateam/config.yml"),
        sandbox.run_in(".terrateam", "lint --format json config.yml"),
    ] {
        assert_eq!(found(run.negative().quiet()), wanted);
        assert_eq!(skipped(&run), "");
    }
}

#[test]
fn the_server_chooses_between_the_two_names() {
    let sandbox = repository(CLOSED);
    sandbox.remove(CONFIG).write(".terrateam/config.yaml", OPEN);
    let yaml = [".terrateam/config.yaml:3 apply-open-by-omission warning"];
    assert_eq!(found(&findings(&sandbox, "")), yaml);
    sandbox.write(CONFIG, " \n");
    assert_eq!(found(&findings(&sandbox, "")), yaml, "an empty file counts as none");
    sandbox.write(CONFIG, OPEN);
    assert_eq!(found(&findings(&sandbox, "")), [".terrateam/config.yml:3 apply-open-by-omission warning"]);
    let other = findings(&sandbox, ".terrateam/config.yaml");
    assert_eq!(found(&other), yaml);
    assert!(skipped(&other).contains("the server reads .terrateam/config.yml"), "{}", skipped(&other));
    sandbox.write(CONFIG, "").write(".terrateam/config.yaml", "\n");
    assert_eq!(found(&findings(&sandbox, "")), [".terrateam/config.yml:1 empty-file error"]);
}

#[test]
fn without_a_configuration_everybody_may_do_everything_and_that_is_said() {
    let sandbox = Sandbox::new();
    sandbox.run("lint").fails("they let everyone plan and apply", "whomay lint PATH");
    sandbox.commit("nothing");
    assert_eq!(sandbox.run("lint --staged").clean().quiet().out, "", "nothing is staged");
    sandbox.run("lint --ref main").fails("in the commit", "");
    let plain = Sandbox::empty();
    plain.run("lint").fails("in this folder", "");
}

#[test]
fn a_configuration_that_does_not_load_is_a_finding() {
    let sandbox = repository(BROKEN);
    let run = findings(&sandbox, "");
    assert_eq!(found(run.negative().quiet()), [".terrateam/config.yml:2 unknown-key error"]);
    assert!(skipped(&run).contains("does not load"));
    sandbox.write(CONFIG, "a: [\n");
    findings(&sandbox, "").negative().quiet();
    std::fs::write(sandbox.at(CONFIG), b"a: \xff\n").unwrap();
    findings(&sandbox, "").negative().quiet();
    sandbox.write(CONFIG, &"# long\n".repeat(1 << 18));
    assert_eq!(found(findings(&sandbox, "").negative().quiet()), [".terrateam/config.yml:1 file-too-large error"]);
    assert_eq!(found(findings(&sandbox, CONFIG).negative()), [".terrateam/config.yml:1 file-too-large error"]);
}

#[test]
fn a_configuration_that_the_files_do_not_fit_is_a_finding() {
    let stacks = "stacks: {names: {a: {tag_query: prod in dir}, b: {tag_query: 'prod in dir'}}}\n";
    let sandbox = repository(stacks);
    let run = findings(&sandbox, "");
    assert_eq!(found(run.negative().quiet()), [".terrateam/config.yml:1 many-stacks error"]);
    assert!(skipped(&run).contains("does not fit"));
    sandbox.write("other.yml", stacks);
    assert_eq!(found(&findings(&sandbox, "other.yml")), Vec::<String>::new(), "another file governs nothing");
}

#[test]
fn what_enforce_goes_by_is_looked_for_in_the_repository() {
    let codes = |run: Run| run.json()["files"][0]["findings"].to_string().matches("\"unguarded-gate\"").count();
    let sandbox = repository(CLOSED);
    let job = "decide:\n  script:\n    - whomay enforce --pull 1\n";
    sandbox.write(".gitlab/whomay/apply.yml", job).write(".whomay.yml", "lints: {}\n").git(["add", "."]);
    assert_eq!(codes(findings(&sandbox, "")), 2);
    assert_eq!(codes(findings(&sandbox, "--staged")), 0, "what is in the files is not known");
    let guarded = "  files:\n    .whomay.yml: ['team:sre']\n    .gitlab/whomay/apply.yml: ['team:sre']\n";
    sandbox.write(CONFIG, &format!("{CLOSED}{guarded}"));
    assert_eq!(codes(findings(&sandbox, "")), 0);
}

#[test]
fn the_state_that_was_asked_for_is_looked_at() {
    let sandbox = repository(OPEN);
    sandbox.write(CONFIG, CLOSED).git(["add", CONFIG]);
    sandbox.write(CONFIG, BROKEN);
    let codes = |line: &str| found(&findings(&sandbox, line));
    assert_eq!(codes(""), [".terrateam/config.yml:2 unknown-key error"]);
    assert_eq!(codes("--staged"), Vec::<String>::new());
    assert_eq!(codes("--ref main"), [".terrateam/config.yml:3 apply-open-by-omission warning"]);
    assert_eq!(codes(&format!("--ref HEAD {CONFIG}")), [".terrateam/config.yml:3 apply-open-by-omission warning"]);
    assert!(skipped(&findings(&sandbox, "--staged")).contains("--staged"));
    assert_eq!(skipped(&findings(&sandbox, "--ref main")), "");
    sandbox.run("lint --staged --ref main").fails("cannot be used with", "");
    sandbox.run("lint --ref mian").fails("mian", "main");
    sandbox.run("lint --ref main other.yml").fails("there is no file `other.yml` in the commit", "");
    sandbox.run("lint --staged /etc/hostname").fails("not inside the repository", "");
}

#[test]
fn what_could_not_be_read_is_said() {
    let sandbox = repository(OPEN);
    sandbox.link("prod/link.tf", "main.tf");
    std::fs::write(sandbox.at("prod/latin.tf"), b"# caf\xe9\n").unwrap();
    sandbox.write("prod/large.tf", &"# long\n".repeat(1 << 18));
    assert_eq!(skipped(&findings(&sandbox, "")), "only in part: what is in 3 of 4 files was not read");
    for number in 0..4_000 {
        sandbox.write(format!("many/{number}.tf"), "");
    }
    assert_eq!(skipped(&findings(&sandbox, "")), "only in part: what is in 4 of 4004 files was not read");
}

#[test]
fn a_file_by_itself_is_looked_at_alone() {
    let sandbox = repository(CLOSED);
    sandbox.write("other.yml", OPEN);
    let run = findings(&sandbox, "other.yml");
    assert_eq!(found(run.negative()), ["other.yml:3 apply-open-by-omission warning"]);
    assert!(skipped(&run).contains("is not .terrateam/config.yml"));
    let two = findings(&sandbox, &format!("other.yml {CONFIG}"));
    assert_eq!(found(two.negative()), ["other.yml:3 apply-open-by-omission warning"]);
    assert_eq!(two.json()["files"].as_array().unwrap().len(), 2);
    sandbox.run("lint nowhere.yml").fails("nowhere.yml", "");
    sandbox.run("lint prod").fails("prod is a folder", "-C DIR");

    let plain = Sandbox::empty();
    plain.write("c.yml", OPEN);
    let run = findings(&plain, "c.yml");
    assert_eq!(found(run.negative()), ["c.yml:3 apply-open-by-omission warning"]);
    assert!(skipped(&run).contains("no repository"));
    plain.write(CONFIG, OPEN).write(".whomay.yml", &format!("lints: {{{CODE}: deny}}\n"));
    assert_eq!(found(&findings(&plain, "")), [".terrateam/config.yml:3 apply-open-by-omission error"]);
    plain.run("lint --staged").fails("no git repository", "");
    plain.run("lint --ref main").fails("no git repository", "");
}

#[test]
fn standard_input_may_be_the_configuration() {
    let sandbox = repository(CLOSED);
    let run = with_input(&sandbox, "lint --format json -", OPEN);
    assert_eq!(found(run.negative().quiet()), ["standard input:3 apply-open-by-omission warning"]);
    assert!(!skipped(&run).is_empty());
    let run = with_input(&sandbox, "lint --format json - --stdin-filename .terrateam/config.yml", OPEN);
    assert_eq!(found(run.negative().quiet()), [".terrateam/config.yml:3 apply-open-by-omission warning"]);
    assert_eq!(skipped(&run), "");
    sandbox.run("lint - -").fails("twice", "once");
    sandbox.run("lint --stdin-filename a").fails("--stdin-filename", "`-`");
}

#[test]
fn levels_come_from_the_file_and_then_from_the_command_line() {
    let sandbox = repository(OPEN);
    let level =
        |line: &str| found(&findings(&sandbox, line)).pop().map(|one| one.rsplit(' ').next().unwrap().to_owned());
    let [warning, error] = ["warning", "error"].map(|severity| Some(severity.to_owned()));
    for (line, wanted) in [
        (format!("--allow {CODE}"), None),
        (format!("--deny {CODE}"), error.clone()),
        (format!("--deny {CODE} --warn {CODE}"), warning.clone()),
        (format!("--warn {CODE} --deny {CODE}"), error.clone()),
        (format!("--deny {CODE} --allow unknown-override,{CODE}"), None),
        (format!("--allow {CODE} --warn unknown-override --deny {CODE},unknown-override"), error.clone()),
        ("--deny warnings".to_owned(), error.clone()),
        (format!("--deny warnings --allow {CODE}"), None),
    ] {
        assert_eq!(level(&line), wanted, "{line}");
    }
    sandbox.write(".whomay.yml", &format!("lints: {{{CODE}: deny}}\n"));
    assert_eq!(level(""), error);
    assert_eq!(level(&format!("--warn {CODE}")), warning);
    assert_eq!(level("--ref main"), warning, "the commit has no such file");
    sandbox
        .run("lint --allow apply-open-by-omision")
        .fails("apply-open-by-omision", &format!("Did you mean `{CODE}`?"));
    sandbox.run("lint --allow warnings").fails("warnings", "");
    sandbox.run("lint --allow wrong-type").fails("wrong-type", "an error whatever its level");
}

#[test]
fn mistakes_in_the_options_file_are_not_passed_over() {
    let sandbox = repository(CLOSED);
    sandbox.write(".whomay.yml", "lints: {apply-open-by-omision: allow}\n");
    let run = findings(&sandbox, "");
    assert_eq!(found(run.negative()), [".whomay.yml:1 unknown-lint warning"]);
    assert_eq!(found(&findings(&sandbox, "--allow unknown-lint")), Vec::<String>::new());
    assert_eq!(found(&findings(&sandbox, "--deny warnings")), [".whomay.yml:1 unknown-lint error"]);
    sandbox.write(".whomay.yml", &format!("lints: {{{CODE}: silent}}\n"));
    sandbox.run("lint").fails(".whomay.yml cannot be used", "allow");
    sandbox.write(".whomay.yml", "lints: [\n");
    sandbox.run("lint").fails(".whomay.yml cannot be read", "");
    sandbox.remove(".whomay.yml").link(".whomay.yml", CONFIG);
    sandbox.run("lint").fails("symbolic link", "");
}

#[test]
fn every_format_ends_the_same_way() {
    let endings = |sandbox: &Sandbox, line: &str| {
        let statuses = FORMATS.map(|format| sandbox.run(&format!("lint --format {format} {line}")).status);
        assert!(statuses.iter().all(|status| *status == statuses[0]), "{line}: {statuses:?}");
        statuses[0]
    };
    let sandbox = repository(OPEN);
    assert_eq!(endings(&sandbox, ""), 1);
    assert_eq!(endings(&sandbox, "--fail-on error"), 0);
    assert_eq!(endings(&sandbox, &format!("--fail-on error --deny {CODE}")), 1);
    assert_eq!(endings(&sandbox, &format!("--deny {CODE} --exit-zero")), 0);
    assert_eq!(endings(&sandbox, "nowhere.yml"), 2);
    sandbox.write(CONFIG, BROKEN);
    assert_eq!(endings(&sandbox, "--fail-on error"), 1);
    assert_eq!(endings(&sandbox, "--exit-zero"), 0);
    sandbox.write(CONFIG, "# nothing\n");
    assert_eq!(endings(&sandbox, "--allow no-config-content --fail-on error"), 2, "no such lint");
}

#[test]
fn a_clean_run_says_what_it_looked_at() {
    let sandbox = repository(CLOSED);
    let silent = "lint --fail-on error";
    let run = sandbox.run(silent);
    run.clean().quiet().says("in .terrateam/config.yml").says("not looked at: the forge");
}

#[test]
fn schemas_and_explanations_are_there() {
    let sandbox = Sandbox::empty();
    sandbox.run("schema lint").clean().quiet().says("Findings of whomay");
    let page = sandbox.run(&format!("explain {CODE}"));
    page.clean()
        .quiet()
        .says(CODE)
        .says("Why it matters")
        .says("      access_control:")
        .never_says("```")
        .never_says("##");
    sandbox.run("explain apply-open-by-omision").fails("apply-open-by-omision", CODE);
}

/// Entries that another one covers, which can go without a decision changing.
const FIXABLE: &str = "\
# keep me
access_control:
  terrateam_config_update: ['team:a', 'team:a']
  ci_config_update: ['team:a']
  policies:
    - tag_query: prod in dir
      apply: ['team:sre', 'team:sre']
";

#[test]
fn fixes_are_shown_and_nothing_is_written() {
    let sandbox = repository(FIXABLE);
    let run = sandbox.run("lint --diff");
    run.negative().quiet().says("--- a/.terrateam/config.yml\n+++ b/.terrateam/config.yml\n@@").says("\n+");
    assert_eq!(std::fs::read_to_string(sandbox.at(CONFIG)).unwrap(), FIXABLE);
    assert_eq!(sandbox.run("lint --diff --exit-zero").clean().out, run.out);
    assert_eq!(sandbox.run("lint --diff --ref main").negative().out, run.out);
    // What it shows is a patch, and the patch does what --fix does.
    sandbox.write("fix.patch", &run.out).git(["apply", "fix.patch"]);
    let patched = std::fs::read_to_string(sandbox.at(CONFIG)).unwrap();
    sandbox.write(CONFIG, FIXABLE).run("lint --fix --exit-zero").clean().quiet();
    assert_eq!(std::fs::read_to_string(sandbox.at(CONFIG)).unwrap(), patched);
    let again = sandbox.run("lint --diff").out;
    assert!(!again.contains("+++"), "{again}");
}

#[test]
fn fixes_are_made_in_place() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = repository(FIXABLE);
    std::fs::set_permissions(sandbox.at(CONFIG), std::fs::Permissions::from_mode(0o640)).unwrap();
    let run = sandbox.run("lint --fix --exit-zero");
    run.clean().quiet().says("fixed .terrateam/config.yml:");
    let text = std::fs::read_to_string(sandbox.at(CONFIG)).unwrap();
    assert!(text.starts_with("# keep me\n") && text != FIXABLE, "{text}");
    assert_eq!(std::fs::metadata(sandbox.at(CONFIG)).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(sandbox.at(".terrateam")).unwrap().count(), 1, "nothing else is left in the folder");
    sandbox.write(CONFIG, FIXABLE).write("other.yml", FIXABLE).link("link.yml", "other.yml");
    let made = sandbox.run("lint --fix --exit-zero --format json link.yml").clean().json();
    assert!(!made["files"][0]["fixed"].as_array().unwrap().is_empty());
    assert!(sandbox.at("link.yml").is_symlink());
    assert_eq!(std::fs::read_to_string(sandbox.at("other.yml")).unwrap(), text, "what the link leads to is written");
    assert_eq!(std::fs::read_to_string(sandbox.at(CONFIG)).unwrap(), FIXABLE, "no other file is");
}

#[test]
fn what_loads_only_since_it_was_fixed_is_looked_at_with_its_repository() {
    let sandbox = repository("version: 1\ndirs:\n  nowhere: {tags: [a]}\n");
    assert!(!findings(&sandbox, "").out.contains("directory-does-not-exist"));
    let run = findings(&sandbox, "--fix");
    run.negative().quiet().says("directory-does-not-exist");
    assert!(!skipped(&run).contains("does not load"), "{}", run.out);
    assert_eq!(findings(&sandbox, "").json()["files"][0]["findings"], run.json()["files"][0]["findings"]);
}

#[test]
fn a_folder_that_is_not_there_is_no_folder_without_a_configuration() {
    Sandbox::ready().run("lint -C nowhere").fails("there is no folder nowhere", "-C");
}

#[test]
fn only_files_of_the_work_tree_are_fixed() {
    let sandbox = repository(FIXABLE);
    sandbox.run("lint --fix --staged").fails("cannot be used with", "");
    sandbox.run("lint --fix --ref main").fails("cannot be used with", "");
    sandbox.run("lint --fix --diff").fails("cannot be used with", "");
    sandbox.run("lint --diff --format json").fails("cannot be used with", "");
    sandbox.run("lint --fix -").fails("standard input is none", "--diff");
    let run = with_input(&sandbox, "lint --diff - --stdin-filename x.yml", FIXABLE);
    run.negative().quiet().says("+++ b/x.yml");
}
