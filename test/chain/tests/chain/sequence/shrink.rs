//! Failures made small: the fewest steps that still fail the same way.

use std::any::Any;
use std::cell::Cell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Tells panics of this thread, or does not: a search provokes the same one many times.
pub fn quiet(quiet: bool) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                told(info);
            }
        }));
    });
    QUIET.set(quiet);
}

/// What a panic says.
fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    text.unwrap_or_else(|| "a panic without words".to_owned())
}

/// Runs to the end, or to the panic, whose words it gives.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let mut work = pin!(work);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
            Err(panic) => Poll::Ready(Err(said(&*panic))),
        },
    )
    .await
}

/// What failed: the words before the first colon, which name the invariant.
pub fn kind(failure: &str) -> &str {
    failure.split(':').next().unwrap_or(failure)
}

/// Delta debugging: leaves out ever smaller chunks while `fails` holds of what is left. Where it ends by itself, no single
/// step can be left out; it ends early where the trials have run more than `budget` steps.
pub async fn shrink(
    steps: &[u64],
    budget: usize,
    mut fails: impl AsyncFnMut(&[u64]) -> bool,
) -> Vec<u64> {
    let (mut left, mut spent) = (steps.to_vec(), 0_usize);
    let mut size = left.len().div_ceil(2);
    loop {
        let (mut at, before) = (0, left.len());
        while at < left.len() && spent <= budget {
            let end = (at + size).min(left.len());
            let fewer = [&left[..at], &left[end..]].concat();
            spent += fewer.len();
            if !fewer.is_empty() && fails(&fewer).await {
                left = fewer;
            } else {
                at = end;
            }
        }
        if spent > budget || (size <= 1 && left.len() == before) {
            return left;
        }
        // Single steps are tried until none can go.
        size = size.div_ceil(2).max(1);
    }
}

/// Such as `3,17-19,240`.
pub fn told(steps: &[u64]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for step in steps.iter().copied() {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == step => *last = step,
            _ => ranges.push((step, step)),
        }
    }
    let range = |(first, last): (u64, u64)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    };
    ranges.into_iter().map(range).collect::<Vec<_>>().join(",")
}

/// What [`told`] tells.
///
/// # Errors
/// The part that is no step and no range.
pub fn read(text: &str) -> Result<Vec<u64>, String> {
    let mut steps = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<u64>().map_err(|_| part.to_owned());
        steps.extend(number(first)?..=number(last)?);
    }
    Ok(steps)
}

#[test]
fn lists_of_steps_are_read_as_they_are_told() {
    for steps in [vec![], vec![0], vec![1, 2, 3], vec![0, 2, 3, 9, 11, 12]] {
        if !steps.is_empty() {
            assert_eq!(read(&told(&steps)), Ok(steps));
        }
    }
    assert_eq!(told(&[3, 17, 18, 19, 240]), "3,17-19,240");
    for bad in ["", "x", "1-", "1,,2", "-"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
