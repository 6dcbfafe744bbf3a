//! Questions as people ask them.

use std::collections::BTreeMap;

use super::{Address, QuestionError, Scheme};
use crate::decision::{Destination, Payload, Request};
use crate::model::Name;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who calls.
    pub from: Caller,
    /// What is called.
    pub to: Address,
    /// What is sent.
    pub payload: Payload,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A client without identity, outside the mesh.
    Outside,
    /// Pods that run as a ServiceAccount.
    Account {
        /// The ServiceAccount.
        account: Name,
        /// Labels of the pods that are meant; all pods of the account without any.
        labels: BTreeMap<String, String>,
    },
}

impl Question {
    /// Reads a question: a caller (`shop/web`, `shop/web:app=web` or `outside`), a method and an address (for `tcp://` and
    /// `udp://` the address alone), and headers (`x-beta: 1`).
    ///
    /// # Errors
    ///
    /// [`QuestionError`] says what was expected and found.
    pub fn parse(from: &str, to: &[String], headers: &[String]) -> Result<Self, QuestionError> {
        let from = from.parse()?;
        let (method, address) = match to {
            [address] => (None, address),
            // Whoever names files behind an address would otherwise read that a file is no address.
            [address, other] if address.contains("://") => {
                let text = format!(
                    "`{other}` stands behind the address `{address}`: put files before `--to`, or behind `--`"
                );
                return Err(QuestionError::Method(text));
            }
            [method, address] => (Some(method), address),
            _ => {
                let text = "expected a method and an address, such as `GET http://cart.shop/items`";
                return Err(QuestionError::Method(text.to_owned()));
            }
        };
        let (to, path) = Address::parse(address)?;
        let headers: Vec<_> = headers.iter().map(|text| header(text)).collect::<Result<_, _>>()?;
        let payload = match to.scheme {
            Scheme::Http => Payload::Http {
                method: http_method(method, address)?,
                path,
                headers: with_host(headers, &to),
            },
            Scheme::Tcp | Scheme::Udp => {
                if let Some(method) = method {
                    let text = format!(
                        "`{method}` is a method of HTTP, and `{address}` is not: leave the method out, or ask about `http://`"
                    );
                    return Err(QuestionError::Method(text));
                }
                if let Some((name, _)) = headers.first() {
                    let why = ": there are headers in HTTP only";
                    return Err(QuestionError::Header { found: name.clone(), why });
                }
                if to.scheme == Scheme::Tcp { Payload::Tcp } else { Payload::Udp }
            }
        };
        Ok(Self { from, to, payload })
    }

    /// The request of a caller.
    pub(super) fn request(&self, from: Option<Name>, service: &Name, port: u16) -> Request {
        Request {
            from,
            to: Destination::Service { name: service.clone(), port },
            payload: self.payload.clone(),
        }
    }

    /// The question as a sentence without a full stop.
    pub(super) fn in_words(&self, service: &Name, port: u16) -> String {
        let from = match &self.from {
            Caller::Outside => "a client outside the mesh".to_owned(),
            Caller::Account { account, labels } if labels.is_empty() => {
                format!("ServiceAccount {account}")
            }
            Caller::Account { account, labels } => {
                let labels: Vec<_> =
                    labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
                format!("ServiceAccount {account} (pods with {})", labels.join(", "))
            }
        };
        match &self.payload {
            Payload::Http { method, path, .. } => {
                format!("{from}: {method} {path} of Service {service}, port {port}")
            }
            Payload::Tcp => format!("{from}: TCP to Service {service}, port {port}"),
            Payload::Udp => format!("{from}: UDP to Service {service}, port {port}"),
        }
    }
}

impl std::str::FromStr for Caller {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        let wrong = |why: &str| QuestionError::Caller {
            found: text.to_owned(),
            why: if why.is_empty() { String::new() } else { format!(": {why}") },
        };
        if text == "outside" {
            return Ok(Self::Outside);
        }
        let (account, labels) = text.split_once(':').unwrap_or((text, ""));
        let Some((namespace, name)) = account.split_once('/') else {
            return Err(wrong(&format!("it says no namespace; `default/{account}`?")));
        };
        if namespace.is_empty() || name.is_empty() || name.contains('/') {
            return Err(wrong(""));
        }
        let mut read = BTreeMap::new();
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let pair = label.split_once('=').filter(|(key, _)| !key.trim().is_empty());
            let Some((key, value)) = pair else {
                return Err(wrong(&format!("`{label}` is no label, such as `app=web`")));
            };
            read.insert(key.trim().to_owned(), value.trim().to_owned());
        }
        Ok(Self::Account { account: Name::new(namespace, name), labels: read })
    }
}

fn http_method(method: Option<&String>, address: &str) -> Result<String, QuestionError> {
    let Some(method) = method else {
        let text = format!("expected a method before the address, such as `GET {address}`");
        return Err(QuestionError::Method(text));
    };
    let is_token =
        |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'+-.^_`|~".contains(letter);
    if method.is_empty() || !method.chars().all(is_token) {
        let text = format!("expected one method, such as `GET`, found `{method}`");
        return Err(QuestionError::Method(text));
    }
    let upper = method.to_ascii_uppercase();
    let is_known = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].contains(&&*upper);
    if is_known && *method != upper {
        let text =
            format!("methods are compared as they are written: say `{upper}`, not `{method}`");
        return Err(QuestionError::Method(text));
    }
    Ok(method.clone())
}

fn header(text: &str) -> Result<(String, String), QuestionError> {
    let wrong = |why| QuestionError::Header { found: text.to_owned(), why };
    let (name, value) = text.split_once(':').ok_or_else(|| wrong(": there is no colon"))?;
    if name.is_empty() || name.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err(wrong(": the name of a header is one word"));
    }
    if value.chars().any(char::is_control) {
        return Err(wrong(": a value is one line"));
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

/// Every client sends the name that it dials.
fn with_host(mut headers: Vec<(String, String)>, to: &Address) -> Vec<(String, String)> {
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        headers.push(("host".to_owned(), to.authority()));
    }
    headers
}
