//! SMI010: control characters that escapes made.

use crate::check::{Context, DocumentView};
use crate::rule::{Draft, Drafts, rule};
use crate::source::Style;

rule! {
    /// An escape in double quotes makes a control character
    ///
    /// In double quotes `"\b"` is a backspace, not the word boundary of regular expressions, and `"\f"` or `"\v"` are
    /// control characters, too. No path or header has them.
    ///
    /// # In a mesh
    ///
    /// The pattern asks for a character that no request can have, so it never matches.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: orders, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: one, pathRegex: "/orders\b.*", methods: [GET] }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// apiVersion: specs.smi-spec.io/v1alpha4
    /// kind: HTTPRouteGroup
    /// metadata: { name: orders, namespace: shop }
    /// spec:
    ///   matches:
    ///   - { name: one, pathRegex: '/orders\b.*', methods: [GET] }
    /// ```
    ///
    /// # Mend
    ///
    /// Put regular expressions in single quotes.
    ///
    /// # Sources
    ///
    /// YAML 1.2.2, section 5.7; RFC 3986, section 3.3.
    "SMI010" "control-character" Error Document(check)
}

fn check(view: &DocumentView<'_>, _: &Context<'_>, drafts: &mut Drafts) {
    if !view.is_smi() {
        return;
    }
    let quoted = view.document.nodes().filter(|node| node.style() == Some(Style::Double));
    for node in quoted {
        let text = node.text().unwrap_or_default();
        let is_control = |(_, char): &(usize, char)| char.is_control() && !"\t\n\r".contains(*char);
        let Some((at, char)) = text.char_indices().find(is_control) else { continue };
        let span = node.place(at..at + char.len_utf8());
        let written = view.document.text().slice(span);
        drafts.add(Draft::new(
            span,
            format!(
                "`{written}` in double quotes is the control character U+{:04X}",
                u32::from(char)
            ),
            "no path, header or name has this character, so what asks for it never holds",
            "put regular expressions in single quotes, or double the backslash",
        ));
    }
}
