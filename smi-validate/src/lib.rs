#![doc = include_str!("../README.md")]
//!
//! ```
//! use smi_types::Manifest;
//! use smi_validate::decide::decide;
//! use smi_validate::decision::{Destination, Payload, Request};
//! use smi_validate::model::{Name, Service, ServicePort, Workload, World};
//!
//! let name = |name: &str| Name::new("shop", name);
//! let mut world = World::default();
//! for workload in ["web", "cart-v1", "cart-v2"] {
//!     world.workloads.push(Workload {
//!         name: name(workload),
//!         service_account: workload.to_owned(),
//!         labels: Default::default(),
//!         meshed: true,
//!     });
//! }
//! for (service, workload) in [("cart", "cart-v1"), ("cart-v1", "cart-v1"), ("cart-v2", "cart-v2")] {
//!     let ports = vec![ServicePort { port: 8080, target_port: 8080 }];
//!     world.services.push(Service { name: name(service), ports, workloads: vec![name(workload)] });
//! }
//! let split = serde_json::json!({
//!     "apiVersion": "split.smi-spec.io/v1alpha1",
//!     "kind": "TrafficSplit",
//!     "metadata": { "name": "cart", "namespace": "shop" },
//!     "spec": {
//!         "service": "cart",
//!         "backends": [{ "service": "cart-v1", "weight": 1 }, { "service": "cart-v2", "weight": "500m" }],
//!     },
//! });
//! world.add(&Manifest::parse(&split)?.manifest, "default");
//!
//! let decision = decide(&world, &Request {
//!     from: Some(name("web")),
//!     to: Destination::Service { name: name("cart"), port: 8080 },
//!     payload: Payload::Http { method: "GET".into(), path: "/".into(), headers: vec![] },
//! });
//! let shares: Vec<_> = decision.routes.iter().map(|route| route.share.to_string()).collect();
//! assert_eq!(shares, ["2/3", "1/3"]);
//! assert!(decision.is_denied(), "no target allows anything");
//! assert!(decision.rests_on.is_empty(), "the specification is clear about this");
//! # Ok::<(), smi_types::ManifestError>(())
//! ```

pub mod answer;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod decide;
pub mod decision;
pub mod finding;
pub mod model;
mod nearest;
pub mod profile;
pub mod regex;
pub mod render;
pub mod rule;
pub mod rules;
#[cfg(feature = "schema")]
mod schema;
pub mod set;
mod shape;
pub mod source;
mod suppress;

pub mod lower;
