//! SMI332: a match asks for a header that proxies deal with

use super::group::{self, Header};
use crate::check::{Context, ObjectView};
use crate::profile::{Construct, Treatment};
use crate::rule::{Draft, Drafts, rule};

rule! {
    /// A match asks for a header that proxies deal with
    ///
    /// Some headers belong to a single connection, and proxies remove or write them: `connection`, `te`, `upgrade` and
    /// others, `x-forwarded-for`, a mesh's own. `host` is called `:authority` in HTTP/2. What begins with a colon is no
    /// header.
    ///
    /// # In a mesh
    ///
    /// OSM holds `host` in lower case against `:authority`, and hands on names that begin with a colon to Envoy. NGINX
    /// Service Mesh does not support `host` in splits; Traefik Mesh writes `x-forwarded-for` itself, FSM
    /// `serviceidentity`.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: api, headers: [{ host: '^api\..*' }] }
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
    ///   - { name: api, headers: [{ x-host: '^api\..*' }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Match on a header of your own. For the path and the method there are `pathRegex` and `methods`.
    ///
    /// # Sources
    ///
    /// RFC 9110, section 7.6.1; RFC 9113, section 8.3; `constructs.host-header` in the profiles.
    "SMI332" "reserved-header" Warning Manifest(check)
}

const OF_CONNECTIONS: [&str; 9] = [
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
const OF_PROXIES: [&str; 5] = [
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-client-cert",
    "serviceidentity",
];

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for header in group::headers(view) {
        let Some((effect, mend)) = trouble(header, context) else { continue };
        drafts.add(Draft::new(
            header.place().key(),
            format!(
                "match {} asks for `{}`, which proxies deal with",
                group::name(header.one),
                header.name
            ),
            effect,
            mend,
        ));
    }
}

fn trouble(header: Header<'_>, context: &Context<'_>) -> Option<(&'static str, &'static str)> {
    let name = header.name.to_ascii_lowercase();
    let own = "match on a header of your own";
    Some(match name.as_str() {
        "host" | ":authority" if is_honoured(context) && header.name == name => return None,
        "host" | ":authority" => (
            "it is `host` in HTTP/1.1 and `:authority` in HTTP/2, and not every mesh knows it by either name",
            own,
        ),
        ":path" | ":method" => (
            "it is no header: meshes that look for one find nothing",
            "write `pathRegex` or `methods`",
        ),
        name if name.starts_with(':') => {
            ("it is no header: meshes that look for one find nothing", own)
        }
        name if OF_CONNECTIONS.contains(&name) => (
            "it belongs to one connection, and proxies remove it, so the match may never hold",
            own,
        ),
        name if OF_PROXIES.contains(&name) => {
            ("sidecars write it themselves, so it does not say what the client sent", own)
        }
        _ => return None,
    })
}

/// Whether every selected mesh knows the header `host`.
fn is_honoured(context: &Context<'_>) -> bool {
    let mut meshes = context.config.targets.iter().filter(|profile| profile.known_as.is_some());
    group::is_selected(context)
        && meshes.all(|profile| {
            let answer =
                profile.constructs.get(&Construct::HostHeader).and_then(|answer| answer.first());
            answer.is_some_and(|statement| statement.is == Treatment::Honoured)
        })
}
