//! `plugin-test` finds what a plug-in does wrong, and nothing else: the reference mesh as a plug-in, with a fault in it or in
//! what stands between it and the suite.

use std::process::Output;

use futures::stream::{self, StreamExt as _};
use serde_json::Value;

use super::{PROGRAM, program, text};

const AT_ONCE: usize = 6;

/// Faults of the plug-in, each with the check that fails and the rule that it names.
const MISBEHAVIOURS: [(&str, &str, &str); 24] = [
    ("die@deploy", "deploy", "P1"),
    ("die@shutdown", "shutdown", "6"),
    ("close-stdout@apply", "apply", "P1"),
    ("garbage@self-check", "self-check", "P2"),
    ("long-line@probe", "probe", "P2"),
    ("invalid-utf8@arrivals", "arrivals", "P2"),
    ("answer-twice@deploy", "deploy-beside", "P3"),
    ("answer-twice@apply", "delete-missing", "P3"),
    ("unknown-id@probe", "probe", "P3"),
    ("outcome-twice@probe", "probe", "P4"),
    ("outcome-unknown@probe", "probe", "P4"),
    ("early-response@probe", "probe", "P5"),
    ("wrong-form@hello", "hello", "P6"),
    ("wrong-form@deploy", "deploy", "P6"),
    ("wrong-form@apply", "apply", "P6"),
    ("wrong-form@teardown", "cancel-and-teardown", "P6"),
    ("unknown-pod@deploy", "deploy", "P7"),
    ("unknown-pod@probe", "probe", "P7"),
    ("unknown-pod@arrivals", "arrivals", "P7"),
    ("wrong-length@self-check", "self-check", "P8"),
    ("hang@apply", "apply", "P9"),
    ("no-heartbeat@nothing", "heartbeat", "P9"),
    ("request@deploy", "deploy", "P10"),
    ("stay@shutdown", "shutdown", "P11"),
];

