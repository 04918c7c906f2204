//! Who owns which path, by CODEOWNERS as GitHub and GitLab read it.
//!
//! What it says is a proposal for who may apply. It is read narrowly: a line that is not understood names nobody, and where several
//! readings are possible the one with fewer people is taken.

use std::collections::BTreeSet;

use super::{Forge, Survey};

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
    /// Owners that no rule can name, as they are written.
    pub(super) unusable: BTreeSet<String>,
    /// Names of which it is not plain whether they are users or groups.
    pub(super) doubtful: BTreeSet<String>,
}

/// All lines below headings of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    /// In lower case.
    name: String,
    /// Of the last heading of this name: it asks for nothing, GitLab's `^[…]`.
    is_optional: bool,
    default: Vec<String>,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    pattern: Pattern,
    /// Principals as the configuration spells them. Empty where nobody owns what it matches.
    owners: Vec<String>,
    /// GitLab's `!`: nobody of the section owns what it matches, whatever comes later.
    is_excluded: bool,
    /// It stands in a part of the section that asks for nothing.
    is_optional: bool,
}

/// A pattern, as segments that have to be matched from the root on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    segments: Vec<String>,
    length: usize,
}

/// Where each forge looks, in the order in which it does.
const GITHUB: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
const GITLAB: [&str; 3] = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// What GitLab calls the lines above all headings.
const UNNAMED: &str = "codeowners";

/// Longer patterns are not read: nobody writes them, and they would take long to match.
const LONGEST: usize = 500;

/// With more rules than these nobody is taken for an owner: each is compared with each directory.
const MOST_RULES: usize = 3000;

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
            owners.count = usize::MAX;
            return owners;
        };
        owners.sections.push(Section { name: UNNAMED.to_owned(), ..Section::default() });
        let is_here =
            |organisation: &String| survey.organisations.is_empty() || survey.organisations.contains(organisation);
        let organisation = organisation(text).filter(|_| !is_gitlab).filter(is_here);
        for line in text.lines() {
            owners.line(line, is_gitlab, organisation.as_deref());
        }
        if owners.count > MOST_RULES {
            owners.sections.clear();
        }
        owners
    }

    fn line(&mut self, line: &str, is_gitlab: bool, organisation: Option<&str>) {
        let line = line.trim();
        let heading = is_gitlab.then(|| section(line)).flatten();
        let (pattern, names) = match heading {
            Some(Heading { name, is_optional, names }) => {
                self.enter(name, is_optional);
                (None, names)
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
        let owners: Vec<String> =
            names.iter().filter_map(|name| self.principal(name, is_gitlab, organisation)).collect();
        let Some(section) = self.sections.get_mut(self.current) else { return };
        match pattern {
            None => section.default = owners,
            Some(pattern) => {
                // In GitLab a path without owners has those of its section.
                let is_excluded = pattern.starts_with('!');
                let owners = if is_gitlab && names.is_empty() { section.default.clone() } else { owners };
                let is_optional = section.is_optional;
                let pattern = Pattern::read(pattern.trim_start_matches('!'), is_gitlab);
                section.rules.extend(pattern.map(|pattern| Rule { pattern, owners, is_excluded, is_optional }));
                self.count += 1;
            }
        }
    }

    /// Goes on with the section of this name: the lines below all headings of one name are one list.
    fn enter(&mut self, name: &str, is_optional: bool) {
        let name = name.trim().to_lowercase();
        self.current = self.sections.iter().position(|section| section.name == name).unwrap_or(self.sections.len());
        match self.sections.get_mut(self.current) {
            Some(section) => section.is_optional = is_optional,
            None => self.sections.push(Section { name, is_optional, ..Section::default() }),
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

    /// Who owns all of these files; `None` where nobody does, or no rule can name who does.
    pub(super) fn of_all<T: AsRef<str>>(&self, paths: &[T]) -> Option<Vec<String>> {
        let mut common: Option<BTreeSet<String>> = None;
        for path in paths {
            let owners: BTreeSet<String> = self.of_path(path.as_ref()).into_iter().collect();
            common = Some(match common {
                Some(common) => common.intersection(&owners).cloned().collect(),
                None => owners,
            });
        }
        common.filter(|owners| !owners.is_empty()).map(|owners| owners.into_iter().collect())
    }

    /// Whether there is too much to be read.
    pub(super) fn is_too_long(&self) -> bool {
        self.count > MOST_RULES
    }

    /// The owners of one file. Of several sections, each of which asks for approvals of its own, the most particular one.
    fn of_path(&self, path: &str) -> Vec<String> {
        let segments: Vec<&str> = path.split('/').collect();
        let found = self.sections.iter().filter_map(|section| {
            let mut matching = section.rules.iter().rev().filter(|rule| rule.pattern.matches(&segments));
            let rule = matching.next()?;
            let is_excluded = rule.is_excluded || matching.any(|rule| rule.is_excluded);
            let names_somebody = !is_excluded && !rule.is_optional && !rule.owners.is_empty();
            names_somebody.then_some((rule.pattern.length, rule))
        });
        let mut best: Option<(usize, &Rule)> = None;
        for (length, rule) in found {
            if best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, rule));
            }
        }
        best.map(|(_, rule)| rule.owners.clone()).unwrap_or_default()
    }
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
            "maintainer" | "owner" => Some("role:maintain".to_owned()),
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
    /// The names behind it.
    names: &'a str,
}

