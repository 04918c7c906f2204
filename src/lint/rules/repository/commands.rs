//! Which commands of a shell apply (`terraform apply`, `tofu destroy`, `terragrunt run-all apply`), and which ask: `whomay enforce`.

/// The command of a line of shell that applies, if one does. A line that only speaks of it (`echo "terraform apply"`) does not.
pub(super) fn applying(line: &str) -> Option<String> {
    simple_commands(line).into_iter().find_map(|command| {
        let words: Vec<&str> = command.split_whitespace().collect();
        applying_words(&words)
    })
}

/// Whether a command of a line of shell is `whomay enforce`, wherever the program lies.
pub(super) fn enforces(line: &str) -> bool {
    simple_commands(line).into_iter().any(|command| {
        let mut words = words(command.split_whitespace());
        words.next().map(name) == Some("whomay") && words.find(|word| !word.starts_with('-')) == Some("enforce")
    })
}

/// The commands between the separators of a line, up to its comment. What stands in quotes separates nothing.
fn simple_commands(line: &str) -> Vec<&str> {
    let (mut commands, mut start, mut quote, mut before) = (Vec::new(), 0, None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') if before.is_whitespace() => {
                commands.extend(line.get(start..at));
                return commands;
            }
            (None, '|' | ';' | '&' | '(' | ')' | '`') => {
                commands.extend(line.get(start..at));
                start = at + 1;
            }
            (None, _) => {}
        }
        before = c;
    }
    commands.extend(line.get(start..));
    commands
}

/// The same for a command given as its words, of which one may itself be shell, as in `bash -c`.
pub(super) fn applying_arguments(words: &[&str]) -> Option<String> {
    let is_shell = words.first().is_some_and(|word| matches!(name(word), "sh" | "bash" | "zsh" | "ash" | "dash"));
    if is_shell {
        return words.iter().flat_map(|word| word.lines()).find_map(applying);
    }
    applying_words(words)
}

fn applying_words(words: &[&str]) -> Option<String> {
    let mut words = self::words(words.iter().copied());
    let tool = words.next().map(name)?;
    let is_terragrunt = tool == "terragrunt";
    if !is_terragrunt && !matches!(tool, "terraform" | "tofu" | "opentofu" | "TERRATEAM_TF_CMD") {
        return None;
    }
    let arguments: Vec<&str> = words.collect();
    if arguments.iter().any(|word| matches!(*word, "-help" | "--help" | "-h" | "-version" | "--version")) {
        return None;
    }
    let action = if is_terragrunt {
        // The options of Terragrunt may have their value in a word of its own.
        arguments.iter().find(|word| matches!(**word, "apply" | "destroy" | "apply-all" | "destroy-all"))
    } else {
        let first = arguments.iter().find(|word| !word.starts_with('-'));
        first.filter(|word| matches!(**word, "apply" | "destroy"))
    }?;
    let tool = if tool == "TERRATEAM_TF_CMD" { "terraform" } else { tool };
    Some(format!("{tool} {action}"))
}

/// The words of a command without quotes, from its program on.
fn words<'a>(written: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    written.map(|word| word.trim_matches(['"', '\''])).skip_while(|word| is_prefix(word))
}

/// A word that may stand before a command: a keyword, a wrapper, or a variable that is set for it.
fn is_prefix(word: &str) -> bool {
    const PREFIXES: [&str; 16] = [
        "!", "-", "{", "do", "doas", "else", "elif", "env", "exec", "if", "nice", "nohup", "sudo", "then", "time",
        "while",
    ];
    let is_setting = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    PREFIXES.contains(&word) || is_setting
}

/// The name of a program without the directory that it lies in, or of the variable that holds it.
fn name(word: &str) -> &str {
    let name = word.rsplit('/').next().unwrap_or(word);
    name.trim_start_matches('$').trim_matches(['{', '}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_shell() {
        let rows = [
            ("terraform apply -auto-approve", Some("terraform apply")),
            ("terraform -chdir=prod apply plan.out", Some("terraform apply")),
            ("cd prod && sudo tofu destroy", Some("tofu destroy")),
            ("TF_LOG=1 /usr/bin/terraform apply; true", Some("terraform apply")),
            ("if terraform apply; then", Some("terraform apply")),
            ("terragrunt run-all apply", Some("terragrunt apply")),
            ("terragrunt run --all --working-dir x -- apply", Some("terragrunt apply")),
            ("terragrunt apply-all", Some("terragrunt apply-all")),
            ("echo yes | terraform apply", Some("terraform apply")),
            ("echo \"terraform apply\"", None),
            ("terraform plan -destroy", None),
            ("terraform plan -out apply", None),
            ("terraform apply -help", None),
            ("# terraform apply", None),
            ("true # terraform apply", None),
            ("kubectl apply -f x", None),
            ("grep 'terraform apply' log", None),
            ("echo 'first; terraform apply; done'", None),
            ("${TERRATEAM_TF_CMD} apply -auto-approve", Some("terraform apply")),
            ("out=$(terraform apply)", Some("terraform apply")),
            ("{ terraform apply; }", Some("terraform apply")),
            ("", None),
        ];
        for (line, wanted) in rows {
            assert_eq!(applying(line).as_deref(), wanted, "{line}");
        }
    }

    #[test]
    fn lines_that_ask() {
        for line in [
            "whomay enforce --post status",
            "\"$work/whomay\" enforce -C x",
            "set -e; ./whomay --color=never enforce",
            "if ! whomay enforce; then",
        ] {
            assert!(enforces(line), "{line}");
        }
        for line in ["whomay explain enforce", "echo \"whomay enforce\"", "# whomay enforce", "whomay", ""] {
            assert!(!enforces(line), "{line}");
        }
    }

    #[test]
    fn commands_as_lists_of_words() {
        let rows: &[(&[&str], Option<&str>)] = &[
            (&["terraform", "apply", "-auto-approve"], Some("terraform apply")),
            (&["${TERRATEAM_TF_CMD}", "apply"], Some("terraform apply")),
            (&["$TERRATEAM_TF_CMD", "destroy"], Some("terraform destroy")),
            (&["bash", "-c", "cd x\nterraform apply"], Some("terraform apply")),
            (&["echo", "terraform", "apply"], None),
            (&["${TERRATEAM_TF_CMD}", "fmt", "-check"], None),
            (&[], None),
        ];
        for (words, wanted) in rows {
            assert_eq!(applying_arguments(words).as_deref(), *wanted, "{words:?}");
        }
    }
}
