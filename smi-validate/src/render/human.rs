//! The human format: what is wrong, the lines where it is, what it will do, and how to mend it.

mod summary;
mod window;

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level, Renderer};

use self::window::{Window, clean};
use super::{Style, page};
use crate::check::Checked;
use crate::finding::{Finding, Input, Severity};

/// Stands for the place of a snippet until it is drawn: the library counts columns in what it is given, which is only
/// a part of a long line. Unicode keeps this character for such purposes, and [`clean`] lets none through.
const PLACE: char = '\u{fdd0}';

/// The least room that notes are given, however narrow the terminal is.
const NARROWEST: usize = 40;

pub(super) fn write(
    out: &mut dyn Write,
    checked: &Checked,
    inputs: &[Input],
    style: &Style,
) -> io::Result<()> {
    let renderer = renderer(style);
    for finding in &checked.findings {
        writeln!(out, "{}\n", draw(finding, inputs, style, &renderer))?;
    }
    if style.statistics {
        summary::write_statistics(out, checked)?;
    }
    if !style.quiet {
        summary::write(out, checked, inputs, style)?;
    }
    Ok(())
}

fn renderer(style: &Style) -> Renderer {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    renderer.decor_style(decor).hyperlink(style.links).term_width(style.width)
}

fn draw(finding: &Finding, inputs: &[Input], style: &Style, renderer: &Renderer) -> String {
    let windows = Window::all(&finding.labels, inputs, style.unicode);
    let title = level(finding.severity)
        .primary_title(clean(&finding.message, style.unicode))
        .id(finding.rule.to_string())
        .id_url(page(finding.rule));
    let gutter = windows.iter().map(|window| window.last_line().to_string().len()).max();
    let notes = notes(finding).into_iter().map(|(name, text)| {
        // Before the text stand the numbers of lines, ` = `, the name, and `: `.
        let used = gutter.unwrap_or_default() + 3 + name.len() + 2;
        let width = style.width.saturating_sub(used).max(NARROWEST);
        Level::NOTE.with_name(name).message(wrap(&text, width, style.unicode))
    });
    let group = Group::with_title(title)
        .elements(windows.iter().map(|window| window.snippet(PLACE)))
        .elements(notes);
    let places = windows.iter().map(|window| window.place.as_str());
    put_places(&renderer.render(&[group]), places)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO.with_name(severity.word()),
        Severity::Hint => Level::HELP.with_name(severity.word()),
    }
}

/// What stands below the lines, by name.
fn notes(finding: &Finding) -> Vec<(&'static str, String)> {
    let object = finding.object.as_ref().map(|object| {
        let path = finding.primary().path.as_str();
        let at = if path.is_empty() { String::new() } else { format!(", at `{path}`") };
        format!("{object} ({}){at}", object.api_version)
    });
    let notes = [
        ("object", object.unwrap_or_default()),
        ("effect", finding.effect.clone()),
        ("mend", finding.mend.clone()),
        ("meshes", finding.meshes.join(", ")),
    ];
    notes.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// Breaks lines between words. Lines that are broken already stay so.
fn wrap(text: &str, width: usize, unicode: bool) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(&clean(word, unicode));
            used += length;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Puts places where the library wrote its own.
fn put_places<'p>(drawn: &str, places: impl Iterator<Item = &'p str>) -> String {
    let mut parts = drawn.split(PLACE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, place) in parts.zip(places) {
        text.push_str(place);
        text.push_str(part.trim_start_matches(|next: char| next == ':' || next.is_ascii_digit()));
    }
    text
}

#[cfg(test)]
mod tests;
