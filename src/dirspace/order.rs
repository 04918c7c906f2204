//! What comes after what: cycles and levels of a graph of numbered nodes.
//!
//! Nothing here knows what a node is. An edge from `a` to `b` means that `a` comes after `b`. No
//! function recurses, so a long chain cannot exhaust the stack.

/// A graph of nodes `0..len`.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    after: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    Not,
    Open,
    Done,
}

impl Graph {
    pub(super) fn new(len: usize) -> Graph {
        Graph { after: vec![Vec::new(); len] }
    }

    /// `node` comes after `earlier`. Both have to be nodes of the graph.
    pub(super) fn add(&mut self, node: usize, earlier: usize) {
        debug_assert!(earlier < self.after.len());
        if let Some(after) = self.after.get_mut(node) {
            after.push(earlier);
        }
    }

    fn edges(&self, node: usize) -> &[usize] {
        self.after.get(node).map_or(&[], Vec::as_slice)
    }

    /// All nodes, each after those that it comes after.
    ///
    /// # Errors
    ///
    /// The nodes of a cycle, each followed by one that it comes after; the last by the first.
    pub(super) fn sorted(&self) -> Result<Vec<usize>, Vec<usize>> {
        let mut visits = vec![Visit::Not; self.after.len()];
        let mut sorted = Vec::with_capacity(self.after.len());
        let mut path: Vec<(usize, usize)> = Vec::new();
        for root in 0..self.after.len() {
            if visits.get(root) == Some(&Visit::Not) {
                set(&mut visits, root, Visit::Open);
                path.push((root, 0));
            }
            while let Some((node, next)) = path.last_mut() {
                let Some(earlier) = self.edges(*node).get(*next).copied() else {
                    set(&mut visits, *node, Visit::Done);
                    sorted.push(*node);
                    path.pop();
                    continue;
                };
                *next += 1;
                match visits.get(earlier) {
                    Some(Visit::Not) => {
                        set(&mut visits, earlier, Visit::Open);
                        path.push((earlier, 0));
                    }
                    Some(Visit::Open) => {
                        let cycle = path.iter().map(|(node, _)| *node).skip_while(|node| *node != earlier);
                        return Err(cycle.collect());
                    }
                    _ => {}
                }
            }
        }
        Ok(sorted)
    }

    /// For every node whether it is one of `start` or comes after one, directly or through others. `sorted` is what
    /// [`Graph::sorted`] gave.
    pub(super) fn reached_from(&self, sorted: &[usize], start: &[usize]) -> Vec<bool> {
        let mut reached = self.marked(start);
        for node in sorted {
            let comes_after =
                self.edges(*node).iter().any(|earlier| reached.get(*earlier).copied().unwrap_or_default());
            if let Some(own) = reached.get_mut(*node) {
                *own |= comes_after;
            }
        }
        reached
    }

    /// For every node whether it is one of `start` or one of those comes after it, directly or through others. `sorted`
    /// is what [`Graph::sorted`] gave.
    pub(super) fn reaching(&self, sorted: &[usize], start: &[usize]) -> Vec<bool> {
        let mut reached = self.marked(start);
        for node in sorted.iter().rev() {
            if reached.get(*node) == Some(&true) {
                self.edges(*node).iter().for_each(|earlier| set(&mut reached, *earlier, true));
            }
        }
        reached
    }

    fn marked(&self, nodes: &[usize]) -> Vec<bool> {
        let mut marked = vec![false; self.after.len()];
        nodes.iter().for_each(|node| set(&mut marked, *node, true));
        marked
    }

    /// For every node the greatest number of counted nodes on a way of nodes that it comes after, itself left out. `sorted` is
    /// what [`Graph::sorted`] gave, for this graph or for one with more edges.
    pub(super) fn levels(&self, sorted: &[usize], counts: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut levels = vec![0; self.after.len()];
        for node in sorted {
            let level = self
                .edges(*node)
                .iter()
                .map(|earlier| levels.get(*earlier).copied().unwrap_or_default() + usize::from(counts(*earlier)));
            let level = level.max().unwrap_or_default();
            if let Some(own) = levels.get_mut(*node) {
                *own = level;
            }
        }
        levels
    }
}

fn set<T>(marks: &mut [T], node: usize, mark: T) {
    if let Some(own) = marks.get_mut(node) {
        *own = mark;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing unwrap is a failing test")]
    use super::*;

    fn graph(len: usize, edges: &[(usize, usize)]) -> Graph {
        let mut graph = Graph::new(len);
        edges.iter().for_each(|(node, earlier)| graph.add(*node, *earlier));
        graph
    }

    #[test]
    fn levels_count_only_what_counts() {
        let graph = graph(5, &[(1, 0), (2, 1), (3, 2), (3, 0)]);
        let sorted = graph.sorted().unwrap();
        assert_eq!(graph.levels(&sorted, |_| true), [0, 1, 2, 3, 0]);
        assert_eq!(graph.levels(&sorted, |node| node != 1), [0, 1, 1, 2, 0]);
    }

    #[test]
    fn cycles_are_found() {
        assert_eq!(graph(2, &[(0, 0)]).sorted(), Err(vec![0]));
        assert_eq!(graph(4, &[(0, 1), (1, 2), (2, 3), (3, 1)]).sorted(), Err(vec![1, 2, 3]));
    }

    #[test]
    fn a_long_chain_does_not_recurse() {
        let chain: Vec<_> = (1..200_000).map(|node| (node - 1, node)).collect();
        assert_eq!(graph(200_000, &chain).sorted().unwrap().len(), 200_000);
    }
}
