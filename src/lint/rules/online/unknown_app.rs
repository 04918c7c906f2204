//! An app that the forge does not know.

use super::{apps, nothing_in_config};
use crate::access::gate::GateOptions;
use crate::lint::Finding;
use crate::lint::lint::ForgeCheck;
use crate::lint::online::{ForgeAnswer, ForgeAnswers, ForgeName};
use crate::lint::rules::access::shown;
use crate::lint::rules::lint;

lint! {
    /// ## What it does
    ///
    /// With `--online`, reports an `app` under `gate.required_checks` of `.whomay.yml` that is the slug of no GitHub app.
    ///
    /// ## Why it matters
    ///
    /// A required check counts only when its app has reported it. Nobody reports as an app that is not there, so the
    /// check never succeeds, and nothing is ever applied under the strict profile.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// # file: .whomay.yml
    /// # forge: app:github-action absent
    /// gate:
    ///   required_checks:
    ///     - {name: test, app: github-action}
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// # file: .whomay.yml
    /// # forge: app:github-actions there
    /// gate:
    ///   required_checks:
    ///     - {name: test, app: github-actions}
    /// ```
    "unknown-app", Deny, Forge(CHECK)
}

const CHECK: ForgeCheck = ForgeCheck { config: nothing_in_config, options: in_options };

fn in_options(gate: &GateOptions, forge: &ForgeAnswers) -> Vec<Finding> {
    apps(gate, forge)
        .into_iter()
        .filter_map(|(name, span, answer)| match (name, answer) {
            (ForgeName::App(app), ForgeAnswer::Absent) => {
                let message =
                    format!("the forge knows no app `{}`, so nobody reports the check as that app", shown(app));
                Some(
                    Finding::new(span, "no such app", message)
                        .with_help("Write the last part of the app's address, such as `github-actions`."),
                )
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::LINT;
    use crate::lint::testing::cases;

    #[test]
    fn finds_what_it_should() {
        cases(
            &LINT,
            r#"
=== an app that is not there
# file: .whomay.yml
# forge: app:gone absent
# forge: app:secret hidden not visible
gate:
  required_checks:
    - plain
    - {name: a, app: gone}
                     ^^^^
    - {name: b, app: secret}
    - {name: c, app: github-actions}
"#,
        );
    }
}
