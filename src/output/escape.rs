//! Making foreign text harmless: names of files, tags, queries and logins are written by whoever opens a
//! pull request.

use std::borrow::Cow;

/// What a log of GitHub Actions or Azure Pipelines obeys: `::add-mask::` at the start of a line, after spaces
/// too, which is why it comes first here, and `##[add-mask]` anywhere in it.
const LOG_COMMANDS: [&str; 3] = ["::", "##[", "##vso["];

/// Text for a terminal or a log: control characters, line separators and characters that change the
/// direction of text are shown as escapes, so that no text can move the cursor, hide itself or start a line; and so
/// are those that a CI job's log would take for the beginning of a command.
pub fn terminal(text: &str) -> Cow<'_, str> {
    without_commands(text, &LOG_COMMANDS)
}

/// A line that something is put in front of, such as the sign of a difference: what is a command at the start of a line
/// only is none there, and stays as it is, so that code can be copied and applied.
pub(super) fn behind_a_sign(text: &str) -> Cow<'_, str> {
    let [_, anywhere @ ..] = &LOG_COMMANDS;
    without_commands(text, anywhere)
}

fn without_commands<'t>(text: &'t str, commands: &[&str]) -> Cow<'t, str> {
    if text.chars().all(is_plain) && !commands.iter().any(|command| text.contains(command)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if commands.iter().any(|command| rest.starts_with(command)) {
            escaped.extend(character.escape_unicode());
        } else if is_plain(character) {
            escaped.push(character);
        } else {
            escaped.extend(character.escape_default());
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character can be shown as it is.
pub(super) fn is_plain(character: char) -> bool {
    !character.is_control() && !is_invisible(character)
}

/// Characters that show nothing, reorder what is around them, or look different in every font: formatting, what is
/// by definition not seen, letters and signs that are blank, private use, and planes without any character.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{40000}'..
    )
}

/// Text for Markdown, outside of code: nothing in it can become markup, a link, a mention or HTML.
pub fn markdown(text: &str) -> String {
    let text = terminal(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            ',' | ';' | '/' | '\'' | '"' => escaped.push(character),
            _ if character.is_ascii_punctuation() => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
        let begins = |next: &char| begins_a_reference(character) || (character == ':' && *next == '/');
        let apart = rest.peek().is_some_and(begins) || (character == ':' && is_name_of_emoji(rest.clone()));
        if apart || ends_in(&escaped, b"www\\.") {
            escaped.push_str(NOTHING);
        }
    }
    escaped
}

/// A space of no width. It cannot come from foreign text, where [`terminal`] spells it out.
const NOTHING: &str = "&#8203;";

/// Whether `text` ends so, in whichever case.
fn ends_in<const N: usize>(text: &str, end: &[u8; N]) -> bool {
    text.as_bytes().last_chunk::<N>().is_some_and(|last| last.eq_ignore_ascii_case(end))
}

/// Whether a forge makes a mention or a link of what follows. It looks at the text as it is shown, so that
/// neither a backslash nor an entity keeps it from doing so; only something in between does.
fn begins_a_reference(character: char) -> bool {
    matches!(character, '@' | '#' | '!' | '$' | '%' | '&' | '^' | '~')
}

/// Whether what follows a colon is a word and another colon, which forges show as a picture.
fn is_name_of_emoji(rest: impl Iterator<Item = char>) -> bool {
    let mut behind = rest.skip_while(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '+' | '-'));
    behind.next() == Some(':')
}

