//! Dates of HTTP headers, as seconds since 1970: `Sun, 06 Nov 1994 08:49:37 GMT`.
//!
//! Only this form, which is the one that servers have to send (RFC 9110, 5.6.7); the two old ones are not read. Pure.

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds since 1970. `None` for anything else than this form, and for years before 1970 or beyond 9999.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let (_weekday, rest) = text.split_once(", ")?;
    let [day, month, year, time, "GMT"] = rest.split(' ').collect::<Vec<_>>()[..] else { return None };
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let (day, year) = (number(day, 2, 31)?, number(year, 4, 9999)?);
    let (hour, minute, second) = (number(hour, 2, 23)?, number(minute, 2, 59)?, number(second, 2, 60)?);
    let days = days(year, month, day)?;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

fn number(text: &str, digits: usize, most: u64) -> Option<u64> {
    let fits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = fits.then(|| text.parse::<u64>().ok())??;
    (number <= most).then_some(number)
}

/// Days since 1970-01-01 in the Gregorian calendar. Years begin in March here, so that the leap day is their last.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let before_the_year = year * 365 + year / 4 - year / 100 + year / 400;
    let before_the_month = (month * 153 + 2) / 5;
    // 719,468 days lie between March of the year 0 and 1970.
    (before_the_year + before_the_month + day).checked_sub(719_468 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MONTHS, seconds};

    #[test]
    fn dates_are_seconds_since_1970() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some(951_782_400)),
            ("Wed, 01 Mar 2000 00:00:00 GMT", Some(951_868_800)),
            ("Sat, 31 Dec 2016 23:59:60 GMT", Some(1_483_228_800)),
            ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(253_402_300_799)),
            ("Wed, 31 Dec 1969 23:59:59 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37 CET", None),
            ("Sun, 6 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 1994 +8:49:37 GMT", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(text in any::<String>()) {
            let _ = seconds(&text);
        }

        /// A day later is a day later, over the ends of months and years.
        #[test]
        fn days_follow_each_other(year in 1970..9999_u32, month in 0..12_usize, day in 1..28_u32) {
            let at = |year: u32, month: usize, day: u32| {
                let name = MONTHS.get(month).copied().unwrap_or_default();
                seconds(&format!("Sun, {day:02} {name} {year} 00:00:00 GMT"))
            };
            prop_assert_eq!(at(year, month, day + 1), at(year, month, day).map(|seconds| seconds + 86_400));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            let last = length.get(month).copied().unwrap_or_default();
            let next = if month == 11 { at(year + 1, 0, 1) } else { at(year, month + 1, 1) };
            prop_assert_eq!(next, at(year, month, last).map(|seconds| seconds + 86_400));
        }
    }
}
