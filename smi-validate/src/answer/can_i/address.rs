//! Addresses of Services.

use std::fmt::Write as _;
use std::net::IpAddr;

use super::QuestionError;

/// The address of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What is spoken.
    pub scheme: Scheme,
    /// The host as written.
    pub host: String,
    /// The name of the Service.
    pub service: String,
    /// Its namespace, if one was written.
    pub namespace: Option<String>,
    /// The port, if one was written.
    pub port: Option<u16>,
}

/// What is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// HTTP.
    Http,
    /// Bytes.
    Tcp,
    /// Datagrams.
    Udp,
}

impl Address {
    /// Reads an address, and the path and query behind it.
    pub(super) fn parse(text: &str) -> Result<(Self, String), QuestionError> {
        let wrong = |why: String| QuestionError::Address { found: text.to_owned(), why };
        let (scheme, rest) =
            text.split_once("://").ok_or_else(|| wrong("it says no scheme".to_owned()))?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "tcp" => Scheme::Tcp,
            "udp" => Scheme::Udp,
            "https" => {
                let why = "a mesh sees bytes where clients encrypt by themselves; ask about `tcp://`, or about `http://` where \
                           the mesh encrypts";
                return Err(wrong(why.to_owned()));
            }
            other => return Err(wrong(format!("there is no scheme `{other}` here"))),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if authority.contains('@') {
            return Err(wrong("it has a user in it, which belongs into a header".to_owned()));
        }
        if scheme != Scheme::Http && !matches!(target, "" | "/") {
            return Err(wrong("there are paths in HTTP only".to_owned()));
        }
        let (host, port) = host_and_port(authority).map_err(&wrong)?;
        let (service, namespace) = names(host).map_err(&wrong)?;
        let address = Self { scheme, host: host.to_owned(), service, namespace, port };
        Ok((address, path(target)))
    }

    /// Host and port as clients send them.
    pub(super) fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// The scheme with its slashes.
    pub(super) const fn prefix(&self) -> &'static str {
        match self.scheme {
            Scheme::Http => "http://",
            Scheme::Tcp => "tcp://",
            Scheme::Udp => "udp://",
        }
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), String> {
    if authority.starts_with('[') {
        return Err("it has the address of a machine; ask by the name of a Service".to_owned());
    }
    let Some((host, port)) = authority.split_once(':') else { return Ok((authority, None)) };
    match port.parse::<u16>() {
        Ok(number) if number > 0 => Ok((host, Some(number))),
        _ => Err(format!("`{port}` is no port: they go from 1 to 65535")),
    }
}

/// The name and the namespace of the Service that a host name means.
fn names(host: &str) -> Result<(String, Option<String>), String> {
    if host.parse::<IpAddr>().is_ok() {
        return Err("it has the address of a machine; ask by the name of a Service".to_owned());
    }
    let lower = host.to_ascii_lowercase();
    let short = lower.strip_suffix('.').unwrap_or(&lower);
    let short = short.strip_suffix(".cluster.local").unwrap_or(short);
    let parts: Vec<_> = short.split('.').collect();
    let is_label = |part: &&str| {
        !part.is_empty()
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    if !parts.iter().all(is_label) {
        return Err(format!("`{host}` is no host name"));
    }
    match parts.as_slice() {
        [service] => Ok(((*service).to_owned(), None)),
        [service, namespace] | [service, namespace, "svc"] => {
            Ok(((*service).to_owned(), Some((*namespace).to_owned())))
        }
        _ => Err(format!(
            "`{host}` is no name of a Service, such as `cart.shop` or `cart.shop.svc.cluster.local`"
        )),
    }
}

/// Path and query as clients send them: without fragment, with a slash, and with other bytes than those of URLs as `%20`.
fn path(target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let slash = if target.starts_with('/') { "" } else { "/" };
    let mut path = slash.to_owned();
    for letter in target.chars() {
        if letter.is_ascii_graphic() {
            path.push(letter);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in letter.encode_utf8(&mut bytes).bytes() {
            write!(path, "%{byte:02X}").expect("a text takes any text");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Option<String>, Option<u16>, String), String> {
        let (address, path) = Address::parse(text).map_err(|error| error.to_string())?;
        Ok((address.service, address.namespace, address.port, path))
    }

    #[test]
    fn services_have_names_of_several_lengths() {
        let shop = || Some("shop".to_owned());
        for (text, namespace, port, path) in [
            ("http://cart", None, None, "/"),
            ("http://cart.shop/a?b=c#d", shop(), None, "/a?b=c"),
            ("HTTP://cart.shop.svc:8080", shop(), Some(8080), "/"),
            ("http://cart.shop.svc.cluster.local.?x", shop(), None, "/?x"),
            ("http://cart.shop/café au", shop(), None, "/caf%C3%A9%20au"),
            ("tcp://cart.shop:3306", shop(), Some(3306), "/"),
        ] {
            let path = path.to_owned();
            assert_eq!(read(text), Ok(("cart".to_owned(), namespace, port, path)), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_explained() {
        for (text, why) in [
            ("cart.shop/a", "it says no scheme"),
            ("https://cart.shop", "tcp://"),
            ("ftp://cart.shop", "no scheme `ftp`"),
            ("http://10.0.0.1/", "the name of a Service"),
            ("http://[::1]/", "the name of a Service"),
            ("http://cart.shop:0/", "`0` is no port"),
            ("http://cart.shop:x/", "`x` is no port"),
            ("http://me@cart.shop/", "a user"),
            ("http:///a", "no host name"),
            ("http://a.b.c.d/", "no name of a Service"),
            ("http://cärt.shop/", "no host name"),
            ("tcp://cart.shop/a", "paths in HTTP only"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
