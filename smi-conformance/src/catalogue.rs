//! The scenarios, requirements and interpretations that travel inside the program, and others from files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use crate::interpretation::Interpretation;
use crate::requirement::Requirement;
use crate::scenario::Scenario;

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static REQUIREMENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/requirements");
static INTERPRETATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/interpretations");

/// All scenarios, with the requirements that they cite and the readings that they may rest on.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The scenarios, by id.
    pub scenarios: Vec<Scenario>,
    /// The requirements, by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// What the specification leaves open, by id.
    pub interpretations: BTreeMap<String, Interpretation>,
    /// Share checks that are counted even if no scenario here takes them.
    least_checks: u64,
    /// The SHA-256 of every file, by its path.
    digests: BTreeMap<String, String>,
}

/// A file cannot be read as what it should be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// The file is no text.
    #[error("{file}: expected UTF-8 text; save the file as UTF-8")]
    NotText {
        /// The file.
        file: String,
    },
    /// A file or folder cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file or folder.
        file: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The folder has no scenarios.
    #[error("{folder}: expected scenarios in files that end with `.yaml`, found none")]
    Empty {
        /// The folder.
        folder: String,
    },
    /// The file is no YAML.
    #[error("{file}: {source}")]
    Yaml {
        /// The file.
        file: String,
        /// What is wrong, and where.
        source: serde_yaml::Error,
    },
    /// Something in the file is not what it should be.
    #[error("{file}, at {path}: {source}")]
    Shape {
        /// The file.
        file: String,
        /// The place in the file.
        path: String,
        /// What was expected and found.
        source: serde_json::Error,
    },
    /// A file says another id than its path.
    #[error("{file}: expected the id `{expected}`, as the path of the file says, found `{found}`")]
    WrongId {
        /// The file.
        file: String,
        /// The id by path.
        expected: String,
        /// The id that the file says.
        found: String,
    },
    /// An id is there twice.
    #[error("{file}: the id `{id}` is there already; ids are unique and never reused")]
    TwiceTheSameId {
        /// The file.
        file: String,
        /// The id.
        id: String,
    },
}

impl Catalogue {
    /// Reads what is embedded in the program.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] says what is wrong in which file.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for (file, text) in texts(&REQUIREMENTS)? {
            catalogue.add_requirements(&file, text)?;
        }
        for (file, text) in texts(&INTERPRETATIONS)? {
            catalogue.add_interpretations(&file, text)?;
        }
        for (file, text) in texts(&SCENARIOS)? {
            catalogue.add_scenario(&file, text)?;
        }
        Ok(catalogue)
    }

    /// Reads the scenarios below a folder in place of those that are there. The error rate stays spread over the larger of
    /// both catalogues.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] says what is wrong in which file.
    pub fn replace_scenarios(&mut self, folder: &Path) -> Result<(), CatalogueError> {
        self.least_checks = self.planned_checks();
        self.scenarios.clear();
        self.digests.retain(|path, _| !path.starts_with("scenarios/"));
        for (file, text) in folder_texts(folder)? {
            self.add_scenario(&file, &text)?;
        }
        Ok(())
    }

    /// Adds the requirements of a file.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] says what is wrong.
    pub fn add_requirements(&mut self, file: &str, text: &str) -> Result<(), CatalogueError> {
        self.digests.insert(format!("requirements/{file}"), sha256(text.as_bytes()));
        for requirement in read::<Vec<Requirement>>(file, text)? {
            let id = requirement.id.clone();
            if self.requirements.insert(id.clone(), requirement).is_some() {
                return Err(CatalogueError::TwiceTheSameId { file: file.to_owned(), id });
            }
        }
        Ok(())
    }

    /// Adds the interpretations of a file.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] says what is wrong.
    pub fn add_interpretations(&mut self, file: &str, text: &str) -> Result<(), CatalogueError> {
        self.digests.insert(format!("interpretations/{file}"), sha256(text.as_bytes()));
        for interpretation in read::<Vec<Interpretation>>(file, text)? {
            let id = interpretation.id.clone();
            if self.interpretations.insert(id.clone(), interpretation).is_some() {
                return Err(CatalogueError::TwiceTheSameId { file: file.to_owned(), id });
            }
        }
        Ok(())
    }

    /// Adds the scenario of a file, whose path below the folder of scenarios is `file`.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] says what is wrong.
    pub fn add_scenario(&mut self, file: &str, text: &str) -> Result<(), CatalogueError> {
        self.digests.insert(format!("scenarios/{file}"), sha256(text.as_bytes()));
        let scenario: Scenario = read(file, text)?;
        let expected = file.strip_suffix(".yaml").unwrap_or(file);
        if scenario.id != expected {
            return Err(CatalogueError::WrongId {
                file: file.to_owned(),
                expected: expected.to_owned(),
                found: scenario.id,
            });
        }
        let copy = scenario.over_http2();
        self.scenarios.extend(std::iter::once(scenario).chain(copy));
        Ok(())
    }

    /// The scenario of this id.
    #[must_use]
    pub fn scenario(&self, id: &str) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.id == id)
    }

    /// The number of share checks of the whole catalogue, over which the suite's error rate is spread. A selection does not
    /// change it.
    #[must_use]
    pub fn planned_checks(&self) -> u64 {
        let checks = self.scenarios.iter().map(Scenario::share_checks).sum();
        std::cmp::max(checks, self.least_checks).max(1)
    }

    /// The SHA-256 of what was read: of the lines that `sha256sum` prints for the files of requirements, interpretations and
    /// scenarios, in the order of the bytes of their paths (`scenarios/split/weights.yaml`).
    #[must_use]
    pub fn digest(&self) -> String {
        let lines = self.digests.iter().map(|(path, digest)| format!("{digest}  {path}\n"));
        sha256(lines.collect::<String>().as_bytes())
    }

    /// Every feature that a scenario asks for.
    #[must_use]
    pub fn features(&self) -> BTreeSet<&str> {
        let features = self.scenarios.iter().flat_map(|scenario| &scenario.features);
        features.map(String::as_str).collect()
    }
}

