//! Objects of SMI, in the versions that belong together.

use serde_json::{Value, json};

use super::kubernetes::object;
use super::random::Random;
use super::words::{HEADERS, METHODS, PATHS};

/// The versions of SMI that a team writes: one release of the specification, or what its mesh serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Era {
    pub(super) access: usize,
    pub(super) specs: usize,
    pub(super) split: usize,
}

const fn era(access: usize, specs: usize, split: usize) -> Era {
    Era { access, specs, split }
}

/// How often each is met: the latest release most, drafts least.
const ERAS: [(usize, Era); 7] = [
    (40, era(3, 4, 4)),
    // Open Service Mesh serves this TrafficSplit.
    (22, era(3, 4, 2)),
    (18, era(2, 3, 3)),
    (6, era(1, 1, 1)),
    (6, era(1, 2, 1)),
    (4, era(1, 2, 2)),
    (4, era(4, 4, 4)),
];

impl Era {
    pub(super) fn pick(random: &mut Random) -> Self {
        let mut left = random.below(100);
        for (times, era) in ERAS {
            if left < times {
                return era;
            }
            left -= times;
        }
        ERAS[0].1
    }

    fn object(self, group: &str, kind: &str, namespace: &str, name: &str) -> Value {
        let version = match group {
            "access" => self.access,
            "specs" => self.specs,
            _ => self.split,
        };
        object(&format!("{group}.smi-spec.io/v1alpha{version}"), kind, namespace, name)
    }

    /// A group with these matches.
    pub(super) fn route_group(self, namespace: &str, name: &str, matches: &[Value]) -> Value {
        let mut group = self.object("specs", "HTTPRouteGroup", namespace, name);
        match self.specs {
            1 | 2 => group["matches"] = json!(matches),
            _ => group["spec"] = json!({ "matches": matches }),
        }
        group
    }

    /// A route; it can say its port since v1alpha4.
    pub(super) fn l4_route(self, kind: &str, namespace: &str, name: &str, port: u16) -> Value {
        let mut route = self.object("specs", kind, namespace, name);
        match self.specs {
            1 | 2 => {}
            3 => route["spec"] = json!({}),
            _ => route["spec"] = json!({ "matches": { "ports": [port] } }),
        }
        route
    }

    /// Who may call whom. Sources are names of ServiceAccounts with their namespaces.
    pub(super) fn target(
        self,
        name: &str,
        destination: (&str, &str, u16),
        rules: &[Value],
        sources: &[(String, String)],
    ) -> Value {
        let (namespace, account, port) = destination;
        let subject = |namespace: &str, name: &str| json!({ "kind": "ServiceAccount", "name": name, "namespace": namespace });
        let sources: Vec<_> =
            sources.iter().map(|(namespace, name)| subject(namespace, name)).collect();
        let mut destination = subject(namespace, account);
        if self.access <= 2 {
            destination["port"] = json!(port);
        }
        let mut target = self.object("access", "TrafficTarget", namespace, name);
        if self.access == 1 {
            target["destination"] = destination;
            target["specs"] = json!(rules);
            target["sources"] = json!(sources);
        } else {
            let spec = json!({ "destination": destination, "rules": rules, "sources": sources });
            target["spec"] = spec;
        }
        target
    }

    /// A set of identities; only the draft has it.
    pub(super) fn binding(self, namespace: &str, name: &str, account: &str) -> Value {
        let mut binding = self.object("access", "IdentityBinding", namespace, name);
        binding["spec"] = json!({ "schemes": { "serviceAccount": account } });
        binding
    }

    /// A split of a root service; it can have matches since v1alpha3.
    pub(super) fn split(
        self,
        namespace: &str,
        root: &str,
        backends: &[(String, Value)],
        group: Option<&str>,
    ) -> Value {
        let mut split = self.object("split", "TrafficSplit", namespace, root);
        let backends: Vec<_> = backends
            .iter()
            .map(|(service, weight)| json!({ "service": service, "weight": weight }))
            .collect();
        split["spec"] = json!({ "service": root, "backends": backends });
        if let Some(group) = group {
            split["spec"]["matches"] = json!([{ "kind": "HTTPRouteGroup", "name": group }]);
        }
        split
    }

    /// Weights for so many backends, as this version writes them.
    pub(super) fn weights(self, count: usize, random: &mut Random) -> Vec<Value> {
        if self.split == 1 && random.chance(50) {
            let quantities = ["1", "500m", "250m", "2", "100m"];
            return (0..count).map(|_| json!(random.pick(&quantities))).collect();
        }
        let first = random.pick(&[&50_usize, &75, &80, &90, &95, &99]);
        let rest = (100 - first) / (count - 1);
        let last = 100 - first - rest * (count - 2);
        let middle = vec![rest.max(1); count - 2];
        [vec![*first], middle, vec![last]]
            .concat()
            .into_iter()
            .map(|weight| json!(weight))
            .collect()
    }

    /// Matches of different paths, with their names. The first versions know no headers.
    pub(super) fn matches(self, count: usize, random: &mut Random) -> Vec<(String, Value)> {
        let mut matches: Vec<_> = random
            .some(&PATHS, count)
            .into_iter()
            .map(|path| (path.to_owned(), self.http_match(path, random)))
            .collect();
        if random.chance(30) {
            let metrics = json!({ "name": "metrics", "pathRegex": "/metrics", "methods": ["GET"] });
            matches.push(("metrics".to_owned(), metrics));
        }
        matches
    }

    fn http_match(self, path: &str, random: &mut Random) -> Value {
        let regex = match random.below(6) {
            0 => format!("/{path}"),
            1 => format!("/{path}/.*"),
            2 => format!("/{path}/[0-9]+"),
            3 => format!("/{path}(/.*)?"),
            4 => format!("/{path}/(new|old)/.+"),
            _ => format!("/{path}.*"),
        };
        let methods = METHODS[random.below(METHODS.len())];
        let mut one = json!({ "name": path, "pathRegex": regex, "methods": methods });
        if self.specs >= 2 && random.chance(15) {
            let (name, value) = HEADERS[random.below(HEADERS.len())];
            one["headers"] = json!([{ name: value }]);
        }
        one
    }
}

/// A match of the requests that an experiment is for.
pub(super) fn experiment(random: &mut Random) -> Value {
    let (name, value) = HEADERS[random.below(HEADERS.len())];
    json!({ "name": "testers", "headers": [{ name: value }] })
}

/// A rule that allows matches of a group, or all of it.
pub(super) fn rule(kind: &str, name: &str, matches: Option<&[&str]>) -> Value {
    match matches {
        None => json!({ "kind": kind, "name": name }),
        Some(matches) => json!({ "kind": kind, "name": name, "matches": matches }),
    }
}
