//! The program, run as people run it: arguments and files in, output and exit code out.

mod answers;
mod check;
mod explain;
mod files;
mod settings;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of one test, empty at the start.
struct Folder(PathBuf);

/// What a run came to.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

/// A manifest that nothing is wrong with.
const GOOD: &str = "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\n\
                    spec: {ports: [{port: 80}], selector: {app: cart}}\n";
/// No manifest at all.
const BROKEN: &str = "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nspec: [\n";

impl Folder {
    fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(test);
        // It may be there from a run before.
        let _absent = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, files: &[(&str, &str)]) -> Self {
        for (name, text) in files {
            self.write(name, text.as_bytes());
        }
        self
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs the program here.
    fn run(&self, arguments: &str) -> Ran {
        self.run_with(arguments, &[], "")
    }

    fn run_with(&self, arguments: &str, variables: &[(&str, &str)], input: &str) -> Ran {
        let words = arguments.split(' ').filter(|word| !word.is_empty());
        let mut command = Command::new(env!("CARGO_BIN_EXE_smi-validate"));
        command.args(words).current_dir(&self.0).stdin(Stdio::piped());
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that does not read its input has closed it, perhaps before this.
        let _closed = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().expect("the program ends by itself");
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// It was wrong usage, and the error says so.
    fn refused(&self, says: &str) {
        assert_eq!(self.code, 2, "{self:?}");
        assert!(self.err.starts_with("error: ") && self.err.contains(says), "{says}\n{self:?}");
        assert_eq!(self.out, "", "{self:?}");
    }
}
