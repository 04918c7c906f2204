//! The `Link` header (RFC 8288), as far as the next page goes: `<https://…?page=2>; rel="next", <…>; rel="last"`. Pure.
//!
//! A header that is there and cannot be read is an error. Taken for "no next page", it would end a list early.

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The address of the next page as it is written, maybe relative. `None` when there is no next page.
///
/// Of one link, only the first `rel` counts, which may name several relations; letter case does not matter. Two different
/// next pages are an error.
///
/// # Errors
///
/// The header does not have the form of the RFC.
pub fn next(header: &str) -> Result<Option<String>, Malformed> {
    let mut rest = header.trim();
    let mut next: Option<String> = None;
    while !rest.is_empty() {
        let (link, after) = link(rest)?;
        rest = after;
        if !link.is_next {
            continue;
        }
        match &next {
            Some(other) if other != link.target => return Err(Malformed),
            _ => next = Some(link.target.to_owned()),
        }
    }
    Ok(next)
}

struct Link<'a> {
    target: &'a str,
    is_next: bool,
}

/// One link and what comes behind its comma.
fn link(text: &str) -> Result<(Link<'_>, &str), Malformed> {
    // Empty elements of a list are allowed.
    let Some(open) = text.strip_prefix('<') else {
        let rest = text.strip_prefix(',').ok_or(Malformed)?;
        return Ok((Link { target: "", is_next: false }, rest.trim_start()));
    };
    let (target, mut rest) = open.split_once('>').ok_or(Malformed)?;
    let mut rel = None;
    loop {
        rest = rest.trim_start();
        let Some(parameter_text) = rest.strip_prefix(';') else { break };
        let (name, value, after) = parameter(parameter_text.trim_start())?;
        rest = after;
        if name.eq_ignore_ascii_case("rel") && rel.is_none() {
            rel = Some(value);
        }
    }
    let rest = match rest.strip_prefix(',') {
        Some(rest) => rest.trim_start(),
        None if rest.is_empty() => rest,
        None => return Err(Malformed),
    };
    let is_next = rel.is_some_and(|rel| rel.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case("next")));
    Ok((Link { target: target.trim(), is_next }, rest))
}

/// Name and value of a parameter, and the rest. The value has no quotes any more.
fn parameter(text: &str) -> Result<(&str, String, &str), Malformed> {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.trim_end();
    let Some(value) = rest.strip_prefix('=') else { return Ok((name, String::new(), rest)) };
    let value = value.trim_start();
    match value.strip_prefix('"') {
        Some(quoted) => quoted_value(quoted).map(|(value, rest)| (name, value, rest)),
        None => {
            let end = value.find([';', ',']).unwrap_or(value.len());
            let (value, rest) = value.split_at(end);
            Ok((name, value.trim_end().to_owned(), rest))
        }
    }
}

/// The text up to the closing quote, and the rest behind it.
fn quoted_value(text: &str) -> Result<(String, &str), Malformed> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, text.get(at + 1..).unwrap_or_default())),
            '\\' => value.push(letters.next().ok_or(Malformed)?.1),
            other => value.push(other),
        }
    }
    Err(Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Malformed, next};

    #[test]
    fn the_next_page_is_found_in_every_form_that_the_rfc_allows() {
        for (header, target) in [
            (r#"<https://h/a?page=2>; rel="next", <https://h/a?page=9>; rel="last""#, "https://h/a?page=2"),
            (r#"<https://h/a?page=1>; rel="prev", <https://h/a?page=3>; rel="next""#, "https://h/a?page=3"),
            (r#"<https://h/a>; title="x, <y>; rel=\"next\""; rel="next""#, "https://h/a"),
            (r#"<https://h/a>; type=text/html; REL=next"#, "https://h/a"),
            (r#"<https://h/a>;rel=next;x=y"#, "https://h/a"),
            (r#"</repositories/1?page=2> ; rel = "next""#, "/repositories/1?page=2"),
            (r#"<?page=2>; rel="last next""#, "?page=2"),
            (r#"<?page=2>; rel="NEXT""#, "?page=2"),
            (r#", ,<?a=1,2;3>; rel="next","#, "?a=1,2;3"),
            (r#"<?a>; flag; rel="next""#, "?a"),
            (r#"<?a>; rel="next", <?a>; rel="next""#, "?a"),
            (r#"<>; rel="next""#, ""),
        ] {
            assert_eq!(next(header), Ok(Some(target.to_owned())), "{header}");
        }
    }

    #[test]
    fn other_relations_are_no_next_page() {
        for header in [
            "",
            " ",
            r#"<https://h/a>; rel="last""#,
            r#"<https://h/a>"#,
            r#"<https://h/a>; rel="prev"; rel="next""#,
            r#"<https://h/a>; title="rel=next""#,
            r#"<https://h/a>; rel="nextish""#,
            r#"<https://h/a>; relx="next""#,
        ] {
            assert_eq!(next(header), Ok(None), "{header}");
        }
    }

    /// A header that is there and not understood must not look like the end of the list.
    #[test]
    fn what_cannot_be_read_is_an_error() {
        for header in [
            "https://h/a?page=2; rel=next",
            "<https://h/a?page=2; rel=next",
            r#"<https://h/a>; rel="next"#,
            r#"<https://h/a>; rel="next\"#,
            r#"<https://h/a>; rel="next" <https://h/b>"#,
            r#"<https://h/a>; rel="next", <https://h/b>; rel="next""#,
            r#"<https://h/a> rel="next""#,
            "x",
        ] {
            assert_eq!(next(header), Err(Malformed), "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(header in any::<String>()) {
            let _ = next(&header);
        }

        #[test]
        fn a_next_page_is_found_among_others(
            before in proptest::collection::vec("[a-z/?=&0-9]{0,12}", 0..4),
            target in "[a-z/?=&0-9,; ]{1,12}",
            quoted in any::<bool>(),
        ) {
            let mut links: Vec<String> = before.iter().map(|other| format!("<{other}>; rel=\"prev\"")).collect();
            links.push(if quoted { format!("<{target}>; rel=\"next\"") } else { format!("<{target}>;rel=next") });
            prop_assert_eq!(next(&links.join(", ")), Ok(Some(target.trim().to_owned())));
        }

        #[test]
        fn links_like_ours_are_read_as_they_were_written(text in r#"[<>;,="\\ a-z]{0,40}"#) {
            // Whatever is found stands between angle brackets in the header.
            if let Ok(Some(target)) = next(&text) {
                let bracketed = text.contains(&format!("<{target}")) || text.contains(&target);
                prop_assert!(bracketed);
            }
        }
    }
}
