//! A directory whose name keeps `${DIR}` from ever matching.

use super::dead_text::why;
use crate::dirspace::pattern_template::for_dirspace;
use crate::dirspace::spec::DirSpec;
use crate::lint::Finding;
use crate::lint::rules::lint;
use crate::lint::subject::AsRead;

lint! {
    /// ## What it does
    ///
    /// Reports a key of `dirs` that names a directory with a character other than letters, digits, `_`, `-`, `.`, `/` and the space,
    /// when its file patterns use `${DIR}`, as the built-in ones do.
    ///
    /// ## Why it matters
    ///
    /// The server puts a `\` before such a character when it replaces `${DIR}`, and then compares the result with the path letter
    /// by letter. So the patterns match nothing: changes in the directory are never planned, and no policy is asked about them.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// dirs:
    ///   live/eu@prod:
    ///     tags: [prod]
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// dirs:
    ///   live/eu@prod:
    ///     tags: [prod]
    ///     when_modified:
    ///       file_patterns: ["live/eu*prod/*.tf", "live/eu*prod/*.tfvars"]
    /// ```
    "special-character-in-directory", Deny, Read(check)
}

fn check(subject: &AsRead<'_>) -> Vec<Finding> {
    let dirs = &subject.config.layout.dirs;
    dirs.iter().filter_map(|(key, entry)| found(key, entry)).collect()
}

fn found(key: &str, entry: &DirSpec) -> Option<Finding> {
    let c = special_character(key)?;
    let (dead, alive): (Vec<&str>, Vec<&str>) = patterns(entry).partition(|pattern| is_kept_out(pattern, key));
    if dead.is_empty() {
        return None;
    }
    let (dir, c) = (key.escape_debug(), c.escape_debug());
    let what = match alive.is_empty() {
        true => format!("changes in `{dir}` are never seen"),
        false => format!("the patterns with `${{DIR}}` match nothing in `{dir}`"),
    };
    let message = format!("{what}, because `${{DIR}}` matches no name with a `{c}`");
    // Two stars next to each other would mean something else.
    let mut starred = String::new();
    for c in key.chars().map(|c| if is_plain(c) { c } else { '*' }) {
        if c != '*' || !starred.ends_with('*') {
            starred.push(c);
        }
    }
    let help = match key.contains('\\') {
        true => format!("Separate directories with `/`: `{}`.", key.replace('\\', "/").escape_debug()),
        false => {
            format!("Rename the directory, or write `*` for the character: `file_patterns: [\"{starred}/*.tf\"]`.")
        }
    };
    Some(Finding::new(entry.key_span?, "a name that patterns cannot hold", message).with_help(help))
}

/// The first character of a directory's name that patterns cannot hold, unless the key is no name of a directory at all.
pub(super) fn special_character(key: &str) -> Option<char> {
    let is_other_lints = key.contains(['*', '$']) || key.contains('{') && key.contains(',');
    key.chars().find(|c| !is_plain(*c)).filter(|_| !is_other_lints)
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-./ ".contains(c)
}

/// What is not excluded.
fn patterns(entry: &DirSpec) -> impl Iterator<Item = &str> {
    // An entry under `stacks` takes the place of a workspace of its name, unless it has no patterns.
    let replaced =
        |name: &str| entry.stacks.get(name).is_some_and(|stack| !stack.when_modified.file_patterns.is_empty());
    let workspaces = entry.workspaces.iter().filter(move |(name, _)| !replaced(name)).map(|(_, workspace)| workspace);
    let each = workspaces.chain(entry.stacks.values());
    let patterns = each.flat_map(|workspace| &workspace.when_modified.file_patterns);
    patterns.map(|pattern| pattern.value.as_str()).filter(|pattern| !pattern.starts_with('!'))
}

/// Whether the name keeps a pattern from matching: a `..` may lead out of it again.
fn is_kept_out(pattern: &str, key: &str) -> bool {
    let expanded = String::from_utf8_lossy(&for_dirspace(pattern, key, "w")).into_owned();
    pattern.contains("${DIR}") && expanded.contains('\\') && why(&expanded).is_some()
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::{answering, cases};

    #[test]
    fn what_is_said_about_the_server_holds() {
        for (dir, starred) in [("live/eu@prod", "live/eu*prod"), ("c++", "c*"), ("größe", "gr*e"), ("[id]", "*id*")] {
            let file = format!("{dir}/main.tf");
            let entry = |patterns: &str| format!("dirs: {{'{dir}': {{{patterns}}}}}");
            assert_eq!(answering(&entry(""), &file), Vec::<String>::new(), "{dir}");
            let advised = entry(&format!("when_modified: {{file_patterns: ['{starred}/*.tf']}}"));
            assert_eq!(answering(&advised, &file), [dir], "{starred}");
        }
    }

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== the built-in patterns
dirs:
  live/c++:
  ^^^^^^^^
    tags: [prod]
=== a name in another language
dirs:
  größe: {}
  ^^^^^
=== a variable in a pattern of a workspace
dirs:
  '[id]':
  ^^^^^^
    workspaces:
      a:
        when_modified:
          file_patterns: ['${DIR}/*.tf']
=== a slash of another system
dirs:
  prod\db: {}
  ^^^^^^^
=== a workspace that a stack takes the place of
dirs:
  live/c++:
    when_modified: {file_patterns: ['live/c*/*.tf']}
    stacks: {default: {}}
=== one of several patterns
dirs:
  live/c++:
  ^^^^^^^^
    when_modified:
      file_patterns: ['${DIR}/*.tf', 'live/c*/*.tfvars']
=== a pattern that leads out of it
dirs:
  live/c++:
    when_modified:
      file_patterns: ['${DIR}/../shared/*.tf']
=== patterns of its own
dirs:
  live/c++:
    when_modified:
      file_patterns: ['live/c*/*.tf']
=== nothing is planned there anyway
dirs:
  live/c++:
    when_modified:
      file_patterns: []
=== plain names and globs
dirs:
  live/a-b_c.d e/f: {}
  live/**: {}
  .: {}
"#,
        );
    }
}
