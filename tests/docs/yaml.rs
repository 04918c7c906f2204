//! What YAML on the pages is, and what it is held against. What a vendor's schema and linters decide is written into a
//! folder for tests/docs/run, which has them.

use serde_json::Value;

use crate::calls;
use crate::pages::root;
use crate::playground::Playground;
use crate::session::shell;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A workflow of GitHub.
    Workflow,
    /// Steps of a job of one.
    Steps,
    /// A pipeline of GitLab.
    Gitlab,
    /// A pipeline of Bitbucket.
    Bitbucket,
    /// `.whomay.yml`
    Options,
    /// `.terrateam/config.yml`, or a file of a central configuration.
    Terrateam,
    /// `.pre-commit-config.yaml`
    PreCommit,
    /// A file of `--facts`.
    Facts,
    /// `atlantis.yaml`
    Atlantis,
    /// `repos.yaml`, the configuration of an Atlantis server.
    AtlantisServer,
}

/// By the name of the file, where the block has one.
const BY_NAME: [(&str, Kind); 10] = [
    (".github/workflows/", Kind::Workflow),
    (".gitlab-ci.yml", Kind::Gitlab),
    ("bitbucket-pipelines.yml", Kind::Bitbucket),
    (".whomay.yml", Kind::Options),
    (".terrateam/config.yml", Kind::Terrateam),
    ("config/", Kind::Terrateam),
    (".pre-commit-config.yaml", Kind::PreCommit),
    ("facts.yml", Kind::Facts),
    ("atlantis.yaml", Kind::Atlantis),
    ("repos.yaml", Kind::AtlantisServer),
];

/// What a reader of the pages may write in the two files of Atlantis. The test knows the keys and no more.
const ATLANTIS: [&str; 22] = [
    "version",
    "projects",
    "name",
    "dir",
    "workspace",
    "branch",
    "autoplan",
    "enabled",
    "when_modified",
    "workflow",
    "apply_requirements",
    "plan_requirements",
    "workflows",
    "plan",
    "apply",
    "steps",
    "depends_on",
    "run",
    "init",
    "execution_order_group",
    "terraform_version",
    "extra_args",
];
const ATLANTIS_SERVER: [&str; 10] = [
    "repos",
    "id",
    "branch",
    "apply_requirements",
    "plan_requirements",
    "allowed_overrides",
    "allow_custom_workflows",
    "workflow",
    "policies",
    "delete_source_branch_on_merge",
];

/// A block of YAML: its documents, what it is, its text.
pub(crate) struct Yaml {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    documents: Vec<Value>,
}

impl Yaml {
    pub(crate) fn read(text: &str, file: Option<&str>, place: &str) -> Yaml {
        let documents = documents(text, place);
        let named = file.map(|file| {
            let known = BY_NAME.iter().find(|(name, _)| file.starts_with(name));
            known.unwrap_or_else(|| panic!("{place}: nothing is known of files named {file}")).1
        });
        let kind = named.unwrap_or_else(|| by_content(&documents, place));
        Yaml { kind, text: text.to_owned(), documents }
    }

    /// Holds it against what can be told in process.
    pub(crate) fn check(&self, playground: &Playground, place: &str) {
        self.documents.iter().for_each(|document| check_scripts(document, place));
        let document = self.documents.last().unwrap();
        match self.kind {
            Kind::Workflow | Kind::Steps => check_uses(document, place),
            Kind::Gitlab => check_includes(document, place),
            Kind::Bitbucket => {}
            Kind::Options => self.check_options(playground, place),
            Kind::Terrateam => self.loads(playground, "example.yml", "whomay lint example.yml", place),
            Kind::Facts => {
                self.loads(playground, "example.yml", "whomay simulate --facts example.yml --who --exit-zero", place);
            }
            Kind::PreCommit => check_hooks(document, place),
            Kind::Atlantis => check_keys(document, &ATLANTIS, place),
            Kind::AtlantisServer => check_keys(document, &ATLANTIS_SERVER, place),
        }
    }

