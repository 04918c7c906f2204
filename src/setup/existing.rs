//! What is there already: rules, and other ways to apply that ask none of them.

use super::{Note, Survey};

/// Where the server reads its rules, in its order.
pub(super) const CONFIG: [&str; 2] = [".terrateam/config.yml", ".terrateam/config.yaml"];

/// Tools that apply by themselves, by a file that they have.
const TOOLS: [(&str, &str); 9] = [
    (".spacelift/config.yml", "Spacelift"),
    ("atlantis.yaml", "Atlantis"),
    ("atlantis.yml", "Atlantis"),
    ("digger.yaml", "Digger"),
    ("digger.yml", "Digger"),
    ("env0.yaml", "env0"),
    ("env0.yml", "env0"),
    ("scalr.yaml", "Scalr"),
    ("terrakube.yaml", "Terrakube"),
];

/// Pipelines of one file.
const PIPELINES: [&str; 6] = [
    ".circleci/config.yml",
    ".drone.yml",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
];

/// Whether a file is a pipeline, whose commands are looked at.
pub(super) fn is_pipeline(path: &str) -> bool {
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    (path.starts_with(".github/workflows/") && is_yaml) || PIPELINES.contains(&path)
}

/// Notes on what applies without asking rules. Of rules that are there the command says more than could be said here.
pub(super) fn notes(survey: &Survey) -> Vec<Note> {
    pipelines(survey).into_iter().chain(tools(survey)).collect()
}

fn pipelines(survey: &Survey) -> Option<Note> {
    let applying: Vec<&str> = survey
        .texts
        .iter()
        .filter(|(path, text)| is_pipeline(path) && !asks_whomay(text) && text.lines().any(applies))
        .map(|(path, _)| path.as_str())
        .collect();
    let first = applying.first()?;
    let more = match applying.len() {
        1 => " applies".to_owned(),
        count => format!(" and {} more apply", count - 1),
    };
    Some(Note {
        about: format!("{first}{more} without asking anybody's rules"),
        next: "let it plan only, or take its credentials away; then whoever applies has to be allowed to".to_owned(),
    })
}

/// The workflows of GitHub that are there and in which this program runs.
pub(super) fn asking(survey: &Survey) -> impl Iterator<Item = &str> {
    let workflows = survey.texts.iter().filter(|(path, _)| path.starts_with(".github/workflows/"));
    workflows.filter(|(_, text)| asks_whomay(text)).map(|(path, _)| path.as_str())
}

fn tools(survey: &Survey) -> Vec<Note> {
    let found = TOOLS.iter().filter(|(path, _)| survey.files.iter().any(|file| file == path));
    found
        .map(|(path, tool)| Note {
            about: format!("{path}: {tool} applies here, by rules of its own"),
            next: format!(
                "take its credentials to apply away once these rules are merged, or keep {tool} and leave the jobs out"
            ),
        })
        .collect()
}

/// Whether a pipeline decides with this program before it does anything.
fn asks_whomay(text: &str) -> bool {
    text.contains("whomay enforce") || text.contains("/whomay@") || text.contains(".gitlab/whomay/")
}

/// Whether a line runs a tool with what applies.
fn applies(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or_default();
    if line.trim_start().starts_with('#') || line.trim_start().starts_with("- name:") {
        return false;
    }
    let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || "\"'`();&|[],".contains(c)).collect();
    let is_tool = |word: &&&str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        matches!(name, "terraform" | "tofu" | "opentofu" | "terragrunt")
    };
    let has_tool = words.iter().any(|word| is_tool(&word));
    let verb = |word: &&str| matches!(*word, "apply" | "apply-all" | "destroy" | "destroy-all");
    has_tool && words.iter().skip_while(|word| !is_tool(word)).any(verb) || applying_action(&words)
}

/// `uses: someone/terraform-apply@v1`.
fn applying_action(words: &[&str]) -> bool {
    let mut actions = words.iter().skip_while(|word| **word != "uses:").filter_map(|word| word.split('@').next());
    actions
        .any(|action| ["terraform-apply", "tofu-apply", "terragrunt-apply"].iter().any(|verb| action.ends_with(verb)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_apply() {
        for line in [
            "run: terraform apply -auto-approve",
            "- terraform -chdir=prod apply",
            "cd x && /usr/bin/tofu destroy",
            "script: [\"terragrunt run-all apply\"]",
            "- uses: dflook/terraform-apply@v1",
        ] {
            assert!(applies(line), "{line}");
        }
        for line in [
            "terraform plan",
            "# terraform apply",
            "- name: terraform apply",
            "kubectl apply -f terraform",
            "tofu fmt # apply",
        ] {
            assert!(!applies(line), "{line}");
        }
    }
}
