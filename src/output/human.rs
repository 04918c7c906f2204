//! The answer for people in a terminal.
//!
//! Written for somebody tired who wants to know, in this order: may it be done, which policy says so and
//! where, which file brought the dirspace in, and what is missing. Dirspaces that got the same answer for the same
//! reasons are shown as one.

use std::collections::{BTreeMap, HashSet};

use anstyle::AnsiColor;

use super::answer::{
    Answer, Because, ConfigFile, DirspaceAnswer, DirspaceName, OutcomeAnswer, Place, ReasonAnswer, Rule,
};
use super::diagnostics::Style;
use super::escape::terminal;
use super::explanation::{draw_approvals, draw_missing};
use super::page::Page;
use crate::access::operation::Operation;
use crate::access::strict::is_infrastructure_file;
use crate::source::SourceMap;

/// Dirspaces that are named in a group; the others are counted.
const NAMED: usize = 6;
/// Lines of a policy that are shown.
const POLICY_LINES: usize = 12;

/// What to show beyond the answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// The policies that were passed over, and the clauses that allow.
    pub explain: bool,
    /// The question was who may do it: verdicts are worded for nobody in particular.
    pub who: bool,
    /// Only what a query selects was asked about.
    pub query: bool,
    /// A table of users instead of one block for each.
    pub table: bool,
}

/// The answer as text.
pub fn render(answer: &Answer, sources: &SourceMap, style: Style, detail: Detail) -> String {
    let mut drawing = Drawing { page: Page::new(style), sources };
    drawing.header(answer);
    if answer.dirspaces.is_empty() {
        let why =
            if detail.query { "the query selects no dirspace of the change" } else { "the change touches no dirspace" };
        match answer.outcomes.iter().any(|outcome| outcome.operation != Operation::Unlock.name()) {
            true => drawing.page.line(0, &format!("{why}, which is not all there is to say:")),
            false => drawing.page.line(0, &format!("nothing to decide: {why}")),
        }
    }
    if detail.table {
        super::listing::matrix(answer, style, &mut drawing.page.text);
    } else {
        drawing.groups(answer, detail);
    }
    drawing.unlock(answer, detail);
    drawing.footer(answer, detail);
    drawing.page.text
}

/// What is said behind the outcomes, on its own.
pub(super) fn footer(answer: &Answer, sources: &SourceMap, style: Style, detail: Detail) -> String {
    let mut drawing = Drawing { page: Page::new(style), sources };
    drawing.footer(answer, detail);
    drawing.page.text
}

/// What was compared and which configuration counted, on its own.
pub fn header(answer: &Answer, sources: &SourceMap, style: Style) -> String {
    let mut drawing = Drawing { page: Page::new(style), sources };
    drawing.header(answer);
    drawing.page.text
}

/// The page, and the texts that lines of it point at.
struct Drawing<'a> {
    page: Page,
    sources: &'a SourceMap,
}

/// Dirspaces with the same answer.
struct Group<'a> {
    dirspaces: Vec<&'a DirspaceAnswer>,
    outcomes: Vec<&'a OutcomeAnswer>,
}

