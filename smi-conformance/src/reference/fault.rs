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
    DenyAll = "deny-all" breaks ["ACCESS-02", "ACCESS-05", "ACCESS-12", "ACCESS-13", "ACCESS-15", "ACCESS-20", "ACCESS-22", "SPECS-02", "SPECS-05", "SPECS-06", "SPECS-07", "SPECS-09", "SPECS-10", "SPECS-12", "SPECS-13", "SPECS-15", "SPECS-18", "SPECS-19", "SPECS-21", "SPECS-22", "SPECS-27", "SPLIT-01", "SPLIT-03", "SPLIT-04", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-14", "SPLIT-15", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-24", "SPLIT-25", "SPLIT-27", "SPLIT-28", "SPLIT-29", "SPLIT-30", "SPLIT-31", "SPLIT-32", "SPLIT-33", "SPLIT-34", "SPLIT-35", "SPLIT-38"];
    /// A target lets everybody in, not only its sources.
    SourceIgnored = "source-ignored" breaks ["ACCESS-06", "ACCESS-20"];
    /// Only the name of a source counts, not its namespace.
    SourceNamespaceIgnored = "source-namespace-ignored" breaks ["ACCESS-20"];
    /// Only the first source of a target counts.
    OnlyFirstSource = "only-first-source" breaks ["ACCESS-22", "ACCESS-28"];
    /// Only the last source of a target counts.
    OnlyLastSource = "only-last-source" breaks ["ACCESS-22"];
    /// Paths are ignored.
    PathIgnored = "path-ignored" breaks ["ACCESS-07", "SPECS-05", "SPLIT-14"];
    /// A path may match anywhere, not only at the beginning.
    PathUnanchored = "path-unanchored" breaks ["SPECS-06"];
    /// A path must match to its end.
    PathFullyAnchored = "path-fully-anchored" breaks ["SPECS-06", "SPLIT-11"];
    /// Methods are ignored.
    MethodIgnored = "method-ignored" breaks ["ACCESS-07", "SPECS-07", "SPLIT-14"];
    /// Only the first method of a list counts.
    OnlyFirstMethod = "only-first-method" breaks ["SPECS-07"];
    /// Only the last method of a list counts.
    OnlyLastMethod = "only-last-method" breaks ["SPECS-07"];
    /// The method `*` is taken by its letter and matches nothing.
    WildcardMethodDenies = "wildcard-method-denies" breaks ["SPECS-07"];
    /// Headers are ignored.
    HeadersIgnored = "headers-ignored" breaks ["SPECS-12", "SPECS-13", "SPLIT-13", "SPLIT-14"];
    /// One of several headers suffices.
    HeaderOr = "header-or" breaks ["SPECS-12", "SPECS-14"];
    /// A match with headers never holds.
    HeadersDeny = "headers-deny" breaks ["SPECS-12", "SPECS-13", "SPLIT-11", "SPLIT-13", "SPLIT-15"];
    /// A match must have a path; one with headers only never holds.
    HeaderOnlyDenies = "header-only-denies" breaks ["SPECS-12", "SPECS-19", "SPLIT-11", "SPLIT-13", "SPLIT-15"];
    /// Only the first match of a group counts.
    OnlyFirstMatch = "only-first-match" breaks ["ACCESS-13", "SPECS-12", "SPECS-15", "SPLIT-11"];
    /// A rule without a list of matches allows nothing.
    OmittedMatchesDeny = "omitted-matches-deny" breaks ["ACCESS-12"];
    /// A rule allows all matches of a group, whatever it lists.
    MatchNamesIgnored = "match-names-ignored" breaks ["ACCESS-12"];
    /// Only the first rule of a target counts.
    OnlyFirstRule = "only-first-rule" breaks ["ACCESS-13"];
    /// Only the last rule of a target counts.
    OnlyLastRule = "only-last-rule" breaks ["ACCESS-13"];
    /// Of several targets for one destination, only the first by name counts.
    UnionLost = "union-lost" breaks ["ACCESS-02", "SPLIT-24"];
    /// Of several targets for one destination, only the last by name counts.
    LastTargetWins = "last-target-wins" breaks ["ACCESS-02", "SPLIT-24"];
    /// Of several targets, the first whose route matches decides, also for sources that it does not list.
    FirstRouteDecides = "first-route-decides" breaks ["ACCESS-02"];
    /// The ports of TCP routes are ignored.
    PortIgnored = "port-ignored" breaks ["ACCESS-14", "SPECS-21"];
    /// Only the first port of a TCP route counts.
    OnlyFirstPort = "only-first-port" breaks ["SPECS-21", "SPLIT-24"];
    /// Only the last port of a TCP route counts.
    OnlyLastPort = "only-last-port" breaks ["SPECS-21", "SPLIT-24"];
    /// A TCP route without ports allows nothing.
    OmittedPortsDeny = "omitted-ports-deny" breaks ["ACCESS-05", "SPECS-22", "SPLIT-20"];
    /// A target for HTTP opens only the first port of a destination.
    OnlyFirstContainerPort = "only-first-container-port" breaks ["ACCESS-15", "SPLIT-20", "SPLIT-24"];
    /// A target for HTTP opens only the last port of a destination.
    OnlyLastContainerPort = "only-last-container-port" breaks ["ACCESS-15", "SPLIT-20", "SPLIT-24"];
    /// TCP is open as long as no target is about the destination.
    TcpOpenByDefault = "tcp-open-by-default" breaks ["ACCESS-03"];
    /// HTTP is open as long as no target is about the destination.
    HttpOpenByDefault = "http-open-by-default" breaks ["ACCESS-03"];
    /// A route group that no target names opens its routes to everybody.
    GroupAloneOpens = "group-alone-opens" breaks ["SPECS-08", "ACCESS-02", "ACCESS-03"];
    /// What is there is never replaced.
    UpdateIgnored = "update-ignored" breaks ["ACCESS-05", "ACCESS-06", "ACCESS-07", "SPECS-05", "SPECS-07", "SPECS-12", "SPLIT-05", "SPLIT-30", "SPLIT-32"];
    /// What is there is never deleted.
    DeleteIgnored = "delete-ignored" breaks ["ACCESS-02", "ACCESS-03", "SPLIT-33"];
    /// A deleted target takes all targets of its namespace along.
    DeleteTakesNeighbours = "delete-takes-neighbours" breaks ["ACCESS-02", "SPLIT-05", "SPLIT-11"];
    /// Every backend of a split gets the same share.
    WeightsIgnored = "weights-ignored" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-16", "SPLIT-19", "SPLIT-27", "SPLIT-28", "SPLIT-30", "SPLIT-31", "SPLIT-32", "SPLIT-34", "SPLIT-38"];
    /// Every fiftieth request goes to a backend of weight zero.
    ZeroWeightLeaks = "zero-weight-leaks" breaks ["SPLIT-13", "SPLIT-27", "SPLIT-28"];
    /// Ten points of the largest share go to the smallest.
    WeightsOffByTenPoints = "weights-off-by-ten-points" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-16", "SPLIT-19", "SPLIT-28", "SPLIT-30", "SPLIT-31", "SPLIT-34", "SPLIT-38"];
    /// Weights are percentages: what is missing to 100 stays with the root service.
    WeightsAsPercent = "weights-as-percent" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-19", "SPLIT-25", "SPLIT-28", "SPLIT-32", "SPLIT-34"];
    /// Shares follow the number of pods as well as the weights.
    SharesByPods = "shares-by-pods" breaks ["SPLIT-05"];
    /// A weight is converted by its digits: `1` and `500m` become 1 and 500.
    QuantityMantissa = "quantity-mantissa" breaks ["SPLIT-07"];
    /// Requests that a split's matches do not mean are refused.
    FallbackMissing = "fallback-missing" breaks ["SPECS-12", "SPLIT-13", "SPLIT-14"];
    /// A split holds for all requests, whatever its matches say.
    SplitMatchesIgnored = "split-matches-ignored" breaks ["SPECS-12", "SPLIT-13", "SPLIT-14"];
    /// A split with matches does nothing.
    MatchingSplitIgnored = "matching-split-ignored" breaks ["SPECS-12", "SPLIT-11", "SPLIT-13", "SPLIT-15"];
    /// Only the first group of a split's matches counts.
    OnlyFirstGroup = "only-first-group" breaks ["SPLIT-15"];
    /// A backend without the dialled port takes part all the same, and its share fails.
    PortMismatchKept = "port-mismatch-kept" breaks ["SPLIT-19", "SPLIT-25"];
    /// Backends are dialled on the target port of the root service.
    RootTargetPort = "root-target-port" breaks ["SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-25"];
    /// A split takes hold of requests that dial one of its backends.
    SplitOnDirectBackend = "split-on-direct-backend" breaks ["SPLIT-29", "SPLIT-35"];
    /// A backend that is itself the root of a split is split again.
    SplitsAreNested = "splits-are-nested" breaks ["SPLIT-35"];
    /// TCP connections are not split.
    TcpNotSplit = "tcp-not-split" breaks ["SPLIT-05", "SPLIT-19", "SPLIT-20", "SPLIT-24", "SPLIT-27", "SPLIT-28", "SPLIT-29", "SPLIT-32", "SPLIT-34", "SPLIT-35"];

    /// A TCP route does not let HTTP requests in.
    TcpAdmitsNoHttp = "tcp-admits-no-http" breaks ["SPECS-20"];

    // What is between proxies, and how configuration reaches them.

    /// The second pod of every workload never gets updates once it had objects.
    OneProxyStale = "one-proxy-stale" breaks ["ACCESS-05", "ACCESS-07"];
    /// After a change, every tenth decision of a proxy is made by the tables before.
    Flapping = "flapping" breaks ["ACCESS-03", "ACCESS-05", "ACCESS-06", "ACCESS-07", "ACCESS-24", "SPECS-07", "SPECS-12", "SPECS-13", "SPLIT-01", "SPLIT-03", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-15", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-24", "SPLIT-25", "SPLIT-27", "SPLIT-28", "SPLIT-29", "SPLIT-30", "SPLIT-31", "SPLIT-32", "SPLIT-34", "SPLIT-35", "SPLIT-38"];
    /// Three seconds after a change, a proxy that was idle for a moment falls back to what was before.
    RevertsAfterThreeSeconds = "reverts-after-three-seconds" breaks ["ACCESS-03", "ACCESS-05"];
    /// Changes take half as long again as the mesh promises.
    Slow = "slow" breaks ["ACCESS-03", "ACCESS-05", "ACCESS-06", "ACCESS-07", "ACCESS-24", "SPECS-07", "SPECS-12", "SPECS-13", "SPLIT-01", "SPLIT-03", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-15", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-24", "SPLIT-25", "SPLIT-27", "SPLIT-28", "SPLIT-29", "SPLIT-30", "SPLIT-31", "SPLIT-32", "SPLIT-34", "SPLIT-35", "SPLIT-38"];
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
    StickyPerClient = "sticky-per-client" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-28", "SPLIT-31", "SPLIT-34", "SPLIT-11", "SPLIT-16", "SPLIT-19", "SPLIT-30", "SPLIT-38"];
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
    HeaderLost = "header-lost" breaks ["SPECS-09", "SPECS-13", "SPLIT-11", "SPECS-12", "SPLIT-15"];
    /// Two slashes in a path become one.
    PathNormalised = "path-normalised" breaks ["SPECS-09"];
    /// The query is lost.
    QueryDropped = "query-dropped" breaks ["SPECS-09", "SPECS-10"];
    /// What looks like a file is answered from a cache.
    FirstAnswerCached = "first-answer-cached" breaks ["SPECS-09"];

    // Splits over HTTP/1.1 and TCP, splits together with access, and older versions.
    /// Splits are applied by the root service's own sidecars, so a root service without any is not split.
    SplitAtServer = "split-at-server" breaks ["SPLIT-01"];
    /// HTTP requests are not split.
    HttpNotSplit = "http-not-split" breaks ["ACCESS-03", "ACCESS-05", "SPECS-12", "SPLIT-01", "SPLIT-03", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-15", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-25", "SPLIT-27", "SPLIT-28", "SPLIT-29", "SPLIT-30", "SPLIT-31", "SPLIT-32", "SPLIT-34", "SPLIT-35", "SPLIT-38"];
    /// A client outside the mesh is sent to the first backend of a split, too.
    OutsidersAreSplit = "outsiders-are-split" breaks ["SPLIT-04"];
    /// A split takes hold of every Service that has the name of its root, in any namespace.
    SplitNamespaceIgnored = "split-namespace-ignored" breaks ["SPLIT-04"];
    /// A backend is the first Service of its name, in any namespace.
    BackendNamespaceIgnored = "backend-namespace-ignored" breaks ["SPLIT-05"];
    /// Of several splits in a namespace, only the last by name counts, whatever their roots.
    OneSplitPerNamespace = "one-split-per-namespace" breaks ["SPLIT-05", "SPLIT-11", "SPLIT-35"];
    /// When a split gets another root service, the old one stays split.
    OldRootStaysSplit = "old-root-stays-split" breaks ["SPLIT-04"];
    /// A split keeps its first root service.
    SplitRootFrozen = "split-root-frozen" breaks ["SPLIT-04", "SPLIT-05"];
    /// A split keeps its first matches.
    SplitMatchesFrozen = "split-matches-frozen" breaks ["SPLIT-05", "SPLIT-14"];
    /// A deleted split takes all splits of the same root service along.
    DeleteTakesSplitsOfRoot = "delete-takes-splits-of-root" breaks ["SPLIT-11"];
    /// A backend that is added to a split gets nothing.
    NewBackendIgnored = "new-backend-ignored" breaks ["SPLIT-30"];
    /// A backend that is removed from a split keeps its weight.
    RemovedBackendStays = "removed-backend-stays" breaks ["SPLIT-30", "SPLIT-32"];
    /// New backends and weights are passed over when the sum of weights stays.
    UpdateOfEqualSumIgnored = "update-of-equal-sum-ignored" breaks ["SPLIT-05", "SPLIT-28", "SPLIT-30"];
    /// Requests that a split's matches do not mean are spread over its backends.
    UnmatchedSpread = "unmatched-spread" breaks ["SPECS-12", "SPLIT-13", "SPLIT-14"];
    /// Requests that a split's matches do not mean are refused when a match has no path.
    FallbackMissingWithoutPath = "fallback-missing-without-path" breaks ["SPECS-12", "SPLIT-13", "SPLIT-14"];
    /// A split with matches is about the requests that do not match.
    SplitMatchesInverted = "split-matches-inverted" breaks ["SPECS-12", "SPLIT-11", "SPLIT-13", "SPLIT-14", "SPLIT-15"];
    /// A request must belong to every group of a split's matches.
    SplitGroupsAllMatch = "split-groups-all-match" breaks ["SPLIT-11", "SPLIT-15"];
    /// Only the last group of a split's matches counts.
    OnlyLastGroup = "only-last-group" breaks ["SPLIT-11", "SPLIT-15"];
    /// A split's group is looked up in every namespace.
    SplitGroupNamespaceIgnored = "split-group-namespace-ignored" breaks ["SPLIT-14"];
    /// In the groups of a split, paths and methods are passed over.
    SplitReadsHeadersOnly = "split-reads-headers-only" breaks ["SPLIT-14"] reads ["SPLIT-MATCH-FIELDS"];
    /// In the groups of a split, headers are passed over.
    SplitReadsNoHeaders = "split-reads-no-headers" breaks ["SPECS-12", "SPLIT-11", "SPLIT-13", "SPLIT-14"];
    /// In the groups of a split, methods are passed over.
    SplitReadsNoMethods = "split-reads-no-methods" breaks ["SPLIT-14"];
    /// Only the first port of a root service is split.
    OnlyFirstRootPort = "only-first-root-port" breaks ["SPLIT-20", "SPLIT-24"];
    /// Only the last port of a root service is split.
    OnlyLastRootPort = "only-last-root-port" breaks ["SPLIT-19", "SPLIT-20", "SPLIT-23", "SPLIT-24"];
    /// A split does nothing for a port that one of its backends does not have.
    PortMismatchVoidsSplit = "port-mismatch-voids-split" breaks ["SPLIT-19", "SPLIT-25"];
    /// The share of a backend without the dialled port goes to the root service.
    PortMismatchGoesToRoot = "port-mismatch-goes-to-root" breaks ["SPLIT-19", "SPLIT-25"];
    /// A backend takes part with the port that has the root's target port, not the dialled one.
    PortsMatchedByTarget = "ports-matched-by-target" breaks ["SPLIT-19", "SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-25"];
    /// Backends are dialled on the port of the Service as if it were the container's.
    TargetPortIgnored = "target-port-ignored" breaks ["SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-25"];
    /// For TCP, backends are dialled on the target port of the root service.
    RootTargetPortForTcp = "root-target-port-for-tcp" breaks ["SPLIT-20"];
    /// A Service that is a backend of a split cannot be called by its own name.
    DirectCallsRefused = "direct-calls-refused" breaks ["SPLIT-29"];
    /// A split with a backend that does not exist does nothing.
    MissingBackendVoidsSplit = "missing-backend-voids-split" breaks ["SPLIT-27"];
    /// A split with a backend that does not exist refuses all requests.
    MissingBackendRefuses = "missing-backend-refuses" breaks ["SPLIT-27"];
    /// Shares are proportional to the squares of the weights.
    WeightsSquared = "weights-squared" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-16", "SPLIT-19", "SPLIT-30", "SPLIT-31", "SPLIT-34", "SPLIT-38"];
    /// Weights above 100 count as 100.
    WeightsClamped = "weights-clamped" breaks ["SPLIT-05", "SPLIT-30", "SPLIT-34", "SPLIT-38", "SPLIT-07"];
    /// Of a weight, only the last eight bits count.
    WeightsOfOneByte = "weights-of-one-byte" breaks ["SPLIT-05", "SPLIT-30", "SPLIT-38", "SPLIT-07"];
    /// Weights are rounded to tens.
    WeightsRoundedToTens = "weights-rounded-to-tens" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-19", "SPLIT-28", "SPLIT-32", "SPLIT-34"];
    /// A split does nothing unless its weights add up to 100.
    WeightsMustBePercent = "weights-must-be-percent" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-19", "SPLIT-25", "SPLIT-28", "SPLIT-30", "SPLIT-32", "SPLIT-34", "SPLIT-38"];
    /// A weight of one counts as zero.
    WeightOneIsZero = "weight-one-is-zero" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-19", "SPLIT-28", "SPLIT-32", "SPLIT-34"];
    /// A backend of weight zero gets a tenth of what all others together get.
    ZeroWeightGetsATenth = "zero-weight-gets-a-tenth" breaks ["SPLIT-13", "SPLIT-27", "SPLIT-28"];
    /// Backends with less than a tenth of all weights get nothing.
    SmallWeightsDropped = "small-weights-dropped" breaks ["SPLIT-05", "SPLIT-07"];
    /// The first backend of a split gets everything.
    FirstBackendTakesAll = "first-backend-takes-all" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-28", "SPLIT-30", "SPLIT-31", "SPLIT-34", "SPLIT-38"];
    /// The backend with the largest weight gets everything.
    HeaviestBackendTakesAll = "heaviest-backend-takes-all" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-16", "SPLIT-19", "SPLIT-20", "SPLIT-23", "SPLIT-24", "SPLIT-28", "SPLIT-30", "SPLIT-31", "SPLIT-34", "SPLIT-38"];
    /// Shares are whole percentages, and the last backend gets what is left, even with weight zero.
    LastBackendTakesRounding = "last-backend-takes-rounding" breaks ["SPLIT-28"];
    /// Weights are given to the backends in reverse order.
    WeightsInReverse = "weights-in-reverse" breaks ["SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-13", "SPLIT-16", "SPLIT-19", "SPLIT-27", "SPLIT-28", "SPLIT-30", "SPLIT-31", "SPLIT-34", "SPLIT-38"];
    /// Weights lose their thousands: 1000 is 1k, and 1k is 1.
    ThousandsLost = "thousands-lost" breaks ["SPLIT-30", "SPLIT-07"];
    /// For TCP, every backend gets the same share.
    TcpWeightsIgnored = "tcp-weights-ignored" breaks ["SPLIT-05", "SPLIT-27", "SPLIT-28", "SPLIT-34"];
    /// For TCP, the backend with the largest weight gets everything.
    TcpHeaviestBackendTakesAll = "tcp-heaviest-backend-takes-all" breaks ["SPLIT-05", "SPLIT-20", "SPLIT-34"];
    /// Without a target for the root service, its backends cannot be reached through a split.
    SplitNeedsRootAccess = "split-needs-root-access" breaks ["ACCESS-05"];
    /// A split lets everybody call its backends.
    SplitOpensBackends = "split-opens-backends" breaks ["ACCESS-03", "ACCESS-07"];
    /// Who may call the root service may call the backends of its split.
    RootAccessCoversBackends = "root-access-covers-backends" breaks ["ACCESS-03"];
    /// Objects in older versions mean nothing.
    OldVersionsIgnored = "old-versions-ignored" breaks ["ACCESS-05", "SPECS-05", "SPECS-13", "SPLIT-05", "SPLIT-07", "SPLIT-11", "SPLIT-30"];
    /// A split in version v1alpha3 loses its matches.
    ConversionDropsSplitMatches = "conversion-drops-split-matches" breaks ["SPLIT-14"];
    /// A route group in an older version loses its headers.
    ConversionDropsHeaders = "conversion-drops-headers" breaks ["SPECS-13", "SPLIT-14"];
    /// A target in an older version loses its port.
    ConversionDropsPort = "conversion-drops-port" breaks ["ACCESS-14"];
    /// A target in an older version loses the names of matches, so that whole groups are allowed.
    ConversionDropsMatchNames = "conversion-drops-match-names" breaks ["ACCESS-12"];
    /// The suffix `m` of a weight is passed over.
    QuantityMilliIgnored = "quantity-milli-ignored" breaks ["SPLIT-07"];
    /// The suffixes `k`, `M` and `G` of a weight are passed over.
    QuantityKiloIgnored = "quantity-kilo-ignored" breaks ["SPLIT-07"];
    /// The suffixes `Ki`, `Mi` and `Gi` of a weight are passed over.
    QuantityBinaryIgnored = "quantity-binary-ignored" breaks ["SPLIT-07"];
    /// The exponent of a weight is passed over.
    QuantityExponentIgnored = "quantity-exponent-ignored" breaks ["SPLIT-07"];
    /// Weights are rounded up to whole numbers.
    QuantityRoundedUp = "quantity-rounded-up" breaks ["SPLIT-07"];
    /// Of a weight, only the whole part counts.
    QuantityCutOff = "quantity-cut-off" breaks ["SPLIT-07"];
    /// Weights are rounded up to thousandths.
    QuantityThousandths = "quantity-thousandths" breaks [] reads ["SPLIT-ROUNDING"];
    /// When every weight is zero, every backend gets the same share.
    AllZeroIsEqual = "all-zero-is-equal" breaks [] reads ["SPLIT-ALL-WEIGHTS-ZERO"];
    /// When every weight is zero, the root service serves by itself.
    AllZeroIsRoot = "all-zero-is-root" breaks [] reads ["SPLIT-ALL-WEIGHTS-ZERO"];
    /// When every weight becomes zero, the shares before are kept.
    AllZeroKeepsPrevious = "all-zero-keeps-previous" breaks [] reads ["SPLIT-ALL-WEIGHTS-ZERO"];
    /// Of a backend that is listed twice, the last entry counts.
    LastDuplicateCounts = "last-duplicate-counts" breaks [] reads ["SPLIT-DUPLICATE-BACKEND"];
    /// Entries of a split that are alike count once.
    LikeDuplicatesCountOnce = "like-duplicates-count-once" breaks [] reads ["SPLIT-DUPLICATE-BACKEND"];
    /// A split with a negative weight does nothing.
    NegativeWeightVoidsSplit = "negative-weight-voids-split" breaks [] reads ["SPLIT-NEGATIVE-WEIGHT"];
    /// A negative weight becomes a huge one.
    NegativeWeightWraps = "negative-weight-wraps" breaks [] reads ["SPLIT-NEGATIVE-WEIGHT"];
    /// The others get the share of a backend that cannot serve.
    MissingBackendSheds = "missing-backend-sheds" breaks [] reads ["SPLIT-MISSING-BACKEND"];
    /// Of several splits on one root service, the last by name decides.
    LastSplitDecides = "last-split-decides" breaks [] reads ["SPLIT-SEVERAL-ON-ONE-ROOT"];
    /// A split with its root service among the backends does nothing.
    SelfReferenceVoidsSplit = "self-reference-voids-split" breaks [] reads ["SPLIT-SELF-REFERENCE"];
    /// A root service is found by its short name only.
    RootNameShort = "root-name-short" breaks ["SPLIT-03"] reads ["SPLIT-ROOT-NAME"];
    /// A backend takes part only when it has every port of the root service.
    EveryRootPortNeeded = "every-root-port-needed" breaks [] reads ["SPLIT-PORT-MATCH"];
    /// A split whose groups do not exist is about all requests.
    DanglingSplitMatchIgnored = "dangling-split-match-ignored" breaks [] reads ["SPLIT-DANGLING-MATCH"];
    /// A split with an empty list of matches is about no request.
    EmptySplitMatchesNothing = "empty-split-matches-nothing" breaks [] reads ["SPLIT-EMPTY-MATCHES"];
    /// A client must be let in by every backend to be let in by one.
    AllBackendsMustAdmit = "all-backends-must-admit" breaks [] reads ["SPLIT-BEFORE-ACCESS"];
    /// A backend of weight zero gets everything when the others have no pods.
    ZeroWeightIsStandby = "zero-weight-is-standby" breaks [] reads ["SPLIT-ZERO-WEIGHT"];
    /// A backend may be written with a namespace before its name.
    BackendWithNamespace = "backend-with-namespace" breaks [] reads ["SPLIT-BACKEND-NAMESPACE"];
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
