//! Which mesh.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::ValueEnum;

use super::CliError;
use crate::driver::{Driver, DriverError};
use crate::external::{External, PlugIn, quoted};
use crate::mesh_file::MeshFile;
use crate::reference::{Fault, Kind, ReferenceDriver};

/// The mesh under test.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// The mesh.
    #[arg(short, long, value_enum, default_value_t)]
    mesh: MeshName,
    /// A file that says which mesh, and how to reach it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["mesh", "fault", "serves", "plug_in"])]
    mesh_file: Option<PathBuf>,
    /// A wrong behaviour to give the reference mesh; see `smi-conformance faults`.
    #[arg(long, value_name = "NAME")]
    fault: Option<Fault>,
    /// Draws backends in the reference mesh; the same seed, the same draws.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// The API version that the reference mesh is to serve for a group, such as `split=v1alpha2`; may be repeated.
    #[arg(long, value_name = "GROUP=VERSION", value_parser = served)]
    serves: Vec<(String, String)>,
    /// With `--mesh external`, the plug-in: a program that speaks the protocol of docs/plugin-protocol.md.
    #[arg(last = true, value_name = "COMMAND")]
    plug_in: Vec<OsString>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum MeshName {
    /// The mesh inside this program.
    #[default]
    Reference,
    /// Plain Kubernetes: the same pods and Services without a mesh.
    Null,
    /// The reference mesh, denying everything.
    DenyAll,
    /// Any mesh, by way of a plug-in: its command comes last, after `--`.
    External,
}

/// A mesh that can be driven.
pub(super) enum Mesh {
    /// One in this program.
    Inside(Box<ReferenceDriver>),
    /// One behind a plug-in.
    Outside(External),
}

impl Target {
    /// Makes the mesh ready.
    pub(super) async fn mesh(&self) -> Result<Mesh, CliError> {
        if let Some(path) = &self.mesh_file {
            return match MeshFile::read(path)? {
                MeshFile::Reference { fault, seed } => self.inside(Kind::Reference(fault), seed),
                MeshFile::External(plug_in) => Mesh::outside(&plug_in).await,
            };
        }
        let kind = match (self.mesh, self.fault) {
            (MeshName::Reference, fault) => Kind::Reference(fault),
            (MeshName::Null, None) => Kind::Null,
            (MeshName::DenyAll, None) => Kind::Reference(Some(Fault::DenyAll)),
            (MeshName::External, None) if !self.serves.is_empty() => {
                return Err(CliError::ServesElsewhere);
            }
            (MeshName::External, None) => {
                if self.plug_in.is_empty() {
                    return Err(CliError::NoCommand);
                }
                return Mesh::outside(&PlugIn::new(&self.plug_in)).await;
            }
            (mesh, Some(_)) => return Err(CliError::FaultElsewhere { mesh: mesh.name() }),
        };
        if !self.plug_in.is_empty() {
            return Err(CliError::CommandElsewhere);
        }
        self.inside(kind, self.seed)
    }

    /// What the draws of a mesh in this program begin with.
    pub(super) fn seed_inside(&self) -> Option<u64> {
        let outside = self.mesh_file.is_some() || self.mesh == MeshName::External;
        (!outside).then_some(self.seed)
    }

    /// The flags that name this mesh again. Those of a plug-in end with its command: what comes after goes to it.
    pub(super) fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        if let Some(path) = &self.mesh_file {
            flags.push(format!("--mesh-file {}", quoted(&path.to_string_lossy())));
            return flags;
        }
        match self.mesh {
            MeshName::Reference => {}
            other => flags.push(format!("--mesh {}", other.name())),
        }
        if self.mesh == MeshName::External {
            return flags;
        }
        flags.extend(self.fault.map(|fault| format!("--fault {fault}")));
        flags.extend(self.serves.iter().map(|(group, version)| {
            let group = group.trim_end_matches(".smi-spec.io");
            format!("--serves {group}={version}")
        }));
        flags.push(format!("--seed {}", self.seed));
        flags
    }

    /// The plug-in's command, to be named after all flags.
    pub(super) fn command(&self) -> Option<String> {
        let command = PlugIn::new(&self.plug_in).command_line();
        (!command.is_empty()).then(|| format!("-- {command}"))
    }

    fn inside(&self, kind: Kind, seed: u64) -> Result<Mesh, CliError> {
        let driver =
            ReferenceDriver::new(kind, seed).map_err(|source| CliError::Mesh { source })?;
        Ok(Mesh::Inside(Box::new(driver.serving(self.serves.iter().cloned()))))
    }
}

impl MeshName {
    const fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Null => "null",
            Self::DenyAll => "deny-all",
            Self::External => "external",
        }
    }
}

impl Mesh {
    async fn outside(plug_in: &PlugIn) -> Result<Self, CliError> {
        let started = External::start(plug_in).await;
        started.map(Self::Outside).map_err(|source| CliError::Mesh { source })
    }

    pub(super) fn driver(&self) -> &dyn Driver {
        match self {
            Self::Inside(driver) => &**driver,
            Self::Outside(driver) => driver,
        }
    }

    /// What a reader of results should know about how the mesh runs here.
    pub(super) fn notes(&self) -> Vec<String> {
        match self {
            Self::Inside(driver) => driver.notes(),
            Self::Outside(_) => Vec::new(),
        }
    }

    /// Lets the mesh end in order, and says whether it did: a plug-in that broke the protocol did not.
    pub(super) async fn end(self) -> bool {
        match self {
            Self::Inside(_) => true,
            Self::Outside(driver) => match driver.shutdown().await {
                Ok(()) => true,
                Err(error) => {
                    let _closed = writeln!(io::stderr(), "error: {error}");
                    // All results are there when only the program does not go.
                    matches!(error, DriverError::BrokenSession { rule, .. } if rule == "P11")
                }
            },
        }
    }
}

fn served(text: &str) -> Result<(String, String), String> {
    let groups = ["access", "specs", "split"];
    let wrong = || {
        format!(
            "expected a group and a version, such as split=v1alpha2; groups are {}",
            groups.join(", ")
        )
    };
    let (group, version) = text.split_once('=').ok_or_else(wrong)?;
    let group = group.trim_end_matches(".smi-spec.io");
    let group_name = format!("{group}.smi-spec.io");
    let versions: Vec<_> = smi_types::catalog::CATALOG
        .iter()
        .filter(|entry| entry.group == group_name)
        .map(|entry| entry.version)
        .collect();
    if !groups.contains(&group) {
        Err(wrong())
    } else if versions.contains(&version) {
        Ok((group_name, version.to_owned()))
    } else {
        Err(format!("{group_name} has no version `{version}`"))
    }
}
