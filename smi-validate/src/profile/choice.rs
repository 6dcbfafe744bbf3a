//! The words that profiles choose from. Each enumeration answers one question.

mod access;
mod route;
mod split;

pub use access::{
    Additivity, DanglingRule, DefaultAccess, Denial, EmptyList, L4WithL7, MatchesOmitted,
    OutOfTheBox, Side, SourceIdentity,
};
pub use route::{
    AbsentHeader, Anchoring, DuplicateName, Engine, HeaderForm, InvalidPattern, Methods, NameCase,
    PathForm, Query, Wildcard,
};
pub use split::{
    AllZero, BackendPort, BackendTarget, Chain, Direct, DuplicateBackend, MissingBackend,
    MissingWeight, NamespaceOmitted, NegativeWeight, NoPorts, PortCompared, RootName, Rounding,
    SelfReference, SeveralSplits, Unmatched, WeightType, WhereBackends, WhereRoutes, WithAccess,
    ZeroWeight,
};

/// Defines enumerations whose variants have the words that profiles use.
macro_rules! choices {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[doc = $meaning])+ #[serde(rename = $word)] $variant,)+
        }

        /// The word that profiles use.
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(match self {
                    $(Self::$variant => $word,)+
                })
            }
        }
    )+};
}

use choices;

choices! {
    /// Whether a project lives.
    Life {
        /// It is changed.
        Developed = "developed",
        /// It is not changed any more, without a word about it.
        Dormant = "dormant",
        /// Its makers ask users to move on.
        Deprecated = "deprecated",
        /// It is not sold any more.
        Ended = "ended",
        /// Its repository is archived.
        Archived = "archived",
    }

    /// What a document is.
    Evidence {
        /// The normative text.
        Specification = "specification",
        /// Read in the code.
        Code = "code",
        /// Read in manuals.
        Documentation = "documentation",
        /// Told in issues.
        Thread = "thread",
        /// Seen on a running mesh.
        Measurement = "measurement",
    }

    /// What becomes of an object in a version.
    Presence {
        /// The API server takes it, and keeps it in this version.
        Stored = "stored",
        /// The API server takes it; in which version it is kept is another one's matter, or not known.
        Served = "served",
        /// The definition names the version, but the API server does not take it.
        Defined = "defined",
    }

    /// How an API server turns one version into another.
    Conversion {
        /// It changes the name of the version only, and prunes what does not fit.
        None = "none",
        /// It asks a webhook.
        Webhook = "webhook",
    }

    /// What becomes of something.
    Treatment {
        /// It has the effect that the specification gives it; or the one that the statement tells.
        Honoured = "honoured",
        /// It has none, and nobody says so.
        Ignored = "ignored",
        /// The API server refuses the object, for its schema.
        RefusedByCrd = "refused-by-crd",
        /// The mesh's webhook refuses the object.
        RefusedByAdmission = "refused-by-admission",
        /// The object is taken, but has no effect, and only a log says so.
        RefusedInLog = "refused-in-log",
        /// The controller crashes or stops.
        Broken = "broken",
    }

    /// Which reading a mesh takes of an [`Interpretation`](smi_types::Interpretation).
    Reading {
        /// Our default.
        Default = "default",
        /// The other one that `decide` knows.
        Other = "other",
        /// A third way, or one of the two in some cases and the other in others.
        Neither = "neither",
    }

    /// Where a message is shown.
    Shown {
        /// To who applies the object.
        Admission = "admission",
        /// In the controller's log.
        Log = "log",
        /// In the status of the object.
        Status = "status",
        /// In an Event.
        Event = "event",
        /// To clients whose request is denied.
        Response = "response",
        /// At the mesh's own API.
        Api = "api",
    }

    /// A protocol.
    Protocol {
        /// HTTP.
        Http = "http",
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
    }

    /// Things that are no single field.
    Construct {
        /// A rule of kind `HTTPRouteGroup` in a target.
        HttpRule = "http-rule",
        /// A rule of kind `TCPRoute` in a target.
        TcpRule = "tcp-rule",
        /// A rule of kind `UDPRoute` in a target.
        UdpRule = "udp-rule",
        /// A match on headers in a target.
        HeaderMatch = "header-match",
        /// Traffic over UDP.
        UdpTraffic = "udp-traffic",
        /// A subject that is no `ServiceAccount`.
        OtherSubjectKind = "other-subject-kind",
        /// A target in another namespace than its destination.
        TargetOutsideDestinationNamespace = "target-outside-destination-namespace",
        /// A destination without a namespace.
        DestinationWithoutNamespace = "destination-without-namespace",
        /// A `destination.port` that is a number.
        NumericPort = "numeric-port",
        /// An item of `headers` with several keys.
        HeaderItemWithSeveralKeys = "header-item-with-several-keys",
        /// A match on the header `host`.
        HostHeader = "host-header",
        /// The match that matches everything: `.*` and `*`, beside other matches.
        WildcardMatch = "wildcard-match",
        /// A path that begins with `^`.
        CaretInPath = "caret-in-path",
        /// A path with a capturing group.
        CapturingGroupInPath = "capturing-group-in-path",
        /// A split that has conditions.
        ConditionalSplit = "conditional-split",
        /// A `TCPRoute` among the conditions of a split.
        TcpRouteInSplit = "tcp-route-in-split",
        /// A backend in another namespace.
        BackendInOtherNamespace = "backend-in-other-namespace",
        /// A backend that is an ExternalName Service.
        ExternalNameBackend = "external-name-backend",
        /// A split between headless Services.
        HeadlessService = "headless-service",
        /// Another root service in an existing split.
        ChangedRoot = "changed-root",
        /// The removal of one of two splits on a root service.
        RemovalOfOneOfTwoSplits = "removal-of-one-of-two-splits",
        /// Weights that are no whole numbers.
        FractionalWeight = "fractional-weight",
        /// The metrics API.
        TrafficMetrics = "traffic-metrics",
    }
}
