//! Parts of a program with loose ends, and how to put them together.

use super::{Compiler, Operation};

/// A part of a program.
pub(super) struct Fragment {
    /// Where it begins; 0 if it cannot match.
    pub(super) begin: u32,
    /// The loose ends: instructions, and whether it is their second way.
    pub(super) ends: Vec<(u32, bool)>,
    /// Whether it may match nothing.
    pub(super) nullable: bool,
}

impl Fragment {
    pub(super) const fn no_match() -> Self {
        Self { begin: 0, ends: Vec::new(), nullable: false }
    }
}

impl Compiler {
    pub(super) fn single(&mut self, operation: Operation, nullable: bool) -> Option<Fragment> {
        let begin = self.add(operation, 0)?;
        let ends = if operation == Operation::Match { vec![] } else { vec![(begin, false)] };
        Some(Fragment { begin, ends, nullable })
    }

    /// One, then the other.
    pub(super) fn concat(&mut self, left: Fragment, right: Fragment) -> Fragment {
        if left.begin == 0 || right.begin == 0 {
            return Fragment::no_match();
        }
        self.patch(&left.ends, right.begin);
        let is_nothing = self.instructions[left.begin as usize].operation == Operation::Nothing
            && left.ends == [(left.begin, false)];
        if is_nothing {
            return right;
        }
        let nullable = left.nullable && right.nullable;
        Fragment { begin: left.begin, ends: right.ends, nullable }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "one of the two ways to combine a list; the other may fail"
    )]
    pub(super) fn concat_or_full(&mut self, left: Fragment, right: Fragment) -> Option<Fragment> {
        Some(self.concat(left, right))
    }

    /// One or the other.
    pub(super) fn alternate(
        &mut self,
        mut left: Fragment,
        mut right: Fragment,
    ) -> Option<Fragment> {
        if left.begin == 0 {
            return Some(right);
        }
        if right.begin == 0 {
            return Some(left);
        }
        let begin = self.add(Operation::Alternate { second: right.begin }, left.begin)?;
        let nullable = left.nullable || right.nullable;
        if left.ends.len() < right.ends.len() {
            std::mem::swap(&mut left, &mut right);
        }
        left.ends.append(&mut right.ends);
        Some(Fragment { begin, ends: left.ends, nullable })
    }

    pub(super) fn capture(&mut self, inner: Fragment) -> Option<Fragment> {
        if inner.begin == 0 {
            return Some(inner);
        }
        let begin = self.add(Operation::Capture, inner.begin)?;
        let end = self.add(Operation::Capture, 0)?;
        self.patch(&inner.ends, end);
        Some(Fragment { begin, ends: vec![(end, false)], nullable: inner.nullable })
    }

    pub(super) fn plus(&mut self, inner: Fragment, greedy: bool) -> Option<Fragment> {
        let (id, end) = self.fork(inner.begin, greedy)?;
        self.patch(&inner.ends, id);
        Some(Fragment { begin: inner.begin, ends: vec![end], nullable: inner.nullable })
    }

    pub(super) fn star(&mut self, inner: Fragment, greedy: bool) -> Option<Fragment> {
        // A body that may match nothing needs a way around the loop to keep its preferences in order.
        if inner.nullable {
            let looped = self.plus(inner, greedy)?;
            return self.quest(looped, greedy);
        }
        let (id, end) = self.fork(inner.begin, greedy)?;
        self.patch(&inner.ends, id);
        Some(Fragment { begin: id, ends: vec![end], nullable: true })
    }

    pub(super) fn quest(&mut self, mut inner: Fragment, greedy: bool) -> Option<Fragment> {
        if inner.begin == 0 {
            return self.single(Operation::Nothing, true);
        }
        let (begin, end) = self.fork(inner.begin, greedy)?;
        inner.ends.push(end);
        Some(Fragment { begin, ends: inner.ends, nullable: true })
    }

    /// Two ways, one of them loose: the second if more is better.
    fn fork(&mut self, to: u32, greedy: bool) -> Option<(u32, (u32, bool))> {
        let id = if greedy {
            self.add(Operation::Alternate { second: 0 }, to)?
        } else {
            self.add(Operation::Alternate { second: to }, 0)?
        };
        Some((id, (id, greedy)))
    }

    fn patch(&mut self, ends: &[(u32, bool)], to: u32) {
        for &(id, is_second) in ends {
            let instruction = &mut self.instructions[id as usize];
            match &mut instruction.operation {
                Operation::Alternate { second } if is_second => *second = to,
                _ => instruction.next = to,
            }
        }
    }
}
