//! Reads configuration files, in the repository and out of it, and says where each came from.

#![expect(clippy::disallowed_methods, reason = "looks which central files there are")]

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::failure::Failure;
use super::inputs;
use crate::access::gate::GateOptions;
use crate::access::repository::CONFIG_PATHS;
use crate::config::document::{self, Document};
use crate::config::gate::WhomayConfig;
use crate::config::node::Node;
use crate::diagnostic::Diagnostic;
use crate::git::{Repository, Snapshot};
use crate::output::answer::{ConfigFile, Revision, Warning, place};
use crate::source::SourceMap;

/// The gate's options file.
pub(super) const GATE_PATH: &str = ".whomay.yml";

/// A file that says something, and the document in it.
pub(super) struct Loaded {
    pub(super) document: Document,
    pub(super) file: ConfigFile,
}

impl Loaded {
    /// The document's root.
    pub(super) fn root(&self) -> &Node {
        self.document.root()
    }
}

/// Reads, and collects what is worth knowing.
pub(super) struct ConfigReader<'a> {
    pub(super) repository: &'a Repository,
    pub(super) sources: &'a mut SourceMap,
    pub(super) warnings: &'a mut Vec<Warning>,
    /// Documents by path and git object id. A file is mostly the same at the head and on the default branch; read once,
    /// what is wrong with it is said once.
    pub(super) read: BTreeMap<(String, String), Document>,
}

impl ConfigReader<'_> {
    /// The configuration of a snapshot: `.yml`, or `.yaml` where that is missing or empty, as on the server.
    pub(super) fn in_repository(
        &mut self,
        role: &'static str,
        snapshot: Snapshot,
        revision: &Revision,
    ) -> Result<Option<Loaded>, Failure> {
        let [first, second] = CONFIG_PATHS;
        let Some(loaded) = self.blob(role, snapshot, revision, first)? else {
            return self.blob(role, snapshot, revision, second);
        };
        // The other file has no say, so neither does anything that is wrong with it.
        if !matches!(self.repository.read(snapshot, second, document::MAX_BYTES), Ok(None)) {
            self.say(format!("both {first} and {second} exist at {}; the server reads {first} alone", revision.name));
        }
        Ok(Some(loaded))
    }

    fn blob(
        &mut self,
        role: &'static str,
        snapshot: Snapshot,
        revision: &Revision,
        path: &str,
    ) -> Result<Option<Loaded>, Failure> {
        let Some(blob) = self.repository.read(snapshot, path, document::MAX_BYTES)? else { return Ok(None) };
        let origin = match revision.commit.as_str() {
            "" => format!("{}, blob {}", revision.name, blob.id),
            commit => format!("{} {commit}, blob {}", revision.name, blob.id),
        };
        let identity = (path.to_owned(), blob.id.to_string());
        let document = match self.read.get(&identity) {
            Some(document) => document.clone(),
            None => {
                let document = inputs::parse(path, &blob.bytes, Some(origin), self.sources)
                    .map_err(|failure| failure.saying(format!("{path} at {} cannot be read", revision.name)))?;
                let Some(document) = document else {
                    self.say(format!("{path} at {} is empty, which counts as no file at all", revision.name));
                    return Ok(None);
                };
                self.warn(document.warnings());
                self.read.insert(identity, document.clone());
                document
            }
        };
        let file = ConfigFile {
            role,
            path: path.to_owned(),
            revision: Some(revision.clone()),
            blob: Some(blob.id.to_string()),
            decides: Vec::new(),
        };
        Ok(Some(Loaded { document, file }))
    }

    /// A file that was named on the command line. `None` for an empty one.
    pub(super) fn named(&mut self, role: &'static str, path: &Path) -> Result<Option<Loaded>, Failure> {
        let shown = path.display().to_string();
        let Some(document) = inputs::document(path, self.sources)? else {
            self.say(format!("{shown} is empty, which counts as no file at all"));
            return Ok(None);
        };
        self.warn(document.warnings());
        let file = ConfigFile { role, path: shown, revision: None, blob: None, decides: Vec::new() };
        Ok(Some(Loaded { document, file }))
    }

    /// The owner's central files, each `.yml` before `.yaml`.
    pub(super) fn central(&mut self, dir: &Path, name: &str) -> Result<Vec<Loaded>, Failure> {
        if !dir.is_dir() {
            return Err(Failure::with_help(
                format!("{} is not a folder", dir.display()),
                "Pass --central the folder of a clone of the owner's `terrateam` repository.",
            ));
        }
        let config = dir.join("config");
        let own = config.join(name);
        let places = [
            ("global-defaults", config.join("defaults")),
            ("repository-defaults", own.join("defaults")),
            ("global-overrides", config.join("overrides")),
            ("repository-overrides", own.join("overrides")),
            ("forced", own.join("config")),
        ];
        let mut found = Vec::new();
        for (role, stem) in places {
            found.extend(self.first_of(role, &stem)?);
        }
        if found.is_empty() {
            self.say(format!("{} holds no central configuration for `{name}`", dir.display()));
        }
        Ok(found)
    }

    fn first_of(&mut self, role: &'static str, stem: &Path) -> Result<Option<Loaded>, Failure> {
        let [first, second] = ["yml", "yaml"].map(|ending| stem.with_extension(ending));
        let loaded = if present(&first)? { self.named(role, &first)? } else { None };
        let Some(loaded) = loaded else {
            return if present(&second)? { self.named(role, &second) } else { Ok(None) };
        };
        if present(&second)? {
            let (first, second) = (first.display(), second.display());
            self.say(format!("both {first} and {second} exist; the server reads {first} alone"));
        }
        Ok(Some(loaded))
    }

    /// The gate's options.
    pub(super) fn gate(&mut self, snapshot: Snapshot, revision: &Revision) -> Result<GateOptions, Failure> {
        Ok(self.options(snapshot, revision)?.gate)
    }

    /// All options of a commit. Those of a file that is not there are the defaults.
    pub(super) fn options(&mut self, snapshot: Snapshot, revision: &Revision) -> Result<WhomayConfig, Failure> {
        let Some(loaded) = self.blob("gate", snapshot, revision, GATE_PATH)? else {
            return Ok(WhomayConfig::default());
        };
        WhomayConfig::from_node(loaded.root()).map_err(|diagnostics| Failure::Diagnostics {
            message: format!("{GATE_PATH} at {} cannot be used", revision.name),
            diagnostics,
            sources: self.sources.clone(),
        })
    }

    /// Notes warnings about documents, each once: the same file is often read at two commits.
    pub(super) fn warn(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let place = place(self.sources, diagnostic.labels.first().map(|label| label.span));
            let spot = |warning: &Warning| warning.place.as_ref().map(|place| (place.path.clone(), place.line));
            let warning = Warning { text: diagnostic.message.clone(), place };
            if !self.warnings.iter().any(|known| known.text == warning.text && spot(known) == spot(&warning)) {
                self.warnings.push(warning);
            }
        }
    }

    /// Notes something about no place in particular.
    pub(super) fn say(&mut self, text: String) {
        self.warnings.push(Warning { text, place: None });
    }
}

/// Whether something lies there. What cannot be looked at is a failure: a file that is passed over could be
/// the one that takes a permission away.
fn present(path: &Path) -> Result<bool, Failure> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(Failure::new(format!("cannot look at {}: {error}", path.display()))),
    }
}
