//! What engines said of patterns, recorded, against what this crate says.

use std::fs;
use std::path::Path;

use serde_json::Value;
use smi_validate::regex::{Engine, Matcher, Regex, Verdict, check};

/// A pattern, and what was recorded of it.
struct Vector {
    pattern: String,
    /// RE2's size, or its words and what it quotes.
    re2: Result<u64, (String, String)>,
    /// Texts, and how they match.
    texts: Vec<(String, u64)>,
    go: Result<(), (String, String)>,
}

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/regex");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (re2, go) = (read("re2.jsonl"), read("go.jsonl"));
    assert_eq!(re2.lines().count(), go.lines().count());
    assert!(re2.lines().count() > 2_000, "there must be patterns to test with");
    re2.lines().zip(go.lines()).map(|(re2, go)| vector(&parse(re2), &parse(go))).collect()
}

fn parse(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

fn vector(re2: &Value, go: &Value) -> Vector {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let refusal = |value: &Value| (text(&value[0]), text(&value[1]));
    let texts = re2[2].as_array().unwrap().iter();
    Vector {
        pattern: text(&re2[0]),
        re2: re2[1].as_u64().ok_or_else(|| refusal(&re2[1])),
        texts: texts.map(|pair| (text(&pair[0]), pair[1].as_u64().unwrap())).collect(),
        go: if go == &Value::Bool(true) { Ok(()) } else { Err(refusal(go)) },
    }
}

/// Fails with all differences, not only the first.
fn report(differences: &[String]) {
    let first: Vec<_> = differences.iter().take(40).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), first.join("\n"));
}

#[test]
fn re2_says_the_same_of_every_pattern() {
    let vectors = vectors();
    let mut differences = Vec::new();
    for Vector { pattern, re2, .. } in &vectors {
        let ours = Regex::new(pattern).map(|regex| regex.program_size() as u64).map_err(|error| {
            let quoted = pattern[error.quoted.clone()].to_owned();
            assert!(pattern.get(error.span).is_some(), "{pattern}");
            (error.kind.in_re2().to_owned(), quoted)
        });
        if ours != *re2 {
            differences.push(format!("{pattern}\n    RE2 {re2:?}\n    we  {ours:?}"));
        }
    }
    report(&differences);
}

#[test]
fn go_says_the_same_of_every_pattern() {
    let mut differences = Vec::new();
    for Vector { pattern, go, .. } in &vectors() {
        let ours = check(pattern, Engine::Go);
        let same = match (&ours, go) {
            (Verdict::Accepted { .. }, Ok(())) => true,
            (Verdict::Refused(refusal), Err((code, expression))) => {
                refusal.message == format!("{code}: `{expression}`")
            }
            _ => false,
        };
        if !same {
            differences.push(format!("{pattern}\n    Go {go:?}\n    we {ours:?}"));
        }
    }
    report(&differences);
}

#[test]
fn rust_says_the_same_of_every_pattern() {
    let mut differences = Vec::new();
    for Vector { pattern, .. } in &vectors() {
        let theirs = regex::Regex::new(pattern);
        if check(pattern, Engine::Rust).is_accepted() != theirs.is_ok() {
            differences.push(format!("{pattern}: {theirs:?}"));
        }
    }
    report(&differences);
}

#[test]
fn every_text_matches_as_it_matches_in_re2() {
    let mut differences = Vec::new();
    let mut count = 0;
    for Vector { pattern, texts, .. } in &vectors() {
        let Ok(regex) = Regex::new(pattern) else { continue };
        let matcher = Matcher::new(&regex).unwrap();
        for (text, bits) in texts {
            let ours = 4 * u64::from(matcher.is_whole_of(text))
                + 2 * u64::from(matcher.is_at_start_of(text))
                + u64::from(matcher.is_found_in(text));
            count += 1;
            if ours != *bits {
                differences.push(format!("{pattern} on {text:?}: RE2 {bits}, we {ours}"));
            }
        }
    }
    assert!(count > 0);
    report(&differences);
}
