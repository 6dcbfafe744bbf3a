//! What is no object of SMI: what SMI depends on, and what lies beside it in every folder.

use serde_json::{Value, json};

use super::random::Random;
use super::words::{FILES, NOTES};

/// A program of a team.
pub(super) struct Program<'t> {
    pub(super) namespace: &'t str,
    /// The name of its Service and its ServiceAccount.
    pub(super) name: &'t str,
    pub(super) port: u16,
    /// `http` or the name of another protocol.
    pub(super) protocol: &'t str,
}

pub(super) fn object(api_version: &str, kind: &str, namespace: &str, name: &str) -> Value {
    json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": { "name": name, "namespace": namespace, "labels": { "app": name } },
    })
}

pub(super) fn namespace(name: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": { "name": name, "labels": { "kubernetes.io/metadata.name": name } },
    })
}

impl Program<'_> {
    pub(super) fn service_account(&self) -> Value {
        object("v1", "ServiceAccount", self.namespace, self.name)
    }

    /// The Service of all its pods, or of those of one version.
    pub(super) fn service(&self, version: Option<&str>) -> Value {
        let name = self.versioned(version);
        let mut service = object("v1", "Service", self.namespace, &name);
        let target = if self.protocol == "http" { json!("http") } else { json!(self.port) };
        service["spec"] = json!({
            "selector": self.labels(version),
            "ports": [{ "name": self.protocol, "port": self.port, "targetPort": target, "protocol": "TCP" }],
        });
        service
    }

    /// The pods, or those of one version. All run as the same ServiceAccount.
    pub(super) fn deployment(&self, version: Option<&str>, random: &mut Random) -> Value {
        let name = self.versioned(version);
        let labels = self.labels(version);
        let mut deployment = object("apps/v1", "Deployment", self.namespace, &name);
        let image = format!(
            "registry.example.com/{}/{}:1.{}.{}",
            self.namespace,
            self.name,
            random.below(30),
            random.below(10)
        );
        let limits = random.pick(&["250m", "500m", "1"]);
        deployment["spec"] = json!({
            "replicas": random.between(1, 6),
            "selector": { "matchLabels": labels },
            "template": {
                "metadata": { "labels": labels, "annotations": { "prometheus.io/scrape": "true" } },
                "spec": {
                    "serviceAccountName": self.name,
                    "containers": [{
                        "name": self.name,
                        "image": image,
                        "imagePullPolicy": "IfNotPresent",
                        "ports": [{ "name": self.protocol, "containerPort": self.port }],
                        "env": [
                            { "name": "PORT", "value": self.port.to_string() },
                            { "name": "LOG_LEVEL", "value": random.pick(&["info", "debug", "warn"]) },
                        ],
                        "resources": {
                            "requests": { "cpu": "100m", "memory": "128Mi" },
                            "limits": { "cpu": limits, "memory": "512Mi" },
                        },
                        "readinessProbe": {
                            "tcpSocket": { "port": self.port },
                            "initialDelaySeconds": random.between(1, 20),
                            "periodSeconds": 10,
                        },
                    }],
                },
            },
        });
        deployment
    }

    pub(super) fn config_map(&self, random: &mut Random) -> Value {
        let mut map = object("v1", "ConfigMap", self.namespace, &format!("{}-files", self.name));
        map["metadata"]["annotations"] = json!({ "example.com/note": random.pick(&NOTES) });
        let (name, text) = FILES[random.below(FILES.len())];
        map["data"] =
            json!({ name: text, "region": random.pick(&["eu-central", "us-east", "no"]) });
        map
    }

    pub(super) fn ingress(&self) -> Value {
        let host = format!("{}.{}.example.com", self.name, self.namespace);
        let mut ingress = object("networking.k8s.io/v1", "Ingress", self.namespace, self.name);
        ingress["spec"] = json!({
            "ingressClassName": "nginx",
            "rules": [{
                "host": host,
                "http": { "paths": [{
                    "path": "/",
                    "pathType": "Prefix",
                    "backend": { "service": { "name": self.name, "port": { "number": self.port } } },
                }] },
            }],
            "tls": [{ "hosts": [host], "secretName": format!("{}-tls", self.name) }],
        });
        ingress
    }

    pub(super) fn autoscaler(&self, version: Option<&str>, random: &mut Random) -> Value {
        let name = self.versioned(version);
        let kind = "HorizontalPodAutoscaler";
        let mut autoscaler = object("autoscaling/v2", kind, self.namespace, &name);
        autoscaler["spec"] = json!({
            "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": name },
            "minReplicas": 1,
            "maxReplicas": random.between(4, 20),
        });
        autoscaler
    }

    pub(super) fn versioned(&self, version: Option<&str>) -> String {
        version.map_or_else(|| self.name.to_owned(), |version| format!("{}-{version}", self.name))
    }

    fn labels(&self, version: Option<&str>) -> Value {
        match version {
            None => json!({ "app": self.name }),
            Some(version) => json!({ "app": self.name, "version": version }),
        }
    }
}
