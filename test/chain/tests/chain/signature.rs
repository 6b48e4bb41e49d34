//! Authorisations signed by keys and by contracts, and tokens' permits.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{Eip712Domain, SolStruct, SolValue, eip712_domain};
use ballast_bindings::IPool;
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};

sol! {
    /// What an account signs to authorise a manager.
    struct Authorization {
        address account;
        address manager;
        bool authorised;
        uint256 nonce;
        uint256 deadline;
    }

    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }

    /// `src/zoo/OwnedWallet.sol`.
    interface IWallet {
        function become(uint8 mood) external;
    }

    /// Of a token with permits.
    interface IPermitting {
        function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;
        function allowance(address owner, address spender) external view returns (uint256);
        function nonces(address owner) external view returns (uint256);
    }

    interface IDomain {
        function DOMAIN_SEPARATOR() external view returns (bytes32);
        function name() external view returns (string memory);
    }
}

/// Of what accounts sign for a pool.
pub fn domain(stage: &Stage, pool: Address) -> Eip712Domain {
    eip712_domain! {
        name: "Ballast Pool",
        version: "1",
        chain_id: stage.at.chain_id,
        verifying_contract: pool,
    }
}

/// What was signed, and the signature.
struct Signed {
    wanted: Authorization,
    signature: Vec<u8>,
}

impl Signed {
    fn by(stage: &Stage, signer: &Actor, wanted: Authorization) -> Self {
        let hash = wanted.eip712_signing_hash(&domain(stage, stage.pool()));
        let signature = signer.signed(hash).to_vec();
        Self { wanted, signature }
    }

    fn call(&self) -> IPool::setAuthorizationWithSigCall {
        IPool::setAuthorizationWithSigCall {
            account: self.wanted.account,
            manager: self.wanted.manager,
            authorised: self.wanted.authorised,
            deadline: self.wanted.deadline,
            signature: self.signature.clone().into(),
        }
    }
}

async fn authorised(stage: &Stage, account: Address, manager: Address) -> bool {
    stage
        .read(stage.pool(), &IPool::isAuthorisedCall { account, manager })
        .await
}

#[test]
fn a_key_authorises_a_manager_once_per_signature() {
    test(async |stage| {
        let pool = stage.pool();
        let separator = stage.read(pool, &IPool::domainSeparatorCall {}).await;
        assert_eq!(separator, domain(stage, pool).separator());
        let told = stage.read(pool, &IPool::eip712DomainCall {}).await;
        assert_eq!(
            (told.fields.0, told.salt, told.extensions),
            ([0x0f], B256::ZERO, vec![])
        );
        let parts = eip712_domain! {
            name: told.name,
            version: told.version,
            chain_id: told.chainId.to::<u64>(),
            verifying_contract: told.verifyingContract,
        };
        assert_eq!(parts, domain(stage, pool));
        let (account, relay) = (stage.actor("account").await, stage.actor("relay").await);
        let (me, manager) = (account.address(), Actor::named("manager").address());
        let wanted = |nonce: u64, authorised| Authorization {
            account: me,
            manager,
            authorised,
            nonce: U256::from(nonce),
            deadline: U256::MAX,
        };
        let invalid = || IPool::InvalidSignature { account: me };
        let signed = Signed::by(stage, &account, wanted(0, true));
        let done = stage.does(&relay, pool, &signed.call()).await;
        let event = done.event::<IPool::AuthorizationSet>(pool);
        assert_eq!(
            (event.account, event.manager, event.authorised),
            (me, manager, true)
        );
        let event = done.event::<IPool::NonceUsed>(pool);
        assert_eq!((event.account, event.next), (me, U256::from(1)));
        assert!(authorised(stage, me, manager).await);
        // Once.
        stage.refuses(&relay, pool, &signed.call(), invalid()).await;
        // The account ends it itself, and signs that it ends it, and what it signed before can be made worthless.
        let off = IPool::setAuthorizationCall {
            manager,
            authorised: false,
        };
        stage.does(&account, pool, &off).await;
        assert!(!authorised(stage, me, manager).await);
        stage
            .does(
                &relay,
                pool,
                &Signed::by(stage, &account, wanted(1, true)).call(),
            )
            .await;
        stage
            .does(
                &relay,
                pool,
                &Signed::by(stage, &account, wanted(2, false)).call(),
            )
            .await;
        assert!(!authorised(stage, me, manager).await);
        let signed = Signed::by(stage, &account, wanted(3, true));
        let done = stage
            .does(&account, pool, &IPool::invalidateNonceCall {})
            .await;
        assert_eq!(done.event::<IPool::NonceUsed>(pool).next, U256::from(4));
        stage.refuses(&relay, pool, &signed.call(), invalid()).await;
        let nonce = stage.read(pool, &IPool::noncesCall { account: me }).await;
        assert_eq!(nonce, U256::from(4));
    });
}

