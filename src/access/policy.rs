//! `access_control`: policies and the repository-wide lists, once validated.

use std::collections::BTreeMap;

use crate::source::{Span, Spanned};
use crate::tag_query::TagQuery;

use super::principal::MatchList;

/// One policy: which dirspaces, and who may do what with them.
///
/// A key that is left out takes its default inside the policy: `plan` and `apply` then mean everyone.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Which dirspaces it governs: those that it matches and that no earlier policy matched.
    pub tag_query: Spanned<TagQuery>,
    /// Who may plan. Default everyone.
    pub plan: MatchList,
    /// Who may apply. Default everyone.
    pub apply: MatchList,
    /// Who may apply without an approval step. The server never implemented the command.
    pub apply_autoapprove: MatchList,
    /// Who may apply past failing requirements. Default nobody.
    pub apply_force: MatchList,
    /// Who may apply once somebody in `superapproval` approved. Default nobody.
    pub apply_with_superapproval: MatchList,
    /// Whose approval lets `apply_with_superapproval` in. Default nobody.
    pub superapproval: MatchList,
    /// Where the whole policy stands; `None` for the built-in one.
    pub span: Option<Span>,
}

impl Policy {
    /// A policy with every list at its default.
    pub fn with_defaults(tag_query: Spanned<TagQuery>, span: Option<Span>) -> Policy {
        Policy {
            tag_query,
            plan: MatchList::anyone(),
            apply: MatchList::anyone(),
            apply_autoapprove: MatchList::nobody(),
            apply_force: MatchList::nobody(),
            apply_with_superapproval: MatchList::nobody(),
            superapproval: MatchList::nobody(),
            span,
        }
    }
}

/// `access_control` with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessControl {
    /// Whether anything here is enforced at all. Default true.
    pub enabled: bool,
    /// One denied dirspace denies the whole apply. Default true.
    pub apply_require_all_dirspace_access: bool,
    /// One denied dirspace denies the whole plan. Default false.
    pub plan_require_all_dirspace_access: bool,
    /// Who may change the CI file that runs the server's jobs. Default everyone.
    pub ci_config_update: MatchList,
    /// Who may change the configuration file itself. Default everyone.
    pub terrateam_config_update: MatchList,
    /// Who may unlock. Default everyone.
    pub unlock: MatchList,
    /// Exact path → who may change it.
    pub files: BTreeMap<String, MatchList>,
    /// In order; the first whose query matches a dirspace governs it.
    pub policies: Vec<Policy>,
    /// Where the section stands; `None` when the configuration has none.
    pub span: Option<Span>,
}

impl Default for AccessControl {
    fn default() -> Self {
        AccessControl {
            enabled: true,
            apply_require_all_dirspace_access: true,
            plan_require_all_dirspace_access: false,
            ci_config_update: MatchList::anyone(),
            terrateam_config_update: MatchList::anyone(),
            unlock: MatchList::anyone(),
            files: BTreeMap::new(),
            policies: vec![Policy::with_defaults(Spanned::unwritten(TagQuery::any()), None)],
            span: None,
        }
    }
}
