//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    abi::IOwned,
    convert::{address_word, field, pair, split, wide, word_address},
    dispatch::{Input, Output, one, one_address, one_amount},
    owned::Owned,
    program,
    revert::Failure,
    select, signature,
};
use risk_core::RiskError;
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    permit::{Permit, Signature, one_text, text},
    shares::{Capital, MORE_DECIMALS, Rates},
    verbs::Exit,
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IVault.sol"
);

/// The vault. Slots: 0 owner, 1 candidate, 2 `decimals u96 | asset u160`, 3 pool, 4 name, 5 symbol, 6 `shares u128 |
/// highest price u128`, 7 [`Fees`], 8 to 10 maps of accounts: shares, allowances by spender, nonces.
#[storage]
#[entrypoint]
pub struct Vault {
    pub(crate) owned: Owned,
    asset: StorageU256,
    pool: StorageU256,
    pub(crate) name: StorageU256,
    symbol: StorageU256,
    totals: StorageU256,
    fees: StorageU256,
    pub(crate) balances: StorageMap<Address, StorageU256>,
    pub(crate) allowances: StorageMap<Address, StorageMap<Address, StorageU256>>,
    pub(crate) nonces: StorageMap<Address, StorageU256>,
}

program!(Vault);

/// Fees, and when they were last taken: `taken at u64 | management u16, performance u16 | recipient u160`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fees {
    pub(crate) rates: Rates,
    pub(crate) recipient: Address,
    pub(crate) taken_at: u64,
}

impl Fees {
    pub(crate) fn unpack(word: U256) -> Self {
        Self {
            rates: Rates {
                performance: field(word, 160, 16) as u16,
                management: field(word, 176, 16) as u16,
            },
            recipient: word_address(word),
            taken_at: field(word, 192, 64),
        }
    }

    pub(crate) fn pack(&self) -> U256 {
        let place = |value: u64, shift| U256::from(value).wrapping_shl(shift);
        address_word(self.recipient)
            | place(self.rates.performance.into(), 160)
            | place(self.rates.management.into(), 176)
            | place(self.taken_at, 192)
    }
}

/// Storage.
impl Vault {
    pub(crate) fn asset(&self) -> Address {
        word_address(self.asset.get())
    }

    pub(crate) fn asset_decimals(&self) -> u8 {
        field(self.asset.get(), 160, 8) as u8
    }

    pub(crate) fn pool(&self) -> Address {
        word_address(self.pool.get())
    }

    pub(crate) fn store_place(&mut self, pool: &Address, asset: &Address, decimals: u8) {
        let decimals = U256::from(decimals).wrapping_shl(160);
        self.asset.set(address_word(*asset) | decimals);
        self.pool.set(address_word(*pool));
    }

    /// Shares, and their highest price.
    pub(crate) fn totals(&self) -> (u128, u128) {
        split(self.totals.get())
    }

    pub(crate) fn store_totals(&mut self, capital: &Capital) {
        self.totals.set(pair(capital.shares, capital.highest));
    }

    pub(crate) fn load_fees(&self) -> Fees {
        Fees::unpack(self.fees.get())
    }

    pub(crate) fn store_fees(&mut self, fees: &Fees) {
        self.fees.set(fees.pack());
    }
}

/// Arguments.
fn one_account(input: &mut Input) -> Result<Address, Vec<u8>> {
    let account = input.address();
    input.finish().map(|()| account)
}

fn only_amount(input: &mut Input) -> Result<u128, Vec<u8>> {
    let amount = input.amount();
    input.finish().map(|()| amount)
}

fn entry(input: &mut Input) -> Result<(u128, Address), Vec<u8>> {
    let arguments = (input.amount(), input.address());
    input.finish().map(|()| arguments)
}

fn exit(input: &mut Input) -> Result<Exit, Vec<u8>> {
    let exit = Exit {
        amount: input.amount(),
        receiver: input.address(),
        owner: input.address(),
    };
    input.finish().map(|()| exit)
}

type Conversion = fn(&Capital, u128) -> Result<u128, RiskError>;

/// An amount converted at a price of shares, fees due included; encoded.
fn told(input: &mut Input, capital: &Capital, convert: Conversion) -> Result<Vec<u8>, Vec<u8>> {
    let converted = convert(capital, only_amount(input)?).map_err(Failure::from)?;
    Ok(one_amount(converted))
}

