//! SMI002: templates.

use crate::rule::rule;

pub(super) const EFFECT: &str = "only the output of the template engine reaches a cluster; what it says cannot be known from here";

rule! {
    /// This is a template, not a manifest
    ///
    /// Text such as `{{ .Values.name }}` outside of quotes is the input of a template engine, most often Helm. What comes
    /// out of it can be checked, what goes in cannot. Of templates that do not mention SMI this is only an info.
    ///
    /// # In a mesh
    ///
    /// Nothing: no cluster ever sees this text.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata:
    ///   name: {{ .Release.Name }}
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
    /// Render first: `helm template . | smi-validate check -`.
    ///
    /// # Sources
    ///
    /// Helm's documentation of `helm template`.
    "SMI002" "template" Error Elsewhere
}
