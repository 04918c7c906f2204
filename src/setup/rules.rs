//! The text of `.terrateam/config.yml`: who may plan, who may apply, what an apply needs, and what is planned.
//!
//! Least privilege: nothing is left out that means everybody when it is left out, and the last policy lets nobody apply. The comments
//! say why, so that whoever reads the file first learns the format by it.

use std::fmt::Write as _;

use super::dirs::Dirs;
use super::layout::Layout;
use super::owners::Owners;
use super::query::{Group, groups};
use super::{Forge, Note, Survey, yaml};

const MAINTAINERS: &str = "role:maintain";
const WRITERS: &str = "role:write";

/// The rules, with notes on what they leave to be filled in. `guarded` are the files that decide together with them.
pub(super) fn config(
    survey: &Survey,
    guarded: &[&str],
    layout: &Layout,
    owners: &Owners,
    notes: &mut Vec<Note>,
) -> String {
    let groups = groups(layout, owners);
    let dirs = Dirs::of(layout);
    notes.extend(about_people(survey, &groups, owners));
    notes.extend(about_directories(layout, &dirs, &groups));
    let mut text = String::from(
        "# Who may plan and apply what, in the format of Terrateam. `whomay lint` looks for mistakes in it; `whomay simulate --who`\n\
         # says who may do what to a change. What counts for a request is this file as the default branch has it.\n\
         version: \"1\"\n",
    );
    access_control(guarded, &groups, owners, &mut text);
    apply_requirements(survey, &groups, &mut text);
    dirs.write(layout, &mut text);
    text
}

fn access_control(guarded: &[&str], groups: &[Group], owners: &Owners, text: &mut String) {
    let stewards = stewards(owners, ".terrateam/config.yml");
    let _ = write!(
        text,
        "\naccess_control:\n  enabled: true\n  \
         # A request that changes these rules, or what enforces them, can be planned and applied by these people alone.\n  \
         terrateam_config_update: {stewards}\n  ci_config_update: {stewards}\n"
    );
    text.push_str(if guarded.is_empty() { "" } else { "  files:\n" });
    for path in guarded {
        let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
        let key = if is_plain { (*path).to_owned() } else { yaml::quoted(path) };
        let _ = writeln!(text, "    {key}: {stewards}");
    }
    let _ = write!(
        text,
        "  # To take a lock from somebody else's request.\n  unlock: {stewards}\n  \
         # The first policy whose query selects a directory decides about it, alone. A `plan` or `apply` that is left out means\n  \
         # everybody, so neither ever is; `[]` is nobody. `x in dir` is true of every directory with `x` in its path, as a whole\n  \
         # name; `dir:x` of exactly `x`. Whoever may push can make a job plan anyway, so writers may: a plan changes nothing.\n  \
         policies:\n"
    );
    let mut about_force = "\n      # Past the requirements below: nobody. Name a team here for emergencies.";
    for group in groups.iter().filter(|group| !group.terms.is_empty()) {
        let _ = writeln!(text, "    # {}", heading(group));
        query(text, &group.terms);
        let _ = writeln!(
            text,
            "      plan: {}\n      apply: {}{about_force}\n      apply_force: []",
            yaml::list(&[WRITERS]),
            yaml::list(&appliers(group))
        );
        about_force = "";
    }
    // What somebody owns is not for maintainers because others could not be named.
    let mut unnamed = groups.iter().filter(|group| group.terms.is_empty()).peekable();
    let rest = unnamed.peek().is_some() && unnamed.all(|group| group.owners.is_none());
    let (why, apply) = match rest {
        true => (
            "Everything else. There are too many directories to name: maintainers may apply them",
            yaml::list(&[MAINTAINERS]),
        ),
        false => {
            ("Everything else, and what is new: nobody may apply it until a policy above names it", "[]".to_owned())
        }
    };
    let _ = writeln!(
        text,
        "    # {why}.\n    - tag_query: \"\"\n      plan: {}\n      apply: {apply}\n      apply_force: []",
        yaml::list(&[WRITERS])
    );
}

