//! Pages as plain text.

use crate::rule::Rule;

/// Columns of a paragraph.
const WIDTH: usize = 96;

/// What people are told about a rule.
pub(super) fn of(rule: &Rule) -> String {
    let documentation = rule.documentation();
    let (severity, stage) = (rule.severity, rule.stage());
    let mut page = format!("{rule}: {severity}, looks at: {stage}\n\n");
    fill(&mut page, "", documentation.title);
    page.push('\n');
    markdown(&mut page, "", documentation.why.trim());
    for section in &documentation.sections {
        page.push_str(&format!("\n{}\n\n", section.heading));
        markdown(&mut page, "  ", section.body.trim());
    }
    page
}

/// A heading and a paragraph below it.
pub(super) fn paragraph(page: &mut String, heading: &str, text: &str) {
    page.push_str(&format!("{heading}\n"));
    fill(page, "  ", text);
    page.push('\n');
}

/// Paragraphs and lists are filled, and what is fenced is kept.
fn markdown(page: &mut String, indent: &str, text: &str) {
    let mut open = String::new();
    let mut is_fenced = false;
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        let begins = line.trim().is_empty() || line.trim_start().starts_with(['-', '|']);
        if is_fence || is_fenced || begins {
            fill(page, indent, &std::mem::take(&mut open));
        }
        match () {
            () if is_fence => is_fenced = !is_fenced,
            () if is_fenced => page.push_str(&format!("{indent}    {line}\n")),
            () if line.trim().is_empty() => page.push('\n'),
            () => {
                open.push_str(line);
                open.push('\n');
            }
        }
    }
    fill(page, indent, &open);
}

/// Breaks a text into lines. Words longer than a line stay whole.
fn fill(page: &mut String, indent: &str, text: &str) {
    let hanging = if text.starts_with("- ") { "  " } else { "" };
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            page.push('\n');
            page.push_str(indent);
            page.push_str(hanging);
            column = indent.len() + hanging.len() + length;
        } else if column > 0 {
            page.push(' ');
            column += 1 + length;
        } else {
            page.push_str(indent);
            column = indent.len() + length;
        }
        page.push_str(word);
    }
    if column > 0 {
        page.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;
    use crate::rule::Check;

    #[test]
    fn a_page_has_every_part_and_keeps_examples() {
        static RULE: Rule = Rule {
            code: "SMI001",
            name: "odd",
            severity: Severity::Warning,
            text: " A number is odd.\n\n Numbers come\n in two kinds:\n - the odd\n   ones\n\n # Bad\n\n ```yaml\n a:\n   b: 1\n ```\n",
            check: Check::Elsewhere,
        };
        let expected = "SMI001 odd: warning, looks at: elsewhere\n\nA number is odd.\n\nNumbers come in two kinds:\n\
                        - the odd ones\n\nBad\n\n      a:\n        b: 1\n";
        assert_eq!(of(&RULE), expected);
    }

    #[test]
    fn lines_are_filled() {
        let mut page = String::new();
        fill(&mut page, "  ", &"word ".repeat(40));
        let lengths: Vec<_> = page.lines().map(str::len).collect();
        assert_eq!(lengths, [96, 96, 11]);
    }
}
