//! SMI005: what YAML allows and kubectl does not.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// kubectl refuses something that YAML allows
    ///
    /// Manifests become JSON on the way to the API server. What JSON cannot say – a key that is null or a list, a number
    /// without end – and a few things that kubectl reads more strictly than YAML end there.
    ///
    /// # In a mesh
    ///
    /// `kubectl apply` stops at this document with an error, and the API server never sees it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: .inf }]
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
    /// ```
    ///
    /// # Mend
    ///
    /// Write a value that JSON has.
    ///
    /// # Sources
    ///
    /// RFC 8259; `kubectl apply` of Kubernetes 1.34.
    "SMI005" "refused-value" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for fault in view.document.faults() {
        let effect = "kubectl stops here with an error, and the API server never sees the object";
        drafts.add(Draft::new(fault.span, fault.to_string(), effect, fault.help()));
    }
}
