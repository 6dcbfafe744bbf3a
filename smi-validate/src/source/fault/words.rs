//! The sentences about problems.

use std::borrow::Cow;

use super::Problem;

/// As in "expected …".
pub(super) fn expected(problem: Problem) -> Cow<'static, str> {
    Cow::Borrowed(match problem {
        Problem::Encoding => "text in UTF-8",
        Problem::Control => "characters that can be printed",
        Problem::Template => "YAML",
        Problem::Tab => "spaces as indentation",
        Problem::Indentation => "the indentation of a line above",
        Problem::Unclosed(open) => return format!("a `{}` for this", closing(open)).into(),
        Problem::Unopened => "the bracket that closes what is open",
        Problem::Separator => "`,` or the closing bracket",
        Problem::Key => "a key and `:`",
        Problem::SecondColon => "one `key: value` on a line",
        Problem::Item => "another line like its neighbours: `- item`, or `key: value`",
        Problem::Quote => "the closing quote",
        Problem::AfterQuote => "the end of the value after its closing quote",
        Problem::Escape => "an escape that double quotes have",
        Problem::Reserved(_) => "a character that may begin a value",
        Problem::AnchorName => "the name of an anchor",
        Problem::Anchor => "the name of an anchor further up",
        Problem::Loop => "an alias outside of what it stands for",
        Problem::Tag => "a tag such as `!!str`",
        Problem::Directive => "`%YAML 1.2` or `%TAG`, before `---`",
        Problem::ByteOrderMark => "no byte order mark inside a document",
        Problem::BlockHeader => "nothing but `+`, `-` or a digit from 1 to 9 behind `|` or `>`",
        Problem::BlockIndentation => "lines of a block text that are indented alike, by spaces",
        Problem::Space => "a space",
        Problem::Comment => "the rest of the text, or the next key",
        Problem::SecondContent => "the end of the document",
        Problem::End => "more",
        Problem::Syntax => "YAML",
        Problem::TooLarge(limit) => return format!("at most {limit} bytes in a document").into(),
        Problem::TooDeep(limit) => return format!("at most {limit} levels").into(),
        Problem::TooMany(limit) => return format!("at most {limit} nodes in a document").into(),
        Problem::TooMuchExpansion(limit) => {
            return format!("aliases that stand for at most {limit} nodes together").into();
        }
        Problem::NullKey | Problem::LargeKey | Problem::ComplexKey => "a key that is a text",
        Problem::Merge => "an object, or a list of objects, behind `<<`",
        Problem::Infinite => "a number that JSON can write",
        Problem::TagValue => "a value that its tag allows",
    })
}

/// As in "found …". `text` is what stands at the place.
pub(super) fn found(problem: Problem, text: &str) -> String {
    match problem {
        Problem::Encoding => "other bytes".to_owned(),
        Problem::Template => "a template".to_owned(),
        Problem::Unclosed(_) | Problem::Quote | Problem::End => {
            "the end of the document".to_owned()
        }
        Problem::Loop => format!("{} inside it", quoted(text)),
        Problem::TooLarge(_) | Problem::TooDeep(_) | Problem::TooMany(_) => "more".to_owned(),
        Problem::TooMuchExpansion(_) => format!("more with {}", quoted(text)),
        Problem::NullKey => "null".to_owned(),
        Problem::ComplexKey => "a list or an object".to_owned(),
        _ => quoted(text),
    }
}

/// What to do.
pub(super) fn help(problem: Problem) -> &'static str {
    match problem {
        Problem::Encoding => "save the file as UTF-8",
        Problem::Control => "delete it, or write it as an escape in double quotes: `\"\\x1b\"`",
        Problem::Template => "render first: `helm template … | smi-validate check -`",
        Problem::Tab => "replace the tab by spaces",
        Problem::Indentation => "indent the line like the others of its list or object",
        Problem::Unclosed(_) => "close it, and look for a missing comma or quote on the way",
        Problem::Unopened => "remove it, or open it before",
        Problem::Separator => {
            "put a comma between the items, or quote what has a special character"
        }
        Problem::Key => "write `key: value`, or indent the line if it belongs to the one above",
        Problem::SecondColon => {
            "quote the value if the colon is part of it; else give each key its own line and the right indentation"
        }
        Problem::Item => "indent it to where it belongs",
        Problem::Quote => "close the quote; within single quotes, write a quote twice",
        Problem::AfterQuote => {
            "put the whole value into quotes, or separate what follows by a comma or a line"
        }
        Problem::Escape => {
            "write `\\\\` for a backslash, or use single quotes, where it needs none"
        }
        Problem::Reserved(_) => "put the value into quotes",
        Problem::AnchorName => "quote the character if it is meant as such: `\"*\"`",
        Problem::Anchor => {
            "define it above with `&name`, or quote the text if the star is part of it"
        }
        Problem::Loop => "write out the part that is meant",
        Problem::Tag => "remove it, or quote the text if `!` is part of it",
        Problem::Directive => {
            "quote the text if `%` is part of it; a directive needs `...` before it"
        }
        Problem::ByteOrderMark => {
            "delete the character U+FEFF; it is left where files are put together"
        }
        Problem::BlockHeader => "begin the text on the next line",
        Problem::BlockIndentation => "indent its lines alike, the first ones too",
        Problem::Space => "put a space before it, or quote the value if it is part of it",
        Problem::Comment => {
            "move the comment above the text, or quote the text if `#` is part of it"
        }
        Problem::SecondContent => "separate documents by a line `---`",
        Problem::End => "complete the last line",
        Problem::Syntax => "quote values with special characters, and check the indentation",
        Problem::TooLarge(_) | Problem::TooMany(_) => "split it into several documents",
        Problem::TooDeep(_) => "flatten it; no object of Kubernetes is so deep",
        Problem::TooMuchExpansion(_) => "write out what is meant, or use fewer aliases",
        Problem::NullKey => "name the key, or quote it if the text is meant: `\"null\"`",
        Problem::LargeKey => "quote the key",
        Problem::ComplexKey => "use a text as the key; quote it if it has brackets",
        Problem::Merge => "merge an alias of an object: `<<: *name`",
        Problem::Infinite => "write a finite number, or quote it if the text is meant",
        Problem::TagValue => "correct the value, or remove the tag",
    }
}

fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '{' => '}',
        other => other,
    }
}

/// The beginning of a text, in backquotes; characters without a look by name.
fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    match text.chars().next() {
        None => return "the end of the document".to_owned(),
        Some('\t') => return "a tab".to_owned(),
        Some('\n' | '\r') => return "the end of the line".to_owned(),
        Some('`') => return "a backquote".to_owned(),
        Some(invisible) if invisible.is_control() || invisible == '\u{feff}' => {
            return format!("U+{:04X}", u32::from(invisible));
        }
        Some(_) => {}
    }
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("`{}…`", &line[..end]),
        None => format!("`{line}`"),
    }
}
