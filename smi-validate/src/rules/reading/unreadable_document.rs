//! SMI001: documents that are no YAML.

use crate::rule::rule;

pub(super) const EFFECT: &str = "kubectl sends the documents before this one and then gives up, so the cluster gets a part of the file";

rule! {
    /// A document cannot be read
    ///
    /// It is no YAML, so nobody knows what it says. The other documents of the file are checked all the same, and nothing
    /// is said to be missing that this one might hold.
    ///
    /// # In a mesh
    ///
    /// `kubectl apply` sends the documents that stand before it and then stops with an error. What is behind it never
    /// arrives, and a mesh then works with half of a change.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop
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
    /// Do what the finding says about its place; a bracket, a quote or the indentation is wrong most often.
    ///
    /// # Sources
    ///
    /// YAML 1.2.2; `kubectl apply` of Kubernetes 1.34.
    "SMI001" "unreadable-document" Error Elsewhere
}
