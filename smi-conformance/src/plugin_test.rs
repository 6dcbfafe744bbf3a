//! Whether a plug-in keeps to its protocol, without a word about its mesh.
//!
//! Each check has a title and the place in `docs/plugin-protocol.md` that it is about. Checks of one session share it: when
//! the plug-in breaks a rule that ends a session, the others of that session are not reached.

mod deployments;
mod ending;
mod fixture;
mod refusals;
mod session;
mod table;
mod traffic;

use std::collections::BTreeMap;
use std::fmt;

use futures::future::BoxFuture;
use serde::Serialize;

use crate::driver::{DriverError, Mesh, Pod, ProbeId, ProbeRequest};
use crate::external::message::Welcome;
use crate::external::{Known, Objection, PlugIn};
use crate::foreign_text::shortened;
use session::Session;

/// The variable by which everything is found that a plug-in has started.
const MARK: &str = "SMI_CONFORMANCE_PLUGIN_TEST";
/// How much of what a plug-in said is shown, in characters.
const SHOWN: usize = 200;

/// What came of all checks.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The command.
    pub(crate) plug_in: String,
    /// Every check, in order.
    pub(crate) checks: Vec<Checked>,
}

/// What came of a check.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    /// Its name.
    pub(crate) id: &'static str,
    /// What a plug-in does that passes.
    pub(crate) title: &'static str,
    /// The section or rule of the protocol that it is about, or the rule that was broken.
    pub(crate) rule: String,
    /// What came of it.
    #[serde(flatten)]
    pub(crate) verdict: Verdict,
}

/// What came of a check, with the reasons.
#[derive(Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// The plug-in did what the page says.
    Pass {
        /// Where the page leaves a choice, what the plug-in chose.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It did something else.
    Fail {
        /// What the page says.
        expected: String,
        /// What the plug-in did.
        found: String,
    },
    /// It could not be asked.
    NotReached {
        /// Why.
        reason: String,
    },
}

impl Report {
    /// Whether no check failed.
    pub(crate) fn is_passed(&self) -> bool {
        !self.checks.iter().any(|one| matches!(one.verdict, Verdict::Fail { .. }))
    }
}

/// Holds a plug-in against the protocol.
///
/// # Errors
///
/// [`DriverError`] when it cannot be started.
pub(crate) async fn test(plug_in: &PlugIn) -> Result<Report, DriverError> {
    let mut plug_in = plug_in.clone();
    plug_in.environment.insert(MARK.to_owned(), std::process::id().to_string());
    let mut checks = Vec::new();
    for group in table::SESSIONS {
        let mut bench = Bench::start(&plug_in).await?;
        let mut over = None;
        for check in *group {
            let verdict = match &over {
                Some(reason) if check.id != table::WHATEVER_HAPPENS => {
                    Err(Stop::NotReached(String::clone(reason)))
                }
                _ => (check.run)(&mut bench).await,
            };
            if bench.session.was_never_there() {
                let source = std::io::ErrorKind::NotFound.into();
                let command = plug_in.command_line();
                return Err(DriverError::NotStarted { command, source });
            }
            if over.is_none() && bench.session.is_broken() {
                over = Some(format!("the session ended at `{}`", check.id));
            }
            checks.push(check.judged(verdict));
        }
        bench.session.end().await;
    }
    Ok(Report { plug_in: plug_in.command_line(), checks })
}

/// A check.
struct Check {
    id: &'static str,
    /// The section or rule of the protocol.
    rule: &'static str,
    title: &'static str,
    run: for<'a> fn(&'a mut Bench) -> BoxFuture<'a, Outcome>,
}

/// How a check ends well, perhaps with a note.
type Outcome = Result<Option<String>, Stop>;

