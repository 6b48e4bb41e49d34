//! The vault: every property that ERC-4626 demands, fees, permits, losses, and the exit from an illiquid reserve.

use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IDebtBook, IOwned, IPool, IVault};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::script::{answer, attempt, run, step};
use crate::zoo::{IReentering, list};

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

#[test]
fn it_is_a_token_named_after_its_asset() {
    test(async |stage| {
        let scene = Scene::new(stage);
        assert_eq!(scene.read(&IVault::nameCall {}).await, "Ballast USDC");
        assert_eq!(scene.read(&IVault::symbolCall {}).await, "bUSDC");
        assert_eq!(scene.read(&IVault::decimalsCall {}).await, 12);
        assert_eq!(scene.read(&IVault::assetCall {}).await, scene.asset);
        assert_eq!(scene.read(&IVault::poolCall {}).await, stage.pool());
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, U256::ZERO);
        let fees = scene.read(&IVault::feesCall {}).await;
        assert_eq!(
            (fees.performance, fees.management, fees.recipient),
            (0, 0, Address::ZERO)
        );
    });
}

#[test]
fn deposits_lend_to_the_pool_and_withdrawals_take_back() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let (saver, friend) = (
            scene.saver("saver", "1000").await,
            stage.actor("friend").await,
        );
        let (vault, me, other) = (scene.vault, saver.address(), friend.address());
        let assets = scene.usdc("400");
        let shares = assets * number(OFFSET);
        let done = stage
            .does(
                &saver,
                vault,
                &IVault::depositCall {
                    assets,
                    receiver: other,
                },
            )
            .await;
        assert_eq!(done.returned, shares);
        let event = done.event::<IVault::Deposit>(vault);
        assert_eq!(
            (event.sender, event.owner, event.assets, event.shares),
            (me, other, assets, shares)
        );
        let event = done.event::<IVault::Transfer>(vault);
        assert_eq!(
            (event.from, event.to, event.value),
            (Address::ZERO, other, shares)
        );
        assert_eq!(stage.position("USDC", vault).await.supplied, assets);
        assert_eq!(scene.tokens(vault).await, U256::ZERO);
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, assets);
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, shares);
        assert_eq!(scene.shares(other).await, shares);

        let quarter = shares / number(4);
        let mint = IVault::mintCall {
            shares: quarter,
            receiver: me,
        };
        assert_eq!(
            stage.does(&saver, vault, &mint).await.returned,
            scene.usdc("100")
        );

        let withdraw = IVault::withdrawCall {
            assets: scene.usdc("100"),
            receiver: me,
            owner: other,
        };
        let done = stage.does(&friend, vault, &withdraw).await;
        assert_eq!(done.returned, quarter);
        let event = done.event::<IVault::Withdraw>(vault);
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (other, me, other)
        );
        assert_eq!((event.assets, event.shares), (withdraw.assets, quarter));
        let event = done.event::<IVault::Transfer>(vault);
        assert_eq!(
            (event.from, event.to, event.value),
            (other, Address::ZERO, quarter)
        );
        assert_eq!(scene.tokens(me).await, scene.usdc("600"));
        assert_eq!(
            scene.redeem(&friend, shares - quarter).await,
            scene.usdc("300")
        );
        assert_eq!(scene.tokens(other).await, scene.usdc("300"));
        assert_eq!(scene.redeem(&saver, quarter).await, scene.usdc("100"));
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        assert_eq!(stage.position("USDC", vault).await.supplied, U256::ZERO);
    });
}

