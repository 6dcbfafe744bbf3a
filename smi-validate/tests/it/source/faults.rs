//! What is broken: its place, its words, and that it stays alone.

use smi_validate::source::{Fault, Limits, Problem, Source};

use super::document;

/// The only fault of a text, whether it breaks a document or is in one.
fn fault(source: &Source) -> Fault {
    let inner = source.documents().flat_map(|document| document.faults().cloned());
    let faults: Vec<_> = source.faults().cloned().chain(inner).collect();
    assert_eq!(faults.len(), 1, "{:?}: {faults:?}", source.text().as_str());
    faults[0].clone()
}

#[test]
fn every_fault_has_its_place_and_its_words() {
    // A text, the place of the fault in it, and what is said.
    let cases = [
        ("a: [1, 2\n", "1:4", "expected a `]` for this, found the end of the document"),
        ("a: {b: 1\n", "1:4", "expected a `}` for this, found the end of the document"),
        ("a: ]\n", "1:4", "expected the bracket that closes what is open, found `]`"),
        ("a: 'b\n", "1:4", "expected the closing quote, found the end of the document"),
        ("a: 'b' c\n", "1:8", "expected the end of the value after its closing quote, found `c`"),
        ("a: \"\\w+/\\d\"\n", "1:5", "expected an escape that double quotes have, found `\\w`"),
        ("a: \"é\\n\\u12\"\n", "1:8", "expected an escape that double quotes have, found `\\u`"),
        ("a: \"\\ud83d\"\n", "1:5", "expected an escape that double quotes have, found `\\u`"),
        ("a: b: c\n", "1:5", "expected one `key: value` on a line, found `:`"),
        ("a:\n\tb: 1\n", "2:1", "expected spaces as indentation, found a tab"),
        ("-\ta: 1\n", "1:2", "expected spaces as indentation, found a tab"),
        ("a: [*]\n", "1:5", "expected the name of an anchor, found `*`"),
        ("a: b\n\t# c\n  d\n", "2:2", "expected the rest of the text, or the next key, found `#`"),
        ("a: @x\n", "1:4", "expected a character that may begin a value, found `@`"),
        ("a: `x`\n", "1:4", "expected a character that may begin a value, found a backquote"),
        ("a: *b\n", "1:4", "expected the name of an anchor further up, found `*b`"),
        (
            "a: &b [*b]\n",
            "1:8",
            "expected an alias outside of what it stands for, found `*b` inside it",
        ),
        (
            "a: 1\n\u{feff}b: 2\n",
            "2:1",
            "expected no byte order mark inside a document, found U+FEFF",
        ),
        ("a: b\u{0}c\n", "1:5", "expected characters that can be printed, found U+0000"),
        ("a: {{ .Values.b }}\n", "1:4", "expected YAML, found a template"),
        ("a: b-{{ .Values.b }}\n", "1:6", "expected YAML, found a template"),
        ("{{- if .Values.a }}\na: 1\n{{- end }}\n", "1:1", "expected YAML, found a template"),
        ("a: 1\n{{ include \"x\" . }}\n", "2:1", "expected YAML, found a template"),
        ("{\"a\": 1}\n{\"b\": 2}\n", "2:1", "expected the end of the document, found `{`"),
        ("~: 1\n", "1:1", "expected a key that is a text, found null"),
        ("? [a]\n: 1\n", "1:3", "expected a key that is a text, found a list or an object"),
        (
            "18446744073709551615: 1\n",
            "1:1",
            "expected a key that is a text, found `18446744073709551615`",
        ),
        ("a: .inf\n", "1:4", "expected a number that JSON can write, found `.inf`"),
        ("a: !!int x\n", "1:10", "expected a value that its tag allows, found `x`"),
    ];
    for (text, place, words) in cases {
        let source = Source::read(text);
        let fault = fault(&source);
        let found = source.text().position(fault.span.start).to_string();
        assert_eq!((found.as_str(), fault.to_string().as_str()), (place, words), "{text:?}");
        assert!(!fault.help().is_empty());
    }
}

