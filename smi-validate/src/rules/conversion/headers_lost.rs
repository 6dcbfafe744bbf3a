//! SMI606: headers of a match have no place in the other version

use smi_types::convert::Loss;

use crate::rule::{Draft, Place, rule};

rule! {
    /// Headers of a match have no place in the other version
    ///
    /// Matches have headers from specs v1alpha2 on. A mesh that wants headers as one map has no place for a name that is listed twice.
    ///
    /// # In a mesh
    ///
    /// A match without its headers is about more requests: targets allow more, and splits share more.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # --to v1alpha1
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - name: beta
    ///     pathRegex: /cart
    ///     methods: [GET]
    ///     headers: [{ x-beta: '1' }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// # --to v1alpha1
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - name: beta
    ///     pathRegex: /cart
    ///     methods: [GET]
    /// ```
    ///
    /// # Mend
    ///
    /// Choose a version that has headers (v1alpha2 or newer); write two conditions on one header as one pattern.
    ///
    /// # Sources
    ///
    /// SMI Traffic Specs v1alpha1 and v1alpha2.
    "SMI606" "headers-lost" Warning Elsewhere
}

/// What is said of a loss.
pub(super) fn draft(loss: &Loss, object: &str, version: &str) -> Draft {
    Draft::new(
        Place::path(&loss.path),
        format!("the headers {} of {object} cannot be said in {version}", loss.value),
        "the converted match is about more requests: targets would allow more, and splits share more",
        "choose a version that has headers (v1alpha2 or newer)",
    )
}

/// A map has no place for a name twice.
pub(super) fn twice(name: &str, object: &str) -> Draft {
    Draft::new(
        Place::path("spec.matches"),
        format!(
            "the header {name} is listed twice in a match of {object}, and the mesh takes headers as one map only"
        ),
        "the headers are left as a list, which the API server of this mesh refuses",
        "write the two conditions as one pattern",
    )
}
