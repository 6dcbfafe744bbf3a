//! SMI104: the selected mesh does not serve this version

use crate::check::{Context, DocumentView, joined};
use crate::profile::Profile;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// The selected mesh does not serve this version
    ///
    /// Every mesh installs definitions for some versions only. Without a `--target` nothing is said: somebody serves
    /// each version.
    ///
    /// # In a mesh
    ///
    /// The API server of that cluster answers `no matches for kind`, and the object never arrives.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// # config target=osm
    /// apiVersion: split.smi-spec.io/v1alpha4
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
    /// # config target=osm
    /// apiVersion: split.smi-spec.io/v1alpha2
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v1, weight: 1 }]
    /// ```
    ///
    /// # Mend
    ///
    /// Convert the object: `smi-validate convert --to MESH`.
    ///
    /// # Sources
    ///
    /// The definitions that each mesh installs; see its profile.
    "SMI104" "unserved-version" Error Document(check)
}

fn check(view: &DocumentView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let Some(entry) = view.entry else { return };
    for profile in &context.config.targets {
        if profile.known_as.is_none() || profile.serves(entry.kind, entry.version) {
            continue;
        }
        let served = served(profile, entry.kind);
        let mend = match served.as_slice() {
            [] => format!("{} has no {} at all; leave it out there", profile.title, entry.kind),
            versions => format!(
                "it serves {}: `smi-validate convert --to {}` writes that",
                joined(versions),
                profile.name
            ),
        };
        let message =
            format!("{} does not serve {} in {}", profile.title, entry.kind, entry.version);
        let effect = "the API server answers `no matches for kind`, and the object never arrives";
        let mut draft = Draft::new(Place::path("apiVersion"), message, effect, mend);
        draft.meshes = vec![profile.name.as_str()];
        drafts.add(draft);
    }
}

fn served<'p>(profile: &'p Profile, kind: &str) -> Vec<&'p str> {
    let versions = profile.kinds.get(kind).map(|kind| kind.versions.keys());
    let versions = versions.into_iter().flatten().map(String::as_str);
    versions.filter(|version| profile.serves(kind, version)).collect()
}
