//! A gate before the node: every request of a keeper waits until it is let through, fails, or is the keeper's last.

use alloy::{
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::{
        client::RpcClient,
        json_rpc::{RequestPacket, ResponsePacket},
    },
    transports::{
        TransportError, TransportErrorKind, TransportFut,
        http::{Http, reqwest::Client},
    },
};
use ballast_keeper::{Keeper, KeeperError, TickReport};
use std::{
    future::{Future, pending, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::sync::{
    mpsc::{UnboundedReceiver, UnboundedSender},
    oneshot,
};
use tower::Service;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes to the node, and its answer comes back.
    Pass,
    /// It goes to the node, and its answer never comes back: the keeper was killed meanwhile.
    Last,
    /// It fails before it reaches the node.
    Fail,
    /// It reaches the node, and its answer is lost.
    Lose,
}

/// Decides about requests by the name of their method.
pub type Judge = Arc<dyn Fn(&str) -> Verdict + Send + Sync>;

/// A request that waits.
#[derive(Debug)]
pub struct Ask {
    /// Whose it is.
    pub keeper: usize,
    /// The method.
    pub method: String,
    /// Where the verdict goes.
    pub verdict: oneshot::Sender<Verdict>,
    /// Ends when a last request was delivered.
    pub delivered: oneshot::Receiver<()>,
}

/// Who decides.
#[derive(Clone)]
pub enum Gate {
    /// A function, at once.
    Judge(Judge),
    /// Whoever receives the asks of this keeper.
    Asks(usize, UnboundedSender<Ask>),
}

#[derive(Clone)]
struct Gated {
    inner: Http<Client>,
    gate: Gate,
}

impl Service<RequestPacket> for Gated {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: RequestPacket) -> Self::Future {
        let (mut inner, gate) = (self.inner.clone(), self.gate.clone());
        let method = request.method_names().next().unwrap_or_default().to_owned();
        Box::pin(async move {
            let (verdict, _delivered) = match gate {
                Gate::Judge(judge) => (judge(&method), None),
                Gate::Asks(keeper, asks) => {
                    let (verdict, waiting) = oneshot::channel();
                    let (done, delivered) = oneshot::channel();
                    let ask = Ask {
                        keeper,
                        method,
                        verdict,
                        delivered,
                    };
                    asks.send(ask).expect("somebody decides");
                    match waiting.await {
                        Ok(verdict) => (verdict, Some(done)),
                        Err(_) => pending().await,
                    }
                }
            };
            match verdict {
                Verdict::Pass => inner.call(request).await,
                Verdict::Last => {
                    let _answer = inner.call(request).await;
                    drop(_delivered);
                    pending().await
                }
                Verdict::Fail => Err(TransportErrorKind::custom_str("the test says no")),
                Verdict::Lose => {
                    let _answer = inner.call(request).await;
                    Err(TransportErrorKind::custom_str("the test loses the answer"))
                }
            }
        })
    }
}

/// The node behind a gate.
pub fn gated(url: &str, gate: Gate) -> DynProvider {
    let inner = Http::new(url.parse().unwrap());
    let client = RpcClient::new(Gated { inner, gate }, true);
    ProviderBuilder::new()
        .disable_recommended_fillers()
        .connect_client(client)
        .erased()
}

/// How a keeper's tick ended: the keeper and its report.
pub type Ended = (Keeper, Result<TickReport, KeeperError>);

/// Lets keepers tick beside each other. Whenever each of them waits at the gate or has ended, `choose` names one of those
/// that wait and what becomes of its request; without a verdict the keeper is killed before it. None: it was killed.
/// With one request in flight per keeper, the order of everything is the choices' alone.
pub async fn drive(
    keepers: Vec<Keeper>,
    asks: &mut UnboundedReceiver<Ask>,
    mut choose: impl FnMut(&[&Ask]) -> (usize, Option<Verdict>),
) -> Vec<Option<Ended>> {
    let tick = |mut keeper: Keeper| -> Pin<Box<dyn Future<Output = Ended>>> {
        Box::pin(async move {
            let report = keeper.tick().await;
            (keeper, report)
        })
    };
    let mut running: Vec<_> = keepers
        .into_iter()
        .map(|keeper| Some(tick(keeper)))
        .collect();
    let mut waiting: Vec<Option<Ask>> = running.iter().map(|_| None).collect();
    let mut ended: Vec<Option<Ended>> = running.iter().map(|_| None).collect();
    loop {
        poll_fn(|context| {
            for (id, slot) in running.iter_mut().enumerate() {
                if waiting[id].is_none()
                    && let Some(future) = slot
                    && let Poll::Ready(done) = future.as_mut().poll(context)
                {
                    ended[id] = Some(done);
                    *slot = None;
                }
            }
            while let Poll::Ready(Some(ask)) = asks.poll_recv(context) {
                let id = ask.keeper;
                waiting[id] = Some(ask);
            }
            let settled = running
                .iter()
                .zip(&waiting)
                .all(|(slot, ask)| slot.is_none() || ask.is_some());
            if settled {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        let open: Vec<&Ask> = waiting.iter().flatten().collect();
        if open.is_empty() {
            return ended;
        }
        let (id, verdict) = choose(&open);
        let mut ask = waiting[id].take().expect("one that waits");
        match verdict {
            None => running[id] = None,
            Some(Verdict::Last) => {
                ask.verdict.send(Verdict::Last).expect("it waits");
                let mut dying = running[id].take().expect("it runs");
                poll_fn(|context| {
                    assert!(dying.as_mut().poll(context).is_pending());
                    Pin::new(&mut ask.delivered).poll(context).map(|_| ())
                })
                .await;
            }
            Some(verdict) => ask.verdict.send(verdict).expect("it waits"),
        }
    }
}
