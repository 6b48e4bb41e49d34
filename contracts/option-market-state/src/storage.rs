//! How everything is packed into words of one table, most significant field first.
//!
//! Terms: 0 `strikes u8 | window u32 | expiry u40 | underlying u160`; 1 `decimals u8, u8 | feeds u8, u8 | edge u16 | spread
//! u16 | debt asset u160`, each pair the debt asset's first; 2 `staleness u32 | skew u64 | oracle u160`; 3 `depth u128`;
//! 4 extension.
//! Strike: `volatility u32 | price u96 | open u128`. Book: 0 `cash u128 | locked u128`; 1 `shares u128 | underlying u128`;
//! 2 `queued u128 | first request u64 | last request u64`; 3 `depth left u128 | as of u128`. Request: 0 owner; 1 `shares
//! u128 | least u128`. Keys of these are small numbers. What accounts have is at the hash of its kind, the accounts and the id.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::{address_word, join64, pair, split, word_address},
    dispatch::Output,
    revert::{Result, number},
};
use stylus_sdk::prelude::*;

use crate::{
    IOptionMarket, State,
    book::{Book, Line, refilled},
    terms::{MAX_PRICE, MAX_TIME, Phase, Terms},
    tokens::Token,
};

/// What a key is of; the upper limb.
#[derive(Clone, Copy)]
pub enum Of {
    /// The market.
    Terms,
    /// A strike.
    Strike,
    /// What the market has and owes.
    Book,
    /// Shares that wait.
    Request,
    /// By accounts and ids, hashed: what is held.
    Held,
    /// What may be spent.
    Allowed,
    /// Who may spend all.
    Operator,
    /// What could not be sent.
    Withheld,
}

/// Shares that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Whose they are.
    pub owner: Address,
    /// None: it has ended.
    pub shares: u128,
    /// Debt units at least for them.
    pub least: u128,
}

/// Numbers of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// The first that may wait still.
    pub first: u64,
    /// The last there was.
    pub last: u64,
}

/// Word of the terms: the extension.
const EXTENSION: u64 = 4;

fn key(of: Of, id: u64, word: u64) -> U256 {
    U256::from_limbs([word, id, 0, of as u64])
}

/// An address with 96 bits above it.
#[inline(never)]
fn above(top: u128, address: Address) -> U256 {
    address_word(address) | pair(top << 32, 0)
}

/// The 96 bits above an address.
fn top(word: U256) -> u128 {
    split(word).0 >> 32
}

