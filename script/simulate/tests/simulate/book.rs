//! Books of loans: generated, read, written, priced.

use ballast_simulate::book::{DEFAULT_LOANS, DOLLARS, at_most_loan_to_value};
use ballast_simulate::{
    Book, Error, Loan, Shape, missing_assets, read_book, synthetic_book, write_book,
};

use crate::{WAD, closes, file, prices, text};

fn generated(n: usize, seed: u64) -> Book {
    let prices = prices(&[("ETH", 3_000), ("BTC", 90_000), ("USDC", 1)]);
    synthetic_book(
        n,
        seed,
        &prices,
        &at_most_loan_to_value(WAD / 100 * 80, &prices),
    )
    .unwrap()
}

#[test]
fn a_generated_book_has_every_shape_size_and_health() {
    let book = generated(DEFAULT_LOANS, 1);
    assert!(book.loans.len() >= 100);
    let prices = prices(&[("ETH", 3_000), ("BTC", 90_000), ("USDC", 1)]);
    let count = |shape| book.loans.iter().filter(|loan| loan.shape == shape).count();
    let shapes = [Shape::Single, Shape::Multi, Shape::Hedged].map(count);
    assert_eq!(shapes, [72, 30, 18]);
    let (mut sizes, mut ratios) = (Vec::new(), Vec::new());
    for (id, loan) in book.loans.iter().enumerate() {
        assert_eq!(loan.id, id);
        assert_eq!(loan.shape, Loan::shape_of(&loan.collateral, &loan.debt));
        let held = |asset: &String| loan.collateral.iter().any(|(other, _)| other == asset);
        assert!(
            !loan.debt.iter().any(|(asset, _)| held(asset)),
            "no asset on both sides"
        );
        let (collateral, debt) = (
            loan.collateral_usd(&prices).unwrap(),
            loan.debt_usd(&prices).unwrap(),
        );
        sizes.push(collateral / WAD);
        ratios.push(debt * 1_000 / collateral);
    }
    sizes.sort_unstable();
    ratios.sort_unstable();
    assert!(
        sizes[0] < 1_500 && sizes[119] > 700_000 && sizes[119] <= 2_000_000,
        "{sizes:?}"
    );
    assert!(
        (10_000..100_000).contains(&sizes[60]),
        "even in the logarithm: {}",
        sizes[60]
    );
    assert!(
        ratios[0] < 400 && ratios[119] > 770 && ratios[119] <= 800,
        "{ratios:?}"
    );
}

#[test]
fn the_same_seed_gives_the_same_book() {
    assert_eq!(generated(50, 9), generated(50, 9));
    assert_ne!(generated(50, 9).loans, generated(50, 10).loans);
}

#[test]
fn any_number_of_loans_and_any_assets() {
    assert_eq!(generated(1, 1).loans.len(), 1);
    assert_eq!(generated(1_000, 1).loans[999].owner, "loan-1000");
    let only = prices(&[("SOL", 170)]);
    let book = synthetic_book(40, 3, &only, &at_most_loan_to_value(WAD / 2, &only));
    assert!(
        book.is_err(),
        "the limit's prices lack USDC: no loan can be valued"
    );
    let only = prices(&[("SOL", 170), ("USDC", 1)]);
    let book = synthetic_book(40, 3, &only, &at_most_loan_to_value(WAD / 2, &only)).unwrap();
    assert!(book.loans.iter().all(|loan| loan.shape == Shape::Single));
    let four = prices(&[
        ("ETH", 3_000),
        ("BTC", 90_000),
        ("SOL", 170),
        ("LINK", 15),
        ("USDC", 1),
    ]);
    let book = synthetic_book(200, 3, &four, &at_most_loan_to_value(WAD / 2, &four)).unwrap();
    assert_eq!(book.assets(), ["BTC", "ETH", "LINK", "SOL", "USDC"]);
}

#[test]
fn impossible_books_are_refused() {
    let all = prices(&[("ETH", 3_000), ("USDC", 1)]);
    let book = synthetic_book(0, 1, &all, &|_| true);
    assert_eq!(
        book.unwrap_err().to_string(),
        "the number of loans is 0; give at least 1"
    );
    let book = synthetic_book(1, 1, &prices(&[("USDC", 1)]), &|_| true);
    assert!(book.unwrap_err().to_string().contains("volatile"));
    let book = synthetic_book(1, 1, &all, &|_| false);
    assert!(matches!(book, Err(Error::NothingBorrowable { loan: 1 })));
}

#[test]
fn a_written_book_is_read_back() {
    let book = generated(120, 4);
    let (_folder, path) = file("book.csv", "");
    write_book(&book, &path).unwrap();
    assert_eq!(read_book(&path).unwrap().loans, book.loans);
}

#[test]
fn rows_of_an_owner_form_a_loan() {
    let (_folder, path) = file(
        "book.csv",
        "owner,asset,collateral,debt\nann,eth,1.5,\nbob,WBTC,0.25,0\nann,usdc,0,2000.5\nbob,eth,0,1\n",
    );
    let book = read_book(&path).unwrap();
    let loan = &book.loans[0];
    assert_eq!((loan.owner.as_str(), loan.shape), ("ann", Shape::Single));
    assert_eq!(loan.collateral, [("ETH".to_owned(), WAD * 3 / 2)]);
    assert_eq!(loan.debt, [("USDC".to_owned(), WAD * 4_001 / 2)]);
    assert_eq!(book.loans[1].shape, Shape::Hedged);
    assert_eq!(book.assets(), ["ETH", "USDC", "WBTC"]);
}

