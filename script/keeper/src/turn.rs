//! One account's turn in a tick: look, decide, act, and again while acting helps.

use crate::{
    Keeper, KeeperError,
    attempts::{About, State},
    book::Account,
    config::Approval,
    decide::{Action, Decision, FillOrder, Rules, decide},
    evaluate::{IToken, Standing},
    report::{Done, FillDone, Planned, Skipped, TickError, TickReport},
};
use alloy::{
    primitives::{Address, U256},
    rpc::types::TransactionReceipt,
    sol_types::SolEvent,
};
use ballast_bindings::{IDebtBook, IInsurance, IUnwinder};

/// Most fills of one account in one tick. Each may be of another pair.
const MOST_FILLS: usize = 4;

/// What was done in a turn, so that nothing without effect is repeated.
#[derive(Default)]
struct Past {
    done: Vec<About>,
    fills: usize,
}

impl Past {
    fn allows(&self, action: &Action) -> bool {
        match action {
            Action::Fill(_) => self.fills < MOST_FILLS,
            other => !self.done.contains(&other.about()),
        }
    }

    fn note(&mut self, action: &Action) {
        match action {
            Action::Fill(_) => self.fills = self.fills.saturating_add(1),
            other => self.done.push(other.about()),
        }
    }
}

impl Keeper {
    /// Gives an account its turn. Whatever fails ends up in the report and ends this turn only.
    pub(crate) async fn turn(&mut self, account: Address, rules: &Rules, report: &mut TickReport) {
        let mut past = Past::default();
        while !self.is_stopping() {
            let decision = match self.decision(account, rules).await {
                Ok(decision) => decision,
                Err(error) => return fail(report, account, "look".to_owned(), &error),
            };
            let mut acted = false;
            for action in decision.actions {
                if !past.allows(&action) {
                    continue;
                }
                past.note(&action);
                let state = State {
                    version: self.journal.tip.book.version(account),
                    epoch: self.epoch,
                };
                let (now, patience) = (report.timestamp, self.config.patience);
                if !self
                    .attempts
                    .allows(account, action.about(), state, now, patience)
                {
                    pass(
                        report,
                        account,
                        action.to_string(),
                        "lost in this state before".to_owned(),
                    );
                    continue;
                }
                match self.act(account, &action, report).await {
                    Ok(()) => {
                        acted = true;
                        break;
                    }
                    Err(error) if error.is_normal() => {
                        if error.is_revert() {
                            self.attempts.lost(account, action.about(), state, now);
                        }
                        tracing::info!(%account, %action, %error, "passed over");
                        pass(report, account, action.to_string(), error.to_string());
                    }
                    Err(error) => return fail(report, account, action.to_string(), &error),
                }
            }
            if acted {
                continue;
            }
            if let Some(hold) = decision.hold.filter(|_| past.fills == 0) {
                tracing::debug!(%account, %hold, "not filled");
                pass(report, account, "fill".to_owned(), hold.to_string());
            }
            return;
        }
    }

    async fn decision(&self, account: Address, rules: &Rules) -> Result<Decision, KeeperError> {
        Ok(judge(&self.standing(account).await?, rules))
    }

    /// Sends one action and reports what came of it.
    async fn act(
        &mut self,
        account: Address,
        action: &Action,
        report: &mut TickReport,
    ) -> Result<(), KeeperError> {
        let (book, to) = (self.config.pool, self.config.unwinder);
        let (kind, sender, none) = (action.kind(), &self.sender, U256::ZERO);
        let known = self.journal.tip.book.accounts().get(&account);
        let repaid = known.and_then(Account::noted_and_repaid);
        let receipt = match action {
            Action::Open => {
                let call = IUnwinder::openCall { book, account };
                sender.send(kind, to, &call, none).await
            }
            Action::Observe(_) => {
                let call = IUnwinder::observeCall { book, account };
                sender.send(kind, to, &call, none).await
            }
            Action::Fill(order) => self.fill(account, order).await,
            Action::Charge => {
                let call = IUnwinder::chargeDistressCall { book, account };
                sender.send(kind, to, &call, none).await
            }
            Action::Backstop(order) => {
                let call = IInsurance::backstopCall {
                    book,
                    account,
                    collateral: order.collateral_asset,
                    amount: order.amount,
                };
                // Told apart where it was decided.
                let fund = self.fund_of(order.debt_asset).unwrap_or_default();
                sender.send(kind, fund, &call, none).await
            }
            Action::PassInKind => {
                let call = IUnwinder::passInKindCall { book, account };
                sender.send(kind, to, &call, none).await
            }
            Action::Tell => match repaid {
                // The unwinder tells of what is owed; what was repaid stays noted until the book is asked.
                Some(asset) => {
                    let call = IDebtBook::expectShortfallCall {
                        account,
                        debtAsset: asset,
                        expected: U256::ZERO,
                    };
                    sender.send(kind, book, &call, none).await
                }
                None => {
                    let call = IUnwinder::expectShortfallCall { book, account };
                    sender.send(kind, to, &call, none).await
                }
            },
            Action::Close => {
                let call = IUnwinder::closeCall { book, account };
                sender.send(kind, to, &call, none).await
            }
            Action::Resolve => {
                let call = IUnwinder::resolveCall { book, account };
                sender.send(kind, to, &call, none).await
            }
        }?;
        let unwinder = to;
        let done = Done {
            account,
            transaction: receipt.transaction_hash,
            gas_used: receipt.gas_used,
        };
        tracing::info!(%account, %action, transaction = %done.transaction, gas_used = done.gas_used, "done");
        match action {
            Action::Open => report.opened.push(done),
            Action::Observe(_) => report.observed.push(done),
            Action::Close => report.closed.push(done),
            Action::Resolve => report.resolved.push(done),
            Action::Charge => report.charged.push(done),
            Action::Tell => report.told.push(done),
            Action::PassInKind => {
                if closes(unwinder, &receipt) {
                    report.closed.push(done.clone());
                }
                report.passed.push(done);
            }
            Action::Backstop(_) => {
                if closes(unwinder, &receipt) {
                    report.closed.push(done.clone());
                }
                report.backstops.push(done);
            }
            Action::Fill(_) => {
                // What fills really burn, the newest ones most.
                self.fill_gas = self
                    .fill_gas
                    .saturating_mul(3)
                    .saturating_add(done.gas_used)
                    / 4;
                report.fills.extend(fills(unwinder, &receipt));
                if closes(unwinder, &receipt) {
                    report.closed.push(done);
                }
            }
        }
        Ok(())
    }

