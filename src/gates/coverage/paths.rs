//! From a path of a report to a file of the repository. Nothing is opened for it but `go.mod` files and Kotlin sources that are tracked.

use super::declared::{module_of, package_of};
use super::options::{Options, PathMap};
use super::spelling::{plain, slashes};
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// What a path of a report came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A file of the repository.
    File(RepoPath),
    /// No file of the repository.
    Foreign,
    /// Several, none of them likelier.
    Ambiguous(Vec<RepoPath>),
}

/// Where a report stands and what it says of its paths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'run> {
    /// Folders of the repository that its paths may be relative to, the likeliest first; relative to the root.
    pub(super) folders: &'run [RepoPath],
    /// Folders that it names itself.
    pub(super) roots: &'run [String],
}

/// The files of the repository, to be found by paths of a report.
pub(super) struct Files {
    /// Its root, as it is and with links resolved, with `/`.
    root: Vec<String>,
    all: Vec<RepoPath>,
    by_path: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    maps: Vec<PathMap>,
    strip: Vec<String>,
    /// Module path and folder of every `go.mod`, the longest module path first.
    modules: Vec<(String, String)>,
}

impl Files {
    /// Of the files of the repository at `root`.
    pub(super) fn new(root: &Path, files: Vec<RepoPath>, options: &Options) -> Self {
        let mut by_path = HashMap::with_capacity(files.len());
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::with_capacity(files.len());
        let mut modules = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let Ok(path) = file.as_bytes().to_str() else { continue };
            let name = path.rsplit('/').next().unwrap_or(path);
            if name == "go.mod"
                && let Some(module) = module_of(&file.to_path(root))
            {
                modules.push((module, path.strip_suffix("go.mod").unwrap_or_default().to_owned()));
            }
            by_name.entry(name.to_owned()).or_default().push(at);
            by_path.insert(path.to_owned(), at);
        }
        modules.sort_by_key(|(module, _)| std::cmp::Reverse(module.len()));
        let mut roots: Vec<String> = [root.canonicalize().ok(), Some(root.to_path_buf())]
            .into_iter()
            .flatten()
            .map(|root| slashes(&root.to_string_lossy()).trim_end_matches('/').to_owned())
            .collect();
        roots.dedup();
        let strip = options.strip_prefix.iter().map(|prefix| slashes(prefix).trim_end_matches('/').to_owned()).collect();
        Self { root: roots, all: files, by_path, by_name, maps: options.path_map.clone(), strip, modules }
    }

    /// The file that each path of a report is; `group` beside it tells files of the same path apart.
    pub(super) fn find_all(&self, paths: &[(&str, Option<&str>)], origin: Origin<'_>) -> Vec<Found> {
        let guesses: Vec<Guess> = paths.iter().map(|(path, _)| self.guess(path, origin)).collect();
        let prefixes = Prefixes::of(&guesses, |at| self.depth(at));
        guesses
            .iter()
            .zip(paths)
            .map(|(guess, (path, group))| match &guess.exact {
                Some(at) => self.file(*at),
                None => self.settle(guess, path, *group, origin, &prefixes),
            })
            .collect()
    }

    fn file(&self, at: usize) -> Found {
        self.all.get(at).map_or(Found::Foreign, |file| Found::File(file.clone()))
    }

    fn guess(&self, given: &str, origin: Origin<'_>) -> Guess {
        let mut guess = Guess::default();
        let path = slashes(given);
        let mapped = self.mapped(&path);
        if let Some(mapped) = &mapped
            && let Some(at) = self.exact(mapped)
        {
            guess.exact = Some(at);
            return guess;
        }
        let path = mapped.unwrap_or(path);
        let is_absolute = path.starts_with('/');
        let mut spelled: Vec<String> = Vec::new();
        if !is_absolute {
            let absolute_roots = origin.roots.iter().map(|root| slashes(root)).filter(|root| root.starts_with('/'));
            spelled.extend(absolute_roots.filter_map(|root| plain(&format!("{root}/{path}"))));
        }
        spelled.extend(plain(&path));
        for whole in &spelled {
            if let Some(inside) = self.below_root(whole) {
                guess.exact = self.exact(inside);
                if guess.exact.is_some() {
                    return guess;
                }
            }
        }
        if !is_absolute {
            // A folder that the report names tells more than the path alone.
            let mut rooted = Guess::default();
            spelled.iter().filter(|whole| whole.starts_with('/')).for_each(|whole| self.suffixes(whole, &mut rooted));
            guess.exact = rooted.inside.first().map(|(at, _)| *at).filter(|at| self.depth(*at) > path.split('/').count());
            if guess.exact.is_some() {
                return guess;
            }
            let roots: Vec<String> = origin.roots.iter().map(|root| slashes(root)).filter(|root| !root.starts_with('/')).collect();
            let folders = origin.folders.iter().map(ToString::to_string);
            for folder in folders {
                for root in roots.iter().map(String::as_str).chain([""]) {
                    let joined = [folder.as_str(), root, path.as_str()]
                        .iter()
                        .filter(|part| !part.is_empty())
                        .copied()
                        .collect::<Vec<_>>()
                        .join("/");
                    guess.exact = plain(&joined).and_then(|joined| self.exact(&joined));
                    if guess.exact.is_some() {
                        return guess;
                    }
                }
            }
            guess.exact = self.go_module(&path);
            if guess.exact.is_some() {
                return guess;
            }
        }
        for whole in spelled {
            self.suffixes(&whole, &mut guess);
        }
        guess
    }

    /// The files that end in the path, and those that the path ends in with what stands before them.
    fn suffixes(&self, whole: &str, guess: &mut Guess) {
        let whole = whole.trim_start_matches('/');
        let name = whole.rsplit('/').next().unwrap_or(whole);
        let mut longest = guess.inside.first().map_or(0, |(at, _)| self.depth(*at));
        for at in self.by_name.get(name).into_iter().flatten() {
            let Some(file) = self.all.get(*at).and_then(|file| file.as_bytes().to_str().ok()) else { continue };
            if let Some(prefix) = whole.strip_suffix(file).filter(|prefix| prefix.ends_with('/')) {
                let depth = file.split('/').count();
                if depth > longest {
                    longest = depth;
                    guess.inside.clear();
                    guess.inside.push((*at, prefix.to_owned()));
                }
            } else if file.strip_suffix(whole).is_some_and(|before| before.is_empty() || before.ends_with('/'))
                && !guess.around.contains(at)
            {
                guess.around.push(*at);
            }
            guess.named.push(*at);
        }
    }

    /// How many parts the path of a file has.
    fn depth(&self, at: usize) -> usize {
        self.all.get(at).map_or(0, |file| file.as_bytes().split_str("/").count())
    }

    fn settle(&self, guess: &Guess, path: &str, group: Option<&str>, origin: Origin<'_>, prefixes: &Prefixes<'_>) -> Found {
        if let Some((at, prefix)) = guess.inside.first()
            && (self.depth(*at) > 1 || prefixes.is_likely(prefix))
        {
            return self.file(*at);
        }
        match guess.around.as_slice() {
            [] => self.by_package(guess, path),
            [only] => self.file(*only),
            several => self.likeliest(several, group, origin),
        }
    }

    /// Of several files that end in the path: the one below the report's own folder, in its group, or among the sources of its module.
    fn likeliest(&self, several: &[usize], group: Option<&str>, origin: Origin<'_>) -> Found {
        let files: Vec<&RepoPath> = several.iter().filter_map(|at| self.all.get(*at)).collect();
        let in_group = |file: &RepoPath| {
            group.is_some_and(|group| {
                let group = slashes(group);
                let wanted: Vec<&str> = group.split(['/', ':']).filter(|part| !part.is_empty()).collect();
                let parts: Vec<&[u8]> = file.as_bytes().split_str("/").collect();
                !wanted.is_empty()
                    && parts.windows(wanted.len()).any(|window| window.iter().zip(&wanted).all(|(one, two)| *one == two.as_bytes()))
            })
        };
        let mut left: Vec<&RepoPath> = files.iter().copied().filter(|file| in_group(file)).collect();
        if left.is_empty() {
            left.clone_from(&files);
        }
        for folder in origin.folders.iter().filter(|folder| !folder.as_bytes().is_empty()) {
            let below: Vec<&RepoPath> = left.iter().copied().filter(|file| file.is_within(folder)).collect();
            if !below.is_empty() {
                left = below;
                break;
            }
        }
        if left.len() > 1 {
            let main: Vec<&RepoPath> = left.iter().copied().filter(|file| file.as_bytes().contains_str("src/main/")).collect();
            if main.len() == 1 {
                left = main;
            }
        }
        match left.as_slice() {
            [only] => Found::File((*only).clone()),
            _ => Found::Ambiguous(left.into_iter().cloned().collect()),
        }
    }

    /// Kotlin may leave out folders of the package: the file of that name which says that it is of that package.
    fn by_package(&self, guess: &Guess, path: &str) -> Found {
        let path = slashes(path);
        let Some((folder, _)) = path.rsplit_once('/').filter(|(_, name)| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "kt"))
        else {
            return Found::Foreign;
        };
        let package = folder.trim_matches('/').replace('/', ".");
        let root = self.root.first().map(String::as_str).unwrap_or_default();
        let says =
            |at: &&usize| self.all.get(**at).is_some_and(|file| package_of(&file.to_path(Path::new(root))).as_deref() == Some(&package));
        let said: Vec<&usize> = guess.named.iter().filter(says).collect();
        match said.as_slice() {
            [] => Found::Foreign,
            [only] => self.file(**only),
            several => Found::Ambiguous(several.iter().filter_map(|at| self.all.get(**at)).cloned().collect()),
        }
    }

    fn exact(&self, path: &str) -> Option<usize> {
        self.by_path.get(path.trim_start_matches('/')).copied()
    }

    fn below_root<'path>(&self, whole: &'path str) -> Option<&'path str> {
        self.root.iter().find_map(|root| whole.strip_prefix(root.as_str())?.strip_prefix('/'))
    }

    /// The path with the first prefix replaced that the settings name.
    fn mapped(&self, path: &str) -> Option<String> {
        let cut = |prefix: &str| {
            let rest = path.strip_prefix(prefix.trim_end_matches('/'))?;
            (prefix.ends_with('/') || rest.starts_with('/') || rest.is_empty()).then(|| rest.trim_start_matches('/').to_owned())
        };
        for map in &self.maps {
            if let Some(rest) = cut(&slashes(&map.from)) {
                let to = slashes(&map.to);
                let to = to.trim_matches('/').trim_start_matches("./");
                return plain(&if to.is_empty() || to == "." { rest } else { format!("{to}/{rest}") });
            }
        }
        self.strip.iter().find_map(|prefix| cut(prefix)).and_then(|rest| plain(&rest))
    }

    fn go_module(&self, path: &str) -> Option<usize> {
        let (rest, folder) =
            self.modules.iter().find_map(|(module, folder)| Some((path.strip_prefix(module.as_str())?.strip_prefix('/')?, folder)))?;
        self.exact(&plain(&format!("{folder}{rest}"))?)
    }
}

