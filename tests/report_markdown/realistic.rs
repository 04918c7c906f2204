//! Two reports as they would be in a real repository, kept as text to be read by people, each checked besides.

use whomay::output::report::{Dialect, markdown, wording};
use whomay::plan::address::InstanceKey;
use whomay::plan::change::{
    Action, ActionInvocation, Check, CheckKind, CheckStatus, DataSource, DeferredChange, DeferredReason, OutputChange,
    Reason, TriggerEvent,
};
use whomay::plan::refusal::{Kind, Refusal};
use whomay::plan::report::{Datum, Outcome, Verdict};
use whomay::plan::summary::{Standing, Version};
use whomay::plan::{Plan, Report};

use crate::build::{Build, apply, dirspace, outcome, report};
use crate::page::{DIALECTS, check};

/// A database is replaced and a bucket goes, in the middle of a roll-out to twelve workspaces.
pub(crate) fn roll_out() -> Report {
    let mut dirspaces = vec![dirspace("infra/database", "production", database())];
    for region in
        ["ap-1", "ap-2", "eu-1", "eu-2", "eu-3", "me-1", "sa-1", "us-1", "us-2", "us-3", "us-4", "us-5", "za-1"]
    {
        dirspaces.push(dirspace("services/shop", region, shop()));
    }
    dirspaces.push(outcome("infra/legacy", "default", Outcome::Refused(Refusal::whole(Kind::BinaryPlan))));
    dirspaces.push(dirspace("infra/network", "production", network()));
    dirspaces.push(dirspace("infra/dns", "default", Plan { unchanged: 214, ..Plan::default() }));
    dirspaces.push(dirspace("infra/identity", "default", Plan { unchanged: 31, ..Plan::default() }));
    for dirspace in &mut dirspaces {
        dirspace.permissions = match dirspace.place.dir.as_str() {
            "infra/database" => vec![apply(
                Verdict::Pending,
                "alice",
                &["1 approval by a member of team:database-owners", "check integration-tests to succeed"],
            )],
            "infra/network" | "infra/legacy" => {
                vec![apply(Verdict::Deny, "alice", &["to be a member of team:network"])]
            }
            _ => vec![apply(Verdict::Allow, "alice", &[])],
        };
    }
    dirspaces.sort_by(|one, other| one.place.cmp(&other.place));
    let metadata = [
        ("platform", "github"),
        ("repository", "acme/infrastructure"),
        ("request_number", "1482"),
        ("base_branch", "main"),
        ("run_url", "https://github.com/acme/infrastructure/actions/runs/10283"),
    ];
    let metadata = metadata.map(|(name, value)| Datum { name, value: value.into() }).into();
    Report { metadata, ..report(dirspaces) }
}

fn database() -> Plan {
    let mut build = Build::default();
    build.add(Action::DeleteThenCreate, ["database", "aws_db_instance", "main"], |build, change| {
        change.reason = Some(Reason::ReplaceBecauseCannotUpdate);
        change.attributes = build.attributes(&["tags", "!engine_version", "*password"]);
        change.sensitive_changed = true;
    });
    build.add(Action::CreateThenDelete, ["database", "aws_db_parameter_group", "main"], |build, change| {
        change.reason = Some(Reason::ReplaceBecauseCannotUpdate);
        change.attributes = build.attributes(&["!family"]);
    });
    build.add(Action::Delete, ["", "aws_s3_bucket", "exports"], |_, change| {
        change.reason = Some(Reason::DeleteBecauseNoResourceConfig);
    });
    build.add(Action::Delete, ["", "aws_instance", "bastion"], |_, change| change.deposed = Some(0x0a1b_2c3d));
    build.add(Action::Forget, ["", "aws_iam_user", "exporter"], |_, change| {
        change.reason = Some(Reason::ForgotBecauseLifecycleDestroyInConfig);
    });
    build.add(Action::Update, ["database", "aws_security_group", "main"], |build, change| {
        change.attributes = build.attributes(&["ingress", "tags"]);
    });
    build.add(Action::Create, ["", "aws_kms_key", "exports"], |_, _| {});
    build.add(Action::NoOp, ["database", "aws_db_subnet_group", "main"], |build, change| {
        change.moved_from = Some(build.address("db", "aws_db_subnet_group", "this"));
    });
    let name = build.0.words.name("endpoint");
    build.0.outputs.push(OutputChange { name, action: Action::Update, sensitive: true, sensitivity_changed: false });
    let drifted = build.change(Action::Update, "database", "aws_db_instance", "main");
    let attributes = build.attributes(&["backup_retention_period"]);
    build.0.drift.push(whomay::plan::change::ResourceChange { attributes, ..drifted });
    let module = build.module("database");
    let backups = build.0.words.name("backups_are_on");
    let status = CheckStatus::Fail;
    build.0.checks.push(Check { kind: CheckKind::Check, module, resource: None, name: backups, status, messages: 1 });
    finish(build)
}

