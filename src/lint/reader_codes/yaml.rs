//! What the reader of YAML says.

super::codes! {
    /// ## What it does
    ///
    /// Reports a file that becomes too large once its aliases are written out.
    ///
    /// ## Why it matters
    ///
    /// A few lines of aliases to aliases stand for gigabytes. The server would run out of memory over them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a [x, x, x, x, x, x, x, x, x, x]
    ///   b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    ///   c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    ///   d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    ///   e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    ///   f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
    ///   g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a [x, x, x]
    ///   b: [*a, *a]
    /// ```
    "alias-expansion", Error;

    /// ## What it does
    ///
    /// Reports a file that two readings by the same rules give two meanings.
    ///
    /// ## Why it matters
    ///
    /// It is not certain what the server would read, so nothing is decided with it.
    ///
    /// ## Example
    ///
    /// None is known. Please report the file.
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    "ambiguous-document", Error;

    /// ## What it does
    ///
    /// Reports an anchor that is defined more than once.
    ///
    /// ## Why it matters
    ///
    /// An alias means the last definition before it. Adding one further up, or moving a block, silently changes
    /// what the aliases below stand for.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   dev: &dir {tags: [dev]}
    ///   prod: &dir {tags: [prod]}
    ///   test: *dir
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   dev: &dev {tags: [dev]}
    ///   prod: &prod {tags: [prod]}
    ///   test: *dev
    /// ```
    "anchor-redefined", Warning;

    /// ## What it does
    ///
    /// Reports a key that is written twice in one mapping.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file. Other readers take the last one without a word.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod: {tags: [a]}
    ///   prod: {tags: [b]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod: {tags: [a, b]}
    /// ```
    "duplicate-key", Error;

    /// ## What it does
    ///
    /// Reports a whole number of more than 64 bits.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod: {tags: [123456789012345678901234567890]}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   prod: {tags: ["123456789012345678901234567890"]}
    /// ```
    "integer-too-large", Error;

    /// ## What it does
    ///
    /// Reports a key that is not text: a number, a boolean, null or a collection.
    ///
    /// ## Why it matters
    ///
    /// The server turns numbers and booleans into text after it has looked for repeated keys. `1` and `"1"` side by
    /// side become one key written twice, of which one is dropped. It rejects the others.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   2024: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   "2024": {}
    /// ```
    "key-not-string", Error;

    /// ## What it does
    ///
    /// Reports a key of more than 1024 bytes.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// dirs:
    ///   \repeat{1025}{a}: {}
    /// ```
    ///
    /// `\repeat{1025}{a}` stands for that many letters.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// dirs:
    ///   a: {}
    /// ```
    "key-too-long", Error;

    /// ## What it does
    ///
    /// Reports text with a `!` in front, which makes it a tag.
    ///
    /// ## Why it matters
    ///
    /// The server reads `!name value` as a mapping with the key `!name`. Patterns that exclude files begin with `!`
    /// and have to be quoted.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions:
    ///   patterns: ["**/*.tf", !test x]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions:
    ///   patterns: ["**/*.tf", "!test"]
    /// ```
    "local-tag", Warning;

    /// ## What it does
    ///
    /// Reports a `<<` that brings in a mapping with a `<<` of its own.
    ///
    /// ## Why it matters
    ///
    /// The server merges one level. The inner `<<` stays behind as a key of that name, and what it names is not
    /// brought in.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a {x: 1}
    ///   b: &b {y: 1, <<: *a}
    ///   c: {<<: *b}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a {x: 1}
    ///   b: &b {y: 1}
    ///   c: {<<: [*a, *b]}
    /// ```
    "merge-key-left", Warning;

    /// ## What it does
    ///
    /// Reports a `<<` whose value is not a mapping or a list of mappings.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod:
    ///     <<: defaults
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions: {defaults: &defaults {tags: [x]}}
    /// dirs:
    ///   prod:
    ///     <<: *defaults
    /// ```
    "merge-value", Error;

    /// ## What it does
    ///
    /// Reports an alias that the server takes for another value than every reader of the file would.
    ///
    /// ## Why it matters
    ///
    /// The server's reader numbers anchors by how many names it knows. Once a name is defined twice, two anchors
    /// can have one number, and an alias to the first is read as the second.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a 1
    ///   b: &a 2
    ///   c: &c 3
    ///   d: *a
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a 1
    ///   b: &b 2
    ///   c: &c 3
    ///   d: *b
    /// ```
    "mistaken-alias", Error;

    /// ## What it does
    ///
    /// Reports `.inf` and `.nan`.
    ///
    /// ## Why it matters
    ///
    /// JSON has no such numbers, so the server reads null, and null mostly means the default.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions: {timeout: .inf}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions: {timeout: 3600}
    /// ```
    "number-becomes-null", Warning;

    /// ## What it does
    ///
    /// Reports a `<<` in quotes.
    ///
    /// ## Why it matters
    ///
    /// The server merges all the same, while other readers take it for an ordinary key.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a {x: 1}
    ///   b: {"<<": *a}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions:
    ///   a: &a {x: 1}
    ///   b: {<<: *a}
    /// ```
    "quoted-merge-key", Warning;

    /// ## What it does
    ///
    /// Reports an alias inside the value that it stands for.
    ///
    /// ## Why it matters
    ///
    /// The value has no end.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions: &a {again: *a}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions: {once: x}
    /// ```
    "recursive-alias", Error;

    /// ## What it does
    ///
    /// Reports a second YAML document in the file.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// enabled: true
    /// ---
    /// dirs: {}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// dirs: {}
    /// ```
    "second-document", Error;

    /// ## What it does
    ///
    /// Reports lists and mappings nested more than 128 deep, aliases followed.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// definitions: \repeat{128}{[}x\repeat{128}{]}
    /// ```
    ///
    /// `\repeat{128}{[}` stands for that many brackets.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// definitions: [[x]]
    /// ```
    "too-deep", Error;

    /// ## What it does
    ///
    /// Reports more than 32 `%TAG` lines.
    ///
    /// ## Why it matters
    ///
    /// They make reading slow, and no configuration needs one.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// \repeat{33}{%TAG !e! tag:e,2000:\u{a}}---
    /// enabled: true
    /// ```
    ///
    /// The first line stands for 33 lines of its kind.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// enabled: true
    /// ```
    "too-many-directives", Error;

    /// ## What it does
    ///
    /// Reports an alias to an anchor that is not defined before it.
    ///
    /// ## Why it matters
    ///
    /// The server rejects the file. A name that begins with `*` is an alias unless it is quoted.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   prod: *defaults
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions: {x: &defaults {tags: [x]}}
    /// dirs:
    ///   prod: *defaults
    /// ```
    "unknown-anchor", Error;

    /// ## What it does
    ///
    /// Reports what the server's reader rejects for a reason of its own, such as a tag that does not fit its value.
    ///
    /// ## Why it matters
    ///
    /// The server does not read the file.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// definitions: {x: !!int text}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// definitions: {x: text}
    /// ```
    "yaml-rejected", Error;

    /// ## What it does
    ///
    /// Reports text that is not YAML.
    ///
    /// ## Why it matters
    ///
    /// The server does not read the file. The usual reason is text that begins with `*`, `&`, `@` or `!` and is not
    /// quoted, or holds a `: `.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: *
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// access_control:
    ///   policies:
    ///     - tag_query: prod in dir
    ///       plan: ['*']
    /// ```
    "yaml-syntax", Error;
}
