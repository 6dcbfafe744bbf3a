//! SMI304: a path is no regular expression

use super::{group, refusal};
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A path is no regular expression
    ///
    /// What is open must be closed, and a repetition needs something to repeat. No engine takes the pattern.
    ///
    /// # In a mesh
    ///
    /// OSM hands the pattern to Envoy, which refuses the whole configuration and keeps the one before, also for what
    /// has nothing to do with it. Traefik Mesh writes a line to its log and denies the requests.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: "/cart/(", methods: [GET, HEAD] }
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
    ///   - { name: read, pathRegex: "/cart/.*", methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Close what is open, or escape the character that is meant as such.
    ///
    /// # Sources
    ///
    /// RE2, syntax; OSM v1.2.4 and Traefik Mesh as measured (`paths.invalid` in their profiles).
    "SMI304" "malformed-path" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let Some(refused) = refusal::by_all(path.source, context) else { continue };
        if group::are_patterns_read(context) {
            drafts.add(Draft::new(
                path.place().within(refused.span),
                format!("the path of match {} is no regular expression: {}", path.name(), refused.words),
                "no engine takes it: OSM keeps the routes that it had before, all of them, and Traefik Mesh denies the requests",
                refused.mend,
            ));
        }
    }
}
