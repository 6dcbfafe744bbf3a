//! What holds for every text: no panic, no long work, and places that are places.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use smi_validate::source::{Document, Kind, Limits, Node, Source, Span, Style};

/// Much for a text of a few kilobytes, also on a busy machine.
const LONG: Duration = Duration::from_secs(5);

const MANIFEST: &str =
    include_str!("../../../../testdata/manifests/split/v1alpha4/trafficsplit.yaml");

/// Pieces that mean something to YAML, and some that mean something to nobody.
const PIECES: [&str; 64] = [
    "a",
    "b: ",
    "key: ",
    "- ",
    "? ",
    ": ",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "\n  ",
    "\n    ",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "  ",
    "\t",
    "#",
    " # c",
    "'",
    "''",
    "\"",
    "\\\"",
    "\\n",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\\n",
    "\\q",
    "|",
    ">",
    "|-\n ",
    ">+\n  ",
    "|2\n   ",
    "&a ",
    "*a",
    "*b",
    "!!str ",
    "!!int ",
    "! ",
    "<<: ",
    "---",
    "\n---\n",
    "\n---",
    "\n...\n",
    "...",
    "%YAML 1.2\n",
    "%",
    "@",
    "`",
    "水",
    "😀",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\0",
    "~",
    "010",
    "on",
    "{{ .V }}",
    "{{",
    "kind: List\nitems:\n- ",
];

fn text_of_pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(PIECES.to_vec());
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A manifest with some pieces put in the wrong places.
fn mutated() -> impl Strategy<Value = String> {
    let places: Vec<usize> = MANIFEST.char_indices().map(|(index, _)| index).collect();
    let change =
        (proptest::sample::select(places), 0..4_usize, proptest::sample::select(PIECES.to_vec()));
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut text = MANIFEST.to_owned();
        for (place, length, piece) in changes {
            let end = (place + length).min(text.len());
            if text.is_char_boundary(place) && text.is_char_boundary(end) && place <= end {
                text.replace_range(place..end, piece);
            }
        }
        text
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that looks for long work has to look at a clock"
)]
fn judge(text: &str) {
    let start = Instant::now();
    let source = Source::read(text);
    for fault in source.faults() {
        inside(text, fault.span);
        inside(text, fault.document);
        assert!(!fault.to_string().is_empty() && !fault.help().is_empty());
    }
    for document in source.documents() {
        inside(text, document.span());
        judge_document(text, document);
    }
    let elapsed = start.elapsed();
    assert!(elapsed < LONG, "{elapsed:?} for {text:?}");
}

fn judge_document(text: &str, document: &Document) {
    for comment in document.comments() {
        assert!(text[comment.span.range()].starts_with('#'), "{text:?}");
    }
    for fault in document.faults() {
        inside(text, fault.span);
    }
    for node in document.nodes() {
        inside(text, node.span());
        let children: Vec<Node<'_>> = match node.kind() {
            Kind::Mapping => node.pairs().flat_map(|(key, value)| [key, value]).collect(),
            Kind::Sequence => node.items().collect(),
            Kind::Scalar | Kind::Alias => vec![],
        };
        for child in children {
            assert!(node.span().contains(child.span()), "{node:?} {child:?} in {text:?}");
        }
        if let Some(style) = node.style() {
            judge_scalar(text, node, style);
        }
        let (path, found) = document.path_at(node.span().start);
        let place = document.follow(&path);
        assert!(
            place.missing > 0 || place.value == found || is_odd(document),
            "{path} in {text:?}"
        );
    }
    if let Ok(value) = document.to_value() {
        assert_eq!(value.is_null(), document.root().is_null(), "{text:?}");
    }
}

/// Whether a path may lead elsewhere than to where it was made: to a later key of the same name, or
/// through `<<`. A refused key has no name.
fn is_odd(document: &Document) -> bool {
    document.duplicates().next().is_some()
        || document.faults().next().is_some()
        || document.nodes().any(Node::is_merge)
}

