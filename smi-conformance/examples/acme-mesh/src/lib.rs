//! A mesh. This one does nothing itself: its driver hands everything to the reference mesh of the suite.

/// How the mesh is broken, by the name of a fault (`smi-conformance faults`), to see what a failing test looks like.
#[must_use]
pub fn fault() -> Option<String> {
    std::env::var("ACME_MESH_FAULT").ok()
}
