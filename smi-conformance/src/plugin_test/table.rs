//! All checks, by the sessions that they share, in the order in which they are made.

use futures::future::FutureExt as _;

use super::{Check, deployments, ending, refusals, traffic};

/// The check that is made however the sessions ended.
pub(super) const WHATEVER_HAPPENS: &str = "nothing-left";

/// All checks. Each session is one with a program of its own.
pub(super) const SESSIONS: &[&[Check]] = &[
    &[Check {
        id: "unspoken-version",
        rule: "3.1",
        title: "a version that it does not speak is the error `unsupported`",
        run: |bench| deployments::unspoken_version(bench).boxed(),
    }],
    &[
        Check {
            id: "hello",
            rule: "3.1",
            title: "says who the mesh is, in the form of the page",
            run: |bench| deployments::hello(bench).boxed(),
        },
        Check {
            id: "deploy",
            rule: "3.2",
            title: "lists all pods of all workloads",
            run: |bench| deployments::deploy(bench).boxed(),
        },
        Check {
            id: "deploy-beside",
            rule: "3.2",
            title: "takes a second deployment with the same names",
            run: |bench| deployments::deploy_beside(bench).boxed(),
        },
        Check {
            id: "apply",
            rule: "3.3",
            title: "accepts objects of the versions that it serves",
            run: |bench| deployments::apply(bench).boxed(),
        },
        Check {
            id: "delete-missing",
            rule: "3.3",
            title: "to delete what is not there succeeds",
            run: |bench| deployments::delete_missing(bench).boxed(),
        },
        Check {
            id: "refused-object",
            rule: "5",
            title: "an object that the mesh refuses is the error `not-accepted`, with its name",
            run: |bench| deployments::refused_object(bench).boxed(),
        },
        Check {
            id: "probe",
            rule: "3.4",
            title: "tells one outcome for each probe, and then responds",
            run: |bench| traffic::probe(bench).boxed(),
        },
        Check {
            id: "echo",
            rule: "3.4",
            title: "what arrives is what was sent, byte for byte",
            run: |bench| traffic::echo(bench).boxed(),
        },
        Check {
            id: "deadline",
            rule: "3.4",
            title: "gives up a probe at its deadline",
            run: |bench| traffic::deadline(bench).boxed(),
        },
        Check {
            id: "arrivals",
            rule: "3.5",
            title: "lists what reached an application, and nothing else",
            run: |bench| traffic::arrivals(bench).boxed(),
        },
        Check {
            id: "arrivals-again",
            rule: "3.5",
            title: "asked again, lists the same",
            run: |bench| traffic::arrivals_again(bench).boxed(),
        },
        Check {
            id: "arrivals-of-nothing",
            rule: "3.5",
            title: "what was never sent did not arrive",
            run: |bench| traffic::arrivals_of_nothing(bench).boxed(),
        },
        Check {
            id: "arrivals-beside",
            rule: "3.2",
            title: "deployments do not see each other",
            run: |bench| traffic::arrivals_beside(bench).boxed(),
        },
        Check {
            id: "self-check",
            rule: "3.6",
            title: "has one answer for each pod, in order",
            run: |bench| traffic::self_check(bench).boxed(),
        },
        Check {
            id: "extra-members",
            rule: "1.6",
            title: "passes over members that it does not know",
            run: |bench| traffic::extra_members(bench).boxed(),
        },
        Check {
            id: "at-once",
            rule: "1.5",
            title: "carries out several requests at once",
            run: |bench| traffic::at_once(bench).boxed(),
        },
        Check {
            id: "unknown-deployment",
            rule: "5",
            title: "a deployment that is not there is the error `unknown`",
            run: |bench| refusals::unknown_deployment(bench).boxed(),
        },
        Check {
            id: "unknown-pod",
            rule: "5",
            title: "a pod that is not there is the error `unknown`",
            run: |bench| refusals::unknown_pod(bench).boxed(),
        },
        Check {
            id: "unknown-sender",
            rule: "5",
            title: "so is one that a probe is to come from",
            run: |bench| refusals::unknown_sender(bench).boxed(),
        },
        Check {
            id: "unknown-method",
            rule: "5",
            title: "a method that it does not know is the error -32601",
            run: |bench| refusals::unknown_method(bench).boxed(),
        },
        Check {
            id: "wrong-parameters",
            rule: "5",
            title: "parameters that are missing or of another type are the error -32602",
            run: |bench| refusals::wrong_parameters(bench).boxed(),
        },
        Check {
            id: "no-json",
            rule: "5",
            title: "a line that is no JSON does not disturb it",
            run: |bench| refusals::no_json(bench).boxed(),
        },
        Check {
            id: "cancel",
            rule: "4",
            title: "answers soon when it is told that nobody waits",
            run: |bench| traffic::cancel(bench).boxed(),
        },
        Check {
            id: "late-cancel",
            rule: "4",
            title: "a cancel for what was answered means nothing",
            run: |bench| traffic::late_cancel(bench).boxed(),
        },
        Check {
            id: "heartbeat",
            rule: "3.1",
            title: "gives signs of life when nothing is asked",
            run: |bench| ending::heartbeat(bench).boxed(),
        },
        Check {
            id: "cancel-and-teardown",
            rule: "1.5",
            title: "removes a deployment whose probes were cancelled",
            run: |bench| traffic::cancel_and_teardown(bench).boxed(),
        },
        Check {
            id: "teardown",
            rule: "3.7",
            title: "removes a deployment, whose name means nothing then",
            run: |bench| deployments::teardown(bench).boxed(),
        },
        Check {
            id: "shutdown",
            rule: "3.8",
            title: "answers, and ends within two seconds with exit code 0",
            run: |bench| ending::shutdown(bench).boxed(),
        },
    ],
    &[
        Check {
            id: "end-of-input",
            rule: "3.8",
            title: "ends when its standard input ends",
            run: |bench| ending::end_of_input(bench).boxed(),
        },
        Check {
            id: "nothing-left",
            rule: "3.8",
            title: "leaves no process behind",
            run: |bench| ending::nothing_left(bench).boxed(),
        },
    ],
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::SESSIONS;

    #[test]
    fn checks_have_names_of_their_own_and_point_to_the_page() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plugin-protocol.md");
        let page = std::fs::read_to_string(path).unwrap();
        let checks: Vec<_> = SESSIONS.iter().copied().flatten().collect();
        let ids: BTreeSet<_> = checks.iter().map(|check| check.id).collect();
        assert_eq!(ids.len(), checks.len());
        for check in checks {
            let (section, item) = check.rule.split_once('.').unwrap_or((check.rule, ""));
            let headings = [format!("\n### {} ", check.rule), format!("\n## {section}. ")];
            let is_item = section == "1" && page.contains(&format!("\n{item}. "));
            assert!(
                page.contains(&headings[usize::from(item.is_empty())]) || is_item,
                "{}: {}",
                check.id,
                check.rule
            );
        }
    }
}
