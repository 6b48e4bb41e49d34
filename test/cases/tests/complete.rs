//! Every public function of risk-core is declared here, so that it is priced, timed and fuzzed, and has reference vectors
//! that a test compares.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ballast_risk_cases::all;

/// Public functions without vectors, by the beginning of their names, and why.
const WITHOUT_VECTORS: &[(&str, &str)] = &[
    (
        "fixed::Wad::",
        "one step on the integers, or mul_div by a constant; property tests",
    ),
    (
        "fixed::SignedWad::",
        "one step on the integers; property tests",
    ),
    (
        "fixed::Ray::",
        "one step on the integers, or mul_div by a constant; property tests",
    ),
    (
        "health::AssetRisk::",
        "a layout of bytes, fixed by a test of its own",
    ),
    ("unwind::Plan::", "sums and a slice of what a plan holds"),
];
/// Public functions that are not declared here, and why.
const UNDECLARED: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The Rust sources of a folder, without tests.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "tests" || name == "testing" {
            continue;
        }
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The type that `impl` stands before, or none for a trait's implementation.
fn implemented(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("impl")?;
    if rest.contains(" for ") {
        return None;
    }
    // Behind generics, up to those of the type.
    let rest = if rest.starts_with('<') {
        rest.split_once("> ")?.1
    } else {
        rest.trim_start()
    };
    rest.split([' ', '<', '{']).next()
}

/// `module::function` or `module::Type::function` of every public function.
fn public_functions() -> BTreeSet<String> {
    let (folder, mut files, mut names) =
        (root().join("risk-core/src"), Vec::new(), BTreeSet::new());
    sources(&folder, &mut files);
    let texts: Vec<String> = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    // Types that others may use.
    let types: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(|line| {
            line.strip_prefix("pub struct ")
                .or_else(|| line.strip_prefix("pub enum "))
        })
        .filter_map(|rest| rest.split([' ', '<', '(', ';']).next())
        .collect();
    for (file, text) in files.iter().zip(&texts) {
        let inside = file.strip_prefix(&folder).unwrap().with_extension("");
        let module = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap()
            .to_owned();
        // The block that a line belongs to: a type's functions, or one whose functions are nobody's business.
        let (mut owner, mut hidden) = (None, false);
        for line in text.lines() {
            if line == "}" {
                (owner, hidden) = (None, false);
            } else if line.starts_with("impl") {
                owner = implemented(line);
                hidden = owner.is_none_or(|owner| !types.contains(owner));
            } else if line.starts_with("mod ") && line.ends_with('{')
                || line.starts_with("macro_rules!")
            {
                hidden = true;
            }
            let code = line.trim_start();
            let name = ["pub fn ", "pub const fn "]
                .iter()
                .find_map(|start| code.strip_prefix(start));
            if let (Some(name), false) = (name, hidden) {
                let name = name.split(['(', '<']).next().unwrap();
                let owner = owner.map_or_else(String::new, |owner| format!("{owner}::"));
                names.insert(format!("{module}::{owner}{name}"));
            }
        }
    }
    assert!(
        names.len() > 50,
        "the sources are not read as they should be: {names:?}"
    );
    names
}

fn exempt(name: &str, exemptions: &[(&str, &str)]) -> bool {
    exemptions.iter().any(|(start, _)| name.starts_with(start))
}

/// `KinkedCurve` as `kinked_curve`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(character.to_lowercase());
    }
    text
}

#[test]
fn every_public_function_is_declared() {
    let declared: BTreeSet<String> = all()
        .iter()
        .map(|function| format!("{}::{}", function.module, function.name))
        .collect();
    let public = public_functions();
    let missing: Vec<_> = public
        .difference(&declared)
        .filter(|name| !exempt(name, UNDECLARED))
        .collect();
    assert!(missing.is_empty(), "not in test/cases/src: {missing:#?}");
    let unknown: Vec<_> = declared.difference(&public).collect();
    assert!(unknown.is_empty(), "no public functions: {unknown:#?}");
}

#[test]
fn every_public_function_has_vectors() {
    let data = root().join("test/vectors/data");
    let missing: Vec<String> = public_functions()
        .into_iter()
        .filter(|name| !exempt(name, WITHOUT_VECTORS))
        .filter(|name| {
            let mut parts = name.split("::").collect::<Vec<_>>().into_iter();
            let (module, last) = (parts.next().unwrap(), parts.next_back().unwrap());
            let mut files = vec![last.to_owned()];
            if let Some(owner) = parts.next().map(snake) {
                let first = owner.split('_').next().unwrap();
                files.extend([format!("{owner}_{last}"), format!("{first}_{last}")]);
            }
            !files
                .iter()
                .any(|file| data.join(module).join(format!("{file}.csv.gz")).is_file())
        })
        .collect();
    assert!(
        missing.is_empty(),
        "no file in test/vectors/data: {missing:#?}"
    );
}

#[test]
fn every_file_of_vectors_is_compared() {
    for module in std::fs::read_dir(root().join("test/vectors/data")).unwrap() {
        let module = module.unwrap();
        let name = module.file_name().into_string().unwrap();
        let test = root()
            .join("risk-core/tests/vectors")
            .join(format!("{name}.rs"));
        let test =
            std::fs::read_to_string(&test).unwrap_or_else(|_| panic!("no {}", test.display()));
        for file in std::fs::read_dir(module.path()).unwrap() {
            let path = file.unwrap().path();
            let file = path.file_name().unwrap().to_str().unwrap();
            let function = file.strip_suffix(".csv.gz").unwrap();
            assert!(
                test.contains(&format!("\"{function}\"")),
                "{name}::{function} is not compared"
            );
        }
    }
}
