//! How a plug-in is started.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::driver::{Deadlines, Millis};

/// What to start.
#[derive(Clone, Debug)]
pub struct PlugIn {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// Variables of its environment, beside those of this process.
    pub environment: BTreeMap<String, String>,
    /// The folder that it runs in; by default that of this process.
    pub folder: Option<PathBuf>,
    /// Deadlines in place of those that it names.
    pub deadlines: DeadlineChanges,
    /// Takes up each line that it writes to standard error; by default standard error does, with `plug-in: ` before.
    pub log: fn(&str),
    /// The program that supervises it; by default this one. Its `main` must begin with
    /// [`supervise_if_asked`](super::supervise_if_asked).
    pub supervisor: Option<PathBuf>,
}

impl PlugIn {
    /// A plug-in that is started by this command.
    #[must_use]
    pub fn new(command: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self {
            command: command.into_iter().map(Into::into).collect(),
            environment: BTreeMap::new(),
            folder: None,
            deadlines: DeadlineChanges::default(),
            log: to_standard_error,
            supervisor: None,
        }
    }

    /// The command, as one would type it.
    #[must_use]
    pub fn command_line(&self) -> String {
        let words = self.command.iter().map(|word| quoted(&word.to_string_lossy()));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Deadlines in place of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadlineChanges {
    /// See [`Deadlines::ready`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Millis>,
    /// See [`Deadlines::converge`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converge: Option<Millis>,
    /// See [`Deadlines::quiet_window`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_window: Option<Millis>,
    /// See [`Deadlines::hold`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Millis>,
    /// See [`Deadlines::request`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Millis>,
    /// See [`Deadlines::teardown`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teardown: Option<Millis>,
}

impl DeadlineChanges {
    /// Replaces what is to be replaced.
    pub(super) fn change(&self, deadlines: &mut Deadlines) {
        let Self { ready, converge, quiet_window, hold, request, teardown } = *self;
        for (change, deadline) in [
            (ready, &mut deadlines.ready),
            (converge, &mut deadlines.converge),
            (quiet_window, &mut deadlines.quiet_window),
            (hold, &mut deadlines.hold),
            (request, &mut deadlines.request),
            (teardown, &mut deadlines.teardown),
        ] {
            *deadline = change.unwrap_or(*deadline);
        }
    }
}

/// A word, as one would type it to a shell.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |one: char| one.is_ascii_alphanumeric() || "_-./:=@%+,".contains(one);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn to_standard_error(line: &str) {
    let _closed = writeln!(io::stderr(), "plug-in: {line}");
}

#[cfg(test)]
mod tests {
    use super::{PlugIn, quoted};

    #[test]
    fn commands_are_written_so_that_a_shell_reads_the_same() {
        let plug_in = PlugIn::new(["python3", "my mesh.py", "--name=a/b", "it's", "$HOME", ""]);
        let expected = r"python3 'my mesh.py' --name=a/b 'it'\''s' '$HOME' ''";
        assert_eq!(plug_in.command_line(), expected);
        assert_eq!(quoted("a;b"), "'a;b'");
    }
}
