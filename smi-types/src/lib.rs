#![doc = include_str!("../README.md")]
//!
//! # What there is
//!
//! A type is defined in the version that gave it its present shape, and re-exported by later ones: module paths are API
//! paths, for example [`split::v1alpha4::TrafficSplit`].
//!
//! | group | versions | kinds | served by |
//! |---|---|---|---|
//! | [`access`] | v1alpha1, v1alpha2, v1alpha3; v1alpha4 is a draft (feature `draft`) | `TrafficTarget`; `IdentityBinding` in the draft | v1alpha1: Istio adapter, Consul; v1alpha2: Traefik Mesh, NGINX; v1alpha3: OSM, FSM |
//! | [`specs`] | v1alpha1, v1alpha2, v1alpha3, v1alpha4 | `HTTPRouteGroup`, `TCPRoute`; `UDPRoute` in v1alpha4 | v1alpha3: Traefik Mesh, NGINX; v1alpha4: OSM, FSM |
//! | [`split`] | v1alpha1, v1alpha2, v1alpha3, v1alpha4 | `TrafficSplit` | v1alpha1: linkerd-smi; v1alpha2: OSM, FSM; v1alpha3: Traefik Mesh, NGINX; v1alpha4: FSM |
//! | [`metrics`] | v1alpha1; v1alpha2 exists in the Go SDK only | `TrafficMetrics`, `TrafficMetricsList` | smi-metrics, NGINX |
//!
//! [`CATALOG`] has the same as data. Flagger and Argo Rollouts write splits of v1alpha1 to v1alpha3.
//!
//! # With `kube`
//!
//! The root types implement `k8s_openapi::Resource` and `Metadata`, which gives `kube::Resource` by its blanket
//! implementation; `examples/watch.rs` is a client:
//!
//! ```no_run
//! # async fn list(client: kube::Client) -> Result<(), kube::Error> {
//! use smi_types::split::v1alpha4::TrafficSplit;
//!
//! let splits: kube::Api<TrafficSplit> = kube::Api::namespaced(client, "shop");
//! for split in splits.list(&Default::default()).await? {
//!     println!("{}", split.spec.service);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `kube`, kinds that are custom resources implement `kube_core::CustomResourceExt`: `crd()` is a definition
//! of that one version, with a structural schema; the module `crd` has the sets to install. The feature `schemars` has JSON
//! Schemas, in the module `schema`.
//!
//! Reading is lenient, since objects in a cluster carry `status` and the extensions of meshes. These fields are not kept:
//! to change an object in a cluster, patch it; reading, changing and replacing it drops what the type does not know.
//! [`Manifest::parse`] names such fields, which is how typing errors look. What is read may still be out of bounds (a negative
//! weight, a port of 70000): [`bounds::check`] says so, by the same table that the schemas are made from.
//!
//! # Conversions
//!
//! [`convert`] goes from neighbour to neighbour and chains. [`convert::Converted`] carries what was lost, which objects had to
//! be added, and which [`Interpretation`] the result rests on; [`convert::LOSSES`] is the table of all that can be lost.
//! [`convert::set`] converts objects that belong together. [`review`] converts single objects for an API server, and carries
//! what is lost in an annotation.
//! [`mod@review`] converts for an API server, which wants one object for one and nothing lost on the way back.
//!
//! # Versions of this crate
//!
//! Semantic versioning; before 1.0, a new minor version may break. Structs are built by users, so a new field is a breaking
//! change; enums that grow are `#[non_exhaustive]`.

pub mod access;
pub mod bounds;
pub mod catalog;
pub mod convert;
#[cfg(feature = "kube")]
pub mod crd;
pub mod headers;
pub mod interpretation;
pub mod manifest;
pub mod metrics;
pub mod port;
pub mod quantity;
mod resource;
pub mod review;
#[cfg(feature = "schemars")]
pub mod schema;
pub mod specs;
pub mod split;
pub mod weight;

pub use catalog::CATALOG;
pub use convert::{Converted, Loss};
pub use headers::HeaderMatches;
pub use interpretation::Interpretation;
pub use manifest::{Manifest, ManifestError};
pub use port::Port;
pub use quantity::Quantity;
pub use weight::Weight;
