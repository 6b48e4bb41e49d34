//! Transactions that must not be taken.

use crate::{support::devnet, witness::while_served};
use alloy::{
    consensus::{
        SignableTransaction, TxEip1559, TxEip2930, TxEip4844, TxEip7702, TxEnvelope, TxLegacy,
    },
    eips::{eip2718::Encodable2718, eip7702::Authorization},
    primitives::{Address, B256, Signature, TxKind, U256},
    signers::{SignerSync, local::PrivateKeySigner},
};
use ballast_devnet::{BASE_FEE, CHAIN_ID, NodeError};
use std::sync::Arc;

const FEE: u128 = BASE_FEE as u128;

fn base(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: FEE,
        to: TxKind::Call(Address::repeat_byte(1)),
        ..TxEip1559::default()
    }
}

fn signed<T: SignableTransaction<Signature>>(signer: &PrivateKeySigner, transaction: T) -> Vec<u8>
where
    TxEnvelope: From<alloy::consensus::Signed<T>>,
{
    let signature = signer
        .sign_hash_sync(&transaction.signature_hash())
        .expect("signed");
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bytes_but_a_whole_transaction_are_taken() {
    let devnet = Arc::new(devnet().await);
    let (node, signer) = (devnet.node().clone(), devnet.accounts()[0].signer());
    let whole = signed(&signer, base(0));
    while_served(&devnet, async {
        for end in 0..whole.len() {
            assert!(node.send_raw(&whole[..end]).is_err(), "{end} bytes");
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(node.send_raw(&longer).is_err());
        for first in 0..=255_u8 {
            for rest in [&[][..], &[0xc0], &[0xff; 40], &whole[1..]] {
                let bytes = [&[first], rest].concat();
                if bytes != whole {
                    assert!(node.send_raw(&bytes).is_err(), "{first:#x}");
                }
            }
        }
        // A changed byte is another transaction of another sender, who has no funds, or nothing at all.
        for index in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[index] ^= 0x40;
            assert!(node.send_raw(&bytes).is_err(), "byte {index}");
        }
    })
    .await;
    assert_eq!(
        devnet.node().nonce(signer.address()),
        0,
        "nothing was taken"
    );
    devnet.node().send_raw(&whole).expect("the whole one is");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_has_its_refusal_for_every_kind() {
    let devnet = Arc::new(devnet().await);
    let (node, signer) = (devnet.node().clone(), devnet.accounts()[0].signer());
    let to = TxKind::Call(Address::repeat_byte(1));
    let kinds = |chain_id: u64, nonce: u64, gas_limit: u64, fee: u128, value: U256| {
        let legacy = TxLegacy {
            chain_id: Some(chain_id),
            nonce,
            gas_limit,
            gas_price: fee,
            to,
            value,
            ..TxLegacy::default()
        };
        let listed = TxEip2930 {
            chain_id,
            nonce,
            gas_limit,
            gas_price: fee,
            to,
            value,
            ..TxEip2930::default()
        };
        let dynamic = TxEip1559 {
            gas_limit,
            max_fee_per_gas: fee,
            value,
            chain_id,
            ..base(nonce)
        };
        let authorization = Authorization {
            chain_id: U256::from(chain_id),
            address: Address::repeat_byte(2),
            nonce: 0,
        };
        let by = signer
            .sign_hash_sync(&authorization.signature_hash())
            .expect("signed");
        let delegating = TxEip7702 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: fee,
            value,
            to: Address::repeat_byte(1),
            authorization_list: vec![authorization.into_signed(by)],
            ..TxEip7702::default()
        };
        [
            signed(&signer, legacy),
            signed(&signer, listed),
            signed(&signer, dynamic),
            signed(&signer, delegating),
        ]
    };
    let cases = [
        (
            kinds(1, 0, 100_000, FEE, U256::ZERO),
            "invalid chain id for signer: have 1 want 412346",
        ),
        (
            kinds(CHAIN_ID, 0, 20_999, FEE, U256::ZERO),
            "intrinsic gas too low",
        ),
        (
            kinds(CHAIN_ID, 0, (1 << 50) + 1, FEE, U256::ZERO),
            "exceeds block gas limit",
        ),
        (
            kinds(CHAIN_ID, 0, 100_000, FEE - 1, U256::ZERO),
            "max fee per gas less than block base fee",
        ),
        (
            kinds(CHAIN_ID, 0, 100_000, u128::MAX, U256::ZERO),
            "insufficient funds for gas * price + value",
        ),
        (
            kinds(CHAIN_ID, 0, 100_000, FEE, U256::MAX),
            "insufficient funds for gas * price + value",
        ),
    ];
    while_served(&devnet, async {
        for (transactions, reason) in cases {
            for raw in transactions {
                let error = node.send_raw(&raw).expect_err(reason).to_string();
                assert!(error.starts_with(reason), "type {}: {error}", raw[0]);
            }
        }
    })
    .await;
    let blob = TxEip4844 {
        chain_id: CHAIN_ID,
        gas_limit: 100_000,
        max_fee_per_gas: FEE,
        blob_versioned_hashes: vec![B256::repeat_byte(1)],
        ..TxEip4844::default()
    };
    let error = node
        .send_raw(&signed(&signer, blob))
        .expect_err("blobs")
        .to_string();
    assert_eq!(error, "transaction type not supported");
    let code = TxEip1559 {
        to: TxKind::Create,
        input: vec![0; 49_153].into(),
        gas_limit: 10_000_000,
        ..base(0)
    };
    let error = node
        .send_raw(&signed(&signer, code))
        .expect_err("size")
        .to_string();
    assert!(error.starts_with("max initcode size exceeded"), "{error}");
    let tip = TxEip1559 {
        max_priority_fee_per_gas: FEE + 1,
        ..base(0)
    };
    let error = node
        .send_raw(&signed(&signer, tip))
        .expect_err("tip")
        .to_string();
    assert!(
        error.starts_with("max priority fee per gas higher than max fee per gas"),
        "{error}"
    );

    for signature in [
        Signature::new(U256::ZERO, U256::ZERO, false),
        Signature::new(U256::MAX, U256::MAX, true),
        Signature::new(U256::ONE, U256::MAX, false),
    ] {
        let raw = TxEnvelope::from(base(0).into_signed(signature)).encoded_2718();
        let error = node.send_raw(&raw).expect_err("signature");
        assert!(matches!(error, NodeError::Rejected(_)), "{error}");
    }
    assert_eq!(node.nonce(signer.address()), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_behind_a_nonce_gap_is_bounded() {
    let devnet = Arc::new(devnet().await);
    let (node, signer) = (devnet.node().clone(), devnet.accounts()[0].signer());
    let flood = 5_000_u64;
    while_served(&devnet, async {
        for nonce in 1..=flood {
            node.send_raw(&signed(&signer, base(nonce))).expect("waits");
        }
        let far = node.send_raw(&signed(&signer, base(u64::MAX)));
        assert!(far.is_err(), "a nonce that can never come");
        let again = node
            .send_raw(&signed(&signer, base(1)))
            .expect_err("known")
            .to_string();
        assert_eq!(again, "already known");
        let changed = TxEip1559 {
            value: U256::ONE,
            ..base(1)
        };
        let error = node
            .send_raw(&signed(&signer, changed))
            .expect_err("cheap")
            .to_string();
        assert_eq!(error, "replacement transaction underpriced");
    })
    .await;
    assert_eq!((node.status().pending, node.status().queued), (0, flood));
    node.send_raw(&signed(&signer, base(0)))
        .expect("closes the gap");
    assert_eq!((node.status().pending, node.status().queued), (0, 0));
    assert_eq!(node.nonce(signer.address()), flood + 1);
    let stale = node
        .send_raw(&signed(&signer, base(0)))
        .expect_err("stale")
        .to_string();
    assert!(stale.starts_with("nonce too low"), "{stale}");
}
