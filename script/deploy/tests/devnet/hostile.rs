//! Clumsy and hostile use: each ends in a deployment, or in an error that says what to do.

use std::time::Duration;

use alloy::primitives::{Address, B256, address};
use alloy::signers::local::PrivateKeySigner;
use ballast_deploy::chain::Chain;
use ballast_deploy::config::{FeedSource, Market};
use ballast_deploy::{Config, Deployer, Deployment, Error, Record, project_root};
use tokio::net::TcpListener;

use crate::proxy::{Fault, Proxy};
use crate::stage::{actor, create, devnet, differing, pay, programs, run, verify};

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_fails_anywhere_ends_in_a_clear_error_and_then_in_a_deployment() {
    let (programs, config, folder) = (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (devnet, direct) = devnet().await;
    let path = folder.path().join("deployments.json");
    let proxy = Proxy::before(devnet.url()).await;
    let signer: PrivateKeySigner = crate::stage::KEY.parse().unwrap();
    let chain = Chain::connect(&proxy.url, signer).await.unwrap();
    let (mut failures, mut said) = (0, Vec::new());
    loop {
        let fault = Fault::ALL[failures % Fault::ALL.len()];
        proxy.fail_after(3 + 9 * failures as u64, fault);
        match run(&chain, &config, &path, &programs).await {
            Ok(_) => break,
            Err(Error::Rpc { doing, reason }) => {
                assert!(!doing.is_empty() && !reason.is_empty());
                said.push(format!("{doing}: {reason}"));
            }
            Err(other) => panic!("{fault:?}: {other}"),
        }
        failures += 1;
        assert!(failures < 200, "never gets further: {said:?}");
    }
    assert!(failures > 8, "failed only {failures} times");
    assert!(said.iter().any(|text| text.contains("502")), "{said:?}");
    verify(&direct, &config, &path).await.unwrap();
    let record = Record::load(&path).unwrap().unwrap();
    assert!(record.pending.is_empty(), "{:?}", record.pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_does_not_answer_is_told() {
    let signer: PrivateKeySigner = crate::stage::KEY.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hanging = format!("http://{}", listener.local_addr().unwrap());
    let second = Duration::from_secs(1);
    let error = Chain::connect_within(&hanging, signer.clone(), second)
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains(&hanging) && text.contains("no answer in time"),
        "{text}"
    );
    drop(listener);
    let error = Chain::connect_within(&hanging, signer.clone(), second)
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("does not answer; is the node running?"),
        "{text}"
    );
    let error = Chain::connect("nonsense", signer).await.unwrap_err();
    assert!(
        matches!(&error, Error::Config(text) if text.contains("--rpc-url nonsense")),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn money_that_runs_out_is_told_and_the_run_goes_on_with_more() {
    let (programs, config, folder) = (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (devnet, rich) = devnet().await;
    let path = folder.path().join("deployments.json");
    let poor = actor(&devnet, &rich, 3, 0).await;
    let error = run(&poor, &config, &path, &programs).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::Funds { .. }), "{text}");
    assert!(
        text.contains("has 0.000000000000000000 ETH") && text.contains(&poor.from().to_string()),
        "{text}"
    );
    assert!(!path.exists(), "nothing was begun");
    // Enough for some of it, twice.
    let mut stops = 0;
    while let Err(error) = run(&poor, &config, &path, &programs).await {
        assert!(matches!(error, Error::Funds { .. }), "{error}");
        assert!(
            error.to_string().contains("send it more and run again"),
            "{error}"
        );
        stops += 1;
        assert!(stops < 100, "never enough");
        pay(&rich, poor.from(), stops).await;
    }
    assert!(stops > 1, "stopped only {stops} times");
    verify(&poor, &config, &path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_another_key_and_another_file_are_refused_before_anything_is_sent() {
    let (programs, mut config, folder) =
        (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let begin = async |config: &Config, chain: &Chain| {
        let begun = Deployer::begin(chain.clone(), &project_root(), config, Some(&path)).await;
        begun.unwrap_err().to_string()
    };

    config.chain_id = Some(421_614);
    let text = begin(&config, &chain).await;
    assert!(
        text.contains("chain_id = 421614") && text.contains("412346") && text.contains("--rpc-url"),
        "{text}"
    );
    config.chain_id = Some(412_346);
    let deployment = run(&chain, &config, &path, &programs).await.unwrap();

    let other = actor(&devnet, &chain, 5, 10).await;
    let text = begin(&config, &other).await;
    assert!(
        text.contains(&chain.from().to_string())
            && text.contains("use the same key, or another --out"),
        "{text}"
    );

    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, whole.replace("412346", "42161")).unwrap();
    let text = begin(&config, &chain).await;
    assert!(
        text.contains("is of chain 42161, the endpoint of chain 412346"),
        "{text}"
    );

    // Of the same chain id, but another chain: this one has another block there.
    let other_devnet = ballast_devnet::spawn(ballast_devnet::Options::default())
        .await
        .unwrap();
    std::fs::write(&path, &whole).unwrap();
    let signer: PrivateKeySigner = crate::stage::KEY.parse().unwrap();
    let elsewhere = Chain::connect(other_devnet.url(), signer).await.unwrap();
    let record = Record::load(&path).unwrap().unwrap();
    if elsewhere.block_hash(record.anchor.number).await.unwrap() == Some(record.anchor.hash) {
        // Both began alike: then it is told by the code that is not there.
        let error = verify(&elsewhere, &config, &path).await.unwrap_err();
        assert!(error.to_string().contains("no contract"), "{error}");
    } else {
        let text = begin(&config, &elsewhere).await;
        assert!(text.contains("started anew"), "{text}");
    }

    // A file that is cut, one of something else, one that is a folder.
    for (wrong, say) in [
        (&whole[..whole.len() / 2], "EOF"),
        ("{}", "missing field"),
        ("", "EOF"),
    ] {
        std::fs::write(&path, wrong).unwrap();
        let text = begin(&config, &chain).await;
        assert!(
            text.contains("deployments.json") && text.contains(say),
            "{text}"
        );
    }
    std::fs::write(&path, whole).unwrap();
    let again = run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(
        (again.pool, again.tokens),
        (deployment.pool, deployment.tokens)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_without_contracts_and_tokens_of_our_own_are_refused_before_anything_is_sent() {
    let (programs, folder) = (programs(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let nobody = address!("00000000000000000000000000000000000000f1");
    let mut config = Config::devnet();
    config.oracle.sequencer_feed = Some(nobody);
    let eth = config.asset_mut("ETH").unwrap();
    (eth.token, eth.feed) = (Some(nobody), FeedSource::Aggregator { address: nobody });
    let block = chain.head().await.unwrap().0;
    let text = run(&chain, &config, &path, &programs)
        .await
        .unwrap_err()
        .to_string();
    for key in [
        "assets.ETH.token",
        "assets.ETH.feed.address",
        "oracle.sequencer_feed",
    ] {
        assert!(
            text.contains(&format!("{key} = {nobody}: no contract there")),
            "{text}"
        );
    }
    assert_eq!(chain.head().await.unwrap().0, block, "nothing was sent");
    assert!(!path.exists(), "nothing was begun");

    // Where others' money is, nothing of the deployer's own stands for a token or a price.
    let text = Config::devnet()
        .check_chain(42_161)
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("assets.ETH.token = (none)") && text.contains("assets.BTC.feed.kind = mock"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_a_deployment_cannot_become_is_refused_and_a_new_source_is_taken() {
    let (programs, mut config, folder) =
        (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    config.markets = vec![Market::new("eth-usdc", "ETH", "USDC")];
    run(&chain, &config, &path, &programs).await.unwrap();
    let block = chain.head().await.unwrap().0;
    let refused = async |change: &dyn Fn(&mut Config), say: &[&str]| {
        let mut config = config.clone();
        change(&mut config);
        let text = run(&chain, &config, &path, &programs)
            .await
            .unwrap_err()
            .to_string();
        for word in say {
            assert!(text.contains(word), "{word}: {text}");
        }
    };
    refused(
        &|config| config.salt = Some(B256::repeat_byte(1)),
        &["salt = 0x0101"],
    )
    .await;
    refused(
        &|config| config.markets[0].collateral = "BTC".to_owned(),
        &[
            "markets.eth-usdc.collateral = BTC",
            "deployed with ETH",
            "another name",
        ],
    )
    .await;
    refused(
        &|config| config.asset_mut("ETH").unwrap().token = Some(Address::repeat_byte(1)),
        &[
            "assets.ETH.token = 0x0101",
            "add the new token as another asset",
        ],
    )
    .await;
    refused(
        &|config| config.markets.clear(),
        &["markets.eth-usdc = (none)", "close it"],
    )
    .await;
    assert_eq!(chain.head().await.unwrap().0, block, "nothing was sent");

    // A source that is replaced is another aggregator's from now on, and the feed keeps its number.
    let arguments = alloy::sol_types::SolValue::abi_encode_params(&(
        alloy::primitives::U256::from(8),
        "new".to_owned(),
    ));
    let feed = create(&chain, "MockFeed", &arguments).await;
    config.asset_mut("ETH").unwrap().feed = FeedSource::Aggregator { address: feed };
    let error = run(&chain, &config, &path, &programs).await.unwrap_err();
    assert!(
        error.to_string().contains("BadAggregator"),
        "it has no price yet: {error}"
    );
    let (_, _, now) = chain.head().await.unwrap();
    let price = ballast_deploy::chain::interfaces::IMockFeed::setCall {
        answer: "300000000000".parse().unwrap(),
        updatedAt: alloy::primitives::U256::from(now),
    };
    chain.transact("price", feed, &price).await.unwrap();
    assert!(
        differing(&chain, &config, &path)
            .await
            .contains(&"oracle.feed.ETH.target".to_owned())
    );
    let deployment = run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(deployment.feeds["ETH"].aggregator, feed);
    assert_eq!(deployment.feeds.len(), 3);
    verify(&chain, &config, &path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_out_of_bounds_is_refused_with_nothing_begun() {
    let folder = tempfile::tempdir().unwrap();
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let mut config = Config::devnet();
    config.asset_mut("ETH").unwrap().reserve.flash_fee = 101;
    config.risk.ramp = 1;
    let begun = Deployer::begin(chain, &project_root(), &config, Some(&path)).await;
    let text = begun.unwrap_err().to_string();
    assert!(
        text.contains("assets.ETH.reserve.flash_fee = 101: write 0 to 100 bps")
            && text.contains("risk.ramp = 1: write 86400 to 2592000 s"),
        "{text}"
    );
    assert!(!path.exists() && Deployment::load(&path).is_err());
}
