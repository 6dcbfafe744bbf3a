//! SMI605: a subject has no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// A subject has no place in the other version
    ///
    /// Only the draft access v1alpha4 has subjects of kind IdentityBinding, and a group for each subject.
    ///
    /// # In a mesh
    ///
    /// A source that is left out is not let in any more. A destination that is left out makes a target of nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: IdentityBinding, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha3
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Name the ServiceAccounts that the IdentityBinding stands for.
    ///
    /// # Sources
    ///
    /// SMI Traffic Access Control v1alpha3, and the draft of v1alpha4.
    "SMI605" "subject-lost" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("{} of {object} cannot be said in {version}", loss.path),
        "whoever is named there is left out: a source is not let in any more, and a target without destination has no effect",
        "name ServiceAccounts instead of an IdentityBinding, and convert again",
    )
}
