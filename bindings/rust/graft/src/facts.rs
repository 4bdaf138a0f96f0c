//! Facts about data sets and models, by key.

/// The key of a fact and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fact<'a> {
    /// What `text`, `int` or `double` takes.
    pub key: &'a str,
    /// Which of them.
    pub kind: FactKind,
}

/// The types of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactKind {
    /// A text.
    Text,
    /// An integer, which may also be got as a double.
    Int,
    /// A double.
    Double,
    /// A type that a newer library has.
    Other,
}

impl FactKind {
    pub(crate) fn of(name: &str) -> FactKind {
        match name {
            "text" => FactKind::Text,
            "int" => FactKind::Int,
            "double" => FactKind::Double,
            _ => FactKind::Other,
        }
    }
}
