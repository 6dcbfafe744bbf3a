//! What is wrong with a profile.

/// A text is no profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// It cannot be read, or has a key or word that there is none of.
    #[error("profile `{profile}` cannot be read: {message}")]
    Unreadable {
        /// The name of the profile.
        profile: String,
        /// What is wrong, with line and column.
        message: String,
    },
    /// It can be read, but says something that cannot be.
    #[error("profile `{profile}`, {place}: {fault}")]
    Wrong {
        /// The name of the profile.
        profile: String,
        /// Where, for example `paths.anchoring`.
        place: String,
        /// What is wrong.
        fault: Fault,
    },
}

/// What cannot be in a profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The name inside differs from the one it was asked for by.
    #[error("the name is `{found}`")]
    OtherName {
        /// The name inside.
        found: String,
    },
    /// A statement without source.
    #[error("no source is named")]
    NoSource,
    /// A source that is not listed.
    #[error("`{document}` is not one of the documents")]
    UnknownDocument {
        /// The short name.
        document: String,
    },
    /// A document that nothing cites.
    #[error("nothing is drawn from this document")]
    UnusedDocument,
    /// A kind that SMI does not have.
    #[error("SMI has no kind `{kind}`")]
    UnknownKind {
        /// The kind.
        kind: String,
    },
    /// A version that SMI does not have of this kind.
    #[error("there is no version `{version}` of it")]
    UnknownVersion {
        /// The version.
        version: String,
    },
    /// A field of a kind, or a condition on a version, that the mesh does not take.
    #[error("it is not served")]
    NotServed,
    /// Something else than the obvious happens, and nothing says what.
    #[error("`{is}` needs an effect that says what happens")]
    NoEffect {
        /// What is so.
        is: String,
    },
    /// The same twice.
    #[error("`{is}` is said twice")]
    SaidTwice {
        /// What is so.
        is: String,
    },
    /// A list of statements without statements; leave the question out instead.
    #[error("nothing is said; leave it out")]
    NothingSaid,
}
