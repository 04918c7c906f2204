//! The hook for pre-commit, which looks at the rules before they are committed.

use super::{Note, ProposedFile, Purpose, Survey};

const PATH: &str = ".pre-commit-config.yaml";

/// Proposes `.pre-commit-config.yaml`, or says what to add to the one that is there.
pub(super) fn propose(survey: &Survey, files: &mut Vec<ProposedFile>, notes: &mut Vec<Note>) {
    let block = format!(
        "  - repo: https://github.com/{}\n    rev: v{}\n    hooks:\n      - id: whomay-lint-py\n",
        survey.address, survey.version
    );
    if !survey.files.iter().any(|file| file == PATH) {
        let text = format!(
            "# `pre-commit install` or `prek install` puts it in place in a clone. `whomay-lint-py` takes a wheel, `whomay-lint` builds\n\
             # from source, `whomay-lint-system` takes the whomay that is installed.\nrepos:\n{block}"
        );
        let why = "looks at the rules before they are committed".to_owned();
        files.push(ProposedFile { path: PATH.to_owned(), text, purpose: Purpose::Hooks, why });
    } else if !survey.texts.get(PATH).is_some_and(|text| text.contains("whomay")) {
        let about = format!("there is a {PATH}, which is left as it is");
        notes.push(Note { about, next: format!("add below `repos:`\n\n{}", block.trim_end()) });
    }
}
