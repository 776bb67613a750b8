//! Does a query fit the API's limits, and if not, can it be written so that it does?
//!
//! The API takes groups inside one group, no deeper, and few members in each. Groups of
//! the same kind are merged, deeper nesting is multiplied out into an "and" of "or"s or an
//! "or" of "and"s, and long groups are split into groups of the same kind. None of this
//! changes what is found.

use serde_json::{Value, json};

use super::Fault;
use super::expression::Junction;

/// Most levels of groups (docs: search, "Nesting & Limitations").
pub const MAX_LEVELS: usize = 2;

/// Most members of one group (same source).
pub const MAX_FILTERS: usize = 15;

/// Filters in the API's terms. A leaf knows where it stood in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Leaf(Value, usize),
    Group(Junction, Vec<Node>),
}

/// A query in the API's form, narrowed down by further filters; `None` where both together do not fit
/// its limits.
pub fn narrowed(query: &Value, filters: &[Value]) -> Option<Value> {
    let mut members = vec![read(query)];
    members.extend(filters.iter().map(|filter| Node::Leaf(filter.clone(), 0)));
    fit(Node::Group(Junction::And, members)).ok()
}

/// The tree of a query in the API's form.
fn read(query: &Value) -> Node {
    let junction = match query["operator"].as_str() {
        Some("AND") => Junction::And,
        Some("OR") => Junction::Or,
        _ => return Node::Leaf(query.clone(), 0),
    };
    let members = query["value"].as_array().into_iter().flatten();
    Node::Group(junction, members.map(read).collect())
}

/// The API's JSON for the tree, rewritten as far as needed.
pub(super) fn fit(node: Node) -> Result<Value, Fault> {
    let node = flatten(node);
    if levels(&node) <= MAX_LEVELS {
        return pack(node).map(to_json);
    }
    let forms = [Junction::And, Junction::Or].into_iter().filter_map(|outer| {
        let clauses = clauses(&node, outer)?;
        let groups = clauses.into_iter().map(|clause| Node::Group(opposite(outer), clause));
        pack(flatten(Node::Group(outer, groups.collect()))).ok()
    });
    forms.min_by_key(filters).map(to_json).ok_or_else(|| too_deep(&node))
}

/// Merges groups into groups of the same kind around them, and unwraps groups of one.
fn flatten(node: Node) -> Node {
    let Node::Group(junction, members) = node else { return node };
    let mut flat = Vec::with_capacity(members.len());
    for member in members {
        match flatten(member) {
            Node::Group(inner, members) if inner == junction => flat.extend(members),
            other => flat.push(other),
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Node::Group(junction, flat) }
}

fn levels(node: &Node) -> usize {
    match node {
        Node::Leaf(..) => 0,
        Node::Group(_, members) => 1 + members.iter().map(levels).max().unwrap_or(0),
    }
}

fn filters(node: &Node) -> usize {
    match node {
        Node::Leaf(..) => 1,
        Node::Group(_, members) => members.iter().map(filters).sum(),
    }
}

fn opposite(junction: Junction) -> Junction {
    match junction {
        Junction::And => Junction::Or,
        Junction::Or => Junction::And,
    }
}

/// Splits the top group if it is too long; what then is still too long does not fit.
fn pack(node: Node) -> Result<Node, Fault> {
    let Node::Group(junction, members) = node else { return Ok(node) };
    for member in &members {
        if let Node::Group(inner, members) = member {
            check_length(*inner, members)?;
        }
    }
    if members.len() <= MAX_FILTERS {
        return Ok(Node::Group(junction, members));
    }
    let (leaves, mut packed): (Vec<Node>, Vec<Node>) =
        members.into_iter().partition(|member| matches!(member, Node::Leaf(..)));
    for bundle in leaves.chunks(MAX_FILTERS) {
        packed.push(flatten(Node::Group(junction, bundle.to_vec())));
    }
    check_length(junction, &packed)?;
    Ok(Node::Group(junction, packed))
}

fn check_length(junction: Junction, members: &[Node]) -> Result<(), Fault> {
    let Some(beyond) = members.get(MAX_FILTERS) else { return Ok(()) };
    let word = junction.as_str().to_lowercase();
    Err(Fault::new(
        place(beyond),
        format!("the API takes at most {MAX_FILTERS} filters joined by '{word}'; this is one more"),
    )
    .hint("join values of one field as FIELD in (a, b), or search in several steps"))
}

fn too_deep(node: &Node) -> Fault {
    Fault::new(
        place(deepest(node)),
        format!(
            "the API takes groups inside a group, no deeper, and at most {MAX_FILTERS} members \
             in each; this query cannot be written so"
        ),
    )
    .hint("use fewer alternatives, or search in several steps")
}

/// The first filter that is nested the most.
fn deepest(node: &Node) -> &Node {
    let Node::Group(_, members) = node else { return node };
    let most = members.iter().map(levels).max();
    members.iter().find(|member| Some(levels(member)) == most).map_or(node, deepest)
}

/// Where a node begins in the text.
fn place(node: &Node) -> usize {
    match node {
        Node::Leaf(_, at) => *at,
        Node::Group(_, members) => members.first().map_or(0, place),
    }
}

/// The tree as an `outer` of groups of the opposite kind; `None` when it grows too large.
fn clauses(node: &Node, outer: Junction) -> Option<Vec<Vec<Node>>> {
    let (junction, members) = match node {
        Node::Leaf(..) => return Some(vec![vec![node.clone()]]),
        Node::Group(junction, members) => (*junction, members),
    };
    let mut all: Vec<Vec<Node>> = if junction == outer { vec![] } else { vec![vec![]] };
    for member in members {
        let of_member = clauses(member, outer)?;
        if junction == outer {
            all.extend(of_member);
        } else {
            all = product(&all, &of_member);
        }
        if all.len() > MAX_FILTERS * MAX_FILTERS
            || all.iter().any(|clause| clause.len() > MAX_FILTERS)
        {
            return None;
        }
    }
    Some(all)
}

/// Every clause of the one joined with every clause of the other.
fn product(some: &[Vec<Node>], others: &[Vec<Node>]) -> Vec<Vec<Node>> {
    let joined = some.iter().flat_map(|one| {
        others.iter().map(|other| {
            let fresh = other.iter().filter(|filter| !one.contains(filter));
            one.iter().chain(fresh).cloned().collect()
        })
    });
    // One step may not grow without bound either; its caller refuses what is too large.
    joined.take(MAX_FILTERS * MAX_FILTERS + 1).collect()
}

/// A group's members must all be filters or all be groups (description 2.16:
/// `multiple_filter_search_request`), so filters beside groups become a group of their own.
fn to_json(node: Node) -> Value {
    let (junction, members) = match node {
        Node::Leaf(filter, _) => return filter,
        Node::Group(junction, members) => (junction, members),
    };
    let (filters, groups): (Vec<Node>, Vec<Node>) =
        members.into_iter().partition(|member| matches!(member, Node::Leaf(..)));
    let filters: Vec<Value> = filters.into_iter().map(to_json).collect();
    let value: Vec<Value> = if groups.is_empty() {
        filters
    } else {
        let own = (!filters.is_empty()).then(|| group(junction, filters));
        own.into_iter().chain(groups.into_iter().map(to_json)).collect()
    };
    group(junction, value)
}

fn group(junction: Junction, value: Vec<Value>) -> Value {
    json!({"operator": junction.as_str(), "value": value})
}
