//! Options of the gate: what the Terrateam format cannot say about when to let a request through.
//!
//! Pure data with strict defaults. Every option either loosens one named clause of the strict profile
//! or adds something to ask for; none can touch the clauses that protect the policy itself. Reading
//! them from `.whomay.yml` is the business of `config`.

use crate::source::{Span, Spanned};

/// The options, once validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateOptions {
    /// Conclusions that pass for every check, besides success. Default none.
    pub accepted_conclusions: Vec<Spanned<AcceptedConclusion>>,
    /// Checks that must have reported. Default none.
    pub required_checks: Vec<RequiredCheck>,
    /// Which approvals are fresh. Default [`ApprovalMode::Exact`].
    pub approval_mode: Spanned<ApprovalMode>,
    /// Logins of bots whose approvals count, ASCII, as written. Compare them without regard to case, as
    /// the forges do. Default none.
    pub trusted_bots: Vec<Spanned<String>>,
    /// Target branches, besides the default branch, that requests may be judged for. Default none.
    pub protected_branches: Vec<Spanned<BranchPattern>>,
    /// Whether requests from forks may be planned. They may never be applied. Default false.
    pub plan_on_forks: Spanned<bool>,
    /// Where the section stands; `None` when nobody wrote one.
    pub span: Option<Span>,
}

impl Default for GateOptions {
    fn default() -> Self {
        GateOptions {
            accepted_conclusions: Vec::new(),
            required_checks: Vec::new(),
            approval_mode: Spanned::unwritten(ApprovalMode::default()),
            trusted_bots: Vec::new(),
            protected_branches: Vec::new(),
            plan_on_forks: Spanned::unwritten(false),
            span: None,
        }
    }
}

impl GateOptions {
    /// The entry of `protected_branches` that lets requests to `branch` be judged, so that an answer can
    /// point at it.
    pub fn protecting(&self, branch: &str) -> Option<&Spanned<BranchPattern>> {
        self.protected_branches.iter().find(|pattern| pattern.value.matches(branch))
    }

    /// What both let through: each asks for all that either asks for, and lets pass what both let pass. Branches are those
    /// that both name in the same words.
    #[must_use]
    pub fn both(mut self, other: &GateOptions) -> GateOptions {
        let mut of_other = other.required_checks.clone();
        of_other.iter_mut().for_each(|check| self.keep_accepted(check));
        self.required_checks.iter_mut().for_each(|check| other.keep_accepted(check));
        of_other.retain(|check| !self.required_checks.iter().any(|own| own.is_for(check)));
        self.required_checks.extend(of_other);
        self.accepted_conclusions
            .retain(|own| other.accepted_conclusions.iter().any(|theirs| theirs.value == own.value));
        self.trusted_bots
            .retain(|own| other.trusted_bots.iter().any(|theirs| theirs.value.eq_ignore_ascii_case(&own.value)));
        self.protected_branches.retain(|own| other.protected_branches.iter().any(|theirs| theirs.value == own.value));
        if other.approval_mode.value < self.approval_mode.value {
            self.approval_mode = other.approval_mode.clone();
        }
        if !other.plan_on_forks.value {
            self.plan_on_forks = other.plan_on_forks.clone();
        }
        self
    }

    /// Leaves of what passes for a check of somebody else's options what passes for it here.
    fn keep_accepted(&self, check: &mut RequiredCheck) {
        let named = self.required_checks.iter().filter(|own| own.name.value == check.name.value);
        let named: Vec<&Spanned<AcceptedConclusion>> = named.flat_map(|own| &own.accepted_conclusions).collect();
        let accepted = self.accepted_conclusions.iter().chain(named);
        let accepted: Vec<AcceptedConclusion> = accepted.map(|conclusion| conclusion.value).collect();
        check.accepted_conclusions.retain(|conclusion| accepted.contains(&conclusion.value));
    }
}

/// A conclusion other than success that may be accepted. Failures are not among them: a gate that
/// accepts a failed check does not check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcceptedConclusion {
    /// The check has no opinion.
    Neutral,
    /// The check did not run. An author can often bring that about.
    Skipped,
    /// GitLab: a job that waits for somebody to start it.
    Manual,
}

impl AcceptedConclusion {
    /// All of them.
    pub const ALL: [AcceptedConclusion; 3] =
        [AcceptedConclusion::Neutral, AcceptedConclusion::Skipped, AcceptedConclusion::Manual];

    /// The name as the forge and the option spell it.
    pub fn name(self) -> &'static str {
        match self {
            AcceptedConclusion::Neutral => "neutral",
            AcceptedConclusion::Skipped => "skipped",
            AcceptedConclusion::Manual => "manual",
        }
    }
}

/// A check that must have reported success for the head commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredCheck {
    /// Exact name of the check or status. Not empty.
    pub name: Spanned<String>,
    /// Slug of the app that must have reported it. `None`: whoever reports that name must report
    /// success.
    pub app: Option<Spanned<String>>,
    /// Conclusions that pass for this check, besides success and those accepted for every check.
    pub accepted_conclusions: Vec<Spanned<AcceptedConclusion>>,
}

impl RequiredCheck {
    fn is_for(&self, other: &RequiredCheck) -> bool {
        let app = |check: &RequiredCheck| check.app.as_ref().map(|app| app.value.clone());
        self.name.value == other.name.value && app(self) == app(other)
    }
}

/// Which approvals are fresh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApprovalMode {
    /// Those for exactly the head commit.
    #[default]
    Exact,
    /// Also those for an earlier commit up to which the request changed the same for the dirspace.
    SameDiff,
}

impl ApprovalMode {
    /// All of them.
    pub const ALL: [ApprovalMode; 2] = [ApprovalMode::Exact, ApprovalMode::SameDiff];

