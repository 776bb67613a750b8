//! The command line: global flags, dispatch, and the way from an error to an exit code.
