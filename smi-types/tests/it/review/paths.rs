//! Whatever way an object goes, it is the same when it is back.

use proptest::prelude::*;
use serde_json::Value;
use smi_types::review::CARRIED;

use super::generate::object;
use super::{carried, fixtures, text, to, version, versions};

/// Goes a way through versions and back to the object's own.
fn there_and_back(object: &Value, way: &[&str]) -> Value {
    let there = way.iter().fold(object.clone(), |object, version| to(version, &object));
    to(version(object), &there)
}

#[test]
fn every_fixture_is_the_same_after_every_way_of_three_versions() {
    let objects = fixtures();
    assert!(objects.len() > 50, "the fixtures are gone");
    for object in objects {
        let versions = versions(&object);
        for (first, second) in
            versions.iter().flat_map(|one| versions.iter().map(move |two| (one, two)))
        {
            let back = there_and_back(&object, &[first, second]);
            assert_eq!(text(&back), text(&object), "{first}, {second}");
        }
    }
}

proptest! {
    #[test]
    fn any_object_is_the_same_after_any_way(object in object(), way in prop::collection::vec(0_usize..4, 1..6)) {
        let versions = versions(&object);
        let way: Vec<_> = way.into_iter().map(|index| versions[index % versions.len()]).collect();
        prop_assert_eq!(text(&there_and_back(&object, &way)), text(&object), "{:?}", way);
    }

    /// Not only its own version: each shows the same, whichever way it was reached.
    #[test]
    fn every_version_shows_the_same_on_every_way(object in object(), way in prop::collection::vec(0_usize..4, 1..4), last in 0_usize..4) {
        let versions = versions(&object);
        let last = versions[last % versions.len()];
        let there = way.iter().fold(object.clone(), |object, index| to(versions[index % versions.len()], &object));
        let without_annotation = |mut object: Value| {
            object["metadata"]["annotations"].as_object_mut().unwrap().remove(CARRIED);
            text(&object)
        };
        prop_assert_eq!(without_annotation(to(last, &there)), without_annotation(to(last, &object)));
    }

    /// An annotation from elsewhere costs an object nothing.
    #[test]
    fn an_object_with_the_annotation_of_another_comes_back(object in object(), other in object(), indices in (0_usize..4, 0_usize..4)) {
        let own = versions(&object);
        let foreign = versions(&other);
        let Some(annotation) = carried(&to(foreign[indices.0 % foreign.len()], &other)).map(str::to_owned) else { return Ok(()) };
        let mut forged = object.clone();
        forged["metadata"]["annotations"][CARRIED] = annotation.into();
        let mut back = to(version(&object), &to(own[indices.1 % own.len()], &forged));
        for one in [&mut back, &mut forged] {
            one["metadata"]["annotations"].as_object_mut().unwrap().remove(CARRIED);
        }
        prop_assert_eq!(text(&back), text(&forged));
    }
}
