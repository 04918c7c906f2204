//! A report → its record. Nothing is decided here: the model has been decided about.

use std::borrow::Cow;

use super::form::{
    ActionForm, AddressForm, AttributeForm, CheckForm, CheckedForm, CountsForm, DataSourceForm, DatumForm,
    DeferredForm, DirspaceForm, OlderForm, OutcomeKind, OutputForm, PermissionForm, PlanForm, PositionForm, Record,
    RefusalForm, ResourceForm, StandingForm, StepForm, Totals, VersionForm,
};
use super::names::Choice;
use super::word::{Key, Name};
use super::{FORMAT, timestamp};
use crate::plan::Refusal;
use crate::plan::address::{Address, ModuleId};
use crate::plan::change::{ActionInvocation, Check, OutputChange, ResourceChange};
use crate::plan::report::{Dirspace, Older, Outcome, Permission, Report};
use crate::plan::summary::Plan;
use crate::plan::words::Word;

impl<'a> Record<'a> {
    /// The record of a report.
    pub fn of(report: &'a Report) -> Record<'a> {
        Record {
            format: FORMAT,
            tool: Cow::Borrowed(concat!("whomay ", env!("CARGO_PKG_VERSION"))),
            head: report.head.as_deref().map(Cow::Borrowed),
            moved_to: report.moved_to.as_deref().map(Cow::Borrowed),
            totals: Totals::of(report),
            metadata: report
                .metadata
                .iter()
                .map(|datum| DatumForm { name: datum.name.into(), value: Cow::Borrowed(&datum.value) })
                .collect(),
            dirspaces: report.dirspaces.iter().map(DirspaceForm::of).collect(),
            older: report.older.iter().map(OlderForm::of).collect(),
            self_check: report.self_check,
        }
    }
}

impl Totals {
    pub(super) fn of(report: &Report) -> Totals {
        let is_refused = |dirspace: &&Dirspace| matches!(dirspace.outcome, Outcome::Refused(_));
        Totals {
            dirspaces: report.dirspaces.len() as u64,
            refused: report.dirspaces.iter().filter(is_refused).count() as u64,
            counts: report.counts().into(),
        }
    }
}

impl<'a> DirspaceForm<'a> {
    fn of(dirspace: &'a Dirspace) -> Self {
        let (kind, plan, refusal) = match &dirspace.outcome {
            Outcome::Plan(plan) => (OutcomeKind::Plan, Some(Box::new(PlanForm::of(plan))), None),
            Outcome::CountsOnly { .. } => (OutcomeKind::CountsOnly, None, None),
            Outcome::Refused(refusal) => (OutcomeKind::Refused, None, Some(RefusalForm::of(*refusal))),
        };
        DirspaceForm {
            dir: Cow::Borrowed(&dirspace.place.dir),
            workspace: Cow::Borrowed(&dirspace.place.workspace),
            outcome: Choice(kind),
            standing: dirspace.outcome.standing().map(StandingForm),
            counts: dirspace.outcome.counts().map(CountsForm::from),
            plan,
            refusal,
            permissions: dirspace.permissions.iter().map(PermissionForm::of).collect(),
        }
    }
}

impl<'a> OlderForm<'a> {
    fn of(older: &'a Older) -> Self {
        OlderForm {
            dir: Cow::Borrowed(&older.place.dir),
            workspace: Cow::Borrowed(&older.place.workspace),
            head: Cow::Borrowed(&older.head),
            standing: older.sums.map(|sums| StandingForm(sums.standing)),
            counts: older.sums.map(|sums| CountsForm::from(sums.counts)),
        }
    }
}

impl RefusalForm<'_> {
    fn of(refusal: Refusal) -> Self {
        RefusalForm {
            code: Choice(refusal.kind),
            at: refusal.at.map(PositionForm),
            what: refusal.what().into(),
            next_step: refusal.next_step().into(),
        }
    }
}

impl<'a> PermissionForm<'a> {
    fn of(permission: &'a Permission) -> Self {
        PermissionForm {
            user: permission.user.as_deref().map(Cow::Borrowed),
            operation: Cow::Borrowed(&permission.operation),
            verdict: Choice(permission.verdict),
            missing: permission.missing.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
        }
    }
}

