//! SMI109: several objects have one kind, namespace and name

use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// Several objects have one kind, namespace and name
    ///
    /// In a cluster they are one object. Files that are layered on top of each other look like this on purpose: check
    /// each layer as a set of its own with `--set-per`.
    ///
    /// # In a mesh
    ///
    /// The one that is applied last replaces the others; in which order that is depends on the names of files.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 2 }]
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
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ---
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart-b, namespace: shop }
    /// spec:
    ///   service: basket
    ///   backends: [{ service: cart-v1, weight: 2 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Remove or rename all but one, or check them apart: `--set-per file`.
    ///
    /// # Sources
    ///
    /// Kubernetes, Object Names and IDs.
    "SMI109" "repeated-object" Warning Set(check)
}

fn check(set: &Set, _: &Context<'_>, drafts: &mut Drafts) {
    for (origin, documents) in &set.repeated {
        let [first, .., last] = documents.as_slice() else { continue };
        let count = documents.len();
        let draft = Draft::new(
            Place::Document(*last),
            format!("{} objects are {} {}", count, origin.kind, origin.name),
            "the one that is applied last replaces the others; here the last in the input is taken to be it",
            "remove or rename all but one, or check them apart with `--set-per file`",
        );
        let also = match count {
            2 => "the other one".to_owned(),
            _ => format!("the first of the {} others", count - 1),
        };
        drafts.add(
            draft.label("this one is taken to be the object").also(Place::Document(*first), also),
        );
    }
}
