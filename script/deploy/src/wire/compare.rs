//! Comparing what is with what should be.

use std::fmt::Debug;

use crate::{Difference, Error};

/// Collects differences under one name.
pub(super) struct Comparison {
    name: String,
    differences: Vec<Difference>,
}

impl Comparison {
    pub(super) fn of(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            differences: Vec::new(),
        }
    }

    /// Compares one field.
    pub(super) fn field<T: PartialEq + Debug>(
        mut self,
        field: &str,
        expected: &T,
        found: &T,
    ) -> Self {
        if expected != found {
            let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
            self.differences.push(Difference {
                setting: format!("{}.{field}", self.name),
                expected,
                found,
            });
        }
        self
    }

    pub(super) fn done(self) -> Vec<Difference> {
        self.differences
    }
}

/// What a setting is, or that it is not set yet: programs revert when asked for what they do not know.
///
/// # Errors
/// All but reverts.
pub(super) fn unless_unset<T>(
    name: &str,
    read: Result<T, Error>,
) -> Result<Result<T, Vec<Difference>>, Error> {
    match read {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Reverted { reason, .. }) => {
            let expected = "set".to_owned();
            let found = format!("not set: {reason}");
            Ok(Err(vec![Difference {
                setting: name.to_owned(),
                expected,
                found,
            }]))
        }
        Err(error) => Err(error),
    }
}

/// [`Comparison::field`] for each named field of two values of one struct.
macro_rules! fields {
    ($comparison:expr, $expected:expr, $found:expr, $($field:ident),+ $(,)?) => {
        $comparison$(.field(stringify!($field), &$expected.$field, &$found.$field))+
    };
}
pub(super) use fields;

#[cfg(test)]
mod tests {
    use super::*;

    struct Pair {
        a: u8,
        b: u8,
    }

    #[test]
    fn names_what_differs() {
        let differences = fields!(
            Comparison::of("x"),
            Pair { a: 1, b: 2 },
            Pair { a: 1, b: 3 },
            a,
            b
        )
        .done();
        assert_eq!(differences.len(), 1);
        assert_eq!(differences[0].to_string(), "x.b: configured 2, on chain 3");
    }

    #[test]
    fn a_revert_is_a_difference_and_a_dead_endpoint_is_not() {
        let reverted = Error::Reverted {
            doing: String::new(),
            reason: "UnknownAsset".to_owned(),
            data: alloy::primitives::Bytes::new(),
        };
        assert!(unless_unset::<u8>("x", Err(reverted)).unwrap().is_err());
        let dead = Error::Rpc {
            doing: String::new(),
            reason: String::new(),
        };
        assert!(unless_unset::<u8>("x", Err(dead)).is_err());
    }
}
