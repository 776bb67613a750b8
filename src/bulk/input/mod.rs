//! Reads records from CSV, NDJSON and JSON files.
