//! Builds Ballast's programs, checks their sizes, deploys, activates, wires and verifies them on any endpoint.
//!
//! [`deploy_all`] does everything for a [`Config`]; [`Deployer`] is the same with a record on disk, from which a run
//! that was stopped anywhere goes on. [`build_programs`] gives the code alone.
//!
//! ```no_run
//! # async fn example() -> Result<(), ballast_deploy::Error> {
//! use ballast_deploy::{Config, Silent, deploy_all};
//!
//! let signer = "0x…".parse().expect("a private key");
//! let deployment = deploy_all("http://localhost:8547", signer, &Config::devnet(), &Silent).await?;
//! println!("the pool is at {}", deployment.pool);
//! # Ok(())
//! # }
//! ```

pub mod chain;
pub mod config;
mod deploy;
mod deployment;
mod error;
pub mod keepalive;
pub mod key;
mod progress;
pub mod sizes;
pub mod solidity;
mod timelock;
pub mod tools;
pub mod wasm;
pub mod wire;

pub use config::Config;
pub use deploy::{Deployer, Verdict, deploy_all};
pub use deployment::{Deployment, Feed, Market, Record, Token};
pub use error::{Difference, Error};
pub use progress::{Bars, Progress, Silent};
pub use tools::project_root;
pub use wasm::{PROGRAMS, Program, build_programs};