impl Check {
    fn judged(&self, outcome: Outcome) -> Checked {
        let Self { id, rule, title, .. } = *self;
        let (rule, verdict) = match outcome {
            Ok(note) => (rule.to_owned(), Verdict::Pass { note }),
            Err(Stop::NotReached(reason)) => (rule.to_owned(), Verdict::NotReached { reason }),
            Err(Stop::Fail { rule: broken, expected, found }) => {
                (broken.unwrap_or_else(|| rule.to_owned()), Verdict::Fail { expected, found })
            }
        };
        Checked { id, title, rule, verdict }
    }
}

/// How a check ends otherwise.
#[derive(Debug)]
enum Stop {
    /// The plug-in did not do what the page says.
    Fail {
        /// The rule, where it is another one than that of the check.
        rule: Option<String>,
        expected: String,
        found: String,
    },
    /// Something that the check needs is not there.
    NotReached(String),
}

impl Stop {
    fn fail(expected: impl Into<String>, found: impl fmt::Display) -> Self {
        let expected = shortened(&expected.into(), SHOWN);
        Self::Fail { rule: None, expected, found: shortened(&found.to_string(), SHOWN) }
    }

    /// The same, with what it is about.
    fn about(self, what: &str) -> Self {
        match self {
            Self::Fail { rule, expected, found } => {
                Self::Fail { rule, expected: format!("{expected} to `{what}`"), found }
            }
            other => other,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fail { expected, found, .. } => {
                write!(formatter, "expected {expected}, found {found}")
            }
            Self::NotReached(reason) => formatter.write_str(reason),
        }
    }
}

impl From<Objection> for Stop {
    fn from(objection: Objection) -> Self {
        let Objection { rule, expected, found } = objection;
        Self::Fail { rule: Some(rule.to_string()), expected, found }
    }
}

/// A session, and what the checks of it have found out so far.
struct Bench {
    session: Session,
    welcome: Option<Welcome>,
    deployments: BTreeMap<&'static str, Known>,
    pods: BTreeMap<&'static str, Vec<Pod>>,
    /// Probes that were answered by an application, in the first deployment.
    served: Vec<ProbeId>,
    probes: u64,
}

impl Bench {
    async fn start(plug_in: &PlugIn) -> Result<Self, DriverError> {
        let session = Session::start(plug_in).await?;
        let (deployments, pods) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { session, welcome: None, deployments, pods, served: Vec::new(), probes: 0 })
    }

    fn welcome(&self) -> Result<&Welcome, Stop> {
        let missing = || Stop::NotReached("`hello` was not answered as it should be".to_owned());
        self.welcome.as_ref().ok_or_else(missing)
    }

    fn mesh(&self) -> Result<&Mesh, Stop> {
        self.welcome().map(|welcome| &welcome.mesh)
    }

    /// What is known of a deployment, which must be there.
    fn known(&mut self, deployment: &'static str) -> Result<&mut Known, Stop> {
        let missing = || Stop::NotReached(format!("deployment `{deployment}` is not there"));
        self.deployments.get_mut(deployment).ok_or_else(missing)
    }

    /// The names of the pods of a deployment, which must be there.
    fn names(&mut self, deployment: &'static str) -> Result<Vec<String>, Stop> {
        self.known(deployment)?;
        let pods = self.pods.get(deployment).into_iter().flatten();
        Ok(pods.map(|pod| pod.name.clone()).collect())
    }

    /// The pod that sends probes.
    fn client(&mut self, deployment: &'static str) -> Result<String, Stop> {
        self.known(deployment)?;
        let mut pods = self.pods.get(deployment).into_iter().flatten();
        let client = pods.find(|pod| pod.workload.name() == "client");
        let missing = || Stop::NotReached("there is no client".to_owned());
        client.map(|pod| pod.name.clone()).ok_or_else(missing)
    }

    /// New probes of one form.
    fn probes(&mut self, count: u64, form: fn(ProbeId) -> ProbeRequest) -> Vec<ProbeRequest> {
        let from = self.probes;
        self.probes += count;
        (from..self.probes).map(|number| form(ProbeId(format!("plugin-test-{number}")))).collect()
    }
}
