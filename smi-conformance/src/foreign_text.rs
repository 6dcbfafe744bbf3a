//! Texts that a mesh or its plug-in wrote, for terminals and reports.

/// The beginning of a text, without anything that a terminal would obey.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    let mut short = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == characters {
            short.push('…');
            break;
        }
        match character.is_control() {
            true => short.extend(character.escape_default()),
            false => short.push(character),
        }
    }
    short
}

/// Whether a text can be printed as a name: some characters, not too many, and nothing that a terminal would obey.
pub(crate) fn is_printable(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::{is_printable, shortened};

    #[test]
    fn nothing_is_left_that_a_terminal_would_obey() {
        assert_eq!(shortened("a\u{1b}[31m\tb", 20), "a\\u{1b}[31m\\tb");
        assert_eq!(shortened("äöü", 2), "äö…");
        assert!(is_printable("v1alpha4", 8));
        assert!(
            !is_printable("\u{1b}[31mv9", 20)
                && !is_printable("", 8)
                && !is_printable("v1alpha4", 7)
        );
    }
}
