//! The answers that every format is tried with.

use whomay::config::document::{Document, Reading};
use whomay::diagnostic::{Diagnostic, Severity};
use whomay::lint::run::{Reported, Skipped};
use whomay::lint::{Depth, Edit, Fix, Report};
use whomay::output::lint::{Answer, LintedFile};
use whomay::source::{SourceId, SourceMap, Span};

/// An answer and the texts that it is about.
pub(crate) struct Scene {
    pub(crate) name: &'static str,
    pub(crate) answer: Answer,
    pub(crate) sources: SourceMap,
}

/// What a finding comes to, whatever the format. Numbers that a format has no room for are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// Every control character, markup of every format, and what the logs of CI jobs obey.
pub(crate) const HOSTILE: &str = "100 % %0A%25 \n::error file=x::injected\r\n##[error]x ##vso[task.setvariable]y \
     ]]> <b>&amp;\"' </failure><!-- \u{0}\u{1b}[31m\u{7f}\u{85}\u{202e}\u{2028}\u{feff}\u{ffff}\u{e0041} a,b:c;d=e \\ \u{1f600}";

const TEXT: &str = "\
access_control:
  policies:
    - tag_query: prod in dir
      plan: [team:developers]
    - tag_query: ünïcödé \u{1f600} in dir # ö
      apply: ['*']
";

/// A text, and findings about parts of it.
struct Draft {
    sources: SourceMap,
    source: SourceId,
    file: LintedFile,
}

impl Draft {
    fn of(path: &str, text: &str) -> Draft {
        let mut sources = SourceMap::new();
        let document = match Document::read(&mut sources, path, text.as_bytes(), None) {
            Ok(Reading::Document(document)) => Some(document),
            _ => None,
        };
        let source = sources.iter().next().unwrap().0;
        Draft {
            sources,
            source,
            file: LintedFile { path: path.to_owned(), document, report: Report::default(), changes: None },
        }
    }

    fn span(&self, part: &str) -> Span {
        let start = self.sources.get(self.source).unwrap().text().find(part).unwrap();
        Span::new(self.source, start, start + part.len())
    }

    fn warn(mut self, code: &'static str, part: &str) -> Draft {
        let found = Diagnostic::warning(code, self.span(part), "here", "something is odd").with_help("Do otherwise.");
        self.file.report.findings.push(Reported { diagnostic: found, fix: None });
        self
    }

    fn deny(mut self, code: &'static str, part: &str) -> Draft {
        let found = Diagnostic::error(code, self.span(part), "", "something is wrong");
        self.file.report.findings.push(Reported { diagnostic: found, fix: None });
        self
    }

    fn label(mut self, part: &str) -> Draft {
        let span = self.span(part);
        self.file
            .report
            .findings
            .last_mut()
            .unwrap()
            .diagnostic
            .labels
            .push(whomay::diagnostic::Label { span, text: "and there".to_owned() });
        self
    }

    fn scene(self, name: &'static str) -> Scene {
        Scene { name, answer: Answer { files: vec![self.file] }, sources: self.sources }
    }
}

fn config() -> Draft {
    Draft::of(".terrateam/config.yml", TEXT)
}

/// All scenes.
pub(crate) fn scenes() -> Vec<Scene> {
    vec![
        Scene { name: "nothing at all", answer: Answer::default(), sources: SourceMap::new() },
        config().scene("no findings"),
        config().warn("apply-open-by-omission", "prod in dir").scene("a warning"),
        config().deny("tag-query-syntax", "plan").scene("an error"),
        config().warn("a-lint", "prod in dir").label("'*'").label("apply").scene("three places"),
        config().warn("a-lint", "ünïcödé \u{1f600} in dir").deny("b-lint", "# ö").scene("characters of several bytes"),
        config().warn("a-lint", "plan: [team:developers]\n    - tag_query: ü").scene("two lines"),
        config().deny("a-lint", "").deny("a-lint", "").deny("a-lint", "").scene("the same three times, at no bytes"),
        no_source(),
        two_files(),
        hostile(),
        fixes(),
        many(1_000),
    ]
}

/// A finding about a text that is not there.
fn no_source() -> Scene {
    let mut draft = config().deny("a-lint", "plan");
    let mut others = SourceMap::new();
    let mut source = others.add("x", "", None);
    for _ in 0..5 {
        source = others.add("x", "", None);
    }
    draft.file.report.findings[0].diagnostic.labels[0].span = Span::new(source, 3, 4);
    draft.scene("no source")
}