fn texts(dir: &'static Dir<'static>) -> Result<Vec<(String, &'static str)>, CatalogueError> {
    let mut texts = Vec::new();
    let mut open = vec![dir];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            let path = file.path().to_string_lossy().into_owned();
            if path.ends_with(".yaml") {
                let text = file.contents_utf8();
                texts.push((path.clone(), text.ok_or(CatalogueError::NotText { file: path })?));
            }
        }
    }
    texts.sort_unstable();
    Ok(texts)
}

/// The YAML files below a folder, by their paths below it, in order.
fn folder_texts(folder: &Path) -> Result<Vec<(String, String)>, CatalogueError> {
    let unreadable = |path: &Path, source| CatalogueError::Unreadable {
        file: path.display().to_string(),
        source,
    };
    let mut texts = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in std::fs::read_dir(&here).map_err(|source| unreadable(&here, source))? {
            let path = entry.map_err(|source| unreadable(&here, source))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let bytes = std::fs::read(&path).map_err(|source| unreadable(&path, source))?;
                let file = path.strip_prefix(folder).unwrap_or(&path);
                let file = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                let text = String::from_utf8(bytes)
                    .map_err(|_| CatalogueError::NotText { file: file.clone() })?;
                texts.push((file, text));
            }
        }
    }
    texts.sort_unstable();
    let empty = || CatalogueError::Empty { folder: folder.display().to_string() };
    if texts.is_empty() { Err(empty()) } else { Ok(texts) }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads YAML strictly: keys that occur twice, unknown fields and wrong types are errors with their place.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    let yaml = |source| CatalogueError::Yaml { file: file.to_owned(), source };
    let tree: serde_yaml::Value = serde_yaml::from_str(text).map_err(yaml)?;
    let json: serde_json::Value = serde_yaml::from_value(tree).map_err(yaml)?;
    serde_path_to_error::deserialize(json).map_err(|error| CatalogueError::Shape {
        file: file.to_owned(),
        path: error.path().to_string(),
        source: error.into_inner(),
    })
}

#[cfg(test)]
mod tests {
    use super::Catalogue;

    fn error(text: &str) -> String {
        Catalogue::default().add_scenario("access/one.yaml", text).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_file_and_the_place() {
        assert!(error("id: a\nid: b").contains("duplicate entry"), "{}", error("id: a\nid: b"));
        assert!(error("[1").starts_with("access/one.yaml: "));
        let whole = "{id: access/one, title: t, proves: p, since: 0.1.0, level: core, profile: SPECS, \
                     topology: {workloads: {a: {}}}, steps: [{name: s, probes: [X]}]}";
        let probe = "{name: p, from: a, to: 'a:80', send: tcp, expect: allow, requirements: []}";
        let found = error(&whole.replace('X', probe));
        assert!(
            found.starts_with("access/one.yaml, at steps[0].probes[0].to: expected `service:port`"),
            "{found}"
        );
        let found = error(&whole.replace("title: t", "titel: t").replace('X', ""));
        assert!(found.contains("at titel: unknown field `titel`, expected one of"), "{found}");
        let found = error(&whole.replace("access/one", "access/two").replace('X', ""));
        assert!(found.contains("expected the id `access/one`"), "{found}");
    }

    #[test]
    fn the_digest_is_that_of_the_lines_of_sha256sum() {
        let mut catalogue = Catalogue::default();
        catalogue.add_requirements("b.yaml", "[]").unwrap();
        catalogue.add_interpretations("a.yaml", "[]\n").unwrap();
        // `sha256sum interpretations/a.yaml requirements/b.yaml | sha256sum`
        let recorded = "d1700a7d4fc71de90e6e3b1542c745d42c73d9000d254608b4fbf1e63d78c713";
        assert_eq!(catalogue.digest(), recorded);
        catalogue.add_requirements("b.yaml", "[] # changed").unwrap();
        assert_ne!(catalogue.digest(), recorded);
    }

    #[test]
    fn ids_of_requirements_and_interpretations_are_unique() {
        let mut catalogue = Catalogue::embedded().unwrap();
        let again = catalogue.requirements["SPLIT-05"].clone();
        let text = serde_json::to_string(&[again]).unwrap();
        let found = catalogue.add_requirements("more.yaml", &text).unwrap_err().to_string();
        assert_eq!(
            found,
            "more.yaml: the id `SPLIT-05` is there already; ids are unique and never reused"
        );
        let again = catalogue.interpretations["SPECS-QUERY"].clone();
        let text = serde_json::to_string(&[again]).unwrap();
        let found = catalogue.add_interpretations("more.yaml", &text).unwrap_err().to_string();
        assert!(found.starts_with("more.yaml: the id `SPECS-QUERY` is there already"), "{found}");
    }
}
