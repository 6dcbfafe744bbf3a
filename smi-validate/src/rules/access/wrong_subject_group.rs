//! SMI239: the group of a subject does not fit its kind

use smi_types::Manifest;

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// The group of a subject does not fit its kind
    ///
    /// An IdentityBinding is named with `group: access.smi-spec.io`; a ServiceAccount is of no group. The controller
    /// SDK does not know the field.
    ///
    /// # In a mesh
    ///
    /// Where the group is read, the subject names nothing.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: IdentityBinding, name: carts, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: TrafficTarget
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   destination: { kind: IdentityBinding, group: access.smi-spec.io, name: carts, namespace: shop }
    ///   rules: [{ kind: HTTPRouteGroup, name: cart, matches: [read] }]
    ///   sources: [{ kind: ServiceAccount, name: web, namespace: shop }]
    /// ```
    ///
    /// # Mend
    ///
    /// Write `group: access.smi-spec.io` on IdentityBindings, and none on ServiceAccounts.
    ///
    /// # Sources
    ///
    /// Traffic Access Control v1alpha4, Specification (its example); the types of the controller SDK.
    "SMI239" "wrong-subject-group" Warning Manifest(check)
}

const OWN: &str = "access.smi-spec.io";

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    let Manifest::TrafficTargetV1alpha4(target) = view.manifest else { return };
    let sources = target.spec.sources.iter().enumerate();
    let sources = sources.map(|(index, source)| (format!("spec.sources[{index}]"), source));
    let destination = ("spec.destination".to_owned(), &target.spec.destination);
    for (path, subject) in std::iter::once(destination).chain(sources) {
        let group = subject.group.as_deref().filter(|group| !group.is_empty());
        let (message, mend) = match (subject.kind.as_str(), group) {
            ("IdentityBinding", None) => (
                "the IdentityBinding is named without its group".to_owned(),
                format!("write `group: {OWN}`"),
            ),
            ("IdentityBinding", Some(group)) if group != OWN => {
                let mend = match group.strip_prefix(OWN).is_some_and(|rest| rest.starts_with('/')) {
                    true => format!("write `group: {OWN}`, without a version"),
                    false => format!("write `group: {OWN}`"),
                };
                (format!("an IdentityBinding is not of group {}", words::quoted(group)), mend)
            }
            ("ServiceAccount", Some(group)) => (
                format!("a ServiceAccount is of no group, and not of {}", words::quoted(group)),
                "remove `group`".to_owned(),
            ),
            _ => continue,
        };
        let place = Place::path(if group.is_some() { format!("{path}.group") } else { path });
        drafts.add(Draft::new(
            place,
            message,
            "where the group is read, the subject names nothing",
            mend,
        ));
    }
}
