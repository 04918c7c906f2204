//! What is said of files other than a repository's own: facts, central files, and `.whomay.yml`.

super::codes! {
    /// ## What it does
    ///
    /// Reports a file of facts in which `users` and `teams` disagree on who is in a team.
    ///
    /// ## Why it matters
    ///
    /// One of the two is wrong, and the answer would depend on which.
    ///
    /// ## Example
    ///
    /// ```yaml facts.yml
    /// users: {alice: {teams: [sre]}}
    /// teams: {sre: [bob]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml facts.yml
    /// users: {alice: {teams: [sre]}}
    /// teams: {sre: [alice, bob]}
    /// ```
    "contradicting-facts", Error;

    /// ## What it does
    ///
    /// Reports a name without a character in a file of facts.
    ///
    /// ## Why it matters
    ///
    /// It names nobody and nothing.
    ///
    /// ## Example
    ///
    /// ```yaml facts.yml
    /// users: {alice: {teams: [""]}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml facts.yml
    /// users: {alice: {teams: [sre]}}
    /// ```
    "empty-name", Error;

    /// ## What it does
    ///
    /// Reports a fact that is given under two names at once.
    ///
    /// ## Why it matters
    ///
    /// Which of the two holds cannot be said.
    ///
    /// ## Example
    ///
    /// ```yaml facts.yml
    /// pull_request: {source_branch: a}
    /// merge_request: {source_branch: b}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml facts.yml
    /// pull_request: {source_branch: a}
    /// ```
    "given-twice", Error;

    /// ## What it does
    ///
    /// Reports a value that is of one kind in a repository's file and of another in a central file laid over it.
    ///
    /// ## Why it matters
    ///
    /// The server cannot combine the files and decides nothing.
    ///
    /// ## Example
    ///
    /// ```yaml .terrateam/config.yml
    /// apply_requirements: {checks: []}
    /// ```
    ///
    /// ```yaml config/overrides.yml
    /// apply_requirements: {checks: {merge_conflicts: {enabled: true}}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml .terrateam/config.yml
    /// apply_requirements: {checks: []}
    /// ```
    ///
    /// ```yaml config/overrides.yml
    /// apply_requirements: {checks: [{tag_query: ""}]}
    /// ```
    "merge-type-conflict", Error;

    /// ## What it does
    ///
    /// Reports that `min_version` in `.whomay.yml` asks for a newer tool than the one that reads it.
    ///
    /// ## Why it matters
    ///
    /// An older tool may read the same rules more leniently, so it decides nothing.
    ///
    /// ## Example
    ///
    /// ```yaml .whomay.yml
    /// min_version: 999.0.0
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml .whomay.yml
    /// min_version: 0.1.0
    /// ```
    "newer-tool-needed", Error;

    /// ## What it does
    ///
    /// Reports a key under `lints` in `.whomay.yml` that cannot be the code of a lint.
    ///
    /// ## Why it matters
    ///
    /// Codes are words in small letters with a `-` between them.
    ///
    /// ## Example
    ///
    /// ```yaml .whomay.yml
    /// lints: {Local_Tag: deny}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml .whomay.yml
    /// lints: {local-tag: deny}
    /// ```
    "not-a-lint-code", Error;

    /// ## What it does
    ///
    /// Reports a fact of which exactly one of several keys has to be given.
    ///
    /// ## Why it matters
    ///
    /// With none the fact is missing, and with two of them it is not certain which one holds.
    ///
    /// ## Example
    ///
    /// ```yaml facts.yml
    /// ci_config: {path: a.yml, changed: true}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml facts.yml
    /// ci_config: {path: a.yml}
    /// ```
    "one-of", Error;
}
