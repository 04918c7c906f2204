//! Completions and the manual.

use crate::sandbox::Sandbox;

#[test]
fn every_shell_gets_completions() {
    let sandbox = Sandbox::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        sandbox.run(&format!("completions {shell}")).clean().quiet().says("simulate").says("all-users");
    }
}

#[test]
fn the_completions_of_bash_are_bash() {
    let sandbox = Sandbox::empty();
    sandbox.write("completions", &sandbox.run("completions bash").out);
    let status = std::process::Command::new("bash").arg("-n").arg(sandbox.at("completions")).status().unwrap();
    assert!(status.success());
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let sandbox = Sandbox::empty();
    sandbox.run("man").clean().quiet().says(".TH whomay 1").says("simulate");
    std::fs::create_dir(sandbox.at("man")).unwrap();
    let run = sandbox.run("man --dir man");
    assert_eq!(run.clean().quiet().out, "");
    for page in ["whomay", "whomay-simulate", "whomay-dirspaces", "whomay-init", "whomay-explain"] {
        let text = std::fs::read_to_string(sandbox.at(format!("man/{page}.1"))).unwrap();
        assert!(text.contains(".TH"), "{page}");
    }
    sandbox.run("man --dir nowhere").fails("cannot write the manual to nowhere", "No such file");
}
