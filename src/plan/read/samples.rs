//! What the tests of reading read.

use std::io::Read;

use proptest::prelude::*;
use serde_json::Value;

/// A reader that gives a few bytes at a time.
#[derive(Debug)]
pub(super) struct InBits<'a> {
    bytes: &'a [u8],
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl<'a> InBits<'a> {
    pub(super) fn new(bytes: &'a [u8], sizes: Vec<usize>) -> Self {
        InBits { bytes, sizes: sizes.into_iter().cycle() }
    }
}

impl Read for InBits<'_> {
    fn read(&mut self, free: &mut [u8]) -> std::io::Result<usize> {
        let most = self.sizes.next().unwrap_or(1).min(free.len());
        self.bytes.read(free.get_mut(..most).unwrap_or_default())
    }
}

/// The text of an array of any JSON value, written in any way. No object has a key twice.
pub(super) fn json() -> impl Strategy<Value = String> {
    let blank = || "[ \t\r\n]{0,2}";
    let scalar = prop_oneof![
        any::<Option<bool>>().prop_map(|word| word.map_or("null".to_owned(), |word| word.to_string())),
        any::<i64>().prop_map(|number| number.to_string()),
        "-?[1-9][0-9]{0,3}\\.[0-9]{1,3}([eE][+-]?[0-9])?",
        string(),
    ];
    let around = move |value: BoxedStrategy<String>| {
        (blank(), value, blank()).prop_map(|(before, value, after)| before + &value + &after).boxed()
    };
    let value = scalar.prop_recursive(6, 60, 6, move |inner| {
        let elements = prop::collection::vec(around(inner.clone()), 0..6).prop_map(|all| all.join(","));
        let members = prop::collection::btree_map(string(), around(inner), 0..6).prop_map(|all| {
            let distinct = all.iter().enumerate().map(|(number, (key, value))| {
                // The number keeps two ways to write one key apart.
                format!("\"{number}{} \t:{value}", key.get(1..).unwrap_or_default())
            });
            distinct.collect::<Vec<_>>().join(",")
        });
        prop_oneof![
            (blank(), elements).prop_map(|(blank, inner)| if inner.is_empty() {
                format!("[{blank}]")
            } else {
                format!("[{inner}]")
            }),
            (blank(), members).prop_map(|(blank, inner)| format!("{{{blank}{inner}}}")),
        ]
    });
    around(value.boxed()).prop_map(|value| format!("[{value}]"))
}

/// A string, with plenty of what could be taken for its end or for structure.
fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-z{}\\[\\]:, é😀]{0,20}",
        1 => Just("\\\\".to_owned()),
        1 => Just("\\\"".to_owned()),
        1 => Just("\\n".to_owned()),
        1 => Just("\\u007b".to_owned()),
    ];
    prop::collection::vec(part, 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

/// Strings, numbers, booleans and nulls, counted in another way.
pub(super) fn leaves(value: &Value) -> u64 {
    match value {
        Value::Array(elements) => elements.iter().map(leaves).sum(),
        Value::Object(members) => members.values().map(leaves).sum(),
        _ => 1,
    }
}

pub(super) fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}
