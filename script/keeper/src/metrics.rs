//! Numbers for Prometheus.

use ballast_keeper::{TickReport, alerts::Kind};
use prometheus_client::{
    encoding::text::encode,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use std::sync::atomic::AtomicU64;

type Labels = Vec<(&'static str, String)>;
type Number = Gauge<f64, AtomicU64>;

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    ticks: Family<Labels, Counter>,
    transactions: Family<Labels, Counter>,
    gas: Counter,
    sold: Counter<f64, AtomicU64>,
    paid: Counter<f64, AtomicU64>,
    passed_over: Counter,
    errors: Counter,
    notices: Family<Labels, Counter>,
    firing: Family<Labels, Gauge>,
    rpc_failures: Gauge,
    reorganisations: Gauge,
    block: Gauge,
    block_time: Gauge,
    accounts: Gauge,
    judged: Gauge,
    needy: Gauge,
    open: Gauge,
    under_one: Gauge,
    under_one_debt: Number,
    lowest_health: Number,
    called: Gauge,
    coverage: Family<Labels, Number>,
    loans: Family<Labels, Gauge>,
    loans_usd: Family<Labels, Number>,
    next_due: Family<Labels, Gauge>,
    ether: Number,
    activations: Family<Labels, Gauge>,
    seconds: Histogram,
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("ballast_keeper"),
            ticks: Family::default(),
            transactions: Family::default(),
            gas: Counter::default(),
            sold: Counter::default(),
            paid: Counter::default(),
            passed_over: Counter::default(),
            errors: Counter::default(),
            notices: Family::default(),
            firing: Family::default(),
            rpc_failures: Gauge::default(),
            reorganisations: Gauge::default(),
            block: Gauge::default(),
            block_time: Gauge::default(),
            accounts: Gauge::default(),
            judged: Gauge::default(),
            needy: Gauge::default(),
            open: Gauge::default(),
            under_one: Gauge::default(),
            under_one_debt: Number::default(),
            lowest_health: Number::default(),
            called: Gauge::default(),
            coverage: Family::default(),
            loans: Family::default(),
            loans_usd: Family::default(),
            next_due: Family::default(),
            ether: Number::default(),
            activations: Family::default(),
            seconds: Histogram::new(exponential_buckets(0.01, 2.0, 14)),
        };
        let registry = &mut metrics.registry;
        registry.register(
            "ticks",
            "Ticks, by outcome: done, partly, failed",
            metrics.ticks.clone(),
        );
        registry.register(
            "transactions",
            "Transactions that did something, by action",
            metrics.transactions.clone(),
        );
        registry.register("gas", "Gas burned by them", metrics.gas.clone());
        registry.register(
            "sold_usd",
            "Collateral bought in fills, USD at spot",
            metrics.sold.clone(),
        );
        registry.register(
            "paid_usd",
            "Debt repaid in fills, USD at spot",
            metrics.paid.clone(),
        );
        registry.register(
            "passed_over",
            "Actions not taken for normal reasons: somebody was first, too dear, paused",
            metrics.passed_over.clone(),
        );
        registry.register("errors", "What failed within ticks", metrics.errors.clone());
        registry.register(
            "notices",
            "Notices told, by kind and stage",
            metrics.notices.clone(),
        );
        registry.register(
            "firing",
            "Conditions that hold, by kind",
            metrics.firing.clone(),
        );
        registry.register(
            "rpc_failures",
            "Requests to endpoints that failed since the start",
            metrics.rpc_failures.clone(),
        );
        registry.register(
            "reorganisations",
            "Times that the chain was rewound since the start",
            metrics.reorganisations.clone(),
        );
        registry.register("block", "Newest block read", metrics.block.clone());
        registry.register("block_time_seconds", "Its time", metrics.block_time.clone());
        registry.register(
            "accounts",
            "Accounts with debt or an open schedule",
            metrics.accounts.clone(),
        );
        registry.register(
            "judged",
            "Accounts judged anew in the last tick",
            metrics.judged.clone(),
        );
        registry.register(
            "needy",
            "Accounts that the chain was asked about in the last tick",
            metrics.needy.clone(),
        );
        registry.register(
            "open",
            "Accounts with an open schedule",
            metrics.open.clone(),
        );
        registry.register(
            "under_one",
            "Accounts under health 1",
            metrics.under_one.clone(),
        );
        registry.register(
            "under_one_debt_usd",
            "What accounts under health 1 owe",
            metrics.under_one_debt.clone(),
        );
        registry.register(
            "lowest_health",
            "Lowest health, where it is under the threshold of alerts; else 0",
            metrics.lowest_health.clone(),
        );
        registry.register(
            "margin_calls",
            "Accounts under margin call",
            metrics.called.clone(),
        );
        registry.register(
            "fund_coverage",
            "Worth of an insurance fund, as a share of all that is lent of its asset",
            metrics.coverage.clone(),
        );
        registry.register(
            "loans",
            "Loans without liquidation, by kind and state: live, and of these overdue or missed",
            metrics.loans.clone(),
        );
        registry.register(
            "loans_usd",
            "What they owe, as far as it has a price",
            metrics.loans_usd.clone(),
        );
        registry.register(
            "loans_next_due_seconds",
            "The next date of any of them that is not past; 0: there is none",
            metrics.next_due.clone(),
        );
        registry.register(
            "ether",
            "Ether of the keeper's account",
            metrics.ether.clone(),
        );
        registry.register(
            "activation_seconds",
            "Seconds until a program's activation expires",
            metrics.activations.clone(),
        );
        registry.register(
            "tick_seconds",
            "How long ticks take",
            metrics.seconds.clone(),
        );
        metrics
    }

    /// Takes a tick into account.
    pub fn observe(&self, report: &TickReport) {
        let outcome = match (&report.failed, report.errors.is_empty()) {
            (Some(_), _) => "failed",
            (None, false) => "partly",
            (None, true) => "done",
        };
        self.ticks.get_or_create(&label("outcome", outcome)).inc();
        for notice in &report.notices {
            let labels = vec![
                ("kind", name(notice.kind)),
                ("stage", format!("{:?}", notice.stage).to_lowercase()),
            ];
            self.notices.get_or_create(&labels).inc();
        }
        self.firing.clear();
        for kind in &report.firing {
            self.firing
                .get_or_create(&vec![("kind", name(*kind))])
                .inc();
        }
        self.rpc_failures.set(signed(report.rpc_failures));
        if report.failed.is_some() {
            return;
        }
        self.transactions(report);
        self.passed_over.inc_by(report.skipped.len() as u64);
        self.errors.inc_by(report.errors.len() as u64);
        self.reorganisations.set(signed(report.reorganisations));
        self.block.set(signed(report.block));
        self.block_time.set(signed(report.timestamp));
        self.accounts.set(signed(report.accounts as u64));
        self.judged.set(signed(report.evaluated as u64));
        self.needy.set(signed(report.needy as u64));
        self.open.set(signed(report.open as u64));
        self.under_one.set(signed(report.under_one as u64));
        self.under_one_debt.set(report.under_one_debt);
        self.lowest_health
            .set(report.lowest_health.unwrap_or_default());
        self.called.set(signed(report.called as u64));
        self.coverage.clear();
        for (asset, ratio) in &report.coverage {
            let labels = vec![("asset", asset.clone())];
            self.coverage.get_or_create(&labels).set(*ratio);
        }
        for (kind, loans) in &report.loans {
            let states = [
                ("live", loans.live),
                ("overdue", loans.overdue),
                ("missed", loans.missed),
            ];
            for (state, count) in states {
                let labels = vec![("kind", (*kind).to_owned()), ("state", state.to_owned())];
                self.loans.get_or_create(&labels).set(signed(count as u64));
            }
            let labels = label("kind", kind);
            self.loans_usd.get_or_create(&labels).set(loans.usd);
            let next = loans.next_due.unwrap_or_default();
            self.next_due.get_or_create(&labels).set(signed(next));
        }
        if let Some(balance) = report.balance {
            self.ether.set(f64::from(balance) / 1e18);
        }
        for (program, seconds) in &report.activations {
            let labels = vec![("program", program.to_string())];
            self.activations
                .get_or_create(&labels)
                .set(signed(*seconds));
        }
        self.seconds.observe(report.took);
    }

    fn transactions(&self, report: &TickReport) {
        let pokes = report.pokes.iter().map(|poke| poke.gas_used);
        let count = |action: &'static str, gas: Vec<u64>| {
            let counter = self.transactions.get_or_create(&label("action", action));
            counter.inc_by(gas.len() as u64);
            self.gas.inc_by(gas.iter().sum());
        };
        let of = |done: &[ballast_keeper::Done]| done.iter().map(|done| done.gas_used).collect();
        count("poke", pokes.collect());
        for (action, done) in report.done() {
            count(action, of(done));
        }
        count(
            "fill",
            report.fills.iter().map(|fill| fill.gas_used).collect(),
        );
        for fill in &report.fills {
            self.sold.inc_by(f64::from(fill.sold_usd) / 1e18);
            self.paid.inc_by(f64::from(fill.repaid_usd) / 1e18);
        }
    }

    /// All of it, as Prometheus reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => {
                tracing::error!(%error, "metrics");
                String::new()
            }
        }
    }
}

