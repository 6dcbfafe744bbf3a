//! SMI318: a method is none that SMI knows

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// A method is none that SMI knows
    ///
    /// Methods are written in capital letters; `*` stands for all of them.
    ///
    /// # In a mesh
    ///
    /// API servers with the SDK's definitions refuse the object. Elsewhere methods are compared with regard to case, so
    /// no request has it.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: read, pathRegex: /cart.*, methods: [get, HEAD] }
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
    /// Write the method in capital letters.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, HTTPRouteGroup; the definitions of the SDK; RFC 9110, section 9.1.
    "SMI318" "unknown-method" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Keyword::OneOf(methods) = &violation.bound()?.keyword else { return None };
    if violation.entry.kind != "HTTPRouteGroup"
        || !violation.pattern().ends_with("matches[].methods[]")
    {
        return None;
    }
    let written = violation.node.text().unwrap_or_default();
    let upper = written.to_ascii_uppercase();
    let mend = if methods.contains(&upper.as_str()) {
        format!("write `{upper}`")
    } else {
        format!("write one of {}", methods.join(", "))
    };
    Some(Draft::new(
        violation.place(),
        format!("no method is called {}", crate::shape::words::quoted(written)),
        "API servers with the SDK's definitions refuse the object; elsewhere no request has such a method",
        mend,
    ))
}
