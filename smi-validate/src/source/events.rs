//! The parser of YAML, behind a façade: the only file that knows which crate it is.
//!
//! What it needs to be replaced: events with byte ranges for scalars, starts and ends, comments, anchors and tags.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Options, Parser, ScalarStyle, ScanError, StructureStyle};

use super::fault::Problem;
use super::limits::Limits;
use super::locate;
use super::split::Chunk;
use super::text::Span;
use super::tree::{Style, Tag};

/// What happens in a document, in order. Places are in the whole text.
pub(super) enum Event<'t> {
    /// A list or an object begins.
    /// `last` is the end of what stands before it.
    Open { is_mapping: bool, is_flow: bool, span: Span, last: usize, properties: Properties },
    /// It ends. The span of a block's end has no extent.
    Close(Span),
    /// A scalar; `content` is the range of a block text's lines, without its header.
    Scalar { value: Cow<'t, str>, style: Style, span: Span, content: Span, properties: Properties },
    /// The name of the anchor of the node before, `&` included.
    Anchor(Span),
    /// An alias: the number of its anchor, if there is one.
    Alias { anchor: Option<usize>, span: Span },
    /// A comment, `#` included.
    Comment(Span),
}

/// What stands before a node.
#[derive(Clone, Copy, Default)]
pub(super) struct Properties {
    pub(super) tag: Option<(Tag, Span)>,
    /// The number of the anchor; 0 is none.
    pub(super) anchor: usize,
}

/// The events of one document.
pub(super) struct Events<'t> {
    text: &'t str,
    base: usize,
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    /// The end of the last event that is no comment: a block text's header is behind it.
    last: usize,
    has_document: bool,
}

impl<'t> Events<'t> {
    /// Begins to read a document. `text` is the whole text.
    pub(super) fn new(text: &'t str, chunk: Chunk, limits: &Limits) -> Self {
        let base = chunk.span.start as usize;
        let input = &text[chunk.span.range()];
        let parser = Parser::new_from_str_with_options(input, options(input.len(), limits));
        Self { text, base, parser, last: base, has_document: false }
    }

    /// Takes what it needs out of an event, which is large: to hand it on as a whole takes longer than all of this.
    fn convert(
        &mut self,
        event: &mut granit_parser::Event<'t>,
        span: &granit_parser::Span,
    ) -> Option<Event<'t>> {
        use granit_parser::Event as Raw;
        let place = self.place(span);
        let last = self.last;
        // A document that begins without marker is told from the first thing in it.
        if !matches!(event, Raw::Comment(..) | Raw::DocumentStart(false, _)) {
            self.last = last.max(place.end as usize);
        }
        Some(match event {
            Raw::Scalar(value, style, anchor, tag) => {
                let properties = self.properties(span, *anchor, tag.as_deref());
                self.scalar(std::mem::take(value), *style, (place, last), properties)
            }
            Raw::SequenceStart(style, anchor, tag) => self.open(
                false,
                *style,
                (place, last),
                self.properties(span, *anchor, tag.as_deref()),
            ),
            Raw::MappingStart(style, anchor, tag) => self.open(
                true,
                *style,
                (place, last),
                self.properties(span, *anchor, tag.as_deref()),
            ),
            Raw::SequenceEnd | Raw::MappingEnd => Event::Close(place),
            Raw::Anchor(..) => Event::Anchor(place),
            Raw::Alias(anchor) => Event::Alias { anchor: Some(*anchor), span: place },
            Raw::UnresolvedAlias(_) => Event::Alias { anchor: None, span: place },
            Raw::Comment(..) => Event::Comment(place),
            // Starts and ends of streams and documents: this is one document.
            _ => return None,
        })
    }

    fn open(
        &self,
        is_mapping: bool,
        style: StructureStyle,
        (span, last): (Span, usize),
        properties: Properties,
    ) -> Event<'t> {
        let is_flow = style == StructureStyle::Flow;
        Event::Open { is_mapping, is_flow, span, last, properties }
    }

    fn scalar(
        &self,
        value: Cow<'t, str>,
        style: ScalarStyle,
        (mut span, last): (Span, usize),
        properties: Properties,
    ) -> Event<'t> {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let content = span;
        if style.is_block() {
            let tag = properties.tag.map_or(0, |(_, tag)| tag.end as usize);
            span = self.block(span, last.max(tag));
        }
        // The parser writes `~` for a value that is absent.
        let is_absent = style == Style::Plain && span.is_empty();
        let value = if is_absent { Cow::Borrowed("") } else { value };
        Event::Scalar { value, style, span, content, properties }
    }

    /// From the `|` or `>` of a block text to the end of its last line, without the line break.
    fn block(&self, content: Span, from: usize) -> Span {
        let end = content.end as usize;
        let start = locate::indicator(&self.text[from..end], b"|>")
            .map_or(content.start as usize, |at| from + at);
        let lines = self.text[start..end].trim_end();
        let rest = &self.text[start + lines.len()..end];
        let to_line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        Span::new(start, start + lines.len() + to_line_end)
    }

    fn properties(
        &self,
        span: &granit_parser::Span,
        anchor: usize,
        tag: Option<&granit_parser::Tag>,
    ) -> Properties {
        let tag = tag.map(|tag| {
            let place = span.tag_span().map_or_else(Span::default, |span| self.place(&span));
            (Tag::of(tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref()), place)
        });
        Properties { tag, anchor }
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn error(&self, error: &ScanError) -> (Problem, usize) {
        let offset = error.marker().byte_offset().unwrap_or_default();
        (problem(error.kind()), self.base + offset)
    }
}

