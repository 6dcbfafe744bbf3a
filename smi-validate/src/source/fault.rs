//! What is wrong with a document, where, and what to do about it.

mod words;

use std::fmt;

use super::text::Span;

/// Something that keeps a document, or a part of it, from being read as it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub span: Span,
    /// The document that it is in, whole.
    pub document: Span,
    found: String,
}

/// What can be wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes are not UTF-8.
    Encoding,
    /// A character that YAML does not allow anywhere, such as U+0000.
    Control,
    /// `{{ … }}` outside of quotes: the input of a template engine, not its output.
    Template,
    /// A tab where indentation is told by spaces.
    Tab,
    /// A line that is indented like none around it.
    Indentation,
    /// A bracket without its other half.
    Unclosed(char),
    /// A closing bracket that nothing, or something else, has opened.
    Unopened,
    /// Something between the items in brackets that is no comma.
    Separator,
    /// A line among keys that has none.
    Key,
    /// A second colon on one line: `a: b: c`.
    SecondColon,
    /// A list's item among keys, or a key among the items.
    Item,
    /// A quote that nothing closes.
    Quote,
    /// Something behind a closing quote.
    AfterQuote,
    /// An escape that double quotes don't have: `"\d"`.
    Escape,
    /// A character that no value may begin with: `@`, a backtick.
    Reserved(char),
    /// `*` or `&` without a name: `[*]`.
    AnchorName,
    /// An alias to an anchor that is not above it.
    Anchor,
    /// An alias within its own anchor.
    Loop,
    /// A `!tag` that is malformed or not declared.
    Tag,
    /// A line with `%` that is no directive.
    Directive,
    /// A byte order mark in the middle of a document.
    ByteOrderMark,
    /// What stands behind `|` or `>`.
    BlockHeader,
    /// The indentation of a block text's lines.
    BlockIndentation,
    /// A missing space behind `:`, `-`, `,`, or before `#`.
    Space,
    /// A comment that cuts a text of several lines.
    Comment,
    /// More content where the document has ended.
    SecondContent,
    /// The document ends too soon.
    End,
    /// Anything else.
    Syntax,
    /// Beyond [`Limits::bytes`](super::Limits::bytes).
    TooLarge(usize),
    /// Beyond [`Limits::depth`](super::Limits::depth).
    TooDeep(usize),
    /// Beyond [`Limits::nodes`](super::Limits::nodes).
    TooMany(usize),
    /// Beyond [`Limits::expansion`](super::Limits::expansion).
    TooMuchExpansion(usize),
    /// A key that is null, which JSON cannot say.
    NullKey,
    /// A key that is a whole number beyond 64 bits with sign.
    LargeKey,
    /// A key that is a list or an object, which JSON cannot say.
    ComplexKey,
    /// `<<` with something else than an object or a list of objects.
    Merge,
    /// A number without a form in JSON: `.inf`, `.nan`.
    Infinite,
    /// A text that its `!!tag` does not allow.
    TagValue,
}

impl Fault {
    pub(super) fn new(problem: Problem, span: Span, document: Span, text: &str) -> Self {
        let found = words::found(problem, text.get(span.range()).unwrap_or_default());
        Self { problem, span, document, found }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        words::help(self.problem)
    }
}

/// What was expected and found, in one sentence.
impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected {}, found {}", words::expected(self.problem), self.found)
    }
}

impl std::error::Error for Fault {}
