//! GitLab's pipelines, from request over plan and approval to an apply, and to none.

use serde_json::json;

use crate::fake::gitlab::Tier;
use crate::pipelines::{Form, Pipelines};
use crate::shop::Shop;

/// Carol is in `acme/net/eu`, bob in `acme/net`; what a member of that approves may be applied.
pub(crate) const CONFIG: &str = "\
access_control:
  terrateam_config_update: ['role:admin']
  ci_config_update: ['role:admin']
  files: {.gitlab/whomay/apply.yml: ['role:admin']}
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:acme/net/eu']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:acme/net'], any_of_count: 1}
";

/// The configuration of a project that takes the templates like this: without the file there is none to name.
pub(crate) fn config(form: Form) -> String {
    let is_there = |line: &&str| form == Form::Files || !line.contains(" files: ");
    CONFIG.lines().filter(is_there).map(|line| format!("{line}\n")).collect()
}

fn pipelines(tier: Tier) -> Pipelines {
    pipelines_in(tier, Form::Files)
}

fn pipelines_in(tier: Tier, form: Form) -> Pipelines {
    Pipelines::with(tier, Shop::with(&config(form), "network", &["prod", "dev"]), form)
}

#[test]
fn an_approved_request_is_applied_by_a_pipeline_of_the_default_branch() {
    for (tier, form) in [(Tier::Premium, Form::Files), (Tier::Free, Form::Remote), (Tier::Free, Form::Components)] {
        let pipelines = pipelines_in(tier, form);
        pipelines.apply().succeeds();
        for dir in ["prod", "dev"] {
            assert_eq!(pipelines.shop.applied_commit(dir).as_deref(), Some(pipelines.shop.head.as_str()), "{dir}");
            assert_eq!(pipelines.shop.applied_marker(dir).as_deref(), Some("after"));
        }
        let calls = pipelines.shop.terraform.surroundings();
        for surroundings in [&calls, &pipelines.shop.surroundings("prod")] {
            assert!(surroundings.contains("CI_PROJECT_ID=42"), "they are those of a job:\n{surroundings}");
            assert!(!surroundings.contains("TOKEN=") && !surroundings.contains("extraheader"), "{surroundings}");
        }
        pipelines.world(|world| assert_eq!(world.violations, Vec::<String>::new()));
    }
}

#[test]
fn what_nobody_approved_is_not_applied() {
    let pipelines = pipelines(Tier::Free);
    pipelines.world(|world| world.approvals.clear());
    pipelines.apply().fails().says("needs 1 approval");
    assert!(pipelines.shop.terraform.calls().is_empty());
}

#[test]
fn an_approval_that_is_withdrawn_while_a_job_waits_applies_nothing() {
    let pipelines = pipelines(Tier::Free);
    pipelines.when("/acme/infra.git/info/refs", 1, |world| world.approvals.clear());
    // The runner does not take the failure of a child pipeline for its own.
    pipelines.apply().says(" FAIL ");
    assert!(pipelines.shop.terraform.calls().is_empty());
}

#[test]
fn a_request_is_planned_without_any_token() {
    for form in [Form::Files, Form::Components] {
        let pipelines = pipelines_in(Tier::Free, form);
        pipelines.request().succeeds().says("prod");
        assert!(pipelines.shop.terraform.calls().contains(&"plan".to_owned()));
        assert!(!pipelines.shop.terraform.has_applied());
        assert!(pipelines.artifact("whomay-report", "report.json").unwrap().contains("terraform_data.marker"));
    }
}

#[test]
fn another_request_or_none_starts_nothing() {
    let pipelines = pipelines(Tier::Free);
    for request in ["", "7; pwned", "$(pwned)"] {
        pipelines.apply_request(request);
        assert!(pipelines.server.log().iter().all(|exchange| !exchange.request.path.contains("/api/")), "{request}");
    }
}

/// Into the default branch, with a commit for the merge.
fn merge(pipelines: &mut Pipelines) -> String {
    let before = pipelines.shop.main.clone();
    pipelines.shop.git(["merge", "--quiet", "--no-ff", "-m", "merge", "network"]);
    let result = pipelines.shop.git(["rev-parse", "HEAD"]);
    pipelines.world(|world| {
        world.state = "merged";
        world.merge_status = ["not_open"].into();
        world.base = before;
        world.branches.insert("main".to_owned(), result.clone());
        world.merge_commit = Some(result.clone());
    });
    result
}

