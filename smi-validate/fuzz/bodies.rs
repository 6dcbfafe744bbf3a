//! What the fuzz targets do with any bytes. `cargo test` does the same with bytes that it makes up itself, so that it
//! needs neither a fuzzer nor a nightly compiler.

use num_rational::BigRational;
use num_traits::{One as _, Zero as _};
use serde_json::Value;
use smi_types::Manifest;
use smi_types::convert::Converted;
use smi_validate::check::check_all;
use smi_validate::config::Config;
use smi_validate::decide::decide;
use smi_validate::decision::{Destination, Payload, Request};
use smi_validate::finding::Input;
use smi_validate::model::{Name, Service, ServicePort, Workload, World};
use smi_validate::profile::Profile;
use smi_validate::regex::{
    Anchor, Answer, Engine, Found, Language, Matcher, Regex, Texts, Verdict,
};
use smi_validate::source::{Document, Limits, Reading, Scalar, Source, Style};

/// How many nodes of a document are asked for what takes time by itself, and how many requests are decided.
const MANY: usize = 64;

/// Any bytes are read, and everything has its place in the text.
pub(crate) fn reader(bytes: &[u8]) {
    let source = Source::read_bytes(bytes, &Limits::default());
    let text = source.text().as_str();
    for fault in source.faults() {
        assert!(text.get(fault.span.range()).is_some(), "{fault:?}");
        assert!(!fault.to_string().is_empty() && !fault.help().is_empty(), "{fault:?}");
    }
    for document in source.documents() {
        assert!(text.get(document.span().range()).is_some(), "{document:?}");
        let _ = (document.kind(), document.api_version(), document.start(), document.to_value());
        assert!(document.faults().all(|fault| text.get(fault.span.range()).is_some()));
        assert!(document.duplicates().all(|twice| text.get(twice.second.range()).is_some()));
        assert!(document.comments().all(|comment| text[comment.span.range()].starts_with('#')));
        nodes(document, text);
    }
}

fn nodes(document: &Document, text: &str) {
    for node in document.nodes() {
        assert!(text.get(node.span().range()).is_some(), "{node:?}");
        let _ = (node.kind(), node.tag(), node.anchor(), node.target(), node.reading());
    }
    for node in document.nodes().take(MANY) {
        let (path, found) = document.path_at(node.span().start);
        assert!(document.root().span().contains(document.follow(&path).value.span()), "{path}");
        assert!(text.get(found.span().range()).is_some(), "{path}");
        if node.style().is_some() {
            let trace = node.trace();
            let length = trace.value().len();
            assert!(text.get(trace.place(0..length).range()).is_some(), "{node:?}");
        }
    }
}

/// A plain scalar is the same for the resolver and for who reads the document around it.
pub(crate) fn resolver(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let reading = Reading::of(text);
    let source = Source::read(format!("a: {text}\n"));
    let Some(document) = source.documents().next() else { return };
    let Some(entry) = document.root().get("a") else { return };
    let node = entry.value;
    let is_it = node.style() == Some(Style::Plain) && node.text() == Some(text);
    if !is_it || node.tag().is_some() {
        return;
    }
    assert_eq!(node.reading(), Some(reading), "{text:?}");
    let Ok(value) = document.to_value() else { return };
    let value = &value["a"];
    let agrees = match reading.kubernetes {
        Scalar::Null => value.is_null(),
        Scalar::Boolean(truth) => value == &Value::Bool(truth),
        // A number without a form in JSON is none there.
        Scalar::Integer(_) | Scalar::Float(_) => !value.is_boolean(),
        Scalar::Text => value.as_str() == Some(text),
    };
    assert!(agrees, "{text:?} is {reading:?}, and {value} in the document");
}

/// Patterns are judged, held against texts and compared; a line break stands between two of them.
pub(crate) fn regex(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (left, right) = text.split_once('\n').unwrap_or((text, "a*"));
    for engine in Engine::ALL {
        if let Verdict::Refused(refusal) = smi_validate::regex::check(left, engine) {
            assert!(left.get(refusal.span.clone()).is_some(), "{refusal:?}");
            assert!(!refusal.message.is_empty(), "{refusal:?}");
        }
    }
    let is_accepted =
        matches!(smi_validate::regex::check(left, Engine::Re2), Verdict::Accepted { .. });
    let Ok(regex) = Regex::new(left) else {
        assert!(!is_accepted, "{left:?}");
        return;
    };
    let matcher = Matcher::new(&regex);
    for anchor in [Anchor::Whole, Anchor::Start, Anchor::Anywhere] {
        let language = Language::new(&regex, anchor, Texts::All);
        assert_ne!(language.includes(&language), Answer::No, "{left:?}");
        if let (Found::Text(text), Some(matcher)) = (language.witness(), &matcher) {
            let holds = match anchor {
                Anchor::Whole => matcher.is_whole_of(&text),
                Anchor::Start => matcher.is_at_start_of(&text),
                Anchor::Anywhere => matcher.is_found_in(&text),
            };
            assert!(holds, "{left:?} does not match {text:?}");
        }
        if let Ok(other) = Regex::new(right) {
            let other = Language::new(&other, anchor, Texts::Printable);
            let (there, back) = (language.overlaps(&other), other.overlaps(&language));
            assert_eq!(there, back, "{left:?} {right:?}");
        }
    }
}

