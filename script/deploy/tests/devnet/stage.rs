//! What every test begins with.

use std::path::Path;

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, U256};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use ballast_deploy::chain::Chain;
use ballast_deploy::{
    Config, Deployer, Deployment, Error, Program, Silent, Verdict, build_programs, project_root,
    solidity,
};
use ballast_devnet::{Handle, Options, spawn};

/// The key of Nitro's development account, which every devnet funds.
pub const KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
/// Seconds.
pub const DAY: u64 = 86_400;

pub async fn devnet() -> (Handle, Chain) {
    let devnet = spawn(Options::default()).await.unwrap();
    let chain = Chain::connect(devnet.url(), KEY.parse().unwrap())
        .await
        .unwrap();
    (devnet, chain)
}

pub async fn run(
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

pub async fn verdict(chain: &Chain, config: &Config, path: &Path) -> Result<Verdict, Error> {
    Deployer::begin(chain.clone(), &project_root(), config, Some(path))
        .await?
        .verify(&Silent)
        .await
}

/// Whether everything is as configured.
pub async fn verify(chain: &Chain, config: &Config, path: &Path) -> Result<(), Error> {
    let verdict = verdict(chain, config, path).await?;
    if verdict.passed() {
        Ok(())
    } else {
        assert_eq!(verdict.pending, []);
        Err(Error::Differences(verdict.differences))
    }
}

/// The names of what is not as configured.
pub async fn differing(chain: &Chain, config: &Config, path: &Path) -> Vec<String> {
    let verdict = verdict(chain, config, path).await.unwrap();
    let named = verdict.differences.into_iter();
    named.map(|difference| difference.setting).collect()
}

pub fn programs() -> Vec<Program> {
    build_programs(&project_root(), &Silent).unwrap()
}

/// An account with a number of ether, in thousandths.
pub async fn actor(devnet: &Handle, chain: &Chain, byte: u8, thousandths: u64) -> Chain {
    let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(byte)).unwrap();
    pay(chain, signer.address(), thousandths).await;
    Chain::connect(devnet.url(), signer).await.unwrap()
}

/// Sends ether, in thousandths.
pub async fn pay(chain: &Chain, to: Address, thousandths: u64) {
    let wei = U256::from(thousandths) * U256::from(10).pow(U256::from(15));
    let request = TransactionRequest::default().to(to).value(wei);
    chain.send("ether", request).await.unwrap();
}

/// Creates a contract of the Foundry project.
pub async fn create(chain: &Chain, contract: &str, arguments: &[u8]) -> Address {
    let root = project_root();
    solidity::ensure_built(&root).unwrap();
    let code = solidity::creation_code(&root, contract).unwrap();
    let code = [&code, arguments].concat();
    let request = TransactionRequest::default().with_deploy_code(code);
    let receipt = chain.send(contract, request).await.unwrap();
    receipt.contract_address.unwrap()
}
