//! Sets: all objects that can refer to each other, indexed.

mod index;
pub mod inventory;

use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashSet};
use smi_types::catalog::{CATALOG, Entry};

use self::index::{Index, Names};
use self::inventory::{Item, Service, TargetPort, Workload};
use crate::model::{
    self, Backend, IdentityBinding, L4Route, Name, Origin, RouteGroup, Rule, Split, Subject,
    Target, World,
};
use crate::shape::words;

/// Of so many names, the nearest is looked for; above, nobody reads them all anyway.
const MANY: usize = 1_000;

/// All objects that can refer to each other.
///
/// An object that cannot be read stays here as a name: nothing is said to be missing because of it.
#[derive(Debug, Default)]
pub struct Set {
    /// The objects of SMI. Its Services and workloads are in the inventory; see [`world`](Self::world).
    pub(crate) world: World,
    /// The Services.
    pub(crate) services: Vec<Service>,
    /// Pods, and what makes pods.
    pub(crate) workloads: Vec<Workload>,
    /// The ServiceAccounts.
    pub(crate) accounts: Vec<Origin>,
    /// Services with addresses that were written by hand.
    pub(crate) endpoints: HashSet<Arc<Name>>,
    /// The kind and version of every object of SMI.
    pub(crate) versions: HashMap<(&'static str, Arc<Name>), &'static Entry>,
    /// Objects of one kind and name that stand in the input more than once: their documents.
    pub(crate) repeated: Vec<(Origin, Vec<usize>)>,
    /// Objects that cannot be read, by kind and name.
    opaque: HashSet<(String, Arc<Name>)>,
    /// How many documents cannot be read at all.
    unreadable: usize,
    /// Whether everything that there is can be read and is here.
    is_complete: bool,
    index: Index,
    /// Made when a name is first asked for that is not here.
    names: OnceLock<Names>,
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// It is here.
    Found(T),
    /// There is no such object.
    Missing,
    /// It is not here, or cannot be read: nothing follows from that.
    Unknown,
}

impl<T> Lookup<T> {
    /// What was found.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(found) => Some(found),
            Self::Missing | Self::Unknown => None,
        }
    }

    /// Whether there is no such object.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }
}

/// The parts of a set, before it is indexed.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) world: World,
    pub(crate) items: Vec<Item>,
    pub(crate) versions: HashMap<(&'static str, Arc<Name>), &'static Entry>,
    pub(crate) repeated: Vec<(Origin, Vec<usize>)>,
    pub(crate) opaque: HashSet<(String, Arc<Name>)>,
    pub(crate) unreadable: usize,
    pub(crate) is_complete: bool,
}

impl Set {
    pub(crate) fn of(parts: Parts) -> Self {
        let Parts { world, items, versions, repeated, opaque, unreadable, is_complete } = parts;
        let mut set =
            Self { world, versions, repeated, opaque, unreadable, is_complete, ..Self::default() };
        for item in items {
            match item {
                Item::Service(service) => set.services.push(service),
                Item::Workload(workload) => set.workloads.push(workload),
                Item::Account(origin) => set.accounts.push(origin),
                Item::Endpoints { service, .. } => drop(set.endpoints.insert(service)),
                Item::Other => {}
            }
        }
        set.index = Index::of(&set);
        set
    }

    /// Whether the input is all that there is, and could be read.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Whether every object of a kind is here and could be read: then what none of them says, nothing says.
    #[must_use]
    pub fn has_all(&self, kind: &str) -> bool {
        self.is_complete && self.opaque.iter().all(|(of_kind, _)| of_kind != kind)
    }

    /// The route group of a name.
    #[must_use]
    pub fn route_group(&self, name: &Name) -> Lookup<&RouteGroup> {
        let found = self.index.route_groups.get(name).map(|index| &self.world.route_groups[*index]);
        self.lookup(found, "HTTPRouteGroup", name)
    }

