//! Inputs: which files are read, and what is one set.

mod find;
mod glob;

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use self::find::Found;
use super::CliError;
use crate::finding::Input;

#[derive(Debug, clap::Args)]
pub(super) struct InputArguments {
    /// Files, folders (.yaml, .yml and .json in them, but not what .gitignore names), patterns in quotes (* ? ** []), or `-`.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// What is one set: what objects of a set refer to must be in it.
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    set_per: SetPer,
}

/// What is one set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum SetPer {
    /// Each path on the command line.
    #[default]
    Argument,
    /// Each file.
    File,
    /// Each folder, without those in it.
    Dir,
    /// Everything together.
    All,
}

impl InputArguments {
    /// Reads all of them, in the order of the arguments, then of the paths.
    pub(super) fn read(&self) -> Result<Vec<Input>, CliError> {
        let mut reader = Reader::default();
        for (argument, path) in self.paths.iter().enumerate() {
            for found in find::find(path)? {
                reader.read(&found, argument, self.set_per)?;
            }
        }
        Ok(reader.inputs)
    }
}

/// All inputs as one set, for questions about all of them together.
pub(super) fn as_one_set(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.iter_mut().for_each(|input| input.set = 0);
    inputs
}

#[derive(Default)]
struct Reader {
    inputs: Vec<Input>,
    /// Files by set: one that two arguments lead to is not in a set twice.
    seen: HashSet<(usize, PathBuf)>,
    folders: HashMap<PathBuf, usize>,
    has_stdin: bool,
}

impl Reader {
    fn read(&mut self, found: &Found, argument: usize, set_per: SetPer) -> Result<(), CliError> {
        let (name, identity) = match found {
            Found::StandardInput if self.has_stdin => return Err(CliError::StandardInputTwice),
            Found::StandardInput => {
                self.has_stdin = true;
                ("<stdin>".to_owned(), PathBuf::from("-"))
            }
            // Where there is no such name, the path as written is one.
            Found::File(path) => {
                (shown(path), fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
            }
        };
        let (set, seen_in) = match set_per {
            SetPer::Argument => (argument, argument),
            SetPer::File => (self.inputs.len(), 0),
            SetPer::All => (0, 0),
            SetPer::Dir => {
                let folder = identity.parent().unwrap_or(Path::new("")).to_path_buf();
                let next = self.folders.len();
                let set = *self.folders.entry(folder).or_insert(next);
                (set, set)
            }
        };
        if self.seen.insert((seen_in, identity)) {
            self.inputs.push(Input::from_bytes(name, bytes(found)?, set));
        }
        Ok(())
    }
}

/// A path as people know it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}

fn bytes(found: &Found) -> Result<Vec<u8>, CliError> {
    match found {
        Found::StandardInput => {
            let failed = |source| CliError::Read { what: "standard input".to_owned(), source };
            all_of(io::stdin().lock(), Path::new("<stdin>"), failed)
        }
        Found::File(path) => {
            let failed = |source| CliError::Read { what: format!("`{}`", path.display()), source };
            all_of(File::open(path).map_err(failed)?, path, failed)
        }
    }
}

/// All bytes, up to as many as places can be told in: a device may have no end.
fn all_of(
    from: impl Read,
    path: &Path,
    failed: impl FnOnce(io::Error) -> CliError,
) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    from.take(u64::from(u32::MAX)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() >= u32::MAX as usize {
        return Err(CliError::TooLarge { path: path.to_path_buf() });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
