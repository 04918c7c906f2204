//! Reports at random, for the tests of every form of a report.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::names::Named;
use crate::plan::address::{Address, InstanceKey, Mode, ModuleId, ModuleStep};
use crate::plan::change::{
    Action, ActionInvocation, AttributeChange, Attributes, Check, CheckKind, CheckStatus, DataSource, DeferredChange,
    DeferredReason, OutputChange, Reason, ResourceChange, TriggerEvent,
};
use crate::plan::refusal::{Kind, Position};
use crate::plan::report::{Dirspace, Older, Outcome, Permission, Place, SelfCheck, Sums, Verdict};
use crate::plan::summary::{Leaves, Standing, Version};
use crate::plan::words::{Shown, Word};
use crate::plan::{Counts, Plan, Refusal, Report, request};

/// Any variant.
pub(crate) fn any_of<T: Named>() -> impl Strategy<Value = T> {
    select(T::ALL)
}

/// A name of the configuration language, and at times a text that is none.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[a-z_][a-z0-9_-]{0,11}", 1 => "\\PC{0,6}", 1 => select(vec!["", "ä_ß", "masked"]).prop_map(str::to_owned)]
}

#[derive(Clone, Debug)]
enum AnyKey {
    Integer(u64),
    Text(String),
    Hash([u8; 4]),
    Masked,
    Unknown,
}

fn key() -> impl Strategy<Value = Option<AnyKey>> {
    let key = prop_oneof![
        any::<u64>().prop_map(AnyKey::Integer),
        "[ -~]{0,16}|[a-zéöß\"\\\\/]{1,64}".prop_map(AnyKey::Text),
        any::<[u8; 4]>().prop_map(AnyKey::Hash),
        Just(AnyKey::Masked),
        Just(AnyKey::Unknown),
    ];
    option::of(key)
}

type AnyPath = Vec<(String, Option<AnyKey>)>;
type AnyAddress = (AnyPath, Mode, String, String, Option<AnyKey>);

fn path() -> impl Strategy<Value = AnyPath> {
    vec((name(), key()), 0..3)
}

fn address() -> impl Strategy<Value = AnyAddress> {
    (path(), any_of(), name(), name(), key())
}

type AnyAttributes = Vec<(String, bool, bool, bool)>;
type AnyChange = (AnyAddress, Option<u32>, Action, Option<Reason>, Option<AnyAddress>, [bool; 4], AnyAttributes);

fn change() -> impl Strategy<Value = AnyChange> {
    let attributes = vec((name(), any::<bool>(), any::<bool>(), any::<bool>()), 0..4);
    (
        address(),
        option::of(any::<u32>()),
        any_of(),
        option::of(any_of()),
        option::of(address()),
        any::<[bool; 4]>(),
        attributes,
    )
}

/// A plan that is being put together, and the words for keys in it: one for each that is told apart.
#[derive(Default)]
struct Draft(Plan, std::collections::HashMap<Shown, Word>);

impl Draft {
    fn word(&mut self, text: &str) -> Word {
        if text == "masked" { self.0.words.undecided() } else { self.0.words.name(text) }
    }

    fn key(&mut self, key: &Option<AnyKey>) -> Option<InstanceKey> {
        let shown = match key.as_ref()? {
            AnyKey::Integer(number) => return Some(InstanceKey::Integer(*number)),
            AnyKey::Unknown => return Some(InstanceKey::Unknown),
            AnyKey::Masked => Shown::Masked,
            AnyKey::Text(text) => Shown::Text(text.as_str().into()),
            AnyKey::Hash(hash) => Shown::Hash(*hash),
        };
        if let Some(word) = self.1.get(&shown).filter(|_| shown != Shown::Masked) {
            return Some(InstanceKey::Text(*word));
        }
        let word = self.0.words.undecided();
        self.0.words.settle(word, shown.clone());
        self.1.insert(shown, word);
        Some(InstanceKey::Text(word))
    }

