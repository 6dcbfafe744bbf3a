//! What a set comes to, for people.

use std::fmt;

use super::{Call, Destination, Show, SplitShares};
use crate::answer::{table, words};
use crate::check::joined;

impl fmt::Display for Show {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { splits, destinations, left_out } = self;
        if !left_out.is_empty() {
            let left_out = joined(left_out);
            writeln!(
                out,
                "Not the whole truth: left out, because it cannot be read, is {left_out}; `check` says why.\n"
            )?;
        }
        writeln!(out, "Splits")?;
        for split in splits {
            writeln!(out)?;
            split.fmt(out)?;
        }
        if splits.is_empty() {
            writeln!(out, "\n  none: every Service gets its own traffic")?;
        }
        writeln!(out, "\nWho may call whom")?;
        for destination in destinations {
            writeln!(out)?;
            destination.fmt(out)?;
        }
        if destinations.is_empty() {
            writeln!(out, "\n  nobody may call anybody: there is no target")?;
        } else {
            writeln!(out, "\nEverybody else is denied.")?;
        }
        Ok(())
    }
}

impl fmt::Display for SplitShares {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { split, root, conditions, ports, notes } = self;
        writeln!(out, "  TrafficSplit {split}, of Service {root}")?;
        let about = if conditions.is_empty() {
            "every request".to_owned()
        } else {
            conditions.join("; or ")
        };
        writeln!(out, "    about  {about}")?;
        let mut rows = Vec::new();
        for of_port in ports {
            let mut port =
                of_port.port.map_or("any port".to_owned(), |port| format!("port {port}"));
            for one in &of_port.backends {
                let percent = &one.percent;
                // Where per cent are exact, the fraction says nothing new.
                let is_round = percent.starts_with(['<', '>']) || repeats(&one.share);
                let share =
                    if is_round { format!("{percent} ({})", one.share) } else { percent.clone() };
                rows.push(vec![
                    std::mem::take(&mut port),
                    one.service.clone(),
                    share,
                    one.note.clone(),
                ]);
            }
        }
        out.write_str(&table::lines(&rows, 4))?;
        for note in notes {
            writeln!(out, "    note: {note}")?;
        }
        Ok(())
    }
}

/// Whether per cent with two decimals do not say a fraction exactly.
fn repeats(share: &str) -> bool {
    let Some((_, denominator)) = share.split_once('/') else { return false };
    denominator.parse::<u32>().map_or(true, |denominator| 10_000 % denominator != 0)
}

impl fmt::Display for Destination {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, name, services, workloads, calls } = self;
        writeln!(out, "  {kind} {name}")?;
        if kind == "ServiceAccount" {
            let behind = match (services.is_empty(), workloads.is_empty()) {
                (_, true) => "no pods in the input".to_owned(),
                (true, false) => format!("{}, behind no Service", joined(workloads)),
                (false, false) => {
                    let noun = if services.len() == 1 { "Service" } else { "Services" };
                    format!("{}, behind {noun} {}", joined(workloads), joined(services))
                }
            };
            writeln!(out, "    pods   {behind}")?;
        }
        let row = |call: &Call| {
            let Call { kind, from, what, ports, by } = call;
            let from =
                if kind == "ServiceAccount" { from.clone() } else { format!("{kind} {from}") };
            vec![from, what.clone(), words::ports(ports), format!("by {}", joined(by))]
        };
        let rows: Vec<_> = calls.iter().map(row).collect();
        if rows.is_empty() {
            return writeln!(out, "    nobody: its targets name no source or no rule");
        }
        out.write_str(&table::lines(&rows, 4))
    }
}
