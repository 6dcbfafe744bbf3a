//! SMI243: a reference has a name that nothing can have

use super::common::subjects;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// A reference has a name that nothing can have
    ///
    /// Kubernetes takes names of lower-case letters, digits, `-` and `.`, and for namespaces without the dot. SMI has
    /// no wildcards and no names with a namespace in front.
    ///
    /// # In a mesh
    ///
    /// The reference leads nowhere: a source admits nobody, a rule grants nothing, and a target with such a
    /// destination is about no pod.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: "system:serviceaccount:shop:web", namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: ServiceAccount, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write the bare name, and the namespace in `namespace`; list accounts one by one.
    ///
    /// # Sources
    ///
    /// Kubernetes, Object Names and IDs; Traffic Access Control v1alpha3, Specification.
    "SMI243" "impossible-name" Error Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Some(target) = view.world.targets.first() else { return };
    for subject in subjects(target) {
        let place = Place::of(&subject.origin);
        if let Some(draft) = impossible(&subject.name, "name", is_name, &place) {
            drafts.add(draft);
        }
        let namespace = subject.namespace.as_deref().filter(|name| !name.is_empty());
        let draft = namespace.and_then(|name| impossible(name, "namespace", is_label, &place));
        drafts.extend(draft);
    }
    for rule in &target.rules {
        drafts.extend(impossible(&rule.name, "name", is_name, &Place::of(&rule.origin)));
    }
}

fn impossible(text: &str, field: &str, holds: fn(&str) -> bool, place: &Place) -> Option<Draft> {
    if text.is_empty() || holds(text) {
        return None;
    }
    let mend = if text.contains('*') {
        "list what is meant one by one; there are no wildcards".to_owned()
    } else if text.contains([':', '/']) {
        "write the bare name, and its namespace in `namespace`".to_owned()
    } else {
        format!("write the {field} in lower-case letters, digits and `-`")
    };
    let draft = Draft::new(
        place.clone().at(&format!(".{field}")),
        format!("no object has the {field} {}", words::quoted(text)),
        "the reference leads nowhere, and grants nothing",
        mend,
    );
    // The adapter for Istio hands names on to policies that know a star at the end.
    Some(if text.contains('*') { draft.severity(Severity::Warning) } else { draft })
}

fn is_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_part)
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_part(text)
}

fn is_part(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}
