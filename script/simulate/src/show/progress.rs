//! What people see while something takes long: bars on a terminal, lines elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Receives the phases of what is done.
#[derive(Debug)]
pub struct Display {
    mode: Mode,
    begun: Instant,
    phases: Mutex<Vec<(String, Duration)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Quiet,
    Lines,
    Bars,
}

/// One phase's bar.
#[derive(Debug)]
pub struct Phase<'a> {
    display: &'a Display,
    name: &'static str,
    bar: Option<ProgressBar>,
    length: u64,
    tenths: Mutex<u64>,
    begun: Instant,
}

impl Display {
    /// A display; a quiet one shows nothing.
    #[must_use]
    pub fn new(quiet: bool) -> Self {
        let mode = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Mode::Quiet,
            (false, true) => Mode::Bars,
            (false, false) => Mode::Lines,
        };
        Self {
            mode,
            begun: Instant::now(),
            phases: Mutex::default(),
        }
    }

    /// Whether progress is shown as bars on a terminal.
    #[must_use]
    pub fn has_bars(&self) -> bool {
        self.mode == Mode::Bars
    }

    /// A line of text; nothing where quiet.
    pub fn say(&self, text: &str) {
        if self.mode != Mode::Quiet {
            // Nothing is left to do where stderr is closed.
            let _closed = writeln!(std::io::stderr(), "{text}");
        }
    }

    /// Begins a phase of `length` steps; of 0: one without a bar.
    #[must_use]
    pub fn phase(&self, name: &'static str, length: u64) -> Phase<'_> {
        let bar = (self.mode == Mode::Bars && length > 0).then(|| {
            let bar = ProgressBar::new(length).with_prefix(name);
            let template = "{prefix:>9} [{bar:40}] {percent:>3}% {elapsed:>4} left {eta:<4} {msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        if bar.is_none() {
            self.say(&format!("{name} ..."));
        }
        Phase {
            display: self,
            name,
            bar,
            length,
            tenths: Mutex::new(0),
            begun: Instant::now(),
        }
    }

    /// How long each phase took, in order, and all together.
    #[must_use]
    pub fn timings(&self) -> Vec<(String, Duration)> {
        let mut timings = self.phases.lock().map(|t| t.clone()).unwrap_or_default();
        timings.push(("all".to_owned(), self.begun.elapsed()));
        timings
    }
}

impl Phase<'_> {
    /// So many steps are done.
    pub fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return;
        }
        if self.length == 0 {
            return;
        }
        let tenth = done * 10 / self.length;
        if let Ok(mut said) = self.tenths.lock()
            && tenth > *said
        {
            *said = tenth;
            let seconds = self.begun.elapsed().as_secs();
            self.display
                .say(&format!("{} {}% after {seconds} s", self.name, tenth * 10));
        }
    }

    /// The phase is over.
    pub fn done(self, message: &str) {
        let took = self.begun.elapsed();
        if let Some(bar) = &self.bar {
            bar.set_position(self.length);
            bar.finish_with_message(message.to_owned());
        } else {
            self.display.say(&format!(
                "{}: {message} ({:.1} s)",
                self.name,
                took.as_secs_f64()
            ));
        }
        if let Ok(mut phases) = self.display.phases.lock() {
            phases.push((self.name.to_owned(), took));
        }
    }
}
