//! Whole deployments, stopped anywhere and gone on with, changed, kept alive.

use std::time::Duration;

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use ballast_bindings::{IOwned, IPool, ITermLoan, IUnwinder};
use ballast_deploy::chain::{self, Chain};
use ballast_deploy::config::{Market, TimelockSettings};
use ballast_deploy::keepalive::keep_alive;
use ballast_deploy::{Config, Deployment, Error, PROGRAMS, Record};

use crate::stage::{DAY, create, devnet, differing, programs, run, verify};

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_stopped_anywhere_goes_on_and_a_finished_one_stays() {
    let (programs, config, folder) = (
        programs(),
        Config::devnet_with(&["SOL"]).unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");

    let (mut patience, mut stops) = (Duration::from_millis(2), 0);
    let deployment = loop {
        match tokio::time::timeout(patience, run(&chain, &config, &path, &programs)).await {
            Ok(done) => break done.unwrap(),
            Err(_) => (stops, patience) = (stops + 1, patience + Duration::from_millis(7)),
        }
        assert!(stops < 500, "never gets further");
    };
    assert!(stops > 3, "stopped only {stops} times");
    assert_eq!(Deployment::load(&path).unwrap(), deployment);
    assert_eq!(deployment.feeds.len(), 4);

    let block = chain.head().await.unwrap().0;
    let again = run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(
        chain.head().await.unwrap().0,
        block,
        "a finished deployment sends nothing"
    );
    assert_eq!(again, deployment);
    verify(&chain, &config, &path).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn changed_settings_are_named_and_set_alone() {
    let (programs, mut config, folder) =
        (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let first = run(&chain, &config, &path, &programs).await.unwrap();

    config.insurance.cooldown += DAY;
    config.asset_mut("ETH").unwrap().reserve.kink -= 1;
    config.unwinder.slice_interval = 600;
    let Err(Error::Differences(differences)) = verify(&chain, &config, &path).await else {
        panic!("no differences")
    };
    let names: Vec<_> = differences
        .iter()
        .map(|difference| difference.setting.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "pool.reserve.ETH.kink",
            "unwinder.parameters.sliceInterval",
            "insurance.USDC.cooldown"
        ]
    );

    let block = chain.head().await.unwrap().0;
    let second = run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(
        chain.head().await.unwrap().0,
        block + 3,
        "one transaction each"
    );
    assert_eq!((second.pool, second.oracle), (first.pool, first.oracle));
    verify(&chain, &config, &path).await.unwrap();

    let stranger = PrivateKeySigner::from_bytes(&B256::repeat_byte(1)).unwrap();
    let other = Chain::connect(devnet.url(), stranger).await.unwrap();
    assert!(matches!(
        run(&other, &config, &path, &programs).await,
        Err(Error::Record { .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn loans_are_left_out_added_later_and_never_taken_away() {
    let (programs, mut config, folder) =
        (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    config.loans.term = false;
    let without = run(&chain, &config, &path, &programs).await.unwrap();
    assert_eq!(without.loan("term-loan"), None);
    assert!(
        without
            .programs()
            .iter()
            .all(|(name, _)| name != "term-loan")
    );
    assert_eq!(Deployment::load(&path).unwrap(), without);
    verify(&chain, &config, &path).await.unwrap();

    config.loans.term = true;
    let missing = differing(&chain, &config, &path).await;
    assert_eq!(missing, ["fixed.loans.term-loan", "fixed.loans.loan-lens"]);
    let with = run(&chain, &config, &path, &programs).await.unwrap();
    let at = with.loans["term-loan"];
    assert_eq!((with.pool, with.orders), (without.pool, without.orders));
    let counts = chain.call(at, &ITermLoan::countsCall {}).await.unwrap();
    assert_eq!((counts.offers, counts.loans), (U256::ZERO, U256::ZERO));
    verify(&chain, &config, &path).await.unwrap();

    config.loans.term = false;
    let error = run(&chain, &config, &path, &programs).await.unwrap_err();
    assert!(
        error.to_string().contains("loans: term-loan = false"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_started_anew_is_told_from_the_one_recorded() {
    let (programs, config, folder) = (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let path = folder.path().join("deployments.json");
    let (_devnet, chain) = devnet().await;
    run(&chain, &config, &path, &programs).await.unwrap();
    let mut record = Record::load(&path).unwrap().unwrap();
    record.anchor.hash = B256::repeat_byte(9);
    record.save(&path).unwrap();
    let error = run(&chain, &config, &path, &programs).await.unwrap_err();
    assert!(error.to_string().contains("started anew"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn reasons_of_constructors_come_out_and_activation_is_paid_once() {
    let (programs, (_devnet, chain)) = (programs(), devnet().await);
    let fund = programs
        .iter()
        .find(|program| program.name == "insurance")
        .unwrap();
    let salt = B256::repeat_byte(5);
    let nobody = (chain.from(), Address::ZERO).abi_encode_params();
    let error = chain::deploy(&chain, fund, &nobody, salt)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Constructor { reason, .. } if reason.contains("ZeroAddress")),
        "{error}"
    );

    assert!(!chain::activation_fee(&chain, fund).await.unwrap().is_zero());
    // The fund asks its asset for its decimals.
    let token = ("Dollar".to_owned(), "USD".to_owned(), U256::from(6)).abi_encode_params();
    let token = create(&chain, "DevToken", &token).await;
    let arguments = (chain.from(), token).abi_encode_params();
    let deployed = chain::deploy(&chain, fund, &arguments, salt).await.unwrap();
    assert!(deployed.fresh);
    assert_eq!(deployed.address, chain::predict(fund, &arguments, salt));
    assert!(chain::activation_fee(&chain, fund).await.unwrap().is_zero());
    assert!(
        !chain::deploy(&chain, fund, &arguments, salt)
            .await
            .unwrap()
            .fresh
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn activations_that_expire_soon_are_extended() {
    let (programs, config, folder) = (programs(), Config::devnet(), tempfile::tempdir().unwrap());
    let (_devnet, chain) = devnet().await;
    let path = folder.path().join("deployments.json");
    let deployment = run(&chain, &config, &path, &programs).await.unwrap();
    let young = keep_alive(&chain, &deployment, 60 * DAY).await.unwrap();
    assert_eq!(young.len(), deployment.programs().len());
    assert!(
        young.iter().all(|activation| !activation.extended),
        "{young:?}"
    );

    let client = chain.provider().client();
    client
        .request::<_, serde_json::Value>("evm_increaseTime", (320 * DAY,))
        .await
        .unwrap();
    client
        .request::<_, serde_json::Value>("evm_mine", ())
        .await
        .unwrap();
    let old = keep_alive(&chain, &deployment, 60 * DAY).await.unwrap();
    // Vaults share a code, and codes are what is kept alive.
    let extended = old.iter().filter(|activation| activation.extended);
    assert_eq!(extended.count(), deployment.code_hashes.len(), "{old:?}");
    // Markets of puts, pools of term lenders and protected underlyings are made for their terms, not with the rest.
    assert_eq!(deployment.code_hashes.len(), PROGRAMS.len() - 3);
    assert!(
        old.iter()
            .all(|activation| activation.extended == (activation.seconds_left < 60 * DAY)),
        "{old:?}"
    );
    let renewed = keep_alive(&chain, &deployment, 60 * DAY).await.unwrap();
    assert!(
        renewed
            .iter()
            .all(|activation| !activation.extended && activation.seconds_left > 300 * DAY),
        "{renewed:?}"
    );
}

/// A setting of the timelock's that anyone may execute after an hour, once `proposer` has proposed it.
fn timelocked(proposer: Address) -> Config {
    let mut config = Config::devnet();
    config.timelock = Some(TimelockSettings {
        delay: 3600,
        proposers: vec![proposer],
        executors: vec![Address::ZERO],
    });
    let market = |name: &str, collateral: &str, insured| Market {
        insured,
        ..Market::new(name, collateral, "USDC")
    };
    config.markets = vec![
        market("eth-usdc", "ETH", true),
        market("btc-usdc", "BTC", false),
    ];
    let mut unwinder = config.unwinder.clone();
    unwinder.slice_interval = 600;
    config.markets[1].unwinder = Some(unwinder);
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timelock_takes_everything_and_markets_are_isolated_wherever_a_run_was_stopped() {
    let (programs, folder) = (programs(), tempfile::tempdir().unwrap());
    let (devnet, chain) = devnet().await;
    let proposer = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
    let mut config = timelocked(proposer.address());
    let path = folder.path().join("deployments.json");

    let (mut patience, mut stops) = (Duration::from_millis(3), 0);
    let deployment = loop {
        match tokio::time::timeout(patience, run(&chain, &config, &path, &programs)).await {
            Ok(done) => break done.unwrap(),
            Err(_) => (stops, patience) = (stops + 1, patience + Duration::from_millis(11)),
        }
        assert!(stops < 500, "never gets further");
    };
    assert!(stops > 3, "stopped only {stops} times");
    verify(&chain, &config, &path).await.unwrap();

    // Everything that can be owned is the timelock's, and the deployer has no way back in.
    let timelock = deployment.timelock.unwrap();
    let owned = Record::load(&path).unwrap().unwrap().owned();
    // Three of all, one fund; a pool and an unwinder of each market, and one fund.
    assert_eq!(owned.len(), 4 + deployment.vaults.len() + 5);
    for program in owned {
        assert_eq!(
            chain.call(program, &IOwned::ownerCall {}).await.unwrap(),
            timelock
        );
    }

    // The markets have pools of their own, which hold their two reserves and share oracle and extension.
    let [eth, btc] = ["eth-usdc", "btc-usdc"].map(|name| deployment.markets[name].clone());
    assert!(eth.insurance.is_some() && btc.insurance.is_none());
    assert!(
        eth.pool != btc.pool
            && eth.pool != deployment.pool
            && eth.insurance != deployment.insurance.get("USDC").copied()
    );
    for market in [&eth, &btc] {
        let reserves = chain
            .call(market.pool, &IPool::reservesCall {})
            .await
            .unwrap();
        assert_eq!(
            reserves,
            [&market.collateral, &market.debt].map(|symbol| deployment.tokens[symbol].address)
        );
        assert_eq!(
            chain
                .call(market.pool, &IPool::oracleCall {})
                .await
                .unwrap(),
            deployment.oracle
        );
        let borrowed = IPool::reserveConfigCall { asset: reserves[0] };
        let escrowed = IPool::reserveConfigCall { asset: reserves[1] };
        assert!(
            !chain
                .call(market.pool, &borrowed)
                .await
                .unwrap()
                .config
                .borrowEnabled
        );
        assert!(
            !chain
                .call(market.pool, &escrowed)
                .await
                .unwrap()
                .config
                .collateralEnabled
        );
    }
    let parameters = chain
        .call(btc.unwinder, &IUnwinder::parametersCall {})
        .await
        .unwrap();
    assert_eq!(parameters.sliceInterval, U256::from(600));

    // A change is refused here and told as what the proposer has to send; sent, and after the delay executed, it holds.
    config.asset_mut("ETH").unwrap().reserve.kink -= 1;
    let block = chain.head().await.unwrap().0;
    let error = run(&chain, &config, &path, &programs).await.unwrap_err();
    assert_eq!(chain.head().await.unwrap().0, block, "nothing was sent");
    let text = error.to_string();
    assert!(
        text.contains("pool.setReserve of ETH")
            && text.contains("market.eth-usdc.pool.setReserve of ETH"),
        "{text}"
    );
    let calls: Vec<Bytes> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  0x"))
        .filter(|line| line.len() > 100 && !line.contains(' '))
        .map(|line| line.parse().unwrap())
        .collect();
    let [schedule, execute] = <[Bytes; 2]>::try_from(calls).unwrap();
    let send = |data: Bytes| {
        TransactionRequest::default()
            .to(timelock)
            .input(data.into())
    };
    assert!(
        chain
            .send("not a proposer", send(schedule.clone()))
            .await
            .is_err()
    );
    let funds = TransactionRequest::default()
        .to(proposer.address())
        .value(U256::from(10).pow(U256::from(18)));
    chain.send("gas for the proposer", funds).await.unwrap();
    let theirs = Chain::connect(devnet.url(), proposer.clone())
        .await
        .unwrap();
    theirs.send("proposing", send(schedule)).await.unwrap();
    assert!(
        chain
            .send("too early", send(execute.clone()))
            .await
            .is_err()
    );
    let client = chain.provider().client();
    client
        .request::<_, serde_json::Value>("evm_increaseTime", (3600,))
        .await
        .unwrap();
    chain.send("executing", send(execute)).await.unwrap();
    run(&chain, &config, &path, &programs).await.unwrap();
    verify(&chain, &config, &path).await.unwrap();

    // Who configured otherwise is told of the delay and of a proposer that is none.
    let other = config.timelock.as_mut().unwrap();
    (other.delay, other.proposers) = (7200, vec![Address::repeat_byte(8)]);
    let Err(Error::Differences(differences)) = verify(&chain, &config, &path).await else {
        panic!("no differences")
    };
    let names: Vec<_> = differences
        .iter()
        .map(|difference| difference.setting.as_str())
        .collect();
    // Nobody configured the one that is there: it could have been slipped in when the timelock was made.
    let real = proposer.address();
    let other = Address::repeat_byte(8);
    assert_eq!(
        names,
        [
            "timelock.delay".to_owned(),
            format!("timelock.PROPOSER_ROLE.{other}"),
            format!("timelock.CANCELLER_ROLE.{other}"),
            format!("timelock.PROPOSER_ROLE.{real}"),
            format!("timelock.CANCELLER_ROLE.{real}"),
        ]
    );
}
