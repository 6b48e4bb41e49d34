//! Programs that ran in this block, which ArbOS 60 takes for cached.

use revm::primitives::B256;

/// The codehashes that ran last, newest last. Belongs to a block; reverts do not undo it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentPrograms(Vec<B256>);

impl RecentPrograms {
    /// Notes that a program runs, and keeps at most `retain`; whether it had run before and is still remembered.
    pub(crate) fn note(&mut self, codehash: B256, retain: u16) -> bool {
        let known = self.0.iter().position(|recent| *recent == codehash);
        if let Some(index) = known {
            self.0.remove(index);
        }
        self.0.push(codehash);
        // Nitro's cache never holds less than one.
        let excess = self.0.len().saturating_sub(usize::from(retain.max(1)));
        self.0.drain(..excess);
        known.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_what_was_used_longest_ago() {
        let mut recent = RecentPrograms::default();
        let hash = B256::with_last_byte;
        for program in 1..=3 {
            assert!(!recent.note(hash(program), 3));
        }
        assert!(recent.note(hash(1), 3));
        assert!(!recent.note(hash(4), 3));
        assert!(!recent.note(hash(2), 3), "2 was the oldest");
        assert!(recent.note(hash(1), 3));
    }
}
