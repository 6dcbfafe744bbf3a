//! The one list of everything that SMI has: it drives reading, writing, converting, documentation and tests.

use k8s_openapi::Resource;

/// One kind in one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The API group, for example `split.smi-spec.io`.
    pub group: &'static str,
    /// The version, for example `v1alpha4`.
    pub version: &'static str,
    /// The kind, for example `TrafficSplit`.
    pub kind: &'static str,
    /// The plural, as in URLs.
    pub plural: &'static str,
    /// The short name that kubectl takes; empty for kinds that are no custom resources.
    pub short_name: &'static str,
    /// Where the version stands.
    pub status: Status,
    /// What the specification says it goes together with; empty where it says nothing.
    pub compatible_with: &'static str,
    /// Meshes and tools that read this version.
    pub served_by: &'static str,
}

/// Where a version stands. The specification has been archived since October 2023: nothing will move any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Part of a release of the specification.
    Released,
    /// In the specification's repository, in no release.
    Draft,
    /// In the Go SDK only.
    SdkOnly,
}

impl Entry {
    const fn of<T: Resource>(
        short_name: &'static str,
        status: Status,
        compatible_with: &'static str,
        served_by: &'static str,
    ) -> Self {
        Self {
            group: T::GROUP,
            version: T::VERSION,
            kind: T::KIND,
            plural: T::URL_PATH_SEGMENT,
            short_name,
            status,
            compatible_with,
            served_by,
        }
    }

    /// Group and version, for example `split.smi-spec.io/v1alpha4`.
    #[must_use]
    pub fn api_version(&self) -> String {
        format!("{}/{}", self.group, self.version)
    }
}

/// Calls `$callback!` with the rows of the catalogue, oldest version first:
///
/// `Variant: type, short name, status, compatible with, served by => the variant of the next version`
macro_rules! catalogue {
    ($callback:ident) => {
        $callback! {
            TrafficTargetV1alpha1: crate::access::v1alpha1::TrafficTarget, "tt", Released,
                "specs v1alpha1, v1alpha2", "Istio adapter, Consul controller"
                => TrafficTargetV1alpha2;
            TrafficTargetV1alpha2: crate::access::v1alpha2::TrafficTarget, "tt", Released,
                "specs v1alpha3", "Traefik Mesh, NGINX Service Mesh"
                => TrafficTargetV1alpha3;
            TrafficTargetV1alpha3: crate::access::v1alpha3::TrafficTarget, "tt", Released,
                "specs v1alpha4", "OSM, FSM"
                => #[cfg(feature = "draft")] TrafficTargetV1alpha4;
            #[cfg(feature = "draft")]
            TrafficTargetV1alpha4: crate::access::v1alpha4::TrafficTarget, "tt", Draft,
                "specs v1alpha4", "";
            #[cfg(feature = "draft")]
            IdentityBindingV1alpha4: crate::access::v1alpha4::IdentityBinding, "ib", Draft,
                "", "";
            HTTPRouteGroupV1alpha1: crate::specs::v1alpha1::HTTPRouteGroup, "htr", Released,
                "access v1alpha1", "Istio adapter"
                => HTTPRouteGroupV1alpha2;
            HTTPRouteGroupV1alpha2: crate::specs::v1alpha2::HTTPRouteGroup, "htr", Released,
                "access v1alpha1", ""
                => HTTPRouteGroupV1alpha3;
            HTTPRouteGroupV1alpha3: crate::specs::v1alpha3::HTTPRouteGroup, "htr", Released,
                "access v1alpha2, split v1alpha3", "Traefik Mesh, NGINX Service Mesh"
                => HTTPRouteGroupV1alpha4;
            HTTPRouteGroupV1alpha4: crate::specs::v1alpha4::HTTPRouteGroup, "htr", Released,
                "access v1alpha3, split v1alpha4", "OSM, FSM";
            TCPRouteV1alpha1: crate::specs::v1alpha1::TCPRoute, "tr", Released,
                "access v1alpha1", ""
                => TCPRouteV1alpha2;
            TCPRouteV1alpha2: crate::specs::v1alpha2::TCPRoute, "tr", Released,
                "access v1alpha1", ""
                => TCPRouteV1alpha3;
            TCPRouteV1alpha3: crate::specs::v1alpha3::TCPRoute, "tr", Released,
                "access v1alpha2", "Traefik Mesh, NGINX Service Mesh"
                => TCPRouteV1alpha4;
            TCPRouteV1alpha4: crate::specs::v1alpha4::TCPRoute, "tr", Released,
                "access v1alpha3", "OSM, FSM";
            UDPRouteV1alpha4: crate::specs::v1alpha4::UDPRoute, "ur", Released,
                "access v1alpha3", "";
            TrafficSplitV1alpha1: crate::split::v1alpha1::TrafficSplit, "ts", Released,
                "", "linkerd-smi, Flagger, Argo Rollouts"
                => TrafficSplitV1alpha2;
            TrafficSplitV1alpha2: crate::split::v1alpha2::TrafficSplit, "ts", Released,
                "", "OSM, FSM, linkerd-smi, Istio adapter, Flagger, Argo Rollouts"
                => TrafficSplitV1alpha3;
            TrafficSplitV1alpha3: crate::split::v1alpha3::TrafficSplit, "ts", Released,
                "specs v1alpha3", "Traefik Mesh, NGINX Service Mesh, Flagger, Argo Rollouts"
                => TrafficSplitV1alpha4;
            TrafficSplitV1alpha4: crate::split::v1alpha4::TrafficSplit, "ts", Released,
                "specs v1alpha4", "FSM";
            TrafficMetricsV1alpha1: crate::metrics::v1alpha1::TrafficMetrics, "", Released,
                "", "smi-metrics, NGINX Service Mesh"
                => TrafficMetricsV1alpha2;
            TrafficMetricsV1alpha2: crate::metrics::v1alpha2::TrafficMetrics, "", SdkOnly,
                "", "";
            TrafficMetricsListV1alpha1: crate::metrics::v1alpha1::TrafficMetricsList, "", Released,
                "", "smi-metrics, NGINX Service Mesh"
                => TrafficMetricsListV1alpha2;
            TrafficMetricsListV1alpha2: crate::metrics::v1alpha2::TrafficMetricsList, "", SdkOnly,
                "", "";
        }
    };
}

pub(crate) use catalogue;

macro_rules! entries {
    ($(
        $(#[$cfg:meta])*
        $variant:ident: $type:ty, $short:literal, $status:ident, $compatible:literal, $served:literal
        $(=> $(#[$newer_cfg:meta])* $newer:ident)?;
    )*) => {
        /// Everything that SMI has, by group and kind, oldest version first.
        pub const CATALOG: &[Entry] = &[
            $($(#[$cfg])* Entry::of::<$type>($short, Status::$status, $compatible, $served),)*
        ];
    };
}

catalogue!(entries);

/// The line of a kind, by its `apiVersion` (group and version).
#[must_use]
pub fn find(api_version: &str, kind: &str) -> Option<&'static Entry> {
    let (group, version) = api_version.split_once('/')?;
    CATALOG
        .iter()
        .find(|entry| entry.kind == kind && entry.group == group && entry.version == version)
}

/// The newest version of a kind that the specification released, or else the newest there is.
#[must_use]
pub fn latest(kind: &str) -> Option<&'static Entry> {
    let of_kind = || CATALOG.iter().rev().filter(|entry| entry.kind == kind);
    of_kind().find(|entry| entry.status == Status::Released).or_else(|| of_kind().next())
}