impl Vault {
    /// Arguments: `owner`, who sets fees; `pool` and `asset`, whose reserve it lends to; `name` and `symbol`, up to 32 bytes.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let parties = [0; 3].map(|_: u8| input.address());
        let (name, symbol) = (input.word(), input.word());
        input.finish()?;
        self.name.set(name);
        self.symbol.set(symbol);
        self.initialise(parties).map_err(Into::into)
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        let entering = |vault: &Self, input: &mut Input, convert: Conversion| {
            let capital = vault.current()?.0;
            told(input, &capital, convert)
        };
        let leaving = |vault: &Self, input: &mut Input, convert: Conversion| {
            let capital = vault.current()?.0.leaving();
            told(input, &capital, convert)
        };
        let truth = || one_amount(1);
        Ok(select!(selector, {
            IVault::depositCall => {
                let (assets, receiver) = entry(input)?;
                one_amount(self.deposit(assets, receiver)?)
            },
            IVault::mintCall => {
                let (shares, receiver) = entry(input)?;
                one_amount(self.mint(shares, receiver)?)
            },
            IVault::withdrawCall => one_amount(self.withdraw(exit(input)?)?),
            IVault::redeemCall => one_amount(self.redeem(exit(input)?)?),
            IVault::redeemInKindCall => one_amount(self.redeem_in_kind(exit(input)?)?),
            IVault::takeFeesCall => {
                self.take_fees()?;
                Vec::new()
            },
            IVault::setFeesCall => {
                let rates = Rates {
                    performance: input.number(u64::from(u16::MAX)) as u16,
                    management: input.number(u64::from(u16::MAX)) as u16,
                };
                let recipient = one_account(input)?;
                self.set_fees(rates, recipient)?;
                Vec::new()
            },
            IVault::transferCall => {
                let (to, value) = (input.address(), only_amount(input)?);
                let from = self.vm().msg_sender();
                self.transfer(&from, &to, value)?;
                truth()
            },
            IVault::transferFromCall => {
                let (from, to, value) = (input.address(), input.address(), only_amount(input)?);
                self.transfer(&from, &to, value)?;
                truth()
            },
            IVault::approveCall => {
                let (spender, value) = (input.address(), input.word());
                input.finish()?;
                let owner = self.vm().msg_sender();
                self.allow(&owner, &spender, value)?;
                truth()
            },
            IVault::permit_0Call => {
                let (permit, signature) = (Permit::read(input), Signature::read(input));
                input.finish()?;
                self.permit(&permit, &signature)?;
                Vec::new()
            },
            IVault::permit_1Call => {
                let (permit, signature) = (Permit::read(input), Signature::of_bytes(input));
                input.finish()?;
                self.permit(&permit, &signature)?;
                Vec::new()
            },
            IVault::noncesCall => one(self.nonces.get(one_account(input)?)),
            IVault::DOMAIN_SEPARATORCall => Output::new().bytes(self.domain_separator().as_slice()).done(),
            IVault::eip712DomainCall => signature::domain(self.vm(), &text(self.name.get())),
            IVault::nameCall => one_text(self.name.get()),
            IVault::symbolCall => one_text(self.symbol.get()),
            IVault::decimalsCall => one_amount(self.asset_decimals().saturating_add(MORE_DECIMALS).into()),
            IVault::totalSupplyCall => one_amount(self.totals().0),
            IVault::balanceOfCall => one_amount(self.balance(&one_account(input)?)),
            IVault::allowanceCall => {
                let (owner, spender) = (input.address(), one_account(input)?);
                one(self.allowances.getter(owner).get(spender))
            },
            IVault::assetCall => one_address(&self.asset()),
            IVault::totalAssetsCall => one_amount(self.lent()?.1),
            IVault::convertToSharesCall => leaving(self, input, Capital::shares_down)?,
            IVault::convertToAssetsCall => leaving(self, input, Capital::assets_down)?,
            IVault::previewDepositCall => entering(self, input, Capital::shares_down)?,
            IVault::previewMintCall => entering(self, input, Capital::assets_up)?,
            IVault::previewWithdrawCall => leaving(self, input, Capital::shares_up)?,
            IVault::previewRedeemCall => leaving(self, input, Capital::assets_down)?,
            IVault::maxDepositCall => one_amount(self.max_in(&one_account(input)?).0),
            IVault::maxMintCall => one_amount(self.max_in(&one_account(input)?).1),
            IVault::maxWithdrawCall => one_amount(self.max_out(&one_account(input)?).0),
            IVault::maxRedeemCall => one_amount(self.max_out(&one_account(input)?).1),
            IVault::feesCall => {
                let Fees { rates, recipient, .. } = self.load_fees();
                Output::new()
                    .number(rates.performance.into())
                    .number(rates.management.into())
                    .address(&recipient)
                    .done()
            },
            IVault::highestPriceCall => one(wide(self.totals().1)),
            IVault::poolCall => one_address(&self.pool()),
            IOwned::ownerCall => one_address(&self.owned.owner()),
            IOwned::transferOwnershipCall => {
                let candidate = one_account(input)?;
                self.owned.transfer(candidate).map_err(Failure::from)?;
                Vec::new()
            },
            IOwned::acceptOwnershipCall => {
                self.owned.accept().map_err(Failure::from)?;
                Vec::new()
            },
            else => return Err(Vec::new()),
        }))
    }
}
