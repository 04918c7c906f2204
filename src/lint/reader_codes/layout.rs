//! What does not fit the files of the repository.

super::codes! {
    /// ## What it does
    ///
    /// Reports dirspaces that wait for each other in a circle.
    ///
    /// ## Why it matters
    ///
    /// None of them could ever be applied, and the server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   app: {when_modified: {depends_on: "dir:net"}}
    ///   net: {when_modified: {depends_on: "dir:app"}}
    /// ```
    ///
    /// ```files
    /// app/main.tf
    /// net/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   app: {when_modified: {depends_on: "dir:net"}}
    /// ```
    "dependency-cycle", Error;

    /// ## What it does
    ///
    /// Reports a key of `dirs` with a `*` that is not a glob.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   "prod**": {}
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   "prod/**": {}
    /// ```
    "dirs-glob-syntax", Error;

    /// ## What it does
    ///
    /// Reports a pattern of files that is none, as written or once `${DIR}` and `${WORKSPACE}` are replaced for
    /// some directory.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the configuration for the whole repository as soon as one directory has such a name.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// when_modified: {file_patterns: ["${DIR}/[ab"]}
    /// ```
    ///
    /// ```files
    /// prod/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// when_modified: {file_patterns: ["${DIR}/*.tf"]}
    /// ```
    "file-pattern-syntax", Error;

    /// ## What it does
    ///
    /// Reports a dirspace that more than one stack selects.
    ///
    /// ## Why it matters
    ///
    /// A dirspace is in exactly one stack, and the server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     prod: {tag_query: prod in dir}
    ///     net: {tag_query: net in dir}
    /// ```
    ///
    /// ```files
    /// prod/net/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     prod: {tag_query: prod in dir}
    ///     net: {tag_query: net in dir and not (prod in dir)}
    /// ```
    "many-stacks", Error;

    /// ## What it does
    ///
    /// Reports a dirspace that no stack selects while a stack named `default` is declared.
    ///
    /// ## Why it matters
    ///
    /// What no stack selects goes into a stack `default` that nobody has to declare. Whoever declares it has to say
    /// what is in it, or the server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     default: {tag_query: prod in dir}
    /// ```
    ///
    /// ```files
    /// dev/main.tf
    /// prod/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     prod: {tag_query: prod in dir}
    /// ```
    "no-stack", Error;

    /// ## What it does
    ///
    /// Reports stacks that contain or follow each other in a circle.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     app: {tag_query: app in dir, rules: {apply_after: [net]}}
    ///     net: {tag_query: net in dir, rules: {apply_after: [app]}}
    /// ```
    ///
    /// ```files
    /// app/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     app: {tag_query: app in dir, rules: {apply_after: [net]}}
    ///     net: {tag_query: net in dir}
    /// ```
    "stack-cycle", Error;

    /// ## What it does
    ///
    /// Reports a stack that is nested in others in more than a thousand ways.
    ///
    /// ## Why it matters
    ///
    /// The ways double with every level, and an answer would have to name each of them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     s: {tag_query: app in dir}
    ///     a0: {stacks: [s]}
    ///     b0: {stacks: [s]}
    ///     a1: {stacks: [a0, b0]}
    ///     b1: {stacks: [a0, b0]}
    ///     a2: {stacks: [a1, b1]}
    ///     b2: {stacks: [a1, b1]}
    ///     a3: {stacks: [a2, b2]}
    ///     b3: {stacks: [a2, b2]}
    ///     a4: {stacks: [a3, b3]}
    ///     b4: {stacks: [a3, b3]}
    ///     a5: {stacks: [a4, b4]}
    ///     b5: {stacks: [a4, b4]}
    ///     a6: {stacks: [a5, b5]}
    ///     b6: {stacks: [a5, b5]}
    ///     a7: {stacks: [a6, b6]}
    ///     b7: {stacks: [a6, b6]}
    ///     a8: {stacks: [a7, b7]}
    ///     b8: {stacks: [a7, b7]}
    ///     a9: {stacks: [a8, b8]}
    ///     b9: {stacks: [a8, b8]}
    /// ```
    ///
    /// ```files
    /// app/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     s: {tag_query: app in dir}
    ///     all: {stacks: [s]}
    /// ```
    "too-many-stack-paths", Error;

    /// ## What it does
    ///
    /// Reports the name of a stack that is not declared.
    ///
    /// ## Why it matters
    ///
    /// The server refuses the configuration.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     app: {tag_query: app in dir, rules: {apply_after: [network]}}
    /// ```
    ///
    /// ```files
    /// app/main.tf
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// stacks:
    ///   names:
    ///     app: {tag_query: app in dir, rules: {apply_after: [net]}}
    ///     net: {tag_query: net in dir}
    /// ```
    "unknown-stack", Error;
}
