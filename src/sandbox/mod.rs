//! A local Intercom.
