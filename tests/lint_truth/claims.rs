//! What a finding says, put so that the evaluator can answer.

use whomay::access::facts::{CiConfig, Facts, Strangers};
use whomay::access::principal::{PrincipalMatch, Role};
use whomay::access::repository::repository_reasons;
use whomay::access::strict::is_infrastructure_file;
use whomay::access::verdict::Verdict;
use whomay::diagnostic::Label;
use whomay::dirspace::layout::{Layout, Origin, PlacedDirspace};
use whomay::dirspace::lua_pattern::LuaPattern;
use whomay::dirspace::path_pattern::PathPattern;
use whomay::dirspace::spec::{DirSpec, LayoutSpec};
use whomay::dirspace::{Change, Tags};
use whomay::lint::queries::{Place, Query, all};
use whomay::lint::run::Reported;
use whomay::lint::subject::AsWritten;
use whomay::source::Span;
use whomay::tag_query::{Candidate, TagQuery};

use crate::worlds::{Case, World, is_usual, layouts};

/// What is wrong with a finding: `None` where it is true as far as anybody can see, and the name of the finding where nothing
/// here knows what it claims.
pub(crate) enum Judged {
    True,
    False(String),
    Unjudged,
}

/// Where the claim holds: everywhere, or in the repository that the run was about.
pub(crate) struct Claims<'c> {
    case: &'c Case,
    queries: Vec<Query<'c>>,
}

