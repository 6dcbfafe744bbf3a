//! The world that a question is asked in: who calls, and which port of which Service is meant.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;
use num_traits::Zero as _;

use super::{Caller, Question, QuestionError, Scheme};
use crate::answer::left_out;
use crate::answer::words::counted;
use crate::check::joined;
use crate::decision::Route;
use crate::model::{self, Name, ServicePort, World};
use crate::set::Set;
use crate::set::inventory::{Service, TargetPort};

/// The port of HTTP where none is written.
const HTTP: u16 = 80;

/// What a question comes to in a set.
pub(super) struct Scene {
    pub(super) world: World,
    /// The workloads that call, those together that nothing can tell apart; a group of none is a client without identity.
    pub(super) callers: Vec<Vec<Name>>,
    pub(super) service: Name,
    pub(super) port: u16,
    pub(super) notes: Vec<String>,
}

impl Scene {
    pub(super) fn of(set: &Set, question: &Question) -> Result<Self, QuestionError> {
        let mut notes = Vec::new();
        let name = service_name(question, &mut notes)?;
        let Some(service) = set.service(&name).found() else {
            return Err(QuestionError::NoService {
                meant: meant(set, &name),
                name: name.to_string(),
            });
        };
        let port = port(service, question, &mut notes)?;
        let mut world = set.world();
        let callers = callers(set, question, &mut world, &mut notes);
        notes.extend(with_named_ports(set, &mut world, port));
        Ok(Self { world, callers, service: name, port, notes })
    }
}

/// The Service that is called: a short name is looked up in the caller's namespace, as clients do.
fn service_name(question: &Question, notes: &mut Vec<String>) -> Result<Name, QuestionError> {
    let service = question.to.service.as_str();
    match (&question.to.namespace, &question.from) {
        (Some(namespace), _) => Ok(Name::new(namespace, service)),
        (None, Caller::Account { account, .. }) => {
            let name = Name::new(&account.namespace, service);
            notes.push(format!(
                "`{service}` is {name}: short names are those of the caller's namespace"
            ));
            Ok(name)
        }
        (None, Caller::Outside) => Err(QuestionError::Address {
            found: question.to.host.clone(),
            why: format!(
                "it says no namespace, and a client outside has none; `{service}.default`?"
            ),
        }),
    }
}

/// What may be meant by the name of a Service that there is none of.
fn meant(set: &Set, name: &Name) -> String {
    if let Some(near) = set.nearest("Service", name) {
        return format!("; did you mean {}?", Name::new(&name.namespace, near));
    }
    let mut elsewhere: Vec<_> = set
        .services
        .iter()
        .map(|service| &service.origin.name)
        .filter(|other| other.name == name.name)
        .map(ToString::to_string)
        .collect();
    elsewhere.sort();
    if !elsewhere.is_empty() {
        elsewhere.truncate(3);
        return format!("; did you mean {}?", elsewhere.join(" or "));
    }
    let left_out = left_out(set);
    if set.services.is_empty() && !left_out.is_empty() {
        let left_out = joined(&left_out);
        return format!(
            ": it has no Services that can be read; left out is {left_out}, and `check` says why"
        );
    }
    if set.services.is_empty() {
        return ": it has no Services at all; add them (`kubectl get services -o yaml`)".to_owned();
    }
    let mut there: Vec<_> = set.services.iter().map(|service| &service.origin.name).collect();
    there.sort();
    let shown: Vec<_> = there.iter().take(5).map(ToString::to_string).collect();
    let rest = if there.len() > shown.len() { " and others" } else { "" };
    format!("; there are {}{rest}", shown.join(", "))
}

fn port(
    service: &Service,
    question: &Question,
    notes: &mut Vec<String>,
) -> Result<u16, QuestionError> {
    let wants_udp = question.to.scheme == Scheme::Udp;
    let fits = |one: &&crate::set::inventory::Port| (one.protocol == "UDP") == wants_udp;
    let numbers: Vec<u16> = service.ports.iter().filter(fits).map(|port| port.number).collect();
    let name = &service.origin.name;
    let no_port = |port| {
        let protocol = if wants_udp { " of UDP" } else { "" };
        let meant = match (&service.external_name, numbers.as_slice()) {
            (Some(host), _) => format!("{protocol}: it stands for {host}, outside the mesh"),
            (None, []) => format!("{protocol}; it has none"),
            (None, [one]) => format!("{protocol}; it has {one}"),
            (None, several) => format!("{protocol}; it has {}", listed(several)),
        };
        QuestionError::NoPort { name: name.to_string(), port, meant }
    };
    if let Some(port) = question.to.port {
        return if numbers.contains(&port) { Ok(port) } else { Err(no_port(port)) };
    }
    if question.to.scheme == Scheme::Http && numbers.contains(&HTTP) {
        return Ok(HTTP);
    }
    match numbers.as_slice() {
        [only] => {
            notes.push(format!("port {only} is taken: it is the only one that Service {name} has"));
            Ok(*only)
        }
        [] => Err(no_port(HTTP)),
        [first, ..] => Err(QuestionError::WhichPort {
            name: name.to_string(),
            ports: listed(&numbers),
            example: format!("{}{}:{first}", question.to.prefix(), question.to.host),
        }),
    }
}