#[test]
fn refusals_name_file_and_line() {
    let header = "owner,asset,collateral,debt\n";
    let cases = [
        ("".to_owned(), "book.csv:1: the file is empty"),
        (
            header.to_owned(),
            "book.csv:1: only 0 rows follow the header; give at least 1",
        ),
        (
            "owner,asset,collateral\n".to_owned(),
            "book.csv:1: missing column debt; the header must be exactly owner,asset,collateral,debt",
        ),
        (
            format!("{header},ETH,1,0\n"),
            "book.csv:2: owner is empty; name it",
        ),
        (
            format!("{header}ann,,1,0\n"),
            "book.csv:2: asset is empty; name it",
        ),
        (
            format!("{header}ann,ETH,x,0\n"),
            "book.csv:2: collateral `x` is not a number",
        ),
        (
            format!("{header}ann,ETH,1,-1\n"),
            "book.csv:2: debt `-1` is negative",
        ),
        (
            format!("{header}ann,ETH,1,0\nann,USDC,0,5\nann,eth,1,0\n"),
            "book.csv:4: ann already has a row of ETH at line 2; add the two up",
        ),
        (
            format!("{header}ann,ETH,1,0\nbob,ETH,1,0\nbob,USDC,0,5\n"),
            "book.csv:2: ann has no debt; a loan needs both",
        ),
        (
            format!("{header}bob,ETH,1,0\nbob,USDC,0,5\n\nann,USDC,0,5\n"),
            "book.csv:5: ann has no collateral; a loan needs both",
        ),
        (
            format!("{header}ann,ETH,1\n"),
            "book.csv:2: 3 fields instead of 4",
        ),
    ];
    for (content, expected) in cases {
        let (folder, path) = file("book.csv", &content);
        let found = text(read_book(&path), &folder);
        assert!(found.starts_with(expected), "{found}\nexpected\n{expected}");
    }
}

const AAVE: &str = "position_id,total_collateral_usd,total_debt_usd,liq_threshold_bps,ltv_bps,health_factor,wsteth_amount,eth_debt_eth,emode,cbeth_collateral,reth_collateral
0,20000,8500,9300,9000,1,10,5,1,0,0
1,20000,5000,8000,6900,1,10,0,0,0,0
2,3700,1000,8000,6900,1,1,0,0,0,0
3,20000,17000,9300,9000,1,10,10,1,0,0
4,22.8,2.25e-06,8000,6900,8107528.8,0.0114,0,0,0,0
";

#[test]
fn aave_borrowers_are_read_with_the_prices_they_imply() {
    let (_folder, path) = file("aave.csv", AAVE);
    let book = read_book(&path).unwrap();
    assert_eq!(
        book.reference_prices,
        prices(&[("ETH", 1_700), ("WSTETH", 2_000), ("USDC", 1)])
    );
    let one = |asset: &str, amount: u128| vec![(asset.to_owned(), amount)];
    assert_eq!(book.loans.len(), 4, "a debt below a dollar is no loan");
    assert_eq!(book.loans[0].collateral, one("WSTETH", 10 * WAD));
    assert_eq!(book.loans[0].debt, one("ETH", 5 * WAD));
    assert_eq!(book.loans[1].debt, one("USDC", 5_000 * WAD));
    assert_eq!(book.loans[1].shape, Shape::Single);
    // 3,700 less one wstETH at 2,000 is one ETH at 1,700.
    let mixed = [one("WSTETH", WAD), one("ETH", WAD)].concat();
    assert_eq!(book.loans[2].collateral, mixed);
    assert!(
        book.notes
            .iter()
            .any(|note| note.starts_with("1 rows with less than $1"))
    );

    let ether = book.staked_as_ether().unwrap();
    assert_eq!(ether.assets(), ["ETH", "USDC"]);
    assert_eq!(
        ether.loans[2].collateral[0].1 / 1_000_000,
        2_176_470_588_235
    );
    let rebased = ether.rebased(3_400 * WAD).unwrap();
    assert_eq!(rebased.loans[1].debt, one("USDC", 10_000 * WAD));
    assert_eq!(rebased.loans[0].debt, one("ETH", 5 * WAD));
}

#[test]
fn aave_refusals_name_file_and_line() {
    let (folder, path) = file("aave.csv", &AAVE.replace("1,20000,5000", "1,20000,many"));
    let found = text(read_book(&path), &folder);
    assert!(
        found.starts_with("aave.csv:3: total_debt_usd `many` is not a number"),
        "{found}"
    );
}

#[test]
fn assets_without_a_price_are_listed() {
    let (_folder, path) = file(
        "book.csv",
        "owner,asset,collateral,debt\na,ETH,1,0\na,USDC,0,1\nb,SOL,1,0\nb,DAI,0,1\nb,LINK,1,0\n",
    );
    let book = read_book(&path).unwrap();
    let eth = closes("ETH", 1_700_000_000, 300, &[10, 11]);
    let dai = closes("DAI", 1_700_000_000, 300, &[1, 1]);
    let missing = missing_assets(&book, std::slice::from_ref(&eth), &DOLLARS).unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("no price file for LINK, SOL; give one for each")
    );
    let sol = closes("SOL", 1_700_000_000, 300, &[10, 11]);
    let link = closes("LINK", 1_700_000_000, 300, &[10, 11]);
    let constant = missing_assets(&book, &[eth, sol, link, dai], &DOLLARS).unwrap();
    assert_eq!(constant, ["USDC"], "DAI has a file of its own");
}
