//! The share as a token: transfers, allowances, permits.

use alloy::primitives::{Address, B256, U256};
use ballast_bindings::{IOwned, IVault};
use ballast_chain_tests::stage::test;

use super::{ISigningWallet, Scene, digest, number};

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
