//! Reads `.whomay.yml`: what the Terrateam format cannot say.
//!
//! Nothing is guessed: an unknown key, a wrong type or an empty value is an error, and one error
//! means no options at all. Falling back to a default here could mean letting through what somebody
//! forbade in a key with a typing mistake.

use std::collections::BTreeMap;

use crate::access::gate::{AcceptedConclusion, ApprovalMode, BranchPattern, GateOptions, RequiredCheck};
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

use super::node::{Entry, Node, Value};
use super::schema::{nearest, readable};

/// The whole of `.whomay.yml`, once validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhomayConfig {
    /// Options of the gate.
    pub gate: GateOptions,
    /// Lint code to its level. Whether such a lint exists is for the linter to say.
    pub lints: BTreeMap<String, LintSetting>,
    /// Options of reports.
    pub report: ReportOptions,
}

/// The level that somebody gave a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LintSetting {
    /// The level.
    pub level: LintLevel,
    /// Where the code stands.
    pub code_span: Span,
}

/// What a lint does when it finds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintLevel {
    /// Nothing.
    Allow,
    /// It is shown.
    Warn,
    /// It is shown and fails the run.
    Deny,
}

/// Options of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportOptions {
    /// How the keys of `count` and `for_each` are shown.
    pub instance_keys: InstanceKeys,
}

/// How instance keys in resource addresses are shown. They can hold anything, mail addresses included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKeys {
    /// Replaced by a mask.
    #[default]
    Mask,
    /// Replaced by a short hash that tells them apart.
    Hash,
    /// As they are.
    Keep,
}

impl WhomayConfig {
    /// Reads the document. A file of comments only is a file without options.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, in the order of the text.
    pub fn from_node(root: &Node) -> Result<WhomayConfig, Vec<Diagnostic>> {
        let mut reader = Reader::default();
        if let Some(newer) = reader.newer_tool(root) {
            // Whatever else is wrong may be what this tool is too old for.
            return Err(vec![newer]);
        }
        let config = match root.value {
            Value::Null => WhomayConfig::default(),
            _ => reader.config(root),
        };
        reader.problems.sort_by_key(|problem| problem.labels.first().map(|label| label.span.start));
        if reader.problems.is_empty() { Ok(config) } else { Err(reader.problems) }
    }
}

impl GateOptions {
    /// Reads the options of the gate from the whole `.whomay.yml`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the document, also outside the section `gate`: a file with a
    /// mistake is not half trusted.
    pub fn from_node(root: &Node) -> Result<GateOptions, Vec<Diagnostic>> {
        WhomayConfig::from_node(root).map(|config| config.gate)
    }
}

/// The keys of the section `gate`.
const GATE_KEYS: [&str; 6] =
    ["accepted_conclusions", "required_checks", "approval_mode", "trusted_bots", "protected_branches", "plan_on_forks"];

/// Reads on after a mistake, so that one run reports them all.
#[derive(Default)]
struct Reader {
    problems: Vec<Diagnostic>,
}

impl Reader {
    fn config(&mut self, root: &Node) -> WhomayConfig {
        let mut config = WhomayConfig::default();
        for entry in self.keys(root, "the file", &["version", "min_version", "gate", "lints", "report"]) {
            match entry.key.as_str() {
                "version" => {
                    self.choice("version", &entry.value, &[("1", ())]);
                }
                "min_version" => {
                    self.text("the version of a tool, such as `0.2.0`", &entry.value, |text| version(text).is_some());
                }
                "gate" => config.gate = self.gate(&entry.value),
                "lints" => config.lints = self.lints(&entry.value),
                _ => config.report = self.report(&entry.value),
            }
        }
        config
    }

    /// That the file asks for a newer tool than this: an older one could read the same rules more leniently.
    fn newer_tool(&mut self, root: &Node) -> Option<Diagnostic> {
        let wanted = root.entry("min_version").map(|entry| &entry.value)?;
        let Value::String(text) = &wanted.value else { return None };
        let own = env!("CARGO_PKG_VERSION");
        (version(text)? > version(own)?).then(|| {
            let message = format!("this is whomay {own}, and the file asks for {text} or newer");
            Diagnostic::error("newer-tool-needed", wanted.span, "newer than this", message).with_help(
                "Install that version. What an older one would decide by newer rules is not to be relied on.",
            )
        })
    }

