//! The command line. Everything worth reading is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    whomay::cli::main()
}
