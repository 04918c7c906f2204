//! Repositories of different shapes: what is proposed for each lints clean, plans what it should, lets in whom it should, and
//! is not proposed twice.

use super::{everything, new_files, untouched};
use crate::sandbox::{Run, Sandbox};

/// Somebody, and how `simulate` is told of them.
const READER: &str = "--user una --role read";
const WRITER: &str = "--user wim --role write";
const MAINTAINER: &str = "--user mia --role maintain";

/// A shape.
struct Shape {
    name: &'static str,
    /// The address of `origin`, if there is one.
    origin: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// The dirspaces that there are, without the workspace where it is the usual one.
    dirspaces: &'static [&'static str],
    /// Files that have to be among those that are made.
    made: &'static [&'static str],
    /// Files that may not be.
    not_made: &'static [&'static str],
}

const CODE: &str = "resource \"terraform_data\" \"this\" {}\n";
const GITHUB: &str = "https://github.com/acme/infra.git";
const GITLAB: &str = "git@gitlab.com:acme/infra.git";
const CONFIG: &str = ".terrateam/config.yml";
const OWN_RULES: &str = "\
access_control:
  terrateam_config_update: ['role:admin']
  ci_config_update: ['role:admin']
  unlock: ['role:admin']
  files:
    .whomay.yml: ['role:admin']
    .github/workflows/whomay-apply.yml: ['role:admin']
  policies:
    - tag_query: ''
      plan: ['role:write']
      apply: ['role:admin']
";