impl State {
    /// A word.
    #[inline(never)]
    pub fn kept(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    /// Writes a word.
    #[inline(never)]
    pub fn keep(&mut self, key: U256, value: U256) {
        self.words.setter(key).set(value);
    }

    fn word(&self, of: Of, id: u64, word: u64) -> U256 {
        self.kept(key(of, id, word))
    }

    fn put(&mut self, of: Of, id: u64, word: u64, value: U256) {
        self.keep(key(of, id, word), value);
    }

    /// The terms.
    #[inline(never)]
    pub fn terms(&self) -> Terms {
        let word = |index| self.word(Of::Terms, 0, index);
        let words = [word(0), word(1), word(2)];
        let [underlying, debt_asset, oracle] = words.map(word_address);
        let [first, second, third] = words.map(top);
        Terms {
            underlying,
            debt_asset,
            oracle,
            expiry: first as u64 & MAX_TIME,
            window: (first >> 40) as u32,
            staleness: (third >> 64) as u32,
            skew: third as u64,
            spread: second as u16,
            edge: (second >> 16) as u16,
            depth: split(word(3)).1,
            decimals: [(second >> 48) as u8, (second >> 56) as u8],
            feeds: [(second >> 32) as u8, (second >> 40) as u8],
            strikes: (first >> 72) as u8,
        }
    }

    /// Stores the terms.
    pub fn put_terms(&mut self, terms: &Terms) {
        let [of_underlying, of_debt] = terms.feeds;
        let [decimals, debt_decimals] = terms.decimals;
        let first = (u128::from(terms.strikes) << 72)
            | (u128::from(terms.window) << 40)
            | u128::from(terms.expiry);
        let second = (u128::from(debt_decimals) << 56)
            | (u128::from(decimals) << 48)
            | (u128::from(of_debt) << 40)
            | (u128::from(of_underlying) << 32)
            | (u128::from(terms.edge) << 16)
            | u128::from(terms.spread);
        let third = (u128::from(terms.staleness) << 64) | u128::from(terms.skew);
        let words = [
            above(first, terms.underlying),
            above(second, terms.debt_asset),
            above(third, terms.oracle),
            pair(0, terms.depth),
        ];
        for (index, word) in words.into_iter().enumerate() {
            self.put(Of::Terms, 0, index as u64, word);
        }
    }

    /// The program whose code the core runs for what it does not know.
    pub fn extension(&self) -> Address {
        word_address(self.word(Of::Terms, 0, EXTENSION))
    }

    /// Stores it.
    pub fn put_extension(&mut self, extension: Address) {
        self.put(Of::Terms, 0, EXTENSION, address_word(extension));
    }

    /// A strike and its open puts.
    ///
    /// # Errors
    /// `UnknownStrike`.
    #[inline(never)]
    pub fn line(&self, strike: u64) -> Result<Line> {
        let word = self.word(Of::Strike, strike, 0);
        let (upper, open) = split(word);
        if upper == 0 {
            return Err(number(IOptionMarket::UnknownStrike::SELECTOR, strike));
        }
        Ok(Line {
            price: upper & MAX_PRICE,
            volatility: (upper >> 96) as u32,
            open,
        })
    }

    /// Stores a strike.
    #[inline(never)]
    pub fn put_line(&mut self, strike: u64, line: &Line) {
        let upper = (u128::from(line.volatility) << 96) | line.price;
        self.put(Of::Strike, strike, 0, pair(upper, line.open));
    }

    /// The book as it is stored.
    #[inline(never)]
    pub fn book(&self) -> Book {
        let (cash, locked) = split(self.word(Of::Book, 0, 0));
        let (shares, underlying) = split(self.word(Of::Book, 0, 1));
        let (queued, _) = split(self.word(Of::Book, 0, 2));
        Book {
            cash,
            locked,
            underlying,
            shares,
            queued,
        }
    }

    /// The book as of now: after the window nothing is locked.
    pub fn book_now(&self, terms: &Terms) -> Book {
        let book = self.book();
        match terms.phase(self.time()) {
            Phase::Settled => Book { locked: 0, ..book },
            _ => book,
        }
    }

    /// Stores the book; requests stay as they are.
    #[inline(never)]
    pub fn put_book(&mut self, book: &Book) {
        self.put(Of::Book, 0, 0, pair(book.cash, book.locked));
        self.put(Of::Book, 0, 1, pair(book.shares, book.underlying));
        let (_, requests) = split(self.word(Of::Book, 0, 2));
        self.put(Of::Book, 0, 2, pair(book.queued, requests));
    }

    /// Numbers of requests.
    pub fn requests(&self) -> Requests {
        let (_, numbers) = split(self.word(Of::Book, 0, 2));
        Requests {
            first: (numbers >> 64) as u64,
            last: numbers as u64,
        }
    }

    /// Stores numbers of requests.
    pub fn put_requests(&mut self, requests: &Requests) {
        let (queued, _) = split(self.word(Of::Book, 0, 2));
        let numbers = join64(requests.first, requests.last);
        self.put(Of::Book, 0, 2, pair(queued, numbers));
    }

    /// A request, also one that has ended, or that there never was: without owner.
    pub fn request(&self, id: u64) -> Request {
        let (shares, least) = split(self.word(Of::Request, id, 1));
        Request {
            owner: word_address(self.word(Of::Request, id, 0)),
            shares,
            least,
        }
    }

    /// Stores a request.
    #[inline(never)]
    pub fn put_request(&mut self, id: u64, request: &Request) {
        self.put(Of::Request, id, 0, address_word(request.owner));
        self.put(Of::Request, id, 1, pair(request.shares, request.least));
    }

    /// Puts that can be bought now.
    pub fn depth_left(&self, terms: &Terms) -> u128 {
        let (level, then) = split(self.word(Of::Book, 0, 3));
        let elapsed = u128::from(self.time()).saturating_sub(then);
        refilled(level, terms.depth, elapsed.min(u64::MAX.into()) as u64)
    }

    /// Stores how many puts can be bought now.
    pub fn put_depth_left(&mut self, level: u128) {
        let now = self.time();
        self.put(Of::Book, 0, 3, pair(level, now.into()));
    }

    /// A request of which something waits.
    ///
    /// # Errors
    /// `UnknownRequest`.
    pub fn waiting(&self, id: u64) -> Result<Request> {
        let request = self.request(id);
        if request.shares == 0 {
            return Err(number(IOptionMarket::UnknownRequest::SELECTOR, id));
        }
        Ok(request)
    }

    /// Ends a request, and gives back what waits of it.
    ///
    /// # Errors
    /// None: what waits is there.
    pub fn give_back(&mut self, book: &mut Book, id: u64, request: &Request) -> Result<()> {
        book.queued = book.queued.saturating_sub(request.shares);
        self.put_book(book);
        self.put_request(id, &Request::default());
        let this = self.this();
        self.hand(Token::Shares, &this, &request.owner, request.shares)?;
        let mut log = Output::event(&IOptionMarket::RequestEnded::SIGNATURE_HASH);
        log.number(id)
            .address(&request.owner)
            .amount(request.shares)
            .emit(self.vm(), 2);
        Ok(())
    }
}
