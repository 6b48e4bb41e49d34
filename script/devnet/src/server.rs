//! A server on threads of its own.

use crate::{
    DevAccount, Node, NodeError, Options,
    rpc::{Api, router},
};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use socket2::{Domain, Socket, Type};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot};

/// Stack of the threads that execute transactions: programs that call programs go deep.
pub(crate) const EXECUTION_STACK: usize = 64 * 1024 * 1024;
/// Most threads that execute at the same time.
const EXECUTION_THREADS: usize = 32;

/// Most connections at the same time; further ones wait to be taken.
const CONNECTIONS: usize = 8_192;
/// Pause after a connection could not be taken.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    /// The port is taken, or the address is not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Address asked for.
        address: SocketAddr,
        /// The system's reason.
        source: io::Error,
    },
    /// Threads could not be started.
    #[error("cannot start the server: {0}")]
    Threads(#[from] io::Error),
    /// The chain could not be made.
    #[error(transparent)]
    Node(#[from] NodeError),
}

/// A running server. Dropping it stops the server.
#[derive(Debug)]
pub struct Handle {
    /// HTTP address: `http://127.0.0.1:PORT`.
    pub url: String,
    address: SocketAddr,
    node: Node,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    /// HTTP address: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// WebSocket address: `ws://127.0.0.1:PORT`.
    pub fn ws_url(&self) -> String {
        format!("ws://{}", reachable(self.address))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The node, for use without HTTP.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The funded accounts: Nitro's dev account first, then those of the test mnemonic.
    pub fn accounts(&self) -> &[DevAccount] {
        self.node.accounts()
    }

    /// Stops the server and waits until its port is free.
    pub fn shutdown(mut self) {
        self.signal();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the server thread panicked");
        }
    }

    fn signal(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A server that is gone needs no signal.
            let _ = stop.send(());
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.signal();
    }
}

/// Starts a node and a server in front of it. The server has its own threads: it works from any runtime, and blocking
/// the caller's does not block it.
///
/// ```no_run
/// # async fn example() -> Result<(), ballast_devnet::SpawnError> {
/// let devnet = ballast_devnet::spawn(ballast_devnet::Options::default()).await?;
/// println!("{} {}", devnet.url(), devnet.accounts()[0].address);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`SpawnError`].
pub async fn spawn(options: Options) -> Result<Handle, SpawnError> {
    start(options)
}

/// [`spawn`] for callers outside a runtime.
///
/// # Errors
/// [`SpawnError`].
pub fn start(options: Options) -> Result<Handle, SpawnError> {
    let wanted = SocketAddr::new(options.host, options.port);
    let listen = |source| SpawnError::Listen {
        address: wanted,
        source,
    };
    let listener = bind(wanted).map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;

    let node = Node::new(options)?;
    let api = Api::new(node.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("ballast-devnet")
        .thread_stack_size(EXECUTION_STACK)
        .max_blocking_threads(EXECUTION_THREADS)
        .enable_all()
        .build()?;
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .name("ballast-devnet".into())
        .spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    served = serve(listener, api) => if let Err(error) = served {
                        tracing::error!(%error, "the server ended");
                    },
                    // Also when the handle is gone without a signal.
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        })?;
    let url = format!("http://{}", reachable(address));
    Ok(Handle {
        url,
        address,
        node,
        stop: Some(stop),
        thread: Some(thread),
    })
}

/// Listens with a queue for as many newcomers as may be connected: the standard library's 128 overflow when hundreds come
/// at once, and who is dropped from it without having spoken waits for ever.
fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // A stopped server's port is free at once, except on Windows, where this would share it.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(i32::try_from(CONNECTIONS).unwrap_or(i32::MAX))?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Takes connections until the runtime ends, each served by a task of its own.
async fn serve(listener: TcpListener, api: Api) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(api.node().options().idle_timeout)
        // Who has sent all it will send may still wait for the answer.
        .half_close(true);
    let router = router(api);
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let slot = slots.clone().acquire_owned().await;
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, or a peer that was gone already: others may go on.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Answers are written whole: waiting for more only delays them. A peer that is gone shows below.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = http
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(slot);
        });
    }
}

/// An address to connect to: a server on all interfaces is reached on the loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    let loopback = match address {
        SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(loopback, address.port())
}
