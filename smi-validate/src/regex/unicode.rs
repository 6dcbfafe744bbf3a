//! Unicode's classes by the names that RE2 and Go know, as of the version of Unicode that they know.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, HirKind};

use super::set::RuneSet;

/// The characters of the version of Unicode that RE2 has tables of (Go's is 15.0). Younger ones are in none of its
/// classes, and have no other case.
static KNOWN: LazyLock<RuneSet> = LazyLock::new(|| table(r"\p{Age:15.1}"));

/// General categories, except `C` and `Cs`, which have surrogates.
const CATEGORIES: &[&str] = &[
    "Cc", "Cf", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl",
    "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl",
    "Zp", "Zs",
];

/// Scripts of Unicode 15.0, written as RE2 wants them.
const SCRIPTS: &str = include_str!("scripts.txt");

/// Names that Go takes besides, since 1.25: long names of categories, and classes of its own.
const LONG_NAMES: &str = "any ascii assigned casedletter closepunctuation cn cntrl combiningmark \
    connectorpunctuation control currencysymbol dashpunctuation decimalnumber digit \
    enclosingmark finalpunctuation format initialpunctuation lc letter letternumber \
    lineseparator lowercaseletter mark mathsymbol modifierletter modifiersymbol nonspacingmark \
    number openpunctuation other otherletter othernumber otherpunctuation othersymbol \
    paragraphseparator privateuse punct punctuation separator spaceseparator spacingmark \
    surrogate symbol titlecaseletter unassigned uppercaseletter c cs";

/// What a name is to Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameInGo {
    /// To every version.
    Always,
    /// Only to versions that read names as Unicode says: from 1.25 on.
    Recent,
    /// To none.
    Unknown,
}

static CACHE: LazyLock<Mutex<HashMap<String, RuneSet>>> = LazyLock::new(Mutex::default);

/// The class of a name, if RE2 knows it.
pub(super) fn class(name: &str) -> Option<RuneSet> {
    if !is_known(name) {
        return None;
    }
    // A panic elsewhere leaves a map of finished entries behind.
    let mut cache = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(class) = cache.get(name) {
        return Some(class.clone());
    }
    let class = compute(name);
    cache.insert(name.to_owned(), class.clone());
    Some(class)
}

/// Those characters of a set that RE2 knows.
pub(super) fn known(set: &RuneSet) -> RuneSet {
    set.intersection(&KNOWN)
}

/// Whether Go knows a name.
///
/// Since 1.25, Go reads names without regard to case and spaces, and looks them up with one capital in front. So it
/// no longer finds the scripts of several words (`Old_Italic`) that it knew before.
pub(super) fn name_in_go(name: &str) -> NameInGo {
    let is_one_word = |name: &str| !name.chars().skip(1).any(|letter| !letter.is_ascii_lowercase());
    if is_known(name) {
        return if is_one_word(name) { NameInGo::Always } else { NameInGo::Unknown };
    }
    let loose: String = name
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect();
    let listed = LONG_NAMES.split_whitespace().any(|known| known == loose)
        || CATEGORIES.iter().any(|known| known.eq_ignore_ascii_case(&loose))
        || scripts().any(|known| is_one_word(known) && known.eq_ignore_ascii_case(&loose));
    if listed { NameInGo::Recent } else { NameInGo::Unknown }
}

/// Whether a character may be in the name of a group.
pub(super) fn is_in_name(letter: char) -> bool {
    const IN_NAMES: [&str; 10] = ["Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Nd", "Pc"];
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    IN_NAMES.iter().any(|name| class(name).is_some_and(|class| class.contains(letter.into())))
}

fn scripts() -> impl Iterator<Item = &'static str> {
    SCRIPTS.split_whitespace()
}

fn is_known(name: &str) -> bool {
    matches!(name, "Any" | "C" | "Cs")
        || CATEGORIES.contains(&name)
        || scripts().any(|script| script == name)
}

/// One character, U+1171E, is of another category in the tables at hand than in those of RE2.
fn compute(name: &str) -> RuneSet {
    let surrogates = (0xD800, 0xDFFF);
    match name {
        "Any" => RuneSet::any(),
        "Cs" => RuneSet::from_ranges(vec![surrogates]),
        "C" => {
            let parts = ["Cc", "Cf", "Co"].map(compute);
            let mut ranges: Vec<_> = parts.iter().flat_map(RuneSet::ranges).copied().collect();
            ranges.push(surrogates);
            RuneSet::from_ranges(ranges)
        }
        "Mc" => aged(r"[\p{gc=Mc}--\x{1171E}]"),
        "Mn" => aged(r"[\p{gc=Mn}\x{1171E}]"),
        _ if CATEGORIES.contains(&name) => aged(&format!(r"\p{{gc={name}}}")),
        _ => aged(&format!(r"\p{{sc={name}}}")),
    }
}

fn aged(pattern: &str) -> RuneSet {
    known(&table(pattern))
}

/// One of the tables of regex-syntax.
fn table(pattern: &str) -> RuneSet {
    match ParserBuilder::new().build().parse(pattern).map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => RuneSet::from(&class),
        // A class of one character is a literal to regex-syntax.
        Ok(HirKind::Literal(literal)) => {
            let letters = std::str::from_utf8(&literal.0).unwrap_or_default().chars();
            RuneSet::from_ranges(letters.map(|letter| (letter.into(), letter.into())).collect())
        }
        _ => RuneSet::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CATEGORIES, NameInGo, class, name_in_go, scripts};

    #[test]
    fn every_name_has_a_table() {
        for name in CATEGORIES.iter().copied().chain(scripts()).chain(["Any", "C", "Cs"]) {
            assert!(class(name).is_some_and(|class| !class.is_empty()), "{name}");
        }
        assert_eq!(scripts().count(), 163);
    }

    #[test]
    fn names_are_read_strictly_by_all_and_loosely_by_the_youngest_go() {
        assert!(class("greek").is_none() && class("Letter").is_none() && class("Cn").is_none());
        assert_eq!(name_in_go("Greek"), NameInGo::Always);
        assert_eq!(name_in_go("gREEK"), NameInGo::Recent);
        assert_eq!(name_in_go("Old_Italic"), NameInGo::Unknown);
        assert_eq!(name_in_go("Uppercase_Letter"), NameInGo::Recent);
        assert_eq!(name_in_go("Script=Greek"), NameInGo::Unknown);
    }
}
