//! `can-i`: a question in, an answer out.

use clap::ValueEnum;

use super::context::ContextArguments;
use super::inputs::InputArguments;
use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::answer::can_i::{Question, Verdict, ask};
use crate::check::check_all;

#[derive(Debug, clap::Args)]
pub(super) struct CanIArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    context: ContextArguments,
    /// Who calls: a ServiceAccount as NAMESPACE/NAME, with labels of the pods that are meant behind a colon
    /// (`shop/web:app=web,tier=front`), or `outside`.
    #[arg(long, value_name = "NS/SA[:LABELS]|outside")]
    from: String,
    /// What is called: a method and an address (`GET http://cart.shop/items`), or `tcp://db.shop:3306`, `udp://dns.shop:53`.
    #[arg(long, num_args = 1..=2, value_names = ["METHOD", "URL"], required = true)]
    to: Vec<String>,
    /// A header that is sent. May be repeated.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// How to write the answer.
    #[arg(short, long, value_enum, default_value_t)]
    output: AnswerFormat,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

pub(super) fn run(arguments: &CanIArguments) -> Result<Ending, CliError> {
    let question = Question::parse(&arguments.from, &arguments.to, &arguments.headers)?;
    let (config, _) = arguments.context.config()?;
    let inputs = super::inputs::as_one_set(arguments.inputs.read()?);
    let checked = check_all(&inputs, &config);
    let set = checked.sets.get(&0).ok_or(CliError::NothingToAnswerFrom)?;
    let answer = ask(set, &question, &config.targets)?;
    let places = checked.places(0, &inputs, &config.limits);
    let text = match arguments.output {
        AnswerFormat::Text => answer.to_text(&|origin| places.named(origin)),
        AnswerFormat::Json => format!("{:#}\n", answer.to_json(&|origin| places.named(origin))),
    };
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(if answer.verdict == Verdict::Allow { Ending::Clean } else { Ending::Found })
}
