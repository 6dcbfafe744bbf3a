//! The mesh against the SMI conformance suite.
mod driver;

fn main() -> std::process::ExitCode {
    smi_conformance::test::main(driver::Acme::new)
}
