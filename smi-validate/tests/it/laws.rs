//! What holds in every world.

use num_rational::BigRational;
use num_traits::One as _;
use proptest::prelude::*;

use crate::{ask, routes, shop};

proptest! {
    #[test]
    fn shares_add_up_to_one(weights in prop::collection::vec(prop::option::of(-3_i64..1000), 0..6)) {
        let names = ["cart-v1", "cart-v2", "guest", "gone"];
        let backends = weights.iter().enumerate().map(|(index, weight)| {
            let weight = weight.map_or_else(String::new, |weight| format!(", weight: {weight}"));
            format!("{{ service: {}{weight} }}", names[index % names.len()])
        });
        let backends = backends.collect::<Vec<_>>().join(", ");
        let world = shop(&format!(
            "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {{ name: cart }}\n\
             spec: {{ service: cart, backends: [{backends}] }}\n"
        ));
        let sum: BigRational = ask(&world, "web GET cart:8080/").routes.iter().map(|route| &route.share).sum();
        prop_assert_eq!(sum, BigRational::one());
    }

    #[test]
    fn a_further_target_takes_nothing_away(path in "/[a-c]{0,2}", other in "/[a-c]{0,2}", asked in "[a-c]{0,2}") {
        let of = |name: &str, path: &str| {
            routes(&format!("{{ name: one, pathRegex: {path}, methods: [GET] }}"))
                .replace("name: target", &format!("name: {name}"))
                .replace("name: routes", &format!("name: routes-{name}"))
        };
        let question = format!("web GET cart:8080/{asked}");
        let alone = shop(&of("first", &path));
        let together = shop(&format!("{}---\n{}", of("first", &path), of("second", &other)));
        prop_assert!(!ask(&alone, &question).is_allowed() || ask(&together, &question).is_allowed());
    }
}
