//! From SMI objects of any version to the model.
//!
//! *Converting* goes from version to version, for users; *lowering* takes any version straight into the model, so that
//! nothing is rewritten on the way and every element knows where the user wrote it.

mod access;
mod routes;
mod split;

use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use smi_types::Manifest;

use crate::model::{Name, Origin, World};

impl World {
    /// Adds an object. Objects without a namespace are in `default_namespace`. Metrics add nothing: they decide nothing.
    pub fn add(&mut self, manifest: &Manifest, default_namespace: &str) {
        let place = Place::of(manifest, default_namespace);
        match manifest {
            Manifest::TrafficTargetV1alpha1(_)
            | Manifest::TrafficTargetV1alpha2(_)
            | Manifest::TrafficTargetV1alpha3(_)
            | Manifest::TrafficTargetV1alpha4(_) => {
                self.targets.extend(access::target(manifest, &place));
            }
            Manifest::IdentityBindingV1alpha4(binding) => {
                self.identity_bindings.push(access::binding(&binding.spec.schemes, &place));
            }
            Manifest::TrafficSplitV1alpha1(_)
            | Manifest::TrafficSplitV1alpha2(_)
            | Manifest::TrafficSplitV1alpha3(_)
            | Manifest::TrafficSplitV1alpha4(_) => {
                self.splits.extend(split::split(manifest, &place));
            }
            _ => {
                self.route_groups.extend(routes::group(manifest, &place));
                self.l4_routes.extend(routes::l4_route(manifest, &place));
            }
        }
    }
}

/// The object that elements belong to.
struct Place {
    kind: &'static str,
    name: Arc<Name>,
}

impl Place {
    fn of(manifest: &Manifest, default_namespace: &str) -> Self {
        let ObjectMeta { name, namespace, .. } = manifest.metadata();
        let namespace = namespace.as_deref().unwrap_or(default_namespace);
        Self {
            kind: manifest.kind(),
            name: Name::new(namespace, name.as_deref().unwrap_or_default()).into(),
        }
    }

    fn at(&self, path: impl Into<String>) -> Origin {
        Origin { kind: self.kind.into(), name: Arc::clone(&self.name), path: path.into() }
    }
}
