//! What a place may hold: the JSON Schema of a kind, made ready for walking.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;
use smi_types::bounds::{BOUNDS, Bound, Keyword};
use smi_types::catalog::{CATALOG, Entry};
use smi_types::schema;

/// What a place may hold.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) form: Form,
    /// What else must hold.
    pub(super) bounds: Vec<&'static Bound>,
}

/// The type of a value.
#[derive(Debug)]
pub(super) enum Form {
    /// An object with fields.
    Object(Vec<Field>),
    /// An object with keys of any name.
    Map(Box<Expected>),
    /// A list.
    List(Box<Expected>),
    /// A list or an object: both forms of headers.
    Either(Box<Expected>, Box<Expected>),
    Text,
    Boolean,
    Integer,
    IntegerOrText,
    Any,
}

/// A field of an object.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) expected: Expected,
    /// Whether no object can be read without it. Fields that only a bound asks for are not among these.
    pub(super) required: bool,
    /// Whether something is said where it is absent: it is required, or a bound asks for it.
    pub(super) is_asked_for: bool,
}

/// The shapes by group, version and kind, each made when it is first asked for.
type Shapes = HashMap<(&'static str, &'static str, &'static str), LazyLock<Expected, MakeShape>>;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let shape = |entry: &'static Entry| {
        let make: MakeShape = Box::new(move || root(entry));
        ((entry.group, entry.version, entry.kind), LazyLock::new(make))
    };
    CATALOG.iter().map(shape).collect()
});

type MakeShape = Box<dyn FnOnce() -> Expected + Send>;

/// The shape of a kind in a version; made once, when it is first asked for.
pub(super) fn of(entry: &Entry) -> Option<&'static Expected> {
    SHAPES.get(&(entry.group, entry.version, entry.kind)).map(|shape| &**shape)
}

fn root(entry: &Entry) -> Expected {
    let schema = schema::json_schema(entry);
    let applies = |bound: &&'static Bound| {
        let is_kind =
            bound.kind == entry.kind || (bound.kind == "*" && entry.kind != "TrafficMetricsList");
        is_kind && bound.versions.contains(&entry.version)
    };
    let bounds: Vec<_> = BOUNDS.iter().filter(applies).collect();
    Maker { bounds }.expected(&schema, "")
}

struct Maker {
    bounds: Vec<&'static Bound>,
}

impl Maker {
    fn expected(&self, schema: &Value, path: &str) -> Expected {
        let bounds = self.bounds.iter().copied().filter(|bound| bound.path == path).collect();
        Expected { form: self.form(schema, path), bounds }
    }

    fn form(&self, schema: &Value, path: &str) -> Form {
        let is_closed = schema["additionalProperties"] == false;
        if schema.get("properties").is_some() || is_closed {
            return Form::Object(self.fields(schema, path));
        }
        if let Some([list, map, ..]) = schema["anyOf"].as_array().map(Vec::as_slice) {
            return Form::Either(
                Box::new(self.expected(list, path)),
                Box::new(self.expected(map, path)),
            );
        }
        let is = |word: &str| match &schema["type"] {
            Value::Array(types) => types.iter().any(|one| one == word),
            one => one == word,
        };
        if is("array") {
            return Form::List(Box::new(self.expected(&schema["items"], &format!("{path}[]"))));
        }
        if is("object") {
            // The names of a map's keys are no steps of a bound's path.
            let inner = &schema["additionalProperties"];
            return Form::Map(Box::new(self.expected(inner, &format!("{path}{{}}"))));
        }
        match (is("string"), is("integer") || is("number"), is("boolean")) {
            (true, true, _) => Form::IntegerOrText,
            (true, false, _) => Form::Text,
            (_, true, _) => Form::Integer,
            (_, _, true) => Form::Boolean,
            _ => Form::Any,
        }
    }

    fn fields(&self, schema: &Value, path: &str) -> Vec<Field> {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let field = |(name, schema): (&String, &Value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let expected = self.expected(schema, &path);
            let is_bound = |bound: &Bound| matches!(bound.keyword, Keyword::Required);
            let asked_by_bound = expected.bounds.iter().any(|bound| is_bound(bound));
            let required = required.iter().any(|one| one == name) && !asked_by_bound;
            let is_asked_for = required || asked_by_bound;
            Field { name: name.clone(), expected, required, is_asked_for }
        };
        let fields = schema["properties"].as_object();
        fields.into_iter().flatten().map(field).collect()
    }
}
