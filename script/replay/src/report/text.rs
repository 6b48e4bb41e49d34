//! Sentences of the report.

use ballast_simulate::show::format::{exact, percent, usd};
use ballast_simulate::show::html::escape;

use crate::run::Outcome;
use crate::summary::Summary;

/// What this page shows.
pub fn lead(outcome: &Outcome) -> String {
    let facts = &outcome.summary.scenario;
    let [single, multi, hedged] = facts.shapes;
    let text = format!(
        "{} loans ({single} of one asset, {multi} of several, {hedged} hedged) with {} of collateral and {} of debt were \
         opened by transactions on a devnet and carried from {} to {} UTC over the prices of {} ({}), with the keeper \
         beside them. The same book ran, natively and on the same prices, under a loan-to-value engine with Aave v3.7's \
         rule, at equal borrowing power.",
        facts.loans,
        usd(facts.collateral.0),
        usd(facts.debt.0),
        facts.from,
        facts.to,
        facts.prices,
        facts.order,
    );
    format!("<p class=\"lead\">{}</p>\n", escape(&text))
}

/// Who came off better, on both sides of the loan.
pub fn verdict(summary: &Summary) -> String {
    let (ours, theirs) = (&summary.ballast, &summary.loan_to_value);
    let versus = |mine: i128, other: i128, what: &str| {
        let relation = match mine.cmp(&other) {
            std::cmp::Ordering::Less => "less than",
            std::cmp::Ordering::Equal => "as much as",
            std::cmp::Ordering::Greater => "more than",
        };
        format!(
            "{what} {}, {relation} the {} under loan-to-value",
            usd(mine),
            usd(other)
        )
    };
    let borrowers = versus(
        ours.penalty.0,
        theirs.penalty.0,
        "Forced sales cost borrowers",
    );
    let sold = versus(ours.volume.0, theirs.volume.0, "took");
    let lenders = versus(ours.lenders_lost.0, theirs.lenders_lost.0, "Lenders lost");
    let equity = versus(
        ours.equity_at_end.0,
        theirs.equity_at_end.0,
        "At the end borrowers had equity of",
    );
    let uncovered = versus(
        ours.uncovered_at_end.0,
        theirs.uncovered_at_end.0,
        "Debt of loans worth less than they owe, not written off, was",
    );
    let stages = &summary.stages;
    let others = stages.insured.0 + stages.reserves_paid.0;
    let before = format!(
        "Before them the insurance fund paid {} and protocol reserves {}, which the other engine has not",
        usd(stages.insured.0),
        usd(stages.reserves_paid.0)
    );
    let worse = ours.lenders_lost.0 + others > theirs.lenders_lost.0
        || ours.penalty.0 > theirs.penalty.0
        || ours.equity_at_end.0 < theirs.equity_at_end.0;
    let class = if worse { "bad" } else { "good" };
    let text = format!("{borrowers}, and {sold}. {lenders}. {before}. {uncovered}. {equity}.");
    let mut out = format!("<div class=\"verdict {class}\"><p>{}</p>", escape(&text));
    if worse {
        out.push_str("<p>On at least one of these counts Ballast did worse here.</p>");
    }
    out.push_str("</div>\n");
    for wrong in &summary.audit {
        out.push_str(&format!(
            "<div class=\"verdict bad\"><p>The books do not add up: {}</p></div>\n",
            escape(wrong)
        ));
    }
    out
}

/// What limits the meaning of the numbers.
pub fn caveats(outcome: &Outcome) -> Vec<String> {
    let summary = &outcome.summary;
    let [ticks, transactions, restarts, failures, without_funds] = summary.keeper;
    let mut notes = vec![
        "No sale moves the price, on either side. A liquidation of a whole loan at once would move it more than slices do; a real market would treat the loan-to-value engine worse than this page, and the largest slices too.".to_owned(),
        format!("One keeper with enough money fills every slice once it is a fifth of a percent under spot; it looks every {} seconds while an unwind is open. Competing keepers would pay more, absent ones would not pay at all. Gas is no matter to it: the smallest slices would not be worth it on every chain.", outcome.keeper_interval),
        "The loan-to-value engine has its liquidators there at every price, at once: the best case for its lenders.".to_owned(),
        format!("Equal borrowing power: every loan has the threshold at which the other engine sees its opening health. Ballast prices interest by its curve, the other engine charges a constant {} a year, the book's mean rate at opening.", percent(summary.scenario.rate.0, 1_000_000_000_000_000_000)),
        "Nobody tops up, repays or closes: every owner sleeps through the crash.".to_owned(),
        "A bar hides the path inside it. With closes only, falls inside a bar are not seen by either engine; --order ohlc and --order olhc walk them.".to_owned(),
        "Lenders' loss is what was written off by the end. Debt that exceeds its collateral but is still being unwound stands as uncovered, on both sides.".to_owned(),
        format!("Keeper: {ticks} ticks, {transactions} transactions, {restarts} restarts, {failures} failures, {without_funds} times without money."),
    ];
    for asset in &summary.scenario.assets {
        if asset.smoothed_over_spot_ppm >= 1_000 {
            notes.push(format!(
                "The smoothed price of {} stood up to {:.1}% above spot: it decides when to act, never the price of a sale.",
                asset.symbol,
                asset.smoothed_over_spot_ppm as f64 / 10_000.0
            ));
        }
    }
    notes
}

/// What was deployed, and how it was set.
pub fn parameters(outcome: &Outcome) -> Vec<(String, String)> {
    let config = &outcome.market.config;
    let (unwinder, risk, oracle) = (&config.unwinder, &config.risk, &config.oracle);
    let row = |what: &str, value: String| (what.to_owned(), value);
    let mut rows = vec![
        row("target health, buffer", format!("{}, {}", unwinder.target, risk.buffer)),
        row(
            "recovery",
            format!(
                "{} h at most, {} min at least, urgency {}",
                unwinder.recovery / 3_600,
                unwinder.minimum_recovery / 60,
                unwinder.urgency
            ),
        ),
        row(
            "slices",
            format!(
                "every {} s, from {} over the higher of spot and average to {} under spot",
                unwinder.slice_interval, unwinder.slice_premium, unwinder.slice_discount
            ),
        ),
        row(
            "auctions",
            format!(
                "{} min, down to {} under spot",
                unwinder.auction_duration / 60,
                unwinder.auction_discount
            ),
        ),
        row("stress", format!("z {}, {} h", risk.z_score, risk.horizon / 3_600)),
        row(
            "half-lives",
            format!(
                "price {} min, variances {} h and {} d",
                oracle.smoothing / 60,
                oracle.fast / 3_600,
                oracle.slow / 86_400
            ),
        ),
        row(
            "loan-to-value rule",
            "below health 1 half is repaid if health is above 0.95 and both sides are at least $2,000, else all; bonus 5%".to_owned(),
        ),
    ];
    for asset in &config.assets {
        rows.push(row(
            &asset.symbol,
            format!(
                "haircut {} bps, scenario loss {} bps, volatility {} to {} a year",
                asset.risk.haircut,
                asset.risk.scenarios.iter().max().copied().unwrap_or(0),
                asset.volatility_floor,
                asset.volatility_cap
            ),
        ));
    }
    for asset in &outcome.summary.scenario.assets {
        rows.push(row(
            &format!("price of {}", asset.symbol),
            format!(
                "{} at the start, low {}, {} at the end",
                exact(asset.open.0),
                exact(asset.low.0),
                exact(asset.close.0)
            ),
        ));
    }
    rows
}
