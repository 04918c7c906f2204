//! Which parts of a plan are looked at, and who gets each. All that is not named here is dropped unread.

use std::io::Read;

use super::element::{Elements, Fault, StateOf};
use super::pieces::Pieces;
use super::recognise::Keys;
use crate::plan::refusal::{Kind, Refusal};

/// How many modules may be nested in each other. The engines have no limit; people stop at about five.
pub(super) const DEEPEST_MODULE: usize = 128;

type Walked = Result<(), Refusal>;

/// Walks the top-level object of a plan, and notes its keys.
pub(super) fn plan<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, keys: &mut Keys) -> Walked {
    pieces.object(|pieces, key| {
        keys.note(key);
        match key {
            "format_version" | "terraform_version" | "timestamp" | "applyable" | "complete" | "errored" => {
                top_level(pieces, elements, key)
            }
            "planned_values" if elements.marks.wanted() => values(pieces, elements, StateOf::Planned),
            "prior_state" if elements.marks.wanted() => pieces.object(|pieces, key| match key {
                "values" => values(pieces, elements, StateOf::Prior),
                _ => pieces.skip(),
            }),
            "configuration" => configuration(pieces, elements),
            "planned_values" | "prior_state" | "relevant_attributes" => pieces.skip(),
            _ => {
                let known = changes(pieces, elements, key)?;
                keys.unknown += u64::from(!known);
                if known { Ok(()) } else { pieces.skip() }
            }
        }
    })
}

fn top_level<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, key: &str) -> Walked {
    let value = pieces.take()?;
    if key == "format_version" && !is_supported(value) {
        return Err(pieces.at_taken(Kind::UnsupportedVersion, 0));
    }
    // It knows them all: they are named above.
    let done = elements.top_level(key, value).map(|_known| ());
    done.map_err(|fault| pieces.at_taken(fault.kind, fault.at))
}

/// Whether a version of the format is one whose parts mean what is read here: `0.x` or `1.x`. Later minor versions add,
/// and take nothing away.
fn is_supported(version: &[u8]) -> bool {
    let version = version.strip_prefix(b"\"").and_then(|version| version.strip_suffix(b"\""));
    let Some((major, minor)) = version.and_then(|version| version.split_at_checked(2)) else { return false };
    matches!(major, b"0." | b"1.") && !minor.is_empty() && minor.iter().all(u8::is_ascii_digit)
}

/// The lists of what would change. False for a key that is none of them.
fn changes<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, key: &str) -> Result<bool, Refusal> {
    match key {
        "resource_changes" => each(pieces, |value| elements.resource_change(value)),
        "resource_drift" => each(pieces, |value| elements.drift(value)),
        "deferred_changes" => each(pieces, |value| elements.deferred_change(value)),
        "action_invocations" => each(pieces, |value| elements.action_invocation(value)),
        "deferred_action_invocations" => each(pieces, |value| elements.deferred_action_invocation(value)),
        "output_changes" => named(pieces, |name, value| elements.output_change(name, value)),
        "checks" => each(pieces, |value| elements.check(value)),
        "condition_results" => each(pieces, |value| elements.condition_result(value)),
        "variables" => named(pieces, |name, value| elements.variable(name, value)),
        _ => return Ok(false),
    }
    .map(|()| true)
}

/// What a state holds, or will hold.
fn values<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, of: StateOf) -> Walked {
    pieces.object(|pieces, key| match key {
        "outputs" => named(pieces, |name, value| elements.state_output(of, name, value)),
        "root_module" => module(pieces, elements, of, 0),
        _ => pieces.skip(),
    })
}

fn module<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, of: StateOf, depth: usize) -> Walked {
    let deeper = deeper(pieces, depth)?;
    pieces.object(|pieces, key| match key {
        "resources" => each(pieces, |value| elements.state_resource(of, value)),
        "child_modules" => pieces.array(|pieces| module(pieces, elements, of, deeper)),
        _ => pieces.skip(),
    })
}

fn configuration<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>) -> Walked {
    pieces.object(|pieces, key| match key {
        "provider_config" => named(pieces, |_, value| elements.configured_provider(value)),
        "root_module" => configured_module(pieces, elements, 0),
        _ => pieces.skip(),
    })
}

fn configured_module<R: Read>(pieces: &mut Pieces<R>, elements: &mut Elements<'_>, depth: usize) -> Walked {
    let deeper = deeper(pieces, depth)?;
    pieces.object(|pieces, key| match key {
        "resources" => each(pieces, |value| elements.configured_resource(value)),
        "variables" if depth == 0 => named(pieces, |name, value| elements.configured_variable(name, value)),
        "variables" => named(pieces, |_, value| elements.configured_module_variable(value)),
        "outputs" if depth == 0 => named(pieces, |name, value| elements.configured_output(name, value)),
        "module_calls" => pieces.object(|pieces, _| {
            pieces.object(|pieces, key| match key {
                "module" => configured_module(pieces, elements, deeper),
                _ => pieces.skip(),
            })
        }),
        _ => pieces.skip(),
    })
}

/// One module further in. This is what keeps the walk itself from going deeper than the stack.
fn deeper<R: Read>(pieces: &mut Pieces<R>, depth: usize) -> Result<usize, Refusal> {
    if depth > DEEPEST_MODULE { Err(pieces.at_next(Kind::ModulesTooDeep)?) } else { Ok(depth + 1) }
}

/// Every element of an array.
fn each<R: Read>(pieces: &mut Pieces<R>, mut element: impl FnMut(&[u8]) -> Result<(), Fault>) -> Walked {
    pieces.array(|pieces| {
        let done = element(pieces.take()?);
        done.map_err(|fault| pieces.at_taken(fault.kind, fault.at))
    })
}

/// Every value of an object, with its key.
fn named<R: Read>(pieces: &mut Pieces<R>, mut element: impl FnMut(&str, &[u8]) -> Result<(), Fault>) -> Walked {
    pieces.object(|pieces, name| {
        let done = element(name, pieces.take()?);
        done.map_err(|fault| pieces.at_taken(fault.kind, fault.at))
    })
}
