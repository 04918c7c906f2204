//! Repositories of every shape: what is planned, and who may apply it.

use whomay::access::operation::Operation;
use whomay::setup::Forge;

use super::repository::{Repository, carried_out, survey};

const BACKEND: &str = "terraform {\n  backend \"s3\" {}\n}\n";
const WRITERS: &str = "dev bob lead sre platform maintainer admin";
const MAINTAINERS: &str = "maintainer admin";

fn root(dir: &str) -> String {
    format!("{dir}/main.tf\n{BACKEND}")
}

fn using(dir: &str, module: &str) -> String {
    format!("{dir}/main.tf\n{BACKEND}module \"m\" {{\n  source = \"{module}\"\n}}\n")
}

/// What holds for every shape: it lints clean but for what is true of the repository itself, a developer plans, nobody applies
/// what has no approval, and nobody what is new.
fn set_up(forge: Option<Forge>, files: &[String], true_of_it: &[&str]) -> Repository {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let survey = survey(forge, &files);
    let repository = Repository::new(survey.clone());
    let rules = &repository.rules;
    let codes: Vec<&str> = repository.findings.iter().filter_map(|found| found.split(':').next()).collect();
    assert_eq!(codes, true_of_it, "{:#?}\n{rules}", repository.findings);
    for dirspace in repository.dirspaces(&[]) {
        assert_eq!(repository.who(Operation::Plan, &dirspace, &[], &[]), WRITERS, "{dirspace}\n{rules}");
        assert_eq!(repository.who(Operation::Apply, &dirspace, &[], &[]), "", "{dirspace}\n{rules}");
        assert_eq!(repository.who(Operation::Apply, &dirspace, &["reader", "guest"], &[]), "", "{dirspace}\n{rules}");
        assert_eq!(repository.who(Operation::ApplyForce, &dirspace, &["admin"], &[]), "", "{dirspace}\n{rules}");
    }
    let new = ["brand-new/main.tf"];
    assert_eq!(repository.who(Operation::Plan, "brand-new:default", &[], &new), WRITERS);
    assert_eq!(repository.who(Operation::Apply, "brand-new:default", &["maintainer", "sre", "dev"], &new), "");
    let again = whomay::setup::propose(&carried_out(&survey, &repository.proposal));
    assert_eq!(again.files, []);
    repository
}

fn github(files: &[String]) -> Repository {
    set_up(Some(Forge::GitHub), files, &[])
}

#[test]
fn a_single_root() {
    let repository = github(&[format!("main.tf\n{BACKEND}"), "variables.tf".to_owned(), "README.md".to_owned()]);
    assert_eq!(repository.dirspaces(&[]), [".:default"]);
    assert_eq!(repository.appliers(".:default"), MAINTAINERS);
    assert!(repository.note("no CODEOWNERS"));
    let paths: Vec<&str> = repository.proposal.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            ".terrateam/config.yml",
            ".whomay.yml",
            ".github/workflows/whomay-lint.yml",
            ".github/workflows/whomay-plan.yml",
            ".github/workflows/whomay-plan-comment.yml",
            ".github/workflows/whomay-apply.yml",
            ".pre-commit-config.yaml",
        ]
    );
}

#[test]
fn live_directories_and_modules() {
    let owners = "* @acme/Platform\n/live/prod/ @acme/sre\n/live/dev/ @acme/dev-leads\n";
    let repository = github(&[
        format!(".github/CODEOWNERS\n{owners}"),
        using("live/prod/vpc", "../../../modules/vpc"),
        using("live/dev/vpc", "../../../modules/vpc"),
        root("live/prod/dns"),
        root("bootstrap"),
        "modules/vpc/main.tf\nmodule \"n\" { source = \"../names\" }\n".to_owned(),
        "modules/names/main.tf".to_owned(),
        "modules/vpc/examples/full/main.tf\nprovider \"aws\" {}\nmodule \"v\" { source = \"../..\" }".to_owned(),
    ]);
    assert_eq!(
        repository.dirspaces(&[]),
        ["bootstrap:default", "live/dev/vpc:default", "live/prod/dns:default", "live/prod/vpc:default"]
    );
    assert_eq!(repository.appliers("live/prod/vpc:default"), "sre");
    assert_eq!(repository.appliers("live/prod/dns:default"), "sre");
    assert_eq!(repository.appliers("live/dev/vpc:default"), "lead");
    assert_eq!(repository.appliers("bootstrap:default"), "platform");
    let both = "live/dev/vpc:default live/prod/vpc:default";
    assert_eq!(repository.planned_for("modules/vpc/main.tf"), both);
    assert_eq!(repository.planned_for("modules/names/main.tf"), both);
    assert_eq!(repository.planned_for("live/prod/dns/.terraform.lock.hcl"), "live/prod/dns:default");
    // What is new below a directory that has owners is theirs; the approval of others does not help.
    let new = ["live/prod/eks/main.tf"];
    assert_eq!(repository.who(Operation::Apply, "live/prod/eks:default", &["sre"], &new), "sre");
    assert_eq!(repository.who(Operation::Apply, "live/prod/eks:default", &["lead", "admin"], &new), "");
    assert_eq!(repository.dirspaces(&["modules/new/main.tf"]).len(), 4);
}

