//! What kind of file a path names, as far as it changes how text is read.

/// Kinds of files that differ in what an assignment looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A programming language: strings are quoted, unquoted words are names.
    Code,
    /// `KEY=value` and `key: value` files: what is not quoted is text all the same.
    Config,
    /// Shell scripts, Dockerfiles, makefiles: unquoted values, and command lines.
    Shell,
    /// XML and HTML.
    Markup,
    /// Text for people; may quote anything.
    Prose,
    /// Machine-written lists of hashes.
    Lock,
    /// Comma- or tab-separated tables.
    Table,
    /// Not known.
    Unknown,
}

/// Names (lower case) of lock files and of other machine-written lists of hashes.
const LOCK_NAMES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "deno.lock",
    "cargo.lock",
    "go.sum",
    "go.work.sum",
    "poetry.lock",
    "pipfile.lock",
    "uv.lock",
    "pdm.lock",
    "composer.lock",
    "gemfile.lock",
    "mix.lock",
    "pubspec.lock",
    "podfile.lock",
    "package.resolved",
    "packages.lock.json",
    "gradle.lockfile",
    "verification-metadata.xml",
    "flake.lock",
    ".terraform.lock.hcl",
    "paket.lock",
    "conan.lock",
    "module.bazel.lock",
    "cargo.toml.orig",
    "sha256sums",
    "checksums.txt",
];

impl FileKind {
    /// The kind of the file at `path`, by its name alone.
    pub fn of(path: &[u8]) -> Self {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path).to_ascii_lowercase();
        let name = String::from_utf8_lossy(&name);
        if LOCK_NAMES.contains(&name.as_ref()) {
            return Self::Lock;
        }
        if name.starts_with("dockerfile") || name.starts_with("containerfile") || name.starts_with("makefile") {
            return Self::Shell;
        }
        if name == ".env" || name.starts_with(".env.") || name.ends_with(".env") {
            return Self::Config;
        }
        let Some((_, extension)) = name.rsplit_once('.') else { return Self::Unknown };
        Self::of_extension(extension)
    }

    fn of_extension(extension: &str) -> Self {
        match extension {
            "rs" | "go" | "py" | "pyi" | "js" | "jsx" | "mjs" | "cjs" | "ts" | "tsx" | "mts" | "cts" | "java" | "kt" | "kts" | "scala"
            | "groovy" | "gradle" | "c" | "h" | "cc" | "cpp" | "cxx" | "hpp" | "m" | "mm" | "cs" | "fs" | "vb" | "swift" | "rb" | "php"
            | "pl" | "pm" | "lua" | "dart" | "ex" | "exs" | "erl" | "hs" | "ml" | "clj" | "cljs" | "jl" | "r" | "sql" | "vue"
            | "svelte" | "tf" | "hcl" | "tfvars" | "nix" | "zig" | "proto" | "graphql" | "ipynb" | "json" | "json5" | "jsonc" | "toml"
            | "sol" | "elm" | "ino" | "pas" | "abap" | "cbl" | "bas" | "coffee" | "jsonnet" | "bicep" | "cue" | "rego" | "prisma" => {
                Self::Code
            }
            "yml" | "yaml" | "properties" | "ini" | "cfg" | "conf" | "config" | "cnf" | "envrc" | "editorconfig" | "npmrc" | "pypirc"
            | "netrc" | "desktop" | "service" | "inf" | "reg" | "ovpn" => Self::Config,
            "sh" | "bash" | "zsh" | "fish" | "ksh" | "ps1" | "psm1" | "bat" | "cmd" | "mk" | "mak" | "dockerfile" | "just" => Self::Shell,
            "xml" | "html" | "htm" | "xhtml" | "xaml" | "plist" | "csproj" | "pom" | "resx" | "jsp" | "svg" | "publishsettings" => {
                Self::Markup
            }
            "md" | "markdown" | "rst" | "adoc" | "tex" | "org" | "po" | "pot" => Self::Prose,
            "lock" | "sum" | "sha256" | "sha1" | "md5" | "map" => Self::Lock,
            "csv" | "tsv" => Self::Table,
            _ => Self::Unknown,
        }
    }

    /// Whether an unquoted word after `name =` is the value itself rather than the name of another one.
    pub fn has_bare_values(self) -> bool {
        !matches!(self, Self::Code | Self::Lock | Self::Markup)
    }
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn names_decide() {
        assert_eq!(FileKind::of(b"a/.env.production"), FileKind::Config);
        assert_eq!(FileKind::of(b"web/package-lock.json"), FileKind::Lock);
        assert_eq!(FileKind::of(b"Dockerfile.dev"), FileKind::Shell);
        assert_eq!(FileKind::of(b"src/main.rs"), FileKind::Code);
        assert_eq!(FileKind::of(b"LICENSE"), FileKind::Unknown);
    }
}
