//! Objects as YAML: as people write them, as templates leave them, as programs write them.

mod scalar;

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::random::Random;
use super::words::COMMENTS;
use scalar::Quotes;

/// How someone writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    hand: Hand,
    quotes: Quotes,
    /// Whether items of lists stand further in than their list.
    indented: bool,
    /// How many of a hundred lines have a comment.
    comments: usize,
    /// How many of a hundred small lists and objects stand on one line.
    flow: usize,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hand {
    Person,
    Helm,
    /// kubectl and controllers: keys in the order of the alphabet.
    Program,
    /// People who write JSON.
    Json,
}

impl Style {
    /// The style of kubectl.
    pub(super) const PROGRAM: Self =
        Self { hand: Hand::Program, quotes: Quotes::Seldom, indented: false, comments: 0, flow: 0 };

    /// The style of a team.
    pub(super) fn pick(random: &mut Random) -> Self {
        let hand = match random.below(40) {
            0..26 => Hand::Person,
            26..35 => Hand::Helm,
            35..39 => return Self::PROGRAM,
            _ => Hand::Json,
        };
        let quotes = match random.below(4) {
            _ if hand == Hand::Helm => Quotes::Double,
            0 => Quotes::Double,
            1 => Quotes::Single,
            _ => Quotes::Seldom,
        };
        let flow = *random.pick(&[&0_usize, &0, &40, &90]);
        let comments = if hand == Hand::Helm { 0 } else { *random.pick(&[&0_usize, &1, &4]) };
        Self { hand, quotes, indented: random.chance(60), comments, flow }
    }
}

/// Writes an object as a document with its marker.
pub(super) fn document(object: &Value, style: Style, random: &mut Random) -> String {
    let mut text = "---\n".to_owned();
    if style.hand == Hand::Helm {
        let kind = object["kind"].as_str().unwrap_or_default().to_lowercase();
        let _ = writeln!(text, "# Source: platform/templates/{kind}.yaml");
    }
    if style.hand == Hand::Json {
        return text + &format!("{object:#}\n");
    }
    let mut writer = Writer { text, style, random };
    match object {
        Value::Object(fields) if style.hand == Hand::Helm => writer.fields(&labelled(fields), 0),
        Value::Object(fields) => writer.fields(fields, 0),
        other => writer.value(other, 0),
    }
    writer.text
}

/// Writes an object as an item of the list that kubectl makes of all.
pub(super) fn item(object: &Value, random: &mut Random) -> String {
    let mut writer = Writer { text: String::new(), style: Style::PROGRAM, random };
    writer.item(object, 0);
    writer.text
}

/// With the labels that charts put on everything.
fn labelled(fields: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = fields.clone();
    if let Some(labels) =
        fields.get_mut("metadata").and_then(|metadata| metadata["labels"].as_object_mut())
    {
        labels.insert("helm.sh/chart".to_owned(), "platform-2.4.1".into());
        labels.insert("app.kubernetes.io/managed-by".to_owned(), "Helm".into());
        labels.insert("app.kubernetes.io/version".to_owned(), "1.20".into());
    }
    fields
}

struct Writer<'r> {
    text: String,
    style: Style,
    random: &'r mut Random,
}

