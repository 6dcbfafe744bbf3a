//! How output looks: colours, characters, width, hyperlinks.

use std::env;
use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};

use clap::ValueEnum;

use crate::render::Style;

/// When to do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// If the terminal can show it.
    #[default]
    Auto,
    /// Always, in files, too.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, clap::Args)]
pub(super) struct LookArguments {
    /// Colours; NO_COLOR and CLICOLOR_FORCE are honoured.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    color: When,
    /// Only ASCII characters around what was written by others.
    #[arg(long)]
    ascii: bool,
    /// Columns of the human format; those of the terminal by default.
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,
    /// Links from rules to their pages.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    hyperlinks: When,
}

/// Where no terminal says otherwise.
const WIDTH: usize = 100;

impl LookArguments {
    /// How standard output looks.
    pub(super) fn on_stdout(&self) -> Style {
        let is_terminal = io::stdout().is_terminal();
        let color = self.has_color(is_terminal, |name| env::var_os(name));
        let links = match self.hyperlinks {
            When::Auto => color && is_terminal && knows_links(|name| env::var(name).ok()),
            When::Always => true,
            When::Never => false,
        };
        Style { color, links, width: self.width(is_terminal), ..self.in_file() }
    }

    /// How a file looks.
    pub(super) fn in_file(&self) -> Style {
        Style {
            color: self.color == When::Always,
            unicode: !self.ascii,
            width: self.width(false),
            links: self.hyperlinks == When::Always,
            ..Style::default()
        }
    }

    fn has_color<T: AsRef<OsStr>>(
        &self,
        is_terminal: bool,
        variable: impl Fn(&str) -> Option<T>,
    ) -> bool {
        let set = |name| variable(name).filter(|value| !value.as_ref().is_empty());
        let is = |name, word: &str| set(name).is_some_and(|value| value.as_ref() == word);
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto if set("NO_COLOR").is_some() => false,
            When::Auto if set("CLICOLOR_FORCE").is_some() && !is("CLICOLOR_FORCE", "0") => true,
            When::Auto => is_terminal && !is("CLICOLOR", "0") && !is("TERM", "dumb"),
        }
    }

    fn width(&self, is_terminal: bool) -> usize {
        let asked = self.width.map(usize::from);
        let of_terminal = || {
            let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
            columns.or_else(|| terminal_size::terminal_size().map(|(width, _)| width.0.into()))
        };
        let width = asked.or_else(|| of_terminal().filter(|_| is_terminal));
        width.filter(|width| *width >= 20).unwrap_or(WIDTH)
    }
}

/// Whether the terminal is one that is known to follow links; others may show what is not meant to be seen.
fn knows_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    const PROGRAMS: [&str; 6] = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"];
    const TERMS: [&str; 5] = ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm"];
    let one_of =
        |name, words: &[&str]| variable(name).is_some_and(|value| words.contains(&value.as_str()));
    let vte = variable("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    one_of("TERM_PROGRAM", &PROGRAMS)
        || one_of("TERM", &TERMS)
        || vte.is_some_and(|version| version >= 5000)
        || variable("WT_SESSION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides_on_colours_unless_told() {
        for (variables, is_terminal, expected) in [
            (&[][..], true, true),
            (&[], false, false),
            (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], true, false),
            (&[("NO_COLOR", "")], true, true),
            (&[("CLICOLOR_FORCE", "1")], false, true),
            (&[("CLICOLOR_FORCE", "0")], false, false),
            (&[("CLICOLOR", "0")], true, false),
            (&[("TERM", "dumb")], true, false),
        ] {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
            };
            let look =
                |color| LookArguments { color, ascii: false, width: None, hyperlinks: When::Auto };
            assert_eq!(
                look(When::Auto).has_color(is_terminal, variable),
                expected,
                "{variables:?}"
            );
            assert!(look(When::Always).has_color(is_terminal, variable));
            assert!(!look(When::Never).has_color(is_terminal, variable));
        }
    }

    #[test]
    fn links_are_for_terminals_that_know_them() {
        let of = |name: &'static str, value: &'static str| {
            knows_links(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(of("TERM_PROGRAM", "WezTerm") && of("VTE_VERSION", "7200") && of("TERM", "foot"));
        assert!(!of("TERM", "xterm-256color") && !of("VTE_VERSION", "4000"));
    }
}
