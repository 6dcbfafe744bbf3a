//! Finding files: what a path on the command line stands for.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::glob;
use crate::cli::CliError;

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// `-`
    StandardInput,
    /// A file, or something else that can be read as one.
    File(PathBuf),
}

/// What a path stands for, in order. Never nothing.
pub(super) fn find(path: &Path) -> Result<Vec<Found>, CliError> {
    if path.as_os_str() == "-" {
        return Ok(vec![Found::StandardInput]);
    }
    let files = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => in_folder(path)?,
        Ok(_) => vec![path.to_path_buf()],
        Err(error) if is_absent(&error) => match path.to_str().filter(|text| glob::is_glob(text)) {
            Some(pattern) => glob::expand(pattern)?,
            None => return Err(CliError::NoSuchPath { path: path.to_path_buf() }),
        },
        Err(error) => return Err(unreadable(path, error)),
    };
    Ok(files.into_iter().map(Found::File).collect())
}

/// The manifests in a folder; an error if there is none.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let files = manifests(folder)?;
    if files.is_empty() {
        return Err(CliError::NothingIn { path: folder.to_path_buf() });
    }
    Ok(files)
}

/// The manifests in a folder and its folders.
pub(super) fn manifests(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    walk(folder, is_manifest)
}

/// The files in a folder and its folders that are wanted, in order: not the hidden ones, and not those that .gitignore
/// names.
pub(super) fn walk(
    folder: &Path,
    is_wanted: impl Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, CliError> {
    let walk = WalkBuilder::new(folder)
        .hidden(true)
        .ignore(false)
        .git_global(false)
        .git_exclude(true)
        // A copy without its history is read as the original.
        .require_git(false)
        .sort_by_file_name(|one, other| one.cmp(other))
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| {
            let what = format!("`{}`: {error}", folder.display());
            let source = error.into_io_error();
            match source {
                Some(source) => unreadable(folder, source),
                None => unreadable(folder, io::Error::other(what)),
            }
        })?;
        let path = entry.path();
        if is_wanted(path) && path.is_file() {
            files.push(path.to_path_buf());
        }
    }
    Ok(files)
}

/// Whether a file in a folder is one to read.
fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

pub(super) fn is_absent(error: &io::Error) -> bool {
    // A name with `*` is none at all on some systems, and a file is no folder.
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename)
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> CliError {
    CliError::Read { what: format!("`{}`", path.display()), source }
}
