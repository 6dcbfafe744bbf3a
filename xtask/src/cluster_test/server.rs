//! The API server: plain requests, and definitions that come and go.

use std::time::Duration;

use http::{Method, Request};
use kube::client::Body;
use kube::{Client, Config};
use serde_json::{Value, json};

use crate::Outcome;

/// On everything that the test makes, so that it deletes nothing else.
const LABEL: &str = "smi-toolkit.dev/cluster-test";
const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/// How long a definition may take to be served, or to be gone.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Server {
    client: Client,
    address: (String, u16),
    /// For example `v1.34.4`.
    pub(super) version: String,
    /// The namespace of the test's objects.
    pub(super) namespace: String,
}

/// An answer: status, warnings, content.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) warnings: Vec<String>,
    pub(super) content: Value,
}

impl Server {
    pub(super) async fn connect() -> Result<Self, String> {
        let failed =
            |error: kube::Error| format!("cannot reach the cluster of KUBECONFIG: {error}");
        let config = Config::infer().await.map_err(|error| format!("KUBECONFIG: {error}"))?;
        let host =
            config.cluster_url.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let address = (host, config.cluster_url.port_u16().unwrap_or(443));
        let client = Client::try_from(config).map_err(failed)?;
        let version = client.apiserver_version().await.map_err(failed)?.git_version;
        let namespace = format!("smi-cluster-test-{}", std::process::id());
        Ok(Self { client, address, version, namespace })
    }

    /// The host and port of the API server.
    pub(super) fn address(&self) -> (&str, u16) {
        (&self.address.0, self.address.1)
    }

