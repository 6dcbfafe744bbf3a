//! Questions to the specification, and its answers.

use std::collections::BTreeSet;
use std::fmt;

use num_rational::BigRational;
use serde::Serialize;
use smi_types::Interpretation;

use crate::model::{Name, Origin};

/// One request in a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The workload that sends it. `None` is a caller without an identity, for example outside the mesh.
    pub from: Option<Name>,
    /// Where it goes.
    pub to: Destination,
    /// What is sent.
    pub payload: Payload,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A port of a Service.
    Service {
        /// The Service.
        name: Name,
        /// The port of the Service, not of its pods.
        port: u16,
    },
    /// A pod of a workload, by its address.
    Workload {
        /// The workload.
        name: Name,
        /// The container's port.
        port: u16,
    },
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// An HTTP request.
    Http {
        /// The method.
        method: String,
        /// Path and query as sent.
        path: String,
        /// Headers in order; names may repeat and are compared without regard to case.
        headers: Vec<(String, String)>,
    },
    /// A TCP connection.
    Tcp,
    /// A UDP datagram.
    Udp,
}

/// What becomes of a request according to the specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Every way that the request can take, with its share. Shares are exact and add up to one, unless the request
    /// goes nowhere at all (no such Service or port): then there is none.
    pub routes: Vec<Route>,
    /// What decided, in the order of the decision.
    pub reasons: Vec<Reason>,
    /// The readings that the answer is only right under. Empty on unambiguous ground.
    pub rests_on: BTreeSet<Interpretation>,
}

/// One way that a request can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The Service whose pods get it; the root service itself where no split applies. `None` for a pod dialled directly.
    pub backend: Option<Name>,
    /// The share of requests that go this way, from zero to one. Zero is said, since it is a promise too.
    pub share: BigRational,
    /// The workloads behind the backend; empty when it has none, and then this share of requests fails.
    pub endpoints: Vec<Endpoint>,
}

/// A workload at the end of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Endpoint {
    /// The workload.
    pub workload: Name,
    /// The container's port on which the request arrives.
    pub port: u16,
    /// Whether its server side lets the request in.
    pub access: Access,
}

/// Whether a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Access {
    /// It is served.
    Allow,
    /// It is denied.
    Deny,
}

/// One step of a decision: which element decided, and on which statement of the specification that rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The id of the requirement, for example `ACCESS-05`.
    pub requirement: &'static str,
    /// The object and the place in it that decided; `None` when the absence of any object did.
    pub origin: Option<Origin>,
    /// What it decided, as a sentence.
    pub text: String,
}

impl Decision {
    /// Whether every way with a positive share is allowed at every workload, and there is one.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.is_everywhere(Access::Allow)
    }

    /// Whether every way with a positive share is denied at every workload, and there is one.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.is_everywhere(Access::Deny)
    }

    fn is_everywhere(&self, access: Access) -> bool {
        let zero = BigRational::default();
        let mut taken = self.routes.iter().filter(|route| route.share > zero).peekable();
        taken.peek().is_some()
            && taken.all(|route| {
                !route.endpoints.is_empty()
                    && route.endpoints.iter().all(|end| end.access == access)
            })
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        })
    }
}
