//! `CustomResourceDefinition`s, one for each version of each kind.

use k8s_openapi::Resource;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube_core::CustomResourceExt;
use kube_core::discovery::ApiResource;
use kube_core::schema::StructuralSchemaRewriter;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

macro_rules! custom_resources {
    ($($(#[$cfg:meta])* $type:ty, $name:literal, $short:literal;)+) => {
        $($(#[$cfg])* impl CustomResourceExt for $type {
            /// Serves and stores this version alone. Headers are in list form.
            fn crd() -> CustomResourceDefinition {
                crd::<Self>($name, $short)
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

fn crd<T: Resource + JsonSchema>(name: &str, short_name: &str) -> CustomResourceDefinition {
    let definition = json!({
        "metadata": { "name": name },
        "spec": {
            "group": T::GROUP,
            "scope": "Namespaced",
            "names": {
                "kind": T::KIND,
                "listKind": format!("{}List", T::KIND),
                "plural": T::URL_PATH_SEGMENT,
                "singular": T::KIND.to_lowercase(),
                "shortNames": [short_name],
            },
            "versions": [{
                "name": T::VERSION,
                "served": true,
                "storage": true,
                "schema": { "openAPIV3Schema": schema::<T>() },
            }],
        },
    });
    serde_json::from_value(definition).expect("a definition is made of known fields")
}

/// The structural schema: everything inlined, and nothing that an API server refuses.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::openapi3().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        settings.transforms.clear();
    });
    let rewritten = settings.with_transform(StructuralSchemaRewriter).with_transform(nullable);
    let mut schema = rewritten.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    schema.to_value()
}

/// Removes what structural schemas have no word for: null among types, formats of unsigned numbers.
fn nullable(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get("type") {
        let only = types.iter().find(|one| *one != "null").cloned();
        schema.insert("type".to_owned(), only.unwrap_or_else(|| "object".into()));
    }
    schemars::transform::transform_subschemas(&mut nullable, schema);
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
