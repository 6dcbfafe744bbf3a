//! Words about splits, weights, ports and names.

use super::choices;

choices! {
    /// What a weight is on the wire.
    WeightType {
        /// A Kubernetes quantity: `500m` is a half.
        Quantity = "quantity",
        /// A whole number.
        Integer = "integer",
    }

    /// How exactly weights are kept.
    Rounding {
        /// Exactly.
        Exact = "exact",
        /// To thousandths of one.
        Thousandths = "thousandths",
        /// To percents of the sum; the last backend gets what is left.
        PercentsLastTakesRest = "percents-last-takes-rest",
    }

    /// What becomes of requests when all weights are zero.
    AllZero {
        /// They fail.
        Fail = "fail",
        /// The configuration before stays.
        KeepsPrevious = "keeps-previous",
        /// Every backend gets the same share.
        EqualShares = "equal-shares",
        /// The root service gets them.
        Root = "root",
        /// Nobody promises anything.
        Undefined = "undefined",
    }

    /// What a backend with weight zero beside others gets.
    ZeroWeight {
        /// Nothing.
        Nothing = "nothing",
        /// What other backends fail to serve.
        Standby = "standby",
        /// Nothing, but for what rounding leaves, if it is the last.
        NothingUnlessLast = "nothing-unless-last",
    }

    /// What a negative weight comes to.
    NegativeWeight {
        /// A huge one.
        Wraps = "wraps",
        /// It is taken without a word.
        Accepted = "accepted",
    }

    /// What a backend without a weight has.
    MissingWeight {
        /// Weight zero.
        Zero = "zero",
        /// The controller panics.
        Panics = "panics",
    }

    /// What a backend that is listed twice gets.
    DuplicateBackend {
        /// The sum of its weights.
        Sum = "sum",
        /// The sum, but entries that are alike count once.
        LikeEntriesOnce = "like-entries-once",
        /// A share that is not proportional.
        Miscounted = "miscounted",
    }

    /// When a backend takes part.
    BackendPort {
        /// When it has the port that was dialled.
        Dialled = "dialled",
        /// When it has every port of the root service.
        EveryRootPort = "every-root-port",
        /// Always.
        NotCompared = "not-compared",
    }

    /// Which container port of a backend gets a request.
    BackendTarget {
        /// The one that the backend's Service maps the port to.
        Backend = "backend",
        /// The one that the root service maps the port to.
        Root = "root",
    }

    /// What `destination.port` is compared with.
    PortCompared {
        /// The `targetPort` of Services, as a number.
        TargetPort = "target-port",
        /// The port of the connection at the server.
        Destination = "destination",
        /// Nothing.
        Nothing = "nothing",
    }

    /// What a route without ports means.
    NoPorts {
        /// All ports.
        All = "all",
    }

    /// The namespace of a subject without one.
    NamespaceOmitted {
        /// That of the object.
        Object = "object",
        /// The namespace `default`.
        Default = "default",
        /// None: it names nobody.
        Nobody = "nobody",
        /// The webhook refuses the object.
        RefusedByAdmission = "refused-by-admission",
        /// Namespaces don't count.
        NotCompared = "not-compared",
    }

    /// Where routes are looked up.
    WhereRoutes {
        /// In the namespace of the object that names them.
        Object = "object",
        /// In any namespace, by name.
        Any = "any",
    }

    /// Where backends are looked up.
    WhereBackends {
        /// In the namespace of the split.
        Split = "split",
        /// There, or in the one that `namespace/name` says.
        SplitOrPrefix = "split-or-prefix",
        /// Wherever the mesh resolves a short host name.
        Host = "host",
    }

    /// How the root service may be written.
    RootName {
        /// As the short name.
        Short = "short",
        /// As the short name, with the namespace, or in full.
        ShortOrQualified = "short-or-qualified",
        /// As the very host that clients ask for.
        Verbatim = "verbatim",
    }

    /// What becomes of a split whose root service is among its backends.
    SelfReference {
        /// The root service gets its share.
        Works = "works",
        /// The split has no effect.
        Removed = "removed",
        /// It is not allowed.
        Forbidden = "forbidden",
    }

    /// What becomes of a backend that is the root service of another split.
    Chain {
        /// It gets its share as an ordinary Service.
        NotFollowed = "not-followed",
        /// Its share is split again.
        Followed = "followed",
    }

    /// What several splits on one root service come to.
    SeveralSplits {
        /// One of them decides, and nobody promises which.
        AnyOne = "any-one",
        /// The one that was written last decides.
        LastWritten = "last-written",
        /// All of them count.
        Merged = "merged",
        /// They conflict in the mesh underneath.
        Conflict = "conflict",
    }

    /// Where requests go that meet no condition of a split.
    Unmatched {
        /// To the root service.
        Root = "root",
        /// To the backends, each with the same share.
        BackendsEqually = "backends-equally",
        /// Nowhere: they are denied.
        Denied = "denied",
    }

    /// What becomes of the share of a backend that cannot serve.
    MissingBackend {
        /// It fails.
        Fails = "fails",
        /// The others get it.
        GoesToOthers = "goes-to-others",
    }

    /// What a request to a backend's own name gets.
    Direct {
        /// The backend.
        Backend = "backend",
    }

    /// Whom a split's backends must allow.
    WithAccess {
        /// The client, each backend for itself.
        EachBackend = "each-backend",
        /// The client, all backends together.
        AllBackends = "all-backends",
    }
}