#[test]
fn one_directory_for_each_environment() {
    let all = ["dev", "stage", "prod", "non-prod", "prod-eu"].map(|name| root(&format!("environments/{name}")));
    let repository = github(&all);
    assert_eq!(repository.dirspaces(&[]).len(), 5);
    assert_eq!(repository.appliers("environments/prod:default"), MAINTAINERS);
    assert_eq!(repository.appliers("environments/dev:default"), MAINTAINERS);
    // In production a maintainer approves as well; elsewhere another developer is enough.
    for (dir, approved) in [("prod", ""), ("prod-eu", ""), ("dev", MAINTAINERS), ("non-prod", MAINTAINERS)] {
        let found = repository.who(Operation::Apply, &format!("environments/{dir}:default"), &["dev"], &[]);
        assert_eq!(found, approved, "{dir}\n{}", repository.rules);
    }
    assert_eq!(repository.who(Operation::Apply, "apps/prod:default", &["dev"], &["apps/prod/main.tf"]), "");
}

#[test]
fn terragrunt() {
    let unit = "terraform {\n  source = \"../../../modules/vpc\"\n}\ninclude \"root\" {\n  path = find_in_parent_folders()\n}\n";
    let repository = github(&[
        "terragrunt.hcl\nremote_state {}\ngenerate \"provider\" {\n  contents = <<EOF\nprovider \"aws\" {}\nEOF\n}\n"
            .to_owned(),
        "live/prod/account.hcl\nlocals {}\n".to_owned(),
        "live/_envcommon/vpc.hcl\nlocals {}\n".to_owned(),
        format!("live/prod/vpc/terragrunt.hcl\n{unit}"),
        format!("live/dev/vpc/terragrunt.hcl\n{unit}"),
        "modules/vpc/main.tf".to_owned(),
        "CODEOWNERS\n/live/prod/ @acme/sre @bob\n".to_owned(),
    ]);
    assert_eq!(repository.dirspaces(&[]), ["live/dev/vpc:default", "live/prod/vpc:default"]);
    let both = "live/dev/vpc:default live/prod/vpc:default";
    for (path, planned) in [
        ("terragrunt.hcl", both),
        ("modules/vpc/main.tf", both),
        ("live/_envcommon/vpc.hcl", both),
        ("live/prod/account.hcl", "live/prod/vpc:default"),
        ("live/prod/vpc/terragrunt.hcl", "live/prod/vpc:default"),
        ("live/prod/vpc/.terraform.lock.hcl", "live/prod/vpc:default"),
    ] {
        assert_eq!(repository.planned_for(path), planned, "{path}\n{}", repository.rules);
    }
    assert_eq!(repository.appliers("live/prod/vpc:default"), "bob sre");
    assert_eq!(repository.appliers("live/dev/vpc:default"), MAINTAINERS);
    assert_eq!(repository.dirspaces(&["live/dev/new/terragrunt.hcl"]).len(), 3);
}

