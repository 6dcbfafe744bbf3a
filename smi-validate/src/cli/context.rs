//! What manifests are for: arguments that commands share, over those of the configuration file.

use std::path::PathBuf;

use super::CliError;
use super::settings::{self, Settings};
use crate::config::Config;
use crate::profile::Profile;

#[derive(Debug, clap::Args)]
pub(super) struct ContextArguments {
    /// The namespace of objects that say none [default: default]
    #[arg(short, long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    namespace: Option<String>,
    /// The input is all that there is: what is not in it does not exist.
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    complete: Option<bool>,
    /// A mesh that the manifests are for: osm, fsm, traefik-mesh, linkerd-smi, istio-adapter, consul, nginx; `spec` is none.
    /// May be repeated.
    #[arg(short, long, value_name = "MESH", value_delimiter = ',')]
    target: Vec<String>,
    /// The configuration file; `smi-validate.toml` in this folder or one above by default.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl ContextArguments {
    /// What is asked for; of the file, also what is no part of a configuration of the library.
    pub(super) fn config(&self) -> Result<(Config, Settings), CliError> {
        let settings = settings::read(self.config.as_deref())?;
        let targets = if self.target.is_empty() {
            settings.targets.clone()
        } else {
            self.target.iter().map(|name| Profile::find(name)).collect::<Result<_, _>>()?
        };
        let config = Config {
            targets: meshes(targets),
            namespace: self.namespace.clone().or_else(|| settings.namespace.clone()),
            complete: self.complete.or(settings.complete).unwrap_or_default(),
            levels: settings.levels.clone(),
            allow: settings.allow.clone(),
            ..Config::default()
        };
        Ok((config, settings))
    }
}

/// Each mesh once; the specification is none.
fn meshes(targets: Vec<&'static Profile>) -> Vec<&'static Profile> {
    let mut meshes: Vec<&'static Profile> = Vec::new();
    for target in targets {
        let is_new = !meshes.iter().any(|known| known.name == target.name);
        if is_new && target.known_as.is_some() {
            meshes.push(target);
        }
    }
    meshes
}
