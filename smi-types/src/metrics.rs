//! `metrics.smi-spec.io`: metrics of HTTP traffic, served by an aggregated API and never stored.

pub mod v1alpha1;
pub mod v1alpha2;
