//! Live progress: a bar on a terminal, plain lines elsewhere, both on standard error.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::event::{Entry, EventFile, Header};
use crate::result::ScenarioResult;
use crate::runner::Observer;

/// Shows what is going on, and writes the event log.
pub(super) struct Progress {
    bar: ProgressBar,
    terminal: bool,
    log: Option<EventFile>,
    under_way: Mutex<Vec<String>>,
}

impl Progress {
    pub(super) fn new(scenarios: usize, log: Option<&Path>) -> io::Result<Self> {
        let terminal = io::stderr().is_terminal();
        let bar = ProgressBar::new(u64::try_from(scenarios).unwrap_or(u64::MAX));
        bar.set_draw_target(if terminal {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        });
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
        bar.set_style(style.expect("the template is well-formed"));
        let log = log.map(EventFile::create).transpose()?;
        Ok(Self { bar, terminal, log, under_way: Mutex::default() })
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, change: impl FnOnce(&mut Vec<String>)) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut under_way);
        self.bar.set_message(under_way.join(", "));
    }
}

impl Observer for Progress {
    fn starts(&self, header: &Header) {
        self.log.iter().for_each(|log| log.starts(header));
    }

    fn event(&self, entry: &Entry) {
        self.log.iter().for_each(|log| log.event(entry));
    }

    fn begins(&self, scenario: &str) {
        self.show(|under_way| under_way.push(scenario.to_owned()));
    }

    fn ends(&self, result: &ScenarioResult) {
        self.show(|under_way| under_way.retain(|scenario| *scenario != result.id));
        self.bar.inc(1);
        if !self.terminal {
            let line = format!("{:16} {} ({} ms)\n", result.verdict, result.id, result.took_ms);
            let _closed = io::stderr().write_all(line.as_bytes());
        }
    }
}