#[test]
fn altered_expired_and_foreign_signatures_are_refused() {
    test(async |stage| {
        let pool = stage.pool();
        let (account, relay) = (stage.actor("account").await, stage.actor("relay").await);
        let (me, manager) = (account.address(), Actor::named("manager").address());
        let wanted = || Authorization {
            account: me,
            manager,
            authorised: true,
            nonce: U256::ZERO,
            deadline: U256::MAX,
        };
        let good = Signed::by(stage, &account, wanted());
        let invalid = |account| IPool::InvalidSignature { account };
        let refused = async |call: IPool::setAuthorizationWithSigCall| {
            let error = invalid(call.account);
            stage.refuses(&relay, pool, &call, error).await;
        };
        // Anything else than was signed.
        refused(IPool::setAuthorizationWithSigCall {
            manager: relay.address(),
            ..good.call()
        })
        .await;
        refused(IPool::setAuthorizationWithSigCall {
            authorised: false,
            ..good.call()
        })
        .await;
        refused(IPool::setAuthorizationWithSigCall {
            account: relay.address(),
            ..good.call()
        })
        .await;
        refused(IPool::setAuthorizationWithSigCall {
            account: Address::ZERO,
            ..good.call()
        })
        .await;
        let deadline = U256::MAX - U256::from(1);
        refused(IPool::setAuthorizationWithSigCall {
            deadline,
            ..good.call()
        })
        .await;
        // By another key, with another nonce, for another pool, on another chain.
        let with = |signature: Vec<u8>| IPool::setAuthorizationWithSigCall {
            signature: signature.into(),
            ..good.call()
        };
        refused(with(Signed::by(stage, &relay, wanted()).signature)).await;
        let next = Authorization {
            nonce: U256::from(1),
            ..wanted()
        };
        refused(with(Signed::by(stage, &account, next).signature)).await;
        let elsewhere = wanted().eip712_signing_hash(&domain(stage, stage.oracle()));
        refused(with(account.signed(elsewhere).to_vec())).await;
        let fork = eip712_domain! {
            name: "Ballast Pool",
            version: "1",
            chain_id: stage.at.chain_id + 1,
            verifying_contract: pool,
        };
        refused(with(
            account.signed(wanted().eip712_signing_hash(&fork)).to_vec(),
        ))
        .await;
        // The same signature in its other form, with s in the upper half; odd v; odd lengths.
        let order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        let order: U256 = order.parse().expect("order");
        let s = U256::from_be_slice(&good.signature[32..64]);
        let mut mirrored = good.signature.clone();
        mirrored[32..64].copy_from_slice(&(order - s).to_be_bytes::<32>());
        mirrored[64] = 27 + 28 - mirrored[64];
        refused(with(mirrored)).await;
        for v in [0, 1, 26, 29, 255] {
            let mut odd = good.signature.clone();
            odd[64] = v;
            refused(with(odd)).await;
        }
        for length in [0, 1, 32, 64, 66, 130] {
            let mut odd = good.signature.clone();
            odd.resize(length, 0);
            refused(with(odd)).await;
        }
        refused(with(vec![0; 65])).await;
        // Too late.
        let past = U256::from(stage.node.now().await - 1);
        let late = Signed::by(
            stage,
            &account,
            Authorization {
                deadline: past,
                ..wanted()
            },
        );
        let expired = IPool::SignatureExpired { deadline: past };
        stage.refuses(&relay, pool, &late.call(), expired).await;
        assert!(!authorised(stage, me, manager).await);
        stage.does(&relay, pool, &good.call()).await;
    });
}

#[test]
fn a_contract_wallet_authorises_by_what_it_accepts() {
    test(async |stage| {
        let pool = stage.pool();
        let (owner, relay) = (stage.actor("account").await, stage.actor("relay").await);
        let arguments = owner.address().abi_encode();
        let wallet = stage.create(&owner, "OwnedWallet", &arguments).await;
        let manager = relay.address();
        let wanted = |nonce: u64| Authorization {
            account: wallet,
            manager,
            authorised: true,
            nonce: U256::from(nonce),
            deadline: U256::MAX,
        };
        let invalid = || IPool::InvalidSignature { account: wallet };
        let signed = Signed::by(stage, &owner, wanted(0));
        stage
            .refuses(
                &relay,
                pool,
                &Signed::by(stage, &relay, wanted(0)).call(),
                invalid(),
            )
            .await;
        for mood in [1, 2, 3] {
            stage
                .does(&relay, wallet, &IWallet::becomeCall { mood })
                .await;
            stage.refuses(&relay, pool, &signed.call(), invalid()).await;
        }
        stage
            .does(&relay, wallet, &IWallet::becomeCall { mood: 0 })
            .await;
        stage.does(&relay, pool, &signed.call()).await;
        assert!(authorised(stage, wallet, manager).await);
        stage.refuses(&relay, pool, &signed.call(), invalid()).await;
        stage
            .does(&relay, pool, &Signed::by(stage, &owner, wanted(1)).call())
            .await;
    });
}

