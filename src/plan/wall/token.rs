//! Whether an instance key looks like a token, a password or another secret that nobody marked.
//!
//! Broad on purpose. A key that is masked without need costs a reader a name; one that is shown and should not have been
//! costs a secret. What stays has to look like a name that a person chose: words, abbreviations, regions, versions,
//! and small numbers.

mod letters;

use letters::surprise;

/// Words for what is secret. A name that says so is masked with the rest: the key of a map of passwords may be the
/// password, and is at least a hint. `private` is not one of them, because every other network has private subnets.
const SECRET_WORDS: [&str; 14] = [
    "secret",
    "passw",
    "passphrase",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "privkey",
    "sshkey",
    "credential",
    "hunter2",
    "bearer",
    "cookie",
];

/// Services that are called after secrets and hold none in their name.
const NO_SECRET_WORDS: [&str; 2] = ["secretsmanager", "secretmanager"];

/// How tokens of well-known issuers begin, and how many more characters of a token follow at least.
const ISSUED: [(&str, usize); 45] = [
    ("AKIA", 12),
    ("ASIA", 12),
    ("AROA", 12),
    ("AIDA", 12),
    ("ABIA", 12),
    ("ACCA", 12),
    ("AGPA", 12),
    ("ANPA", 12),
    ("AIza", 12),
    ("ya29.", 8),
    ("GOCSPX-", 8),
    ("ghp_", 8),
    ("gho_", 8),
    ("ghu_", 8),
    ("ghs_", 8),
    ("ghr_", 8),
    ("github_pat_", 4),
    ("glpat-", 4),
    ("gldt-", 8),
    ("glrt-", 8),
    ("glsa_", 8),
    ("glc_", 12),
    ("xoxb-", 4),
    ("xoxp-", 4),
    ("xoxa-", 4),
    ("xoxr-", 4),
    ("xoxs-", 4),
    ("xapp-", 4),
    ("sk_live_", 4),
    ("sk_test_", 4),
    ("rk_live_", 4),
    ("rk_test_", 4),
    ("pk_live_", 4),
    ("whsec_", 4),
    ("sk-", 16),
    ("eyJ", 10),
    ("SG.", 12),
    ("npm_", 16),
    ("pypi-", 16),
    ("hvs.", 6),
    ("hvb.", 6),
    ("dop_v1_", 8),
    ("shpat_", 8),
    ("lin_api_", 8),
    ("dckr_pat_", 8),
];

/// Whether a key looks like something that should not be shown.
pub(super) fn looks_like_one(key: &str) -> bool {
    names_a_secret(key)
        || is_issued(key)
        || is_uuid(key)
        || is_address_of_somebody(key)
        || key.contains("-----BEGIN")
        || has_padding(key)
        || parts(key).any(|part| is_mixed(part) || is_number_of_somebody(part) || is_unpronounceable(part))
        || is_random(key)
}

fn parts(key: &str) -> impl Iterator<Item = &str> {
    key.split(|next: char| !next.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// Whether a name says that it is of a secret, digits for letters and separators between them or not.
fn names_a_secret(key: &str) -> bool {
    let plain = |digits: [char; 4]| -> String {
        let letter = |next: char| match next.to_ascii_lowercase() {
            '0' => digits[0],
            '1' | '!' => digits[1],
            '3' => 'e',
            '4' | '@' => digits[2],
            '5' | '$' => digits[3],
            '7' => 't',
            other => other,
        };
        let letters = key.chars().map(letter).filter(|next| next.is_alphanumeric()).collect::<String>();
        NO_SECRET_WORDS.iter().fold(letters, |letters, word| letters.replace(word, ""))
    };
    let (written, spoken) = (plain(['0', '1', '4', '5']), plain(['o', 'i', 'a', 's']));
    SECRET_WORDS.iter().any(|word| written.contains(word) || spoken.contains(word))
}

fn is_issued(key: &str) -> bool {
    let of_token = |next: &char| next.is_ascii_alphanumeric() || matches!(next, '_' | '-' | '.');
    ISSUED.iter().any(|(begin, more)| {
        key.match_indices(begin).any(|(at, _)| {
            let before = key.get(..at).and_then(|before| before.chars().next_back());
            let after = key.get(at + begin.len()..).unwrap_or_default();
            !before.is_some_and(char::is_alphanumeric) && after.chars().take_while(of_token).count() >= *more
        })
    })
}

/// Eight, four, four, four and twelve hexadecimal digits.
fn is_uuid(key: &str) -> bool {
    let lengths: Vec<usize> =
        parts(key).map(|part| if part.chars().all(|next| next.is_ascii_hexdigit()) { part.len() } else { 0 }).collect();
    lengths.windows(5).any(|five| five == [8, 4, 4, 4, 12])
}

/// An e-mail address, or a URL with somebody's name in it.
fn is_address_of_somebody(key: &str) -> bool {
    key.split_once('@').is_some_and(|(somebody, host)| !somebody.is_empty() && !host.is_empty())
}

/// Base64 that says so.
fn has_padding(key: &str) -> bool {
    key.len() >= 8 && key.ends_with('=')
}

/// What a character is, for telling where one kind of them ends and another begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Lower,
    Upper,
}

fn kind(character: char) -> Kind {
    if character.is_numeric() {
        Kind::Digit
    } else if character.is_uppercase() {
        Kind::Upper
    } else {
        Kind::Lower
    }
}

/// Digits and letters, or capitals and others, in a mixture that no name has.
fn is_mixed(part: &str) -> bool {
    let kinds: Vec<Kind> = part.chars().map(kind).collect();
    let count = |wanted: Kind| kinds.iter().filter(|kind| **kind == wanted).count();
    let digits = count(Kind::Digit);
    let borders = kinds.windows(2).filter(|two| two.contains(&Kind::Digit) && *two != [Kind::Digit; 2]).count();
    let humps = kinds.windows(2).filter(|two| *two == [Kind::Lower, Kind::Upper]).count();
    if is_instance_type(part) || is_version(part) {
        return false;
    }
    let hexadecimal = part.chars().all(|next| next.is_ascii_hexdigit());
    borders >= 3
        || stands_for_letters(part) >= 2
        || (hexadecimal && part.len() >= 16)
        || (hexadecimal && part.len() >= 8 && borders >= 1)
        || (digits > 0 && borders >= 2 && humps >= 2)
        || (humps >= 2 && kinds.len() - digits < 3 * (humps + 1))
}

/// How many single digits stand between letters as if they were letters: the two of `s3cr3t`.
fn stands_for_letters(part: &str) -> usize {
    let characters: Vec<char> = part.chars().collect();
    let letter = |three: &[char]| {
        matches!(three, [before, digit, after]
            if before.is_alphabetic() && after.is_alphabetic() && matches!(digit, '0' | '1' | '3' | '4' | '5' | '7'))
    };
    characters.windows(3).filter(|three| letter(three)).count()
}

/// Whether it is the size of a machine: `m5xlarge`, `c5n18xlarge`, `t3micro`.
fn is_instance_type(part: &str) -> bool {
    const SIZES: [&str; 9] = ["nano", "micro", "small", "medium", "2xlarge", "xlarge", "large", "metal", "highmem"];
    let Some(family) = SIZES.iter().find_map(|size| part.strip_suffix(size)) else { return false };
    let family = family.trim_end_matches(|next: char| next.is_ascii_digit());
    (1..=6).contains(&family.len()) && family.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit())
}

