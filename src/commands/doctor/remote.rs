//! The checks that read Intercom's answer: is it Intercom, whose token is it, from which region, in
//! which version, at what time, with how much left.

use std::time::Duration;

use serde_json::Value;

use super::check::Check;
use super::probe::Probe;
use crate::api::error_list::{Refusal, failure_error};
use crate::api::{Answer, ApiVersion, BaseUrl, Failure, Region, Repeat};
use crate::auth::Identity;
use crate::config::Profile;
use crate::context::{Source, workspace};
use crate::error::Result;
use crate::output::human_duration;

/// How far two clocks may be apart, in seconds, before anybody should know. An answer's way
/// and the whole seconds of its date take a few.
const CLOCK_TOLERANCE: u64 = 30;

/// How far before certificates, tokens with dates and searches by time go wrong.
const CLOCK_LIMIT: u64 = 300;

/// The share of a window, one in so many requests, below which it is nearly used up.
const SCARCE: u64 = 10;

/// Intercom answers at this address. `proxied` says that a proxy is set for requests to it.
pub(super) fn network(probe: &Probe, proxied: bool) -> Check {
    const NAME: &str = "network";
    let (base_url, asked) = match (&probe.base_url, &probe.asked) {
        (Err(error), _) | (_, Err(error)) => return Check::failed(NAME, error),
        (Ok(base_url), Ok(asked)) => (base_url, asked),
    };
    let answer = match &asked.result {
        Err(failure) => return unreachable(NAME, failure, base_url, proxied),
        Ok(answer) => answer,
    };
    let status = answer.status;
    let strange = match answer.json::<Value>() {
        // What stands in front of Intercom speaks HTML where Intercom itself is down.
        _ if status >= 500 => None,
        Err(failure) => Some(failure.to_string()),
        Ok(Value::Null) if status == 200 => Some("HTTP 200 with nothing in it".to_owned()),
        Ok(_) => None,
    };
    if let Some(strange) = strange {
        return Check::fail(
            NAME,
            format!("something else than Intercom answers at {base_url} ({strange})"),
            format!(
                "look at {base_url} in a browser: a sign-in page of the network or a proxy may stand in \
                 between; check INTERCOM_API_BASE_URL as well"
            ),
        );
    }
    match status {
        500.. => Check::fail(
            NAME,
            format!(
                "{base_url} answers with HTTP {status}: {}",
                Refusal::decode(answer).sentence()
            ),
            "this passes by itself as a rule: try again in a few minutes",
        ),
        300..=399 => Check::fail(
            NAME,
            format!("{base_url} redirects (HTTP {status}) instead of answering"),
            "check INTERCOM_API_BASE_URL and the region",
        ),
        _ => Check::ok(NAME, format!("{base_url} answers after {} ms", asked.took.as_millis())),
    }
}

/// What to do depends on what stands at the address and on the way to it.
fn unreachable(name: &'static str, failure: &Failure, base_url: &BaseUrl, proxied: bool) -> Check {
    let error = failure_error(failure, Repeat::Safe);
    let hint = match failure {
        Failure::NotSent { .. } if base_url.is_loopback() => {
            "nothing was sent; start what should answer there, such as `ictl sandbox serve`, or unset \
             INTERCOM_API_BASE_URL to ask Intercom itself"
                .to_owned()
        }
        Failure::NotSent { .. } if proxied => {
            "nothing was sent; requests go through a proxy, which has a check of its own".to_owned()
        }
        Failure::NotSent { .. } if !base_url.is_intercoms_own() => format!(
            "nothing was sent; look whether {base_url} is right, or unset INTERCOM_API_BASE_URL to ask \
             Intercom itself"
        ),
        Failure::NotSent { .. } => format!(
            "nothing was sent; look whether this machine is online: `curl -I {base_url}` must get an \
             answer. Where only a proxy leads out, set HTTPS_PROXY=http://HOST:PORT"
        ),
        Failure::Lost { .. } => format!(
            "try again; where it stays, something between here and {base_url} breaks connections or \
             slows them down: --timeout waits longer"
        ),
        _ => return Check::failed(name, &error),
    };
    Check::fail(name, error.message(), hint)
}

/// Intercom accepts the token.
pub(super) fn token(probe: &Probe) -> Check {
    const NAME: &str = "token";
    let source = match (&probe.source, &probe.token) {
        (Err(error), _) | (_, Err(error)) => return Check::failed(NAME, error),
        (Ok(source), Ok(())) => source,
    };
    let whose = whose(source);
    let Some(answer) = probe.answer() else {
        return Check::unknown(NAME, &format!("Intercom could not be asked about {whose}"));
    };
    match (answer.status, identity(answer)) {
        (200, Some(identity)) => match source {
            Source::Profile(name, profile) if profile.workspace_id != identity.workspace_id => {
                Check::fail(
                    NAME,
                    format!(
                        "{whose} is of workspace {} by now, not of {}",
                        identity.workspace(),
                        workspace(profile)
                    ),
                    format!("log in again with `ictl auth login --profile {name}`"),
                )
            }
            _ => Check::ok(NAME, format!("{whose} is good for workspace {}", identity.workspace())),
        },
        (401, _) => Check::fail(
            NAME,
            format!(
                "Intercom does not accept {whose} (HTTP 401, {})",
                Refusal::decode(answer).sentence()
            ),
            new_token(source),
        ),
        (403, _) => Check::warn(
            NAME,
            format!("{whose} may not ask whose it is (HTTP 403)"),
            "give the app the permission to read one admin: Developer Hub > your app > Authentication",
        ),
        (200, None) => Check::unknown(NAME, &format!("no answer tells whose {whose} is")),
        (status, _) => Check::unknown(NAME, &format!("the answer is HTTP {status}")),
    }
}

