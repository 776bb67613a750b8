//! Prints answers for people and for pipes.