/// Objects are lowered and requests decided; shares add up to one.
pub(crate) fn lower(bytes: &[u8]) {
    let mut world = World::default();
    for manifest in manifests(bytes).iter().take(MANY) {
        world.add(manifest, "default");
    }
    furnish(&mut world);
    let services: Vec<_> = world.services.iter().map(|service| service.name.clone()).collect();
    let text = String::from_utf8_lossy(bytes);
    let sent: String = text.chars().filter(|char| !char.is_control()).take(40).collect();
    let payloads = [
        Payload::Http { method: "GET".into(), path: "/".into(), headers: vec![] },
        Payload::Http {
            method: "POST".into(),
            path: sent.clone(),
            headers: vec![("Cookie".into(), sent)],
        },
        Payload::Tcp,
        Payload::Udp,
    ];
    let from = world.workloads.first().map(|workload| workload.name.clone());
    for name in services.into_iter().take(MANY / 8) {
        for payload in &payloads {
            let to = Destination::Service { name: name.clone(), port: 80 };
            let request = Request { from: from.clone(), to, payload: payload.clone() };
            let decision = decide(&world, &request);
            let sum: BigRational = decision.routes.iter().map(|route| &route.share).sum();
            assert!(sum.is_one() || sum.is_zero() && decision.routes.is_empty(), "{decision:?}");
            assert!(!(decision.is_allowed() && decision.is_denied()), "{decision:?}");
        }
    }
}

/// Gives a world the Services and workloads that its objects speak of.
fn furnish(world: &mut World) {
    let mut names = Vec::new();
    for split in &world.splits {
        let name = |service: &str| Name::new(split.origin.name.namespace.clone(), service);
        names.push(name(&split.root));
        names.extend(split.backends.iter().map(|backend| name(&backend.service)));
    }
    for target in &world.targets {
        for subject in target.sources.iter().chain([&target.destination]) {
            let namespace = subject.namespace.as_ref().unwrap_or(&target.origin.name.namespace);
            names.push(Name::new(namespace.clone(), subject.name.clone()));
        }
    }
    names.sort();
    names.dedup();
    for name in names.into_iter().take(MANY) {
        world.workloads.push(Workload {
            name: name.clone(),
            service_account: name.name.clone(),
            labels: Default::default(),
            meshed: true,
        });
        world.services.push(Service {
            name: name.clone(),
            ports: vec![ServicePort { port: 80, target_port: 8080 }],
            workloads: vec![name],
        });
    }
}

/// Objects go through all versions, up and down, and can be read in each.
pub(crate) fn convert(bytes: &[u8]) {
    for manifest in manifests(bytes).into_iter().take(MANY) {
        walk(manifest.clone(), Manifest::upgrade, Manifest::downgrade);
        walk(manifest, Manifest::downgrade, Manifest::upgrade);
    }
}

fn walk(
    mut manifest: Manifest,
    there: fn(Manifest) -> Result<Converted<Manifest>, Manifest>,
    back: fn(Manifest) -> Result<Converted<Manifest>, Manifest>,
) {
    for step in [there, back] {
        while let Ok(converted) = step(manifest.clone()) {
            for one in converted.also.iter().chain([&converted.value]) {
                let read = Manifest::parse(&one.to_value());
                assert!(read.is_ok(), "{read:?} from {manifest:?}");
            }
            assert!(converted.lost.iter().all(|loss| !loss.to_string().is_empty()));
            manifest = converted.value;
        }
    }
}

/// A check of any text for every mesh, on one thread and on two: the same findings, at places of the text.
pub(crate) fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let inputs = [Input::new("fuzz.yaml", text.as_str(), 0)];
    let config = Config {
        targets: Profile::all().iter().collect(),
        complete: true,
        threads: std::num::NonZeroUsize::MIN,
        ..Config::default()
    };
    let findings = check_all(&inputs, &config).findings;
    for finding in &findings {
        assert!(!finding.labels.is_empty() && !finding.message.is_empty(), "{finding:?}");
        for label in &finding.labels {
            assert_eq!(label.input, 0, "{finding:?}");
            assert!(text.get(label.span.range()).is_some(), "{finding:?}");
        }
    }
    let threads = std::num::NonZeroUsize::MIN.saturating_add(1);
    let together = check_all(&inputs, &Config { threads, ..config }).findings;
    assert_eq!(findings, together, "the order of the work must not show");
}

fn manifests(bytes: &[u8]) -> Vec<Manifest> {
    let source = Source::read_bytes(bytes, &Limits::default());
    let values = source.documents().filter_map(|document| document.to_value().ok());
    values.filter_map(|value| Some(Manifest::parse(&value).ok()?.manifest)).collect()
}
