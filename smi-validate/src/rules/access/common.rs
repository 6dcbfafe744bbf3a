//! What the rules about targets share.

use crate::check::{Context, ObjectView};
use crate::model::{Rule, Subject, Target};
use crate::profile::choice::EmptyList;
use crate::profile::{Answer, Construct, Profile, Treatment};
use crate::rule::{Draft, Place};

/// The kind of subjects that Kubernetes has.
pub(super) const ACCOUNT: &str = "ServiceAccount";

/// The kind of subjects that access v1alpha4 adds.
pub(super) const BINDING: &str = "IdentityBinding";

/// The kind of rules about HTTP.
pub(super) const GROUP: &str = "HTTPRouteGroup";

/// The destination of a target, and its sources.
pub(super) fn subjects(target: &Target) -> impl Iterator<Item = &Subject> {
    std::iter::once(&target.destination).chain(&target.sources)
}

/// Whether a rule is about a whole protocol.
pub(super) fn is_layer_4(rule: &Rule) -> bool {
    matches!(rule.kind.as_str(), "TCPRoute" | "UDPRoute")
}

/// Whether a mesh takes objects like this one.
pub(super) fn serves(profile: &Profile, view: &ObjectView<'_>) -> bool {
    profile.serves(view.entry.kind, view.entry.version)
}

/// What a mesh does with something; nothing where nobody knows.
pub(super) fn treatment(profile: &Profile, construct: Construct) -> Option<Treatment> {
    profile.constructs.get(&construct)?.first().map(|statement| statement.is)
}

/// The namespace of an object, if it or the user says one.
pub(super) fn said_namespace<'v>(
    view: &'v ObjectView<'_>,
    context: &'v Context<'_>,
) -> Option<&'v str> {
    let written = view.manifest.metadata().namespace.as_deref();
    written.or(context.config.namespace.as_deref())
}

/// One finding about several places: at the first, with the second and the number of those beyond it.
pub(super) fn gathered(
    places: Vec<Place>,
    others: &str,
    draft: impl FnOnce(Place) -> Draft,
) -> Option<Draft> {
    let count = places.len();
    let mut places = places.into_iter();
    let draft = draft(places.next()?);
    Some(match places.next() {
        None => draft,
        Some(second) if count == 2 => draft.also(second, others),
        Some(second) => draft.also(second, format!("{others}; {} more like it", count - 2)),
    })
}

/// Whether a mesh takes an empty list for everything.
pub(super) fn is_everything(answer: &Answer<EmptyList>) -> bool {
    answer.first().is_some_and(|one| one.is == EmptyList::Everything)
}
