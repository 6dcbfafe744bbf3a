//! The one place that reads time, sleeps and times out.
//!
//! Everything goes through Tokio's clock, which tests pause and drive (`#[tokio::test(start_paused = true)]`): waiting is
//! tested without waiting.

mod calendar;

use std::future::Future;
use std::time::{Duration, SystemTime};

pub use calendar::{Date, InvalidDate, Timestamp};

/// A point in time of the run: the time since the run's [`Clock`] was started.
pub type Instant = Duration;

/// Reads the calendar's time. Nothing is measured by it: machines set it back and forth.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

/// Tells the time since it was started.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: tokio::time::Instant,
}

impl Clock {
    /// Starts a clock at zero.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn start() -> Self {
        Self { started: tokio::time::Instant::now() }
    }

    /// Returns the time since the start in whole microseconds: what a log can hold is what is judged, so that judging a
    /// log again compares the same times with the same deadlines.
    #[must_use]
    pub fn now(&self) -> Instant {
        let elapsed = self.started.elapsed();
        elapsed - Duration::from_nanos(u64::from(elapsed.subsec_nanos() % 1_000))
    }

    /// Sleeps until this clock shows `instant`.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub async fn sleep_until(&self, instant: Instant) {
        tokio::time::sleep_until(self.started + instant).await;
    }
}

/// The time limit of an operation ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer within {limit:?}")]
pub struct TimedOut {
    /// How long the operation was given.
    pub limit: Duration,
}

/// Runs `operation` for at most `limit`.
///
/// # Errors
///
/// [`TimedOut`] when the limit runs out first; the operation is then dropped.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub async fn timeout<T>(
    limit: Duration,
    operation: impl Future<Output = T>,
) -> Result<T, TimedOut> {
    tokio::time::timeout(limit, operation).await.map_err(|_elapsed| TimedOut { limit })
}

/// Sleeps for `duration`.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, TimedOut, sleep, timeout};

    #[tokio::test(start_paused = true)]
    async fn an_operation_that_takes_too_long_is_given_up() {
        let clock = Clock::start();
        let limit = Duration::from_secs(5);
        assert_eq!(timeout(limit, sleep(Duration::from_secs(60))).await, Err(TimedOut { limit }));
        assert_eq!(clock.now(), limit);
    }

    #[tokio::test(start_paused = true)]
    async fn the_clock_tells_no_more_than_a_log_can_hold() {
        let clock = Clock::start();
        tokio::time::advance(Duration::from_nanos(3_000_001_999)).await;
        assert_eq!(clock.now(), Duration::from_micros(3_000_001));
    }

    #[tokio::test(start_paused = true)]
    async fn sleeping_until_a_time_that_has_passed_returns_at_once() {
        let clock = Clock::start();
        clock.sleep_until(Duration::from_secs(3)).await;
        clock.sleep_until(Duration::from_secs(1)).await;
        assert_eq!(clock.now(), Duration::from_secs(3));
    }
}
