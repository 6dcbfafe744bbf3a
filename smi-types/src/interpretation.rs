//! The places where the specification is silent or contradicts itself, by id.
//!
//! A conversion or a decision that is only right under one reading of the specification names that reading here.
//! The options of each, and which implementation takes which, are data of the conformance suite.

use std::fmt;

macro_rules! interpretations {
    ($($(#[doc = $doc:literal])+ $variant:ident = $id:literal,)+) => {
        /// A question that the specification leaves open, with the answer that this toolkit takes unless told otherwise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Interpretation {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Interpretation {
            /// Every interpretation, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable id, for example `ACCESS-L4-WITH-L7`. Ids are never reused.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }

            /// Our default reading in one sentence.
            #[must_use]
            pub fn reading(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+),)+
                }
                .trim_start()
            }
        }
    };
}

interpretations! {
    /// An L4 rule beside an HTTP rule in one target restricts the ports of the HTTP rule (AND).
    L4WithL7 = "ACCESS-L4-WITH-L7",
    /// A subject without a namespace is in the namespace of the object that names it.
    SubjectNamespace = "ACCESS-SUBJECT-NAMESPACE",
    /// A target takes effect on its destination also when it lies in another namespace than the destination.
    ForeignDestination = "ACCESS-FOREIGN-DESTINATION",
    /// Routes are looked up in the namespace of the object that refers to them.
    RouteNamespace = "ACCESS-ROUTE-NAMESPACE",
    /// A port restriction speaks of the port that the server's pod sees, not of the Service's port.
    PortMeaning = "ACCESS-PORT-MEANING",
    /// A reference to a route or match that does not exist grants nothing and takes nothing from its neighbours.
    DanglingReference = "ACCESS-DANGLING-REFERENCE",
    /// A target whose rules are all L4 admits HTTP requests on its ports too.
    TcpAdmitsHttp = "ACCESS-TCP-ADMITS-HTTP",
    /// A rule with an explicitly empty list of matches means all matches, like a rule without the list.
    EmptyRuleMatches = "ACCESS-EMPTY-RULE-MATCHES",
    /// Names listed in the `matches` of an L4 rule are ignored.
    MatchesOnL4 = "ACCESS-MATCHES-ON-L4",
    /// A target without rules or without sources grants nothing.
    EmptyTarget = "ACCESS-EMPTY-TARGET",
    /// `pathRegex` is held against the path as sent, without the query.
    Query = "SPECS-QUERY",
    /// The path is matched as the client sent it: not decoded, not normalised.
    PathNormalisation = "SPECS-PATH-NORMALISATION",
    /// Regular expressions have the syntax of RE2.
    RegexDialect = "SPECS-REGEX-DIALECT",
    /// The value of a header matches when the regular expression is found anywhere in it.
    HeaderAnchoring = "SPECS-HEADER-ANCHORING",
    /// A header sent several times matches when one of its values does.
    RepeatedHeader = "SPECS-REPEATED-HEADER",
    /// A header name listed twice in one match asks for both conditions.
    DuplicateHeaderName = "SPECS-DUPLICATE-HEADER-NAME",
    /// A match without `pathRegex` holds for every path, one without `methods` for every method, each on its own.
    OmittedField = "SPECS-OMITTED-FIELD",
    /// A group without matches matches nothing.
    EmptyGroup = "SPECS-EMPTY-GROUP",
    /// When two matches of a group have the same name, the name means either of them.
    DuplicateMatchName = "SPECS-DUPLICATE-MATCH-NAME",
    /// A match whose list of methods is explicitly empty holds for every method.
    EmptyMethods = "SPECS-EMPTY-METHODS",
    /// When every weight is zero, no backend gets the request and it fails.
    AllWeightsZero = "SPLIT-ALL-WEIGHTS-ZERO",
    /// A backend listed twice gets the sum of its weights.
    DuplicateBackend = "SPLIT-DUPLICATE-BACKEND",
    /// A backend without a weight has weight zero.
    AbsentWeight = "SPLIT-ABSENT-WEIGHT",
    /// A negative weight counts as zero.
    NegativeWeight = "SPLIT-NEGATIVE-WEIGHT",
    /// The share of a backend without a Service or without ready pods fails; the others keep theirs.
    MissingBackend = "SPLIT-MISSING-BACKEND",
    /// Of several splits on one root service, the first by name whose conditions hold decides.
    SeveralSplits = "SPLIT-SEVERAL-ON-ONE-ROOT",
    /// A backend that is itself the root service gets its share as an ordinary Service.
    SelfReference = "SPLIT-SELF-REFERENCE",
    /// The root service may be written as a short name or as a fully qualified one.
    RootName = "SPLIT-ROOT-NAME",
    /// A backend takes part for every dialled port that it has too, whatever the other ports of the root service.
    PortMatch = "SPLIT-PORT-MATCH",
    /// Paths and methods of the groups in a split's `matches` count as well as headers.
    SplitMatchFields = "SPLIT-MATCH-FIELDS",
    /// A split whose `matches` name no existing group matches nothing: its traffic stays with the root service.
    DanglingSplitMatch = "SPLIT-DANGLING-MATCH",
    /// A split with an explicitly empty list of matches is a split without conditions.
    EmptySplitMatches = "SPLIT-EMPTY-MATCHES",
    /// The split chooses first, at the client; access is then decided for the chosen backend.
    SplitBeforeAccess = "SPLIT-BEFORE-ACCESS",
}

impl fmt::Display for Interpretation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Interpretation;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = Interpretation::ALL.iter().map(|one| one.id()).collect();
        assert_eq!(ids.len(), Interpretation::ALL.len());
    }
}