    fn module(&mut self, path: &AnyPath) -> ModuleId {
        let steps: Vec<ModuleStep> =
            path.iter().map(|(name, key)| ModuleStep { name: self.word(name), key: self.key(key) }).collect();
        self.0.modules.id(&steps)
    }

    fn address(&mut self, (path, mode, kind, name, key): &AnyAddress) -> Address {
        let (module, kind, name) = (self.module(path), self.word(kind), self.word(name));
        Address { module, mode: *mode, kind, name, key: self.key(key) }
    }

    fn change(&mut self, any: &AnyChange) -> ResourceChange {
        let (address, deposed, action, reason, moved_from, flags, attributes) = any;
        let start = u32::try_from(self.0.attributes.len()).unwrap_or_default();
        for (name, forces_replacement, sensitive, only_sensitivity) in attributes {
            let name = self.word(name);
            let [forces_replacement, sensitive, only_sensitivity] =
                [*forces_replacement, *sensitive, *only_sensitivity];
            self.0.attributes.push(AttributeChange { name, forces_replacement, sensitive, only_sensitivity });
        }
        let count = u32::try_from(attributes.len()).unwrap_or_default();
        let [imported, generated, sensitive_changed, sensitivity_changed] = *flags;
        ResourceChange {
            address: self.address(address),
            deposed: *deposed,
            action: *action,
            reason: *reason,
            moved_from: moved_from.as_ref().map(|from| self.address(from)),
            imported,
            generated,
            attributes: Attributes { start, count },
            sensitive_changed,
            sensitivity_changed,
        }
    }
}

fn version() -> impl Strategy<Value = Option<Version>> {
    let version = (0u32..2, any::<u32>(), any::<u32>(), any::<bool>());
    option::of(version.prop_map(|(major, minor, patch, prerelease)| Version { major, minor, patch, prerelease }))
}

fn standing() -> impl Strategy<Value = Standing> {
    any::<[Option<bool>; 3]>().prop_map(|[errored, complete, applicable]| Standing { errored, complete, applicable })
}

/// Any plan.
pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    let head = (version(), version(), option::of(-62_167_219_200i64..253_402_300_800), standing(), 0u64..1000, 0u64..9);
    let changes = (vec(change(), 0..5), vec(change(), 0..2), vec((any_of(), change()), 0..2));
    let actions = vec((path(), name(), name(), key(), any_of(), option::of(any_of())), 0..2);
    let outputs = vec((name(), any_of(), any::<bool>(), any::<bool>()), 0..3);
    let checks = vec((any_of(), path(), option::of((any_of(), name())), name(), any_of(), any::<u32>()), 0..3);
    let names = (vec(provider(), 0..3), vec((name(), name()), 0..3), vec(name(), 0..3), vec(name(), 0..3));
    (head, changes, actions, outputs, checks, names).prop_map(|(head, changes, actions, outputs, checks, names)| {
        let mut draft = Draft::default();
        let (format, engine, made_at, standing, unchanged, unknown_keys) = head;
        let resources = changes.0.iter().map(|change| draft.change(change)).collect();
        let drift = changes.1.iter().map(|change| draft.change(change)).collect();
        let deferred = changes.2.iter();
        let deferred =
            deferred.map(|(reason, change)| DeferredChange { reason: *reason, change: draft.change(change) }).collect();
        let actions = actions.into_iter().map(|(path, kind, name, key, event, deferred)| {
            let (module, kind, name) = (draft.module(&path), draft.word(&kind), draft.word(&name));
            ActionInvocation { module, kind, name, key: draft.key(&key), event, deferred }
        });
        let actions = actions.collect();
        let outputs = outputs.into_iter().map(|(name, action, sensitive, sensitivity_changed)| OutputChange {
            name: draft.word(&name),
            action,
            sensitive,
            sensitivity_changed,
        });
        let outputs = outputs.collect();
        let checks = checks.into_iter().map(|(kind, path, resource, name, status, messages)| Check {
            kind,
            module: draft.module(&path),
            resource: resource.map(|(mode, kind)| (mode, draft.word(&kind))),
            name: draft.word(&name),
            status,
            messages,
        });
        let checks = checks.collect();
        let providers = names.0.iter().map(|name| draft.0.words.provider(name)).collect();
        let data_sources = names.1.iter();
        let data_sources =
            data_sources.map(|(kind, name)| DataSource { kind: draft.word(kind), name: draft.word(name) }).collect();
        let variables = names.2.iter().map(|name| draft.word(name)).collect();
        let output_names = names.3.iter().map(|name| draft.word(name)).collect();
        Plan {
            format,
            engine,
            made_at,
            standing,
            unchanged,
            unknown_keys,
            resources,
            drift,
            deferred,
            actions,
            outputs,
            checks,
            providers,
            data_sources,
            variables,
            output_names,
            leaves: Leaves { read: 900, kept: 7 },
            ..draft.0
        }
    })
}

