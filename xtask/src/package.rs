//! `package`: packs every crate as for a registry, and builds each from its package, outside the repository.
//!
//! Inside, `.cargo/config.toml` selects a Kubernetes version for `k8s-openapi`, which hides when a package does not. A
//! program must build by itself; a library must build with any version that its user selects. A mesh of somebody else must be
//! able to test itself with nothing but the package of the suite.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, acme, root, run};

const PACKAGES: [&str; 3] = ["smi-types", "smi-validate", "smi-conformance"];
/// Those with a program, which stand behind what they depend on in the list above.
const PROGRAMS: [&str; 2] = ["smi-validate", "smi-conformance"];
/// The oldest and the newest Kubernetes that `k8s-openapi` offers.
const KUBERNETES: [&str; 2] = ["earliest", "latest"];

fn check_in(folder: &Path) -> Outcome {
    let target = folder.join("target");
    let mut pack = cargo(root());
    run(pack
        .args([
            "package",
            "--workspace",
            "--exclude",
            "xtask",
            "--no-verify",
            "--allow-dirty",
            "--target-dir",
        ])
        .arg(&target))?;
    let unpacked: Vec<PathBuf> = PACKAGES.iter().map(|name| folder.join(name)).collect();
    for name in PACKAGES {
        let archive =
            target.join("package").join(format!("{name}-{}.crate", env!("CARGO_PKG_VERSION")));
        run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder))?;
        let versioned = folder.join(format!("{name}-{}", env!("CARGO_PKG_VERSION")));
        fs::rename(versioned, folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    for kubernetes in KUBERNETES {
        downstream(folder, kubernetes, &unpacked)?;
        let manifest = folder.join("downstream");
        run(cargo(&manifest).args(["check", "--target-dir"]).arg(&target))?;
    }
    for program in PROGRAMS {
        builds_by_itself(program, folder, &target)?;
    }
    acme::check(folder, &target)
}

/// A program selects its Kubernetes by itself.
fn builds_by_itself(program: &str, folder: &Path, target: &Path) -> Outcome {
    let mut check = cargo(&folder.join(program));
    check.args(["check", "--bins", "--target-dir"]).arg(target);
    run(check.args(patches(folder, Some(program))))
}

/// The arguments by which Cargo takes the unpacked packages, up to this one.
pub(crate) fn patches(folder: &Path, before: Option<&str>) -> Vec<String> {
    let packages = PACKAGES.iter().take_while(|name| Some(**name) != before);
    let patch = |name: &&str| {
        let path = folder.join(name).display().to_string();
        ["--config".to_owned(), format!("patch.crates-io.{name}.path={path:?}")]
    };
    packages.flat_map(patch).collect()
}

/// Runs in a temporary folder, which goes when all is well.
pub(crate) fn check() -> Outcome {
    let folder = std::env::temp_dir().join(format!("smi-packages-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    check_in(&folder)?;
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// A crate that depends on the packed libraries and selects a Kubernetes version.
fn downstream(folder: &Path, kubernetes: &str, unpacked: &[PathBuf]) -> Outcome {
    let folder = folder.join("downstream");
    let patches = PACKAGES
        .iter()
        .zip(unpacked)
        .map(|(name, path)| format!("{name} = {{ path = {path:?} }}\n"));
    let version = env!("CARGO_PKG_VERSION");
    let manifest = format!(
        "[package]\nname = \"downstream\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         k8s-openapi = {{ version = \"0.29\", default-features = false, features = [\"{kubernetes}\"] }}\n\
         smi-types = \"{version}\"\n\
         smi-validate = {{ version = \"{version}\", default-features = false }}\n\
         smi-conformance = {{ version = \"{version}\", default-features = false, features = [\"test\"] }}\n\n[patch.crates-io]\n{}",
        patches.collect::<String>()
    );
    let program = "//! Depends on the packages.\n\nfn main() {\n    \
                   let split = smi_types::split::v1alpha4::TrafficSplit::default();\n    \
                   assert_eq!(split.spec.service, \"\");\n}\n";
    let write = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("it has a folder"))
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    write(folder.join("Cargo.toml"), &manifest)?;
    write(folder.join("src/main.rs"), program)
}

/// Cargo in a folder, without the variables that select a Kubernetes version here.
fn cargo(folder: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(folder).env_remove("K8S_OPENAPI_ENABLED_VERSION");
    command
}
