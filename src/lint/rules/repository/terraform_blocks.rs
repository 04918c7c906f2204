//! The blocks of a Terraform, OpenTofu or Terragrunt file, as far as lints ask: `terraform { cloud { … } }`.
//!
//! No parser of the language: it knows what is comment, text and heredoc, and where a block opens and closes. A file that the
//! tools would refuse gives some blocks or none, and never an error.

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Its type: `terraform`, `backend`, `module`.
    pub(super) kind: String,
    /// Its first label: the `s3` of `backend "s3" {`.
    pub(super) label: Option<String>,
    /// The type of the block around it.
    pub(super) parent: Option<String>,
    /// Its line, from 1.
    pub(super) line: usize,
    /// What `source` is set to, when that is a plain text.
    pub(super) source: Option<String>,
}

/// The blocks of a text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reading = Reading { text: text.as_bytes(), at: 0, line: 1, blocks: Vec::new(), open: Vec::new() };
    reading.run();
    reading.blocks
}

/// A word or a text at the beginning of a line, which may become the head of a block.
enum Part {
    Word(String),
    Text(String),
    Equals,
    Other,
}

struct Reading<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    blocks: Vec<Block>,
    /// The braces that are open: the number of the block that each opens, if it does.
    open: Vec<Option<usize>>,
}

