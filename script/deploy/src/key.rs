//! Private keys, as every tool takes them: from a file, or from the environment.

use std::path::Path;

use alloy::signers::local::PrivateKeySigner;

use crate::Error;

/// Environment variable that holds the key where no file is given.
pub const KEY_VARIABLE: &str = "BALLAST_PRIVATE_KEY";

/// The signer whose key, in hex, is in `file`, or without one in [`KEY_VARIABLE`]. No message contains any of the key.
///
/// # Errors
/// [`Error::Key`], which says what to pass.
pub fn signer(file: Option<&Path>) -> Result<PrivateKeySigner, Error> {
    let (text, place) = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|error| Error::Key(format!("{}: {error}", path.display())))?;
            (text, path.display().to_string())
        }
        None => match std::env::var(KEY_VARIABLE) {
            Ok(text) => (text, KEY_VARIABLE.to_owned()),
            Err(_) => {
                let text = format!("no key: pass --private-key-file, or set {KEY_VARIABLE}");
                return Err(Error::Key(text));
            }
        },
    };
    text.trim()
        .parse()
        .map_err(|_| Error::Key(format!("{place} holds no private key in hex")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_key_is_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "secret-that-is-no-key").unwrap();
        let text = signer(Some(&path)).unwrap_err().to_string();
        assert!(
            text.contains("no private key") && !text.contains("secret"),
            "{text}"
        );
    }
}
