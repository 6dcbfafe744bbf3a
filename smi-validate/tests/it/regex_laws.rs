//! What holds of every pattern: no panic, no hang, and the same answers as other ways to find them.

use std::fmt::Write as _;

use proptest::prelude::*;
use smi_validate::model::Pattern;
use smi_validate::regex::{
    Anchor, Answer, Engine, Found, Language, Matcher, Regex, Texts, Verdict, check,
};

/// Patterns of the dialect that all engines share, over a small alphabet.
fn portable() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        4 => "[abc/]",
        1 => Just(".".to_owned()),
        1 => prop_oneof![Just("[ab]"), Just("[^/]"), Just("[^ab]"), Just(r"\b"), Just("é")]
            .prop_map(str::to_owned),
        1 => prop_oneof![Just("^"), Just("$"), Just("(?i:A)"), Just("(?m:^b)"), Just("(?s:.)")]
            .prop_map(str::to_owned),
    ];
    atom.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            3 => proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("(?:{left}|{right})")),
            2 => (inner.clone(), "[*+?]|\\{2\\}|\\{0,2\\}|\\{1,\\}")
                .prop_map(|(part, times)| format!("(?:{part}){times}")),
            1 => inner.prop_map(|part| format!("({part})")),
        ]
    })
}

/// Anything that looks like a pattern, mostly broken.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r"([a-c()|*+?\[\]{}^$.:<>=!,0-9-]|\\[a-zA-Z0-9{]|\(\?[imsUP<:-]|\[:[a-z]|\\p\{|é|日){0,40}",
    ]
}

/// All texts over the alphabet, up to a length.
fn short_texts() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut last = all.clone();
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|text| "abA/\né".chars().map(move |letter| format!("{text}{letter}")))
            .collect();
        all.extend(last.clone());
    }
    all
}

