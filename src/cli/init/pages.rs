//! What people read: what would be, before they are asked, and what comes next, after.

use super::rehearsal::Rehearsal;
use super::survey::Surveyed;
use super::{Written, plural};
use crate::output::diagnostics::Style;
use crate::output::lint::human;
use crate::output::rights::{self, Rules};
use crate::output::sections::{Item, Section, render};
use crate::setup::{Forge, Note, ProposedFile, Purpose};

/// The variable with the token that may ask who is in a team.
const MEMBERS_TOKEN: &str = "WHOMAY_MEMBERS_TOKEN";

/// The branch that the proposal is made on.
const OWN_BRANCH: &str = "whomay";

/// Everything that is known.
pub(super) struct Page<'a> {
    pub(super) surveyed: &'a Surveyed,
    /// What can be made.
    pub(super) files: &'a [ProposedFile],
    pub(super) notes: &'a [Note],
    /// Paths that git ignores.
    pub(super) ignored: &'a [String],
    pub(super) rehearsal: &'a Rehearsal,
    /// The top of the work tree, where it is run somewhere else.
    pub(super) elsewhere: Option<String>,
}

impl Page<'_> {
    /// What is proposed and what it comes to.
    pub(super) fn before(&self, style: Style) -> String {
        let mut text = render(&[self.found(), self.proposed()], style);
        text.push_str(&self.rights(style));
        text.push_str(&self.checked(style));
        text.push_str(&render(&self.warned(), style));
        text
    }

    fn found(&self) -> Section {
        let survey = &self.surveyed.survey;
        let branch = match &survey.default_branch {
            Some(branch) => format!("default branch {branch}"),
            None => "no default branch is known".to_owned(),
        };
        let forge = &self.surveyed.forge;
        let count = plural(survey.files.len(), "file");
        let place = self.elsewhere.as_ref().map(|top| format!(" in {top}")).unwrap_or_default();
        Section::new(format!("{forge}; {branch}; {count}{place}"), Vec::new())
    }

    fn proposed(&self) -> Section {
        if self.files.is_empty() {
            let text = match self.surveyed.survey.forge {
                Some(_) => "nothing is missing that could be written",
                None => "nothing is missing that could be written; without a forge there are no jobs",
            };
            return Section::new(text, Vec::new());
        }
        let items = self.files.iter().map(|file| Item::Named(file.path.clone(), file.why.clone())).collect();
        let count = plural(self.files.len(), "new file");
        Section::new(format!("{count}; nothing that is there is changed"), items)
    }

    /// Who may do what under the rules as they would be.
    fn rights(&self, style: Style) -> String {
        let (title, when) = match (&self.rehearsal.existing, self.has_config()) {
            (Some((path, _)), _) => (format!("who may do what by {path}"), ""),
            (None, true) => ("who could do what".to_owned(), ""),
            (None, false) => {
                let text = "There are no rules: the server's defaults hold, and they let everyone plan and apply.";
                return render(&[Section::new(text, Vec::new()).urgent()], style);
            }
        };
        let Some((config, facts)) = &self.rehearsal.rules else { return String::new() };
        let dirspaces = facts.views.first().map(|layout| layout.dirspaces()).unwrap_or_default();
        let rules = Rules { access: &config.access_control, requirements: &config.apply_requirements, dirspaces };
        let count = plural(dirspaces.len(), "dirspace");
        let title = render(&[Section::new(format!("{title}, {count}{when}"), Vec::new())], style);
        format!("{}:\n{}\n", title.trim_end(), rights::render(rules, style))
    }

    fn has_config(&self) -> bool {
        self.files.iter().any(|file| file.purpose == Purpose::Config)
    }

    /// What the linter says.
    fn checked(&self, style: Style) -> String {
        let unusable = self.rehearsal.rules.is_none();
        let existing = match &self.rehearsal.existing {
            Some((path, _)) if unusable => Some(format!("{path} is there and cannot be used: `whomay lint` says why")),
            Some((path, 0)) => Some(format!("{path} is there and has no findings")),
            Some((path, count)) => {
                Some(format!("{path} is there and has {}: see `whomay lint`", plural(*count, "finding")))
            }
            None => None,
        };
        let own = self.rehearsal.own_findings();
        if own > 0 {
            let count = plural(own, "finding");
            let text = match existing {
                // It is changed by nobody here, and may lack what the new files call for.
                Some(existing) if self.rehearsal.finds_in_existing_alone() => {
                    format!("{existing}; what is new adds {count}")
                }
                _ => format!(
                    "the linter has {count} with what is new; unless .whomay.yml asks for it, please report that"
                ),
            };
            let title = render(&[Section::new(text, Vec::new()).urgent()], style);
            return format!("{title}{}\n", human::render(&self.rehearsal.own, &self.rehearsal.sources, style));
        }
        let new = (!self.files.is_empty() && (self.has_config() || existing.is_some()))
            .then(|| "what is new is linted: no findings".to_owned());
        let said: Vec<String> = existing.into_iter().chain(new).collect();
        if said.is_empty() {
            return String::new();
        }
        let section = Section::new(said.join("; "), Vec::new());
        render(&[if unusable { section.urgent() } else { section }], style)
    }

    /// What the survey could not do, and what git would leave out.
    fn warned(&self) -> Vec<Section> {
        let mut sections = Vec::new();
        if !self.surveyed.unread.is_empty() {
            sections.push(Section::new(self.surveyed.unread.clone(), Vec::new()).urgent());
        }
        if !self.ignored.is_empty() {
            let text =
                format!("git ignores {}: it is in no commit unless it is added with --force", self.ignored.join(", "));
            sections.push(Section::new(text, Vec::new()).urgent());
        }
        sections
    }

    /// What was done, what has to be done by hand, and what comes next. It stands at the end, where it is still seen when
    /// all the differences have gone by.
    pub(super) fn after(&self, written: &Written<'_>, style: Style) -> String {
        let left_out = (written.findings > 0).then(|| {
            let text = format!("without what was left out, `whomay lint` has {}", plural(written.findings, "finding"));
            Section::new(text, Vec::new()).urgent()
        });
        let notes: Vec<Section> = left_out.into_iter().chain(self.notes.iter().map(noted)).collect();
        let mut text = render(&notes, style);
        if !written.files.is_empty() {
            let steps = self.steps(written).into_iter().enumerate();
            let items = steps.flat_map(|(at, (text, code))| {
                let step = Item::Named(format!("{}.", at + 1), text);
                std::iter::once(step).chain(code.map(Item::Copied))
            });
            let steps = render(&[Section::new("next", items.collect())], style);
            return format!("\n{text}{}\n", steps.trim_end());
        }
        text.push_str(&match written.unasked {
            _ if self.files.is_empty() => "nothing to do\n".to_owned(),
            true => format!(
                "nothing was written: this is no terminal, so nobody can be asked; `whomay init --yes` writes {}\n",
                plural(self.files.len(), "file")
            ),
            false => "nothing was written\n".to_owned(),
        });
        text
    }

    /// Each with what to type.
    fn steps(&self, written: &Written<'_>) -> Vec<(String, Option<String>)> {
        let survey = &self.surveyed.survey;
        let branch = survey.default_branch.as_deref().unwrap_or("the default branch");
        let wrote = |purpose| written.files.iter().any(|file| file.purpose == purpose);
        // `:/` is the top of the work tree, wherever in it this is typed.
        let top = if self.elsewhere.is_some() { ":/" } else { "" };
        let paths: Vec<String> = written.files.iter().map(|file| format!("{top}{}", file.path)).collect();
        let mut steps = vec![(
            "read them, and propose them on a branch:".to_owned(),
            Some(format!(
                "git switch -c {OWN_BRANCH}\ngit add {}\ngit commit -m 'Say who may plan and apply'",
                paths.join(" ")
            )),
        )];
        if wrote(Purpose::Config) || wrote(Purpose::Workflows) {
            steps.push((format!("protect {branch}: whoever may push to it without a review makes the rules"), None));
        }
        let teams = self.rehearsal.teams();
        if !teams.is_empty() && !self.notes.iter().any(|note| note.next.contains(MEMBERS_TOKEN)) {
            let text = format!(
                "give jobs a {MEMBERS_TOKEN} that may read members: who is in {} is not told without",
                teams.join(", ")
            );
            steps.push((text, None));
        }
        let vcs = if survey.forge == Some(Forge::GitLab) { " --vcs gitlab" } else { "" };
        // Rules count once they are merged, and a branch that was made before does not even have the file.
        steps.push(if wrote(Purpose::Config) {
            let text = "ask about a change, on its branch; with the rules by name until they are merged:";
            (text.to_owned(), Some(format!("whomay simulate --who --config-ref {OWN_BRANCH}{vcs}")))
        } else {
            let text = "look again, on a branch that changes something:";
            (text.to_owned(), Some(format!("whomay lint\nwhomay simulate --who{vcs}")))
        });
        steps
    }
}

fn noted(note: &Note) -> Section {
    let next = if note.next.contains('\n') {
        let (first, rest) = note.next.split_once('\n').unwrap_or((&note.next, ""));
        vec![Item::Text(first.to_owned()), Item::Copied(rest.to_owned())]
    } else {
        vec![Item::Text(note.next.clone())]
    };
    Section::new(note.about.clone(), if note.next.is_empty() { Vec::new() } else { next }).urgent()
}
