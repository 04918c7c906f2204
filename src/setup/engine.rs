//! What runs the code: Terraform or OpenTofu, and Terragrunt where there are units of it.
//!
//! Chosen by what cannot mean anything else. Code in `*.tf` is for either, so without a word from the repository the jobs stay as they
//! are shipped. A shipped text is changed in all of its places or not at all.

use super::layout::{Layout, is_example, joined, split};
use super::{Forge, Note, Survey};

/// A release that jobs download, for Linux on x86-64.
struct Release {
    name: &'static str,
    address: &'static str,
    sha256: &'static str,
    /// The program in it.
    program: &'static str,
}

/// What the shipped jobs have.
const TERRAFORM: Release = Release {
    name: "Terraform 1.11.4",
    address: "https://releases.hashicorp.com/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip",
    sha256: "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    program: "terraform",
};

const OPENTOFU: Release = Release {
    name: "OpenTofu 1.10.6",
    address: "https://github.com/opentofu/opentofu/releases/download/v1.10.6/tofu_1.10.6_linux_amd64.zip",
    sha256: "15b7bed76420b50da3e121769c43341df8cd57d751ca14e6dbe9c850124c6dac",
    program: "tofu",
};

const TERRAGRUNT: Release = Release {
    name: "Terragrunt 1.1.6",
    address: "https://github.com/gruntwork-io/terragrunt/releases/download/v1.1.6/terragrunt_linux_amd64",
    sha256: "d75a80bb264758ba00dabcb17f4b507fcdab4ca90d9e41f96750df036bf69b04",
    program: "terragrunt",
};

/// What a repository says about what runs its code: for each, a file that says so.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Engine {
    tofu: Option<String>,
    terraform: Option<String>,
    terragrunt: Option<String>,
}

impl Engine {
    pub(super) fn of(survey: &Survey, layout: &Layout) -> Engine {
        let first = |is_it: fn(&str) -> bool| {
            let mut own = survey.files.iter().map(|path| (path, split(path))).filter(|(_, (dir, _))| !is_example(dir));
            own.find(|(_, (_, name))| is_it(name)).map(|(path, _)| path.clone())
        };
        let is_tofu =
            |name: &str| name == ".opentofu-version" || name.ends_with(".tofu") || name.ends_with(".tofu.json");
        // The jobs go by the file as well, whatever is in it.
        let mut units = layout.roots.keys().map(|dir| joined(dir, "terragrunt.hcl"));
        Engine {
            tofu: first(is_tofu),
            terraform: first(|name| name == ".terraform-version"),
            terragrunt: units.find(|path| survey.files.binary_search(path).is_ok()),
        }
    }

    /// A shipped job with what the repository needs in the place of what it is shipped with; nothing if it has no such place.
    pub(super) fn written_into(&self, text: &str, forge: Forge) -> Option<String> {
        let mut text = text.to_owned();
        let (from, to) = (&TERRAFORM, self.release());
        if from.program != to.program {
            for (place, from, to) in [
                (Place("TERRAFORM_URL", "terraform"), from.address, to.address),
                (Place("TERRAFORM_SHA256", "terraform-sha256"), from.sha256, to.sha256),
                (Place("TERRAFORM_PROGRAM", "terraform-program"), from.program, to.program),
            ] {
                text = replaced_once(&text, &place.with(forge, from), &place.with(forge, to))?;
            }
        }
        if self.terragrunt.is_some() {
            for (place, to) in [
                (Place("TERRAGRUNT_URL", "terragrunt"), TERRAGRUNT.address),
                (Place("TERRAGRUNT_SHA256", "terragrunt-sha256"), TERRAGRUNT.sha256),
            ] {
                text = replaced_once(&text, &place.with(forge, "\"\""), &place.with(forge, to))?;
            }
        }
        Some(text)
    }

