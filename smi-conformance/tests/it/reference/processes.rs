//! Processes side by side, and processes that die.

use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use smi_conformance::clock::{sleep, timeout};

const SIDE_BY_SIDE: usize = 20;

fn program(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smi-conformance"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn many_processes_side_by_side_do_not_collide() {
    let run = ["run", "--scenario", "access/default-deny"];
    let children: Vec<_> = (0..SIDE_BY_SIDE).map(|_| program(&run)).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {errors}", output.status);
    }
}

/// Everything is in one process, so what has to be gone with it is its sockets.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_killed_run_leaves_nothing_bound() {
    let mut child = program(&["run", "--jobs", "1"]);
    let id = child.id();
    let appears = async {
        while !is_listening(id) {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let appeared = timeout(Duration::from_secs(60), appears).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(appeared, Ok(()), "no sidecar ever listened in the block that {id} begins with");
    assert!(!is_listening(id));
    let [one, two, three] = block(id);
    let lease = SocketAddrV4::new(Ipv4Addr::new(one, two, three, 254), 61_999);
    assert!(TcpListener::bind(lease).is_ok(), "{lease} is still taken");
}

/// The block that a process tries to lease first.
fn block(process: u32) -> [u8; 3] {
    let index = process.wrapping_mul(2_654_435_761) % (191 * 256);
    let [.., high, low] = index.to_be_bytes();
    [127, 64 + high, low]
}

/// Whether an outbound sidecar listens in the block of a process.
fn is_listening(process: u32) -> bool {
    let [one, two, three] = block(process);
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    table.lines().skip(1).any(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        let (address, port) = words[1].split_once(':').unwrap();
        let [a, b, c, _] = u32::from_str_radix(address, 16).unwrap().to_le_bytes();
        words[3] == "0A" && [a, b, c] == [one, two, three] && port == "3A99"
    })
}
