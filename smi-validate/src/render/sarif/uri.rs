//! Names of inputs as references to resources.

use std::fmt::Write as _;

/// The reference, and what to call it if it is no file.
///
/// Relative paths stay so: whoever reads the log knows where the files lie.
pub(super) fn of(name: &str) -> (String, Option<String>) {
    if let Some(inner) = name.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return (encode(inner), Some(name.to_owned()));
    }
    let path = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let mut relative = path.as_str();
    while let Some(rest) = relative.strip_prefix("./") {
        relative = rest.trim_start_matches('/');
    }
    let has_drive = relative.as_bytes().get(1) == Some(&b':')
        && relative.as_bytes()[0].is_ascii_alphabetic()
        && relative.as_bytes().get(2) == Some(&b'/');
    let uri = match relative {
        // Two slashes at the start would name a host.
        _ if relative.starts_with('/') => {
            format!("file:///{}", encode(relative.trim_start_matches('/')))
        }
        _ if cfg!(windows) && has_drive => {
            format!("file:///{}:{}", &relative[..1], encode(&relative[2..]))
        }
        _ => encode(relative),
    };
    (uri, None)
}

/// Everything but letters, digits, slashes and what is never special is escaped.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn names_become_references() {
        for (name, uri) in [
            ("shop/cart.yaml", "shop/cart.yaml"),
            ("./shop/cart.yaml", "shop/cart.yaml"),
            (".//cart.yaml", "cart.yaml"),
            ("../cart.yaml", "../cart.yaml"),
            ("/etc/my cart.yaml", "file:///etc/my%20cart.yaml"),
            ("//etc/cart.yaml", "file:///etc/cart.yaml"),
            ("a:b?c#d%.yaml", "a%3Ab%3Fc%23d%25.yaml"),
            ("水.yaml", "%E6%B0%B4.yaml"),
        ] {
            assert_eq!(of(name), (uri.to_owned(), None));
        }
        assert_eq!(of("<stdin>"), ("stdin".to_owned(), Some("<stdin>".to_owned())));
    }
}
