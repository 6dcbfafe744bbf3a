//! Points in time and days as calendars have them, always in UTC.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use k8s_openapi::jiff;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A point in time, to the millisecond; written as RFC 3339 has it, such as `2026-11-29T03:17:55.250Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// A day, such as `2026-12-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// A text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a date such as 2026-12-31, found `{text}`")]
pub struct InvalidDate {
    /// The text.
    pub text: String,
}

impl Timestamp {
    /// The point in time so much later; the end of the calendar, if it is later than that.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.checked_add(duration).unwrap_or(jiff::Timestamp::MAX))
    }

    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        Date(jiff::tz::Offset::UTC.to_datetime(self.0).date())
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        // A machine whose clock stands before 1970 is at its beginning.
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Self(jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        // The library also takes times of a day and other spellings, which would say more than they mean here.
        let date = text.parse().ok().map(Self).filter(|date| date.to_string() == text);
        date.ok_or_else(|| InvalidDate { text: text.to_owned() })
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| {
            de::Error::custom(format!(
                "expected a time such as 2026-12-31T23:59:59Z, found `{text}`"
            ))
        })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Date, Timestamp};

    #[test]
    fn times_are_written_in_utc_and_have_a_day() {
        let last = SystemTime::UNIX_EPOCH + Duration::from_millis(1_798_761_599_250);
        let last = Timestamp::from(last);
        assert_eq!(last.to_string(), "2026-12-31T23:59:59.25Z");
        assert_eq!(last.date().to_string(), "2026-12-31");
        let first = last.after(Duration::from_millis(750));
        assert_eq!(first.to_string(), "2027-01-01T00:00:00Z");
        assert!(first.date() > last.date());
        let text = serde_json::to_string(&last).unwrap();
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), last);
        assert_eq!(last.after(Duration::MAX).date().to_string(), "9999-12-30");
        let early = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Timestamp::from(early).to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn only_whole_dates_are_dates() {
        assert_eq!("2028-02-29".parse::<Date>().unwrap().to_string(), "2028-02-29");
        for wrong in ["2026-02-29", "20261231", "2026-12-31T10:00:00", "31.12.2026", "soon", ""] {
            let error = wrong.parse::<Date>().unwrap_err().to_string();
            assert_eq!(error, format!("expected a date such as 2026-12-31, found `{wrong}`"));
        }
    }
}
