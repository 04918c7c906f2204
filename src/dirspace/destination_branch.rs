//! `destination_branches`: between which branches a request may be planned.
//!
//! The server asks this before a plan and never before an apply, so it limits what is planned and
//! protects nothing else.

use super::spec::DestinationBranch;

/// Whether a request may be planned for its two branches, and which entry says so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BranchRule<'c> {
    /// Nothing is written: the target is the default branch of the repository.
    Default,
    /// This entry allows it.
    Allowed(&'c DestinationBranch),
    /// No entry is for the target branch. With nothing written, the target is not the default branch.
    NoEntry,
    /// This entry is the first for the target branch, and it does not take the source branch.
    SourceRefused(&'c DestinationBranch),
}

impl BranchRule<'_> {
    /// Whether the request may be planned.
    pub fn allows(self) -> bool {
        matches!(self, BranchRule::Default | BranchRule::Allowed(_))
    }
}

/// Decides for a request from `source` to `dest`. ASCII case does not count. The first entry whose branch matches decides alone,
/// as on the server.
pub fn destination_rule<'c>(
    entries: &'c [DestinationBranch],
    default_branch: &str,
    source: &str,
    dest: &str,
) -> BranchRule<'c> {
    if entries.is_empty() {
        return if dest.eq_ignore_ascii_case(default_branch) { BranchRule::Default } else { BranchRule::NoEntry };
    }
    match entries.iter().find(|entry| glob_matches(&entry.branch.value, dest)) {
        None => BranchRule::NoEntry,
        Some(entry) if takes(entry, source) => BranchRule::Allowed(entry),
        Some(entry) => BranchRule::SourceRefused(entry),
    }
}

fn takes(entry: &DestinationBranch, source: &str) -> bool {
    let written = || entry.source_branches.iter().map(|branch| branch.value.as_str());
    let mut refused = written().filter_map(|branch| branch.strip_prefix('!'));
    let taken: Vec<&str> = written().filter(|branch| !branch.starts_with('!')).collect();
    // Only refusals: everything else is taken.
    let anything = taken.is_empty() && !entry.source_branches.is_empty();
    !refused.any(|glob| glob_matches(glob, source)) && (anything || taken.iter().any(|glob| glob_matches(glob, source)))
}

/// Whether `glob` describes all of `branch`: `*` is any run of characters, slashes included, and nothing else is special.
fn glob_matches(glob: &str, branch: &str) -> bool {
    let (mut glob, mut rest) = (glob.split('*'), branch.as_bytes());
    let same = |text: &[u8], piece: &str| text.eq_ignore_ascii_case(piece.as_bytes());
    let first = glob.next().unwrap_or_default();
    match rest.split_at_checked(first.len()) {
        Some((start, after)) if same(start, first) => rest = after,
        _ => return false,
    }
    let Some(last) = glob.next_back() else { return rest.is_empty() };
    for piece in glob {
        // The leftmost place leaves the most for what follows.
        match (0..=rest.len()).find(|at| rest.get(*at..at + piece.len()).is_some_and(|text| same(text, piece))) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.len().checked_sub(last.len()).and_then(|at| rest.get(at..)).is_some_and(|end| same(end, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Spanned;

    fn entry(branch: &str, sources: &[&str]) -> DestinationBranch {
        let unwritten = |text: &str| Spanned::unwritten(text.to_owned());
        DestinationBranch {
            branch: unwritten(branch),
            source_branches: sources.iter().map(|source| unwritten(source)).collect(),
        }
    }

    #[test]
    fn without_entries_only_the_default_branch_is_a_target() {
        assert_eq!(destination_rule(&[], "main", "x", "Main"), BranchRule::Default);
        assert_eq!(destination_rule(&[], "main", "x", "dev"), BranchRule::NoEntry);
    }

    #[test]
    fn the_first_entry_for_the_target_decides() {
        let entries = [entry("release/*", &["hotfix/*"]), entry("*", &["*"])];
        let rule = |source, dest| destination_rule(&entries, "main", source, dest);
        assert_eq!(rule("hotfix/1", "release/2"), BranchRule::Allowed(&entries[0]));
        assert_eq!(rule("feature", "release/2"), BranchRule::SourceRefused(&entries[0]));
        assert_eq!(rule("feature", "main"), BranchRule::Allowed(&entries[1]));
        assert_eq!(destination_rule(&entries[..1], "main", "feature", "main"), BranchRule::NoEntry);
    }

    #[test]
    fn sources() {
        let cases: &[(&[&str], &str, bool)] = &[
            (&["*"], "x", true),
            (&[], "x", false),
            (&["a", "b"], "b", true),
            (&["a", "b"], "c", false),
            (&["!dev"], "x", true),
            (&["!dev"], "DEV", false),
            (&["!dev", "!wip/*"], "wip/1", false),
            (&["!dev", "d*"], "dev", false),
            (&["d*", "!dev"], "dev", false),
            (&["d*", "!dev"], "doc", true),
            (&["d*", "!dev"], "x", false),
        ];
        for (sources, source, expected) in cases {
            let entries = [entry("main", sources)];
            assert_eq!(destination_rule(&entries, "main", source, "main").allows(), *expected, "{sources:?} {source}");
        }
    }

    #[test]
    fn globs() {
        let cases = [
            ("main", "main", true),
            ("main", "xmain", false),
            ("main", "mainx", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("", "", true),
            ("", "x", false),
            ("a*", "a", true),
            ("a*a", "a", false),
            ("a*b*c", "abbc", true),
            ("a*b*c", "acbc", true),
            ("a*b*c", "acb", false),
            ("a*b*b", "ab", false),
            ("a*b*b", "abb", true),
            ("a*bb*b", "axbb", false),
            ("re*/v?", "release/v?", true),
            ("re*/v?", "release/v1", false),
            ("MAIN", "main", true),
            ("a.c", "abc", false),
        ];
        for (glob, branch, expected) in cases {
            assert_eq!(glob_matches(glob, branch), expected, "{glob} {branch}");
        }
    }
}