fn section(line: &str) -> Option<Heading<'_>> {
    let (is_optional, rest) = match line.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (name, rest) = rest.strip_prefix('[')?.split_once(']')?;
    // How many approvals it asks for.
    let count = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    Some(Heading { name, is_optional, names: count.map_or(rest, |(_, rest)| rest) })
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

impl Pattern {
    /// Reads a pattern. `None` for one that matches nothing, or that is not understood.
    fn read(text: &str, is_gitlab: bool) -> Option<Pattern> {
        if text.len() > LONGEST {
            return None;
        }
        let text = text.replace("\\ ", " ").replace("\\#", "#");
        let inner = text.trim_start_matches('/').trim_end_matches('/');
        let is_directory = text.ends_with('/');
        let is_anchored = text.starts_with('/') || (!is_gitlab && inner.contains('/'));
        let mut segments: Vec<String> = if is_anchored { Vec::new() } else { vec!["**".to_owned()] };
        segments.extend(inner.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned));
        if text.contains('\\') {
            return None;
        }
        if segments.is_empty() {
            // A slash alone is everything to GitLab and nothing to GitHub.
            return is_gitlab.then(|| Pattern { segments: vec!["**".to_owned()], length: 0 });
        }
        // A name takes in what is below it, in GitHub also without a slash behind it; a star does not.
        let takes_all = segments.last().is_some_and(|last| last != "**" && !last.contains('*'));
        match () {
            () if is_directory => segments.extend(["*".to_owned(), "**".to_owned()]),
            () if takes_all && !is_gitlab => segments.push("**".to_owned()),
            () => {}
        }
        Some(Pattern { length: text.trim_matches(['*', '/']).len(), segments })
    }

    fn matches(&self, path: &[&str]) -> bool {
        match_segments(&self.segments, path)
    }
}

