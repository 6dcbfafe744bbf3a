//! The fixtures of `testdata/admission`: manifests that an API server with our CRDs takes, or refuses.
//!
//! The comments at the head of a refused one say which layer refuses it (decode, schema, cel), at which path, with which
//! words, and what its admitted twin is called, from which it differs by one fault. Where another judge sees it otherwise,
//! a line says who and why: `# json-schema: admits, …`. `# repeat: spec.matches 1025` fills a list up to a limit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smi_types::CATALOG;
use smi_types::catalog::Entry;
use smi_types::headers::HeaderForm;

use crate::root;

/// The fixtures of one kind in one version, with headers in one form.
pub(crate) struct Suite {
    pub(crate) entry: &'static Entry,
    pub(crate) form: HeaderForm,
    /// Its folder.
    pub(crate) folder: PathBuf,
    pub(crate) fixtures: Vec<Fixture>,
}

/// One manifest.
pub(crate) struct Fixture {
    /// `refused/weight-negative`.
    pub(crate) name: String,
    pub(crate) class: Class,
    /// The manifest, without the comments at its head.
    pub(crate) text: String,
    /// Judges that see it otherwise, with the reason.
    pub(crate) exceptions: BTreeMap<String, String>,
}

/// Who refuses a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Nobody.
    Admitted,
    /// The API server, and everybody else.
    Refused(Layer, Fault),
    /// Our reader and our JSON Schemas alone.
    ReaderOnly(Fault),
}

/// The place of a fault and the words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: String,
    pub(crate) says: String,
    /// The name of the admitted fixture from which this one differs.
    pub(crate) twin: String,
}

/// A part of an API server that refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Layer {
    /// Reading the text, strictly: unknown and repeated fields, metadata of a wrong type.
    Decode,
    /// The structural schema.
    Schema,
    /// The rules in CEL.
    Cel,
}

/// Who may see a manifest otherwise than the API server.
const JUDGES: [&str; 2] = ["json-schema", "reader"];

/// Every suite, sorted by folder.
pub(crate) fn suites() -> Result<Vec<Suite>, String> {
    let base = folder();
    let mut suites = Vec::new();
    for group in folders(&base)? {
        for kind in folders(&group)? {
            for version in folders(&kind)? {
                suites.push(suite(&base, version)?);
            }
        }
    }
    Ok(suites)
}

pub(crate) fn folder() -> PathBuf {
    root().join("testdata/admission")
}

impl Suite {
    /// `split/trafficsplit/v1alpha4`.
    pub(crate) fn name(&self) -> String {
        let relative = self.folder.strip_prefix(folder()).unwrap_or(&self.folder);
        relative.display().to_string()
    }

    /// Whether the kind is a custom resource, which an API server with our definitions serves.
    pub(crate) fn is_served(&self) -> bool {
        !self.entry.short_name.is_empty()
    }
}

impl Fixture {
    /// The manifest as JSON; `Err` where it is not even YAML, as with a field that is there twice.
    pub(crate) fn value(&self) -> Result<Value, String> {
        // As JSON, the second of two equal fields would win in silence.
        let checked = serde_yaml::from_str::<serde_yaml::Value>(&self.text);
        checked.and_then(serde_yaml::from_value).map_err(|error| error.to_string())
    }

    /// Whether a judge sees the manifest otherwise than the API server.
    pub(crate) fn is_exception(&self, judge: &str) -> bool {
        self.exceptions.contains_key(judge)
    }
}

fn suite(base: &Path, folder: PathBuf) -> Result<Suite, String> {
    let relative = folder.strip_prefix(base).unwrap_or(&folder).display().to_string();
    let [group, kind, version] = relative.split('/').collect::<Vec<_>>()[..] else {
        return Err(format!("{relative}: expected GROUP/KIND/VERSION"));
    };
    let (version, form) = match version.strip_suffix("-header-map") {
        Some(version) => (version, HeaderForm::Map),
        None => (version, HeaderForm::List),
    };
    let is_it = |entry: &&Entry| {
        entry.group.split('.').next() == Some(group)
            && entry.kind.to_lowercase() == kind
            && entry.version == version
    };
    let entry = CATALOG.iter().find(is_it).ok_or(format!("{relative}: there is no such kind"))?;
    let mut fixtures = Vec::new();
    for class in folders(&folder)? {
        for path in crate::files_in(&class)? {
            fixtures.push(fixture(&path).map_err(|error| format!("{}: {error}", path.display()))?);
        }
    }
    Ok(Suite { entry, form, folder, fixtures })
}

fn fixture(path: &Path) -> Result<Fixture, String> {
    let whole = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let is_head = |line: &&str| line.starts_with("# ");
    let head = whole.lines().take_while(is_head).filter_map(|line| line[2..].split_once(": "));
    let mut head: BTreeMap<String, String> =
        head.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let lines = whole.lines().skip_while(is_head);
    let mut text: String = lines.flat_map(|line| [line, "\n"]).collect();
    if let Some(repeat) = head.remove("repeat") {
        text = repeated(&text, &repeat).ok_or(format!("cannot repeat {repeat}"))?;
    }
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut take = |name: &str| head.remove(name).ok_or(format!("the head has no `{name}`"));
    let class = match &*folder {
        "admitted" => Class::Admitted,
        "refused" => {
            let layer = match take("layer")?.as_str() {
                "decode" => Layer::Decode,
                "schema" => Layer::Schema,
                "cel" => Layer::Cel,
                other => return Err(format!("expected decode, schema or cel, found `{other}`")),
            };
            Class::Refused(layer, fault(&mut take)?)
        }
        "reader-only" => Class::ReaderOnly(fault(&mut take)?),
        other => return Err(format!("expected admitted, refused or reader-only, found `{other}`")),
    };
    if let Some(unknown) = head.keys().find(|name| !JUDGES.contains(&name.as_str())) {
        return Err(format!(
            "expected one of {} in the head, found `{unknown}`",
            JUDGES.join(", ")
        ));
    }
    Ok(Fixture { name: format!("{folder}/{stem}"), class, text, exceptions: head })
}

/// A manifest at the limit of a list or object, which nobody wants to read in full: `spec.matches 1024` repeats the first item
/// of the list, or the first field of the object, under other names until there are so many.
fn repeated(text: &str, repeat: &str) -> Option<String> {
    let (path, count) = repeat.split_once(' ')?;
    let mut manifest: Value = serde_yaml::from_str(text).ok()?;
    let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
    let renamed = |fields: &serde_json::Map<String, Value>, index: usize| {
        let mut fields = fields.clone();
        match fields.get_mut("name") {
            Some(name) => *name = format!("n-{index}").into(),
            None => {
                fields =
                    fields.values().map(|value| (format!("x-{index}"), value.clone())).collect()
            }
        }
        fields
    };
    let count: usize = count.parse().ok()?;
    match manifest.pointer_mut(&pointer)? {
        Value::Array(items) => {
            let first = items.first()?.as_object()?.clone();
            *items = (0..count).map(|index| renamed(&first, index).into()).collect();
        }
        Value::Object(fields) => {
            let first = fields.clone();
            *fields = (0..count).flat_map(|index| renamed(&first, index)).collect();
        }
        _ => return None,
    }
    Some(manifest.to_string())
}

fn fault(take: &mut dyn FnMut(&str) -> Result<String, String>) -> Result<Fault, String> {
    Ok(Fault { at: take("at")?, says: take("says")?, twin: take("twin")? })
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error| format!("{}: {error}", folder.display());
    let entries =
        fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let mut folders: Vec<_> =
        entries.iter().map(fs::DirEntry::path).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}
