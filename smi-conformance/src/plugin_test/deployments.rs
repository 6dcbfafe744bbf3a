//! Checks of `hello`, `deploy` and `apply`.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::session::Answer;
use super::{Bench, Outcome, Stop, fixture};
use crate::external::message::{
    Apply, Code, Deploy, Deployed, ErrorAnswer, Hello, Nothing, PROTOCOLS, Program, Request,
    Teardown, Welcome, read_result,
};
use crate::external::{Known, Objection, Rule, welcome_objection};

/// The deployment that most checks are about.
pub(super) const MAIN: &str = "plugin-test-main";
/// One with the same names beside it.
pub(super) const BESIDE: &str = "plugin-test-beside";

/// One for whoever finds no other.
const AGAIN: &str = "plugin-test-again";

/// A version that nobody speaks.
pub(super) async fn unspoken_version(bench: &mut Bench) -> Outcome {
    let answer = bench.session.ask(&hello_of(vec![u32::MAX])).await?;
    error(&answer, Code::UNSUPPORTED).map(|_| None)
}

pub(super) async fn hello(bench: &mut Bench) -> Outcome {
    let answer = bench.session.ask(&hello_of(PROTOCOLS.into())).await?;
    let welcome: Welcome = result(answer)?;
    if let Some(objection) = welcome_objection(&welcome) {
        return Err(objection.into());
    }
    bench.session.welcome(&welcome);
    let note = format!("{} {}", welcome.mesh.name, welcome.mesh.version);
    bench.welcome = Some(welcome);
    Ok(Some(note))
}

pub(super) async fn deploy(bench: &mut Bench) -> Outcome {
    start(bench, MAIN).await
}

pub(super) async fn deploy_beside(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    if bench.welcome()?.lanes < 2 {
        return Err(Stop::NotReached("the plug-in has one lane".to_owned()));
    }
    start(bench, BESIDE).await
}

pub(super) async fn apply(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    let changes = fixture::objects(bench.mesh()?);
    if changes.is_empty() {
        return Err(Stop::NotReached("the mesh serves neither access nor splits".to_owned()));
    }
    let request = Request::Apply(Apply { deployment: MAIN.to_owned(), changes });
    result::<Nothing>(bench.session.ask(&request).await?).map(|_| None)
}

pub(super) async fn delete_missing(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    let changes = vec![fixture::deletion()];
    let request = Request::Apply(Apply { deployment: MAIN.to_owned(), changes });
    result::<Nothing>(bench.session.ask(&request).await?).map(|_| None)
}

/// Meshes may take any object; one that refuses says which.
pub(super) async fn refused_object(bench: &mut Bench) -> Outcome {
    bench.known(MAIN)?;
    let Some((object, key)) = fixture::nonsense(bench.mesh()?) else {
        return Err(Stop::NotReached("the mesh serves neither access nor splits".to_owned()));
    };
    let apply = json!({ "deployment": MAIN, "changes": [{ "apply": object }] });
    let answer = bench.session.ask_anything("apply", apply).await?;
    if answer.is_ok() {
        let changes = json!({ "deployment": MAIN, "changes": [{ "delete": key }] });
        result::<Nothing>(bench.session.ask_anything("apply", changes).await?)?;
        return Ok(Some("the mesh accepts a spec that means nothing".to_owned()));
    }
    let data = error(&answer, Code::NOT_ACCEPTED)?.data.clone().unwrap_or_default();
    let expected = serde_json::to_value(&key).unwrap_or_default();
    let names = ["kind", "namespace", "name"];
    if names.iter().any(|name| data.get(name) != expected.get(name)) {
        return Err(Stop::fail(format!("an error with the data {expected}"), data));
    }
    Ok(Some("the mesh refuses a spec that means nothing".to_owned()))
}

/// Removes a deployment, and its name means nothing then.
pub(super) async fn teardown(bench: &mut Bench) -> Outcome {
    let there = [BESIDE, MAIN].into_iter().find(|name| bench.deployments.contains_key(name));
    let name = there.unwrap_or(AGAIN);
    if there.is_none() {
        start(bench, name).await?;
    }
    let request = Request::Teardown(Teardown { deployment: name.to_owned() });
    result::<Nothing>(bench.session.ask(&request).await?)?;
    bench.deployments.remove(name);
    let request = Request::Apply(Apply { deployment: name.to_owned(), changes: Vec::new() });
    error(&bench.session.ask(&request).await?, Code::UNKNOWN).map(|_| None)
}

/// The result of a request, in its form.
pub(super) fn result<T: DeserializeOwned>(answer: Answer) -> Result<T, Stop> {
    let result = answer.map_err(|error| Stop::fail("a result", described(&error)))?;
    read_result(&result).map_err(|reason| {
        let expected = format!("a result in its form ({reason})");
        Objection::new(Rule::P6, expected, result.to_string()).into()
    })
}

/// The error that a request must be answered with.
pub(super) fn error(answer: &Answer, code: i64) -> Result<&ErrorAnswer, Stop> {
    let expected = || format!("the error {code} ({})", Code::name(code));
    match answer {
        Err(error) if error.code == code => Ok(error),
        Err(error) => Err(Stop::fail(expected(), described(error))),
        Ok(result) => Err(Stop::fail(expected(), format!("the result {result}"))),
    }
}

/// Starts the workloads of all checks under this name.
pub(super) async fn start(bench: &mut Bench, name: &'static str) -> Outcome {
    bench.welcome()?;
    let topology = fixture::topology();
    let scenario = "plugin-test".to_owned();
    let deploy = Deploy { deployment: name.to_owned(), scenario, topology: topology.clone() };
    let deployed: Deployed = result(bench.session.ask(&Request::Deploy(deploy)).await?)?;
    let known = Known::new(&topology, &deployed.pods)?;
    bench.deployments.insert(name, known);
    bench.pods.insert(name, deployed.pods);
    Ok(None)
}

fn hello_of(protocols: Vec<u32>) -> Request {
    let suite =
        Program { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() };
    Request::Hello(Hello { protocols, suite })
}

fn described(error: &ErrorAnswer) -> Value {
    json!({ "error": error })
}