/// What a path may be.
#[derive(Debug, Default)]
struct Guess {
    exact: Option<usize>,
    /// The deepest file that the path ends in, and what stands before it.
    inside: Vec<(usize, String)>,
    /// Files that end in the path.
    around: Vec<usize>,
    /// Files of the same name.
    named: Vec<usize>,
}

/// What stands before the repository's paths in a report. A container's prefix is one for the whole report, so that a file at the root of
/// the repository is not taken for every file of that name that a system has.
struct Prefixes<'run> {
    /// Of files below the root.
    deep: BTreeSet<&'run str>,
    /// Of all, with how often each occurs.
    all: BTreeMap<&'run str, usize>,
    /// Whether paths stand there as the repository has them.
    exact: bool,
}

impl<'run> Prefixes<'run> {
    fn of(guesses: &'run [Guess], depth: impl Fn(usize) -> usize) -> Self {
        let mut prefixes = Self { deep: BTreeSet::new(), all: BTreeMap::new(), exact: guesses.iter().any(|guess| guess.exact.is_some()) };
        for (at, prefix) in guesses.iter().flat_map(|guess| &guess.inside) {
            *prefixes.all.entry(prefix).or_default() += 1;
            if depth(*at) > 1 {
                prefixes.deep.insert(prefix);
            }
        }
        prefixes
    }

