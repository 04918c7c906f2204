//! Comments that people write, and what is made of them.

use proptest::prelude::*;

use super::*;

fn asked(comment: &str) -> String {
    match read(comment) {
        Reading::NoCommand => "-".to_owned(),
        Reading::Help => "help".to_owned(),
        Reading::Mistake(mistake) => format!("mistake: {} | {}", mistake.message, mistake.help),
        Reading::Command(Command { operation, query, reason }) => {
            let query = query.map(|query| format!(" [{}]", query.text())).unwrap_or_default();
            let reason = reason.map(|reason| format!(" because ({reason})")).unwrap_or_default();
            format!("{operation}{query}{reason}")
        }
    }
}

#[test]
fn commands() {
    let table = [
        ("whomay plan", "plan"),
        ("whomay apply", "apply"),
        ("whomay apply\r\n\r\nThanks!", "apply"),
        ("whomay apply\nwhomay apply-force because of this", "apply"),
        ("whomay  \t apply \t ", "apply"),
        ("whomay apply prod", "apply [prod]"),
        ("whomay apply dir:prod/net and not workspace:scratch", "apply [dir:prod/net and not workspace:scratch]"),
        ("whomay apply prod because it is Friday", "apply [prod] because (it is Friday)"),
        ("whomay plan because why not", "plan because (why not)"),
        ("whomay apply prod BECAUSE now", "apply [prod] because (now)"),
        ("whomay apply-force because eu-west-1 isn't \"up\"", "apply-force because (eu-west-1 isn't \"up\")"),
        ("whomay apply-force prod because because", "apply-force [prod] because (because)"),
        ("whomay apply 'because' because x", "apply ['because'] because (x)"),
        (r#"whomay apply "a \" because b" because x"#, r#"apply ["a \" because b"] because (x)"#),
        ("whomay apply 'a because b'", "apply ['a because b']"),
        ("whomay apply dir:becauseway", "apply [dir:becauseway]"),
        ("whomay apply '-tag'", "apply ['-tag']"),
        ("whomay apply größe", "apply [größe]"),
        ("whomay apply-force because 🔥️", "apply-force because (🔥️)"),
        ("whomay help", "help"),
        ("whomay help apply", "help"),
        ("whomay help\r\n", "help"),
    ];
    for (comment, wanted) in table {
        assert_eq!(asked(comment), wanted, "{comment:?}");
    }
}

#[test]
fn what_is_said_of_us_and_not_to_us() {
    let table = [
        "",
        "\nwhomay apply",
        "\r\nwhomay apply",
        " whomay apply",
        "\twhomay apply",
        "    whomay apply",
        "> whomay apply",
        ">whomay apply",
        "```\nwhomay apply\n```",
        "~~~ whomay apply",
        "`whomay apply`",
        "**whomay apply**",
        "- whomay apply",
        "1. whomay apply",
        "<!-- whomay apply -->",
        "<!-- whomay:reply v1 comment=5 -->\nwhomay apply",
        "please whomay apply",
        "whomayapply",
        "whomays apply",
        "whomay's page says so",
        "whomay-apply",
        "Whomay is a tool",
        "@whomay what is this",
        "wh\u{43e}may apply",
        "\u{feff}whomay apply",
        "LGTM",
        "atlantis apply",
        "terrateam apply",
    ];
    for comment in table {
        assert_eq!(asked(comment), "-", "{comment:?}");
    }
}

#[test]
fn mistakes_say_what_to_write() {
    let table = [
        ("whomay", "names no operation", "Write `whomay plan`"),
        ("whomay\nplan", "names no operation", "first line"),
        ("whomay aply", "no operation `aply`", "Did you mean `whomay apply`?"),
        ("whomay Apply", "no operation `Apply`", "Did you mean `whomay apply`?"),
        ("whomay pln prod", "no operation `pln`", "Did you mean `whomay plan`?"),
        ("whomay force", "no operation `force`", "Did you mean `whomay apply-force`?"),
        ("whomay applyforce", "no operation `applyforce`", "Did you mean `whomay apply-force`?"),
        ("whomay destroy", "no operation `destroy`", "Write `whomay plan`"),
        ("whomay unlock", "no operation `unlock`", "Write `whomay plan`"),
        ("whomay \u{430}pply", "no operation `\u{430}pply`", "Write"),
        ("Whomay apply", "in lower case", "Write `whomay plan`"),
        ("WHOMAY PLAN", "in lower case", "Write `whomay plan`"),
        ("/whomay apply", "without a sign", "Write `whomay plan`"),
        ("@whomay apply", "without a sign", "Write `whomay plan`"),
        ("whomay: apply", "without a sign", "Write `whomay plan`"),
        ("whomay\u{a0}apply", "U+00A0", "Type the line again"),
        ("whomay apply\u{a0}prod", "U+00A0", "Type the line again"),
        ("whomay apply prod\u{a0}x", "U+00A0", "Type the line again"),
        ("whomay apply pr\u{200b}od", "U+200B", "Type the line again"),
        ("whomay apply \u{202e}prod", "U+202E", "Type the line again"),
        ("whomay apply\rwhomay plan", "U+000D", "Type the line again"),
        ("whomay apply \u{0}", "U+0000", "Type the line again"),
        ("whomay apply-force", "needs a reason", "because the region is down"),
        ("whomay apply-force prod", "needs a reason", "because the region is down"),
        ("whomay apply-force because", "no reason behind `because`", "apply-force because"),
        ("whomay apply because \t ", "no reason behind `because`", "whomay apply because"),
        ("whomay apply -d prod", "takes no options, and `-d`", "tag query"),
        ("whomay apply prod --force", "takes no options, and `--force`", "tag query"),
        ("whomay apply (prod", "the tag query cannot be read", ""),
        ("whomay apply prod and", "the tag query cannot be read", ""),
        ("whomay apply 'prod because x", "the tag query cannot be read", ""),
    ];
    for (comment, wrong, help) in table {
        let said = asked(comment);
        let (message, shown) = said.split_once(" | ").unwrap_or((&said, ""));
        assert!(message.starts_with("mistake: ") && message.contains(wrong), "{comment:?}: {said}");
        assert!(!shown.is_empty() && shown.contains(help), "{comment:?}: {said}");
    }
    let long = format!("whomay apply {}", "x".repeat(LONGEST_LINE));
    assert!(asked(&long).contains("more than 2048 bytes"));
    let long = format!("whomay {}", "x".repeat(1000));
    assert!(asked(&long).len() < 500, "a word is not repeated for ever");
}

proptest! {
    #[test]
    fn anything_is_read(comment in any::<String>()) {
        read(&comment);
    }

    /// What stands below the first line changes nothing.
    #[test]
    fn only_the_first_line_counts(line in "[^\n]{0,60}", rest in any::<String>()) {
        prop_assert_eq!(read(&line), read(&format!("{line}\n{rest}")));
    }

    #[test]
    fn what_follows_the_name_is_read(rest in "(whomay )?(plan|apply|apply-force|help|[a-z]{0,9})[ -~\u{80}-\u{ff}]{0,40}") {
        let comment = format!("whomay {rest}");
        prop_assert_ne!(read(&comment), Reading::NoCommand);
        if let Reading::Command(command) = read(&comment) {
            prop_assert!(OPERATIONS.contains(&command.operation));
            prop_assert!(command.operation != Operation::ApplyForce || command.reason.is_some());
        }
    }

    /// A query and a reason come out as they went in.
    #[test]
    fn parts_come_out_as_they_went_in(tag in "[a-z]{1,8}", reason in "[!-~]( ?[!-~]){0,20}") {
        prop_assume!(tag != "because" && !["and", "or", "not", "in"].contains(&tag.as_str()));
        let read = read(&format!("whomay apply-force {tag} because {reason}"));
        let Reading::Command(command) = read else { return Err(TestCaseError::fail(format!("{read:?}"))) };
        prop_assert_eq!(command.query.as_ref().map(TagQuery::text), Some(tag.as_str()));
        prop_assert_eq!(command.reason, Some(reason));
    }
}
