//! Accounts of tests.

use alloy::primitives::{Address, B256, keccak256};
use alloy::signers::SignerSync;
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

    /// What signs for it.
    #[must_use]
    pub const fn signer(&self) -> &PrivateKeySigner {
        &self.signer
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.signer.address()
    }

    /// Its signature of a digest: r, s, v, the last 27 or 28.
    #[must_use]
    pub fn signed(&self, digest: B256) -> [u8; 65] {
        self.signer
            .sign_hash_sync(&digest)
            .expect("signature")
            .as_bytes()
    }
}
