//! From an endpoint of the `gitlab` crate to a [`Call`].
//!
//! The crate knows GitLab's paths, parameters and how names are escaped; its client is not used, because retries, pages
//! and redirects are ours. Nothing is sent here.

use gitlab::api::{Endpoint, UrlBase};
use http::Method;
use serde_json::{Map, Value as Json};
use url::{Url, form_urlencoded};

use crate::forge::pages::PER_PAGE;
use crate::forge::token::Purpose;
use crate::forge::transport::Call;
use crate::forge::trouble::Trouble;

/// The request that an endpoint stands for.
///
/// # Errors
///
/// The path is not one that a server would read as it is meant (an empty name in it, or one of dots), or the body is
/// of a kind that we do not send.
pub(super) fn call(purpose: Purpose, endpoint: &impl Endpoint) -> Result<Call, Trouble> {
    let path = path(endpoint)?;
    let target = match query(endpoint)? {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let method = endpoint.method();
    let reads = method == Method::GET;
    Ok(Call { purpose, method, target, body: body(endpoint)?, reads })
}

/// The request for the first page of a list.
///
/// # Errors
///
/// As for [`call`].
pub(super) fn page_call(purpose: Purpose, endpoint: &impl Endpoint) -> Result<Call, Trouble> {
    let call = call(purpose, endpoint)?;
    let joint = if call.target.contains('?') { '&' } else { '?' };
    Ok(Call { target: format!("{}{joint}per_page={PER_PAGE}", call.target), ..call })
}

/// The request for a certain page of a list, for the one list that is not read to its end.
///
/// # Errors
///
/// As for [`call`].
pub(super) fn numbered_page_call(purpose: Purpose, endpoint: &impl Endpoint, page: usize) -> Result<Call, Trouble> {
    let call = page_call(purpose, endpoint)?;
    Ok(Call { target: format!("{}&page={page}", call.target), ..call })
}

/// What an endpoint was not built from. Endpoints miss a part only if we forgot it.
pub(super) fn unbuilt(error: impl std::fmt::Display) -> Trouble {
    Trouble::Setting { why: format!("a request to GitLab could not be put together: {error}") }
}

/// Names come from configurations: one that is empty or a dot would name another resource (`groups//members` is every
/// group's), whatever is between us and GitLab.
fn path(endpoint: &impl Endpoint) -> Result<String, Trouble> {
    let path = endpoint.endpoint();
    if !matches!(endpoint.url_base(), UrlBase::ApiV4) {
        return Err(unbuilt("it is outside of the API"));
    }
    let misleading = |segment: &str| matches!(segment.replace("%2E", ".").as_str(), "" | "." | "..");
    if path.split('/').any(misleading) {
        return Err(unbuilt("a name in its path is empty, or nothing but dots"));
    }
    Ok(path.bytes().fold(String::from("/"), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~%/:@!$&'()*+,;=".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    }))
}

fn query(endpoint: &impl Endpoint) -> Result<Option<String>, Trouble> {
    let mut url = Url::parse("https://localhost/").map_err(unbuilt)?;
    endpoint.parameters().add_to_url(&mut url);
    Ok(url.query().filter(|query| !query.is_empty()).map(str::to_owned))
}

/// The crate writes forms; everything of ours is JSON, which GitLab reads just as well.
fn body(endpoint: &impl Endpoint) -> Result<Option<Vec<u8>>, Trouble> {
    match endpoint.body().map_err(unbuilt)? {
        None => Ok(None),
        Some(("application/json", body)) => Ok(Some(body)),
        Some(("application/x-www-form-urlencoded", form)) => Ok(Some(json_of(&form)?.to_string().into_bytes())),
        Some((mime, _)) => Err(unbuilt(format!("its body is {mime}"))),
    }
}

fn json_of(form: &[u8]) -> Result<Json, Trouble> {
    let mut fields = Map::new();
    for (key, value) in form_urlencoded::parse(form) {
        let value = Json::String(value.into_owned());
        match key.strip_suffix("[]") {
            Some(list) => match fields.entry(list).or_insert_with(|| Json::Array(Vec::new())) {
                Json::Array(items) => items.push(value),
                _ => return Err(unbuilt(format!("its body has {list} twice"))),
            },
            None if key.contains('[') => return Err(unbuilt(format!("its body nests {key}"))),
            None => {
                fields.insert(key.into_owned(), value);
            }
        }
    }
    Ok(Json::Object(fields))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed setup is a failed test")]

    use gitlab::api::groups::members::GroupMember;
    use gitlab::api::projects::merge_requests::notes::CreateMergeRequestNote;
    use gitlab::api::users::Users;

    use super::*;

    #[test]
    fn an_endpoint_is_a_call() {
        let users = Users::builder().username("a&b").build().unwrap();
        let asked = page_call(Purpose::Read, &users).unwrap();
        assert_eq!((asked.method, asked.reads, asked.body), (Method::GET, true, None));
        assert_eq!(asked.target, "/users?username=a%26b&per_page=100");
    }

    #[test]
    fn a_form_becomes_json() {
        let note = CreateMergeRequestNote::builder().project("a/b").merge_request(7).body("x & y = ü").build().unwrap();
        let asked = call(Purpose::Write, &note).unwrap();
        assert_eq!((asked.method, asked.reads), (Method::POST, false));
        assert_eq!(asked.target, "/projects/a%2Fb/merge_requests/7/notes");
        let body: Json = serde_json::from_slice(&asked.body.unwrap()).unwrap();
        assert_eq!(body, serde_json::json!({"body": "x & y = ü"}));
    }

    #[test]
    fn lists_and_nested_fields_of_a_form() {
        assert_eq!(json_of(b"a[]=1&a[]=2&b=").unwrap(), serde_json::json!({"a": ["1", "2"], "b": ""}));
        for refused in [&b"a=1&a[]=2"[..], b"a[b]=1"] {
            assert!(json_of(refused).is_err());
        }
    }

    #[test]
    fn a_name_stays_one_segment_of_the_path() {
        let target = |group: &str| {
            let member = GroupMember::builder().group(group).user(5).build().unwrap();
            call(Purpose::Members, &member).map(|asked| asked.target)
        };
        let rows = [
            ("acme", "/groups/acme/members/5"),
            ("acme/net", "/groups/acme%2Fnet/members/5"),
            ("../x", "/groups/..%2Fx/members/5"),
            ("a?b#c d", "/groups/a%3Fb%23c%20d/members/5"),
            ("a\\b|c^[", "/groups/a%5Cb%7Cc%5E%5B/members/5"),
            ("größe", "/groups/gr%C3%B6%C3%9Fe/members/5"),
            ("100%", "/groups/100%25/members/5"),
        ];
        for (group, wanted) in rows {
            assert_eq!(target(group).as_deref(), Ok(wanted), "{group}");
        }
        for group in ["", ".", ".."] {
            assert!(target(group).is_err(), "{group:?}");
        }
    }
}
