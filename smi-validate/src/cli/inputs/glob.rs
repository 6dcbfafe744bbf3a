//! Patterns for files, for where no shell has expanded them.

use std::fs;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::find;
use crate::cli::CliError;

/// Whether a path that does not exist is a pattern.
pub(super) fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The files that a pattern matches, in order. An error if there is none.
///
/// As in a shell, a part of a path matches no hidden name unless it begins with a dot, and a folder that the whole
/// pattern matches stands for what is in it. What `**` finds is what would be found in a folder.
pub(super) fn expand(pattern: &str) -> Result<Vec<PathBuf>, CliError> {
    let base = if pattern.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let mut files = Vec::new();
    follow(Path::new(base), &parts, &mut files)?;
    if files.is_empty() {
        return Err(CliError::NothingMatches { pattern: pattern.to_owned() });
    }
    Ok(files)
}

fn follow(base: &Path, parts: &[&str], files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let Some((first, rest)) = parts.split_first() else {
        match base.is_dir() {
            true => files.extend(find::manifests(base)?),
            false => files.push(base.to_path_buf()),
        }
        return Ok(());
    };
    if *first == "**" {
        return search(base, &parts.join("/"), files);
    }
    if !is_glob(first) {
        let next = base.join(first);
        return if next.exists() { follow(&next, rest, files) } else { Ok(()) };
    }
    let matcher = matcher(first)?;
    for name in names(base)? {
        let next = base.join(&name);
        let is_hidden = name.starts_with('.') && !first.starts_with('.');
        if !is_hidden && matcher.is_match(&name) && (rest.is_empty() || next.is_dir()) {
            follow(&next, rest, files)?;
        }
    }
    Ok(())
}

/// Searches a folder for files whose path in it matches.
fn search(base: &Path, pattern: &str, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let folder = if base.as_os_str().is_empty() { Path::new(".") } else { base };
    if !folder.is_dir() {
        return Ok(());
    }
    if pattern == "**" {
        files.extend(find::manifests(folder)?);
        return Ok(());
    }
    let matcher = matcher(pattern)?;
    let is_wanted = |path: &Path| matcher.is_match(path.strip_prefix(folder).unwrap_or(path));
    files.extend(find::walk(folder, is_wanted)?);
    Ok(())
}

/// The names in a folder, in order; none where there is no folder.
fn names(folder: &Path) -> Result<Vec<String>, CliError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |error| find::unreadable(folder, error);
    let entries = match fs::read_dir(folder) {
        Err(error) if find::is_absent(&error) => return Ok(Vec::new()),
        other => other.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        // A name that is no text cannot be written in a pattern.
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    names.sort();
    Ok(names)
}

fn matcher(pattern: &str) -> Result<GlobMatcher, CliError> {
    let glob = GlobBuilder::new(pattern).literal_separator(true).build();
    let failed = |source| CliError::Pattern { pattern: pattern.to_owned(), source };
    Ok(glob.map_err(failed)?.compile_matcher())
}
