//! The price of WASM memory, and the transaction-wide count of pages it depends on.

use std::sync::atomic::{AtomicU16, Ordering};

/// Pages that cost nothing.
pub(crate) const FREE: u16 = 2;
/// Gas per page, linear part.
pub(crate) const PAGE_GAS: u16 = 1_000;
/// Exponential part as the chain's owner sets it, for `pageRamp()`.
pub(crate) const RAMP: u64 = 620_674_314;
/// Pages that all running programs may hold together.
pub(crate) const LIMIT: u16 = 128;

/// ln(31,874,000), the logarithm of the price of the last page.
const LAST_PAGE: f64 = 31_874_000.0;

/// Gas for holding `pages` pages for the first time in a transaction: 1 at 0, 31,873,999 at 128, exponential
/// between; nobody can pay for more.
fn exponential(pages: u16) -> u64 {
    if pages > LIMIT {
        return u64::MAX;
    }
    let base = (LAST_PAGE.ln() / f64::from(LIMIT)).exp();
    let price = base.powf(f64::from(pages));
    // Between 1 and 31,874,000, so that the conversion is exact after truncation.
    price as u64
}

/// Gas to add `pages` when `open` are held now and `ever` is the most held in this transaction; `free` of them cost
/// nothing, the others `page_gas` each beside the exponential part.
fn price(pages: u16, (open, ever): (u16, u16), (free, page_gas): (u16, u16)) -> u64 {
    let new_open = open.saturating_add(pages);
    let new_ever = ever.max(new_open);
    if new_ever <= free {
        return 0;
    }
    let billed = |held: u16| u64::from(held.saturating_sub(free));
    let linear = billed(new_open)
        .saturating_sub(billed(open))
        .saturating_mul(page_gas.into());
    let growth = exponential(new_ever).saturating_sub(exponential(ever));
    linear.saturating_add(growth)
}

/// Pages held by the running programs of one transaction. Not journaled: a revert gives nothing back.
#[derive(Debug)]
pub(crate) struct Pages {
    open: AtomicU16,
    ever: AtomicU16,
    free: AtomicU16,
    page_gas: AtomicU16,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            open: AtomicU16::new(0),
            ever: AtomicU16::new(0),
            free: AtomicU16::new(FREE),
            page_gas: AtomicU16::new(PAGE_GAS),
        }
    }
}

impl Pages {
    /// Pages held now.
    pub(crate) fn open(&self) -> u16 {
        self.open.load(Ordering::Relaxed)
    }

    /// Takes the chain's parameters: pages that are free, and gas for each other one.
    pub(crate) fn set_rates(&self, free: u16, page_gas: u16) {
        self.free.store(free, Ordering::Relaxed);
        self.page_gas.store(page_gas, Ordering::Relaxed);
    }

    /// Gas that adding `pages` costs now.
    pub(crate) fn price(&self, pages: u16) -> u64 {
        let load = |number: &AtomicU16| number.load(Ordering::Relaxed);
        price(
            pages,
            (self.open(), load(&self.ever)),
            (load(&self.free), load(&self.page_gas)),
        )
    }

    /// Takes `pages` more.
    pub(crate) fn add(&self, pages: u16) {
        let open = self.open().saturating_add(pages);
        self.open.store(open, Ordering::Relaxed);
        self.ever.fetch_max(open, Ordering::Relaxed);
    }

    /// A program ends: what it held is free again, what was ever held is not forgotten.
    pub(crate) fn restore(&self, open: u16) {
        self.open.store(open, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_prices() {
        for pages in 0..=5 {
            assert_eq!(exponential(pages), 1, "{pages}");
        }
        assert_eq!(exponential(128), 31_873_999);
        assert_eq!(exponential(129), u64::MAX);
        let first = |pages| price(pages, (0, 0), (FREE, PAGE_GAS));
        assert_eq!(first(128), 31_999_998);
        assert_eq!(first(2), 0);
        assert_eq!(first(3), 1_000);
    }

    #[test]
    fn growing_in_steps_costs_the_same_as_at_once() {
        let pages = Pages::default();
        let mut total = 0u64;
        for _ in 0..128 {
            total += pages.price(1);
            pages.add(1);
        }
        assert_eq!(total, 31_999_998);
        pages.restore(0);
        assert_eq!(pages.price(128), 126_000);
    }
}