    /// The program takes the file without a word about it.
    fn loads(&self, playground: &Playground, name: &str, line: &str, place: &str) {
        std::fs::write(playground.folder().join(name), &self.text).unwrap();
        let output = shell(playground.folder(), playground.folder(), line);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(0) && output.stderr.is_empty(), "{place}: {line}: {output:?}\n{said}");
    }

    fn check_options(&self, playground: &Playground, place: &str) {
        let schema = schema("whomay-config.schema.json");
        let document = self.documents.last().unwrap();
        let validator = jsonschema::draft7::new(&schema).unwrap();
        let found: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
        assert!(found.is_empty(), "{place}: {found:?}");
        let newest = document.get("min_version").is_none_or(|version| version == env!("CARGO_PKG_VERSION"));
        assert!(newest, "{place}: the version that the pages are about is {}", env!("CARGO_PKG_VERSION"));
        // A level of a lint that there is none of is a finding.
        self.loads(playground, ".whomay.yml", "whomay lint .whomay.yml", place);
        std::fs::remove_file(playground.folder().join(".whomay.yml")).unwrap();
    }
}

fn documents(text: &str, place: &str) -> Vec<Value> {
    use serde_json::to_value;
    let read = |document| {
        let value: yaml_serde::Value =
            serde::Deserialize::deserialize(document).unwrap_or_else(|error| panic!("{place}: {error}\n{text}"));
        to_value(value).unwrap()
    };
    yaml_serde::Deserializer::from_str(text).map(read).collect()
}

fn schema(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join("schemas").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// By what stands at the top: exactly one kind has to be possible.
fn by_content(documents: &[Value], place: &str) -> Kind {
    let document = documents.last().unwrap();
    let Some(keys) = document.as_object() else {
        let steps = document.as_array().is_some_and(|steps| steps.iter().all(is_a_step));
        assert!(steps, "{place}: neither a mapping nor the steps of a job");
        return Kind::Steps;
    };
    let has = |key: &str| keys.contains_key(key);
    let of_schema = |name: &str| {
        let known = &schema(name)["properties"];
        keys.keys().all(|key| known.get(key).is_some())
    };
    let repos =
        |key: &str| document["repos"].as_array().is_some_and(|repos| repos.iter().all(|r| r.get(key).is_some()));
    let of_job = ["script", "extends", "id_tokens"];
    let is_job = |value: &Value| of_job.iter().any(|key| value.get(key).is_some());
    let possible = [
        (has("jobs"), Kind::Workflow),
        (has("include") || has("stages") || keys.values().any(is_job), Kind::Gitlab),
        (has("pipelines"), Kind::Bitbucket),
        (of_schema("whomay-config.schema.json"), Kind::Options),
        (of_schema("terrateam-config.schema.json"), Kind::Terrateam),
        (repos("repo"), Kind::PreCommit),
        (of_schema("facts.schema.json"), Kind::Facts),
        (has("projects"), Kind::Atlantis),
        (repos("id"), Kind::AtlantisServer),
    ];
    let kinds: Vec<Kind> = possible.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind).collect();
    assert_eq!(kinds.len(), 1, "{place}: it is not clear what this is: {kinds:?}; name its file behind the language");
    kinds[0]
}

fn is_a_step(step: &Value) -> bool {
    step.get("uses").is_some() || step.get("run").is_some()
}

/// Every script, wherever it stands, calls what can be called.
fn check_scripts(value: &Value, place: &str) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match key.as_str() {
                    "run" | "script" | "before_script" | "after_script" => check_script(value, place),
                    _ => check_scripts(value, place),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_scripts(item, place)),
        _ => {}
    }
}

fn check_script(value: &Value, place: &str) {
    match value {
        Value::String(script) => calls::check(script, place),
        Value::Array(lines) => lines.iter().for_each(|line| check_script(line, place)),
        other => check_scripts(other, place),
    }
}

