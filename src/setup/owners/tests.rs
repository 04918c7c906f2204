//! What lines of CODEOWNERS come to.

use super::*;

fn owners(forge: Forge, place: &str, text: &str) -> Owners {
    let texts = [(place.to_owned(), text.to_owned())].into();
    Owners::of(&Survey { forge: Some(forge), files: vec![place.to_owned()], texts, ..Survey::default() })
}

/// The owners of a file, `?` where they cannot be said.
fn of(owners: &Owners, path: &str) -> String {
    match owners.of_all(&[path]) {
        Owned::Nobody => String::new(),
        Owned::Unsaid => "?".to_owned(),
        Owned::By { owners, .. } => owners.join(" "),
    }
}

#[test]
fn the_last_line_that_matches_decides_on_github() {
    let text = "# all\n*  @acme/Platform\n/live/prod/ @acme/sre @bob # on call\n*.md a@b.c\nlive/dev @carol\n/live/free/\n\
                apps/*/main.tf @dan\ndocs/ @eve\n/a\\ b/ @frank\n**/logs @gina\n/x/** @hal\n/z/*/** @ian\n";
    let owners = owners(Forge::GitHub, ".github/CODEOWNERS", text);
    let rows = [
        ("main.tf", "team:platform"),
        ("live/prod/vpc/main.tf", "team:sre user:bob"),
        ("x/live/prod/main.tf", "user:hal"),
        ("live/prod/README.md", "?"),
        ("live/dev/main.tf", "user:carol"),
        ("y/live/dev/main.tf", "team:platform"),
        ("live/free/main.tf", ""),
        ("apps/a/main.tf", "user:dan"),
        ("apps/a/b/main.tf", "team:platform"),
        ("y/docs/main.tf", "user:eve"),
        ("a b/main.tf", "user:frank"),
        ("y/logs/main.tf", "user:gina"),
        ("z/main.tf", "team:platform"),
        ("z/a/main.tf", "user:ian"),
    ];
    for (path, wanted) in rows {
        assert_eq!(of(&owners, path), wanted, "{path}");
    }
    assert_eq!(owners.unusable, ["a@b.c".to_owned()].into());
    assert_eq!(owners.of_all(&["live/prod/main.tf", "main.tf"]), Owned::Unsaid);
    assert_eq!(owners.of_all(&["live/free/main.tf", "main.tf"]), Owned::Unsaid);
    assert_eq!(owners.of_all::<&str>(&[]), Owned::Nobody);
}

#[test]
fn sections_of_gitlab_are_asked_each_for_itself() {
    let text = "* @fallback\n[Infra][2] @acme/infra\n/live/\n/live/prod/ @acme/infra/sre\n!/live/free/\n\
                ^[Docs] @writers\nlive/ @acme/docs\n[Security]\n*.tf @@maintainers\n";
    let owners = owners(Forge::GitLab, "CODEOWNERS", text);
    let rows = [
        ("live/dev/x.hcl", "team:acme/infra"),
        ("live/prod/x.tf", "team:acme/infra/sre"),
        ("other/x.tf", "role:maintain"),
        ("README.md", "user:fallback"),
    ];
    for (path, wanted) in rows {
        assert_eq!(of(&owners, path), wanted, "{path}");
    }
    assert_eq!(owners.doubtful.len(), 2);
}

#[test]
fn a_pattern_that_is_not_understood_names_nobody() {
    let text = "* @acme/sre\n/docs/a\\*b/ @intern\n\\x/ @intern\n/\\/ @intern\na\\ b\\/ @intern\n";
    assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", text), "live/prod/main.tf"), "team:sre");
    assert_eq!(of(&owners(Forge::GitLab, "CODEOWNERS", text), "live/prod/main.tf"), "team:acme/sre");
    // GitHub does not know `!`, and takes what is above.
    let text = "* @acme/sre\n!/live/prod/ @intern\n/ @intern\n";
    assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", text), "live/prod/main.tf"), "team:sre");
}

