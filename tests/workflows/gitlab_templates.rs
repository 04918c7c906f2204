//! What GitLab's templates do with inputs, downloads and images that are not as they should be; and what lint leaves.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::actions::Ran;
use crate::fake::gitlab::Tier;
use crate::gitlab::{CONFIG, config};
use crate::pipelines::{Form, Pipelines, TERRAFORM, WHOMAY, documents, template};
use crate::shop::Shop;
use crate::terraform::run;

/// The second policy is never reached, which is an error; that anybody may change the rules is a warning, and that anybody may change
/// the job that enforces them is one where that is a file of the project.
const BAD: &str = "\
access_control:
  policies:
    - {tag_query: '', apply: ['team:net']}
    - {tag_query: 'prod in dir', apply: ['team:sre']}
";

/// The same without the error.
const ODD: &str = "\
access_control:
  policies:
    - {tag_query: '', apply: ['team:net']}
";

fn pipelines(config: &str, form: Form) -> Pipelines {
    Pipelines::with(Tier::Free, Shop::with(config, "network", &["prod"]), form)
}

#[track_caller]
fn nobodys_code_ran(pipelines: &Pipelines, what: &str) {
    assert!(!pipelines.shop.at("pwned").exists(), "{what}");
}

#[track_caller]
fn nothing_ran(pipelines: &Pipelines, what: &str) {
    nobodys_code_ran(pipelines, what);
    assert!(pipelines.shop.terraform.calls().is_empty(), "{what}");
}