impl Writer<'_> {
    /// The fields of an object, each on lines of its own.
    fn fields(&mut self, fields: &Map<String, Value>, indent: usize) {
        let mut fields: Vec<_> = fields.iter().collect();
        if self.style.hand != Hand::Program {
            fields.sort_by_key(|(name, _)| rank(name));
        }
        for (index, (name, value)) in fields.into_iter().enumerate() {
            let is_first = index == 0 && self.text.ends_with("- ");
            if !is_first {
                self.comment_above(indent);
                self.pad(indent);
            }
            self.text.push_str(&scalar::key(name));
            self.text.push(':');
            self.value(value, indent);
        }
    }

    /// What stands behind a key or a dash, up to the end of the line or further.
    fn value(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(fields) if !fields.is_empty() && !self.is_flow(value) => {
                self.text.push('\n');
                self.fields(fields, indent + 2);
            }
            Value::Array(items) if !items.is_empty() && !self.is_flow(value) => {
                self.text.push('\n');
                let indent = if self.style.indented { indent + 2 } else { indent };
                items.iter().for_each(|item| self.item(item, indent));
            }
            Value::String(text) if text.contains('\n') => self.block(text, indent + 2),
            Value::String(text) if self.is_folded(text) => self.folded(text, indent + 2),
            other => {
                self.text.push(' ');
                self.line(other);
                self.comment_behind();
                self.text.push('\n');
            }
        }
    }

    fn item(&mut self, item: &Value, indent: usize) {
        self.comment_above(indent);
        self.pad(indent);
        match item {
            Value::Object(fields) if !fields.is_empty() && !self.is_flow(item) => {
                self.text.push_str("- ");
                self.fields(fields, indent + 2);
            }
            other => {
                self.text.push('-');
                self.value(other, indent);
            }
        }
    }

    /// A text of several lines, as it is.
    fn block(&mut self, text: &str, indent: usize) {
        self.text.push_str(if text.ends_with('\n') { " |\n" } else { " |-\n" });
        for line in text.lines() {
            if !line.is_empty() {
                self.pad(indent);
            }
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn is_folded(&mut self, text: &str) -> bool {
        self.style.hand == Hand::Person && text.len() > 70 && text.contains(' ')
    }

    /// A long line, as several.
    fn folded(&mut self, text: &str, indent: usize) {
        self.text.push_str(" >-\n");
        let mut column = 0;
        for word in text.split(' ') {
            if column == 0 {
                self.pad(indent);
            } else if column + word.len() > 60 {
                self.text.push('\n');
                self.pad(indent);
                column = 0;
            } else {
                self.text.push(' ');
            }
            self.text.push_str(word);
            column += word.len() + 1;
        }
        self.text.push('\n');
    }

    /// Whether a value is to stand on one line: it is small, and this writer likes it.
    fn is_flow(&mut self, value: &Value) -> bool {
        let is_scalar = |value: &Value| {
            !value.is_object()
                && !value.is_array()
                && value.as_str().is_none_or(|text| text.len() < 30)
        };
        let is_small = match value {
            Value::Object(fields) => fields.len() <= 3 && fields.values().all(is_scalar),
            Value::Array(items) => items.len() <= 6 && items.iter().all(is_scalar),
            _ => true,
        };
        is_small && self.random.chance(self.style.flow)
    }

    /// A value without a line break.
    fn line(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                let text = scalar::string(text, self.style.quotes, scalar::Context::Block);
                self.text.push_str(&text);
            }
            Value::Array(items) if !items.is_empty() => {
                let items: Vec<_> = items.iter().map(|item| self.part(item)).collect();
                let _ = write!(self.text, "[{}]", items.join(", "));
            }
            Value::Object(fields) if !fields.is_empty() => {
                let part = |(name, value): (&String, &Value)| {
                    format!("{}: {}", scalar::key(name), self.part(value))
                };
                let fields: Vec<_> = fields.iter().map(part).collect();
                let _ = write!(self.text, "{{ {} }}", fields.join(", "));
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    /// A scalar within brackets.
    fn part(&self, value: &Value) -> String {
        match value {
            Value::String(text) => scalar::string(text, self.style.quotes, scalar::Context::Flow),
            other => other.to_string(),
        }
    }

    fn comment_above(&mut self, indent: usize) {
        if self.random.chance(self.style.comments) {
            self.pad(indent);
            let comment = self.random.pick(&COMMENTS);
            let _ = writeln!(self.text, "# {comment}");
        }
    }

    fn comment_behind(&mut self) {
        if self.random.chance(self.style.comments) {
            let comment = self.random.pick(&COMMENTS);
            let _ = write!(self.text, " # {comment}");
        }
    }

    fn pad(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Where people write a field among the others.
fn rank(name: &str) -> usize {
    const FIRST: [&str; 9] =
        ["apiVersion", "kind", "metadata", "name", "namespace", "spec", "service", "host", "path"];
    FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len())
}
