//! The corpora: texts without end, to be cut where there is enough.

use std::fmt;

use serde_json::Value;

use super::random::Random;
use super::write::{self, Style};
use super::{conflicts, served, team};

/// What a corpus is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// What platform teams have in their folders: one file for each team.
    Mixed,
    /// The same in one file.
    OneFile,
    /// The same as one `kind: List` from an API server.
    List,
    /// Overlapping routes of one destination, shadowed matches, a chain of splits and many splits of one root service.
    Conflicts,
}

/// The text of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The file that it belongs to. The pieces of a file follow each other.
    pub(crate) file: String,
    pub(crate) text: String,
}

/// What a list has after its items.
const LIST_END: &str = "kind: List\nmetadata:\n  resourceVersion: \"\"\n";

impl Shape {
    pub(crate) const ALL: [Self; 4] = [Self::Mixed, Self::Conflicts, Self::List, Self::OneFile];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::OneFile => "one-file",
            Self::List => "list",
            Self::Conflicts => "conflicts",
        }
    }

    /// What the file of a list begins with, before its pieces; nothing elsewhere.
    pub(crate) const fn begin(self) -> &'static str {
        match self {
            Self::List => "apiVersion: v1\nitems:\n",
            _ => "",
        }
    }

    /// What it ends with.
    pub(crate) const fn end(self) -> &'static str {
        match self {
            Self::List => LIST_END,
            _ => "",
        }
    }

    fn objects(self, part: usize, random: &mut Random) -> Vec<Value> {
        match self {
            Self::Conflicts => conflicts::objects(part, random),
            _ => team::objects(part, random),
        }
    }

    fn file(self, part: usize) -> String {
        match self {
            Self::Mixed => format!("{}.yaml", team::namespace(part)),
            Self::Conflicts => format!("conflicts-{}.yaml", part / 100),
            Self::List | Self::OneFile => "all.yaml".to_owned(),
        }
    }

    /// The objects of a part, written.
    fn part(self, seed: u64, part: usize) -> Vec<Piece> {
        let random = &mut Random::of(seed, part);
        let style = Style::pick(random);
        let objects = self.objects(part, random);
        let mut pieces = Vec::with_capacity(objects.len());
        for (index, object) in objects.into_iter().enumerate() {
            let text = match self {
                Self::List => {
                    let object = served::served(object, 1_000 * part + index, random);
                    write::item(&object, random)
                }
                _ => write::document(&object, style, random),
            };
            pieces.push(Piece { file: self.file(part), text });
        }
        pieces
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The pieces of a corpus, without end. Those of one team come as a group, so that a cut between groups leaves nothing
/// without what it refers to.
pub(crate) fn groups(shape: Shape, seed: u64) -> impl Iterator<Item = Vec<Piece>> {
    (0..).map(move |part| shape.part(seed, part))
}
