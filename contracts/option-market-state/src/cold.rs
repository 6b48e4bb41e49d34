//! What is called seldom, or only read: the extension's functions. Only it contains them.

use alloc::vec::Vec;
use core::ops::DerefMut;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOwned,
    convert::{narrow, wide},
    dispatch::{Input, Output, one, one_address, one_amount},
    guard,
    owned::only,
    revert::{Failure, Result as Outcome, about, address, bare, bounded, nonzero, pair},
    select, token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    IOptionMarket, State,
    book::{Capital, Line, MORE_DECIMALS, VIRTUAL_SHARES},
    storage::{Request, Requests},
    terms::{MAX_DECIMALS, MAX_PRICE, MAX_STRIKES, MAX_TIME, MAX_VOLATILITY, Terms},
    tokens::Token,
};

/// Selector by which the core's constructor calls `construct`; nobody's else, for a market is constructed once, and at its own
/// address the extension has no extension.
pub const INITIALISE: u32 = 0x696e_6974;

/// ERC-165 itself and ERC-6909.
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x0f63_2fb3];

/// A number in a word; what is beyond 64 bits is of nothing.
pub fn id_of(word: U256) -> u64 {
    narrow(word)
        .and_then(|id| u64::try_from(id).ok())
        .unwrap_or(u64::MAX)
}

fn last_id(input: &mut Input) -> Result<u64, Vec<u8>> {
    let id = id_of(input.word());
    input.finish().map(|()| id)
}

fn last_amount(input: &mut Input) -> Result<u128, Vec<u8>> {
    let amount = input.amount();
    input.finish().map(|()| amount)
}

fn last_address(input: &mut Input) -> Result<Address, Vec<u8>> {
    let account = input.address();
    input.finish().map(|()| account)
}

type Convert = fn(&Capital, u128) -> Result<u128, RiskError>;

#[inline(never)]
fn converted(capital: &Capital, input: &mut Input, convert: Convert) -> Result<Vec<u8>, Vec<u8>> {
    let amount = last_amount(input)?;
    Ok(one_amount(convert(capital, amount).map_err(Failure::from)?))
}

/// A text, encoded.
fn text(value: &str) -> Vec<u8> {
    Output::new()
        .number(32)
        .number(value.len() as u64)
        .bytes(value.as_bytes())
        .done()
}

/// Whose tokens are meant: of shares, or of the id that is the next argument.
fn token_of(input: &mut Input, puts: bool) -> Token {
    if puts {
        Token::Puts(input.word())
    } else {
        Token::Shares
    }
}

impl State {
    /// What a market's constructor does, once: it has fixed the extension just before.
    #[inline(never)]
    fn construct(&mut self, input: &mut Input) -> Result<Vec<u8>, Vec<u8>> {
        if self.extension().is_zero() || self.terms().strikes > 0 {
            return Err(Vec::new());
        }
        let mut terms = Terms {
            underlying: input.address(),
            debt_asset: input.address(),
            oracle: input.address(),
            expiry: input.number(MAX_TIME),
            window: input.number(u32::MAX.into()) as u32,
            staleness: input.number(u32::MAX.into()) as u32,
            skew: input.number(u64::MAX),
            spread: input.number(u16::MAX.into()) as u16,
            edge: input.number(u16::MAX.into()) as u16,
            depth: input.amount(),
            ..Terms::default()
        };
        let (count, strikes) = input.list();
        input.finish()?;
        self.initialise(&mut terms, count, strikes)?;
        Ok(Vec::new())
    }

