//! Errors, as answers to requests.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::driver::{DriverError, ObjectKey};

/// Why a request cannot be carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} (error {code}, {})", Code::name(*code))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorAnswer {
    /// Its number; [`Code`] has those that mean something.
    pub code: i64,
    /// Why.
    pub message: String,
    /// With `not-accepted`, the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl ErrorAnswer {
    /// What a plug-in answers when its driver could not do its work.
    #[must_use]
    pub fn of(error: &DriverError) -> Self {
        let answer = |code, message: &dyn fmt::Display, data| {
            let message = message.to_string();
            Self { code, message, data }
        };
        match error {
            DriverError::NotAccepted { kind, name, reason } => {
                let object = ObjectKey {
                    kind: kind.clone(),
                    namespace: crate::topology::DEFAULT_NAMESPACE.to_owned(),
                    name: name.clone(),
                };
                let object = serde_json::to_value(object).expect("a name is plain data");
                answer(Code::NOT_ACCEPTED, reason, Some(object))
            }
            DriverError::Unsupported { what } => answer(Code::UNSUPPORTED, what, None),
            DriverError::Unknown { .. } => answer(Code::UNKNOWN, error, None),
            _ => answer(Code::FAILED, error, None),
        }
    }
}

/// The codes of errors.
#[derive(Clone, Copy, Debug)]
pub struct Code;

impl Code {
    /// Anything that has no other code.
    pub const FAILED: i64 = 1;
    /// The mesh refused an object.
    pub const NOT_ACCEPTED: i64 = 2;
    /// The plug-in cannot build what the scenario asks for.
    pub const UNSUPPORTED: i64 = 3;
    /// A deployment, pod or Service of that name is not there.
    pub const UNKNOWN: i64 = 4;
    /// The suite asked for it.
    pub const CANCELLED: i64 = 5;
    /// A line was no JSON.
    pub const NO_JSON: i64 = -32_700;
    /// A line was no request.
    pub const NO_REQUEST: i64 = -32_600;
    /// There is no such method.
    pub const NO_METHOD: i64 = -32_601;
    /// The parameters are wrong.
    pub const WRONG_PARAMETERS: i64 = -32_602;

    /// The name of a code. What has none is `failed`, since later versions may have more.
    #[must_use]
    pub const fn name(code: i64) -> &'static str {
        match code {
            Self::NOT_ACCEPTED => "not-accepted",
            Self::UNSUPPORTED => "unsupported",
            Self::UNKNOWN => "unknown",
            Self::CANCELLED => "cancelled",
            Self::NO_JSON => "no JSON",
            Self::NO_REQUEST => "no request",
            Self::NO_METHOD => "no such method",
            Self::WRONG_PARAMETERS => "wrong parameters",
            _ => "failed",
        }
    }
}
