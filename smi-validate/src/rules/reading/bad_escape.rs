//! SMI003: escapes that double quotes do not have.

use crate::rule::rule;

pub(super) const EFFECT: &str = "kubectl refuses the file: in double quotes a backslash begins an escape of YAML, \
     which regular expressions like `\\d` are not";

rule! {
    /// A backslash in double quotes begins no escape of YAML
    ///
    /// In double quotes YAML reads the backslash itself, before any regular expression does: `"\d"` is an error, and `"\b"`
    /// a backspace (SMI010).
    ///
    /// # In a mesh
    ///
    /// `kubectl` refuses the file: `found unknown escape character`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: orders, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: one, pathRegex: "/orders/\d+" }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: orders, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: one, pathRegex: '/orders/[0-9]+', methods: [GET] }
    /// ```
    ///
    /// # Mend
    ///
    /// Put regular expressions in single quotes, or double the backslash.
    ///
    /// # Sources
    ///
    /// YAML 1.2.2, section 5.7.
    "SMI003" "bad-escape" Error Elsewhere
}
