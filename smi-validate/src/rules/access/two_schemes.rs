//! SMI235: the binding has a selector and an account

use smi_types::bounds::Keyword;

use crate::check::Context;
use crate::rule::{Draft, Place, rule};
use crate::shape::Violation;

rule! {
    /// The binding has a selector and an account
    ///
    /// `podLabelSelector` and `serviceAccount` exclude each other: a binding is about pods with some labels, or about
    /// those of an account. The example in the specification has both, against its own text.
    ///
    /// # In a mesh
    ///
    /// The webhook of the controller SDK refuses the object. If it is read all the same, both count, and pods that
    /// only have the labels are let in as well.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec:
    ///   schemes:
    ///     podLabelSelector: { matchLabels: { app: cart } }
    ///     serviceAccount: cart
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec:
    ///   schemes:
    ///     serviceAccount: cart
    /// ```
    ///
    /// # Mend
    ///
    /// Remove one of them; use two bindings where both are meant.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, IdentityBinding, Resource Design; the webhook of the controller SDK.
    "SMI235" "two-schemes" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_binding =
        violation.entry.kind == "IdentityBinding" && violation.pattern() == "spec.schemes";
    let Keyword::NotBoth(one, other) = violation.bound()?.keyword else { return None };
    is_binding.then(|| {
        let at = |field: &str| Place::path(format!("{}.{field}", violation.path)).key();
        let draft = Draft::new(
            at(other),
            format!("the binding has `{one}` and `{other}`, which exclude each other"),
            "the webhook of the controller SDK refuses it; where it is read, either of them is enough to belong to it",
            "remove one of them, or make two bindings",
        );
        draft.label("a scheme by account").also(at(one), "a scheme by labels")
    })
}
