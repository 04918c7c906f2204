//! What is refused before YAML begins: bytes and characters.

super::codes! {
    /// ## What it does
    ///
    /// Reports a character that changes the direction in which a line is shown.
    ///
    /// ## Why it matters
    ///
    /// People see the line in another order than the server reads it, so that a review approves what nobody has
    /// read.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// access_control: {unlock: ["user:alice\u{202e}"]}
    /// ```
    ///
    /// `\u{202e}` stands for the character itself, which no editor shows.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// access_control: {unlock: ["user:alice"]}
    /// ```
    "bidi-control", Error;

    /// ## What it does
    ///
    /// Reports a byte order mark (U+FEFF), at the beginning of the file or in it.
    ///
    /// ## Why it matters
    ///
    /// It is invisible. The server skips the one at the beginning but counts it as a column, so that `---` becomes
    /// text and an indentation of one is none; anywhere else it is a part of the value.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// \u{feff}enabled: true
    /// ```
    ///
    /// `\u{feff}` stands for the mark.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// enabled: true
    /// ```
    "byte-order-mark", Error;

    /// ## What it does
    ///
    /// Reports a control character other than a tab or a line break.
    ///
    /// ## Why it matters
    ///
    /// YAML does not allow them, and the server rejects the whole file.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// dirs: {a: {tags: ["x\u{7f}"]}}
    /// ```
    ///
    /// `\u{7f}` stands for the character.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// dirs: {a: {tags: ["x\\x7f"]}}
    /// ```
    "control-character", Error;

    /// ## What it does
    ///
    /// Reports a file that holds nothing but blanks.
    ///
    /// ## Why it matters
    ///
    /// The server takes it for a file that is not there, and uses its defaults: everybody may do everything.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// \u{20}
    /// ```
    ///
    /// `\u{20}` stands for a blank.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// access_control: {policies: []}
    /// ```
    "empty-file", Error;

    /// ## What it does
    ///
    /// Reports a file of more than 1 MiB.
    ///
    /// ## Why it matters
    ///
    /// Reading must not cost more than a configuration is worth. It is nearly always another file than the one that
    /// was meant.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// # \repeat{1048576}{x}
    /// ```
    ///
    /// `\repeat{1048576}{x}` stands for that many letters.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// enabled: true
    /// ```
    "file-too-large", Error;

    /// ## What it does
    ///
    /// Reports a next line (U+0085), line separator (U+2028) or paragraph separator (U+2029).
    ///
    /// ## Why it matters
    ///
    /// The server's reader ends the line there, even in a comment, and reads what follows as a line of its own.
    /// Most other readers and editors do not, so that a whole key can hide in what looks like a comment.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// enabled: true # why\u{85}access_control: {policies: []}
    /// ```
    ///
    /// `\u{85}` stands for the next line, the bytes c2 85; U+2028 is e2 80 a8 and U+2029 is e2 80 a9. The server
    /// reads two keys here.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// enabled: true # why
    /// access_control: {policies: []}
    /// ```
    "line-separator", Error;

    /// ## What it does
    ///
    /// Reports bytes that are not UTF-8.
    ///
    /// ## Why it matters
    ///
    /// The server does not read such a file.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// dirs: {"\xff": {}}
    /// ```
    ///
    /// `\xff` stands for that byte.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// dirs: {"ü": {}}
    /// ```
    "not-utf8", Error;

    /// ## What it does
    ///
    /// Reports a NUL byte.
    ///
    /// ## Why it matters
    ///
    /// For the server the file ends there: nothing after it is read, although every other tool shows it.
    ///
    /// ## Example
    ///
    /// ```yaml escapes
    /// enabled: true
    /// # \u{0}
    /// access_control: {policies: []}
    /// ```
    ///
    /// `\u{0}` stands for the byte. The server sees no access control here.
    ///
    /// ## Use instead
    ///
    /// ```yaml escapes
    /// enabled: true
    /// access_control: {policies: []}
    /// ```
    "nul-character", Error;
}
