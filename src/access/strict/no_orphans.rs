//! Every changed Terraform, OpenTofu or terragrunt file must belong to a dirspace. One that belongs to none
//! changes infrastructure code that no policy governs: a module that nothing indexes, or a directory that a
//! pattern misses. A file that is gone is no orphan where the base has a dirspace for it, which is then asked about.

use super::{Clause, Reason, Scope, Situation, StrictClause, every_dirspace_operation, nothing_more};

pub(super) const CLAUSE: StrictClause = StrictClause {
    clause: Clause::NoOrphans,
    scope: Scope::Request,
    binds: every_dirspace_operation,
    judge,
    needs: nothing_more,
};

fn judge(situation: &Situation<'_>) -> Reason {
    let mut orphans = situation.case.unclaimed.iter().filter(|path| is_infrastructure_file(path));
    let Some(first) = orphans.next() else {
        return Reason::allow(CLAUSE.clause, "every changed infrastructure file belongs to a dirspace");
    };
    let others = match orphans.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Reason::deny(CLAUSE.clause, format!("{}{others} changed and belongs to no dirspace", first.escape_debug()))
}

/// Whether a path is infrastructure code: `.tf`, `.tofu`, both with `.json`, variable files, and HCL.
pub fn is_infrastructure_file(path: &str) -> bool {
    const ENDINGS: [&str; 7] = [".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json", ".hcl"];
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}
