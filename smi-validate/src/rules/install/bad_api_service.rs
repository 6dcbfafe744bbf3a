//! SMI501: the APIService of the metrics API cannot be registered

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::inventory::at;
use crate::source::Node;

rule! {
    /// The APIService of the metrics API cannot be registered
    ///
    /// `spec.group` is the group alone, `spec.version` the version, and the object is called VERSION.GROUP. The example
    /// of the specification has both in `group`.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object, and nobody can ask for metrics.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: apiregistration.k8s.io/v1
    /// kind: APIService
    /// metadata: { name: v1alpha1.metrics.smi-spec.io }
    /// spec:
    ///   group: metrics.smi-spec.io/v1alpha1
    ///   version: v1alpha1
    ///   service: { name: smi-metrics, namespace: mesh }
    ///   groupPriorityMinimum: 100
    ///   versionPriority: 100
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: apiregistration.k8s.io/v1
    /// kind: APIService
    /// metadata: { name: v1alpha1.metrics.smi-spec.io }
    /// spec:
    ///   group: metrics.smi-spec.io
    ///   version: v1alpha1
    ///   service: { name: smi-metrics, namespace: mesh }
    ///   groupPriorityMinimum: 100
    ///   versionPriority: 100
    /// ```
    ///
    /// # Mend
    ///
    /// Write the group without a version, the name as VERSION.GROUP, and `apiregistration.k8s.io/v1`.
    ///
    /// # Sources
    ///
    /// Traffic Metrics v1alpha1, Example implementation; Kubernetes, APIService; Kubernetes, deprecated API migration
    /// guide, 1.22.
    "SMI501" "bad-api-service" Error Document(check)
}

/// The group of the metrics API.
const GROUP: &str = "metrics.smi-spec.io";

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if view.kind != "APIService" {
        return;
    }
    let text =
        |path: &[&str]| at(view.document.root(), path).and_then(Node::as_str).unwrap_or_default();
    let (name, group, version) =
        (text(&["metadata", "name"]), text(&["spec", "group"]), text(&["spec", "version"]));
    let (group_name, version_in_group) =
        group.split_once('/').map_or((group, None), |(group, version)| (group, Some(version)));
    if group_name != GROUP && !name.ends_with(GROUP) {
        return;
    }
    let effect = "the API server refuses the object, and nobody can ask for metrics";
    if view.api_version != "apiregistration.k8s.io/v1" {
        drafts.add(Draft::new(
            Place::path("apiVersion"),
            format!("`{}` is no longer served", view.api_version),
            effect,
            "write `apiregistration.k8s.io/v1`",
        ));
    }
    if version_in_group.is_some() {
        drafts.add(Draft::new(
            Place::path("spec.group"),
            format!("the group `{group}` has a version in it"),
            effect,
            format!("write `{group_name}`, and the version in `spec.version`"),
        ));
    }
    let right = format!("{version}.{group_name}");
    if name != right && !version.is_empty() && !group_name.is_empty() {
        drafts.add(
            Draft::new(
                Place::path("metadata.name"),
                format!("the APIService of this group and version is called `{right}`"),
                effect,
                format!("write `{right}`"),
            )
            .also(Place::path("spec.version"), "the version")
            .also(Place::path("spec.group"), "the group"),
        );
    }
}
