//! Deployments on the embedded devnet.

mod command;
mod deployments;
mod hostile;
mod proxy;
mod settings;
mod stage;
