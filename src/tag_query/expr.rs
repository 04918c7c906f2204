//! What a query says: a tree in one flat vector.
//!
//! The tree of a chain is as deep as the chain is long (`a b c` nests to the right, `a or b or c` to
//! the left), and a query comes from whoever opens a pull request. Boxes would overflow the stack
//! when such a tree is dropped, cloned or compared. So the nodes lie in postorder in a vector: left
//! operand, right operand, operator. That order is unique for a tree, which makes comparing two trees
//! a comparison of two vectors. Readers of the tree have to mind the depth as well: walk it with
//! [`Expr::nodes`] or with a stack of [`Node`]s of your own, and do not recurse.

use std::fmt;
use std::ops::Range;

/// A half-open byte range of the query text, narrow enough to keep a million of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    start: u32,
    end: u32,
}

impl Extent {
    pub(super) fn new(start: usize, end: usize) -> Extent {
        // Exact: the parser refuses text of more than MAX_QUERY_BYTES.
        let narrow = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Extent { start: narrow(start), end: narrow(end) }
    }

    pub(super) fn to(self, last: Extent) -> Extent {
        Extent { start: self.start, end: last.end }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A word of a query: bytes, since it need not be UTF-8.
///
/// The server keeps only the first byte of a character that follows a backslash in quotes, so
/// `"\ü"` is the single byte `C3`. No tag and no directory equals such a word.
///
/// Displayed as a query has to spell it, in quotes where it must be.
#[derive(Clone)]
pub struct Word {
    bytes: Box<[u8]>,
    extent: Extent,
    quoted: bool,
}

impl Word {
    pub(super) fn new(bytes: Vec<u8>, extent: Extent, quoted: bool) -> Word {
        Word { bytes: bytes.into_boxed_slice(), extent, quoted }
    }

    /// What the word stands for, without quotes and escapes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The word as text, unless it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Where the word stands in the query text, quotes included.
    pub fn span(&self) -> Range<usize> {
        self.extent.range()
    }

    /// Whether the word is written in quotes.
    pub fn is_quoted(&self) -> bool {
        self.quoted
    }

    pub(super) fn extent(&self) -> Extent {
        self.extent
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.bytes))
    }
}

/// Index of a node that is already in the tree. Only [`Expr`]'s own methods make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Any,
    Tag,
    InDir,
    Not(NodeId),
    And(NodeId, NodeId),
    Or(NodeId, NodeId),
}

#[derive(Clone, Copy, Debug)]
struct NodeData {
    shape: Shape,
    extent: Extent,
    /// Index of the leftmost word below (and of the node's own word, if it is an atom).
    first_word: u32,
    implicit: bool,
}

/// A query as a tree.
///
/// Two expressions are equal when they are the same tree of the same words; places, quotes and
/// whether an `and` was written out do not matter. [`Display`](fmt::Display) writes every grouping
/// out in parentheses, and reading that text again gives an equal expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Postorder; the root is last. INVARIANT: never empty once the parser is done, and every
    /// `NodeId` in here is smaller than the index that it is found at.
    nodes: Vec<NodeData>,
    /// In the order of the text. INVARIANT: one for each `Tag` and `InDir`.
    words: Vec<Word>,
}

impl Expr {
    pub(super) fn any() -> Expr {
        let any = NodeData { shape: Shape::Any, extent: Extent::default(), first_word: 0, implicit: false };
        Expr { nodes: vec![any], words: Vec::new() }
    }

    /// The tree that the parser fills, from the leaves up.
    pub(super) fn without_nodes() -> Expr {
        Expr { nodes: Vec::new(), words: Vec::new() }
    }

    pub(super) fn add_tag(&mut self, word: Word) -> NodeId {
        let extent = word.extent;
        self.add_atom(Shape::Tag, extent, word)
    }

    pub(super) fn add_in_dir(&mut self, word: Word, extent: Extent) -> NodeId {
        self.add_atom(Shape::InDir, extent, word)
    }

    pub(super) fn add_not(&mut self, operand: NodeId, extent: Extent) -> NodeId {
        self.add(Shape::Not(operand), extent, self.data(operand).first_word, false)
    }

    pub(super) fn add_and(&mut self, left: NodeId, right: NodeId, extent: Extent, implicit: bool) -> NodeId {
        self.add(Shape::And(left, right), extent, self.data(left).first_word, implicit)
    }

    pub(super) fn add_or(&mut self, left: NodeId, right: NodeId, extent: Extent) -> NodeId {
        self.add(Shape::Or(left, right), extent, self.data(left).first_word, false)
    }

    fn add_atom(&mut self, shape: Shape, extent: Extent, word: Word) -> NodeId {
        let first_word = index(self.words.len());
        self.words.push(word);
        self.add(shape, extent, first_word, false)
    }

    fn add(&mut self, shape: Shape, extent: Extent, first_word: u32, implicit: bool) -> NodeId {
        let id = NodeId(index(self.nodes.len()));
        self.nodes.push(NodeData { shape, extent, first_word, implicit });
        id
    }

    #[expect(clippy::indexing_slicing, reason = "a NodeId is made only by `add`, for a node that is never removed")]
    fn data(&self, id: NodeId) -> &NodeData {
        &self.nodes[id.0 as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "`add_atom` pushes the word of every atom, and none is ever removed")]
    fn word(&self, data: &NodeData) -> &Word {
        &self.words[data.first_word as usize]
    }

