//! Two lines of any text, a pattern and a subject → file patterns and Lua patterns.
//!
//! Held: neither panics, and neither hangs on a pattern made to be slow; a pattern without magic
//! means what its letters say; `!` turns the answer around.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whomay::dirspace::lua_pattern::LuaPattern;
use whomay::dirspace::path_pattern::PathPattern;

fuzz_target!(|text: &str| {
    let (pattern, subject) = text.split_once('\n').unwrap_or((text, text));
    path(pattern, subject);
    lua(pattern, subject);
});

fn path(pattern: &str, subject: &str) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./ ".contains(c);
    let parsed = match PathPattern::parse(pattern) {
        Ok(parsed) => parsed,
        Err(error) => {
            assert!(pattern.as_bytes().get(error.span.clone()).is_some(), "not a place in {pattern:?}: {error:?}");
            return;
        }
    };
    assert_eq!(parsed.as_bytes(), pattern.as_bytes());
    let matches = parsed.is_match(subject);
    if pattern.chars().all(is_plain) {
        assert_eq!(matches, pattern == subject, "{pattern:?} on {subject:?}");
    }
    if !parsed.is_negated() {
        let negated = PathPattern::parse(&format!("!{pattern}")).expect("a pattern can be negated");
        assert_eq!(negated.is_match(subject), !matches, "!{pattern:?} on {subject:?}");
    }
}

fn lua(pattern: &str, subject: &str) {
    let Ok(compiled) = LuaPattern::compile(pattern) else { return };
    assert_eq!(compiled.text(), pattern);
    let matches = compiled.is_match(subject);
    if !pattern.contains(|c: char| "^$()%.[]*+-?".contains(c)) {
        let expected = !pattern.is_empty() && subject.contains(pattern);
        assert_eq!(matches, expected, "{pattern:?} on {subject:?}");
    }
    // Only a frontier (`%f`) looks at what stands before it.
    if matches && !pattern.starts_with('^') && !pattern.contains("%f") {
        let longer = format!("x{subject}");
        assert!(compiled.is_match(&longer), "{pattern:?} on {subject:?} but not on {longer:?}");
    }
}
