//! What one transaction knows beside the EVM's own state.

use std::sync::{Arc, Mutex};

use crate::stylus::{engine::Compiler, pages::Pages, recent::RecentPrograms};

use super::{Settings, trace::HostTrace};

/// Lives as long as one transaction or call; nothing in it is journaled.
pub(crate) struct Session {
    /// Compiled programs.
    pub(crate) compiler: Arc<Compiler>,
    /// The chain's settings.
    pub(crate) settings: Settings,
    /// Memory pages that running programs hold.
    pub(crate) pages: Arc<Pages>,
    /// Programs that ran in this block.
    pub(crate) recent: RecentPrograms,
    /// What programs printed.
    pub(crate) console: Arc<Mutex<Vec<String>>>,
    /// Why gas was burnt, if the EVM has no word for it.
    pub(crate) notice: Option<String>,
    /// What programs asked of the host, if anybody wants to know.
    pub(crate) host_trace: Option<HostTrace>,
}

impl Session {
    /// A fresh transaction.
    pub(crate) fn new(compiler: Arc<Compiler>, settings: Settings) -> Self {
        Self {
            compiler,
            settings,
            pages: Arc::default(),
            recent: RecentPrograms::default(),
            console: Arc::default(),
            notice: None,
            host_trace: None,
        }
    }
}
