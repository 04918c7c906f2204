//! Mistakes on the command line.

use crate::sandbox::Sandbox;

#[test]
fn a_misspelt_word_is_answered_with_the_right_one() {
    let sandbox = Sandbox::ready();
    for (line, wrong, right) in [
        ("simulat --user a", "simulat", "simulate"),
        ("simulate --usre a", "--usre", "--user"),
        ("simulate --user a --operation aply", "aply", "Did you mean `apply`?"),
        ("simulate --user a --profile stricht", "stricht", "strict"),
        ("simulate --user a --vcs githup", "githup", "github"),
        ("simulate --user a --format jsno", "jsno", "json"),
        ("simulate --user a --color allways", "allways", "always"),
        ("init --forge githup", "githup", "github"),
        ("init --only confg", "confg", "config"),
        ("explain no-polcy", "no-polcy", "Did you mean `no-policy`?"),
        ("completions bsh", "bsh", "bash"),
    ] {
        sandbox.run(line).fails(wrong, right);
    }
}

#[test]
fn no_arguments_at_all_show_the_help() {
    let sandbox = Sandbox::empty();
    let run = sandbox.run("");
    assert_eq!(run.status, 2);
    run.complains("Usage: whomay").complains("simulate");
    sandbox.run("--help").clean().quiet().says("Exit status");
    sandbox.run("--version").clean().quiet().says("whomay 0.");
    sandbox.run("simulate --help").clean().quiet().says("--all-users").says("--assume");
    sandbox.run("init --help").clean().quiet().says("never changed").says("Install git's own hooks");
}

#[test]
fn reasons_are_explained() {
    let sandbox = Sandbox::empty();
    sandbox.run("explain every-layout").clean().quiet().says("every-layout").says("retag");
    let all = sandbox.run("explain");
    all.clean().quiet().says("no-policy").says("known-facts");
    assert!(all.out.lines().all(|line| line.chars().count() <= 100));
}
