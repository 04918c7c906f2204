//! What a file of Terraform, OpenTofu or Terragrunt says of its directory, as far as its lines tell.
//!
//! No parser of the language: comments and heredocs are left out, and what opens a block or names a source is looked for
//! in the rest. A proposal that is wrong because of a strange file is seen in the difference before it is written.

/// What was found in one file, or in all of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// A backend: state is kept for this directory.
    pub(super) backend: bool,
    /// State or runs in HCP Terraform.
    pub(super) hcp: bool,
    /// A provider is configured.
    pub(super) provider: bool,
    /// Terragrunt: what is above is included.
    pub(super) include: bool,
    /// `terraform.workspace` is asked.
    pub(super) workspace: bool,
    /// Everything that `source` is set to.
    pub(super) sources: Vec<String>,
}

impl Said {
    /// Reads one more text.
    pub(super) fn read(&mut self, text: &str) {
        let mut in_comment = false;
        let mut heredoc: Option<&str> = None;
        for line in text.lines() {
            let line = line.trim();
            if let Some(mark) = heredoc {
                heredoc = (line != mark).then_some(mark);
                continue;
            }
            if in_comment {
                in_comment = !line.contains("*/");
                continue;
            }
            if line.starts_with('#') || line.starts_with("//") {
                continue;
            }
            in_comment = line.starts_with("/*") && !line.contains("*/");
            if in_comment {
                continue;
            }
            heredoc = line
                .rsplit_once("<<")
                .map(|(_, mark)| mark.trim_start_matches(['-', '~']))
                .filter(|mark| is_word(mark));
            self.line(line);
        }
    }

    fn line(&mut self, line: &str) {
        self.workspace |= line.contains("terraform.workspace");
        if let Some(source) = source(line) {
            self.sources.push(source.to_owned());
        }
        for head in line.split_inclusive('{').filter_map(|part| part.strip_suffix('{')) {
            let mut words = head.split_whitespace();
            let word = words.next().unwrap_or_default().trim_matches('"');
            let label = words.next().unwrap_or_default();
            let is_labelled = label.starts_with('"');
            match word {
                "backend" if is_labelled => {
                    self.backend = true;
                    self.hcp |= label == "\"remote\"";
                }
                "cloud" if label.is_empty() => (self.backend, self.hcp) = (true, true),
                "provider" if is_labelled => self.provider = true,
                "include" if is_labelled || label.is_empty() => self.include = true,
                _ => {}
            }
        }
    }
}

/// What a line sets `source` to, when that is a plain text.
fn source(line: &str) -> Option<&str> {
    let at = line.find("source")?;
    let (before, rest) = line.split_at_checked(at)?;
    if !before.is_empty() && !before.ends_with([' ', '{', '"', '\t']) {
        return None;
    }
    let rest = rest.strip_prefix("source")?.trim_start_matches('"').trim_start();
    let rest = rest.strip_prefix(['=', ':'])?.trim_start().strip_prefix('"')?;
    // An interpolation may hold quotes of its own.
    let end = if rest.contains("${") { rest.rfind('"') } else { rest.find('"') };
    rest.get(..end?)
}

/// The directory of the repository that a source means, seen from another. `None` for anything that is elsewhere.
pub(super) fn resolved(dir: &str, source: &str) -> Option<String> {
    let (mut segments, rest): (Vec<&str>, &str) = match source.strip_prefix("${get_repo_root()}/") {
        Some(rest) => (Vec::new(), rest),
        None if source.starts_with("./") || source.starts_with("../") => {
            (dir.split('/').filter(|segment| *segment != ".").collect(), source)
        }
        None => return None,
    };
    let rest = rest.split('?').next().unwrap_or_default();
    for segment in rest.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
        match segment {
            ".." => {
                segments.pop()?;
            }
            _ if segment.contains("${") => return None,
            _ => segments.push(segment),
        }
    }
    Some(if segments.is_empty() { ".".to_owned() } else { segments.join("/") })
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        let mut said = Said::default();
        said.read(text);
        said
    }

    #[test]
    fn blocks_are_found_and_comments_are_not() {
        assert!(said("terraform {\n  backend \"s3\" {}\n}").backend);
        assert!(said("terraform { backend \"s3\" {} }").backend);
        assert!(said("terraform {\n  cloud {\n").hcp && said("terraform { backend \"remote\" {").hcp);
        assert!(said("provider \"aws\" {").provider);
        assert!(said("include {\n").include && said("include \"root\" {").include);
        assert!(said("name = terraform.workspace").workspace);
        let none = Said::default();
        for text in [
            "# backend \"s3\" {",
            "// provider \"aws\" {",
            "/*\nprovider \"aws\" {\n*/",
            "contents = <<EOF\nprovider \"aws\" {\n}\nterraform {\n  backend \"s3\" {}\n}\nEOF\n",
            "x = <<-EOT\n  source = \"../a\"\n  EOT",
            "resource \"backend\" \"s3\" {",
            "data_source = \"../x\"",
        ] {
            assert_eq!(said(text), none, "{text}");
        }
        assert!(said("x = <<EOT\nEOT\nprovider \"aws\" {").provider);
    }

    #[test]
    fn sources_are_resolved_as_paths() {
        let sources = |text: &str| said(text).sources;
        assert_eq!(sources("module \"a\" {\n  source = \"../m\"\n}"), ["../m"]);
        assert_eq!(sources("module \"a\" { source = \"./m\" }"), ["./m"]);
        assert_eq!(sources("\"source\": \"../m\","), ["../m"]);
        assert_eq!(sources("source = \"${find(\"a\")}/m\""), ["${find(\"a\")}/m"]);
        let rows = [
            (".", "./modules/a", Some("modules/a")),
            ("x/y", "../../m//sub?ref=1", Some("m/sub")),
            ("x", "../", Some(".")),
            ("x", "../../m", None),
            ("x", "hashicorp/consul/aws", None),
            ("a/b", "${get_repo_root()}/modules//vpc", Some("modules/vpc")),
            ("a/b", "${get_terragrunt_dir()}/x", None),
        ];
        for (dir, source, wanted) in rows {
            assert_eq!(resolved(dir, source).as_deref(), wanted, "{dir} {source}");
        }
    }
}
