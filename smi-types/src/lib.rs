//! Every kind of the Service Mesh Interface in every version, as plain data.

pub mod access;
pub mod catalog;
pub mod convert;
pub mod headers;
pub mod interpretation;
pub mod manifest;
pub mod metrics;
pub mod port;
pub mod quantity;
mod resource;
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
