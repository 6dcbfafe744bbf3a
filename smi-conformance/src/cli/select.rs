//! Which scenarios, from where.

use std::path::PathBuf;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::CliError;
use crate::catalogue::Catalogue;
use crate::scenario::{Level, Profile, Scenario};

/// Where scenarios come from, and which of them are meant.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Selection {
    #[command(flatten)]
    pub(super) source: Source,
    /// Only scenarios whose id matches (`access/*`, `split/weights`); may be repeated.
    #[arg(short, long, value_name = "GLOB")]
    scenario: Vec<String>,
    /// Only scenarios of this profile; may be repeated.
    #[arg(short, long, value_parser = profile)]
    profile: Vec<Profile>,
    /// Only scenarios of this level; may be repeated.
    #[arg(short, long, value_parser = level)]
    level: Vec<Level>,
    /// Only scenarios that ask for this feature; may be repeated.
    #[arg(long, value_name = "NAME")]
    feature: Vec<String>,
    /// Only scenarios with this tag; may be repeated.
    #[arg(long, value_name = "NAME")]
    tag: Vec<String>,
    /// Only the i-th of n parts. Which part a scenario is in depends on its id alone.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
}

/// Where scenarios come from.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Source {
    /// Scenarios from this folder in place of those in the program.
    #[arg(long, value_name = "FOLDER")]
    scenarios: Option<PathBuf>,
}

/// One of several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shard {
    index: u64,
    of: u64,
}

impl Source {
    /// The flag that names the same scenarios again.
    pub(super) fn flag(&self) -> Option<String> {
        self.scenarios.as_ref().map(|folder| format!("--scenarios '{}'", folder.display()))
    }

    pub(super) fn catalogue(&self) -> Result<Catalogue, CliError> {
        let mut catalogue = Catalogue::embedded()?;
        if let Some(folder) = &self.scenarios {
            catalogue.replace_scenarios(folder).map_err(CliError::Scenarios)?;
        }
        Ok(catalogue)
    }
}

impl Selection {
    /// The flags that make the selection again.
    pub(super) fn flags(&self) -> Vec<String> {
        let Self { source, scenario, profile, level, feature, tag, shard } = self;
        let mut flags: Vec<String> = source.flag().into_iter().collect();
        flags.extend(scenario.iter().map(|pattern| format!("--scenario '{pattern}'")));
        flags.extend(profile.iter().map(|profile| format!("--profile {profile}")));
        flags.extend(level.iter().map(|level| format!("--level {level}")));
        flags.extend(feature.iter().map(|name| format!("--feature {name}")));
        flags.extend(tag.iter().map(|name| format!("--tag {name}")));
        flags.extend(shard.map(|Shard { index, of }| format!("--shard {index}/{of}")));
        flags
    }

    pub(super) fn of<'c>(&self, catalogue: &'c Catalogue) -> Result<Vec<&'c Scenario>, CliError> {
        let globs = self.globs(catalogue)?;
        let features = |scenario: &'c Scenario| &scenario.features;
        known("feature", &self.feature, catalogue.scenarios.iter().flat_map(features))?;
        let tags = |scenario: &'c Scenario| &scenario.tags;
        known("tag", &self.tag, catalogue.scenarios.iter().flat_map(tags))?;
        let wanted = |scenario: &&Scenario| {
            (self.scenario.is_empty() || globs.is_match(&scenario.id))
                && (self.profile.is_empty() || self.profile.contains(&scenario.profile))
                && (self.level.is_empty() || self.level.contains(&scenario.level))
                && meets(&self.feature, &scenario.features)
                && meets(&self.tag, &scenario.tags)
                && self.shard.is_none_or(|shard| shard.has(&scenario.id))
        };
        let selected: Vec<_> = catalogue.scenarios.iter().filter(wanted).collect();
        if selected.is_empty() { Err(CliError::NothingSelected) } else { Ok(selected) }
    }

    /// Every pattern must match something: a typo selects nothing, and that must not look like success.
    fn globs(&self, catalogue: &Catalogue) -> Result<GlobSet, CliError> {
        let mut globs = GlobSetBuilder::new();
        for pattern in &self.scenario {
            let broken = |source| CliError::Pattern { pattern: pattern.clone(), source };
            let glob = Glob::new(pattern).map_err(broken)?;
            let matcher = glob.compile_matcher();
            if !catalogue.scenarios.iter().any(|scenario| matcher.is_match(&scenario.id)) {
                return Err(CliError::Unmatched { pattern: pattern.clone() });
            }
            globs.add(glob);
        }
        globs
            .build()
            .map_err(|source| CliError::Pattern { pattern: self.scenario.join(" "), source })
    }
}

/// Whether nothing is wanted, or something of what is there.
fn meets(wanted: &[String], there: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|one| there.contains(one))
}

/// Every name must be that of something.
fn known<'a>(
    what: &'static str,
    wanted: &[String],
    there: impl Iterator<Item = &'a String>,
) -> Result<(), CliError> {
    let mut there: Vec<_> = there.map(String::as_str).collect();
    there.sort_unstable();
    there.dedup();
    match wanted.iter().find(|name| !there.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let there = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
            Err(CliError::UnknownName { what, name: name.clone(), there })
        }
    }
}

impl Shard {
    /// Whether a scenario is in this part, by a hash that never changes (FNV-1a, mixed).
    fn has(self, id: &str) -> bool {
        crate::stable_hash::of(id.as_bytes()) % self.of == self.index - 1
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let wrong =
        || "expected a part and the number of parts, such as 1/4 (the first of four)".to_owned();
    let (index, of) = text.split_once('/').ok_or_else(wrong)?;
    let (index, of) = (index.parse().map_err(|_| wrong())?, of.parse().map_err(|_| wrong())?);
    if index >= 1 && index <= of { Ok(Shard { index, of }) } else { Err(wrong()) }
}

fn profile(text: &str) -> Result<Profile, String> {
    one_of(&Profile::ALL, text)
}

fn level(text: &str) -> Result<Level, String> {
    one_of(&Level::ALL, text)
}

fn one_of<T: Copy + ToString>(all: &[T], text: &str) -> Result<T, String> {
    let found = all.iter().copied().find(|one| one.to_string().eq_ignore_ascii_case(text));
    found.ok_or_else(|| {
        let known: Vec<_> = all.iter().map(ToString::to_string).collect();
        format!("expected one of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::{Shard, shard};

    #[test]
    fn parts_cover_everything_once() {
        let ids: Vec<_> = (0..500).map(|index| format!("access/{index}")).collect();
        let parts = (1..=4).map(|index| Shard { index, of: 4 });
        let sizes: Vec<_> =
            parts.map(|part| ids.iter().filter(|id| part.has(id)).count()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 500);
        assert!(sizes.iter().all(|size| (90..160).contains(size)), "{sizes:?}");
        for wrong in ["", "1", "0/2", "3/2", "a/b", "1/0"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