    /// Sends a request; the content is JSON or YAML.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        content: &str,
    ) -> Result<Answer, String> {
        self.send_accepting(method, path, content, "application/json").await
    }

    pub(super) async fn send_accepting(
        &self,
        method: Method,
        path: &str,
        content: &str,
        accept: &str,
    ) -> Result<Answer, String> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/yaml")
            .header("accept", accept)
            .body(Body::from(content.as_bytes().to_vec()))
            .map_err(|error| format!("{path}: {error}"))?;
        let failed = |error: kube::Error| format!("{path}: {error}");
        let answer = self.client.send(request).await.map_err(failed)?;
        let status = answer.status().as_u16();
        let warnings = answer.headers().get_all("warning").iter();
        let warnings = warnings.map(|one| String::from_utf8_lossy(one.as_bytes()).into_owned());
        let warnings = warnings.collect();
        let content = answer.into_body().collect_bytes().await.map_err(failed)?;
        let content = serde_json::from_slice(&content)
            .unwrap_or_else(|_| String::from_utf8_lossy(&content).into());
        Ok(Answer { status, warnings, content })
    }

    /// Makes the namespace, once it is sure that nobody's objects are in the way: removing a definition removes them.
    pub(super) async fn prepare(&self) -> Outcome {
        let found = self.send(Method::GET, DEFINITIONS, "").await?;
        for definition in found.content["items"].as_array().into_iter().flatten() {
            let name = definition["metadata"]["name"].as_str().unwrap_or_default();
            if !name.ends_with(".smi-spec.io") {
                continue;
            }
            if definition["metadata"]["labels"][LABEL].is_null() {
                return Err(format!(
                    "the cluster has {name} already, and this test would delete it with all its objects; use a cluster without SMI"
                ));
            }
            self.delete(&format!("{DEFINITIONS}/{name}")).await?;
        }
        let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": self.namespace, "labels": { LABEL: "true" } } });
        let answer = self.send(Method::POST, "/api/v1/namespaces", &namespace.to_string()).await?;
        answer.expect_success("the namespace of the test")
    }

    pub(super) async fn clean_up(&self) -> Outcome {
        let found =
            self.send(Method::GET, &format!("{DEFINITIONS}?labelSelector={LABEL}"), "").await?;
        for definition in found.content["items"].as_array().into_iter().flatten() {
            let name = definition["metadata"]["name"].as_str().unwrap_or_default();
            self.delete(&format!("{DEFINITIONS}/{name}")).await?;
        }
        let namespace = format!("/api/v1/namespaces/{}", self.namespace);
        let answer = self.send(Method::DELETE, &namespace, "").await?;
        answer.expect_success("deleting the namespace of the test")
    }

    /// Applies definitions, and waits until each is served.
    pub(super) async fn install(&self, definitions: &[Value]) -> Outcome {
        for definition in definitions {
            let mut definition = definition.clone();
            definition["metadata"]["labels"] = json!({ LABEL: "true" });
            let answer = self.send(Method::POST, DEFINITIONS, &definition.to_string()).await?;
            let name = definition["metadata"]["name"].as_str().unwrap_or_default();
            answer.expect_success(name)?;
            if !answer.warnings.is_empty() {
                return Err(format!(
                    "{name}: the API server warns: {}",
                    answer.warnings.join("; ")
                ));
            }
        }
        for definition in definitions {
            self.wait_until_served(definition).await?;
        }
        Ok(())
    }

    async fn wait_until_served(&self, definition: &Value) -> Outcome {
        let name = definition["metadata"]["name"].as_str().unwrap_or_default();
        let path = format!("{DEFINITIONS}/{name}");
        let mut last = Value::Null;
        for _ in 0..attempts() {
            let found = self.send(Method::GET, &path, "").await?.content;
            last = found["status"]["conditions"].clone();
            let has = |kind: &str, status: &str| {
                let mut conditions = last.as_array().into_iter().flatten();
                conditions.any(|one| one["type"] == kind && one["status"] == status)
            };
            if has("NonStructuralSchema", "True") || has("NamesAccepted", "False") {
                break;
            }
            if has("Established", "True") {
                return self.wait_until_listed(definition).await;
            }
            pause().await;
        }
        Err(format!("{name} is not served: {last}"))
    }

    /// A definition is established a moment before its paths answer.
    async fn wait_until_listed(&self, definition: &Value) -> Outcome {
        let versions = definition["spec"]["versions"].as_array().into_iter().flatten();
        let newest = versions.last().map(|version| &version["name"]).and_then(Value::as_str);
        let path = self.collection(definition, newest.unwrap_or_default());
        for _ in 0..attempts() {
            if self.send(Method::GET, &path, "").await?.status == 200 {
                return Ok(());
            }
            pause().await;
        }
        Err(format!("{path} does not answer"))
    }

    /// Removes definitions with all their objects, and waits until they are gone.
    pub(super) async fn remove(&self, definitions: &[Value]) -> Outcome {
        for definition in definitions {
            let name = definition["metadata"]["name"].as_str().unwrap_or_default();
            self.delete(&format!("{DEFINITIONS}/{name}")).await?;
        }
        Ok(())
    }

    /// Deletes an object, and waits until it is gone.
    pub(super) async fn delete(&self, path: &str) -> Outcome {
        self.send(Method::DELETE, path, "").await?.expect_success(path)?;
        for _ in 0..attempts() {
            if self.send(Method::GET, path, "").await?.status == 404 {
                return Ok(());
            }
            pause().await;
        }
        Err(format!("{path} does not go"))
    }

    /// The path of the objects of a definition in the test's namespace.
    pub(super) fn collection(&self, definition: &Value, version: &str) -> String {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let group = text(&definition["spec"]["group"]);
        let plural = text(&definition["spec"]["names"]["plural"]);
        format!("/apis/{group}/{version}/namespaces/{}/{plural}", self.namespace)
    }
}

impl Answer {
    pub(super) fn expect_success(&self, what: &str) -> Outcome {
        if (200..300).contains(&self.status) {
            return Ok(());
        }
        let message = self.content["message"].as_str().map(str::to_owned);
        let message = message.unwrap_or_else(|| self.content.to_string());
        Err(format!("{what}: the API server answers {}: {message}", self.status))
    }
}

fn attempts() -> u128 {
    PATIENCE.as_millis() / PAUSE.as_millis()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a server outside of this program has to be waited for"
)]
async fn pause() {
    tokio::time::sleep(PAUSE).await;
}
