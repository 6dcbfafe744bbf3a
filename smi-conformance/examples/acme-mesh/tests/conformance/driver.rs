//! What the suite needs of the mesh.

use std::error::Error;

use smi_conformance::reference::{Fault, Kind, ReferenceDriver};
use smi_conformance::{BoxFuture, Deployment, Driver, DriverError, Mesh, Topology};

/// Drives the mesh.
pub struct Acme {
    mesh: Mesh,
    inside: ReferenceDriver,
}

impl Acme {
    /// Must be quick, since `cargo test -- --list` calls it, too.
    pub fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let fault = acme_mesh::fault().map(|name| name.parse::<Fault>()).transpose()?;
        let inside = ReferenceDriver::new(Kind::Reference(fault), 1)?;
        let mut mesh = inside.mesh().clone();
        mesh.name = "acme".to_owned();
        // What a mesh does not claim, it is not asked for.
        mesh.features.retain(|feature| feature != "udp");
        Ok(Self { mesh, inside })
    }
}

impl Driver for Acme {
    fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
        self.inside.deploy(scope, topology)
    }
}
