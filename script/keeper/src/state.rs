//! What the keeper knows, on disk: a start from it reads only the events since.

use crate::journal::Snapshot;
use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Error, Write},
    path::Path,
};

/// Reads a snapshot; none where there is no file.
///
/// # Errors
/// Of the file system; a file that is no snapshot is an error too.
pub fn load(path: &Path) -> Result<Option<Snapshot>, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(serde_json::from_reader(BufReader::new(file))?))
}

/// Writes a snapshot beside the old one and then over it, so that there is a whole one at every moment.
///
/// # Errors
/// Of the file system.
pub fn save(path: &Path, snapshot: &Snapshot) -> Result<(), Error> {
    let beside = path.with_extension("new");
    let mut file = BufWriter::new(File::create(&beside)?);
    serde_json::to_writer(&mut file, snapshot)?;
    file.flush()?;
    file.get_ref().sync_all()?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{BlockMark, Followed};
    use alloy::primitives::{Address, B256};

    #[test]
    fn comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        assert!(load(&path).unwrap().is_none());
        let snapshot = Snapshot {
            programs: vec![Address::repeat_byte(1)],
            mark: BlockMark {
                number: 7,
                hash: B256::repeat_byte(2),
                timestamp: 9,
            },
            followed: Followed::default(),
        };
        save(&path, &snapshot).unwrap();
        save(&path, &snapshot).unwrap();
        let read = load(&path).unwrap().unwrap();
        assert_eq!(
            (read.programs, read.mark, read.followed),
            (snapshot.programs, snapshot.mark, snapshot.followed)
        );
        fs::write(&path, "{").unwrap();
        assert!(load(&path).is_err());
    }
}
