//! Tests of the unwinder's programs, all on one storage.

#[path = "../../../unwinder-state/src/tests/fixtures.rs"]
#[allow(dead_code)] // some are of the pure logic's tests alone
mod fixtures;
mod program;

use ballast_unwinder_state as state;