    /// Checks and stores what the market is of.
    ///
    /// # Errors
    /// `ZeroAddress`, `SameAsset`, `ParameterOutOfBounds`, `InvalidStrikes`, `TransferFailed`, `PriceUnavailable`.
    pub fn initialise(&mut self, terms: &mut Terms, count: u64, mut strikes: Input) -> Outcome<()> {
        address(terms.underlying)?;
        address(terms.debt_asset)?;
        address(terms.oracle)?;
        if terms.underlying == terms.debt_asset {
            return Err(about(IOptionMarket::SameAsset::SELECTOR, &terms.debt_asset));
        }
        if let Some((place, value)) = terms.fault(self.time()) {
            return Err(pair(
                IOwned::ParameterOutOfBounds::SELECTOR,
                place.into(),
                value,
            ));
        }
        let invalid = || bare(IOptionMarket::InvalidStrikes::SELECTOR);
        if count == 0 || count > MAX_STRIKES as u64 {
            return Err(invalid());
        }
        let mut before = 0;
        for strike in 0..count {
            let line = Line {
                price: strikes.amount(),
                volatility: strikes.number(MAX_VOLATILITY.into()) as u32,
                open: 0,
            };
            let rises = line.price > before && line.price <= MAX_PRICE;
            if !rises || strikes.finish().is_err() {
                return Err(invalid());
            }
            before = line.price;
            self.put_line(strike, &line);
        }
        terms.strikes = count as u8;
        let assets = [terms.underlying, terms.debt_asset];
        let mut place = 0;
        for ((asset, decimals), feed) in
            assets.iter().zip(&mut terms.decimals).zip(&mut terms.feeds)
        {
            *decimals = token::decimals(self.vm(), *asset)?;
            bounded(place, (*decimals).into(), 0, MAX_DECIMALS.into())?;
            place = 1;
            *feed = self.feed(terms.oracle, asset)?;
        }
        self.put_terms(terms);
        self.put_depth_left(terms.depth);
        let mut log = Output::event(&IOptionMarket::MarketMade::SIGNATURE_HASH);
        log.address(&terms.underlying).address(&terms.debt_asset);
        log.number(terms.expiry).number(count).emit(self.vm(), 3);
        Ok(())
    }

    #[inline(never)]
    fn sending(&mut self, input: &mut Input, others: bool, puts: bool) -> Result<Vec<u8>, Vec<u8>> {
        let from = if others {
            input.address()
        } else {
            self.vm().msg_sender()
        };
        let (to, token) = (input.address(), token_of(input, puts));
        let amount = input.amount();
        input.finish()?;
        self.transfer(token, &from, &to, amount)?;
        Ok(one_amount(1))
    }

    #[inline(never)]
    fn approving(&mut self, input: &mut Input, puts: bool) -> Result<Vec<u8>, Vec<u8>> {
        let (spender, token, value) = (input.address(), token_of(input, puts), input.word());
        input.finish()?;
        self.approve(token, &spender, value)?;
        Ok(one_amount(1))
    }

    #[inline(never)]
    fn holding(&self, input: &mut Input, puts: bool) -> Result<Vec<u8>, Vec<u8>> {
        let (owner, token) = (input.address(), token_of(input, puts));
        input.finish()?;
        Ok(one_amount(self.balance(token, &owner)))
    }

    #[inline(never)]
    fn allowing(&self, input: &mut Input, puts: bool) -> Result<Vec<u8>, Vec<u8>> {
        let (owner, spender) = (input.address(), input.address());
        let token = token_of(input, puts);
        input.finish()?;
        Ok(one(self.allowed(token, &owner, &spender)))
    }

    #[inline(never)]
    fn preview(
        &self,
        comes: bool,
        input: &mut Input,
        convert: Convert,
    ) -> Result<Vec<u8>, Vec<u8>> {
        converted(&self.previewed(comes)?, input, convert)
    }

    /// `IOptionMarket.requestRedeem`.
    #[inline(never)]
    fn request_redeem(&mut self, shares: u128, least: u128) -> Outcome<u64> {
        // `serve` goes on with what it knows of the queue after it has sent tokens.
        guard::enter(self.vm())?;
        // Less than a unit at the start: dust would cost who serves it more than it is worth.
        nonzero(shares / VIRTUAL_SHARES)?;
        let terms = self.terms();
        self.before_expiry(&terms)?;
        let (owner, this) = (self.vm().msg_sender(), self.this());
        self.hand(Token::Shares, &owner, &this, shares)?;
        let mut book = self.book();
        book.queued = book.queued.saturating_add(shares);
        self.put_book(&book);
        let Requests { first, last } = self.requests();
        let id = last.wrapping_add(1);
        self.put_requests(&Requests {
            first: first.max(1),
            last: id,
        });
        self.put_request(
            id,
            &Request {
                owner,
                shares,
                least,
            },
        );
        let mut log = Output::event(&IOptionMarket::Requested::SIGNATURE_HASH);
        log.number(id)
            .address(&owner)
            .amount(shares)
            .amount(least)
            .emit(self.vm(), 2);
        Ok(id)
    }

