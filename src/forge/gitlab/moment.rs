//! Points in time, as GitLab writes them, for the one question that needs them: what came first.

use std::ops::RangeInclusive;

/// A point in time, in nanoseconds since 1970 as UTC. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i128);

/// Longest fraction of a second that is read, in digits.
const FRACTION: usize = 9;

impl Moment {
    /// Reads `2024-05-06T07:08:09.123Z` and the same with `+02:00`. `None` for everything else, a time without an
    /// offset included: nobody can say when that was.
    pub(super) fn parse(text: &str) -> Option<Moment> {
        let (date, rest) = text.split_once('T')?;
        let mut fields = date.split('-');
        let year = number(fields.next()?, 4, 1..=9999)?;
        let month = number(fields.next()?, 2, 1..=12)?;
        let day = number(fields.next()?, 2, 1..=days_in(year, month))?;
        if fields.next().is_some() {
            return None;
        }
        let at = rest.find(['Z', '+', '-'])?;
        let (clock, zone) = (rest.get(..at)?, rest.get(at..)?);
        let (seconds, nanos) = time_of_day(clock)?;
        let total = (days_since_1970(year, month, day) * 86_400 + seconds) - offset(zone)?;
        Some(Moment(i128::from(total) * 1_000_000_000 + i128::from(nanos)))
    }
}

/// Exactly `digits` digits, within a range.
fn number(text: &str, digits: usize, range: RangeInclusive<i64>) -> Option<i64> {
    let written = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| written && range.contains(number))
}

/// Seconds and nanoseconds since midnight. A leap second is the one after it.
fn time_of_day(clock: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut fields = whole.split(':');
    let hour = number(fields.next()?, 2, 0..=23)?;
    let minute = number(fields.next()?, 2, 0..=59)?;
    let second = number(fields.next()?, 2, 0..=60)?;
    if fields.next().is_some() || fraction.len() > FRACTION {
        return None;
    }
    let nanos = number(&format!("{fraction:0<FRACTION$}"), FRACTION, 0..=999_999_999)?;
    (!fraction.is_empty()).then_some((hour * 3600 + minute * 60 + second, nanos))
}

/// Seconds that the clock is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (number(hours, 2, 0..=23)? * 3600 + number(minutes, 2, 0..=59)? * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let leap_days = |before: i64| before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    years + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_points_on_one_line() {
        let rows = [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T01:00:00.5+01:00", 500_000_000),
            ("1969-12-31T23:59:59Z", -1_000_000_000),
            ("2000-03-01T00:00:00Z", 951_868_800_000_000_000),
            ("2024-02-29T12:34:56.789Z", 1_709_210_096_789_000_000),
            ("2026-11-22T09:10:08.000000001-05:30", 1_795_358_408_000_000_001),
        ];
        for (text, nanos) in rows {
            assert_eq!(Moment::parse(text), Some(Moment(nanos)), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment() {
        for text in [
            "",
            "2024-02-29",
            "2023-02-29T00:00:00Z",
            "2024-02-29T00:00:00",
            "2024-02-29 00:00:00Z",
            "2024-02-29T24:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-02-29T00:00Z",
            "2024-02-29T00:00:00.Z",
            "2024-02-29T00:00:00.0000000001Z",
            "2024-02-29T00:00:00+0100",
            "2024-02-29T00:00:00+aa:00",
            "+024-02-29T00:00:00Z",
            "2024-02-29T00:00:00Zü",
            "ü",
        ] {
            assert_eq!(Moment::parse(text), None, "{text:?}");
        }
    }
}
