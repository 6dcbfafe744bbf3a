//! Checks of `probe`, `arrivals`, `self-check` and `cancel`.

use std::time::Duration;

use serde_json::{Value, json};

use super::deployments::{BESIDE, MAIN, error, result};
use super::{Bench, Outcome, Stop, fixture};
use crate::driver::{Arrival, Outcome as Became, ProbeId, ProbeRequest};
use crate::external::message::{
    Arrivals, Arrived, Code, Nothing, Probe, Request, SelfCheck, SelfChecked, Teardown,
};
use crate::external::{Objection, Rule};
use crate::judge::difference;

/// How many probes are sent at once.
const SOME: u64 = 5;
const MANY: u64 = 100;
/// How many probes are cancelled.
const MORE: u64 = 300;
/// How late an outcome may be.
const SLACK: Duration = Duration::from_secs(1);

/// Outcomes, each once and before the response: the session watches that. Names and forms are looked at here.
pub(super) async fn probe(bench: &mut Bench) -> Outcome {
    let arrival = until_served(bench, fixture::plain, SOME).await?;
    Ok(match arrival {
        Ok(_) => None,
        Err(last) => Some(format!("no application answered; the last outcome was {last}")),
    })
}

pub(super) async fn echo(bench: &mut Bench) -> Outcome {
    match until_served(bench, fixture::intricate, 1).await? {
        Err(last) => Err(Stop::NotReached(format!("no application answered: {last}"))),
        Ok((sent, arrival)) => match difference(&sent, &arrival) {
            None => Ok(None),
            Some(found) => {
                Err(Stop::fail("what arrived to be what was sent, byte for byte", found))
            }
        },
    }
}

pub(super) async fn deadline(bench: &mut Bench) -> Outcome {
    let probes = probes(bench, 1, fixture::hasty)?;
    let deadline: Duration = probes.iter().map(|probe| Duration::from(probe.deadline)).sum();
    let begin = bench.session.now();
    send(bench, probes).await?;
    let took = bench.session.now().saturating_sub(begin);
    if took > deadline + SLACK {
        let expected = format!("an outcome after {deadline:?} at the latest, or little later");
        return Err(Stop::fail(expected, format!("{took:?}")));
    }
    Ok(None)
}

pub(super) async fn arrivals(bench: &mut Bench) -> Outcome {
    let asked = served(bench)?;
    let arrivals = arrived(bench, MAIN, asked.clone()).await?;
    for id in &asked {
        let Some(Became::Served(seen)) = bench.session.outcome(id) else { continue };
        if !arrivals.iter().any(|arrival| arrival.id == *id && arrival.pod == seen.pod) {
            let expected =
                format!("the arrival of `{}` at `{}`, which answered it", id.0, seen.pod);
            return Err(Stop::fail(expected, json!(arrivals)));
        }
    }
    Ok(None)
}

pub(super) async fn arrivals_again(bench: &mut Bench) -> Outcome {
    let asked = served(bench)?;
    let mut first = arrived(bench, MAIN, asked.clone()).await?;
    let mut second = arrived(bench, MAIN, asked).await?;
    // Their order means nothing.
    for arrivals in [&mut first, &mut second] {
        arrivals.sort_by_cached_key(|one| (one.id.clone(), one.pod.clone(), one.port));
    }
    if first == second {
        Ok(None)
    } else {
        Err(Stop::fail(json!(first).to_string(), json!(second)))
    }
}

pub(super) async fn arrivals_of_nothing(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    nothing_arrived(bench, MAIN, vec![ProbeId("never-sent".to_owned())]).await
}

pub(super) async fn arrivals_beside(bench: &mut Bench) -> Outcome {
    bench.known(BESIDE)?;
    let asked = served(bench)?;
    nothing_arrived(bench, BESIDE, asked).await
}

pub(super) async fn self_check(bench: &mut Bench) -> Outcome {
    let mut pods = bench.names(MAIN)?;
    pods.reverse();
    pods.extend(pods.clone());
    let count = pods.len();
    let request = Request::SelfCheck(SelfCheck { deployment: MAIN.to_owned(), pods });
    let SelfChecked { well } = result(bench.session.ask(&request).await?)?;
    if well.len() != count {
        let found = format!("{} answers", well.len());
        return Err(
            Objection::new(Rule::P8, format!("{count} answers for {count} pods"), found).into()
        );
    }
    let ill = well.iter().filter(|well| !**well).count();
    Ok((ill > 0).then(|| format!("{ill} of {count} are not well")))
}

/// Members that nobody knows, at every level.
pub(super) async fn extra_members(bench: &mut Bench) -> Outcome {
    let pods = bench.names(MAIN)?;
    let count = pods.len();
    let params = json!({ "deployment": MAIN, "pods": pods, "colour": { "red": [1] } });
    let SelfChecked { well } = result(bench.session.ask_anything("self-check", params).await?)?;
    if well.len() == count {
        Ok(None)
    } else {
        Err(Stop::fail(format!("{count} answers"), well.len()))
    }
}

/// Requests about two deployments, none of which waits for the other; without a second one, probes side by side.
pub(super) async fn at_once(bench: &mut Bench) -> Outcome {
    bench.known(BESIDE)?;
    let probes = probes(bench, MANY, fixture::hasty)?;
    let pods = bench.names(BESIDE)?;
    let probe = Request::Probe(Probe { deployment: MAIN.to_owned(), probes });
    let check = Request::SelfCheck(SelfCheck { deployment: BESIDE.to_owned(), pods });
    let probing = bench.session.begin(&probe).await?;
    let checking = bench.session.begin(&check).await?;
    result::<SelfChecked>(bench.session.answer(checking).await?)?;
    result::<Nothing>(bench.session.answer(probing).await?).map(|_| None)
}

