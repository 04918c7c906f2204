//! The action as a workflow names it in `uses:`, of a release that the server of a test has.
//!
//! Its scripts are run as they are committed. Only the data of the release, `action/release.txt`, is another: there is none
//! before the first release, and then it is at an address that tests do not ask. `gh`, which asks GitHub for attestations, is
//! stood in for by a script that notes what it was asked and answers as the test says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::downloads::{sha256, whomay_archive};
use crate::terraform::run;

/// Where the server has the archives, as their names follow.
pub(crate) const DOWNLOADS: &str = "/releases/";

/// How the shipped workflows name the action.
const OURS: &str = "OWNER/whomay@";

/// Actions of others that ours or the workflows use. The real ones need GitHub's own network.
const STAND_INS: [(&str, &str); 4] = [
    ("actions/checkout", CHECKOUT),
    ("actions/upload-artifact", UPLOAD_ARTIFACT),
    ("github/codeql-action/upload-sarif", UPLOAD_SARIF),
    ("actions/cache", NO_CACHE),
];

/// Puts what is uploaded where the fake finds it.
const UPLOAD_ARTIFACT: &str = r#"
name: stand-in for upload-artifact
inputs:
  name: {required: true}
  path: {required: true}
  if-no-files-found: {default: warn}
  retention-days: {default: "1"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{ inputs.name }}
        FILE: ${{ inputs.path }}
      run: if [ -e "$FILE" ]; then python3 -m zipfile -c "$UPLOADS/$NAME.zip" "$FILE"; fi
"#;

const UPLOAD_SARIF: &str = r#"
name: stand-in for upload-sarif
inputs:
  sarif_file: {required: true}
  category: {required: false}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        FILE: ${{ inputs.sarif_file }}
      run: cp -- "$FILE" "$UPLOADS/code-scanning.sarif"
"#;

/// What the clone is like afterwards: all branches as those of `origin`, which has no head, and a detached commit; or that commit alone.
const CHECKOUT: &str = r#"
name: stand-in for checkout
inputs:
  ref: {default: "${{ github.sha }}"}
  fetch-depth: {default: "1"}
  persist-credentials: {default: "true"}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        TOKEN: ${{ github.token }}
        REF: ${{ inputs.ref }}
        DEPTH: ${{ inputs.fetch-depth }}
        CREDENTIALS: ${{ inputs.persist-credentials }}
      run: |
        set -euo pipefail
        [ "$CREDENTIALS" = false ]
        cd "$GITHUB_WORKSPACE"
        git init --quiet .
        git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"
        what=(--depth=1 "$REF:refs/checkout")
        [ "$DEPTH" != 0 ] || what=('+refs/heads/*:refs/remotes/origin/*' "$REF")
        GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraheader \
          GIT_CONFIG_VALUE_0="Authorization: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)" \
          git fetch --quiet --no-tags "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git" "${what[@]}"
        git checkout --quiet --detach "$REF"
"#;

/// Has nothing and keeps nothing.
const NO_CACHE: &str = r#"
name: stand-in for a cache
inputs:
  path: {required: true}
  key: {required: true}
  restore-keys: {required: false}
runs:
  using: composite
  steps:
    - shell: bash
      run: "true"
"#;

/// `whomay-TRIPLE.tar.gz` of this machine.
pub(crate) fn archive_name() -> String {
    format!("whomay-{}-unknown-linux-gnu.tar.gz", std::env::consts::ARCH)
}

/// A copy of the action's tree, and what a runner has beside it.
pub(crate) struct Release {
    folder: PathBuf,
}

impl Release {
    /// One whose archives `origin` has.
    pub(crate) fn in_folder(folder: &Path, origin: &str) -> Release {
        let release = Release { folder: folder.to_owned() };
        let tree = release.tree();
        std::fs::create_dir_all(&tree).unwrap();
        let committed = Path::new(env!("CARGO_MANIFEST_DIR"));
        run(Command::new("cp").arg("-R").args(["action.yml", "action"].map(|part| committed.join(part))).arg(&tree));
        release.say(&[
            format!("version {}", env!("CARGO_PKG_VERSION")),
            "repository OWNER/whomay".to_owned(),
            format!("downloads {origin}{}", DOWNLOADS.trim_end_matches('/')),
            format!("sha256 {} {}", sha256(whomay_archive()), archive_name()),
        ]);
        release
    }

    /// What a `uses:` finds.
    pub(crate) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// What the release says of itself.
    pub(crate) fn say(&self, lines: &[String]) {
        std::fs::write(self.tree().join("action/release.txt"), lines.join("\n") + "\n").unwrap();
    }

    /// Changes a script of the copy, to see what else holds when that does not.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.tree().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    /// From now on there is no attestation.
    pub(crate) fn is_not_attested(&self) {
        std::fs::write(self.folder.join("not-attested"), "").unwrap();
    }

    /// What `gh` was asked until now, a line for each time.
    pub(crate) fn asked_of_gh(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.folder.join("gh.calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// Puts a `gh` into a folder of the runner's PATH.
    pub(crate) fn put_gh_into(&self, bin: &Path) {
        let [calls, refuses] = ["gh.calls", "not-attested"].map(|name| self.folder.join(name).display().to_string());
        let script = format!(
            "#!/bin/sh\necho \"$*\" >> {calls}\n[ -n \"$GH_TOKEN\" ] || {{ echo 'gh: no token' >&2; exit 4; }}\n\
             [ ! -e {refuses} ] || {{ echo 'gh: no attestations found' >&2; exit 1; }}\n"
        );
        std::fs::write(bin.join("gh"), script).unwrap();
        run(Command::new("chmod").arg("+x").arg(bin.join("gh")));
    }

    /// For each action that a workflow uses, by itself or through ours, `NAME@COMMIT=FOLDER` as act takes it.
    pub(crate) fn local_repositories(&self, workflow: &str) -> Vec<String> {
        let action = std::fs::read_to_string(self.tree().join("action.yml")).unwrap();
        let mut used: Vec<&str> = uses(workflow).chain(uses(&action)).collect();
        used.sort_unstable();
        used.dedup();
        used.into_iter()
            .filter(|action| !action.starts_with("./"))
            .map(|action| self.local_repository(action))
            .collect()
    }

    fn local_repository(&self, action: &str) -> String {
        if action.starts_with(OURS) {
            return format!("{action}={}", self.tree().display());
        }
        let (name, commit) = action.split_once('@').unwrap();
        let stand_in = STAND_INS.iter().find(|(known, _)| *known == name);
        let (_, text) = stand_in.unwrap_or_else(|| panic!("nothing stands in for {action}"));
        // `OWNER/NAME/PATH`: the folder of all that are in one repository, each in its path.
        let mut parts = name.splitn(3, '/');
        let repository = format!("{}/{}", parts.next().unwrap(), parts.next().unwrap());
        let root = self.folder.join("others").join(&repository);
        let place = parts.next().map_or_else(|| root.clone(), |path| root.join(path));
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("action.yml"), text).unwrap();
        format!("{repository}@{commit}={}", root.display())
    }
}

/// `OWNER/NAME@COMMIT` of each `uses:`.
fn uses(text: &str) -> impl Iterator<Item = &str> {
    let values = text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: "));
    values.filter_map(|value| value.split_whitespace().next())
}
