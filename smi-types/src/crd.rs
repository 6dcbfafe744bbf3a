//! `CustomResourceDefinition`s: of one version, and in sets to install.
//!
//! Several versions of a kind can be served with or without a conversion webhook. Without one the API server only changes
//! `apiVersion` and drops the fields that the version does not have. [`without_webhook`] therefore serves those versions
//! alone whose layout and meaning are the same ([`SERVED_WITHOUT_WEBHOOK`]); a port that an older target has would be gone
//! otherwise, and all ports open. [`with_webhook`] serves every released version, and needs something that answers reviews
//! with [`review`](crate::review).
//!
//! What a mesh serves is its own decision: it reads one version of each kind, and its own definitions are the ones to install
//! for it. These are for controllers, for tests, and for meshes that bring none.

mod columns;

use k8s_openapi::Resource;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceConversion, CustomResourceDefinition, WebhookClientConfig, WebhookConversion,
};
use kube_core::CustomResourceExt;
use kube_core::discovery::ApiResource;
use serde_json::{Value, json};

use crate::catalog::{self, CATALOG, Entry, Status, latest};
use crate::headers::HeaderForm;
use crate::schema::structural;

/// The versions of each kind that are the same under relabelling: what is written at one reads back equal at the others.
pub const SERVED_WITHOUT_WEBHOOK: &[(&str, &[&str])] = &[
    ("TrafficTarget", &["v1alpha3"]),
    ("HTTPRouteGroup", &["v1alpha3", "v1alpha4"]),
    ("TCPRoute", &["v1alpha4"]),
    ("UDPRoute", &["v1alpha4"]),
    ("TrafficSplit", &["v1alpha3", "v1alpha4"]),
];

/// The category of all kinds: `kubectl get smi`.
const CATEGORY: &str = "smi";

/// Definitions of all released kinds that are safe without a webhook.
#[must_use]
pub fn without_webhook(form: HeaderForm) -> Vec<CustomResourceDefinition> {
    let served = |entry: &&Entry| {
        SERVED_WITHOUT_WEBHOOK
            .iter()
            .any(|(kind, versions)| *kind == entry.kind && versions.contains(&entry.version))
    };
    let of_kind = |(kind, _): &(&str, &[&str])| {
        definition(&resources(kind).filter(served).collect::<Vec<_>>(), form)
    };
    SERVED_WITHOUT_WEBHOOK.iter().map(of_kind).collect()
}

/// Definitions that serve every released version of every kind, converted by a webhook.
#[must_use]
pub fn with_webhook(
    form: HeaderForm,
    webhook: &WebhookClientConfig,
) -> Vec<CustomResourceDefinition> {
    let released = |entry: &&Entry| entry.status == Status::Released;
    let of_kind = |(kind, _): &(&str, &[&str])| {
        let mut definition =
            definition(&resources(kind).filter(released).collect::<Vec<_>>(), form);
        definition.spec.conversion = Some(CustomResourceConversion {
            strategy: "Webhook".to_owned(),
            webhook: Some(WebhookConversion {
                client_config: Some(webhook.clone()),
                conversion_review_versions: vec!["v1".to_owned()],
            }),
        });
        definition
    };
    SERVED_WITHOUT_WEBHOOK.iter().map(of_kind).collect()
}

/// Definitions of the unreleased `access.smi-spec.io/v1alpha4`, alone.
#[cfg(feature = "draft")]
#[must_use]
pub fn drafts() -> Vec<CustomResourceDefinition> {
    let drafts = CATALOG.iter().filter(|entry| entry.status == Status::Draft);
    drafts.map(|entry| definition(&[entry], HeaderForm::List)).collect()
}

/// A definition that serves and stores one version alone. `None` for kinds that are no custom resources (metrics).
#[must_use]
pub fn single_version(entry: &Entry, form: HeaderForm) -> Option<CustomResourceDefinition> {
    is_custom(entry).then(|| definition(&[entry], form))
}

/// The rows of a kind, oldest first.
fn resources(kind: &str) -> impl Iterator<Item = &'static Entry> {
    CATALOG.iter().filter(move |entry| entry.kind == kind && is_custom(entry))
}

fn is_custom(entry: &Entry) -> bool {
    !entry.short_name.is_empty()
}

/// A definition of some versions of one kind, the newest released one stored.
fn definition(entries: &[&Entry], form: HeaderForm) -> CustomResourceDefinition {
    let newest = entries.last().expect("every kind has a version");
    let stored = latest(newest.kind).filter(|latest| entries.contains(latest)).unwrap_or(newest);
    let version = |entry: &&Entry| {
        json!({
            "name": entry.version,
            "served": true,
            "storage": *entry == stored,
            "additionalPrinterColumns": columns::of(entry),
            "schema": { "openAPIV3Schema": structural(entry, form) },
        })
    };
    let definition = json!({
        "metadata": { "name": format!("{}.{}", newest.plural, newest.group) },
        "spec": {
            "group": newest.group,
            "scope": "Namespaced",
            "names": {
                "categories": [CATEGORY],
                "kind": newest.kind,
                "listKind": format!("{}List", newest.kind),
                "plural": newest.plural,
                "singular": newest.kind.to_lowercase(),
                "shortNames": [newest.short_name],
            },
            "versions": entries.iter().map(version).collect::<Vec<Value>>(),
        },
    });
    serde_json::from_value(definition).expect("a definition is made of known fields")
}

