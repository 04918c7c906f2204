//! A session in a terminal: lines behind a `$` are typed into a shell, and what follows is exactly what they print,
//! but for lines that are left out where `...` stands.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::playground::{Playground, program, text};

/// Types a line into a shell that finds the program.
pub(crate) fn shell(folder: &Path, home: &Path, line: &str) -> Output {
    let program_folder = PathBuf::from(env!("CARGO_BIN_EXE_whomay")).parent().unwrap().to_owned();
    let mut folders = vec![program_folder];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let path = std::env::join_paths(folders).unwrap();
    // The program's own surroundings, but for what is run in them.
    let mut command = std::process::Command::new("sh");
    for (name, value) in program(home).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    for (name, value) in [("NAME", "Ann"), ("EMAIL", "ann@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("TMPDIR", home);
    command.args(["-c", line]).env("PATH", path).current_dir(folder).output().unwrap()
}

/// Somebody at a terminal.
pub(crate) struct Typist<'a> {
    playground: &'a Playground,
    folder: PathBuf,
}

impl Typist<'_> {
    /// In the tour's repository.
    pub(crate) fn at(playground: &Playground) -> Typist<'_> {
        Typist { playground, folder: playground.folder().to_owned() }
    }

    /// A session as it goes when its lines are typed. What is shown already is kept where it is right.
    pub(crate) fn session(&mut self, block: &str) -> String {
        let mut session = String::new();
        for shown in format!("\n{block}").split("\n$ ").skip(1) {
            let (line, wanted) = shown.split_once('\n').unwrap_or((shown, ""));
            let printed = self.type_in(line);
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let right = matches(&lines(wanted), &lines(&printed));
            let kept = if right { wanted.trim_end_matches('\n') } else { printed.trim_end_matches('\n') };
            session.push_str(&format!("$ {line}\n"));
            if !kept.is_empty() {
                session.push_str(&format!("{kept}\n"));
            }
        }
        session
    }

    /// What a line prints; `cd` holds for the lines after it.
    fn type_in(&mut self, line: &str) -> String {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            assert!(self.folder.is_dir(), "{line}");
            return String::new();
        }
        let output = shell(&self.folder, self.playground.folder(), line);
        assert!(matches!(output.status.code(), Some(0 | 1)) && output.stderr.is_empty(), "{line}: {output:?}");
        text(&output)
    }
}

/// Whether the lines are these, where `...` stands for any number of lines.
fn matches(wanted: &[String], lines: &[String]) -> bool {
    match wanted.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => lines.split_first().is_some_and(|(line, others)| line == first && matches(rest, others)),
    }
}

#[test]
fn only_dots_stand_for_other_lines() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let fits = |wanted: &str| matches(&lines(wanted), &lines("a\nb\nc"));
    assert!(fits("a\nb\nc") && fits("...\nc") && fits("a\n...") && fits("a\n...\nb\nc"));
    assert!(!fits("a\nb") && !fits("a\n...\nb") && !fits("") && !fits("a\nB\nc"));
}
