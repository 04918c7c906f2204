//! `2026-11-22T05:43:45Z` → seconds since 1970, UTC. Never shown as it was written.

/// A time as RFC 3339 has it, without the fraction of its second. `None` for anything else.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let (date, clock) = text.split_once(['T', 't'])?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (clock, offset) = zone(clock)?;
    let clock = without_fraction(clock)?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    // 60 is a leap second, and counts as the first of the next minute.
    let valid = day >= 1 && day <= days_of(year, month)? && hour < 24 && minute < 60 && second <= 60;
    valid.then(|| days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// Three numbers of so many digits each.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut next = |length: usize| {
        let part = parts.next()?;
        let plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| plain)
    };
    let [first, second, third] = digits;
    let numbers = [next(first)?, next(second)?, next(third)?];
    parts.next().is_none().then_some(numbers)
}

/// The clock, and how many seconds it is ahead of UTC.
fn zone(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let (clock, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (sign, zone) = match zone.strip_prefix('+') {
        Some(zone) => (1, zone),
        None => (-1, zone.strip_prefix('-')?),
    };
    let [hours, minutes, _] = numbers(&format!("{zone}:0"), ':', [2, 2, 1])?;
    (hours < 24 && minutes < 60).then_some((clock, sign * (hours * 3_600 + minutes * 60)))
}

fn without_fraction(clock: &str) -> Option<&str> {
    let Some((whole, fraction)) = clock.split_once('.') else { return Some(clock) };
    (!fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_of(year: i64, month: i64) -> Option<i64> {
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(is_leap(year)),
        _ => return None,
    })
}

/// Counts years from March, so that the leap day is the last of its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let months_since_march = (month + 9) % 12;
    let days_before_month = (153 * months_since_march + 2) / 5;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // The days from 1 March of the year 0 to 1 January 1970.
    365 * year + leap_days + days_before_month + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn times() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1969-12-31T23:59:59Z", Some(-1)),
            ("2000-02-29T12:00:00Z", Some(951_825_600)),
            ("2026-11-22T05:43:45Z", Some(1_795_326_225)),
            ("2026-11-22t05:43:45.123456z", Some(1_795_326_225)),
            ("2026-11-22T07:13:45+01:30", Some(1_795_326_225)),
            ("2026-11-21T23:43:45-06:00", Some(1_795_326_225)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_800)),
            ("0001-01-01T00:00:00Z", Some(-62_135_596_800)),
            ("9999-12-31T23:59:59Z", Some(253_402_300_799)),
            ("", None),
            ("2026-11-22", None),
            ("2026-11-22T05:43:45", None),
            ("2026-11-22 05:43:45Z", None),
            ("2026-11-22T05:43Z", None),
            ("2026-11-22T05:43:45.Z", None),
            ("2026-11-22T05:43:45.x1Z", None),
            ("2026-11-22T24:00:00Z", None),
            ("2026-02-29T00:00:00Z", None),
            ("1900-02-29T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-00-01T00:00:00Z", None),
            ("2026-01-00T00:00:00Z", None),
            ("2026-1-01T00:00:00Z", None),
            ("+026-01-01T00:00:00Z", None),
            ("2026-01-01T00:00:00+1:00", None),
            ("2026-01-01T00:00:00+01:60", None),
            ("2026-01-01T00:00:00é0:00", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    proptest! {
        /// Against counting the days one by one.
        #[test]
        fn days_are_counted(year in 1970i64..2200, month in 1i64..=12, day in 1i64..=28) {
            let years: i64 = (1970..year).map(|year| 365 + i64::from(is_leap(year))).sum();
            let months: i64 = (1..month).filter_map(|month| days_of(year, month)).sum();
            let text = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
            prop_assert_eq!(seconds(&text), Some((years + months + day - 1) * 86_400));
        }

        #[test]
        fn any_text_is_read_without_panic(text in any::<String>(), like in "[0-9TZ:.+-]{0,30}") {
            let _ = (seconds(&text), seconds(&like));
        }
    }
}