fn label(key: &'static str, value: &str) -> Labels {
    vec![(key, value.to_owned())]
}

/// As in the JSON of notices.
fn name(kind: Kind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;

    #[test]
    fn a_tick_shows_in_the_text() {
        let metrics = Metrics::new();
        let loans = ballast_keeper::loans::Loans {
            live: 3,
            usd: 1.25,
            overdue: 1,
            missed: 0,
            next_due: Some(99),
        };
        let report = TickReport {
            block: 77,
            accounts: 3,
            under_one_debt: 1.5,
            called: 2,
            loans: [("term", loans)].into(),
            coverage: [("USDC".to_owned(), 0.25)].into(),
            balance: Some(U256::from(500_000_000_000_000_000_u64)),
            firing: vec![Kind::StaleFeed],
            ..TickReport::default()
        };
        metrics.observe(&report);
        let failed = TickReport {
            failed: Some("no endpoint".to_owned()),
            ..TickReport::default()
        };
        metrics.observe(&failed);
        let text = metrics.text();
        for line in [
            "ballast_keeper_block 77",
            "ballast_keeper_accounts 3",
            "ballast_keeper_under_one_debt_usd 1.5",
            "ballast_keeper_margin_calls 2",
            "ballast_keeper_loans{kind=\"term\",state=\"live\"} 3",
            "ballast_keeper_loans{kind=\"term\",state=\"overdue\"} 1",
            "ballast_keeper_loans_usd{kind=\"term\"} 1.25",
            "ballast_keeper_loans_next_due_seconds{kind=\"term\"} 99",
            "ballast_keeper_fund_coverage{asset=\"USDC\"} 0.25",
            "ballast_keeper_ether 0.5",
            "ballast_keeper_ticks_total{outcome=\"done\"} 1",
            "ballast_keeper_ticks_total{outcome=\"failed\"} 1",
            "ballast_keeper_tick_seconds_count 1",
        ] {
            assert!(
                text.lines().any(|known| known == line),
                "{line} is not in\n{text}"
            );
        }
        // The second tick had no condition.
        assert!(!text.contains("firing{"), "{text}");
    }
}
