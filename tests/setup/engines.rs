//! What the proposed jobs run code with, in repositories of each kind. The shipped texts are those of this repository: one that changes
//! so that nothing can be filled in any more fails here.

use serde_json::Value as Json;
use whomay::setup::{Forge, Proposal, propose};

use super::repository::survey;

const TOFU: [&str; 3] = [
    "https://github.com/opentofu/opentofu/releases/download/v1.10.6/tofu_1.10.6_linux_amd64.zip",
    "15b7bed76420b50da3e121769c43341df8cd57d751ca14e6dbe9c850124c6dac",
    "tofu",
];
const TERRAFORM: [&str; 3] = [
    "https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip",
    "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    "terraform",
];
const TERRAGRUNT: [&str; 2] = [
    "https://github.com/gruntwork-io/terragrunt/releases/download/v1.1.6/terragrunt_linux_amd64",
    "d75a80bb264758ba00dabcb17f4b507fcdab4ca90d9e41f96750df036bf69b04",
];
const NONE: [&str; 2] = ["", ""];

const UNIT: &str = "live/vpc/terragrunt.hcl\nterraform {\n  source = \"../../modules/vpc\"\n}\n";

fn proposal(forge: Forge, files: &[&str]) -> Proposal {
    propose(&survey(Some(forge), files))
}

fn text<'a>(proposal: &'a Proposal, path: &str) -> &'a str {
    &proposal.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).text
}

/// What the jobs that run code download, as whoever reads YAML sees it: the same in each.
#[expect(clippy::disallowed_methods, reason = "the forge reads these, and not the reader of configurations")]
fn downloads(proposal: &Proposal, forge: Forge) -> Vec<String> {
    let (paths, names) = match forge {
        Forge::GitHub => (
            [".github/workflows/whomay-plan.yml", ".github/workflows/whomay-apply.yml"],
            ["TERRAFORM_URL", "TERRAFORM_SHA256", "TERRAFORM_PROGRAM", "TERRAGRUNT_URL", "TERRAGRUNT_SHA256"],
        ),
        Forge::GitLab => (
            [".gitlab/whomay/report.yml", ".gitlab/whomay/apply.yml"],
            ["terraform", "terraform-sha256", "terraform-program", "terragrunt", "terragrunt-sha256"],
        ),
    };
    let [one, other] = paths.map(|path| {
        let text = text(proposal, path);
        let document: Json = serde_yaml::from_str(text.split("\n---\n").next().unwrap()).unwrap();
        let value = |name: &str| match forge {
            Forge::GitHub => document["env"][name].as_str().unwrap().to_owned(),
            Forge::GitLab => document["spec"]["inputs"][name]["default"].as_str().unwrap().to_owned(),
        };
        names.map(value).to_vec()
    });
    assert_eq!(one, other);
    one
}

fn said(proposal: &Proposal, about: &str) -> bool {
    proposal.notes.iter().any(|note| note.about.contains(about))
}

#[test]
fn the_jobs_download_what_the_repository_is_for() {
    let root = "prod/main.tf\n";
    let tofu = "prod/main.tofu\n";
    for (files, base, wrapper, why) in [
        (vec![root], TERRAFORM, NONE, "with Terraform 1.11.4: nothing here says OpenTofu"),
        (
            vec![root, ".terraform-version\n1.9.0\n"],
            TERRAFORM,
            NONE,
            "with Terraform 1.11.4: .terraform-version is for it",
        ),
        (vec![tofu], TOFU, NONE, "with OpenTofu 1.10.6: prod/main.tofu is for OpenTofu"),
        (
            vec![root, "prod/extra.tofu.json\n{}"],
            TOFU,
            NONE,
            "with OpenTofu 1.10.6: prod/extra.tofu.json is for OpenTofu",
        ),
        (
            vec![root, ".opentofu-version\n1.9.0\n"],
            TOFU,
            NONE,
            "with OpenTofu 1.10.6: .opentofu-version is for OpenTofu",
        ),
        (
            vec![tofu, "a/.terraform-version\n1.9.0\n"],
            TERRAFORM,
            NONE,
            "with Terraform 1.11.4: prod/main.tofu is for OpenTofu, but a/.terraform-version is for Terraform",
        ),
        // Somebody else's code says nothing of this repository.
        (
            vec![root, "examples/a/main.tofu\n", "vendor/b/.opentofu-version\n"],
            TERRAFORM,
            NONE,
            "nothing here says OpenTofu",
        ),
        (vec![UNIT, "modules/vpc/main.tf\n"], TERRAFORM, TERRAGRUNT, "with Terraform 1.11.4: nothing here"),
        (vec![UNIT, "modules/vpc/main.tofu\n"], TOFU, TERRAGRUNT, "with OpenTofu 1.10.6: modules/vpc/main.tofu"),
        // A directory with code and that file is run by Terragrunt, whatever is in the file.
        (
            vec![root, "prod/terragrunt.hcl\nlocals {}\n"],
            TERRAFORM,
            TERRAGRUNT,
            "such as prod/terragrunt.hcl, with Terragrunt 1.1.6",
        ),
        (vec![root, "examples/a/terragrunt.hcl\ninclude {}\n"], TERRAFORM, NONE, "nothing here says OpenTofu"),
    ] {
        for forge in [Forge::GitHub, Forge::GitLab] {
            let proposal = proposal(forge, &files);
            assert_eq!(downloads(&proposal, forge), [base.as_slice(), &wrapper].concat(), "{files:?}");
            assert!(said(&proposal, why), "{files:?}: {:#?}", proposal.notes);
            assert_eq!(said(&proposal, "terragrunt.hcl"), wrapper != NONE, "{files:?}");
        }
    }
}