impl<'c> Claims<'c> {
    pub(crate) fn new(case: &'c Case) -> Claims<'c> {
        let written = AsWritten { sources: &case.sources, document: case.linted.document.as_ref().unwrap() };
        Claims { case, queries: all(&written) }
    }

    /// Of a finding of the file alone.
    pub(crate) fn of_file(&self, found: &Reported) -> Judged {
        let span = primary(found);
        let message = &found.diagnostic.message;
        judged(match found.diagnostic.code {
            "directory-key-never-matches" => self.changes_nothing(span),
            "pattern-never-matches" => self.matches_nothing(span),
            "only-negated-patterns" => self.list_matches_nothing(span),
            "special-character-in-directory" => self.never_seen(span, message),
            "depends-on-itself" => self.is_refused(found),
            "dir-tag-never-true"
            | "in-dir-never-true"
            | "relative-dir-never-true"
            | "relative-dir-outside-depends-on"
            | "stack-name-in-stack" => self.word_is_false(span, self.case.dirspaces()),
            "newline-in-query" => self.word_is_false(span, self.case.dirspaces()),
            "foreign-syntax-in-query" | "unknown-tag" | "name-used-as-tag" => {
                found.diagnostic.labels.iter().find_map(|label| self.word_is_false(label.span, self.case.dirspaces()))
            }
            "query-never-true" => self.query_is(span, false),
            "query-always-true" => self.query_is(span, true),
            "unreachable-policy" => self.never_governs(found, &self.policies()),
            "unreachable-check" => self.never_governs(found, &self.checks()),
            "unreachable-workflow" => self.never_governs(found, &self.workflows()),
            "files-key-never-matches" => self.is_a_path(span),
            "unknown-role" => self.role_is_known(span),
            "name-never-matches" => self.is_a_name(span),
            "null-list-is-everyone" => self.is_closed(span),
            "approved-lists-without-enabled" => self.is_enabled(span),
            "dash-is-lazy-repeat" => {
                let words: Vec<&str> = message.split('`').collect();
                let pattern = LuaPattern::compile(words[1]).unwrap();
                pattern.is_match(words[3]).then(|| format!("{} matches {}", words[1], words[3]))
            }
            "overrides-without-access" => self.overrides_have(message),
            "policies-deny-everything" => self
                .case
                .dirspaces()
                .find(|placed| self.case.config.access_control.governing(&placed.dirspace.dir, &placed.tags).is_some())
                .map(|placed| format!("{} is governed", placed.dirspace)),
            "directory-without-workspaces" => {
                let key = self.key_of_part(span);
                self.case.dirspaces().find(|placed| key.is_some() && origin(placed) == key).map(name)
            }
            _ => return Judged::Unjudged,
        })
    }

    /// Of a finding about a repository.
    pub(crate) fn of_repository(&self, found: &Reported, world: &World) -> Judged {
        let span = primary(found);
        let message = &found.diagnostic.message;
        let under =
            |key: &str, file: &str| key == "." || file.strip_prefix(key).is_some_and(|rest| rest.starts_with('/'));
        let by_key = |key: &str| world.dirspaces().find(|placed| origin(placed) == Some(key)).map(name);
        let Some(key) = self.key(span).or(Some("")) else { return Judged::Unjudged };
        judged(match found.diagnostic.code {
            "directory-does-not-exist" => {
                by_key(key).or_else(|| world.files.iter().find(|file| under(key, file)).cloned())
            }
            "directory-without-files" => by_key(key)
                .or_else(|| (!world.files.iter().any(|file| under(key, file))).then(|| "no directory".to_owned())),
            "glob-key-reaches-no-file" => {
                let pattern = PathPattern::parse(key).unwrap();
                by_key(key).or_else(|| world.files.iter().find(|file| pattern.is_match(file)).cloned())
            }
            "shadowed-by-a-longer-key" => {
                let pattern = PathPattern::parse(key).unwrap();
                let matches = world.files.iter().any(|file| pattern.is_match(file));
                by_key(key).or_else(|| (!matches).then(|| "matches no file at all".to_owned()))
            }
            "pattern-matches-no-file" => world.dirspaces().find_map(|placed| {
                let at = placed.when_modified.file_patterns.iter().position(|pattern| pattern.span == Some(span))?;
                let pattern = placed.file_patterns.get(at)?;
                world.files.iter().find(|file| pattern.is_match(file)).map(|file| format!("{} by {file}", name(placed)))
            }),
            "own-files-not-matched" => world.dirspaces().find_map(|placed| {
                let named = found.diagnostic.message.contains(&format!("code in `{}` ", placed.dirspace.dir));
                let is_code =
                    |file: &str| !file.rsplit('/').next().unwrap().starts_with('.') && is_infrastructure_file(file);
                let own =
                    |file: &&String| directory(file) == placed.dirspace.dir && placed.answers_to(file) && is_code(file);
                world.files.iter().find(own).filter(|_| named).map(|file| format!("{} by {file}", name(placed)))
            }),
            "stack-selects-nothing" => {
                let stack = self.queries.iter().find(|query| query.span() == span).unwrap();
                let Place::Stack(stack) = stack.place else { return Judged::False("no stack".to_owned()) };
                world.dirspaces().find(|placed| placed.stack_name() == stack).map(name)
            }
            "unknown-directory" | "dir-tag-is-exact" => {
                found.diagnostic.labels.iter().find_map(|label| self.word_is_false(label.span, world.dirspaces()))
            }
            "unused-policy" | "unused-check" | "unused-workflow" => {
                let query = self.queries.iter().find(|query| query.span() == span).unwrap();
                world.dirspaces().find(|placed| query.query.matches(&placed.candidate())).map(name)
            }
            "dirspace-without-policy" => {
                let access = &self.case.config.access_control;
                self.left_out(found, world, |placed| access.governing(&placed.dirspace.dir, &placed.tags).is_some())
            }
            "dirspace-without-check" => {
                let requirements = &self.case.config.apply_requirements;
                self.left_out(found, world, |placed| requirements.binding(&placed.dirspace.dir, &placed.tags).is_some())
            }
            "files-key-names-no-file" => {
                let key = self
                    .case
                    .config
                    .access_control
                    .files
                    .keys()
                    .find(|key| found.diagnostic.message.contains(&format!("no file `{key}` in")));
                key.filter(|key| world.files.contains(key)).cloned()
            }
            "unguarded-gate" => self.is_guarded(message, world),
            _ => return Judged::Unjudged,
        })
    }

    /// What the lists of the repository have against somebody without any rights who changes the file that the message names.
    fn is_guarded(&self, message: &str, world: &World) -> Option<String> {
        let path = message.split('`').nth(1).unwrap();
        if !world.files.iter().any(|file| file == path) {
            return Some(format!("there is no {path}"));
        }
        let change = [Change::Modified(path.to_owned())];
        let nobody = Facts { strangers: Strangers::HaveNothing, ..Facts::default() };
        let access = &self.case.config.access_control;
        let facts = Facts { ci_config: CiConfig::Changed(false), ..nobody };
        let reasons = repository_reasons(access, &change, &facts.person("nobody"), &facts);
        let against = reasons.into_iter().find(|reason| reason.verdict != Verdict::Allow);
        against.map(|reason| reason.text).or_else(|| (!access.enabled).then(|| "no list is asked".to_owned()))
    }

    /// Without the entry every dirspace is as it was.
    fn changes_nothing(&self, span: Span) -> Option<String> {
        let key = self.key(span)?;
        let mut without = self.case.config.layout.clone();
        without.dirs.remove(key);
        self.case.worlds.iter().find_map(|world| {
            let after = layouts(&without, &world.files);
            let same = after.len() != world.layouts.len()
                || world.layouts.iter().zip(&after).all(|(before, after)| described(before) == described(after));
            (!same).then(|| format!("`{key}` matters for {:?}", world.files))
        })
    }

    fn matches_nothing(&self, span: Span) -> Option<String> {
        self.case.dirspaces().find_map(|placed| {
            let patterns = placed.when_modified.file_patterns.iter().zip(&placed.file_patterns);
            let (_, pattern) = patterns.into_iter().find(|(written, _)| written.span == Some(span))?;
            // Where there is a directory there is no file.
            let describes =
                |path: &&String| pattern.is_match(path) != pattern.is_negated() && **path != placed.dirspace.dir;
            let path = self.case.paths.iter().find(describes)?;
            Some(format!("`{}` of {} matches {path}", pattern.text(), name(placed)))
        })
    }

    fn list_matches_nothing(&self, span: Span) -> Option<String> {
        let first = |placed: &PlacedDirspace| placed.when_modified.file_patterns.first().and_then(|first| first.span);
        self.case
            .dirspaces()
            .filter(|placed| first(placed) == Some(span))
            .find_map(|placed| self.seen(placed, |_| true))
    }

    /// No pattern with `${DIR}` sees anything, and nothing in the directory is seen.
    fn never_seen(&self, span: Span, message: &str) -> Option<String> {
        let key = self.key(span)?;
        let mut own = self.case.dirspaces().filter(|placed| placed.dirspace.dir == key);
        if message.contains("never seen") {
            return own.find_map(|placed| self.seen(placed, |path| directory(path) == key));
        }
        // Some pattern with the variable is dead, whatever the others do.
        let is_dead = |placed: &PlacedDirspace| {
            let patterns = placed.when_modified.file_patterns.iter().zip(&placed.file_patterns);
            let mut with_dir = patterns.filter(|(written, _)| written.value.contains("${DIR}"));
            with_dir.any(|(_, pattern)| !self.case.paths.iter().any(|path| pattern.is_match(path)))
        };
        let own: Vec<&PlacedDirspace> = own.collect();
        (!own.is_empty() && !own.iter().any(|placed| is_dead(placed))).then(|| "all of them match".to_owned())
    }

    fn seen(&self, placed: &PlacedDirspace, asked: impl Fn(&str) -> bool) -> Option<String> {
        let path = self.case.paths.iter().find(|path| asked(path) && placed.answers_to(path))?;
        Some(format!("{} answers to {path}", name(placed)))
    }

    fn is_refused(&self, found: &Reported) -> Option<String> {
        let span = primary(found);
        let key = found.diagnostic.labels.get(1).and_then(|label| self.key(label.span));
        let waits = |placed: &&PlacedDirspace| {
            let depends_on = placed.when_modified.depends_on.as_ref();
            let meant =
                format!("`{}` ({})", placed.dirspace.dir.escape_debug(), placed.dirspace.workspace.escape_debug());
            depends_on.is_some_and(|depends_on| depends_on.tag_query.span == Some(span))
                && (key.is_none() || found.diagnostic.message.contains(&meant))
        };
        self.case.dirspaces().find(waits).map(|placed| format!("{} is there all the same", name(placed)))
    }

    /// Of the words at that place one is never true.
    fn word_is_false<'p>(&self, span: Span, dirspaces: impl Iterator<Item = &'p PlacedDirspace>) -> Option<String> {
        let mut words: Vec<(Place<'_>, TagQuery)> = Vec::new();
        for query in &self.queries {
            for atom in query.query.expr().atoms() {
                if query.part(atom.span()) == span || query.part(atom.word.span()) == span {
                    let text = query.query.text().get(atom.span()).unwrap();
                    words.push((query.place, TagQuery::parse(text).unwrap()));
                }
            }
        }
        if words.is_empty() {
            // A label may point at what the word was mistaken for.
            return None;
        }
        let dirspaces: Vec<&PlacedDirspace> = dirspaces.collect();
        let mut held = words.iter().map(|(place, word)| {
            let placed = dirspaces.iter().find(|placed| holds(*place, word, placed, &dirspaces))?;
            Some(format!("`{}` holds for {} with {:?}", word.text(), name(placed), placed.tags))
        });
        // Where the place of the word is not known exactly, it is one of many.
        if held.clone().any(|held| held.is_none()) { None } else { held.next()? }
    }

    fn query_is(&self, span: Span, wanted: bool) -> Option<String> {
        let query = self.queries.iter().find(|query| query.span() == span).unwrap();
        let dirspaces: Vec<&PlacedDirspace> = self.case.dirspaces().collect();
        let other = dirspaces.iter().find(|placed| holds(query.place, &query.query, placed, &dirspaces) != wanted)?;
        Some(format!("not so for {} with {:?}", name(other), other.tags))
    }

    fn policies(&self) -> Vec<(Span, &TagQuery)> {
        let policies = self.case.config.access_control.policies.iter();
        policies.filter_map(|policy| Some((policy.tag_query.span?, &policy.tag_query.value))).collect()
    }

    fn checks(&self) -> Vec<(Span, &TagQuery)> {
        let checks = self.case.config.apply_requirements.checks.iter();
        checks.filter_map(|check| Some((check.tag_query.span?, &check.tag_query.value))).collect()
    }

    fn workflows(&self) -> Vec<(Span, &TagQuery)> {
        let workflows = self.queries.iter().filter(|query| matches!(query.place, Place::Workflow(_)));
        workflows.map(|query| (query.span(), &query.query)).collect()
    }

    /// None of the places that are said never to be reached, and all that are said to hide them come before.
    fn never_governs(&self, found: &Reported, list: &[(Span, &TagQuery)]) -> Option<String> {
        let never = |label: &&Label| label.text.starts_with("never reached");
        for Label { span, .. } in found.diagnostic.labels.iter().filter(never) {
            let at = list.iter().position(|(own, _)| own == span).unwrap();
            let first = |placed: &PlacedDirspace| list.iter().position(|(_, query)| query.matches(&placed.candidate()));
            if let Some(placed) = self.case.dirspaces().find(|placed| first(placed) == Some(at)) {
                return Some(format!("entry {at} takes {} with {:?}", name(placed), placed.tags));
            }
        }
        None
    }

    fn left_out(
        &self,
        found: &Reported,
        world: &World,
        is_selected: impl Fn(&PlacedDirspace) -> bool,
    ) -> Option<String> {
        let message = &found.diagnostic.message;
        let named = |placed: &PlacedDirspace| {
            let dir = format!("`{}`", placed.dirspace.dir.escape_debug());
            let mut places =
                message.match_indices(&dir).map(|(at, _)| message.get(at + dir.len()..).unwrap_or_default());
            placed.dirspace.workspace == "default" && places.any(|rest| !rest.starts_with(" ("))
        };
        let all = message.contains("selects any dirspace");
        let selected = world.dirspaces().find(|placed| is_selected(placed) && (all || named(placed)));
        selected.map(|placed| format!("{} is selected", name(placed)))
    }

    fn is_a_path(&self, span: Span) -> Option<String> {
        let files = self.case.config.access_control.files.keys();
        let key = files.into_iter().find(|key| scalar(self.snippet(span)) == **key)?;
        is_usual(key).then(|| format!("{key} is a path"))
    }

    fn role_is_known(&self, span: Span) -> Option<String> {
        let entry = PrincipalMatch::parse(&scalar(self.snippet(span)));
        let Some(PrincipalMatch::Role(role)) = entry else { return Some("no role".to_owned()) };
        Role::from_name(&role).map(|role| role.name().to_owned())
    }

    fn is_a_name(&self, span: Span) -> Option<String> {
        let entry = PrincipalMatch::parse(&scalar(self.snippet(span)));
        let (Some(PrincipalMatch::User(name)) | Some(PrincipalMatch::Team(name))) = &entry else {
            return Some("neither user nor team".to_owned());
        };
        let is_team = matches!(entry, Some(PrincipalMatch::Team(_)));
        let usual = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c) || (c == '/' && is_team);
        let inside = !name.starts_with('/') && !name.ends_with('/') && !name.is_empty();
        (inside && name.chars().all(usual)).then(|| format!("{name} is a name"))
    }

