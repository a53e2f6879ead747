//! Which doors are open, on whole repositories.

use crate::gates::gitignore::Options;
use crate::gates::gitignore::tests::{GOOD, listed, run};
use crate::git::scratch::Scratch;
use crate::model::{Outcome, Severity, Verdict};

fn repository(files: &[(&str, &str)]) -> Scratch {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write(".env", "TOKEN=abc\n").write("sub/.env", "TOKEN=abc\n").write("sub/main.py", "");
    for (path, content) in files {
        scratch.write(path, content);
    }
    scratch
}

fn look(scratch: &Scratch) -> Outcome {
    run(scratch, Options::default())
}

fn errors(files: &[(&str, &str)]) -> Vec<String> {
    listed(&look(&repository(files)), Severity::Error)
}

#[test]
fn a_secret_alone_is_no_finding() {
    assert_eq!(errors(&[]), [""; 0]);
}

#[test]
fn an_image_takes_what_its_context_holds() {
    let copy = "FROM scratch\nCOPY . .\n";
    for (files, open) in [
        (&[("Dockerfile", copy)][..], true),
        (&[("Dockerfile", copy), (".dockerignore", ".env\n")], true),
        (&[("Dockerfile", copy), (".dockerignore", "**/.env\n")], false),
        (&[("Dockerfile", copy), (".dockerignore", "*\n!sub\n")], true),
        (&[("Dockerfile", copy), (".dockerignore", "*\n!sub/main.py\n")], false),
        (&[("Dockerfile", copy), (".dockerignore", "**/.env\n"), ("Dockerfile.dockerignore", "x\n")], true),
        (&[("Dockerfile", "FROM scratch\nCOPY sub/main.py /\n")], false),
        (&[("Dockerfile", "FROM scratch\nCOPY --from=x . .\n")], false),
        (&[("prod.Dockerfile", "FROM scratch\nADD [\"sub\", \"/\"]\n")], true),
        (
            &[
                ("docker/app.Dockerfile", copy),
                ("compose.yaml", "services:\n  a:\n    build:\n      context: .\n      dockerfile: docker/app.Dockerfile\n"),
            ],
            true,
        ),
        (
            &[
                ("docker/app.Dockerfile", copy),
                ("compose.yaml", "services:\n  a:\n    build:\n      dockerfile: ../docker/app.Dockerfile\n      context: ./sub # own\n"),
            ],
            true,
        ),
        (
            &[
                ("docker/app.Dockerfile", copy),
                ("sub/.dockerignore", "**/.env\n"),
                ("compose.yaml", "services:\n  a:\n    build:\n      context: sub\n      dockerfile: ../docker/app.Dockerfile\n"),
            ],
            false,
        ),
    ] {
        let found = errors(files);
        assert_eq!(found.iter().any(|finding| finding.starts_with("ships-in-image")), open, "{files:?}: {found:?}");
        assert_eq!(found.len(), usize::from(open), "{files:?}: {found:?}");
    }
    let outcome = look(&repository(&[("Dockerfile", copy)]));
    assert_eq!(outcome.findings[0].message, "`COPY . .` takes `.env` and `sub/.env` into the image");
    assert_eq!(listed(&outcome, Severity::Error), ["ships-in-image Dockerfile:2"]);
}

#[test]
fn what_only_a_build_stage_holds_is_a_warning() {
    let scratch = repository(&[("Dockerfile", "FROM a AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /x /x\n")]);
    assert_eq!(listed(&look(&scratch), Severity::Warning), ["ships-in-image Dockerfile:2"]);
    assert_eq!(look(&scratch).verdict, Verdict::Pass);
}

#[test]
fn packages_take_what_their_manifest_says() {
    for (files, finding) in [
        (&[("package.json", "{}")][..], None),
        (&[("package.json", "{}"), (".npmignore", "")], Some("ships-in-package .npmignore:1")),
        (&[("package.json", "{}"), (".npmignore", "test/\n")], Some("ships-in-package .npmignore:1")),
        (&[("package.json", "{}"), (".npmignore", ".env\n")], None),
        (&[("package.json", "{\"private\": true}"), (".npmignore", "")], None),
        (&[("package.json", "{\n\"files\": [\"sub\"]}")], Some("ships-in-package package.json:2")),
        (&[("package.json", "{\"files\": [\"**/*\"]}")], Some("ships-in-package package.json:1")),
        (&[("package.json", "{\"files\": [\".\"]}")], None),
        (&[("package.json", "{\"files\": [\"sub\"]}"), ("sub/.npmignore", ".env\n")], None),
        (&[("package.json", "{\"files\": [\"sub\", \"!**/.env\"]}")], None),
        (&[("package.json", "{\"files\": [\"lib\"]}")], None),
        (&[("Cargo.toml", "[package]\nname = \"x\"\ninclude = [\"**/*\"]\n")], Some("ships-in-package Cargo.toml:3")),
        (&[("Cargo.toml", "[package]\nname = \"x\"\npublish = false\ninclude = [\"**/*\"]\n")], None),
        (&[("Cargo.toml", "[package]\nname = \"x\"\ninclude = [\"/src\"]\n")], None),
        (&[("Cargo.toml", "[package]\nname = \"x\"\n")], None),
        (&[("MANIFEST.in", "include README\ngraft .\n")], Some("ships-in-package MANIFEST.in:2")),
        (&[("MANIFEST.in", "graft .\nglobal-exclude .env .env.*\n")], None),
        (&[("MANIFEST.in", "recursive-include sub *\n")], Some("ships-in-package MANIFEST.in:1")),
        (&[("MANIFEST.in", "recursive-include sub *.py\n")], None),
        (&[("MANIFEST.in", "graft .\n"), ("pyproject.toml", "[build-system]\nbuild-backend = \"hatchling.build\"\n")], None),
        (&[("pyproject.toml", "[tool.poetry]\ninclude = [\"sub/**\"]\n")], Some("ships-in-package pyproject.toml:2")),
    ] {
        assert_eq!(errors(files), finding.into_iter().collect::<Vec<_>>(), "{files:?}");
    }
}

