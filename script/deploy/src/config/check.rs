//! What is wrong with a configuration: all of it at once, each with its key, its value, and what to write instead.

use std::fmt::Display;

use crate::Error;

/// Collects what is wrong under one key.
pub(super) struct Check<'a> {
    path: String,
    found: &'a mut Vec<String>,
}

impl Check<'_> {
    /// Runs checks of a whole file.
    ///
    /// # Errors
    /// [`Error::Config`] with everything that was found.
    pub(super) fn whole(checks: impl FnOnce(&mut Check<'_>)) -> Result<(), Error> {
        let mut found = Vec::new();
        checks(&mut Check {
            path: String::new(),
            found: &mut found,
        });
        match found.as_slice() {
            [] => Ok(()),
            [one] => Err(Error::Config(one.clone())),
            many => Err(Error::Config(format!(
                "{} values are wrong:\n  {}",
                many.len(),
                many.join("\n  ")
            ))),
        }
    }

    /// For the keys of a table.
    pub(super) fn under(&mut self, key: &str) -> Check<'_> {
        Check {
            path: self.key(key),
            found: self.found,
        }
    }

    fn key(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Notes a wrong value, unless `holds`.
    pub(super) fn require(
        &mut self,
        holds: bool,
        key: &str,
        value: impl Display,
        advice: impl Display,
    ) {
        if !holds {
            let key = self.key(key);
            self.found.push(format!("{key} = {value}: {advice}"));
        }
    }

    /// Notes a value outside the hard bounds of the program that takes it.
    pub(super) fn within<T: PartialOrd + Display>(
        &mut self,
        key: &str,
        value: T,
        (least, most): (T, T),
        unit: &str,
    ) {
        let holds = (&least..=&most).contains(&&value);
        let space = if unit.is_empty() { "" } else { " " };
        self.require(
            holds,
            key,
            &value,
            format!("write {least} to {most}{space}{unit}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_told_with_key_value_and_advice() {
        let error = Check::whole(|check| {
            check.within("a", 1, (1, 2), "");
            check.within("a", 3, (1, 2), "s");
            check.under("b").under("c").require(false, "d", "x", "why");
        });
        assert_eq!(
            error.unwrap_err().to_string(),
            "configuration: 2 values are wrong:\n  a = 3: write 1 to 2 s\n  b.c.d = x: why"
        );
        assert!(Check::whole(|_| {}).is_ok());
    }
}
