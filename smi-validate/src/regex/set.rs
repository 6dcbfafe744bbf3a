//! Sets of code points as sorted ranges, surrogates included: RE2 counts them, too.

use std::sync::Arc;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::unicode::known;

/// The largest code point.
pub(super) const MAX_RUNE: u32 = 0x10_FFFF;

const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

/// A set of code points: ranges, both ends included, in order, and with gaps between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RuneSet(Arc<[(u32, u32)]>);

impl RuneSet {
    /// Every code point.
    #[must_use]
    pub fn any() -> Self {
        Self::from_ranges(vec![(0, MAX_RUNE)])
    }

    /// What `.` is without the flag `s`.
    #[must_use]
    pub fn not_newline() -> Self {
        Self::from_ranges(vec![(0, 0x09), (0x0B, MAX_RUNE)])
    }

    /// The union of ranges in any order.
    #[must_use]
    pub fn from_ranges(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged.into())
    }

    /// The ranges.
    #[must_use]
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether everything is in it.
    #[must_use]
    pub fn is_any(&self) -> bool {
        *self.0 == [(0, MAX_RUNE)]
    }

    /// Whether a code point is in it.
    #[must_use]
    pub fn contains(&self, rune: u32) -> bool {
        let after = self.0.partition_point(|&(low, _)| low <= rune);
        after > 0 && rune <= self.0[after - 1].1
    }

    /// How many code points are in it.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.iter().map(|(low, high)| high - low + 1).sum()
    }

    /// What is not in it.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for &(low, high) in self.0.iter() {
            if next < low {
                ranges.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= MAX_RUNE {
            ranges.push((next, MAX_RUNE));
        }
        Self(ranges.into())
    }

    /// With every letter in both cases (Unicode's simple folding).
    #[must_use]
    pub(super) fn folded(&self) -> Self {
        let mut class = self.to_unicode();
        if class.try_case_fold_simple().is_err() {
            return self.clone();
        }
        let mut ranges = self.0.to_vec();
        ranges.extend_from_slice(known(&Self::from(&class)).ranges());
        Self::from_ranges(ranges)
    }

    /// What is in both.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(&&(low, high)), Some(&&(other_low, other_high))) =
            (left.peek(), right.peek())
        {
            let (start, end) = (low.max(other_low), high.min(other_high));
            if start <= end {
                ranges.push((start, end));
            }
            if high < other_high {
                left.next()
            } else {
                right.next()
            };
        }
        Self(ranges.into())
    }

    /// As a class of characters: no text has surrogates.
    pub(super) fn to_unicode(&self) -> ClassUnicode {
        let outside = [(0, SURROGATES.0 - 1), (SURROGATES.1 + 1, MAX_RUNE)];
        let scalar = self.intersection(&Self(outside.into()));
        ClassUnicode::new(scalar.0.iter().filter_map(|&(low, high)| {
            Some(ClassUnicodeRange::new(char::from_u32(low)?, char::from_u32(high)?))
        }))
    }
}

impl From<&ClassUnicode> for RuneSet {
    fn from(class: &ClassUnicode) -> Self {
        Self::from_ranges(
            class.iter().map(|range| (range.start().into(), range.end().into())).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_RUNE, RuneSet};

    #[test]
    fn neighbours_become_one_range() {
        let set = RuneSet::from_ranges(vec![(0x63, 0x64), (0x61, 0x62), (0x70, 0x70)]);
        assert_eq!(set.ranges(), [(0x61, 0x64), (0x70, 0x70)]);
        assert_eq!(set.len(), 5);
        assert!(set.contains(0x64) && !set.contains(0x65) && !set.contains(0));
    }

    #[test]
    fn a_complement_has_the_surrogates() {
        let set = RuneSet::from_ranges(vec![(0x0A, 0x0A)]).complement();
        assert_eq!(set, RuneSet::not_newline());
        assert_eq!(set.complement().ranges(), [(0x0A, 0x0A)]);
        assert!(RuneSet::default().complement().is_any());
        assert_eq!(RuneSet::any().ranges(), [(0, MAX_RUNE)]);
        assert_eq!(RuneSet::any().to_unicode().iter().count(), 2);
    }

    #[test]
    fn a_letter_folds_to_its_orbit() {
        let set = RuneSet::from_ranges(vec![('k'.into(), 'k'.into())]).folded();
        assert_eq!(set.ranges(), [(0x4B, 0x4B), (0x6B, 0x6B), (0x212A, 0x212A)]);
    }
}
