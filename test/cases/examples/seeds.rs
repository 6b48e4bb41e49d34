//! Writes what the fuzz targets start from: `seeds FOLDER`.

use std::path::PathBuf;

use ballast_risk_cases::{MODULES, seeds};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| std::io::Error::other("usage: seeds FOLDER"))?;
    for module in MODULES {
        let folder = folder.join(module);
        std::fs::create_dir_all(&folder)?;
        for (name, bytes) in seeds(module) {
            std::fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}
