//! What programs of loans revert with, in sentences that say what to do next.

use alloy::sol_types::SolInterface;
use ballast_bindings::collar::ICollar::ICollarErrors;
use ballast_bindings::option_loan::IOptionLoan::IOptionLoanErrors;
use ballast_bindings::option_market::IOptionMarket::IOptionMarketErrors;
use ballast_bindings::term_loan::ITermLoan::ITermLoanErrors;
use ballast_bindings::yield_loan::IYieldLoan::IYieldLoanErrors;
use ballast_deploy::Error;

use super::Kind;
use crate::explain::of_any;
use crate::failure::Failure;
use crate::session::Session;

/// Words for what failed.
pub fn explain(session: &Session, kind: Kind, error: Error) -> Failure {
    let data = match &error {
        Error::Reverted { data, .. } if !data.is_empty() => data,
        Error::Funds { account, .. } => {
            return Failure::Failed(format!("{account} cannot pay for gas: send it ether"));
        }
        _ => return error.into(),
    };
    // Errors that kinds share have the same form.
    let text = ITermLoanErrors::abi_decode(data)
        .ok()
        .and_then(|refused| say(session, kind, &refused))
        .or_else(|| of_puts(session, data))
        .or_else(|| of_collars(data))
        .or_else(|| of_growth(data))
        .or_else(|| of_any(data));
    text.map_or_else(|| error.into(), Failure::Failed)
}

/// The errors that borrowers and lenders meet.
fn say(session: &Session, kind: Kind, error: &ITermLoanErrors) -> Option<String> {
    let name = kind.name();
    Some(match error {
        ITermLoanErrors::UnknownOffer(e) => format!(
            "there is no offer {}, or nothing is left of it: `{name} offers` lists those that stand",
            e.offer
        ),
        ITermLoanErrors::UnknownLoan(e) => format!(
            "there is no loan {}, or it has ended: `{name} show` lists those of an account",
            e.loan
        ),
        ITermLoanErrors::OfferExpired(e) => {
            format!("the offer ended at {} (unix time): take another", e.expiry)
        }
        ITermLoanErrors::NotAllowed(e) => {
            format!("the offer is not for {}: ask its lender, or take another", e.caller)
        }
        ITermLoanErrors::AmountOutOfBounds(_) => format!(
            "the offer has not as much left, or is not taken in so small parts: `{name} offers` tells"
        ),
        ITermLoanErrors::CollateralAboveLimit(_) => {
            "the loan needs more collateral than was allowed, for the price has moved: allow more with --most".to_owned()
        }
        ITermLoanErrors::PaymentAboveLimit(_) => {
            "it costs more by now than was allowed: run it again".to_owned()
        }
        ITermLoanErrors::BelowInstalment(_) => {
            "an instalment has fallen due and must be paid whole: `term pay` does so".to_owned()
        }
        ITermLoanErrors::OtherAssets(_) => {
            "the offer is of other assets than the loan: take one of the same two".to_owned()
        }
        ITermLoanErrors::NoPrice(e) => format!(
            "the offer's oracle {} tells no price now: try again later, or take an offer without one",
            e.oracle
        ),
        ITermLoanErrors::ZeroAmount(_) => "the amount rounds to nothing".to_owned(),
        ITermLoanErrors::TransferFailed(e) => format!(
            "the token {} refused the transfer: does the lender still have the cash and allow it? is the token paused?",
            session.named(e.token).symbol
        ),
        ITermLoanErrors::TransferMismatch(e) => format!(
            "the token {} delivers less than was sent: tokens with fees on transfers are not taken",
            session.named(e.token).symbol
        ),
        ITermLoanErrors::ERC721InsufficientApproval(e) => {
            format!("{} does not hold the position of loan {}", e.operator, e.tokenId)
        }
        _ => return None,
    })
}

/// Errors of loans that puts protect, and of their market.
fn of_puts(session: &Session, data: &[u8]) -> Option<String> {
    match IOptionLoanErrors::abi_decode(data) {
        Ok(IOptionLoanErrors::AboveDebt(_)) => {
            Some("that is more than is owed: write all to repay all".to_owned())
        }
        Ok(IOptionLoanErrors::NotExercisable(e)) => Some(format!(
            "the puts can be exercised by this account from {} to {} (unix time), no earlier and no later",
            e.from, e.until
        )),
        Ok(IOptionLoanErrors::InvalidMarket(e)) => Some(format!(
            "{} is no market of puts that loans can be made with",
            e.market
        )),
        Ok(IOptionLoanErrors::MarketFailed(e)) => Some(match of_market(session, &e.reason) {
            Some(text) => format!("the market of puts {} refused: {text}", e.market),
            None => format!("the market of puts {} failed", e.market),
        }),
        _ => None,
    }
}

fn of_market(session: &Session, data: &[u8]) -> Option<String> {
    Some(match IOptionMarketErrors::abi_decode(data).ok()? {
        IOptionMarketErrors::Expired(e) => {
            format!("its puts were sold until {} (unix time)", e.expiry)
        }
        IOptionMarketErrors::PriceUnavailable(e) => format!(
            "its oracle tells no price of {} that is good enough: try again later",
            session.named(e.asset).symbol
        ),
        IOptionMarketErrors::DepthExceeded(_) => {
            "so many puts are not sold in a day: take less, or wait".to_owned()
        }
        IOptionMarketErrors::InsufficientCash(_) => {
            "its writers have not as much cash free: take less".to_owned()
        }
        IOptionMarketErrors::PremiumAboveLimit(_) => {
            "the premium is more than was allowed, for the price has moved: allow more with --most-premium".to_owned()
        }
        _ => return None,
    })
}

/// Errors of collars.
fn of_collars(data: &[u8]) -> Option<String> {
    Some(match ICollarErrors::abi_decode(data).ok()? {
        ICollarErrors::UnknownBid(e) => format!(
            "there is no bid {}, or nothing is left of it: `collar bids` lists those that stand",
            e.bid
        ),
        ICollarErrors::UnknownCollar(e) => format!(
            "there is no collar {}: `collar show` lists those of an account",
            e.collar
        ),
        ICollarErrors::PaymentBelowLimit(_) => {
            "puts and call pay out less than was asked, for the price has moved: ask less with --least".to_owned()
        }
        ICollarErrors::CallOpen(e) => format!(
            "the call can be exercised until {} (unix time): the collar is not its owner's alone before",
            e.until
        ),
        ICollarErrors::CallEnded(e) => {
            format!("the call of collar {} was exercised or given up", e.collar)
        }
        ICollarErrors::LoanReleased(e) => format!(
            "the loan of collar {} was taken out of it: `put show` lists it",
            e.collar
        ),
        _ => return None,
    })
}

/// Errors of loans that yield repays.
fn of_growth(data: &[u8]) -> Option<String> {
    Some(match IYieldLoanErrors::abi_decode(data).ok()? {
        IYieldLoanErrors::NothingToHarvest(_) => {
            "there is no growth yet that is worth a harvest".to_owned()
        }
        IYieldLoanErrors::OtherHarvest(_) => {
            "growth of this loan is sold, not handed over: keepers buy it where that pays"
                .to_owned()
        }
        IYieldLoanErrors::AlreadyTurned(_) => {
            "the loan has dates, and yield repays it no longer: repay it by them".to_owned()
        }
        _ => return None,
    })
}
