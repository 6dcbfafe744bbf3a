//! The entry point for `cargo test`, tested from outside: this program calls itself, and is then the test of a mesh that the
//! variable names.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod checks;
mod meshes;

use std::process::{Command, ExitCode, Output};

use libtest_mimic::{Arguments, Trial};

/// Which mesh to test; without it, the checks are run.
const MESH: &str = "SMI_TEST_MESH";

fn main() -> ExitCode {
    if let Some(mesh) = std::env::var_os(MESH) {
        return meshes::test(&mesh.to_string_lossy());
    }
    let trial = |(name, check): &(&str, fn())| {
        let check = *check;
        Trial::test(*name, move || {
            check();
            Ok(())
        })
    };
    let trials = checks::ALL.iter().map(trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The test of a mesh, with arguments as `cargo test -- …` hands them on.
fn command(mesh: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).env(MESH, mesh).env_remove("SMI_CONFORMANCE_EVENTS");
    command
}

/// What a test came to.
struct Tested {
    code: Option<i32>,
    /// Standard output.
    text: String,
    /// Standard error.
    errors: String,
}

impl Tested {
    fn of(mesh: &str, arguments: &[&str]) -> Self {
        Self::from(command(mesh, arguments).output().unwrap())
    }

    /// The tests whose line ends so, without their profiles.
    fn ended(&self, how: &str) -> Vec<&str> {
        let lines = self.text.lines().filter_map(|line| line.strip_prefix("test ["));
        let lines =
            lines.filter_map(|line| line.split_once(" ... ")).filter(|(_, end)| *end == how);
        let mut names: Vec<_> =
            lines.filter_map(|(name, _)| name.split_whitespace().last()).collect();
        names.sort_unstable();
        names
    }

    #[track_caller]
    fn says(&self, part: &str) {
        assert!(self.text.contains(part), "expected `{part}` in\n{}\n{}", self.text, self.errors);
    }
}

impl From<Output> for Tested {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (text, errors) = (text(&output.stdout), text(&output.stderr));
        Self { code: output.status.code(), text, errors }
    }
}
