//! Ethereum's Merkle-Patricia trie as a value: clones share structure, and a node is hashed once, when first asked.
//!
//! Keys are hashed to 32 bytes, so no key is a prefix of another and branches carry no values.

use alloy::primitives::{B256, Bytes, keccak256};
use alloy_trie::{
    EMPTY_ROOT_HASH, Nibbles, TrieMask,
    nodes::{BranchNodeRef, ExtensionNodeRef, LeafNodeRef, RlpNode},
};
use std::sync::{Arc, OnceLock};

/// Children of a branch.
const WIDTH: usize = 16;

type Link = Arc<Node>;

struct Node {
    kind: Kind,
    /// How its parent names it: its hash, or itself where that is shorter.
    name: OnceLock<RlpNode>,
}

enum Kind {
    Leaf {
        path: Nibbles,
        value: Box<[u8]>,
    },
    Extension {
        path: Nibbles,
        child: Link,
    },
    Branch {
        children: Box<[Option<Link>; WIDTH]>,
    },
}

impl Node {
    fn link(kind: Kind) -> Link {
        Arc::new(Self {
            kind,
            name: OnceLock::new(),
        })
    }

    fn name(&self) -> &RlpNode {
        self.name.get_or_init(|| {
            let mut buffer = Vec::with_capacity(600);
            self.encode(&mut buffer)
        })
    }

    /// Writes the node and returns its name.
    fn encode(&self, buffer: &mut Vec<u8>) -> RlpNode {
        match &self.kind {
            Kind::Leaf { path, value } => LeafNodeRef::new(path, value).rlp(buffer),
            Kind::Extension { path, child } => {
                ExtensionNodeRef::new(path, child.name().as_slice()).rlp(buffer)
            }
            Kind::Branch { children } => {
                let mut names = Vec::with_capacity(WIDTH);
                let mut mask = TrieMask::default();
                for (nibble, child) in (0_u8..).zip(children.iter()) {
                    if let Some(child) = child {
                        mask.set_bit(nibble);
                        names.push(child.name().clone());
                    }
                }
                BranchNodeRef::new(&names, mask).rlp(buffer)
            }
        }
    }
}

/// A map from hashed keys to values, with a root hash and proofs.
#[derive(Clone, Default)]
pub(crate) struct Trie {
    root: Option<Link>,
}

impl Trie {
    /// Sets the value of a key.
    pub fn insert(&mut self, key: &[u8], value: Vec<u8>) {
        let path = Nibbles::unpack(keccak256(key));
        self.root = Some(inserted(self.root.as_ref(), path, value.into()));
    }

    /// Forgets a key.
    pub fn remove(&mut self, key: &[u8]) {
        if let Some(root) = &self.root
            && let Removal::Left(left) = removed(root, Nibbles::unpack(keccak256(key)))
        {
            self.root = left;
        }
    }

    /// The root hash.
    pub fn root(&self) -> B256 {
        let Some(root) = &self.root else {
            return EMPTY_ROOT_HASH;
        };
        let name = root.name();
        name.as_hash().unwrap_or_else(|| keccak256(name.as_slice()))
    }

    /// The nodes from the root down to a key, or to where its absence shows; those that are part of their parent are
    /// not listed.
    pub fn prove(&self, key: &[u8]) -> Vec<Bytes> {
        let path = Nibbles::unpack(keccak256(key));
        let (mut proof, mut depth) = (Vec::new(), 0_usize);
        let mut next = self.root.as_ref();
        while let Some(node) = next {
            if depth == 0 || node.name().is_hash() {
                let mut buffer = Vec::new();
                node.encode(&mut buffer);
                proof.push(buffer.into());
            }
            next = match &node.kind {
                Kind::Leaf { .. } => None,
                Kind::Extension {
                    path: shared,
                    child,
                } => {
                    let rest = path.slice(depth..);
                    depth = depth.saturating_add(shared.len());
                    rest.starts_with(shared).then_some(child)
                }
                Kind::Branch { children } => {
                    let child = child_at(children, path.get(depth));
                    depth = depth.saturating_add(1);
                    child
                }
            };
        }
        proof
    }
}

fn child_at(children: &[Option<Link>; WIDTH], nibble: Option<u8>) -> Option<&Link> {
    children.get(usize::from(nibble?))?.as_ref()
}

fn leaf(path: Nibbles, value: Box<[u8]>) -> Link {
    Node::link(Kind::Leaf { path, value })
}

/// `child` below `path`.
fn below(path: Nibbles, child: Link) -> Link {
    if path.is_empty() {
        return child;
    }
    Node::link(Kind::Extension { path, child })
}

fn branch(children: impl IntoIterator<Item = (Option<u8>, Link)>) -> Link {
    let mut slots: Box<[Option<Link>; WIDTH]> = Box::default();
    for (nibble, child) in children {
        place(&mut slots, nibble, Some(child));
    }
    Node::link(Kind::Branch { children: slots })
}

/// Nibbles come from paths of equal length that part here, so there always is one.
fn place(children: &mut [Option<Link>; WIDTH], nibble: Option<u8>, child: Option<Link>) {
    if let Some(slot) = nibble.and_then(|nibble| children.get_mut(usize::from(nibble))) {
        *slot = child;
    }
}

