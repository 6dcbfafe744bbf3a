//! SMI340: a path of gRPC is not matched as gRPC sends it

use super::group;
use crate::check::{Context, ObjectView};
use crate::finding::Severity;
use crate::rule::{Draft, Drafts, Place, rule};

rule! {
    /// A path of gRPC is not matched as gRPC sends it
    ///
    /// The path of a call is `/package.Service/Method`, and the method is always POST. A dot without a backslash is any
    /// character; of that alone a hint is given.
    ///
    /// # In a mesh
    ///
    /// With other methods than POST the match never holds for a call.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: cart, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: add, pathRegex: '/shop\.Cart/Add$', methods: [GET, HEAD] }
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
    ///   - { name: add, pathRegex: '/shop\.Cart/Add$', methods: [POST] }
    /// ```
    ///
    /// # Mend
    ///
    /// Write `methods: [POST]`, and `\.` for the dots.
    ///
    /// # Sources
    ///
    /// Traffic Specs v1alpha4, gRPC; gRPC over HTTP/2, requests.
    "SMI340" "grpc-path" Warning Manifest(check)
}

fn check(view: &ObjectView<'_>, context: &Context<'_>, drafts: &mut Drafts) {
    for path in group::paths(view) {
        let Some(service) = method(path.source) else { continue };
        let methods = path.one.methods.as_deref().unwrap_or_default();
        if !methods.is_empty() && !methods.iter().any(|method| method == "POST" || method == "*") {
            drafts.add(Draft::new(
                Place::of(&path.one.origin).at(".methods"),
                format!("match {} is about a call of gRPC, and has no POST", path.name()),
                "calls are always sent with POST, so the match holds for none",
                "write `methods: [POST]`",
            ));
        }
        let bytes = path.source.as_bytes();
        let bare = (1..service).find(|at| bytes[*at] == b'.' && bytes[at - 1] != b'\\');
        let Some(at) = bare.filter(|_| group::are_patterns_read(context)) else { continue };
        let draft = Draft::new(
            path.place().within(at..at + 1),
            format!(
                "a dot in the name of the gRPC service of match {} stands for any character",
                path.name()
            ),
            "calls of services with another character there belong to the match, too",
            "write `\\.`",
        );
        drafts.add(draft.severity(Severity::Hint));
    }
}

/// Where the method begins in a path of gRPC: `/package.Service/Method`.
pub(super) fn method(source: &str) -> Option<usize> {
    let start = source.find('/')?;
    let slash = start + 1 + source[start + 1..].find('/')?;
    let service = source[start + 1..slash].replace("\\.", ".");
    let (package, name) = service.rsplit_once('.')?;
    let method = source[slash + 1..].trim_end_matches('$');
    let is_word = |text: &str| {
        !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    let is_capital = |text: &str| text.starts_with(|char: char| char.is_ascii_uppercase());
    let is_method =
        (is_word(method) && is_capital(method)) || [".*", ".+", "[^/]+"].contains(&method);
    let is_service = package.split('.').all(is_word) && is_word(name) && is_capital(name);
    (start <= 1 && is_service && is_method).then_some(slash)
}

#[cfg(test)]
mod tests {
    use super::method;

    #[test]
    fn paths_of_grpc_are_known_by_their_form() {
        assert_eq!(method(r"/shop\.v1\.Cart/Add"), Some(15));
        assert_eq!(method("^/shop.Cart/.*"), Some(11));
        for other in ["/v1.0/users", "/api/Users", "/shop.Cart/add", "/a.B/C/D", "/"] {
            assert_eq!(method(other), None, "{other}");
        }
    }
}
