//! The process: hands the real world to the library and returns its exit code.
fn main() {}
