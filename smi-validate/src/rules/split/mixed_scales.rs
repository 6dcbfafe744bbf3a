//! SMI409: weights are written at different scales

use super::scale;
use crate::check::{Context, DocumentView, joined};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::inventory::at;
use crate::source::{Node, Scalar};
use num_bigint::BigInt;
use num_rational::BigRational;
use smi_types::Quantity;

rule! {
    /// Weights are written at different scales
    ///
    /// In v1alpha1 `1` and `500m` are two to one. The converters of the official SDKs read only the digits, so that
    /// they make one to five hundred of them. The specification's own example is written like this.
    ///
    /// # In a mesh
    ///
    /// Meshes that read v1alpha1 get it right. Where a webhook built from the SDK converts the object, the shares are
    /// others.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }, { service: cart-v2, weight: 500m }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha1
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1000m }, { service: cart-v2, weight: 500m }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write all weights with the same suffix and the same number of decimals, or convert with `smi-validate convert`,
    /// which is exact.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha1, Workflow; smi-sdk-go, conversion of split v1alpha1; smi-controller-sdk, the same.
    "SMI409" "mixed-scales" Hint Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(entry) = view.entry else { return };
    if (entry.kind, entry.version) != ("TrafficSplit", "v1alpha1") {
        return;
    }
    let Some(backends) = at(view.document.root(), &["spec", "backends"]) else { return };
    // Of a fraction without quotes, which is no quantity, another rule speaks.
    if backends.items().any(is_fraction) {
        return;
    }
    let weights: Vec<_> = backends.items().enumerate().filter_map(weight).collect();
    let pairs: Vec<_> = weights.iter().map(|weight| weight.pair.clone()).collect();
    let Some((first, other)) = scale::first_change(&pairs) else { return };
    let (Some(first), Some(other)) = (weights.get(first), weights.get(other)) else { return };
    let read: Vec<_> = pairs.iter().map(|(_, digits)| digits.to_string()).collect();
    let place = |index: usize| Place::path(format!("spec.backends[{index}].weight"));
    let draft = Draft::new(
        place(other.index),
        format!(
            "the weights `{}` and `{}` are written at different scales",
            first.text, other.text
        ),
        format!(
            "a conversion webhook built from the official SDK reads only the digits, as {}",
            joined(&read)
        ),
        "write all weights with the same suffix and the same number of decimals",
    );
    drafts.add(draft.also(place(first.index), "of another scale"));
}

struct Weight {
    index: usize,
    text: String,
    pair: (BigRational, BigInt),
}

fn is_fraction(backend: Node<'_>) -> bool {
    let reading = at(backend, &["weight"]).and_then(Node::reading);
    reading.is_some_and(|reading| match reading.kubernetes {
        Scalar::Float(number) => number.fract() != 0.0,
        _ => false,
    })
}

/// A weight above zero, with what it is worth and what the SDK reads.
fn weight((index, backend): (usize, Node<'_>)) -> Option<Weight> {
    let text = at(backend, &["weight"])?.text()?;
    let value = text.parse::<Quantity>().ok()?.to_rational();
    let digits = scale::digits(text, &value)?;
    (digits != BigInt::ZERO).then(|| Weight { index, text: text.to_owned(), pair: (value, digits) })
}
