//! What the program of term loans reverts with, in sentences that say what to do next.

use alloy::sol_types::SolInterface;
use ballast_bindings::term_loan::ITermLoan::ITermLoanErrors;
use ballast_deploy::Error;

use crate::explain::of_any;
use crate::failure::Failure;
use crate::session::Session;

/// Words for what failed.
pub fn explain(session: &Session, error: Error) -> Failure {
    let data = match &error {
        Error::Reverted { data, .. } if !data.is_empty() => data,
        Error::Funds { account, .. } => {
            return Failure::Failed(format!("{account} cannot pay for gas: send it ether"));
        }
        _ => return error.into(),
    };
    let text = ITermLoanErrors::abi_decode(data)
        .ok()
        .and_then(|refused| say(session, &refused))
        .or_else(|| of_any(data));
    text.map_or_else(|| error.into(), Failure::Failed)
}

/// The errors that borrowers and lenders meet.
fn say(session: &Session, error: &ITermLoanErrors) -> Option<String> {
    Some(match error {
        ITermLoanErrors::UnknownOffer(e) => format!(
            "there is no offer {}, or nothing is left of it: `term offers` lists those that stand",
            e.offer
        ),
        ITermLoanErrors::UnknownLoan(e) => format!(
            "there is no loan {}, or it has ended: `term show` lists those of an account",
            e.loan
        ),
        ITermLoanErrors::OfferExpired(e) => {
            format!("the offer ended at {} (unix time): take another", e.expiry)
        }
        ITermLoanErrors::NotAllowed(e) => {
            format!("the offer is not for {}: ask its lender, or take another", e.caller)
        }
        ITermLoanErrors::AmountOutOfBounds(_) => {
            "the offer has not as much left, or is not taken in so small parts: `term offers` tells".to_owned()
        }
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
