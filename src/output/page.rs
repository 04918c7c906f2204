//! A page for a terminal while it is drawn: lines that end where the terminal does, and colour where there is any.

use anstyle::{AnsiColor, Effects, Style as Paint};

use super::diagnostics::Style;

/// What has been drawn, and how.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) style: Style,
}

impl Page {
    /// An empty page.
    pub(super) fn new(style: Style) -> Page {
        Page { text: String::new(), style }
    }

    /// Text in a colour that stands out.
    pub(super) fn paint(&self, colour: AnsiColor, text: &str) -> String {
        self.dress(Paint::new().fg_color(Some(colour.into())).effects(Effects::BOLD), text)
    }

    /// Text that stands out.
    pub(super) fn bold(&self, text: &str) -> String {
        self.dress(Paint::new().effects(Effects::BOLD), text)
    }

    /// Text so painted, where there is colour.
    pub(super) fn dress(&self, paint: Paint, text: &str) -> String {
        if self.style.colour { format!("{}{text}{}", paint.render(), paint.render_reset()) } else { text.to_owned() }
    }

    /// A line that stays in the background.
    pub(super) fn dim(&mut self, indent: usize, text: &str) {
        let text = self.wrapped(indent, text);
        let text = self.dress(Paint::new().effects(Effects::DIMMED), &text);
        self.text.push_str(&text);
        self.text.push('\n');
    }

    /// A line, broken at the width of the terminal.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        let text = self.wrapped(indent, text);
        self.text.push_str(&text);
        self.text.push('\n');
    }

    /// Text behind something that stands at the beginning of its first line; the other lines begin below the text.
    pub(super) fn hanging(&mut self, before: &str, text: &str) {
        let rest = " ".repeat(before.chars().count());
        let text = self.filled(before, &rest, text);
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn wrapped(&self, indent: usize, text: &str) -> String {
        self.filled(&" ".repeat(indent), &" ".repeat(indent + 4), text)
    }

    fn filled(&self, first: &str, rest: &str, text: &str) -> String {
        let options = textwrap::Options::new(self.style.width.max(40))
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(text, options)
    }
}
