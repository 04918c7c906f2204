//! Points in time as RFC 3339, without a clock.

const DAY: i64 = 86_400;
/// Days from the first of March of the year 0 to the first of January 1970.
const EPOCH: i64 = 719_468;
const DAYS_IN_400_YEARS: i64 = 146_097;

/// Seconds since 1970 as `2026-01-31T16:47:55Z`. `None` before the year 0 and after the year 9999.
pub(in crate::plan) fn format(seconds: i64) -> Option<String> {
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = date(days.checked_add(EPOCH)?);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// The other way round. Fractions of a second are dropped; a leap second is the one after it.
pub(in crate::plan) fn parse(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    let shaped = separators.iter().all(|(at, wanted)| bytes.get(*at) == Some(wanted))
        && matches!(bytes.get(10), Some(b'T' | b't' | b' '));
    if !shaped {
        return None;
    }
    let (year, month, day) = (number(bytes, 0, 4)?, number(bytes, 5, 2)?, number(bytes, 8, 2)?);
    let (hour, minute, second) = (number(bytes, 11, 2)?, number(bytes, 14, 2)?, number(bytes, 17, 2)?);
    let valid = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    let local = days_since_march(year, month, day) - EPOCH;
    valid.then_some(local * DAY + hour * 3600 + minute * 60 + second - offset(bytes.get(19..)?)?)
}

/// Seconds east of Greenwich, behind an optional fraction of a second.
fn offset(text: &[u8]) -> Option<i64> {
    let text = match text {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            fraction.get(digits..).filter(|_| (1..=9).contains(&digits))?
        }
        _ => text,
    };
    match text {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let (hour, minute) = (number(text, 1, 2)?, number(text, 4, 2)?);
            let seconds = hour * 3600 + minute * 60;
            (hour < 24 && minute < 60).then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn number(text: &[u8], start: usize, length: usize) -> Option<i64> {
    text.get(start..start + length)?
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the first of March of the year 0. Years begin in March, so that the odd day is their last.
fn days_since_march(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1
}

/// Year, month and day of a number of [`days_since_march`].
fn date(days: i64) -> (i64, i64, i64) {
    let (era, day) = (days.div_euclid(DAYS_IN_400_YEARS), days.rem_euclid(DAYS_IN_400_YEARS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_points_in_time() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"),
        ] {
            assert_eq!(format(seconds).unwrap(), text);
            assert_eq!(parse(text), Some(seconds));
        }
        assert_eq!(format(253_402_300_800), None);
        assert_eq!(format(i64::MAX), None);
        assert_eq!(format(i64::MIN), None);
    }

    #[test]
    fn offsets_and_fractions() {
        assert_eq!(parse("1970-01-01T02:00:00.123+02:00"), Some(0));
        assert_eq!(parse("1969-12-31t22:30:00-01:30"), Some(0));
    }

    #[test]
    fn what_is_no_point_in_time() {
        for text in [
            "",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-13-01T00:00:00Z",
            "1970-02-29T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:00:00Zx",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00+25:00",
            "+970-01-01T00:00:00Z",
            "1970-01-00T00:00:00Z",
            "1970-01-01T00:60:00Z",
            "١٩٧٠-01-01T00:00:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn there_and_back(seconds in -62_167_219_200i64..253_402_300_800) {
            prop_assert_eq!(parse(&format(seconds).unwrap()), Some(seconds));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}", seconds: i64) {
            parse(&text);
            format(seconds);
        }
    }
}
