//! Contracts of the Foundry project: the token zoo and an integrator.

use std::process::Command;
use std::sync::OnceLock;

use alloy::primitives::Bytes;
use ballast_deploy::{project_root, tools};

/// Creation code of a contract in the file of the same name, or of `file:contract`.
pub fn creation_code(contract: &str) -> Bytes {
    static BUILT: OnceLock<()> = OnceLock::new();
    BUILT.get_or_init(build);
    let (file, name) = contract.split_once(':').unwrap_or((contract, contract));
    let path = tools::npm_folder(&project_root()).join(format!("out/{file}.sol/{name}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let artefact: serde_json::Value = serde_json::from_str(&text).expect("artefact");
    let code = artefact["bytecode"]["object"].as_str().expect("bytecode");
    alloy::hex::decode(code).expect("hex").into()
}

/// forge skips what is unchanged.
fn build() {
    let root = project_root();
    let forge = tools::ensure_npm(&root, ".bin/forge").expect("forge");
    tools::run(
        Command::new(forge)
            .args(["build", "--offline", "--skip", "test"])
            .current_dir(tools::npm_folder(&root)),
    )
    .expect("forge build");
}