impl Drawing<'_> {
    fn header(&mut self, answer: &Answer) {
        let commits = &answer.commits;
        let base = commits.base.as_ref().map(|base| format!("{} {}", terminal(&base.name), short(&base.commit)));
        let head = match (&commits.head, commits.compared) {
            (Some(head), "commit") => format!("{} {}", terminal(&head.name), short(&head.commit)),
            (_, "index") => "the index".to_owned(),
            (_, "worktree") => "the work tree".to_owned(),
            _ => "all files".to_owned(),
        };
        let span = base.map_or(head.clone(), |base| format!("{base} … {head}"));
        let paths = plural(commits.changed_paths, "changed path");
        let dirspaces = plural(answer.dirspaces.len(), "dirspace");
        self.page.line(0, &format!("{span}: {paths}, {dirspaces}"));
        if let Some(request) = &answer.request {
            let at = request.at.as_deref().map(|at| format!(", {}", terminal(at))).unwrap_or_default();
            let line = format!("facts: {} at {}{at}", terminal(&request.url), terminal(&short(&request.head)));
            self.page.line(0, &line);
        }
        for line in config_lines(answer) {
            self.page.dim(0, &line);
        }
        for warning in &answer.warnings {
            let place = warning.place.as_ref().map(|place| format!("{}: ", at(place))).unwrap_or_default();
            let text = self.page.paint(AnsiColor::Yellow, "warning");
            self.page.line(0, &format!("{text}: {place}{}", terminal(&warning.text)));
        }
        for assumption in &answer.assumptions {
            self.page.line(0, &format!("assuming {}", terminal(assumption)));
        }
        self.page.text.push('\n');
    }

    fn groups(&mut self, answer: &Answer, detail: Detail) {
        if answer.outcomes.iter().all(|outcome| outcome.dir.is_none()) {
            return;
        }
        let mut groups: Vec<Group<'_>> = Vec::new();
        let each =
            answer.outcomes.iter().filter(|outcome| outcome.dir.is_some()).count() / answer.dirspaces.len().max(1);
        let mut by_likeness: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        for (at, dirspace) in answer.dirspaces.iter().enumerate() {
            let outcomes: Vec<&OutcomeAnswer> = answer.outcomes.iter().skip(at * each).take(each).collect();
            let group = *by_likeness.entry(likeness(dirspace, &outcomes)).or_insert(groups.len());
            match groups.get_mut(group) {
                Some(group) => group.dirspaces.push(dirspace),
                None => groups.push(Group { dirspaces: vec![dirspace], outcomes }),
            }
        }
        for group in &groups {
            self.group(group, detail);
        }
    }

    fn group(&mut self, group: &Group<'_>, detail: Detail) {
        for dirspace in group.dirspaces.iter().take(NAMED) {
            let name = format!("{} ({})", terminal(&dirspace.dir), terminal(&dirspace.workspace));
            let layer = match (dirspace.layer, dirspace.in_working_set) {
                (Some(layer), false) => format!("; layer {layer}, not its turn yet"),
                _ => String::new(),
            };
            let name = self.page.bold(&name);
            self.page.line(0, &format!("{name}  {}{layer}", because(&dirspace.because)));
        }
        if let Some(more) = group.dirspaces.len().checked_sub(NAMED).filter(|more| *more > 0) {
            self.page.line(0, &format!("and {} with the same answer", plural(more, "other dirspace")));
        }
        if let Some(dirspace) = group.dirspaces.first() {
            self.rules(dirspace, detail);
        }
        let several =
            group.outcomes.iter().any(|outcome| group.outcomes.iter().any(|other| other.user != outcome.user));
        for outcome in &group.outcomes {
            self.outcome(outcome, several, detail);
        }
        self.page.text.push('\n');
    }

    fn rules(&mut self, dirspace: &DirspaceAnswer, detail: Detail) {
        if detail.explain {
            for passed in &dirspace.passed_over {
                let text = format!("passed over {}: {}", rule_name("policy", &passed.policy), terminal(&passed.why));
                self.page.dim(2, &text);
            }
        }
        match &dirspace.policy {
            Some(policy) => {
                self.page.line(2, &rule_name("policy", policy));
                if let Some(place) = &policy.place {
                    self.excerpt(place);
                }
            }
            None => self.page.line(2, "no policy matches"),
        }
        if detail.explain
            && let Some(requirement) = &dirspace.requirement
        {
            self.page.line(2, &rule_name("requirement", requirement));
            if let Some(place) = &requirement.place {
                self.excerpt(place);
            }
        }
    }

    /// The lines of a rule as they stand in the file.
    fn excerpt(&mut self, place: &Place) {
        let Some(source) = self.sources.get(place.span.source) else { return };
        let lines = source.text().lines().enumerate().skip(place.line - 1).take(place.end_line + 1 - place.line);
        let lines: Vec<(usize, &str)> = lines.take(POLICY_LINES).collect();
        let lines: Vec<String> = lines
            .into_iter()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(at, line)| format!("{:>5} │ {}", at + 1, terminal(line)))
            .collect();
        for line in lines {
            self.page.dim(0, &line);
        }
    }

    fn outcome(&mut self, outcome: &OutcomeAnswer, several: bool, detail: Detail) {
        let who = match (&outcome.user, several) {
            (Some(user), true) => format!("{:<12} ", terminal(user)),
            _ => String::new(),
        };
        let only_if = match (outcome.verdict, detail.who) {
            ("undetermined", _) if outcome.condition.is_none() => "",
            ("undetermined", true) => "if ",
            ("undetermined", false) => "allowed if ",
            _ => "",
        };
        let head = format!("{who}{:<17} {} {only_if}", outcome.operation, self.verdict(outcome.verdict, detail.who));
        let obstacles: Vec<&ReasonAnswer> = outcome.reasons.iter().filter(|reason| reason.verdict != "allow").collect();
        match (outcome.reasons.first(), obstacles.as_slice()) {
            (Some(first), []) => self.page.line(2, &format!("{head}{}  ({})", terminal(&first.text), source_of(first))),
            (_, [only]) => self.page.line(2, &format!("{head}{}  ({})", obstacle_text(only, outcome), source_of(only))),
            _ => {
                self.page.line(2, head.trim_end());
                for reason in obstacles {
                    self.obstacle(reason, outcome);
                }
            }
        }
        draw_missing(&mut self.page, 8, outcome);
        if let Some(approvals) = outcome.approvals.as_deref().filter(|list| !list.is_empty()) {
            self.page.line(8, "reviews seen:");
            draw_approvals(&mut self.page, 10, approvals);
        }
        if detail.explain {
            // The first reason of an allowed outcome stands on its line already.
            let shown = usize::from(outcome.verdict == "allow");
            for reason in outcome.reasons.iter().skip(shown).filter(|reason| reason.verdict == "allow") {
                self.page.dim(8, &format!("✓ {}  ({})", terminal(&reason.text), source_of(reason)));
            }
        }
    }

    fn obstacle(&mut self, reason: &ReasonAnswer, outcome: &OutcomeAnswer) {
        let mark = mark(reason.verdict);
        self.page.line(8, &format!("{mark} {}  ({})", obstacle_text(reason, outcome), source_of(reason)));
    }

    fn unlock(&mut self, answer: &Answer, detail: Detail) {
        for outcome in answer.outcomes.iter().filter(|outcome| outcome.dir.is_none()) {
            self.outcome(outcome, answer.runs.len() > 1, detail);
        }
    }

    fn footer(&mut self, answer: &Answer, detail: Detail) {
        self.held_back(answer);
        self.unclaimed(answer);
        for why in answer.unsaid() {
            let text = self.page.paint(AnsiColor::Yellow, "could not be had");
            self.page.line(0, &format!("{text}: {}", terminal(why)));
        }
        if !answer.premises.is_empty() {
            self.page.dim(0, &format!("taken for granted: {}", answer.premises.join("; ")));
        }
        if detail.who {
            return;
        }
        let count = |verdict: &str| answer.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
        let counts =
            ["allow", "pending", "undetermined", "deny"].map(|verdict| format!("{} {verdict}", count(verdict)));
        let verdict = self.verdict(answer.verdict, false);
        self.page.line(0, &format!("answer: {}  ({})", verdict.trim_end(), counts.join(", ")));
    }

    /// Changed paths that no dirspace answers to. Infrastructure code among them is news: nobody plans it.
    fn unclaimed(&mut self, answer: &Answer) {
        let (code, rest): (Vec<&String>, Vec<&String>) =
            answer.unclaimed.iter().partition(|path| is_infrastructure_file(path));
        if !code.is_empty() {
            let warning = self.page.paint(AnsiColor::Yellow, "warning");
            self.page.line(
                0,
                &format!(
                    "{warning}: infrastructure code changed that no dirspace answers to: {}",
                    some_of(&escaped(&code))
                ),
            );
        }
        if !rest.is_empty() {
            self.page.dim(0, &format!("changed, and part of no dirspace: {}", some_of(&escaped(&rest))));
        }
    }

    /// Says so when asking for everything at once comes to less than the outcomes promise: one line for all users
    /// whom the same dirspaces hold back.
    fn held_back(&mut self, answer: &Answer) {
        let promised: HashSet<(&str, Option<&str>)> = answer
            .outcomes
            .iter()
            .filter(|outcome| outcome.verdict == "allow" && outcome.dir.is_some())
            .map(|outcome| (outcome.operation, outcome.user.as_deref()))
            .collect();
        let mut alike: BTreeMap<(&str, &[DirspaceName]), Vec<&str>> = BTreeMap::new();
        for run in answer.runs.iter().filter(|run| !run.held_back_by.is_empty()) {
            if promised.contains(&(run.operation, run.user.as_deref())) {
                alike.entry((run.operation, &run.held_back_by)).or_default().extend(run.user.as_deref());
            }
        }
        for ((operation, by), users) in alike {
            let users: Vec<String> = users.into_iter().map(|user| terminal(user).into_owned()).collect();
            let who = if users.is_empty() { String::new() } else { format!(" by {}", some_of(&users)) };
            let by: Vec<String> =
                by.iter().map(|name| format!("{} ({})", terminal(&name.dir), terminal(&name.workspace))).collect();
            self.page.line(
                0,
                &format!("`{operation}` of everything at once{who} would run nothing: held back by {}", some_of(&by)),
            );
        }
    }

    fn verdict(&self, verdict: &str, who: bool) -> String {
        let (colour, word) = worded(verdict, who);
        self.page.paint(colour, &format!("{word:<12}"))
    }
}

