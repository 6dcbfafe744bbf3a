//! `new`: things that compile, or run, as they come.

use std::fs;

use crate::{Outcome, root};

/// A scenario that passes on the reference mesh.
pub(crate) fn scenario(name: &str) -> Outcome {
    if name.split('/').count() != 2 || !name.split('/').all(is_word) {
        return Err(format!(
            "expected FOLDER/NAME in lower case with hyphens, such as `split/sticky`, found `{name}`"
        ));
    }
    let path = root().join("smi-conformance/scenarios").join(format!("{name}.yaml"));
    let text = include_str!("new/scenario.yaml").replace("FOLDER/NAME", name);
    write(&path, &text).map_err(|error| format!("{error}; ids are never reused"))
}

/// The families of rules, with the hundred that their codes are in.
const FAMILIES: [(&str, u32); 8] = [
    ("reading", 0),
    ("object", 1),
    ("access", 2),
    ("specs", 3),
    ("split", 4),
    ("install", 5),
    ("conversion", 6),
    ("own", 9),
];

/// A rule of the validator that compiles, with fixtures: it finds nothing yet, and its tests say so.
pub(crate) fn rule(name: &str) -> Outcome {
    let wrong = || {
        let families: Vec<_> = FAMILIES.iter().map(|(family, _)| *family).collect();
        format!(
            "expected FAMILY/NAME in lower case with hyphens, such as `access/missing-route`, found `{name}`; the families \
             are {}",
            families.join(", ")
        )
    };
    let (family, name) =
        name.split_once('/').filter(|(_, name)| is_word(name)).ok_or_else(wrong)?;
    let (_, hundred) = FAMILIES.iter().find(|(one, _)| *one == family).ok_or_else(wrong)?;
    if let Some(rule) = smi_validate::rules::find(name) {
        return Err(format!("there is a rule of that name: {rule}"));
    }
    let code = next_code(*hundred);
    let module = name.replace('-', "_");
    let rules = root().join("smi-validate/src/rules");
    let text = include_str!("new/rule.txt")
        .replace("CODE", &code)
        .replace("RULE-NAME", name)
        .replace("//!|", "//!")
        .replace("FAMILY", family);
    write(&rules.join(family).join(format!("{module}.rs")), &text)?;
    let registry = rules.join(format!("{family}.rs"));
    let failed = |error| format!("{}: {error}", registry.display());
    let lines = fs::read_to_string(&registry).map_err(failed)?;
    fs::write(&registry, registered(&lines, &module)).map_err(failed)?;
    let fixtures = root().join(format!("testdata/rules/{code}_{name}"));
    let fixture = include_str!("new/fixture.yaml");
    write(&fixtures.join("bad-example.yaml"), fixture)?;
    write(&fixtures.join("good-example.yaml"), fixture)
}

fn next_code(hundred: u32) -> String {
    let prefix = format!("SMI{hundred}");
    let numbers =
        smi_validate::rules::ALL.iter().filter_map(|rule| rule.code.strip_prefix(&prefix));
    let last = numbers.filter_map(|number| number.parse::<u32>().ok()).max().unwrap_or(0);
    format!("{prefix}{:02}", last + 1)
}

/// The registry of a family with two lines more.
fn registered(lines: &str, module: &str) -> String {
    let with_module = match lines.rfind("\nmod ") {
        Some(at) => {
            let end = lines[at + 1..].find('\n').map_or(lines.len(), |length| at + 1 + length);
            format!("{}\nmod {module};{}", &lines[..end], &lines[end..])
        }
        None => lines.replacen("\n\n", &format!("\n\nmod {module};\n\n"), 1),
    };
    match with_module.find("&[&Rule] = &[];") {
        Some(_) => with_module
            .replace("&[&Rule] = &[];", &format!("&[&Rule] = &[\n    &{module}::RULE,\n];")),
        None => with_module.replacen("\n];", &format!("\n    &{module}::RULE,\n];"), 1),
    }
}

/// Writes a file that is not there yet.
fn write(path: &std::path::Path, text: &str) -> Outcome {
    if path.exists() {
        return Err(format!("{} is there already", path.display()));
    }
    fs::create_dir_all(path.parent().expect("it has a folder"))
        .and_then(|()| fs::write(path, text))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn is_word(part: &str) -> bool {
    !part.is_empty()
        && part
            .chars()
            .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
}

#[cfg(test)]
mod tests {
    use super::registered;

    #[test]
    fn a_registry_grows_by_two_lines() {
        let empty = "//! A.\n\nuse x;\n\nstatic RULES: &[&Rule] = &[];\n";
        let one = registered(empty, "first");
        assert_eq!(
            one,
            "//! A.\n\nmod first;\n\nuse x;\n\nstatic RULES: &[&Rule] = &[\n    &first::RULE,\n];\n"
        );
        let two = registered(&one, "second");
        assert!(
            two.contains("mod first;\nmod second;\n")
                && two.contains("&first::RULE,\n    &second::RULE,\n];")
        );
    }
}
