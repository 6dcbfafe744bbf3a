//! yaml-language-server, as editors run it: it must mark a planted typing error at its place.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Outcome, run as command, schemas};

const PACKAGE: &str = "yaml-language-server@1.23.0";
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A manifest with two mistakes: a misspelt field, and a weight below zero.
const MANIFEST: &str = "\
apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata:
  name: cart
spec:
  service: cart
  backends:
  - service: cart-v1
    weight: 90
    wieght: 10
  - service: cart-v2
    weight: -10
";
/// Line and character, from 0, of the mistakes above, below one line with the place of the schema.
const MISTAKES: [(u64, u64, &str); 2] = [(10, 4, "wieght"), (12, 12, "minimum")];

pub(super) fn install() -> Outcome {
    if program().exists() {
        return Ok(());
    }
    let install = ["install", "--no-audit", "--no-fund", "--prefix"];
    command(Command::new("npm").args(install).arg(folder()).arg(PACKAGE))
}

fn folder() -> PathBuf {
    super::folder().join("yaml-language-server")
}

fn program() -> PathBuf {
    folder().join("node_modules/.bin/yaml-language-server")
}

pub(super) fn run() -> Result<String, String> {
    let mut server = Server::start(&program())?;
    for schema in ["split.smi-spec.io/trafficsplit_v1alpha4.json", "all.json"] {
        let path = schemas::folder().join("json").join(schema);
        let text = format!("# yaml-language-server: $schema={}\n{MANIFEST}", path.display());
        let diagnostics = server.diagnostics(schema, &text)?;
        for (line, character, words) in MISTAKES {
            let start = json!({ "line": line, "character": character });
            let marks = |one: &Value| {
                one["range"]["start"] == start
                    && one["message"].as_str().is_some_and(|text| text.contains(words))
            };
            if !diagnostics.iter().any(marks) {
                return Err(format!(
                    "{schema}: expected `{words}` at {start}, found {diagnostics:?}"
                ));
            }
        }
    }
    Ok(format!(
        "marks {} mistakes at their places, with the schema of the kind and with that of all",
        MISTAKES.len()
    ))
}

struct Server {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
}

impl Server {
    fn start(program: &Path) -> Result<Self, String> {
        let mut child = Command::new(program)
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let input = child.stdin.take().expect("it is piped");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut server = Self { child, input, messages, next: 1 };
        server.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": {} }),
        )?;
        server.notify("initialized", json!({}))?;
        // Nothing is looked up on a network: the schema is named in the text.
        let settings = json!({ "settings": { "yaml": { "validate": true, "schemaStore": { "enable": false } } } });
        server.notify("workspace/didChangeConfiguration", settings)?;
        Ok(server)
    }

    /// What the server finds in a text.
    fn diagnostics(&mut self, name: &str, text: &str) -> Result<Vec<Value>, String> {
        let uri = format!("file:///{name}.yaml");
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))?;
        loop {
            let message = self.receive()?;
            let found = &message["params"];
            // It says first that it knows nothing yet.
            let speaks =
                message["method"] == "textDocument/publishDiagnostics" && found["uri"] == uri;
            if let Some(diagnostics) =
                found["diagnostics"].as_array().filter(|list| speaks && !list.is_empty())
            {
                return Ok(diagnostics.clone());
            }
        }
    }

    fn request(&mut self, method: &str, params: Value) -> Result<(), String> {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        while self.receive()?["id"] != id {}
        Ok(())
    }

    fn notify(&mut self, method: &str, params: Value) -> Result<(), String> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Result<(), String> {
        let text = message.to_string();
        let write = write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len());
        write.and_then(|()| self.input.flush()).map_err(|error| error.to_string())
    }

    /// The next message; requests of the server are answered with nothing.
    fn receive(&mut self) -> Result<Value, String> {
        let message = self.messages.recv_timeout(PATIENCE);
        let message = message.map_err(|_| format!("no answer in {} s", PATIENCE.as_secs()))?;
        if message.get("method").is_some() && message.get("id").is_some() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
        }
        Ok(message)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is of no use any more; if it is gone already, so much the better.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a message with its header; `None` at the end.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(text) = line.strip_prefix("Content-Length:") {
            length = text.trim().parse().ok()?;
        }
    }
    let mut content = vec![0; length];
    output.read_exact(&mut content).ok()?;
    serde_json::from_slice(&content).ok()
}