/// Whether segments with stars match a path. Steps back to the last `**` only, which is enough and never takes long.
fn match_segments(pattern: &[String], path: &[&str]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while from < path.len() {
        match (pattern.get(at), path.get(from)) {
            (Some(star), _) if star == "**" => {
                again = Some((at, from));
                at += 1;
            }
            (Some(segment), Some(name)) if is_match(segment, name) => (at, from) = (at + 1, from + 1),
            _ => match again {
                Some((star, last)) => {
                    again = Some((star, last + 1));
                    (at, from) = (star + 1, last + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|segment| segment == "**")
}

/// Whether a segment with stars and question marks matches a name.
fn is_match(pattern: &str, name: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == name;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while from < name.len() {
        match pattern.get(at) {
            Some('*') => {
                again = Some((at, from));
                at += 1;
            }
            Some(c) if *c == '?' || Some(c) == name.get(from) => (at, from) = (at + 1, from + 1),
            _ => match again {
                Some((star, last)) => {
                    again = Some((star, last + 1));
                    (at, from) = (star + 1, last + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(forge: Forge, place: &str, text: &str) -> Owners {
        let texts = [(place.to_owned(), text.to_owned())].into();
        Owners::of(&Survey { forge: Some(forge), files: vec![place.to_owned()], texts, ..Survey::default() })
    }

    fn of(owners: &Owners, path: &str) -> String {
        owners.of_all(&[path]).unwrap_or_default().join(" ")
    }

    #[test]
    fn the_last_line_that_matches_decides_on_github() {
        let text = "# all\n*  @acme/Platform\n/live/prod/ @acme/sre @bob # on call\n*.md a@b.c\nlive/dev @carol\n/live/free/\n\
                    apps/*/main.tf @dan\ndocs/ @eve\n/a\\ b/ @frank\n**/logs @gina\n/x/** @hal\n";
        let owners = owners(Forge::GitHub, ".github/CODEOWNERS", text);
        let rows = [
            ("main.tf", "team:platform"),
            ("live/prod/vpc/main.tf", "team:sre user:bob"),
            ("x/live/prod/main.tf", "user:hal"),
            ("live/prod/README.md", ""),
            ("live/dev/main.tf", "user:carol"),
            ("y/live/dev/main.tf", "team:platform"),
            ("live/free/main.tf", ""),
            ("apps/a/main.tf", "user:dan"),
            ("apps/a/b/main.tf", "team:platform"),
            ("y/docs/main.tf", "user:eve"),
            ("a b/main.tf", "user:frank"),
            ("y/logs/main.tf", "user:gina"),
        ];
        for (path, wanted) in rows {
            assert_eq!(of(&owners, path), wanted, "{path}");
        }
        assert_eq!(owners.unusable, ["a@b.c".to_owned()].into());
        assert_eq!(owners.of_all(&["live/prod/main.tf", "main.tf"]), None);
        assert_eq!(owners.of_all::<&str>(&[]), None);
    }

    #[test]
    fn sections_of_gitlab_are_asked_each_for_itself() {
        let text = "* @fallback\n[Infra][2] @acme/infra\n/live/\n/live/prod/ @acme/infra/sre\n!/live/free/\n\
                    ^[Docs] @writers\nlive/ @acme/docs\n[Security]\n*.tf @@maintainers\n";
        let owners = owners(Forge::GitLab, "CODEOWNERS", text);
        let rows = [
            ("live/dev/x.hcl", "team:acme/infra"),
            ("live/prod/x.tf", "team:acme/infra/sre"),
            ("other/x.tf", "role:maintain"),
            ("README.md", "user:fallback"),
        ];
        for (path, wanted) in rows {
            assert_eq!(of(&owners, path), wanted, "{path}");
        }
        assert_eq!(owners.doubtful.len(), 2);
    }

    #[test]
    fn a_pattern_that_is_not_understood_names_nobody() {
        let text = "* @acme/sre\n/docs/a\\*b/ @intern\n\\x/ @intern\n/\\/ @intern\na\\ b\\/ @intern\n";
        assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", text), "live/prod/main.tf"), "team:sre");
        assert_eq!(of(&owners(Forge::GitLab, "CODEOWNERS", text), "live/prod/main.tf"), "team:acme/sre");
        // GitHub does not know `!`, and takes what is above.
        let text = "* @acme/sre\n!/live/prod/ @intern\n/ @intern\n";
        assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", text), "live/prod/main.tf"), "team:sre");
    }

    /// The file of a repository that was copied from elsewhere: a team of that name here is another one.
    #[test]
    fn a_team_of_another_organisation_names_nobody() {
        for (remotes, expected) in
            [(&[][..], "team:sre"), (&["acme"], "team:sre"), (&["me", "acme"], "team:sre"), (&["newco"], "")]
        {
            let survey = Survey {
                forge: Some(Forge::GitHub),
                files: vec!["CODEOWNERS".to_owned()],
                texts: [("CODEOWNERS".to_owned(), "* @Acme/sre\n".to_owned())].into(),
                organisations: remotes.iter().map(|name| (*name).to_owned()).collect(),
                ..Survey::default()
            };
            assert_eq!(of(&Owners::of(&survey), "live/prod/main.tf"), expected, "{remotes:?}");
        }
    }

    #[test]
    fn headings_of_one_name_in_gitlab_are_one_section() {
        let rows = [
            // The last line decides, though another one is longer.
            ("[Infra]\n/live/prod/ @acme/devs\n[iNFRA ] @acme/infra\n* @acme/sre\n", "team:acme/sre"),
            ("* @acme/devs\n[Codeowners]\n*.tf @acme/sre\n", "team:acme/sre"),
            ("[Infra]\n/live/prod/ @acme/devs\n^[Infra]\n*.tf @acme/sre\n", ""),
            ("^[Infra]\n/live/prod/ @acme/devs\n[Infra] @acme/infra\n*.tf\n", "team:acme/infra"),
            // What is taken out does not come back.
            ("[Infra]\n/live/ @acme/sre\n!/live/prod/\n/live/prod/*.tf @acme/devs\n", ""),
            ("[Infra]\n/live/ @acme/sre\n!/live/prod/\n[Other]\n*.tf @acme/devs\n", "team:acme/devs"),
        ];
        for (text, wanted) in rows {
            assert_eq!(of(&owners(Forge::GitLab, "CODEOWNERS", text), "live/prod/main.tf"), wanted, "{text}");
        }
    }

    #[test]
    fn each_forge_has_its_order_of_places() {
        let files: Vec<String> = GITHUB.iter().chain(&GITLAB).map(|place| (*place).to_owned()).collect();
        let texts = files.iter().map(|place| (place.clone(), "* @x".to_owned())).collect();
        let survey = Survey { forge: Some(Forge::GitLab), files, texts, ..Survey::default() };
        assert_eq!(Owners::of(&survey).path.as_deref(), Some("CODEOWNERS"));
        let survey = Survey { forge: Some(Forge::GitHub), ..survey };
        assert_eq!(Owners::of(&survey).path.as_deref(), Some(".github/CODEOWNERS"));
    }

    #[test]
    fn teams_of_two_organisations_name_nobody() {
        let owners = owners(Forge::GitHub, "CODEOWNERS", "* @acme/a @other/b @carol");
        assert_eq!(of(&owners, "main.tf"), "user:carol");
        assert_eq!(owners.unusable.len(), 2);
    }

    #[test]
    fn what_cannot_be_a_name_is_none() {
        let text = "* @ @/ @a/ @a/b/c @a:b @é bob @a@b @-x \u{0} [x] ^[ @\"\n/// @bob\n/ @bob\n\\ \n[\n^\n";
        for forge in [Forge::GitHub, Forge::GitLab] {
            let owners = owners(forge, "CODEOWNERS", text);
            let found = of(&owners, "main.tf");
            assert!(["", "user:bob", "team:a/b/c"].contains(&found.as_str()), "{found}");
        }
        let hostile = format!("/{}x @bob\n", "*a".repeat(200));
        assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", &hostile), &"a".repeat(4000)), "");
    }
}
