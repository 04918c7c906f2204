//! What runs the code: OpenTofu instead of terraform, and terragrunt where there is a unit of it, on both forges.

use std::process::Command;

use crate::actions::{Actions, TERRAFORM};
use crate::downloads::sha256;
use crate::fake::gitlab::Tier;
use crate::pipelines::{Form, Pipelines, template};
use crate::shop::{Shop, shipped};
use crate::terraform::run;

const TERRAFORM_KEYS: [&str; 2] = ["TERRAFORM_URL", "TERRAFORM_SHA256"];
const TERRAGRUNT_KEYS: [&str; 2] = ["TERRAGRUNT_URL", "TERRAGRUNT_SHA256"];
const TERRAGRUNT: &str = "/releases/terragrunt";

/// A unit of Terragrunt, and a directory that is none.
const DIRECTORIES: [&str; 2] = ["unit", "plain"];
const UNIT: [(&str, &str); 1] = [("unit/terragrunt.hcl", "inputs = {}\n")];

fn on_github(config: &str) -> Actions {
    Actions::with(Shop::with_files(config, "topic", &DIRECTORIES, &UNIT), "topic")
}

fn on_gitlab(config: &str) -> Pipelines {
    let shop = Shop::with_files(config, "network", &DIRECTORIES, &UNIT);
    Pipelines::with(Tier::Free, shop, Form::Files)
}

impl Actions {
    fn have_terragrunt(&mut self) {
        let program = self.shop.terraform.terragrunt.clone();
        self.offer(TERRAGRUNT_KEYS, TERRAGRUNT, &program);
    }
}

