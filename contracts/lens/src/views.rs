//! What the lens tells.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use ballast_common::{
    convert::narrow,
    dispatch::{Input, Output},
    revert::Result,
};
use ballast_pool_state::{
    IPool,
    health::{self as judge, Reading},
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED},
    market::AMOUNT_MAX,
    told::Told,
};
use risk_core::{curve, fixed::Wad};
use stylus_sdk::stylus_core::Host;

use crate::book::{Book, Prices, ask, changed, failed, greatest, least, prices, told};
use crate::program::IUnwinder;

/// Words of `ILens.Holding`, `Health` and `Unwind`.
const UNWIND_WORDS: usize = 6;
const HEAD_WORDS: u64 = 7 + UNWIND_WORDS as u64 + 1;

/// What an account has in a reserve.
struct Position {
    /// Part of all claims.
    claim: u128,
    /// What withdrawing pays for it.
    supplied: u128,
    collateral: u128,
    debt: u128,
}

fn position<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    asset: &Address,
    account: &Address,
) -> Result<Position> {
    let mut question = Output::selected(IPool::positionCall::SELECTOR);
    let words = ask(vm, pool, question.address(asset).address(account))?;
    let amount = |index| {
        let word = words.get(index).and_then(narrow);
        word.ok_or_else(|| failed(pool))
    };
    Ok(Position {
        claim: amount(0)?,
        supplied: amount(5)?,
        collateral: amount(2)?,
        debt: amount(3)?,
    })
}

/// The assets of a pool.
fn reserves<H: Host + ?Sized>(vm: &H, pool: &Address) -> Result<Vec<Address>> {
    let words = ask(vm, pool, &Output::selected(IPool::reservesCall::SELECTOR))?;
    let mut input = Input::new(words.bytes());
    input.word();
    let count = input.number(255);
    let assets = (0..count).map(|_| input.address()).collect();
    input.finish().map_err(|_| failed(pool))?;
    Ok(assets)
}

/// Readings of reserves.
#[inline(never)]
fn readings<H: Host + ?Sized>(vm: &H, pool: &Address, reserves: &[Told]) -> Result<Vec<Reading>> {
    let words = prices(vm, pool, reserves.iter().map(|told| told.config.feed))?;
    let read = |index| judge::reading(&words, index).ok_or_else(|| failed(pool));
    (0..reserves.len()).map(read).collect()
}

/// USD, WAD, or as much as can be counted.
fn usd(amount: u128, price: u128, decimals: u8, up: bool) -> u128 {
    judge::value(amount, price, decimals, up).map_or(u128::MAX, |value| value.0)
}

/// `ILens.Health`.
#[inline(never)]
fn write_health(out: &mut Output, book: &Book) -> Result<()> {
    let smoothed = book.maintenance(Prices::Smoothed)?;
    let spot = book.maintenance(Prices::Spot)?;
    out.health(book.opening().unwrap_or(0))
        .health(book.required())
        .health(smoothed.health)
        .health(spot.health)
        .amount(spot.collateral)
        .amount(spot.debt)
        .amount(smoothed.stress);
    Ok(())
}

/// `ILens.Unwind`; none where no unwinder answers.
#[inline(never)]
fn unwind<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    account: &Address,
) -> Option<[U256; UNWIND_WORDS]> {
    let words = ask(vm, pool, &Output::selected(IPool::unwinderCall::SELECTOR)).ok()?;
    let unwinder = Input::new(words.bytes()).address();
    let of = |selector| {
        let mut question = Output::selected(selector);
        ask(vm, &unwinder, question.address(pool).address(account)).ok()
    };
    let status = of(IUnwinder::statusCall::SELECTOR)?;
    let schedule = of(IUnwinder::scheduleCall::SELECTOR)?;
    let closed = !schedule.get(6)?.is_zero();
    let open = |index| match schedule.get(index) {
        Some(time) if !closed => time,
        _ => U256::ZERO,
    };
    Some([
        status.get(0)?,
        status.get(1)?,
        status.get(4)?,
        open(0),
        open(1),
        open(5),
    ])
}

/// `ILens.account`.
#[inline(never)]
pub fn account<H: Host + ?Sized>(vm: &H, pool: &Address, owner: &Address) -> Result<Vec<u8>> {
    let book = Book::load(vm, pool, owner, &[])?;
    let mut rows = Vec::new();
    let mut reserves_told = Vec::new();
    for asset in reserves(vm, pool)? {
        let position = position(vm, pool, &asset, owner)?;
        if position.claim | position.collateral | position.debt != 0 {
            reserves_told.push(told(vm, pool, &asset)?);
            rows.push((asset, position));
        }
    }
    let readings = readings(vm, pool, &reserves_told)?;
    let mut out = Output::new();
    write_health(&mut out, &book)?;
    for word in unwind(vm, pool, owner).unwrap_or_default() {
        out.word(word);
    }
    out.number(HEAD_WORDS.saturating_mul(32))
        .number(rows.len() as u64);
    for (((asset, position), told), reading) in rows.iter().zip(&reserves_told).zip(&readings) {
        let decimals = told.config.decimals;
        let at_spot = |amount, up| usd(amount, reading.spot, decimals, up);
        out.address(asset)
            .number(decimals.into())
            .number(reading.flags.into())
            .amount(position.supplied)
            .amount(position.collateral)
            .amount(position.debt)
            .amount(reading.spot)
            .amount(reading.smoothed)
            .amount(at_spot(position.supplied, false))
            .amount(at_spot(position.collateral, false))
            .amount(at_spot(position.debt, true));
    }
    Ok(out.done())
}