#[test]
fn workspaces_by_files_with_values() {
    let repository = github(&[
        format!("app/main.tf\n{BACKEND}"),
        "app/prod.tfvars".to_owned(),
        "app/dev.tfvars".to_owned(),
        "app/common.auto.tfvars".to_owned(),
        format!("net/main.tf\n{BACKEND}"),
        "net/env/prod.tfvars".to_owned(),
        "net/env/stage.tfvars".to_owned(),
        format!("dns/main.tf\n{BACKEND}"),
        "dns/envs/prod/terraform.tfvars".to_owned(),
        "dns/envs/dev/terraform.tfvars".to_owned(),
        format!("plain/main.tf\n{BACKEND}"),
        "plain/terraform.tfvars".to_owned(),
    ]);
    assert_eq!(
        repository.dirspaces(&[]),
        ["app:dev", "app:prod", "dns:dev", "dns:prod", "net:prod", "net:stage", "plain:default"]
    );
    for (path, planned) in [
        ("app/prod.tfvars", "app:prod"),
        ("app/main.tf", "app:dev app:prod"),
        ("app/common.auto.tfvars", "app:dev app:prod"),
        ("net/env/stage.tfvars", "net:stage"),
        ("dns/envs/prod/terraform.tfvars", "dns:prod"),
        ("plain/terraform.tfvars", "plain:default"),
    ] {
        assert_eq!(repository.planned_for(path), planned, "{path}\n{}", repository.rules);
    }
    for (dirspace, approved) in
        [("app:prod", ""), ("dns:prod", ""), ("app:dev", MAINTAINERS), ("plain:default", MAINTAINERS)]
    {
        assert_eq!(
            repository.who(Operation::Apply, dirspace, &["dev"], &[]),
            approved,
            "{dirspace}\n{}",
            repository.rules
        );
        assert_eq!(repository.appliers(dirspace), MAINTAINERS);
    }
}

#[test]
fn stacks() {
    let repository = github(&[
        "stacks/network/prod/main.tf\nterraform {\n  backend \"s3\" {}\n}\n".to_owned(),
        "stacks/network/prod/stack.tm.hcl\nstack {}\n".to_owned(),
        root("stacks/app/dev"),
        "stacks/app/components.tfcomponent.hcl\ncomponent \"a\" {}\n".to_owned(),
    ]);
    assert_eq!(repository.dirspaces(&[]), ["stacks/app/dev:default", "stacks/network/prod:default"]);
    assert_eq!(repository.planned_for("stacks/network/prod/stack.tm.hcl"), "stacks/network/prod:default");
    assert_eq!(repository.who(Operation::Apply, "stacks/network/prod:default", &["dev"], &[]), "");
}

#[test]
fn no_terraform_at_all() {
    let repository = github(&["README.md".to_owned(), "src/main.rs".to_owned()]);
    assert_eq!(repository.dirspaces(&[]), [""; 0]);
    assert!(repository.note("no directory to plan"));
    let module = github(&[
        "main.tf\nresource \"a\" \"b\" {}\n".to_owned(),
        "examples/full/main.tf\nprovider \"aws\" {}\nmodule \"it\" { source = \"../..\" }\n".to_owned(),
    ]);
    assert_eq!(module.dirspaces(&[]), [""; 0], "{}", module.rules);
}

#[test]
fn gitlab_with_sections() {
    let owners = "* @acme/platform\n[Live] @acme/dev\n/live/\n/live/prod/ @acme/sre\n^[Docs]\n*.md @bob\n";
    let repository = set_up(
        Some(Forge::GitLab),
        &[
            format!(".gitlab/CODEOWNERS\n{owners}"),
            using("live/prod/app", "../../../modules/app"),
            root("live/dev/app"),
            root("bootstrap"),
            "modules/app/main.tf".to_owned(),
        ],
        &[],
    );
    assert_eq!(repository.appliers("live/prod/app:default"), "sre");
    assert_eq!(repository.appliers("live/dev/app:default"), "lead");
    assert_eq!(repository.appliers("bootstrap:default"), "platform");
    assert!(repository.text(".gitlab-ci.yml").contains("local: .gitlab/whomay/apply.yml"));
    assert_eq!(repository.text(".gitlab/whomay/apply.yml"), include_str!("../../templates/apply.yml"));
    let with = set_up(Some(Forge::GitLab), &[root("prod"), ".gitlab-ci.yml\nstages: [test]\n".to_owned()], &[]);
    assert!(with.note(".gitlab-ci.yml, which is left as it is"));
}

#[test]
fn rules_that_exist_are_left_alone() {
    for path in [".terrateam/config.yml", ".terrateam/config.yaml"] {
        let survey = survey(Some(Forge::GitHub), &[path, "prod/main.tf"]);
        let repository = Repository::new(survey);
        assert!(repository.proposal.files.iter().all(|file| !file.path.starts_with(".terrateam/")));
    }
}

