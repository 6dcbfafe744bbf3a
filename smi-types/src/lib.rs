//! Every kind of the Service Mesh Interface in every version, as plain data.

pub mod interpretation;

pub use interpretation::Interpretation;
