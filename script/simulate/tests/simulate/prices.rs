//! Reading price files: what is accepted, and every refusal with its place.

use ballast_simulate::{Error, Fault, Gap, History};

use crate::{WAD, closes, file, text};

const GOOD: &str = "timestamp,open,high,low,close,volume
1620604800,3923.95,3932.64,3906.86,3910.36,2957.14817
1620605100,3910.36,3916,3900.55,3906.16,0
";

#[test]
fn reads_exact_decimals_step_and_source() {
    let (_folder, path) = file("eth.csv", GOOD);
    let history = History::read("eth", &path).unwrap();
    assert_eq!(history.asset, "ETH");
    assert_eq!(history.step, 300);
    assert_eq!(history.bars[0].open, 392_395 * WAD / 100);
    assert_eq!(history.bars[0].volume, 2_957_148_170_000_000_000_000);
    assert_eq!(history.source, path.display().to_string());
    assert_eq!(
        (history.start(), history.end()),
        (1_620_604_800, 1_620_605_400)
    );
    assert!(history.gaps.is_empty());
    let again = History::parse("ETH", &history.source, history.to_csv().as_bytes()).unwrap();
    assert_eq!(again, history);
}

#[test]
fn windows_line_ends_byte_order_mark_and_blank_lines_are_accepted() {
    let content = format!("\u{feff}{}", GOOD.replace('\n', "\r\n\r\n"));
    let (_folder, path) = file("eth.csv", &content);
    assert_eq!(History::read("ETH", &path).unwrap().bars.len(), 2);
    let (folder, path) = file("eth.csv", &content.replace("3916", "x"));
    let found = text(History::read("ETH", &path), &folder);
    assert!(found.starts_with("eth.csv:5: high `x`"), "{found}");
}

#[test]
fn gaps_are_reported_and_not_filled() {
    let mut csv = String::from("timestamp,open,high,low,close,volume\n");
    for minute in [0, 1, 2, 5, 6, 9] {
        csv.push_str(&format!("{},1,1,1,1,0\n", 1_678_233_600 + minute * 60));
    }
    let history = History::parse("USDC", "usdc.csv", csv.as_bytes()).unwrap();
    assert_eq!(history.step, 60);
    assert_eq!(history.bars.len(), 6);
    let gap = |from: u64, to: u64| Gap {
        from: 1_678_233_600 + from * 60,
        to: 1_678_233_600 + to * 60,
        missing: to - from,
    };
    assert_eq!(history.gaps, [gap(3, 5), gap(7, 9)]);
}

