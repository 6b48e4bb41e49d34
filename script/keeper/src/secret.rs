//! The key's file must be its owner's alone.

use anyhow::Context;
use std::path::Path;

/// Refuses a key file that others can read.
///
/// # Errors
/// What to do about it.
#[cfg(unix)]
pub fn check(path: &Path) -> Result<(), anyhow::Error> {
    use std::os::unix::fs::PermissionsExt;
    let about = std::fs::metadata(path).with_context(|| path.display().to_string())?;
    let mode = about.permissions().mode() & 0o777;
    anyhow::ensure!(
        mode & 0o077 == 0,
        "{} can be read by others (mode {mode:o}): chmod 600 it",
        path.display()
    );
    Ok(())
}

/// Permissions are not looked at on this system.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn check(path: &Path) -> Result<(), anyhow::Error> {
    tracing::warn!(path = %path.display(), "permissions of the key file are not checked on this system");
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    #[test]
    fn only_the_owner_may_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "secret").unwrap();
        for (mode, good) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o604, false),
            (0o666, false),
        ] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let checked = check(&path);
            assert_eq!(checked.is_ok(), good, "{mode:o}");
            if let Err(error) = checked {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
        assert!(check(&folder.path().join("none")).is_err());
    }
}