    /// An empty list lets nobody in; one that is left empty lets in everybody.
    fn is_closed(&self, span: Span) -> Option<String> {
        let access = &self.case.config.access_control;
        let key = scalar(self.snippet(span));
        let open = |list: &whomay::access::principal::MatchList| {
            list.entries.iter().any(|entry| entry.value == PrincipalMatch::Any)
        };
        let within = |policy: &&whomay::access::policy::Policy| {
            policy.span.is_some_and(|own| own.start <= span.start && span.end <= own.end)
        };
        let policy = access.policies.iter().find(within);
        let is_open = match (key.as_str(), policy) {
            ("plan", Some(policy)) => open(&policy.plan),
            ("apply", Some(policy)) => open(&policy.apply),
            ("unlock", _) => open(&access.unlock),
            ("terrateam_config_update", _) => open(&access.terrateam_config_update),
            ("ci_config_update", _) => open(&access.ci_config_update),
            ("policies", _) => access.policies.iter().all(|policy| open(&policy.plan) && open(&policy.apply)),
            ("any_of", _) => true,
            _ => false,
        };
        (!is_open || !access.enabled && key != "any_of").then(|| format!("`{key}` lets nobody in"))
    }

    fn is_enabled(&self, span: Span) -> Option<String> {
        let checks = self.case.config.apply_requirements.checks.iter();
        let within = |own: Option<Span>| own.is_some_and(|own| own.start <= span.start && span.end <= own.end);
        let mut checks = checks.filter(|check| within(check.span));
        checks.find(|check| check.approved.enabled).map(|_| "approvals are asked for".to_owned())
    }