#[test]
fn a_workflow_that_applies_is_pointed_out() {
    let deploy = "on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: terraform apply -auto-approve\n";
    let files = [
        root("prod"),
        format!(".github/workflows/deploy.yml\n{deploy}"),
        ".pre-commit-config.yaml\nrepos: []\n".to_owned(),
    ];
    let repository = set_up(Some(Forge::GitHub), &files, &["pipeline-applies"]);
    assert!(repository.note(".github/workflows/deploy.yml applies"));
    assert!(repository.note(".pre-commit-config.yaml, which is left as it is"));
}

#[test]
fn a_workflow_that_asks_already_is_guarded() {
    let asks = "on: issue_comment\njobs:\n  a:\n    steps:\n      - run: whomay enforce\n";
    for (name, key) in [("deploy.yml", ".github/workflows/deploy.yml"), ("a #b.yml", "\".github/workflows/a #b.yml\"")]
    {
        let repository = github(&[root("prod"), format!(".github/workflows/{name}\n{asks}")]);
        assert!(repository.rules.contains(&format!("\n    {key}: [")), "{}", repository.rules);
    }
}

#[test]
fn a_workflow_of_the_same_name_is_not_doubled() {
    let other = ".github/workflows/ci.yml\nname: plan\non: pull_request\njobs: {}\n".to_owned();
    let repository = github(&[root("prod"), other]);
    assert!(repository.proposal.files.iter().all(|file| file.path != ".github/workflows/whomay-plan.yml"));
    assert!(!repository.rules.contains("whomay-plan.yml"));
    assert!(repository.note("ci.yml has the name of .github/workflows/whomay-plan.yml"));
}

#[test]
fn an_environment_may_be_called_testing() {
    let repository =
        github(&[root("environments/testing"), root("environments/prod"), "tests/unit/main.tf".to_owned()]);
    assert_eq!(repository.dirspaces(&[]), ["environments/prod:default", "environments/testing:default"]);
}

#[test]
fn atlantis() {
    let repository = github(&[root("prod"), "atlantis.yaml\nversion: 3\n".to_owned()]);
    assert!(repository.note("Atlantis applies here"));
}

#[test]
fn terraform_cloud() {
    let cloud = "prod/main.tf\nterraform {\n  cloud {\n    organization = \"x\"\n  }\n}\n".to_owned();
    let repository = set_up(Some(Forge::GitHub), &[cloud], &["hcp-can-apply"]);
    assert!(repository.note("HCP Terraform keeps the state"));
    assert_eq!(repository.appliers("prod:default"), MAINTAINERS);
}

#[test]
fn the_hook_is_one_that_there_is() {
    let repository = github(&[root("prod")]);
    let text = repository.text(".pre-commit-config.yaml");
    let id = text.lines().find(|line| line.contains("- id:")).unwrap().trim();
    assert!(include_str!("../../.pre-commit-hooks.yaml").lines().any(|line| line == id), "{id}");
}

#[test]
fn no_forge() {
    let repository = set_up(None, &[root("prod"), root("dev")], &[]);
    let paths: Vec<&str> = repository.proposal.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, [".terrateam/config.yml", ".whomay.yml", ".pre-commit-config.yaml"]);
}

#[test]
fn a_pin_is_written_where_the_action_is_named() {
    let pin = "1234567890123456789012345678901234567890";
    for (pin, wanted) in [(Some(pin.to_owned()), format!("@{pin} # v0.1.0")), (None, "@v0.1.0".to_owned())] {
        let mut survey = survey(Some(Forge::GitHub), &["prod/main.tf"]);
        survey.pin = pin;
        let proposal = whomay::setup::propose(&survey);
        let jobs = proposal.files.iter().filter(|file| file.path.starts_with(".github/workflows/"));
        let mut count = 0;
        for line in jobs.flat_map(|file| file.text.lines()).filter(|line| line.contains("uses: OWNER/whomay")) {
            assert!(line.ends_with(&wanted), "{line}");
            count += 1;
        }
        assert!(count >= 4, "{count}");
    }
}

