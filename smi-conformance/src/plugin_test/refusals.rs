//! Checks of what a plug-in answers to what it cannot carry out.

use std::time::Duration;

use serde_json::json;

use super::deployments::{MAIN, error, result};
use super::{Bench, Outcome, Stop, fixture, traffic};
use crate::external::message::{
    Apply, Arrivals, Code, Probe, Request, SelfCheck, SelfChecked, Teardown,
};

/// How long is waited for an answer that need not come.
const MOMENT: Duration = Duration::from_millis(500);

pub(super) async fn unknown_deployment(bench: &mut Bench) -> Outcome {
    bench.welcome()?;
    let deployment = || "plugin-test-nowhere".to_owned();
    for request in [
        Request::Apply(Apply { deployment: deployment(), changes: vec![fixture::deletion()] }),
        Request::Probe(Probe { deployment: deployment(), probes: Vec::new() }),
        Request::Arrivals(Arrivals { deployment: deployment(), probes: Vec::new() }),
        Request::SelfCheck(SelfCheck { deployment: deployment(), pods: Vec::new() }),
        Request::Teardown(Teardown { deployment: deployment() }),
    ] {
        let answer = bench.session.ask(&request).await?;
        // To remove what is not there may succeed as well.
        if matches!(request, Request::Teardown(_)) && answer.is_ok() {
            continue;
        }
        error(&answer, Code::UNKNOWN).map_err(|stop| stop.about(request.method()))?;
    }
    Ok(None)
}

pub(super) async fn unknown_pod(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    let (deployment, pods) = (MAIN.to_owned(), vec!["nobody-0".to_owned()]);
    let request = Request::SelfCheck(SelfCheck { deployment, pods });
    error(&bench.session.ask(&request).await?, Code::UNKNOWN).map(|_| None)
}

/// Nothing may be sent then.
pub(super) async fn unknown_sender(bench: &mut Bench) -> Outcome {
    let mut probes = traffic::probes(bench, 1, fixture::plain)?;
    for probe in &mut probes {
        "nobody-0".clone_into(&mut probe.from);
    }
    let request = Request::Probe(Probe { deployment: MAIN.to_owned(), probes });
    error(&bench.session.ask(&request).await?, Code::UNKNOWN).map(|_| None)
}

pub(super) async fn unknown_method(bench: &mut Bench) -> Outcome {
    bench.welcome()?;
    let answer = bench.session.ask_anything("make-coffee", json!({})).await?;
    error(&answer, Code::NO_METHOD).map(|_| None)
}

pub(super) async fn wrong_parameters(bench: &mut Bench) -> Outcome {
    bench.welcome()?;
    for params in [json!({ "changes": [] }), json!({ "deployment": 7, "changes": [] })] {
        let answer = bench.session.ask_anything("apply", params.clone()).await?;
        error(&answer, Code::WRONG_PARAMETERS).map_err(|stop| stop.about(&params.to_string()))?;
    }
    Ok(None)
}

/// An error without an id, or nothing: both are kept apart from the requests that come after.
pub(super) async fn no_json(bench: &mut Bench) -> Outcome {
    let pods = bench.names(MAIN)?;
    bench.session.say_without_id("this is no JSON\n").await?;
    bench.session.listen(MOMENT).await?;
    let request = Request::SelfCheck(SelfCheck { deployment: MAIN.to_owned(), pods });
    result::<SelfChecked>(bench.session.ask(&request).await?)?;
    match bench.session.strays().first() {
        None => Ok(Some("passed over".to_owned())),
        Some(stray) if stray.code == Code::NO_JSON => Ok(Some("answered".to_owned())),
        Some(stray) => {
            let expected = format!("the error {} without an id, or none", Code::NO_JSON);
            Err(Stop::fail(expected, json!({ "error": stray })))
        }
    }
}
