//! Applying suppressions: what is kept, what is let pass, and which of them do nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Mistake, Scope, Suppression};
use crate::config::Config;
use crate::finding::{Finding, Input};
use crate::rule::Rule;
use crate::source::Span;

/// What becomes of findings.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// Those to show.
    pub(crate) kept: Vec<Finding>,
    /// Those that are let pass.
    pub(crate) suppressed: Vec<Finding>,
    /// Rules that are allowed where they find nothing, in the order of the inputs.
    pub(crate) unused: Vec<Unused>,
    /// What is written wrongly, in the order of the inputs.
    pub(crate) unknown: Vec<Mistake>,
}

/// A rule that is allowed where it finds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unused {
    /// The number of the input.
    pub(crate) input: usize,
    /// Where the rule is named.
    pub(crate) span: Span,
    /// The rule.
    pub(crate) rule: &'static Rule,
    /// What the suppression covers.
    pub(crate) scope: Scope,
}

/// What a rule is allowed for. Objects are known by their first byte: they do not overlap.
type Key = (usize, Covered, &'static str);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Covered {
    Line(u32),
    Object(u32),
    File,
}

/// Lets findings pass that a suppression or the configuration covers.
///
/// Where several suppressions cover a finding, the narrowest is the one that is used, and of equals the first. Rules that
/// are switched off count as used: what they would have found is not known.
pub(crate) fn apply(
    findings: Vec<Finding>,
    suppressions: &[Suppression],
    config: &Config,
    inputs: &[Input],
) -> Applied {
    let mut table = Table::new(suppressions);
    let mut applied = Applied::default();
    for finding in findings {
        let input = inputs.get(finding.primary().input);
        let is_covered = table.covers(&finding, input)
            || input
                .is_some_and(|input| config.allow.iter().any(|one| one.covers(&finding, input)));
        let list = if is_covered { &mut applied.suppressed } else { &mut applied.kept };
        list.push(finding);
    }
    for (index, suppression) in suppressions.iter().enumerate() {
        let Suppression { input, scope, rules, mistakes } = suppression;
        applied.unknown.extend(mistakes.iter().cloned());
        for (number, (rule, span)) in rules.iter().enumerate() {
            if !table.used[index][number] && !config.levels.is_off(rule) {
                applied.unused.push(Unused { input: *input, span: *span, rule, scope: *scope });
            }
        }
    }
    applied.unused.sort_by_key(|unused| (unused.input, unused.span));
    applied.unknown.sort_by_key(|mistake| (mistake.input, mistake.span));
    applied
}

/// Suppressions by what they cover, and which are used.
struct Table {
    /// The number of the suppression, and of the rule in it.
    by_key: HashMap<Key, (usize, usize)>,
    /// The ends of objects, by input and first byte.
    objects: BTreeMap<(usize, u32), u32>,
    /// The inputs with suppressions of lines: to count lines for the others would be in vain.
    with_lines: HashSet<usize>,
    used: Vec<Vec<bool>>,
}

impl Table {
    fn new(suppressions: &[Suppression]) -> Self {
        let mut by_key: HashMap<Key, (usize, usize)> = HashMap::new();
        let (mut objects, mut with_lines) = (BTreeMap::new(), HashSet::new());
        for (index, Suppression { input, scope, rules, mistakes: _ }) in
            suppressions.iter().enumerate()
        {
            let covered = match scope {
                Scope::Line(line) => {
                    with_lines.insert(*input);
                    Covered::Line(*line)
                }
                Scope::Object(span) => {
                    objects.insert((*input, span.start), span.end);
                    Covered::Object(span.start)
                }
                Scope::File => Covered::File,
                Scope::Nothing => continue,
            };
            for (number, (rule, _)) in rules.iter().enumerate() {
                by_key.entry((*input, covered, rule.code)).or_insert((index, number));
            }
        }
        let used = suppressions.iter().map(|one| vec![false; one.rules.len()]).collect();
        Self { by_key, objects, with_lines, used }
    }

    fn covers(&mut self, finding: &Finding, input: Option<&Input>) -> bool {
        let Some(input) = input.filter(|_| !self.by_key.is_empty()) else { return false };
        let (number, code) = (finding.primary().input, finding.rule.code);
        let start = finding.primary().span.start;
        let has_lines = self.with_lines.contains(&number);
        let line = || has_lines.then(|| Covered::Line(input.text.position(start).line));
        let object = || {
            let before = self.objects.range(..=(number, start)).next_back();
            let (&(its_input, its_start), &end) = before?;
            (its_input == number && start < end).then_some(Covered::Object(its_start))
        };
        let find = |covered| self.by_key.get(&(number, covered, code)).copied();
        let found = line().and_then(find).or_else(|| object().and_then(find));
        let Some((index, rule)) = found.or_else(|| find(Covered::File)) else { return false };
        self.used[index][rule] = true;
        true
    }
}
