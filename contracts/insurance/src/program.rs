//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOwned,
    dispatch::{Input, Output, one_address, one_amount},
    owned::Owned,
    program,
    revert::{Failure, Result, address, bare},
    select, token,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    abi::IInsurance,
    fund::{Fund, VIRTUAL_SHARES},
    layout::{Kind, TERMS, Terms},
    stake::Exit,
};

/// The insurance fund. Slots: 0 owner, 1 candidate, 2 the table of [`crate::layout`].
#[storage]
#[entrypoint]
pub struct Insurance {
    pub(crate) owned: Owned,
    pub(crate) words: StorageMap<U256, StorageU256>,
}

program!(Insurance);

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

fn text(text: &str) -> Vec<u8> {
    Output::new()
        .number(32)
        .number(text.len() as u64)
        .bytes(text.as_bytes())
        .done()
}

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

impl Insurance {
    /// Arguments: `owner`, who sets terms and names who may claim; `asset`, the token staked, which must tell its decimals.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let (owner, asset) = (input.address(), input.address());
        input.finish()?;
        self.initialise(owner, asset).map_err(Into::into)
    }

    fn initialise(&mut self, owner: Address, asset: Address) -> Result<()> {
        self.owned.initialise(owner)?;
        address(asset)?;
        let decimals = token::decimals(self.vm(), asset)?;
        if decimals > 38 {
            return Err(token::TokenError::Failed(asset).into());
        }
        self.store_asset(&asset, decimals);
        self.store_terms(&Terms::DEFAULT);
        Ok(())
    }

    fn store_terms(&mut self, terms: &Terms) {
        self.put(TERMS, terms.pack());
        let mut event = Output::event(&IInsurance::TermsSet::SIGNATURE_HASH);
        terms.fields().iter().for_each(|field| {
            event.number(*field);
        });
        event.emit(self.vm(), 0);
    }

    #[inline(never)]
    fn list(&self, kind: Kind) -> Vec<u8> {
        let members = self.listed(kind);
        let mut out = Output::new();
        out.number(32).number(members.len() as u64);
        members.iter().for_each(|member| {
            out.address(member);
        });
        out.done()
    }

    #[inline(never)]
    fn converted_of(
        &self,
        input: &mut Input,
        coming: bool,
        convert: fn(&Fund, u128) -> Result<u128, risk_core::RiskError>,
    ) -> Result<Vec<u8>, Vec<u8>> {
        let amount = only_amount(input)?;
        Ok(one_amount(self.converted(amount, coming, convert)?))
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IInsurance::depositCall => {
                let (amount, receiver) = entry(input)?;
                one_amount(self.deposit(amount, receiver, false)?.1)
            },
            IInsurance::mintCall => {
                let (amount, receiver) = entry(input)?;
                one_amount(self.deposit(amount, receiver, true)?.0)
            },
            IInsurance::requestRedeemCall => {
                let shares = only_amount(input)?;
                self.request_redeem(shares)?;
                Vec::new()
            },
            IInsurance::redeemCall => one_amount(self.redeem(exit(input)?, true)?.0),
            IInsurance::withdrawCall => one_amount(self.redeem(exit(input)?, false)?.1),
            IInsurance::notifyPremiumCall => {
                let amount = only_amount(input)?;
                self.notify_premium(amount)?;
                Vec::new()
            },
            IInsurance::payPremiumCall => {
                let amount = only_amount(input)?;
                self.pay_premium(amount)?;
                Vec::new()
            },
            IInsurance::coverCall => one_amount(self.cover(only_amount(input)?)?),
            IInsurance::backstopCall => {
                let (book, account, collateral) = (input.address(), input.address(), input.address());
                let wanted = only_amount(input)?;
                two(self.backstop(book, account, collateral, wanted)?)
            },
            IInsurance::buyCall => {
                let (collateral, wanted, limit) = (input.address(), input.amount(), input.amount());
                let receiver = one_account(input)?;
                two(self.buy(collateral, wanted, limit, receiver)?)
            },
            IInsurance::addBookCall => {
                let (book, weight) = (input.address(), input.number(u64::MAX));
                input.finish()?;
                self.add_book(book, weight.into())?;
                Vec::new()
            },
            IInsurance::setOracleCall => {
                let oracle = one_account(input)?;
                self.set_oracle(oracle)?;
                Vec::new()
            },
            IInsurance::setCollateralCall => {
                let (collateral, share) = (input.address(), input.number(u64::MAX));
                input.finish()?;
                self.set_collateral(collateral, share.into())?;
                Vec::new()
            },
            IInsurance::setTermsCall => {
                let fields = [(); 9].map(|()| u128::from(input.number(u64::MAX)));
                input.finish()?;
                self.owned.only_owner().map_err(Failure::from)?;
                self.store_terms(&Terms::validated(fields)?);
                Vec::new()
            },
            IInsurance::assetCall => one_address(&self.asset()),
            IInsurance::totalAssetsCall => {
                let worth = self.worth()?.low;
                one_amount(self.fund().with(worth).capital)
            },
            IInsurance::capitalCall => one_amount(self.fund().capital),
            IInsurance::totalSupplyCall => one_amount(self.fund().shares),
            IInsurance::balanceOfCall => {
                let stake = self.stake_of(&one_account(input)?);
                one_amount(stake.free.saturating_add(stake.cooling))
            },
            IInsurance::cooldownOfCall => {
                let stake = self.stake_of(&one_account(input)?);
                two((stake.cooling, stake.mature_at.into()))
            },
            IInsurance::convertToAssetsCall => self.converted_of(input, false, Fund::to_assets_down)?,
            IInsurance::previewRedeemCall => self.converted_of(input, false, Fund::to_assets_down)?,
            IInsurance::previewWithdrawCall => self.converted_of(input, false, Fund::to_shares_up)?,
            IInsurance::previewDepositCall => self.converted_of(input, true, Fund::to_shares_down)?,
            IInsurance::previewMintCall => self.converted_of(input, true, Fund::to_assets_up)?,
            IInsurance::convertToSharesCall => {
                match self.converted_of(input, true, Fund::to_shares_down) {
                    Err(error) if error == IInsurance::FundExhausted::SELECTOR => one_amount(0),
                    converted => converted?,
                }
            },
            IInsurance::maxDepositCall => one_amount(self.max_in(&one_account(input)?).0),
            IInsurance::maxMintCall => one_amount(self.max_in(&one_account(input)?).1),
            IInsurance::maxWithdrawCall => one_amount(self.max_out(&one_account(input)?).0),
            IInsurance::maxRedeemCall => one_amount(self.max_out(&one_account(input)?).1),
            IInsurance::decimalsCall => {
                let more = VIRTUAL_SHARES.ilog10();
                one_amount(u128::from(more).saturating_add(self.asset_decimals().into()))
            },
            IInsurance::nameCall => text("Ballast insurance"),
            IInsurance::symbolCall => text("bINS"),
            IInsurance::allowanceCall => one_amount(0),
            IInsurance::transferCall => return Err(not_transferable()),
            IInsurance::transferFromCall => return Err(not_transferable()),
            IInsurance::approveCall => return Err(not_transferable()),
            IInsurance::claimableCall => {
                let book = one_account(input)?;
                let claimable = if self.weight_of(&book) == 0 { Ok(0) } else { self.claimable(&book) };
                one_amount(claimable.map_err(Failure::from)?)
            },
            IInsurance::coverageCall => {
                let (ratio, all) = self.coverage()?;
                Output::new().health(ratio).amount(all.debt).amount(all.expected).done()
            },
            IInsurance::holdingCall => self.holding(&one_account(input)?)?,
            IInsurance::saleCall => {
                let collateral = one_account(input)?;
                let mut out = Output::new();
                match self.sale(&collateral) {
                    Ok(sale) => out.amount(sale.amount).amount(sale.price).amount(sale.cost),
                    Err(_) => out.bytes(&[0; 96]),
                };
                out.number(self.next_at()).done()
            },
            IInsurance::booksCall => self.list(Kind::BookAt),
            IInsurance::collateralsCall => self.list(Kind::CollateralAt),
            IInsurance::isBookCall => one_amount(u128::from(self.weight_of(&one_account(input)?) > 0)),
            IInsurance::weightOfCall => one_amount(self.weight_of(&one_account(input)?).into()),
            IInsurance::oracleCall => one_address(&self.oracle()),
            IInsurance::termsCall => {
                let mut out = Output::new();
                self.terms().fields().iter().for_each(|field| {
                    out.number(*field);
                });
                out.done()
            },
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

fn not_transferable() -> Vec<u8> {
    bare(IInsurance::NotTransferable::SELECTOR).into()
}