#[test]
fn it_refuses_nobody_too_much_and_what_mints_nothing() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "1000").await;
        let (vault, me) = (scene.vault, saver.address());
        let nobody = Address::ZERO;
        let shares = scene.deposit(&saver, scene.usdc("100")).await;
        let zero = IOwned::ZeroAddress {};
        let deposit = |assets, receiver| IVault::depositCall { assets, receiver };
        let redeem = |shares, receiver| IVault::redeemCall {
            shares,
            receiver,
            owner: me,
        };
        let one = number(1);
        stage
            .refuses(&saver, vault, &deposit(one, nobody), zero.clone())
            .await;
        stage
            .refuses(
                &saver,
                vault,
                &IVault::mintCall {
                    shares: one,
                    receiver: nobody,
                },
                zero.clone(),
            )
            .await;
        stage
            .refuses(&saver, vault, &redeem(one, nobody), zero.clone())
            .await;
        let withdraw = IVault::withdrawCall {
            assets: one,
            receiver: nobody,
            owner: me,
        };
        stage.refuses(&saver, vault, &withdraw, zero.clone()).await;
        let in_kind = IVault::redeemInKindCall {
            shares: one,
            receiver: nobody,
            owner: me,
        };
        stage.refuses(&saver, vault, &in_kind, zero).await;
        let short = IVault::ERC20InsufficientBalance {
            sender: me,
            balance: shares,
            needed: shares + one,
        };
        stage
            .refuses(&saver, vault, &redeem(shares + one, me), short)
            .await;
        stage
            .refuses_as::<_, IVault::ERC20InsufficientBalance>(
                &saver,
                vault,
                &redeem(U256::MAX, me),
            )
            .await;
        // More than the saver has, or than there can be.
        let failed = IVault::TransferFailed { token: scene.asset };
        stage
            .refuses(&saver, vault, &deposit(scene.usdc("901"), me), failed)
            .await;
        let mint = IVault::mintCall {
            shares: U256::MAX,
            receiver: me,
        };
        let failed = IVault::TransferFailed { token: scene.asset };
        stage.refuses(&saver, vault, &mint, failed).await;
        let call = IVault::convertToSharesCall { assets: U256::MAX };
        stage
            .refuses_as::<_, IOwned::RiskCalculation>(&saver, vault, &call)
            .await;
        // Nothing for nothing, and dust may be burned for nothing.
        assert_eq!(scene.deposit(&saver, U256::ZERO).await, U256::ZERO);
        assert_eq!(scene.redeem(&saver, U256::ZERO).await, U256::ZERO);
        assert_eq!(scene.redeem(&saver, one).await, U256::ZERO);
        assert_eq!(scene.shares(me).await, shares - one);
        // An unknown pool and an asset without reserve are refused at construction.
        let build = async |pool: Address, asset: Address| {
            let arguments = (me, pool, asset, B256::ZERO, B256::ZERO).abi_encode_params();
            stage
                .construct("vault", &arguments)
                .await
                .expect_err("constructor")
                .to_string()
        };
        let failed = |target: Address| format!("{:?}", IVault::CallFailed { target });
        let (oracle, pool) = (stage.oracle(), stage.pool());
        assert!(build(oracle, scene.asset).await.contains(&failed(oracle)));
        assert!(build(me, scene.asset).await.contains(&failed(me)));
        assert!(build(pool, me).await.contains("TransferFailed"));
        assert!(build(nobody, scene.asset).await.contains("ZeroAddress"));
        let stray = stage.create(&stage.owner, "ReenteringToken", &[]).await;
        assert!(build(pool, stray).await.contains(&failed(pool)));
        let taker = stage.create(&stage.owner, "FeeToken", &[]).await;
        assert!(build(pool, taker).await.contains(&failed(pool)));
    });
}

/// In states with interest, fees and others' shares: what previews say comes true, no way there and back gains, nobody
/// else loses more than rounding.
#[test]
fn previews_come_true_and_round_trips_gain_nothing() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let mut random = StdRng::seed_from_u64(4_626);
        let (saver, other) = (
            scene.saver("saver", "10000000").await,
            scene.saver("other", "1000000").await,
        );
        let (vault, me, them) = (scene.vault, saver.address(), other.address());
        scene.deposit(&other, scene.usdc("50000.000001")).await;
        let recipient = stage.actor("recipient").await.address();
        let fees = IVault::setFeesCall {
            performance: 1_000,
            management: 100,
            recipient,
        };
        stage.does(&stage.owner, vault, &fees).await;
        scene.loan("40000").await;
        for round in 0..24 {
            if round % 3 == 0 {
                stage.advance(random.random_range(1..2_000_000)).await;
            }
            let assets = number(10u64.pow(random.random_range(0..12)))
                + number(random.random_range(0..1_000));
            let theirs = scene.worth(them).await;
            let before = scene.tokens(me).await;
            let in_by_assets = random.random_bool(0.5);
            let (paid, got) = if in_by_assets {
                let preview = scene.read(&IVault::previewDepositCall { assets }).await;
                let shares = scene.deposit(&saver, assets).await;
                assert_eq!(shares, preview, "deposit of {assets}");
                assert!(
                    shares
                        <= scene.read(&IVault::convertToSharesCall { assets }).await
                            + number(OFFSET)
                );
                (assets, shares)
            } else {
                let shares = assets * number(OFFSET) + number(random.random_range(0..OFFSET));
                let preview = scene.read(&IVault::previewMintCall { shares }).await;
                let call = IVault::mintCall {
                    shares,
                    receiver: me,
                };
                let paid = stage.does(&saver, vault, &call).await.returned;
                assert_eq!(paid, preview, "mint of {shares}");
                assert!(paid >= scene.read(&IVault::convertToAssetsCall { shares }).await);
                (paid, shares)
            };
            assert_eq!(scene.tokens(me).await, before - paid);
            assert_eq!(scene.shares(me).await, got);
            let back = if random.random_bool(0.5) {
                let preview = scene.read(&IVault::previewRedeemCall { shares: got }).await;
                let back = scene.redeem(&saver, got).await;
                assert_eq!(back, preview, "redemption of {got}");
                back
            } else {
                let most = scene.read(&IVault::maxWithdrawCall { owner: me }).await;
                let preview = scene
                    .read(&IVault::previewWithdrawCall { assets: most })
                    .await;
                let call = IVault::withdrawCall {
                    assets: most,
                    receiver: me,
                    owner: me,
                };
                assert_eq!(
                    stage.does(&saver, vault, &call).await.returned,
                    preview,
                    "withdrawal of {most}"
                );
                assert!(preview <= got);
                most
            };
            assert!(back <= paid, "round {round}: {paid} in, {back} out");
            assert_eq!(scene.tokens(me).await, before - paid + back);
            // What is left of shares is worth less than a unit.
            let dust = scene.shares(me).await;
            scene.redeem(&saver, dust).await;
            let after = scene.worth(them).await;
            assert!(
                after + number(1) >= theirs,
                "round {round}: the others had {theirs}, have {after}"
            );
        }
        let total = scene.read(&IVault::totalAssetsCall {}).await;
        assert!(scene.worth(them).await + scene.worth(recipient).await <= total);
        assert!(total > scene.usdc("50000.000001"), "interest came: {total}");
    });
}

