//! The command line. Everything worth reading is in the library.

fn main() {}