fn apply_requirements(survey: &Survey, groups: &[Group], text: &mut String) {
    text.push_str(
        "\n# What an apply needs besides somebody who may. The first check whose query selects a directory decides about it.\n",
    );
    let on_actions = survey.forge != Some(Forge::GitLab)
        && (survey.forge.is_some() || survey.files.iter().any(|file| file.starts_with(".github/")));
    if on_actions {
        // Where it is switched on by hand it looks as if it held for jobs of GitHub Actions.
        text.push_str(
            "# Checks have to be green as well, which is the default (`status_checks`): the server looks at all but jobs of GitHub\n\
             # Actions, whomay at those too.\n",
        );
    }
    text.push_str("apply_requirements:\n  checks:\n");
    let mut about_count = "\n        # Two would say nothing of two people; have the forge ask for those, in the protection of the branch.";
    let named = groups.iter().filter(|group| !group.terms.is_empty());
    for group in named {
        let _ = writeln!(text, "    # {}", heading(group));
        query(text, &group.terms);
        requirement(text, &approvers(group), about_count, on_actions);
        about_count = "";
    }
    text.push_str("    # Everything else.\n    - tag_query: \"\"\n");
    requirement(text, &[MAINTAINERS.to_owned()], about_count, on_actions);
}

fn requirement(text: &mut String, approvers: &[String], about_count: &str, on_actions: bool) {
    let _ = write!(
        text,
        "      approved:\n        enabled: true\n        any_of: {}{about_count}\n        any_of_count: 1\n      merge_conflicts:\n        \
         enabled: true\n",
        yaml::list(approvers)
    );
    if !on_actions {
        text.push_str("      status_checks:\n        enabled: true\n");
    }
}

/// Who may change the rules: the owners of a file, or else the maintainers.
fn stewards(owners: &Owners, path: &str) -> String {
    yaml::list(&owners.of_all(&[path]).unwrap_or_else(|| vec![MAINTAINERS.to_owned()]))
}

fn appliers(group: &Group) -> Vec<String> {
    group.owners.clone().unwrap_or_else(|| vec![MAINTAINERS.to_owned()])
}

/// Who has to approve. Where one user alone owns something, nobody could approve what that user writes.
fn approvers(group: &Group) -> Vec<String> {
    match &group.owners {
        Some(owners) if owners.len() == 1 && owners.iter().all(|owner| owner.starts_with("user:")) => {
            owners.iter().cloned().chain([MAINTAINERS.to_owned()]).collect()
        }
        Some(owners) => owners.clone(),
        None if group.is_production => vec![MAINTAINERS.to_owned()],
        None => vec![WRITERS.to_owned()],
    }
}

fn heading(group: &Group) -> String {
    let what = if group.is_production { "Production" } else { "Other directories" };
    match &group.owners {
        Some(_) => format!("{what}: those whom CODEOWNERS names for it."),
        None => format!("{what}: nobody owns it by name, so maintainers apply. Name a team."),
    }
}

/// A query, over several lines where it is long. Such lines are joined by blanks.
fn query(text: &mut String, terms: &[String]) {
    let line = terms.join(" or ");
    if line.chars().count() < 90 {
        let _ = writeln!(text, "    - tag_query: {}", yaml::quoted(&line));
        return;
    }
    let _ = writeln!(text, "    - tag_query: >-\n        {}", terms.join("\n        or "));
}

