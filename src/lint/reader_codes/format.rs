//! What the readers of the configuration's sections say.

super::codes! {
    /// ## What it does
    ///
    /// Reports an `approved` that fits both of its shapes, or mixes them.
    ///
    /// ## Why it matters
    ///
    /// Under a mapping `checks`, `approved` has a `count` in the older shape and lists in the newer one. The server
    /// asks for exactly one match and refuses the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     approved:
    ///       enabled: true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements:
    ///   checks:
    ///     approved:
    ///       enabled: true
    ///       any_of_count: 1
    /// ```
    "ambiguous-approved", Error;

    /// ## What it does
    ///
    /// Reports a value that fits two forms of the schema at once.
    ///
    /// ## Why it matters
    ///
    /// The server refuses what it cannot tell apart.
    ///
    /// ## Example
    ///
    /// In a configuration this is reported as `ambiguous-approved`, with more to say; editors that use the schema
    /// show this one.
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    "ambiguous-form", Error;

    /// ## What it does
    ///
    /// Reports a stack with both a `tag_query` and `stacks`.
    ///
    /// ## Why it matters
    ///
    /// A stack holds dirspaces or other stacks. The server refuses one with both.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     net: {tag_query: net}
    ///     all: {tag_query: app, stacks: [net]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     net: {tag_query: net}
    ///     app: {tag_query: app}
    ///     all: {stacks: [app, net]}
    /// ```
    "ambiguous-stack", Error;

    /// ## What it does
    ///
    /// Reports an entry of a list of people that names neither a user, a team, a role nor everyone.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control: {unlock: ["@org/sre"]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control: {unlock: ["team:sre"]}
    /// ```
    "match-syntax", Error;

    /// ## What it does
    ///
    /// Reports a mapping without a key that has no default.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - plan: ["team:dev"]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: ""
    ///       plan: ["team:dev"]
    /// ```
    "missing-key", Error;

    /// ## What it does
    ///
    /// Reports a number that the server cannot hold.
    ///
    /// ## Why it matters
    ///
    /// The server keeps whole numbers in 63 bits and refuses larger ones.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// apply_requirements: {checks: [{tag_query: "", approved: {any_of_count: 4611686018427387904}}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// apply_requirements: {checks: [{tag_query: "", approved: {any_of_count: 2}}]}
    /// ```
    "number-out-of-range", Error;

    /// ## What it does
    ///
    /// Reports text that is not a Lua pattern where one is wanted.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// tags: {branch: {release: "release/[0-9"}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// tags: {branch: {release: "release/[0-9]"}}
    /// ```
    "pattern-syntax", Error;

    /// ## What it does
    ///
    /// Says that the schema that is built into whomay cannot be used.
    ///
    /// ## Why it matters
    ///
    /// Nothing was checked, and an unchecked file must not pass for a checked one. This is a mistake in whomay;
    /// please report it.
    ///
    /// ## Example
    ///
    /// None is known.
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    "schema-unusable", Error;

    /// ## What it does
    ///
    /// Reports text that is not a tag query where one is wanted.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the whole file over one such query, wherever it stands.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control: {policies: [{tag_query: "prod or"}]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control: {policies: [{tag_query: "prod or staging"}]}
    /// ```
    "tag-query-syntax", Error;

    /// ## What it does
    ///
    /// Reports a key that the format does not have in this place.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file. Mostly it is misspelt, or indented into the wrong section.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// acces_control: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control: {}
    /// ```
    "unknown-key", Error;

    /// ## What it does
    ///
    /// Reports a name in `default_branch_overrides` that is no root key. In the file of the default branch it is an
    /// error.
    ///
    /// ## Why it matters
    ///
    /// As soon as the list is on the default branch, the server fails on every request.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// default_branch_overrides: [access_contol]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// default_branch_overrides: [access_control]
    /// ```
    "unknown-override", Warning;

    /// ## What it does
    ///
    /// Reports a `version` other than the string `"1"`.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file. Without quotes `1` is a number.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// version: 1
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// version: "1"
    /// ```
    "unsupported-version", Error;

    /// ## What it does
    ///
    /// Reports a value that is not one of those that the format allows here.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs: {prod: {lock_branch_target: dest-branch}}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs: {prod: {lock_branch_target: dest_branch}}
    /// ```
    "value-not-allowed", Error;

    /// ## What it does
    ///
    /// Reports a value of another kind than the format wants: a string for a list, nothing for a mapping.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the file. In YAML as the server reads it only `true` and `false` are booleans: `yes`,
    /// `no`, `on` and `off` are text.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// enabled: yes
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    "wrong-type", Error;
}
