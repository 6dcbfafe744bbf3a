//! `speed`: how fast the validator is and what it needs, as figures that machines of other speed give as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::corpus::{self, Made, Order, Shape, Size};
use crate::{Outcome, root};

const PROGRAM: &str = "smi-validate";
const SHAPES: [Shape; 2] = [Shape::Mixed, Shape::Conflicts];
const OBJECTS: [usize; 3] = [10_000, 30_000, 100_000];
/// How often the memory of the running program is looked at.
const PAUSE: Duration = Duration::from_millis(5);

/// Measures, and prints a table.
#[expect(clippy::print_stdout, reason = "these are the figures that were asked for")]
pub(crate) fn run(bytes: &str) -> Outcome {
    let wanted = bytes.replace('_', "");
    let wanted: usize = wanted
        .parse()
        .map_err(|_| format!("expected a number of bytes behind `--bytes`, found `{bytes}`"))?;
    println!("{}", against_parser(wanted)?);
    let program = build()?;
    println!("shape      objects       MB  seconds  peak MB  peak/MB");
    let folder = std::env::temp_dir().join(format!("smi-speed-{}", std::process::id()));
    for shape in SHAPES {
        for objects in OBJECTS {
            let output = folder.join(format!("{shape}-{objects}"));
            let size = Size::Objects(objects);
            let made = corpus::make(&Order { output: output.clone(), shape, seed: 1, size })?;
            println!("{}", line(shape, &made, &measure(&program, &output)?));
        }
    }
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// What a run came to.
struct Run {
    time: Duration,
    /// Bytes; nothing where the system does not say.
    peak: Option<u64>,
}

/// Checks against bare events, in one process.
fn against_parser(bytes: usize) -> Result<String, String> {
    let bytes = bytes.to_string();
    let arguments =
        ["bench", "--package", PROGRAM, "--bench", "checking", "--", "--ratio", bytes.as_str()];
    let output = output_of(Command::new("cargo").args(arguments))?;
    let report = output.lines().find_map(|line| serde_json::from_str::<Value>(line).ok());
    let report = report.ok_or("the benchmark `checking` printed no line of JSON")?;
    ratios(&report).ok_or_else(|| format!("the benchmark `checking` printed `{report}`"))
}

fn ratios(report: &Value) -> Option<String> {
    let number = |name: &str| report[name].as_f64();
    let (bytes, events) = (number("bytes")?, number("events")?);
    let (one, two) = (number("one")?, number("two")?);
    let speed = |seconds: f64| bytes / seconds / 1e6;
    Some(format!(
        "{:.1} MB: events {:.1} MB/s, check {:.1} MB/s on one thread and {:.1} MB/s on two\n\
         check / events on one thread: {:.2} (at most 2.5, better 1.8)\n\
         two threads / one thread: {:.2} times as fast (at least 1.6)\n",
        bytes / 1e6,
        speed(events),
        speed(one),
        speed(two),
        one / events,
        one / two
    ))
}

/// Builds the program for release. Cargo says where it is.
fn build() -> Result<PathBuf, String> {
    let arguments =
        ["build", "--release", "--package", PROGRAM, "--bins", "--message-format", "json"];
    let output = output_of(Command::new("cargo").args(arguments))?;
    let program = output.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let path = PathBuf::from(message["executable"].as_str()?);
        (message["target"]["name"] == PROGRAM).then_some(path)
    });
    program.ok_or_else(|| format!("the package {PROGRAM} has no program `{PROGRAM}`"))
}

fn output_of(command: &mut Command) -> Result<String, String> {
    let line = format!("{command:?}");
    let output = command.current_dir(root()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{line}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{line}: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{line}: {error}"))
}

#[expect(clippy::disallowed_methods, reason = "a measurement looks at a clock, and again later")]
fn measure(program: &Path, folder: &Path) -> Result<Run, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", program.display());
    let mut command = Command::new(program);
    command.arg("check").arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(failed)?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    let ended = loop {
        // The system keeps the highest value, and forgets it when the program ends.
        let now = fs::read_to_string(&status).ok().and_then(|text| high_water(&text));
        peak = peak.max(now);
        if let Some(ended) = child.try_wait().map_err(failed)? {
            break ended;
        }
        std::thread::sleep(PAUSE);
    };
    let time = start.elapsed();
    match ended.code() {
        Some(0 | 1) => Ok(Run { time, peak }),
        _ => Err(format!("{} check {}: {ended}", program.display(), folder.display())),
    }
}

/// The peak of the resident memory, in bytes.
fn high_water(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = value.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn line(shape: Shape, made: &Made, run: &Run) -> String {
    let input = made.bytes as f64 / 1e6;
    let memory = run.peak.map_or_else(
        || format!("{:>8} {:>8}", "unknown", ""),
        |peak| format!("{:>8.0} {:>8.1}", peak as f64 / 1e6, peak as f64 / 1e6 / input),
    );
    let Made { objects, .. } = made;
    let seconds = run.time.as_secs_f64();
    format!("{:<10} {objects:>7} {input:>8.1} {seconds:>8.2} {memory}", shape.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_what_linux_says() {
        assert_eq!(high_water("Name:\tx\nVmHWM:\t    2048 kB\nVmRSS:\t 1 kB\n"), Some(2 << 20));
        assert_eq!(high_water("Name:\tx\n"), None);
    }

    #[test]
    fn figures_are_ratios() {
        let report =
            serde_json::json!({ "bytes": 2_000_000, "events": 0.1, "one": 0.2, "two": 0.1 });
        let text = ratios(&report).unwrap();
        assert!(text.contains("one thread: 2.00 (") && text.contains("events 20.0 MB/s"), "{text}");
        assert_eq!(ratios(&Value::Null), None);
    }

    #[test]
    fn a_line_stands_under_its_heads() {
        let made = Made { files: 1, objects: 10_000, bytes: 5_000_000 };
        let run = Run { time: Duration::from_millis(1_500), peak: Some(20_000_000) };
        let line = line(Shape::Mixed, &made, &run);
        assert_eq!(line, "mixed        10000      5.0     1.50       20      4.0");
    }
}
