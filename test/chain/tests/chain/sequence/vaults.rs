//! What is done with the vaults of two reserves.

use alloy::primitives::{Address, U256};
use ballast_bindings::IVault;

use super::world::{Role, World};

/// The reserves whose vaults are used. That of ETH takes a tenth of what it earns.
pub const VAULTS: [&str; 2] = ["USDC", "ETH"];

impl World {
    /// Symbols and vaults.
    pub fn vaults(&self) -> [(&'static str, Address); 2] {
        VAULTS.map(|symbol| (symbol, self.stage.at.vaults[symbol]))
    }

    /// Somebody enters or leaves a vault. What a preview tells is what is done.
    pub async fn vault(&mut self) {
        let (symbol, vault) = self.vaults()[self.below(VAULTS.len())];
        let actor = self.mostly(Role::Supplier);
        let owner = actor.address();
        let shares = IVault::balanceOfCall { account: owner };
        let shares = self.stage.read(vault, &shares).await;
        let chance = self.below(12);
        let assets = self.balance(symbol, &actor).await / U256::from(3);
        let (assets, shares) = (self.some_of(assets), self.some_of(shares));
        // Whoever is no owner and has no allowance gets nothing.
        let thief = self.mostly(Role::Thief);
        match chance {
            0..4 => {
                let call = IVault::depositCall {
                    assets,
                    receiver: self.actor().address(),
                };
                let preview = IVault::previewDepositCall { assets };
                let expected = self.foretold(vault, &preview).await;
                let about = format!("{assets} {symbol}");
                let done = self
                    .act("vault deposit", &actor, vault, &call, &about)
                    .await;
                self.is_as_foretold(done.map(|done| done.returned), expected);
            }
            4 => {
                let mint = shares / U256::from(2);
                let call = IVault::mintCall {
                    shares: mint,
                    receiver: owner,
                };
                let expected = self
                    .foretold(vault, &IVault::previewMintCall { shares: mint })
                    .await;
                let about = format!("{mint} shares of {symbol}");
                let done = self.act("vault mint", &actor, vault, &call, &about).await;
                self.is_as_foretold(done.map(|done| done.returned), expected);
            }
            5..8 => {
                let call = IVault::redeemCall {
                    shares,
                    receiver: owner,
                    owner,
                };
                let expected = self
                    .foretold(vault, &IVault::previewRedeemCall { shares })
                    .await;
                let about = format!("{shares} shares of {symbol}");
                let done = self.act("vault redeem", &actor, vault, &call, &about).await;
                self.is_as_foretold(done.map(|done| done.returned), expected);
            }
            8 => {
                let most = IVault::maxWithdrawCall { owner };
                let assets = self.stage.read(vault, &most).await;
                let assets = self.some_of(assets);
                let call = IVault::withdrawCall {
                    assets,
                    receiver: owner,
                    owner,
                };
                let about = format!("{assets} {symbol}");
                self.act("vault withdraw", &actor, vault, &call, &about)
                    .await;
            }
            9..11 => {
                let call = IVault::redeemInKindCall {
                    shares,
                    receiver: owner,
                    owner,
                };
                let about = format!("{shares} shares of {symbol}");
                self.act("vault in kind", &actor, vault, &call, &about)
                    .await;
            }
            _ if thief.address() != owner && !shares.is_zero() => {
                let call = IVault::redeemInKindCall {
                    shares,
                    receiver: thief.address(),
                    owner,
                };
                let done = self
                    .act("vault theft", &thief, vault, &call, &actor.name)
                    .await;
                assert!(done.is_none(), "VAULT: shares of {} are taken", actor.name);
            }
            _ => {
                self.act("take fees", &actor, vault, &IVault::takeFeesCall {}, symbol)
                    .await;
            }
        }
    }

    /// What a preview tells, unless it reverts.
    async fn foretold<C: alloy::sol_types::SolCall<Return = U256>>(
        &self,
        vault: Address,
        call: &C,
    ) -> Option<U256> {
        let from = self.stage.owner.address();
        let data = call.abi_encode().into();
        let answer = self.stage.node.call(from, vault, data, U256::ZERO).await;
        C::abi_decode_returns_validate(&answer.ok()?).ok()
    }

    fn is_as_foretold(&self, returned: Option<U256>, expected: Option<U256>) {
        if let Some(returned) = returned
            && self.stage.node.stands_still
        {
            assert_eq!(
                Some(returned),
                expected,
                "VAULT: the preview told otherwise"
            );
        }
    }
}
