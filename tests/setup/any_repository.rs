//! Whatever a repository holds: the proposal can be carried out once, its rules load, and nobody applies unasked.

use proptest::prelude::*;

use whomay::access::operation::Operation;
use whomay::setup::{Forge, Survey, propose};

use super::repository::{Repository, carried_out, survey};

/// Names that mean something, and names that break things.
fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "prod", "dev", "live", "modules", "examples", "app", "env", "a", "b", "_common", "tests", "non-prod", "vpc",
        ])
        .prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "a b", "a: b", "# x", "it's", "\"q\"", "a*b", "**", "*", "é", "日本", "a\nb", "-x", "!x", "{a,b}", "[ab]", "$x", "${DIR}", "or", "in",
            "not", "null", "true", "1", "0x1", "~", "a+b", "a@b", "a(b)", "a,b", ".hidden", ".terraform", "a\\b", "a?b", "\u{202e}x", " lead",
            "trail ", "&a", "|", ">", "%", "`", "prod prod", "PROD", "a  b", "dir:x", "=",
        ])
        .prop_map(str::to_owned),
        1 => "[a-zA-Z0-9_. -]{1,8}".prop_filter("no dots", |name| name != "." && name != ".."),
    ]
}

fn file() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "main.tf",
        "main.tf",
        "main.tf",
        "main.tofu",
        "main.tf.json",
        "terragrunt.hcl",
        "root.hcl",
        "prod.tfvars",
        "dev.tfvars",
        "terraform.tfvars",
        "x.auto.tfvars",
        "README.md",
        ".terraform.lock.hcl",
        "CODEOWNERS",
        "prod.tfvars.json",
    ]);
    let text = prop::sample::select(vec![
        "",
        "terraform {\n  backend \"s3\" {}\n}\n",
        "provider \"aws\" {}\n",
        "module \"m\" { source = \"../modules/a\" }\n",
        "module \"m\" {\n  source = \"../../\"\n}\nmodule \"n\" {\n  source = \"./b\"\n}\n",
        "include \"root\" {}\nterraform {\n  source = \"../app\"\n}\n",
        "terraform {\n  cloud {}\n}\n",
    ]);
    (prop::collection::vec(segment(), 0..4), name, text).prop_map(|(segments, name, text)| {
        let path = segments.into_iter().map(|segment| segment + "/").collect::<String>() + name;
        format!("{path}\u{1}{text}")
    })
}

fn owners() -> impl Strategy<Value = String> {
    let pattern = prop_oneof![
        prop::sample::select(vec![
            "*",
            "/live/",
            "prod/",
            "/live/**/prod",
            "*.tf",
            "[S]",
            "^[O] @bob",
            "!/live/",
            "#",
            "/app/*",
            "\\ "
        ])
        .prop_map(str::to_owned),
        "[a-z*/@ \\\\#\\[\\]é!-]{0,8}",
    ];
    let names = prop::sample::select(vec![
        "@acme/sre",
        "@bob",
        "@acme/sre @bob",
        "a@b.c",
        "",
        "@acme/dev-leads",
        "@x/y",
        "@@maintainers",
        "@acme/A:b",
        "@é",
    ]);
    prop::collection::vec((pattern, names), 0..6)
        .prop_map(|lines| lines.into_iter().map(|(p, n)| format!("{p} {n}\n")).collect())
}

