//! Which mesh.

use clap::ValueEnum;

use super::CliError;
use crate::reference::{Fault, Kind, ReferenceDriver};

/// The mesh under test.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// The mesh.
    #[arg(short, long, value_enum, default_value_t)]
    mesh: MeshName,
    /// A wrong behaviour to give the reference mesh; see `smi-conformance faults`.
    #[arg(long, value_name = "NAME")]
    fault: Option<Fault>,
    /// Draws backends in the reference mesh; the same seed, the same draws.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// The API version that the reference mesh is to serve for a group, such as `split=v1alpha2`; may be repeated.
    #[arg(long, value_name = "GROUP=VERSION", value_parser = served)]
    serves: Vec<(String, String)>,
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
}

impl Target {
    pub(super) fn driver(&self) -> Result<ReferenceDriver, CliError> {
        let kind = match (self.mesh, self.fault) {
            (MeshName::Reference, fault) => Kind::Reference(fault),
            (MeshName::Null, None) => Kind::Null,
            (MeshName::DenyAll, None) => Kind::Reference(Some(Fault::DenyAll)),
            (MeshName::Null, Some(_)) => return Err(CliError::FaultElsewhere { mesh: "null" }),
            (MeshName::DenyAll, Some(_)) => {
                return Err(CliError::FaultElsewhere { mesh: "deny-all" });
            }
        };
        let driver =
            ReferenceDriver::new(kind, self.seed).map_err(|source| CliError::Mesh { source })?;
        Ok(driver.serving(self.serves.iter().cloned()))
    }

    /// The flags that name this mesh again.
    pub(super) fn flags(&self) -> Vec<String> {
        let mut flags = Vec::new();
        match self.mesh {
            MeshName::Reference => {}
            MeshName::Null => flags.push("--mesh null".to_owned()),
            MeshName::DenyAll => flags.push("--mesh deny-all".to_owned()),
        }
        flags.extend(self.fault.map(|fault| format!("--fault {fault}")));
        flags.extend(self.serves.iter().map(|(group, version)| {
            let group = group.trim_end_matches(".smi-spec.io");
            format!("--serves {group}={version}")
        }));
        flags.push(format!("--seed {}", self.seed));
        flags
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
