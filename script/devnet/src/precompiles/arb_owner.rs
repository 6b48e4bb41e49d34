//! ArbOwner, 0x70: what the chain's owners may change. For owners it is free of charge; each act is an event.

use alloy::{
    primitives::FixedBytes,
    sol_types::{SolCall, SolEvent, SolInterface},
};
use revm::{
    Database,
    primitives::{Address, U256},
};

use super::{
    ARB_OWNER, ARB_WASM, ARB_WASM_CACHE,
    activation::{NETWORK_FEE_ACCOUNT, database},
    address_set::AddressSet,
    call::{Answer, Call, Failure, Mutability, slot},
    parameters::{self, Parameters},
};
use crate::{exec::evm::ArbContext, stylus::format};

alloy::sol! {
    interface ArbOwner {
        function addChainOwner(address newOwner) external;
        function removeChainOwner(address ownerToRemove) external;
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function setNetworkFeeAccount(address newNetworkFeeAccount) external;
        function setInfraFeeAccount(address newInfraFeeAccount) external;
        function scheduleArbOSUpgrade(uint64 newVersion, uint64 timestamp) external;
        function setL1PricePerUnit(uint256 pricePerUnit) external;
        function setInkPrice(uint32 price) external;
        function setWasmMaxStackDepth(uint32 depth) external;
        function setWasmFreePages(uint16 pages) external;
        function setWasmPageGas(uint16 gas) external;
        function setWasmPageLimit(uint16 limit) external;
        function setWasmMaxSize(uint32 size) external;
        function setWasmMinInitGas(uint8 gas, uint16 cached) external;
        function setWasmInitCostScalar(uint64 percent) external;
        function setWasmExpiryDays(uint16 _days) external;
        function setWasmKeepaliveDays(uint16 _days) external;
        function setWasmBlockCacheSize(uint16 count) external;
        function addWasmCacheManager(address manager) external;
        function removeWasmCacheManager(address manager) external;
        function setMaxStylusContractFragments(uint8 maxFragments) external;
        function setWasmActivationGas(uint64 gas) external;

        event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
        event ChainOwnerAdded(address indexed owner);
        event ChainOwnerRemoved(address indexed owner);
    }
}

use ArbOwner::{self as abi, ArbOwnerCalls as Method};

/// Accounts that own the chain.
pub(super) const OWNERS: AddressSet = AddressSet {
    name: "ballast.arbowner.owner",
    account: ARB_OWNER,
};
/// Accounts that may put programs into the chain's cache.
pub(super) const CACHE_MANAGERS: AddressSet = AddressSet {
    name: "ballast.arbwasmcache.managers",
    account: ARB_WASM_CACHE,
};
const NETWORK_FEE: &str = "ballast.arbowner.networkfeeaccount";
const INFRA_FEE: &str = "ballast.arbowner.infrafeeaccount";
const UPGRADE: &str = "ballast.arbowner.upgrade";
const L1_PRICE: &str = "ballast.arbowner.l1price";
/// Highest price of ink that its 24 bits hold.
const INK_PRICE_LIMIT: u32 = 0x00FF_FFFF;

/// Runs a method for an owner, at no charge; who is no owner loses all gas.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let owner = call.caller;
    if !OWNERS.contains(context, call, owner)? {
        return Err(Failure::Burn);
    }
    let result = act(context, call);
    call.restore_gas();
    match result {
        Ok(output) => {
            if !call.is_static {
                let event = abi::OwnerActs {
                    method: FixedBytes::from_slice(call.data.get(..4).unwrap_or_default()),
                    owner,
                    data: call.data.clone(),
                };
                call.emit(context, event.encode_log_data());
            }
            Ok(output)
        }
        // Even a breach of the rules costs owners nothing.
        Err(Failure::Burn) => Err(Failure::Revert(Default::default())),
        Err(other) => Err(other),
    }
}

fn act<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(match method {
        Method::isChainOwner(_)
        | Method::getAllChainOwners(_)
        | Method::getNetworkFeeAccount(_)
        | Method::getInfraFeeAccount(_) => Mutability::View,
        _ => Mutability::Write,
    })?;
    let output = match method {
        Method::isChainOwner(arguments) => abi::isChainOwnerCall::abi_encode_returns(
            &OWNERS.contains(context, call, arguments.addr)?,
        ),
        Method::getAllChainOwners(_) => {
            abi::getAllChainOwnersCall::abi_encode_returns(&OWNERS.members(context, call)?)
        }
        Method::getNetworkFeeAccount(_) => {
            abi::getNetworkFeeAccountCall::abi_encode_returns(&network_fee_account(context, call)?)
        }
        Method::getInfraFeeAccount(_) => {
            abi::getInfraFeeAccountCall::abi_encode_returns(&infra_fee_account(context, call)?)
        }
        method => {
            change(context, call, method)?;
            Vec::new()
        }
    };
    call.answer(output)
}

