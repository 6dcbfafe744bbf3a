//! SMI320: a method is listed twice

use super::group;
use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use crate::shape::words;

rule! {
    /// A method is listed twice
    ///
    /// The second one says nothing new.
    ///
    /// # In a mesh
    ///
    /// Nothing changes; one of the two may have been meant for another method.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD, GET] }
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
    ///   - { name: read, pathRegex: /cart.*, methods: [GET, HEAD] }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove one, or write the method that is meant.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup.
    "SMI320" "repeated-method" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for one in group::matches(view) {
        let methods = one.methods.as_deref().unwrap_or_default();
        let first_of = |method: &String| methods.iter().position(|other| other == method);
        let mut repeated = methods
            .iter()
            .enumerate()
            .filter_map(|(index, method)| Some((first_of(method)?, index)))
            .filter(|(first, index)| first != index);
        let Some((first, index)) = repeated.next() else { continue };
        let place = |index: usize| Place::of(&one.origin).at(&format!(".methods[{index}]"));
        let more = match repeated.count() {
            0 => String::new(),
            count => format!("; {count} more like it"),
        };
        let draft = Draft::new(
            place(index),
            format!(
                "match {} lists {} twice{more}",
                group::name(one),
                words::quoted(&methods[index])
            ),
            "the second says nothing new; maybe another method was meant",
            "remove it, or write the method that is meant",
        );
        drafts.add(draft.label("again").also(place(first), "first here"));
    }
}
