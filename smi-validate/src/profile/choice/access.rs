//! Words about access.

use super::choices;

choices! {
    /// Whether targets count in a fresh installation.
    OutOfTheBox {
        /// What no target allows is denied.
        Enforced = "enforced",
        /// Everything is allowed until somebody switches access control on.
        Permissive = "permissive",
        /// Another policy of the cluster decides.
        Depends = "depends",
    }

    /// What becomes of requests that no target is about, with access control on.
    DefaultAccess {
        /// They are denied.
        Deny = "deny",
        /// They are allowed.
        Allow = "allow",
        /// Another policy of the cluster decides.
        Depends = "depends",
    }

    /// Where access control happens.
    Side {
        /// At the server.
        Server = "server",
        /// At the client.
        Client = "client",
        /// At both.
        Both = "both",
        /// In a proxy that is only used by the mesh's own host names.
        ByName = "by-name",
        /// Nowhere.
        Nowhere = "nowhere",
    }

    /// What a server knows a client by.
    SourceIdentity {
        /// Its certificate.
        Certificate = "certificate",
        /// A header that the client's sidecar writes.
        Header = "header",
    }

    /// What a client sees of a denial.
    Denial {
        /// The connection is refused.
        Refused = "refused",
        /// The connection is reset.
        Reset = "reset",
        /// Status 403.
        Status403 = "status-403",
        /// Status 404.
        Status404 = "status-404",
    }

    /// What several targets of one destination come to.
    Additivity {
        /// Each adds to what is allowed.
        Additive = "additive",
        /// The first route that matches a request decides, whatever later ones allow.
        FirstMatch = "first-match",
    }

    /// What a rule without `matches`, or with an empty list, means.
    MatchesOmitted {
        /// All matches of the group.
        All = "all",
        /// None: it grants nothing.
        None = "none",
    }

    /// What a target without rules, or without sources, grants.
    EmptyList {
        /// Nothing.
        Nothing = "nothing",
        /// Everything that the rest of the target leaves open.
        Everything = "everything",
        /// Its schema refuses it.
        RefusedByCrd = "refused-by-crd",
    }

    /// What an L4 rule and an HTTP rule in one target come to.
    L4WithL7 {
        /// A request must be allowed by both.
        And = "and",
        /// A request must be allowed by one.
        Or = "or",
        /// Two filters, one after the other, each of which knows all targets.
        IndependentFilters = "independent-filters",
    }

    /// What becomes of a target with a reference to something that does not exist.
    DanglingRule {
        /// The reference grants nothing; its neighbours count.
        Skipped = "skipped",
        /// The whole target is void.
        VoidsTarget = "voids-target",
        /// The target is void for TCP.
        VoidsTcp = "voids-tcp",
    }
}
