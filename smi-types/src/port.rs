//! The `destination.port` of access v1alpha1 and v1alpha2.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A port, as written: old SDKs wrote it as a string. Its range is kept as it is; judging it is the validator's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// A number.
    Number(i64),
    /// A string of digits.
    Text(String),
}

impl Port {
    /// The number, whichever way it was written.
    #[must_use]
    pub fn number(&self) -> i64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(text) => text.parse().expect("reading accepts only numeric strings"),
        }
    }
}

impl From<i64> for Port {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl fmt::Display for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.number())
    }
}

impl Serialize for Port {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PortVisitor)
    }
}

struct PortVisitor;

impl Visitor<'_> for PortVisitor {
    type Value = Port;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a port number, or one as a string of digits")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Port, E> {
        Ok(Port::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Port, E> {
        let in_range = i64::try_from(number).map(Port::Number);
        in_range.map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Port, E> {
        crate::weight::whole(number)
            .map(Port::Number)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Port, E> {
        let number = text.parse::<i64>();
        number
            .map(|_| Port::Text(text.to_owned()))
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// Reads the ports of a route. `7000.0` is a whole number to the API server, and so it is here.
pub(crate) fn numbers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<i64>>, D::Error> {
    let numbers = Option::<Vec<Number>>::deserialize(deserializer)?;
    Ok(numbers.map(|numbers| numbers.into_iter().map(|Number(number)| number).collect()))
}

struct Number(i64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Port::deserialize(deserializer)? {
            Port::Number(number) => Ok(Self(number)),
            Port::Text(text) => {
                Err(de::Error::invalid_value(de::Unexpected::Str(&text), &"a port number"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Port;

    #[test]
    fn numbers_and_numeric_strings_are_ports_and_stay_as_written() {
        for text in ["8080", "\"8080\"", "70000", "-1"] {
            let port: Port = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&port).unwrap(), text);
        }
        assert_eq!(serde_json::from_str::<Port>("\"8080\"").unwrap().number(), 8080);
    }

    #[test]
    fn everything_else_is_refused() {
        for text in ["80.5", "\"http\"", "null", "true", "\"\""] {
            assert!(serde_json::from_str::<Port>(text).is_err(), "{text}");
        }
    }
}
