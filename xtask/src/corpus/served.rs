//! What an API server adds to objects, as `kubectl get --show-managed-fields -o yaml` shows it.

use serde_json::{Map, Value, json};

use super::random::Random;

/// An object as it comes back.
pub(super) fn served(mut object: Value, number: usize, random: &mut Random) -> Value {
    let applied = format!("{object}\n");
    let fields = managed(&object);
    let time = format!(
        "2021-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        random.between(1, 12),
        random.between(1, 28),
        random.below(24),
        random.below(60),
        random.below(60)
    );
    let uid = random.next();
    let uid = format!("{:08x}-{:04x}-4000-8000-{number:012x}", uid >> 32, uid & 0xFFFF);
    let managed_fields = json!([{
        "apiVersion": object["apiVersion"],
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
        "manager": "kubectl-client-side-apply",
        "operation": "Update",
        "time": time,
    }]);
    let metadata = &mut object["metadata"];
    if metadata["annotations"].is_null() {
        metadata["annotations"] = json!({});
    }
    metadata["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] = json!(applied);
    metadata["creationTimestamp"] = json!(time);
    metadata["generation"] = json!(random.between(1, 9));
    metadata["resourceVersion"] = json!((1_000 + number * 7).to_string());
    metadata["uid"] = json!(uid);
    metadata["managedFields"] = managed_fields;
    if let Some(status) = status(&object, random) {
        object["status"] = status;
    }
    object
}

fn status(object: &Value, random: &mut Random) -> Option<Value> {
    Some(match object["kind"].as_str()? {
        "Service" => json!({ "loadBalancer": {} }),
        "Namespace" => json!({ "phase": "Active" }),
        "Deployment" => {
            let replicas = &object["spec"]["replicas"];
            json!({
                "availableReplicas": replicas,
                "conditions": [{
                    "lastTransitionTime": "2021-03-04T05:06:07Z",
                    "lastUpdateTime": "2021-03-04T05:06:07Z",
                    "message": "Deployment has minimum availability.",
                    "reason": "MinimumReplicasAvailable",
                    "status": "True",
                    "type": "Available",
                }],
                "observedGeneration": random.between(1, 9),
                "readyReplicas": replicas,
                "replicas": replicas,
                "updatedReplicas": replicas,
            })
        }
        _ => return None,
    })
}

/// Who set which fields, in the form that API servers keep.
fn managed(object: &Value) -> Value {
    let mut fields = Map::new();
    for (name, value) in object.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("apiVersion" | "kind" | "name" | "namespace", _) => {}
            (_, Value::Object(_)) => {
                let mut inner = managed(value);
                if name != "metadata" {
                    inner["."] = json!({});
                }
                fields.insert(format!("f:{name}"), inner);
            }
            _ => {
                fields.insert(format!("f:{name}"), json!({}));
            }
        }
    }
    Value::Object(fields)
}
