//! `specs.smi-spec.io`: what traffic looks like.
//!
//! Routes do nothing by themselves: targets (access) and splits refer to them.

pub mod v1alpha1;
pub mod v1alpha2;
pub mod v1alpha3;
pub mod v1alpha4;