fn listed(ports: &[u16]) -> String {
    joined(&ports.iter().map(u16::to_string).collect::<Vec<_>>())
}

/// The workloads that call. Where the input has none, pods are assumed.
fn callers(
    set: &Set,
    question: &Question,
    world: &mut World,
    notes: &mut Vec<String>,
) -> Vec<Vec<Name>> {
    let Caller::Account { account, labels } = &question.from else { return vec![Vec::new()] };
    let is_meant = |has: &BTreeMap<String, String>| {
        labels.iter().all(|(key, value)| has.get(key) == Some(value))
    };
    let of_account = set.workloads_as(account);
    // Only identity bindings look at labels.
    let has_bindings = !world.identity_bindings.is_empty();
    let mut groups: BTreeMap<Option<&BTreeMap<String, String>>, BTreeSet<Name>> = BTreeMap::new();
    for workload in of_account.iter().filter(|workload| is_meant(&workload.labels)) {
        let group = groups.entry(has_bindings.then_some(&workload.labels)).or_default();
        group.insert(Name::clone(&workload.origin.name));
    }
    if !groups.is_empty() {
        return groups.into_values().map(|names| names.into_iter().collect()).collect();
    }
    let what = if of_account.is_empty() {
        format!("no pods that run as ServiceAccount {account}")
    } else {
        let count = counted(of_account.len(), "workload");
        format!("{count} that run as ServiceAccount {account}, but none with these labels")
    };
    notes.push(format!("the input has {what}: such a pod is assumed"));
    if set.account(account).is_missing() {
        notes.push(format!("there is no ServiceAccount {account}"));
    }
    // A name that no object can have.
    let name = Name::new(&account.namespace, format!("{} (assumed)", account.name));
    world.workloads.push(model::Workload {
        name: name.clone(),
        service_account: account.name.clone(),
        labels: labels.clone(),
        meshed: true,
    });
    vec![vec![name]]
}

/// A port of a Service may lead to a port that containers name, and their pods not be in the input: then it is taken to have
/// the number of the Service's port.
fn with_named_ports(set: &Set, world: &mut World, port: u16) -> Vec<String> {
    let mut notes = Vec::new();
    for (service, model) in set.services.iter().zip(&mut world.services) {
        let mut of_number = service.ports.iter().filter(|one| one.number == port);
        let Some(one) = of_number.next().filter(|_| model.port(port).is_none()) else { continue };
        model.ports.push(ServicePort { port, target_port: port });
        if let TargetPort::Name(name) = &one.target {
            notes.push(format!(
                "port {port} of Service {} leads to the container's port `{name}`, which no pod in the input has; {port} is \
                 assumed",
                service.origin.name
            ));
        }
    }
    notes
}

/// The Services that get requests, and whose pods are not in the input.
fn without_pods<'r>(set: &Set, routes: impl Iterator<Item = &'r Route>) -> BTreeSet<&'r Name> {
    let is_taken = |route: &&Route| route.share > BigRational::zero();
    let has_pods = |name: &Name| {
        set.service(name).found().is_some_and(|service| !set.workloads_of(service).is_empty())
    };
    let empty = routes.filter(is_taken).filter(|route| route.endpoints.is_empty());
    empty.filter_map(|route| route.backend.as_ref()).filter(|name| !has_pods(name)).collect()
}

/// Whether somebody can tell at all who answers.
pub(super) fn pods_are_known<'r>(
    set: &Set,
    service: &Name,
    routes: impl Iterator<Item = &'r Route>,
) -> Result<(), QuestionError> {
    if set.is_complete() {
        return Ok(());
    }
    let routes: Vec<&Route> = routes.filter(|route| route.share > BigRational::zero()).collect();
    let unknown = without_pods(set, routes.iter().copied());
    let is_known = |route: &&Route| {
        !route.endpoints.is_empty()
            || route.backend.as_ref().is_some_and(|backend| !unknown.contains(backend))
    };
    if routes.is_empty() || routes.iter().any(is_known) {
        return Ok(());
    }
    let names: Vec<_> = unknown.iter().map(|name| format!("Service {name}")).collect();
    let services = if names.is_empty() { format!("Service {service}") } else { joined(&names) };
    Err(QuestionError::NoPods { services })
}

/// What to say of shares that nobody serves.
pub(super) fn unknown_pods<'r>(set: &Set, routes: impl Iterator<Item = &'r Route>) -> Vec<String> {
    let without = without_pods(set, routes);
    let note = |name: &Name| {
        let what = if set.service(name).found().is_some() { "pods of " } else { "" };
        format!("there are no {what}Service {name} in the input: its share is taken to fail")
    };
    without
        .into_iter()
        .map(note)
        .map(|note| note.replace("are no Service", "is no Service"))
        .collect()
}