macro_rules! custom_resources {
    ($($(#[$cfg:meta])* $type:ty, $name:literal, $short:literal;)+) => {
        $($(#[$cfg])* impl CustomResourceExt for $type {
            /// Serves and stores this version alone. Headers are in list form; [`single_version`] has the other, too.
            fn crd() -> CustomResourceDefinition {
                let entry = catalog::find(Self::API_VERSION, Self::KIND);
                let entry = entry.expect("every type is in the catalogue");
                definition(&[entry], HeaderForm::List)
            }

            fn crd_name() -> &'static str {
                $name
            }

            fn api_resource() -> ApiResource {
                ApiResource::erase::<Self>(&())
            }

            fn shortnames() -> &'static [&'static str] {
                &[$short]
            }
        })+

        /// The names of all definitions, for the test that none is forgotten.
        #[cfg(test)]
        const NAMES: &[(&str, &str, &str)] =
            &[$($(#[$cfg])* (<$type as Resource>::API_VERSION, $name, $short),)+];

        #[cfg(test)]
        fn all() -> Vec<CustomResourceDefinition> {
            vec![$($(#[$cfg])* <$type>::crd(),)+]
        }
    };
}

custom_resources! {
    crate::access::v1alpha1::TrafficTarget, "traffictargets.access.smi-spec.io", "tt";
    crate::access::v1alpha2::TrafficTarget, "traffictargets.access.smi-spec.io", "tt";
    crate::access::v1alpha3::TrafficTarget, "traffictargets.access.smi-spec.io", "tt";
    #[cfg(feature = "draft")]
    crate::access::v1alpha4::TrafficTarget, "traffictargets.access.smi-spec.io", "tt";
    #[cfg(feature = "draft")]
    crate::access::v1alpha4::IdentityBinding, "identitybindings.access.smi-spec.io", "ib";
    crate::specs::v1alpha1::HTTPRouteGroup, "httproutegroups.specs.smi-spec.io", "htr";
    crate::specs::v1alpha2::HTTPRouteGroup, "httproutegroups.specs.smi-spec.io", "htr";
    crate::specs::v1alpha3::HTTPRouteGroup, "httproutegroups.specs.smi-spec.io", "htr";
    crate::specs::v1alpha4::HTTPRouteGroup, "httproutegroups.specs.smi-spec.io", "htr";
    crate::specs::v1alpha1::TCPRoute, "tcproutes.specs.smi-spec.io", "tr";
    crate::specs::v1alpha2::TCPRoute, "tcproutes.specs.smi-spec.io", "tr";
    crate::specs::v1alpha3::TCPRoute, "tcproutes.specs.smi-spec.io", "tr";
    crate::specs::v1alpha4::TCPRoute, "tcproutes.specs.smi-spec.io", "tr";
    crate::specs::v1alpha4::UDPRoute, "udproutes.specs.smi-spec.io", "ur";
    crate::split::v1alpha1::TrafficSplit, "trafficsplits.split.smi-spec.io", "ts";
    crate::split::v1alpha2::TrafficSplit, "trafficsplits.split.smi-spec.io", "ts";
    crate::split::v1alpha3::TrafficSplit, "trafficsplits.split.smi-spec.io", "ts";
    crate::split::v1alpha4::TrafficSplit, "trafficsplits.split.smi-spec.io", "ts";
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{NAMES, all};
    use crate::CATALOG;

    #[test]
    fn every_custom_resource_of_the_catalogue_has_a_definition() {
        let resources = CATALOG.iter().filter(|entry| !entry.short_name.is_empty());
        let expected: Vec<_> = resources
            .map(|entry| {
                (entry.api_version(), format!("{}.{}", entry.plural, entry.group), entry.short_name)
            })
            .collect();
        let found: Vec<_> = NAMES
            .iter()
            .map(|(api, name, short)| ((*api).to_owned(), (*name).to_owned(), *short))
            .collect();
        assert_eq!(found, expected);
    }

    /// What an API server asks of a structural schema: a type everywhere, no references, no alternatives, no nulls.
    #[test]
    fn schemas_are_structural() {
        for definition in all() {
            let name = definition.metadata.name.unwrap_or_default();
            let version = &definition.spec.versions[0];
            let schema = version.schema.as_ref().and_then(|one| one.open_api_v3_schema.as_ref());
            let schema = serde_json::to_value(schema.expect("there is one")).expect("plain data");
            check(&schema, &format!("{name} {}", version.name));
        }
    }

    fn check(schema: &Value, place: &str) {
        let schema = schema.as_object().unwrap_or_else(|| panic!("{place}: {schema}"));
        let typed = schema.get("type").is_some_and(Value::is_string);
        let either = schema.get("x-kubernetes-int-or-string") == Some(&true.into());
        assert!(typed || either, "{place}: {schema:?}");
        for word in ["$ref", "anyOf", "oneOf", "const", "nullable", "definitions"] {
            assert!(!schema.contains_key(word), "{place}: {word}");
        }
        for (name, property) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            check(property, &format!("{place}.{name}"));
        }
        for word in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(word) {
                check(inner, &format!("{place}.{word}"));
            }
        }
    }
}
