//! SMI106: the fields stand where another version has them

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::{Problem, Violation};

rule! {
    /// The fields stand where another version has them
    ///
    /// HTTPRouteGroup has its `matches` at the top level up to specs v1alpha2, and in `spec` from v1alpha3 on;
    /// TrafficTarget has no `spec` in access v1alpha1, and its `specs` are called `rules` later. One of the
    /// specification's own examples mixes them up.
    ///
    /// # In a mesh
    ///
    /// The API server refuses the object, or prunes the misplaced fields in silence; then the object says nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: [{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Move the fields to where the finding says, or write the version that has them there.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha2 and v1alpha3, HTTPRouteGroup; Traffic Access v1alpha1 and v1alpha2, Specification; the
    /// example in Traffic Split v1alpha4, Ported Guarantees.
    "SMI106" "layout-of-other-version" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let moved = moved(violation)?;
    let Moved { from, to, versions } = moved;
    let entry = violation.entry;
    Some(Draft::new(
        violation.place(),
        format!(
            "{} {} has no `{from}` here; that is the layout of {versions}",
            entry.kind, entry.version
        ),
        "the API server refuses the object, or prunes the field in silence; then it says nothing",
        format!("write `{to}` instead, or the version that is laid out like this"),
    ))
}

struct Moved {
    from: &'static str,
    to: &'static str,
    versions: &'static str,
}

/// Where a field belongs that stands where another version has it.
fn moved(violation: &Violation<'_>) -> Option<Moved> {
    let Problem::Unknown { .. } = violation.problem else { return None };
    let path = violation.path.to_string();
    let moved = |from, to, versions| Some(Moved { from, to, versions });
    match (violation.entry.kind, violation.entry.version, path.as_str()) {
        ("HTTPRouteGroup", "v1alpha3" | "v1alpha4", "matches") => {
            moved("matches", "spec.matches", "v1alpha1 and v1alpha2")
        }
        ("HTTPRouteGroup", "v1alpha1" | "v1alpha2", "spec") => {
            moved("spec", "matches", "v1alpha3 and v1alpha4")
        }
        ("TrafficTarget", "v1alpha1", "spec") => {
            moved("spec", "destination, specs and sources at the top level", "v1alpha2 and later")
        }
        ("TrafficTarget", "v1alpha2" | "v1alpha3" | "v1alpha4", "destination") => {
            moved("destination", "spec.destination", "v1alpha1")
        }
        ("TrafficTarget", "v1alpha2" | "v1alpha3" | "v1alpha4", "sources") => {
            moved("sources", "spec.sources", "v1alpha1")
        }
        ("TrafficTarget", "v1alpha2" | "v1alpha3" | "v1alpha4", "specs" | "spec.specs") => {
            moved("specs", "spec.rules", "v1alpha1")
        }
        ("TrafficTarget", "v1alpha1", "rules") => moved("rules", "specs", "v1alpha2 and later"),
        _ => None,
    }
}

/// Whether this rule speaks of a violation, or of what follows from it: where the fields stand elsewhere, those that are
/// missing are not missing.
pub(super) fn claims(violation: &Violation<'_>) -> bool {
    moved(violation).is_some()
}

/// Whether something is missing in a document because it stands where another version has it.
pub(in crate::rules) fn explains(violation: &Violation<'_>) -> bool {
    let root = violation.document_root();
    let is_here = |name: &str| root.get(name).is_some();
    match (violation.entry.kind, violation.entry.version) {
        ("HTTPRouteGroup", "v1alpha3" | "v1alpha4") => is_here("matches"),
        ("HTTPRouteGroup" | "TrafficTarget", "v1alpha1") | ("HTTPRouteGroup", "v1alpha2") => {
            is_here("spec")
        }
        ("TrafficTarget", _) => is_here("destination") || is_renamed(violation),
        _ => false,
    }
}

/// Whether the rules of a target are missing because they are still called `specs`.
fn is_renamed(violation: &Violation<'_>) -> bool {
    let spec = violation.document_root().get("spec");
    violation.pattern() == "spec.rules"
        && spec.is_some_and(|spec| spec.value.get("specs").is_some())
}
