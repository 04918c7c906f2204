//! Templates as they are carried in the program: without the sum of the program's own archive.
//!
//! A template that is published names the sum of the archive that it downloads. No program can hold the sum of its own archive,
//! and one that is built before the sums are committed has to be the one that is built after. So `build.rs` takes the
//! digits out; who gets a template from `whomay init` is told to fill them in. Reads and writes nothing.

/// The same text with zeros for the sum of the program; of any other sum nothing is changed.
pub fn without_sum(text: &str) -> String {
    const BEFORE: &str = "\n    sha256:\n      default: \"";
    const DIGITS: usize = 64;
    let Some((before, after)) = text.split_once(BEFORE) else { return text.to_owned() };
    match after.split_once('"') {
        Some((sum, rest)) if sum.len() == DIGITS => format!("{before}{BEFORE}{}\"{rest}", "0".repeat(DIGITS)),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sum_of_the_program_is_taken_out() {
        let text = |sum: &str| {
            let other = "1234567890abcdef".repeat(4);
            format!(
                "  inputs:\n    terraform-sha256:\n      default: \"{other}\"\n    sha256:\n      default: \"{sum}\"\n"
            )
        };
        assert_eq!(without_sum(&text(&"fedcba0987654321".repeat(4))), text(&"0".repeat(64)));
        assert_eq!(without_sum(&text("none")), text("none"));
        assert_eq!(without_sum("  sha256: none\n"), "  sha256: none\n");
    }
}