/// Faults of what stands between: a shell command, in which `$SERVE` is the plug-in, with the checks that fail and the rule.
const FILTERS: [(&str, &[&str], &str); 24] = [
    (r#"$SERVE | sed -u 's/"code":3/"code":1/'"#, &["unspoken-version"], "3.1"),
    (
        r#"sed -u 's/"deployment":"plugin-test-beside","scen/"scen/' | $SERVE"#,
        &["deploy-beside"],
        "3.2",
    ),
    (r#"sed -u '/never-there.*main/s/"apply"/"appl"/' | $SERVE"#, &["delete-missing"], "3.3"),
    (r#"sed -u '/"nonsense"/s/"apply","p/"appl","p/' | $SERVE"#, &["refused-object"], "5"),
    (r#"$SERVE | sed -u 's/%7Ec/~c/'"#, &["echo"], "3.4"),
    (r#"$SERVE | sed -u 's/"first"/"second"/'"#, &["echo"], "3.4"),
    (
        r#"while read -r line; do case $line in *'"deadline":50,'*) sleep 2;; esac; printf '%s\n' "$line"; done | $SERVE"#,
        &["deadline"],
        "3.4",
    ),
    (
        r#"$SERVE | sed -u 's/"arrivals":\[\]/"arrivals":[{"id":"x","pod":"y","port":1,"request":null}]/'"#,
        &["arrivals-of-nothing", "arrivals-beside"],
        "3.5",
    ),
    (r#"sed -u '/"colour"/s/"pods":\[[^]]*\]/"pods":7/' | $SERVE"#, &["extra-members"], "1.6"),
    (r#"sed -u '/plugin-test-90/d' | $SERVE"#, &["at-once"], "6"),
    (
        r#"$SERVE | sed -u 's/"code":4,"message":"there is no/"code":1,"message":"there is no/'"#,
        &["unknown-deployment", "teardown"],
        "5",
    ),
    (r#"sed -u 's/"nobody-0"/"client-0"/' | $SERVE"#, &["unknown-pod", "unknown-sender"], "5"),
    (r#"$SERVE | sed -u 's/-32601/-32600/'"#, &["unknown-method"], "5"),
    (r#"$SERVE | sed -u 's/-32602/-32600/'"#, &["wrong-parameters"], "5"),
    (r#"$SERVE | sed -u 's/-32700/1/'"#, &["no-json"], "5"),
    (r#"sed -u '/"cancel"/s/"jsonrpc"/"id":5000,"jsonrpc"/' | $SERVE"#, &["cancel"], "P3"),
    (
        r#"$SERVE | { n=0; while IFS= read -r line; do case $line in *'"arrivals":[{'*) n=$((n + 1));; esac
        if [ $n = 2 ]; then n=3; line=$(printf '%s' "$line" | sed 's/"web-0"/"other-0"/g'); fi
        printf '%s\n' "$line"; done; }"#,
        &["arrivals-again"],
        "3.5",
    ),
    (r#"sed -u '/plugin-test-250/d' | $SERVE"#, &["cancel"], "6"),
    (
        r#"{ n=0; while IFS= read -r line; do case $line in *'"cancel"'*) n=$((n + 1));; esac
        if [ $n = 2 ]; then n=3; line=$(printf '%s' "$line" | sed 's/"jsonrpc"/"id":5000,&/'); fi
        printf '%s\n' "$line"; done; } | $SERVE"#,
        &["late-cancel"],
        "P3",
    ),
    (r#"sed -u '/"teardown".*main/d' | $SERVE"#, &["cancel-and-teardown"], "6"),
    (
        r#"{ while IFS= read -r line; do printf '%s\n' "$line"
        case $line in *'"shutdown"'*) exit;; esac; done; sleep 5; } | $SERVE"#,
        &["end-of-input"],
        "3.8",
    ),
    (r#"$SERVE; exit 3"#, &["shutdown"], "3.8"),
    (r#"(cat; sleep 4) | $SERVE"#, &["shutdown", "end-of-input"], "P11"),
    (r#"setsid sleep 12 </dev/null >/dev/null 2>&1 & exec $SERVE"#, &["nothing-left"], "3.8"),
];

#[tokio::test]
async fn a_plug_in_that_keeps_to_the_protocol_passes_every_check() {
    let output = program(&["plugin-test", "--", PROGRAM, "serve"]).await;
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains(" pass, 0 fail, 0 not reached: "), "{report}");
    // With one lane nothing can be beside anything.
    let output = program(&["plugin-test", "--", PROGRAM, "serve", "--lanes", "1"]).await;
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains(" pass, 0 fail, 3 not reached: "), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_fails_the_checks_of_its_rule_and_no_others() {
    let misbehaviours = MISBEHAVIOURS
        .iter()
        .map(|(at, check, rule)| (format!("exec $SERVE --misbehave {at}"), vec![*check], *rule));
    let filters =
        FILTERS.iter().map(|(shell, checks, rule)| ((*shell).to_owned(), checks.to_vec(), *rule));
    let all = misbehaviours.chain(filters);
    let checks = all.map(|(shell, checks, rule)| async move {
        check(&shell, &checks, rule).await.map(|_| (shell, checks, rule))
    });
    let suspects: Vec<_> = stream::iter(checks).buffer_unordered(AT_ONCE).collect().await;
    let mut objections = Vec::new();
    // Checks of time may fail beside on a busy machine: what counts is what happens to each alone.
    for (shell, checks, rule) in suspects.into_iter().flatten() {
        objections.extend(check(&shell, &checks, rule).await);
    }
    assert!(objections.is_empty(), "{}", objections.join("\n\n"));
}

#[tokio::test]
async fn a_command_that_is_not_there_and_none_at_all_are_told_apart() {
    let missing = program(&["plugin-test", "--", "/there/is/no/such/plug-in"]).await;
    assert_eq!(missing.status.code(), Some(3));
    assert!(text(&missing.stderr).contains("could not start `/there/is/no/such/plug-in`"));
    assert_eq!(program(&["plugin-test"]).await.status.code(), Some(2));
    let silent = program(&["plugin-test", "--", "true"]).await;
    assert_eq!(silent.status.code(), Some(1), "{}", text(&silent.stdout));
}

/// Says what is wrong with what was found in a plug-in.
async fn check(shell: &str, expected: &[&str], rule: &str) -> Option<String> {
    let shell = shell.replace("$SERVE", &format!("'{PROGRAM}' serve"));
    let output = program(&["plugin-test", "-o", "json", "--", "sh", "-c", &shell]).await;
    let failed = failed(&output);
    let names: Vec<_> = failed.iter().map(|(name, _)| name.as_str()).collect();
    let first = failed.first().map(|(_, rule)| rule.as_str());
    let is_right = names == expected && first == Some(rule) && output.status.code() == Some(1);
    (!is_right).then(|| format!("{shell}\nexpected {expected:?} by {rule}, found {failed:#?}"))
}

/// The checks that failed, with the rules that they name.
fn failed(output: &Output) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let checks = report["checks"].as_array().cloned().unwrap_or_default();
    let failed = checks.into_iter().filter(|check| check["verdict"] == "fail");
    let member = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
    failed.map(|check| (member(&check, "id"), member(&check, "rule"))).collect()
}
