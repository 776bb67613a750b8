//! Ids through stdin: a verb done to every object whose id comes in, through the bulk engine.

use clap::ArgMatches;

use crate::bulk::actions::Plan;
use crate::context::Context;
use crate::error::{Error, Result};

/// Does what the plan says to every object whose id comes through stdin.
pub async fn run(plan: Plan, _matches: &ArgMatches, _cx: &mut Context) -> Result<()> {
    Err(Error::usage(format!("`{}` does not take ids from stdin yet", plan.command)))
}
