//! Wrong behaviours that the reference mesh can be given, each with the requirements that it breaks.
//!
//! The suite is tested by them: a fault must be noticed by the expectations that cite its requirements, and by no
//! scenario that cites none of them. Faults are deterministic.

use std::fmt;
use std::str::FromStr;

macro_rules! faults {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $name:literal breaks [$($requirement:literal),*] $(reads [$($reading:literal),+])?;
    )+) => {
        /// A wrong behaviour.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Fault {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name, as `--fault` takes it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What the mesh does wrong, in one sentence.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }.trim_start()
            }

            /// The requirements that it breaks.
            #[must_use]
            pub const fn breaks(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($requirement),*],)+ }
            }

            /// The interpretations that it reads another way than the reference mesh does, without breaking anything.
            #[must_use]
            pub const fn reads(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($($reading),+)?],)+ }
            }
        }
    };
}

faults! {
    /// Every server lets everybody in.
    AllowAll = "allow-all" breaks ["ACCESS-02", "ACCESS-03", "ACCESS-06", "ACCESS-07", "ACCESS-12", "ACCESS-14", "ACCESS-20", "SPECS-05", "SPECS-06", "SPECS-07", "SPECS-08", "SPECS-13", "SPECS-14", "SPECS-18", "SPECS-21"];
    /// Every server lets nobody in.
    DenyAll = "deny-all" breaks ["ACCESS-02", "ACCESS-05", "ACCESS-12", "ACCESS-13", "ACCESS-15", "ACCESS-20", "ACCESS-22", "SPECS-02", "SPECS-05", "SPECS-06", "SPECS-07", "SPECS-09", "SPECS-10", "SPECS-13", "SPECS-15", "SPECS-18", "SPECS-19", "SPECS-21", "SPECS-22", "SPECS-27", "SPLIT-04", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-14", "SPLIT-15", "SPLIT-19", "SPLIT-20", "SPLIT-28", "SPLIT-29", "SPLIT-31", "SPLIT-32", "SPLIT-33", "SPLIT-34", "SPLIT-35"];
    /// A target lets everybody in, not only its sources.
    SourceIgnored = "source-ignored" breaks ["ACCESS-06", "ACCESS-20"];
    /// Only the name of a source counts, not its namespace.
    SourceNamespaceIgnored = "source-namespace-ignored" breaks ["ACCESS-20"];
    /// Only the first source of a target counts.
    OnlyFirstSource = "only-first-source" breaks ["ACCESS-22"];
    /// Only the last source of a target counts.
    OnlyLastSource = "only-last-source" breaks ["ACCESS-22"];
    /// Paths are ignored.
    PathIgnored = "path-ignored" breaks ["ACCESS-07", "SPECS-05"];
    /// A path may match anywhere, not only at the beginning.
    PathUnanchored = "path-unanchored" breaks ["SPECS-06"];
    /// A path must match to its end.
    PathFullyAnchored = "path-fully-anchored" breaks ["SPECS-06"];
    /// Methods are ignored.
    MethodIgnored = "method-ignored" breaks ["ACCESS-07", "SPECS-07"];
    /// Only the first method of a list counts.
    OnlyFirstMethod = "only-first-method" breaks ["SPECS-07"];
    /// Only the last method of a list counts.
    OnlyLastMethod = "only-last-method" breaks ["SPECS-07"];
    /// The method `*` is taken by its letter and matches nothing.
    WildcardMethodDenies = "wildcard-method-denies" breaks ["SPECS-07"];
    /// Headers are ignored.
    HeadersIgnored = "headers-ignored" breaks ["SPECS-13", "SPLIT-14"];
    /// One of several headers suffices.
    HeaderOr = "header-or" breaks ["SPECS-14"];
    /// A match with headers never holds.
    HeadersDeny = "headers-deny" breaks ["SPECS-13", "SPLIT-11", "SPLIT-15"];
    /// A match must have a path; one with headers only never holds.
    HeaderOnlyDenies = "header-only-denies" breaks ["SPECS-19", "SPLIT-11", "SPLIT-15"];
    /// Only the first match of a group counts.
    OnlyFirstMatch = "only-first-match" breaks ["ACCESS-13", "SPECS-15"];
    /// A rule without a list of matches allows nothing.
    OmittedMatchesDeny = "omitted-matches-deny" breaks ["ACCESS-12"];
    /// A rule allows all matches of a group, whatever it lists.
    MatchNamesIgnored = "match-names-ignored" breaks ["ACCESS-12"];
    /// Only the first rule of a target counts.
    OnlyFirstRule = "only-first-rule" breaks ["ACCESS-13"];
    /// Only the last rule of a target counts.
    OnlyLastRule = "only-last-rule" breaks ["ACCESS-13"];
    /// Of several targets for one destination, only the first by name counts.
    UnionLost = "union-lost" breaks ["ACCESS-02"];
    /// Of several targets for one destination, only the last by name counts.
    LastTargetWins = "last-target-wins" breaks ["ACCESS-02"];
    /// Of several targets, the first whose route matches decides, also for sources that it does not list.
    FirstRouteDecides = "first-route-decides" breaks ["ACCESS-02"];
    /// The ports of TCP routes are ignored.
    PortIgnored = "port-ignored" breaks ["ACCESS-14", "SPECS-21"];
    /// Only the first port of a TCP route counts.
    OnlyFirstPort = "only-first-port" breaks ["SPECS-21"];
    /// Only the last port of a TCP route counts.
    OnlyLastPort = "only-last-port" breaks ["SPECS-21"];
    /// A TCP route without ports allows nothing.
    OmittedPortsDeny = "omitted-ports-deny" breaks ["SPECS-22"];
    /// A target for HTTP opens only the first port of a destination.
    OnlyFirstContainerPort = "only-first-container-port" breaks ["ACCESS-15"];
    /// A target for HTTP opens only the last port of a destination.
    OnlyLastContainerPort = "only-last-container-port" breaks ["ACCESS-15"];
    /// TCP is open as long as no target is about the destination.
    TcpOpenByDefault = "tcp-open-by-default" breaks ["ACCESS-03"];
    /// HTTP is open as long as no target is about the destination.
    HttpOpenByDefault = "http-open-by-default" breaks ["ACCESS-03"];
    /// A route group that no target names opens its routes to everybody.
    GroupAloneOpens = "group-alone-opens" breaks ["SPECS-08", "ACCESS-02", "ACCESS-03"];
    /// What is there is never replaced.
    UpdateIgnored = "update-ignored" breaks ["ACCESS-05", "ACCESS-06", "ACCESS-07", "SPECS-05", "SPECS-07", "SPLIT-05"];
    /// What is there is never deleted.
    DeleteIgnored = "delete-ignored" breaks ["ACCESS-02", "ACCESS-03", "SPLIT-33"];
    /// A deleted target takes all targets of its namespace along.
    DeleteTakesNeighbours = "delete-takes-neighbours" breaks ["ACCESS-02"];
    /// Every backend of a split gets the same share.
    WeightsIgnored = "weights-ignored" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-28", "SPLIT-32", "SPLIT-34"];
    /// Every fiftieth request goes to a backend of weight zero.
    ZeroWeightLeaks = "zero-weight-leaks" breaks ["SPLIT-28"];
    /// Ten points of the largest share go to the smallest.
    WeightsOffByTenPoints = "weights-off-by-ten-points" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-34"];
    /// Weights are percentages: what is missing to 100 stays with the root service.
    WeightsAsPercent = "weights-as-percent" breaks ["SPLIT-07", "SPLIT-19", "SPLIT-32", "SPLIT-34"];
    /// Shares follow the number of pods as well as the weights.
    SharesByPods = "shares-by-pods" breaks ["SPLIT-05"];
    /// A weight is converted by its digits: `1` and `500m` become 1 and 500.
    QuantityMantissa = "quantity-mantissa" breaks ["SPLIT-07"];
    /// Requests that a split's matches do not mean are refused.
    FallbackMissing = "fallback-missing" breaks ["SPLIT-14"];
    /// A split holds for all requests, whatever its matches say.
    SplitMatchesIgnored = "split-matches-ignored" breaks ["SPLIT-14"];
    /// A split with matches does nothing.
    MatchingSplitIgnored = "matching-split-ignored" breaks ["SPLIT-11", "SPLIT-15"];
    /// Only the first group of a split's matches counts.
    OnlyFirstGroup = "only-first-group" breaks ["SPLIT-15"];
    /// A backend without the dialled port takes part all the same, and its share fails.
    PortMismatchKept = "port-mismatch-kept" breaks ["SPLIT-19"];
    /// Backends are dialled on the target port of the root service.
    RootTargetPort = "root-target-port" breaks ["SPLIT-20"];
    /// A split takes hold of requests that dial one of its backends.
    SplitOnDirectBackend = "split-on-direct-backend" breaks ["SPLIT-29"];
    /// A backend that is itself the root of a split is split again.
    SplitsAreNested = "splits-are-nested" breaks ["SPLIT-35"];
    /// TCP connections are not split.
    TcpNotSplit = "tcp-not-split" breaks ["SPLIT-05"];

    // What is between proxies, and how configuration reaches them.

    /// The second pod of every workload never gets updates once it had objects.
    OneProxyStale = "one-proxy-stale" breaks ["ACCESS-05", "ACCESS-07"];
    /// After a change, every tenth decision of a proxy is made by the tables before.
    Flapping = "flapping" breaks ["ACCESS-05", "ACCESS-06", "ACCESS-07", "ACCESS-24", "SPECS-07", "SPECS-13", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-19", "SPLIT-20", "SPLIT-28", "SPLIT-29", "SPLIT-31", "SPLIT-34"];
    /// Three seconds after a change, a proxy that was idle for a moment falls back to what was before.
    RevertsAfterThreeSeconds = "reverts-after-three-seconds" breaks ["ACCESS-03", "ACCESS-05"];
    /// Changes take half as long again as the mesh promises.
    Slow = "slow" breaks ["ACCESS-05", "ACCESS-06", "ACCESS-07", "ACCESS-24", "SPECS-07", "SPECS-13", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-19", "SPLIT-20", "SPLIT-28", "SPLIT-29", "SPLIT-31", "SPLIT-34"];
    /// A change waits until nothing has changed for a while, however long that takes.
    DebouncedWithoutEnd = "debounced-without-end" breaks ["ACCESS-05"];
    /// As long as an object is there that cannot be read, no change is taken up.
    BadObjectStalls = "bad-object-stalls" breaks ["ACCESS-05", "ACCESS-07"];
    /// Of the objects that are updated together, only the first is taken up, and the others with the next change.
    UpdateOnlyHalf = "update-only-half" breaks ["ACCESS-05", "ACCESS-07", "ACCESS-22"];
    /// Requests over HTTP/2 are let in unchecked.
    Http2Unchecked = "http2-unchecked" breaks ["SPECS-02"];
    /// Requests over HTTP/2 are not split.
    Http2NotSplit = "http2-not-split" breaks ["SPECS-02"];
    /// Only the first request on a connection is checked.
    KeptConnectionNotRechecked = "kept-connection-not-rechecked" breaks ["ACCESS-03", "ACCESS-07"];
    /// All requests on a connection go to the backend of the first one.
    KeptConnectionPinned = "kept-connection-pinned" breaks ["SPLIT-05"];
    /// A header that names a ServiceAccount is believed.
    IdentityFromHeader = "identity-from-header" breaks ["ACCESS-06"];
    /// A certificate is believed whoever has issued it.
    AnyCertificateAccepted = "any-certificate-accepted" breaks ["ACCESS-06"];
    /// Who calls without encryption may do what anybody may.
    PlaintextAccepted = "plaintext-accepted" breaks ["ACCESS-18", "ACCESS-26"];
    /// Only the sidecar of the client looks at policy; the server lets everybody in.
    ClientSideOnly = "client-side-only" breaks ["ACCESS-18", "ACCESS-26"];
    /// A client stays with the backend of its first request.
    StickyPerClient = "sticky-per-client" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-20", "SPLIT-31", "SPLIT-34"];
    /// Calls of gRPC are denied.
    GrpcDenied = "grpc-denied" breaks ["SPECS-27"];
    /// Datagrams are let in unchecked.
    UdpOpen = "udp-open" breaks ["SPECS-23", "ACCESS-25"];
    /// Datagrams are denied always.
    UdpIgnored = "udp-ignored" breaks ["SPECS-23", "SPECS-24"];
    /// The ports of a TCP route are open for datagrams, too.
    TcpRouteOpensUdp = "tcp-route-opens-udp" breaks ["ACCESS-25"];
    /// The last byte of a body is lost.
    BodyTruncated = "body-truncated" breaks ["SPECS-09", "SPECS-27"];
    /// One header that begins with `x-` is lost.
    HeaderLost = "header-lost" breaks ["SPECS-09", "SPECS-13", "SPLIT-11"];
    /// Two slashes in a path become one.
    PathNormalised = "path-normalised" breaks ["SPECS-09"];
    /// The query is lost.
    QueryDropped = "query-dropped" breaks ["SPECS-09", "SPECS-10"];
    /// What looks like a file is answered from a cache.
    FirstAnswerCached = "first-answer-cached" breaks ["SPECS-09"];
}

/// There is no fault of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fault is called `{name}`; there are {}", names())]
pub struct UnknownFault {
    /// The name.
    pub name: String,
}

fn names() -> String {
    Fault::ALL.iter().map(|fault| fault.name()).collect::<Vec<_>>().join(", ")
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let found = Self::ALL.iter().copied().find(|fault| fault.name() == name);
        found.ok_or_else(|| UnknownFault { name: name.to_owned() })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
