//! Who owns which path, by CODEOWNERS as GitHub and GitLab read it.
//!
//! What it says is a proposal for who may apply. It is read narrowly: a line that is not understood names nobody, and where several
//! readings are possible those who own it by all of them are taken. Where that is nobody, nobody is guessed at.

mod pattern;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{Forge, Survey};
use pattern::{LONGEST, Match, Pattern};

/// The rules of a CODEOWNERS file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owners {
    /// Where the file lies, if there is one.
    pub(super) path: Option<String>,
    sections: Vec<Section>,
    /// The section that lines are added to.
    current: usize,
    /// How many rules there are.
    count: usize,
    /// Something in it cannot be read, and could be about any file.
    is_unread: bool,
    /// Owners that no rule can name, as they are written.
    pub(super) unusable: BTreeSet<String>,
    /// Names of which it is not plain whether they are users or groups.
    pub(super) doubtful: BTreeSet<String>,
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owned {
    /// Nobody's: CODEOWNERS asks for no approval.
    Nobody,
    /// It names somebody, and no rule can say whom: there is no principal for it, its files are of different people, or it can be
    /// read in several ways.
    Unsaid,
    /// Of these people.
    By {
        /// Who owns all of it, of several sections by the most particular one.
        owners: Vec<String>,
        /// Whose approvals are asked for: one entry for each section, and none that another one implies.
        asks: Vec<Ask>,
    },
}

/// Approvals that are asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ask {
    /// Whose; each of them will do.
    pub(super) owners: Vec<String>,
    /// How many.
    pub(super) count: usize,
}

/// Whom a line names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Named {
    #[default]
    Nobody,
    /// Somebody whom no rule can name.
    Unsaid,
    /// Principals as the configuration spells them.
    These(BTreeSet<String>),
}

impl Named {
    /// Whom both name.
    fn and(self, other: &Named) -> Named {
        match (self, other) {
            (Named::Nobody, Named::Nobody) => Named::Nobody,
            (Named::These(one), Named::These(other)) if !one.is_disjoint(other) => {
                Named::These(one.intersection(other).cloned().collect())
            }
            _ => Named::Unsaid,
        }
    }
}

/// All lines below headings of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    /// In lower case.
    name: String,
    /// One of its headings is not GitLab's `^[…]`, which asks for nothing.
    is_required: bool,
    /// How many approvals it asks for: GitLab's `[…][2]`.
    count: usize,
    default: Named,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    pattern: Pattern,
    owners: Named,
    /// GitLab's `!`: nobody of the section owns what it matches, whatever comes later.
    is_excluded: bool,
}

impl Rule {
    /// Whether it gives what it matches to these people, as far as one line can tell: where several sections ask, it cannot.
    fn is_of(&self, owned: &Owned) -> bool {
        match (owned, &self.owners) {
            (Owned::By { asks, .. }, _) if asks.len() > 1 => true,
            (Owned::By { owners, .. }, Named::These(these)) => !self.is_excluded && these.iter().eq(owners),
            (Owned::Nobody, Named::Nobody) | (Owned::Unsaid, Named::Unsaid) => true,
            _ => false,
        }
    }
}

/// Where each forge looks, in the order in which it does.
const GITHUB: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
const GITLAB: [&str; 3] = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// What GitLab calls the lines above all headings.
const UNNAMED: &str = "codeowners";

/// With more rules than these nobody is taken for an owner: each is compared with each directory.
const MOST_RULES: usize = 3000;

/// So many lines about what is below one directory are looked at.
const MOST_NAMED: usize = 20;

/// Whether a file may say who owns what.
pub(super) fn is_owners_file(path: &str) -> bool {
    GITHUB.contains(&path) || GITLAB.contains(&path)
}

impl Owners {
    pub(super) fn of(survey: &Survey) -> Owners {
        let is_gitlab = survey.forge == Some(Forge::GitLab);
        let mut places = if is_gitlab { GITLAB } else { GITHUB }.into_iter();
        let Some(path) = places.find(|path| survey.files.iter().any(|file| file == path)) else {
            return Owners::default();
        };
        let mut owners = Owners { path: Some(path.to_owned()), ..Owners::default() };
        let Some(text) = survey.texts.get(path) else {
            owners.is_unread = true;
            return owners;
        };
        // Read as GitHub reads it, a file for GitLab says something else.
        let is_for_gitlab = |line: &str| section(line).is_some() || line.starts_with('!');
        owners.is_unread = survey.forge.is_none() && text.lines().any(|line| is_for_gitlab(line.trim()));
        owners.sections.push(Section { name: UNNAMED.to_owned(), is_required: true, ..Section::default() });
        let is_here =
            |organisation: &String| survey.organisations.is_empty() || survey.organisations.contains(organisation);
        let organisation = organisation(text).filter(|_| !is_gitlab).filter(is_here);
        for line in text.lines() {
            owners.line(line, is_gitlab, organisation.as_deref());
        }
        owners.is_unread |= owners.count > MOST_RULES;
        owners
    }

