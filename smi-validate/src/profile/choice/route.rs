//! Words about paths, methods and headers.

use super::choices;

choices! {
    /// What reads a pattern.
    Engine {
        /// RE2.
        Re2 = "re2",
        /// Go's `regexp`.
        Go = "go",
        /// Rust's `regex`.
        Rust = "rust",
        /// JavaScript's `RegExp`.
        JavaScript = "java-script",
        /// Nothing: it is no regular expression there.
        None = "none",
    }

    /// How a pattern is held against a text.
    Anchoring {
        /// It matches from the beginning; the end is free.
        Start = "start",
        /// It matches the whole text.
        Whole = "whole",
        /// It is found anywhere.
        Search = "search",
        /// It is compared letter by letter, with one `*` at an end.
        Literal = "literal",
    }

    /// Whether the query belongs to the path.
    Query {
        /// It does not.
        Excluded = "excluded",
        /// It does.
        Included = "included",
    }

    /// In which form a path is matched.
    PathForm {
        /// As sent.
        AsSent = "as-sent",
        /// Decoded: `/%61` is `/a`.
        Decoded = "decoded",
    }

    /// What becomes of a pattern that the engine refuses.
    InvalidPattern {
        /// The mesh keeps its last good configuration.
        KeepsPrevious = "keeps-previous",
        /// Requests are denied.
        Denied = "denied",
    }

    /// How methods are compared.
    Methods {
        /// As words.
        Exact = "exact",
        /// As regular expressions.
        Regex = "regex",
        /// They are handed on to another policy.
        PassedOn = "passed-on",
    }

    /// What `*` stands for.
    Wildcard {
        /// Every method.
        Every = "every",
        /// A list of common methods.
        Listed = "listed",
    }

    /// The form of `headers` on the wire.
    HeaderForm {
        /// A list of maps with one key each.
        List = "list",
        /// One map.
        Map = "map",
        /// Either.
        Both = "both",
    }

    /// Whether the case of a header's name matters.
    NameCase {
        /// It does not.
        Insensitive = "insensitive",
        /// Names are lower case on arrival, and compared as written: a capital letter never matches.
        LowerOnly = "lower-only",
    }

    /// How a header that was not sent is matched.
    AbsentHeader {
        /// Not at all.
        NeverMatches = "never-matches",
        /// As an empty value.
        Empty = "empty",
    }

    /// What counts when a name is there twice.
    DuplicateName {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
        /// Nobody promises anything.
        Undefined = "undefined",
    }
}
