//! SMI110: `apiVersion` has no group

use smi_types::catalog;

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// `apiVersion` has no group
    ///
    /// A version alone names the core group of Kubernetes. One of the specification's examples is written like this,
    /// and so are the objects that the SDK's converters make.
    ///
    /// # In a mesh
    ///
    /// The API server looks for the kind in its core group and answers `no matches for kind`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
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
    /// Write the group in front of the version.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha1, second example; the conversions of the SDK.
    "SMI110" "bare-version" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if view.entry.is_some() || !view.is_smi() || view.api_version.contains('/') {
        return;
    }
    let Some(entry) = catalog::latest(view.kind) else { return };
    let effect =
        "the API server looks in the core group of Kubernetes and answers `no matches for kind`";
    let version = if view.api_version.is_empty() { entry.version } else { view.api_version };
    let (place, message) = match view.api_version {
        "" => ("kind", format!("this {} has no `apiVersion`", view.kind)),
        version => ("apiVersion", format!("`{version}` has no group")),
    };
    let mend = format!("write `apiVersion: {}/{version}`", entry.group);
    drafts.add(Draft::new(Place::path(place), message, effect, mend));
}
