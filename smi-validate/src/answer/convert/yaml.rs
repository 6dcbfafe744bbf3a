//! Writing documents as YAML, converted or as they were.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use smi_types::Manifest;

use crate::render::yaml::write;
use crate::source::{Document, Kind, Node, Scalar, Source};

/// Writes a converted object, with the metadata and status of the document that it was, as they are there.
pub(super) fn converted(value: &Manifest, document: &Document) -> String {
    let text = write(value);
    let source = Source::read(text.as_str());
    let Some(own) = source.documents().next() else { return text };
    write(&Merged { own: own.root(), written: document.root() })
}

/// Writes the item of a list as a document of its own.
pub(super) fn item(document: &Document) -> String {
    write(&Alone(document))
}

struct Merged<'d> {
    own: Node<'d>,
    written: Node<'d>,
}

impl Serialize for Merged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for entry in self.own.entries() {
            let metadata = || self.written.get("metadata").map(|written| written.value);
            let value = match &*entry.name {
                "metadata" => metadata().unwrap_or(entry.value),
                _ => entry.value,
            };
            map.serialize_entry(&*entry.name, &AsWritten(value))?;
        }
        if let Some(status) = self.written.get("status") {
            map.serialize_entry("status", &AsWritten(status.value))?;
        }
        map.end()
    }
}

/// The item of a list, which may have its kind from the list.
struct Alone<'d>(&'d Document);

impl Serialize for Alone<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let root = self.0.root();
        for (name, value) in [("apiVersion", self.0.api_version()), ("kind", self.0.kind())] {
            if let Some(value) = value.filter(|_| root.get(name).is_none()) {
                map.serialize_entry(name, &*value)?;
            }
        }
        for entry in root.entries() {
            map.serialize_entry(&*entry.name, &AsWritten(entry.value))?;
        }
        map.end()
    }
}

/// A node, as kubectl reads it.
struct AsWritten<'d>(Node<'d>);

impl Serialize for AsWritten<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(node) = self.0.target() else { return serializer.serialize_unit() };
        match node.kind() {
            Kind::Mapping => {
                let mut map = serializer.serialize_map(None)?;
                for entry in node.entries() {
                    map.serialize_entry(&*entry.name, &AsWritten(entry.value))?;
                }
                map.end()
            }
            Kind::Sequence => {
                let mut list = serializer.serialize_seq(None)?;
                for item in node.items() {
                    list.serialize_element(&AsWritten(item))?;
                }
                list.end()
            }
            Kind::Scalar | Kind::Alias => scalar(node, serializer),
        }
    }
}

fn scalar<S: Serializer>(node: Node<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = node.text().unwrap_or_default();
    match node.reading().map(|reading| reading.kubernetes) {
        None | Some(Scalar::Null) => serializer.serialize_unit(),
        Some(Scalar::Boolean(value)) => serializer.serialize_bool(value),
        Some(Scalar::Integer(value)) => match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => serializer.serialize_i64(value),
            (_, Ok(value)) => serializer.serialize_u64(value),
            _ => serializer.serialize_str(text),
        },
        Some(Scalar::Float(value)) => serializer.serialize_f64(value),
        Some(Scalar::Text) => serializer.serialize_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_kubectl_would_read_otherwise_is_quoted() {
        let texts = [
            "on",
            "y",
            "1_000",
            "010",
            "1e3",
            "null",
            "~",
            "true",
            "2024-01-01",
            "0x1",
            "1:30",
            "",
            " a",
            "a: b",
            "- a",
            "a #b",
        ];
        for text in texts {
            let written = write(&[text]);
            let source = Source::read(written.as_str());
            let document = source.documents().next().unwrap();
            let read = document.root().items().next().unwrap().as_str();
            assert_eq!(read, Some(text), "{written}");
        }
    }

    #[test]
    fn all_scalars_of_a_document_come_back() {
        let text = "a: [1, -2, 18446744073709551615, 1.5, true, null, 'on', \"x\\ny\\n\", 水]\nb: &x {c: 1}\nd: *x\n";
        let value = |text: &str| Source::read(text).documents().next().unwrap().to_value().unwrap();
        let source = Source::read(text);
        let again = item(source.documents().next().unwrap());
        assert_eq!(value(&again), value(text), "{again}");
    }

    #[test]
    fn long_texts_stay_on_their_line() {
        let long = "a b ".repeat(100);
        assert_eq!(write(&[long.trim()]).lines().count(), 1);
    }
}