const SHAPES: &[Shape] = &[
    Shape {
        name: "one root at the top, on GitHub",
        origin: GITHUB,
        files: &[("main.tf", CODE), ("variables.tf", "variable \"x\" {}\n"), ("README.md", "read me\n")],
        dirspaces: &["."],
        made: &[CONFIG, ".github/workflows/whomay-lint.yml"],
        not_made: &[".gitlab-ci.yml"],
    },
    Shape {
        name: "environments and modules, with owners",
        origin: GITHUB,
        files: &[
            ("prod/network/main.tf", "module \"x\" {\n  source = \"../../modules/net\"\n}\n"),
            ("prod/app/main.tf", CODE),
            ("dev/app/main.tf", CODE),
            ("modules/net/main.tf", CODE),
            (".github/CODEOWNERS", "* @acme/platform\n/prod/ @acme/sre\n"),
        ],
        dirspaces: &["dev/app", "prod/app", "prod/network"],
        made: &[CONFIG],
        not_made: &["CODEOWNERS"],
    },
    Shape {
        name: "rules of its own",
        origin: GITHUB,
        files: &[("prod/main.tf", CODE), (CONFIG, OWN_RULES)],
        dirspaces: &["prod"],
        made: &[".github/workflows/whomay-plan.yml"],
        not_made: &[".terrateam/config.yaml"],
    },
    Shape {
        name: "rules under the other name, and a workflow of the server",
        origin: GITHUB,
        files: &[
            ("prod/main.tf", CODE),
            (".terrateam/config.yaml", OWN_RULES),
            (".github/workflows/terrateam.yml", "name: 'Terrateam Workflow'\non: workflow_dispatch\njobs: {}\n"),
        ],
        dirspaces: &["prod"],
        made: &[],
        not_made: &[CONFIG],
    },
    Shape {
        name: "GitLab without a pipeline",
        origin: GITLAB,
        files: &[("live/prod/main.tf", CODE), ("live/staging/main.tf", CODE)],
        dirspaces: &["live/prod", "live/staging"],
        made: &[CONFIG, ".gitlab-ci.yml", ".gitlab/whomay/lint.yml"],
        not_made: &[".github/workflows/whomay-lint.yml"],
    },
    Shape {
        name: "GitLab with a pipeline",
        origin: "ssh://git@gitlab.acme.example/infra/live.git",
        files: &[
            ("prod/main.tf", CODE),
            (".gitlab-ci.yml", "check:\n  script:\n    - terraform validate\n"),
            (".gitlab/CODEOWNERS", "[Production]\n/prod/ @acme/sre\n"),
        ],
        dirspaces: &["prod"],
        made: &[CONFIG, ".gitlab/whomay/lint.yml"],
        not_made: &[],
    },
    Shape {
        name: "no forge at all",
        origin: "",
        files: &[("network/main.tf", CODE), ("app/main.tofu", CODE)],
        dirspaces: &["app", "network"],
        made: &[CONFIG, ".whomay.yml"],
        not_made: &[".gitlab-ci.yml", ".github/workflows/whomay-lint.yml"],
    },
    Shape {
        name: "terragrunt",
        origin: GITHUB,
        files: &[
            ("terragrunt.hcl", "remote_state {\n  backend = \"s3\"\n}\n"),
            (
                "live/prod/vpc/terragrunt.hcl",
                "include {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = \"../../../modules/vpc\"\n}\n",
            ),
            (
                "live/dev/vpc/terragrunt.hcl",
                "include {\n  path = find_in_parent_folders()\n}\nterraform {\n  source = \"../../../modules/vpc\"\n}\n",
            ),
            ("live/prod/env.hcl", "locals {}\n"),
            ("modules/vpc/main.tf", CODE),
        ],
        dirspaces: &["live/dev/vpc", "live/prod/vpc"],
        made: &[CONFIG],
        not_made: &[],
    },
    Shape {
        name: "workspaces by files of values",
        origin: GITHUB,
        files: &[
            ("app/main.tf", "variable \"size\" {}\n"),
            ("app/prod.tfvars", "size = 2\n"),
            ("app/staging.tfvars", "size = 1\n"),
            ("dns/main.tf", CODE),
        ],
        dirspaces: &["app:prod", "app:staging", "dns"],
        made: &[CONFIG],
        not_made: &[],
    },
    Shape {
        name: "stacks in rules that are there",
        origin: GITHUB,
        files: &[
            ("a/prod/main.tf", CODE),
            ("b/prod/main.tf", CODE),
            (
                CONFIG,
                "access_control:\n  terrateam_config_update: ['role:admin']\n  ci_config_update: ['role:admin']\n  unlock: ['role:admin']\n  \
                 files: {.whomay.yml: ['role:admin'], .github/workflows/whomay-apply.yml: ['role:admin']}\n  \
                 policies:\n    - tag_query: ''\n      plan: ['role:write']\n      apply: ['role:admin']\nstacks:\n  names:\n    a:\n      tag_query: 'a in dir'\n    b:\n      tag_query: 'b in dir'\n",
            ),
        ],
        dirspaces: &["a/prod", "b/prod"],
        made: &[".github/workflows/whomay-apply.yml"],
        not_made: &[],
    },
    Shape {
        name: "a repository of everything, with workflows and hooks of its own",
        origin: GITHUB,
        files: &[
            ("services/api/main.go", "package main\n"),
            ("infra/live/prod/db/main.tf", CODE),
            ("infra/live/prod/db/backend.tf", "terraform {\n  backend \"s3\" {}\n}\n"),
            ("infra/live/stage/db/main.tf", CODE),
            ("infra/modules/db/main.tf", CODE),
            ("infra/modules/db/examples/basic/main.tf", CODE),
            ("web/node_modules/x/main.tf", CODE),
            (".github/workflows/ci.yml", "on: push\njobs:\n  test:\n    steps:\n      - run: make test\n"),
            (".pre-commit-config.yaml", "repos: []\n"),
        ],
        dirspaces: &["infra/live/prod/db", "infra/live/stage/db"],
        made: &[CONFIG, ".github/workflows/whomay-apply.yml"],
        not_made: &[],
    },
    Shape { name: "an empty repository", origin: GITHUB, files: &[], dirspaces: &[], made: &[CONFIG], not_made: &[] },
];

fn repository(shape: &Shape) -> Sandbox {
    let sandbox = Sandbox::new();
    if !shape.origin.is_empty() {
        sandbox.git(["remote", "add", "origin", shape.origin]);
    }
    for (path, text) in shape.files {
        sandbox.write(path, text);
    }
    if !shape.files.is_empty() {
        sandbox.commit("what is there");
    }
    sandbox
}