    /// Approves the book where needed, and fills.
    async fn fill(
        &self,
        account: Address,
        order: &FillOrder,
    ) -> Result<TransactionReceipt, KeeperError> {
        let (book, owner) = (self.config.pool, self.sender.account);
        self.approve(book, order.debt_asset, order.repay_limit)
            .await?;
        let call = IUnwinder::fillCall {
            book,
            account,
            collateralAsset: order.collateral_asset,
            debtAsset: order.debt_asset,
            collateralAmount: order.collateral_amount,
            repayLimit: order.repay_limit,
            receiver: owner,
        };
        self.sender
            .send("fill", self.config.unwinder, &call, U256::ZERO)
            .await
    }
}

impl Keeper {
    /// Lets a program pull `amount` of a token, where it may not yet.
    pub(crate) async fn approve(
        &self,
        spender: Address,
        token: Address,
        amount: U256,
    ) -> Result<(), KeeperError> {
        let owner = self.sender.account;
        let call = IToken::allowanceCall { owner, spender };
        if self.view("allowance", token, &call).await? >= amount {
            return Ok(());
        }
        let amount = match self.config.approval {
            Approval::Max => U256::MAX,
            Approval::Exact => amount,
        };
        let approve = IToken::approveCall { spender, amount };
        self.sender
            .send("approve", token, &approve, U256::ZERO)
            .await?;
        tracing::info!(%token, %spender, %amount, "approved");
        Ok(())
    }
}

/// What to do with an account as it stands.
pub(crate) fn judge(standing: &Standing, rules: &Rules) -> Decision {
    decide(
        &standing.status,
        &standing.schedule,
        &standing.offers,
        standing.moment,
        rules,
    )
}

/// The fills in a receipt.
fn fills(unwinder: Address, receipt: &TransactionReceipt) -> Vec<FillDone> {
    let logs = receipt
        .logs()
        .iter()
        .filter(|log| log.address() == unwinder);
    logs.filter_map(|log| IUnwinder::Filled::decode_log(&log.inner).ok())
        .map(|event| FillDone {
            account: event.account,
            collateral_asset: event.collateralAsset,
            debt_asset: event.debtAsset,
            bought: event.collateralAmount,
            paid: event.repayAmount,
            sold_usd: event.sold,
            repaid_usd: event.repaid,
            price: event.price,
            spot: event.spot,
            stage: event.stage,
            transaction: receipt.transaction_hash,
            gas_used: receipt.gas_used,
        })
        .collect()
}

/// Whether a receipt ends a schedule.
fn closes(unwinder: Address, receipt: &TransactionReceipt) -> bool {
    let mut logs = receipt
        .logs()
        .iter()
        .filter(|log| log.address() == unwinder);
    logs.any(|log| log.topic0() == Some(&IUnwinder::Closed::SIGNATURE_HASH))
}

/// Notes why nothing is done.
pub(crate) fn holds(report: &mut TickReport, account: Address, decision: &Decision) {
    if let Some(hold) = decision.hold {
        tracing::debug!(%account, %hold, "not filled");
        pass(report, account, "fill".to_owned(), hold.to_string());
    }
}

pub(crate) fn plan(report: &mut TickReport, account: Address, decision: &Decision) {
    for action in &decision.actions {
        tracing::info!(%account, %action, "planned");
        report.planned.push(Planned {
            account: Some(account),
            action: action.to_string(),
        });
    }
    holds(report, account, decision);
}

pub(crate) fn pass(report: &mut TickReport, account: Address, action: String, reason: String) {
    report.skipped.push(Skipped {
        account: Some(account),
        action,
        reason,
    });
}

pub(crate) fn fail(report: &mut TickReport, account: Address, action: String, error: &KeeperError) {
    tracing::error!(%account, action, %error, "failed");
    report.errors.push(TickError {
        account: Some(account),
        action,
        message: error.to_string(),
    });
}
