//! Every setting is made, read back, and missed where somebody else changed it.

use alloy::primitives::{Address, B256, U256, address};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::oracle::IOracle::RateSource;
use ballast_bindings::{IInsurance, IOracle, IOwned, IPool, IUnwinder, IVault};
use ballast_deploy::chain::Chain;
use ballast_deploy::config::{
    FeedSource, Market, NamedFeed, PriceFeed, Ratio, ReserveSettings, Roles, VaultFees, selector,
};
use ballast_deploy::{Config, Deployment, Error, Record};

use crate::stage::{actor, create, devnet, differing, programs, run, verdict, verify};

const GUARDIAN: Address = address!("00000000000000000000000000000000000000a1");
const GATEKEEPER: Address = address!("00000000000000000000000000000000000000a2");
const RECIPIENT: Address = address!("00000000000000000000000000000000000000a3");

fn named(name: &str, feed: FeedSource) -> NamedFeed {
    let heartbeat = if matches!(feed, FeedSource::Mock { .. }) {
        3_600
    } else {
        0
    };
    NamedFeed {
        name: name.to_owned(),
        feed,
        heartbeat,
        stored_age: 60,
        volatility_floor: Ratio::from_bps(5_000),
        volatility_cap: Ratio::from_bps(9_000),
    }
}

fn mock(price: u64) -> FeedSource {
    FeedSource::Mock {
        decimals: 8,
        price: Ratio::from_whole(price),
    }
}

fn of(first: &str, second: &str) -> [String; 2] {
    [first, second].map(str::to_owned)
}

/// Everything that a configuration can say, otherwise than by default. A staking share is collateral at its rate times the
/// price of ether, while the market gives no less for it; bitcoin's price is the mean of two.
async fn everything(chain: &Chain) -> Config {
    let mut config = Config::devnet();
    let arguments = ("Ether".to_owned(), "ETH".to_owned(), U256::from(18)).abi_encode_params();
    let ether = create(chain, "DevToken", &arguments).await;
    let share = create(chain, "DevVault", &(ether,).abi_encode_params()).await;
    config.roles = Roles {
        guardian: Some(GUARDIAN),
        gatekeeper: Some(GATEKEEPER),
    };
    config.oracle.guardian = Some(GUARDIAN);
    config.risk.ramp = 86_400;
    config.feeds = vec![
        // Before what it reads: the order is the deployer's business.
        named(
            "share-price",
            FeedSource::Product {
                of: of("share-rate", "ETH"),
            },
        ),
        named(
            "share-rate",
            FeedSource::Rate {
                address: share,
                function: "convertToAssets(uint256)".to_owned(),
                share_decimals: 18,
                rate_decimals: 18,
                growth: 1_000,
                tolerance: 100,
                anchor: Some(Ratio::from_whole(1)),
            },
        ),
        named("share-market", mock(3_000)),
        named("btc-one", mock(60_000)),
        named("btc-two", mock(60_100)),
        named(
            "btc-low",
            FeedSource::Min {
                of: of("btc-one", "btc-two"),
                tolerance: 50,
            },
        ),
        named(
            "btc-in-eth",
            FeedSource::Quotient {
                of: of("btc-low", "ETH"),
            },
        ),
    ];
    let usdc = config.asset_mut("USDC").unwrap();
    usdc.reserve.gated = true;
    (usdc.reserve.outflow_cap, usdc.reserve.outflow_window) = (1_000_000, 7_200);
    usdc.reserve.flash_fee = 5;
    usdc.stored_age = 0;
    usdc.vault_fees = Some(VaultFees {
        performance: 1_000,
        management: 50,
        recipient: RECIPIENT,
    });
    let eth = config.asset_mut("ETH").unwrap();
    eth.token = Some(ether);
    eth.stored_age = 900;
    // The curve that finds its rate by itself.
    eth.reserve = ReserveSettings {
        collateral_enabled: true,
        borrow_enabled: true,
        reserve_factor: 1_000,
        supply_cap: 1_000_000,
        borrow_cap: 800_000,
        ..ReserveSettings::default()
    };
    let mut staked = eth.clone();
    staked.symbol = "vETH".to_owned();
    (staked.token, staked.vault, staked.heartbeat) = (Some(share), false, 0);
    staked.feed = FeedSource::Peg {
        of: of("share-price", "share-market"),
        tolerance: 200,
    };
    staked.risk.issuer = 9;
    config.assets.push(staked);
    let btc = config.asset_mut("BTC").unwrap();
    btc.feed = FeedSource::Mean {
        of: of("btc-one", "btc-two"),
        tolerance: 100,
    };
    btc.heartbeat = 0;
    config.markets = vec![
        Market {
            sealed: true,
            insured: true,
            roles: Some(Roles {
                guardian: Some(RECIPIENT),
                gatekeeper: None,
            }),
            ..Market::new("veth-usdc", "vETH", "USDC")
        },
        Market::new("btc-usdc", "BTC", "USDC"),
    ];
    // The gate is the large pool's.
    let mut open = config.asset("USDC").unwrap().reserve.clone();
    open.gated = false;
    config.markets[0].debt_reserve = Some(open);
    config.validate().unwrap();
    config
}