/// Whether a text was found if there is one, and none that is longer than need be.
fn is_shortest(found: &Found, texts: &[String], holds: impl Fn(&String) -> bool) -> bool {
    let by_hand = texts.iter().filter(|text| holds(text)).map(String::len).min();
    match found {
        Found::Text(text) => holds(text) && by_hand.is_none_or(|length| text.len() <= length),
        Found::None => by_hand.is_none(),
        Found::Unknown => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_check_panic(pattern in anything()) {
        for engine in Engine::ALL {
            if let Verdict::Refused(refusal) = check(&pattern, engine) {
                prop_assert!(pattern.get(refusal.span).is_some());
                prop_assert!(!refusal.message.is_empty());
            }
        }
        if let Ok(regex) = Regex::new(&pattern) {
            let matcher = Matcher::new(&regex).unwrap();
            for text in ["", "a", &pattern] {
                let (whole, start) = (matcher.is_whole_of(text), matcher.is_at_start_of(text));
                prop_assert!(start || !whole);
                prop_assert!(matcher.is_found_in(text) || !start);
            }
        }
    }

    #[test]
    fn in_the_shared_dialect_texts_match_as_in_rust(
        pattern in portable(), texts in proptest::collection::vec("[abA/\né]{0,6}", 8)
    ) {
        let ours = Pattern::new(&pattern);
        prop_assert!(ours.is_valid());
        let compile = |pattern: &str| {
            // Boundaries of words are those of ASCII in RE2.
            regex::Regex::new(&pattern.replace(r"\b", r"(?-u:\b)")).unwrap()
        };
        let (free, whole) = (compile(&pattern), compile(&format!(r"\A(?:{pattern})\z")));
        let start = compile(&format!(r"\A(?:{pattern})"));
        for text in &texts {
            prop_assert_eq!(ours.is_found_in(text), free.is_match(text), "{} {}", pattern, text);
            prop_assert_eq!(ours.is_whole_of(text), whole.is_match(text), "{} {}", pattern, text);
            prop_assert_eq!(ours.is_at_start_of(text), start.is_match(text), "{} {}", pattern, text);
        }
    }

    #[test]
    fn comparisons_agree_with_trying_all_short_texts(left in portable(), right in portable()) {
        let (left, right) = (Regex::new(&left).unwrap(), Regex::new(&right).unwrap());
        let (one, two) = (Matcher::new(&left).unwrap(), Matcher::new(&right).unwrap());
        let texts = short_texts();
        for anchor in [Anchor::Whole, Anchor::Start, Anchor::Anywhere] {
            let matches = |matcher: &Matcher, text: &str| match anchor {
                Anchor::Whole => matcher.is_whole_of(text),
                Anchor::Start => matcher.is_at_start_of(text),
                Anchor::Anywhere => matcher.is_found_in(text),
            };
            let language = |regex| Language::new(regex, anchor, Texts::All);
            let (first, second) = (language(&left), language(&right));
            let both = |text: &String| matches(&one, text) && matches(&two, text);
            let only = |text: &String| matches(&one, text) && !matches(&two, text);
            prop_assert!(is_shortest(&first.witness_with(&second), &texts, both));
            prop_assert!(is_shortest(&first.witness_without(&second), &texts, only));
            prop_assert_eq!(first.includes(&first), Answer::Yes);
        }
    }
}

fn nested(open: &str, inside: &str, close: &str, depth: usize) -> String {
    let mut text = String::new();
    write!(text, "{}{inside}{}", open.repeat(depth), close.repeat(depth)).unwrap();
    text
}

/// Patterns that are large, deep, or grow when they are unfolded.
fn monsters() -> Vec<String> {
    let mut shared = String::new();
    for length in 1..60 {
        write!(shared, "{}|", "a".repeat(length)).unwrap();
    }
    vec![
        nested("(", "a", ")", 250),
        nested("(", "a", ")", 251),
        nested("(a", "b", ")*", 250),
        nested("(a", "b", ")*", 2_000),
        nested("(?:a|b", "c", "|d)+", 250),
        nested(&format!("({shared}"), "c", ")", 250),
        nested("(", "a", ")", 100_000),
        nested("(?:", "a", "){1}", 250),
        nested("(?:", "a", "){0,2}", 9),
        "(".repeat(200_000),
        "a*".repeat(100_000),
        "a{1000}".repeat(10_000),
        "(?:a{0,1000}){1}".repeat(1_000),
        "a{0,1000}".repeat(3_000),
        r"\pL".repeat(20_000),
        r"[^\pL]".repeat(20_000),
        r"(?i)[\pL-\x{10FFFF}]".repeat(5_000),
        r"\pL{1000}".to_owned(),
        r"(?:[\pL\pN]{1,30}){1,30}".to_owned(),
        "[a".repeat(100_000),
        "[[:".repeat(150_000),
        "[[:alpha:".repeat(20_000),
        "(?P<a".repeat(50_000),
        r"\x{".repeat(50_000),
        "a|".repeat(100_000),
        shared,
        "(.*)(.*)(.*)(.*)(.*)(.*)[ab]{0,300}".to_owned(),
        "(?s).*a.{20}".to_owned(),
        r".*\pL{20}.*\pN{20}".to_owned(),
        r"(\C*a\C{15})*b".to_owned(),
    ]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
fn nothing_takes_long_or_exhausts_the_stack() {
    for pattern in monsters() {
        let started = std::time::Instant::now();
        for engine in Engine::ALL {
            let _ = check(&pattern, engine);
        }
        if let Ok(regex) = Regex::new(&pattern) {
            if regex.program_size() < 50_000 {
                assert!(Matcher::new(&regex).is_some());
            }
            let language = Language::new(&regex, Anchor::Anywhere, Texts::Printable);
            assert_ne!(language.includes(&language), Answer::No);
        }
        let beginning: String = pattern.chars().take(30).collect();
        assert!(started.elapsed().as_secs() < 30, "{beginning} took {:?}", started.elapsed());
    }
}
