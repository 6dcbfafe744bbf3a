//! SMI510: a definition serves versions of different layout without a conversion

use super::layout;
use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::inventory::at;
use crate::source::{Node, Scalar};
use smi_types::catalog::{self, Entry};

rule! {
    /// A definition serves versions of different layout without a conversion
    ///
    /// With the strategy `None`, which is the default, an API server only changes `apiVersion` between versions, and
    /// drops the fields that the version does not have.
    ///
    /// # In a mesh
    ///
    /// An object that was written at one version and is read at another loses fields in silence: the conditions of a
    /// split, the port of a target, the matches of a route group. Shares and access become others.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata: { name: httproutegroups.specs.smi-spec.io }
    /// spec:
    ///   group: specs.smi-spec.io
    ///   scope: Namespaced
    ///   names: { kind: HTTPRouteGroup, plural: httproutegroups }
    ///   versions:
    ///   - { name: v1alpha2, served: true, storage: false }
    ///   - { name: v1alpha3, served: true, storage: true }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: apiextensions.k8s.io/v1
    /// kind: CustomResourceDefinition
    /// metadata: { name: httproutegroups.specs.smi-spec.io }
    /// spec:
    ///   group: specs.smi-spec.io
    ///   scope: Namespaced
    ///   names: { kind: HTTPRouteGroup, plural: httproutegroups }
    ///   versions:
    ///   - { name: v1alpha2, served: false, storage: false }
    ///   - { name: v1alpha3, served: true, storage: true }
    /// ```
    ///
    /// # Mend
    ///
    /// Serve one version, or those that have the same fields; or convert with a webhook.
    ///
    /// # Sources
    ///
    /// Kubernetes, versions in CustomResourceDefinitions; `schemas/README.md` and the documentation of
    /// `smi_types::crd`.
    "SMI510" "relabelled-versions" Warning Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if view.kind != "CustomResourceDefinition" {
        return;
    }
    let root = view.document.root();
    let text = |path: &[&str]| at(root, path).and_then(Node::as_str);
    let group = text(&["spec", "group"]).unwrap_or_default();
    let converts =
        text(&["spec", "conversion", "strategy"]).is_some_and(|strategy| strategy != "None");
    if !group.ends_with("smi-spec.io") || converts {
        return;
    }
    let kind = text(&["spec", "names", "kind"]).unwrap_or_default();
    let versions = at(root, &["spec", "versions"]).into_iter().flat_map(Node::items);
    let served: Vec<(usize, &Entry)> = versions
        .enumerate()
        .filter(|(_, version)| is_true(at(*version, &["served"])))
        .filter_map(|(index, version)| {
            let name = at(version, &["name"]).and_then(Node::as_str)?;
            Some((index, catalog::find(&format!("{group}/{name}"), kind)?))
        })
        .collect();
    let Some(((first_index, first), others)) = served.split_first() else { return };
    let differs = |(_, other): &&(usize, &Entry)| !layout::is_same(first, other);
    let Some((index, other)) = others.iter().find(differs) else { return };
    let place = |index: usize| Place::path(format!("spec.versions[{index}].name"));
    let draft = Draft::new(
        place(*index),
        format!(
            "{kind} has other fields in {} than in {}, and nothing converts",
            other.version, first.version
        ),
        "the API server only changes `apiVersion` and drops what does not fit: objects lose fields in silence",
        "serve one of them only, or convert with a webhook",
    );
    drafts.add(draft.also(place(*first_index), "served, too"));
}

fn is_true(node: Option<Node<'_>>) -> bool {
    let reading = node.and_then(Node::reading);
    reading.is_some_and(|reading| reading.kubernetes == Scalar::Boolean(true))
}