/// Requests go to the workspace's own region.
pub(super) fn region(probe: &Probe, asked_for: Result<Option<Region>>) -> Check {
    const NAME: &str = "region";
    if let Err(error) = asked_for {
        return Check::failed(NAME, &error);
    }
    let Some(region) = probe.answer().and_then(identity).and_then(|identity| identity.region)
    else {
        return Check::unknown(NAME, "no answer tells the workspace's region");
    };
    if let Ok(Source::Profile(name, profile)) = &probe.source
        && !is_of(profile, region)
    {
        return Check::warn(
            NAME,
            format!("profile {name} says {}, and its workspace is in {region}", profile.region),
            format!("log in again with `ictl auth login --profile {name}`"),
        );
    }
    match probe.base_url.as_ref().ok().and_then(region_of) {
        Some(host) if host != region => Check::warn(
            NAME,
            format!("the workspace is in {region}, and requests go to the host of {host}"),
            format!("set INTERCOM_REGION={region}, or give --region {region}"),
        ),
        _ => Check::ok(NAME, format!("the workspace is in {region}")),
    }
}

/// Intercom knows the version that is asked for.
pub(super) fn version(probe: &Probe, asked_for: Result<ApiVersion>) -> Check {
    const NAME: &str = "version";
    let version = match asked_for {
        Ok(version) => version.to_string(),
        Err(error) => return Check::failed(NAME, &error),
    };
    let Ok(asked) = &probe.asked else { return Check::unknown(NAME, "Intercom was not asked") };
    let hint = format!(
        "unset INTERCOM_VERSION and leave out --api-version: ictl asks for {}",
        ApiVersion::DEFAULT
    );
    if asked.version_refused {
        return Check::fail(NAME, format!("Intercom does not know version {version}"), hint);
    }
    let Ok(answer) = &asked.result else { return Check::unknown(NAME, "no answer came") };
    match answer.header("intercom-version") {
        Some(served) if !served.eq_ignore_ascii_case(&version) => {
            Check::warn(NAME, format!("{version} is asked for, and {served} answers"), hint)
        }
        Some(_) => Check::ok(NAME, format!("{version} is asked for, and answers")),
        None => Check::ok(NAME, format!("{version} is asked for")),
    }
}

/// This machine's clock agrees with Intercom's.
pub(super) fn clock(probe: &Probe) -> Check {
    const NAME: &str = "clock";
    let Ok(asked) = &probe.asked else { return Check::unknown(NAME, "Intercom was not asked") };
    let Some(theirs) = probe.answer().and_then(|answer| answer.timing.date) else {
        return Check::unknown(NAME, "no answer tells the time");
    };
    let ours = asked.at.as_second();
    let apart = ours.abs_diff(theirs);
    if apart <= CLOCK_TOLERANCE {
        return Check::ok(NAME, "it agrees with Intercom's");
    }
    let direction = if ours > theirs { "ahead of" } else { "behind" };
    let apart_in_words = human_duration(Duration::from_secs(apart));
    let message = format!("it is {apart_in_words} {direction} Intercom's");
    let hint = "set this machine's clock, best by switching on its synchronization: `sudo timedatectl \
                set-ntp true` on Linux, Date & Time in the settings elsewhere";
    let check = Check::fail(NAME, message, hint);
    if apart <= CLOCK_LIMIT { check.softened() } else { check }
}

/// Requests are left in this window.
pub(super) fn rate_limit(probe: &Probe) -> Check {
    const NAME: &str = "rate_limit";
    let Some(answer) = probe.answer() else { return Check::unknown(NAME, "no answer came") };
    let hint = "other programs use the same limit: wait for the next window, or slow them down";
    match answer.timing.rate {
        _ if answer.status == 429 => Check::warn(NAME, "the rate limit is used up", hint),
        Some(rate) => {
            let left =
                format!("{} of {} requests are left in this window", rate.remaining, rate.limit);
            let scarce = rate.remaining.saturating_mul(SCARCE) < rate.limit;
            if scarce { Check::warn(NAME, left, hint) } else { Check::ok(NAME, left) }
        }
        None if answer.status == 200 => Check::ok(NAME, "the answer speaks of none"),
        None => Check::unknown(NAME, "only an accepted token is told"),
    }
}

fn identity(answer: &Answer) -> Option<Identity> {
    Identity::read(&answer.json().ok()?)
}

fn whose(source: &Source) -> String {
    match source {
        Source::Sandbox => "the sandbox's token".to_owned(),
        Source::Environment => "the token in INTERCOM_TOKEN".to_owned(),
        Source::Profile(name, _) => format!("the token of profile {name}"),
        Source::Nothing => "no token".to_owned(),
    }
}

fn new_token(source: &Source) -> String {
    match source {
        Source::Profile(name, _) => format!("log in again with `ictl auth login --profile {name}`"),
        _ => "set INTERCOM_TOKEN to a valid access token (Developer Hub > your app > Configure > \
              Authentication); if the workspace is in another region, set INTERCOM_REGION to eu or au as \
              well"
            .to_owned(),
    }
}

fn is_of(profile: &Profile, region: Region) -> bool {
    profile.region.parse::<Region>().is_ok_and(|own| own == region)
}

/// The region whose host this is; `None` for an address that is not Intercom's.
fn region_of(base_url: &BaseUrl) -> Option<Region> {
    Region::ALL.into_iter().find(|region| region.api_base_url() == base_url.as_str())
}
