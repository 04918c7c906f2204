//! GitLab's pipelines, from request over plan and approval to an apply, and to none.

use crate::fake::gitlab::Tier;
use crate::pipelines::Pipelines;
use crate::shop::Shop;

/// Carol is in `acme/net/eu`, bob in `acme/net`; what a member of that approves may be applied.
const CONFIG: &str = "\
access_control:
  policies:
    - tag_query: ''
      plan: ['*']
      apply: ['team:acme/net/eu']
apply_requirements:
  checks:
    - tag_query: ''
      approved: {enabled: true, any_of: ['team:acme/net'], any_of_count: 1}
";

fn pipelines(tier: Tier) -> Pipelines {
    Pipelines::with(tier, Shop::with(CONFIG, "network", &["prod", "dev"]))
}

#[test]
fn an_approved_request_is_applied_by_a_pipeline_of_the_default_branch() {
    for tier in [Tier::Premium, Tier::Free] {
        let pipelines = pipelines(tier);
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
    let pipelines = pipelines(Tier::Free);
    pipelines.plan().succeeds().says("prod");
    assert!(pipelines.shop.terraform.calls().contains(&"plan".to_owned()));
    assert!(!pipelines.shop.terraform.has_applied());
}

#[test]
fn another_request_or_none_starts_nothing() {
    let pipelines = pipelines(Tier::Free);
    for request in ["", "7; pwned", "$(pwned)"] {
        pipelines.apply_request(request);
        assert!(pipelines.server.log().iter().all(|exchange| !exchange.request.path.contains("/api/")), "{request}");
    }
}
