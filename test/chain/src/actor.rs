//! Accounts of tests.

use alloy::primitives::{Address, keccak256};
use alloy::signers::local::PrivateKeySigner;

/// An account with a key made from its name, so that every run has the same.
#[derive(Clone, Debug)]
pub struct Actor {
    /// What tests call it.
    pub name: String,
    pub(crate) signer: PrivateKeySigner,
}

impl Actor {
    /// The account of this name. It has no ether: [`crate::Stage::actor`] gives some.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let key = keccak256(format!("ballast chain tests: {name}"));
        let signer = PrivateKeySigner::from_bytes(&key).expect("a hash is a key");
        Self {
            name: name.to_owned(),
            signer,
        }
    }

    /// The account of this key.
    #[must_use]
    pub fn keyed(name: &str, signer: PrivateKeySigner) -> Self {
        Self {
            name: name.to_owned(),
            signer,
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.signer.address()
    }
}
