//! The supervisor: this program once more, between the suite and a plug-in.
//!
//! The system tells it when the suite is gone, also when that was killed, and it ends the process group of the plug-in
//! with whatever the plug-in has started in it. It does the same when the suite asks for it, and when the plug-in ends by
//! itself: then with the plug-in's exit code.

use std::ffi::{OsStr, OsString};
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Signal, getppid, kill_process_group};
use tokio::signal::unix::{SignalKind, signal};

use super::wait_without_reaping;
use crate::external::PlugIn;

/// The first argument of a supervisor. The second is the process that it belongs to, the others are the plug-in's command.
const ASKED: &str = "--supervise-a-plug-in";
/// What shells answer when a command is not there.
pub(crate) const NOT_STARTED: u8 = 127;

/// Whether this program would supervise if it were started as a supervisor.
static READY: AtomicBool = AtomicBool::new(false);

/// See [`external::supervise_if_asked`](crate::external::supervise_if_asked).
pub(in crate::external) fn supervise_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != ASKED) {
        READY.store(true, Ordering::Relaxed);
        return None;
    }
    let parent = arguments.next().and_then(|parent| parent.to_str()?.parse().ok());
    let command: Vec<_> = arguments.collect();
    Some(match (parent, command.split_first()) {
        (Some(parent), Some((program, arguments))) => supervise(parent, program, arguments)
            .unwrap_or_else(|error| {
                let program = program.to_string_lossy();
                let _closed = writeln!(io::stderr(), "could not start `{program}`: {error}");
                ExitCode::from(NOT_STARTED)
            }),
        _ => ExitCode::from(NOT_STARTED),
    })
}

/// Whether this program can be its own supervisor.
pub(in crate::external) fn is_ready() -> bool {
    READY.load(Ordering::Relaxed)
}

/// The command that starts a supervisor.
pub(super) fn command(plug_in: &PlugIn) -> io::Result<Command> {
    let program = match &plug_in.supervisor {
        Some(program) => program.clone(),
        // Also there when the file was replaced since, as a build does.
        None if Path::new("/proc/self/exe").exists() => "/proc/self/exe".into(),
        None => std::env::current_exe()?,
    };
    let mut command = Command::new(program);
    command.arg(ASKED).arg(std::process::id().to_string()).args(&plug_in.command);
    command.envs(&plug_in.environment);
    if let Some(folder) = &plug_in.folder {
        command.current_dir(folder);
    }
    // Ctrl-C is for the suite, which then ends everything in order.
    command.process_group(0);
    Ok(command)
}

fn supervise(parent: i32, program: &OsStr, arguments: &[OsString]) -> io::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before anything can be sent that would end this process too early.
        let mut asked_to_end = signal(SignalKind::terminate())?;
        die_with_parent()?;
        if !is_child_of(parent) {
            return Ok(ExitCode::from(NOT_STARTED));
        }
        let mut plug_in = Command::new(program).args(arguments).process_group(0).spawn()?;
        let group = Pid::from_child(&plug_in);
        let let_go = let_go_of_streams();
        let ends = tokio::task::spawn_blocking(move || wait_without_reaping(group));
        tokio::select! {
            _ = ends => {}
            _ = asked_to_end.recv() => {}
            () = orphaned(parent) => {}
        }
        // Its number is its own until it is waited for below, so nobody else is hit. It may have left others behind.
        let _none_left = kill_process_group(group, Signal::KILL);
        let status = plug_in.wait()?;
        let_go?;
        let code = status.code().or_else(|| status.signal().map(|signal| signal + 128));
        Ok(ExitCode::from(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)))
    })
}

/// Lets go of the streams that are the plug-in's now: their other ends see when it closes them.
fn let_go_of_streams() -> io::Result<()> {
    let nothing = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    rustix::stdio::dup2_stdout(&nothing)?;
    rustix::stdio::dup2_stderr(&nothing)?;
    Ok(())
}

fn is_child_of(parent: i32) -> bool {
    getppid().is_some_and(|pid| pid.as_raw_nonzero().get() == parent)
}

#[cfg(target_os = "linux")]
fn die_with_parent() -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::TERM))?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent() -> io::Result<()> {
    Ok(())
}

/// Returns when the parent is gone, where the system does not say so by itself.
async fn orphaned(parent: i32) {
    if cfg!(target_os = "linux") {
        return std::future::pending().await;
    }
    while is_child_of(parent) {
        crate::clock::sleep(std::time::Duration::from_millis(200)).await;
    }
}
