//! Accounts that exist before the first block.

use revm::{
    bytecode::Bytecode,
    context::{TxEnv, result::ExecutionResult},
    database::{CacheDB, EmptyDB},
    primitives::{Address, Bytes, TxKind, U256, address, hex},
    state::AccountInfo,
};

use super::{BlockContext, Checks, ExecError, Runtime, execute};
use crate::precompiles;

/// CREATE2 factory that tools expect on every chain: call data is salt and init code.
pub const CREATE2_FACTORY: Address = address!("4e59b44847b379578588920cA78FbF26c0B4956C");
/// StylusDeployer, where cargo-stylus and `ballast-deploy` expect it.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// Account of the well-known key of Nitro's devnets.
pub const DEV_ACCOUNT: Address = address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E");

const FACTORY_CODE: [u8; 69] = hex!(
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
    "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3"
);
const DEPLOYER_INIT_CODE: &str = include_str!("stylus_deployer.hex");
const PRECOMPILE_CODE: [u8; 1] = [0xFE];
/// Wei: a million ether.
const DEV_BALANCE: u128 = 1_000_000_000_000_000_000_000_000;
const DEPLOY_GAS: u64 = 10_000_000;

/// An account of the first block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisAccount {
    /// Wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
    /// Code, empty for accounts with keys.
    pub code: Bytes,
    /// Storage.
    pub storage: Vec<(U256, U256)>,
}

impl GenesisAccount {
    fn with_code(code: impl Into<Bytes>) -> Self {
        Self {
            balance: U256::ZERO,
            nonce: 1,
            code: code.into(),
            storage: Vec::new(),
        }
    }
}

/// Arbitrum's precompiles, the CREATE2 factory, StylusDeployer and the funded dev account.
///
/// StylusDeployer's code is what the factory makes of its init code, run here.
///
/// # Errors
/// [`ExecError`] if that run fails, which only a broken data file could cause.
pub fn genesis(runtime: &Runtime) -> Result<Vec<(Address, GenesisAccount)>, ExecError> {
    let mut accounts: Vec<_> = precompiles::ADDRESSES
        .into_iter()
        .map(|precompile| (precompile, GenesisAccount::with_code(PRECOMPILE_CODE)))
        .collect();
    accounts.push((CREATE2_FACTORY, GenesisAccount::with_code(FACTORY_CODE)));
    accounts.push((
        STYLUS_DEPLOYER,
        GenesisAccount::with_code(deployer_code(runtime)?),
    ));
    let dev = GenesisAccount {
        balance: U256::from(DEV_BALANCE),
        nonce: 0,
        code: Bytes::new(),
        storage: Vec::new(),
    };
    accounts.push((DEV_ACCOUNT, dev));
    Ok(accounts)
}

fn deployer_init_code() -> Result<Vec<u8>, ExecError> {
    let digits: String = DEPLOYER_INIT_CODE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::trim)
        .collect();
    hex::decode(digits)
        .map_err(|error| ExecError::Runtime(format!("init code of StylusDeployer: {error}")))
}

fn deployer_code(runtime: &Runtime) -> Result<Bytes, ExecError> {
    let mut db = CacheDB::new(EmptyDB::new());
    let factory = Bytecode::new_legacy(FACTORY_CODE.into());
    db.insert_account_info(
        CREATE2_FACTORY,
        AccountInfo {
            nonce: 1,
            ..AccountInfo::from_bytecode(factory)
        },
    );
    let block = BlockContext {
        number: 0,
        timestamp: 0,
        base_fee: 0,
        coinbase: Address::ZERO,
        gas_limit: 1 << 50,
        prevrandao: Default::default(),
    };
    let salt_and_code = [vec![0; 32], deployer_init_code()?].concat();
    let tx = TxEnv {
        caller: DEV_ACCOUNT,
        kind: TxKind::Call(CREATE2_FACTORY),
        data: salt_and_code.into(),
        gas_limit: DEPLOY_GAS,
        ..Default::default()
    };
    let outcome = execute(runtime, &mut db, &block, tx, Checks::Call)?;
    let ran = matches!(
        outcome.result_and_state.result,
        ExecutionResult::Success { .. }
    );
    let code = outcome
        .result_and_state
        .state
        .get(&STYLUS_DEPLOYER)
        .and_then(|account| account.info.code.as_ref())
        .map(|code| code.original_bytes())
        .filter(|code| ran && !code.is_empty());
    let missing = || ExecError::Runtime("StylusDeployer did not appear at its address".into());
    code.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::Settings;

    #[test]
    fn deployer_appears_at_its_address_by_create2() {
        let runtime = Runtime::new(Settings::default()).unwrap();
        let accounts = genesis(&runtime).unwrap();
        let (_, deployer) = accounts
            .iter()
            .find(|(address, _)| *address == STYLUS_DEPLOYER)
            .unwrap();
        assert_eq!(deployer.code.len(), 2_269);
        let (_, factory) = accounts
            .iter()
            .find(|(address, _)| *address == CREATE2_FACTORY)
            .unwrap();
        assert_eq!(factory.code.len(), 69);
    }
}
