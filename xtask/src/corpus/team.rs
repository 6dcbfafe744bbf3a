//! A team: a namespace with programs that call each other, and all that they need.

use serde_json::{Value, json};

use super::kubernetes::{Program, namespace as namespace_object};
use super::random::Random;
use super::smi::{Era, experiment, rule};
use super::words::{HTTP, NOTES, TCP, TEAMS};

/// What every team shows to the world, and what calls across namespaces.
const FRONT: &str = "web";

/// The objects of a team. All names that they refer to are names of the same team, or of the team before.
pub(super) fn objects(index: usize, random: &mut Random) -> Vec<Value> {
    let namespace = namespace(index);
    let mut team = Team {
        namespace: namespace.clone(),
        neighbour: index.checked_sub(1).map(self::namespace),
        era: Era::pick(random),
        accounts: Vec::new(),
        objects: vec![namespace_object(&namespace)],
    };
    team.front(random);
    let count = random.between(3, 9);
    for name in random.some(&HTTP, count) {
        team.http_program(name, random);
    }
    for (name, port) in TCP {
        if random.chance(20) {
            team.tcp_program(name, port, random);
        }
    }
    team.objects
}

/// The namespace of a team.
pub(super) fn namespace(index: usize) -> String {
    format!("{}-{index}", TEAMS[index % TEAMS.len()])
}

struct Team {
    namespace: String,
    neighbour: Option<String>,
    era: Era,
    /// The ServiceAccounts so far, which may call what comes after.
    accounts: Vec<String>,
    objects: Vec<Value>,
}

impl Team {
    fn front(&mut self, random: &mut Random) {
        let namespace = self.namespace.clone();
        let front = Program { namespace: &namespace, name: FRONT, port: 8080, protocol: "http" };
        self.objects.extend([
            front.service_account(),
            front.service(None),
            front.deployment(None, random),
            front.ingress(),
            front.config_map(random),
        ]);
        self.accounts.push(FRONT.to_owned());
    }

    fn http_program(&mut self, name: &str, random: &mut Random) {
        let namespace = self.namespace.clone();
        let port = *random.pick(&[&8080_u16, &8000, &80, &9090]);
        let program = Program { namespace: &namespace, name, port, protocol: "http" };
        self.objects.extend([program.service_account(), program.service(None)]);
        if random.chance(45) {
            self.split(&program, random);
        } else {
            self.objects.push(program.deployment(None, random));
        }
        self.access(&program, random);
        if random.chance(25) {
            self.objects.push(program.config_map(random));
        }
        self.accounts.push(name.to_owned());
    }

    /// Versions of a program, and how its traffic is shared.
    fn split(&mut self, program: &Program<'_>, random: &mut Random) {
        let Self { namespace, era, .. } = self;
        let is_written_by_flagger = era.split < 4 && random.chance(25);
        let versions: &[&str] = match random.below(4) {
            _ if is_written_by_flagger => &["primary", "canary"],
            0 => &["v1", "v2", "v3"],
            _ => &["v1", "v2"],
        };
        for &version in versions {
            self.objects.push(program.service(Some(version)));
            self.objects.push(program.deployment(Some(version), random));
            if random.chance(20) {
                self.objects.push(program.autoscaler(Some(version), random));
            }
        }
        let weights = match is_written_by_flagger {
            true => vec![json!(90), json!(10)],
            false => era.weights(versions.len(), random),
        };
        let names = versions.iter().map(|version| program.versioned(Some(version)));
        let backends: Vec<_> = names.zip(weights).collect();
        let group = format!("{}-experiment", program.name);
        let has_matches = era.split >= 3 && !is_written_by_flagger && random.chance(25);
        if has_matches {
            self.objects.push(era.route_group(namespace, &group, &[experiment(random)]));
        }
        let group = has_matches.then_some(group.as_str());
        let mut split = era.split(namespace, program.name, &backends, group);
        if random.chance(10) {
            split["metadata"]["annotations"] = json!({ "example.com/note": random.pick(&NOTES) });
        }
        self.objects.push(split);
    }

    /// Who may call a program: all on everything, or readers and writers on different matches.
    fn access(&mut self, program: &Program<'_>, random: &mut Random) {
        let Self { namespace, era, .. } = self;
        let group = format!("{}-routes", program.name);
        let count = random.between(2, 5);
        let matches = era.matches(count, random);
        let values: Vec<_> = matches.iter().map(|(_, value)| value.clone()).collect();
        self.objects.push(era.route_group(namespace, &group, &values));
        let names: Vec<_> = matches.iter().map(|(name, _)| name.as_str()).collect();
        let destination = (namespace.as_str(), program.name, program.port);
        let (readers, writers) = names.split_at(names.len() / 2);
        let parts: Vec<(&str, Option<&[&str]>)> = match random.below(3) {
            0 => vec![("clients", None)],
            1 => vec![("clients", Some(&names))],
            _ => vec![("readers", Some(readers)), ("writers", Some(writers))],
        };
        for (part, matches) in parts {
            let rules = [rule("HTTPRouteGroup", &group, matches)];
            let name = format!("{}-{part}", program.name);
            let sources = callers(namespace, &self.accounts, self.neighbour.as_deref(), random);
            let mut target = era.target(&name, destination, &rules, &sources);
            if era.access == 4 && part == "clients" {
                let binding = format!("{name}-binding");
                self.objects.push(era.binding(namespace, &binding, FRONT));
                target["spec"]["sources"] = json!([
                    { "kind": "IdentityBinding", "name": binding, "namespace": namespace, "group": "access.smi-spec.io" }
                ]);
            }
            self.objects.push(target);
        }
    }

    fn tcp_program(&mut self, name: &str, port: u16, random: &mut Random) {
        let namespace = self.namespace.clone();
        let program = Program { namespace: &namespace, name, port, protocol: name };
        let route = format!("{name}-port");
        let rules = [rule("TCPRoute", &route, None)];
        let sources = callers(&namespace, &self.accounts, None, random);
        let target = format!("{name}-clients");
        self.objects.extend([
            program.service_account(),
            program.service(None),
            program.deployment(None, random),
            self.era.l4_route("TCPRoute", &namespace, &route, port),
            self.era.target(&target, (&namespace, name, port), &rules, &sources),
        ]);
        // Nothing enforces it, and people write it all the same.
        if self.era.specs == 4 && random.chance(10) {
            let probe = format!("{name}-probe");
            self.objects.push(self.era.l4_route("UDPRoute", &namespace, &probe, port));
        }
    }
}

/// Some of the accounts so far, and now and then one of the neighbours.
fn callers(
    namespace: &str,
    accounts: &[String],
    neighbour: Option<&str>,
    random: &mut Random,
) -> Vec<(String, String)> {
    let accounts: Vec<&str> = accounts.iter().map(String::as_str).collect();
    let count = random.between(1, 3);
    let mut callers: Vec<_> = random
        .some(&accounts, count)
        .into_iter()
        .map(|account| (namespace.to_owned(), account.to_owned()))
        .collect();
    if let Some(neighbour) = neighbour.filter(|_| random.chance(15)) {
        callers.push((neighbour.to_owned(), FRONT.to_owned()));
    }
    callers
}
