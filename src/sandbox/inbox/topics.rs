//! What people write about, and what becomes of it.

/// What people write about: a subject, what is said by the customer, the team and the customer
/// again, a note of the team, and the places of the team and the tag that it goes to.
pub struct Topic {
    pub subject: &'static str,
    pub asked: &'static str,
    pub answered: &'static str,
    pub replied: &'static str,
    pub noted: &'static str,
    pub team: usize,
    pub tag: usize,
    /// The place of an issue type.
    pub issue: usize,
}

/// All topics.
pub const TOPICS: [Topic; 8] = [
    Topic {
        subject: "Charged twice",
        asked: "<p>Hi, I was charged twice this month. Can you look into it?</p>",
        answered: "<p>Sorry about that! The second charge is on its way back to your card; it \
                   takes <b>three to five days</b>.</p>",
        replied: "<p>Great, thank you for the quick help.</p>",
        noted: "<p>Refunded the second payment.</p>",
        team: 2,
        tag: 0,
        issue: 0,
    },
    Topic {
        subject: "Cannot log in",
        asked: "<p>I cannot log in any more. The reset email never arrives.</p>",
        answered: "<p>Could you look into the spam folder? I have just sent it again.</p>",
        replied: "<p>Found it there, I am in again.</p>",
        noted: "<p>The address had bounced before; the block is removed.</p>",
        team: 0,
        tag: 1,
        issue: 1,
    },
    Topic {
        subject: "Export fails",
        asked: "<p>The CSV export stops at 50 %. It worked last week.</p>",
        answered: "<p>Thanks for telling us! Which browser do you use, and how many rows does the \
                   report have?</p>",
        replied: "<p>Firefox, and about 80,000 rows.</p>",
        noted: "<p>Looks like the time limit of the report server.</p>",
        team: 3,
        tag: 1,
        issue: 1,
    },
    Topic {
        subject: "Dark mode",
        asked: "<p>Do you plan a dark mode? My eyes would be grateful.</p>",
        answered: "<p>It is on our list, and your vote is added to it.</p>",
        replied: "<p>Looking forward to it!</p>",
        noted: "<p>Eleventh request for this one.</p>",
        team: 0,
        tag: 2,
        issue: 2,
    },
    Topic {
        subject: "Upgrade to the annual plan",
        asked: "<p>We would like to change to the annual plan. Is there a discount?</p>",
        answered: "<p>There is: two months are free. Shall I change it for you?</p>",
        replied: "<p>Yes, please, from the first of next month.</p>",
        noted: "<p>48 seats at the moment.</p>",
        team: 1,
        tag: 3,
        issue: 0,
    },
    Topic {
        subject: "Invoice address",
        asked: "<p>Please put our new address on the next invoice.</p>",
        answered: "<p>Done. You can also change it under <i>Settings, Billing</i>.</p>",
        replied: "<p>Perfect.</p>",
        noted: "<p>VAT number checked.</p>",
        team: 2,
        tag: 0,
        issue: 0,
    },
    Topic {
        subject: "How do I invite my team?",
        asked: "<p>How do I invite my colleagues? I see no button for it.</p>",
        answered: "<p>Only owners see it. Here is how: <a href=\"https://help.sandbox.example\">\
                   How to invite your team</a></p>",
        replied: "<p>Ah, that explains it.</p>",
        noted: "<p>The article should say who sees the button.</p>",
        team: 0,
        tag: 2,
        issue: 3,
    },
    Topic {
        subject: "App is slow",
        asked: "<p>Since this morning every page takes ten seconds. Is something down?</p>",
        answered: "<p>We see it, too, and are working on it. I will write as soon as it is \
                   better.</p>",
        replied: "<p>Thanks, it is quick again now.</p>",
        noted: "<p>Belongs to the incident of today.</p>",
        team: 3,
        tag: 3,
        issue: 1,
    },
];

/// Tags of conversations; the topics name them by place.
pub const TAGS: [&str; 4] = ["Refund", "Bug", "Feature request", "Escalated"];

/// The values of the attribute `issue_type`; the topics name them by place.
pub const ISSUE_TYPES: [&str; 4] = ["Billing", "Bug", "Feature request", "Question"];
