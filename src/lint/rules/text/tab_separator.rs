//! A tab between keys and values.

use super::scalars;
use crate::lint::rules::lint;
use crate::lint::subject::AsWritten;
use crate::lint::{Edit, Finding, Fix};
use crate::source::Span;

lint! {
    /// ## What it does
    ///
    /// Reports tabs that stand between keys and values.
    ///
    /// ## Why it matters
    ///
    /// The server's reader steps over them, while other readers refuse the whole file, those of editors and pre-commit hooks
    /// among them. Inside a value a tab is text and left alone.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// enabled:	true
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// enabled: true
    /// ```
    "tab-separator", Warn, Written(check)
}

/// More places are not shown.
const SHOWN: usize = 8;

/// One finding for all: it is one habit.
fn check(subject: &AsWritten<'_>) -> Vec<Finding> {
    let text = subject.text();
    if !text.contains('\t') {
        return Vec::new();
    }
    let mut covered: Vec<Span> = scalars::all(subject).iter().map(|scalar| scalar.span).collect();
    covered.extend(subject.document.comments());
    covered.sort_unstable();
    let mut tabs = Vec::new();
    let mut at = 0;
    for range in covered.iter().map(|span| span.range()) {
        tabs_between(text, at, range.start, &mut tabs);
        at = at.max(range.end);
    }
    tabs_between(text, at, text.len(), &mut tabs);
    let spans: Vec<Span> = tabs.iter().map(|tab| Span::new(subject.document.source(), tab.start, tab.end)).collect();
    finding(&spans).into_iter().collect()
}

/// Runs of tabs that lead up to something other than a comment or the end of the line.
fn tabs_between(text: &str, start: usize, end: usize, tabs: &mut Vec<std::ops::Range<usize>>) {
    let mut at = start;
    while let Some(found) = text.get(at..end).and_then(|gap| gap.find('\t')) {
        let tab = at + found;
        let rest = text.get(tab..).unwrap_or_default();
        let run = rest.len() - rest.trim_start_matches('\t').len();
        let next = rest.trim_start_matches(['\t', ' ']).chars().next();
        if !matches!(next, None | Some('\n' | '\r' | '#')) {
            tabs.push(tab..tab + run);
        }
        at = tab + run;
    }
}

fn finding(tabs: &[Span]) -> Option<Finding> {
    let (first, others) = tabs.split_first()?;
    let message = "a tab separates what the server reads, and other readers refuse the file for it";
    let mut finding = Finding::new(*first, "a tab", message).with_help("Write blanks in place of tabs.");
    for other in others.iter().take(SHOWN) {
        finding = finding.with_label(*other, "another one");
    }
    let edits = tabs.iter().map(|span| Edit { span: *span, replacement: " ".to_owned() }).collect();
    Some(finding.with_fix(Fix::safe("write blanks in place of tabs", edits)))
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        // A tab takes one column.
        let text = r#"
=== between a key and its value, and in a list
dirs:»{a:»»{tags: [x,»y]}}
     ^   ~~          ~
=== in text, before a comment and at the end of a line
definitions:
  a: "x»y"»# a»b
  b: x»y»
  c: |
    x»y
  d: #»comment
    e»
"#;
        cases(&LINT, &text.replace('»', "\t"));
    }
}
