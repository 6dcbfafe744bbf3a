//! SMI303: a match of specs v1alpha1 lacks its path or methods

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// A match of specs v1alpha1 lacks its path or methods
    ///
    /// In the first version all fields of a match are required. From v1alpha2 on the text contradicts itself, every
    /// mesh takes what is absent for "any", and nothing is said.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object where its definition knows the field to be required. Others hand an empty path
    /// or list on to the mesh.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha1
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// matches:
    /// - { name: read, pathRegex: /cart$ }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha1
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// matches:
    /// - { name: read, pathRegex: /cart$, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `pathRegex` and `methods`; `.*` and `"*"` stand for any.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha1, HTTPRouteGroup.
    "SMI303" "incomplete-match" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let pattern = violation.pattern();
    let field = pattern.strip_prefix("matches[].")?;
    let is_first =
        violation.entry.kind == "HTTPRouteGroup" && violation.entry.version == "v1alpha1";
    let any = match field {
        "pathRegex" => "`.*`",
        "methods" => "`[\"*\"]`",
        _ => return None,
    };
    if !is_first || !violation.is_missing() {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        format!("the match has no `{field}`, which specs v1alpha1 requires"),
        "API servers that know this refuse the object; others hand on an empty value",
        format!("write `{field}`; {any} stands for any"),
    ))
}
