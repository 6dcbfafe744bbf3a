//! SMI327: the name of a header is none

use crate::check::Context;
use crate::rule::{Draft, rule};
use crate::shape::Violation;
use smi_types::bounds::Keyword;

rule! {
    /// The name of a header is none
    ///
    /// Names of headers are made of letters, digits and a few marks; blanks and colons are not among them.
    ///
    /// # In a mesh
    ///
    /// No request has such a header; Envoy refuses the configuration.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: beta, headers: [{ "x beta": ^on$ }] }
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
    ///   - { name: beta, headers: [{ x-beta: ^on$ }] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write the name as it is sent, without blanks and without a colon at the end.
    ///
    /// # Sources
    ///
    /// RFC 9110, sections 5.1 and 5.6.2.
    "SMI327" "bad-header-name" Error Shape(check)
}

fn check(violation: &Violation<'_>, _: &Context<'_>) -> Option<Draft> {
    let Keyword::Keys(_) = violation.bound()?.keyword else { return None };
    if violation.entry.kind != "HTTPRouteGroup"
        || !violation.pattern().contains("matches[].headers")
    {
        return None;
    }
    Some(Draft::new(
        violation.place().key(),
        format!("no header is called {}", violation.found()),
        "no request has such a header, and some proxies refuse the configuration",
        "write the name as it is sent, without blanks and without a colon at the end",
    ))
}
