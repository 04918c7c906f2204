//! Packs the texts that the program only carries along to hand them out: schemas, and the jobs that `whomay init` writes.
//! They are a hundred and fifty kilobytes, and compress to a fifth.

#![expect(clippy::disallowed_methods, reason = "reads the sources and writes into the folder that cargo names")]

#[cfg(feature = "config")]
#[expect(unreachable_pub, reason = "it is public in the library, which has it as well")]
#[path = "src/setup/sums.rs"]
mod sums;

/// What is packed. `config::packed` is given the list, with the bytes of each.
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
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut list = String::new();
    for path in TEXTS {
        println!("cargo::rerun-if-changed={path}");
        let text = std::fs::read_to_string(path)?;
        let text = if path.starts_with("templates/") { sums::without_sum(&text) } else { text };
        let to = out.join(path);
        std::fs::create_dir_all(to.parent().unwrap_or(&out))?;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(text.as_bytes())?;
        std::fs::write(to, packed.finish()?)?;
        list.push_str(&format!("    ({path:?}, include_bytes!({path:?})),\n"));
    }
    std::fs::write(out.join("texts.rs"), format!("const TEXTS: [(&str, &[u8]); {}] = [\n{list}];\n", TEXTS.len()))
}

/// The decision core carries no text.
#[cfg(not(feature = "config"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
