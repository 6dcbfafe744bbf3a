//! The driver against a peer that is played by hand.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf,
};

use super::External;
use crate::clock::{Clock, sleep, timeout};
use crate::driver::{Change, Deployment, Driver as _, DriverError, Outcome, ProbeRequest, Shape};
use crate::external::message::{LONGEST_LINE, read_result};
use crate::topology::Topology;

/// The plug-in's side.
struct Peer {
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    output: WriteHalf<DuplexStream>,
}

impl Peer {
    /// Reads what the suite writes next, which is about this method.
    async fn asked(&mut self, method: &str) -> Value {
        let line = self.lines.next_line().await.unwrap().unwrap();
        let value: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["method"], method, "{line}");
        value
    }

    async fn write(&mut self, value: &Value) {
        self.output.write_all(format!("{value}\n").as_bytes()).await.unwrap();
    }

    async fn answer(&mut self, request: &Value, result: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result })).await;
    }

    async fn outcome(&mut self, probe: &str) {
        let outcome = json!({ "broken": { "shape": "reset" } });
        let params = json!({ "deployment": "d1", "probe": probe, "outcome": outcome });
        self.write(&json!({ "jsonrpc": "2.0", "method": "outcome", "params": params })).await;
    }

    /// Is asked for something, and answers without content.
    async fn does(&mut self, method: &str) {
        let request = self.asked(method).await;
        self.answer(&request, json!({})).await;
    }
}

fn welcome() -> Value {
    let deadlines = json!({ "ready": 5000, "converge": 0, "quiet_window": 0, "request": 5000, "teardown": 5000 });
    let mesh = json!({ "name": "acme", "version": "1", "serves": {}, "schedulers": 1, "deadlines": deadlines });
    json!({ "protocol": 1, "mesh": mesh, "lanes": 1, "heartbeat": 1000 })
}

async fn introduced(welcome: Value) -> (Result<External, DriverError>, Peer) {
    let (suite, plug_in) = tokio::io::duplex(1 << 16);
    let (output, input) = tokio::io::split(suite);
    let (lines, output_of_peer) = tokio::io::split(plug_in);
    let mut peer = Peer { lines: BufReader::new(lines).lines(), output: output_of_peer };
    let hello = async {
        let request = peer.asked("hello").await;
        peer.answer(&request, welcome).await;
    };
    let (driver, ()) = tokio::join!(External::over(output, input), hello);
    (driver, peer)
}

fn topology() -> Topology {
    serde_yaml::from_str("workloads: { client: {} }").unwrap()
}

async fn deployed() -> (External, Box<dyn Deployment>, Peer) {
    let (driver, mut peer) = introduced(welcome()).await;
    let (driver, topology) = (driver.unwrap(), topology());
    let deploy = async {
        let request = peer.asked("deploy").await;
        let pods = json!([{ "name": "client-0", "workload": "client" }]);
        peer.answer(&request, json!({ "pods": pods, "since-version-2": {} })).await;
    };
    let (deployment, ()) = tokio::join!(driver.deploy("test", &topology), deploy);
    (driver, deployment.unwrap(), peer)
}

fn probe(id: &str) -> ProbeRequest {
    let to = json!({ "service": { "name": "web", "port": 8080 } });
    let probe =
        json!({ "id": id, "from": "client-0", "to": to, "payload": "tcp", "deadline": 5000 });
    read_result(&probe).unwrap()
}

/// Asks for something and gives up as soon as the peer has read it; returns the request.
async fn abandoned(deployment: &dyn Deployment, peer: &mut Peer) -> Value {
    let probes = [probe("a"), probe("b")];
    let request = tokio::select! {
        _ = deployment.probe(&probes) => panic!("nobody answered"),
        request = peer.asked("probe") => request,
    };
    let cancel = peer.asked("cancel").await;
    assert_eq!(cancel["params"]["request"], request["id"]);
    request
}

#[tokio::test]
async fn a_late_answer_to_a_cancelled_request_is_taken_once() {
    let (_driver, deployment, mut peer) = deployed().await;
    let request = abandoned(&*deployment, &mut peer).await;
    // One of two outcomes: some may be left out.
    peer.outcome("a").await;
    peer.answer(&request, json!("whatever")).await;
    let (checked, ()) = tokio::join!(deployment.apply(&[]), peer.does("apply"));
    checked.unwrap();
    peer.answer(&request, json!({})).await;
    let error = broken(&*deployment, &mut peer).await;
    assert!(error.contains("rule P3") && error.contains("answered before"), "{error}");
}

/// The error that is there once the driver has noticed what the peer did.
async fn broken(deployment: &dyn Deployment, peer: &mut Peer) -> String {
    let error = tokio::select! {
        outcome = deployment.apply(&[]) => outcome.unwrap_err().to_string(),
        () = async { drop(peer.lines.next_line().await); std::future::pending().await } => String::new(),
    };
    let again = deployment.self_check(&["client-0".to_owned()]).await.unwrap_err().to_string();
    assert_eq!(error, again, "everybody gets the same error");
    error
}

