//! The vault: every property that ERC-4626 demands, fees, permits, losses, and the exit from an illiquid reserve.

mod attacks;
mod deposits;
mod fees;
mod limits;
mod shares;

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::{IPool, IVault};
use ballast_chain_tests::stage::IToken;
use ballast_chain_tests::{Actor, Stage};

sol! {
    /// `src/zoo/SigningWallet.sol`.
    interface ISigningWallet {
        function sign(bytes32 digest, bytes calldata signature) external;
    }
}

/// A vault and who uses it.
struct Scene<'a> {
    stage: &'a Stage,
    vault: Address,
    asset: Address,
}

/// Million virtual shares to a virtual unit.
const OFFSET: u64 = 1_000_000;

fn number(value: u64) -> U256 {
    U256::from(value)
}

impl<'a> Scene<'a> {
    fn new(stage: &'a Stage) -> Self {
        Self {
            stage,
            vault: stage.at.vaults["USDC"],
            asset: stage.token("USDC"),
        }
    }

    /// Has USDC that vault and pool may pull.
    async fn saver(&self, name: &str, whole: &str) -> Actor {
        let actor = self.stage.rich(name, &[("USDC", whole)]).await;
        self.stage.approve_at(self.asset, &actor, self.vault).await;
        actor
    }

    fn usdc(&self, whole: &str) -> U256 {
        self.stage.amount("USDC", whole)
    }

    async fn read<C: SolCall>(&self, call: &C) -> C::Return {
        self.stage.read(self.vault, call).await
    }

    async fn shares(&self, account: Address) -> U256 {
        self.read(&IVault::balanceOfCall { account }).await
    }

    async fn worth(&self, account: Address) -> U256 {
        let shares = self.shares(account).await;
        self.read(&IVault::convertToAssetsCall { shares }).await
    }

    async fn tokens(&self, account: Address) -> U256 {
        self.stage
            .read(self.asset, &IToken::balanceOfCall { account })
            .await
    }

    async fn deposit(&self, actor: &Actor, assets: U256) -> U256 {
        let receiver = actor.address();
        let call = IVault::depositCall { assets, receiver };
        self.stage.does(actor, self.vault, &call).await.returned
    }

    async fn redeem(&self, actor: &Actor, shares: U256) -> U256 {
        let (receiver, owner) = (actor.address(), actor.address());
        let call = IVault::redeemCall {
            shares,
            receiver,
            owner,
        };
        self.stage.does(actor, self.vault, &call).await.returned
    }

    /// Somebody borrows USDC against 100 ETH.
    async fn loan(&self, whole: &str) -> Actor {
        let borrower = self.stage.rich("borrower", &[("ETH", "100")]).await;
        self.stage.deposit(&borrower, "ETH", "100").await;
        self.stage.borrow(&borrower, "USDC", whole).await;
        borrower
    }

    /// Changes the reserve's settings.
    async fn configure(&self, change: impl FnOnce(&mut IPool::ReserveConfig)) {
        let (pool, asset) = (self.stage.pool(), self.asset);
        let call = IPool::reserveConfigCall { asset };
        let mut config = self.stage.read(pool, &call).await.config;
        change(&mut config);
        let call = IPool::setReserveCall { asset, config };
        self.stage.does(&self.stage.owner, pool, &call).await;
    }

    /// The most that each verb takes.
    async fn most(&self, account: Address) -> [U256; 4] {
        [
            self.read(&IVault::maxDepositCall { receiver: account })
                .await,
            self.read(&IVault::maxMintCall { receiver: account }).await,
            self.read(&IVault::maxWithdrawCall { owner: account }).await,
            self.read(&IVault::maxRedeemCall { owner: account }).await,
        ]
    }
}

/// Another vault over a reserve.
async fn fresh_vault(stage: &Stage, symbol: &str, pool: Address) -> Address {
    let asset = stage.token(symbol);
    let mut name = B256::ZERO;
    name[..5].copy_from_slice(b"Fresh");
    let arguments = (stage.owner.address(), pool, asset, name, name).abi_encode_params();
    stage.construct("vault", &arguments).await.expect("vault")
}

/// What is signed, made here from the standards alone.
async fn digest(
    scene: &Scene<'_>,
    owner: Address,
    spender: Address,
    value: U256,
    nonce: u64,
    deadline: U256,
) -> B256 {
    let hash = |text: &str| keccak256(text.as_bytes());
    let chain = scene.stage.at.chain_id;
    let domain = (
        hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
        hash("Ballast USDC"),
        hash("1"),
        number(chain),
        scene.vault,
    );
    let domain = keccak256(domain.abi_encode());
    assert_eq!(scene.read(&IVault::DOMAIN_SEPARATORCall {}).await, domain);
    let told = scene.read(&IVault::eip712DomainCall {}).await;
    assert_eq!((told.fields.0, told.salt), ([0x0f], B256::ZERO));
    assert_eq!(told.name, scene.read(&IVault::nameCall {}).await);
    assert_eq!((told.version.as_str(), told.chainId), ("1", number(chain)));
    assert_eq!(
        (told.verifyingContract, told.extensions),
        (scene.vault, vec![])
    );
    let permit =
        hash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    let inner = keccak256((permit, owner, spender, value, number(nonce), deadline).abi_encode());
    keccak256([&[0x19, 0x01][..], domain.as_slice(), inner.as_slice()].concat())
}