    fn gate(&mut self, section: &Node) -> GateOptions {
        let mut gate = GateOptions { span: Some(section.span), ..GateOptions::default() };
        for Entry { key, value, .. } in self.keys(section, "`gate`", &GATE_KEYS) {
            match key.as_str() {
                "accepted_conclusions" => gate.accepted_conclusions = self.items(key, value, Reader::conclusion),
                "required_checks" => gate.required_checks = self.items(key, value, Reader::required_check),
                "approval_mode" => {
                    let modes = ApprovalMode::ALL.map(|mode| (mode.name(), mode));
                    gate.approval_mode = self.choice(key, value, &modes).unwrap_or(gate.approval_mode);
                }
                "trusted_bots" => gate.trusted_bots = self.items(key, value, Reader::bot),
                "protected_branches" => gate.protected_branches = self.items(key, value, Reader::branch),
                _ => gate.plan_on_forks = self.boolean(key, value).unwrap_or(gate.plan_on_forks),
            }
        }
        gate
    }

    fn lints(&mut self, section: &Node) -> BTreeMap<String, LintSetting> {
        let levels = [("allow", LintLevel::Allow), ("warn", LintLevel::Warn), ("deny", LintLevel::Deny)];
        let Some(entries) = section.entries() else {
            self.wrong_type("lints", section, "a mapping of lint codes to levels");
            return BTreeMap::new();
        };
        let mut lints = BTreeMap::new();
        for Entry { key, key_span, value, .. } in entries {
            if !is_lint_code(key) {
                self.problems.push(
                    Diagnostic::error("not-a-lint-code", *key_span, "not a lint code", "a lint code is in kebab-case")
                        .with_help("Write it as `whomay lint` shows it, such as `unknown-key`."),
                );
            } else if let Some(level) = self.choice(key, value, &levels) {
                lints.insert(key.clone(), LintSetting { level: level.value, code_span: *key_span });
            }
        }
        lints
    }

    fn report(&mut self, section: &Node) -> ReportOptions {
        let ways = [("mask", InstanceKeys::Mask), ("hash", InstanceKeys::Hash), ("keep", InstanceKeys::Keep)];
        let mut report = ReportOptions::default();
        for Entry { key, value, .. } in self.keys(section, "`report`", &["instance_keys"]) {
            report.instance_keys =
                self.choice(key, value, &ways).map_or(report.instance_keys, |instance_keys| instance_keys.value);
        }
        report
    }

    fn conclusion(&mut self, item: &Node) -> Option<Spanned<AcceptedConclusion>> {
        let conclusions = AcceptedConclusion::ALL.map(|conclusion| (conclusion.name(), conclusion));
        self.choice("an accepted conclusion", item, &conclusions)
    }

    fn required_check(&mut self, item: &Node) -> Option<RequiredCheck> {
        if let Value::String(_) = item.value {
            let name = self.text("the name of a check", item, is_check_name)?;
            return Some(RequiredCheck { name, app: None, accepted_conclusions: Vec::new() });
        }
        if item.entries().is_none() {
            self.wrong_type("a required check", item, "the name of a check, or a mapping with `name`");
            return None;
        }
        let (mut name, mut app, mut accepted_conclusions) = (None, None, Vec::new());
        for Entry { key, value, .. } in self.keys(item, "a required check", &["name", "app", "accepted_conclusions"]) {
            match key.as_str() {
                "name" => name = self.text("the name of a check", value, is_check_name),
                "app" => app = self.text("the slug of an app", value, is_slug),
                _ => accepted_conclusions = self.items(key, value, Reader::conclusion),
            }
        }
        if item.entry("name").is_none() {
            self.problems.push(
                Diagnostic::error("missing-key", item.span, "needs `name`", "a required check has no `name`")
                    .with_help("Add the exact name of the check."),
            );
        }
        Some(RequiredCheck { name: name?, app, accepted_conclusions })
    }

    fn bot(&mut self, item: &Node) -> Option<Spanned<String>> {
        self.text("the login of a bot", item, is_login)
    }

