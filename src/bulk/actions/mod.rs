//! What a verb does to one object: `close` to a conversation, `tag` to a contact.
//!
//! A [`Plan`] holds the verb's steps, each with its nature: what may be done when its answer
//! was lost. An [`Action`] is a plan on its way through one [`Subject`]: requests come out, answers
//! go in, without a socket and a clock. The single command and the stream of ids drive the same
//! machine, so a reply cannot reach a customer twice in either.

mod action;
mod ending;
mod sent_time;
mod subject;
mod text;
mod trace;

pub use action::{Action, Known, LOOKS};
pub use ending::Ending;
pub use subject::{ObjectKind, Subject};
pub use trace::Trace;

use crate::api::Request;
use crate::api::error_list::Refusal;
use crate::error::Result;
use serde_json::Value;

type Make = Box<dyn Fn(&Subject) -> Request + Send + Sync>;
type Holds = Box<dyn Fn(&Subject, &Value) -> bool + Send + Sync>;
type Says = Box<dyn Fn(&Refusal) -> bool + Send + Sync>;
type Check = Box<dyn Fn(&Subject) -> Result<()> + Send + Sync>;

/// What a verb does to one object: its steps in their order.
pub struct Plan {
    /// The words of the command, such as `conversations close`.
    pub command: String,
    /// What it acts on.
    pub kind: ObjectKind,
    /// It takes something away, so a stream of it asks first.
    pub destructive: bool,
    steps: Vec<Step>,
    checks: Vec<Check>,
}

/// One request of a plan.
pub struct Step {
    make: Make,
    nature: Nature,
    already: Option<Holds>,
    unchanged: Option<Says>,
}

/// What may be done when a step's answer was lost.
enum Nature {
    /// It is sent again: a second time changes nothing more.
    Repeatable,
    /// The object is read, and the request sent again only where it has not taken effect.
    UntilSeen(Holds),
    /// What it made is looked for and, found or not, the request is never sent again.
    Once(Trace),
}

impl Plan {
    /// A plan without steps. `command` is the command's words, such as `conversations close`.
    pub fn new(command: impl Into<String>, kind: ObjectKind) -> Self {
        Plan {
            command: command.into(),
            kind,
            destructive: false,
            steps: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// Adds a step.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Says that it takes something away.
    #[must_use]
    pub fn destructive(mut self) -> Self {
        self.destructive = true;
        self
    }

    /// Refuses objects that the steps could not be made for, before their first request.
    #[must_use]
    pub fn requiring(
        mut self,
        check: impl Fn(&Subject) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    /// The last word of the command: what it does.
    pub fn verb(&self) -> &str {
        self.command.rsplit(' ').next().unwrap_or_default()
    }

    /// What would be sent for an object whose state nobody looks at.
    pub fn requests(&self, subject: &Subject) -> Vec<Request> {
        self.steps.iter().map(|step| (step.make)(subject)).collect()
    }

    /// Those of them that must not take effect twice.
    pub fn messages(&self, subject: &Subject) -> Vec<Request> {
        let once = |step: &&Step| matches!(step.nature, Nature::Once(_));
        self.steps.iter().filter(once).map(|step| (step.make)(subject)).collect()
    }

    /// Refuses an object that the steps cannot be made for.
    pub fn check(&self, subject: &Subject) -> Result<()> {
        self.checks.iter().try_for_each(|check| check(subject))
    }
}

impl Step {
    fn new(make: impl Fn(&Subject) -> Request + Send + Sync + 'static, nature: Nature) -> Self {
        Step { make: Box::new(make), nature, already: None, unchanged: None }
    }

    /// A request that changes nothing more when it comes a second time: a PUT, a DELETE. A DELETE
    /// that finds nothing after a lost answer is taken for done.
    pub fn repeatable(make: impl Fn(&Subject) -> Request + Send + Sync + 'static) -> Self {
        Step::new(make, Nature::Repeatable)
    }

    /// A request that leaves a trace each time it comes, and a state that shows whether it came:
    /// closing, assigning. `seen` looks at the object, as it was piped in or read back.
    pub fn until_seen(
        make: impl Fn(&Subject) -> Request + Send + Sync + 'static,
        seen: impl Fn(&Subject, &Value) -> bool + Send + Sync + 'static,
    ) -> Self {
        Step::new(make, Nature::UntilSeen(Box::new(seen)))
    }

    /// A request that must never take effect twice: a reply, a new conversation. What to look for
    /// after a lost answer is taken from the request's own body.
    pub fn once(make: impl Fn(&Subject) -> Request + Send + Sync + 'static, trace: Trace) -> Self {
        Step::new(make, Nature::Once(trace))
    }

    /// Leaves the step out for a piped object that has its result already. Steps made with
    /// [`Step::until_seen`] know it by themselves.
    #[must_use]
    pub fn already(
        mut self,
        holds: impl Fn(&Subject, &Value) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.already = Some(Box::new(holds));
        self
    }

    /// Takes a refusal that says "it is so already" for the outcome *unchanged*.
    #[must_use]
    pub fn unchanged_when(
        mut self,
        says: impl Fn(&Refusal) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.unchanged = Some(Box::new(says));
        self
    }

    fn is_done_already(&self, subject: &Subject) -> bool {
        let object = subject.object();
        if object.is_null() {
            return false;
        }
        match (&self.already, &self.nature) {
            (Some(holds), _) | (None, Nature::UntilSeen(holds)) => holds(subject, object),
            _ => false,
        }
    }
}
