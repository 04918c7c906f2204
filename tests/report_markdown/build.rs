//! Reports made by hand, as short as they can be said.

use whomay::plan::address::{Address, InstanceKey, Mode, ModuleId, ModuleStep};
use whomay::plan::change::{Action, AttributeChange, Attributes, ResourceChange};
use whomay::plan::report::{Dirspace, Outcome, Permission, Place, SelfCheck, Verdict};
use whomay::plan::words::{Shown, Word};
use whomay::plan::{Plan, Report};

/// A plan in the making.
#[derive(Clone, Default)]
pub(crate) struct Build(pub(crate) Plan);

impl Build {
    /// An instance key that is shown as it is.
    pub(crate) fn key(&mut self, text: &str) -> InstanceKey {
        InstanceKey::Text(self.word(text))
    }

    /// A word that is shown as it is, whatever it is.
    pub(crate) fn word(&mut self, text: &str) -> Word {
        let word = self.0.words.undecided();
        self.0.words.settle(word, Shown::Text(text.into()));
        word
    }

    /// A path of modules without instance keys: `a.b`. Empty for the root.
    pub(crate) fn module(&mut self, path: &str) -> ModuleId {
        let names = path.split('.').filter(|name| !name.is_empty());
        let steps: Vec<ModuleStep> =
            names.map(|name| ModuleStep { name: self.0.words.name(name), key: None }).collect();
        self.0.modules.id(&steps)
    }

    /// `TYPE.NAME` in a module.
    pub(crate) fn address(&mut self, module: &str, kind: &str, name: &str) -> Address {
        let module = self.module(module);
        let [kind, name] = [kind, name].map(|text| self.0.words.name(text));
        Address { module, mode: Mode::Managed, kind, name, key: None }
    }

    /// A change without remarks, not added.
    pub(crate) fn change(&mut self, action: Action, module: &str, kind: &str, name: &str) -> ResourceChange {
        ResourceChange {
            address: self.address(module, kind, name),
            deposed: None,
            action,
            reason: None,
            moved_from: None,
            imported: false,
            generated: false,
            attributes: Attributes::default(),
            sensitive_changed: false,
            sensitivity_changed: false,
        }
    }

    /// Adds a change, made different by `with`.
    pub(crate) fn add(
        &mut self,
        action: Action,
        at: [&str; 3],
        with: impl FnOnce(&mut Build, &mut ResourceChange),
    ) -> &mut Build {
        let mut change = self.change(action, at[0], at[1], at[2]);
        with(self, &mut change);
        self.0.resources.push(change);
        self
    }

    /// Attributes that change. A `!` in front of a name forces a replacement, a `*` is sensitive.
    pub(crate) fn attributes(&mut self, names: &[&str]) -> Attributes {
        let start = u32::try_from(self.0.attributes.len()).unwrap();
        for name in names {
            let bare = name.trim_start_matches(['!', '*']);
            let change = AttributeChange {
                name: self.0.words.name(bare),
                forces_replacement: name.contains('!'),
                sensitive: name.contains('*'),
                only_sensitivity: false,
            };
            self.0.attributes.push(change);
        }
        Attributes { start, count: u32::try_from(names.len()).unwrap() }
    }
}

/// A plan that does this `count` times, once in each of `modules` modules by turns.
pub(crate) fn many(action: Action, count: usize, modules: usize, prefix: &str) -> Plan {
    let mut build = Build::default();
    for number in 0..count {
        let module = if modules < 2 { String::new() } else { format!("m{}", number % modules) };
        build.add(action, [&module, "aws_instance", &format!("{prefix}{number}")], |build, change| {
            if action == Action::Update {
                change.attributes = build.attributes(&["tags", "instance_type"]);
            }
        });
    }
    build.0
}

/// A dirspace with a plan.
pub(crate) fn dirspace(dir: &str, workspace: &str, plan: Plan) -> Dirspace {
    outcome(dir, workspace, Outcome::Plan(Box::new(plan)))
}

/// A dirspace with anything.
pub(crate) fn outcome(dir: &str, workspace: &str, outcome: Outcome) -> Dirspace {
    Dirspace { place: Place { dir: dir.into(), workspace: workspace.into() }, outcome, permissions: Vec::new() }
}

/// An answer about an apply.
pub(crate) fn apply(verdict: Verdict, user: &str, missing: &[&str]) -> Permission {
    Permission {
        user: Some(user.into()),
        operation: "apply".into(),
        verdict,
        missing: missing.iter().map(|text| (*text).to_owned()).collect(),
    }
}

/// A report of these.
pub(crate) fn report(dirspaces: Vec<Dirspace>) -> Report {
    let self_check = SelfCheck { kept: 1_234, dropped: 56_789, scanned_for: 321, masked: 0, hits: 0 };
    Report { head: Some("4f2a9c01d3".repeat(4)), dirspaces, self_check, ..Report::default() }
}
