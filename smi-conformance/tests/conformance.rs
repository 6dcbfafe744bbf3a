//! The reference mesh against the suite, as any mesh would be: the whole of such a test.

use std::process::ExitCode;

use smi_conformance::reference::{Kind, ReferenceDriver};

fn main() -> ExitCode {
    smi_conformance::test::main(|| ReferenceDriver::new(Kind::Reference(None), 1))
}