#[test]
fn every_refusal_names_file_and_line_and_what_to_do() {
    let row = |row: &str| format!("{GOOD}{row}\n");
    let cases = [
        (
            String::new(),
            "eth.csv:1: the file is empty; it must start with the header timestamp,open,high,low,close,volume",
        ),
        (
            "timestamp,open,high,low,close,volume\n".into(),
            "eth.csv:1: only 0 rows follow the header; give at least 2",
        ),
        (
            GOOD.lines().take(2).collect::<Vec<_>>().join("\n"),
            "eth.csv:1: only 1 rows follow the header; give at least 2",
        ),
        (
            GOOD.replace("volume", "vol"),
            "eth.csv:1: missing column volume, unknown column vol; the header must be exactly timestamp,open,high,low,close,volume",
        ),
        (
            GOOD.replace(",volume", ""),
            "eth.csv:1: missing column volume; the header must be exactly",
        ),
        (
            GOOD.replace("volume", "volume,trades"),
            "eth.csv:1: unknown column trades; the header must be exactly",
        ),
        (
            GOOD.replace("open,high", "high,open"),
            "eth.csv:1: the columns are repeated or in another order",
        ),
        (
            row("1620605400,1,1,1,1"),
            "eth.csv:4: 5 fields instead of 6; give every column",
        ),
        (
            row("1620605400,1,abc,1,1,1"),
            "eth.csv:4: high `abc` is not a number; write a plain decimal number such as 1234.56",
        ),
        (row("1620605400,,1,1,1,1"), "eth.csv:4: open `` is empty"),
        (
            row("1620605400,1,1,-2,1,1"),
            "eth.csv:4: low `-2` is negative",
        ),
        (
            row("1620605400,1,1,1,1,-1"),
            "eth.csv:4: volume `-1` is negative",
        ),
        (
            row("1620605400,1,1,NaN,1,1"),
            "eth.csv:4: low `NaN` is not a number",
        ),
        (
            row("1620605400,1,1,0,1,1"),
            "eth.csv:4: low is zero; prices must be above zero: remove the row, a gap is accepted",
        ),
        (
            row("1620605400,2,2,3,2,1"),
            "eth.csv:4: high is below low; check the source of this row",
        ),
        (
            row("1620605400,4,3,1,2,1"),
            "eth.csv:4: open is outside low to high",
        ),
        (
            row("1620605400,2,3,1,4,1"),
            "eth.csv:4: close is outside low to high",
        ),
        (
            row("1620605100,1,1,1,1,1"),
            "eth.csv:4: timestamp 1620605100 stands twice; keep one of the two rows",
        ),
        (
            row("1620604800,1,1,1,1,1"),
            "eth.csv:4: timestamp 1620604800 comes after 1620605100; sort the rows by time",
        ),
        (
            row("1620605400000,1,1,1,1,1"),
            "eth.csv:4: timestamp `1620605400000` is no unix second between 2001 and 2100; divide milliseconds by 1000",
        ),
        (
            row("2021-05-10,1,1,1,1,1"),
            "eth.csv:4: timestamp `2021-05-10` is no unix second",
        ),
        (
            row("1620605400,1,1,1,1,1\n1620605460,1,1,1,1,1"),
            "eth.csv:5: only 60 s after the row before, but most bars are 300 s apart; use one step per file",
        ),
    ];
    for (content, expected) in cases {
        let (folder, path) = file("eth.csv", &content);
        let found = text(History::read("ETH", &path), &folder);
        assert!(found.starts_with(expected), "{found}\nexpected\n{expected}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_an_error_with_their_line() {
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes.extend(b"1620605400,1,\xff,1,1,1\n");
    let error = History::parse("ETH", "eth.csv", &bytes).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("eth.csv:4: not readable as CSV: field 3 is not UTF-8"),
        "{error}"
    );
    assert!(matches!(
        error,
        Error::Line {
            line: 4,
            fault: Fault::Csv { .. },
            ..
        }
    ));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let found = text(
        History::read("ETH", folder.path().join("none.csv")),
        &folder,
    );
    assert!(found.starts_with("none.csv: "), "{found}");
    assert!(found.ends_with("check that the path exists and may be read or written"));
}

#[test]
fn windows_cut_whole_bars() {
    let history = closes("ETH", 1_700_000_000, 300, &[10, 11, 12, 13, 14]);
    let part = history.window(1_700_000_001, 1_700_001_200).unwrap();
    assert_eq!((part.start(), part.end()), (1_700_000_300, 1_700_001_200));
    let error = history.window(0, 1_700_000_300).unwrap_err();
    assert!(matches!(error, Error::EmptyWindow { .. }), "{error}");
    assert!(error.to_string().contains("fewer than two bars of ETH"));
}

#[test]
fn the_worst_days_hold_the_deepest_fall_within_their_span() {
    // Ten days of hourly bars at 100; a fall to 60 over four days, and one to 70 within a day.
    let mut prices = vec![100; 24 * 10];
    for (hour, price) in prices.iter_mut().enumerate() {
        match hour {
            24..120 => *price = 100 - (hour as u128 - 23) * 40 / 96,
            180..192 => *price = 100 - (hour as u128 - 179) * 30 / 12,
            _ => {}
        }
    }
    let start = 1_700_000_000;
    let history = closes("ETH", start, 3_600, &prices);
    let one = history.worst_days(1).unwrap();
    assert_eq!(one.end() - one.start(), 86_400);
    assert!(one.start() <= start + 179 * 3_600 && one.end() >= start + 192 * 3_600);
    assert_eq!(one.bars.iter().map(|bar| bar.low).min(), Some(70 * WAD));
    let five = history.worst_days(5).unwrap();
    assert_eq!(five.bars.iter().map(|bar| bar.low).min(), Some(60 * WAD));
    assert_eq!(
        history.worst_days(30).unwrap(),
        history,
        "shorter than asked: all of it"
    );
    assert!(
        history
            .worst_days(0)
            .unwrap_err()
            .to_string()
            .contains("give at least 1")
    );
}
