//! What stands at the top of a plan: versions, a time and three booleans.

use super::json::{Text, decode};
use super::time;
use super::{Elements, Fault};
use crate::plan::refusal::Kind;
use crate::plan::summary::Version;

impl Elements<'_> {
    pub(super) fn read_top_level(&mut self, key: &str, value: &[u8]) -> Result<bool, Fault> {
        match key {
            "format_version" => self.draft.plan.format = Some(format_version(value)?),
            "terraform_version" => self.draft.plan.engine = text(value)?.and_then(|Text(text)| version(&text)),
            "timestamp" => self.draft.plan.made_at = text(value)?.and_then(|Text(text)| time::seconds(&text)),
            "applyable" => self.draft.plan.standing.applicable = decode(value)?,
            "complete" => self.draft.plan.standing.complete = decode(value)?,
            "errored" => self.draft.plan.standing.errored = decode(value)?,
            _ => return Ok(false),
        }
        self.draft.plan.leaves.kept += 1;
        Ok(true)
    }
}

fn text(value: &[u8]) -> Result<Option<Text<'_>>, Fault> {
    decode(value)
}

/// Its major version says whether the rest can be understood; minor ones only add to it.
fn format_version(value: &[u8]) -> Result<Version, Fault> {
    let text = text(value)?;
    let version = text.and_then(|Text(text)| version(&text)).filter(|version| version.major <= 1);
    version.ok_or(Fault { kind: Kind::UnsupportedVersion, at: 0 })
}

/// `1.2`, `1.2.3`, `1.2.3-rc1`. The name of a prerelease is not kept, and neither is what follows a `+`.
fn version(text: &str) -> Option<Version> {
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    let (numbers, prerelease) = match text.split_once('-') {
        Some((numbers, _)) => (numbers, true),
        None => (text, false),
    };
    let mut parts = numbers.split('.');
    let major = number(parts.next()?)?;
    let minor = number(parts.next()?)?;
    let patch = parts.next().map_or(Some(0), number)?;
    parts.next().is_none().then_some(Version { major, minor, patch, prerelease })
}

/// At most six digits: what is longer is no version but something that somebody wants to be shown.
fn number(text: &str) -> Option<u32> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
