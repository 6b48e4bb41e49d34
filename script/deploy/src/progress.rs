//! What a run reports while it works.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Receives the steps of a run. Nothing depends on what an implementation does with them.
pub trait Progress: Send + Sync {
    /// A stage of `steps` steps begins; the one before it is over.
    fn stage(&self, name: &str, steps: u64);
    /// The next step of the stage begins.
    fn step(&self, what: &str);
    /// The run is over.
    fn finish(&self);
}

/// Reports nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str, _: u64) {}
    fn step(&self, _: &str) {}
    fn finish(&self) {}
}

/// Progress bars on stderr, one per stage. Hidden where stderr is no terminal.
#[derive(Debug, Default)]
pub struct Bars(Mutex<Option<ProgressBar>>);

impl Bars {
    fn swap(&self, bar: Option<ProgressBar>) {
        let mut current = match self.0.lock() {
            Ok(current) => current,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(previous) = std::mem::replace(&mut *current, bar) {
            previous.set_position(previous.length().unwrap_or(0));
            previous.finish_with_message("done");
        }
    }
}

impl Progress for Bars {
    fn stage(&self, name: &str, steps: u64) {
        let bar = ProgressBar::new(steps).with_prefix(name.to_owned());
        if let Ok(style) = ProgressStyle::with_template(
            "{prefix:>9} [{bar:24}] {pos:>2}/{len:<2} {elapsed:>4} {msg}",
        ) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        self.swap(Some(bar));
    }

    fn step(&self, what: &str) {
        if let Ok(current) = self.0.lock()
            && let Some(bar) = current.as_ref()
        {
            // The first message belongs to the first step, which is not done yet.
            if !bar.message().is_empty() {
                bar.inc(1);
            }
            bar.set_message(what.to_owned());
        }
    }

    fn finish(&self) {
        self.swap(None);
    }
}