impl<'t> Iterator for Events<'t> {
    type Item = Result<Event<'t>, (Problem, usize)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut next = self.parser.next_event();
            let (event, span) = match &mut next {
                Some(Ok((event, span))) => (event, &*span),
                Some(Err(error)) => return Some(Err(self.error(error))),
                None => return None,
            };
            if matches!(event, granit_parser::Event::DocumentStart(..)) {
                if self.has_document {
                    let offset = self.place(span).start as usize;
                    return Some(Err((Problem::SecondContent, offset)));
                }
                self.has_document = true;
            }
            if let Some(event) = self.convert(event, span) {
                return Some(Ok(event));
            }
        }
    }
}

/// Long runs of comments and long keys are no faults, and an unknown alias is one of that alias only.
fn options(length: usize, limits: &Limits) -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        block_scalar_eof_without_line_feed: true,
        max_buffered_comment_events: length,
        simple_key_max_lookahead: length,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

fn problem(kind: &ErrorKind) -> Problem {
    use ErrorKind as Kind;
    match kind {
        Kind::TabNotAllowed | Kind::TabInBlockIndentation | Kind::TabInIndentation => Problem::Tab,
        Kind::TabInPlainScalar => Problem::Tab,
        Kind::InvalidIndentation
        | Kind::InvalidQuotedScalarIndent
        | Kind::InvalidFlowScalarIndent => Problem::Indentation,
        Kind::UnclosedFlowCollection { open } => Problem::Unclosed(*open),
        Kind::MisplacedFlowCollectionEnd | Kind::MismatchedFlowCollectionEnd { .. } => {
            Problem::Unopened
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::BlockEntryInFlowCollection
        | Kind::PlainScalarStartsWithDashFlowIndicator => Problem::Separator,
        Kind::ExpectedBlockMappingKey | Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            Problem::Key
        }
        Kind::MappingKeyNotAllowed => Problem::Key,
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => Problem::SecondColon,
        Kind::ExpectedBlockSequenceEntry | Kind::BlockSequenceEntryNotAllowed => Problem::Item,
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar => Problem::Quote,
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            Problem::AfterQuote
        }
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => Problem::Escape,
        Kind::UnexpectedCharacter { character } => Problem::Reserved(*character),
        Kind::MissingAnchorOrAliasName => Problem::AnchorName,
        Kind::UnknownAnchor => Problem::Anchor,
        Kind::ZeroBlockScalarIndent | Kind::InvalidBlockScalarHeader => Problem::BlockHeader,
        Kind::TabAtBlockScalarStart | Kind::InvalidBlockScalarIndent => Problem::BlockIndentation,
        Kind::ExpectedWhitespace
        | Kind::CommentNotSeparated
        | Kind::FlowMappingValueAdjacentCollection
        | Kind::InvalidMappingValueWhitespace
        | Kind::InvalidBlockEntryWhitespace => Problem::Space,
        Kind::CommentInterceptedScalar => Problem::Comment,
        Kind::BomInsideDocument => Problem::ByteOrderMark,
        Kind::ExpectedDocumentStart | Kind::InvalidDocumentEnd => Problem::SecondContent,
        Kind::RecursionLimitExceeded => Problem::TooDeep(0),
        _ => rarer_problem(kind),
    }
}

fn rarer_problem(kind: &ErrorKind) -> Problem {
    use ErrorKind as Kind;
    match kind {
        Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::UnexpectedEofBlockSequence
        | Kind::UnexpectedEofBlockMapping
        | Kind::UnexpectedEof => Problem::End,
        Kind::UndeclaredTagHandle
        | Kind::ExpectedTagBang
        | Kind::InvalidTagTerminator
        | Kind::InvalidGlobalTagCharacter
        | Kind::MissingTagUri
        | Kind::UnclosedVerbatimTag
        | Kind::InvalidTagEscape
        | Kind::InvalidTagUtf8LeadingByte
        | Kind::InvalidTagUtf8TrailingByte
        | Kind::InvalidTagUtf8 => Problem::Tag,
        Kind::DuplicateVersionDirective
        | Kind::UnsupportedYamlMajorVersion
        | Kind::DuplicateTagDirective
        | Kind::MissingDocumentEndBeforeDirective
        | Kind::ExpectedTagDirectiveBang
        | Kind::InvalidDirectiveTerminator
        | Kind::MissingYamlVersionSeparator
        | Kind::MissingDirectiveName
        | Kind::InvalidDirectiveName
        | Kind::DirectiveByteLimitExceeded { .. }
        | Kind::YamlVersionTooLong
        | Kind::MissingYamlVersion
        | Kind::InvalidTagDirectiveTerminator => Problem::Directive,
        _ => Problem::Syntax,
    }
}
