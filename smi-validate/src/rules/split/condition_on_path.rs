//! SMI435: a split is limited by paths or methods

use super::conditions;
use crate::check::Context;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::set::Set;

rule! {
    /// A split is limited by paths or methods
    ///
    /// The specification speaks of header filters where it introduces the conditions of splits. Matches of a group have
    /// paths and methods, too.
    ///
    /// # In a mesh
    ///
    /// FSM, Traefik Mesh and NGINX Service Mesh hold all of it against requests. An implementation that follows the
    /// letter looks at headers only, and splits more than was meant.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: split.smi-spec.io/v1alpha4
    /// kind: TrafficSplit
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   service: cart
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, pathRegex: /cart/.*, methods: [GET, HEAD] }]
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
    ///   backends: [{ service: cart-v2, weight: 1 }]
    ///   matches: [{ kind: HTTPRouteGroup, name: beta }]
    /// ---
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: beta, namespace: shop }
    /// spec:
    ///   matches: [{ name: read, headers: [{ x-beta: "1" }] }]
    /// ```
    ///
    /// # Mend
    ///
    /// Use headers where it matters, or keep to the meshes named.
    ///
    /// # Sources
    ///
    /// Traffic Split v1alpha4, Specification; issue 218 of the specification; NGINX Service Mesh, SMI traffic policies.
    "SMI435" "condition-on-path" Hint Set(check)
}

fn check(set: &Set, context: &Context<'_>, drafts: &mut Drafts) {
    // Whoever names the mesh knows what it does.
    if !context.config.targets.is_empty() {
        return;
    }
    for split in &set.world.splits {
        let Some(matches) = conditions::of(set, split) else { continue };
        if matches.iter().any(|(_, one)| conditions::is_everything(context, &RULE, one)) {
            continue;
        }
        let has_path =
            |one: &crate::model::HttpMatch| !conditions::has_any_path(context, &RULE, one);
        let first =
            matches.iter().find(|(_, one)| has_path(one) || !conditions::has_any_method(one));
        let Some((number, first)) = first else { continue };
        let (what, at) =
            if has_path(first) { ("paths", ".pathRegex") } else { ("methods", ".methods") };
        let draft = Draft::new(
            Place::of(&split.origin).at(&format!(".spec.matches[{number}]")),
            format!("this split is limited by {what}, while the specification speaks of headers"),
            "the meshes that know conditions hold all of a match against requests; the letter has headers only",
            "use headers where that matters",
        );
        drafts.add(draft.also(Place::of(&first.origin).at(at), "the condition"));
    }
}
