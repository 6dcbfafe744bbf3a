//! What holds for every object, not only for those that somebody thought of.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::*;
use serde_json::json;
use smi_types::convert::set::{Target, convert};
use smi_types::convert::{Downgrade as _, LOSSES, Upgrade as _};
use smi_types::split::{v1alpha1, v1alpha2, v1alpha3};
use smi_types::{Manifest, Quantity, Weight};

use crate::parse;

fn quantity() -> impl Strategy<Value = Quantity> {
    let suffix = prop::sample::select(vec!["", "m", "u", "n", "k", "M", "Ki", "Mi", "e2", "E-3"]);
    (-3_i32..5_000, 0_u32..1000, suffix).prop_map(|(whole, fraction, suffix)| {
        format!("{whole}.{fraction}{suffix}").parse().unwrap()
    })
}

fn ratios(weights: &[BigRational]) -> Vec<BigRational> {
    let first = weights.iter().find(|weight| !weight.is_zero()).cloned();
    weights
        .iter()
        .map(|weight| first.as_ref().map_or_else(BigRational::zero, |first| weight / first))
        .collect()
}

fn target(port: Option<i64>, rules: &[(&str, String)]) -> Manifest {
    let rules: Vec<_> =
        rules.iter().map(|(kind, name)| json!({ "kind": kind, "name": name })).collect();
    let mut destination = json!({ "kind": "ServiceAccount", "name": "cart", "namespace": "shop" });
    if let Some(port) = port {
        destination["port"] = port.into();
    }
    parse(&json!({
        "apiVersion": "access.smi-spec.io/v1alpha2",
        "kind": "TrafficTarget",
        "metadata": { "name": "target", "namespace": "shop" },
        "spec": { "destination": destination, "rules": rules, "sources": [] },
    }))
}

fn tcp_route(index: usize) -> Manifest {
    parse(&json!({
        "apiVersion": "specs.smi-spec.io/v1alpha2",
        "kind": "TCPRoute",
        "metadata": { "name": format!("tcp-{index}"), "namespace": "shop" },
    }))
}

/// Rules are alternatives: their order means nothing.
fn sort_rules(objects: &mut [Manifest]) {
    for object in objects {
        if let Manifest::TrafficTargetV1alpha2(target) = object {
            target
                .spec
                .rules
                .sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
        }
    }
}

proptest! {
    #[test]
    fn a_quantity_is_the_same_after_writing_and_reading(quantity in quantity()) {
        let again: Quantity = quantity.to_string().parse().unwrap();
        prop_assert_eq!(&again, &quantity);
        prop_assert_eq!(again.to_string(), quantity.to_string());
    }

    #[test]
    fn order_and_sum_of_quantities_are_those_of_their_values(one in quantity(), other in quantity()) {
        let (left, right) = (one.to_rational(), other.to_rational());
        prop_assert_eq!(one.cmp(&other), left.cmp(&right));
        prop_assert_eq!((one + other).to_rational(), left + right);
    }

    #[test]
    fn any_text_is_a_quantity_or_an_error_and_never_a_panic(text in "[-+0-9.eEkKmMinu]{0,12}|.{0,8}") {
        let _either = text.parse::<Quantity>();
    }

    #[test]
    fn ratios_of_weights_are_equal_on_every_path(quantities in prop::collection::vec(prop::option::of(quantity()), 0..5)) {
        let backends = quantities.iter().cloned().enumerate().map(|(index, weight)| {
            v1alpha1::Backend { service: format!("s{index}"), weight }
        });
        let spec = v1alpha1::TrafficSplitSpec { service: "root".to_owned(), backends: backends.collect() };
        let oldest = v1alpha1::TrafficSplit { metadata: Default::default(), spec };
        let up = oldest.clone().upgrade();
        prop_assert_eq!(&up.lost, &[]);
        let value = |weight: &Option<Weight>| weight.as_ref().map(Weight::to_rational);
        let upgraded: Vec<_> = up.value.spec.backends.iter().filter_map(|one| value(&one.weight)).collect();
        let written: Vec<_> = quantities.iter().flatten().map(Quantity::to_rational).collect();
        prop_assert_eq!(ratios(&upgraded), ratios(&written));
        let down = up.value.downgrade();
        prop_assert_eq!(&down.lost, &[]);
        let again: Vec<_> =
            down.value.spec.backends.iter().filter_map(|one| Some(one.weight.as_ref()?.to_rational())).collect();
        prop_assert_eq!(ratios(&again), ratios(&written));
        prop_assert_eq!(down.value.spec.backends.len(), quantities.len());
    }

    #[test]
    fn a_split_that_loses_nothing_on_the_way_down_is_the_same_when_it_is_back(
        weights in prop::collection::vec(prop::option::of(any::<i64>().prop_map(Weight::from)), 0..4),
        matches in prop::option::of(prop::collection::vec("[a-z]{1,4}", 0..2)),
    ) {
        let backends = weights.into_iter().map(|weight| v1alpha2::Backend { service: "s".to_owned(), weight });
        let reference = |name| v1alpha3::RouteGroupReference { api_group: None, kind: "HTTPRouteGroup".to_owned(), name };
        let spec = v1alpha3::TrafficSplitSpec {
            service: "root".to_owned(),
            backends: backends.collect(),
            matches: matches.map(|names| names.into_iter().map(reference).collect()),
        };
        let split = v1alpha3::TrafficSplit { metadata: Default::default(), spec };
        let down = split.clone().downgrade();
        let declared = |loss: &smi_types::Loss| LOSSES.iter().any(|(field, ..)| *field == loss.field);
        prop_assert!(down.lost.iter().all(declared));
        if down.is_exact() {
            prop_assert_eq!(down.value.upgrade().value, split);
        }
    }

    /// A port goes up into a route and comes back, whatever the rules; the routes that it replaced are named again.
    #[test]
    fn a_target_that_loses_nothing_on_the_way_up_is_the_same_when_it_is_back(
        port in prop::option::of(1_i64..65_536),
        rules in prop::collection::vec((prop::bool::ANY, 0_usize..3), 0..4),
    ) {
        let rules: Vec<_> = rules
            .into_iter()
            .map(|(http, index)| if http { ("HTTPRouteGroup", format!("group-{index}")) } else { ("TCPRoute", format!("tcp-{index}")) })
            .collect();
        let mut objects = vec![target(port, &rules)];
        objects.extend((0..3).map(tcp_route));
        let up = convert(objects.clone(), &Target::Latest).unwrap();
        let declared = |loss: &smi_types::Loss| LOSSES.iter().any(|(field, ..)| *field == loss.field);
        prop_assert!(up.lost.iter().all(declared));
        let restricted = up.value[0].to_value().to_string().contains("-port-");
        prop_assert_eq!(restricted, port.is_some() && !rules.is_empty(), "a port is never dropped in silence");
        prop_assert_eq!(up.lost.is_empty(), port.is_none() || restricted);
        if up.lost.is_empty() {
            let newer: Vec<_> = up.value.into_iter().chain(up.also).collect();
            let down = convert(newer, &Target::Version("v1alpha2".to_owned())).unwrap();
            prop_assert_eq!(&down.lost, &[]);
            let mut again = down.value;
            sort_rules(&mut again);
            sort_rules(&mut objects);
            prop_assert_eq!(again, objects);
        }
    }

    #[test]
    fn values_of_weights_are_exact(number in any::<i64>()) {
        prop_assert_eq!(Weight::from(number).to_rational(), BigRational::from_integer(BigInt::from(number)));
    }
}