    fn overrides_have(&self, message: &str) -> Option<String> {
        let names = self.case.config.default_branch_overrides.as_ref().unwrap();
        let named = names.iter().find(|name| message.contains(&format!("`{}`", name.value)));
        named.map(|name| format!("{} is listed", name.value))
    }

    fn key(&self, span: Span) -> Option<&'c str> {
        let dirs = self.case.config.layout.dirs.iter();
        dirs.into_iter().find(|(_, entry)| entry.key_span == Some(span)).map(|(key, _)| key.as_str())
    }

    /// The key of `dirs` before a place.
    fn key_of_part(&self, span: Span) -> Option<&'c str> {
        let before = |entry: &DirSpec| entry.key_span.map(|key| key.start).filter(|start| *start < span.start);
        let dirs: &'c LayoutSpec = &self.case.config.layout;
        dirs.dirs
            .iter()
            .filter(|(_, entry)| before(entry).is_some())
            .max_by_key(|(_, entry)| before(entry))
            .map(|(key, _)| key.as_str())
    }

    fn snippet(&self, span: Span) -> &str {
        self.case.sources.snippet(span).unwrap()
    }
}

fn judged(wrong: Option<String>) -> Judged {
    wrong.map_or(Judged::True, Judged::False)
}

fn primary(found: &Reported) -> Span {
    found.diagnostic.labels.first().unwrap().span
}

