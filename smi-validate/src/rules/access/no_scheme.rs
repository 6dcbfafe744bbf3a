//! SMI234: the binding says no identities

use smi_types::bounds::Keyword;

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// The binding says no identities
    ///
    /// A binding names identities by labels of pods, by SPIFFE ids or by a ServiceAccount. Without any of them it
    /// stands for nobody.
    ///
    /// # In a mesh
    ///
    /// The definition of the controller SDK refuses the object. No mesh reads bindings yet.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: {} }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { serviceAccount: cart } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `podLabelSelector`, `spiffeIdentities` or `serviceAccount`.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, IdentityBinding, Resource Design; the definition of the controller SDK
    /// (`minProperties`).
    "SMI234" "no-scheme" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    if violation.entry.kind != "IdentityBinding" {
        return None;
    }
    let keyword = violation.bound().map(|bound| bound.keyword);
    let says_none = match violation.pattern().as_str() {
        "spec.schemes" => violation.is_missing() || matches!(keyword, Some(Keyword::SomeFields)),
        // An empty list beside another scheme is a mistake of its own.
        "spec.schemes.spiffeIdentities" => {
            matches!(keyword, Some(Keyword::SomeItems)) && schemes(violation) == 1
        }
        _ => false,
    };
    says_none.then(|| {
        Draft::new(
            violation.place(),
            "the binding says no identities",
            "it stands for nobody, and the definition of the controller SDK refuses it",
            "write `podLabelSelector`, `spiffeIdentities` or `serviceAccount`",
        )
    })
}

fn schemes(violation: &Violation<'_>) -> usize {
    let spec = violation.document_root().get("spec").and_then(|spec| spec.value.get("schemes"));
    spec.map_or(0, |schemes| schemes.value.pairs().count())
}
