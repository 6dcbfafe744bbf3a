//! What the suite knows of a deployment, and holds everything against that a plug-in says about it.
//!
//! What a plug-in says is evidence for or against a mesh. Something that cannot be is neither: it must not reach the judge.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::broken::{Objection, Rule};
use crate::driver::{Arrival, Outcome, Payload, Pod, ProbeId, ProbeRequest};
use crate::foreign_text::{is_printable, shortened};
use crate::topology::{Name, Topology};

/// How much of an answer that no application gave is kept.
const BODY: usize = 200;
/// How long names of pods may be; DNS has the same limit.
const LONGEST_NAME: usize = 253;

/// A deployment.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The ports of each pod.
    pods: BTreeMap<String, BTreeSet<u16>>,
    /// Whether each probe that was ever sent is an HTTP request.
    sent: HashMap<ProbeId, bool>,
}

impl Known {
    /// Takes up what was deployed.
    pub(crate) fn new(topology: &Topology, pods: &[Pod]) -> Result<Self, Objection> {
        let mut known = Self::default();
        let mut counts: BTreeMap<&Name, usize> = BTreeMap::new();
        for Pod { name, workload } in pods {
            if !is_printable(name, LONGEST_NAME) {
                let expected = format!("names of pods of 1 to {LONGEST_NAME} printable characters");
                return Err(Objection::new(Rule::P6, expected, format!("`{name}`")));
            }
            let Some(content) = topology.workloads.get(workload) else {
                let found = format!("pod `{name}` of workload `{workload}`");
                return Err(Objection::new(Rule::P7, "pods of the workloads of `deploy`", found));
            };
            *counts.entry(workload).or_default() += 1;
            let ports = content.ports.iter().map(|port| port.port).collect();
            if known.pods.insert(name.clone(), ports).is_some() {
                let found = format!("`{name}` twice");
                return Err(Objection::new(Rule::P6, "each pod once", found));
            }
        }
        for (name, workload) in &topology.workloads {
            let (wanted, found) = (workload.replicas, counts.get(name).copied().unwrap_or(0));
            if usize::try_from(wanted) != Ok(found) {
                let expected = format!("as many pods of `{name}` as it has replicas, {wanted}");
                return Err(Objection::new(Rule::P8, expected, found.to_string()));
            }
        }
        Ok(known)
    }

    /// Takes up what is about to be sent.
    pub(crate) fn send(&mut self, probes: &[ProbeRequest]) {
        let is_http = |probe: &ProbeRequest| matches!(probe.payload, Payload::Http(_));
        self.sent.extend(probes.iter().map(|probe| (probe.id.clone(), is_http(probe))));
    }

    /// Checks what became of a probe.
    pub(crate) fn outcome(&self, probe: &ProbeId, outcome: Outcome) -> Result<Outcome, Objection> {
        match outcome {
            // That it is the arrival of another probe may be the mesh's doing: the judge looks at that.
            Outcome::Served(arrival) => self.arrival(*arrival).map(Box::new).map(Outcome::Served),
            Outcome::Response { .. } if self.sent.get(probe) == Some(&false) => {
                let expected = "no HTTP answer to a probe over TCP or UDP";
                Err(Objection::new(Rule::P6, expected, format!("`response` to `{}`", probe.0)))
            }
            Outcome::Response { status, .. } if !(100..=999).contains(&status) => {
                let expected = "a status of HTTP, from 100 to 999";
                Err(Objection::new(Rule::P6, expected, status.to_string()))
            }
            Outcome::Response { status, body } => {
                // Evidence is kept as it is.
                Ok(Outcome::Response { status, body: body.chars().take(BODY).collect() })
            }
            Outcome::NotSent { reason } => {
                Ok(Outcome::NotSent { reason: shortened(&reason, BODY) })
            }
            broken @ Outcome::Broken { .. } => Ok(broken),
        }
    }

    /// Checks all arrivals of probes that were asked for.
    pub(crate) fn arrivals(
        &self,
        asked: &[ProbeId],
        arrivals: Vec<Arrival>,
    ) -> Result<Vec<Arrival>, Objection> {
        let asked: BTreeSet<_> = asked.iter().collect();
        if let Some(other) = arrivals.iter().find(|arrival| !asked.contains(&arrival.id)) {
            let found = format!("`{}`", other.id.0);
            return Err(Objection::new(Rule::P7, "arrivals of probes that were asked for", found));
        }
        arrivals.into_iter().map(|arrival| self.arrival(arrival)).collect()
    }