/// Whether a query holds for a dirspace where it stands.
fn holds(place: Place<'_>, query: &TagQuery, placed: &PlacedDirspace, all: &[&PlacedDirspace]) -> bool {
    let dir = placed.dirspace.dir.as_str();
    match place {
        Place::Stack(_) => {
            // The tag of a stack may also be one that somebody gives.
            let own: Vec<String> =
                placed.stack_paths().iter().flatten().map(|name| format!("stack_name:{name}")).collect();
            let tags: Tags = placed.tags.iter().filter(|tag| !own.iter().any(|own| own == tag)).collect();
            query.matches(&Candidate { tags: &tags, dir, working_dir: None })
        }
        place if place.is_depends_on() => all
            .iter()
            .any(|from| query.matches(&Candidate { tags: &placed.tags, dir, working_dir: Some(&from.dirspace.dir) })),
        _ => query.matches(&placed.candidate()),
    }
}

fn origin(placed: &PlacedDirspace) -> Option<&str> {
    match &placed.origin {
        Origin::Dirs { key, .. } => Some(key),
        Origin::Global => None,
    }
}

fn name(placed: &PlacedDirspace) -> String {
    format!("{} by {:?}", placed.dirspace, placed.origin)
}

fn directory(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(dir, _)| dir)
}

fn described(layout: &Layout) -> Vec<String> {
    layout.dirspaces().iter().map(|placed| format!("{placed:?}")).collect()
}

/// A scalar as JSON writes it, or plain.
fn scalar(snippet: &str) -> String {
    serde_json::from_str(snippet).unwrap_or_else(|_| snippet.to_owned())
}
