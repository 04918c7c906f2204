//! The text of `.terrateam/config.yml`: who may plan, who may apply, what an apply needs, and what is planned.
//!
//! Least privilege: nothing is left out that means everybody when it is left out, and the last policy lets nobody apply. The comments
//! say why, so that whoever reads the file first learns the format by it.

use std::fmt::Write as _;

use super::approvals::Approvals;
use super::dirs::Dirs;
use super::layout::Layout;
use super::owners::{Owned, Owners};
use super::query::{Group, groups, production_names};
use super::{Forge, Note, Survey, yaml};

pub(super) const MAINTAINERS: &str = "role:maintain";
pub(super) const WRITERS: &str = "role:write";

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
    if groups.iter().any(|group| !group.terms.is_empty() && Approvals::of(group).is_of_several()) {
        text.insert_str(
            0,
            "# whomay: allow-file(approvals-by-one-person): as the sections of CODEOWNERS ask; GitLab has to count the people\n",
        );
    }
    access_control(survey, guarded, layout, &groups, owners, &mut text);
    apply_requirements(survey, &groups, &mut text);
    dirs.write(layout, &mut text);
    text
}

fn access_control(
    survey: &Survey,
    guarded: &[&str],
    layout: &Layout,
    groups: &[Group],
    owners: &Owners,
    text: &mut String,
) {
    let stewards = stewards(owners, ".terrateam/config.yml");
    let ci = if survey.forge == Some(Forge::GitLab) { ".gitlab-ci.yml" } else { ".github/workflows/terrateam.yml" };
    let _ = write!(
        text,
        "\naccess_control:\n  enabled: true\n  \
         # A request that changes these rules, or what enforces them, can be planned and applied by these people alone.\n  \
         terrateam_config_update: {stewards}\n  ci_config_update: {}\n",
        self::stewards(owners, ci)
    );
    text.push_str(if guarded.is_empty() { "" } else { "  files:\n" });
    for path in guarded {
        let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
        let key = if is_plain { (*path).to_owned() } else { yaml::quoted(path) };
        let _ = writeln!(text, "    {key}: {}", self::stewards(owners, path));
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
    let rest = is_rest_for_maintainers(groups, owners);
    let is_open = rest || groups.iter().any(|group| !group.is_production && group.is_open);
    let mut guard = is_open.then(|| Guard::of(layout, groups)).filter(|guard| !guard.names.is_empty());
    for group in groups.iter().filter(|group| !group.terms.is_empty()) {
        if let Some(guard) = guard.take_if(|_| !group.is_production) {
            guard.write(text);
        }
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
    if let Some(guard) = guard {
        guard.write(text);
    }
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

/// Production that no policy names, so that none for something else is about it.
struct Guard {
    names: Vec<String>,
    /// Nothing has the usual names, so that the linter would take them for mistakes.
    is_ahead: bool,
}

impl Guard {
    fn of(layout: &Layout, groups: &[Group]) -> Guard {
        let mut names = production_names(layout);
        let usual = ["prod in dir", "production in dir"];
        let is_ahead = !names.iter().any(|name| usual.contains(&name.as_str()));
        if is_ahead {
            names.extend(usual.map(str::to_owned));
        }
        // A word that a policy has is that policy's.
        names.retain(|name| !groups.iter().any(|group| group.is_production && group.terms.contains(name)));
        Guard { names, is_ahead }
    }

    fn write(&self, text: &mut String) {
        text.push_str("    # Production elsewhere, which is new: nobody may apply it until a policy above names it.\n");
        if self.is_ahead {
            text.push_str("    # whomay: allow(unknown-directory): nothing is called so yet\n");
        }
        query(text, &self.names);
        let _ = writeln!(text, "      plan: {}\n      apply: []\n      apply_force: []", yaml::list(&[WRITERS]));
    }
}

/// Whether maintainers apply what there are too many directories of to name. What somebody owns, or would own, is not for them because
/// others could not be named, and production is for nobody unnamed.
fn is_rest_for_maintainers(groups: &[Group], owners: &Owners) -> bool {
    let mut unnamed = groups.iter().filter(|group| group.terms.is_empty()).peekable();
    let is_free = |group: &Group| group.owned == Owned::Nobody && !group.is_production;
    unnamed.peek().is_some() && unnamed.all(is_free) && owners.of_all(&["\u{1}/main.tf"]) == Owned::Nobody
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
        requirement(text, &Approvals::of(group), &mut about_count, on_actions);
    }
    text.push_str("    # Everything else.\n    - tag_query: \"\"\n");
    requirement(text, &Approvals::any(&[MAINTAINERS.to_owned()]), &mut about_count, on_actions);
}

fn requirement(text: &mut String, approvals: &Approvals, about_count: &mut &str, on_actions: bool) {
    text.push_str("      approved:\n        enabled: true\n");
    if !approvals.all_of.is_empty() {
        let _ = writeln!(text, "        all_of: {}", yaml::list(&approvals.all_of));
    }
    if !approvals.any_of.is_empty() {
        let count = approvals.count;
        let about = if count == 1 { std::mem::take(about_count) } else { "" };
        let _ =
            writeln!(text, "        any_of: {}{about}\n        any_of_count: {count}", yaml::list(&approvals.any_of));
    }
    text.push_str("      merge_conflicts:\n        enabled: true\n");
    if !on_actions {
        text.push_str("      status_checks:\n        enabled: true\n");
    }
}

/// Who may change a file that decides: its owners, or else the maintainers.
fn stewards(owners: &Owners, path: &str) -> String {
    yaml::list(&match owners.of_all(&[path]) {
        Owned::By { owners, .. } => owners,
        Owned::Nobody | Owned::Unsaid => vec![MAINTAINERS.to_owned()],
    })
}

fn appliers(group: &Group) -> Vec<String> {
    match &group.owned {
        Owned::By { owners, .. } => owners.clone(),
        Owned::Nobody => vec![MAINTAINERS.to_owned()],
        Owned::Unsaid => Vec::new(),
    }
}

fn heading(group: &Group) -> String {
    let what = if group.is_production { "Production" } else { "Other directories" };
    match &group.owned {
        Owned::By { .. } => format!("{what}: those whom CODEOWNERS names for it."),
        Owned::Nobody => format!("{what}: nobody owns it by name, so maintainers apply. Name a team."),
        Owned::Unsaid => {
            format!("{what}: whom CODEOWNERS means cannot be said here, so nobody may apply. Name a team.")
        }
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
    let size =
        |owned: &Owned| groups.iter().filter(|group| group.owned == *owned).map(|group| group.size).sum::<usize>();
    let (unowned, unsaid) = (size(&Owned::Nobody), size(&Owned::Unsaid));
    let file = owners.path.as_deref().unwrap_or("CODEOWNERS");
    if unsaid > 0 {
        let about = match owners.is_unread() {
            true => format!(
                "{file} was not read: it is too long, no text, or written for GitLab while no forge is known, so nobody may apply"
            ),
            false => format!(
                "{file} names people for {unsaid} of the directories whom a rule cannot name, or not the same for all of their files, \
                 so nobody may apply there"
            ),
        };
        let next = "name those who may in the policies that have `apply: []`, such as `team:sre`".to_owned();
        notes.push(Note { about, next });
    }
    if unowned > 0 {
        let about = match owners.path {
            None => "there is no CODEOWNERS, so nobody is known to own what is applied".to_owned(),
            Some(_) => format!("{file} asks nobody about {unowned} of the directories"),
        };
        let next =
            "`role:maintain` may apply there; name the team that may in its place, such as `team:sre`".to_owned();
        notes.push(Note { about, next });
    }
    let approvals: Vec<Approvals> = groups.iter().map(Approvals::of).collect();
    let is_short = approvals.iter().any(|approvals| approvals.is_short);
    if is_short || approvals.iter().any(Approvals::is_of_several) {
        let about = match is_short {
            true => format!(
                "several sections of {file} ask for approvals, and the format cannot hold all: it asks for some"
            ),
            false => {
                format!("{file} asks for several approvals, and one person who is in several groups can give them all")
            }
        };
        let next = "have GitLab ask for each: code owner approval, in the protection of the branch".to_owned();
        notes.push(Note { about, next });
    }
    let owners_named = || {
        groups.iter().flat_map(|group| match &group.owned {
            Owned::By { owners, asks } => owners.iter().chain(asks.iter().flat_map(|ask| &ask.owners)).collect(),
            Owned::Nobody | Owned::Unsaid => Vec::new(),
        })
    };
    if owners_named().any(|owner| owner.starts_with("role:")) {
        let about = format!("a role in a rule means everybody who has it or a higher one, in {file} that role alone");
        notes.push(Note { about, next: "name a group in its place if those above are not meant".to_owned() });
    }
    if survey.forge == Some(Forge::GitLab) && owners_named().any(|owner| owner.starts_with("team:")) {
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
