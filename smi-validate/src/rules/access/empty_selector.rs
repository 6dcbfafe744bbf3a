//! SMI237: the selector of a binding selects everything

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The selector of a binding selects everything
    ///
    /// A selector without labels and expressions fits every pod of the namespace.
    ///
    /// # In a mesh
    ///
    /// The definition of the controller SDK refuses an empty `matchLabels`. Elsewhere every pod of the namespace has
    /// the identity, those that come later included.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { podLabelSelector: { matchLabels: {} } } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { podLabelSelector: { matchLabels: { app: cart } } } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the labels of the pods that are meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, IdentityBinding, Resource Design; Kubernetes, Labels and Selectors; the
    /// definition of the controller SDK.
    "SMI237" "empty-selector" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for binding in &view.world.identity_bindings {
        let Some(selector) = &binding.pod_label_selector else { continue };
        let labels = selector.match_labels.iter().flatten().count();
        let expressions = selector.match_expressions.iter().flatten().count();
        if labels + expressions == 0 {
            drafts.add(Draft::new(
                Place::of(&binding.origin).at("spec.schemes.podLabelSelector"),
                "the selector has no labels and selects every pod of the namespace",
                "each of them, and each that comes later, has this identity; the controller SDK refuses the object",
                "write the labels of the pods that are meant",
            ));
        }
    }
}
