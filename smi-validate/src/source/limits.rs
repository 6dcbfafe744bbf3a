//! How much a text may ask of its reader.

/// The bounds on one document. Beyond each there is a [`Fault`](super::Fault) with its place, and the other documents of
/// the text are read all the same.
///
/// The defaults leave room for any manifest: the largest CustomResourceDefinitions have 1.5 MB, 60 levels and 40,000 nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of a document.
    pub bytes: usize,
    /// How deep lists and objects may nest, aliases followed.
    pub depth: usize,
    /// How many lists, objects, keys, scalars and aliases a document may have.
    pub nodes: usize,
    /// How many nodes all aliases of a document together may stand for.
    pub expansion: usize,
}

impl Limits {
    /// 64 MiB.
    pub const BYTES: usize = 64 << 20;
    /// Few enough levels for the stack of a thread with 2 MiB, many enough for nested schemas.
    pub const DEPTH: usize = 200;
    /// Four million.
    pub const NODES: usize = 4_000_000;
    /// A quarter of a million: far above honest use of anchors, far below what would take a second.
    pub const EXPANSION: usize = 250_000;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: Self::BYTES,
            depth: Self::DEPTH,
            nodes: Self::NODES,
            expansion: Self::EXPANSION,
        }
    }
}
