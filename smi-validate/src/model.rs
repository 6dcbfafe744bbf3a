//! The world that a request is decided in: SMI objects of any version, Services, workloads and identities, in a model
//! that is richer than every wire version.

pub mod pattern;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use num_rational::BigRational;

pub use pattern::Pattern;

/// Everything that a request can depend on.
///
/// Services, workloads and identities are what Kubernetes has; the rest is lowered from SMI objects of any version.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The Services.
    pub services: Vec<Service>,
    /// The workloads.
    pub workloads: Vec<Workload>,
    /// Who may call whom.
    pub targets: Vec<Target>,
    /// HTTP traffic.
    pub route_groups: Vec<RouteGroup>,
    /// TCP and UDP traffic.
    pub l4_routes: Vec<L4Route>,
    /// How traffic is shared.
    pub splits: Vec<Split>,
    /// Sets of identities.
    pub identity_bindings: Vec<IdentityBinding>,
}

/// A Kubernetes Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: Name,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// The workloads whose pods it selects.
    pub workloads: Vec<Name>,
}

/// A port of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// The port that clients dial.
    pub port: u16,
    /// The container's port.
    pub target_port: u16,
}

/// Pods that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Its name.
    pub name: Name,
    /// Its ServiceAccount, in its own namespace.
    pub service_account: String,
    /// The labels of its pods.
    pub labels: BTreeMap<String, String>,
    /// Whether its pods belong to the mesh: only then they have an identity, and their server side enforces access.
    pub meshed: bool,
}

/// A lowered `TrafficTarget`.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it was written.
    pub origin: Origin,
    /// Who is called.
    pub destination: Subject,
    /// The only port that may be called (`destination.port` up to access v1alpha2).
    pub port: Option<i64>,
    /// What may be called.
    pub rules: Vec<Rule>,
    /// Who may call.
    pub sources: Vec<Subject>,
}

/// A service identity, as a target names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Where it was written.
    pub origin: Origin,
    /// `ServiceAccount`, `IdentityBinding`, or whatever was written.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace, if one was written.
    pub namespace: Option<String>,
}

/// One rule of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where it was written.
    pub origin: Origin,
    /// The kind of the route, as written.
    pub kind: String,
    /// The name of the route.
    pub name: String,
    /// The names of matches; absent is not the same as empty.
    pub matches: Option<Vec<String>>,
}

/// A lowered `HTTPRouteGroup`.
#[derive(Clone, Debug)]
pub struct RouteGroup {
    /// Where it was written.
    pub origin: Origin,
    /// Its matches.
    pub matches: Vec<HttpMatch>,
}

/// One match of a group: everything given must hold.
#[derive(Clone, Debug)]
pub struct HttpMatch {
    /// Where it was written.
    pub origin: Origin,
    /// Its name.
    pub name: String,
    /// The path.
    pub path: Option<Pattern>,
    /// The methods; absent is not the same as empty.
    pub methods: Option<Vec<String>>,
    /// Header names, in lower case, and patterns for their values, in order.
    pub headers: Vec<(String, Pattern)>,
}

/// A lowered `TCPRoute` or `UDPRoute`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct L4Route {
    /// Where it was written.
    pub origin: Origin,
    /// The ports, as written; empty for all.
    pub ports: Vec<i64>,
}

/// A lowered `TrafficSplit`.
#[derive(Clone, Debug)]
pub struct Split {
    /// Where it was written.
    pub origin: Origin,
    /// The root service, as written.
    pub root: String,
    /// The backends.
    pub backends: Vec<Backend>,
    /// References to groups that limit the split; absent is not the same as empty.
    pub matches: Option<Vec<Rule>>,
}

/// A backend of a split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// Where it was written.
    pub origin: Origin,
    /// The service, in the split's namespace.
    pub service: String,
    /// Its weight, exactly; absent is not zero.
    pub weight: Option<BigRational>,
}

/// A lowered `IdentityBinding`.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityBinding {
    /// Where it was written.
    pub origin: Origin,
    /// Selects pods of its namespace.
    pub pod_label_selector: Option<LabelSelector>,
    /// SPIFFE ids.
    pub spiffe_identities: Vec<String>,
    /// A ServiceAccount of its namespace.
    pub service_account: Option<String>,
}

impl World {
    /// Returns the Service of a name.
    #[must_use]
    pub fn service(&self, name: &Name) -> Option<&Service> {
        self.services.iter().find(|service| service.name == *name)
    }

    /// Returns the workload of a name.
    #[must_use]
    pub fn workload(&self, name: &Name) -> Option<&Workload> {
        self.workloads.iter().find(|workload| workload.name == *name)
    }
}

impl Service {
    /// Returns the port with the number that clients dial.
    #[must_use]
    pub fn port(&self, port: u16) -> Option<ServicePort> {
        self.ports.iter().copied().find(|one| one.port == port)
    }
}

/// The name of an object in its namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl Name {
    /// Names something in a namespace.
    #[must_use]
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.namespace, self.name)
    }
}

/// Where an element of the model was written. The elements of an object share its kind and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The kind of the object.
    pub kind: Cow<'static, str>,
    /// Its name.
    pub name: Arc<Name>,
    /// The place inside the object as the user wrote it, for example `spec.backends[1].weight`; empty for the object itself.
    pub path: String,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.kind, self.name)?;
        if !self.path.is_empty() {
            write!(formatter, " at {}", self.path)?;
        }
        Ok(())
    }
}
