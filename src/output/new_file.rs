//! A file that does not exist yet, as a difference that people read and `git apply` takes.

use std::fmt::Write as _;

use super::diagnostics::Style;
use super::escape;

/// The difference as git draws it, without the ids of objects that nobody has.
pub fn render(path: &str, text: &str, executable: bool, style: Style) -> String {
    let path = escape::terminal(path);
    let mode = if executable { "100755" } else { "100644" };
    let mut out = String::new();
    let head = format!("diff --git a/{path} b/{path}\nnew file mode {mode}");
    paint(&mut out, &head, anstyle::Style::new().bold(), style);
    // Git gives a file without a line no lines of its own.
    if text.is_empty() {
        return out;
    }
    paint(&mut out, &format!("--- /dev/null\n+++ b/{path}"), anstyle::Style::new().bold(), style);
    let count = text.lines().count();
    let count = if count == 1 { String::new() } else { format!(",{count}") };
    paint(&mut out, &format!("@@ -0,0 +1{count} @@"), anstyle::AnsiColor::Cyan.on_default(), style);
    for line in text.lines() {
        paint(&mut out, &format!("+{}", escape::behind_a_sign(line)), anstyle::AnsiColor::Green.on_default(), style);
    }
    if !text.ends_with('\n') {
        out.push_str("\\ No newline at end of file\n");
    }
    out
}

/// Lines in one colour, each with its own beginning and end, so that a pager may stop anywhere.
fn paint(out: &mut String, lines: &str, paint: anstyle::Style, style: Style) {
    for line in lines.lines() {
        let _ = match style.colour {
            true => writeln!(out, "{}{line}{}", paint.render(), paint.render_reset()),
            false => writeln!(out, "{line}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { width: 80, colour: false };

    #[test]
    fn the_difference_is_git_s() {
        assert_eq!(
            render("a/b.yml", "one\ntwo\n", false, PLAIN),
            "diff --git a/a/b.yml b/a/b.yml\nnew file mode 100644\n--- /dev/null\n+++ b/a/b.yml\n@@ -0,0 +1,2 @@\n+one\n+two\n"
        );
        let hook = render("x", "one", true, PLAIN);
        assert!(hook.contains("100755") && hook.ends_with("@@ -0,0 +1 @@\n+one\n\\ No newline at end of file\n"));
        assert_eq!(render("x", "", false, PLAIN), "diff --git a/x b/x\nnew file mode 100644\n");
    }

    #[test]
    fn nothing_in_it_acts_on_a_terminal() {
        let text = render("a\u{1b}[2J", "x\u{1b}]0;y\u{7}\n", false, PLAIN);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text}");
        let coloured = render("a", "x\u{1b}[2J\n", false, Style { colour: true, ..PLAIN });
        assert!(coloured.contains("\u{1b}[32m+x\\u{1b}[2J\u{1b}[0m"), "{coloured:?}");
    }
}
