//! The escapes of double-quoted texts.

/// An escape at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escape {
    /// What it stands for; nothing for a line break that is passed over.
    pub(super) character: Option<char>,
    /// Its bytes, the backslash among them, and both halves of a pair of surrogates.
    pub(super) length: usize,
}

/// Reads the escape that a text begins with. Nothing if YAML does not have it.
pub(super) fn read(text: &str) -> Option<Escape> {
    let name = text[1..].chars().next()?;
    let character = match name {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        ' ' | '"' | '/' | '\\' => name,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return hexadecimal(text, 2),
        'u' => return hexadecimal(text, 4),
        'U' => return hexadecimal(text, 8),
        '\n' | '\r' => {
            let both = text[1..].starts_with("\r\n");
            return Some(Escape { character: None, length: if both { 3 } else { 2 } });
        }
        _ => return None,
    };
    Some(Escape { character: Some(character), length: 2 })
}

fn hexadecimal(text: &str, digits: usize) -> Option<Escape> {
    let length = 2 + digits;
    let first = code(text.get(2..length)?)?;
    if let Some(character) = char::from_u32(first) {
        return Some(Escape { character: Some(character), length });
    }
    let second = text.get(length..)?.strip_prefix("\\u")?;
    let second = code(second.get(..4)?)?;
    let is_pair = (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second);
    let character = is_pair.then(|| 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?;
    Some(Escape { character: char::from_u32(character), length: length + 6 })
}

fn code(digits: &str) -> Option<u32> {
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    are_digits.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
