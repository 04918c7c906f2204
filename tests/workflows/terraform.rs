//! What runs as `terraform`: the real one behind a script that notes each call, or a stand-in where it is not installed.
//!
//! Both are handed to the workflows as the archive that they download.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Plans and applies a module with one `terraform_data` much as terraform does, for a machine that has no terraform.
const STAND_IN: &str = r#"
text=$(cat -- *.tf)
marker=$(sed -n 's/^ *input *= *"\(.*\)"$/\1/p' <<< "$text")
state=$(sed -n 's/^ *path *= *"\(.*\)"$/\1/p' <<< "$text")
plan='{"format_version":"1.2","terraform_version":"1.11.4","complete":true,"applyable":true,"errored":false,"resource_changes":[{"address":"terraform_data.marker","mode":"managed","type":"terraform_data","name":"marker","provider_name":"terraform.io/builtin/terraform","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"id":true},"before_sensitive":false,"after_sensitive":{}}}]}'
case $1 in
  plan) for word; do case $word in -out=*) printf '%s' "$plan" > "${word#-out=}" ;; esac; done ;;
  show) cat "$3" ;;
  apply)
    command=$(sed -n 's/^ *command *= *"\(.*\)"$/\1/p' <<< "$text")
    bash -c "$command"
    printf '{"resources":[{"instances":[{"attributes":{"input":{"value":"%s"}}}]}]}' "$marker" > "$state" ;;
esac
"#;

/// Runs one unit as terragrunt does: non-interactively what it is told to run, with its own words on standard error. A second `--` is
/// nothing that it knows.
const TERRAGRUNT: &str = r#"
echo "INFO: a unit" >&2
[ "$1 $2" = 'run --' ] || exit 3
shift 2
for word; do [ "$word" != -- ] || exit 4; done
[ "$TG_NON_INTERACTIVE $TG_TF_FORWARD_STDOUT" = 'true true' ] || exit 5
[ -z "${TG_ALL-}${TG_GRAPH-}${TG_FILTER-}${TG_CONFIG-}${TG_WORKING_DIR-}" ] || exit 6
exec "$TG_TF_PATH" "$@"
"#;

/// The terraform of these tests.
pub(crate) struct Terraform {
    /// The archive that it is downloaded as.
    pub(crate) archive: Vec<u8>,
    /// The same as OpenTofu's.
    pub(crate) tofu_archive: Vec<u8>,
    /// The program terragrunt.
    pub(crate) terragrunt: Vec<u8>,
    /// One line for each call.
    calls: PathBuf,
}

impl Terraform {
    /// One that keeps its notes in a folder.
    pub(crate) fn in_folder(folder: &Path) -> Terraform {
        let calls = folder.join("calls");
        let body = match installed() {
            Some(real) => format!("exec {} \"$@\"\n", real.display()),
            None => STAND_IN.to_owned(),
        };
        let script = folder.join("terraform");
        std::fs::write(
            &script,
            format!(
                "#!/usr/bin/env bash\nset -eu\necho \"$*\" >> {0}\nenv >> {0}.env\n! grep -qx -e \"$1\" {0}.fails 2>/dev/null || exit 1\n{body}",
                calls.display()
            ),
        )
        .unwrap();
        run(Command::new("chmod").arg("+x").arg(&script));
        run(Command::new("cp").arg("-p").arg(&script).arg(folder.join("tofu")));
        let [archive, tofu_archive] = ["terraform", "tofu"].map(|program| {
            let archive = folder.join(format!("{program}.zip"));
            run(Command::new("python3").args(["-m", "zipfile", "-c"]).arg(&archive).arg(folder.join(program)));
            std::fs::read(archive).unwrap()
        });
        let units = folder.join("calls.units");
        let terragrunt =
            format!("#!/usr/bin/env bash\nset -eu\necho \"${{PWD##*/}}: $*\" >> {}\n{TERRAGRUNT}", units.display());
        Terraform { archive, tofu_archive, terragrunt: terragrunt.into_bytes(), calls }
    }

    /// From now on calls with this first word fail, and no others.
    pub(crate) fn fails_to(&self, word: &str) {
        std::fs::write(self.calls.with_extension("fails"), word).unwrap();
    }

    /// The first words of all calls until now.
    pub(crate) fn calls(&self) -> Vec<String> {
        let lines = std::fs::read_to_string(&self.calls).unwrap_or_default();
        lines.lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    }

    /// What terragrunt was told until now, each with the last part of the directory.
    pub(crate) fn units(&self) -> Vec<String> {
        let lines = std::fs::read_to_string(self.calls.with_extension("units")).unwrap_or_default();
        lines.lines().map(str::to_owned).collect()
    }

    /// The environments of all calls.
    pub(crate) fn surroundings(&self) -> String {
        std::fs::read_to_string(self.calls.with_extension("env")).unwrap()
    }

    pub(crate) fn has_applied(&self) -> bool {
        self.calls().iter().any(|call| call == "apply")
    }
}

/// Where terraform is, outside of these tests.
pub(crate) fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("terraform")).find(|file| file.is_file())
}

/// Runs a command that has to succeed.
pub(crate) fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