    /// `IOptionMarket.endRequest`.
    #[inline(never)]
    fn end_request(&mut self, id: u64) -> Outcome<u128> {
        guard::enter(self.vm())?;
        let request = self.waiting(id)?;
        only(self.vm(), request.owner)?;
        let mut book = self.book();
        self.give_back(&mut book, id, &request)?;
        Ok(request.shares)
    }

    /// What was withheld of an asset for the caller, which it takes: to be sent next.
    #[inline(never)]
    fn take_withheld(&mut self, asset: Address, receiver: Address) -> Outcome<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let account = self.vm().msg_sender();
        let amount = nonzero(self.withheld_of(&account, &asset))?;
        self.put_withheld(&account, &asset, 0);
        let mut log = Output::event(&IOptionMarket::WithheldClaimed::SIGNATURE_HASH);
        log.address(&account).address(&asset).address(&receiver);
        log.amount(amount).emit(self.vm(), 3);
        Ok(amount)
    }

    /// `IOptionMarket.terms`.
    #[inline(never)]
    fn show_terms(&self) -> Vec<u8> {
        let terms = self.terms();
        let mut out = Output::new();
        out.address(&terms.underlying)
            .address(&terms.debt_asset)
            .address(&terms.oracle)
            .number(terms.expiry)
            .number(terms.window.into())
            .number(terms.staleness.into())
            .number(terms.skew)
            .number(terms.spread.into())
            .number(terms.edge.into())
            .amount(terms.depth);
        out.done()
    }

    /// `IOptionMarket.strikeAt`.
    #[inline(never)]
    fn show_strike(&self, strike: u64) -> Outcome<Vec<u8>> {
        let line = self.line(strike)?;
        let mut out = Output::new();
        out.amount(line.price)
            .number(line.volatility.into())
            .amount(line.open);
        Ok(out.done())
    }

    /// `IOptionMarket.book`.
    #[inline(never)]
    fn show_book(&self) -> Vec<u8> {
        let book = self.book_now(&self.terms());
        let mut out = Output::new();
        out.amount(book.cash)
            .amount(book.locked)
            .amount(book.underlying)
            .amount(book.queued);
        out.done()
    }

    /// `IOptionMarket.requestAt`.
    #[inline(never)]
    fn show_request(&self, id: u64) -> Outcome<Vec<u8>> {
        let request = self.waiting(id)?;
        let mut out = Output::new();
        out.address(&request.owner)
            .amount(request.shares)
            .amount(request.least);
        Ok(out.done())
    }
}

