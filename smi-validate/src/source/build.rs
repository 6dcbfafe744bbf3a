//! From events to a tree, within limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::check;
use super::events::{self, Event, Events};
use super::fault::{Fault, Problem};
use super::limits::Limits;
use super::locate;
use super::split::Chunk;
use super::text::{Span, Text};
use super::tree::{Cell, Comment, NONE, Properties, Shape, Style, Tree};

/// Reads one document. What breaks it is the error; what kubectl would refuse of it is in the tree.
pub(super) fn build(text: &Arc<Text>, chunk: Chunk, limits: &Limits) -> Result<Tree, Fault> {
    let whole = text.as_str();
    if chunk.span.len() > limits.bytes {
        let start = chunk.span.start as usize;
        let span = Span::new(start, start);
        return Err(Fault::new(Problem::TooLarge(limits.bytes), span, chunk.span, whole));
    }
    if let Some((problem, span)) = locate::control(whole, chunk.span) {
        return Err(Fault::new(problem, span, chunk.span, whole));
    }
    let has_template = whole[chunk.span.range()].contains("{{");
    let mut builder = Builder {
        tree: Tree::new(Arc::clone(text), chunk),
        limits,
        has_template,
        open: Vec::with_capacity(USUAL_DEPTH),
        anchors: HashMap::new(),
        expanded: 0,
        height: 0,
    };
    for event in Events::new(whole, chunk, limits) {
        let added = event
            .map_err(|(problem, offset)| locate::broken(whole, chunk.span, problem, offset))
            .and_then(|event| builder.add(event));
        if let Err((problem, span)) = added {
            let (problem, span) =
                locate::template(whole, chunk.span, span).unwrap_or((problem, span));
            let problem = match problem {
                Problem::TooDeep(_) => Problem::TooDeep(limits.depth),
                other => other,
            };
            return Err(Fault::new(problem, span, chunk.span, whole));
        }
    }
    let mut tree = builder.finish();
    check::check(&mut tree);
    Ok(tree)
}

/// So many levels most documents have at most.
const USUAL_DEPTH: usize = 16;

/// A problem and its place.
pub(super) type Broken = (Problem, Span);

struct Builder<'l> {
    tree: Tree,
    limits: &'l Limits,
    has_template: bool,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    /// How many nodes there are so far, with aliases written out.
    expanded: usize,
    /// How many levels the last finished node has.
    height: usize,
}

/// A list or an object whose end is not yet seen.
struct Open {
    index: usize,
    anchor: usize,
    expanded: usize,
    height: usize,
}

/// What an alias may stand for. Not finished, it is around the alias.
struct Anchored {
    index: usize,
    size: usize,
    height: usize,
    is_finished: bool,
}

