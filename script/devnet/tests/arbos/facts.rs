//! ArbSys, ArbInfo, ArbGasInfo and ArbOwnerPublic: what they say.

use alloy::primitives::{Address, U256, address};

use crate::{
    chain::{Chain, Facts, SENDER},
    support::*,
    wat::{evm_forward, evm_forwarder},
};

#[test]
fn chain_and_version() {
    for arbos in [51, 60] {
        let chain = &mut chain(arbos);
        assert_eq!(
            view(chain, ARB_SYS, "arbOSVersion()", &[]),
            numbers(&[55 + arbos])
        );
        assert_eq!(
            view(chain, ARB_SYS, "arbChainID()", &[]),
            numbers(&[412_346])
        );
        assert_eq!(view(chain, ARB_SYS, "arbBlockNumber()", &[]), numbers(&[1]));
        assert_eq!(
            view(chain, ARB_SYS, "getStorageGasAvailable()", &[]),
            numbers(&[0])
        );
        assert_eq!(
            view(chain, ARB_SYS, "wasMyCallersAddressAliased()", &[]),
            numbers(&[0])
        );
    }
}

#[test]
fn block_hashes_of_the_last_256_blocks() {
    let mut chain = chain(51);
    chain.block.number = 1_000;
    let hash = |chain: &mut Chain, number: u64| {
        chain.call(ARB_SYS, encode("arbBlockHash(uint256)", &[&number]))
    };
    for number in [744, 999] {
        let known = hash(&mut chain, number);
        assert!(known.is_success() && known.word() != U256::ZERO, "{number}");
    }
    for number in [743, 1_000, 5_000] {
        let unknown = hash(&mut chain, number);
        let mut expected = error("InvalidBlockNumber(uint256,uint256)");
        expected.extend([number.word(), 1_000u64.word()].concat());
        assert_eq!(unknown.output(), expected);
        assert!(!unknown.is_success() && unknown.gas() < 30_000);
    }
}

#[test]
fn top_level_calls_end_at_the_second_contract() {
    let mut chain = chain(51);
    let [first, second, third] = [1, 2, 3].map(|salt| {
        // The same code at three places.
        let mut code = evm_forwarder();
        code.push(salt);
        chain.contract(&code)
    });
    let ask = encode("isTopLevelCall()", &[]);
    let one = evm_forward(ARB_SYS, &ask);
    let two = evm_forward(second, &one);
    let three = evm_forward(third, &evm_forward(second, &one));
    assert_eq!(chain.call(ARB_SYS, ask).word(), number(1));
    assert_eq!(chain.call(first, one).word(), number(1));
    assert_eq!(chain.call(first, two).word(), number(1));
    assert_eq!(chain.call(first, three).word(), number(0));
}

#[test]
fn aliases_of_contracts_on_l1() {
    let chain = &mut chain(51);
    let signature = "mapL1SenderContractAddressToL2Alias(address,address)";
    for (sender, alias) in [
        (
            Address::ZERO,
            address!("1111000000000000000000000000000000001111"),
        ),
        (
            address!("ffffffffffffffffffffffffffffffffffffffff"),
            address!("1111000000000000000000000000000000001110"),
        ),
    ] {
        let answer = view(chain, ARB_SYS, signature, &[&sender, &SENDER]);
        assert_eq!(answer, [U256::from_be_bytes(alias.into_word().0)]);
    }
}

#[test]
fn balances_and_codes() {
    let mut chain = chain(51);
    let contract = chain.contract(&evm_forwarder());
    let balance = view(&mut chain, ARB_INFO, "getBalance(address)", &[&SENDER]);
    assert_eq!(balance, [U256::from(10).pow(U256::from(24))]);
    let answer = chain
        .call(ARB_INFO, encode("getCode(address)", &[&contract]))
        .output();
    let code = evm_forwarder();
    assert_eq!(U256::from_be_slice(&answer[32..64]), U256::from(code.len()));
    assert_eq!(answer[64..64 + code.len()], code);
    let data = encode("getBalance(address)", &[&SENDER]);
    let gas = chain.call(ARB_INFO, data.clone()).gas();
    assert_eq!(
        gas,
        intrinsic(&data) + 3 + 800 + 700 + 3,
        "argument, state, balance, result"
    );
}