fn inserted(node: Option<&Link>, path: Nibbles, value: Box<[u8]>) -> Link {
    let Some(node) = node else {
        return leaf(path, value);
    };
    match &node.kind {
        Kind::Leaf {
            path: other,
            value: old,
        } => {
            let shared = path.common_prefix_length(other);
            if shared == path.len() {
                return leaf(path, value);
            }
            let after = shared.saturating_add(1);
            let fork = branch([
                (other.get(shared), leaf(other.slice(after..), old.clone())),
                (path.get(shared), leaf(path.slice(after..), value)),
            ]);
            below(path.slice(..shared), fork)
        }
        Kind::Extension { path: other, child } => {
            let shared = path.common_prefix_length(other);
            if shared == other.len() {
                return below(*other, inserted(Some(child), path.slice(shared..), value));
            }
            let after = shared.saturating_add(1);
            let fork = branch([
                (
                    other.get(shared),
                    below(other.slice(after..), child.clone()),
                ),
                (path.get(shared), leaf(path.slice(after..), value)),
            ]);
            below(path.slice(..shared), fork)
        }
        Kind::Branch { children } => {
            let nibble = path.get(0);
            let child = inserted(child_at(children, nibble), path.slice(1..), value);
            let mut children = children.clone();
            place(&mut children, nibble, Some(child));
            Node::link(Kind::Branch { children })
        }
    }
}

enum Removal {
    /// The key was not there.
    Absent,
    /// What is left without it.
    Left(Option<Link>),
}

fn removed(node: &Link, path: Nibbles) -> Removal {
    match &node.kind {
        Kind::Leaf { path: other, .. } if *other == path => Removal::Left(None),
        Kind::Leaf { .. } => Removal::Absent,
        Kind::Extension { path: other, child } => {
            if !path.starts_with(other) {
                return Removal::Absent;
            }
            match removed(child, path.slice(other.len()..)) {
                Removal::Left(left) => Removal::Left(left.map(|child| joined(*other, &child))),
                Removal::Absent => Removal::Absent,
            }
        }
        Kind::Branch { children } => {
            let nibble = path.get(0);
            let Some(child) = child_at(children, nibble) else {
                return Removal::Absent;
            };
            let Removal::Left(left) = removed(child, path.slice(1..)) else {
                return Removal::Absent;
            };
            let mut children = children.clone();
            place(&mut children, nibble, left);
            Removal::Left(Some(shrunk(children)))
        }
    }
}

/// A branch, or what a branch with a single child left becomes.
fn shrunk(children: Box<[Option<Link>; WIDTH]>) -> Link {
    let mut present = (0_u8..)
        .zip(children.iter())
        .filter_map(|(nibble, child)| child.as_ref().map(|child| (nibble, child)));
    if let (Some((nibble, only)), None) = (present.next(), present.next()) {
        return joined(Nibbles::from_nibbles([nibble]), only);
    }
    Node::link(Kind::Branch { children })
}

/// `child` below `path`, merged with it where the child is a path itself.
fn joined(path: Nibbles, child: &Link) -> Link {
    match &child.kind {
        Kind::Leaf { path: rest, value } => leaf(path.join(rest), value.clone()),
        Kind::Extension {
            path: rest,
            child: grandchild,
        } => below(path.join(rest), grandchild.clone()),
        Kind::Branch { .. } => below(path, child.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;
    use alloy_trie::{proof::verify_proof, root::storage_root_unhashed};
    use std::collections::BTreeMap;

    fn key(index: u64) -> B256 {
        U256::from(index).into()
    }

    fn value(number: u64) -> Vec<u8> {
        alloy::rlp::encode(U256::from(number))
    }

    #[test]
    fn roots_are_those_of_the_library_after_every_change() {
        let (mut trie, mut plain) = (Trie::default(), BTreeMap::new());
        let mut random = 7_u64;
        for step in 0..2_000_u64 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let index = (random >> 33) % 200;
            if random & (1 << 20) == 0 {
                trie.remove(key(index).as_slice());
                plain.remove(&key(index));
            } else {
                trie.insert(key(index).as_slice(), value(step + 1));
                plain.insert(key(index), U256::from(step + 1));
            }
            if step % 7 == 0 {
                let expected =
                    storage_root_unhashed(plain.iter().map(|(key, value)| (*key, *value)));
                assert_eq!(trie.root(), expected, "step {step}");
            }
        }
        for key in plain.keys() {
            trie.remove(key.as_slice());
        }
        assert_eq!(trie.root(), EMPTY_ROOT_HASH);
    }

    #[test]
    fn proofs_hold_for_what_is_there_and_what_is_not() {
        for count in [0, 1, 2, 3, 40, 700] {
            let mut trie = Trie::default();
            for index in 0..count {
                trie.insert(key(index).as_slice(), value(index + 1));
            }
            for index in 0..count + 20 {
                let path = Nibbles::unpack(keccak256(key(index)));
                let expected = (index < count).then(|| value(index + 1));
                let proof = trie.prove(key(index).as_slice());
                verify_proof(trie.root(), path, expected, &proof).expect("the proof holds");
                let wrong = verify_proof(trie.root(), path, Some(value(index + 2)), &proof);
                assert!(wrong.is_err());
            }
        }
    }

    #[test]
    fn clones_are_independent() {
        let mut trie = Trie::default();
        trie.insert(b"a", value(1));
        let (before, root) = (trie.clone(), trie.root());
        trie.insert(b"b", value(2));
        assert_ne!(trie.root(), root);
        assert_eq!(before.root(), root);
    }
}
