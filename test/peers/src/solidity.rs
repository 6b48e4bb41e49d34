//! Creation code of the peers, as `compile.mjs` left it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use alloy::hex;
use alloy::primitives::{Address, Bytes};
use ballast_deploy::project_root;
use serde::Deserialize;

#[derive(Deserialize)]
struct Artefact {
    code: String,
    links: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
struct Artefacts {
    contracts: BTreeMap<String, Artefact>,
}

/// Creation code of a contract, with the libraries that it wants.
pub fn creation_code(contract: &str, libraries: &[(&str, Address)]) -> Bytes {
    static ARTEFACTS: OnceLock<Artefacts> = OnceLock::new();
    let artefacts = ARTEFACTS.get_or_init(|| {
        let path = project_root().join("test/peers/out/contracts.json");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run test/peers/run", path.display()));
        serde_json::from_str(&text).expect("test/peers/out/contracts.json")
    });
    let artefact = &artefacts.contracts[contract];
    let mut code = artefact.code.clone();
    for (library, places) in &artefact.links {
        let known = libraries.iter().find(|(name, _)| name == library);
        let (_, address) =
            known.unwrap_or_else(|| panic!("{contract} wants the library {library}"));
        for place in places {
            code.replace_range(place * 2..place * 2 + 40, &hex::encode(address));
        }
    }
    hex::decode(code).expect("linked code").into()
}
