//! The doors a command may use: streams, environment, clock, client.
