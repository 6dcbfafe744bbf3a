//! References to objects by name: whether they lead nowhere, and what was meant.

use foldhash::HashMap;

use crate::check::Context;
use crate::finding::Severity;
use crate::model::{Name, Origin};
use crate::rule::{Draft, Place};
use crate::set::{Lookup, Set};

/// The objects that targets and bindings refer to.
pub(super) struct References<'s> {
    set: &'s Set,
    /// One object of each kind and name, whatever its namespace.
    by_name: HashMap<(&'static str, &'s str), &'s Name>,
    /// The namespace that objects are taken to be in when nobody says one.
    assumed: Option<&'s str>,
}

/// A reference that leads nowhere.
pub(super) struct Dangling<'s> {
    kind: &'static str,
    name: &'s Name,
    is_certain: bool,
    meant: Option<Meant<'s>>,
}

/// What may have been meant.
enum Meant<'s> {
    /// An object with a name like it.
    Spelling(&'s str),
    /// The object of this name in another namespace.
    Namespace(&'s Name),
}

impl<'s> References<'s> {
    pub(super) fn of(set: &'s Set, context: &'s Context<'_>) -> Self {
        let assumed = context.config.namespace.is_none().then(|| context.namespace());
        let mut references = Self { set, by_name: HashMap::default(), assumed };
        let world = &set.world;
        references.name("HTTPRouteGroup", world.route_groups.iter().map(|group| &group.origin));
        let (tcp, udp): (Vec<_>, Vec<_>) = world
            .l4_routes
            .iter()
            .map(|route| &route.origin)
            .partition(|origin| origin.kind == "TCPRoute");
        references.name("TCPRoute", tcp.into_iter());
        references.name("UDPRoute", udp.into_iter());
        references
            .name("IdentityBinding", world.identity_bindings.iter().map(|binding| &binding.origin));
        references.name("ServiceAccount", set.accounts.iter());
        references
    }

    fn name(&mut self, kind: &'static str, origins: impl Iterator<Item = &'s Origin>) {
        for origin in origins {
            let name = &origin.name;
            self.by_name.entry((kind, name.name.as_str())).or_insert(name);
        }
    }

    /// Whether a name leads nowhere: for certain, or as good as certain because of what was meant.
    pub(super) fn dangling(&self, kind: &'static str, name: &'s Name) -> Option<Dangling<'s>> {
        let is_certain = match kind {
            "HTTPRouteGroup" => is_missing(self.set.route_group(name)),
            "IdentityBinding" => is_missing(self.set.identity_binding(name)),
            "ServiceAccount" => is_missing(self.set.account(name)),
            _ => is_missing(self.set.l4_route(kind, name)),
        }?;
        if self.set.is_opaque(kind, name) {
            return None;
        }
        let spelling = self.set.mistyped(kind, name).map(Meant::Spelling);
        let meant = spelling.or_else(|| self.elsewhere(kind, name, is_certain));
        (is_certain || meant.is_some()).then_some(Dangling { kind, name, is_certain, meant })
    }

    /// Accounts of one name in several namespaces are common, and a namespace that nobody wrote is no evidence.
    fn elsewhere(&self, kind: &'static str, name: &'s Name, is_certain: bool) -> Option<Meant<'s>> {
        let is_evidence = kind != "ServiceAccount" && self.assumed != Some(name.namespace.as_str());
        let found = self.by_name.get(&(kind, name.name.as_str())).copied();
        found.filter(|_| is_certain || is_evidence).map(Meant::Namespace)
    }
}

/// Whether it is certain that there is no such object; nothing if there is one.
fn is_missing<T>(lookup: Lookup<T>) -> Option<bool> {
    match lookup {
        Lookup::Found(_) => None,
        Lookup::Missing => Some(true),
        Lookup::Unknown => Some(false),
    }
}

impl Dangling<'_> {
    /// The finding: what leads nowhere is as bad as `severity` when it is certain.
    pub(super) fn draft(&self, place: Place, effect: String, severity: Severity) -> Draft {
        let Self { kind, name, .. } = self;
        let here = if self.is_certain { "" } else { " here" };
        let message = format!("there is no {kind} {name}{here}");
        let draft = Draft::new(place, message, effect, self.mend());
        let severity = if self.is_certain { severity } else { severity.min(Severity::Warning) };
        let draft = draft.severity(severity);
        match &self.meant {
            Some(Meant::Spelling(near)) => {
                let near = Name::new(&name.namespace, *near);
                draft.also(Place::object(kind, &near), "this one has a name like it")
            }
            Some(Meant::Namespace(other)) => {
                draft.also(Place::object(kind, other), "this one is in another namespace")
            }
            None => draft,
        }
    }

    /// The namespace that there is such an object in.
    pub(super) fn other_namespace(&self) -> Option<&str> {
        match &self.meant {
            Some(Meant::Namespace(other)) => Some(&other.namespace),
            _ => None,
        }
    }

    fn mend(&self) -> String {
        match &self.meant {
            Some(Meant::Spelling(near)) => format!("did you mean `{near}`? Write that name then"),
            Some(Meant::Namespace(other)) if self.kind.ends_with("Account") => {
                format!("write `namespace: {}`, if that is meant", other.namespace)
            }
            Some(Meant::Namespace(other)) => format!(
                "did you mean the one in `{}`? Then bring both into one namespace",
                other.namespace
            ),
            None => format!("add the {}, or write the name of one that there is", self.kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::config::Config;
    use crate::finding::Input;

    #[test]
    fn nothing_is_said_about_references_to_what_cannot_be_read() {
        let found = |name: &str| {
            let text = format!(
                "
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: {{ name: cart, namespace: shop }}
spec:
  destination: {{ kind: ServiceAccount, name: cart, namespace: shop }}
  rules: [{{ kind: HTTPRouteGroup, name: cart, matches: [read] }}]
  sources: [{{ kind: ServiceAccount, name: web, namespace: shop }}]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: {{ name: {name}, namespace: shop }}
spec: {{ matches: read }}
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: {{ name: carts, namespace: shop }}
spec: {{ matches: [{{ name: read, pathRegex: /cart.*, methods: [GET, HEAD] }}] }}
"
            );
            let findings = check(&[Input::new("cart.yaml", text, 0)], &Config::default());
            findings.iter().any(|finding| finding.rule.code == "SMI210")
        };
        assert!(found("till"));
        assert!(!found("cart"));
    }
}