#[test]
fn what_max_tells_can_be_done_and_no_more() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "1000000").await;
        let (vault, me) = (scene.vault, saver.address());
        assert_eq!(scene.most(Address::ZERO).await, [U256::ZERO; 4]);
        scene.deposit(&saver, scene.usdc("1000")).await;
        scene.loan("400").await;
        stage.advance(3_000_000).await;
        scene.configure(|config| config.supplyCap = 5_000).await;
        stage.node.travel(1_000).await;
        // The cap: at most three units are left.
        let [assets, shares, ..] = scene.most(me).await;
        let deposit = |assets| IVault::depositCall {
            assets,
            receiver: me,
        };
        let beyond = stage
            .refuses_as::<_, IPool::CapExceeded>(&saver, vault, &deposit(assets + number(4)))
            .await;
        assert_eq!(beyond.cap, scene.usdc("5000"));
        let snapshot = stage.node.snapshot().await;
        stage.does(&saver, vault, &deposit(assets)).await;
        let [left, ..] = scene.most(me).await;
        assert!(left <= number(3), "{left}");
        stage.node.revert(&snapshot).await;
        let mint = |shares| IVault::mintCall {
            shares,
            receiver: me,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&saver, vault, &mint(shares + number(5 * OFFSET)))
            .await;
        stage.does(&saver, vault, &mint(shares)).await;
        scene.configure(|config| config.supplyCap = 10).await;
        let [assets, shares, ..] = scene.most(me).await;
        assert_eq!((assets, shares), (U256::ZERO, U256::ZERO));
        // Cash: somebody borrows nearly all.
        scene.configure(|config| config.supplyCap = 1_000_000).await;
        let rich = stage.rich("rich", &[("ETH", "100")]).await;
        stage.deposit(&rich, "ETH", "100").await;
        let cash = stage.reserve("USDC").await.cash;
        let borrow = IPool::borrowCall {
            asset: scene.asset,
            assets: cash - number(777_777),
            account: rich.address(),
            receiver: rich.address(),
        };
        stage.does(&rich, stage.pool(), &borrow).await;
        let [_, _, assets, shares] = scene.most(me).await;
        assert_eq!(assets, number(777_777));
        let withdraw = |assets| IVault::withdrawCall {
            assets,
            receiver: me,
            owner: me,
        };
        let redeem = |shares| IVault::redeemCall {
            shares,
            receiver: me,
            owner: me,
        };
        let expected = IPool::InsufficientCash {
            asset: scene.asset,
            available: number(777_777),
            wanted: number(777_778),
        };
        stage
            .refuses(&saver, vault, &withdraw(number(777_778)), expected)
            .await;
        stage
            .refuses_as::<_, IPool::InsufficientCash>(
                &saver,
                vault,
                &redeem(shares + number(2 * OFFSET)),
            )
            .await;
        let snapshot = stage.node.snapshot().await;
        stage.does(&saver, vault, &withdraw(assets)).await;
        assert_eq!(stage.reserve("USDC").await.cash, U256::ZERO);
        let [_, _, assets, shares_left] = scene.most(me).await;
        assert_eq!((assets, shares_left), (U256::ZERO, U256::ZERO));
        stage.node.revert(&snapshot).await;
        assert!(stage.does(&saver, vault, &redeem(shares)).await.returned >= number(777_776));
        // Everything, once there is cash.
        stage.rich("lender", &[("USDC", "100000")]).await;
        let lender = stage.rich("second", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let [_, _, assets, shares] = scene.most(me).await;
        assert_eq!(shares, scene.shares(me).await);
        assert_eq!(assets, scene.worth(me).await);
        let snapshot = stage.node.snapshot().await;
        assert_eq!(scene.redeem(&saver, shares).await, assets);
        stage.node.revert(&snapshot).await;
        stage.does(&saver, vault, &withdraw(assets)).await;
        let [_, _, assets, _] = scene.most(me).await;
        assert_eq!(assets, U256::ZERO);
    });
}

