//! Conversions between neighbouring versions, in both directions, and chains of them.
//!
//! No conversion is silent: [`Converted`] carries what the target version cannot say, the objects that had to be made
//! beside the converted one, and the readings of the specification that the result is only right under.

pub mod loss;
pub mod ports;
mod restore;
pub mod set;
pub(crate) mod weights;

use crate::interpretation::Interpretation;
use crate::manifest::Manifest;

pub use loss::{Direction, Field, LOSSES, Loss};

/// A converted value, with everything that must not go unnoticed.
#[must_use = "check `lost`, `also` and `rests_on`: the value alone may not mean what the source meant"]
#[derive(Clone, Debug, PartialEq)]
pub struct Converted<T> {
    /// The value in the target version.
    pub value: T,
    /// Objects that belong to it: where one object becomes two.
    pub also: Vec<Manifest>,
    /// What the target version cannot say; empty when nothing was lost.
    pub lost: Vec<Loss>,
    /// The readings of the specification that the result is only right under.
    pub rests_on: Vec<Interpretation>,
}

/// Converts to the next newer version.
pub trait Upgrade: Sized {
    /// The same kind in the next newer version.
    type Newer;

    /// Converts.
    fn upgrade(self) -> Converted<Self::Newer>;
}

/// Converts to the next older version.
pub trait Downgrade: Sized {
    /// The same kind in the next older version.
    type Older;

    /// Converts.
    fn downgrade(self) -> Converted<Self::Older>;
}

impl<T> Converted<T> {
    /// A value that means exactly what its source meant.
    pub const fn exact(value: T) -> Self {
        Self { value, also: Vec::new(), lost: Vec::new(), rests_on: Vec::new() }
    }

    /// Adds losses.
    pub fn losing(mut self, lost: impl IntoIterator<Item = Loss>) -> Self {
        self.lost.extend(lost);
        self
    }

    /// Adds objects that belong to the value.
    pub fn beside(mut self, also: impl IntoIterator<Item = Manifest>) -> Self {
        self.also.extend(also);
        self
    }

    /// Adds a reading that the value is only right under.
    pub fn resting_on(mut self, interpretation: Interpretation) -> Self {
        if !self.rests_on.contains(&interpretation) {
            self.rests_on.push(interpretation);
        }
        self
    }

    /// Converts the value, and nothing else.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Converted<U> {
        let Self { value, also, lost, rests_on } = self;
        Converted { value: convert(value), also, lost, rests_on }
    }

    /// Goes one step further, keeping what the steps before lost.
    pub fn then<U>(self, step: impl FnOnce(T) -> Converted<U>) -> Converted<U> {
        let Self { value, also, lost, rests_on } = self;
        let mut next = step(value);
        next.also.splice(..0, also);
        next.lost.splice(..0, lost);
        rests_on.into_iter().fold(next, Converted::resting_on)
    }

    /// Whether nothing was lost, nothing was added, and no reading is involved.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.also.is_empty() && self.lost.is_empty() && self.rests_on.is_empty()
    }
}
