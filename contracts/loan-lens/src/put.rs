//! Loans that a put protects: one date, at which what is owed is paid, or the put pays it.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};
use ballast_common::{
    dispatch::{Input, Output},
    revert::Result,
};
use risk_core::{RiskError, amortise::interest, fixed::Wad};
use stylus_sdk::stylus_core::Host;

use crate::{
    outlook::{Bearer, Outlook, Row, Rows, Stage, Which, even},
    program::{ask, failed},
};

#[allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate
pub(crate) mod abi {
    use super::sol;

    sol!("../../abi/src/IOptionLoan.sol");
    sol!("../../abi/src/IOptionMarket.sol");
}
use abi::{IOptionLoan, IOptionMarket};

/// As `IOptionLoan.Phase`, in its order.
const ENDED: u64 = 0;
const RUNNING: u64 = 1;
const GRACE: u64 = 2;
const EXERCISABLE: u64 = 3;
const LATE: u64 = 4;

/// A loan, as far as it matters here, with its dates and terms.
struct Put {
    borrower: Address,
    start: u64,
    principal: u128,
    collateral: u128,
    cash: u128,
    forfeited: u128,
    withheld: [u128; 3],
    rate: u64,
    debt_asset: Address,
    collateral_asset: Address,
    phase: u64,
    owed: u128,
    owed_at_most: u128,
    floor: u128,
    due: u64,
    grace_until: u64,
    until: u64,
    forfeit_from: u64,
}

impl Put {
    #[inline(never)]
    fn load<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Self> {
        let program = &which.program;
        let mut question = Output::selected(IOptionLoan::loanAtCall::SELECTOR);
        let stored = ask(vm, program, question.word(which.loan))?;
        let mut question = Output::selected(IOptionLoan::statusOfCall::SELECTOR);
        let status = ask(vm, program, question.word(which.loan))?;
        let (mut stored, mut status) = (Input::new(stored.bytes()), Input::new(status.bytes()));
        let (borrower, offer) = (stored.address(), stored.number(u64::MAX));
        let mut question = Output::selected(IOptionLoan::offerAtCall::SELECTOR);
        let terms = ask(vm, program, question.word(U256::from(offer)))?;
        let mut terms = Input::new(terms.bytes());
        let (_lender, market) = (terms.address(), terms.address());
        let (_strike, _size, _least) = (terms.word(), terms.word(), terms.word());
        let rate = terms.number(u64::MAX);
        let question = Output::selected(IOptionMarket::termsCall::SELECTOR);
        let assets = ask(vm, &market, &question)?;
        let mut assets = Input::new(assets.bytes());
        let put = Self {
            borrower,
            start: stored.number(u64::MAX),
            principal: stored.amount(),
            collateral: stored.amount(),
            cash: stored.amount(),
            forfeited: stored.amount(),
            withheld: [0; 3].map(|_: u8| stored.amount()),
            rate,
            collateral_asset: assets.address(),
            debt_asset: assets.address(),
            phase: status.number(u64::MAX),
            owed: status.amount(),
            owed_at_most: status.amount(),
            floor: status.amount(),
            due: status.number(u64::MAX),
            grace_until: status.number(u64::MAX),
            until: status.number(u64::MAX),
            forfeit_from: status.number(u64::MAX),
        };
        for input in [&stored, &status, &terms] {
            input.finish().map_err(|_| failed(program))?;
        }
        assets.finish().map_err(|_| failed(&market))?;
        Ok(put)
    }

    fn lives(&self) -> bool {
        self.phase != ENDED
    }

    /// Whether the puts can still be exercised some day.
    fn protected(&self) -> bool {
        (RUNNING..=EXERCISABLE).contains(&self.phase)
    }

    /// Interest at the date, or now where that is later; none is added after the window.
    fn interest_then(&self, now: u64) -> Result<u128, RiskError> {
        let seconds = now.min(self.until).max(self.due).saturating_sub(self.start);
        interest(self.principal, Wad(self.rate.into()), seconds)
    }

    /// The last second in which nobody can act against the borrower.
    fn missed_after(&self) -> u64 {
        if self.protected() {
            self.grace_until
        } else {
            self.forfeit_from.saturating_sub(1)
        }
    }
}

/// What `ILoanLens.outlooks` tells.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn outlook<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Outlook> {
    let put = Put::load(vm, which)?;
    let [withheld_cash, withheld, withheld_puts] = put.withheld;
    let mut told = Outlook {
        borrower: put.borrower,
        debt_asset: put.debt_asset,
        collateral_asset: put.collateral_asset,
        cash: put.cash,
        forfeited: put.forfeited,
        withheld_cash,
        withheld,
        withheld_puts,
        ..Outlook::default()
    };
    if !put.lives() {
        return Ok(told);
    }
    let then = put.interest_then(vm.block_timestamp())?;
    told.stage = match put.phase {
        RUNNING => Stage::Running,
        GRACE | LATE => Stage::Due,
        _ => Stage::Open,
    };
    told.principal = put.principal;
    told.interest = put.owed.saturating_sub(put.principal);
    told.collateral = put.collateral;
    (told.next_due, told.last_due) = (put.due, put.due);
    told.missed_after = put.missed_after();
    told.next_payment = put.principal.checked_add(then).ok_or(RiskError::Overflow)?;
    told.next_unlocks = put.collateral;
    if put.protected() {
        // Exercise pays what is owed then, whatever the collateral is worth.
        told.break_even = even(put.floor, put.collateral);
        told.bearer = Bearer::Writers;
        told.lender_floor = told.next_payment.min(put.floor);
        told.borrower_floor = put.floor.saturating_sub(put.owed_at_most);
    } else {
        told.break_even = even(put.owed, put.collateral);
        told.bearer = Bearer::Lender;
    }
    Ok(told)
}

/// `ILoanLens.schedule`: the one date.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn schedule<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Rows> {
    let put = Put::load(vm, which)?;
    let mut rows = Rows::default();
    if put.lives() {
        rows.add(&Row {
            number: 1,
            due: put.due,
            missed_after: put.missed_after(),
            principal: put.principal,
            interest: put.interest_then(vm.block_timestamp())?,
            unlocks: put.collateral,
        });
    }
    Ok(rows)
}
