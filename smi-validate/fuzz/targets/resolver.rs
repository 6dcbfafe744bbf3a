//! Runs `bodies::resolver` on what the fuzzer makes up.

#![no_main]

#[path = "../bodies.rs"]
#[expect(dead_code, reason = "every target runs one of them")]
mod bodies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::resolver(bytes));