fn provider() -> impl Strategy<Value = String> {
    select(vec!["registry.terraform.io/hashicorp/aws", "terraform.io/builtin/terraform", "not a provider", ""])
        .prop_map(str::to_owned)
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let at = option::of((0u64..1 << 40, 0u64..1 << 40));
    (any_of::<Kind>(), at)
        .prop_map(|(kind, at)| Refusal { kind, at: at.map(|(line, column)| Position { line, column }) })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        4 => plan().prop_map(|plan| Outcome::Plan(Box::new(plan))),
        1 => plan().prop_map(|plan| Outcome::CountsOnly { counts: plan.counts(), standing: plan.standing }),
        1 => refusal().prop_map(Outcome::Refused),
    ]
}

fn permission() -> impl Strategy<Value = Permission> {
    let texts = vec("\\PC{1,40}", 0..3);
    let operation = select(vec!["plan", "apply", "apply-force"]);
    (option::of("[a-z-]{1,12}"), operation, any_of::<Verdict>(), texts).prop_map(
        |(user, operation, verdict, missing)| Permission { user, operation: operation.to_owned(), verdict, missing },
    )
}

/// The name of a directory or workspace: the caller's own, of whatever letters.
fn place() -> impl Strategy<Value = Place> {
    let text = || "[a-z/]{1,12}|\\PC{1,8}|[\\x01-\\x1f\u{202e}:#<`|]{1,4}";
    (text(), text()).prop_map(|(dir, workspace)| Place { dir, workspace })
}

/// Any report whose dirspaces are in order.
pub(crate) fn report() -> impl Strategy<Value = Report> {
    let dirspaces = proptest::collection::btree_map(place(), (outcome(), vec(permission(), 0..3)), 0..4);
    let head = option::of("[0-9a-f]{40}|[0-9a-f]{64}");
    let numbers = any::<[u32; 5]>();
    (head, dirspaces, numbers).prop_map(|(head, dirspaces, numbers)| {
        let [kept, dropped, scanned_for, masked, hits] = numbers.map(u64::from);
        Report {
            moved_to: head.as_ref().filter(|_| masked % 2 == 0).map(|_| "f".repeat(40)),
            older: older(&dirspaces),
            head,
            metadata: request::datum("request_number", "17").into_iter().collect(),
            dirspaces: dirspaces
                .into_iter()
                .map(|(place, (outcome, permissions))| Dirspace { place, outcome, permissions })
                .collect(),
            self_check: SelfCheck { kept, dropped, scanned_for, masked, hits },
        }
    })
}

/// Rows of an older commit, with what the others came to.
fn older(dirspaces: &BTreeMap<Place, (Outcome, Vec<Permission>)>) -> Vec<Older> {
    let row = |(place, (outcome, _)): (&Place, &(Outcome, Vec<Permission>))| Older {
        place: Place { dir: format!("{}/older", place.dir), workspace: place.workspace.clone() },
        head: "e".repeat(40),
        sums: outcome.sums(),
    };
    let rows = dirspaces.iter().map(row).filter(|row| !dirspaces.contains_key(&row.place));
    rows.collect()
}

