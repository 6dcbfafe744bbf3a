//! SMI322: a match has GET and not HEAD

use super::group;
use crate::check::{Context, ObjectView};
use crate::profile::choice::Wildcard;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A match has GET and not HEAD
    ///
    /// Load balancers, caches and probes ask with HEAD for what GET would give. Said once for a group. When FSM is
    /// selected, the rule also speaks of a star, which leaves out TRACE and CONNECT there.
    ///
    /// # In a mesh
    ///
    /// Requests with HEAD are denied wherever access is controlled.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [GET] }
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
    /// Add HEAD, unless it is left out on purpose.
    ///
    /// # Sources
    ///
    /// RFC 9110, section 9.3.2; `methods.wildcard` in the profile of FSM.
    "SMI322" "get-without-head" Hint Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    let has = |one: &crate::model::HttpMatch, method: &str| {
        one.methods.as_ref().is_some_and(|methods| methods.iter().any(|other| other == method))
    };
    let place = |one: &crate::model::HttpMatch| Place::of(&one.origin).at(".methods");
    let mut without =
        group::matches(view).filter(|one| has(one, "GET") && !has(one, "HEAD") && !has(one, "*"));
    if let Some(one) = without.next() {
        let more = match without.count() {
            0 => String::new(),
            count => format!("; {count} more in this group"),
        };
        drafts.add(Draft::new(
            place(one),
            format!("match {} has GET and not HEAD{more}", group::name(one)),
            "load balancers, caches and probes that ask with HEAD are denied",
            "add HEAD, unless it is left out on purpose",
        ));
    }
    let Some(one) = group::matches(view).find(|one| group::is_selected(context) && has(one, "*"))
    else {
        return;
    };
    let affected = group::affected(view.entry, context, |profile| {
        profile.methods.wildcard.first().is_some_and(|wildcard| wildcard.is == Wildcard::Listed)
    });
    let Some(affected) = affected else { return };
    let draft = Draft::new(
        place(one),
        format!("the star of match {} is not every method", group::name(one)),
        format!("{}: TRACE and CONNECT are left out of it", affected.titles),
        "list them beside the methods that are meant, if they are needed",
    );
    drafts.add(draft.meshes(&affected));
}
