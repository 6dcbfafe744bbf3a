//! Sets: all objects that can refer to each other, indexed.

/// All objects that can refer to each other.
#[derive(Debug, Default)]
pub struct Set {}