/// Each character of the value is found at its place: as itself, as an escape, or as a line break.
fn judge_scalar(text: &str, node: Node<'_>, style: Style) {
    let trace = node.trace();
    assert!(trace.is_exact(), "{:?} of {node:?} in {text:?}", node.text());
    let value = trace.value();
    let mut last = node.span().start;
    for (index, character) in value.char_indices() {
        let place = node_place(&trace, index, character);
        assert!(place.start >= last, "order of {node:?} in {text:?}");
        last = place.start;
        let written = &text[place.range()];
        let is_itself = written.chars().eq([character]);
        let is_escape = match style {
            Style::Double => written.starts_with('\\'),
            Style::Single => written == "''" && character == '\'',
            Style::Plain | Style::Literal | Style::Folded => false,
        };
        let is_break = matches!(written, "\n" | "\r\n" | "\r") && matches!(character, ' ' | '\n');
        assert!(is_itself || is_escape || is_break, "{character:?} at {written:?} in {text:?}");
    }
}

fn node_place(trace: &smi_validate::source::Trace, index: usize, character: char) -> Span {
    trace.place(index..index + character.len_utf8())
}

fn inside(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_yaml_are_read(text in text_of_pieces()) {
        judge(&text);
    }

    #[test]
    fn broken_manifests_are_read(text in mutated()) {
        judge(&text);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        judge(&text);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let source = Source::read_bytes(&bytes, &Limits::default());
        prop_assert!(source.faults().all(|fault| source.text().as_str().get(fault.span.range()).is_some()));
    }

    #[test]
    fn what_is_broken_damages_no_neighbour(text in text_of_pieces()) {
        // A directive belongs to the document behind it, and so does a comment behind `...`.
        let text = text.replace(['%', '\0'], "x");
        let before = "kind: A\n---\n";
        let between = Source::read(format!("{before}{text}\n---\nkind: B\n"));
        let kinds: Vec<_> = between.documents().filter_map(|document| document.kind()).collect();
        prop_assert_eq!(kinds.first().map(AsRef::as_ref), Some("A"));
        prop_assert_eq!(kinds.last().map(AsRef::as_ref), Some("B"));
    }
}

/// Lines without end, as programs write them.
#[test]
fn large_texts_on_one_line_are_read_soon() {
    let object = r#"{"kind":"A","n":[1,"x"],"o":{"p":null}},"#;
    judge_soon(&format!("[{}1]", object.repeat(20_000)));
    judge_soon(&format!("{{kind: List, items: [{}]}}", object.repeat(20_000)));
    judge_soon(&format!("a: \"{}\"", "x\\n".repeat(200_000)));
}

/// As deep as the limit allows, on the stack of a test.
#[test]
fn deep_documents_fit_the_stack() {
    let depth = Limits::DEPTH - 1;
    let lists = format!("a: {}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = format!("{}1{}", "{a: ".repeat(depth), "}".repeat(depth));
    let chain = |n: usize| format!("l{n}: &l{n} [*l{}]\n", n - 1);
    let aliases = format!("l0: &l0 []\n{}", (1..depth - 1).map(chain).collect::<String>());
    let merges = |n: usize| format!("m{n}: &m{n} {{<<: *m{}}}\n", n - 1);
    let merges = format!("m0: &m0 {{a: 1}}\n{}", (1..depth - 1).map(merges).collect::<String>());
    for text in [lists, objects, aliases, merges] {
        let source = Source::read(text);
        assert_eq!(source.faults().next(), None);
        assert!(source.documents().all(|document| document.to_value().is_ok()));
    }
}

/// Texts that make a careless reader slow.
#[test]
fn large_texts_of_one_piece_are_read_soon() {
    const TIMES: usize = 20_000;
    for piece in PIECES
        .into_iter()
        .chain(["[a, ", "{a: ", "- - ", "a: b\n", "&a b\n", "? ", "\"a\": ", "- *a\n", "-\n"])
    {
        judge_soon(&piece.repeat(TIMES));
        judge_soon(&format!("a: {}", piece.repeat(TIMES)));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that looks for long work has to look at a clock"
)]
fn judge_soon(text: &str) {
    let start = Instant::now();
    let source = Source::read(text);
    for document in source.documents().take(10) {
        let _ = document.to_value();
    }
    let elapsed = start.elapsed();
    assert!(elapsed < LONG, "{elapsed:?} for {:?} …", text.chars().take(12).collect::<String>());
}
