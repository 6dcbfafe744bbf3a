//! Mesh files: which mesh, and how to reach it, in one YAML file for `run --mesh-file`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::external::{DeadlineChanges, PlugIn};
use crate::reference::Fault;

/// A mesh to hold against the suite.
#[derive(Clone, Debug)]
pub enum MeshFile {
    /// The mesh inside this program.
    Reference {
        /// A wrong behaviour to give it.
        fault: Option<Fault>,
        /// Draws backends.
        seed: u64,
    },
    /// A plug-in.
    External(PlugIn),
}

impl MeshFile {
    /// Reads a mesh file.
    ///
    /// # Errors
    ///
    /// [`MeshFileError`] with the file and what is wrong with it, and where.
    pub fn read(path: &Path) -> Result<Self, MeshFileError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| MeshFileError::Unreadable { file: file.clone(), source })?;
        let parsed = Self::parse(&text, path.parent().unwrap_or(Path::new("")));
        let parsed = parsed.and_then(Self::in_a_folder_that_is_there);
        parsed.map_err(|reason| MeshFileError::Malformed { file, reason })
    }

    fn in_a_folder_that_is_there(self) -> Result<Self, String> {
        match &self {
            Self::External(PlugIn { folder: Some(folder), .. }) if !folder.is_dir() => {
                Err(format!("`folder`: there is no folder {}", folder.display()))
            }
            _ => Ok(self),
        }
    }

    /// Reads the text of a mesh file that lies in `folder`.
    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let fields: Fields = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        let Fields { driver, fault, seed, command, environment, folder: own, deadlines } = fields;
        let only_for = |driver: &str, field: &str| {
            Err(format!("`{field}` is for `driver: {driver}`; leave it out"))
        };
        match driver {
            DriverName::Reference => {
                for (field, is_there) in [
                    ("command", command.is_some()),
                    ("environment", environment.is_some()),
                    ("folder", own.is_some()),
                    ("deadlines", deadlines.is_some()),
                ] {
                    if is_there {
                        return only_for("external", field);
                    }
                }
                let fault = fault.map(|name| name.parse()).transpose();
                let fault =
                    fault.map_err(|error: crate::reference::UnknownFault| error.to_string());
                Ok(Self::Reference { fault: fault?, seed: seed.unwrap_or(1) })
            }
            DriverName::External if fault.is_some() => only_for("reference", "fault"),
            DriverName::External if seed.is_some() => only_for("reference", "seed"),
            DriverName::External => {
                let command = command.filter(|command| !command.is_empty());
                let missing = "`driver: external` needs a `command`: a list of the program and \
                               its arguments, such as `[python3, mesh.py]`";
                let folder = own.map_or_else(|| folder.to_owned(), |own| folder.join(own));
                Ok(Self::External(PlugIn {
                    environment: environment.unwrap_or_default(),
                    // The empty path is that of a file in the folder of this process.
                    folder: Some(folder).filter(|folder| !folder.as_os_str().is_empty()),
                    deadlines: deadlines.unwrap_or_default(),
                    ..PlugIn::new(command.ok_or(missing)?)
                }))
            }
        }
    }
}

/// A mesh file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MeshFileError {
    /// It cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is no mesh file.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong, and where.
        reason: String,
    },
}

/// A mesh for `smi-conformance run --mesh-file`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename = "MeshFile", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Fields {
    /// Who drives the mesh.
    driver: DriverName,
    /// With `driver: reference`: a wrong behaviour to give it; `smi-conformance faults` lists them.
    #[serde(default)]
    fault: Option<String>,
    /// With `driver: reference`: draws backends; the same seed, the same draws. By default 1.
    #[serde(default)]
    seed: Option<u64>,
    /// With `driver: external`: the program and its arguments.
    #[serde(default)]
    command: Option<Vec<String>>,
    /// With `driver: external`: variables of its environment, beside those of the suite.
    #[serde(default)]
    environment: Option<BTreeMap<String, String>>,
    /// With `driver: external`: the folder that it runs in, from that of this file, which is the default.
    #[serde(default)]
    folder: Option<PathBuf>,
    /// With `driver: external`: deadlines in milliseconds, in place of those that it names.
    #[serde(default)]
    deadlines: Option<DeadlineChanges>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum DriverName {
    /// The mesh inside the program.
    Reference,
    /// A plug-in: a program that speaks the protocol of `docs/plugin-protocol.md`.
    External,
}

/// The JSON Schema of mesh files.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Fields).to_value();
    schema["allOf"] = serde_json::json!([
        {
            "if": { "properties": { "driver": { "const": "external" } } },
            "then": {
                "required": ["command"],
                "properties": { "command": { "minItems": 1 }, "fault": false, "seed": false },
            },
            "else": {
                "properties": { "command": false, "environment": false, "folder": false, "deadlines": false },
            },
        },
    ]);
    schema
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::MeshFile;
    use crate::driver::Millis;
    use crate::external::PlugIn;

    const GOOD: [&str; 3] = [
        "driver: external\ncommand: [python3, mesh.py]\nenvironment: { PORT: '80' }\nfolder: vendor\ndeadlines: { ready: 60000 }\n",
        "driver: reference\nfault: allow-all\nseed: 7\n",
        "driver: reference\n",
    ];
    const BAD: [(&str, &str); 9] = [
        ("driver: external\n", "needs a `command`"),
        ("driver: external\ncommand: []\n", "needs a `command`"),
        ("driver: external\ncommand: [a]\nseed: 1\n", "`seed` is for `driver: reference`"),
        ("driver: external\ncommand: [a]\ncomand: [b]\n", "unknown field `comand`"),
        (
            "driver: external\ncommand: [a]\ndeadlines:\n  redy: 1\n",
            "deadlines: unknown field `redy`",
        ),
        ("driver: reference\ncommand: [a]\n", "`command` is for `driver: external`"),
        ("driver: reference\nfault: none-such\n", "no fault is called `none-such`"),
        ("driver: istio\n", "at line 1"),
        ("command: [a]\n", "missing field `driver`"),
    ];

    #[test]
    fn a_mesh_file_says_which_mesh() {
        let read = |text| MeshFile::parse(text, Path::new("/meshes")).unwrap();
        let MeshFile::External(PlugIn { command, environment, folder, deadlines, .. }) =
            read(GOOD[0])
        else {
            panic!()
        };
        assert_eq!(command, ["python3", "mesh.py"]);
        assert_eq!(environment["PORT"], "80");
        assert_eq!(folder, Some(PathBuf::from("/meshes/vendor")));
        assert_eq!((deadlines.ready, deadlines.hold), (Some(Millis(60_000)), None));
        assert!(matches!(read(GOOD[1]), MeshFile::Reference { fault: Some(_), seed: 7 }));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in BAD {
            let error = MeshFile::parse(text, Path::new("")).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    #[cfg(feature = "schema")]
    fn the_schema_and_the_reader_agree() {
        let validator = jsonschema::validator_for(&super::schema()).unwrap();
        let value = |text| serde_yaml::from_str::<serde_json::Value>(text).unwrap();
        for text in GOOD {
            assert!(validator.is_valid(&value(text)), "{text}");
        }
        for (text, _) in BAD {
            // Which faults there are is the program's business.
            assert!(!validator.is_valid(&value(text)) || text.contains("none-such"), "{text}");
        }
    }
}