/// All lines but those of the downloads are as they are shipped.
#[test]
fn nothing_else_of_a_job_is_changed() {
    let shipped = |forge: Forge| proposal(forge, &["prod/main.tf"]);
    for forge in [Forge::GitHub, Forge::GitLab] {
        let changed = proposal(forge, &[UNIT, "modules/vpc/main.tofu"]);
        for (before, after) in
            shipped(forge).files.iter().zip(&changed.files).filter(|(file, _)| file.path.contains("whomay"))
        {
            assert_eq!(before.path, after.path);
            assert_eq!(before.text.lines().count(), after.text.lines().count());
            let lines = before.text.lines().zip(after.text.lines()).filter(|(before, after)| before != after);
            let runs_code = ["plan.yml", "apply.yml", "report.yml"].iter().any(|name| after.path.ends_with(name));
            assert_eq!(lines.count(), if runs_code { 5 } else { 0 }, "{}", after.path);
        }
    }
}

#[test]
fn a_repository_with_rules_is_told_as_well() {
    let proposal = proposal(Forge::GitHub, &[".terrateam/config.yml", "prod/main.tofu"]);
    assert_eq!(downloads(&proposal, Forge::GitHub), [TOFU.as_slice(), &NONE].concat());
    let note = proposal.notes.iter().find(|note| note.about.contains("OpenTofu 1.10.6")).unwrap();
    assert!(note.next.contains("`required_version`") && note.next.contains("TERRAFORM_URL"), "{note:?}");
    assert!(
        note.next.ends_with("in .github/workflows/whomay-plan.yml and .github/workflows/whomay-apply.yml"),
        "{note:?}"
    );
}

#[test]
fn what_is_there_already_is_not_spoken_of() {
    let files = [".github/workflows/whomay-plan.yml", ".github/workflows/whomay-apply.yml", "prod/main.tofu"];
    let proposal = proposal(Forge::GitHub, &files);
    assert!(!said(&proposal, "OpenTofu") && !said(&proposal, "cannot write"), "{:#?}", proposal.notes);
}

#[test]
fn a_job_that_cannot_be_filled_in_is_not_proposed() {
    for forge in [Forge::GitHub, Forge::GitLab] {
        let mut survey = survey(Some(forge), &["prod/main.tofu"]);
        for (source, text) in &mut survey.shipped {
            if source.contains("plan.yml") || source.contains("report.yml") {
                *text = text.replace("1.11.4", "1.11.5");
            }
        }
        let proposal = propose(&survey);
        let [lost, kept] = match forge {
            Forge::GitHub => [".github/workflows/whomay-plan.yml", ".github/workflows/whomay-apply.yml"],
            Forge::GitLab => [".gitlab/whomay/report.yml", ".gitlab/whomay/apply.yml"],
        };
        let paths: Vec<&str> = proposal.files.iter().map(|file| file.path.as_str()).collect();
        assert!(paths.contains(&kept) && !paths.contains(&lost), "{paths:?}");
        assert!(
            said(&proposal, &format!("cannot write these for what runs the code here: {lost}")),
            "{:#?}",
            proposal.notes
        );
    }
}

#[test]
fn the_pages_name_the_same_releases() {
    let recipes = include_str!("../../docs/recipes.md");
    let values = [TOFU.as_slice(), &TERRAGRUNT].concat();
    values.iter().for_each(|value| assert!(recipes.contains(&format!(": {value}\n")), "{value}"));
    assert!(include_str!("../../docs/enforce.md").contains("a zip of Terraform 1.11.4"));
}
