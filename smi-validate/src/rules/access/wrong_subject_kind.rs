//! SMI206: a subject is of a kind that has no meaning

use smi_types::bounds::Keyword;

use super::common::treatment;
use crate::check::{Context, joined};
use crate::finding::Severity;
use crate::profile::{Construct, Treatment};
use crate::rule::{Draft, rule};
use crate::shape::{Violation, words};

rule! {
    /// A subject is of a kind that has no meaning
    ///
    /// Destination and sources are ServiceAccounts, and from v1alpha4 on IdentityBindings as well. A Service, a
    /// Deployment or a Group cannot call or be called by this API, though a comment in the SDK mentions groups.
    ///
    /// # In a mesh
    ///
    /// OSM skips such a subject for HTTP, and admits it for TCP all the same. Traefik Mesh and the adapter for Istio
    /// don't look at the kind and take the name for that of a ServiceAccount.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha3
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: Service, name: cart, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
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
    /// Name the ServiceAccount that the pods run as, and write `kind: ServiceAccount`.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha3, Specification; v1alpha4, IdentityBinding; OSM v1.2.4, error codes E2010 and
    /// E2011.
    "SMI206" "wrong-subject-kind" Error Shape(check)
}

fn check(violation: &Violation<'_>, context: &Context<'_>) -> Option<Draft> {
    let pattern = violation.pattern();
    let is_source = pattern.ends_with("sources[].kind");
    let is_subject = is_source || pattern.ends_with("destination.kind");
    let Keyword::OneOf(kinds) = violation.bound()?.keyword else { return None };
    if violation.entry.kind != "TrafficTarget" || !is_subject {
        return None;
    }
    let written = violation.node.as_str().unwrap_or_default();
    let subject = if is_source { "a source" } else { "the destination" };
    let draft = Draft::new(
        violation.place(),
        format!(
            "{subject} is of kind {}, and access {} knows {}",
            words::quoted(written),
            violation.entry.version,
            joined(kinds)
        ),
        effect(context),
        mend(written, kinds),
    );
    Some(draft.severity(severity(written, context)))
}

fn effect(context: &Context<'_>) -> String {
    let meshes = |wanted| {
        context.affected(|profile| treatment(profile, Construct::OtherSubjectKind) == Some(wanted))
    };
    let skipped = meshes(Treatment::RefusedInLog)
        .map(|meshes| format!("the subject does not count for HTTP in {}", meshes.titles));
    let read = meshes(Treatment::Ignored).map(|meshes| {
        format!("the name is taken for that of a ServiceAccount in {}", meshes.titles)
    });
    let known: Vec<_> = skipped.into_iter().chain(read).collect();
    if known.is_empty() { "nobody has such an identity".to_owned() } else { known.join("; ") }
}

/// Groups are told of in the SDK; and a selected mesh that does not look at the kind does what is meant.
fn severity(written: &str, context: &Context<'_>) -> Severity {
    let looks =
        |profile: &_| treatment(profile, Construct::OtherSubjectKind) != Some(Treatment::Ignored);
    if written == "Group" || context.affected(looks).is_none() {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn mend(written: &str, kinds: &[&str]) -> String {
    match words::nearest(written, kinds.iter().copied()) {
        Some(kind) => format!("write `{kind}`"),
        None if written == "IdentityBinding" => {
            "name ServiceAccounts, or write v1alpha4, the draft that has IdentityBindings"
                .to_owned()
        }
        None => {
            "name the ServiceAccount that the pods run as, with `kind: ServiceAccount`".to_owned()
        }
    }
}
