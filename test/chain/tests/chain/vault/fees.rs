//! Losses, and the fee on what is gained above the highest price.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IDebtBook, IOwned, IVault};
use ballast_chain_tests::stage::{test, travelling};

use super::{OFFSET, Scene, fresh_vault, number};
use crate::script::{answer, attempt, run, step};
use crate::zoo::{IReentering, list};

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
