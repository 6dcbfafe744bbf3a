//! SMI007: scalars that kubectl reads otherwise than YAML 1.2.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};
use crate::source::{Kind, Scalar};

rule! {
    /// kubectl reads a value otherwise than YAML 1.2 does
    ///
    /// `on`, `yes` and `y` are booleans for kubectl, `010` is eight and `1_000` a thousand; for YAML 1.2, and for most
    /// people, they are texts or other numbers.
    ///
    /// # In a mesh
    ///
    /// The value that kubectl reads is the one that arrives: a header pattern `yes` becomes a boolean and is refused, a
    /// weight of `010` is 8.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 010 }]
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
    ///   backends: [{ service: cart-v1, weight: 10 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Quote what is meant as a text; write numbers without leading zeros and underscores.
    ///
    /// # Sources
    ///
    /// YAML 1.1 and 1.2.2, section 10.3; the resolver of sigs.k8s.io/yaml.
    "SMI007" "ambiguous-scalar" Warning Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if !view.is_smi() {
        return;
    }
    let scalars = view.document.nodes().filter(|node| node.kind() == Kind::Scalar);
    for node in scalars {
        let Some(reading) = node.reading().filter(|reading| reading.differs()) else { continue };
        let written = node.text().unwrap_or_default();
        let message = format!(
            "`{written}` is {} for kubectl, and {} in YAML 1.2",
            words(reading.kubernetes),
            words(reading.core)
        );
        let mend = match reading.core {
            Scalar::Text => format!("write `\"{written}\"` if the text is meant"),
            _ => "write the number without leading zeros, underscores or other marks".to_owned(),
        };
        let effect = "what kubectl reads is what arrives in the cluster";
        drafts.add(Draft::new(node.span(), message, effect, mend));
    }
}

fn words(scalar: Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Boolean(value) => format!("the boolean {value}"),
        Scalar::Integer(value) => format!("the number {value}"),
        Scalar::Float(value) => format!("the number {value}"),
        Scalar::Text => "a text".to_owned(),
    }
}
