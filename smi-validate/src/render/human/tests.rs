//! Recorded output, and what must hold for any text.

use proptest::prelude::*;

use super::*;
use crate::check::Statistics;
use crate::finding::Label;
use crate::render::{Format, sample};
use crate::source::Span;

fn text(checked: &Checked, inputs: &[Input], style: &Style) -> String {
    let mut text = Vec::new();
    crate::render::write(&mut text, Format::Human, checked, inputs, style).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn findings_are_as_recorded() {
    let (inputs, checked) = sample::checked();
    let style = Style { unicode: false, ..Style::default() };
    sample::compare("human-ascii.txt", &text(&checked, &inputs, &style));
    let style = Style { statistics: true, width: 60, ..Style::default() };
    sample::compare("human-unicode.txt", &text(&checked, &inputs, &style));
    let style = Style { color: true, links: true, ..Style::default() };
    sample::compare("human-color.txt", &text(&checked, &inputs, &style));
}

#[test]
fn every_part_of_a_finding_is_shown() {
    let (inputs, checked) = sample::checked();
    let text = text(&checked, &inputs, &Style { unicode: false, width: 1000, ..Style::default() });
    for part in [
        "error[SMI901 missing-thing]: the target names the route group `cart-api`",
        " --> shop/target, 1.yaml:11:11\n",
        " ::: routes.yaml:4:9\n",
        "^^^^^^^^ no HTTPRouteGroup has this name",
        "= object: TrafficTarget shop/cart (access.smi-spec.io/v1alpha3), at `spec.rules[0].name`\n",
        "= effect: requests from the sources",
        "= mend: name a route group",
        "= meshes: osm, traefik-mesh",
        " --> shop/target, 1.yaml:12:25\n",
        " --> <stdin>:1:3011\n",
        " --> routes.yaml:1:1\n",
        "a ?[31mlong? line",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn the_last_line_counts() {
    let (inputs, mut checked) = sample::checked();
    let last = |checked: &Checked, style: &Style| {
        let text = text(checked, &inputs, style);
        text.lines().last().unwrap_or_default().to_owned()
    };
    let style = Style::default();
    // The second document of the first file has one finding; the object of the others is the same.
    let expected = "2 errors, 3 warnings, 1 info, 1 hint in 4 of 12 documents (1 suppressed)";
    assert_eq!(last(&checked, &style), expected);
    checked.findings.truncate(1);
    checked.statistics.suppressed = 0;
    checked.statistics.documents = 1;
    assert_eq!(last(&checked, &style), "1 error in 1 of 1 document");
    checked.findings.clear();
    assert_eq!(last(&checked, &style), "ok: 1 document, 4 SMI objects, no findings");
    checked.statistics = Statistics::default();
    assert_eq!(last(&checked, &style), "ok: no documents, no SMI objects, no findings");
    assert_eq!(last(&checked, &Style { quiet: true, ..style }), "");
}

#[test]
fn documents_are_told_apart_by_their_separators() {
    let inputs = [Input::new("a.yaml", "a: [\n---\nb: [\n---\nc: 1\n---\nd: [\n", 0)];
    let broken = |what| Finding {
        object: None,
        ..sample::finding(&sample::ODD, "odd", vec![sample::label(&inputs, 0, what, "", "")])
    };
    let count = |findings: Vec<Finding>| {
        let text = text(&Checked { findings, ..Checked::default() }, &inputs, &Style::default());
        text.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(count(vec![broken("a: ["), broken("[")]), "2 warnings in 1 of 1 document");
    // The separator itself belongs to what follows.
    let findings = vec![broken("a: ["), broken("---\nb"), broken("b: ["), broken("d: [")];
    assert_eq!(count(findings), "4 warnings in 3 of 3 documents");
}

#[test]
fn lines_break_between_words() {
    assert_eq!(wrap("a bc def\nghij klmnopq r", 6, true), "a bc\ndef\nghij\nklmnopq\nr");
    assert_eq!(wrap("", 6, true), "");
}

#[test]
fn nothing_steers_the_terminal() {
    let hostile = "\u{1b}]8;;x\u{7}\u{9b}31m\u{202e}\u{2028}\u{fdd0}\0\r\n\t";
    assert_eq!(clean(hostile, true), "␛]8;;x␇\u{fffd}31m\u{fffd}\u{fffd}\u{fffd}␀␍␊\t");
    assert_eq!(clean(hostile, false), "?]8;;x??31m?????\t".replace("?????", "??????"));
}

/// What breaks renderers: breaks of lines, wide and combining characters, marks, tabs, long lines.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z:{} -]{0,12}",
        4 => "[\n\r\t]{1,3}",
        2 => "[水写😀é\u{301}\u{200d}\u{feff}\u{fdd0}\u{1b}\u{85}\u{2028}\0]{1,4}",
        1 => "\\PC{0,8}",
        1 => (prop_oneof!["x", "水", " ", "\t"], 1_usize..2000).prop_map(|(one, count)| one.repeat(count)),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn any_labels(text: &str) -> impl Strategy<Value = Vec<(usize, usize)>> + use<> {
    let mut boundaries: Vec<_> = text.char_indices().map(|(index, _)| index).collect();
    boundaries.push(text.len());
    let end = proptest::sample::select(boundaries);
    proptest::collection::vec((end.clone(), end), 1..5)
        .prop_map(|pairs| pairs.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect())
}

fn any_style() -> impl Strategy<Value = Style> {
    (any::<bool>(), any::<bool>(), 0_usize..200, any::<bool>()).prop_map(
        |(color, unicode, width, links)| Style { color, unicode, width, links, ..Style::default() },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Any places in any text can be shown, and the first one is said.
    #[test]
    fn any_place_in_any_text_can_be_shown(
        (content, places, style) in (any_text(), any_style()).prop_flat_map(|(content, style)| {
            let places = any_labels(&content);
            (Just(content), places, Just(style))
        })
    ) {
        let inputs = [Input::new("a.yaml", content.as_str(), 0)];
        let label = |(start, end): &(usize, usize)| Label {
            input: 0,
            span: Span::new(*start, *end),
            text: if start % 2 == 0 { "here".into() } else { String::new() },
            path: String::new(),
        };
        let finding = sample::finding(&sample::ODD, "it is odd", places.iter().map(label).collect());
        let place = format!("a.yaml:{}", inputs[0].text.position(finding.primary().span.start));
        let checked = Checked { findings: vec![finding], ..Checked::default() };
        let text = text(&checked, &inputs, &style);
        prop_assert!(text.contains(&place), "{place} is not in\n{text}");
        prop_assert!(!text.contains(PLACE), "a place is left out");
        if !style.color && !style.links {
            prop_assert!(!text.contains('\u{1b}'), "it is coloured");
        }
    }
}
