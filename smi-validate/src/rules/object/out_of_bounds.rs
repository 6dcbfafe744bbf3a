//! SMI113: a value is out of the bounds of its field

use smi_types::bounds::Bound;

use super::{large_for_admission, layout_of_other_version};
use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::rules::specs;
use crate::shape::Violation;

rule! {
    /// A value is out of the bounds of its field
    ///
    /// The bounds are those of the specification, and a few of this toolkit that say what every mesh needs; the file
    /// `schemas/BOUNDS.md` lists them. The ones that matter most have rules of their own.
    ///
    /// # In a mesh
    ///
    /// API servers with this toolkit's definitions refuse the object; others let it in, and the mesh cannot use it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { serviceAccount: "" } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { serviceAccount: "cart" } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write a value within the bounds.
    ///
    /// # Sources
    ///
    /// `schemas/BOUNDS.md`, which names the source of each.
    "SMI113" "out-of-bounds" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let is_claimed = |bound: &Bound| large_for_admission::claims(bound) || specs::claims(bound);
    let bound = violation.bound().filter(|bound| !is_claimed(bound))?;
    if violation.is_missing() && layout_of_other_version::explains(violation) {
        return None;
    }
    Some(Draft::new(
        violation.place(),
        format!("`{}` must be {}, and is {}", violation.path, bound.keyword, violation.found()),
        format!(
            "API servers that know the bound refuse the object; others let it in, and meshes cannot use it ({})",
            bound.source
        ),
        format!("write {}", bound.keyword),
    ))
}
