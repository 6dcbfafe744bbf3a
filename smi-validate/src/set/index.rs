//! The indices of a set: what would take a walk over everything is looked up.

use std::sync::Arc;

use foldhash::HashMap;

use super::inventory::{Service, Workload};
use super::{Set, root};
use crate::model::{L4Route, Name};

/// Numbers of things, by what they are looked up with.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) route_groups: HashMap<Arc<Name>, usize>,
    pub(super) tcp_routes: HashMap<Arc<Name>, usize>,
    pub(super) udp_routes: HashMap<Arc<Name>, usize>,
    pub(super) bindings: HashMap<Arc<Name>, usize>,
    pub(super) services: HashMap<Arc<Name>, usize>,
    pub(super) accounts: HashMap<Arc<Name>, usize>,
    pub(super) splits_by_root: HashMap<Name, Vec<usize>>,
    pub(super) targets_by_destination: HashMap<Name, Vec<usize>>,
    pub(super) workloads_by_account: HashMap<Name, Vec<usize>>,
    pub(super) workloads_of_service: Vec<Vec<usize>>,
    pub(super) services_of_workload: Vec<Vec<usize>>,
}

/// All names of a kind in a namespace.
pub(super) type Names = HashMap<(&'static str, String), Vec<Arc<Name>>>;

/// The names of the objects that others refer to.
pub(super) fn names(set: &Set) -> Names {
    let world = &set.world;
    let groups = world.route_groups.iter().map(|group| ("HTTPRouteGroup", &group.origin));
    let routes = world.l4_routes.iter().map(|route| (l4_kind(route), &route.origin));
    let bindings = world.identity_bindings.iter();
    let bindings = bindings.map(|binding| ("IdentityBinding", &binding.origin));
    let accounts = set.accounts.iter().map(|account| ("ServiceAccount", account));
    let services = set.services.iter().map(|service| ("Service", &service.origin));
    let mut names = Names::default();
    for (kind, origin) in groups.chain(routes).chain(bindings).chain(accounts).chain(services) {
        let of_kind = names.entry((kind, origin.name.namespace.clone())).or_default();
        of_kind.push(Arc::clone(&origin.name));
    }
    names
}

fn l4_kind(route: &L4Route) -> &'static str {
    if route.origin.kind == "TCPRoute" { "TCPRoute" } else { "UDPRoute" }
}

impl Index {
    pub(super) fn of(set: &Set) -> Self {
        let world = &set.world;
        let mut index = Self::default();
        for (number, group) in world.route_groups.iter().enumerate() {
            index.route_groups.insert(Arc::clone(&group.origin.name), number);
        }
        for (number, route) in world.l4_routes.iter().enumerate() {
            let is_tcp = route.origin.kind == "TCPRoute";
            let routes = if is_tcp { &mut index.tcp_routes } else { &mut index.udp_routes };
            routes.insert(Arc::clone(&route.origin.name), number);
        }
        for (number, binding) in world.identity_bindings.iter().enumerate() {
            index.bindings.insert(Arc::clone(&binding.origin.name), number);
        }
        for (number, split) in world.splits.iter().enumerate() {
            index.splits_by_root.entry(root(split)).or_default().push(number);
        }
        for (number, target) in world.targets.iter().enumerate() {
            let destination = Set::subject_name(&target.destination);
            index.targets_by_destination.entry(destination).or_default().push(number);
        }
        for (number, account) in set.accounts.iter().enumerate() {
            index.accounts.insert(Arc::clone(&account.name), number);
        }
        index.workloads(&set.services, &set.workloads);
        index
    }

    fn workloads(&mut self, services: &[Service], workloads: &[Workload]) {
        let mut by_label: HashMap<(&str, &str, &str), Vec<usize>> = HashMap::default();
        for (number, workload) in workloads.iter().enumerate() {
            let namespace = workload.origin.name.namespace.as_str();
            for (key, value) in &workload.labels {
                by_label.entry((namespace, key, value)).or_default().push(number);
            }
            let account = Name::new(namespace, &workload.service_account);
            self.workloads_by_account.entry(account).or_default().push(number);
        }
        self.services_of_workload.resize_with(workloads.len(), Vec::new);
        for (number, service) in services.iter().enumerate() {
            let name = &service.origin.name;
            self.services.insert(Arc::clone(name), number);
            let selected = selected(service, workloads, &by_label);
            for workload in &selected {
                self.services_of_workload[*workload].push(number);
            }
            self.workloads_of_service.push(selected);
        }
    }
}

fn selected<'s>(
    service: &'s Service,
    workloads: &'s [Workload],
    by_label: &HashMap<(&'s str, &'s str, &'s str), Vec<usize>>,
) -> Vec<usize> {
    let Some(selector) = &service.selector else { return Vec::new() };
    let namespace = service.origin.name.namespace.as_str();
    let key = |(key, value): (&'s String, &'s String)| (namespace, key.as_str(), value.as_str());
    let with = |key| by_label.get(&key).map_or(&[][..], Vec::as_slice);
    // The rarest label leaves the fewest to look at.
    let fewest = selector.iter().map(key).map(with).min_by_key(|numbers| numbers.len());
    let fits = |number: &&usize| {
        let labels = &workloads[**number].labels;
        selector.iter().all(|(key, value)| labels.get(key) == Some(value))
    };
    fewest.unwrap_or_default().iter().filter(fits).copied().collect()
}
