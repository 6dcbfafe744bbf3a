//! Writing the event log to a file.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::{Entry, Header};
use crate::result::ScenarioResult;
use crate::runner::Observer;

/// An observer that writes the event log.
#[derive(Debug)]
pub struct EventFile {
    out: Mutex<BufWriter<File>>,
}

impl EventFile {
    /// Begins a log, in place of what is in the file.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { out: Mutex::new(BufWriter::new(File::create(path)?)) })
    }

    fn write(&self, line: &impl Serialize) {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not end the run: the report still comes.
        let _full = serde_json::to_writer(&mut *out, line).map(|()| out.write_all(b"\n"));
    }
}

impl Observer for EventFile {
    fn starts(&self, header: &Header) {
        self.write(header);
    }

    fn event(&self, entry: &Entry) {
        self.write(entry);
    }

    fn begins(&self, _: &str) {}

    fn ends(&self, _: &ScenarioResult) {}
}