    fn is_likely(&self, prefix: &str) -> bool {
        let most = self.all.values().max();
        self.deep.contains(prefix) || (self.deep.is_empty() && !self.exact && self.all.get(prefix) == most)
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Found, Origin};
    use crate::gates::coverage::options::{Options, PathMap};
    use crate::text::RepoPath;
    use std::path::Path;

    fn files(paths: &[&str], options: &Options) -> Files {
        Files::new(Path::new("/nowhere/repo"), paths.iter().map(|path| RepoPath::new(*path)).collect(), options)
    }

    fn find(files: &Files, paths: &[&str], roots: &[&str], folders: &[&str]) -> Vec<String> {
        let folders: Vec<RepoPath> = folders.iter().map(|folder| RepoPath::new(*folder)).collect();
        let roots: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
        let asked: Vec<(&str, Option<&str>)> = paths.iter().map(|path| (*path, None)).collect();
        files.find_all(&asked, Origin { folders: &folders, roots: &roots }).iter().map(said).collect()
    }

    fn said(found: &Found) -> String {
        match found {
            Found::File(path) => path.to_string(),
            Found::Foreign => "-".to_owned(),
            Found::Ambiguous(paths) => paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "),
        }
    }

    #[test]
    fn paths_of_containers_packages_and_windows() {
        let files = files(&["src/a.py", "src/b.py", "setup.py", "lib/x/c.ts"], &Options::default());
        let found = find(
            &files,
            &["/app/src/a.py", "C:\\w\\src\\b.py", "/nowhere/repo/setup.py", "x/c.ts", "/usr/lib/python3/setup.py"],
            &[],
            &[""],
        );
        assert_eq!(found, ["src/a.py", "src/b.py", "setup.py", "lib/x/c.ts", "-"]);
        assert_eq!(find(&files, &["a.py", "file:///app/src/b.py"], &["/app/src"], &[""]), ["src/a.py", "src/b.py"]);
        assert_eq!(
            find(&files, &["../src/a.py", "../../etc/passwd", "/etc/passwd"], &["/nowhere/repo/build"], &[""]),
            ["src/a.py", "-", "-"]
        );
    }

