//! The format for people.

use whomay::output::diagnostics::Style;

use crate::scenes::{Scene, assert_harmless, many, scenes};

fn render(scene: &Scene) -> String {
    let style = Style { width: 100, colour: false };
    let text = whomay::output::lint::human::render(&scene.answer, &scene.sources, style);
    assert_harmless(scene.name, &text);
    text
}

#[test]
fn every_finding_is_shown_at_its_place() {
    for scene in scenes() {
        let text = render(&scene);
        for seen in scene.seen().iter().take(50).filter(|_| !["no source", "hostile text"].contains(&scene.name)) {
            assert!(text.contains(&format!("{}[{}]", seen.severity, seen.code)), "{}: {text}", scene.name);
            assert!(text.contains(&format!("{}:{}:", seen.path, seen.line)), "{}: {seen:?}\n{text}", scene.name);
        }
    }
}

#[test]
fn findings_beyond_fifty_are_counted() {
    assert!(!render(&many(50)).contains('…'));
    assert!(render(&many(51)).contains("… and 1 more\n"));
    let text = render(&many(1_000));
    assert!(text.contains("… and 950 more\n") && text.contains("500 errors, 500 warnings in many.yml\n"), "{text}");
}

#[test]
fn the_last_lines_say_what_it_comes_to() {
    let scenes = scenes();
    let of = |name: &str| render(scenes.iter().find(|scene| scene.name == name).unwrap());
    assert_eq!(of("no findings"), "no findings in .terrateam/config.yml\n");
    assert!(
        of("two files").contains("1 warning in .terrateam/config.yml; 2 suppressed\n1 error in /elsewhere/a b.yml\n")
    );
    assert!(
        of("fixes").ends_with(
            "1 error, 2 warnings in .terrateam/config.yml; 1 fixable with --fix\n  not looked at: the repository (it does not load)\n  \
         not looked at: the forge (nobody asks)\n"
        ),
        "{}",
        of("fixes")
    );
    assert!(of("a warning").ends_with("`whomay explain apply-open-by-omission`\n"));
}