#[test]
fn an_owner_alone_can_have_their_own_change_approved() {
    let repository = github(&[root("prod"), "CODEOWNERS\n* @bob\n".to_owned()]);
    assert_eq!(repository.who(Operation::Apply, "prod:default", &["maintainer"], &[]), "bob");
    assert_eq!(repository.who(Operation::Apply, "prod:default", &["dev", "sre"], &[]), "");
}

#[test]
fn ten_thousand_directories_stay_readable() {
    let mut files: Vec<String> = vec!["modules/m/main.tf".to_owned(), "CODEOWNERS\n/live/ @acme/sre\n".to_owned()];
    for number in 0..10_000 {
        let env = ["prod", "dev"][number % 2];
        files.push(using(&format!("live/{env}/team-{}/app-{number}", number % 100), "../../../../modules/m"));
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let repository = Repository::new(survey(Some(Forge::GitHub), &files));
    assert_eq!(repository.findings, [""; 0]);
    assert!(repository.rules.lines().count() < 120, "{}", repository.rules);
    assert_eq!(repository.dirspaces(&[]).len(), 10_000);
    assert_eq!(repository.appliers("live/prod/team-0/app-0:default"), "sre");
}

#[test]
fn directories_with_nothing_in_common_are_for_maintainers() {
    let files: Vec<String> = (0..300).map(|number| root(&format!("app-{number}"))).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let repository = Repository::new(survey(Some(Forge::GitHub), &files));
    assert_eq!(repository.findings, [""; 0]);
    assert_eq!(repository.appliers("app-7:default"), MAINTAINERS);
    assert!(repository.note("nothing in common"));
    let files: Vec<String> = (0..300).map(|number| root(&format!("app-{number}/infra"))).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let repository = Repository::new(survey(Some(Forge::GitHub), &files));
    assert_eq!(repository.appliers("app-7/infra:default"), MAINTAINERS);
    assert!(repository.rules.contains("infra in dir"), "{}", repository.rules);
}

#[test]
fn what_somebody_owns_is_not_for_maintainers_because_there_is_too_much_of_it() {
    let roots = |name: &str| (0..150).map(|number| root(&format!("{name}-{number}"))).collect::<Vec<_>>();
    let owners = (0..150).map(|number| format!("/own-{number}/ @acme/sre\n")).collect::<String>();
    let files = [roots("app"), roots("own"), vec![format!("CODEOWNERS\n{owners}")]].concat();
    let repository = github(&files);
    assert_eq!(repository.appliers("own-7:default"), "", "{}", repository.rules);
    assert_eq!(repository.appliers("app-7:default"), "");
}

#[test]
fn who_owns_the_values_of_an_environment_has_a_say_in_who_applies_it() {
    let files = |owners: &str| {
        vec![
            format!("net/main.tf\n{BACKEND}"),
            "net/env/prod.tfvars".to_owned(),
            "net/env/stage.tfvars".to_owned(),
            format!("CODEOWNERS\n{owners}"),
        ]
    };
    let repository = github(&files("/net/ @acme/sre\n/net/env/prod.tfvars @bob\n"));
    assert_eq!(repository.appliers("net:prod"), "", "{}", repository.rules);
    assert!(repository.note("not the same for all of their files"));
    let repository = github(&files("/net/ @acme/sre\n/net/env/prod.tfvars @acme/sre @bob\n"));
    assert_eq!(repository.appliers("net:prod"), "sre", "{}", repository.rules);
}

#[test]
fn a_production_directory_that_is_new_is_nobodys_until_a_rule_names_it() {
    for (files, more) in [
        (vec![root("live/dev/a"), root("live/dev/b")], "live/prod/a"),
        (
            vec![root("live/a/prod"), root("live/b/prod"), root("services/x/dev"), root("services/y/dev")],
            "services/x/prod",
        ),
        // The only production there is.
        (vec![root("live/a/prod/x"), root("live/a/dev/x")], "services/prod"),
        (vec![root("prod/x"), root("dev/x")], "services/prod"),
        // Its owners own this one and not those beside it.
        (vec![root("live/a/x"), root("live/b/x")], "live/prod"),
        (vec![root("live/a/x")], "live/b/prod"),
        // A word that is not of production may stand below it one day.
        (vec![root("live/a/prod/x"), root("services/x")], "stacks/prod/services"),
        // What another tree has already may become the same path there.
        (vec![root("live/a/prod/x"), root("dev/live")], "dev/live/a/prod"),
    ] {
        let owners =
            "CODEOWNERS\n* @acme/platform\n/live/a/ @acme/sre\n/prod/ @acme/sre\n/services/x/ @bob\n".to_owned();
        let repository = github(&[files, vec![owners]].concat());
        let everybody = ["sre", "platform", "maintainer", "bob"];
        let file = format!("{more}/main.tf");
        let appliers = repository.who(Operation::Apply, &format!("{more}:default"), &everybody, &[&file]);
        assert_eq!(appliers, "", "{more}\n{}", repository.rules);
    }
}

/// What a CODEOWNERS of GitLab comes to for one directory: who may apply it once these people approved.
fn on_gitlab(owners: &str, approved_by: &[&str]) -> (Repository, String) {
    let files = [root("live/prod/app"), format!("CODEOWNERS\n{owners}")];
    let repository = set_up(Some(Forge::GitLab), &files, &[]);
    let appliers = repository.who(Operation::Apply, "live/prod/app:default", approved_by, &[]);
    (repository, appliers)
}

#[test]
fn each_section_that_matches_is_asked() {
    let everybody = ["bob", "lead", "sre", "platform", "maintainer"];
    let both = "* @acme/platform\n[Live]\n/live/ @acme/sre\n";
    for (owners, without, appliers) in [
        (both, "platform", "sre"),
        (both, "sre", "sre"),
        ("* @acme/platform @acme/dev\n[Live]\n/live/ @acme/sre\n", "sre", "sre"),
        // One of two that is enough for both.
        ("* @acme/platform @acme/sre\n[Live]\n/live/ @acme/sre @bob\n", "sre", "bob sre"),
        // One person alone in a section that is not the only one.
        ("* @acme/platform\n[Live]\n/live/ @bob\n", "bob", "bob"),
        ("[A]\n/live/ @bob\n^[a]\n/live/prod/ @acme/sre\n", "sre", "sre"),
    ] {
        assert_eq!(on_gitlab(owners, &everybody).1, appliers, "{owners}");
        let others: Vec<&str> = everybody.into_iter().filter(|login| *login != without).collect();
        let (repository, found) = on_gitlab(owners, &others);
        assert_eq!(found, "", "{owners} without {without}\n{}", repository.rules);
    }
    let (repository, _) = on_gitlab("[A]\n/live/ @acme/platform @acme/dev\n[B]\n/live/ @acme/sre @bob\n", &[]);
    assert!(repository.note("several sections of CODEOWNERS ask"));
    assert!(!on_gitlab(both, &[]).0.note("several sections"));
    // Only one person is in both, and the second asks for two.
    let (repository, found) = on_gitlab("[A]\n/live/ @sre @bob\n[B][2]\n/live/ @bob @lead\n", &["bob"]);
    assert_eq!(found, "", "{}", repository.rules);
    assert!(repository.note("several sections of CODEOWNERS ask"));
}

#[test]
fn an_optional_section_asks_nobody_and_a_number_for_so_many() {
    let (_, found) = on_gitlab("* @acme/platform\n^[Live]\n/live/ @acme/sre\n", &["platform"]);
    assert_eq!(found, "platform");
    let two = "[Live][2] @acme/sre @acme/platform\n/live/\n";
    assert_eq!(on_gitlab(two, &["sre"]).1, "");
    assert_eq!(on_gitlab(two, &["sre", "platform"]).1, "sre platform");
    // More than there are users would never come together.
    assert_eq!(on_gitlab("[Live][5] @bob @sre\n/live/\n", &["sre", "bob"]).1, "bob sre");
}

#[test]
fn who_cannot_be_named_is_not_replaced_by_maintainers() {
    for (forge, owners) in [
        (Forge::GitHub, "* sre@acme.example\n"),
        (Forge::GitHub, "* @acme/sre @other/sre\n"),
        (Forge::GitLab, "* @@owners\n"),
        (Forge::GitLab, "* @acme/platform\n[Live]\n/live/ sre@acme.example\n"),
        // Whether these match is not plain.
        (Forge::GitHub, "* @acme/platform\n/liv* @acme/sre\n"),
        (Forge::GitLab, "* @acme/platform\n/live/[p]rod/ @acme/sre\n"),
        (Forge::GitLab, "/live/ @acme/platform\n/live/** @acme/sre\n"),
        (Forge::GitLab, "* @acme/platform\n!/live/[a-z]rod/\n"),
    ] {
        let files = [root("live/prod/app"), format!("CODEOWNERS\n{owners}")];
        let repository = set_up(Some(forge), &files, &[]);
        assert_eq!(repository.appliers("live/prod/app:default"), "", "{owners}{}", repository.rules);
        assert!(repository.note("whom a rule cannot name"), "{owners}");
    }
    let long = format!("* @acme/sre\n/live/{}/ @bob\n", "x".repeat(600));
    for (forge, owners) in
        [(Some(Forge::GitHub), long.as_str()), (None, "* @acme/sre\n[Live]\n/live/ @acme/platform\n")]
    {
        let repository = set_up(forge, &[root("live/prod/app"), format!("CODEOWNERS\n{owners}")], &[]);
        assert_eq!(repository.appliers("live/prod/app:default"), "", "{owners}{}", repository.rules);
        assert!(repository.note("was not read"), "{owners}");
    }
}

#[test]
fn each_file_that_decides_is_for_its_own_owners() {
    let owners = "* @acme/platform\n/.terrateam/ @bob\n/.github/workflows/ @acme/sre\n";
    let repository = github(&[root("live/prod"), format!("CODEOWNERS\n{owners}")]);
    for line in [
        "  terrateam_config_update: [\"user:bob\"]\n",
        "  ci_config_update: [\"team:sre\"]\n",
        "    .whomay.yml: [\"team:platform\"]\n",
        "    .github/workflows/whomay-apply.yml: [\"team:sre\"]\n",
    ] {
        assert!(repository.rules.contains(line), "{line}{}", repository.rules);
    }
}

#[test]
fn a_word_stands_for_what_is_new_where_the_same_people_own_it() {
    for (owners, dirs, new, appliers) in [
        ("* @acme/platform\n", ["environments/prod/app", "environments/dev/app"], "environments/prod/db", "platform"),
        ("* @acme/platform\n", ["prod/app", "dev/app"], "prod/db", "platform"),
        ("* @acme/platform\n", ["prod/app", "dev/app"], "x/prod", "platform"),
        ("/live/ @acme/sre\n", ["live/prod/app", "live/dev/app"], "live/prod/db/x", "sre"),
        ("/apps/ @acme/sre\n", ["apps/a", "apps/b"], "apps/c", "sre"),
        // Somebody else's, whatever it is called: a dot makes no file of what has a slash behind it.
        ("/apps/ @acme/sre\nv1.0/ @acme/platform\n", ["apps/a", "apps/b"], "apps/v1.0", ""),
        ("/apps/ @acme/sre\n/apps/X/y @acme/platform\n", ["apps/a", "apps/b"], "apps/X/y", ""),
        ("/apps/ @acme/sre\n*.md @acme/platform\n", ["apps/a", "apps/b"], "apps/c", "sre"),
    ] {
        let repository = github(&[root(dirs[0]), root(dirs[1]), format!("CODEOWNERS\n{owners}")]);
        let file = format!("{new}/main.tf");
        let found = repository.who(Operation::Apply, &format!("{new}:default"), &["sre", "platform"], &[&file]);
        assert_eq!(found, appliers, "{new}\n{}", repository.rules);
    }
}

#[test]
fn many_directories_are_named_by_their_tree_and_what_they_are() {
    let mut files: Vec<String> =
        (0..150).flat_map(|at| [root(&format!("apps/a{at}/prod")), root(&format!("apps/a{at}/dev"))]).collect();
    files.push("CODEOWNERS\n* @acme/platform\n/apps/*/prod/ @acme/sre\n".to_owned());
    let repository = github(&files);
    assert_eq!(repository.appliers("apps/a7/prod:default"), "sre", "{}", repository.rules);
    for (new, appliers) in [("apps/new/prod", "sre"), ("stacks/new/prod", "")] {
        let file = format!("{new}/main.tf");
        let found = repository.who(Operation::Apply, &format!("{new}:default"), &["sre", "platform"], &[&file]);
        assert_eq!(found, appliers, "{new}\n{}", repository.rules);
    }
}

#[test]
fn a_star_in_the_name_of_a_directory_is_none_in_a_key() {
    let repository = github(&[root("prod"), "**/tests/main.tf".to_owned(), "tests/main.tf".to_owned()]);
    assert!(!repository.rules.contains("\"**/tests/**\""), "{}", repository.rules);
}
