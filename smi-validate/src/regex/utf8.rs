//! Which bytes may follow which in a text.

/// How much of a character has been read, and what may come next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Between characters.
    #[default]
    Between,
    /// Before so many bytes of `80` to `BF`, the next of which is within limits.
    Inside { more: u8, low: u8, high: u8 },
}

impl Place {
    /// The place behind a byte, if the byte may stand here.
    pub(super) fn after(self, byte: u8) -> Option<Self> {
        let inside = |more, low, high| Some(Self::Inside { more, low, high });
        match self {
            Self::Inside { more, low, high } if (low..=high).contains(&byte) => match more {
                1 => Some(Self::Between),
                more => inside(more - 1, 0x80, 0xBF),
            },
            Self::Inside { .. } => None,
            Self::Between => match byte {
                0x00..=0x7F => Some(Self::Between),
                0xC2..=0xDF => inside(1, 0x80, 0xBF),
                0xE0 => inside(2, 0xA0, 0xBF),
                0xED => inside(2, 0x80, 0x9F),
                0xE1..=0xEF => inside(2, 0x80, 0xBF),
                0xF0 => inside(3, 0x90, 0xBF),
                0xF1..=0xF3 => inside(3, 0x80, 0xBF),
                0xF4 => inside(3, 0x80, 0x8F),
                _ => None,
            },
        }
    }
}

/// Bytes that are treated alike at every place have the same number.
pub(super) const fn kind(byte: u8) -> u8 {
    match byte {
        0x00..=0x7F => 0,
        0x80..=0x8F => 1,
        0x90..=0x9F => 2,
        0xA0..=0xBF => 3,
        0xC0 | 0xC1 | 0xF5..=0xFF => 4,
        0xC2..=0xDF => 5,
        0xE0 => 6,
        0xED => 7,
        0xE1..=0xEF => 8,
        0xF0 => 9,
        0xF1..=0xF3 => 10,
        0xF4 => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn every_character_is_a_way_back_and_nothing_else_is() {
        let walk = |bytes: &[u8]| {
            let place = bytes.iter().try_fold(Place::Between, |place, &byte| place.after(byte));
            place == Some(Place::Between)
        };
        for letter in ('\0'..=char::MAX).step_by(61) {
            assert!(walk(letter.to_string().as_bytes()), "{letter:?}");
        }
        for first in 0..=0xFF_u8 {
            for second in 0..=0xFF {
                let bytes = [first, second, 0x80, 0x80];
                for length in 1..=4 {
                    let part = &bytes[..length];
                    assert_eq!(walk(part), std::str::from_utf8(part).is_ok(), "{part:?}");
                }
            }
        }
    }
}
