//! Recorded sessions: the driver asks the same, and takes the same answers.
//!
//! `SMI_RECORD=1 cargo test -p smi-conformance --test it external::replay` writes them anew, to be reviewed.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use smi_conformance::driver::{Deployment, Driver as _};
use smi_conformance::external::External;
use smi_conformance::external::message::{Message, Notification, Request};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream};

use super::{run, text};

/// Name of the session, the scenario, and what its plug-in does out of the ordinary.
const SESSIONS: [(&str, &str, &[&str]); 4] = [
    ("access-http", "access/default-deny", &[]),
    ("split-http", "split/weights", &[]),
    ("split-tcp", "split/tcp", &[]),
    ("not-accepted", "split/tcp", &["--misbehave", "refuse@apply"]),
];
/// Few probes, so that the sessions can be read.
const POLICY: &str = "\
alpha_suite: 0.01
beta: 0.2
band: 0.02
tolerance: 0.45
batch: 10
zero_weight_leak: 0.7
denial_leak: 0.7
stale_leak: 0.7
alpha_independence: 0.01
";

#[derive(Clone, Deserialize)]
struct Recorded {
    from: String,
    line: String,
}

impl Recorded {
    fn is_of_suite(&self) -> bool {
        self.from == "suite"
    }

    fn value(&self) -> Value {
        serde_json::from_str(&self.line).unwrap()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/plugin")
}

async fn session(name: &str, scenario: &str, serve: &[&str]) -> Vec<Recorded> {
    let path = folder().join(format!("{name}.jsonl"));
    if std::env::var_os("SMI_RECORD").is_some() {
        let policy = std::env::temp_dir().join(format!("smi-{name}-{}.yaml", std::process::id()));
        std::fs::write(&policy, POLICY).unwrap();
        let flags = ["--scenario", scenario, "--policy", policy.to_str().unwrap()];
        let serve = [serve, &["--record", path.to_str().unwrap()]].concat();
        let output = run(&flags, &serve).await;
        std::fs::remove_file(&policy).unwrap();
        let expected = if name == "not-accepted" { 3 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{}", text(&output.stderr));
    }
    let recorded = std::fs::read_to_string(&path).unwrap();
    recorded.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn recorded_sessions_are_replayed() {
    for (name, scenario, serve) in SESSIONS {
        let session = session(name, scenario, serve).await;
        assert!(session.len() > 8, "{name}");
        let (suite, plug_in) = tokio::io::duplex(1 << 20);
        let (output, input) = tokio::io::split(suite);
        let peer = tokio::spawn(play(session.clone(), plug_in));
        let driver = External::over(output, input).await.unwrap();
        let mut deployment = None;
        let asked = session.iter().filter(|line| line.is_of_suite()).skip(1);
        for line in asked {
            let message = Message::parse(line.line.as_bytes()).unwrap();
            let Message::Request { id, method, params } = message else { panic!("{}", line.line) };
            let request = Request::read(&method, &params).unwrap();
            if let Request::Shutdown(_) = request {
                break;
            }
            ask(&driver, &mut deployment, request, &Answers { session: &session, id }).await;
        }
        driver.shutdown().await.unwrap();
        peer.await.unwrap();
    }
}

/// Plays the plug-in: expects the recorded lines of the suite, and writes the recorded lines of the plug-in.
async fn play(session: Vec<Recorded>, stream: DuplexStream) {
    let (output, mut input) = tokio::io::split(stream);
    let mut lines = BufReader::new(output).lines();
    for recorded in session {
        if recorded.is_of_suite() {
            let line = lines.next_line().await.unwrap().unwrap();
            let (mut found, mut expected): (Value, Value) =
                (serde_json::from_str(&line).unwrap(), recorded.value());
            for one in [&mut found, &mut expected] {
                // It is newer with every release.
                if let Some(suite) = one.pointer_mut("/params/suite") {
                    *suite = Value::Null;
                }
            }
            assert_eq!(found, expected);
        } else {
            input.write_all(format!("{}\n", recorded.line).as_bytes()).await.unwrap();
        }
    }
}

/// What the plug-in answered to a request.
struct Answers<'a> {
    session: &'a [Recorded],
    id: Value,
}

impl Answers<'_> {
    fn answer(&self) -> Value {
        let mut values =
            self.session.iter().filter(|line| !line.is_of_suite()).map(Recorded::value);
        values.find(|value| value.get("method").is_none() && value["id"] == self.id).unwrap()
    }

    fn outcome(&self, probe: &str) -> Value {
        let mut values =
            self.session.iter().filter(|line| !line.is_of_suite()).map(Recorded::value);
        let value = values.find(|value| value["params"]["probe"] == probe).unwrap();
        value["params"]["outcome"].clone()
    }
}

async fn ask(
    driver: &External,
    deployment: &mut Option<Box<dyn Deployment>>,
    request: Request,
    recorded: &Answers<'_>,
) {
    let answer = recorded.answer();
    let there = |deployment: &Option<Box<dyn Deployment>>| deployment.is_some();
    assert_eq!(there(deployment), !matches!(request, Request::Deploy(_)));
    let result = match request {
        Request::Deploy(params) => {
            let deployed = driver.deploy(&params.scenario, &params.topology).await.unwrap();
            let pods = json!({ "pods": deployed.pods() });
            *deployment = Some(deployed);
            Ok(pods)
        }
        Request::Teardown(_) => {
            deployment.take().unwrap().teardown().await.unwrap();
            Ok(json!({}))
        }
        other => {
            let deployment = deployment.as_deref().unwrap();
            match other {
                Request::Apply(params) => {
                    deployment.apply(&params.changes).await.map(|()| json!({}))
                }
                Request::Probe(params) => {
                    let outcomes = deployment.probe(&params.probes).await.unwrap();
                    for (probe, outcome) in params.probes.iter().zip(outcomes) {
                        let outcome = serde_json::to_value(outcome).unwrap();
                        assert_eq!(outcome, recorded.outcome(&probe.id.0));
                    }
                    Ok(json!({}))
                }
                Request::Arrivals(params) => {
                    let arrivals = deployment.arrivals(&params.probes).await;
                    arrivals.map(|arrivals| json!({ "arrivals": arrivals }))
                }
                Request::SelfCheck(params) => {
                    deployment.self_check(&params.pods).await.map(|well| json!({ "well": well }))
                }
                _ => panic!("it is asked once"),
            }
        }
    };
    match result {
        Ok(result) => assert_eq!(answer["result"], result),
        Err(error) => {
            let expected = "TrafficSplit `web` was not accepted: the mesh is in no mood";
            assert_eq!(
                (error.to_string().as_str(), &answer["error"]["code"]),
                (expected, &json!(2))
            );
        }
    }
}

#[tokio::test]
async fn recorded_sessions_are_of_the_schema() {
    let path = folder().join("../../schemas/plugin-protocol.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let line = jsonschema::validator_for(&schema).unwrap();
    let of = |definition: &str| {
        let mut schema = schema.clone();
        schema.as_object_mut().unwrap().remove("anyOf");
        schema["$ref"] = format!("#/$defs/{definition}").into();
        jsonschema::validator_for(&schema).unwrap()
    };
    for (name, ..) in SESSIONS {
        let recorded = std::fs::read_to_string(folder().join(format!("{name}.jsonl"))).unwrap();
        let mut methods = std::collections::BTreeMap::new();
        for recorded in recorded.lines() {
            let recorded: Recorded = serde_json::from_str(recorded).unwrap();
            let value = recorded.value();
            let errors: Vec<_> = line.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{value}: {errors:?}");
            let id = value["id"].as_u64().unwrap_or_default();
            if let Some(method) = value["method"].as_str() {
                methods.insert(id, method.to_owned());
            } else if let Some(result) = value.get("result") {
                let definition = match methods[&id].as_str() {
                    "hello" => "Welcome",
                    "deploy" => "Deployed",
                    "arrivals" => "Arrived",
                    "self-check" => "SelfChecked",
                    _ => "Nothing",
                };
                assert!(of(definition).is_valid(result), "{value}");
                assert!(definition == "Nothing" || !of(definition).is_valid(&json!({})));
            }
            // What is of the schema can be read.
            if let Message::Notification { method, params } =
                Message::parse(recorded.line.as_bytes()).unwrap()
            {
                assert!(Notification::read(&method, &params).unwrap().is_some());
            }
        }
    }
}
