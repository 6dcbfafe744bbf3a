//! SMI114: a list is longer than this toolkit's definitions let in

use smi_types::bounds::{Bound, Keyword};

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;

rule! {
    /// A list is longer than this toolkit's definitions let in
    ///
    /// The definitions in `schemas/crd` end lists of matches at 1,024 and of headers at 32, which is what it costs an
    /// API server to judge the names of headers.
    ///
    /// # In a mesh
    ///
    /// Meshes with their own definitions take longer lists.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - name: many
    ///     pathRegex: /cart.*
    ///     methods: [GET, HEAD]
    ///     headers:
    ///     - x-0: .*a.*
    ///     - x-1: .*a.*
    ///     - x-2: .*a.*
    ///     - x-3: .*a.*
    ///     - x-4: .*a.*
    ///     - x-5: .*a.*
    ///     - x-6: .*a.*
    ///     - x-7: .*a.*
    ///     - x-8: .*a.*
    ///     - x-9: .*a.*
    ///     - x-10: .*a.*
    ///     - x-11: .*a.*
    ///     - x-12: .*a.*
    ///     - x-13: .*a.*
    ///     - x-14: .*a.*
    ///     - x-15: .*a.*
    ///     - x-16: .*a.*
    ///     - x-17: .*a.*
    ///     - x-18: .*a.*
    ///     - x-19: .*a.*
    ///     - x-20: .*a.*
    ///     - x-21: .*a.*
    ///     - x-22: .*a.*
    ///     - x-23: .*a.*
    ///     - x-24: .*a.*
    ///     - x-25: .*a.*
    ///     - x-26: .*a.*
    ///     - x-27: .*a.*
    ///     - x-28: .*a.*
    ///     - x-29: .*a.*
    ///     - x-30: .*a.*
    ///     - x-31: .*a.*
    ///     - x-32: .*a.*
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - name: many
    ///     pathRegex: /cart.*
    ///     methods: [GET, HEAD]
    ///     headers:
    ///     - x-0: .*a.*
    /// ```
    ///
    /// # Mend
    ///
    /// Divide the group, or keep to the definitions that the mesh brings.
    ///
    /// # Sources
    ///
    /// `schemas/BOUNDS.md`.
    "SMI114" "large-for-admission" Info Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let bound = violation.bound()?;
    claims(bound).then(|| {
        Draft::new(
            violation.place(),
            format!("`{}` must be {}, and is {}", violation.path, bound.keyword, violation.found()),
            "API servers with this toolkit's definitions refuse the object; meshes with their own take it",
            "divide the object, or keep to the definitions that the mesh brings",
        )
    })
}

/// Whether a bound is only about size.
pub(super) const fn claims(bound: &Bound) -> bool {
    match bound.keyword {
        Keyword::MostItems(_) => true,
        // One header in an item is not a matter of size.
        Keyword::MostFields(most) => most > 1,
        _ => false,
    }
}
