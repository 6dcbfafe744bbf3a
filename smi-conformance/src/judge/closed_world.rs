//! What arrives at an application is what was sent: nothing rewritten, nothing lost.
//!
//! Compared are method, path and query bytes, body and every header that was sent. Headers that a mesh adds are its
//! business; Host, forwarding headers and the HTTP version between sidecars are dialect.

use crate::driver::{Arrival, HttpRequest, Payload, ProbeRequest};
use crate::foreign_text::shortened;

/// How much of what arrived is shown.
const SHOWN: usize = 200;

/// Says what differs between a request and its arrival, or nothing.
pub(crate) fn difference(sent: &ProbeRequest, arrival: &Arrival) -> Option<String> {
    if arrival.id != sent.id {
        return Some(format!("probe `{}` was answered as `{}`", sent.id.0, arrival.id.0));
    }
    match (&sent.payload, &arrival.request) {
        (Payload::Tcp | Payload::Udp, _) => None,
        (Payload::Http(_), None) => {
            Some("the HTTP request did not arrive as an HTTP request".to_owned())
        }
        (Payload::Http(sent), Some(arrived)) => request_difference(sent, arrived),
    }
}

fn request_difference(sent: &HttpRequest, arrived: &HttpRequest) -> Option<String> {
    let parts = [
        ("method", &sent.method, &arrived.method),
        ("path", &sent.path, &arrived.path),
        ("body", &sent.body, &arrived.body),
    ];
    for (part, sent, arrived) in parts {
        if sent != arrived {
            let arrived = shortened(arrived, SHOWN);
            return Some(format!("{part} `{sent}` arrived as `{arrived}`"));
        }
    }
    sent.headers.iter().find_map(|(name, _)| header_difference(name, sent, arrived))
}

fn header_difference(name: &str, sent: &HttpRequest, arrived: &HttpRequest) -> Option<String> {
    let (sent, arrived) = (values(sent, name), values(arrived, name));
    (sent != arrived).then(|| {
        let arrived = if arrived.is_empty() {
            "not at all".to_owned()
        } else {
            format!("as `{}`", shortened(&arrived, SHOWN))
        };
        format!("header `{name}: {sent}` arrived {arrived}")
    })
}

/// The values of a header in order, as one list: proxies may join repeated headers.
fn values(request: &HttpRequest, name: &str) -> String {
    let of_this_name = request.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
    of_this_name.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::request_difference;
    use crate::driver::{HttpRequest, HttpVersion};

    fn request(path: &str, headers: &[(&str, &str)]) -> HttpRequest {
        HttpRequest {
            version: HttpVersion::Http11,
            method: "GET".to_owned(),
            path: path.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            body: String::new(),
        }
    }

    #[test]
    fn a_header_that_the_mesh_adds_is_no_difference() {
        let arrived = request("/a?b", &[("x-team", "blue"), ("x-request-id", "7")]);
        assert_eq!(request_difference(&request("/a?b", &[("X-Team", "blue")]), &arrived), None);
    }

    #[test]
    fn a_rewritten_path_and_a_lost_header_are_differences() {
        let sent = request("/a?b", &[("X-Team", "blue")]);
        let difference = request_difference(&sent, &request("/a", &[("x-team", "blue")])).unwrap();
        assert_eq!(difference, "path `/a?b` arrived as `/a`");
        let difference = request_difference(&sent, &request("/a?b", &[])).unwrap();
        assert_eq!(difference, "header `X-Team: blue` arrived not at all");
    }
}
