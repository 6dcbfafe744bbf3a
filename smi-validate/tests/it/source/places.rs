//! Places: of values within their text, of paths, of lists' objects, and of JSON.

use serde_json::json;
use smi_validate::source::{Kind, Path, Scalar, Source, Span, Style, Tag};

use super::document;

/// What stands in the text for a part of the value of `a`.
fn written<'t>(text: &'t str, part: &str) -> &'t str {
    let document = document(text);
    let value = document.find("a").value;
    let start = value.text().unwrap().find(part).unwrap_or_else(|| panic!("{:?}", value.text()));
    &text[value.place(start..start + part.len()).range()]
}

#[test]
fn parts_of_values_are_found_through_every_style() {
    assert_eq!(written("a: /api/(v1\n", "("), "(");
    assert_eq!(written("a: 'it''s (x'\n", "(x"), "(x");
    assert_eq!(written("a: 'it''s (x'\n", "'"), "''");
    assert_eq!(written("a: \"caf\\u00e9\\\\d(\"\n", "("), "(");
    assert_eq!(written("a: \"caf\\u00e9\\\\d(\"\n", "\\d"), "\\\\d");
    assert_eq!(written("a: \"\\ud83d\\ude00x\"\n", "😀"), "\\ud83d\\ude00");
    assert_eq!(written("a: \"one\n\n   two \\\n  three\"\n", "two three"), "two \\\n  three");
    assert_eq!(written("a: one\n  two\n\n  three\n", "three"), "three");
    assert_eq!(written("a: one\n  two\n\n  three\n", "e two\nt"), "e\n  two\n\n  t");
    assert_eq!(written("a: |\n  one\n    two\n  three\n", " two"), " two");
    assert_eq!(
        written("a: >-\r\n  one\r\n  two\r\n\r\n  three\r\n", "two\nthree"),
        "two\r\n\r\n  three"
    );
    assert_eq!(written("a: !!str &x |2- # |\n   one\n", " one"), " one");
}

#[test]
fn places_of_places_are_before_their_character() {
    let document = document("a: 'x''y'\n");
    let value = document.find("a").value;
    assert_eq!(value.place(1..1), Span { start: 5, end: 5 });
    assert_eq!(value.place(3..3), Span { start: 8, end: 8 });
    assert_eq!(value.place(9..99), Span { start: 8, end: 8 });
}

#[test]
fn nodes_know_how_they_are_written() {
    let text = "a: &x !!str 12\nb: \"q\"\nc: 's'\nd: |+\n  l\n\ne: >\n  f\nf: {g: [1]}\nh: *x\n";
    let document = document(text);
    let node = |path| document.find(path).value;
    let styles = ["a", "b", "c", "d", "e"].map(|path| node(path).style().unwrap());
    assert_eq!(styles, [Style::Plain, Style::Double, Style::Single, Style::Literal, Style::Folded]);
    let slices = ["b", "d", "e", "f", "f.g", "h"].map(|path| &text[node(path).span().range()]);
    assert_eq!(slices, ["\"q\"", "|+\n  l", ">\n  f", "{g: [1]}", "[1]", "*x"]);
    let (name, anchor) = node("a").anchor().unwrap();
    assert_eq!((name, &text[anchor.range()]), ("x", "&x"));
    let (tag, place) = node("a").tag().unwrap();
    assert_eq!((tag, &text[place.range()]), (Tag::Text, "!!str"));
    assert_eq!((node("h").kind(), node("h").as_str()), (Kind::Alias, Some("12")));
    assert!(node("f").is_flow() && !document.root().is_flow());
    assert_eq!(node("d").text(), Some("l\n\n"));
}

#[test]
fn comments_say_whether_they_trail() {
    let document = document("# a\nb: 1 # c\nd: '# e'\n  # f\n");
    let trailing: Vec<_> = document.comments().map(|comment| comment.is_trailing).collect();
    assert_eq!(trailing, [false, true, false]);
}

#[test]
fn paths_lead_there_and_back() {
    let text = "metadata:\n  annotations: {\"a.b/c\": x}\nspec:\n- on: 1\n- {y: 2}\n";
    let document = document(text);
    for (path, slice) in [
        (r#"metadata.annotations["a.b/c"]"#, "x"),
        ("spec[0].true", "1"),
        ("spec[1].true", "2"),
        ("spec[1]", "{y: 2}"),
        ("", text.trim_end()),
    ] {
        let place = document.find(path);
        assert_eq!((&text[place.value.span().range()], place.missing), (slice, 0), "{path}");
        let (back, _) = document.path_at(place.value.span().start);
        assert!(back.to_string().starts_with(path), "{path} {back}");
    }
    for (path, slice, missing) in [
        ("spec[2].x", "- on: 1\n- {y: 2}", 2),
        ("spec[1].z", "{y: 2}", 1),
        ("metadata.annotations[0]", "{\"a.b/c\": x}", 1),
    ] {
        let place = document.follow(&Path::parse(path));
        assert_eq!((&text[place.value.span().range()], place.missing), (slice, missing), "{path}");
    }
}

#[test]
fn objects_of_lists_are_documents() {
    let text = "kind: List\napiVersion: v1\nitems:\n- {kind: A, x: 1}\n- kind: List\n  items: [{kind: B}, {x: .inf}]\n\
                ---\nkind: ThingList\napiVersion: v1\nitems: [{x: 1}, {kind: D}]\n---\nkind: List\nitems: []\n\
                ---\nkind: TrafficMetricsList\nitems: []\n";
    let source = Source::read(text);
    let kinds: Vec<_> =
        source.documents().map(|one| one.kind().unwrap_or_default().into_owned()).collect();
    assert_eq!(kinds, ["A", "B", "List", "Thing", "D", "TrafficMetricsList"]);
    let documents: Vec<_> = source.documents().collect();
    assert_eq!(&text[documents[1].span().range()], "{kind: B}");
    assert_eq!(
        source.text().position(documents[1].find("kind").value.span().start).to_string(),
        "6:18"
    );
    assert_eq!(
        (documents[3].api_version().as_deref(), documents[4].api_version()),
        (Some("v1"), None)
    );
    assert_eq!((documents[1].faults().count(), documents[2].faults().count()), (0, 1));
    let (list, index) = documents[1].list().unwrap();
    assert_eq!((index, list.list().unwrap().1), (0, 1));
}

#[test]
fn json_is_read_by_the_same_code() {
    let value = json!({
        "a": "\u{0}\n\t\"\\/é😀", "b": [1, -2.5, 1e30, true, null, "on", "010", ""], "c": {"": {}, "x:y": []},
        "\u{fffd}": "水", "k".repeat(2_000): 1,
    });
    for text in [value.to_string(), format!("{value:#}"), format!("{value:#}").replace("  ", "\t")]
    {
        assert_eq!(document(&text).to_value().unwrap(), value, "{text}");
    }
    let text = r#"{"a":"\ud83d\ude00\u0041\/(","b":1}"#;
    assert_eq!(written(text, "("), "(");
    assert_eq!(document(text).find("a").value.text(), Some("😀A/("));
    assert_eq!(document(text).find("b").value.reading().unwrap().kubernetes, Scalar::Integer(1));
}