impl Builder<'_> {
    fn add(&mut self, event: Event<'_>) -> Result<(), Broken> {
        match event {
            Event::Open { is_mapping, is_flow, mut span, last, properties } => {
                if !is_mapping && !is_flow {
                    span = self.list(span, last);
                }
                let shape = match is_mapping {
                    true => Shape::Mapping { is_flow },
                    false => Shape::Sequence { is_flow },
                };
                self.open(shape, span, properties)
            }
            Event::Close(span) => {
                self.close(span);
                Ok(())
            }
            Event::Scalar { value, style, span, content, properties } => {
                self.scalar(value, style, span, content, properties)
            }
            Event::Alias { anchor, span } => self.alias(anchor, span),
            Event::Anchor(span) => {
                self.name_anchor(span);
                Ok(())
            }
            Event::Comment(span) => {
                self.comment(span);
                Ok(())
            }
        }
    }

    fn open(
        &mut self,
        shape: Shape,
        span: Span,
        properties: events::Properties,
    ) -> Result<(), Broken> {
        let is_flow =
            matches!(shape, Shape::Mapping { is_flow: true } | Shape::Sequence { is_flow: true });
        if let Some(tab) = locate::tab_before(self.tree.text.as_str(), span).filter(|_| !is_flow) {
            return Err(tab);
        }
        if self.has_template {
            self.refuse_template(shape, span)?;
        }
        let expanded = self.expanded;
        let index = self.push(shape, span, span, properties, None)?;
        if self.open.len() >= self.limits.depth {
            return Err((Problem::TooDeep(self.limits.depth), span));
        }
        self.open.push(Open { index, anchor: properties.anchor, expanded, height: 0 });
        self.remember(
            properties.anchor,
            Anchored { index, size: 0, height: 0, is_finished: false },
        );
        Ok(())
    }

    /// A list that is indented like the key before it begins with its dash, which the parser passes over.
    fn list(&self, span: Span, last: usize) -> Span {
        let outer = self.open.last().map(|open| self.tree.cells[open.index].shape);
        if !matches!(outer, Some(Shape::Mapping { .. })) {
            return span;
        }
        locate::dash(self.tree.text.as_str(), last..span.start as usize).unwrap_or(span)
    }

    fn close(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        let next = narrow(self.tree.cells.len());
        let first = self.tree.cells.get(open.index + 1).map(|child| child.span.start);
        let cell = &mut self.tree.cells[open.index];
        cell.next = next;
        cell.span.start = cell.span.start.min(first.unwrap_or(NONE));
        if !span.is_empty() {
            cell.span.end = cell.span.end.max(span.end);
        }
        let end = cell.span.end;
        let size = self.expanded - open.expanded;
        self.height = open.height + 1;
        self.remember(
            open.anchor,
            Anchored { index: open.index, size, height: self.height, is_finished: true },
        );
        self.widen(end);
    }

    fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: Style,
        span: Span,
        content: Span,
        properties: events::Properties,
    ) -> Result<(), Broken> {
        if self.has_template && style == Style::Plain && locate::is_template(&value) {
            return Err((Problem::Template, span));
        }
        let written = locate::verbatim(self.tree.text.as_str(), style, span, content, &value);
        if written.is_none() && style == Style::Plain {
            locate::comment_within(self.tree.text.as_str(), span).map_or(Ok(()), Err)?;
        }
        let value = written.unwrap_or_else(|| {
            let start = self.tree.decoded.len();
            self.tree.decoded.push_str(&value);
            Span::new(start, self.tree.decoded.len())
        });
        let shape = Shape::Scalar { style, is_decoded: written.is_none() };
        let content = style.is_block().then_some(content);
        let index = self.push(shape, span, value, properties, content)?;
        self.height = 0;
        self.remember(properties.anchor, Anchored { index, size: 1, height: 0, is_finished: true });
        self.widen(span.end);
        Ok(())
    }

    fn alias(&mut self, anchor: Option<usize>, span: Span) -> Result<(), Broken> {
        let (target, problem) = match anchor.and_then(|anchor| self.anchors.get(&anchor)) {
            Some(target) if target.is_finished => (Some(target), None),
            Some(_) => (None, Some(Problem::Loop)),
            None => (None, Some(Problem::Anchor)),
        };
        let index = target.map_or(NONE, |target| narrow(target.index));
        let (size, height) = target.map_or((0, 0), |target| (target.size, target.height));
        if let Some(problem) = problem {
            let fault = Fault::new(problem, span, self.tree.chunk.span, self.tree.text.as_str());
            self.tree.faults.push(fault);
        }
        self.push(Shape::Alias, span, Span { start: index, end: index }, Default::default(), None)?;
        self.expanded = self.expanded.saturating_add(size);
        if self.expanded - self.tree.cells.len() > self.limits.expansion {
            return Err((Problem::TooMuchExpansion(self.limits.expansion), span));
        }
        if self.open.len() + height > self.limits.depth {
            return Err((Problem::TooDeep(self.limits.depth), span));
        }
        self.height = height;
        self.widen(span.end);
        Ok(())
    }

    fn push(
        &mut self,
        shape: Shape,
        span: Span,
        value: Span,
        properties: events::Properties,
        content: Option<Span>,
    ) -> Result<usize, Broken> {
        let index = self.tree.cells.len();
        if index >= self.limits.nodes {
            return Err((Problem::TooMany(self.limits.nodes), span));
        }
        let is_rare = properties.tag.is_some() || content.is_some();
        let rare = if is_rare { narrow(self.tree.properties.len()) } else { NONE };
        if is_rare {
            let properties = Properties { tag: properties.tag, anchor: None, content };
            self.tree.properties.push(properties);
        }
        let next = narrow(index + 1);
        self.tree.cells.push(Cell { span, value, next, properties: rare, shape });
        self.expanded = self.expanded.saturating_add(1);
        Ok(index)
    }

    /// The node before has a name.
    fn name_anchor(&mut self, span: Span) {
        let Some(cell) = self.tree.cells.last_mut() else { return };
        if cell.properties == NONE {
            cell.properties = narrow(self.tree.properties.len());
            self.tree.properties.push(Properties::default());
        }
        if let Some(properties) = self.tree.properties.get_mut(cell.properties as usize) {
            properties.anchor = Some(span);
        }
    }

    fn comment(&mut self, span: Span) {
        let is_trailing = locate::is_trailing(self.tree.text.as_str(), span);
        self.tree.comments.push(Comment { span, is_trailing });
    }

    fn remember(&mut self, anchor: usize, anchored: Anchored) {
        if anchor != 0 {
            self.anchors.insert(anchor, anchored);
        }
    }

    /// What is around the last finished node reaches at least to its end.
    fn widen(&mut self, end: u32) {
        if let Some(open) = self.open.last_mut() {
            open.height = open.height.max(self.height);
            let cell = &mut self.tree.cells[open.index];
            cell.span.end = cell.span.end.max(end);
        }
    }

    /// `{{` is an object in an object in flow style, which nobody means.
    fn refuse_template(&self, shape: Shape, span: Span) -> Result<(), Broken> {
        let Some(outer) = self.open.last().map(|open| &self.tree.cells[open.index]) else {
            return Ok(());
        };
        let flow = Shape::Mapping { is_flow: true };
        let is_adjacent = outer.span.start + 1 == span.start;
        if shape == flow && outer.shape == flow && is_adjacent {
            return Err((Problem::Template, Span { start: outer.span.start, end: span.end }));
        }
        Ok(())
    }

    fn finish(mut self) -> Tree {
        // Most documents are gone soon: only much room is worth giving back.
        if self.tree.cells.capacity() / 2 > self.tree.cells.len() {
            self.tree.cells.shrink_to_fit();
        }
        self.tree
    }
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}
