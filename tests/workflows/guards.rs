//! What stops a workflow before whomay says anything: a program or a folder that is not what it should be.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::actions::Actions;
use crate::release::{DOWNLOADS, archive_name};
use crate::shop::{CONFIG, Shop};
use crate::terraform::run;

/// Where jobs fetch. Each job does so once.
const FETCH: &str = "/acme/infra.git/info/refs";

fn actions() -> Actions {
    Actions::with(Shop::with(CONFIG, "topic", &["prod"]), "topic")
}

/// An archive of the right shape, whose program leaves a trace.
fn another_archive(shop: &Shop) -> Vec<u8> {
    let folder = shop.at("another");
    std::fs::create_dir_all(&folder).unwrap();
    shop.put_trap(&folder.join("whomay"));
    let archive = folder.join("archive");
    run(Command::new("tar").arg("-czf").arg(&archive).arg("-C").arg(&folder).arg("whomay"));
    std::fs::read(archive).unwrap()
}

/// The forge was asked nothing, so nothing was posted, and terraform was not run.
#[track_caller]
fn nothing_happened(actions: &Actions) {
    let asked = actions.server.log();
    let paths: Vec<_> = asked.iter().map(|exchange| exchange.request.path.as_str()).collect();
    assert!(paths.contains(&format!("{DOWNLOADS}{}", archive_name()).as_str()), "{paths:?}");
    assert!(paths.iter().all(|path| !path.contains("/api/")), "{paths:?}");
    assert!(actions.shop.terraform.calls().is_empty());
}

#[test]
fn another_program_than_the_one_that_was_released_is_not_run() {
    let actions = actions();
    let other = another_archive(&actions.shop);
    actions.site().downloads.insert(format!("{DOWNLOADS}{}", archive_name()), other);
    actions.comment("carol", "whomay apply").fails().says("sha256");
    actions.plan("topic").fails().says("sha256");
    actions.lint(&actions.workflow("lint.yml")).fails().says("sha256");
    nothing_happened(&actions);
    assert!(actions.release.asked_of_gh().is_empty(), "of what is known to be wrong nobody is asked");
}

#[test]
fn a_program_that_is_exchanged_between_the_jobs_is_not_run() {
    let actions = actions();
    let other = another_archive(&actions.shop);
    let all = actions.shop.at("");
    actions.when(FETCH, 0, move |_| {
        // On a runner that is kept, both jobs find what the first has downloaded.
        let cached = found(&all, &archive_name());
        assert!(!cached.is_empty(), "nothing is cached, so this test shows nothing");
        cached.iter().for_each(|file| std::fs::write(file, &other).unwrap());
    });
    actions.comment("carol", "whomay apply").fails().says("sha256");
    assert!(actions.shop.terraform.calls().is_empty());
}

/// Files of this name in the caches of runners.
fn found(folder: &Path, name: &str) -> Vec<PathBuf> {
    let arguments = ["-path", "*/tool_cache/*", "-name", name];
    let output = Command::new("find").arg(folder).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(PathBuf::from).collect()
}

#[test]
fn a_program_that_nobody_attested_is_not_run() {
    let actions = actions();
    actions.release.is_not_attested();
    actions.comment("carol", "whomay apply").fails().says("attestation");
    nothing_happened(&actions);
    assert_eq!(actions.release.asked_of_gh().len(), 1);
}

#[test]
fn each_job_asks_who_built_its_program() {
    let actions = actions();
    actions.comment("carol", "whomay apply").succeeds();
    let asked = actions.release.asked_of_gh();
    assert_eq!(asked.len(), 2, "{asked:?}");
    let version = env!("CARGO_PKG_VERSION");
    let by = format!(
        "--repo OWNER/whomay --signer-workflow OWNER/whomay/.github/workflows/release.yml --source-ref refs/tags/v{version} \
         --deny-self-hosted-runners"
    );
    for question in asked {
        assert!(question.starts_with("attestation verify ") && question.ends_with(&by), "{question}");
    }
}

#[test]
fn a_folder_that_is_there_is_not_taken_for_the_commit() {
    for before in ["mkdir", "ln -s nowhere", "touch"] {
        let actions = actions();
        let workflow = actions.workflow("apply-on-comment.yml");
        let place = "      # The forge is asked again";
        assert_eq!(workflow.matches(place).count(), 1);
        let prepared = workflow.replace(place, &format!("      - run: {before} \"$RUNNER_TEMP/change\"\n\n{place}"));
        actions.comment_on("carol", "whomay apply", &prepared).fails().says("Failure - Main Decide again");
        assert!(actions.shop.terraform.calls().is_empty(), "{before}");
    }
}

#[test]
fn what_another_job_left_in_the_workspace_is_neither_applied_nor_in_the_way() {
    let actions = actions();
    let workflow = actions.workflow("apply-on-comment.yml");
    let left = "      - run: |\n          mkdir -p change/prod bin\n          printf '#!/bin/sh\\npwned\\n' > bin/terraform\n          \
                chmod +x bin/terraform\n          echo 'terraform {' > change/prod/left.tf\n";
    let kept = workflow.replace("    steps:\n", &format!("    steps:\n{left}"));
    assert_ne!(kept, workflow);
    actions.comment_on("carol", "whomay apply", &kept).succeeds();
    assert_eq!(actions.shop.applied_commit("prod").as_deref(), Some(actions.shop.head.as_str()));
}
