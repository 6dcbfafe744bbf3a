//! Which workloads a subject of a target names.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use smi_types::Interpretation;

use super::Case;
use crate::model::{IdentityBinding, Origin, Subject, Workload};

impl Case<'_> {
    /// Whether a subject of a target names the identity of a workload.
    pub(super) fn names(&self, target: &Origin, subject: &Subject, workload: &Workload) -> bool {
        let namespace = match &subject.namespace {
            Some(namespace) => namespace,
            None if self.reads(Interpretation::SubjectNamespace) => &target.name.namespace,
            None => return false,
        };
        match subject.kind.as_str() {
            "ServiceAccount" => {
                *namespace == workload.name.namespace && subject.name == workload.service_account
            }
            "IdentityBinding" => self.world.identity_bindings.iter().any(|binding| {
                let name = &binding.origin.name;
                name.namespace == *namespace
                    && name.name == subject.name
                    && binds(binding, workload)
            }),
            _ => false,
        }
    }
}

/// Whether one of the schemes of a binding fits a workload.
fn binds(binding: &IdentityBinding, workload: &Workload) -> bool {
    let IdentityBinding { origin, pod_label_selector, spiffe_identities, service_account } =
        binding;
    let here = origin.name.namespace == workload.name.namespace;
    let by_labels =
        pod_label_selector.as_ref().is_some_and(|selector| selects(selector, &workload.labels));
    let by_account = service_account.as_ref() == Some(&workload.service_account);
    let path = format!("/ns/{}/sa/{}", workload.name.namespace, workload.service_account);
    let by_spiffe = spiffe_identities
        .iter()
        .any(|id| id.strip_prefix("spiffe://").is_some_and(|id| id.ends_with(&path)));
    here && (by_labels || by_account) || by_spiffe
}

/// Whether a selector fits pods with these labels.
pub(crate) fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    let LabelSelector { match_labels, match_expressions } = selector;
    let mut wanted = match_labels.iter().flatten();
    wanted.all(|(key, value)| labels.get(key) == Some(value))
        && match_expressions.iter().flatten().all(|requirement| holds(requirement, labels))
}

fn holds(requirement: &LabelSelectorRequirement, labels: &BTreeMap<String, String>) -> bool {
    let LabelSelectorRequirement { key, operator, values } = requirement;
    let value = labels.get(key);
    let listed = || value.is_some_and(|value| values.iter().flatten().any(|one| one == value));
    match operator.as_str() {
        "In" => listed(),
        "NotIn" => !listed(),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}