fn code_quality(pipelines: &Pipelines) -> Json {
    let text = pipelines.artifact("whomay-lint", "gl-code-quality-report.json").unwrap();
    let issues: Json = serde_json::from_str(&text).unwrap();
    let schema: Json = serde_json::from_str(include_str!("../lint_formats/gitlab.schema.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(&issues), "{issues}");
    issues
}

/// The names of its tests.
fn junit(pipelines: &Pipelines) -> Vec<String> {
    let report = pipelines.shop.at("artifacts/whomay-lint/whomay-lint.xml");
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lint_formats/junit-10.xsd");
    run(Command::new("xmllint").args(["--noout", "--schema", schema]).arg(&report));
    let text = std::fs::read_to_string(report).unwrap();
    text.split("<testcase name=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn findings_are_in_both_reports_and_fail_the_job() {
    for (form, count) in [(Form::Files, "1 error, 2 warnings"), (Form::Components, "1 error, 1 warning")] {
        let pipelines = pipelines(BAD, form);
        pipelines.push().fails().says("unreachable-policy").says(count);
        let issues = code_quality(&pipelines);
        assert_eq!(issues[0]["location"]["path"], ".terrateam/config.yml");
        let named = |issue: &Json| issue["check_name"] == "unreachable-policy";
        assert!(issues.as_array().unwrap().iter().any(named), "{issues}");
        assert_eq!(junit(&pipelines).len(), issues.as_array().unwrap().len());
        // One run for the log and both reports, which so cannot differ.
        assert_eq!(template("lint").matches("whomay\" lint ").count(), 1);
    }
}

#[test]
fn a_good_configuration_passes_with_reports_that_say_so() {
    for form in [Form::Files, Form::Remote, Form::Components] {
        let pipelines = pipelines(&config(form), form);
        pipelines.push().succeeds();
        assert_eq!(code_quality(&pipelines), json!([]));
        assert_eq!(junit(&pipelines).len(), 1);
    }
}

#[test]
fn what_fails_lint_is_an_input() {
    for (config, fail_on, passes) in
        [(ODD, "warning", false), (ODD, "error", true), (BAD, "error", false), (BAD, "none", true)]
    {
        let mut pipelines = pipelines(config, Form::Files);
        pipelines.input("lint", "fail-on", fail_on);
        let ran = pipelines.push();
        assert_eq!(ran.status == 0, passes, "{fail_on}: {}", ran.log);
        assert_ne!(code_quality(&pipelines), json!([]), "{fail_on}");
    }
}

#[test]
fn lint_looks_at_the_files_that_are_named() {
    let mut pipelines = pipelines(CONFIG, Form::Files);
    pipelines.shop.write("other.yml", BAD);
    pipelines.shop.commit("another file");
    pipelines.input("lint", "paths", ".terrateam/config.yml\nother.yml\n");
    pipelines.push().fails();
    let issues = code_quality(&pipelines);
    assert!(issues.as_array().unwrap().iter().all(|issue| issue["location"]["path"] == "other.yml"), "{issues}");

    pipelines.input("lint", "paths", "nowhere.yml");
    pipelines.push().fails().says("cannot read");
    assert_eq!(pipelines.artifact("whomay-lint", "gl-code-quality-report.json"), None);
}

/// An archive with another program, which is a trap.
fn other_archive(pipelines: &Pipelines) -> Vec<u8> {
    let folder = pipelines.shop.at("other");
    std::fs::create_dir_all(&folder).unwrap();
    pipelines.shop.put_trap(&folder.join("whomay"));
    run(Command::new("tar").arg("-czf").arg(folder.join("archive")).arg("-C").arg(&folder).arg("whomay"));
    std::fs::read(folder.join("archive")).unwrap()
}

type Pipeline = fn(&Pipelines) -> Ran;

/// What each template does, in a pipeline in which no other gets in its way.
const RUNS: [(&str, Pipeline); 3] =
    [("lint", Pipelines::push), ("report", Pipelines::request), ("apply", Pipelines::apply)];

#[test]
fn another_archive_is_not_run() {
    for (template, pipeline) in RUNS {
        let pipelines = pipelines(CONFIG, Form::Files);
        pipelines.download(WHOMAY, Some(other_archive(&pipelines)));
        pipeline(&pipelines).fails().says("so none of it was run");
        nothing_ran(&pipelines, template);
        assert!(pipelines.server.log().iter().all(|exchange| !exchange.request.path.contains("/api/")), "{template}");
    }
}

/// In the words that all templates have.
#[test]
fn an_archive_that_cannot_be_had_fails_and_nothing_takes_its_place() {
    let fails = |change: &dyn Fn(&mut Pipelines), words: &str| {
        let mut pipelines = pipelines(CONFIG, Form::Files);
        change(&mut pipelines);
        pipelines.push().fails().says(words);
        pipelines.server.log().len()
    };
    fails(&|it| it.input("lint", "sha256", &"ab".repeat(32)), "has not the sha256 that the input sha256 names");
    fails(&|it| it.download(WHOMAY, None), "could not get http");
    // What can be told before is not asked for.
    assert_eq!(fails(&|it| it.input("lint", "sha256", &"0".repeat(64)), "the input sha256 is zeros"), 0);
    for elsewhere in ["http://127.0.0.1.example/r", "http://127.0.0.1:1@example.com/r", "file:///tmp"] {
        let asked = fails(&|it| it.input("lint", "downloads", elsewhere), "no address that begins with https://");
        assert_eq!(asked, 0, "{elsewhere}");
    }
}

#[test]
fn another_terraform_is_not_run() {
    for (template, pipeline) in [("report", Pipelines::request as Pipeline), ("apply", Pipelines::apply)] {
        let pipelines = pipelines(CONFIG, Form::Files);
        pipelines.download(TERRAFORM, Some(b"another".to_vec()));
        // The runner does not take the failure of a child pipeline for its own.
        pipeline(&pipelines)
            .says(" FAIL ")
            .says("terraform.zip has not the sha256 that the input terraform-sha256 names");
        nothing_ran(&pipelines, template);
    }
}

/// Everything that a shell could take for something else than text.
fn hostile(trace: &str) -> String {
    format!("-o$(touch {trace})`touch {trace}`\"; touch {trace}; ' ; touch {trace} ; '\n touch {trace}\n")
}

#[test]
fn inputs_are_no_code() {
    for (template, pipeline) in RUNS {
        let [header, _] = documents(&crate::pipelines::template(template));
        for (name, input) in header["spec"]["inputs"].as_object().unwrap() {
            // The runner's own business; those that have a list of values; and what is in all templates in the same words.
            let is_elsewhere = ["stage", "image", "request", "apply-timeout"].contains(&name.as_str())
                || template != "lint" && ["version", "sha256", "downloads"].contains(&name.as_str());
            if is_elsewhere || input.get("options").is_some() {
                continue;
            }
            let mut pipelines = pipelines(CONFIG, Form::Files);
            let name: &'static str = name.clone().leak();
            let value = hostile(&pipelines.shop.at("pwned").display().to_string());
            pipelines.input(template, name, &value);
            let ran = pipeline(&pipelines);
            nobodys_code_ran(&pipelines, &format!("{template}: {name}\n{}", ran.log));
            match name {
                "apply-environment" => {
                    assert_eq!(pipelines.jobs()[".whomay-apply"]["environment"]["name"], dollars(&value))
                }
                "audience" => {
                    assert_eq!(
                        pipelines.jobs()[".whomay-apply"]["id_tokens"]["WHOMAY_ID_TOKEN"]["aud"],
                        dollars(&value)
                    );
                }
                "decide-environment" | "apply-tags" => {}
                _ => assert!(ran.log.contains("FAIL") && !pipelines.shop.terraform.has_applied(), "{template}: {name}"),
            }
        }
    }
}

/// As a file of GitLab has to have it, where a `$` begins a variable.
fn dollars(value: &str) -> String {
    value.replace('$', "$$")
}

#[test]
fn what_is_on_no_list_is_refused() {
    for (template, name) in
        [("lint", "platform"), ("lint", "fail-on"), ("report", "terraform-program"), ("apply", "post")]
    {
        let mut pipelines = pipelines(CONFIG, Form::Files);
        pipelines.input(template, name, "none of them");
        pipelines.push().fails().says("allowed options");
    }
}

#[test]
fn a_program_that_lies_on_the_path_is_not_taken() {
    for (template, pipeline) in RUNS {
        let mut pipelines = pipelines(CONFIG, Form::Files);
        let folder = pipelines.shop.at("planted");
        std::fs::create_dir(&folder).unwrap();
        pipelines.shop.put_trap(&folder.join("whomay"));
        let mut path = folder.into_os_string();
        path.push(":");
        path.push(&pipelines.path);
        pipelines.path = path;
        pipeline(&pipelines).succeeds();
        nobodys_code_ran(&pipelines, template);
    }
}

/// A `PATH` with all that there is, but for one program.
fn path_without(missing: &str, folder: &Path) -> OsString {
    std::fs::create_dir(folder).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    for from in std::env::split_paths(&path) {
        for entry in std::fs::read_dir(from).into_iter().flatten().map(Result::unwrap) {
            if entry.file_name() != missing {
                // The first of a name is the one that counts.
                let _ = std::os::unix::fs::symlink(entry.path(), folder.join(entry.file_name()));
            }
        }
    }
    folder.as_os_str().to_owned()
}

#[test]
fn a_tool_that_the_image_does_not_have_is_named() {
    for (missing, pipeline) in
        [("curl", Pipelines::push as Pipeline), ("jq", Pipelines::request), ("jq", Pipelines::apply)]
    {
        let mut pipelines = pipelines(CONFIG, Form::Files);
        pipelines.path = path_without(missing, &pipelines.shop.at("programs"));
        pipeline(&pipelines).fails().says(&format!("the image has no {missing}"));
        nothing_ran(&pipelines, missing);
    }
}

#[test]
fn what_cannot_be_planned_where_it_belongs_is_planned_nowhere_else() {
    let pipelines = pipelines(&format!("{CONFIG}dirs: {{prod: {{workspaces: {{blue: {{}}}}}}}}\n"), Form::Files);
    pipelines.shop.terraform.fails_to("workspace");
    pipelines.request().fails().says("planning failed in dirspace 1");
    let calls = pipelines.shop.terraform.calls();
    assert!(calls.contains(&"workspace".to_owned()) && !calls.contains(&"plan".to_owned()), "{calls:?}");
    let report = pipelines.artifact("whomay-report", "report.json").unwrap();
    assert!(report.contains("blue"), "{report}");
}

/// As a release leaves it: with the sum that the action trusts as well, which there is none of before the first one.
/// `WHOMAY_UPDATE=1` writes it.
#[test]
fn the_sum_of_a_template_is_that_of_the_release() {
    let release = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/release.txt");
    let sums = std::fs::read_to_string(release).unwrap();
    let end = " whomay-x86_64-unknown-linux-gnu.tar.gz";
    let released = sums.lines().find_map(|line| line.strip_prefix("sha256 ")?.strip_suffix(end));
    let zeros = "0".repeat(64);
    let wanted = released.unwrap_or(&zeros);
    for (name, _) in RUNS {
        let text = template(name);
        let sum = |text: &str| documents(text)[0]["spec"]["inputs"]["sha256"]["default"].as_str().unwrap().to_owned();
        let found = sum(&text);
        if std::env::var_os("WHOMAY_UPDATE").is_some() {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("templates/{name}.yml"));
            std::fs::write(file, text.replace(&format!("\"{found}\""), &format!("\"{wanted}\""))).unwrap();
        }
        assert_eq!(sum(&template(name)), wanted, "{name}: `WHOMAY_UPDATE=1` writes it");
    }
}

/// Where a template is copied to there are no other files of ours.
#[test]
fn a_page_that_a_template_names_has_an_address() {
    for (name, _) in RUNS {
        let text = template(name);
        let pages: Vec<&str> = text.lines().filter(|line| line.contains(".md")).collect();
        assert!(!pages.is_empty(), "{name}");
        let address = concat!(env!("CARGO_PKG_REPOSITORY"), " ");
        assert!(pages.iter().all(|line| line.contains(address)), "{name}: {pages:?}");
    }
}

/// A template is one file, so what two of them do has to stand in both.
#[test]
fn what_templates_do_alike_they_do_in_the_same_words() {
    let functions = |name: &str, first: &str, last: &str| {
        let text = template(name);
        let from = text.find(&format!("      {first}() {{\n")).unwrap();
        let start = text.find(&format!("      {last}() {{\n")).unwrap();
        let end = start + text[start..].find("\n      }\n").unwrap();
        text[from..end].to_owned()
    };
    for name in ["lint", "report"] {
        assert_eq!(functions(name, "fail", "get_whomay"), functions("apply", "fail", "get_whomay"), "{name}");
    }
    assert_eq!(
        functions("report", "get_terraform", "get_terraform"),
        functions("apply", "get_terraform", "get_terraform")
    );
}