fn about_people(survey: &Survey, groups: &[Group], owners: &Owners) -> Vec<Note> {
    let mut notes = Vec::new();
    let unowned = groups.iter().filter(|group| group.owners.is_none()).map(|group| group.size).sum::<usize>();
    let file = owners.path.as_deref().unwrap_or("CODEOWNERS");
    if unowned > 0 {
        let about = match owners.path {
            None => "there is no CODEOWNERS, so nobody is known to own what is applied".to_owned(),
            Some(_) => format!(
                "{file} names nobody for {unowned} of the directories, or not the same people for all of their files"
            ),
        };
        let next =
            "`role:maintain` may apply there; name the team that may in its place, such as `team:sre`".to_owned();
        notes.push(Note { about, next });
    }
    if owners.is_too_long() {
        let about = format!("{file} is too long, or no text, and was not read");
        notes.push(Note { about, next: "name those who may apply in the policies".to_owned() });
    }
    let mut named = groups.iter().flat_map(|group| group.owners.iter().flatten());
    if survey.forge == Some(Forge::GitLab) && named.any(|owner| owner.starts_with("team:")) {
        let about = "a group in a rule means its direct members alone, as in `team:acme/sre`".to_owned();
        let next =
            "name the groups below as well whose members may; those who inherit from a group above are not meant"
                .to_owned();
        notes.push(Note { about, next });
    }
    if !owners.unusable.is_empty() {
        let about = format!("{file} has owners that a rule cannot name: {}", shown(&owners.unusable));
        let next =
            "rules name users, teams of the repository's own organisation and roles; e-mail addresses are skipped"
                .to_owned();
        notes.push(Note { about, next });
    }
    if !owners.doubtful.is_empty() {
        let about = format!("these may be users or groups, and are taken for users: {}", shown(&owners.doubtful));
        let next =
            "write `team:NAME` for those that are groups; a group that is taken for a user matches nobody".to_owned();
        notes.push(Note { about, next });
    }
    notes
}

fn about_directories(layout: &Layout, dirs: &Dirs, groups: &[Group]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |about: String, next: &str| notes.push(Note { about, next: next.to_owned() });
    if layout.roots.is_empty() {
        note(
            "there is no directory to plan: no code of Terraform, OpenTofu or Terragrunt that is not a module or an example".to_owned(),
            "the rules let nobody apply; when there is code, delete the file and run this again, or add policies",
        );
    }
    if !layout.odd.is_empty() {
        note(
            format!(
                "rules cannot name these directories, so they are not planned and nobody may apply them: {}",
                shown(&layout.odd)
            ),
            "rename them: letters, digits, `_`, `-`, `.` and blanks are safe",
        );
    }
    let unnamed: usize = groups.iter().filter(|group| group.terms.is_empty()).map(|group| group.size).sum();
    if unnamed > 0 {
        note(
            format!("{unnamed} directories have nothing in common that a short query could name"),
            "the last policy decides about them; put them below common directories, or add policies",
        );
    }
    if !layout.unused.is_empty() {
        note(
            format!("no directory here uses these modules: {}", shown(&layout.unused)),
            "a request that changes them and nothing else plans nothing, and `enforce` refuses it as code that belongs nowhere",
        );
    }
    if layout.roots.values().any(|root| !root.workspaces.is_empty()) {
        note(
            "directories with a file of values for each environment have a workspace for each".to_owned(),
            "the jobs select the workspace; let them pass the file as well, with `-var-file` or TF_CLI_ARGS_plan; where it is no \
             workspace of Terraform's, take `workspaces` out",
        );
    }
    if dirs.without_workspaces + dirs.not_aside > 0 {
        let about = format!(
            "there are too many directories to name each: {} are planned without their workspaces, and {} that may need none are planned",
            dirs.without_workspaces, dirs.not_aside
        );
        note(about, "add entries to `dirs` for those that matter");
    }
    let in_hcp = layout.roots.iter().filter(|(_, root)| root.hcp).map(|(dir, _)| dir.clone()).collect();
    if layout.roots.values().any(|root| root.hcp) {
        note(
            format!(
                "HCP Terraform keeps the state of these, and can apply them without these rules: {}",
                shown(&in_hcp)
            ),
            "let nobody apply there but the account of the jobs, or set its workspaces to local execution",
        );
    }
    notes
}

/// Some of many names, safe to be shown.
fn shown(names: &std::collections::BTreeSet<String>) -> String {
    const SHOWN: usize = 5;
    let some: Vec<String> = names.iter().take(SHOWN).map(|name| name.escape_debug().to_string()).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", some.join(", ")),
        _ => some.join(", "),
    }
}
