//! revm's configuration: which Ethereum rules hold on Arbitrum and which do not.

use revm::{
    Context, Database, Journal,
    context::{BlockEnv, CfgEnv, TxEnv, result::EVMError},
    context_interface::block::BlobExcessGasAndPrice,
    primitives::{U256, hardfork::SpecId},
};

use super::{BlockContext, Checks, ExecError, Settings};

/// Gas that one transaction may burn, ArbOS 50 and later.
pub(super) const TRANSACTION_GAS_CAP: u64 = 32_000_000;

/// Limit of deployed code in bytes, EIP-170.
pub(super) const CODE_SIZE_LIMIT: usize = 24_576;

/// revm's context for one transaction.
pub(super) fn context<DB: Database>(
    settings: &Settings,
    db: DB,
    block: &BlockContext,
    checks: Checks,
) -> Context<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, ()> {
    Context::<BlockEnv, TxEnv, CfgEnv, DB, Journal<DB>, ()>::new(db, SpecId::OSAKA)
        .with_cfg(rules(settings, checks))
        .with_block(environment(block))
}

fn rules(settings: &Settings, checks: Checks) -> CfgEnv {
    let mut rules = CfgEnv::new_with_spec(SpecId::OSAKA).with_chain_id(settings.chain_id);
    rules.limit_contract_code_size = Some(CODE_SIZE_LIMIT);
    rules.disable_block_gas_limit = true;
    rules.disable_priority_fee_check = true;
    rules.disable_eip7623 = true;
    // The rule itself is kept, with its exception for programs, where create frames end.
    rules.disable_eip3541 = true;
    // Arbitrum's cap holds gas back instead of refusing the transaction; the handler does it.
    rules.tx_gas_limit_cap = Some(u64::MAX);
    if checks == Checks::Call {
        rules.tx_chain_id_check = false;
        rules.disable_nonce_check = true;
        rules.disable_balance_check = true;
        rules.disable_base_fee = true;
        rules.disable_eip3607 = true;
    }
    rules
}

/// The block as revm sees it.
pub(super) fn environment(block: &BlockContext) -> BlockEnv {
    BlockEnv {
        number: U256::from(block.number),
        timestamp: U256::from(block.timestamp),
        beneficiary: block.coinbase,
        gas_limit: block.gas_limit,
        basefee: block.base_fee,
        difficulty: U256::from(1),
        prevrandao: Some(block.prevrandao),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice {
            excess_blob_gas: 0,
            blob_gasprice: 1,
        }),
        ..Default::default()
    }
}

/// Arbitrum drops tips: whoever offers the base fee or more pays the base fee.
pub(super) fn without_tip(mut tx: TxEnv, block: &BlockContext) -> TxEnv {
    match tx.gas_priority_fee {
        Some(_) => tx.gas_priority_fee = Some(0),
        None => {
            let base_fee = u128::from(block.base_fee);
            if tx.gas_price > base_fee {
                tx.gas_price = base_fee;
            }
        }
    }
    tx
}

/// revm's error in ours.
pub(super) fn invalid<E: std::fmt::Display>(error: EVMError<E>) -> ExecError {
    match error {
        EVMError::Transaction(reason) => ExecError::Invalid(reason.to_string()),
        EVMError::Header(reason) => ExecError::Invalid(reason.to_string()),
        EVMError::Database(reason) => ExecError::Database(reason.to_string()),
        other => ExecError::Runtime(other.to_string()),
    }
}