/// The verdict in its colour.
pub(super) fn verdict(page: &Page, verdict: &str) -> String {
    let (colour, word) = worded(verdict, false);
    page.paint(colour, word)
}

/// The word for a verdict, and its colour. `who`: where the question was who may.
fn worded(verdict: &str, who: bool) -> (AnsiColor, &str) {
    match (verdict, who) {
        ("allow", true) => (AnsiColor::Green, "anyone"),
        ("deny", true) => (AnsiColor::Red, "nobody"),
        ("undetermined", true) => (AnsiColor::Cyan, "some"),
        ("allow", false) => (AnsiColor::Green, "allow"),
        ("pending", _) => (AnsiColor::Yellow, "pending"),
        ("undetermined", false) => (AnsiColor::Cyan, "undetermined"),
        ("deny", false) => (AnsiColor::Red, "deny"),
        (other, _) => (AnsiColor::White, other),
    }
}

/// The sign in front of what stands in the way.
pub(super) fn mark(verdict: &str) -> &'static str {
    match verdict {
        "deny" => "✗",
        "pending" => "…",
        _ => "?",
    }
}

/// What makes two dirspaces alike: everything that would be shown but their names.
fn likeness(dirspace: &DirspaceAnswer, outcomes: &[&OutcomeAnswer]) -> String {
    let mut key = format!("{:?}|{:?}|{:?}", dirspace.policy, dirspace.requirement, dirspace.passed_over);
    for outcome in outcomes {
        key.push_str(&format!(
            "|{:?}{:?}{:?}{:?}",
            outcome.user, outcome.verdict, outcome.condition, outcome.operation
        ));
        for reason in &outcome.reasons {
            key.push_str(&format!("|{}{}", reason.clause, reason.text));
        }
        if outcome.missing.is_some() {
            key.push_str(&format!("|{:?}{:?}", outcome.missing, outcome.approvals));
        }
    }
    key
}

