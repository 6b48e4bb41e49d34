//! The prices are those of the snapshot.

use ballast_deploy::project_root;
use ballast_ink::{report, snapshot};

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_those_of_the_snapshot() {
    let root = project_root();
    let (table, snapshot) = (
        report(&root).await.unwrap().table(),
        snapshot(&root).unwrap(),
    );
    let changed: Vec<String> = table
        .lines()
        .filter(|line| !snapshot.lines().any(|known| known == *line))
        .map(str::to_owned)
        .collect();
    assert!(
        table == snapshot,
        "`test/ink/run --update` accepts these lines:\n{}",
        changed.join("\n")
    );
}