#[test]
fn what_looks_like_a_template_but_is_quoted_is_none() {
    for text in
        ["a: '{{ .b }}'", "a: \"{{ .b }}\"", "a: |\n  {{ .b }}", "a: b{{c}}", "# {{ .b }}\na: 1"]
    {
        assert_eq!(document(text).faults().next(), None, "{text}");
    }
}

#[test]
fn broken_documents_leave_the_others_alone() {
    let source = Source::read(
        "a: [\n---\nb: 1\n---\nc: 'x\n...\nd: 1\n--- {e: 1}\n---\n\tf: 1\n--- # g\ng: 1\n",
    );
    let parts = source.parts().iter().map(|part| match part {
        Ok(document) => document.root().pairs().next().unwrap().0.text().unwrap().to_owned(),
        Err(fault) => format!("{:?}", fault.problem),
    });
    assert_eq!(parts.collect::<Vec<_>>(), ["Unclosed('[')", "b", "Quote", "d", "e", "Tab", "g"]);
    let starts: Vec<_> = source.documents().map(|document| document.start()).collect();
    assert_eq!(
        starts.iter().map(|start| start.marker.is_some()).collect::<Vec<_>>(),
        [true, false, true, true]
    );
    assert_eq!(
        starts.iter().map(|start| start.is_after_end).collect::<Vec<_>>(),
        [false, true, false, false]
    );
    let on_marker: Vec<_> = starts.iter().map(|start| start.has_content_on_marker).collect();
    assert_eq!(on_marker, [false, false, true, false]);
}

#[test]
fn each_limit_is_told_with_its_place() {
    let deep = format!("a: {}x{}", "[".repeat(9), "]".repeat(9));
    let bomb = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c]\n";
    let chain = "a: &a [x]\nb: &b [*a]\nc: &c [*b]\nd: &d [*c]\ne: &e [*d]\nf: &f [*e]\ng: &g [*f]\nh: &h [*g]\n";
    let limits = Limits { bytes: 100, depth: 8, nodes: 40, expansion: 60 };
    let long = "a: bcdefgh\n".repeat(10);
    let wide = format!("[{}]", "a,".repeat(45));
    for (text, problem, place) in [
        (long.as_str(), Problem::TooLarge(100), "1:1"),
        (&deep, Problem::TooDeep(8), "1:12"),
        (chain, Problem::TooDeep(8), "8:8"),
        (&wide, Problem::TooMany(40), "1:80"),
        (bomb, Problem::TooMuchExpansion(60), "4:5"),
    ] {
        let source = Source::read_within(format!("{text}\n---\nkind: B\n"), &limits);
        let fault = fault(&source);
        assert_eq!(fault.problem, problem, "{text}");
        assert_eq!(source.text().position(fault.span.start).to_string(), place, "{text}");
        assert_eq!(source.documents().next().unwrap().kind().as_deref(), Some("B"));
    }
}

#[test]
fn aliases_cost_nothing_until_somebody_asks() {
    let level =
        |n: usize| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
    let bomb: String = (1..40).map(level).collect();
    let source = Source::read(format!("l0: &l0 [x]\n{bomb}"));
    assert_eq!(fault(&source).problem, Problem::TooMuchExpansion(Limits::EXPANSION));
}

#[test]
fn wrong_bytes_are_a_fault_at_their_place() {
    let source = Source::read_bytes(b"a: 1\nb: \xff\xfe\n", &Limits::default());
    let fault = fault(&source);
    assert_eq!(fault.problem, Problem::Encoding);
    assert_eq!(source.text().position(fault.span.start).to_string(), "2:4");
    assert_eq!(Source::read_bytes(b"a: 1", &Limits::default()).documents().count(), 1);
}

#[test]
fn comments_and_keys_may_be_long() {
    let comments = "# c\n".repeat(500);
    let key = "k".repeat(3_000);
    let text = format!("a:\n{comments}  b: 1\n{key}: 1\n\"{key}2\": 1\n");
    let document = document(&text);
    assert_eq!(document.comments().count(), 500);
    assert_eq!(document.find(&key).missing, 0);
}
