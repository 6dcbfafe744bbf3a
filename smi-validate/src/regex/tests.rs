//! What a user of this module relies on, in figures.

use super::{
    Anchor, Answer, ENVOY_MAX_PROGRAM_SIZE, Engine, ErrorKind, Found, Language, MAX_NESTING, Regex,
    Texts, Verdict, check,
};

fn size(pattern: &str) -> usize {
    Regex::new(pattern).unwrap().program_size()
}

fn printable(pattern: &str, anchor: Anchor) -> Language {
    Language::new(&Regex::new(pattern).unwrap(), anchor, Texts::Printable)
}

#[test]
fn a_harmless_pattern_may_be_too_large_for_envoy() {
    let id = "^/users/(?P<id>[a-f0-9-]{36})$";
    assert_eq!(size(id), 114);
    assert!(size(id) > ENVOY_MAX_PROGRAM_SIZE && size("/users/[^/]+") < ENVOY_MAX_PROGRAM_SIZE);
}

#[test]
fn what_does_not_fit_the_memory_of_re2_is_refused() {
    // Recorded: 232,997 groups of one letter fit, and no more; 698,992 letters, 349,495 empty alternatives.
    let fits = |pattern: &str, count| Regex::new(&pattern.repeat(count)).is_ok();
    assert!(fits("(a)", 232_997) && !fits("(a)", 232_998));
    assert!(fits("a", 698_992) && !fits("a", 698_993));
    assert!(fits("|", 349_495) && !fits("|", 349_496));
    assert!(fits(".", 58_249) && !fits(".", 58_250));
    assert!(fits(r"\pL", 446) && !fits(r"\pL", 447));
    let error = Regex::new(r"\pL{1000}").unwrap_err();
    assert_eq!(error.message_in_re2(r"\pL{1000}"), "pattern too large - compile failed");
}

#[test]
fn an_error_points_at_what_is_wrong_and_quotes_what_the_engine_quotes() {
    let error = Regex::new("/a(b").unwrap_err();
    assert_eq!((error.kind, error.span.clone()), (ErrorKind::MissingParenthesis, 2..3));
    assert_eq!(error.message_in_re2("/a(b"), "missing ): /a(b");
    let error = Regex::new("/é*+").unwrap_err();
    assert_eq!((error.kind, error.span.clone()), (ErrorKind::BadRepeat, 3..5));
}

#[test]
fn parentheses_nest_as_deep_as_in_rust_and_no_deeper() {
    let nested = |depth| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Regex::new(&nested(MAX_NESTING)).is_ok());
    let error = Regex::new(&nested(MAX_NESTING + 1)).unwrap_err();
    assert_eq!((error.kind, error.span), (ErrorKind::TooDeep, MAX_NESTING..MAX_NESTING + 1));
    assert!(!check(&nested(MAX_NESTING + 1), Engine::Rust).is_accepted());
}

#[test]
fn rust_refuses_what_does_not_fit_its_memory() {
    let pattern = |count: u32| format!(r"\pL{{{count}}}");
    let (mut fits, mut fails) = (1, 10_000);
    while fails - fits > 1 {
        let middle = (fits + fails) / 2;
        let compiles = regex::Regex::new(&pattern(middle)).is_ok();
        *(if compiles { &mut fits } else { &mut fails }) = middle;
    }
    assert!(check(&pattern(fits), Engine::Rust).is_accepted(), "{fits}");
    assert!(!check(&pattern(fails), Engine::Rust).is_accepted(), "{fails}");
}

#[test]
fn the_limits_of_go_are_not_those_of_re2() {
    let refused = |pattern: &str| match check(pattern, Engine::Go) {
        Verdict::Refused(refusal) => Some(refusal.kind),
        Verdict::Accepted { .. } => None,
    };
    assert_eq!(refused(&"a{1000}".repeat(3_000)), None);
    assert_eq!(refused(&"a{1000}".repeat(4_000)), Some(ErrorKind::TooLarge));
    assert_eq!(refused("(?:a{1,1000}){0}"), None);
    let Verdict::Accepted { since } = check("(?<n>a)", Engine::Go) else { panic!() };
    assert_eq!(since.map(|since| since.version), Some((1, 22)));
    let Verdict::Accepted { since } = check(r"(?<n>\p{letter})", Engine::Go) else { panic!() };
    assert_eq!(since.map(|since| (since.version, since.span)), Some(((1, 25), 5..15)));
}

#[test]
fn a_route_that_is_within_another_is_found_out() {
    let all = printable("/api/.*", Anchor::Whole);
    let some = printable("/api/v[12]/[^/]+", Anchor::Whole);
    assert_eq!((all.includes(&some), some.includes(&all)), (Answer::Yes, Answer::No));
    assert_eq!(all.overlaps(&some), Answer::Yes);
    assert_eq!(some.overlaps(&printable("/metrics", Anchor::Whole)), Answer::No);
    assert_eq!(all.witness_without(&some), Found::Text("/api/".into()));
    assert_eq!(some.witness(), Found::Text("/api/v1/a".into()));
    assert_eq!(printable("a$b", Anchor::Anywhere).is_empty(), Answer::Yes);
}

#[test]
fn how_a_pattern_is_anchored_and_which_texts_count_makes_a_difference() {
    let prefix = printable("/api", Anchor::Start);
    assert_eq!(prefix.includes(&printable("/api/v1", Anchor::Whole)), Answer::Yes);
    assert_eq!(prefix.includes(&printable("/api", Anchor::Anywhere)), Answer::No);
    let any = |texts| Language::new(&Regex::new(".*").unwrap(), Anchor::Whole, texts);
    let slashless = |texts| Language::new(&Regex::new("[^/]*").unwrap(), Anchor::Whole, texts);
    assert_eq!(any(Texts::Printable).includes(&slashless(Texts::Printable)), Answer::Yes);
    assert_eq!(any(Texts::All).witness_with(&slashless(Texts::All)), Found::Text(String::new()));
    let witness = slashless(Texts::All).witness_without(&any(Texts::All));
    assert_eq!(witness, Found::Text("\n".into()));
}

#[test]
fn only_texts_count_not_bytes() {
    let bytes = Language::new(&Regex::new(r"\C*").unwrap(), Anchor::Whole, Texts::All);
    let letters = Language::new(&Regex::new("(?s).*").unwrap(), Anchor::Whole, Texts::All);
    assert_eq!((letters.includes(&bytes), bytes.includes(&letters)), (Answer::Yes, Answer::Yes));
}

#[test]
fn what_is_too_large_to_compare_is_unknown_and_not_wrong() {
    let large = printable("(?s).*a.{20}", Anchor::Whole);
    assert_eq!(large.includes(&large), Answer::Unknown);
    assert_eq!(large.is_empty(), Answer::Unknown);
}
