//! `access.smi-spec.io`: who may call whom.
//!
//! A `TrafficTarget` lets sources (service identities) call a destination identity on some routes. Everything that no
//! target allows is denied; targets add up.

pub mod v1alpha1;
pub mod v1alpha2;
pub mod v1alpha3;
#[cfg(feature = "draft")]
pub mod v1alpha4;