/// `ILens.markets`.
#[inline(never)]
pub fn markets<H: Host + ?Sized>(vm: &H, pool: &Address) -> Result<Vec<u8>> {
    let assets = reserves(vm, pool)?;
    let reserves: Result<Vec<Told>> = assets.iter().map(|asset| told(vm, pool, asset)).collect();
    let reserves = reserves?;
    let readings = readings(vm, pool, &reserves)?;
    let mut out = Output::new();
    out.number(32).number(assets.len() as u64);
    for ((asset, told), reading) in assets.iter().zip(&reserves).zip(&readings) {
        let config = &told.config;
        let utilisation = curve::utilisation(told.cash, told.debt);
        let fees = config.reserve_factor.saturating_add(config.premium_factor);
        let supply_rate =
            curve::supply_rate(Wad(told.borrow_rate), utilisation, Wad::from_bps(fees))?;
        out.address(asset)
            .number(config.decimals.into())
            .number(reading.flags.into())
            .amount(reading.spot)
            .amount(reading.smoothed)
            .amount(told.cash)
            .amount(told.debt)
            .amount(told.claims_up())
            .amount(told.escrow)
            .amount(utilisation.0)
            .amount(told.borrow_rate)
            .amount(supply_rate.0)
            .amount(config.cap(config.supply_cap))
            .amount(config.cap(config.borrow_cap))
            .amount(told.supply_cap_left())
            .amount(told.borrow_cap_left())
            .number(config.allows(COLLATERAL_ENABLED).into())
            .number(config.allows(BORROW_ENABLED).into());
    }
    Ok(out.done())
}

/// `ILens.limits`.
#[inline(never)]
pub fn limits<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    owner: &Address,
    asset: &Address,
) -> Result<Vec<u8>> {
    let told = told(vm, pool, asset)?;
    let Position { supplied, debt, .. } = position(vm, pool, asset, owner)?;
    let mut book = Book::load(vm, pool, owner, &[*asset])?;
    let index = book.index(asset);
    let held = book.of(index);
    let open = told.admits(vm, pool, owner);
    let enters = open && !book.is_full_for(index);
    // Whoever owes may always add to what it has.
    let top_up = held.collateral > 0 && book.indebted();
    let deposit = if top_up {
        AMOUNT_MAX.saturating_sub(told.escrow)
    } else if enters {
        told.max_deposit()
    } else {
        0
    };
    let borrow = if !enters {
        0
    } else {
        greatest(told.max_borrow(), |amount| {
            // A unit more: shares of debt round up.
            let owed = held.debt.saturating_add(amount).saturating_add(1);
            book.change(index, |held| held.debt = owed);
            book.allows_opening()
        })
    };
    book.change(index, |changed| *changed = held);
    let withdraw = greatest(held.collateral, |amount| {
        let left = held.collateral.saturating_sub(amount);
        book.change(index, |held| held.collateral = left);
        book.allows_opening()
    });
    Ok(Output::new()
        .amount(if open { told.max_supply() } else { 0 })
        .amount(supplied.min(told.max_withdraw()))
        .amount(deposit)
        .amount(withdraw)
        .amount(borrow)
        .amount(debt)
        .done())
}

/// An asset whose amounts change: words of `ILens.Change`.
pub struct Change {
    pub asset: Address,
    pub collateral: U256,
    pub debt: U256,
}

/// `ILens.healthAfter`.
#[inline(never)]
pub fn health_after<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    owner: &Address,
    changes: &[Change],
) -> Result<Vec<u8>> {
    let assets: Vec<Address> = changes.iter().map(|change| change.asset).collect();
    let mut book = Book::load(vm, pool, owner, &assets)?;
    for change in changes {
        let index = book.index(&change.asset);
        book.change(index, |held| {
            held.collateral = changed(held.collateral, change.collateral);
            held.debt = changed(held.debt, change.debt);
        });
    }
    let mut out = Output::new();
    write_health(&mut out, &book)?;
    Ok(out.done())
}

/// What is to be borrowed against what.
pub struct Wish {
    pub debt_asset: Address,
    pub amount: u128,
    pub collateral_asset: Address,
}

/// `ILens.quoteBorrow`.
#[inline(never)]
pub fn quote_borrow<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    owner: &Address,
    wish: &Wish,
) -> Result<Vec<u8>> {
    let assets = [wish.debt_asset, wish.collateral_asset];
    let mut book = Book::load(vm, pool, owner, &assets)?;
    let (owed, pledged) = (
        book.index(&wish.debt_asset),
        book.index(&wish.collateral_asset),
    );
    // A unit more: shares of debt round up.
    let debt = wish.amount.saturating_add(1);
    book.change(owed, |held| held.debt = held.debt.saturating_add(debt));
    let before = book.of(pledged).collateral;
    let needed = least(|amount| {
        let after = before.saturating_add(amount);
        book.change(pledged, |held| held.collateral = after);
        book.allows_opening()
    });
    Ok(Output::new().health(needed.unwrap_or(u128::MAX)).done())
}