/// One file outside of the repository, one of whose findings points into the other.
fn two_files() -> Scene {
    let Draft { mut sources, mut file, source } = config().warn("a-lint", "plan");
    let other = sources.add("/elsewhere/a b.yml", "one\r\ntwo\rthree\n", None);
    let found = Diagnostic::error("yaml-syntax", Span::new(other, 9, 14), "there", "no YAML")
        .with_label(Span::new(source, 0, 6), "where it is read");
    let mut outside =
        LintedFile { path: "/elsewhere/a b.yml".to_owned(), document: None, report: Report::default(), changes: None };
    outside.report.findings.push(Reported { diagnostic: found, fix: None });
    file.report.suppressed = 2;
    Scene { name: "two files", answer: Answer { files: vec![file, outside] }, sources }
}

/// Foreign text wherever text can be.
fn hostile() -> Scene {
    let mut draft = Draft::of(HOSTILE, &format!("a: {HOSTILE}\n"));
    let span = Span::new(draft.source, 0, 2);
    let found = Diagnostic::error("a-lint", span, HOSTILE, HOSTILE).with_help(HOSTILE).with_label(span, HOSTILE);
    let fix = Fix::suggested(HOSTILE, vec![Edit { span, replacement: HOSTILE.to_owned() }]);
    draft.file.report.findings.push(Reported { diagnostic: found, fix: Some(fix) });
    draft.file.report.skipped.push(Skipped { depth: Depth::File, why: HOSTILE.to_owned() });
    draft.scene("hostile text")
}

fn fixes() -> Scene {
    let mut draft = config().warn("a-lint", "prod in dir").deny("b-lint", "'*'").warn("b-lint", "apply");
    let edits = |draft: &Draft, part: &str| {
        let span = draft.span(part);
        let insert = Span { start: span.end, ..span };
        vec![Edit { span, replacement: "[]".to_owned() }, Edit { span: insert, replacement: "\n  # so".to_owned() }]
    };
    let fix = Fix::safe("write it so", edits(&draft, "prod in dir"));
    draft.file.report.findings[0].fix = Some(fix);
    draft.file.report.findings[1].fix = Some(Fix::suggested("close it", edits(&draft, "'*'")));
    draft.file.report.findings[2].fix = Some(Fix::suggested("do nothing", Vec::new()));
    for (depth, why) in [(Depth::Repository, "it does not load"), (Depth::Forge, "nobody asks")] {
        draft.file.report.skipped.push(Skipped { depth, why: why.to_owned() });
    }
    draft.scene("fixes")
}

/// As many findings, a warning and an error by turns, each on a line of its own.
pub(crate) fn many(count: usize) -> Scene {
    let text: String = (0..count).map(|number| format!("key{number:04}: value\n")).collect();
    let mut draft = Draft::of("many.yml", &text);
    for number in 0..count {
        let key = format!("key{number:04}");
        draft = if number % 2 == 0 { draft.deny("a-lint", &key) } else { draft.warn("b-lint", &key) };
    }
    draft.scene("many")
}

impl Scene {
    /// What every format should tell of the findings, worked out from the bytes.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        let files = self.answer.files.iter();
        let found = files.flat_map(|file| file.report.findings.iter().map(move |found| (file, found)));
        found.map(|(file, found)| self.seen_of(file, found)).collect()
    }

    fn seen_of(&self, file: &LintedFile, found: &Reported) -> Seen {
        let diagnostic = &found.diagnostic;
        let span = diagnostic.labels[0].span;
        let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
        let (path, (line, column), (end_line, end_column)) = match self.sources.get(span.source) {
            Some(source) => {
                let at = |offset: u32| position(source.text(), offset as usize);
                (source.name().to_owned(), at(span.start), at(span.end))
            }
            None => (file.path.clone(), (1, 1), (1, 1)),
        };
        let (code, severity) = (diagnostic.code.to_owned(), severity.to_owned());
        Seen { code, severity, path, line, column, end_line, end_column }
    }
}

/// Line and column of an offset, by going through the text a character at a time.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let (mut line, mut column, mut at) = (1, 1, 0);
    let mut characters = text.chars().peekable();
    while at < offset {
        let character = characters.next().unwrap();
        at += character.len_utf8();
        column += 1;
        let ends = character == '\n' || (character == '\r' && characters.peek() != Some(&'\n'));
        if ends {
            (line, column) = (line + 1, 1);
        }
    }
    (line, column)
}

/// No character that acts on a terminal or hides, and no line that a log obeys but where `commands` says so.
pub(crate) fn assert_harmless(name: &str, text: &str) {
    let bad =
        |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{202e}' | '\u{2028}' | '\u{feff}' | '\u{e0041}');
    assert_eq!(text.chars().find(bad), None, "{name}: {text:?}");
    assert!(!text.contains("##[") && !text.contains("##vso["), "{name}: {text}");
    let injected = text.lines().find(|line| line.trim_start().starts_with("::error file=x"));
    assert_eq!(injected, None, "{name}");
}