#[test]
fn who_is_stuck_takes_the_claim_itself() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let (saver, helper) = (
            scene.saver("saver", "1000").await,
            scene.saver("helper", "2000").await,
        );
        let (vault, me) = (scene.vault, saver.address());
        let shares = scene.deposit(&saver, scene.usdc("1000")).await;
        scene.loan("1000").await;
        stage.node.travel(1_000_000).await;
        assert_eq!(stage.reserve("USDC").await.cash, U256::ZERO);
        assert_eq!(scene.most(me).await[2], U256::ZERO);
        // The helper lends the vault tokens for the call and needs the owner's leave.
        let call = IVault::redeemInKindCall {
            shares,
            receiver: me,
            owner: me,
        };
        let refused = IVault::ERC20InsufficientAllowance {
            spender: helper.address(),
            allowance: U256::ZERO,
            needed: shares,
        };
        stage.refuses(&helper, vault, &call, refused).await;
        stage
            .does(
                &saver,
                vault,
                &IVault::approveCall {
                    spender: helper.address(),
                    value: shares,
                },
            )
            .await;
        let worth = scene.worth(me).await;
        assert!(worth > scene.usdc("1000"));
        let before = stage.reserve("USDC").await;
        let done = stage.does(&helper, vault, &call).await;
        assert_eq!(done.returned, worth);
        let event = done.event::<IVault::RedeemedInKind>(vault);
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (helper.address(), me, me)
        );
        assert_eq!((event.assets, event.shares), (worth, shares));
        assert_eq!(scene.tokens(helper.address()).await, scene.usdc("2000"));
        let claim = stage.position("USDC", me).await.supplied;
        assert!(
            claim <= worth && claim + number(1) >= worth,
            "{claim} of {worth}"
        );
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        let after = stage.reserve("USDC").await;
        assert_eq!((after.cash, after.debt), (before.cash, before.debt));
        // Whoever has neither tokens nor cap cannot.
        let again = scene.deposit(&helper, scene.usdc("500")).await;
        let call = IVault::redeemInKindCall {
            shares: again,
            receiver: me,
            owner: helper.address(),
        };
        scene.configure(|config| config.supplyCap = 100).await;
        stage
            .refuses_as::<_, IPool::CapExceeded>(&helper, vault, &call)
            .await;
        let rest = scene.tokens(helper.address()).await;
        stage
            .does(
                &helper,
                scene.asset,
                &IToken::transferCall {
                    to: me,
                    amount: rest,
                },
            )
            .await;
        stage
            .refuses(
                &helper,
                vault,
                &call,
                IVault::TransferFailed { token: scene.asset },
            )
            .await;
    });
}

#[test]
fn nobody_is_robbed_by_inflating_an_empty_vault() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let (thief, victim) = (
            scene.saver("thief", "100000").await,
            scene.saver("victim", "1000").await,
        );
        scene.deposit(&thief, number(1)).await;
        // Donations: tokens count for nothing, supply in the vault's name is everybody's.
        let gift = IToken::transferCall {
            to: scene.vault,
            amount: scene.usdc("10000"),
        };
        stage.does(&thief, scene.asset, &gift).await;
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, number(1));
        let gift = IPool::supplyCall {
            asset: scene.asset,
            assets: scene.usdc("10000"),
            onBehalf: scene.vault,
        };
        stage.does(&thief, stage.pool(), &gift).await;
        scene.deposit(&victim, scene.usdc("1000")).await;
        let kept = scene.worth(victim.address()).await;
        assert!(kept >= scene.usdc("999.98"), "{kept}");
        let shares = scene.shares(thief.address()).await;
        let got = scene.redeem(&thief, shares).await;
        assert!(
            got < scene.usdc("5001"),
            "the thief gave 20,000 and got {got}"
        );
        // A deposit that would mint nothing is refused.
        let tiny = IVault::depositCall {
            assets: U256::ZERO,
            receiver: thief.address(),
        };
        assert_eq!(
            stage.does(&thief, scene.vault, &tiny).await.returned,
            U256::ZERO
        );
        let fresh = Scene {
            vault: fresh_vault(stage, "USDC", stage.pool()).await,
            ..Scene::new(stage)
        };
        stage.approve_at(fresh.asset, &thief, fresh.vault).await;
        let gift = IPool::supplyCall {
            asset: fresh.asset,
            assets: scene.usdc("5"),
            onBehalf: fresh.vault,
        };
        stage.does(&thief, stage.pool(), &gift).await;
        let call = IVault::depositCall {
            assets: number(1),
            receiver: thief.address(),
        };
        stage
            .refuses(&thief, fresh.vault, &call, IVault::ZeroAmount {})
            .await;
    });
}

/// Another vault over a reserve.
async fn fresh_vault(stage: &Stage, symbol: &str, pool: Address) -> Address {
    let asset = stage.token(symbol);
    let mut name = B256::ZERO;
    name[..5].copy_from_slice(b"Fresh");
    let arguments = (stage.owner.address(), pool, asset, name, name).abi_encode_params();
    stage.construct("vault", &arguments).await.expect("vault")
}

