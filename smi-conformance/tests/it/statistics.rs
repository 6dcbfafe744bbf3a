//! Evidence for the error rates: the programme against published tables, and the judge of shares against the programme.
//!
//! What is measured is in `docs/statistics.md`.

mod interval;
mod random;
mod simulation;
mod streams;
mod tables;
