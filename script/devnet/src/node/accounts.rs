//! The funded accounts whose keys everybody knows.

use alloy::{
    primitives::{Address, B256, b256},
    signers::local::{LocalSignerError, MnemonicBuilder, PrivateKeySigner, coins_bip39::English},
};

/// Key of the account that Nitro's devnets fund. Published by its authors; worth nothing anywhere else.
const NITRO_DEV_KEY: B256 =
    b256!("b6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");
/// The mnemonic that every Ethereum development node uses.
const TEST_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// A funded account and its key.
#[derive(Clone, Debug)]
pub struct DevAccount {
    /// Address.
    pub address: Address,
    /// Private key.
    pub key: B256,
    signer: PrivateKeySigner,
}

impl DevAccount {
    fn new(signer: PrivateKeySigner) -> Self {
        Self {
            address: signer.address(),
            key: signer.to_bytes(),
            signer,
        }
    }

    /// A signer for the account, for an alloy wallet.
    pub fn signer(&self) -> PrivateKeySigner {
        self.signer.clone()
    }
}

/// Nitro's dev account, then the first `extra` accounts of the well-known test mnemonic
/// (`test test test test test test test test test test test junk`, path `m/44'/60'/0'/0/i`), the ones that anvil
/// and hardhat fund.
///
/// # Errors
/// When derivation fails, which it does not for these constants.
pub(crate) fn dev_accounts(extra: u32) -> Result<Vec<DevAccount>, LocalSignerError> {
    let mut accounts = vec![DevAccount::new(PrivateKeySigner::from_bytes(
        &NITRO_DEV_KEY,
    )?)];
    for index in 0..extra {
        let signer = MnemonicBuilder::<English>::default()
            .phrase(TEST_MNEMONIC)
            .index(index)?
            .build()?;
        accounts.push(DevAccount::new(signer));
    }
    Ok(accounts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::address;

    #[test]
    fn accounts_are_the_well_known_ones() {
        let accounts = dev_accounts(2).expect("derivation");
        assert_eq!(
            accounts[0].address,
            address!("0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E")
        );
        assert_eq!(
            accounts[1].address,
            address!("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
        );
        assert_eq!(
            accounts[2].address,
            address!("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
        );
    }
}