/// A report with one of everything, of which the numbers and names are known.
pub(crate) fn whole() -> Report {
    let mut draft = Draft::default();
    let inside = vec![("network".to_owned(), Some(AnyKey::Text("eu-1".to_owned())))];
    let blue = Some(AnyKey::Text("blue".to_owned()));
    let instance =
        |name: &str, key: Option<AnyKey>| (Vec::new(), Mode::Managed, "aws_instance".to_owned(), name.to_owned(), key);
    let subnet = |key| (inside.clone(), Mode::Managed, "aws_subnet".to_owned(), "this".to_owned(), key);
    let attributes = |names: &[(&str, bool, bool)]| -> AnyAttributes {
        names.iter().map(|(name, forces, sensitive)| ((*name).to_owned(), *forces, *sensitive, false)).collect()
    };
    let rows: [AnyChange; 9] = [
        (
            subnet(blue),
            Some(0x00c0_ffee),
            Action::DeleteThenCreate,
            Some(Reason::ReplaceBecauseCannotUpdate),
            Some(subnet(Some(AnyKey::Masked))),
            [false, false, true, false],
            attributes(&[("cidr_block", true, false), ("tags", false, true)]),
        ),
        (
            subnet(Some(AnyKey::Integer(0))),
            None,
            Action::Delete,
            Some(Reason::DeleteBecauseCountIndex),
            None,
            [false; 4],
            Vec::new(),
        ),
        (
            subnet(Some(AnyKey::Hash([1, 2, 3, 4]))),
            None,
            Action::Create,
            None,
            None,
            [true, true, false, false],
            Vec::new(),
        ),
        (
            instance("web", None),
            None,
            Action::Update,
            None,
            None,
            [false, false, false, true],
            vec![("user_data".to_owned(), false, true, true)],
        ),
        (instance("not a name", Some(AnyKey::Unknown)), None, Action::Forget, None, None, [false; 4], Vec::new()),
        (instance("masked", None), None, Action::CreateAndForget, None, None, [false; 4], Vec::new()),
        (instance("old", None), None, Action::NoOp, None, Some(instance("older", None)), [false; 4], Vec::new()),
        (
            (Vec::new(), Mode::Data, "aws_ami".to_owned(), "this".to_owned(), None),
            None,
            Action::Read,
            Some(Reason::ReadBecauseConfigUnknown),
            None,
            [false; 4],
            Vec::new(),
        ),
        (instance("odd", None), None, Action::Other, Some(Reason::Other), None, [false; 4], Vec::new()),
    ];
    let resources = rows.iter().map(|row| draft.change(row)).collect();
    let drift = vec![draft.change(&(
        instance("web", None),
        None,
        Action::Update,
        None,
        None,
        [false; 4],
        attributes(&[("tags", false, false)]),
    ))];
    let later = draft.change(&(instance("later", None), None, Action::Create, None, None, [false; 4], Vec::new()));
    let (kind, name) = (draft.word("aws_lambda_invoke"), draft.word("notify"));
    let module = draft.module(&inside);
    let invocation =
        ActionInvocation { module, kind, name, key: None, event: TriggerEvent::AfterUpdate, deferred: None };
    let waiting = ActionInvocation {
        key: Some(InstanceKey::Integer(1)),
        deferred: Some(DeferredReason::DeferredPrereq),
        ..invocation
    };
    let url = draft.word("url");
    let checks = vec![
        check(CheckKind::Check, module, None, draft.word("health"), CheckStatus::Fail),
        check(
            CheckKind::Resource,
            ModuleId(0),
            Some((Mode::Managed, draft.word("aws_instance"))),
            draft.word("web"),
            CheckStatus::Pass,
        ),
        check(CheckKind::Output, module, None, url, CheckStatus::Unknown),
    ];
    let (ami, this, region) = (draft.word("aws_ami"), draft.word("this"), draft.word("region"));
    let provider = draft.0.words.provider("registry.terraform.io/hashicorp/aws");
    let plan = Plan {
        format: Some(Version { major: 1, minor: 2, patch: 0, prerelease: false }),
        engine: Some(Version { major: 1, minor: 14, patch: 0, prerelease: true }),
        made_at: Some(1_767_323_045),
        standing: Standing { errored: Some(false), complete: Some(true), applicable: None },
        resources,
        unchanged: 40,
        drift,
        deferred: vec![DeferredChange { reason: DeferredReason::InstanceCountUnknown, change: later }],
        actions: vec![invocation, waiting],
        outputs: vec![OutputChange { name: url, action: Action::Update, sensitive: true, sensitivity_changed: false }],
        checks,
        providers: vec![provider],
        data_sources: vec![DataSource { kind: ami, name: this }],
        variables: vec![region],
        output_names: vec![url],
        unknown_keys: 1,
        leaves: Leaves { read: 5000, kept: 60 },
        ..draft.0
    };
    let counts = Counts { create: 2, delete: 1, forget: 1, drift: 3, ..Default::default() };
    let dirspace = |dir: &str, outcome, permissions| Dirspace {
        place: Place { dir: dir.to_owned(), workspace: "production".to_owned() },
        outcome,
        permissions,
    };
    let asked = |user: Option<&str>, verdict, missing: &[&str]| Permission {
        user: user.map(str::to_owned),
        operation: "apply".to_owned(),
        verdict,
        missing: missing.iter().map(|text| (*text).to_owned()).collect(),
    };
    let permissions = vec![
        asked(Some("ada"), Verdict::Pending, &["one approval of team:sre is missing"]),
        asked(None, Verdict::Allow, &[]),
    ];
    let standing = Standing { errored: Some(true), complete: Some(false), applicable: Some(false) };
    let refusal = Refusal { kind: Kind::Malformed, at: Some(Position { line: 3, column: 14 }) };
    Report {
        head: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        moved_to: Some("89abcdef0123456789abcdef0123456789abcdef".to_owned()),
        older: vec![
            Older {
                place: Place { dir: "env/d".to_owned(), workspace: "default".to_owned() },
                head: "ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11".to_owned(),
                sums: Some(Sums { counts: Counts { delete: 1, ..Counts::default() }, standing: Standing::default() }),
            },
            Older {
                place: Place { dir: "env/e".to_owned(), workspace: "default".to_owned() },
                head: "ba5eba11ba5eba11ba5eba11ba5eba11ba5eba11".to_owned(),
                sums: None,
            },
        ],
        metadata: request::datum("request_number", "17").into_iter().collect(),
        dirspaces: vec![
            dirspace("env/a", Outcome::Plan(Box::new(plan)), permissions),
            dirspace("env/b", Outcome::CountsOnly { counts, standing }, Vec::new()),
            dirspace("env/c", Outcome::Refused(refusal), Vec::new()),
        ],
        self_check: SelfCheck { kept: 60, dropped: 4940, scanned_for: 12, masked: 1, hits: 0 },
    }
}

fn check(kind: CheckKind, module: ModuleId, resource: Option<(Mode, Word)>, name: Word, status: CheckStatus) -> Check {
    Check { kind, module, resource, name, status, messages: 2 }
}

/// A report in which all that may be missing is.
pub(crate) fn bare() -> Report {
    let mut draft = Draft::default();
    let module = vec![("network".to_owned(), None)];
    let address = (module, Mode::Managed, "aws_vpc".to_owned(), "this".to_owned(), None);
    let resources = vec![draft.change(&(address, None, Action::Create, None, None, [false; 4], Vec::new()))];
    let outcomes =
        [Outcome::Plan(Box::new(Plan { resources, ..draft.0 })), Outcome::Refused(Refusal::whole(Kind::BinaryPlan))];
    let dirspaces = outcomes.into_iter().zip(["a", "b"]).map(|(outcome, dir)| Dirspace {
        place: Place { dir: dir.to_owned(), workspace: "default".to_owned() },
        outcome,
        permissions: Vec::new(),
    });
    Report { dirspaces: dirspaces.collect(), ..Report::default() }
}