#[tokio::test]
async fn outcomes_of_what_was_cancelled_are_taken_until_it_is_answered() {
    let (_driver, deployment, mut peer) = deployed().await;
    let request = abandoned(&*deployment, &mut peer).await;
    peer.outcome("b").await;
    peer.write(
        &json!({ "jsonrpc": "2.0", "id": request["id"], "error": { "code": 5, "message": "" } }),
    )
    .await;
    peer.outcome("a").await;
    let error = broken(&*deployment, &mut peer).await;
    assert!(error.contains("rule P4") && error.contains("`a` of deployment d1"), "{error}");
}

#[tokio::test]
async fn outcomes_come_in_any_order_and_are_returned_in_that_of_the_probes() {
    let (_driver, deployment, mut peer) = deployed().await;
    let probes = [probe("a"), probe("b")];
    let answer = async {
        let request = peer.asked("probe").await;
        let params = json!({ "deployment": "d1", "probe": "b", "outcome": { "not-sent": { "reason": "\u{7}" } } });
        peer.write(&json!({ "jsonrpc": "2.0", "method": "outcome", "params": params })).await;
        peer.outcome("a").await;
        peer.answer(&request, json!({})).await;
    };
    let (outcomes, ()) = tokio::join!(deployment.probe(&probes), answer);
    let expected =
        [Outcome::Broken { shape: Shape::Reset }, Outcome::NotSent { reason: r"\u{7}".to_owned() }];
    assert_eq!(outcomes.unwrap(), expected);
}

/// What is dropped is removed, and its lane is free when the plug-in says that it is gone.
#[tokio::test]
async fn a_dropped_deployment_is_removed_before_there_is_another() {
    let (driver, deployment, mut peer) = deployed().await;
    drop(deployment);
    let removal = peer.asked("teardown").await;
    let topology = topology();
    let mut next = driver.deploy("next", &topology);
    assert!(timeout(Duration::from_millis(50), &mut next).await.is_err());
    peer.answer(&removal, json!({})).await;
    let deploys = async {
        let request = peer.asked("deploy").await;
        assert_eq!(request["params"]["deployment"], "d2");
        let error = json!({ "code": 4711, "message": "no room\u{1b}[2J" });
        peer.write(&json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })).await;
    };
    let (error, ()) = tokio::join!(next, deploys);
    let error = error.err().unwrap().to_string();
    assert_eq!(error, r"the plug-in answered `deploy` with error 4711: no room\u{1b}[2J");
    // Something of it may be there.
    let removal = peer.asked("teardown").await;
    assert_eq!(removal["params"]["deployment"], "d2");
    let error = json!({ "code": 4, "message": "there is no d2" });
    peer.write(&json!({ "jsonrpc": "2.0", "id": removal["id"], "error": error })).await;
    let (ended, ()) = tokio::join!(driver.shutdown(), peer.does("shutdown"));
    ended.unwrap();
}

#[tokio::test]
async fn a_line_may_be_as_long_as_it_may_be_and_no_longer() {
    for (length, rule) in [(LONGEST_LINE, None), (LONGEST_LINE + 1, Some("rule P2"))] {
        let (_driver, deployment, mut peer) = deployed().await;
        let empty = json!({ "jsonrpc": "2.0", "method": "heartbeat", "params": {}, "more": "" });
        let more = "x".repeat(length - empty.to_string().len());
        let mut line = empty;
        line["more"] = more.into();
        assert_eq!(line.to_string().len(), length);
        peer.write(&line).await;
        match rule {
            None => {
                let (applied, ()) = tokio::join!(deployment.apply(&[]), peer.does("apply"));
                applied.unwrap();
            }
            Some(rule) => assert!(broken(&*deployment, &mut peer).await.contains(rule)),
        }
    }
}

#[tokio::test]
async fn a_request_that_is_too_long_is_not_sent() {
    let (_driver, deployment, mut peer) = deployed().await;
    let large = [Change::Apply(json!({ "kind": "x".repeat(4 << 20) }))];
    let error = deployment.apply(&large).await.unwrap_err();
    assert!(matches!(error, DriverError::Unsupported { .. }), "{error}");
    let (applied, ()) = tokio::join!(deployment.apply(&[]), peer.does("apply"));
    applied.unwrap();
}

#[tokio::test(start_paused = true)]
async fn three_heartbeats_without_a_word_are_too_many() {
    let (_driver, deployment, mut peer) = deployed().await;
    for _ in 0..3 {
        sleep(Duration::from_millis(2_900)).await;
        peer.write(&json!({ "jsonrpc": "2.0", "method": "heartbeat" })).await;
    }
    let clock = Clock::start();
    let error = deployment.apply(&[]).await.unwrap_err().to_string();
    assert!(error.contains("rule P9") && error.contains("`apply` of deployment d1"), "{error}");
    assert!((3_000..3_500).contains(&clock.now().as_millis()), "{:?}", clock.now());
}

#[tokio::test]
async fn who_does_not_introduce_itself_properly_is_not_taken() {
    let mut wrong = welcome();
    wrong["lanes"] = 0.into();
    for (welcome, expected) in [(wrong, "`lanes`"), (json!({}), "missing field `protocol`")] {
        let (driver, _peer) = introduced(welcome).await;
        let error = driver.err().unwrap().to_string();
        assert!(error.contains("rule P6") && error.contains(expected), "{error}");
    }
}
