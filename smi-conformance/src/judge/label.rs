//! Short names for answers, as they are counted in evidence.

use crate::driver::Outcome;
use crate::prediction::Answer;

/// Names an outcome: `website-v1:8080`, `http 403`, `connection reset`.
pub(crate) fn label(outcome: &Outcome, answer: Option<&Answer>) -> String {
    match (outcome, answer) {
        (_, Some(Answer::By(workload, port))) => format!("{workload}:{port}"),
        (Outcome::Served(arrival), _) => format!("unknown pod {}:{}", arrival.pod, arrival.port),
        (Outcome::Response { status, .. }, _) => format!("http {status}"),
        (Outcome::Broken { shape }, _) => shape.to_string(),
        (Outcome::NotSent { reason }, _) => format!("not sent: {reason}"),
    }
}
