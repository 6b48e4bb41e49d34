//! How everything is packed into words of one table, most significant field first.
//!
//! Series: 0 `decimals u8 | start u40 | program u160`; 1 `closed u8 | expiry u40 | debt asset u160`; 2 collateral asset;
//! 3 `template u64 | offer u64 | cap u128`; 4 shares of all; 5 `cash u128 | collateral u128` that came in; 6 the same that was
//! claimed; 7 name; 8 symbol. Account: 0 shares; 1 `cash u128 | collateral u128` that had come in when its parts were last
//! reckoned; 2 `whole u128 | part u128` of cash and 3 of collateral; 4 nonce.

use alloy_primitives::{Address, U256};
use ballast_common::{
    convert::{address_word, field, join64, pair, split, wide, word_address},
    revert::Result,
    shares::Shares,
};

use crate::{TermPool, income::Due};

/// Words of the series.
#[derive(Clone, Copy)]
enum Word {
    Program,
    DebtAsset,
    CollateralAsset,
    Offer,
    Supply,
    Income,
    Paid,
    Name,
    Symbol,
}

/// Words of an account; the upper limb, which is zero for the series.
#[derive(Clone, Copy)]
enum Of {
    Shares = 1,
    Mark,
    Cash,
    Collateral,
    Nonce,
}

/// What is fixed, and where the offer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Series {
    pub(crate) program: Address,
    pub(crate) debt_asset: Address,
    pub(crate) collateral_asset: Address,
    pub(crate) start: u64,
    pub(crate) expiry: u64,
    pub(crate) cap: u128,
    pub(crate) template: u64,
    /// Zero: none was published.
    pub(crate) offer: u64,
    /// Whether what was left of the offer counts as income.
    pub(crate) closed: bool,
    pub(crate) decimals: u8,
}

/// Cash and collateral.
pub(crate) type Both = (u128, u128);

fn at(value: u64, shift: usize) -> U256 {
    U256::from_limbs([value, 0, 0, 0]).wrapping_shl(shift)
}

fn series_key(word: Word) -> U256 {
    U256::from_limbs([word as u64, 0, 0, 0])
}

fn account_key(account: &Address, of: Of) -> U256 {
    let [a, b, c, _] = *address_word(*account).as_limbs();
    U256::from_limbs([a, b, c, of as u64])
}

impl TermPool {
    #[inline(never)]
    fn word(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    #[inline(never)]
    fn put(&mut self, key: U256, word: U256) {
        self.words.setter(key).set(word);
    }

    /// The series.
    #[inline(never)]
    pub(crate) fn series(&self) -> Series {
        let word = |word| self.word(series_key(word));
        let (first, second) = (word(Word::Program), word(Word::DebtAsset));
        let (offers, cap) = split(word(Word::Offer));
        Series {
            program: word_address(first),
            debt_asset: word_address(second),
            collateral_asset: word_address(word(Word::CollateralAsset)),
            start: field(first, 160, 40),
            expiry: field(second, 160, 40),
            cap,
            template: (offers >> 64) as u64,
            offer: offers as u64,
            closed: field(second, 200, 8) != 0,
            decimals: field(first, 200, 8) as u8,
        }
    }

    #[inline(never)]
    pub(crate) fn put_series(&mut self, series: &Series) {
        let words = [
            address_word(series.program) | at(series.start, 160) | at(series.decimals.into(), 200),
            address_word(series.debt_asset)
                | at(series.expiry, 160)
                | at(series.closed.into(), 200),
            address_word(series.collateral_asset),
            pair(join64(series.template, series.offer), series.cap),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(U256::from_limbs([index as u64, 0, 0, 0]), word);
        }
    }

    pub(crate) fn symbol(&self) -> U256 {
        self.word(series_key(Word::Symbol))
    }

    pub(crate) fn put_name_and_symbol(&mut self, [name, symbol]: [U256; 2]) {
        self.put(series_key(Word::Name), name);
        self.put(series_key(Word::Symbol), symbol);
    }

    /// Shares of all.
    pub(crate) fn supply(&self) -> u128 {
        split(self.word(series_key(Word::Supply))).1
    }

    pub(crate) fn put_supply(&mut self, shares: u128) {
        self.put(series_key(Word::Supply), wide(shares));
    }

    /// What came in.
    pub(crate) fn income(&self) -> Both {
        split(self.word(series_key(Word::Income)))
    }

    pub(crate) fn put_income(&mut self, (cash, collateral): Both) {
        self.put(series_key(Word::Income), pair(cash, collateral));
    }

    /// What was claimed of it.
    pub(crate) fn paid(&self) -> Both {
        split(self.word(series_key(Word::Paid)))
    }

    pub(crate) fn put_paid(&mut self, (cash, collateral): Both) {
        self.put(series_key(Word::Paid), pair(cash, collateral));
    }

    /// An account's parts as they were last reckoned, and what had come in then.
    #[inline(never)]
    pub(crate) fn dues(&self, account: &Address) -> ([Due; 2], Both) {
        let of = |of| {
            let (whole, part) = split(self.word(account_key(account, of)));
            Due { whole, part }
        };
        let mark = split(self.word(account_key(account, Of::Mark)));
        ([of(Of::Cash), of(Of::Collateral)], mark)
    }

    #[inline(never)]
    pub(crate) fn put_dues(&mut self, account: &Address, dues: &[Due; 2], mark: Both) {
        for (due, of) in dues.iter().zip([Of::Cash, Of::Collateral]) {
            self.put(account_key(account, of), pair(due.whole, due.part));
        }
        self.put(account_key(account, Of::Mark), pair(mark.0, mark.1));
    }
}

impl Shares for TermPool {
    fn balance(&self, account: &Address) -> u128 {
        split(self.word(account_key(account, Of::Shares))).1
    }

    fn put_balance(&mut self, account: &Address, shares: u128) {
        self.put(account_key(account, Of::Shares), wide(shares));
    }

    fn allowance(&self, owner: &Address, spender: &Address) -> U256 {
        self.allowances.getter(*owner).get(*spender)
    }

    fn put_allowance(&mut self, owner: &Address, spender: &Address, value: U256) {
        self.allowances.setter(*owner).setter(*spender).set(value);
    }

    fn nonce(&self, owner: &Address) -> U256 {
        self.word(account_key(owner, Of::Nonce))
    }

    fn put_nonce(&mut self, owner: &Address, nonce: U256) {
        self.put(account_key(owner, Of::Nonce), nonce);
    }

    fn title(&self) -> U256 {
        self.word(series_key(Word::Name))
    }

    /// What came in so far stays with who held.
    fn before(&mut self, account: &Address) -> Result<()> {
        let income = self.income();
        if income == (0, 0) || self.dues(account).1 == income {
            return Ok(());
        }
        let dues = self.reckoned(account, income)?;
        self.put_dues(account, &dues, income);
        Ok(())
    }
}
