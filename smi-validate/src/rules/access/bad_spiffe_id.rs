//! SMI236: a SPIFFE id is none

use std::ops::Range;

use crate::check::{Context, ObjectView};
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A SPIFFE id is none
    ///
    /// A SPIFFE id is `spiffe://`, a trust domain and a path. The examples in the specification lack the scheme.
    ///
    /// # In a mesh
    ///
    /// The webhook of the controller SDK refuses the object. Where it is read all the same, no certificate has such
    /// an id, and the binding stands for nobody by it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { spiffeIdentities: ["cluster.local/ns/shop/sa/cart"] } }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: access.smi-spec.io/v1alpha4
    /// kind: IdentityBinding
    /// metadata: { name: carts, namespace: shop }
    /// spec: { schemes: { spiffeIdentities: ["spiffe://cluster.local/ns/shop/sa/cart"] } }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the id as it stands in the certificate: `spiffe://TRUST-DOMAIN/PATH`.
    ///
    /// # Sources
    ///
    /// SPIFFE, Identity and Verifiable Identity Document, SPIFFE ID; Traffic Access Control v1alpha4,
    /// IdentityBinding; the webhook of the controller SDK.
    "SMI236" "bad-spiffe-id" Warning Manifest(check)
}

/// The longest id that there may be.
const LONGEST: usize = 2048;

fn check(view: &ObjectView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    for binding in &view.world.identity_bindings {
        for (index, id) in binding.spiffe_identities.iter().enumerate() {
            let Some(Fault { range, message, mend }) = fault(id) else { continue };
            let place =
                Place::of(&binding.origin).at(&format!("spec.schemes.spiffeIdentities[{index}]"));
            drafts.add(Draft::new(
                place.within(range),
                message,
                "the webhook of the controller SDK refuses it; elsewhere no certificate has such an id",
                mend,
            ));
        }
    }
}

/// What is wrong with an id, and where in it.
struct Fault {
    range: Range<usize>,
    message: &'static str,
    mend: String,
}

fn fault(id: &str) -> Option<Fault> {
    let fault = |range, message, mend: &str| Some(Fault { range, message, mend: mend.to_owned() });
    let Some(rest) = id.strip_prefix(SCHEME) else {
        let mend = format!("write `{SCHEME}` before it");
        return fault(0..id.len(), "the SPIFFE id lacks the scheme `spiffe://`", &mend);
    };
    if id.len() > LONGEST {
        return fault(0..id.len(), "the SPIFFE id has more than 2048 bytes", "shorten the path");
    }
    if let Some(at) = id.find(['?', '#', '@', '%']) {
        let message = "a SPIFFE id has no query, no fragment, no user and no escapes";
        return fault(at..id.len(), message, "end it before that");
    }
    let (domain, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let of_domain =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "-._".contains(char);
    if domain.is_empty() || !domain.chars().all(of_domain) {
        let range = SCHEME.len()..SCHEME.len() + domain.len();
        let message = "the trust domain of a SPIFFE id is made of lower-case letters, digits, `.`, `-` and `_`";
        return fault(range, message, "write the trust domain of the mesh, without a port");
    }
    path_fault(path, SCHEME.len() + domain.len())
}

fn path_fault(path: &str, start: usize) -> Option<Fault> {
    let of_path = |char: char| char.is_ascii_alphanumeric() || "-._".contains(char);
    let mut at = start;
    for segment in path.split('/').skip(1) {
        at += 1;
        let is_dots = segment == "." || segment == "..";
        if segment.is_empty() || is_dots || !segment.chars().all(of_path) {
            // An empty segment is shown as the slash before it.
            let range = if segment.is_empty() { at - 1..at } else { at..at + segment.len() };
            return Some(Fault {
                range,
                message: "the path of a SPIFFE id has segments of letters, digits, `.`, `-` and `_`, and no slash at the end",
                mend: "write the path as it stands in the certificate".to_owned(),
            });
        }
        at += segment.len();
    }
    None
}

const SCHEME: &str = "spiffe://";
