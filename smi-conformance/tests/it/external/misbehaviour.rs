//! A plug-in that breaks the protocol costs an error, whenever and however it does.

use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use smi_conformance::clock::Clock;

use super::{PROGRAM, are_gone, processes, program, run, text, verdicts};

/// What can go wrong at every answer, and the rule that it breaks.
const EVERYWHERE: [(&str, &str); 9] = [
    ("die", "P1"),
    ("close-stdout", "P1"),
    ("garbage", "P2"),
    ("long-line", "P2"),
    ("invalid-utf8", "P2"),
    ("unknown-id", "P3"),
    ("wrong-form", "P6"),
    ("request", "P10"),
    ("strange-notification", "P10"),
];
const METHODS: [&str; 8] =
    ["hello", "deploy", "apply", "probe", "arrivals", "self-check", "teardown", "shutdown"];
/// What can go wrong only at some.
const SOMEWHERE: [(&str, &str); 24] = [
    ("answer-twice@hello", "P3"),
    ("answer-twice@deploy", "P3"),
    ("answer-twice@probe", "P3"),
    ("answer-twice@teardown", "P3"),
    ("outcome-twice@probe", "P4"),
    ("outcome-unknown@probe", "P4"),
    ("early-response@probe", "P5"),
    ("unknown-pod@deploy", "P7"),
    ("unknown-pod@probe", "P7"),
    ("unknown-pod@arrivals", "P7"),
    ("wrong-length@deploy", "P8"),
    ("wrong-length@self-check", "P8"),
    ("hang@deploy", "P9"),
    ("hang@apply", "P9"),
    ("hang@probe", "P9"),
    ("hang@arrivals", "P9"),
    ("hang@self-check", "P9"),
    ("hang@teardown", "P9"),
    ("hang@shutdown", "P9"),
    ("no-heartbeat@deploy", "P9"),
    ("no-heartbeat@probe", "P9"),
    ("no-heartbeat@self-check", "P9"),
    // Its own answer is an error, and so is that of the mesh to it.
    ("refuse@hello", ""),
    ("refuse@apply", ""),
];
const AT_ONCE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_plug_in_does_wrong_is_an_error_that_names_the_rule_and_nothing_is_left() {
    let everywhere = EVERYWHERE.iter().flat_map(|(name, rule)| {
        METHODS.iter().map(move |method| (format!("{name}@{method}"), (*rule).to_owned()))
    });
    let somewhere = SOMEWHERE.iter().map(|(at, rule)| ((*at).to_owned(), (*rule).to_owned()));
    let all: Vec<_> = everywhere.chain(somewhere).collect();
    let checks = all.into_iter().map(|(at, rule)| async move { check(&at, &rule).await });
    stream::iter(checks).buffer_unordered(AT_ONCE).collect::<()>().await;
}

async fn check(at: &str, rule: &str) {
    // The second one tells what becomes of scenarios after the first.
    let flags = ["--scenario", "access/default-deny", "--scenario", "split/tcp-direct", "-j", "1"];
    let clock = Clock::start();
    let output = run(&flags, &["--with-child", "--misbehave", at]).await;
    let whole = format!("{at}\n{}{}", text(&output.stdout), text(&output.stderr));
    assert!(clock.now() < Duration::from_secs(60), "{whole}");
    assert_eq!(output.status.code(), Some(3), "{whole}");
    let verdicts = verdicts(&output);
    assert!(
        verdicts.iter().all(|verdict| ["pass", "error"].contains(&verdict.as_str())),
        "{whole}"
    );
    let expected = match at.split_once('@').unwrap() {
        (_, "hello") if verdicts.is_empty() => 0,
        (_, "shutdown") => {
            assert_eq!(verdicts, ["pass", "pass"], "{whole}");
            2
        }
        _ => {
            assert_eq!(verdicts.last().unwrap() == "error", !rule.is_empty(), "{whole}");
            2
        }
    };
    assert_eq!(verdicts.len(), expected, "{whole}");
    if rule.is_empty() {
        assert!(
            whole.contains("the mesh is in no mood") && !whole.contains("broke rule"),
            "{whole}"
        );
    } else {
        assert!(
            whole.contains(&format!("the plug-in broke rule {rule} of the protocol at ")),
            "{whole}"
        );
        assert!(whole.contains(": expected ") && whole.contains(", found "), "{whole}");
    }
    are_gone(&processes(&text(&output.stderr))).await;
}

/// A program that does not end costs nothing but a word: its results are there.
#[tokio::test]
async fn a_plug_in_that_stays_is_ended_and_its_results_count() {
    let output =
        run(&["--scenario", "split/tcp-direct"], &["--with-child", "--misbehave", "stay@shutdown"])
            .await;
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(
        errors.contains("the plug-in broke rule P11 of the protocol at `shutdown`"),
        "{errors}"
    );
    are_gone(&processes(&errors)).await;
}

/// What goes wrong at the very end is in the log, and so in a judgement from it.
#[tokio::test]
async fn a_removal_that_fails_is_an_error_also_when_it_is_judged_again() {
    let log = std::env::temp_dir().join(format!("smi-removal-{}.jsonl", std::process::id()));
    let path = log.to_str().unwrap();
    let flags = ["--scenario", "split/tcp-direct", "--events", path, "-o", "json"];
    let live = run(&flags, &["--misbehave", "die@teardown"]).await;
    let again = program(&["judge", path, "-o", "json"]).await;
    std::fs::remove_file(&log).unwrap();
    for output in [live, again] {
        assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let result = &report["scenarios"][0];
        assert_eq!(result["verdict"], "error");
        assert!(
            result["reason"]
                .as_str()
                .unwrap()
                .starts_with("tearing down: the plug-in broke rule P1")
        );
        assert_eq!(result["expectations"][0]["verdict"], "pass");
    }
}

/// It lives, but takes too long: this request is given up, and the next scenario has another try.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_takes_too_long_is_cancelled_and_the_session_goes_on() {
    let checks = ["deploy", "apply", "arrivals", "self-check", "teardown"].map(stalls);
    futures::future::join_all(checks).await;
}

async fn stalls(method: &str) {
    let name = format!("smi-stall-{method}-{}", std::process::id());
    let folder = std::env::temp_dir();
    let (mesh, log) = (folder.join(format!("{name}.yaml")), folder.join(format!("{name}.jsonl")));
    let record = log.to_str().unwrap();
    let at = format!("stall@{method}");
    let text_of_mesh = format!(
        "driver: external\ncommand: ['{PROGRAM}', serve, --with-child, --misbehave, {at}, --record, '{record}']\n\
         deadlines: {{ ready: 2500, teardown: 2500 }}\n"
    );
    std::fs::write(&mesh, text_of_mesh).unwrap();
    let flags = ["--scenario", "access/default-deny", "--scenario", "split/tcp-direct", "-j", "1"];
    let arguments = [&["run", "--mesh-file", mesh.to_str().unwrap()], &flags[..]].concat();
    let output = program(&arguments).await;
    let lines = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&mesh).unwrap();
    std::fs::remove_file(&log).unwrap();
    let whole = format!("{at}\n{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(3), "{whole}");
    assert_eq!(verdicts(&output), ["error", "pass"], "{whole}");
    assert!(whole.contains("took longer than 2.5s"), "{whole}");
    let cancels =
        lines.lines().filter(|line| line.contains("\\\"method\\\":\\\"cancel\\\"")).count();
    assert_eq!(cancels, 1, "{whole}");
    are_gone(&processes(&text(&output.stderr))).await;
}
