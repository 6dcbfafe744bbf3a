//! Words for what stands in a document.

use crate::nearest::distance;
use crate::source::{Kind, Node, Scalar, Style};

/// The longest text that is quoted whole.
const LONGEST: usize = 60;

/// What a node is, as in "found …".
pub(crate) fn found(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Mapping if node.pairs().next().is_none() => "an object without fields".to_owned(),
        Kind::Mapping => "an object".to_owned(),
        Kind::Sequence => match node.items().count() {
            0 => "an empty list".to_owned(),
            1 => "a list of one item".to_owned(),
            count => format!("a list of {count} items"),
        },
        Kind::Alias => "an alias".to_owned(),
        Kind::Scalar => scalar(node),
    }
}

fn scalar(node: Node<'_>) -> String {
    let written = node.text().unwrap_or_default();
    let Some(reading) = node.reading() else { return quoted(written) };
    match reading.kubernetes {
        Scalar::Null => "nothing".to_owned(),
        Scalar::Boolean(value) if written == "true" || written == "false" => {
            format!("the boolean {value}")
        }
        Scalar::Boolean(value) => format!("`{written}`, which is the boolean {value} for kubectl"),
        Scalar::Integer(value) if reading.differs() && node.style() == Some(Style::Plain) => {
            format!("`{written}`, which is the number {value} for kubectl")
        }
        Scalar::Integer(_) | Scalar::Float(_) => format!("the number {written}"),
        Scalar::Text if written.is_empty() => "an empty string".to_owned(),
        Scalar::Text => format!("the string {}", quoted(written)),
    }
}

/// A text in backticks, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(LONGEST).collect();
    let rest = if cut.len() < text.len() { "…" } else { "" };
    format!("`{cut}{rest}`")
}

/// The name that comes nearest to one that was written, if one is near enough to be meant.
pub(crate) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = match written.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let lower = written.to_lowercase();
    let near = names.filter_map(|name| {
        let name_lower = name.to_lowercase();
        let steps = if name_lower == lower { 0 } else { distance(&lower, &name_lower, most)? };
        (name != written).then_some((steps, name))
    });
    near.min_by_key(|(steps, name)| (*steps, *name)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_meant() {
        let names = || ["weight", "service", "kind"].into_iter();
        assert_eq!(nearest("wieght", names()), Some("weight"));
        assert_eq!(nearest("Service", names()), Some("service"));
        assert_eq!(nearest("kin", names()), Some("kind"));
        assert_eq!(nearest("port", names()), None);
        assert_eq!(nearest("k", names()), None);
    }
}