    /// The word that stands last in the text read so far.
    pub(super) fn last_word(&self) -> Option<&Word> {
        self.words.last()
    }

    /// The whole expression.
    pub fn root(&self) -> Node<'_> {
        Node { expr: self, id: NodeId(index(self.nodes.len().saturating_sub(1))) }
    }

    /// Every node, operands before the operator that joins them, left before right. The root comes
    /// last.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).map(|at| Node { expr: self, id: NodeId(index(at)) })
    }

    /// Every atom (tag, directory, relative directory) in the order of the text.
    pub fn atoms(&self) -> impl Iterator<Item = Atom<'_>> {
        self.nodes().filter_map(Node::atom)
    }
}

/// Nodes and words are never more than the bytes of the text, which fit.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.nodes.len() == other.nodes.len()
            && self.words.len() == other.words.len()
            && self.nodes.iter().zip(&other.nodes).all(|(own, their)| own.shape == their.shape)
            && self.words.iter().zip(&other.words).all(|(own, their)| own.bytes == their.bytes)
    }
}

impl Eq for Expr {}

/// One node of an [`Expr`], to look at and to go on from.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    expr: &'a Expr,
    id: NodeId,
}

/// What a [`Node`] is.
///
/// The words are raw: `dir~x` and `relative_dir:x` are tags here, as they are for the server's
/// parser. [`Node::atom`] says what they mean.
#[derive(Clone, Copy, Debug)]
pub enum ExprKind<'a> {
    /// The empty query. Only ever the root.
    Any,
    /// One word.
    Tag(&'a Word),
    /// `word in dir`.
    InDir(&'a Word),
    /// `not` and its operand.
    Not(Node<'a>),
    /// `and`, written or by standing side by side; left and right operand.
    And(Node<'a>, Node<'a>),
    /// `or`; left and right operand.
    Or(Node<'a>, Node<'a>),
}

impl<'a> Node<'a> {
    /// What the node is, with its operands.
    pub fn kind(self) -> ExprKind<'a> {
        let node = |id| Node { expr: self.expr, id };
        let data = self.expr.data(self.id);
        match data.shape {
            Shape::Any => ExprKind::Any,
            Shape::Tag => ExprKind::Tag(self.expr.word(data)),
            Shape::InDir => ExprKind::InDir(self.expr.word(data)),
            Shape::Not(operand) => ExprKind::Not(node(operand)),
            Shape::And(left, right) => ExprKind::And(node(left), node(right)),
            Shape::Or(left, right) => ExprKind::Or(node(left), node(right)),
        }
    }

    /// Where the node stands in the query text: from its first operand to its last, with the
    /// parentheses around its operands and without those around itself.
    pub fn span(self) -> Range<usize> {
        self.expr.data(self.id).extent.range()
    }

    /// Whether this is an *and* that nobody wrote: two expressions side by side.
    pub fn is_implicit_and(self) -> bool {
        self.expr.data(self.id).implicit
    }

    /// The node as an atom, with its meaning; `None` for operators and the empty query.
    pub fn atom(self) -> Option<Atom<'a>> {
        let (word, meaning) = match self.kind() {
            ExprKind::Tag(word) => (word, Meaning::of_tag(word.bytes())),
            ExprKind::InDir(word) => (word, Meaning::InDir(word.bytes())),
            ExprKind::Any | ExprKind::Not(_) | ExprKind::And(..) | ExprKind::Or(..) => return None,
        };
        Some(Atom { word, meaning, node: self })
    }

    /// Position of the leftmost atom among [`Expr::atoms`].
    pub(super) fn first_atom(self) -> u32 {
        self.expr.data(self.id).first_word
    }
}

impl fmt::Debug for Node<'_> {
    // One level only: a derived walk would recurse.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.expr.data(self.id);
        write!(f, "{:?} at {:?}", data.shape, data.extent.range())
    }
}

/// A word of the query together with the question that it asks of a dirspace.
#[derive(Clone, Copy, Debug)]
pub struct Atom<'a> {
    /// The word as it stands in the query.
    pub word: &'a Word,
    /// What it asks.
    pub meaning: Meaning<'a>,
    node: Node<'a>,
}

impl Atom<'_> {
    /// Where the atom stands in the query text: `x in dir` as a whole, else the word.
    pub fn span(&self) -> Range<usize> {
        self.node.span()
    }
}

/// The question that an atom asks of a dirspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// Is this one of the tags? Byte for byte; `dir:x` and `workspace:x` are tags like any other.
    Tag(&'a [u8]),
    /// Is this one or more whole consecutive segments of the directory? Written `x in dir` or
    /// `dir~x`. Of nothing at all (`dir~`) the answer is no.
    InDir(&'a [u8]),
    /// Is this path, seen from the working directory, the directory? Written `relative_dir:x`.
    RelativeDir(&'a [u8]),
}

impl<'a> Meaning<'a> {
    /// The server looks for the prefix in the finished word, so quotes around it change nothing.
    fn of_tag(word: &'a [u8]) -> Meaning<'a> {
        if let Some(dir) = word.strip_prefix(b"dir~") {
            Meaning::InDir(dir)
        } else if let Some(path) = word.strip_prefix(b"relative_dir:") {
            Meaning::RelativeDir(path)
        } else {
            Meaning::Tag(word)
        }
    }
}