/// Text as code in Markdown that it cannot leave, in a table too.
///
/// A code element with every mark of punctuation as an entity: no mark can then end the code, which runs of
/// backticks might, or the cell of a table, which a bar ends even between backticks. In code a forge looks
/// for no mentions.
pub fn markdown_code(text: &str) -> String {
    let text = terminal(text);
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str("<code>");
    let mut rest = text.chars().peekable();
    let mut after_space = true;
    while let Some(character) = rest.next() {
        let at_edge = after_space || rest.peek().is_none();
        after_space = character == ' ';
        match character {
            // A browser would swallow it, and two names would look alike.
            ' ' if at_edge => escaped.push_str("&#160;"),
            // A dot behind `www` would begin a link, which code does not keep a forge from making.
            '.' if ends_in(&escaped, b"www") => escaped.push_str("&#46;"),
            '-' | '.' | ',' | '/' => escaped.push(character),
            // Mail addresses become links in code elements too, whose entities are undone before they are looked for.
            '@' => escaped.push_str(&format!("&#64;{NOTHING}")),
            _ if character.is_ascii_punctuation() => escaped.push_str(&format!("&#{};", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped.push_str("</code>");
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_characters() {
        assert_eq!(terminal("a/b.tf"), "a/b.tf");
        assert_eq!(terminal("a\u{1b}[2Jb\nc\r"), "a\\u{1b}[2Jb\\nc\\r");
        assert_eq!(terminal("evil\u{202e}ft.niam"), "evil\\u{202e}ft.niam");
        assert_eq!(terminal("a\u{3164}\u{e000}\u{fe0f}\u{e0100}b"), "a\\u{3164}\\u{e000}\\u{fe0f}\\u{e0100}b");
        assert_eq!(terminal("\u{e000}\u{fe0f}\u{3164}"), "\\u{e000}\\u{fe0f}\\u{3164}");
        assert_eq!(terminal("größe 東京 \u{1f600}"), "größe 東京 \u{1f600}");
    }

    #[test]
    fn a_log_gets_no_commands() {
        assert_eq!(terminal("::add-mask::x"), "\\u{3a}:add-mask\\u{3a}:x");
        assert_eq!(terminal(":::a"), "\\u{3a}\\u{3a}:a");
        assert_eq!(terminal("a ##[error]b"), "a \\u{23}#[error]b");
        assert_eq!(terminal("##vso[task.x]"), "\\u{23}#vso[task.x]");
        assert_eq!(terminal("a:b ## c"), "a:b ## c");
        assert_eq!(behind_a_sign("echo ::error::x ##[error]\r"), "echo ::error::x \\u{23}#[error]\\r");
    }

    #[test]
    fn markdown_gets_no_markup() {
        assert_eq!(markdown("@org/team"), "\\@&#8203;org/team");
        assert_eq!(markdown("see #1, !2"), "see \\#&#8203;1, \\!&#8203;2");
        assert_eq!(markdown("a & b"), "a &amp;&#8203; b");
        assert_eq!(markdown("<b>*x*</b>"), "&lt;b&gt;\\*x\\*&lt;/b&gt;");
        assert_eq!(markdown("[a](b)"), "\\[a\\]\\(b\\)");
        assert_eq!(markdown("https://e.vil"), "https\\:&#8203;//e\\.vil");
        assert_eq!(markdown("www.e.vil"), "www\\.&#8203;e\\.vil");
        assert_eq!(markdown("team:sre"), "team\\:sre");
        assert_eq!(markdown("a :tada: b: c"), "a \\:&#8203;tada\\: b\\: c");
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(markdown_code("prod/eu-1.a"), "<code>prod/eu-1.a</code>");
        assert_eq!(markdown_code("a`b``c"), "<code>a&#96;b&#96;&#96;c</code>");
        assert_eq!(markdown_code("a|b"), "<code>a&#124;b</code>");
        assert_eq!(markdown_code("</code>@x"), "<code>&#60;/code&#62;&#64;&#8203;x</code>");
        assert_eq!(markdown_code("http://WWW.e.vil"), "<code>http&#58;//WWW&#46;e.vil</code>");
        assert_eq!(markdown_code(""), "<code></code>");
    }

    #[test]
    fn spaces_in_code_are_all_seen() {
        assert_eq!(markdown_code(" a b  c "), "<code>&#160;a b &#160;c&#160;</code>");
    }
}
