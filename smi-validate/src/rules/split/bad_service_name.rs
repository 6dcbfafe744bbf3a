//! SMI443: a name is none that a Service can have

use super::services::is_label;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A name is none that a Service can have
    ///
    /// Names of Services are labels of DNS: lower-case letters, digits and `-`, beginning with a letter, at most 63
    /// characters.
    ///
    /// # In a mesh
    ///
    /// There can be no such Service. A split of such a root service never acts, and the share of such a backend is lost
    /// or goes to others.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart_v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 90 }, { service: cart-v2, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name of the Service as it is.
    ///
    /// # Sources
    ///
    /// Kubernetes, Service names; Traffic Split v1alpha4, Specification.
    "SMI443" "bad-service-name" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for split in &view.world.splits {
        if !may_be_service(&split.root) {
            drafts.add(draft(
                Place::of(&split.origin).at(".spec.service"),
                "root service",
                &split.root,
            ));
        }
        for backend in &split.backends {
            if !may_be_service(&backend.service) {
                drafts.add(draft(
                    Place::of(&backend.origin).at(".service"),
                    "backend",
                    &backend.service,
                ));
            }
        }
    }
}

/// Whether a text is the name of a Service, short or in full, or has a variable that is replaced before it is applied.
fn may_be_service(text: &str) -> bool {
    text.contains('$') || text.strip_suffix('.').unwrap_or(text).split(['.', '/']).all(is_label)
}

fn draft(place: Place, what: &str, name: &str) -> Draft {
    let shown: String = name.chars().take(80).collect();
    Draft::new(
        place,
        format!("`{shown}` is no name of a Service, so there is no such {what}"),
        "no Service can have this name: the split has no effect, or the share is lost",
        "write the name of the Service as it is: lower-case letters, digits and `-`, at most 63 characters",
    )
}