#[test]
fn losses_are_shared_by_all_holders() {
    test(async |stage| {
        // A pool whose unwinder is an actor, who may write debts off.
        let judge = stage.actor("judge").await;
        let stage = &stage.with_pool_under(judge.address()).await;
        let scene = Scene {
            vault: fresh_vault(stage, "USDC", stage.pool()).await,
            ..Scene::new(stage)
        };
        let (one, two) = (
            scene.saver("one", "3000").await,
            scene.saver("two", "1000").await,
        );
        scene.deposit(&one, scene.usdc("3000")).await;
        scene.deposit(&two, scene.usdc("1000")).await;
        let borrower = scene.loan("1000").await;
        let call = IDebtBook::writeOffCall {
            account: borrower.address(),
            debtAsset: scene.asset,
        };
        let lost = stage.does(&judge, stage.pool(), &call).await.returned.lost;
        assert_eq!(lost, scene.usdc("1000"));
        assert_eq!(
            scene.read(&IVault::totalAssetsCall {}).await,
            scene.usdc("3000")
        );
        for (saver, left) in [(&one, "2250"), (&two, "750")] {
            let worth = scene.worth(saver.address()).await;
            assert!(
                worth <= scene.usdc(left) && worth + number(1) >= scene.usdc(left),
                "{worth}"
            );
            let shares = scene.shares(saver.address()).await;
            assert_eq!(scene.redeem(saver, shares).await, worth);
        }
        // All is lost: shares are worth nothing, and views say so.
        let shares = scene.deposit(&one, scene.usdc("1000")).await;
        stage.borrow(&borrower, "USDC", "1000").await;
        stage.does(&judge, stage.pool(), &call).await;
        let most = scene.most(one.address()).await;
        assert_eq!(most[2], U256::ZERO);
        assert_eq!(scene.redeem(&one, shares).await, U256::ZERO);
    });
}

#[test]
fn fees_are_taken_above_the_highest_price() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "100000").await;
        let (vault, recipient) = (scene.vault, stage.actor("recipient").await.address());
        let set = |performance, management, recipient| IVault::setFeesCall {
            performance,
            management,
            recipient,
        };
        let caller = saver.address();
        stage
            .refuses(
                &saver,
                vault,
                &set(0, 0, recipient),
                IOwned::Unauthorised { caller },
            )
            .await;
        let owner = &stage.owner;
        let bounds = |position, value| IOwned::ParameterOutOfBounds {
            position: number(position),
            value: number(value),
        };
        stage
            .refuses(owner, vault, &set(5_001, 0, recipient), bounds(0, 5_001))
            .await;
        stage
            .refuses(owner, vault, &set(0, 501, recipient), bounds(1, 501))
            .await;
        stage
            .refuses(
                owner,
                vault,
                &set(1, 0, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        scene.deposit(&saver, scene.usdc("50000")).await;
        // What was earned before fees were set is no fee.
        scene.loan("45000").await;
        stage.advance(2_000_000).await;
        let done = stage.does(owner, vault, &set(1_000, 0, recipient)).await;
        let event = done.event::<IVault::FeesSet>(vault);
        assert_eq!(
            (event.performance, event.management, event.recipient),
            (1_000, 0, recipient)
        );
        assert!(done.events::<IVault::FeesTaken>(vault).is_empty());
        let told = scene.read(&IVault::feesCall {}).await;
        assert_eq!(
            (told.performance, told.management, told.recipient),
            (1_000, 0, recipient)
        );
        let before = scene.read(&IVault::totalAssetsCall {}).await;
        let highest = scene.read(&IVault::highestPriceCall {}).await;
        stage.advance(3_000_000).await;
        let gain = scene.read(&IVault::totalAssetsCall {}).await - before;
        let mine = scene.worth(caller).await;
        let done = stage.does(&saver, vault, &IVault::takeFeesCall {}).await;
        // Conversions counted the fee before it was minted.
        assert_eq!(scene.worth(caller).await, mine);
        let event = done.event::<IVault::FeesTaken>(vault);
        assert_eq!((event.recipient, event.management), (recipient, U256::ZERO));
        assert_eq!(event.performance, scene.shares(recipient).await);
        let taken = scene.worth(recipient).await;
        let tenth = gain / number(10);
        assert!(
            taken <= tenth && taken + number(2) >= tenth,
            "{taken} of {gain}"
        );
        assert!(scene.read(&IVault::highestPriceCall {}).await > highest);
        // Nothing twice.
        let done = stage.does(&saver, vault, &IVault::takeFeesCall {}).await;
        assert!(done.events::<IVault::FeesTaken>(vault).is_empty());
        // A hundredth of everything a year, and it costs nobody an exit.
        stage.does(owner, vault, &set(0, 100, recipient)).await;
        let (before, all) = (
            scene.shares(recipient).await,
            scene.read(&IVault::totalSupplyCall {}).await,
        );
        stage.advance(31_536_000 / 4).await;
        stage.does(&saver, vault, &IVault::takeFeesCall {}).await;
        let minted = scene.shares(recipient).await - before;
        let quarter = all / number(399);
        let close = minted.abs_diff(quarter) <= quarter / number(1_000);
        assert!(close, "{minted} of {all} for a quarter of a year");
        let total = scene.read(&IVault::totalAssetsCall {}).await;
        assert!(scene.worth(caller).await + scene.worth(recipient).await <= total);
        stage.does(owner, vault, &set(0, 0, Address::ZERO)).await;
        assert_eq!(
            scene.read(&IVault::feesCall {}).await.recipient,
            Address::ZERO
        );
    });
}

