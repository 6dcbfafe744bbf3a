//! Whether an HTTP request belongs to a match.

use smi_types::Interpretation;

use super::Case;
use crate::decision::Payload;
use crate::model::{HttpMatch, Pattern, RouteGroup};

impl Case<'_> {
    /// Whether the request is an HTTP request that belongs to one of these matches.
    pub(super) fn is_in<'m>(&self, mut matches: impl Iterator<Item = &'m HttpMatch>) -> bool {
        matches.any(|one| self.matches(one, true))
    }

    /// The matches of a group that a list of names means; all of them without a list.
    pub(super) fn named<'g>(
        &self,
        group: &'g RouteGroup,
        names: Option<&[String]>,
    ) -> Vec<&'g HttpMatch> {
        match names {
            None => group.matches.iter().collect(),
            Some([]) if self.reads(Interpretation::EmptyRuleMatches) => {
                group.matches.iter().collect()
            }
            Some(names) => names.iter().flat_map(|name| self.of_name(group, name)).collect(),
        }
    }

    fn of_name<'g>(&self, group: &'g RouteGroup, name: &str) -> Vec<&'g HttpMatch> {
        let mut found: Vec<_> = group.matches.iter().filter(|one| one.name == name).collect();
        if !self.reads(Interpretation::DuplicateMatchName) && found.len() > 1 {
            found.drain(..found.len() - 1);
        }
        found
    }

    /// Whether the request belongs to a match. Without `whole`, only headers count.
    pub(super) fn matches(&self, one: &HttpMatch, whole: bool) -> bool {
        let Payload::Http { method, path, headers } = &self.request.payload else { return false };
        let half_said = one.path.is_some() != one.methods.is_some();
        if half_said && !self.reads(Interpretation::OmittedField) {
            return false;
        }
        let target_holds = || {
            self.path_holds(one.path.as_ref(), path)
                && self.method_holds(one.methods.as_deref(), method)
        };
        (!whole || target_holds()) && self.headers_hold(one, headers)
    }

    fn path_holds(&self, pattern: Option<&Pattern>, sent: &str) -> bool {
        let Some(pattern) = pattern else { return true };
        if !pattern.is_valid() {
            return !self.reads(Interpretation::RegexDialect);
        }
        let (path, query) = sent.split_once('?').unwrap_or((sent, ""));
        let mut uri = path.to_owned();
        if !self.reads(Interpretation::PathNormalisation) {
            uri = normalised(path);
        }
        if !self.reads(Interpretation::Query) && sent.contains('?') {
            uri = format!("{uri}?{query}");
        }
        pattern.is_at_start_of(&uri)
    }

    fn method_holds(&self, methods: Option<&[String]>, sent: &str) -> bool {
        match methods {
            None => true,
            Some([]) => self.reads(Interpretation::EmptyMethods),
            Some(methods) => methods.iter().any(|method| method == "*" || method == sent),
        }
    }

    fn headers_hold(&self, one: &HttpMatch, sent: &[(String, String)]) -> bool {
        let last_of_name = |index: usize, name: &str| {
            one.headers[index + 1..].iter().all(|(later, _)| later != name)
        };
        one.headers.iter().enumerate().all(|(index, (name, pattern))| {
            let counts =
                self.reads(Interpretation::DuplicateHeaderName) || last_of_name(index, name);
            !counts || self.header_holds(name, pattern, sent)
        })
    }

    fn header_holds(&self, name: &str, pattern: &Pattern, sent: &[(String, String)]) -> bool {
        if !pattern.is_valid() {
            return !self.reads(Interpretation::RegexDialect);
        }
        let holds = |value: &str| {
            if self.reads(Interpretation::HeaderAnchoring) {
                pattern.is_found_in(value)
            } else {
                pattern.is_whole_of(value)
            }
        };
        let of_name = sent.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let mut values = of_name.map(|(_, value)| value.as_str()).peekable();
        if self.reads(Interpretation::RepeatedHeader) {
            return values.any(holds);
        }
        values.peek().is_some() && holds(&values.collect::<Vec<_>>().join(", "))
    }
}

/// A path as a proxy may rewrite it before matching: unreserved characters decoded, `//` and dot segments resolved.
fn normalised(path: &str) -> String {
    let decoded = decode(path);
    let mut segments: Vec<&str> = Vec::new();
    let is_folder = ["/", "/.", "/.."].iter().any(|end| decoded.ends_with(end));
    for segment in decoded.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            other => segments.push(other),
        }
    }
    let end = if is_folder && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

fn decode(path: &str) -> String {
    let mut decoded = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let digits = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match digits.map(char::from) {
            Some(char) if char.is_ascii_alphanumeric() || "-._~/".contains(char) => {
                decoded.push(char);
                rest = &after[2..];
            }
            _ => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded + rest
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn what_a_proxy_may_rewrite() {
        for (path, rewritten) in [
            ("/api/v1", "/api/v1"),
            ("//api/./x/../v1/", "/api/v1/"),
            ("/%61pi%20", "/api%20"),
            ("/../..", "/"),
            ("/100%", "/100%"),
        ] {
            assert_eq!(normalised(path), rewritten, "{path}");
        }
    }
}
