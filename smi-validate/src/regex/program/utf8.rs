//! Characters as sequences of bytes, with what they have in common shared as RE2 shares it.

use super::fragment::Fragment;
use super::{Compiler, Operation};
use crate::regex::set::{MAX_RUNE, RuneSet};

/// The largest code point of so many bytes.
const LARGEST: [u32; 4] = [0x7F, 0x7FF, 0xFFFF, MAX_RUNE];

const CAPITALS: (u32, u32) = (0x41, 0x5A);
const SMALL: (u32, u32) = (0x61, 0x7A);

/// A class under construction.
#[derive(Default)]
struct Ranges {
    begin: u32,
    ends: Vec<(u32, bool)>,
}

impl Compiler {
    pub(super) fn rune(&mut self, rune: u32, fold: bool) -> Option<Fragment> {
        let bytes = encoded(rune);
        let fold = fold && bytes.len() == 1;
        let mut whole: Option<Fragment> = None;
        for byte in bytes {
            let one = self.single(Operation::Bytes { low: byte, high: byte, fold }, false)?;
            whole = Some(match whole {
                Some(before) => self.concat(before, one),
                None => one,
            });
        }
        whole
    }

    pub(super) fn any_char(&mut self) -> Option<Fragment> {
        self.ranges(&[(0, MAX_RUNE)], false)
    }

    /// A class that treats both cases of ASCII alike needs one instruction for the two.
    pub(super) fn class(&mut self, set: &RuneSet) -> Option<Fragment> {
        self.ranges(set.ranges(), folds_ascii(set))
    }

    fn ranges(&mut self, ranges: &[(u32, u32)], folds: bool) -> Option<Fragment> {
        self.suffixes.clear();
        let mut class = Ranges::default();
        for &(low, high) in ranges {
            if folds && CAPITALS.0 <= low && high <= CAPITALS.1 {
                continue;
            }
            let whole = low <= CAPITALS.0 && SMALL.1 <= high;
            let beside = high < CAPITALS.0 || SMALL.1 < low || CAPITALS.1 < low && high < SMALL.0;
            self.range(&mut class, low, high, folds && !whole && !beside)?;
        }
        Some(Fragment { begin: class.begin, ends: class.ends, nullable: false })
    }

    fn range(&mut self, class: &mut Ranges, low: u32, high: u32, fold: bool) -> Option<()> {
        if low > high {
            return Some(());
        }
        if (low, high) == (0x80, MAX_RUNE) {
            return self.beyond_ascii(class);
        }
        if let Some(middle) = split(low, high) {
            self.range(class, low, middle, fold)?;
            return self.range(class, middle + 1, high, fold);
        }
        let (low, high) = (encoded(low), encoded(high));
        let last = low.len() - 1;
        let mut id = 0;
        for place in (0..=last).rev() {
            let (from, to) = (low[place], high[place]);
            // What is shared at the end of sequences is remembered; a beginning is never the end of another.
            let shared = last > 0 && (place == last || from < to && place != 0);
            id = self.byte(class, from, to, fold && last == 0, id, shared)?;
        }
        self.add_sequence(class, id)
    }

    /// RE2 lets sequences in here that are no characters, to keep the program small.
    fn beyond_ascii(&mut self, class: &mut Ranges) -> Option<()> {
        let mut next = 0;
        for (low, high) in [(0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4)] {
            next = self.byte(class, 0x80, 0xBF, false, next, false)?;
            let first = self.byte(class, low, high, false, next, false)?;
            self.add_sequence(class, first)?;
        }
        Some(())
    }

    fn byte(
        &mut self,
        class: &mut Ranges,
        low: u8,
        high: u8,
        fold: bool,
        next: u32,
        shared: bool,
    ) -> Option<u32> {
        if shared && let Some(&id) = self.suffixes.get(&(low, high, next)) {
            return Some(id);
        }
        let id = self.add(Operation::Bytes { low, high, fold }, next)?;
        if next == 0 {
            class.ends.push((id, false));
        }
        if shared {
            self.suffixes.insert((low, high, next), id);
        }
        Some(id)
    }

    fn add_sequence(&mut self, class: &mut Ranges, id: u32) -> Option<()> {
        class.begin = if class.begin == 0 { id } else { self.merge(class.begin, id)? };
        Some(())
    }

    /// Adds a sequence to those from `root` on: along the one added last as far as they are the same.
    fn merge(&mut self, root: u32, id: u32) -> Option<u32> {
        let (parent, mut same) = match self.operation(root) {
            Operation::Alternate { second } => (Some(root), second),
            _ => (None, root),
        };
        if self.operation(same) != self.operation(id) {
            return self.add(Operation::Alternate { second: id }, root);
        }
        let mut root = root;
        if self.is_shared(same) {
            // Others end in it, too, and it is about to change.
            let copy = self.instructions[same as usize];
            same = self.add(copy.operation, copy.next)?;
            match parent {
                Some(parent) => {
                    self.instructions[parent as usize].operation =
                        Operation::Alternate { second: same };
                }
                None => root = same,
            }
        }
        let rest = self.instructions[id as usize].next;
        if !self.is_shared(id) {
            self.discard(id);
        }
        let next = self.instructions[same as usize].next;
        self.instructions[same as usize].next = self.merge(next, rest)?;
        Some(root)
    }

    /// Gives an instruction back if it is the last one.
    fn discard(&mut self, id: u32) {
        if id as usize + 1 == self.instructions.len() {
            self.instructions.pop();
        }
    }

    fn is_shared(&self, id: u32) -> bool {
        let instruction = self.instructions[id as usize];
        match instruction.operation {
            Operation::Bytes { low, high, .. } => {
                self.suffixes.contains_key(&(low, high, instruction.next))
            }
            _ => false,
        }
    }

    fn operation(&self, id: u32) -> Operation {
        self.instructions[id as usize].operation
    }
}

/// Where a range must be cut so that its parts differ in one byte, or in all the last ones fully.
fn split(low: u32, high: u32) -> Option<u32> {
    if let Some(&largest) = LARGEST[..3].iter().find(|&&largest| low <= largest && largest < high) {
        return Some(largest);
    }
    if high <= LARGEST[0] {
        return None;
    }
    for bytes in 1..4 {
        let mask = (1 << (6 * bytes)) - 1;
        if low & !mask == high & !mask {
            continue;
        }
        if low & mask != 0 {
            return Some(low | mask);
        }
        if high & mask != mask {
            return Some((high & !mask) - 1);
        }
    }
    None
}

/// Whether a class has a small letter exactly if it has the capital.
fn folds_ascii(set: &RuneSet) -> bool {
    let bits =
        |(low, high): (u32, u32)| (low..=high).map(|rune| set.contains(rune)).collect::<Vec<_>>();
    bits(CAPITALS) == bits(SMALL)
}

/// A code point in bytes; surrogates, too.
fn encoded(rune: u32) -> Vec<u8> {
    let continued = |shift: u32| byte(0x80 | (rune >> shift) & 0x3F);
    match rune {
        0..=0x7F => vec![byte(rune)],
        0x80..=0x7FF => vec![byte(0xC0 | rune >> 6), continued(0)],
        0x800..=0xFFFF => vec![byte(0xE0 | rune >> 12), continued(6), continued(0)],
        _ => vec![byte(0xF0 | rune >> 18), continued(12), continued(6), continued(0)],
    }
}

const fn byte(value: u32) -> u8 {
    value.to_le_bytes()[0]
}
