//! `split.smi-spec.io`: how the traffic of one service is shared between several.
//!
//! Only the ratio of weights means anything: they need not add up to 100.

pub mod v1alpha1;
pub mod v1alpha2;
pub mod v1alpha3;
pub mod v1alpha4;
