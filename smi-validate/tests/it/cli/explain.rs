//! `explain` and `rules`.

use smi_validate::rules;

use super::Folder;

#[test]
fn every_rule_is_listed_and_explained_by_code_and_by_name() {
    let folder = Folder::new("rules");
    let listed = folder.run("rules");
    let json: serde_json::Value = serde_json::from_str(&folder.run("rules -o json").out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), rules::ALL.len());
    for rule in rules::ALL.iter() {
        assert!(listed.out.contains(rule.code) && listed.out.contains(rule.name), "{rule}");
        let by_code = folder.run(&format!("explain {}", rule.code));
        let by_name = folder.run(&format!("explain {}", rule.name));
        assert_eq!((by_code.code, &by_code.out), (0, &by_name.out), "{rule}");
        assert!(by_code.out.contains(rule.documentation().title), "{rule}");
    }
    assert_eq!(folder.run("rules no-rule-is-like-this").code, 1);
    folder.run("rules --severity loud").refused("loud");
    assert_eq!(folder.run("rules --stage set --severity error no-rule-is-like-this").code, 1);
}

#[test]
fn a_text_that_was_seen_is_explained() {
    let folder = Folder::new("explain");
    let ran =
        folder.run("explain Error from server: strict decoding error: unknown field \"spec.foo\"");
    assert_eq!(ran.code, 0, "{ran:?}");
    for part in ["What it means", "What to do", "has no such field"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let mesh = folder.run(
        "explain Error: circular reference detected on TrafficSplit \"cart\" in Service \"cart\"",
    );
    assert!(mesh.out.contains("Traefik Mesh") && mesh.out.contains("Source: "), "{mesh:?}");
}

#[test]
fn a_text_that_nobody_knows_shows_a_way_on() {
    let folder = Folder::new("unknown");
    let ran = folder.run("explain SMI999999");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("Nothing is known of `SMI999999`"), "{ran:?}");
    assert!(ran.out.contains("smi-validate rules"), "{ran:?}");
    folder.run("explain").refused("CODE|NAME|TEXT");
}
