//! The programs on a devnet, and what their calls answer.

use alloy::primitives::{Address, keccak256};
use alloy::providers::Provider;
use alloy::rpc::types::TransactionRequest;
use anyhow::{Context, ensure};
use ballast_deploy::Program;
use ballast_deploy::chain::{Chain, deploy};
use ballast_devnet::{Options, spawn};
use ballast_risk_cases::{all, selector};

use crate::Line;
use crate::targets::target;

/// The key of Nitro's development account, which every devnet funds.
const KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
/// Gas of a call: more than any needs.
const GAS: u64 = 30_000_000;
/// Measures nothing.
const NOTHING: &str = "nothing";

/// Deploys a program for every module and measures every case, less what measuring itself takes.
pub async fn measure(modules: &[Program]) -> anyhow::Result<Vec<Line>> {
    let devnet = spawn(Options::default()).await?;
    let chain = Chain::connect(devnet.url(), KEY.parse()?).await?;
    let functions = all();
    let mut lines = Vec::new();
    for program in modules {
        let salt = keccak256(&program.name);
        let address = deploy(&chain, program, &[], salt)
            .await
            .with_context(|| format!("{}: {} bytes", program.name, program.compressed_len))?
            .address;
        let overhead = ink(&chain, address, selector(NOTHING), &[]).await?;
        for function in functions
            .iter()
            .filter(|function| function.module == program.name)
        {
            for case in &function.cases {
                let measured = ink(&chain, address, function.selector(), &case.input)
                    .await
                    .with_context(|| {
                        format!("{}::{}, {}", function.module, function.name, case.label)
                    })?;
                lines.push(Line {
                    module: function.module.to_owned(),
                    function: function.name.to_owned(),
                    case: case.label.to_owned(),
                    ink: measured.saturating_sub(overhead),
                    target: target(function.module, function.name, case.label),
                });
            }
        }
    }
    ensure!(
        lines.iter().any(|line| line.target.is_some()),
        "no target belongs to any case"
    );
    Ok(lines)
}

/// What a call says that its function took.
async fn ink(chain: &Chain, program: Address, selector: u32, input: &[u8]) -> anyhow::Result<u64> {
    let request = TransactionRequest::default()
        .from(chain.from())
        .to(program)
        .input([&selector.to_be_bytes(), input].concat().into())
        .gas_limit(GAS);
    let answer = chain.provider().call(request).await?;
    let bytes = <[u8; 8]>::try_from(answer.as_ref()).context("not eight bytes")?;
    Ok(u64::from_be_bytes(bytes))
}