#[test]
fn shares_are_an_ordinary_token() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "100").await;
        let (friend, spender) = (
            stage.actor("friend").await.address(),
            stage.actor("spender").await,
        );
        let (vault, me, by) = (scene.vault, saver.address(), spender.address());
        let shares = scene.deposit(&saver, scene.usdc("100")).await;
        let half = shares / number(2);
        let done = stage
            .does(
                &saver,
                vault,
                &IVault::transferCall {
                    to: friend,
                    value: half,
                },
            )
            .await;
        assert!(done.returned);
        let event = done.event::<IVault::Transfer>(vault);
        assert_eq!((event.from, event.to, event.value), (me, friend, half));
        let short = IVault::ERC20InsufficientBalance {
            sender: me,
            balance: half,
            needed: shares,
        };
        stage
            .refuses(
                &saver,
                vault,
                &IVault::transferCall {
                    to: friend,
                    value: shares,
                },
                short,
            )
            .await;
        let nobody = IVault::transferCall {
            to: Address::ZERO,
            value: half,
        };
        stage
            .refuses(&saver, vault, &nobody, IOwned::ZeroAddress {})
            .await;
        let to_nobody = IVault::approveCall {
            spender: Address::ZERO,
            value: half,
        };
        stage
            .refuses(&saver, vault, &to_nobody, IOwned::ZeroAddress {})
            .await;
        let pull = |value| IVault::transferFromCall {
            from: me,
            to: friend,
            value,
        };
        let short = |allowance, needed| IVault::ERC20InsufficientAllowance {
            spender: by,
            allowance,
            needed,
        };
        stage
            .refuses(&spender, vault, &pull(half), short(U256::ZERO, half))
            .await;
        let approve = |value| IVault::approveCall { spender: by, value };
        let done = stage.does(&saver, vault, &approve(half)).await;
        let event = done.event::<IVault::Approval>(vault);
        assert_eq!((event.owner, event.spender, event.value), (me, by, half));
        let quarter = half / number(2);
        stage.does(&spender, vault, &pull(quarter)).await;
        let allowance = IVault::allowanceCall {
            owner: me,
            spender: by,
        };
        assert_eq!(scene.read(&allowance).await, half - quarter);
        stage
            .refuses(&spender, vault, &pull(half), short(half - quarter, half))
            .await;
        stage.does(&saver, vault, &approve(U256::MAX)).await;
        stage.does(&spender, vault, &pull(number(7))).await;
        assert_eq!(
            scene.read(&allowance).await,
            U256::MAX,
            "the largest is never used up"
        );
        // By allowance out of the vault too; to oneself nothing changes.
        let owned = scene.shares(me).await;
        stage
            .does(
                &saver,
                vault,
                &IVault::transferCall {
                    to: me,
                    value: owned,
                },
            )
            .await;
        assert_eq!(scene.shares(me).await, owned);
        stage.does(&saver, vault, &approve(owned)).await;
        let exit = IVault::redeemCall {
            shares: owned,
            receiver: by,
            owner: me,
        };
        let paid = stage.does(&spender, vault, &exit).await.returned;
        assert_eq!(scene.tokens(by).await, paid);
        assert_eq!(scene.read(&allowance).await, U256::ZERO);
        let exit = IVault::withdrawCall {
            assets: number(1),
            receiver: by,
            owner: friend,
        };
        stage
            .refuses_as::<_, IVault::ERC20InsufficientAllowance>(&spender, vault, &exit)
            .await;
    });
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

