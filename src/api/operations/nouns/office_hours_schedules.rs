//! `ictl office-hours-schedules`: office hours and their exceptions.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, FROM_2_16, Field, Noun, Operation, PathParam};

/// Minutes of the week in a schedule, of the day in an exception.
const TIME_INTERVAL: &[Property] =
    &[Property::new("start_minute", Kind::Integer), Property::new("end_minute", Kind::Integer)];

/// The rows of `ictl office-hours-schedules`.
pub(super) const NOUN: Noun = Noun {
    name: "office-hours-schedules",
    about: "Office hours and their exceptions",
    operations: &[
        Operation {
            id: "listOfficeHoursSchedules",
            command: &["office-hours-schedules", "list"],
            summary: "List office hours schedules",
            details: "Returns every schedule with its time zone and weekly intervals.",
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/office_hours_schedules")
        },
        Operation {
            id: "createOfficeHoursSchedule",
            command: &["office-hours-schedules", "create"],
            summary: "Create an office hours schedule",
            details: "Returns the schedule. Intervals count minutes from Monday 00:00.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("time_zone_name", "time-zone-name", Kind::String).required(),
                Field::new(
                    "time_intervals",
                    "time-intervals",
                    Kind::Array(&Kind::Object(TIME_INTERVAL)),
                )
                .required(),
            ],
            versions: FROM_2_16,
            ..Operation::post("/office_hours_schedules")
        },
        Operation {
            id: "getOfficeHoursSchedule",
            command: &["office-hours-schedules", "get"],
            summary: "Show an office hours schedule",
            details: "Returns the schedule with its weekly intervals.",
            path_params: &[PathParam::new("id", "OFFICE_HOURS_SCHEDULE_ID")],
            versions: FROM_2_16,
            ..Operation::get("/office_hours_schedules/{id}")
        },
        Operation {
            id: "updateOfficeHoursSchedule",
            command: &["office-hours-schedules", "update"],
            summary: "Update an office hours schedule",
            details: "Returns the schedule. Intervals count minutes from Monday 00:00.",
            path_params: &[PathParam::new("id", "OFFICE_HOURS_SCHEDULE_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("time_zone_name", "time-zone-name", Kind::String),
                Field::new(
                    "time_intervals",
                    "time-intervals",
                    Kind::Array(&Kind::Object(TIME_INTERVAL)),
                ),
            ],
            versions: FROM_2_16,
            ..Operation::put("/office_hours_schedules/{id}")
        },
        Operation {
            id: "deleteOfficeHoursSchedule",
            command: &["office-hours-schedules", "delete"],
            summary: "Delete an office hours schedule",
            details: "Returns a confirmation.",
            path_params: &[PathParam::new("id", "OFFICE_HOURS_SCHEDULE_ID")],
            versions: FROM_2_16,
            ..Operation::delete("/office_hours_schedules/{id}")
        },
        Operation {
            id: "listOfficeHoursExceptions",
            command: &["office-hours-schedules", "office-hours-exceptions", "list"],
            summary: "List the exceptions (holidays) of a schedule",
            details: "Returns days that are closed or have hours of their own.",
            path_params: &[PathParam::new("office_hours_schedule_id", "OFFICE_HOURS_SCHEDULE_ID")],
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get(
                "/office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions",
            )
        },
        Operation {
            id: "createOfficeHoursException",
            command: &["office-hours-schedules", "office-hours-exceptions", "create"],
            summary: "Add an exception (a holiday) to a schedule",
            details: "With `closed` leave the intervals out; with `custom_hours` they replace the \
                      day's usual ones. They count minutes from midnight.",
            path_params: &[PathParam::new("office_hours_schedule_id", "OFFICE_HOURS_SCHEDULE_ID")],
            body: &[
                Field::new("exception_date", "exception-date", Kind::Date).required(),
                Field::new(
                    "exception_type",
                    "exception-type",
                    Kind::Enum(&["closed", "custom_hours"]),
                )
                .required(),
                Field::new("name", "name", Kind::String),
                Field::new(
                    "time_intervals",
                    "time-intervals",
                    Kind::Array(&Kind::Object(TIME_INTERVAL)),
                )
                .nullable(),
                Field::new("recurring_annually", "recurring-annually", Kind::Boolean),
            ],
            versions: FROM_2_16,
            ..Operation::post(
                "/office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions",
            )
        },
        Operation {
            id: "getOfficeHoursException",
            command: &["office-hours-schedules", "office-hours-exceptions", "get"],
            summary: "Show an exception of a schedule",
            details: "Returns the day, its type and its intervals.",
            path_params: &[
                PathParam::new("office_hours_schedule_id", "OFFICE_HOURS_SCHEDULE_ID"),
                PathParam::new("id", "OFFICE_HOURS_EXCEPTION_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::get(
                "/office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{id}",
            )
        },
        Operation {
            id: "updateOfficeHoursException",
            command: &["office-hours-schedules", "office-hours-exceptions", "update"],
            summary: "Update an exception of a schedule",
            details: "Returns the exception.",
            path_params: &[
                PathParam::new("office_hours_schedule_id", "OFFICE_HOURS_SCHEDULE_ID"),
                PathParam::new("id", "OFFICE_HOURS_EXCEPTION_ID"),
            ],
            body: &[
                Field::new("exception_date", "exception-date", Kind::Date),
                Field::new(
                    "exception_type",
                    "exception-type",
                    Kind::Enum(&["closed", "custom_hours"]),
                ),
                Field::new("name", "name", Kind::String),
                Field::new(
                    "time_intervals",
                    "time-intervals",
                    Kind::Array(&Kind::Object(TIME_INTERVAL)),
                )
                .nullable(),
                Field::new("recurring_annually", "recurring-annually", Kind::Boolean),
            ],
            versions: FROM_2_16,
            ..Operation::put(
                "/office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{id}",
            )
        },
        Operation {
            id: "deleteOfficeHoursException",
            command: &["office-hours-schedules", "office-hours-exceptions", "delete"],
            summary: "Delete an exception of a schedule",
            details: "Returns a confirmation; the day has its usual hours again.",
            path_params: &[
                PathParam::new("office_hours_schedule_id", "OFFICE_HOURS_SCHEDULE_ID"),
                PathParam::new("id", "OFFICE_HOURS_EXCEPTION_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete(
                "/office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{id}",
            )
        },
    ],
};
