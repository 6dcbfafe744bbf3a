//! Counts what a graph of instructions becomes as lists.

use super::{Instruction, Operation};

/// The entries of all lists.
pub(super) fn size(instructions: Vec<Instruction>, start: u32, unanchored: u32) -> usize {
    let mut graph = Graph {
        seen: vec![0; instructions.len()],
        round: 0,
        root_of: vec![false; instructions.len()],
        roots: Vec::new(),
        before: vec![Vec::new(); instructions.len()],
        instructions,
    };
    graph.drop_nothings(start);
    graph.mark_matches(start);
    for root in [0, unanchored, start] {
        graph.add_root(root);
    }
    graph.mark_successors(unanchored);
    graph.mark_joins(start, unanchored);
    let roots = std::mem::take(&mut graph.roots);
    roots.iter().map(|&root| graph.list_length(root)).sum()
}

struct Graph {
    instructions: Vec<Instruction>,
    /// The round in which an instruction was last seen.
    seen: Vec<u32>,
    round: u32,
    root_of: Vec<bool>,
    /// Where lists begin.
    roots: Vec<u32>,
    /// The forks that lead to an instruction.
    before: Vec<Vec<u32>>,
}

impl Graph {
    fn operation(&self, id: u32) -> Operation {
        self.instructions[id as usize].operation
    }

    fn next(&self, id: u32) -> u32 {
        self.instructions[id as usize].next
    }

    fn see(&mut self, id: u32) -> bool {
        let seen = &mut self.seen[id as usize];
        let new = *seen != self.round;
        *seen = self.round;
        new
    }

    fn is_seen(&self, id: u32) -> bool {
        self.seen[id as usize] == self.round
    }

    fn add_root(&mut self, id: u32) {
        if !std::mem::replace(&mut self.root_of[id as usize], true) {
            self.roots.push(id);
        }
    }

    /// Every instruction in reach, once.
    fn walk(&mut self, start: u32, mut visit: impl FnMut(&mut Self, u32)) {
        self.round += 1;
        let mut stack = vec![start];
        while let Some(id) = stack.pop() {
            if !self.see(id) {
                continue;
            }
            visit(self, id);
            if let Operation::Alternate { second } | Operation::AlternateMatch { second } =
                self.operation(id)
            {
                stack.push(second);
            }
            if !matches!(self.operation(id), Operation::Match | Operation::Fail) {
                stack.push(self.next(id));
            }
        }
    }

    fn drop_nothings(&mut self, start: u32) {
        self.walk(start, |graph, id| {
            let skip = |graph: &Self, mut to: u32| {
                while to != 0 && graph.operation(to) == Operation::Nothing {
                    to = graph.next(to);
                }
                to
            };
            let next = skip(graph, graph.next(id));
            graph.instructions[id as usize].next = next;
            if let Operation::Alternate { second } = graph.operation(id) {
                let second = skip(graph, second);
                graph.instructions[id as usize].operation = Operation::Alternate { second };
            }
        });
    }

    /// Marks `\C*` at the end, of either preference.
    fn mark_matches(&mut self, start: u32) {
        self.walk(start, |graph, id| {
            let Operation::Alternate { second } = graph.operation(id) else { return };
            let next = graph.next(id);
            let loops = |to: u32| {
                let any = Operation::Bytes { low: 0, high: 0xFF, fold: false };
                graph.operation(to) == any && graph.next(to) == id
            };
            if loops(next) && graph.is_match(second) || loops(second) && graph.is_match(next) {
                graph.instructions[id as usize].operation = Operation::AlternateMatch { second };
            }
        });
    }

    fn is_match(&self, mut id: u32) -> bool {
        while matches!(self.operation(id), Operation::Nothing | Operation::Capture) {
            id = self.next(id);
        }
        self.operation(id) == Operation::Match
    }

    /// A list begins behind whatever consumes or remembers.
    fn mark_successors(&mut self, start: u32) {
        self.walk(start, |graph, id| match graph.operation(id) {
            Operation::Alternate { second } | Operation::AlternateMatch { second } => {
                let next = graph.next(id);
                graph.before[next as usize].push(id);
                graph.before[second as usize].push(id);
            }
            Operation::Bytes { .. } | Operation::Capture | Operation::Look => {
                let next = graph.next(id);
                graph.add_root(next);
            }
            _ => {}
        });
    }

    /// A list begins, too, where forks of several lists meet.
    fn mark_joins(&mut self, start: u32, unanchored: u32) {
        let mut sorted = self.roots.clone();
        sorted.sort_unstable();
        for root in sorted.into_iter().skip(1).rev() {
            if root != start && root != unanchored {
                self.mark_joins_from(root);
            }
        }
    }

    fn mark_joins_from(&mut self, root: u32) {
        let members = self.members(root);
        for (id, _) in members {
            let foreign = self.before[id as usize].iter().any(|&fork| !self.is_seen(fork));
            if foreign {
                self.add_root(id);
            }
        }
    }

    /// What a list has in it, with where other lists begin.
    fn members(&mut self, root: u32) -> Vec<(u32, bool)> {
        self.round += 1;
        let mut members = Vec::new();
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if !self.see(id) {
                continue;
            }
            let is_other = id != root && self.root_of[id as usize];
            members.push((id, is_other));
            if is_other {
                continue;
            }
            match self.operation(id) {
                Operation::Alternate { second } | Operation::AlternateMatch { second } => {
                    stack.push(second);
                    stack.push(self.next(id));
                }
                Operation::Nothing => stack.push(self.next(id)),
                _ => {}
            }
        }
        members
    }

    fn list_length(&mut self, root: u32) -> usize {
        let members = self.members(root);
        let is_entry = |id: u32| {
            !matches!(self.operation(id), Operation::Alternate { .. } | Operation::Nothing)
        };
        members.iter().filter(|&&(id, is_other)| is_other || is_entry(id)).count()
    }
}