    fn arrival(&self, arrival: Arrival) -> Result<Arrival, Objection> {
        let Arrival { id, pod, port, request } = &arrival;
        let Some(is_http) = self.sent.get(id) else {
            let expected = "the arrival of a probe that was sent";
            return Err(Objection::new(Rule::P7, expected, format!("`{}`", id.0)));
        };
        let listens = self.pods.get(pod).is_some_and(|ports| ports.contains(port));
        if !listens {
            let found = format!("`{pod}` and {port}");
            return Err(Objection::new(Rule::P7, "a pod and one of its ports", found));
        }
        match (is_http, request) {
            (true, Some(_)) | (false, None) => Ok(arrival),
            (true, None) => Err(Objection::new(Rule::P6, "the request that arrived", "null")),
            (false, Some(_)) => {
                let expected = "null as the request of a probe over TCP or UDP";
                Err(Objection::new(Rule::P6, expected, format!("a request in `{}`", id.0)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Known, Rule};
    use crate::driver::{Outcome, Pod, ProbeId, ProbeRequest};
    use crate::external::message::read_result;
    use crate::topology::{Name, Topology};

    fn topology() -> Topology {
        let text = "workloads: { client: {}, web: { replicas: 2, ports: [{ port: 8080 }] } }";
        serde_yaml::from_str(text).unwrap()
    }

    fn pods(names: &[(&str, &str)]) -> Vec<Pod> {
        let pod = |(name, workload): &(&str, &str)| Pod {
            name: (*name).to_owned(),
            workload: Name::from((*workload).to_owned()),
        };
        names.iter().map(pod).collect()
    }

    const PODS: [(&str, &str); 3] = [("client-0", "client"), ("web-0", "web"), ("web-1", "web")];

    #[test]
    fn every_pod_is_there_once_and_belongs_to_a_workload() {
        assert!(Known::new(&topology(), &pods(&PODS)).is_ok());
        let rule = |names: &[(&str, &str)]| Known::new(&topology(), &pods(names)).unwrap_err().rule;
        assert_eq!(rule(&PODS[..2]), Rule::P8);
        assert_eq!(rule(&[PODS[0], PODS[1], PODS[1]]), Rule::P6);
        assert_eq!(rule(&[PODS[0], PODS[1], ("", "web")]), Rule::P6);
        assert_eq!(rule(&[PODS[0], PODS[1], ("a\nb", "web")]), Rule::P6);
        assert_eq!(rule(&[PODS[0], PODS[1], ("web-1", "other/web")]), Rule::P7);
    }

    #[test]
    fn an_outcome_that_cannot_be_is_no_evidence() {
        let mut known = Known::new(&topology(), &pods(&PODS)).unwrap();
        let probe = |id: &str, payload| -> ProbeRequest {
            let to = json!({ "service": { "name": "web", "port": 8080 } });
            read_result(
                &json!({ "id": id, "from": "client-0", "to": to, "payload": payload, "deadline": 1 }),
            )
            .unwrap()
        };
        known.send(&[probe("http", json!({ "http": {} })), probe("tcp", json!("tcp"))]);
        let request =
            json!({ "version": "1.1", "method": "GET", "path": "/", "headers": [], "body": "" });
        let check = |probe: &str, outcome: &serde_json::Value| {
            let outcome: Outcome = read_result(outcome).unwrap();
            known.outcome(&ProbeId(probe.to_owned()), outcome).map_err(|objection| objection.rule)
        };
        let served = |id: &str, pod: &str, port: u16, request: &serde_json::Value| json!({ "served": { "id": id, "pod": pod, "port": port, "request": request } });
        let null = json!(null);
        for (probe, outcome, expected) in [
            ("http", served("http", "web-0", 8080, &request), None),
            ("tcp", served("tcp", "web-1", 8080, &null), None),
            ("http", json!({ "broken": { "shape": "eof" } }), None),
            ("http", json!({ "not-sent": { "reason": "no ports are left" } }), None),
            ("http", json!({ "response": { "status": 503, "body": "" } }), None),
            ("tcp", served("http", "web-0", 8080, &request), None),
            ("http", served("http", "web-0", 8080, &null), Some(Rule::P6)),
            ("tcp", served("tcp", "web-0", 8080, &request), Some(Rule::P6)),
            ("http", served("never-sent", "web-0", 8080, &request), Some(Rule::P7)),
            ("http", served("http", "web-2", 8080, &request), Some(Rule::P7)),
            ("http", served("http", "web-0", 8081, &request), Some(Rule::P7)),
            ("http", served("http", "client-0", 8080, &request), Some(Rule::P7)),
            ("http", json!({ "response": { "status": 0, "body": "" } }), Some(Rule::P6)),
            ("tcp", json!({ "response": { "status": 503, "body": "" } }), Some(Rule::P6)),
        ] {
            assert_eq!(check(probe, &outcome).err(), expected, "{outcome}");
        }
        let arrivals = read_result::<crate::external::message::Arrived>(
            &json!({ "arrivals": [{ "id": "tcp", "pod": "web-0", "port": 8080, "request": null }] }),
        );
        let arrivals = arrivals.unwrap().arrivals;
        let asked = |id: &str| [ProbeId(id.to_owned())];
        assert!(known.arrivals(&asked("tcp"), arrivals.clone()).is_ok());
        assert_eq!(known.arrivals(&asked("http"), arrivals).unwrap_err().rule, Rule::P7);
    }
}
