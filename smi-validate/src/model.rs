//! The world that a request is decided in: SMI objects of any version, Services, workloads and identities, in a model
//! that is richer than every wire version.

use std::fmt;

/// The name of an object in its namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl Name {
    /// Names something in a namespace.
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}

/// Where an element of the model was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The kind of the object.
    pub kind: String,
    /// Its name.
    pub name: Name,
    /// The place inside the object as the user wrote it, for example `spec.backends[1].weight`; empty for the object itself.
    pub path: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.name)?;
        if !self.path.is_empty() {
            write!(formatter, " at {}", self.path)?;
        }
        Ok(())
    }
}