fn shop() -> Plan {
    let mut build = Build::default();
    build.add(Action::Update, ["service", "kubernetes_deployment", "shop"], |build, change| {
        change.attributes = build.attributes(&["spec"]);
    });
    for color in ["blue", "green"] {
        build.add(Action::Create, ["service", "aws_lb_target_group", "this"], |build, change| {
            change.address.key = Some(build.key(color));
        });
    }
    build.add(Action::Delete, ["service", "aws_lb_target_group", "this"], |_, change| {
        change.address.key = Some(InstanceKey::Integer(0));
        change.reason = Some(Reason::DeleteBecauseWrongRepetition);
    });
    finish(build)
}

/// Planning went as far as this, and failed.
fn network() -> Plan {
    let mut build = Build::default();
    build.add(Action::Create, ["", "aws_vpc_endpoint", "s3"], |_, _| {});
    let change = build.change(Action::Create, "", "aws_route", "private");
    build.0.deferred.push(DeferredChange { reason: DeferredReason::InstanceCountUnknown, change });
    let [kind, name] = ["aws_lambda_invoke", "flush"].map(|text| build.0.words.name(text));
    let module = build.module("");
    let event = TriggerEvent::AfterCreate;
    build.0.actions.push(ActionInvocation { module, kind, name, key: None, event, deferred: None });
    build.0.standing = Standing { errored: Some(true), complete: Some(false), applicable: Some(false) };
    finish(build)
}

fn finish(mut build: Build) -> Plan {
    let provider = build.0.words.provider("registry.terraform.io/hashicorp/aws");
    build.0.providers = vec![provider];
    let [kind, name, region] = ["aws_caller_identity", "current", "region"].map(|text| build.0.words.name(text));
    build.0.data_sources = vec![DataSource { kind, name }];
    build.0.variables = vec![region];
    build.0.engine = Some(Version { major: 1, minor: 14, patch: 2, prerelease: false });
    build.0
}

/// What most requests are: something small in one place.
pub(crate) fn small() -> Report {
    let mut build = Build::default();
    build.add(Action::Update, ["", "aws_instance", "web"], |build, change| {
        change.attributes = build.attributes(&["instance_type", "tags", "*user_data"]);
        change.sensitive_changed = true;
    });
    build.add(Action::Create, ["", "aws_eip", "web"], |_, _| {});
    build.add(Action::NoOp, ["", "aws_key_pair", "web"], |_, change| {
        change.imported = true;
        change.generated = true;
    });
    let mut only = dirspace("web", "default", finish(build));
    only.permissions = vec![apply(Verdict::Allow, "alice", &[])];
    report(vec![only])
}

#[test]
fn a_roll_out_puts_what_is_lost_first() {
    let report = roll_out();
    for dialect in DIALECTS {
        let page = markdown::render(&report, dialect, dialect.budget());
        let seen = check(&page, dialect);
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is not in\n{page}"));
        let order = [
            "## Plan incomplete: at least 15 to destroy, 2 to replace, 1 to forget, 14 to update in 15 of 18 dirspaces",
            "1 plan errored",
            "could not be used",
        ];
        assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
        let order = [
            "### To destroy: 15",
            "### To replace: 2",
            "### To forget: 1",
            "### Changed outside: 1",
            "### Who may do it",
        ];
        assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
        assert!(seen.code.contains(&"module.database.aws_db_instance.main".to_owned()));
        assert_eq!(seen.headings[0], wording::headline(&report));
        assert!(seen.prose.contains("13 workspaces alike"));
        assert!(seen.code.contains(&"Plan: 3 to add, 1 to change, 4 to destroy.".to_owned()));
    }
    insta::assert_snapshot!("roll_out_github", markdown::render(&report, Dialect::Github, Dialect::Github.budget()));
    insta::assert_snapshot!(
        "roll_out_bitbucket",
        markdown::render(&report, Dialect::Bitbucket, Dialect::Bitbucket.budget())
    );
}

#[test]
fn a_small_change_is_a_small_comment() {
    let page = markdown::render(&small(), Dialect::Github, Dialect::Github.budget());
    let seen = check(&page, Dialect::Github);
    assert_eq!(seen.headings[0], "Plan: 1 to update, 1 to create, 1 to import in 1 dirspace");
    assert!(seen.code.contains(&"Plan: 1 to import, 1 to add, 1 to change, 0 to destroy.".to_owned()));
    assert!(!page.contains("Shortened"));
    assert!(page.len() < 1_600, "{}", page.len());
    insta::assert_snapshot!("small_github", page);
}