    fn line(&mut self, line: &str, is_gitlab: bool, organisation: Option<&str>) {
        let line = line.trim();
        let heading = is_gitlab.then(|| section(line)).flatten();
        let (pattern, names) = match &heading {
            Some(heading) => {
                self.enter(heading);
                (None, heading.names)
            }
            None => {
                let (pattern, names) = first_word(line);
                // GitHub passes over a line with `!`, which would otherwise name owners of what it takes out.
                if pattern.is_empty() || pattern.starts_with('#') || (!is_gitlab && pattern.starts_with('!')) {
                    return;
                }
                (Some(pattern), names)
            }
        };
        let names: Vec<&str> = names.split_whitespace().take_while(|name| !name.starts_with('#')).collect();
        let owners: BTreeSet<String> =
            names.iter().filter_map(|name| self.principal(name, is_gitlab, organisation)).collect();
        let owners = match (owners.is_empty(), names.is_empty()) {
            (_, true) => Named::Nobody,
            (true, false) => Named::Unsaid,
            (false, false) => Named::These(owners),
        };
        let Some(section) = self.sections.get_mut(self.current) else { return };
        match pattern {
            None => section.default = owners,
            Some(pattern) => {
                // In GitLab a path without owners has those of its section.
                let is_excluded = pattern.starts_with('!');
                let owners = if is_gitlab && names.is_empty() { section.default.clone() } else { owners };
                self.is_unread |= pattern.len() > LONGEST;
                let pattern = Pattern::read(pattern.trim_start_matches('!'), is_gitlab);
                section.rules.extend(pattern.map(|pattern| Rule { pattern, owners, is_excluded }));
                self.count += 1;
            }
        }
    }

    /// Goes on with the section of this name: the lines below all headings of one name are one list.
    fn enter(&mut self, heading: &Heading<'_>) {
        let name = heading.name.trim().to_lowercase();
        self.current = self.sections.iter().position(|section| section.name == name).unwrap_or(self.sections.len());
        if self.current == self.sections.len() {
            self.sections.push(Section { name, ..Section::default() });
        }
        if let Some(section) = self.sections.get_mut(self.current) {
            section.is_required |= !heading.is_optional;
            section.count = section.count.max(heading.count);
        }
    }

    /// The principal that a name of CODEOWNERS stands for.
    fn principal(&mut self, name: &str, is_gitlab: bool, organisation: Option<&str>) -> Option<String> {
        let principal = if is_gitlab { on_gitlab(name) } else { on_github(name, organisation) };
        match &principal {
            None => drop(self.unusable.insert(name.to_owned())),
            Some(user) if is_gitlab && user.starts_with("user:") => drop(self.doubtful.insert(name.to_owned())),
            Some(_) => {}
        }
        principal
    }

    /// Whose all of these files are.
    pub(super) fn of_all<T: AsRef<str>>(&self, paths: &[T]) -> Owned {
        let mut common: Option<Named> = None;
        let mut asks = BTreeSet::new();
        for path in paths {
            let (owners, asked) = self.of_path(path.as_ref());
            common = Some(match common {
                Some(common) => common.and(&owners),
                None => owners,
            });
            asks.extend(asked);
        }
        match common {
            _ if self.is_unread => Owned::Unsaid,
            None | Some(Named::Nobody) => Owned::Nobody,
            Some(Named::Unsaid) => Owned::Unsaid,
            Some(Named::These(owners)) => Owned::By { owners: owners.into_iter().collect(), asks: needed(&asks) },
        }
    }

    /// Whether every path there could be is of these people.
    pub(super) fn is_all(&self, owned: &Owned) -> bool {
        let mut rules = self.required().flat_map(|section| &section.rules);
        match (rules.next(), owned) {
            (None, _) => true,
            (Some(first), Owned::By { .. }) => {
                !first.is_excluded && rules.all(|rule| first.owners == rule.owners && !rule.is_excluded)
            }
            (Some(_), _) => false,
        }
    }

    /// For each line that is about something below a directory, what it could be about. `None` where there are too many, and where a
    /// line names something there for other people: what is below is then not all of the same.
    pub(super) fn named_below(&self, place: &str, owned: &Owned) -> Option<Vec<String>> {
        let place: Vec<&str> = place.split('/').collect();
        let mut all = BTreeSet::new();
        for rule in self.required().flat_map(|section| &section.rules) {
            let below = rule.pattern.below(&place);
            if below.is_named && !rule.is_of(owned) {
                return None;
            }
            all.extend(below.paths);
        }
        (all.len() <= MOST_NAMED).then(|| all.into_iter().collect())
    }