impl Reading<'_> {
    fn run(&mut self) {
        let mut head: Vec<Part> = Vec::new();
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' => {
                    self.end_of_statement(&mut head);
                    self.step();
                }
                b' ' | b'\t' | b'\r' => self.step(),
                b'#' => self.line_comment(),
                b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                b'"' => {
                    let text = self.quoted();
                    head.push(Part::Text(text));
                }
                b'<' if self.peek(1) == Some(b'<') => {
                    self.heredoc();
                    head.push(Part::Other);
                }
                b'{' => {
                    self.step();
                    self.open(&mut head);
                }
                b'}' => {
                    self.end_of_statement(&mut head);
                    self.open.pop();
                    self.step();
                }
                b'=' => {
                    self.step();
                    head.push(Part::Equals);
                }
                byte if is_word(byte) => {
                    let word = self.word();
                    head.push(Part::Word(word));
                }
                _ => {
                    self.step();
                    head.push(Part::Other);
                }
            }
        }
        self.end_of_statement(&mut head);
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn step(&mut self) {
        if self.peek(0) == Some(b'\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.step();
        }
    }

    fn block_comment(&mut self) {
        self.at += 2;
        while self.at < self.text.len() && !(self.peek(0) == Some(b'*') && self.peek(1) == Some(b'/')) {
            self.step();
        }
        self.at += 2;
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek(0).is_some_and(is_word) {
            self.step();
        }
        self.between(start, self.at)
    }

    fn between(&self, start: usize, end: usize) -> String {
        String::from_utf8_lossy(self.text.get(start..end).unwrap_or_default()).into_owned()
    }

    /// A text in quotes, templates and the texts inside them included. Kept as written, without the quotes.
    fn quoted(&mut self) -> String {
        let start = self.at + 1;
        // What is open: `true` for a text, `false` for the braces of a template or an object in it.
        let mut open = Vec::new();
        loop {
            let in_text = open.last() == Some(&true);
            match self.peek(0) {
                None => break,
                Some(b'\\') if in_text => self.step(),
                Some(b'"') if in_text => {
                    open.pop();
                }
                Some(b'"') => open.push(true),
                Some(b'$' | b'%') if in_text && self.peek(1) == Some(b'{') => {
                    self.step();
                    open.push(false);
                }
                Some(b'{') if !in_text => open.push(false),
                Some(b'}') if !in_text => {
                    open.pop();
                }
                // A text ends in its line; the rest of one that does not is not made part of it.
                Some(b'\n') if open.len() == 1 => break,
                Some(_) => {}
            }
            self.step();
            if open.is_empty() {
                break;
            }
        }
        self.between(start, self.at.saturating_sub(1).max(start))
    }

    fn heredoc(&mut self) {
        self.at += 2;
        if self.peek(0) == Some(b'-') {
            self.step();
        }
        let mark = self.word();
        self.line_comment();
        if mark.is_empty() {
            return;
        }
        while self.at < self.text.len() {
            self.step();
            let start = self.at;
            self.line_comment();
            if self.between(start, self.at).trim() == mark {
                return;
            }
        }
    }

    fn open(&mut self, head: &mut Vec<Part>) {
        let parts = std::mem::take(head);
        let mut parts = parts.into_iter();
        let Some(Part::Word(kind)) = parts.next() else { return self.open.push(None) };
        let mut label = None;
        for part in parts {
            match part {
                Part::Text(text) | Part::Word(text) => label = label.or(Some(text)),
                Part::Equals | Part::Other => return self.open.push(None),
            }
        }
        let parent = self.open.last().copied().flatten().and_then(|at| self.blocks.get(at));
        let parent = parent.map(|block| block.kind.clone());
        self.open.push(Some(self.blocks.len()));
        self.blocks.push(Block { kind, label, parent, line: self.line, source: None });
    }

    /// Notes `source = "…"` of the block that is open.
    fn end_of_statement(&mut self, head: &mut Vec<Part>) {
        let parts = std::mem::take(head);
        if let [Part::Word(name), Part::Equals, Part::Text(text)] = parts.as_slice()
            && name == "source"
            && let Some(block) = self.open.last().copied().flatten().and_then(|at| self.blocks.get_mut(at))
        {
            block.source = Some(text.clone());
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |block: Block| {
            let words = [block.parent.unwrap_or_default(), block.kind, block.label.unwrap_or_default()];
            format!("{}:{}{}", block.line, words.join("/"), block.source.map(|s| format!("={s}")).unwrap_or_default())
        };
        blocks(text).into_iter().map(show).collect()
    }

    #[test]
    fn blocks_are_found_wherever_they_stand() {
        let rows: &[(&str, &[&str])] = &[
            ("terraform {\n  cloud {\n    organization = \"x\"\n  }\n}\n", &["1:/terraform/", "2:terraform/cloud/"]),
            ("terraform { backend \"remote\" { } }", &["1:/terraform/", "1:terraform/backend/remote"]),
            ("# terraform {\n// cloud {\n/* cloud {\n */ provider \"aws\" {}\n", &["4:/provider/aws"]),
            ("x = \"terraform { cloud {\"\ny \"a\" {}\n", &["2:/y/a"]),
            ("x = <<-EOT\n terraform {\n  cloud {\n EOT\ny {}\n", &["5:/y/"]),
            ("x = \"a ${f(\"}{\", {a = \"b\"})} {\"\ny {}\n", &["2:/y/"]),
            ("locals {\n  a = {\n    cloud = {}\n  }\n  b = [{ cloud {} }]\n}\nz {}", &["1:/locals/", "7:/z/"]),
            ("module \"a\" {\n  source = \"../m\"\n  b = 1\n}\n", &["1:/module/a=../m"]),
            ("module \"a\" { source = \"../m\" }\n", &["1:/module/a=../m"]),
            ("a {\n  source = \"x\" + \"y\"\n}", &["1:/a/"]),
            ("x = \"not ended\ny {}\n", &["2:/y/"]),
            ("}}}\ny {}\n", &["2:/y/"]),
            ("x = <<EOT\n never ends", &[]),
        ];
        for (text, wanted) in rows {
            let found: Vec<String> = shown(text)
                .into_iter()
                .filter(|block| !block.contains("/cloud/") || wanted.contains(&block.as_str()))
                .collect();
            assert_eq!(&found, wanted, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in r#"([a-z ={}"$%\\\n#/*<-]|EOT|é){0,60}"#) {
            blocks(&text);
        }
    }
}