#[test]
fn allowances_are_given_by_signature() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let (saver, thief) = (
            scene.saver("saver", "100").await,
            stage.actor("thief").await,
        );
        let (vault, me, by) = (scene.vault, saver.address(), thief.address());
        let (value, now) = (scene.usdc("7"), number(stage.node.now().await));
        let permit = |deadline, signature: &[u8; 65]| IVault::permit_0Call {
            owner: me,
            spender: by,
            value,
            deadline,
            v: signature[64],
            r: B256::from_slice(&signature[..32]),
            s: B256::from_slice(&signature[32..64]),
        };
        let deadline = now + number(1_000);
        let hash = digest(&scene, me, by, value, 0, deadline).await;
        let signature = saver.signed(hash);
        let invalid = |signer| IVault::ERC2612InvalidSigner { signer, owner: me };
        // By another key; malleable; past its deadline; for another amount.
        let wrong = thief.signed(hash);
        stage
            .refuses(&thief, vault, &permit(deadline, &wrong), invalid(by))
            .await;
        let mut twin = signature;
        let order: U256 = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
            .parse()
            .expect("order");
        let s = order - U256::from_be_slice(&signature[32..64]);
        twin[32..64].copy_from_slice(&s.to_be_bytes::<32>());
        twin[64] = 55 - signature[64];
        stage
            .refuses(
                &thief,
                vault,
                &permit(deadline, &twin),
                invalid(Address::ZERO),
            )
            .await;
        let mut odd = signature;
        odd[64] = signature[64] - 27;
        stage
            .refuses(
                &thief,
                vault,
                &permit(deadline, &odd),
                invalid(Address::ZERO),
            )
            .await;
        let late = now - number(1);
        let expired = IVault::ERC2612ExpiredSignature { deadline: late };
        stage
            .refuses(&thief, vault, &permit(late, &signature), expired)
            .await;
        let mut more = permit(deadline, &signature);
        more.value += number(1);
        stage
            .refuses_as::<_, IVault::ERC2612InvalidSigner>(&thief, vault, &more)
            .await;
        let done = stage
            .does(&thief, vault, &permit(deadline, &signature))
            .await;
        let event = done.event::<IVault::Approval>(vault);
        assert_eq!((event.owner, event.spender, event.value), (me, by, value));
        let allowance = IVault::allowanceCall {
            owner: me,
            spender: by,
        };
        assert_eq!(scene.read(&allowance).await, value);
        assert_eq!(
            scene.read(&IVault::noncesCall { owner: me }).await,
            number(1)
        );
        // Not again.
        stage
            .refuses_as::<_, IVault::ERC2612InvalidSigner>(
                &thief,
                vault,
                &permit(deadline, &signature),
            )
            .await;
        // Nobody signs for the zero address, nor allows it.
        let mut nobody = permit(deadline, &[0; 65]);
        nobody.owner = Address::ZERO;
        let refused = IVault::ERC2612InvalidSigner {
            signer: Address::ZERO,
            owner: Address::ZERO,
        };
        stage.refuses(&thief, vault, &nobody, refused).await;

        // As bytes: the same, and contracts.
        let hash = digest(&scene, me, by, U256::MAX, 1, deadline).await;
        let signature = saver.signed(hash);
        let as_bytes = |owner, signature: &[u8]| IVault::permit_1Call {
            owner,
            spender: by,
            value: U256::MAX,
            deadline,
            signature: signature.to_vec().into(),
        };
        for bad in [&signature[..64], &[], &[1; 66]] {
            stage
                .refuses_as::<_, IVault::ERC2612InvalidSigner>(&thief, vault, &as_bytes(me, bad))
                .await;
        }
        stage.does(&thief, vault, &as_bytes(me, &signature)).await;
        assert_eq!(scene.read(&allowance).await, U256::MAX);
        let wallet = stage.create(&saver, "SigningWallet", &[]).await;
        let hash = digest(&scene, wallet, by, U256::MAX, 0, deadline).await;
        let words = b"of any form";
        let refused = stage
            .refuses_as::<_, IVault::ERC2612InvalidSigner>(&thief, vault, &as_bytes(wallet, words))
            .await;
        assert_eq!(refused.owner, wallet);
        let sign = ISigningWallet::signCall {
            digest: hash,
            signature: words.to_vec().into(),
        };
        stage.does(&saver, wallet, &sign).await;
        stage.does(&thief, vault, &as_bytes(wallet, words)).await;
        let allowance = IVault::allowanceCall {
            owner: wallet,
            spender: by,
        };
        assert_eq!(scene.read(&allowance).await, U256::MAX);
        stage
            .refuses_as::<_, IVault::ERC2612InvalidSigner>(&thief, vault, &as_bytes(wallet, words))
            .await;
    });
}

