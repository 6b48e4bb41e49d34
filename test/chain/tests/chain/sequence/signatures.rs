//! Signed authorisations and permits, and those who send them again.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::{Eip712Domain, SolStruct, eip712_domain};
use ballast_bindings::IPool;
use ballast_chain_tests::{Actor, Stage};

use super::world::{Role, World};
use crate::signature::{Authorization, IDomain, IPermitting, Permit, domain};

/// An authorisation that somebody signed, and the call that makes use of it.
#[derive(Clone)]
pub struct Signed {
    nonce: U256,
    call: IPool::setAuthorizationWithSigCall,
}

fn authorization(
    stage: &Stage,
    signer: &Actor,
    manager: Address,
    authorised: bool,
    nonce: U256,
    deadline: U256,
) -> Signed {
    let account = signer.address();
    let wanted = Authorization {
        account,
        manager,
        authorised,
        nonce,
        deadline,
    };
    let hash = wanted.eip712_signing_hash(&domain(stage, stage.pool()));
    let call = IPool::setAuthorizationWithSigCall {
        account,
        manager,
        authorised,
        deadline,
        signature: signer.signed(hash).to_vec().into(),
    };
    Signed { nonce, call }
}

impl World {
    pub async fn sign(&mut self) {
        match self.below(10) {
            0..3 => self.sign_authorisation().await,
            3..6 => self.replay_authorisation().await,
            6 => {
                let (actor, pool) = (self.actor(), self.stage.pool());
                let call = IPool::invalidateNonceCall {};
                self.act("invalidate nonce", &actor, pool, &call, "").await;
            }
            7..9 => self.sign_permit().await,
            _ => self.replay_permit().await,
        }
    }

    async fn nonce(&self, account: Address) -> U256 {
        let call = IPool::noncesCall { account };
        self.stage.read(self.stage.pool(), &call).await
    }

    /// Somebody signs, and it is sent now or kept.
    async fn sign_authorisation(&mut self) {
        let (signer, manager) = (self.actor(), self.mostly(Role::Manager).address());
        let (authorised, now) = (self.below(3) > 0, self.stage.node.now().await);
        let nonce = self.nonce(signer.address()).await;
        let deadline = match self.below(2) {
            0 => U256::MAX,
            _ => U256::from(now) + U256::from(self.below(20_000)),
        };
        let signed = authorization(&self.stage, &signer, manager, authorised, nonce, deadline);
        let relay = self.mostly(Role::Replayer);
        if self.below(3) > 0 {
            self.relay("authorise signed", &relay, &signed, &signer.name)
                .await;
        } else {
            self.note(format!("{} signs and waits", signer.name));
        }
        self.signed.push(signed);
    }

    /// A signature holds once, until its deadline, while its nonce is the next.
    async fn relay(&mut self, label: &'static str, relay: &Actor, signed: &Signed, about: &str) {
        let account = signed.call.account;
        let (nonce, now) = (self.nonce(account).await, self.stage.node.now().await);
        let good = nonce == signed.nonce && U256::from(now) <= signed.call.deadline;
        let pool = self.stage.pool();
        let done = self.act(label, relay, pool, &signed.call, about).await;
        assert!(
            done.is_some() == good || !self.stage.node.stands_still,
            "SIGNATURE: of nonce {} where {nonce} is next, good until {}, now {now}: {}",
            signed.nonce,
            signed.call.deadline,
            if good { "refused" } else { "taken" }
        );
    }

    async fn replay_authorisation(&mut self) {
        if self.signed.is_empty() {
            return;
        }
        let index = self.below(self.signed.len());
        let mut signed = self.signed[index].clone();
        let relay = self.mostly(Role::Replayer);
        if self.below(3) == 0 {
            // The same signature under other words.
            signed.call.manager = relay.address();
            if signed.call.manager == self.signed[index].call.manager {
                return;
            }
            let pool = self.stage.pool();
            let done = self
                .act("alter signed", &relay, pool, &signed.call, "")
                .await;
            assert!(done.is_none(), "SIGNATURE: altered and taken");
            return;
        }
        let about = self.name(signed.call.account);
        self.relay("replay signed", &relay, &signed, &about).await;
    }

    /// Lets the pool pull everything, signed; the token's own nonce makes it hold once.
    async fn sign_permit(&mut self) {
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
        if symbol == super::market::LST {
            return; // without permits
        }
        let (pool, owner) = (self.stage.pool(), actor.address());
        let name = self.stage.read(asset, &IDomain::nameCall {}).await;
        let domain = Eip712Domain {
            name: Some(name.into()),
            ..eip712_domain! {
                version: "1",
                chain_id: self.stage.at.chain_id,
                verifying_contract: asset,
            }
        };
        let nonce = self
            .stage
            .read(asset, &IPermitting::noncesCall { owner })
            .await;
        let wanted = Permit {
            owner,
            spender: pool,
            value: U256::MAX,
            nonce,
            deadline: U256::MAX,
        };
        let signature = actor.signed(wanted.eip712_signing_hash(&domain));
        let call = IPool::permitCall {
            asset,
            amount: U256::MAX,
            deadline: U256::MAX,
            v: signature[64],
            r: B256::from_slice(&signature[..32]),
            s: B256::from_slice(&signature[32..64]),
        };
        let done = self.act("permit", &actor, pool, &call, symbol).await;
        assert!(done.is_some(), "SIGNATURE: a permit of {symbol} is refused");
        let replay = IPermitting::permitCall {
            owner,
            spender: pool,
            value: U256::MAX,
            deadline: U256::MAX,
            v: call.v,
            r: call.r,
            s: call.s,
        };
        self.permits.push((asset, replay));
    }

    async fn replay_permit(&mut self) {
        if self.permits.is_empty() {
            return;
        }
        let index = self.below(self.permits.len());
        let (asset, call) = self.permits[index].clone();
        let relay = self.mostly(Role::Replayer);
        let done = self.act("replay permit", &relay, asset, &call, "").await;
        assert!(done.is_none(), "SIGNATURE: a permit holds twice");
    }
}