fn change<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    method: Method,
) -> Result<(), Failure> {
    let word = |address: Address| U256::from_be_bytes(address.into_word().0);
    match method {
        Method::addChainOwner(arguments) => {
            OWNERS.add(context, call, arguments.newOwner)?;
            announce(context, call, |owner| {
                abi::ChainOwnerAdded { owner }.encode_log_data()
            })
        }
        Method::removeChainOwner(arguments) => {
            if !OWNERS.contains(context, call, arguments.ownerToRemove)? {
                return Err(Failure::Revert(Default::default()));
            }
            OWNERS.remove(context, call, arguments.ownerToRemove)?;
            announce(context, call, |owner| {
                abi::ChainOwnerRemoved { owner }.encode_log_data()
            })
        }
        Method::setNetworkFeeAccount(arguments) => {
            let account = word(arguments.newNetworkFeeAccount);
            call.write(context, ARB_OWNER, slot(NETWORK_FEE), account)
        }
        Method::setInfraFeeAccount(arguments) => {
            let account = word(arguments.newInfraFeeAccount);
            call.write(context, ARB_OWNER, slot(INFRA_FEE), account)
        }
        Method::scheduleArbOSUpgrade(arguments) => {
            let upgrade = U256::from(arguments.newVersion) << 64 | U256::from(arguments.timestamp);
            call.write(context, ARB_OWNER, slot(UPGRADE), upgrade)
        }
        Method::setL1PricePerUnit(arguments) => {
            call.write(context, ARB_OWNER, slot(L1_PRICE), arguments.pricePerUnit)
        }
        Method::addWasmCacheManager(arguments) => {
            CACHE_MANAGERS.add(context, call, arguments.manager)
        }
        Method::removeWasmCacheManager(arguments) => {
            if !CACHE_MANAGERS.contains(context, call, arguments.manager)? {
                return Err(Failure::Revert(Default::default()));
            }
            CACHE_MANAGERS.remove(context, call, arguments.manager)
        }
        Method::setWasmActivationGas(arguments) => {
            since_60(context)?;
            let gas = U256::from(arguments.gas);
            call.write(context, ARB_WASM, parameters::activation_gas_slot(), gas)
        }
        method => tune(context, method),
    }
}

/// Changes the parameters of Stylus.
fn tune<DB: Database>(context: &mut ArbContext<DB>, method: Method) -> Result<(), Failure> {
    let mut parameters = Parameters::load(context).map_err(database)?;
    match method {
        Method::setInkPrice(arguments) => {
            if arguments.price == 0 || arguments.price > INK_PRICE_LIMIT {
                return Err(Failure::Revert(Default::default()));
            }
            parameters.ink_price = arguments.price;
        }
        Method::setWasmMaxStackDepth(arguments) => parameters.stack_depth = arguments.depth,
        Method::setWasmFreePages(arguments) => parameters.free_pages = arguments.pages,
        Method::setWasmPageGas(arguments) => parameters.page_gas = arguments.gas,
        Method::setWasmPageLimit(arguments) => parameters.page_limit = arguments.limit,
        Method::setWasmMaxSize(arguments) => parameters.wasm_size = arguments.size,
        Method::setWasmMinInitGas(arguments) => {
            parameters.set_min_init_gas(arguments.gas.into(), arguments.cached.into());
        }
        Method::setWasmInitCostScalar(arguments) => parameters.set_init_percent(arguments.percent),
        Method::setWasmExpiryDays(arguments) => parameters.expiry_days = arguments._days,
        Method::setWasmKeepaliveDays(arguments) => parameters.keepalive_days = arguments._days,
        Method::setWasmBlockCacheSize(arguments) => parameters.block_cache = arguments.count,
        Method::setMaxStylusContractFragments(arguments) => {
            since_60(context)?;
            parameters.fragments = arguments.maxFragments;
        }
        _ => return Err(Failure::Burn),
    }
    parameters.store(context).map_err(database)
}

/// Methods of ArbOS 60 do not exist before it.
pub(super) fn since_60<DB: Database>(context: &ArbContext<DB>) -> Result<(), Failure> {
    if format::has_fragments(context.chain.settings.arbos) {
        Ok(())
    } else {
        Err(Failure::Burn)
    }
}

/// Emits the event about the account that the call names, ArbOS 60.
fn announce<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    event: impl Fn(Address) -> revm::primitives::LogData,
) -> Result<(), Failure> {
    if !format::has_fragments(context.chain.settings.arbos) {
        return Ok(());
    }
    let account = Address::from_slice(call.data.get(16..36).unwrap_or(&[0; 20]));
    call.log(context, event(account))
}

/// Who gets data fees and what else the network earns.
pub(super) fn network_fee_account<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<Address, Failure> {
    let word = call.read(context, ARB_OWNER, slot(NETWORK_FEE))?;
    Ok(if word.is_zero() {
        NETWORK_FEE_ACCOUNT
    } else {
        Address::from_word(word.to_be_bytes().into())
    })
}

/// Who gets the part of fees that pays for infrastructure; nobody unless an owner says so.
pub(super) fn infra_fee_account<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<Address, Failure> {
    let word = call.read(context, ARB_OWNER, slot(INFRA_FEE))?;
    Ok(Address::from_word(word.to_be_bytes().into()))
}

/// Version and time of the upgrade that an owner scheduled.
pub(super) fn scheduled_upgrade<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<(u64, u64), Failure> {
    let word = call.read(context, ARB_OWNER, slot(UPGRADE))?;
    let [timestamp, version, ..] = *word.as_limbs();
    Ok((version, timestamp))
}

/// Wei per unit of data on L1, as an owner set it. Nothing is charged by it here.
pub(super) fn l1_price<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<U256, Failure> {
    call.read(context, ARB_OWNER, slot(L1_PRICE))
}
