//! `apply_requirements`: what has to be true of a request before anyone applies, once validated.

use crate::dirspace::Tags;
use crate::dirspace::lua_pattern::LuaPattern;
use crate::source::{Span, Spanned};
use crate::tag_query::{Candidate, TagQuery};

use super::principal::MatchList;

/// `apply_requirements` with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplyRequirements {
    /// Whether the server posts a pending check before an apply. Decides nothing.
    pub create_pending_apply_check: bool,
    /// Whether the server posts a finished check when there is nothing to apply. Decides nothing.
    pub create_completed_apply_check_on_noop: bool,
    /// In order; the first whose query matches a dirspace binds it. A dirspace that none matches may
    /// not be applied.
    pub checks: Vec<RequirementCheck>,
    /// Where the section stands; `None` when the configuration has none.
    pub span: Option<Span>,
}

impl Default for ApplyRequirements {
    fn default() -> Self {
        ApplyRequirements {
            create_pending_apply_check: true,
            create_completed_apply_check_on_noop: false,
            checks: vec![RequirementCheck::with_defaults(Spanned::unwritten(TagQuery::any()), None)],
            span: None,
        }
    }
}

/// One entry of `checks`.
#[derive(Clone, Debug, PartialEq)]
pub struct RequirementCheck {
    /// Which dirspaces it binds.
    pub tag_query: Spanned<TagQuery>,
    /// Whether an apply has to wait for the merge.
    pub apply_after_merge: bool,
    /// Who has to have approved.
    pub approved: Approved,
    /// Whether the request must be mergeable.
    pub merge_conflicts: bool,
    /// Whether a draft may not be applied.
    pub require_ready_for_review_pr: bool,
    /// Which checks have to have succeeded.
    pub status_checks: StatusChecks,
    /// Where the entry stands; `None` for the built-in one.
    pub span: Option<Span>,
}

impl RequirementCheck {
    /// A check with everything at its default.
    pub fn with_defaults(tag_query: Spanned<TagQuery>, span: Option<Span>) -> RequirementCheck {
        RequirementCheck {
            tag_query,
            apply_after_merge: false,
            approved: Approved::default(),
            merge_conflicts: true,
            require_ready_for_review_pr: true,
            status_checks: StatusChecks::default(),
            span,
        }
    }
}

/// `approved`, in the shape that both spellings come down to.
#[derive(Clone, Debug, PartialEq)]
pub struct Approved {
    /// Whether approvals are asked for. Default false. The lists are evaluated all the same.
    pub enabled: bool,
    /// Each entry needs an approver.
    pub all_of: MatchList,
    /// Approvals that match one of these are counted; every approval when empty.
    pub any_of: MatchList,
    /// How many approvals `any_of` asks for. Default 1. Zero or less asks for none.
    pub any_of_count: i64,
    /// Whether the forge's own review verdict must be positive as well. Default false.
    pub require_completed_reviews: bool,
    /// Where it stands; `None` when it is a default.
    pub span: Option<Span>,
}

impl Default for Approved {
    fn default() -> Self {
        Approved {
            enabled: false,
            all_of: MatchList::nobody(),
            any_of: MatchList::nobody(),
            any_of_count: 1,
            require_completed_reviews: false,
            span: None,
        }
    }
}

/// `status_checks`.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusChecks {
    /// Whether checks are asked for. Default true.
    pub enabled: bool,
    /// Checks that are not looked at.
    pub ignore_matching: Vec<IgnoredChecks>,
    /// Where it stands; `None` when it is a default.
    pub span: Option<Span>,
}

impl Default for StatusChecks {
    fn default() -> Self {
        StatusChecks { enabled: true, ignore_matching: Vec::new(), span: None }
    }
}

/// One entry of `ignore_matching`: a title, taken both as exact text and as a Lua pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct IgnoredChecks {
    /// The text as written: a title equal to it is ignored.
    pub text: Spanned<String>,
    /// The pattern, unanchored. `None` when it does not compile: the server then drops the pattern
    /// without a word and keeps the exact comparison.
    pub pattern: Option<LuaPattern>,
}

impl ApplyRequirements {
    /// The check that binds a dirspace: the first whose query matches it. `None` when nothing matches:
    /// the dirspace can then not be applied.
    pub fn binding(&self, dir: &str, tags: &Tags) -> Option<usize> {
        let candidate = Candidate { tags, dir, working_dir: None };
        self.checks.iter().position(|check| check.tag_query.value.matches(&candidate))
    }
}
