//! `style`: what neither the formatter nor Clippy checks.

use std::fs;

use crate::{Outcome, rust_files};

const LONGEST_FILE: usize = 500;

pub(crate) fn run() -> Outcome {
    let mut wrong = Vec::new();
    for path in rust_files()? {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        wrong.extend(faults(&text).map(|fault| format!("{}: {fault}", path.display())));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// What is wrong with a file. The length of functions is Clippy's business (`too_many_lines`).
fn faults(text: &str) -> impl Iterator<Item = String> {
    let lines = text.lines().count();
    let long =
        (lines > LONGEST_FILE).then(|| format!("{lines} lines; at most {LONGEST_FILE}: split it"));
    let headless = (!["//!", "#![doc"].iter().any(|begin| text.starts_with(begin)))
        .then(|| "begins without `//!`: say what the file is for".to_owned());
    let mod_file =
        text.contains(concat!("#[", "ignore]")).then(|| "has an ignored test".to_owned());
    [long, headless, mod_file].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn each_fault_is_found() {
        let long = "//! x\n".repeat(501);
        let ignored = concat!("//! x\n#[", "ignore]\n");
        for (text, count) in [("//! fine\n", 0), ("fn x() {}\n", 1), (&long, 1), (ignored, 1)] {
            assert_eq!(faults(text).count(), count, "{text:.20}");
        }
    }
}
