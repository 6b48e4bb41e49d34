//! Contracts of the chain, and of the devnet, that are not Ballast's.
#![allow(missing_docs)]

use alloy::primitives::{Address, address};
use alloy::sol;

/// Where StylusDeployer is, on every chain.
pub const STYLUS_DEPLOYER: Address = address!("cEcba2F1DC234f70Dd89F2041029807F8D03A990");
/// Where the ArbWasm precompile is.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

sol! {
    /// Creates, activates and constructs a program in one transaction.
    #[sol(all_derives)]
    interface IStylusDeployer {
        event ContractDeployed(address deployedContract);
        error ContractInitializationError(address newContract, bytes data);
        error EmptyBytecode();
        function deploy(bytes calldata bytecode, bytes calldata initData, uint256 initValue, bytes32 salt)
            external payable returns (address);
    }

    /// The part of the precompile that deployment and operation use.
    #[sol(all_derives)]
    interface IArbWasm {
        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashKeepalive(bytes32 codehash) external payable;
        function programTimeLeft(address program) external view returns (uint64 timeLeft);
    }

    /// `src/DevToken.sol` of the Foundry project.
    #[sol(all_derives)]
    interface IDevToken {
        function mint(address account, uint256 amount) external;
        function symbol() external view returns (string memory);
        function decimals() external view returns (uint8);
        function owner() external view returns (address);
        function balanceOf(address account) external view returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
    }

    /// `src/MockFeed.sol` of the Foundry project.
    #[sol(all_derives)]
    interface IMockFeed {
        function set(int256 answer, uint256 updatedAt) external;
        function latestRound() external view returns (uint80);
        function owner() external view returns (address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::hex;
    use alloy::sol_types::{SolCall, SolError};

    #[test]
    fn selectors_are_those_on_chain() {
        assert_eq!(IStylusDeployer::deployCall::SELECTOR, hex!("a9a8e4e9"));
        assert_eq!(
            IStylusDeployer::ContractInitializationError::SELECTOR,
            hex!("88d8f57d")
        );
        assert_eq!(IStylusDeployer::EmptyBytecode::SELECTOR, hex!("21744a59"));
        assert_eq!(IArbWasm::activateProgramCall::SELECTOR, hex!("58c780c2"));
        assert_eq!(IArbWasm::codehashVersionCall::SELECTOR, hex!("d70c0ca7"));
        assert_eq!(IArbWasm::codehashKeepaliveCall::SELECTOR, hex!("c689bad5"));
        assert_eq!(IArbWasm::programTimeLeftCall::SELECTOR, hex!("c775a62a"));
        assert_eq!(
            IArbWasm::ProgramInsufficientValue::SELECTOR,
            hex!("09781ab7")
        );
        assert_eq!(
            IArbWasm::ProgramKeepaliveTooSoon::SELECTOR,
            hex!("16bd0cf8")
        );
        assert_eq!(IArbWasm::ProgramUpToDate::SELECTOR, hex!("cc944bf2"));
    }
}