#[test]
fn prices_without_an_l1() {
    let mut chain = owned_chain(51);
    chain.block.base_fee = 0;
    let gwei = 100_000_000;
    assert_eq!(
        view(&mut chain, ARB_GAS_INFO, "getMinimumGasPrice()", &[]),
        numbers(&[gwei])
    );
    for signature in [
        "getL1BaseFeeEstimate()",
        "getL1GasPriceEstimate()",
        "getCurrentTxL1GasFees()",
        "getGasBacklog()",
        "getL1PricingSurplus()",
        "getL1FeesAvailable()",
    ] {
        assert_eq!(
            view(&mut chain, ARB_GAS_INFO, signature, &[]),
            numbers(&[0]),
            "{signature}"
        );
    }
    for (signature, values) in [
        (
            "getGasAccountingParams()",
            &[7_000_000, 32_000_000, 32_000_000][..],
        ),
        ("getMaxTxGasLimit()", &[32_000_000]),
        ("getMaxBlockGasLimit()", &[32_000_000]),
        ("getPricingInertia()", &[102]),
        ("getGasBacklogTolerance()", &[10]),
        ("getPricesInWei()", &[0; 6]),
        ("getPricesInArbGas()", &[0, 0, 20_000]),
    ] {
        assert_eq!(
            view(&mut chain, ARB_GAS_INFO, signature, &[]),
            numbers(values),
            "{signature}"
        );
    }
    // A base fee above the lowest one counts as congestion; an owner's L1 price is reported.
    must(&mut chain, ARB_OWNER, "setL1PricePerUnit(uint256)", &[&7]);
    chain.block.base_fee = 3 * gwei;
    for (signature, arguments) in [
        ("getPricesInWei()", &[][..]),
        (
            "getPricesInWeiWithAggregator(address)",
            &[&SENDER as &dyn Word],
        ),
    ] {
        assert_eq!(
            view(&mut chain, ARB_GAS_INFO, signature, arguments),
            numbers(&[
                7 * 16 * 140,
                7 * 16,
                20_000 * 3 * gwei,
                gwei,
                2 * gwei,
                3 * gwei
            ])
        );
    }
    chain.block.base_fee = 4;
    assert_eq!(
        view(
            &mut chain,
            ARB_GAS_INFO,
            "getPricesInArbGasWithAggregator(address)",
            &[&SENDER]
        ),
        numbers(&[7 * 16 * 140 / 4, 7 * 16 / 4, 20_000])
    );
    assert_eq!(
        view(&mut chain, ARB_GAS_INFO, "getL1BaseFeeEstimate()", &[]),
        numbers(&[7])
    );
}

#[test]
fn what_everybody_may_know_about_owners() {
    for arbos in [51, 60] {
        let mut chain = chain(arbos);
        let owners = "getAllChainOwners()";
        assert_eq!(
            view(&mut chain, ARB_OWNER_PUBLIC, owners, &[]),
            numbers(&[32, 0])
        );
        assert_eq!(
            view(
                &mut chain,
                ARB_OWNER_PUBLIC,
                "isChainOwner(address)",
                &[&SENDER]
            ),
            numbers(&[0])
        );
        let mut chain = owned_chain(arbos);
        let sender = U256::from_be_bytes(SENDER.into_word().0);
        assert_eq!(
            view(&mut chain, ARB_OWNER_PUBLIC, owners, &[]),
            [number(32), number(1), sender]
        );
        assert_eq!(
            view(
                &mut chain,
                ARB_OWNER_PUBLIC,
                "isChainOwner(address)",
                &[&SENDER]
            ),
            numbers(&[1])
        );
        let account = view(&mut chain, ARB_OWNER_PUBLIC, "getNetworkFeeAccount()", &[])[0];
        assert_ne!(account, U256::ZERO);
        assert_eq!(
            view(&mut chain, ARB_OWNER_PUBLIC, "getInfraFeeAccount()", &[]),
            numbers(&[0])
        );
        assert_eq!(
            view(&mut chain, ARB_OWNER_PUBLIC, "getScheduledUpgrade()", &[]),
            numbers(&[0, 0])
        );
        must(
            &mut chain,
            ARB_OWNER,
            "scheduleArbOSUpgrade(uint64,uint64)",
            &[&60, &1_234],
        );
        let expected = if arbos == 60 { [0, 0] } else { [60, 1_234] };
        assert_eq!(
            view(&mut chain, ARB_OWNER_PUBLIC, "getScheduledUpgrade()", &[]),
            numbers(&expected)
        );
    }
}
