//! The repository of the tour: three environments on shared modules, DNS, and two teams' own folders.

use std::path::Path;

use crate::git::{GitError, ObjectId, scratch::Draft, scratch::Scratch};

/// The configuration.
const CONFIG: &str = include_str!("config.yml");
/// Files that lie beside those of the repository and are not committed: what is known of the request, a configuration that
/// somebody proposes, with mistakes that are easily made, and plans as `terraform show -json` prints them.
pub(super) const BESIDE: [(&str, &str); 6] = [
    ("facts.yml", include_str!("facts.yml")),
    ("proposal.yml", include_str!("proposal.yml")),
    ("plans.yml", include_str!("plans/plans.yml")),
    ("plans/dns.json", include_str!("plans/dns.json")),
    ("plans/dev-app.json", include_str!("plans/dev-app.json")),
    ("plans/prod-network.json", include_str!("plans/prod-network.json")),
];

/// The branch of the change.
const CHANGE: &str = "wider-network";

const ANN: (&str, &str) = ("Ann", "ann@example.com");
const DEVIN: (&str, &str) = ("Devin", "devin@example.com");

/// 2026-03-02, 09:00 UTC. A fixed day, so that the commits have the same names everywhere.
const MONDAY: i64 = 1_772_442_000;
const HOUR: i64 = 3600;

/// The ends of the change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    /// The tip of `main`.
    pub(super) base: ObjectId,
    /// The tip of the branch.
    pub(super) head: ObjectId,
}

/// Makes the repository in an empty folder, with the change checked out.
pub(super) fn make(folder: &Path) -> Result<Ends, GitError> {
    let repository = Scratch::init(folder, "main")?;
    let first = Draft {
        branch: "main",
        on: None,
        author: ANN,
        seconds: MONDAY,
        message: "Infrastructure of three environments\n",
        files: &files(),
    };
    let base = repository.commit(&first)?;
    let change = Draft {
        branch: CHANGE,
        on: Some("main"),
        author: DEVIN,
        seconds: MONDAY + HOUR,
        message: "Widen the production network\n\nCo-authored-by: Lea <lea@example.com>\n",
        files: &change(),
    };
    let head = repository.commit(&change)?;
    repository.check_out(CHANGE)?;
    Ok(Ends { base, head })
}

fn file(path: impl Into<String>, text: impl Into<String>) -> (String, String) {
    (path.into(), text.into())
}

fn files() -> Vec<(String, String)> {
    let mut files = vec![
        file(".gitignore", ".terraform/\nfacts.yml\nplans.yml\nplans/\nproposal.yml\n"),
        file(".terrateam/config.yml", CONFIG),
        file(".github/workflows/terrateam.yml", "name: Terrateam Workflow\non: workflow_dispatch\njobs: {}\n"),
        file("docs/network.md", "# Network\n\nOne address range for each environment.\n"),
        file("dns/main.tf", zone(300)),
    ];
    for layer in ["network", "database", "app"] {
        files.push(file(format!("modules/{layer}/main.tf"), "variable \"size\" {\n  type = number\n}\n"));
        for environment in ["dev", "staging", "prod"] {
            files.push(file(format!("environments/{environment}/{layer}/main.tf"), module(layer, 1)));
        }
    }
    for folder in ["payments/ledger", "payments/queue", "search/cluster"] {
        files.push(file(format!("teams/{folder}/main.tf"), "resource \"terraform_data\" \"this\" {}\n"));
    }
    files
}

/// What the change writes: two environments, DNS, and a document.
fn change() -> Vec<(String, String)> {
    vec![
        file("environments/prod/network/main.tf", module("network", 2)),
        file("environments/dev/app/main.tf", module("app", 2)),
        file("dns/main.tf", zone(60)),
        file("docs/network.md", "# Network\n\nOne address range for each environment; production has two.\n"),
    ]
}

fn module(layer: &str, size: u8) -> String {
    format!("module \"{layer}\" {{\n  source = \"../../../modules/{layer}\"\n  size   = {size}\n}}\n")
}

fn zone(seconds: u16) -> String {
    format!("variable \"ttl\" {{\n  default = {seconds}\n}}\n")
}
