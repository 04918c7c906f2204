//! The columns: what can happen to an answer.

use crate::fake::faults::{At, FaultKind};

/// A column.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// All of them have to be detected.
    pub(super) kinds: fn(elsewhere: &str, times: usize) -> Vec<FaultKind>,
    /// Whether a read that meets it once is healed by reading again.
    pub(super) heals: bool,
    /// Whether it takes the whole time budget.
    pub(super) hangs: bool,
    /// Whether it is tried at each place of the answer alone as well.
    pub(super) spots: Option<fn(At) -> FaultKind>,
}

const PLAIN: Column = Column { name: "", kinds: |_, _| Vec::new(), heals: false, hangs: false, spots: None };

pub(super) const COLUMNS: [Column; 18] = [
    Column { name: "401", kinds: |_, _| vec![FaultKind::Unauthorized], ..PLAIN },
    Column { name: "403", kinds: |_, _| vec![FaultKind::Forbidden], ..PLAIN },
    Column { name: "404", kinds: |_, _| vec![FaultKind::NotFound], ..PLAIN },
    Column {
        name: "429",
        kinds: |_, times| {
            let retry_after = if times == 1 { 0 } else { 3600 };
            vec![FaultKind::TooMany { retry_after }]
        },
        heals: true,
        ..PLAIN
    },
    Column { name: "500", kinds: |_, _| vec![FaultKind::ServerError], heals: true, ..PLAIN },
    Column { name: "timeout", kinds: |_, _| vec![FaultKind::Timeout], heals: true, hangs: true, ..PLAIN },
    Column { name: "cut body", kinds: |_, _| vec![FaultKind::CutBody], heals: true, ..PLAIN },
    Column { name: "bad JSON", kinds: |_, _| vec![FaultKind::BadJson], ..PLAIN },
    Column { name: "empty page", kinds: |_, _| vec![FaultKind::EmptyPage], ..PLAIN },
    Column { name: "extra page", kinds: |_, _| vec![FaultKind::ExtraPage], ..PLAIN },
    Column { name: "foreign page", kinds: |_, _| vec![FaultKind::ForeignPage], ..PLAIN },
    Column { name: "wrong type", spots: Some(|at| FaultKind::WrongType { at }), ..PLAIN },
    Column { name: "unknown word", spots: Some(|at| FaultKind::UnknownWord { at }), ..PLAIN },
    Column { name: "null object", spots: Some(|at| FaultKind::NullObject { at }), ..PLAIN },
    Column { name: "no field", spots: Some(|at| FaultKind::Missing { at }), ..PLAIN },
    Column {
        name: "elsewhere",
        kinds: |elsewhere, _| {
            let base_url = elsewhere.to_owned();
            vec![FaultKind::Redirect { base_url: base_url.clone() }, FaultKind::PageElsewhere { base_url }]
        },
        ..PLAIN
    },
    Column { name: "moved head", kinds: |_, _| vec![FaultKind::MovedHead], ..PLAIN },
    Column { name: "GraphQL errors", kinds: |_, _| vec![FaultKind::GraphqlErrors], ..PLAIN },
];
