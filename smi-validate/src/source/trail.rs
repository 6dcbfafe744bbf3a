//! Ways to nodes while walking: nothing is copied until someone asks for the path.

use super::path::{Path, Step};

/// The way to a node, kept on the stack.
pub(crate) enum Trail<'r> {
    /// Nothing yet.
    Root,
    /// On to a field.
    Field(&'r Trail<'r>, &'r str),
    /// On to an item.
    Item(&'r Trail<'r>, usize),
}

impl Trail<'_> {
    /// The path.
    pub(crate) fn path(&self) -> Path {
        let (mut steps, mut trail) = (Vec::new(), self);
        loop {
            trail = match trail {
                Trail::Root => break,
                Trail::Field(outer, name) => {
                    steps.push(Step::Field((*name).to_owned()));
                    outer
                }
                Trail::Item(outer, index) => {
                    steps.push(Step::Item(*index));
                    outer
                }
            };
        }
        steps.reverse();
        steps.into()
    }
}