#[test]
fn a_merged_request_is_applied_by_its_number_where_the_configuration_asks_for_it() {
    let after_merge = format!("{CONFIG}      apply_after_merge: {{enabled: true}}\n");
    let shop = Shop::with(&after_merge, "network", &["prod"]);
    let mut pipelines = Pipelines::with(Tier::Free, shop, Form::Files);
    let result = merge(&mut pipelines);
    pipelines.apply().succeeds();
    assert_eq!(pipelines.shop.applied_commit("prod"), Some(result));

    let mut pipelines = self::pipelines(Tier::Free);
    merge(&mut pipelines);
    pipelines.apply().fails().says("does not ask for apply after merge");
    assert!(pipelines.shop.terraform.calls().is_empty());
}

#[test]
fn names_of_directories_are_no_options_and_no_words() {
    let pipelines = Pipelines::with(Tier::Free, Shop::with(CONFIG, "network", &["a b", "-x"]), Form::Files);
    pipelines.apply().succeeds();
    for dir in ["a b", "-x"] {
        assert_eq!(pipelines.shop.applied_commit(dir).as_deref(), Some(pipelines.shop.head.as_str()), "{dir}");
    }
}

#[test]
fn neither_hooks_nor_filters_of_the_machine_run_beside_a_request() {
    let mut shop = Shop::with(CONFIG, "network", &["prod", "dev"]);
    for folder in ["hooks", "template/hooks"] {
        std::fs::create_dir_all(shop.at(folder)).unwrap();
        for hook in ["post-checkout", "reference-transaction"] {
            shop.put_trap(&shop.at(folder).join(hook));
        }
    }
    shop.put_trap(&shop.at("filter"));
    let machine = shop.at("gitconfig");
    let [hooks, template, filter] = ["hooks", "template", "filter"].map(|name| shop.at(name).display().to_string());
    let text = format!(
        "[core]\n\thooksPath = {hooks}\n[init]\n\ttemplateDir = {template}\n[filter \"lfs\"]\n\tsmudge = {filter}\n\tprocess = {filter}\n\trequired\n"
    );
    std::fs::write(&machine, text).unwrap();
    shop.git(["switch", "--quiet", "network"]);
    shop.write(".gitattributes", "*.tf filter=lfs\n");
    shop.offer("with attributes");
    shop.git(["switch", "--quiet", "main"]);
    let mut pipelines = Pipelines::with(Tier::Free, shop, Form::Files);
    pipelines.variables = vec![("GIT_CONFIG_GLOBAL", machine.display().to_string().leak())];
    pipelines.apply().succeeds();
    assert_eq!(pipelines.shop.applied_commit("prod").as_deref(), Some(pipelines.shop.head.as_str()));
    assert!(!pipelines.shop.at("pwned").exists());
}

#[test]
fn the_child_pipeline_is_whole_and_as_the_inputs_say() {
    let mut pipelines = pipelines(Tier::Free);
    pipelines.input("apply", "apply-tags", "deploy, eu");
    pipelines.input("apply", "apply-timeout", "2 hours");
    pipelines.input("apply", "apply-environment", "cloud");
    pipelines.input("apply", "audience", "sts.example");
    pipelines.variables = vec![("WHOMAY_ID_TOKEN", "id"), ("AWS_ROLE_ARN", "arn:role")];
    pipelines.apply().succeeds();
    let jobs = pipelines.jobs();
    assert!(jobs.get("include").is_none());
    let job = &jobs[".whomay-apply"];
    assert_eq!(job["tags"], json!(["deploy", "eu"]));
    assert_eq!([&job["timeout"], &job["environment"]["name"]], ["2 hours", "cloud"]);
    assert_eq!(job["id_tokens"], json!({"WHOMAY_ID_TOKEN": {"aud": "sts.example"}}));
    let surroundings = pipelines.shop.terraform.surroundings();
    for name in ["AWS_WEB_IDENTITY_TOKEN_FILE", "ARM_OIDC_TOKEN_FILE_PATH"] {
        assert!(surroundings.contains(&format!("{name}=/tmp/")), "{surroundings}");
    }
    assert!(!surroundings.contains("TOKEN="), "{surroundings}");
}
