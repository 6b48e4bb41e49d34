//! Deployments on the embedded devnet: whole, stopped anywhere and gone on with, changed, kept alive.

use std::path::Path;
use std::time::Duration;

use alloy::primitives::{Address, B256};
use alloy::providers::Provider;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use ballast_deploy::chain::{self, Chain};
use ballast_deploy::keepalive::keep_alive;
use ballast_deploy::{
    Config, Deployer, Deployment, Error, Program, Record, Silent, build_programs, project_root,
};
use ballast_devnet::{Handle, Options, spawn};

const KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
const DAY: u64 = 86_400;

async fn devnet() -> (Handle, Chain) {
    let devnet = spawn(Options::default()).await.unwrap();
    let chain = Chain::connect(devnet.url(), KEY.parse().unwrap())
        .await
        .unwrap();
    (devnet, chain)
}

async fn run(
    chain: &Chain,
    config: &Config,
    path: &Path,
    programs: &[Program],
) -> Result<Deployment, Error> {
    Deployer::begin(chain.clone(), &project_root(), config, Some(path))
        .await?
        .run(programs, &Silent)
        .await
}

async fn verify(chain: &Chain, config: &Config, path: &Path) -> Result<(), Error> {
    Deployer::begin(chain.clone(), &project_root(), config, Some(path))
        .await?
        .verify(&Silent)
        .await
}

fn programs() -> Vec<Program> {
    build_programs(&project_root(), &Silent).unwrap()
}

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
    let arguments = (chain.from(), Address::repeat_byte(1)).abi_encode_params();
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
    assert!(
        old.iter()
            .all(|activation| activation.extended && activation.seconds_left < 60 * DAY),
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