    /// The TCPRoute or UDPRoute of a name.
    #[must_use]
    pub fn l4_route(&self, kind: &str, name: &Name) -> Lookup<&L4Route> {
        let routes = match kind {
            "TCPRoute" => &self.index.tcp_routes,
            "UDPRoute" => &self.index.udp_routes,
            _ => return Lookup::Unknown,
        };
        self.lookup(routes.get(name).map(|index| &self.world.l4_routes[*index]), kind, name)
    }

    /// The identity binding of a name.
    #[must_use]
    pub fn identity_binding(&self, name: &Name) -> Lookup<&IdentityBinding> {
        let found = self.index.bindings.get(name);
        let found = found.map(|index| &self.world.identity_bindings[*index]);
        self.lookup(found, "IdentityBinding", name)
    }

    /// The Service of a name.
    #[must_use]
    pub fn service(&self, name: &Name) -> Lookup<&Service> {
        let found = self.index.services.get(name).map(|index| &self.services[*index]);
        self.lookup(found, "Service", name)
    }

    /// The ServiceAccount of a name. Kubernetes makes one called `default` in every namespace.
    #[must_use]
    pub fn account(&self, name: &Name) -> Lookup<&Origin> {
        let found = self.index.accounts.get(name).map(|index| &self.accounts[*index]);
        match self.lookup(found, "ServiceAccount", name) {
            Lookup::Missing if name.name == "default" => Lookup::Unknown,
            lookup => lookup,
        }
    }

    /// The pods that a Service selects.
    #[must_use]
    pub fn workloads_of(&self, service: &Service) -> Vec<&Workload> {
        let index = self.index.services.get(&service.origin.name);
        let numbers = index.and_then(|index| self.index.workloads_of_service.get(*index));
        numbers.into_iter().flatten().map(|number| &self.workloads[*number]).collect()
    }

    /// The pods that run as a ServiceAccount.
    #[must_use]
    pub fn workloads_as(&self, account: &Name) -> Vec<&Workload> {
        let numbers = self.index.workloads_by_account.get(account);
        numbers.into_iter().flatten().map(|number| &self.workloads[*number]).collect()
    }

