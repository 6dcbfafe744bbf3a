//! SMI509: a role names a resource that the metrics API does not have

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::inventory::at;
use crate::shape::words;
use crate::source::Node;

rule! {
    /// A role names a resource that the metrics API does not have
    ///
    /// The metrics API has the plural names of what has metrics: `pods`, `deployments`, `trafficsplits`; and `edges` of
    /// each as a sub-resource. `trafficmetrics` is the kind of the answers, and no resource.
    ///
    /// # In a mesh
    ///
    /// The role grants nothing: requests for metrics are forbidden. A Role in a namespace grants nothing on resources
    /// that have no namespace.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: { name: metrics-reader }
    /// rules:
    /// - { apiGroups: [metrics.smi-spec.io], resources: [trafficmetrics], verbs: [get, list] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: { name: metrics-reader }
    /// rules:
    /// - { apiGroups: [metrics.smi-spec.io], resources: [deployments], verbs: [get, list] }
    /// ```
    ///
    /// # Mend
    ///
    /// Name the resources whose metrics may be read, such as `pods`, `pods/edges`, or `*`.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, API and RBAC; smi-metrics, kinds.
    "SMI509" "unknown-metrics-resource" Warning Document(check)
}

const RESOURCES: [&str; 11] = [
    "namespaces",
    "nodes",
    "pods",
    "replicationcontrollers",
    "services",
    "daemonsets",
    "deployments",
    "replicasets",
    "statefulsets",
    "jobs",
    "trafficsplits",
];
const WITHOUT_NAMESPACE: [&str; 2] = ["namespaces", "nodes"];

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if !["Role", "ClusterRole"].contains(&view.kind) {
        return;
    }
    let rules = at(view.document.root(), &["rules"]).into_iter().flat_map(Node::items).enumerate();
    for (rule_index, rule) in rules {
        let list = |field: &str| at(rule, &[field]).into_iter().flat_map(Node::items);
        if !list("apiGroups").any(|group| group.as_str() == Some("metrics.smi-spec.io")) {
            continue;
        }
        // Of a rule about several groups nobody can tell which resource is of which.
        if list("apiGroups").count() > 1 {
            continue;
        }
        for (index, resource) in list("resources").enumerate() {
            let Some(name) = resource.as_str() else { continue };
            let Some((message, mend)) = oddity(name, view.kind) else { continue };
            drafts.add(Draft::new(
                Place::path(format!("rules[{rule_index}].resources[{index}]")),
                message,
                "the role grants nothing there: requests for such metrics are forbidden",
                mend,
            ));
        }
    }
}

fn oddity(name: &str, kind: &str) -> Option<(String, String)> {
    let resource = name.split_once('/').map_or(name, |(resource, _)| resource);
    if resource == "*" {
        return None;
    }
    if !RESOURCES.contains(&resource) {
        let mend = match words::nearest(resource, RESOURCES.into_iter()) {
            Some(near) => format!("write `{near}` if that is meant"),
            None => {
                "name the resources whose metrics may be read, such as `pods`, `pods/edges` or `*`"
                    .to_owned()
            }
        };
        return Some((format!("the metrics API has no resource `{resource}`"), mend));
    }
    let is_outside = kind == "Role" && WITHOUT_NAMESPACE.contains(&resource);
    is_outside.then(|| {
        let message = format!("a Role is about one namespace, and `{resource}` are in none");
        (message, "write a ClusterRole".to_owned())
    })
}
