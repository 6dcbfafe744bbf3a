//! Faults that mix a split up with access: what they make of the targets.

use std::collections::BTreeSet;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use smi_types::access::v1alpha3::{IdentityBindingSubject, TrafficTarget, TrafficTargetRule};
use smi_types::specs::v1alpha4::{HTTPMatch, HTTPRouteGroup};

use super::{Cluster, Objects, name_of};
use crate::reference::fault::Fault;
use crate::topology::Name;

impl Cluster {
    /// The ServiceAccounts of the pods behind a Service, by namespace and name.
    pub(super) fn accounts(&self, service: &Name) -> BTreeSet<Name> {
        let service = self.services.iter().find(|one| one.name == *service);
        let workloads = service.map(|one| one.workloads.as_slice()).unwrap_or_default();
        let pods = self.pods.iter().filter(|pod| workloads.contains(&pod.workload));
        let named = pods.filter_map(|pod| {
            let account = pod.identity.as_ref()?.service_account();
            Some(Name::new(pod.workload.namespace(), account))
        });
        named.collect()
    }
}

/// The objects that servers go by.
pub(super) fn objects(cluster: &Cluster, objects: &Objects, fault: Option<Fault>) -> Objects {
    let mut changed = objects.clone();
    for split in &objects.splits {
        let namespace = name_of(&split.metadata).namespace().to_owned();
        let accounts = |service: &str| cluster.accounts(&Name::new(&namespace, service));
        let backends: Vec<_> =
            split.spec.backends.iter().map(|one| accounts(&one.service)).collect();
        match fault {
            Some(Fault::SplitOpensBackends) => {
                for account in backends.iter().flatten() {
                    open(&mut changed, cluster, account);
                }
            }
            Some(Fault::RootAccessCoversBackends) => {
                let root = accounts(&split.spec.service);
                let of_root = objects.targets.iter().filter(|one| root.contains(&destination(one)));
                for (target, account) in
                    of_root.flat_map(|one| backends.iter().flatten().map(move |to| (one, to)))
                {
                    let mut copy = target.clone();
                    copy.spec.destination.name = account.name().to_owned();
                    copy.spec.destination.namespace = Some(account.namespace().to_owned());
                    changed.targets.push(copy);
                }
            }
            Some(Fault::AllBackendsMustAdmit) => {
                for target in &mut changed.targets {
                    admit_by_all(target, &backends, objects);
                }
            }
            _ => {}
        }
    }
    changed
}

fn destination(target: &TrafficTarget) -> Name {
    let namespace = name_of(&target.metadata).namespace().to_owned();
    let destination = &target.spec.destination;
    Name::new(destination.namespace.clone().unwrap_or(namespace), &destination.name)
}

/// Takes from a target for a backend the sources that another backend has no target for.
fn admit_by_all(target: &mut TrafficTarget, backends: &[BTreeSet<Name>], objects: &Objects) {
    let itself = destination(target);
    if !backends.iter().any(|accounts| accounts.contains(&itself)) {
        return;
    }
    target.spec.sources.retain(|source| {
        backends.iter().filter(|accounts| !accounts.is_empty()).all(|accounts| {
            objects.targets.iter().any(|other| {
                accounts.contains(&destination(other)) && other.spec.sources.contains(source)
            })
        })
    });
}

/// Lets every pod of the cluster call a ServiceAccount.
fn open(objects: &mut Objects, cluster: &Cluster, account: &Name) {
    let subject = |namespace: &str, name: &str| IdentityBindingSubject {
        kind: "ServiceAccount".to_owned(),
        name: name.to_owned(),
        namespace: Some(namespace.to_owned()),
    };
    let everybody = cluster.pods.iter().filter_map(|pod| {
        Some(subject(pod.workload.namespace(), pod.identity.as_ref()?.service_account()))
    });
    let metadata = ObjectMeta {
        name: Some("opened-by-a-split".to_owned()),
        namespace: Some(account.namespace().to_owned()),
        ..ObjectMeta::default()
    };
    let mut group = HTTPRouteGroup { metadata: metadata.clone(), ..HTTPRouteGroup::default() };
    group.spec.matches.push(HTTPMatch::default());
    let mut target = TrafficTarget { metadata, ..TrafficTarget::default() };
    target.spec.destination = subject(account.namespace(), account.name());
    target.spec.sources = everybody.collect();
    target.spec.rules.push(TrafficTargetRule {
        kind: "HTTPRouteGroup".to_owned(),
        name: "opened-by-a-split".to_owned(),
        matches: None,
    });
    objects.groups.push(group);
    objects.targets.push(target);
}
