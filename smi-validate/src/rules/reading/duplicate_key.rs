//! SMI006: keys that stand twice.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A key stands twice in one object
    ///
    /// kubectl takes the last one and says nothing; other tools take the first, or refuse the file. Whoever reads the first
    /// is misled.
    ///
    /// # In a mesh
    ///
    /// The value that stands last is the one that arrives, whatever the first one says.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   service: basket
    ///   backends: [{ service: cart-v1, weight: 1 }]
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
    /// Remove the one that is not meant.
    ///
    /// # Sources
    ///
    /// YAML 1.2.2, section 3.2.1.1; `kubectl apply` of Kubernetes 1.34, which keeps the last.
    "SMI006" "duplicate-key" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for duplicate in view.document.duplicates() {
        let key = view.document.text().slice(duplicate.second);
        let draft = Draft::new(
            duplicate.second,
            format!("the key `{key}` stands twice in one object"),
            "kubectl takes the last one in silence; the first has no effect",
            "remove the one that is not meant",
        );
        drafts.add(draft.label("this one counts").also(duplicate.first, "this one is lost"));
    }
}