fn because(because: &Because) -> String {
    match because {
        Because::Changed { path, .. } => format!("changed: {}", terminal(path)),
        Because::PulledIn { by, via } => {
            format!("follows {} ({}) by {via}", terminal(&by.dir), terminal(&by.workspace))
        }
        Because::Erased { path } => format!("changed as the base has it: {}", terminal(path)),
        Because::Named => "asked for by name".to_owned(),
    }
}

fn rule_name(kind: &str, rule: &Rule) -> String {
    let query =
        if rule.tag_query.is_empty() { "everything".to_owned() } else { format!("`{}`", terminal(&rule.tag_query)) };
    match (&rule.number, &rule.place) {
        (Some(number), Some(place)) => format!("{kind} {number} at {} for {query}", at(place)),
        _ => format!("the built-in {kind}, for everything"),
    }
}

/// What stands in the way. Of a fact that is missing, what would have to be true, where the answer is a condition.
fn obstacle_text<'a>(reason: &'a ReasonAnswer, outcome: &OutcomeAnswer) -> std::borrow::Cow<'a, str> {
    match &reason.condition {
        Some(condition) if reason.verdict == "undetermined" && outcome.condition.is_some() => terminal(condition),
        _ => terminal(&reason.text),
    }
}

/// Which clause says so, and where it stands.
pub(super) fn source_of(reason: &ReasonAnswer) -> String {
    let place = reason.place.as_ref().map(|place| format!(", {}", at(place))).unwrap_or_default();
    format!("{}{place}", reason.clause)
}

/// Which configuration counts. The file of the head and that of the default branch are mostly the same one.
fn config_lines(answer: &Answer) -> Vec<String> {
    let named = |config: &ConfigFile| match &config.revision {
        Some(revision) if revision.commit.is_empty() => terminal(&revision.name).into_owned(),
        Some(revision) => format!("{} {}", terminal(&revision.name), short(&revision.commit)),
        None => "as given".to_owned(),
    };
    let rules = format!("rules: {} on {}", answer.profile, answer.vcs);
    if let [head, base] = answer.configs.as_slice()
        && (head.role, base.role) == ("head", "default-branch")
    {
        let (path, decides) = (terminal(&head.path), base.decides.join(", "));
        return vec![if head.blob == base.blob {
            format!("{rules}, {path}, which the change leaves as it is")
        } else {
            format!("{rules}, {path} at {}, but {decides} from {}", named(head), named(base))
        }];
    }
    let files = answer.configs.iter().map(|config| {
        let decides = match config.decides.as_slice() {
            [] => String::new(),
            keys => format!(" decides {}", keys.join(", ")),
        };
        format!("{}: {} ({}){decides}", config.role, terminal(&config.path), named(config))
    });
    std::iter::once(rules).chain(files).collect()
}

fn short(commit: &str) -> String {
    commit.chars().take(10).collect()
}

fn at(place: &Place) -> String {
    format!("{}:{}", terminal(&place.path), place.line)
}

fn escaped(paths: &[&String]) -> Vec<String> {
    paths.iter().map(|path| terminal(path).into_owned()).collect()
}

/// The first few, and how many more.
fn some_of(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(3).map(String::as_str).collect();
    match names.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// `1 dirspace`, `2 dirspaces`.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
