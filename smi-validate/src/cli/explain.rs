//! `explain`: a rule, or a text that somebody has seen.

mod known;
mod page;
mod wording;

use std::fmt::Write as _;

use self::known::Known;
use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::nearest;
use crate::profile::{Message, Profile};
use crate::rule::Rule;
use crate::rules;

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArguments {
    /// The code or name of a rule, or an error text of an API server, kubectl or a mesh.
    #[arg(required = true, num_args = 1.., allow_hyphen_values = true, value_name = "CODE|NAME|TEXT")]
    what: Vec<String>,
}

/// How many explanations of one text are given, the best first.
const MOST: usize = 3;

pub(super) fn run(arguments: &ExplainArguments) -> Result<Ending, CliError> {
    let what = arguments.what.join(" ");
    let answer = answer(what.trim());
    let text = answer.as_deref().map_or_else(|| no_answer(what.trim()), str::to_owned);
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(if answer.is_some() { Ending::Clean } else { Ending::Found })
}

fn answer(what: &str) -> Option<String> {
    if let Some(rule) = rules::find(what) {
        return Some(page::of(rule));
    }
    let mut found = explanations(what);
    // The sort is stable: of equals, the first in the tables comes first.
    found.sort_by_key(|found| std::cmp::Reverse(found.score));
    let best = found.first()?.score;
    // What matches far worse than the best is about something else.
    let good = found.into_iter().filter(|found| found.score * 2 >= best).take(MOST);
    let texts: Vec<_> = good.map(|found| found.text()).collect();
    Some(texts.join("\n"))
}

/// Something that is known about a text.
struct Explanation {
    score: usize,
    what: What,
}

enum What {
    Known(&'static Known),
    /// What a mesh says; the same message of several meshes is one.
    Message(Vec<(&'static Profile, &'static Message)>),
}

/// Everything that is known about a text.
fn explanations(text: &str) -> Vec<Explanation> {
    let seen = wording::Seen::new(text);
    let known = Known::all().iter().filter_map(|known| {
        let scores = known.says.iter().filter_map(|says| seen.score(says));
        Some(Explanation { score: scores.max()?, what: What::Known(known) })
    });
    let mut found: Vec<_> = known.collect();
    for (profile, message) in messages() {
        let same = found.iter_mut().find_map(|found| match &mut found.what {
            What::Message(same) if same[0].1.text == message.text => Some(same),
            _ => None,
        });
        if let Some(same) = same {
            same.push((profile, message));
        } else if let Some(score) = seen.score(&wording::of_message(&message.text)) {
            found.push(Explanation { score, what: What::Message(vec![(profile, message)]) });
        }
    }
    found
}

fn messages() -> impl Iterator<Item = (&'static Profile, &'static Message)> {
    let of = |profile: &'static Profile| profile.messages.iter().map(move |one| (profile, one));
    Profile::all().iter().flat_map(of)
}

impl Explanation {
    fn text(&self) -> String {
        let mut text = String::new();
        let written = match &self.what {
            What::Known(known) => known.write(&mut text),
            What::Message(said) => write_message(&mut text, said),
        };
        written.expect("a text takes any text");
        text
    }
}

impl Known {
    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "{}\n  (said by {})\n", self.says[0], self.by)?;
        page::paragraph(text, "What it means", &self.means);
        page::paragraph(text, "What to do", &self.mend);
        let rules = self.rules.iter().filter_map(|name| rules::find(name));
        write_rules(text, &rules.collect::<Vec<_>>())
    }
}

fn write_rules(text: &mut String, rules: &[&'static Rule]) -> std::fmt::Result {
    let Some(first) = rules.first() else { return Ok(()) };
    writeln!(text, "Rules that find it before it is applied")?;
    for rule in rules {
        writeln!(text, "  {rule}: {}", rule.documentation().title)?;
    }
    writeln!(text, "  For more: smi-validate explain {}", first.name)
}

fn write_message(text: &mut String, said: &[(&Profile, &Message)]) -> std::fmt::Result {
    writeln!(text, "{}\n", said[0].1.text)?;
    for (profile, message) in said {
        let heading = format!("{} ({})", profile.title, message.shown);
        page::paragraph(text, &heading, &message.effect);
        let from: Vec<_> = message.from.iter().map(|citation| profile.cite(citation)).collect();
        writeln!(text, "  Source: {}\n", from.join("; "))?;
    }
    let name = &said[0].0.name;
    writeln!(text, "To find such things before: smi-validate check --target {name}")
}

fn no_answer(what: &str) -> String {
    let known = rules::ALL.iter().flat_map(|rule| [rule.name, rule.code]);
    let mut near = nearest::nearest(what, known);
    near.truncate(MOST);
    let question = match near.as_slice() {
        [] => String::new(),
        near => format!("Did you mean {}?\n", nearest::listed(near, "or")),
    };
    format!(
        "Nothing is known of `{what}`: it is no rule, and no text that an API server, kubectl or a mesh is known to say.\n\
         {question}`smi-validate rules` lists the rules; `smi-validate check FILE` says what is wrong with a file.\n"
    )
}

#[cfg(test)]
mod tests;
