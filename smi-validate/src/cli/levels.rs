//! `--level`, `--allow`, `--warn`, `--deny`: rules that are louder or quieter, in the order of the command line.

use clap::builder::TypedValueParser as _;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::error::{UnknownRule, rule_named};
use crate::config::{Level, Levels};
use crate::finding::Severity;

/// What the command line asks of rules.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelArguments {
    /// Names or codes, in the order of the command line.
    wanted: Vec<(String, Level)>,
}

/// The shorthands.
const SHORT: [(&str, Level, &str); 3] = [
    ("allow", Level::Off, "Say nothing of this rule (name or code); may be repeated"),
    ("warn", Level::At(Severity::Warning), "Make findings of this rule warnings"),
    ("deny", Level::At(Severity::Error), "Make findings of this rule errors"),
];

impl LevelArguments {
    /// Asks all of it of the rules.
    pub(super) fn apply(&self, levels: &mut Levels) -> Result<(), UnknownRule> {
        for (name, level) in &self.wanted {
            levels.set(rule_named(name)?, *level);
        }
        Ok(())
    }
}

/// The level of a word.
pub(super) fn level(word: &str) -> Result<Level, String> {
    if word == "off" {
        return Ok(Level::Off);
    }
    let found = Severity::ALL.into_iter().find(|severity| severity.word() == word);
    let level = found.map(Level::At);
    level.ok_or_else(|| format!("expected off, hint, info, warning or error, found `{word}`"))
}

fn named_level(text: &str) -> Result<(String, Level), String> {
    let (name, word) = text.split_once('=').ok_or("expected RULE=LEVEL, such as `SMI210=off`")?;
    Ok((name.trim().to_owned(), level(word.trim())?))
}

/// Written by hand since only the matches know the order of values across options.
impl clap::Args for LevelArguments {
    fn augment_args(command: Command) -> Command {
        let many = |name: &'static str| {
            Arg::new(name).long(name).action(ArgAction::Append).value_delimiter(',')
        };
        let level = many("level")
            .value_name("RULE=LEVEL")
            .value_parser(named_level)
            .help("Make a rule off, hint, info, warning or error; the last word on a rule counts");
        SHORT.into_iter().fold(command.arg(level), |command, (name, level, help)| {
            let parser = clap::builder::NonEmptyStringValueParser::new();
            let parser = parser.map(move |rule| (rule, level));
            command.arg(many(name).value_name("RULE").value_parser(parser).help(help))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for LevelArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut wanted = Vec::new();
        for name in ["level", "allow", "warn", "deny"] {
            let values = matches.get_many::<(String, Level)>(name).into_iter().flatten();
            let places = matches.indices_of(name).into_iter().flatten();
            wanted.extend(places.zip(values.cloned()));
        }
        wanted.sort_by_key(|(place, _)| *place);
        Ok(Self { wanted: wanted.into_iter().map(|(_, one)| one).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args as _, FromArgMatches as _};

    fn wanted(arguments: &str) -> Result<Vec<(String, Level)>, clap::Error> {
        let command = LevelArguments::augment_args(Command::new("x").no_binary_name(true));
        let matches = command.try_get_matches_from(arguments.split(' '))?;
        Ok(LevelArguments::from_arg_matches(&matches)?.wanted)
    }

    #[test]
    fn the_order_of_the_command_line_is_kept_across_options() {
        let wanted = wanted("--deny a --level b=hint,c=off --allow a,c --warn b").unwrap();
        let words: Vec<_> =
            wanted.iter().map(|(rule, level)| format!("{rule} {level:?}")).collect();
        let expected = ["a At(Error)", "b At(Hint)", "c Off", "a Off", "c Off", "b At(Warning)"];
        assert_eq!(words, expected);
    }

    #[test]
    fn what_is_no_level_is_refused() {
        for (arguments, says) in [
            ("--level a", "expected RULE=LEVEL"),
            ("--level a=loud", "expected off, hint, info, warning or error, found `loud`"),
        ] {
            let error = wanted(arguments).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
