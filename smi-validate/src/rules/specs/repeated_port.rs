//! SMI337: a port is listed twice

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};
use std::collections::HashMap;

rule! {
    /// A port is listed twice
    ///
    /// The second one says nothing new.
    ///
    /// # In a mesh
    ///
    /// Nothing changes; one of the two may have been meant for another port.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [8080, 9090, 8080] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: TCPRoute
    /// metadata: { name: cart, namespace: shop }
    /// spec: { matches: { ports: [8080, 9090] } }
    /// ```
    ///
    /// # Mend
    ///
    /// Remove one, or write the port that is meant.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, TCPRoute.
    "SMI337" "repeated-port" Info Manifest(check)
}

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for route in &view.world.l4_routes {
        let mut first_of: HashMap<i64, usize> = HashMap::new();
        let numbered = route.ports.iter().enumerate();
        let mut repeated = numbered.filter_map(|(index, port)| {
            let first = *first_of.entry(*port).or_insert(index);
            (first != index).then_some((first, index))
        });
        let Some((first, index)) = repeated.next() else { continue };
        let place =
            |index: usize| Place::of(&route.origin).at(&format!("spec.matches.ports[{index}]"));
        let more = match repeated.count() {
            0 => String::new(),
            count => format!("; {count} more like it"),
        };
        let draft = Draft::new(
            place(index),
            format!("port {} is listed twice{more}", route.ports[index]),
            "the second says nothing new; maybe another port was meant",
            "remove it, or write the port that is meant",
        );
        drafts.add(draft.label("again").also(place(first), "first here"));
    }
}
