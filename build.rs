//! Packs the texts that the program only carries along to hand them out: schemas, and the jobs that `whomay init` writes.
//! They are a hundred and fifty kilobytes, and compress to a fifth.

#![cfg_attr(
    feature = "config",
    expect(clippy::disallowed_methods, reason = "reads the sources and writes into the folder that cargo names")
)]

#[cfg(feature = "config")]
#[expect(unreachable_pub, reason = "it is public in the library, which has it as well")]
#[path = "src/setup/sums.rs"]
mod sums;

/// What is packed: one behind the other, each behind a line with its path and length.
#[cfg(feature = "config")]
const TEXTS: [&str; 13] = [
    "schemas/answer.schema.json",
    "schemas/enforcement.schema.json",
    "schemas/lint.schema.json",
    "schemas/report.schema.json",
    "schemas/terrateam-config.schema.json",
    "templates/apply.yml",
    "templates/lint.yml",
    "templates/report.yml",
    "workflows/github/apply-on-comment.yml",
    "workflows/github/lint.yml",
    "workflows/github/plan-comment.yml",
    "workflows/github/plan.yml",
    "workflows/gitlab/pipeline.gitlab-ci.yml",
];

#[cfg(feature = "config")]
fn main() -> std::io::Result<()> {
    use std::io::Write as _;

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/setup/sums.rs");
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for path in TEXTS {
        println!("cargo::rerun-if-changed={path}");
        let text = std::fs::read_to_string(path)?;
        let text = if path.starts_with("templates/") { sums::without_sum(&text) } else { text };
        write!(packed, "{path} {}\n{text}", text.len())?;
    }
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    std::fs::write(out.join("texts"), packed.finish()?)
}

/// The decision core carries no text.
#[cfg(not(feature = "config"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
