//! The pool's extension: its code runs for the pool, and at its own address it is nobody's.

use alloy::primitives::{Address, Bytes, U256, address};
use alloy::sol_types::{SolCall, SolError, SolInterface, SolValue};
use ballast_bindings::IDebtBook::IDebtBookCalls;
use ballast_bindings::IPool::IPoolCalls;
use ballast_bindings::{IDebtBook, IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};

use crate::scene::wad;
use crate::zoo::{IReentering, list, verbs};

/// `stylus_constructor()`.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];
/// What the core does itself.
const CORE: [[u8; 4]; 13] = [
    IPool::supplyCall::SELECTOR,
    IPool::withdrawCall::SELECTOR,
    IPool::depositCollateralCall::SELECTOR,
    IPool::withdrawCollateralCall::SELECTOR,
    IPool::borrowCall::SELECTOR,
    IPool::repayCall::SELECTOR,
    IPool::supplyAndCallCall::SELECTOR,
    IPool::depositCollateralAndCallCall::SELECTOR,
    IPool::repayAndCallCall::SELECTOR,
    IPool::multicallCall::SELECTOR,
    IPool::openingHealthCall::SELECTOR,
    IDebtBook::settleCall::SELECTOR,
    IDebtBook::settleAndCallCall::SELECTOR,
];

#[test]
fn at_its_own_address_it_has_no_owner_and_changes_nothing() {
    test(async |stage| {
        let extension = stage.at.pool_extension;
        let owner = &stage.owner;
        assert_eq!(
            stage.read(stage.pool(), &IPool::extensionCall {}).await,
            extension
        );
        assert_eq!(
            stage.read(extension, &IOwned::ownerCall {}).await,
            Address::ZERO
        );
        assert!(
            stage
                .read(extension, &IPool::reservesCall {})
                .await
                .is_empty()
        );
        let caller = owner.address();
        let unauthorised = || IOwned::Unauthorised { caller };
        let asset = stage.token("USDC");
        let config = stage.config.assets[0].reserve_config(0);
        let setting = IPool::setReserveCall { asset, config };
        stage
            .refuses(owner, extension, &setting, unauthorised())
            .await;
        let naming = IPool::setUnwinderCall { unwinder: caller };
        stage
            .refuses(owner, extension, &naming, unauthorised())
            .await;
        let offer = IOwned::transferOwnershipCall { candidate: caller };
        stage
            .refuses(owner, extension, &offer, unauthorised())
            .await;
        let accept = IOwned::acceptOwnershipCall {};
        stage
            .refuses(owner, extension, &accept, unauthorised())
            .await;
        let write_off = IDebtBook::writeOffCall {
            account: caller,
            debtAsset: asset,
        };
        stage
            .refuses(owner, extension, &write_off, unauthorised())
            .await;
        let premium = IPool::payPremiumCall { asset };
        stage
            .refuses(owner, extension, &premium, IPool::UnknownReserve { asset })
            .await;
        // Nobody constructs it, whatever the arguments.
        for arguments in [vec![], [caller, stage.oracle(), extension].abi_encode()] {
            let data = [&CONSTRUCTOR[..], &arguments].concat().into();
            let answer = stage.node.call(caller, extension, data, U256::ZERO).await;
            assert_eq!(answer, Err(Bytes::new()));
        }
        // The core's functions are not there.
        for selector in CORE {
            let data = [&selector[..], &[0; 320]].concat().into();
            let answer = stage.node.call(caller, extension, data, U256::ZERO).await;
            assert_eq!(answer, Err(Bytes::new()), "{selector:02x?}");
        }
    });
}

#[test]
fn every_function_is_in_one_of_the_two_programs() {
    test(async |stage| {
        let all = IPoolCalls::selectors().chain(IDebtBookCalls::selectors());
        for selector in all.filter(|selector| !CORE.contains(selector)) {
            let data = [&selector[..], &[0; 640]].concat();
            let ask = async |to| {
                let data = data.clone().into();
                stage.node.call(Address::ZERO, to, data, U256::ZERO).await
            };
            // Both know it: neither refuses without data, as unknown selectors are.
            for to in [stage.pool(), stage.at.pool_extension] {
                let answer = ask(to).await;
                assert!(
                    answer.is_ok() || answer.is_err_and(|data| data.len() >= 4),
                    "{selector:02x?}"
                );
            }
        }
    });
}

/// Reserves of a token that calls somebody in the middle of every transfer are paid out, by the extension's code.
#[test]
fn the_lock_holds_out_of_the_extension_into_both_programs() {
    travelling(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let user = stage.rich("user", &[("ETH", "100")]).await;
        let (asset, me) = (list(stage, "ReenteringToken", &user).await, user.address());
        let supply = IPool::supplyCall {
            asset,
            assets: wad() * U256::from(10),
            onBehalf: me,
        };
        stage.does(&user, pool, &supply).await;
        stage.deposit(&user, "ETH", "100").await;
        let borrow = IPool::borrowCall {
            asset,
            assets: wad() * U256::from(9),
            account: me,
            receiver: me,
        };
        stage.does(&user, pool, &borrow).await;
        stage.advance(86_400).await;
        let claim = IPool::claimReservesCall {
            asset,
            amount: U256::from(1),
            receiver: owner.address(),
        };
        let targets = verbs(stage, asset, me);
        for (name, target, data) in targets.into_iter().filter(|(_, to, _)| *to == pool) {
            let data = data.into();
            stage
                .does(&user, asset, &IReentering::armCall { target, data })
                .await;
            stage.does(owner, pool, &claim).await;
            let answer = stage.read(asset, &IReentering::answerCall {}).await;
            let locked = Bytes::from(IOwned::Reentered {}.abi_encode());
            assert_eq!(answer, locked, "{name} was entered");
        }
        // Views of both programs answer meanwhile, with the state as written so far.
        let before = stage
            .read(pool, &IPool::reserveStateCall { asset })
            .await
            .reserves;
        let data = IPool::reserveStateCall { asset }.abi_encode().into();
        let target = pool;
        stage
            .does(&user, asset, &IReentering::armCall { target, data })
            .await;
        stage.does(owner, pool, &claim).await;
        let answer = stage.read(asset, &IReentering::answerCall {}).await;
        let seen = IPool::reserveStateCall::abi_decode_returns_validate(&answer).expect("state");
        assert_eq!(seen.reserves, before - U256::from(1));
    });
}

/// The address of the caller, value and storage are the pool's: what the extension logs and pays, the pool does.
#[test]
fn what_it_logs_and_refuses_comes_from_the_pool() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let setting = IPool::setInsuranceCall {
            asset: stage.token("ETH"),
            insurance: Address::ZERO,
        };
        stage
            .refuses(&stranger, pool, &setting, IOwned::Unauthorised { caller })
            .await;
        let done = stage.does(owner, pool, &setting).await;
        let event = done.event::<IPool::InsuranceSet>(pool);
        assert_eq!(event.asset, stage.token("ETH"));
        // Unknown to both: without data, as if there were one program.
        let nonsense = address!("00000000000000000000000000000000deadbeef");
        let data: Bytes = nonsense.abi_encode().into();
        let answer = stage.node.call(caller, pool, data, U256::ZERO).await;
        assert_eq!(answer, Err(Bytes::new()));
    });
}