impl<'a> PlanForm<'a> {
    fn of(plan: &'a Plan) -> Self {
        let names = |words: &[Word]| words.iter().map(|word| Name::of(&plan.words, *word)).collect();
        let rows = |changes: &[ResourceChange]| changes.iter().map(|change| ResourceForm::of(plan, change)).collect();
        let data_sources = plan.data_sources.iter();
        PlanForm {
            format: plan.format.map(VersionForm),
            engine: plan.engine.map(VersionForm),
            made_at: plan.made_at.and_then(timestamp::format).map(Cow::Owned),
            resources: rows(&plan.resources),
            drift: rows(&plan.drift),
            deferred: plan
                .deferred
                .iter()
                .map(|deferred| DeferredForm {
                    reason: Choice(deferred.reason),
                    change: ResourceForm::of(plan, &deferred.change),
                })
                .collect(),
            actions: plan.actions.iter().map(|action| ActionForm::of(plan, action)).collect(),
            outputs: plan.outputs.iter().map(|output| OutputForm::of(plan, output)).collect(),
            checks: plan.checks.iter().map(|check| CheckForm::of(plan, check)).collect(),
            providers: names(&plan.providers),
            data_sources: data_sources
                .map(|data| DataSourceForm {
                    kind: Name::of(&plan.words, data.kind),
                    name: Name::of(&plan.words, data.name),
                })
                .collect(),
            variables: names(&plan.variables),
            output_names: names(&plan.output_names),
            unknown_keys: plan.unknown_keys,
            leaves: plan.leaves,
        }
    }
}

fn steps(plan: &Plan, module: ModuleId) -> Vec<StepForm<'_>> {
    let step = |step: &crate::plan::address::ModuleStep| StepForm {
        name: Name::of(&plan.words, step.name),
        key: step.key.map(|key| Key::of(&plan.words, key)),
    };
    plan.modules.path(module).iter().map(step).collect()
}

impl<'a> AddressForm<'a> {
    fn of(plan: &'a Plan, address: &Address) -> Self {
        AddressForm {
            text: plan.address_text(address).into(),
            module: steps(plan, address.module),
            mode: Choice(address.mode),
            kind: Name::of(&plan.words, address.kind),
            name: Name::of(&plan.words, address.name),
            key: address.key.map(|key| Key::of(&plan.words, key)),
        }
    }
}

impl<'a> ResourceForm<'a> {
    fn of(plan: &'a Plan, change: &ResourceChange) -> Self {
        let attribute = |attribute: &crate::plan::change::AttributeChange| AttributeForm {
            name: Name::of(&plan.words, attribute.name),
            forces_replacement: attribute.forces_replacement,
            sensitive: attribute.sensitive,
            only_sensitivity: attribute.only_sensitivity,
        };
        ResourceForm {
            address: AddressForm::of(plan, &change.address),
            deposed: change.deposed.map(|key| format!("{key:08x}").into()),
            action: Choice(change.action),
            reason: change.reason.map(Choice),
            moved_from: change.moved_from.map(|from| Box::new(AddressForm::of(plan, &from))),
            imported: change.imported,
            generated: change.generated,
            attributes: plan.attributes_of(change).iter().map(attribute).collect(),
            sensitive_changed: change.sensitive_changed,
            sensitivity_changed: change.sensitivity_changed,
        }
    }
}

impl<'a> ActionForm<'a> {
    fn of(plan: &'a Plan, action: &ActionInvocation) -> Self {
        ActionForm {
            module: steps(plan, action.module),
            kind: Name::of(&plan.words, action.kind),
            name: Name::of(&plan.words, action.name),
            key: action.key.map(|key| Key::of(&plan.words, key)),
            event: Choice(action.event),
            deferred: action.deferred.map(Choice),
        }
    }
}

impl<'a> OutputForm<'a> {
    fn of(plan: &'a Plan, output: &OutputChange) -> Self {
        OutputForm {
            name: Name::of(&plan.words, output.name),
            action: Choice(output.action),
            sensitive: output.sensitive,
            sensitivity_changed: output.sensitivity_changed,
        }
    }
}

impl<'a> CheckForm<'a> {
    fn of(plan: &'a Plan, check: &Check) -> Self {
        let checked = |(mode, kind): (_, Word)| CheckedForm { mode: Choice(mode), kind: Name::of(&plan.words, kind) };
        CheckForm {
            kind: Choice(check.kind),
            module: steps(plan, check.module),
            resource: check.resource.map(checked),
            name: Name::of(&plan.words, check.name),
            status: Choice(check.status),
            messages: check.messages,
        }
    }
}
