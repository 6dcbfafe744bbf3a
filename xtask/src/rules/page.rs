//! The page: a table of all rules, each rule, and what became of every candidate.

use std::fmt::Write as _;

use smi_validate::rule::Rule;
use smi_validate::rules::ALL;

use super::{Candidate, Fate};

const HEAD: &str = "\
# Rules

<!-- Written by `cargo xtask rules` from the rules' own documentation. Do not edit. -->

Every rule of `smi-validate`: what it finds, what that does in a mesh, and how to mend it. `smi-validate explain CODE` prints
the same. Codes are never reused.

Severities: **error** – refused, or broken in silence, everywhere or in a mesh that was selected with `--target`; **warning** –
works differently from what it says somewhere; **info** – worth knowing; **hint** – could be said better. Findings may be milder
or graver than the rule's own severity where that depends on the mesh.

";

/// The whole page.
pub(super) fn all(candidates: &[Candidate]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| code | name | severity | looks at | finds |\n|---|---|---|---|---|\n");
    for rule in ALL.iter() {
        let title = rule.documentation().title.replace('|', "\\|");
        let _infallible = writeln!(
            page,
            "| [{code}](#{anchor}) | `{}` | {} | {} | {title} |",
            rule.name,
            rule.severity,
            rule.stage(),
            code = rule.code,
            anchor = rule.code.to_lowercase(),
        );
    }
    ALL.iter().for_each(|rule| self::rule(&mut page, rule));
    fates(&mut page, candidates);
    page
}

fn rule(page: &mut String, rule: &Rule) {
    let documentation = rule.documentation();
    let anchor = rule.code.to_lowercase();
    let _infallible = write!(
        page,
        "\n## <a id=\"{anchor}\"></a>{} `{}`\n\n**{}.** ({})\n\n{}\n",
        rule.code,
        rule.name,
        documentation.title,
        rule.severity,
        documentation.why.trim()
    );
    for section in &documentation.sections {
        let _infallible = write!(page, "\n### {}\n\n{}\n", section.heading, section.body.trim());
    }
}

fn fates(page: &mut String, candidates: &[Candidate]) {
    page.push_str(
        "\n## What became of every candidate\n\nThe rules were drawn from a list of 151 candidates (G general, A access, \
         S specs, P split, M metrics and installation, C conversion).\n\n| candidate | outcome |\n|---|---|\n",
    );
    for Candidate { id, outcome } in candidates {
        let link = |code: &str| format!("[{code}](#{})", code.to_lowercase());
        let outcome = match outcome {
            Fate::Rule(code) => link(code),
            Fate::Merged(code) => format!("part of {}", link(code)),
            Fate::Rejected(reason) => format!("rejected: {reason}"),
        };
        let _infallible = writeln!(page, "| {id} | {outcome} |");
    }
}
