//! What a mesh claims against what was seen.

use std::collections::BTreeSet;

use super::{Claim, Features};
use crate::catalogue::Catalogue;
use crate::result::Verdict;
use crate::run::Report;

pub(super) fn features(report: &Report, catalogue: &Catalogue) -> Features {
    let claims: BTreeSet<&str> = report.mesh.features.iter().map(String::as_str).collect();
    let unsupported = catalogue.features().into_iter().filter(|name| !claims.contains(name));
    Features {
        claimed: claims.iter().map(|name| claim(name, report, catalogue)).collect(),
        unsupported: unsupported.map(str::to_owned).collect(),
    }
}

fn claim(name: &str, report: &Report, catalogue: &Catalogue) -> Claim {
    let asks = |id: &str| {
        let scenario = catalogue.scenario(id);
        scenario.is_some_and(|scenario| scenario.features.iter().any(|feature| feature == name))
    };
    let with = |verdicts: [Verdict; 2]| -> Vec<String> {
        let results = report.results.iter().filter(|result| verdicts.contains(&result.verdict));
        results.filter(|result| asks(&result.id)).map(|result| result.id.clone()).collect()
    };
    let proven_by = with([Verdict::Pass, Verdict::UnexpectedPass]);
    let refuted_by = with([Verdict::Fail, Verdict::ExpectedFailure]);
    Claim {
        name: name.to_owned(),
        proven: !proven_by.is_empty() && refuted_by.is_empty(),
        proven_by,
        refuted_by,
    }
}