    #[test]
    fn the_folder_of_the_report_decides_between_packages() {
        let files = files(&["a/src/index.ts", "b/src/index.ts", "src/index.ts"], &Options::default());
        assert_eq!(find(&files, &["src/index.ts"], &[], &["b/coverage", "b", ""]), ["b/src/index.ts"]);
        assert_eq!(find(&files, &["src/index.ts"], &[], &[""]), ["src/index.ts"]);
        assert_eq!(find(&files, &["/home/ci/b/src/index.ts"], &[], &[""]), ["b/src/index.ts"]);
        assert_eq!(find(&files, &["index.ts"], &[], &[""]), ["a/src/index.ts or b/src/index.ts or src/index.ts"]);
    }

    #[test]
    fn a_folder_that_the_report_names_tells_more_than_the_path() {
        let files = files(&["index.ts", "pkg/src/index.ts"], &Options::default());
        assert_eq!(find(&files, &["index.ts"], &["/ci/pkg/src"], &[""]), ["pkg/src/index.ts"]);
        assert_eq!(find(&files, &["index.ts"], &["/ci/other", "/ci/pkg/src"], &[""]), ["pkg/src/index.ts"]);
        assert_eq!(find(&files, &["index.ts"], &["/ci"], &[""]), ["index.ts"]);
    }

    #[test]
    fn a_group_tells_modules_apart() {
        let paths = ["one/src/main/java/p/A.java", "two/src/main/java/p/A.java", "two/src/test/java/p/A.java"];
        let files = files(&paths, &Options::default());
        let origin = Origin { folders: &[RepoPath::new("")], roots: &[] };
        let found = files.find_all(&[("p/A.java", Some("two")), ("p/A.java", None), ("p/A.java", Some("root/one"))], origin);
        assert_eq!(said(&found[0]), "two/src/main/java/p/A.java");
        assert!(matches!(&found[1], Found::Ambiguous(several) if several.len() == 3));
    }

    #[test]
    fn settings_map_prefixes() {
        let maps = vec![PathMap { from: "/build/backend".to_owned(), to: "server".to_owned() }];
        let options = Options { path_map: maps, strip_prefix: vec!["dist/".to_owned()], ..Options::default() };
        let files = files(&["server/src/a.py", "a.js"], &options);
        assert_eq!(
            find(&files, &["/build/backend/src/a.py", "dist/a.js", "/build/backend2/src/a.py"], &[], &[""]),
            ["server/src/a.py", "a.js", "-"]
        );
    }
}