/// The file of a repository that was copied from elsewhere: a team of that name here is another one.
#[test]
fn a_team_of_another_organisation_names_nobody() {
    for (remotes, expected) in
        [(&[][..], "team:sre"), (&["acme"], "team:sre"), (&["me", "acme"], "team:sre"), (&["newco"], "?")]
    {
        let survey = Survey {
            forge: Some(Forge::GitHub),
            files: vec!["CODEOWNERS".to_owned()],
            texts: [("CODEOWNERS".to_owned(), "* @Acme/sre\n".to_owned())].into(),
            organisations: remotes.iter().map(|name| (*name).to_owned()).collect(),
            ..Survey::default()
        };
        assert_eq!(of(&Owners::of(&survey), "live/prod/main.tf"), expected, "{remotes:?}");
    }
}

#[test]
fn headings_of_one_name_in_gitlab_are_one_section() {
    let rows = [
        // The last line decides, though another one is longer.
        ("[Infra]\n/live/prod/ @acme/devs\n[iNFRA ] @acme/infra\n* @acme/sre\n", "team:acme/sre"),
        ("* @acme/devs\n[Codeowners]\n*.tf @acme/sre\n", "team:acme/sre"),
        // One heading that asks is enough.
        ("[Infra]\n/live/prod/ @acme/devs\n^[Infra]\n*.tf @acme/sre\n", "team:acme/sre"),
        ("^[Infra]\n/live/prod/ @acme/devs\n^[Infra]\n*.tf @acme/sre\n", ""),
        ("^[Infra]\n/live/prod/ @acme/devs\n[Infra] @acme/infra\n*.tf\n", "team:acme/infra"),
        // What is taken out does not come back.
        ("[Infra]\n/live/ @acme/sre\n!/live/prod/\n/live/prod/*.tf @acme/devs\n", ""),
        ("[Infra]\n/live/ @acme/sre\n!/live/prod/\n[Other]\n*.tf @acme/devs\n", "team:acme/devs"),
    ];
    for (text, wanted) in rows {
        assert_eq!(of(&owners(Forge::GitLab, "CODEOWNERS", text), "live/prod/main.tf"), wanted, "{text}");
    }
}

#[test]
fn each_forge_has_its_order_of_places() {
    let files: Vec<String> = GITHUB.iter().chain(&GITLAB).map(|place| (*place).to_owned()).collect();
    let texts = files.iter().map(|place| (place.clone(), "* @x".to_owned())).collect();
    let survey = Survey { forge: Some(Forge::GitLab), files, texts, ..Survey::default() };
    assert_eq!(Owners::of(&survey).path.as_deref(), Some("CODEOWNERS"));
    let survey = Survey { forge: Some(Forge::GitHub), ..survey };
    assert_eq!(Owners::of(&survey).path.as_deref(), Some(".github/CODEOWNERS"));
}

#[test]
fn teams_of_two_organisations_name_nobody() {
    let owners = owners(Forge::GitHub, "CODEOWNERS", "* @acme/a @other/b @carol");
    assert_eq!(of(&owners, "main.tf"), "user:carol");
    assert_eq!(owners.unusable.len(), 2);
}

#[test]
fn what_cannot_be_a_name_is_none() {
    let text = "* @ @/ @a/ @a/b/c @a:b @é bob @a@b @-x \u{0} [x] ^[ @\"\n/// @bob\n/ @bob\n\\ \n[\n^\n";
    for forge in [Forge::GitHub, Forge::GitLab] {
        let owners = owners(forge, "CODEOWNERS", text);
        let found = of(&owners, "main.tf");
        assert!(["", "?", "user:bob", "team:a/b/c"].contains(&found.as_str()), "{found}");
    }
    let hostile = format!("/{}x @bob\n", "*a".repeat(200));
    assert_eq!(of(&owners(Forge::GitHub, "CODEOWNERS", &hostile), &"a".repeat(4000)), "");
}
