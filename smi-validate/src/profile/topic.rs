//! The questions that profiles answer, by topic.

use serde::Deserialize;

use super::choice::{
    AbsentHeader, Additivity, AllZero, Anchoring, BackendPort, BackendTarget, Chain, DanglingRule,
    DefaultAccess, Denial, Direct, DuplicateBackend, DuplicateName, EmptyList, Engine, HeaderForm,
    InvalidPattern, L4WithL7, MatchesOmitted, Methods as MethodsCompared, MissingBackend,
    MissingWeight, NameCase, NamespaceOmitted, NegativeWeight, NoPorts, OutOfTheBox, PathForm,
    PortCompared, Query, RootName, Rounding, SelfReference, SeveralSplits, Side, SourceIdentity,
    Unmatched, WeightType, WhereBackends, WhereRoutes, Wildcard, WithAccess, ZeroWeight,
};
use super::statement::{Answer, Said};

/// Defines a struct of questions, and its list of them by the names that profiles use.
macro_rules! topics {
    ($(
        $(#[doc = $doc:literal])+
        $topic:ident { $($(#[doc = $meaning:literal])+ $question:ident: $choice:ty,)+ }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
        pub struct $topic {
            $($(#[doc = $meaning])+ pub $question: Answer<$choice>,)+
        }

        impl $topic {
            /// The names of the questions.
            pub(super) fn questions() -> Vec<String> {
                vec![$(stringify!($question).replace('_', "-")),+]
            }

            pub(super) fn say<'a>(&'a self, topic: &str, said: &mut Vec<Said<'a>>) {
                $(
                    let name = stringify!($question).replace('_', "-");
                    self.$question.say(&format!("{topic}.{name}"), said);
                )+
            }
        }
    )+};
}

topics! {
    /// Who is let in.
    Access {
        /// Do targets count in a fresh installation?
        out_of_the_box: OutOfTheBox,
        /// What is without any target, once they do?
        without_targets: DefaultAccess,
        /// Where is access controlled?
        side: Side,
        /// What is a client known by?
        source_identity: SourceIdentity,
        /// What does a client see that no target names?
        denied_caller: Denial,
        /// What does a client see whose request no rule allows?
        denied_route: Denial,
        /// What does a client outside the mesh see?
        denied_outsider: Denial,
        /// What do several targets come to?
        several_targets: Additivity,
        /// What does a target without rules grant?
        without_rules: EmptyList,
        /// What does a target without sources grant?
        without_sources: EmptyList,
        /// What does a target with only L4 rules do to HTTP requests?
        l4_rules_on_http: DefaultAccess,
        /// What do an L4 rule and an HTTP rule come to?
        l4_with_l7: L4WithL7,
    }

    /// Rules, and what they refer to.
    Rules {
        /// What does a rule without `matches` mean?
        matches_omitted: MatchesOmitted,
        /// What does a rule with an empty list of `matches` mean?
        matches_empty: MatchesOmitted,
        /// What does a reference to a missing group do?
        missing_group: DanglingRule,
        /// What does a reference to a missing match do?
        missing_match: DanglingRule,
        /// What does a reference to a missing `TCPRoute` do?
        missing_tcp_route: DanglingRule,
        /// Which of two matches of one name counts?
        duplicate_match_name: DuplicateName,
    }

    /// `pathRegex`.
    Paths {
        /// What reads it?
        engine: Engine,
        /// How is it held against the path?
        anchoring: Anchoring,
        /// Does the query belong to the path?
        query: Query,
        /// Which form of the path is matched?
        form: PathForm,
        /// What becomes of a pattern that the engine refuses?
        invalid: InvalidPattern,
    }

    /// `methods`.
    Methods {
        /// How are they compared?
        compared: MethodsCompared,
        /// What does `*` stand for?
        wildcard: Wildcard,
    }

    /// `headers`.
    Headers {
        /// Which form does it take?
        form: HeaderForm,
        /// What reads the patterns?
        engine: Engine,
        /// How are they held against values?
        anchoring: Anchoring,
        /// Does the case of names matter?
        names: NameCase,
        /// How is a header matched that was not sent?
        absent: AbsentHeader,
        /// Which of two conditions on one name counts?
        duplicate_name: DuplicateName,
    }

    /// Ports.
    Ports {
        /// What is `destination.port` of a target compared with?
        destination_port: PortCompared,
        /// What are the ports of an L4 route compared with?
        route_ports: PortCompared,
        /// What does an L4 route without ports mean?
        no_ports: NoPorts,
        /// When does a backend take part in a split?
        backend: BackendPort,
        /// Which container port of a backend gets the request?
        backend_target: BackendTarget,
    }

    /// Weights.
    Weights {
        /// What is a weight on the wire?
        kind: WeightType,
        /// The largest one that counts as written.
        largest: u64,
        /// How exactly are they kept?
        rounding: Rounding,
        /// What if all are zero?
        all_zero: AllZero,
        /// What does a backend of weight zero get beside others?
        zero: ZeroWeight,
        /// What does a negative weight come to?
        negative: NegativeWeight,
        /// What if there is none?
        missing: MissingWeight,
        /// What does a backend get that is listed twice?
        duplicate_backend: DuplicateBackend,
    }

    /// Where names are looked up.
    Namespaces {
        /// The namespace of a destination without one.
        destination_omitted: NamespaceOmitted,
        /// The namespace of a source without one.
        source_omitted: NamespaceOmitted,
        /// The routes of a target.
        routes: WhereRoutes,
        /// The groups of a split's `matches`.
        split_groups: WhereRoutes,
        /// The backends of a split.
        backends: WhereBackends,
    }

    /// How splits act.
    Splits {
        /// How may the root service be written?
        root_name: RootName,
        /// What if the root service is a backend?
        self_reference: SelfReference,
        /// What if a backend is the root service of another split?
        chain: Chain,
        /// What if there are several on one root service?
        several: SeveralSplits,
        /// Where does go what meets no condition?
        unmatched: Unmatched,
        /// What if a backend does not exist?
        missing_backend: MissingBackend,
        /// What if a backend has no ready pods?
        backend_without_pods: MissingBackend,
        /// What does a backend's own name give?
        direct: Direct,
        /// Whom must the backends allow?
        with_access: WithAccess,
    }
}

/// Every question of every topic, as [`Profile::answer`](super::Profile::answer) takes it.
pub(super) fn questions() -> Vec<String> {
    let topics = [
        ("access", Access::questions()),
        ("rules", Rules::questions()),
        ("paths", Paths::questions()),
        ("methods", Methods::questions()),
        ("headers", Headers::questions()),
        ("ports", Ports::questions()),
        ("weights", Weights::questions()),
        ("namespaces", Namespaces::questions()),
        ("splits", Splits::questions()),
    ];
    let named = |(topic, names): (&str, Vec<String>)| {
        names.into_iter().map(|name| format!("{topic}.{name}")).collect::<Vec<_>>()
    };
    topics.into_iter().flat_map(named).collect()
}