#[test]
fn a_permit_lets_the_pool_pull_and_may_have_been_sent_before() {
    travelling(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let user = stage.actor("permitting").await;
        let amount = stage.amount("USDC", "1000");
        stage.mint("USDC", user.address(), amount).await;
        // OpenZeppelin's domain of the token: its name, version 1.
        let token = eip712_domain! {
            name: "USD Coin",
            version: "1",
            chain_id: stage.at.chain_id,
            verifying_contract: asset,
        };
        let separator = stage.read(asset, &IDomain::DOMAIN_SEPARATORCall {}).await;
        let name = stage.read(asset, &IDomain::nameCall {}).await;
        let token = Eip712Domain {
            name: Some(name.into()),
            ..token
        };
        assert_eq!(separator, token.separator());
        let sign = |nonce: u64, deadline| {
            let wanted = Permit {
                owner: user.address(),
                spender: pool,
                value: amount,
                nonce: U256::from(nonce),
                deadline,
            };
            let signature = user.signed(wanted.eip712_signing_hash(&token));
            IPool::permitCall {
                asset,
                amount,
                deadline,
                v: signature[64],
                r: B256::from_slice(&signature[..32]),
                s: B256::from_slice(&signature[32..64]),
            }
        };
        let failed = || IPool::PermitFailed { token: asset };
        let late = sign(0, U256::from(1));
        stage.refuses(&user, pool, &late, failed()).await;
        let permit = sign(0, U256::MAX);
        let thief = stage.actor("thief").await;
        stage.refuses(&thief, pool, &permit, failed()).await;
        stage.does(&user, pool, &permit).await;
        let allowance = IPermitting::allowanceCall {
            owner: user.address(),
            spender: pool,
        };
        assert_eq!(stage.read(asset, &allowance).await, amount);
        // The same again, and one that somebody sent to the token first: the allowance is there, so nothing fails.
        stage.does(&user, pool, &permit).await;
        let next = sign(1, U256::MAX);
        let direct = IPermitting::permitCall {
            owner: user.address(),
            spender: pool,
            value: amount,
            deadline: next.deadline,
            v: next.v,
            r: next.r,
            s: next.s,
        };
        stage.does(&thief, asset, &direct).await;
        stage.does(&user, pool, &next).await;
        let supply = IPool::supplyCall {
            asset,
            assets: amount,
            onBehalf: user.address(),
        };
        stage.does(&user, pool, &supply).await;
        stage.refuses(&user, pool, &next, failed()).await;
        let unknown = IPool::permitCall {
            asset: pool,
            ..permit
        };
        stage
            .refuses(&user, pool, &unknown, IPool::UnknownReserve { asset: pool })
            .await;
        // A token without permits, whose owner has approved.
        let plain = crate::zoo::list(stage, "SilentToken", &user).await;
        let permit = IPool::permitCall {
            asset: plain,
            ..sign(2, U256::MAX)
        };
        stage
            .does(
                &user,
                plain,
                &IToken::approveCall {
                    spender: pool,
                    amount: U256::ZERO,
                },
            )
            .await;
        stage
            .refuses(&user, pool, &permit, IPool::PermitFailed { token: plain })
            .await;
    });
}

/// Bytes that are not there are refused like every malformed call.
#[test]
fn signatures_that_lie_outside_the_call_are_refused_without_data() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let whole = IPool::setAuthorizationWithSigCall {
            account: user.address(),
            manager: user.address(),
            authorised: true,
            deadline: U256::MAX,
            signature: vec![1; 65].into(),
        };
        let data = alloy::sol_types::SolCall::abi_encode(&whole);
        for (at, value) in [
            (4 + 4 * 32 + 30, 9),
            (4 + 4 * 32, 1),
            (4 + 5 * 32 + 30, 9),
            (4 + 5 * 32, 1),
        ] {
            let mut bad = data.clone();
            bad[at] = value;
            let answer = stage
                .node
                .call(user.address(), stage.pool(), bad.into(), U256::ZERO)
                .await;
            assert_eq!(answer, Err(Bytes::new()), "byte {at}");
        }
    });
}