pub(super) async fn cancel(bench: &mut Bench) -> Outcome {
    let probes = probes(bench, MORE, fixture::plain)?;
    let probe = Request::Probe(Probe { deployment: MAIN.to_owned(), probes });
    let probing = bench.session.begin(&probe).await?;
    let patience = Duration::from(bench.mesh()?.deadlines.request) + SLACK;
    bench.session.cancel(probing, patience).await?;
    let answer = bench.session.answer(probing).await?;
    let note = if answer.is_ok() { "answered with the result" } else { "answered with the error" };
    cancelled(answer)?;
    Ok(Some(note.to_owned()))
}

pub(super) async fn late_cancel(bench: &mut Bench) -> Outcome {
    let pods = bench.names(MAIN)?;
    let request = Request::SelfCheck(SelfCheck { deployment: MAIN.to_owned(), pods });
    let checking = bench.session.begin(&request).await?;
    result::<SelfChecked>(bench.session.answer(checking).await?)?;
    bench.session.cancel(checking, SLACK).await?;
    // Nothing may come of it, and the next request is answered as ever.
    result::<SelfChecked>(bench.session.ask(&request).await?).map(|_| None)
}

/// A deployment is removed while its probes are under way, which were cancelled.
pub(super) async fn cancel_and_teardown(bench: &mut Bench) -> Outcome {
    let probes = probes(bench, MORE, fixture::plain)?;
    let deployment = MAIN.to_owned();
    let probe = Request::Probe(Probe { deployment: deployment.clone(), probes });
    let probing = bench.session.begin(&probe).await?;
    let patience = Duration::from(bench.mesh()?.deadlines.request) + SLACK;
    bench.session.cancel(probing, patience).await?;
    let removing = bench.session.begin(&Request::Teardown(Teardown { deployment })).await?;
    bench.deployments.remove(MAIN);
    cancelled(bench.session.answer(probing).await?)?;
    result::<Nothing>(bench.session.answer(removing).await?).map(|_| None)
}

/// New probes of a form, from a client.
pub(super) fn probes(
    bench: &mut Bench,
    count: u64,
    form: fn(ProbeId) -> ProbeRequest,
) -> Result<Vec<ProbeRequest>, Stop> {
    bench.known(MAIN)?;
    let client = bench.client(MAIN)?;
    let mut probes = bench.probes(count, form);
    for probe in &mut probes {
        probe.from.clone_from(&client);
    }
    bench.known(MAIN)?.send(&probes);
    Ok(probes)
}

fn served(bench: &mut Bench) -> Result<Vec<ProbeId>, Stop> {
    bench.known(MAIN)?;
    if bench.served.is_empty() {
        return Err(Stop::NotReached("no application answered a probe".to_owned()));
    }
    Ok(bench.served.clone())
}

/// Sends probes until one is served, for as long as the mesh may take to take up a change. Says what arrived, or what
/// became of the last probe.
async fn until_served(
    bench: &mut Bench,
    form: fn(ProbeId) -> ProbeRequest,
    count: u64,
) -> Result<Result<(ProbeRequest, Arrival), Value>, Stop> {
    let until = bench.session.now() + Duration::from(bench.mesh()?.deadlines.converge) + SLACK;
    loop {
        let probes = probes(bench, count, form)?;
        let outcomes = send(bench, probes.clone()).await?;
        for (probe, outcome) in probes.iter().zip(&outcomes) {
            if let Became::Served(arrival) = outcome {
                bench.served.push(probe.id.clone());
                return Ok(Ok((probe.clone(), (**arrival).clone())));
            }
        }
        if bench.session.now() > until {
            return Ok(Err(json!(outcomes.last())));
        }
        bench.session.listen(Duration::from_millis(50)).await?;
    }
}

/// Sends probes, and returns their outcomes in order, as far as the driver would take them.
async fn send(bench: &mut Bench, probes: Vec<ProbeRequest>) -> Result<Vec<Became>, Stop> {
    let request = Request::Probe(Probe { deployment: MAIN.to_owned(), probes: probes.clone() });
    result::<Nothing>(bench.session.ask(&request).await?)?;
    let mut outcomes = Vec::new();
    for probe in probes {
        if let Some(outcome) = bench.session.outcome(&probe.id).cloned() {
            outcomes.push(bench.known(MAIN)?.outcome(&probe.id, outcome)?);
        }
    }
    Ok(outcomes)
}

async fn arrived(
    bench: &mut Bench,
    deployment: &'static str,
    probes: Vec<ProbeId>,
) -> Result<Vec<Arrival>, Stop> {
    let ask = Arrivals { deployment: deployment.to_owned(), probes: probes.clone() };
    let Arrived { arrivals } = result(bench.session.ask(&Request::Arrivals(ask)).await?)?;
    Ok(bench.known(deployment)?.arrivals(&probes, arrivals)?)
}

async fn nothing_arrived(
    bench: &mut Bench,
    deployment: &'static str,
    probes: Vec<ProbeId>,
) -> Outcome {
    let ask = Arrivals { deployment: deployment.to_owned(), probes };
    let Arrived { arrivals } = result(bench.session.ask(&Request::Arrivals(ask)).await?)?;
    if arrivals.is_empty() { Ok(None) } else { Err(Stop::fail("no arrivals", json!(arrivals))) }
}

/// A request that was cancelled is answered with its result or the error.
fn cancelled(answer: super::session::Answer) -> Result<(), Stop> {
    match answer {
        Ok(_) => result::<Nothing>(answer).map(drop),
        Err(_) => error(&answer, Code::CANCELLED).map(drop),
    }
}