async fn feed(chain: &Chain, at: &Deployment, name: &str) -> u8 {
    let asset = at
        .tokens
        .get(name)
        .map_or_else(|| PriceFeed::stand_in(name), |token| token.address);
    chain
        .call(at.oracle, &IOracle::feedOfCall { asset })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_set_read_back_and_missed() {
    let (programs, folder) = (programs(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let config = everything(&chain).await;
    let at = run(&chain, &config, &path, &programs).await.unwrap();
    verify(&chain, &config, &path).await.unwrap();
    let block = chain.head().await.unwrap().0;
    run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(
        chain.head().await.unwrap().0,
        block,
        "nothing is left to do"
    );

    // As the programs tell it, not as the deployer does.
    let feeds = vec![
        feed(&chain, &at, "vETH").await,
        feed(&chain, &at, "BTC").await,
        feed(&chain, &at, "btc-in-eth").await,
    ];
    assert_eq!(feeds[0], at.feeds["vETH"].id);
    let read = IOracle::readCall {
        feeds: feeds.clone(),
    };
    let readings = chain.call(at.oracle, &read).await.unwrap();
    let spots: Vec<_> = readings.iter().map(|reading| reading.spot).collect();
    let wad = U256::from(10).pow(U256::from(18));
    assert_eq!(
        spots,
        [
            U256::from(3_000) * wad,
            U256::from(60_050) * wad,
            U256::from(20) * wad
        ]
    );
    assert!(readings.iter().all(|reading| reading.flags == 0));
    let usdc = at.tokens["USDC"].address;
    let limits = chain
        .call(at.pool, &IPool::limitsCall { asset: usdc })
        .await
        .unwrap();
    assert_eq!(
        (limits.gated, limits.outflowCap, limits.window),
        (true, 1_000_000, 7_200)
    );
    let market = at.markets["veth-usdc"].clone();
    let roles = chain.call(market.pool, &IPool::rolesCall {}).await.unwrap();
    assert_eq!((roles.guardian, roles.settingsSealed), (RECIPIENT, true));
    let open = chain
        .call(at.markets["btc-usdc"].pool, &IPool::rolesCall {})
        .await
        .unwrap();
    assert_eq!(
        (open.guardian, open.gatekeeper, open.settingsSealed),
        (GUARDIAN, GATEKEEPER, false)
    );

    // One change of each, by the owner behind the deployer's back.
    let (pool, oracle, eth) = (at.pool, at.oracle, at.tokens["ETH"].address);
    let nobody = Address::ZERO;
    tamper(&chain, pool, &IPool::setGuardianCall { guardian: nobody }).await;
    tamper(
        &chain,
        pool,
        &IPool::setGatekeeperCall { gatekeeper: nobody },
    )
    .await;
    let call = IPool::setLimitsCall {
        asset: usdc,
        gated: false,
        outflowCap: 0,
        window: 0,
    };
    tamper(&chain, pool, &call).await;
    tamper(&chain, pool, &IPool::setFlashFeeCall { asset: eth, fee: 1 }).await;
    tamper(
        &chain,
        pool,
        &IPool::setRampCall {
            duration: U256::from(100_000),
        },
    )
    .await;
    tamper(
        &chain,
        pool,
        &IPool::pauseCall {
            asset: eth,
            what: 3,
        },
    )
    .await;
    tamper(
        &chain,
        oracle,
        &IOracle::setGuardianCall { guardian: nobody },
    )
    .await;
    tamper(
        &chain,
        oracle,
        &IOracle::setStoredAgeCall {
            feed: feeds[0],
            storedAge: 1,
        },
    )
    .await;
    tamper(
        &chain,
        oracle,
        &IOracle::setPausedCall {
            feed: feeds[0],
            paused: true,
        },
    )
    .await;
    let rate = RateSource {
        target: at.tokens["vETH"].address,
        selector: selector("convertToAssets(uint256)"),
        shareDecimals: 18,
        rateDecimals: 18,
        growthBps: 1_000,
        toleranceBps: 100,
        anchor: 500_000_000_000_000_000,
    };
    let (floor, cap) = (250_000_000_000_000_000, 810_000_000_000_000_000);
    let call = IOracle::setRateFeedCall {
        asset: PriceFeed::stand_in("share-rate"),
        source: rate,
        varianceFloor: floor,
        varianceCap: cap,
    };
    tamper(&chain, oracle, &call).await;
    let call = IVault::setFeesCall {
        performance: 0,
        management: 0,
        recipient: nobody,
    };
    tamper(&chain, at.vaults["USDC"], &call).await;
    let fund = at.insurance["USDC"];
    let mut terms = config.insurance.terms();
    (terms.cooldown, terms.salePremium) = (400_000, 0);
    tamper(&chain, fund, &IInsurance::setTermsCall { terms }).await;
    let call = IInsurance::setCollateralCall {
        collateral: eth,
        share: 0,
    };
    tamper(&chain, fund, &call).await;
    let mut budgets = config.unwinder.budgets();
    budgets.flow = U256::from(10_000);
    tamper(&chain, at.unwinder, &IUnwinder::setBudgetsCall { budgets }).await;
    let call = IUnwinder::setBookCall {
        book: pool,
        allowed: false,
    };
    tamper(&chain, at.unwinder, &call).await;
    let missed = [
        "oracle.feed.vETH.storedAge",
        "oracle.guardian",
        "pool.ramp",
        "pool.reserve.USDC.gated",
        "pool.reserve.USDC.outflowCap",
        "pool.reserve.USDC.outflowWindow",
        "pool.reserve.ETH.flashFee",
        "unwinder.isBook(pool)",
        "unwinder.budgets.flow",
        "insurance.USDC.cooldown",
        "insurance.USDC.salePremium",
        "insurance.USDC.ETH.share",
        "pool.guardian",
        "pool.gatekeeper",
        "vault.USDC.fees.performance",
        "vault.USDC.fees.management",
        "vault.USDC.fees.recipient",
    ];
    // No run ends a pause, or moves an anchor: those are the guardian's, and the rate's.
    let kept = [
        "pool.reserve.ETH.paused",
        "oracle.feed.share-rate.anchor",
        "oracle.feed.vETH.paused",
    ];
    let names = differing(&chain, &config, &path).await;
    assert_eq!(names, [&missed[..], &kept].concat());
    run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(differing(&chain, &config, &path).await, kept);
}

async fn tamper<C: SolCall>(chain: &Chain, to: Address, call: &C) {
    chain.transact(C::SIGNATURE, to, call).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_market_stays_as_it_was_sealed() {
    let (programs, folder) = (programs(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let mut config = Config::devnet();
    config.markets = vec![Market::new("eth-usdc", "ETH", "USDC")];
    let at = run(&chain, &config, &path, &programs).await.unwrap();
    let market = at.markets["eth-usdc"].pool;

    // What was left open may be sealed later, and only with everything else as configured.
    config.markets[0].sealed = true;
    assert_eq!(
        differing(&chain, &config, &path).await,
        ["market.eth-usdc.pool.sealed"]
    );
    run(&chain, &config, &path, &programs).await.unwrap();
    verify(&chain, &config, &path).await.unwrap();
    let sealed = chain.call(market, &IPool::rolesCall {}).await.unwrap();
    assert!(sealed.settingsSealed);

    // A change is told as one that nobody can make, and nothing is sent; so is taking the seal back.
    let block = chain.head().await.unwrap().0;
    let mut changed = config.clone();
    changed.asset_mut("ETH").unwrap().reserve.supply_cap -= 1;
    changed.markets[0].collateral_reserve = Some(changed.asset("ETH").unwrap().reserve.clone());
    changed.asset_mut("ETH").unwrap().reserve.supply_cap += 1;
    let error = run(&chain, &changed, &path, &programs).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::Sealed(_)), "{text}");
    assert!(
        text.contains(
            "market.eth-usdc.pool.reserve.ETH.supplyCap: configured 999999, on chain 1000000"
        ) && text.contains("configure another market"),
        "{text}"
    );
    config.markets[0].sealed = false;
    let error = run(&chain, &config, &path, &programs).await.unwrap_err();
    assert!(
        matches!(&error, Error::Differences(found) if found[0].setting == "market.eth-usdc.pool.sealed"),
        "{error}"
    );
    assert_eq!(chain.head().await.unwrap().0, block, "nothing was sent");

    // Who may pause is not sealed.
    config.markets[0].sealed = true;
    config.markets[0].roles = Some(Roles {
        guardian: Some(GUARDIAN),
        gatekeeper: None,
    });
    run(&chain, &config, &path, &programs).await.unwrap();
    let roles = chain.call(market, &IPool::rolesCall {}).await.unwrap();
    assert_eq!(roles.guardian, GUARDIAN);
    verify(&chain, &config, &path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ownership_that_waits_to_be_accepted_is_told_with_what_to_send() {
    let (programs, folder) = (programs(), tempfile::tempdir().unwrap());
    let (devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let heir = actor(&devnet, &chain, 6, 100).await;
    let mut config = Config::devnet();
    config.handover = Some(heir.from());
    run(&chain, &config, &path, &programs).await.unwrap();
    let owned = Record::load(&path).unwrap().unwrap().owned();
    let told = verdict(&chain, &config, &path).await.unwrap();
    assert!(!told.passed());
    assert_eq!(
        (told.differences.len(), told.pending.len()),
        (0, owned.len())
    );
    let first = told.pending[0].to_string();
    assert!(
        first.contains("oracle: ") && first.contains("it sends 0x79ba5097 to 0x"),
        "{first}"
    );
    for pending in &told.pending {
        assert_eq!(pending.candidate, heir.from());
        let request = TransactionRequest::default()
            .to(pending.to)
            .input(pending.data.clone().into());
        heir.send("accepting", request).await.unwrap();
    }
    verify(&chain, &config, &path).await.unwrap();

    // What somebody else owns is a difference.
    let thief = PrivateKeySigner::from_bytes(&B256::repeat_byte(8)).unwrap();
    let call = IOwned::transferOwnershipCall {
        candidate: thief.address(),
    };
    heir.transact("offering", owned[0], &call).await.unwrap();
    let thief = actor(&devnet, &chain, 8, 100).await;
    thief
        .transact("accepting", owned[0], &IOwned::acceptOwnershipCall {})
        .await
        .unwrap();
    assert_eq!(
        differing(&chain, &config, &path).await,
        ["fixed.oracle.owner"]
    );
}