    fn branch(&mut self, item: &Node) -> Option<Spanned<BranchPattern>> {
        let text = self.text("a branch name or pattern", item, |text| BranchPattern::parse(text).is_some())?;
        Some(Spanned { value: BranchPattern::parse(&text.value)?, span: text.span })
    }
}

/// What the sections are made of.
impl Reader {
    /// The known keys of a mapping. Reports the others, and a value that is no mapping.
    fn keys<'a>(&mut self, section: &'a Node, name: &str, known: &[&str]) -> Vec<&'a Entry> {
        let Some(entries) = section.entries() else {
            self.wrong_type(name, section, "a mapping");
            return Vec::new();
        };
        let (good, unknown): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| known.contains(&entry.key.as_str()));
        for entry in unknown {
            let help = match nearest(&entry.key, known) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => format!("Known keys here: {}.", known.join(", ")),
            };
            let message = format!("unknown key `{}` in {name}", readable(&entry.key));
            self.problems
                .push(Diagnostic::error("unknown-key", entry.key_span, "not a key here", message).with_help(help));
        }
        good
    }

    /// Every item of a list that can be read.
    fn items<T>(&mut self, name: &str, list: &Node, read: fn(&mut Reader, &Node) -> Option<T>) -> Vec<T> {
        let Value::Sequence(items) = &list.value else {
            self.wrong_type(&format!("`{name}`"), list, "a list");
            return Vec::new();
        };
        items.iter().filter_map(|item| read(self, item)).collect()
    }

    fn choice<T: Copy>(&mut self, name: &str, node: &Node, options: &[(&str, T)]) -> Option<Spanned<T>> {
        let names: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
        let Value::String(text) = &node.value else {
            self.wrong_type(name, node, &format!("one of the strings {}", names.join(", ")));
            return None;
        };
        if let Some((_, value)) = options.iter().find(|(name, _)| name == text) {
            return Some(Spanned::at(*value, node.span));
        }
        let message = format!("{name} must be one of {}", names.join(", "));
        let problem = Diagnostic::error("value-not-allowed", node.span, "not allowed here", message);
        self.problems.push(match nearest(text, &names) {
            Some(meant) => problem.with_help(format!("Did you mean `{meant}`?")),
            None => problem,
        });
        None
    }

    fn boolean(&mut self, name: &str, node: &Node) -> Option<Spanned<bool>> {
        match node.value {
            Value::Bool(value) => Some(Spanned::at(value, node.span)),
            _ => {
                self.wrong_type(name, node, "`true` or `false`, without quotes");
                None
            }
        }
    }

    /// A string that `fits`. `what` says what it is.
    fn text(&mut self, what: &str, node: &Node, fits: fn(&str) -> bool) -> Option<Spanned<String>> {
        match &node.value {
            Value::String(text) if fits(text) => Some(Spanned::at(text.clone(), node.span)),
            Value::String(_) => {
                let message = format!("this cannot be {what}");
                self.problems.push(Diagnostic::error(
                    "value-not-allowed",
                    node.span,
                    "empty, or not its characters",
                    message,
                ));
                None
            }
            _ => {
                self.wrong_type(what, node, "a string");
                None
            }
        }
    }

    fn wrong_type(&mut self, name: &str, node: &Node, wanted: &str) {
        let message = format!("{name} must be {wanted}, not {}", node.kind());
        self.problems.push(Diagnostic::error("wrong-type", node.span, "wrong type", message));
    }
}

/// The three numbers of a version.
fn version(text: &str) -> Option<[u32; 3]> {
    let digits = |part: &str| matches!(part.len(), 1..=9) && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = |part: &str| part.parse().ok().filter(|_| digits(part));
    let numbers: Vec<u32> = text.split('.').map(number).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

/// Kebab-case: what the codes of lints are.
fn is_lint_code(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
}

fn is_check_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_ascii_control())
}

/// Logins are ASCII; anything that merely looks like one is somebody else's.
fn is_login(text: &str) -> bool {
    is_slug(text.strip_suffix("[bot]").unwrap_or(text))
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

#[cfg(test)]
mod tests;
