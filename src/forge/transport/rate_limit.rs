//! Rate limits: which answers are one, and how long it lasts by the forge's own clock.
//!
//! GitHub says 403 or 429 with `retry-after` (seconds), or `x-ratelimit-remaining: 0` and `x-ratelimit-reset` (seconds
//! since 1970). GitLab says 429 with `retry-after` and `ratelimit-reset`. The time of day comes from the `Date` of the
//! same answer: the clock of a runner may be wrong, and is not read anywhere. Pure.

use http::HeaderMap;

use super::http_date;

/// A rate limit that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RateLimit {
    /// Seconds until it ends. `None` if the forge does not say.
    pub(super) seconds: Option<u64>,
}

/// The rate limit that an answer speaks of. A 403 without these headers is a refusal and none.
pub(super) fn of(status: u16, headers: &HeaderMap) -> Option<RateLimit> {
    let limited = match status {
        429 => true,
        403 => text(headers, "retry-after").is_some() || used_up(headers),
        _ => false,
    };
    limited.then(|| RateLimit { seconds: retry_after(headers).or_else(|| reset(headers)) })
}

/// Seconds to wait by `retry-after`, which is a number or a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let value = text(headers, "retry-after")?;
    value.parse().ok().or_else(|| until(http_date::seconds(value)?, headers))
}

fn used_up(headers: &HeaderMap) -> bool {
    ["x-ratelimit-remaining", "ratelimit-remaining"].into_iter().any(|name| text(headers, name) == Some("0"))
}

fn reset(headers: &HeaderMap) -> Option<u64> {
    let at = text(headers, "x-ratelimit-reset").or_else(|| text(headers, "ratelimit-reset"))?;
    until(at.parse().ok()?, headers)
}

/// Seconds from the answer's date until a time. A time that has passed is now.
fn until(time: u64, headers: &HeaderMap) -> Option<u64> {
    let now = http_date::seconds(text(headers, "date")?)?;
    Some(time.saturating_sub(now))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{RateLimit, of};

    const DATE: (&str, &str) = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");

    fn limit(status: u16, lines: &[(&'static str, &str)]) -> Option<RateLimit> {
        let pair = |(name, value): &(&'static str, &str)| {
            HeaderValue::from_str(value).map(|value| (HeaderName::from_static(name), value))
        };
        let headers: HeaderMap = lines.iter().flat_map(pair).collect();
        assert_eq!(headers.len(), lines.len());
        of(status, &headers)
    }

    #[test]
    fn a_403_is_a_rate_limit_only_when_it_says_so() {
        for (status, lines, expected) in [
            (429, &[][..], Some(None)),
            (429, &[("retry-after", "7")], Some(Some(7))),
            (429, &[("retry-after", "soon")], Some(None)),
            (429, &[("retry-after", "Sun, 06 Nov 1994 08:49:57 GMT"), DATE], Some(Some(20))),
            (429, &[("retry-after", "Sun, 06 Nov 1994 08:49:57 GMT")], Some(None)),
            (429, &[("ratelimit-reset", "784111787"), DATE], Some(Some(10))),
            (429, &[("ratelimit-reset", "1"), DATE], Some(Some(0))),
            (429, &[("retry-after", "3"), ("x-ratelimit-reset", "784111787"), DATE], Some(Some(3))),
            (403, &[("retry-after", "60")], Some(Some(60))),
            (403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "784111787"), DATE], Some(Some(10))),
            (403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "784111787")], Some(None)),
            (403, &[("x-ratelimit-remaining", "0")], Some(None)),
            (403, &[("ratelimit-remaining", " 0 ")], Some(None)),
            (403, &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "784111787"), DATE], None),
            (403, &[], None),
            (404, &[("retry-after", "1")], None),
            (200, &[("x-ratelimit-remaining", "0")], None),
            (503, &[("retry-after", "1")], None),
        ] {
            assert_eq!(limit(status, lines), expected.map(|seconds| RateLimit { seconds }), "{status} {lines:?}");
        }
    }
}
