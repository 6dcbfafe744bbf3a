//! The answer for people.

use std::fmt::{self, Write};

use num_rational::BigRational;
use num_traits::Zero as _;

use super::grounds::{Ground, reading};
use super::{Answer, Case, MeshAnswer};
use crate::answer::{share, table};
use crate::check::joined;
use crate::decision::{Access, Route};
use crate::model::{Name, Origin};

/// So many names are told; of more, how many more.
const MOST_NAMES: usize = 4;

impl Answer {
    /// The answer for people. `place` tells where an element stands: `shop.yaml:12:9`.
    #[must_use]
    pub fn to_text(&self, place: &dyn Fn(&Origin) -> Option<String>) -> String {
        let mut text = String::new();
        self.write(&mut text, place).expect("a text takes any text");
        text
    }

    fn write(&self, out: &mut String, place: &dyn Fn(&Origin) -> Option<String>) -> fmt::Result {
        writeln!(out, "{}: {}", self.verdict.word(), self.question)?;
        let several = self.cases.len() > 1;
        for case in &self.cases {
            writeln!(out)?;
            if several {
                writeln!(out, "{}: calls from {}", case.verdict.word(), names(&case.callers))?;
            }
            case.write(out, place)?;
        }
        if !self.notes.is_empty() {
            writeln!(out, "\nTo be known")?;
            for note in &self.notes {
                writeln!(out, "  {note}")?;
            }
        }
        Ok(())
    }
}

impl Case {
    fn write(&self, out: &mut String, place: &dyn Fn(&Origin) -> Option<String>) -> fmt::Result {
        out.push_str(&ways(&self.routes));
        writeln!(out, "\nWhat decided")?;
        for ground in &self.grounds {
            ground.write(out, place)?;
        }
        if self.grounds.is_empty() {
            writeln!(out, "  no object is about it: Kubernetes alone decides")?;
        }
        if !self.rests_on.is_empty() {
            writeln!(
                out,
                "\nThe specification is silent here; the answer rests on these readings"
            )?;
            for interpretation in &self.rests_on {
                writeln!(out, "  {}", reading(*interpretation))?;
            }
        }
        for mesh in &self.meshes {
            mesh.write(out, self)?;
        }
        Ok(())
    }
}

impl Ground {
    fn write(&self, out: &mut String, place: &dyn Fn(&Origin) -> Option<String>) -> fmt::Result {
        let Self { requirement, origin, texts, parts } = self;
        let what =
            origin.as_ref().map_or_else(|| "no object".to_owned(), |origin| at(origin, place));
        writeln!(out, "  {requirement:<9} {what}")?;
        for text in texts {
            writeln!(out, "            {text}")?;
        }
        for (part, words) in parts {
            writeln!(out, "            - {} {words}", at(part, place))?;
        }
        Ok(())
    }
}

impl MeshAnswer {
    fn write(&self, out: &mut String, case: &Case) -> fmt::Result {
        let Self { mesh, verdict, routes, because_of, uncertain, third_ways } = self;
        let same = if *routes == case.routes { ", as above" } else { "" };
        writeln!(out, "\n{mesh}: {}{same}", verdict.word())?;
        if *routes != case.routes {
            out.push_str(&ways(routes));
            writeln!(out, "  because it does not take these readings")?;
            for interpretation in because_of {
                writeln!(out, "    {}", reading(*interpretation))?;
            }
        }
        if !uncertain.is_empty() {
            writeln!(out, "  not certain: it has ways of its own here, which are not computed")?;
            for interpretation in uncertain {
                writeln!(out, "    {}", reading(*interpretation))?;
            }
        }
        if !third_ways.is_empty() {
            let ids: Vec<_> = third_ways.iter().map(|one| one.id()).collect();
            writeln!(out, "  not computed are its own ways in {}", joined(&ids))?;
        }
        Ok(())
    }
}

fn at(origin: &Origin, place: &dyn Fn(&Origin) -> Option<String>) -> String {
    let Origin { kind, name, path } = origin;
    let path = if path.is_empty() { String::new() } else { format!(" {path}") };
    let place = place(origin).map(|place| format!(" ({place})")).unwrap_or_default();
    format!("{kind} {name}{path}{place}")
}

/// Ways with their shares.
fn ways(routes: &[Route]) -> String {
    if routes.is_empty() {
        return "  the request goes nowhere: there is no such port\n".to_owned();
    }
    let mut rows = Vec::new();
    for Route { backend, share, endpoints } in routes {
        let share_text = share::both(share);
        let backend = backend.as_ref().map_or_else(String::new, |name| format!("Service {name}"));
        let mut first = vec![share_text, backend];
        if endpoints.is_empty() {
            let words = if *share > BigRational::zero() { "fails: no pods" } else { "no pods" };
            first.push(words.to_owned());
            rows.push(first);
            continue;
        }
        for (access, port, workloads) in ends(endpoints) {
            let row = match access {
                Access::Allow => format!("allowed by {workloads}, port {port}"),
                Access::Deny => format!("denied by {workloads}, port {port}"),
            };
            rows.push([std::mem::replace(&mut first, vec![String::new(); 2]), vec![row]].concat());
        }
    }
    table::lines(&rows, 2)
}

/// Workloads that do the same.
fn ends(endpoints: &[crate::decision::Endpoint]) -> Vec<(Access, u16, String)> {
    let mut groups: Vec<(Access, u16, Vec<Name>)> = Vec::new();
    for end in endpoints {
        let same =
            |group: &&mut (Access, u16, Vec<Name>)| group.0 == end.access && group.1 == end.port;
        match groups.iter_mut().find(same) {
            Some(group) => group.2.push(end.workload.clone()),
            None => groups.push((end.access, end.port, vec![end.workload.clone()])),
        }
    }
    groups.into_iter().map(|(access, port, workloads)| (access, port, names(&workloads))).collect()
}

fn names(all: &[Name]) -> String {
    let mut words: Vec<_> = all.iter().take(MOST_NAMES).map(ToString::to_string).collect();
    if all.len() > MOST_NAMES {
        words.push(format!("{} others", all.len() - MOST_NAMES));
    }
    if words.is_empty() { "outside the mesh".to_owned() } else { joined(&words) }
}
