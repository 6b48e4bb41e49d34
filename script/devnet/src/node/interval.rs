//! Interval mining: a thread that mines on time, for as long as its chain lives.

use std::{
    sync::{Arc, Condvar, Mutex, Once, PoisonError, Weak},
    time::Duration,
};

/// What the thread looks after.
pub(super) trait Miner: Send + Sync + 'static {
    /// Seconds between blocks; none while nothing is to be mined on time.
    fn interval(&self) -> Option<u64>;
    /// Mines a block.
    fn tick(&self);
}

#[derive(Default)]
struct Signal {
    changes: Mutex<u64>,
    changed: Condvar,
}

impl Signal {
    fn raise(&self) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        *changes = changes.wrapping_add(1);
        self.changed.notify_all();
    }

    /// Waits for the next change after `seen`, at most `limit`; whether the time passed without one.
    fn wait(&self, seen: u64, limit: Option<Duration>) -> bool {
        let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let unchanged = |changes: &mut u64| *changes == seen;
        match limit {
            Some(limit) => self
                .changed
                .wait_timeout_while(changes, limit, unchanged)
                .unwrap_or_else(PoisonError::into_inner)
                .1
                .timed_out(),
            None => {
                drop(self.changed.wait_while(changes, unchanged));
                false
            }
        }
    }

    fn changes(&self) -> u64 {
        *self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's handle; the thread starts when it is first woken, and ends with its miner.
pub(super) struct Ticker {
    signal: Arc<Signal>,
    started: Once,
}

impl Default for Ticker {
    fn default() -> Self {
        Self {
            signal: Arc::default(),
            started: Once::new(),
        }
    }
}

impl Ticker {
    /// Lets the thread see that the interval may have changed.
    pub fn wake(&self, miner: Weak<impl Miner>) {
        let interval = miner.upgrade().and_then(|miner| miner.interval());
        if interval.is_some() {
            self.started.call_once(|| {
                let signal = self.signal.clone();
                let started = std::thread::Builder::new()
                    .name("ballast-interval".into())
                    .stack_size(crate::server::EXECUTION_STACK)
                    .spawn(move || run(&signal, &miner));
                if let Err(error) = started {
                    tracing::error!(%error, "interval mining cannot start");
                }
            });
        }
        self.signal.raise();
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.signal.raise();
    }
}

fn run(signal: &Signal, miner: &Weak<impl Miner>) {
    loop {
        let seen = signal.changes();
        let Some(interval) = miner.upgrade().map(|miner| miner.interval()) else {
            return;
        };
        let on_time = signal.wait(seen, interval.map(Duration::from_secs));
        if on_time && let Some(miner) = miner.upgrade() {
            miner.tick();
        }
    }
}