/// A step that uses our action gives it inputs that it has.
fn check_uses(value: &Value, place: &str) {
    let ours = format!("{}@", env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/"));
    match value {
        Value::Object(entries) => {
            if entries.get("uses").and_then(Value::as_str).is_some_and(|uses| uses.starts_with(&ours)) {
                check_inputs(&entries["with"], &inputs_of_the_action(), place);
            }
            entries.values().for_each(|value| check_uses(value, place));
        }
        Value::Array(items) => items.iter().for_each(|item| check_uses(item, place)),
        _ => {}
    }
}

fn inputs_of_the_action() -> Value {
    let text = std::fs::read_to_string(root().join("action.yml")).unwrap();
    documents(&text, "action.yml")[0]["inputs"].clone()
}

fn check_inputs(given: &Value, known: &Value, place: &str) {
    for name in given.as_object().into_iter().flat_map(|given| given.keys()) {
        assert!(known.get(name).is_some(), "{place}: there is no input `{name}`");
    }
}

/// An include of one of our templates gives it inputs that it has.
fn check_includes(document: &Value, place: &str) {
    let includes = match &document["include"] {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    for include in includes {
        let Some(template) = our_template(&include) else { continue };
        let path = format!("templates/{template}.yml");
        let text =
            std::fs::read_to_string(root().join(&path)).unwrap_or_else(|_| panic!("{place}: there is no {path}"));
        check_inputs(&include["inputs"], &documents(&text, &path)[0]["spec"]["inputs"], place);
    }
}

/// The name of the template that is included: as a component, or as a file of our repository.
fn our_template(include: &Value) -> Option<String> {
    if let Some(component) = include["component"].as_str() {
        let (_, named) = component.split_once("/whomay/")?;
        return Some(named.split('@').next()?.to_owned());
    }
    let place = include["remote"].as_str().or(include["local"].as_str()).or(include["file"].as_str())?;
    let (_, file) = place.split_once("templates/")?;
    Some(file.strip_suffix(".yml")?.to_owned())
}

/// The hooks are offered, by this repository, at this version.
fn check_hooks(document: &Value, place: &str) {
    let text = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let offered = &documents(&text, ".pre-commit-hooks.yaml")[0];
    for repo in document["repos"].as_array().unwrap() {
        if repo["repo"] == "local" {
            continue;
        }
        assert_eq!(repo["repo"], env!("CARGO_PKG_REPOSITORY"), "{place}");
        for hook in repo["hooks"].as_array().unwrap() {
            let known = offered.as_array().unwrap().iter().any(|one| one["id"] == hook["id"]);
            assert!(known, "{place}: no hook {} is offered", hook["id"]);
        }
    }
}

fn check_keys(value: &Value, known: &[&str], place: &str) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                // Below `workflows` stands a name.
                let named = key == "workflows";
                assert!(known.contains(&key.as_str()), "{place}: Atlantis has no key `{key}`");
                match value {
                    Value::Object(workflows) if named => {
                        workflows.values().for_each(|workflow| check_keys(workflow, known, place));
                    }
                    value => check_keys(value, known, place),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_keys(item, known, place)),
        _ => {}
    }
}

#[test]
fn each_kind_is_told_by_what_it_holds() {
    let kind = |text: &str| Yaml::read(text, None, "here").kind;
    assert_eq!(kind("jobs: {}"), Kind::Workflow);
    assert_eq!(kind("- run: a\n- uses: b"), Kind::Steps);
    assert_eq!(kind("spec: {inputs: {}}\n---\na: {script: [b]}"), Kind::Gitlab);
    assert_eq!(kind("pipelines: {}"), Kind::Bitbucket);
    assert_eq!(kind("gate: {}"), Kind::Options);
    assert_eq!(kind("access_control: {}"), Kind::Terrateam);
    assert_eq!(kind("repos: [{repo: a}]"), Kind::PreCommit);
    assert_eq!(kind("repos: [{id: a}]"), Kind::AtlantisServer);
    assert_eq!(kind("users: {}"), Kind::Facts);
    assert_eq!(kind("version: 3\nprojects: []"), Kind::Atlantis);
    assert!(std::panic::catch_unwind(|| Yaml::read("nothing: 1", None, "here")).is_err());
    assert!(std::panic::catch_unwind(|| Yaml::read("- 1", None, "here")).is_err());
    assert_eq!(Yaml::read("enabled: true", Some(".terrateam/config.yml"), "here").kind, Kind::Terrateam);
}