    /// The name as the option spells it.
    pub fn name(self) -> &'static str {
        match self {
            ApprovalMode::Exact => "exact",
            ApprovalMode::SameDiff => "same-diff",
        }
    }
}

/// A branch name in which `*` stands for any run of characters, `/` included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchPattern(String);

impl BranchPattern {
    /// Reads a pattern. `None` when no branch could ever match it, because git forbids one of its
    /// characters in branch names.
    pub fn parse(text: &str) -> Option<BranchPattern> {
        let forbidden = |c: char| c.is_ascii_control() || " ~^:?[\\".contains(c);
        (!text.is_empty() && !text.contains(forbidden)).then(|| BranchPattern(text.to_owned()))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `branch`, without `refs/heads/`, is one of those meant. Case-sensitive, as git is.
    ///
    /// Takes time proportional to the product of the two lengths at worst: each piece between two stars
    /// goes to its leftmost place, which is never wrong.
    pub fn matches(&self, branch: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            return self.0 == branch;
        };
        let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        let Some(inner) = branch.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else {
            return false;
        };
        let left = middle.split('*').try_fold(inner, |left, piece| left.split_once(piece).map(|(_, after)| after));
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loosened_by_default() {
        let options = GateOptions::default();
        assert_eq!(options.approval_mode.value, ApprovalMode::Exact);
        assert!(!options.plan_on_forks.value);
        assert!(options.accepted_conclusions.is_empty() && options.trusted_bots.is_empty());
        assert_eq!(options.protecting("main"), None);
    }

    #[test]
    fn what_both_let_through_is_no_more_than_either_does() {
        let check = |name: &str, accepted: &[AcceptedConclusion]| RequiredCheck {
            name: Spanned::unwritten(name.to_owned()),
            app: None,
            accepted_conclusions: accepted.iter().copied().map(Spanned::unwritten).collect(),
        };
        let branches = |names: &[&str]| -> Vec<_> {
            names.iter().filter_map(|name| BranchPattern::parse(name)).map(Spanned::unwritten).collect()
        };
        let (skipped, neutral) = (AcceptedConclusion::Skipped, AcceptedConclusion::Neutral);
        let one = GateOptions {
            accepted_conclusions: vec![Spanned::unwritten(skipped)],
            required_checks: vec![check("a", &[neutral]), check("b", &[skipped, neutral])],
            approval_mode: Spanned::unwritten(ApprovalMode::SameDiff),
            trusted_bots: vec![Spanned::unwritten("x[bot]".to_owned()), Spanned::unwritten("Y[bot]".to_owned())],
            protected_branches: branches(&["release/*", "next"]),
            plan_on_forks: Spanned::unwritten(true),
            span: None,
        };
        assert_eq!(one.clone().both(&one), one);
        let strict = GateOptions::default();
        let bare = GateOptions { required_checks: vec![check("a", &[]), check("b", &[])], ..strict.clone() };
        assert_eq!((one.clone().both(&strict), strict.both(&one)), (bare.clone(), bare));
        let other = GateOptions {
            accepted_conclusions: vec![Spanned::unwritten(neutral)],
            required_checks: vec![check("b", &[skipped]), check("c", &[skipped, neutral])],
            trusted_bots: vec![Spanned::unwritten("y[bot]".to_owned())],
            protected_branches: branches(&["next"]),
            ..one.clone()
        };
        let both = one.both(&other);
        let checks = vec![check("a", &[neutral]), check("b", &[skipped, neutral]), check("c", &[skipped])];
        assert_eq!((both.required_checks, both.accepted_conclusions), (checks, Vec::new()));
        assert_eq!((both.trusted_bots.len(), both.protected_branches.len(), both.plan_on_forks.value), (1, 1, true));
    }

    #[test]
    fn a_branch_is_protected_by_the_first_pattern_that_it_matches() {
        let protected_branches =
            ["main", "release/*", "*"].into_iter().filter_map(BranchPattern::parse).map(Spanned::unwritten).collect();
        let options = GateOptions { protected_branches, ..GateOptions::default() };
        let by = |branch: &str| options.protecting(branch).map(|pattern| pattern.value.as_str());
        assert_eq!(by("main"), Some("main"));
        assert_eq!(by("release/1"), Some("release/*"));
        assert_eq!(by("topic"), Some("*"));
    }

    #[test]
    fn an_option_is_spelled_as_its_file_spells_it() {
        assert_eq!(ApprovalMode::ALL.map(ApprovalMode::name), ["exact", "same-diff"]);
        assert_eq!(AcceptedConclusion::ALL.map(AcceptedConclusion::name), ["neutral", "skipped", "manual"]);
    }

    #[test]
    fn a_star_is_any_run_of_characters() {
        for (pattern, branch, matches) in [
            ("main", "main", true),
            ("main", "Main", false),
            ("main", "main2", false),
            ("*", "", true),
            ("*", "any/thing", true),
            ("release/*", "release/1.2", true),
            ("release/*", "release/a/b", true),
            ("release/*", "old-release/1", false),
            ("*-stable", "1-stable", true),
            ("*-stable", "1-stable-2", false),
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("a*b*c", "a-b-c", true),
            ("a*b*c", "a-c", false),
            ("a*b*c", "abbc", true),
            ("**", "x", true),
            ("a**b", "ab", true),
        ] {
            let parsed = BranchPattern::parse(pattern);
            assert_eq!(parsed.map(|parsed| parsed.matches(branch)), Some(matches), "{pattern} on {branch}");
        }
    }

    #[test]
    fn a_pattern_that_no_branch_can_match_is_refused() {
        for pattern in ["", "a b", "v?", "[ab]", "a\\b", "a\nb", "^main"] {
            assert_eq!(BranchPattern::parse(pattern), None, "{pattern:?}");
        }
    }
}
