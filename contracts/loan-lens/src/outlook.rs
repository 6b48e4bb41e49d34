//! What is told of a loan, of whichever kind.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use ballast_common::{
    dispatch::{Input, Output},
    revert::{Failure, Result},
};
use ballast_loan_state::abi::ITermLoan;
use risk_core::fixed::{WAD, mul_div_up};
use stylus_sdk::stylus_core::Host;

use crate::{program::ask, put, term, yielding};

/// As `ILoanLens.Kind`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Term,
    Put,
    Growth,
}

impl Kind {
    /// The last number.
    const LAST: u64 = 2;

    /// The next argument.
    pub(crate) fn read(input: &mut Input) -> Self {
        match input.number(Self::LAST) {
            0 => Self::Term,
            1 => Self::Put,
            _ => Self::Growth,
        }
    }
}

/// As `ILoanLens.Stage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    #[default]
    Ended,
    Running,
    Due,
    Open,
}

/// As `ILoanLens.Bearer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bearer {
    #[default]
    Nobody,
    Lender,
    Writers,
}

/// Which loan, of which program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Which {
    pub(crate) program: Address,
    pub(crate) kind: Kind,
    pub(crate) loan: U256,
}

impl Which {
    /// The next arguments.
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            program: input.address(),
            kind: Kind::read(input),
            loan: input.word(),
        }
    }
}

/// As `ILoanLens.Outlook`, but for which loan it is of and who holds the position.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outlook {
    pub(crate) stage: Stage,
    pub(crate) borrower: Address,
    pub(crate) debt_asset: Address,
    pub(crate) collateral_asset: Address,
    pub(crate) principal: u128,
    pub(crate) interest: u128,
    pub(crate) collateral: u128,
    pub(crate) next_due: u64,
    pub(crate) missed_after: u64,
    pub(crate) next_payment: u128,
    pub(crate) next_unlocks: u128,
    pub(crate) last_due: u64,
    pub(crate) break_even: u128,
    pub(crate) bearer: Bearer,
    pub(crate) lender_floor: u128,
    pub(crate) borrower_floor: u128,
    pub(crate) cash: u128,
    pub(crate) forfeited: u128,
    pub(crate) withheld_cash: u128,
    pub(crate) withheld: u128,
    pub(crate) withheld_puts: u128,
}

/// Debt units per collateral unit, WAD, rounded up: against who would rather not pay. The largest number where nothing is
/// locked.
pub(crate) fn even(debt: u128, collateral: u128) -> u128 {
    mul_div_up(debt, WAD, collateral).unwrap_or(u128::MAX)
}

/// Appends an `ILoanLens.Outlook`.
///
/// # Errors
/// `CallFailed`; [`risk_core::RiskError`].
#[inline(never)]
pub(crate) fn tell<H: Host + ?Sized>(vm: &H, which: &Which, out: &mut Output) -> Result<()> {
    let Which {
        program,
        kind,
        loan,
    } = which;
    let told = match kind {
        Kind::Term => term::outlook(vm, which)?,
        Kind::Put => put::outlook(vm, which)?,
        Kind::Growth => yielding::outlook(vm, which)?,
    };
    // ERC-721, of all kinds.
    let mut question = Output::selected(ITermLoan::ownerOfCall::SELECTOR);
    let holder = Input::new(ask(vm, program, question.word(*loan))?.bytes()).address();
    out.address(program).number(*kind as u64).word(*loan);
    out.number(told.stage as u64)
        .address(&told.borrower)
        .address(&holder)
        .address(&told.debt_asset)
        .address(&told.collateral_asset)
        .amount(told.principal)
        .amount(told.interest)
        .amount(told.collateral)
        .number(told.next_due)
        .number(told.missed_after)
        .amount(told.next_payment)
        .amount(told.next_unlocks)
        .number(told.last_due)
        .amount(told.break_even)
        .number(told.bearer as u64)
        .amount(told.lender_floor)
        .amount(told.borrower_floor)
        .amount(told.cash)
        .amount(told.forfeited)
        .amount(told.withheld_cash)
        .amount(told.withheld)
        .amount(told.withheld_puts);
    Ok(())
}

/// Instalments to come, as ABI words.
#[derive(Default)]
pub(crate) struct Rows {
    rows: Output,
    count: u64,
}

/// As `ILoanLens.Instalment`.
pub(crate) struct Row {
    pub(crate) number: u64,
    pub(crate) due: u64,
    pub(crate) missed_after: u64,
    pub(crate) principal: u128,
    pub(crate) interest: u128,
    pub(crate) unlocks: u128,
}

impl Rows {
    #[inline(never)]
    pub(crate) fn add(&mut self, row: &Row) {
        self.rows
            .number(row.number)
            .number(row.due)
            .number(row.missed_after)
            .amount(row.principal)
            .amount(row.interest)
            .amount(row.unlocks);
        self.count = self.count.saturating_add(1);
    }
}

/// `ILoanLens.schedule`.
///
/// # Errors
/// `CallFailed`; [`risk_core::RiskError`].
#[inline(never)]
pub(crate) fn schedule<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Vec<u8>, Failure> {
    let rows = match which.kind {
        Kind::Term => term::schedule(vm, which)?,
        Kind::Put => put::schedule(vm, which)?,
        Kind::Growth => yielding::schedule(vm, which)?,
    };
    Ok(Output::new()
        .number(32)
        .number(rows.count)
        .bytes(rows.rows.data())
        .done())
}