#[test]
fn what_is_there_stays_and_a_second_run_changes_nothing() {
    for shape in SHAPES {
        let sandbox = repository(shape);
        let before = everything(&sandbox);
        let shown = sandbox.run("init");
        shown.clean().quiet();
        assert_eq!(everything(&sandbox), before, "{}: nothing was confirmed", shape.name);
        sandbox.run("init --yes").clean().quiet().never_says("with what is new").never_says("what is new adds");
        let after = everything(&sandbox);
        untouched(&before, &after);
        let made = new_files(&before, &after);
        for path in shape.made {
            assert!(made.iter().any(|made| made == path), "{}: no {path} in {made:?}", shape.name);
        }
        for path in shape.not_made {
            assert!(!made.iter().any(|made| made == path), "{}: {path}", shape.name);
        }
        let status = sandbox.git(["status", "--porcelain"]);
        sandbox.run("init --yes").clean().quiet().says("nothing to do").never_says("wrote ");
        assert_eq!(everything(&sandbox), after, "{}", shape.name);
        assert_eq!(sandbox.git(["status", "--porcelain"]), status, "{}", shape.name);
    }
}

#[test]
fn the_result_has_no_finding_and_plans_what_there_is() {
    for shape in SHAPES {
        let sandbox = repository(shape);
        sandbox.run("init --yes").clean();
        let lint = sandbox.run("lint --format json");
        let files = lint.json();
        let findings: Vec<_> =
            files["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap()).collect();
        assert!(lint.status == 0 && findings.is_empty(), "{}: {findings:#?}", shape.name);
        sandbox.commit("whomay");
        assert_eq!(sandbox.run("dirspaces --all --format json").clean().names(), shape.dirspaces, "{}", shape.name);
    }
}

/// The outcomes of a change of all files with code, for somebody.
fn asked(sandbox: &Sandbox, who: &str) -> Run {
    sandbox.run(&format!("simulate {who} --format json --exit-zero"))
}

/// A repository with its rules on the default branch, and a request that changes all code.
fn changed(shape: &Shape) -> Sandbox {
    let sandbox = repository(shape);
    sandbox.run("init --yes").clean();
    sandbox.commit("whomay");
    sandbox.git(["switch", "--quiet", "-c", "feature"]);
    let code = |path: &&str| [".tf", ".tofu", ".hcl", ".tfvars"].iter().any(|ending| path.ends_with(ending));
    for path in shape.files.iter().map(|(path, _)| *path).filter(code) {
        let text = std::fs::read_to_string(sandbox.at(path)).unwrap();
        sandbox.write(path, &format!("{text}# changed\n"));
    }
    sandbox.commit("change");
    sandbox
}

/// Outcomes for which the policy does not let them in, or does so only under a condition.
fn refused(run: &Run, operation: &str) -> usize {
    let of = |line: &&String| line.contains(&format!(" {operation} ")) && line.split(' ').any(|word| word == "policy");
    run.outcomes().iter().filter(of).count()
}

#[test]
fn readers_get_nothing_writers_plan_and_somebody_can_apply() {
    for shape in SHAPES.iter().filter(|shape| !shape.dirspaces.is_empty()) {
        let sandbox = changed(shape);
        let all = shape.dirspaces.len();
        let reader = asked(&sandbox, READER);
        assert_eq!(
            (refused(&reader, "plan"), refused(&reader, "apply")),
            (all, all),
            "{}: {:?}",
            shape.name,
            reader.outcomes()
        );
        let writer = asked(&sandbox, WRITER);
        assert_eq!(
            (refused(&writer, "plan"), refused(&writer, "apply")),
            (0, all),
            "{}: {:?}",
            shape.name,
            writer.outcomes()
        );
        let boss = match shape.origin.contains("gitlab") {
            true => "--user ada --role admin --team acme/sre --vcs gitlab",
            false => "--user ada --role admin --team sre --team platform",
        };
        let boss = asked(&sandbox, boss);
        assert_eq!((refused(&boss, "plan"), refused(&boss, "apply")), (0, 0), "{}: {:?}", shape.name, boss.outcomes());
        sandbox.run("simulate --who").clean().never_says("no policy matches");
    }
}

#[test]
fn owners_apply_what_is_theirs_and_nothing_else() {
    let sandbox = changed(&SHAPES[1]);
    let run = asked(&sandbox, "--user sam --role write --team sre");
    let denied: Vec<String> = run.outcomes().into_iter().filter(|line| line.contains(" apply deny")).collect();
    assert!(matches!(denied.as_slice(), [line] if line.starts_with("dev/app ")), "{denied:?}");
    // Maintainers are no owners.
    assert_eq!(refused(&asked(&sandbox, MAINTAINER), "apply"), 3);
}

#[test]
fn an_apply_waits_for_somebody_else() {
    let sandbox = changed(&SHAPES[1]);
    let run = asked(&sandbox, "--user sam --role write --team sre --query dir:prod/app --operation apply");
    let lines = run.outcomes();
    assert!(
        matches!(lines.as_slice(), [line] if line.contains("undetermined") && line.contains("approv")),
        "{lines:?}"
    );
}

#[test]
fn the_proposal_itself_may_be_changed_by_few() {
    let sandbox = repository(&SHAPES[1]);
    sandbox.run("init --yes").clean();
    sandbox.commit("whomay");
    sandbox.git(["switch", "--quiet", "-c", "feature"]);
    sandbox
        .write("prod/app/main.tf", "# 2\n")
        .write(CONFIG, &std::fs::read_to_string(sandbox.at(CONFIG)).unwrap().replace("sre", "dev"));
    sandbox.commit("loosen");
    let run = asked(&sandbox, "--user sam --role write --team sre --team dev");
    let lines = run.outcomes();
    assert!(lines.iter().all(|line| line.contains(" deny ") && line.contains("config-update")), "{lines:?}");
}

/// Files, the program that their jobs run, and whether Terragrunt is on top of it.
struct Engine {
    files: &'static [(&'static str, &'static str)],
    release: &'static str,
    program: &'static str,
    has_units: bool,
}

const UNIT: (&str, &str) = ("live/vpc/terragrunt.hcl", "terraform {\n  source = \"../../modules/vpc\"\n}\n");

const ENGINES: [Engine; 4] = [
    Engine { files: &[("prod/main.tf", CODE)], release: "Terraform 1.11.4", program: "terraform", has_units: false },
    Engine {
        files: &[("prod/main.tf", CODE), (".opentofu-version", "1.10.6\n")],
        release: "OpenTofu 1.10.6",
        program: "tofu",
        has_units: false,
    },
    Engine {
        files: &[UNIT, ("modules/vpc/main.tf", CODE)],
        release: "Terraform 1.11.4",
        program: "terraform",
        has_units: true,
    },
    Engine {
        files: &[UNIT, ("modules/vpc/main.tofu", CODE)],
        release: "OpenTofu 1.10.6",
        program: "tofu",
        has_units: true,
    },
];

#[test]
fn the_jobs_that_are_written_run_what_the_repository_is_for() {
    for (engine, origin) in ENGINES.iter().flat_map(|engine| [(engine, GITHUB), (engine, GITLAB)]) {
        let sandbox = Sandbox::new();
        sandbox.git(["remote", "add", "origin", origin]);
        for (path, text) in engine.files {
            sandbox.write(path, text);
        }
        sandbox.commit("what is there");
        let run = sandbox.run("init --yes");
        let said = run.clean().out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(&format!("the jobs plan and apply with {}: ", engine.release)), "{said}");
        assert_eq!(
            said.contains("a terragrunt.hcl, such as live/vpc/terragrunt.hcl, with Terragrunt 1.1.6"),
            engine.has_units,
            "{said}"
        );
        let paths = match origin {
            GITHUB => [".github/workflows/whomay-plan.yml", ".github/workflows/whomay-apply.yml"],
            _ => [".gitlab/whomay/report.yml", ".gitlab/whomay/apply.yml"],
        };
        for path in paths {
            let text = std::fs::read_to_string(sandbox.at(path)).unwrap();
            let has = |line: String| text.lines().any(|other| other.trim() == line);
            let program = engine.program;
            assert!(has(format!("TERRAFORM_PROGRAM: {program}")) || has(format!("default: {program}")), "{path}");
            assert_eq!(text.contains("terragrunt_linux_amd64"), engine.has_units, "{path}");
        }
    }
}