impl Pipelines {
    /// Offers a download to both templates that run code.
    fn offer(&mut self, [address, sum]: [&'static str; 2], path: &str, bytes: &[u8]) {
        self.download(path, Some(bytes.to_vec()));
        let origin = self.server.base_url.clone();
        for template in ["report", "apply"] {
            self.input(template, address, &format!("{origin}{path}"));
            self.input(template, sum, &sha256(bytes));
        }
    }

    fn have_terragrunt(&mut self) {
        let program = self.shop.terraform.terragrunt.clone();
        self.offer(["terragrunt", "terragrunt-sha256"], TERRAGRUNT, &program);
    }
}

#[track_caller]
fn applied(shop: &Shop, directories: &[&str]) {
    for dir in directories {
        assert_eq!(shop.applied_commit(dir).as_deref(), Some(shop.head.as_str()), "{dir}");
        assert_eq!(shop.applied_marker(dir).as_deref(), Some("after"), "{dir}");
    }
}

/// Nothing ran, but for terraform in a directory that is no unit, which has never applied.
#[track_caller]
fn nothing_ran(shop: &Shop) {
    let terraform = &shop.terraform;
    assert_eq!((terraform.calls(), terraform.units()), (Vec::new(), Vec::new()));
}

/// The unit ran through terragrunt with nothing but these commands, and terraform no oftener than with those of the other directory.
#[track_caller]
fn unit_ran(shop: &Shop, commands: &[&str]) {
    let units = shop.terraform.units();
    let words: Vec<_> = units.iter().map(|line| line.split(' ').take(4).collect::<Vec<_>>().join(" ")).collect();
    let expected: Vec<_> = commands.iter().map(|command| format!("unit: run -- {command}")).collect();
    assert_eq!(words, expected, "{units:#?}");
}

fn github_config() -> String {
    crate::shop::CONFIG.to_owned()
}

#[test]
fn github_plans_and_applies_with_opentofu() {
    let mut actions = Actions::with(Shop::with(&github_config(), "topic", &["prod"]), "topic");
    let archive = actions.shop.terraform.tofu_archive.clone();
    actions.offer(TERRAFORM_KEYS, TERRAFORM, &archive);
    // An archive that has another program than the one that is named is not made do with.
    actions.plan("topic").fails();
    actions.comment("carol", "whomay apply").fails();
    nothing_ran(&actions.shop);

    actions.values.push(("TERRAFORM_PROGRAM", "tofu".to_owned()));
    actions.plan("topic").succeeds();
    assert!(actions.shop.terraform.calls().contains(&"plan".to_owned()));
    actions.comment("carol", "whomay apply").succeeds();
    applied(&actions.shop, &["prod"]);
}

#[test]
fn gitlab_plans_and_applies_with_opentofu() {
    let shop = Shop::with(crate::gitlab::CONFIG, "network", &["prod"]);
    let mut pipelines = Pipelines::with(Tier::Free, shop, Form::Files);
    let archive = pipelines.shop.terraform.tofu_archive.clone();
    pipelines.offer(["terraform", "terraform-sha256"], crate::pipelines::TERRAFORM, &archive);
    pipelines.request().fails();
    pipelines.apply().says(" FAIL ");
    nothing_ran(&pipelines.shop);

    ["report", "apply"].iter().for_each(|template| pipelines.input(template, "terraform-program", "tofu"));
    pipelines.request().succeeds().says("terraform_data.marker");
    pipelines.apply().succeeds();
    applied(&pipelines.shop, &["prod"]);
}

/// With what could make terragrunt run more than one unit, or another, in the environment of the job.
const MORE: &str =
    "  TG_ALL: \"true\"\n  TG_GRAPH: \"true\"\n  TG_FILTER: ./**\n  TG_CONFIG: a.hcl\n  TG_WORKING_DIR: ..\n";

#[test]
fn github_runs_a_unit_through_terragrunt_and_nothing_else() {
    let mut actions = on_github(&github_config());
    actions.have_terragrunt();
    actions.plan("topic").succeeds();
    unit_ran(&actions.shop, &["init", "plan", "show"]);
    assert_eq!(actions.shop.terraform.calls().len(), 6, "three for each directory");
    actions.plan_is_over("topic", &actions.shop.head).succeeds();
    let comment = actions.world(|world| world.comments[0].body.clone());
    assert!(comment.contains("unit") && !comment.contains("could not be used"), "{comment}");

    let workflow = actions.workflow("apply-on-comment.yml");
    let ran = actions.comment_on("carol", "whomay apply", &workflow.replace("\nenv:\n", &format!("\nenv:\n{MORE}")));
    ran.succeeds();
    unit_ran(&actions.shop, &["init", "plan", "show", "init", "apply"]);
    applied(&actions.shop, &DIRECTORIES);
}

#[test]
fn gitlab_runs_a_unit_through_terragrunt_and_nothing_else() {
    let mut pipelines = on_gitlab(crate::gitlab::CONFIG);
    pipelines.have_terragrunt();
    pipelines.variables =
        vec![("TG_ALL", "true"), ("TG_GRAPH", "true"), ("TG_FILTER", "./**"), ("TG_WORKING_DIR", "..")];
    pipelines.request().succeeds().says("terraform_data.marker");
    unit_ran(&pipelines.shop, &["init", "plan", "show"]);
    assert_eq!(pipelines.shop.terraform.calls().len(), 6, "three for each directory");
    let report = pipelines.artifact("whomay-report", "report.json").unwrap();
    assert_eq!(report.matches("terraform_data.marker").count(), 2, "one for each directory: {report}");
    pipelines.apply().succeeds();
    unit_ran(&pipelines.shop, &["init", "plan", "show", "init", "apply"]);
    applied(&pipelines.shop, &DIRECTORIES);
}

#[test]
fn a_unit_with_a_workspace_is_run_in_it() {
    let workspaces = "dirs: {unit: {workspaces: {blue: {}}}, plain: {workspaces: {blue: {}}}}\n";
    let mut actions = on_github(&format!("{}{workspaces}", github_config()));
    actions.have_terragrunt();
    actions.plan("topic").succeeds();
    actions.comment("carol", "whomay apply dir:unit").succeeds();
    unit_ran(&actions.shop, &["init", "workspace", "plan", "show", "init", "workspace", "apply"]);
    assert!(actions.shop.terraform.units()[1].ends_with("workspace select -or-create=true blue"));

    let mut pipelines = on_gitlab(&format!("{}{workspaces}", crate::gitlab::CONFIG));
    pipelines.have_terragrunt();
    pipelines.request().succeeds();
    pipelines.apply().succeeds();
    unit_ran(&pipelines.shop, &["init", "workspace", "plan", "show", "init", "workspace", "apply"]);
}

#[test]
fn without_terragrunt_a_unit_is_refused() {
    let actions = on_github(&github_config());
    let says = "and this workflow no terragrunt: fill in TERRAGRUNT_URL and TERRAGRUNT_SHA256";
    actions.plan("topic").fails().says(says).says("planning failed in dirspace");
    assert_eq!(actions.shop.terraform.calls(), ["init", "plan", "show"], "those of the other directory");
    actions.comment("carol", "whomay apply dir:unit").fails().says(says);
    assert_eq!(actions.shop.terraform.calls().len(), 3);

    let pipelines = on_gitlab(crate::gitlab::CONFIG);
    let says = "and this job no terragrunt: fill in the inputs terragrunt and terragrunt-sha256";
    pipelines.request().fails().says(says);
    assert_eq!(pipelines.shop.terraform.calls(), ["init", "plan", "show"]);
    pipelines.apply().says(says).says(" FAIL ");
    assert_eq!(pipelines.shop.applied_commit("unit"), None);
}

/// An archive with a terraform, and a terragrunt, that leave a trace for which each run looks.
fn traps(shop: &Shop) -> [Vec<u8>; 2] {
    let folder = shop.at("traps");
    std::fs::create_dir(&folder).unwrap();
    let [program, archive] = ["terraform", "archive"].map(|name| folder.join(name));
    shop.put_trap(&program);
    run(Command::new("python3").args(["-m", "zipfile", "-c"]).arg(&archive).arg(&program));
    [archive, program].map(|file| std::fs::read(file).unwrap())
}

#[test]
fn another_program_than_the_one_of_the_sum_is_not_run() {
    let mut actions = on_github(&github_config());
    actions.have_terragrunt();
    let [archive, program] = traps(&actions.shop);
    for (path, trap) in [(TERRAFORM, archive), (TERRAGRUNT, program)] {
        let right = actions.site().downloads.insert(path.to_owned(), trap).unwrap();
        actions.plan("topic").fails();
        actions.comment("carol", "whomay apply").fails();
        nothing_ran(&actions.shop);
        actions.site().downloads.insert(path.to_owned(), right);
    }
    // An address without a sum.
    actions.values.push(("TERRAGRUNT_SHA256", String::new()));
    actions.plan("topic").fails();
    actions.comment("carol", "whomay apply").fails();
    nothing_ran(&actions.shop);

    let mut pipelines = on_gitlab(crate::gitlab::CONFIG);
    pipelines.have_terragrunt();
    let [_, program] = traps(&pipelines.shop);
    pipelines.download(TERRAGRUNT, Some(program));
    pipelines.request().fails().says("terragrunt has not the sha256");
    pipelines.apply().says("terragrunt has not the sha256").says(" FAIL ");
    ["report", "apply"].iter().for_each(|template| pipelines.input(template, "terragrunt-sha256", ""));
    pipelines.request().fails().says("no sha256 in 64 hexadecimal digits");
    pipelines.apply().says("no sha256 in 64 hexadecimal digits").says(" FAIL ");
    nothing_ran(&pipelines.shop);
    assert!(!pipelines.shop.at("pwned").exists());
}

/// The function that runs code, of each file that has it.
fn engine(text: &str) -> String {
    let lines = text.lines().skip_while(|line| line.trim() != "engine() (");
    let mut lines: Vec<_> = lines.take_while(|line| line.trim() != ")").collect();
    lines.push(")");
    lines.iter().map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn all_jobs_of_a_forge_run_code_in_the_same_words() {
    let [first, others @ ..] =
        ["plan", "apply-on-comment", "apply-on-merge"].map(|name| engine(&shipped(&format!("github/{name}.yml"))));
    assert!(first.lines().count() > 8, "{first}");
    others.iter().for_each(|other| assert_eq!(*other, first));
    let [report, apply] = ["report", "apply"].map(|name| engine(&template(name)));
    assert_eq!(report, apply);
    // The forges differ in how they say that something is missing.
    let rest = |text: &str| text.replace("$work", "$bin").split("if [ \"$1\"").last().unwrap().to_owned();
    assert_eq!(rest(&first), rest(&report));
}

/// What the function does in a directory that somebody prepares: what it started, or what it said.
fn in_directory(text: &str, prepare: &str, address: &str, arguments: &[&str]) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let script = format!(
        "set -euo pipefail\nbin=$PWD/bin work=$PWD/bin TERRAFORM_PROGRAM=tofu TERRAGRUNT_URL={address}\n\
         fail() {{ echo \"$1\" >&2; exit 1; }}\n{}mkdir bin dir\n\
         for name in tofu terragrunt; do printf '#!/bin/sh\\necho %s \"$*\"\\n' \"$name\" > \"bin/$name\"; chmod +x \"bin/$name\"; done\n\
         cd dir\n{prepare}\nengine \"$@\" 2>&1 || echo refused\n",
        engine(text)
    );
    let output =
        Command::new("bash").arg("-c").arg(script).arg("-").args(arguments).current_dir(folder.path()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn whatever_has_the_name_of_a_unit_is_never_run_without_terragrunt() {
    let files = [shipped("github/apply-on-comment.yml"), template("apply")];
    for text in &files {
        for name in ["terragrunt.hcl", "terragrunt.hcl.json"] {
            for prepare in ["touch", "mkdir", "ln -s nowhere", "ln -s /dev/null"] {
                let prepare = format!("{prepare} {name}");
                assert_eq!(
                    in_directory(text, &prepare, "https://x", &["init", "-input=false"]),
                    "terragrunt run -- init -input=false\n"
                );
                let refused = in_directory(text, &prepare, "", &["init"]);
                assert!(
                    refused.contains("fill in") && refused.ends_with("refused\n") && !refused.contains("tofu"),
                    "{refused}"
                );
            }
        }
        for prepare in ["true", "touch root.hcl terragrunt.hcl.tf ../terragrunt.hcl", "mkdir a; touch a/terragrunt.hcl"]
        {
            let select = ["workspace", "select", "-or-create=true", "--", "-x"];
            assert_eq!(
                in_directory(text, prepare, "https://x", &select),
                "tofu workspace select -or-create=true -- -x\n"
            );
        }
        let select = ["workspace", "select", "-or-create=true", "--", "a b"];
        let unit = in_directory(text, "touch terragrunt.hcl", "https://x", &select);
        assert_eq!(unit, "terragrunt run -- workspace select -or-create=true a b\n");
    }
}