/// Whether it is a version: `v1beta1`, `v2alpha10`, `1rc2`.
fn is_version(part: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = part.strip_prefix(['v', 'V']).unwrap_or(part);
    ["alpha", "beta", "rc", "p", "r"]
        .iter()
        .any(|stage| number.split_once(stage).is_some_and(|(major, minor)| digits(major) && digits(minor)))
}

/// Six digits and more that are no date: an account, a telephone, a one-time password.
fn is_number_of_somebody(part: &str) -> bool {
    part.split(|next: char| !next.is_numeric()).any(|digits| digits.chars().count() >= 6 && !is_date(digits))
}

/// `20240131` or `202401`.
fn is_date(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let century = digits.starts_with("19") || digits.starts_with("20");
    let month = number(4, 6).is_some_and(|month| (1..=12).contains(&month));
    let day = digits.len() == 6 || digits.len() == 8 && number(6, 8).is_some_and(|day| (1..=31).contains(&day));
    century && month && day
}

/// Seven letters and more without a vowel, or six consonants and more in a row in a longer one.
fn is_unpronounceable(part: &str) -> bool {
    let vowel = |next: char| !next.is_ascii() || "aeiouyAEIOUY".contains(next);
    let runs = part.split(|next: char| !next.is_alphabetic());
    runs.flat_map(|run| run.split(vowel)).any(|consonants| consonants.len() >= 7)
}

/// Whether the characters follow each other as if drawn from a hat.
fn is_random(key: &str) -> bool {
    let (mut sum, mut count, mut plain) = (0, 0, true);
    for part in parts(key).filter(|part| !is_abbreviation(part) && !is_instance_type(part)) {
        plain &= part.trim_end_matches(|next: char| next.is_ascii_digit()).chars().all(char::is_lowercase);
        let characters: Vec<char> = part.chars().collect();
        for at in 0..characters.len().saturating_sub(1) {
            sum += characters.get(at..).map_or(0, step);
            count += 1;
        }
    }
    // Tenths of a bit for each step. Words that are joined, as in `virtualnetwork`, cost a little more than one word.
    let most = match count {
        0..6 => return false,
        6..8 => 54,
        8..10 => 49,
        _ if plain => 48,
        _ => 45,
    };
    sum * 10 > count * most
}

/// Too short to say anything of, and as like to be one as not: `mgmt`, `vnet`, `nsg1`.
fn is_abbreviation(part: &str) -> bool {
    let letters = part.trim_end_matches(|next: char| next.is_ascii_digit());
    part.len() <= 2 && !part.chars().any(char::is_uppercase)
        || letters.len() <= 4
            && part.len() <= letters.len() + 2
            && !letters.chars().any(char::is_numeric)
            && (letters.chars().all(char::is_lowercase) || letters.chars().all(char::is_uppercase))
}

/// How surprising the second character is behind the first, in bits.
fn step(rest: &[char]) -> u32 {
    let [first, next, behind @ ..] = rest else { return 0 };
    match (kind(*first), kind(*next)) {
        (Kind::Digit, Kind::Digit) => 4,
        (_, Kind::Digit) => 5,
        (Kind::Digit, _) => 6,
        // A new word in the middle of one, if enough of a word follows.
        (Kind::Lower, Kind::Upper)
            if behind.len() >= 3 && behind.iter().take(3).all(|next| kind(*next) == Kind::Lower) =>
        {
            4
        }
        (Kind::Lower, Kind::Upper) => 7,
        // An abbreviation, of which the letters say nothing.
        (Kind::Upper, Kind::Upper) => surprise(*first, *next).clamp(4, 7),
        _ => surprise(*first, *next),
    }
}

#[cfg(test)]
mod tests;
