//! SMI103: the object says no namespace

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The object says no namespace
    ///
    /// Where it goes is decided by whoever applies it. Names in it are then looked up there, too. With `--namespace`
    /// nothing is said.
    ///
    /// # In a mesh
    ///
    /// References by name lead elsewhere when the file is applied in another namespace than it was written for.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
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
    /// Write `metadata.namespace`, or check with `--namespace`.
    ///
    /// # Sources
    ///
    /// The specification says nothing about objects without a namespace.
    "SMI103" "no-namespace" Hint Document(check)
}

fn check(view: &DocumentView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let metadata = view.document.root().get("metadata").map(|entry| entry.value);
    let namespace = metadata.and_then(|metadata| metadata.get("namespace"));
    let says_none = namespace.is_none_or(|entry| entry.value.is_null());
    if view.entry.is_some() && metadata.is_some() && says_none && context.config.namespace.is_none()
    {
        drafts.add(Draft::new(
            Place::path("metadata.name"),
            format!(
                "the {} says no namespace; it is read as being in `{}`",
                view.kind,
                context.namespace()
            ),
            "it lands in the namespace of whoever applies it, and names in it are looked up there",
            "write `metadata.namespace`, or check with `--namespace NAME`",
        ));
    }
}