    /// What was chosen and why, and what to look at. `place` is where the jobs say it.
    pub(super) fn notes(&self, forge: Forge, place: &str) -> Vec<Note> {
        let release = self.release();
        let shown = |path: &str| path.escape_debug().to_string();
        let why = match (&self.tofu, &self.terraform) {
            (Some(tofu), None) => format!("{} is for OpenTofu", shown(tofu)),
            (Some(tofu), Some(terraform)) => {
                format!("{} is for OpenTofu, but {} is for Terraform", shown(tofu), shown(terraform))
            }
            (None, Some(terraform)) => format!("{} is for it", shown(terraform)),
            (None, None) => "nothing here says OpenTofu (code in *.tofu, or .opentofu-version)".to_owned(),
        };
        let [keys, more] = match forge {
            Forge::GitHub => {
                ["TERRAFORM_URL, TERRAFORM_SHA256 and TERRAFORM_PROGRAM", "TERRAGRUNT_URL and TERRAGRUNT_SHA256"]
            }
            Forge::GitLab => ["terraform, terraform-sha256 and terraform-program", "terragrunt and terragrunt-sha256"],
        };
        let mut notes = vec![Note {
            about: format!("the jobs plan and apply with {}: {why}", release.name),
            next: format!("check that the version fits `required_version`; for another one fill in {keys} {place}"),
        }];
        notes.extend(self.terragrunt.as_deref().map(|unit| Note {
            about: format!(
                "the jobs run each directory that has a terragrunt.hcl, such as {}, with {} on top of that, each alone",
                shown(unit),
                TERRAGRUNT.name
            ),
            next: format!(
                "check that the version fits `terragrunt_version_constraint`; for another one fill in {more} {place}"
            ),
        }));
        notes
    }

    fn release(&self) -> &'static Release {
        match (&self.tofu, &self.terraform) {
            (Some(_), None) => &OPENTOFU,
            _ => &TERRAFORM,
        }
    }
}

/// Where a job says something: the variable of a workflow, and the input of a template.
struct Place(&'static str, &'static str);

impl Place {
    fn with(&self, forge: Forge, value: &str) -> String {
        match forge {
            Forge::GitHub => format!("\n  {}: {value}\n", self.0),
            Forge::GitLab => format!("\n    {}:\n      default: {value}\n", self.1),
        }
    }
}

/// The text with another one in the only place where it stands.
fn replaced_once(text: &str, from: &str, to: &str) -> Option<String> {
    let (before, after) = text.split_once(from)?;
    // It ends with the line break that another one would begin with.
    (!format!("\n{after}").contains(from)).then(|| format!("{before}{to}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_changed_in_all_of_its_places_or_not_at_all() {
        let engine = Engine {
            tofu: Some("a.tofu".to_owned()),
            terragrunt: Some("a/terragrunt.hcl".to_owned()),
            ..Engine::default()
        };
        let whole = format!(
            "env:\n  TERRAFORM_URL: {}\n  TERRAFORM_SHA256: {}\n  TERRAFORM_PROGRAM: terraform\n  TERRAGRUNT_URL: \"\"\n  TERRAGRUNT_SHA256: \"\"\n",
            TERRAFORM.address, TERRAFORM.sha256
        );
        let written = format!(
            "env:\n  TERRAFORM_URL: {}\n  TERRAFORM_SHA256: {}\n  TERRAFORM_PROGRAM: tofu\n  TERRAGRUNT_URL: {}\n  TERRAGRUNT_SHA256: {}\n",
            OPENTOFU.address, OPENTOFU.sha256, TERRAGRUNT.address, TERRAGRUNT.sha256
        );
        assert_eq!(engine.written_into(&whole, Forge::GitHub), Some(written));
        assert_eq!(engine.written_into(&whole, Forge::GitLab), None);
        for line in whole.lines().skip(1) {
            let without = whole.replace(&format!("{line}\n"), "");
            assert_eq!(engine.written_into(&without, Forge::GitHub), None, "{line}");
            assert_eq!(engine.written_into(&format!("{whole}{line}\n"), Forge::GitHub), None, "{line}");
        }
        assert_eq!(Engine::default().written_into("anything", Forge::GitHub).as_deref(), Some("anything"));
    }
}
