//! Digests of secrets, which engines compute of marked values and leave unmarked. Written out here so that no test
//! depends on a crate of cryptography.

/// SHA-256.
pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    let primes: Vec<u32> = (2..312u32).filter(|n| (2..*n).all(|divisor| n % divisor != 0)).collect();
    let constants: Vec<u32> = primes.iter().map(|prime| fraction(f64::from(*prime).cbrt(), *prime, 3)).collect();
    let mut state: Vec<u32> =
        primes.iter().take(8).map(|prime| fraction(f64::from(*prime).sqrt(), *prime, 2)).collect();
    for block in padded(message, u64::to_be_bytes).chunks(64) {
        let mut words: Vec<u32> = block.chunks(4).map(|four| u32::from_be_bytes(four.try_into().unwrap())).collect();
        for at in 16..64 {
            let (near, far) = (words[at - 2], words[at - 15]);
            let near = near.rotate_right(17) ^ near.rotate_right(19) ^ near >> 10;
            let far = far.rotate_right(7) ^ far.rotate_right(18) ^ far >> 3;
            words.push(words[at - 16].wrapping_add(far).wrapping_add(words[at - 7]).wrapping_add(near));
        }
        let mut v = state.clone();
        for at in 0..64 {
            let high = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = v[4] & v[5] ^ !v[4] & v[6];
            let one = [high, choice, constants[at], words[at]].iter().fold(v[7], |sum, part| sum.wrapping_add(*part));
            let low = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let two = low.wrapping_add(v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(two);
        }
        state.iter_mut().zip(v).for_each(|(state, word)| *state = state.wrapping_add(word));
    }
    let bytes: Vec<u8> = state.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.try_into().unwrap()
}

/// The first 32 bits behind the point of a root of a prime. A float knows them but for the last few, which whole
/// numbers settle.
fn fraction(root: f64, prime: u32, degree: u32) -> u32 {
    let whole = root.floor();
    let near = (whole as u128) << 32 | u128::from(((root - whole) * 4_294_967_296.0) as u32);
    let target = u128::from(prime) << (32 * degree.min(2));
    let fits = |value: u128| match degree {
        2 => value * value <= target,
        // The cube of a number of 35 bits has 105.
        _ => value * value * value <= target << 32,
    };
    let exact = (near - 4..near + 4).rev().find(|value| fits(*value)).unwrap();
    exact as u32
}

/// MD5.
pub(super) fn md5(message: &[u8]) -> [u8; 16] {
    const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(message, u64::to_le_bytes).chunks(64) {
        let words: Vec<u32> = block.chunks(4).map(|four| u32::from_le_bytes(four.try_into().unwrap())).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for at in 0..64 {
            let (mixed, word) = match at / 16 {
                0 => (b & c | !b & d, at),
                1 => (d & b | !d & c, (5 * at + 1) % 16),
                2 => (b ^ c ^ d, (3 * at + 5) % 16),
                _ => (c ^ (b | !d), (7 * at) % 16),
            };
            let constant = (((at + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(mixed).wrapping_add(constant).wrapping_add(words[word]);
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(TURNS[at / 16][at % 4])));
        }
        for (state, word) in state.iter_mut().zip([a, b, c, d]) {
            *state = state.wrapping_add(word);
        }
    }
    let bytes: Vec<u8> = state.into_iter().flat_map(u32::to_le_bytes).collect();
    bytes.try_into().unwrap()
}

/// A one, noughts, and the length in bits: whole blocks of 64 bytes.
fn padded(message: &[u8], length: fn(u64) -> [u8; 8]) -> Vec<u8> {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend(length(message.len() as u64 * 8));
    padded
}
