//! Which names mean production, and which are names of environments at all.
//!
//! A name decides which rule a directory gets, so what is not surely something else than production is not called so: a name
//! that nobody knows is no environment, and gets no rule of one.

/// Names of what serves customers.
const PRODUCTION: [&str; 3] = ["prd", "prod", "production"];

/// Words that take it back: `non-prod`, `pre-prod`.
const NOT_YET: [&str; 4] = ["non", "not", "post", "pre"];

/// Names of other environments.
const OTHER: [&str; 24] = [
    "acc",
    "acceptance",
    "ci",
    "demo",
    "dev",
    "develop",
    "development",
    "int",
    "integration",
    "lab",
    "nonprod",
    "perf",
    "playground",
    "preprod",
    "preview",
    "qa",
    "sandbox",
    "sbx",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "uat",
];

/// Whether a segment of a path, or a workspace, is production by its name: `prod`, `prod-eu`, `eu_production_2`.
pub(super) fn is_production(name: &str) -> bool {
    let words = words(name);
    let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    is(&PRODUCTION) && !is(&NOT_YET)
}

/// Whether a name is that of an environment, production or not.
pub(super) fn is_environment(name: &str) -> bool {
    words(name).iter().any(|word| PRODUCTION.contains(&word.as_str()) || OTHER.contains(&word.as_str()))
}

/// The first segment of a directory that means production.
pub(super) fn production_segment(dir: &str) -> Option<&str> {
    dir.split('/').find(|segment| is_production(segment))
}

/// The words of a name in lower case, without the numbers at their ends.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words.map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_told_by_whole_words() {
        for name in ["prod", "PROD", "production", "prd", "prod-eu", "eu_prod", "prod2", "app.production"] {
            assert!(is_production(name) && is_environment(name), "{name}");
        }
        for name in ["nonprod", "non-prod", "pre-prod", "preprod", "product", "producer", "dev", "live", "", "-"] {
            assert!(!is_production(name), "{name}");
        }
        assert_eq!(production_segment("live/eu/prod-1/vpc"), Some("prod-1"));
        assert_eq!(production_segment("live/pre-prod/vpc"), None);
    }

    #[test]
    fn an_unknown_name_is_no_environment() {
        for name in ["dev", "staging", "non-prod", "uat-2", "eu-dev"] {
            assert!(is_environment(name) && !is_production(name), "{name}");
        }
        assert!(!is_environment("network") && !is_environment("common") && !is_environment("terraform"));
    }
}