    fn required(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.is_required)
    }

    /// Whether it cannot be read as a whole.
    pub(super) fn is_unread(&self) -> bool {
        self.is_unread
    }

    /// The owners of one file, and whose approvals are asked for. Each section asks for its own; who applies is of the most
    /// particular one.
    fn of_path(&self, path: &str) -> (Named, Vec<Ask>) {
        let segments: Vec<&str> = path.split('/').collect();
        let mut best: (usize, Named) = (0, Named::Nobody);
        let mut asks = Vec::new();
        for section in self.required() {
            match section.of(&segments) {
                (_, Named::Nobody) => {}
                (_, Named::Unsaid) => return (Named::Unsaid, Vec::new()),
                (length, Named::These(owners)) => {
                    asks.push(Ask { owners: owners.iter().cloned().collect(), count: section.count.max(1) });
                    if best.1 == Named::Nobody || length > best.0 {
                        best = (length, Named::These(owners));
                    }
                }
            }
        }
        (best.1, asks)
    }
}

impl Section {
    /// The owners of one file by this section, and how particular it is about them.
    fn of(&self, path: &[&str]) -> (usize, Named) {
        let mut owners: Option<(usize, Named)> = None;
        let mut is_decided = false;
        for rule in self.rules.iter().rev() {
            let is_match = rule.pattern.matches(path);
            match (is_match, rule.is_excluded) {
                (Match::No, _) => {}
                (Match::Yes, true) => return (0, Named::Nobody),
                (Match::Perhaps, true) => return (0, Named::Unsaid),
                (_, false) if is_decided => {}
                (_, false) => {
                    is_decided = is_match == Match::Yes;
                    owners = Some(match owners {
                        None => (rule.pattern.length, rule.owners.clone()),
                        Some((length, other)) => (length.max(rule.pattern.length), other.and(&rule.owners)),
                    });
                }
            }
        }
        match owners {
            None => (0, Named::Nobody),
            // It may as well be about none of this.
            Some((length, owners)) if !is_decided => (length, owners.and(&Named::Nobody)),
            Some(owners) => owners,
        }
    }
}

/// What is asked for, without what something else implies.
fn needed(asks: &BTreeSet<Ask>) -> Vec<Ask> {
    let implies = |one: &Ask, other: &Ask| {
        one != other && one.count >= other.count && one.owners.iter().all(|owner| other.owners.contains(owner))
    };
    asks.iter().filter(|ask| !asks.iter().any(|other| implies(other, ask))).cloned().collect()
}

/// The organisation of all teams. Where there are two, one of them is not the repository's, and no team can be told from another.
fn organisation(text: &str) -> Option<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let names = lines.flat_map(|line| first_word(line).1.split_whitespace().take_while(|name| !name.starts_with('#')));
    let teams = names.filter_map(|name| name.strip_prefix('@')?.split_once('/'));
    let all: BTreeSet<String> = teams.map(|(organisation, _)| organisation.to_lowercase()).collect();
    all.first().filter(|_| all.len() == 1).cloned()
}

fn on_github(name: &str, organisation: Option<&str>) -> Option<String> {
    let name = name.strip_prefix('@')?;
    match name.split_once('/') {
        Some((of, team)) => {
            let is_ours = organisation.is_some_and(|organisation| of.eq_ignore_ascii_case(organisation));
            (is_ours && is_name(team)).then(|| format!("team:{}", team.to_lowercase()))
        }
        None => is_name(name).then(|| format!("user:{name}")),
    }
}

/// A name without a slash may be a user or a group: as a user it names nobody if it is a group.
fn on_gitlab(name: &str) -> Option<String> {
    if let Some(role) = name.strip_prefix("@@") {
        return match role.trim_end_matches('s') {
            "developer" => Some("role:write".to_owned()),
            "maintainer" => Some("role:maintain".to_owned()),
            // Every role that a rule can name takes in maintainers.
            _ => None,
        };
    }
    let name = name.strip_prefix('@')?;
    let kind = if name.contains('/') { "team" } else { "user" };
    name.split('/').all(is_name).then(|| format!("{kind}:{name}"))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// The heading of a section.
struct Heading<'a> {
    name: &'a str,
    is_optional: bool,
    /// How many approvals it asks for; zero where it does not say.
    count: usize,
    /// The names behind it.
    names: &'a str,
}

fn section(line: &str) -> Option<Heading<'_>> {
    let (is_optional, rest) = match line.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (name, rest) = rest.strip_prefix('[')?.split_once(']')?;
    let (count, names) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or(("", rest));
    Some(Heading { name, is_optional, count: count.trim().parse().unwrap_or_default(), names })
}

/// The first word of a line, in which a blank may stand behind a backslash, and the rest.
fn first_word(line: &str) -> (&str, &str) {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        if c.is_whitespace() && before != '\\' {
            return line.split_at_checked(at).unwrap_or((line, ""));
        }
        before = c;
    }
    (line, "")
}
