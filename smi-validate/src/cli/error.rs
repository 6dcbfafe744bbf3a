//! Why a command cannot be carried out.

use std::io;
use std::path::PathBuf;

use super::settings::SettingsError;
use crate::answer::can_i::QuestionError;
use crate::nearest;
use crate::profile::UnknownProfile;
use crate::rule::Rule;
use crate::rules;

/// A command cannot be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// A path leads nowhere.
    #[error("there is no file or folder `{}`", path.display())]
    NoSuchPath {
        /// The path.
        path: PathBuf,
    },
    /// A folder has nothing to check.
    #[error(
        "there is no manifest in `{}`: looked for files .yaml, .yml and .json in it and its folders, but not for hidden \
         ones and not for those that .gitignore names",
        path.display()
    )]
    NothingIn {
        /// The folder.
        path: PathBuf,
    },
    /// A pattern matches nothing.
    #[error("no file matches `{pattern}`")]
    NothingMatches {
        /// The pattern.
        pattern: String,
    },
    /// A pattern is none.
    #[error("`{pattern}` is no pattern for files: {source}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// Something cannot be read.
    #[error("cannot read {what}: {source}")]
    Read {
        /// A path in backquotes, or a description.
        what: String,
        /// Why.
        source: io::Error,
    },
    /// A file has more bytes than a place can be told in.
    #[error("`{}` is larger than 4 GiB; split it", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// Standard input is asked for twice.
    #[error("standard input (`-`) can be read only once")]
    StandardInputTwice,
    /// A profile is asked for that there is none of.
    #[error(transparent)]
    UnknownProfile(#[from] UnknownProfile),
    /// A rule is asked for that there is none of.
    #[error("{0}")]
    UnknownRule(UnknownRule),
    /// A question has no answer.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// There is no object in the input.
    #[error("there is no object in the input, so there is nothing to answer from")]
    NothingToAnswerFrom,
    /// A text that is to be written back is none.
    #[error("`{name}` is not UTF-8, so it cannot be written back as it is; save it as UTF-8")]
    NotText {
        /// The name of the input.
        name: String,
    },
    /// The configuration file is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// More than one output is to go to one place.
    #[error(
        "both `{first}` and `{second}` go to {place}; give one of them a file of its own: `-o {second}=FILE`"
    )]
    SamePlace {
        /// The one format.
        first: String,
        /// The other format.
        second: String,
        /// Where they go.
        place: String,
    },
    /// The folder of an output is missing, or the output is a folder.
    #[error("cannot write `{}`: {why}", path.display())]
    NoPlace {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// Something cannot be written.
    #[error("cannot write {what}: {source}")]
    Write {
        /// A path in backquotes, or a description.
        what: String,
        /// Why.
        source: io::Error,
    },
}

/// No rule has that code or name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule is called `{name}`; {}`smi-validate rules` lists them", self.question())]
pub struct UnknownRule {
    /// What was asked for.
    pub name: String,
    nearest: Vec<&'static str>,
}

impl CliError {
    /// The exit code.
    #[must_use]
    pub const fn code(&self) -> u8 {
        2
    }
}

impl UnknownRule {
    fn question(&self) -> String {
        match self.nearest.as_slice() {
            [] => String::new(),
            names => format!("did you mean {}? ", nearest::listed(names, "or")),
        }
    }
}

/// The rule of a code or name.
pub(super) fn rule_named(name: &str) -> Result<&'static Rule, UnknownRule> {
    const MOST: usize = 3;
    rules::find(name).ok_or_else(|| {
        let known = rules::ALL.iter().flat_map(|rule| [rule.name, rule.code]);
        let mut nearest = nearest::nearest(name, known);
        nearest.truncate(MOST);
        UnknownRule { name: name.to_owned(), nearest }
    })
}