    /// The Services that select pods which run as a ServiceAccount, each once.
    #[must_use]
    pub fn services_as(&self, account: &Name) -> Vec<&Service> {
        let workloads = self.index.workloads_by_account.get(account).into_iter().flatten();
        let mut numbers: Vec<usize> = workloads
            .flat_map(|workload| &self.index.services_of_workload[*workload])
            .copied()
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|number| &self.services[number]).collect()
    }

    /// The splits of a root service.
    pub fn splits_of(&self, root: &Name) -> impl Iterator<Item = &Split> {
        let numbers = self.index.splits_by_root.get(root).into_iter().flatten();
        numbers.map(|number| &self.world.splits[*number])
    }

    /// The targets whose destination has a name, whatever its kind.
    pub fn targets_of(&self, destination: &Name) -> impl Iterator<Item = &Target> {
        let numbers = self.index.targets_by_destination.get(destination).into_iter().flatten();
        numbers.map(|number| &self.world.targets[*number])
    }

    /// The name of the object that a rule or a split's match refers to: routes are looked up where the reference is.
    #[must_use]
    pub fn route_name(rule: &Rule) -> Name {
        Name::new(&rule.origin.name.namespace, &rule.name)
    }

    /// The name of the identity that a subject names: where it says no namespace, in that of its target.
    #[must_use]
    pub fn subject_name(subject: &Subject) -> Name {
        let namespace = subject.namespace.as_ref().unwrap_or(&subject.origin.name.namespace);
        Name::new(namespace, &subject.name)
    }

    /// The name of a split's root service.
    #[must_use]
    pub fn root_of(split: &Split) -> Name {
        root(split)
    }

    /// The name of a backend's Service.
    #[must_use]
    pub fn backend_of(backend: &Backend) -> Name {
        in_namespace(&backend.service, &backend.origin.name.namespace)
    }

    /// The object of a kind whose name comes nearest to one that does not exist.
    #[must_use]
    pub fn nearest(&self, kind: &'static str, name: &Name) -> Option<&str> {
        let names = self.names.get_or_init(|| index::names(self));
        let names = names.get(&(kind, name.namespace.clone()))?;
        if names.len() > MANY {
            return None;
        }
        words::nearest(&name.name, names.iter().map(|name| name.name.as_str()))
    }

    /// How many documents cannot be read at all, not even their kind and name.
    #[must_use]
    pub const fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The objects that cannot be read, by kind and name, in order.
    #[must_use]
    pub fn unread(&self) -> Vec<(&str, &Name)> {
        let mut unread: Vec<_> =
            self.opaque.iter().map(|(kind, name)| (kind.as_str(), &**name)).collect();
        unread.sort_unstable();
        unread
    }

    /// What was meant by a name that is not here, as far as nothing but a slip explains it: a name that differs in its
    /// digits is another one.
    #[must_use]
    pub(crate) fn mistyped(&self, kind: &'static str, name: &Name) -> Option<&str> {
        let letters = |text: &str| text.replace(|char: char| char.is_ascii_digit(), "");
        let nearest = self.nearest(kind, name).filter(|_| !self.is_opaque(kind, name))?;
        (letters(nearest) != letters(&name.name)).then_some(nearest)
    }

    /// Whether an object is here, but cannot be read.
    #[must_use]
    pub(crate) fn is_opaque(&self, kind: &str, name: &Name) -> bool {
        !self.opaque.is_empty() && self.opaque.contains(&(kind.to_owned(), name.clone().into()))
    }

    /// The version of an object of SMI. Only for rules that are about versions.
    #[must_use]
    pub(crate) fn version_of(&self, kind: &str, name: &Name) -> Option<&'static Entry> {
        let kind = CATALOG.iter().find(|entry| entry.kind == kind)?.kind;
        self.versions.get(&(kind, name.clone().into())).copied()
    }

    /// Everything that a request can depend on, for [`decide`](crate::decide::decide).
    #[must_use]
    pub fn world(&self) -> World {
        let mut world = self.world.clone();
        world.services = self.services.iter().map(|service| self.model_of(service)).collect();
        let workload = |workload: &Workload| model::Workload {
            name: Name::clone(&workload.origin.name),
            service_account: workload.service_account.clone(),
            labels: workload.labels.clone(),
            meshed: true,
        };
        world.workloads = self.workloads.iter().map(workload).collect();
        world
    }

    fn model_of(&self, service: &Service) -> model::Service {
        let workloads = self.workloads_of(service);
        let number = |target: &TargetPort| match target {
            TargetPort::Number(number) => Some(*number),
            TargetPort::Name(name) => {
                workloads.iter().find_map(|workload| workload.named_ports.get(name)).copied()
            }
        };
        let port = |port: &inventory::Port| {
            Some(model::ServicePort { port: port.number, target_port: number(&port.target)? })
        };
        model::Service {
            name: Name::clone(&service.origin.name),
            ports: service.ports.iter().filter_map(port).collect(),
            workloads: workloads
                .iter()
                .map(|workload| Name::clone(&workload.origin.name))
                .collect(),
        }
    }

    fn lookup<T>(&self, found: Option<T>, kind: &str, name: &Name) -> Lookup<T> {
        match found {
            Some(found) => Lookup::Found(found),
            None if !self.is_complete => Lookup::Unknown,
            None if self.is_opaque(kind, name) => Lookup::Unknown,
            None => Lookup::Missing,
        }
    }
}

/// The name of a split's root service.
fn root(split: &Split) -> Name {
    in_namespace(&split.root, &split.origin.name.namespace)
}

/// The name of a Service of a namespace, which may be written short, or in full with that namespace.
fn in_namespace(written: &str, namespace: &str) -> Name {
    let short = written.strip_suffix(".cluster.local").unwrap_or(written);
    let short = short.strip_suffix(".svc").unwrap_or(short);
    let short = short.strip_suffix(&format!(".{namespace}")).unwrap_or(short);
    Name::new(namespace, short)
}
