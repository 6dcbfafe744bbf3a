//! What the rules about route groups share: matches, paths and headers with their places, and the meshes in question.

use smi_types::catalog::Entry;
use smi_types::headers::HeaderForm;
use smi_types::specs::v1alpha2::HTTPMatch;
use smi_types::{HeaderMatches, Manifest};

use crate::check::{Affected, Context, ObjectView};
use crate::model::HttpMatch;
use crate::profile::choice::Engine;
use crate::profile::{Construct, Profile, Treatment};
use crate::rule::Place;
use crate::shape::words;
use crate::source;

/// The path of a match. An absent or empty one is none.
#[derive(Clone, Copy)]
pub(super) struct Path<'v> {
    pub(super) one: &'v HttpMatch,
    pub(super) source: &'v str,
}

/// A header of a match.
#[derive(Clone, Copy)]
pub(super) struct Header<'v> {
    pub(super) one: &'v HttpMatch,
    /// As written.
    pub(super) name: &'v str,
    /// The pattern for its value.
    pub(super) source: &'v str,
    /// The number of the list's item; absent in the form of a map.
    item: Option<usize>,
}

/// The matches of a group.
pub(super) fn matches<'v>(view: &ObjectView<'v>) -> impl Iterator<Item = &'v HttpMatch> {
    view.world.route_groups.iter().flat_map(|group| &group.matches)
}

/// The paths of a group.
pub(super) fn paths<'v>(view: &ObjectView<'v>) -> impl Iterator<Item = Path<'v>> {
    matches(view).filter_map(path)
}

/// The path of a match.
pub(super) fn path(one: &HttpMatch) -> Option<Path<'_>> {
    let source = one.path.as_ref()?.source.as_str();
    (!source.is_empty()).then_some(Path { one, source })
}

/// The matches of a group that have headers, with these as written.
pub(super) fn with_headers<'v>(
    view: &ObjectView<'v>,
) -> impl Iterator<Item = (&'v HttpMatch, &'v HeaderMatches)> {
    let written: &[HTTPMatch] = match view.manifest {
        Manifest::HTTPRouteGroupV1alpha2(group) => &group.matches,
        Manifest::HTTPRouteGroupV1alpha3(group) => &group.spec.matches,
        Manifest::HTTPRouteGroupV1alpha4(group) => &group.spec.matches,
        _ => &[],
    };
    matches(view).zip(written).filter_map(|(one, written)| Some((one, written.headers.as_ref()?)))
}

/// The headers of a group.
pub(super) fn headers<'v>(view: &ObjectView<'v>) -> impl Iterator<Item = Header<'v>> {
    with_headers(view).flat_map(|(one, headers)| of_match(one, headers))
}

/// The headers of a match.
pub(super) fn of_match<'v>(
    one: &'v HttpMatch,
    headers: &'v HeaderMatches,
) -> impl Iterator<Item = Header<'v>> {
    let is_list = headers.read_as() == HeaderForm::List;
    headers.items().iter().enumerate().flat_map(move |(index, item)| {
        let item_number = is_list.then_some(index);
        item.iter().map(move |(name, source)| Header { one, name, source, item: item_number })
    })
}

impl Path<'_> {
    /// Where it is.
    pub(super) fn place(&self) -> Place {
        Place::of(&self.one.origin).at(".pathRegex")
    }

    /// The name of its match, in backticks.
    pub(super) fn name(&self) -> String {
        words::quoted(&self.one.name)
    }
}

impl Header<'_> {
    /// Where its value is.
    pub(super) fn place(&self) -> Place {
        let field = source::Path::ROOT.field(self.name).to_string();
        let dot = if field.starts_with('[') { "" } else { "." };
        let item = self.item.map(|index| format!("[{index}]")).unwrap_or_default();
        Place::of(&self.one.origin).at(&format!(".headers{item}{dot}{field}"))
    }
}

/// The name of a match, in backticks.
pub(super) fn name(one: &HttpMatch) -> String {
    words::quoted(&one.name)
}

/// Whether the user said which meshes count.
pub(super) fn is_selected(context: &Context<'_>) -> bool {
    context.config.targets.iter().any(|profile| profile.known_as.is_some())
}

/// The meshes in question: those that the user selected; or else those that serve the version of the object, as long
/// as there is one; or else all. Only what reads route groups counts.
pub(super) fn affected(
    entry: &Entry,
    context: &Context<'_>,
    holds: impl Fn(&Profile) -> bool,
) -> Option<Affected> {
    context.affected(|profile| is_in_question(profile, entry, context) && holds(profile))
}

/// Whether something holds for one of the meshes in question.
pub(super) fn is_any(
    entry: &Entry,
    context: &Context<'_>,
    holds: impl Fn(&Profile) -> bool,
) -> bool {
    let mut profiles = Profile::all().iter();
    profiles.any(|profile| {
        let is_mesh = profile.known_as.is_some();
        let is_target = || context.config.targets.iter().any(|target| target.name == profile.name);
        is_mesh
            && (!is_selected(context) || is_target())
            && is_in_question(profile, entry, context)
            && holds(profile)
    })
}

fn is_in_question(profile: &Profile, entry: &Entry, context: &Context<'_>) -> bool {
    if !profile.kinds.contains_key("HTTPRouteGroup") {
        return false;
    }
    let serves = |profile: &Profile| profile.serves(entry.kind, entry.version);
    is_selected(context)
        || serves(profile)
        || !Profile::all().iter().any(|one| one.known_as.is_some() && serves(one))
}

/// Whether anybody in question takes paths and headers for regular expressions: the specification does.
pub(super) fn are_patterns_read(context: &Context<'_>) -> bool {
    let reads = |profile: &&Profile| {
        profile.kinds.contains_key("HTTPRouteGroup")
            && profile.paths.engine.first().is_none_or(|engine| engine.is != Engine::None)
    };
    !is_selected(context) || context.config.targets.iter().any(reads)
}

/// Whether a construct does not work in a mesh.
pub(super) fn fails(profile: &Profile, construct: Construct) -> bool {
    let answer = profile.constructs.get(&construct).and_then(|answer| answer.first());
    answer.is_some_and(|statement| statement.is != Treatment::Honoured)
}