#[test]
fn build_backends_take_what_pyproject_says() {
    for (text, open) in [
        ("[tool.poetry]\ninclude = [{ path = \"sub/**/*\", format = \"sdist\" }]\n", true),
        ("[tool.poetry]\ninclude = [\"docs\"]\n", false),
        ("[tool.hatch.build]\nartifacts = [\".env\"]\n", true),
        ("[tool.hatch.build.targets.sdist]\nartifacts = [\"*.so\"]\n", false),
        ("[tool.hatch.build.targets.wheel.force-include]\n\"sub/.env\" = \"x\"\n", true),
        ("[tool.hatch.build]\nignore-vcs = true\n", true),
        ("[tool.hatch.build]\nignore-vcs = true\nexclude = [\".env\"]\n", false),
        ("[tool.hatch.build]\nignore-vcs = true\n[tool.hatch.build.targets.wheel]\npackages = [\"sub\"]\n", true),
        ("[tool.hatch.build.targets.sdist]\ninclude = [\"sub\"]\n", false),
        ("[tool.setuptools.package-data]\nsub = [\".env\"]\n", true),
        ("[tool.setuptools.package-data]\n\"*\" = [\"*.txt\"]\n", false),
        ("[tool.flit.sdist]\ninclude = [\"sub/\"]\n", true),
        ("[tool.flit.sdist]\ninclude = [\"sub/\"]\nexclude = [\"sub/.env\"]\n", false),
        ("[tool.pdm.build]\nincludes = [\"sub/\"]\n", true),
        ("[tool.uv.build-backend]\nsource-include = [\"sub/**\"]\n", true),
        ("[tool.hatch]\nbuild = 3\n[tool.setuptools]\npackage-data = [1]\n", false),
    ] {
        let found = errors(&[("pyproject.toml", text)]);
        assert_eq!(!found.is_empty(), open, "{text}: {found:?}");
        assert!(found.iter().all(|finding| finding.starts_with("ships-in-package pyproject.toml:")), "{found:?}");
    }
}

#[test]
fn uploads_have_ignore_files_of_their_own() {
    for (files, finding) in [
        (&[(".gcloudignore", ".git\n")][..], Some("ships-in-upload .gcloudignore:1")),
        (&[(".gcloudignore", "#!include:.gitignore\n")], None),
        (&[(".vercelignore", "docs\n")], Some("ships-in-upload .vercelignore:1")),
        (&[("sub/Chart.yaml", "name: x\n"), ("sub/.helmignore", ".git/\n")], Some("ships-in-upload sub/.helmignore:1")),
        (&[("sub/Chart.yaml", "name: x\n")], Some("ships-in-upload sub/Chart.yaml:1")),
        (&[("sub/Chart.yaml", "name: x\n"), ("sub/.helmignore", ".env\n")], None),
    ] {
        assert_eq!(errors(files), finding.into_iter().collect::<Vec<_>>(), "{files:?}");
    }
}

#[test]
fn a_tracked_or_encrypted_file_is_not_reported_here() {
    let scratch = repository(&[("Dockerfile", "FROM scratch\nCOPY sub/x.key /\n"), ("sub/x.key", "\0GITCRYPT\0abc")]);
    assert_eq!(listed(&look(&scratch), Severity::Error), [""; 0]);
}

#[test]
fn doors_with_an_ignore_file_are_closed_by_fix() {
    for files in [
        &[("Dockerfile", "FROM scratch\nCOPY . .\n")][..],
        &[("Dockerfile", "FROM scratch\nCOPY . .\n"), (".dockerignore", "*\r\n!sub\r\n")],
        &[("package.json", "{}"), (".npmignore", "test/")],
        &[(".gcloudignore", ".git\n"), (".npmrc", "//r/:_authToken=abc\n")],
        &[("sub/Chart.yaml", "name: x\n")],
    ] {
        let scratch = repository(files);
        let mut options = Options::default();
        options.allow_changes(false);
        let outcome = run(&scratch, options.clone());
        assert_eq!(outcome.verdict, Verdict::Pass, "{files:?}: {:?} {:?}", listed(&outcome, Severity::Error), outcome.troubles);
        assert_eq!(run(&scratch, options).metrics["notes"][0], "--fix had nothing to change", "{files:?}");
    }
}
