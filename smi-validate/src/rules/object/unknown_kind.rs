//! SMI101: sMI has no such kind in such a version

use smi_types::catalog::CATALOG;

use crate::check::{Context, DocumentView, joined};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// SMI has no such kind in such a version
    ///
    /// `apiVersion` and `kind` together name what an object is. UDPRoute exists in specs v1alpha4 only, IdentityBinding
    /// in access v1alpha4 only, and there is no v1alpha5 of anything.
    ///
    /// # In a mesh
    ///
    /// The API server answers `no matches for kind`, and `kubectl apply` leaves the object out.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha3
    /// kind: UDPRoute
    /// metadata: { name: dns, namespace: shop }
    /// spec: { matches: { ports: [53] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: UDPRoute
    /// metadata: { name: dns, namespace: shop }
    /// spec: { matches: { ports: [53] } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the version that has the kind.
    ///
    /// # Sources
    ///
    /// The documents of the specification, one per group and version.
    "SMI101" "unknown-kind" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    // A version without a group is SMI110's.
    if view.entry.is_some() || !view.is_smi() || !view.api_version.contains('/') {
        return;
    }
    let (group, version) = view.api_version.rsplit_once('/').unwrap_or_default();
    let of_kind: Vec<_> = CATALOG.iter().filter(|entry| entry.kind == view.kind).collect();
    let in_group = of_kind.iter().any(|entry| entry.group == group);
    let (place, message, mend) = if of_kind.is_empty() {
        let kinds = CATALOG.iter().filter(|entry| entry.group == group).map(|entry| entry.kind);
        let mend = match words::nearest(view.kind, kinds.clone()) {
            Some(kind) => format!("write `kind: {kind}`"),
            None => {
                let mut kinds: Vec<_> = kinds.collect();
                kinds.dedup();
                match kinds.as_slice() {
                    [] => {
                        "the groups are access, specs, split and metrics, each with `.smi-spec.io`"
                            .to_owned()
                    }
                    kinds => format!("this group has {}", joined(kinds)),
                }
            }
        };
        ("kind", format!("SMI has no kind {}", words::quoted(view.kind)), mend)
    } else if in_group {
        let versions: Vec<_> = of_kind.iter().map(|entry| entry.version).collect();
        let message = format!("{} does not exist in {version}", view.kind);
        ("apiVersion", message, format!("{} exists in {}", view.kind, joined(&versions)))
    } else {
        let message = format!("{} is not of the group {}", view.kind, words::quoted(group));
        (
            "apiVersion",
            message,
            format!("write `apiVersion: {}`", of_kind[0].group.to_owned() + "/" + version),
        )
    };
    let effect = "the API server answers `no matches for kind`, and the object never arrives";
    drafts.add(Draft::new(Place::path(place), message, effect, mend));
}
