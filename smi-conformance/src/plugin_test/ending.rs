//! Checks of how a plug-in lives and ends.

use std::time::Duration;

use super::deployments::{self, MAIN, result};
use super::{Bench, MARK, Outcome, Stop};
use crate::clock::{self, Clock};
use crate::external::message::{Nothing, Request};
use crate::external::{Objection, Rule};

/// How long a program may take to end.
const TO_END: Duration = Duration::from_secs(2);
/// How often processes are looked for.
const LOOK: Duration = Duration::from_millis(100);

/// Nothing is asked for three intervals: the session watches that there are signs of life.
pub(super) async fn heartbeat(bench: &mut Bench) -> Outcome {
    let heartbeat = Duration::from(bench.welcome()?.heartbeat);
    let count = bench.session.listen(heartbeat * 3 + heartbeat / 2).await?;
    Ok((count < 3).then(|| format!("{count} signs of life in three and a half intervals")))
}

/// With a deployment left, if it can be had.
pub(super) async fn shutdown(bench: &mut Bench) -> Outcome {
    bench.welcome()?;
    if !bench.deployments.contains_key(MAIN) {
        // Whether it works is the business of another check.
        let _other = deployments::start(bench, "plugin-test-left").await;
    }
    bench.session.may_end();
    let answer = bench.session.ask(&Request::Shutdown(Nothing {})).await?;
    result::<Nothing>(answer)?;
    bench.session.close();
    match bench.session.ended(TO_END).await {
        Some(ended) if ended.is_success() => Ok(None),
        Some(ended) => Err(Stop::fail("the program to end with exit code 0", ended)),
        None => {
            let expected = format!("the program to end within {TO_END:?}");
            Err(Objection::new(Rule::P11, expected, "that it is still there").into())
        }
    }
}

/// Standard input ends with a deployment left, and without a `shutdown`.
pub(super) async fn end_of_input(bench: &mut Bench) -> Outcome {
    for prepared in [deployments::hello(bench).await, deployments::deploy(bench).await] {
        if let Err(stop) = prepared {
            return Err(Stop::NotReached(format!("a deployment could not be had: {stop}")));
        }
    }
    bench.session.may_end();
    bench.session.close();
    match bench.session.ended(TO_END).await {
        Some(ended) if ended.is_success() => Ok(None),
        Some(ended) => Ok(Some(ended.to_string())),
        None => {
            let expected = format!("the program to end within {TO_END:?}");
            Err(Stop::fail(expected, "that it is still there"))
        }
    }
}

/// The process group is ended whatever happens; this finds what was put elsewhere.
pub(super) async fn nothing_left(bench: &mut Bench) -> Outcome {
    if !cfg!(target_os = "linux") {
        let reason = "only Linux tells what other processes were started with";
        return Err(Stop::NotReached(reason.to_owned()));
    }
    bench.session.end_now();
    let clock = Clock::start();
    loop {
        let left = marked();
        match left.first() {
            None => return Ok(None),
            Some(first) if clock.now() > TO_END => {
                let found = format!("{} of them, such as process {first}", left.len());
                return Err(Stop::fail("no process that the plug-in has started", found));
            }
            Some(_) => clock::sleep(LOOK).await,
        }
    }
}

/// The processes that have the mark of this test in their environment.
fn marked() -> Vec<String> {
    let mark = format!("{MARK}={}", std::process::id());
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let is_marked = |folder: &std::path::Path| {
        let environment = std::fs::read(folder.join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
    };
    let marked = processes.filter(|process| is_marked(&process.path()));
    marked.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}
