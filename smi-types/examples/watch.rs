//! Lists the splits of a cluster with `kube`: shows that the types are all that a client needs.
//!
//! ```text
//! cargo run -p smi-types --example watch
//! ```

use std::io::Write as _;

use kube::{Api, Client, Config, ResourceExt as _};
use smi_types::split::v1alpha4::TrafficSplit;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let config = Config::incluster().map_err(|error| format!("run this in a pod: {error}"))?;
        let splits: Api<TrafficSplit> = Api::all(Client::try_from(config)?);
        for split in splits.list(&kube::api::ListParams::default()).await? {
            writeln!(std::io::stdout(), "{}: {:?}", split.name_any(), split.spec.backends)?;
        }
        Ok(())
    })
}
