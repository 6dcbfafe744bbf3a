//! The documentation of a rule, taken apart.

/// What people are told about a rule.
///
/// The text of a rule has a title, paragraphs that say what is wrong and why, and then these sections:
/// `In a mesh`, `Bad`, `Good`, `Mend`, `Sources`. Examples are fenced; all are mandatory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documentation<'t> {
    /// The first line: what is wrong, as a sentence.
    pub title: &'t str,
    /// What and why.
    pub why: String,
    /// The sections, in order.
    pub sections: Vec<Section<'t>>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'t> {
    /// Its heading.
    pub heading: &'t str,
    /// What stands below it, with fences.
    pub body: String,
}

impl Documentation<'_> {
    /// The headings that every rule has, in this order.
    pub const HEADINGS: [&'static str; 5] = ["In a mesh", "Bad", "Good", "Mend", "Sources"];
}

impl<'t> Documentation<'t> {
    /// Takes a text apart.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let mut lines = text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let title = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
        let mut documentation = Self { title, why: String::new(), sections: Vec::new() };
        let mut is_fenced = false;
        for line in lines {
            is_fenced ^= line.starts_with("```");
            if let Some(heading) = line.strip_prefix("# ").filter(|_| !is_fenced) {
                documentation.sections.push(Section { heading, body: String::new() });
                continue;
            }
            let body = match documentation.sections.last_mut() {
                Some(section) => &mut section.body,
                None => &mut documentation.why,
            };
            body.push_str(line);
            body.push('\n');
        }
        documentation
    }

    /// What stands in a section; empty where there is none of that name.
    #[must_use]
    pub fn section(&self, heading: &str) -> &str {
        let found = self.sections.iter().find(|section| section.heading == heading);
        found.map_or("", |section| section.body.trim())
    }

    /// The YAML in a section, without its fences.
    #[must_use]
    pub fn example(&self, heading: &str) -> String {
        let mut inside = false;
        let is_inside = |line: &&str| {
            let is_fence = line.trim_start().starts_with("```");
            inside ^= is_fence;
            inside && !is_fence
        };
        let lines: Vec<_> = self.section(heading).lines().filter(is_inside).collect();
        lines.iter().flat_map(|line| [*line, "\n"]).collect()
    }
}