/// The extension's function of this selector, on the storage of `program`.
///
/// # Errors
/// Its errors; no data for any other selector, and for malformed arguments.
pub fn dispatch<P>(program: &mut P, selector: u32, input: &mut Input) -> Result<Vec<u8>, Vec<u8>>
where
    P: DerefMut<Target = State> + TopLevelStorage,
{
    if selector == INITIALISE {
        return program.construct(input);
    }
    Ok(select!(selector, {
        IOptionMarket::transfer_0Call => program.sending(input, false, false)?,
        IOptionMarket::transferFrom_0Call => program.sending(input, true, false)?,
        IOptionMarket::transfer_1Call => program.sending(input, false, true)?,
        IOptionMarket::transferFrom_1Call => program.sending(input, true, true)?,
        IOptionMarket::approve_0Call => program.approving(input, false)?,
        IOptionMarket::approve_1Call => program.approving(input, true)?,
        IOptionMarket::setOperatorCall => {
            let (spender, approved) = (input.address(), input.flag());
            input.finish()?;
            program.set_operator(&spender, approved)?;
            one_amount(1)
        },
        IOptionMarket::balanceOf_0Call => program.holding(input, false)?,
        IOptionMarket::balanceOf_1Call => program.holding(input, true)?,
        IOptionMarket::allowance_0Call => program.allowing(input, false)?,
        IOptionMarket::allowance_1Call => program.allowing(input, true)?,
        IOptionMarket::isOperatorCall => {
            let owner = input.address();
            let spender = last_address(input)?;
            one_amount(program.operates(&owner, &spender).into())
        },
        IOptionMarket::totalSupplyCall => one_amount(program.book().shares),
        IOptionMarket::nameCall => text("Ballast put writers"),
        IOptionMarket::symbolCall => text("bPUT"),
        IOptionMarket::decimalsCall => {
            let [_, debt] = program.terms().decimals;
            one_amount(debt.saturating_add(MORE_DECIMALS).into())
        },
        IOptionMarket::assetCall => one_address(&program.terms().debt_asset),
        IOptionMarket::supportsInterfaceCall => {
            let id = input.word();
            input.finish()?;
            let [.., high] = *id.as_limbs();
            one_amount(INTERFACES.contains(&((high >> 32) as u32)).into())
        },
        IOptionMarket::requestRedeemCall => {
            let (shares, least) = (input.amount(), input.amount());
            input.finish()?;
            one_amount(program.request_redeem(shares, least)?.into())
        },
        IOptionMarket::endRequestCall => {
            let id = last_id(input)?;
            one_amount(program.end_request(id)?)
        },
        IOptionMarket::claimWithheldCall => {
            let asset = input.address();
            let receiver = last_address(input)?;
            let amount = program.take_withheld(asset, receiver)?;
            let vm = program.vm().clone();
            token::send(&vm, program, asset, receiver, wide(amount)).map_err(Failure::from)?;
            one_amount(amount)
        },
        IOptionMarket::termsCall => program.show_terms(),
        IOptionMarket::extensionCall => one_address(&program.extension()),
        IOptionMarket::strikeCountCall => one_amount(program.terms().strikes.into()),
        IOptionMarket::strikeAtCall => program.show_strike(last_id(input)?)?,
        IOptionMarket::bookCall => program.show_book(),
        IOptionMarket::requestAtCall => program.show_request(last_id(input)?)?,
        IOptionMarket::requestsCall => {
            let requests = program.requests();
            Output::new().number(requests.first.max(1)).number(requests.last).done()
        },
        IOptionMarket::withheldOfCall => {
            let account = input.address();
            let asset = last_address(input)?;
            one_amount(program.withheld_of(&account, &asset))
        },
        IOptionMarket::quoteCall => {
            let strike = id_of(input.word());
            program.quote(strike, last_amount(input)?)?
        },
        IOptionMarket::totalAssetsCall => one_amount(program.total().assets),
        IOptionMarket::convertToSharesCall => converted(&program.total(), input, Capital::shares_down)?,
        IOptionMarket::convertToAssetsCall => converted(&program.total(), input, Capital::assets_down)?,
        IOptionMarket::previewDepositCall => program.preview(true, input, Capital::shares_down)?,
        IOptionMarket::previewMintCall => program.preview(true, input, Capital::assets_up)?,
        IOptionMarket::previewWithdrawCall => program.preview(false, input, Capital::shares_up)?,
        IOptionMarket::previewRedeemCall => program.preview(false, input, Capital::assets_down)?,
        IOptionMarket::maxDepositCall => one_amount(program.max_in(&last_address(input)?).0),
        IOptionMarket::maxMintCall => one_amount(program.max_in(&last_address(input)?).1),
        IOptionMarket::maxWithdrawCall => one_amount(program.max_out(&last_address(input)?).0),
        IOptionMarket::maxRedeemCall => one_amount(program.max_out(&last_address(input)?).1),
        else => return Err(Vec::new()),
    }))
}