fn any_survey() -> impl Strategy<Value = Survey> {
    let forge = prop::sample::select(vec![None, Some(Forge::GitHub), Some(Forge::GitLab)]);
    let more = prop::sample::subsequence(
        vec![
            ".gitlab-ci.yml",
            ".pre-commit-config.yaml",
            ".whomay.yml",
            ".github/workflows/whomay-plan.yml",
            "atlantis.yaml",
        ],
        0..3,
    );
    (forge, prop::collection::vec(file(), 0..14), owners(), more).prop_map(|(forge, files, owners, more)| {
        // A path may hold a line break itself.
        let mut survey = survey(forge, &[]);
        let mut texts: std::collections::BTreeMap<String, String> = files
            .iter()
            .filter_map(|file| file.split_once('\u{1}'))
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        texts.insert("CODEOWNERS".to_owned(), owners);
        texts.extend(more.into_iter().map(|path| (path.to_owned(), String::new())));
        // A file is no directory.
        let names: Vec<String> = texts.keys().cloned().collect();
        texts.retain(|path, _| !names.iter().any(|other| other.starts_with(&format!("{path}/"))));
        survey.files = texts.keys().cloned().collect();
        survey.texts = texts.into_iter().filter(|(path, _)| whomay::setup::wanted(path)).collect();
        survey
    })
}

/// Findings that are about the repository and not about the proposal.
const TRUE_OF_IT: [&str; 2] = ["hcp-can-apply", "directory-not-seen"];

proptest! {
    #[test]
    fn a_proposal_is_carried_out_once(survey in any_survey()) {
        let proposal = propose(&survey);
        prop_assert_eq!(&propose(&survey), &proposal);
        for file in &proposal.files {
            prop_assert!(!survey.files.contains(&file.path), "{}", file.path);
        }
        let purposes: Vec<_> = proposal.files.iter().map(|file| file.purpose).collect();
        prop_assert!(purposes.is_sorted());
        prop_assert_eq!(propose(&carried_out(&survey, &proposal)).files, []);
    }

    #[test]
    fn rules_load_lint_clean_and_let_in_nobody_else(survey in any_survey()) {
        let repository = Repository::new(survey);
        let found: Vec<&String> =
            repository.findings.iter().filter(|found| !TRUE_OF_IT.iter().any(|code| found.starts_with(code))).collect();
        prop_assert!(found.is_empty(), "{:#?}\n{}\n{:#?}", found, repository.rules, repository.survey.files);
        for dirspace in repository.dirspaces(&[]) {
            let guests = repository.who(Operation::Plan, &dirspace, &[], &[]);
            prop_assert!(!guests.contains("guest") && !guests.contains("reader"), "{guests}");
            prop_assert_eq!(repository.who(Operation::Apply, &dirspace, &["guest", "reader"], &[]), "");
            // No file names these, and no role that they have is enough.
            let appliers = repository.appliers(&dirspace);
            let outsiders = ["guest", "reader", "dev", "platform"];
            prop_assert!(!appliers.split(' ').any(|login| outsiders.contains(&login)), "{appliers}");
        }
        prop_assert_eq!(repository.who(Operation::Apply, "brand-new:default", &["maintainer", "sre"], &["brand-new/main.tf"]), "");
    }

    #[test]
    fn any_name_is_written_as_it_is(name in "[^/\u{0}]{1,12}|[ -~]{1,12}|[:#'\"&|>%@`~,=\u{85}\u{2028}\u{feff}\u{1f600} \n\t\r\u{7f}a1]{1,6}") {
        prop_assume!(!name.contains('/') && !matches!(name.as_str(), "." | ".."));
        let file = format!("{name}/main.tf");
        let mut survey = survey(None, &[]);
        survey.files = vec![file.clone()];
        survey.texts = [(file, "terraform {\n  backend \"s3\" {}\n}\n".to_owned())].into();
        let repository = Repository::new(survey);
        let keys: Vec<&String> = repository.config.layout.dirs.keys().collect();
        let is_pattern = name.contains(['*', '?', '[', ']', '{', '}', '$', '\\', '!']);
        let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-. ".contains(c)) && name.trim_start_matches('-') == name.trim();
        let is_aside = name.starts_with(['_', '.']) || ["modules", "tests"].contains(&name.as_str());
        if !is_plain && !is_pattern && !is_aside && !name.chars().any(char::is_control) {
            prop_assert_eq!(keys, [&name]);
        }
    }
}