#[test]
fn tokens_that_call_back_find_a_closed_door_and_move_no_price() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let arguments = (me, stage.pool(), asset, B256::ZERO, B256::ZERO).abi_encode_params();
        let vault = stage.construct("vault", &arguments).await.expect("vault");
        stage.approve_at(asset, &user, vault).await;
        let ten = U256::from(10).pow(U256::from(19));
        stage
            .does(
                &user,
                vault,
                &IVault::depositCall {
                    assets: ten,
                    receiver: me,
                },
            )
            .await;
        let arm = async |target, data: Vec<u8>| {
            let call = IReentering::armCall {
                target,
                data: data.into(),
            };
            stage.does(&user, asset, &call).await;
        };
        let shares = number(OFFSET);
        let verbs = [
            IVault::depositCall {
                assets: number(1),
                receiver: me,
            }
            .abi_encode(),
            IVault::mintCall {
                shares,
                receiver: me,
            }
            .abi_encode(),
            IVault::withdrawCall {
                assets: number(1),
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IVault::redeemCall {
                shares,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IVault::redeemInKindCall {
                shares,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
        ];
        for data in verbs {
            arm(vault, data).await;
            stage
                .does(
                    &user,
                    vault,
                    &IVault::depositCall {
                        assets: number(10),
                        receiver: me,
                    },
                )
                .await;
            assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
            let answer = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(answer.to_vec(), IOwned::Reentered {}.abi_encode());
        }
        // The price during the call is the price before it.
        let worth = IVault::convertToAssetsCall {
            shares: ten * number(OFFSET),
        };
        let before = stage.read(vault, &worth).await;
        arm(vault, worth.abi_encode()).await;
        stage
            .does(
                &user,
                vault,
                &IVault::mintCall {
                    shares: ten * number(OFFSET),
                    receiver: me,
                },
            )
            .await;
        let during = stage.read(asset, &IReentering::answerCall {}).await;
        assert_eq!(U256::from_be_slice(&during), before);
        // Whoever moves the price while tokens are pulled for a fixed number of shares is refused: the token itself
        // supplies in the vault's name, which it can before anything of the pool runs.
        stage
            .does(
                &user,
                asset,
                &IToken::mintCall {
                    account: asset,
                    amount: ten,
                },
            )
            .await;
        let approve = IToken::approveCall {
            spender: stage.pool(),
            amount: U256::MAX,
        };
        arm(asset, approve.abi_encode()).await;
        stage
            .does(
                &user,
                asset,
                &IToken::transferCall {
                    to: me,
                    amount: U256::ZERO,
                },
            )
            .await;
        let gift = IPool::supplyCall {
            asset,
            assets: ten / number(2),
            onBehalf: vault,
        };
        arm(stage.pool(), gift.abi_encode()).await;
        let mint = IVault::mintCall {
            shares: ten * number(OFFSET),
            receiver: me,
        };
        stage
            .refuses(&user, vault, &mint, IOwned::Reentered {})
            .await;
        let held = stage
            .read(vault, &IVault::balanceOfCall { account: me })
            .await;
        let in_kind = IVault::redeemInKindCall {
            shares: held / number(4),
            receiver: me,
            owner: me,
        };
        stage
            .refuses(&user, vault, &in_kind, IOwned::Reentered {})
            .await;
    });
}

/// A claim moves and shares are burned for it: whoever the token calls back in between sees one price, and takes no fee of a
/// gain that is none.
#[test]
fn a_claim_that_moves_shows_no_gain_to_take_a_fee_of() {
    test(async |stage| {
        let (user, thief) = (stage.actor("user").await, stage.actor("thief").await);
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let arguments = (me, stage.pool(), asset, B256::ZERO, B256::ZERO).abi_encode_params();
        let vault = stage.construct("vault", &arguments).await.expect("vault");
        stage.approve_at(asset, &user, vault).await;
        let ten = U256::from(10).pow(U256::from(19));
        let deposit = IVault::depositCall {
            assets: ten,
            receiver: me,
        };
        let shares = stage.does(&user, vault, &deposit).await.returned;
        let fees = IVault::setFeesCall {
            performance: 5_000,
            management: 0,
            recipient: thief.address(),
        };
        stage.does(&user, vault, &fees).await;
        let highest = stage.read(vault, &IVault::highestPriceCall {}).await;
        let worth = IVault::convertToAssetsCall { shares };
        let before = stage.read(vault, &worth).await;

        let script = stage.create(&stage.owner, "Scripted", &[]).await;
        let steps = vec![
            step(vault, &worth),
            attempt(vault, &IVault::takeFeesCall {}),
            attempt(vault, &fees),
        ];
        let arm = |target| IReentering::armCall {
            target,
            data: run(steps.clone()).abi_encode().into(),
        };
        stage.does(&user, asset, &arm(script)).await;
        let in_kind = IVault::redeemInKindCall {
            shares: shares / number(2),
            receiver: me,
            owner: me,
        };
        let done = stage.does(&user, vault, &in_kind).await;
        assert!(done.events::<IVault::FeesTaken>(vault).is_empty());
        // Pulled of the caller, supplied for the receiver, withdrawn for the caller.
        assert_eq!(
            stage.read(asset, &IReentering::callsCall {}).await,
            number(3)
        );
        for transfer in 0..3 {
            let during = answer(stage, script, 3 * transfer).await;
            let during = U256::from_be_slice(&during);
            // The pool rounds what was withdrawn by a unit, of half.
            assert!(
                before.abs_diff(during) <= number(2),
                "{before} {during} in transfer {transfer}"
            );
            for refused in [1, 2] {
                let answer = answer(stage, script, 3 * transfer + refused).await;
                assert_eq!(answer.to_vec(), IOwned::Reentered {}.abi_encode());
            }
        }
        stage.does(&user, asset, &arm(Address::ZERO)).await;
        stage.does(&thief, vault, &IVault::takeFeesCall {}).await;
        let account = thief.address();
        let taken = stage.read(vault, &IVault::balanceOfCall { account }).await;
        assert_eq!(taken, U256::ZERO);
        let after = stage.read(vault, &IVault::highestPriceCall {}).await;
        // Rounded up from prices that differ by what the pool rounds.
        assert!(
            after.abs_diff(highest) <= number(OFFSET),
            "{highest} {after}"
        );
    });
}
