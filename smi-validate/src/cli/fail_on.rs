//! From which findings on a check fails.

use std::str::FromStr;

use crate::finding::{Finding, Severity};

/// From which findings on a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailOn {
    /// Those that are at least so bad.
    At(Severity),
    /// None.
    Never,
}

impl FailOn {
    /// The words for it, the strictest last.
    pub(super) const WORDS: [&'static str; 5] = ["never", "error", "warning", "info", "hint"];

    /// Whether one of the findings counts.
    pub(super) fn fails(self, findings: &[Finding]) -> bool {
        match self {
            Self::Never => false,
            Self::At(severity) => findings.iter().any(|finding| finding.severity >= severity),
        }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        Self::At(Severity::Error)
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self::Never);
        }
        let found = Severity::ALL.into_iter().find(|severity| severity.word() == text);
        found
            .map(Self::At)
            .ok_or_else(|| format!("expected one of {}, found `{text}`", Self::WORDS.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Label;
    use crate::rule::{Check, Rule};
    use crate::source::Span;

    static RULE: Rule = Rule {
        code: "SMI001",
        name: "odd",
        severity: Severity::Warning,
        text: "",
        check: Check::Elsewhere,
    };

    fn finding(severity: Severity) -> Finding {
        Finding {
            rule: &RULE,
            severity,
            object: None,
            message: String::new(),
            labels: vec![Label {
                input: 0,
                span: Span::default(),
                text: String::new(),
                path: String::new(),
            }],
            effect: String::new(),
            mend: String::new(),
            meshes: Vec::new(),
        }
    }

    #[test]
    fn findings_count_from_a_severity_on() {
        let findings = [finding(Severity::Info), finding(Severity::Warning)];
        for (word, fails) in
            [("never", false), ("error", false), ("warning", true), ("info", true), ("hint", true)]
        {
            let fail_on: FailOn = word.parse().unwrap();
            assert_eq!(fail_on.fails(&findings), fails, "{word}");
            assert!(!fail_on.fails(&[]), "{word}");
        }
        assert!("eror".parse::<FailOn>().unwrap_err().contains("found `eror`"));
    }
}
