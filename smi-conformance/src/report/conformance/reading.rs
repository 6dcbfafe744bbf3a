//! How a mesh reads the specification, over all that was measured.

use std::collections::BTreeMap;

use super::{MeasuredReading, Measurement};
use crate::result::ScenarioResult;

pub(super) fn readings(results: &[ScenarioResult]) -> Vec<MeasuredReading> {
    let mut measured: BTreeMap<&str, Vec<Measurement>> = BTreeMap::new();
    for expectation in results.iter().flat_map(|result| &result.expectations) {
        if let Some(reading) = &expectation.reading {
            let (expectation, options) = (expectation.id.clone(), reading.options.clone());
            let measurements = measured.entry(&reading.interpretation).or_default();
            measurements.push(Measurement { expectation, options });
        }
    }
    let reading = |(interpretation, measurements): (&str, Vec<Measurement>)| MeasuredReading {
        interpretation: interpretation.to_owned(),
        options: common(&measurements),
        measurements,
    };
    measured.into_iter().map(reading).collect()
}

/// The options that fit everywhere, in the order of the first measurement.
fn common(measurements: &[Measurement]) -> Vec<String> {
    let Some((first, others)) = measurements.split_first() else { return Vec::new() };
    let everywhere = |option: &&String| others.iter().all(|one| one.options.contains(option));
    first.options.iter().filter(everywhere).cloned().collect()
}
