//! Which files are read, and in which sets.

use std::process;

use super::*;

/// A folder of one test, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("smi-validate-{}-{test}", process::id()));
        let folder = Self(path);
        for (name, text) in [
            ("a.yaml", "a: 1"),
            ("b.yml", "a: 1"),
            ("c.JSON", "{}"),
            ("notes.txt", "no manifest"),
            (".hidden/d.yaml", "a: 1"),
            ("apps/e.yaml", "a: 1"),
            ("apps/build/f.yaml", "a: 1"),
            ("apps/.gitignore", "build/\n*.gen.yaml\n"),
            ("apps/g.gen.yaml", "a: 1"),
            ("empty/notes.txt", "no manifest"),
        ] {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The inputs of paths in it, each with the number of its set: `a.yaml:0`.
    fn read(&self, paths: &str, set_per: SetPer) -> Result<String, CliError> {
        let paths = paths.split(' ').map(|path| self.0.join(path)).collect();
        let inputs = InputArguments { paths, set_per }.read()?;
        let root = shown(&self.0);
        let name = |input: &Input| {
            let name = input.name.strip_prefix(&root).unwrap_or(&input.name);
            format!("{}:{}", name.trim_start_matches('/'), input.set)
        };
        Ok(inputs.iter().map(name).collect::<Vec<_>>().join(" "))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn folders_are_read_without_what_is_hidden_or_ignored() {
    let folder = Folder::new("folders");
    for (paths, expected) in [
        ("", "a.yaml:0 apps/e.yaml:0 b.yml:0 c.JSON:0"),
        ("apps", "apps/e.yaml:0"),
        ("apps/g.gen.yaml apps/e.yaml", "apps/g.gen.yaml:0 apps/e.yaml:1"),
        (".hidden/d.yaml notes.txt", ".hidden/d.yaml:0 notes.txt:1"),
        (".hidden", ".hidden/d.yaml:0"),
    ] {
        assert_eq!(folder.read(paths, SetPer::Argument).unwrap(), expected, "{paths}");
    }
}

#[test]
fn a_file_is_in_a_set_once() {
    let folder = Folder::new("sets");
    for (set_per, expected) in [
        (SetPer::Argument, "a.yaml:0 apps/e.yaml:1 a.yaml:2"),
        (SetPer::File, "a.yaml:0 apps/e.yaml:1"),
        (SetPer::Dir, "a.yaml:0 apps/e.yaml:1"),
        (SetPer::All, "a.yaml:0 apps/e.yaml:0"),
    ] {
        let read = folder.read("a.yaml apps apps/../a.yaml", set_per).unwrap();
        assert_eq!(read.replace("apps/../", ""), expected, "{set_per:?}");
    }
}

#[test]
fn patterns_that_no_shell_has_expanded_are_expanded() {
    let folder = Folder::new("patterns");
    folder.write("odd[1].yaml", "a: 1");
    for (pattern, expected) in [
        ("[ab].y*ml", "a.yaml:0 b.yml:0"),
        ("?pps/*.yaml", "apps/e.yaml:0 apps/g.gen.yaml:0"),
        ("**/[a-z].yaml", "a.yaml:0 apps/e.yaml:0"),
        ("apps/**", "apps/e.yaml:0"),
        (".h*/*.yaml", ".hidden/d.yaml:0"),
        ("a*", "a.yaml:0 apps/e.yaml:0"),
        ("apps/[!g]*.yaml", "apps/e.yaml:0"),
        ("odd[1].yaml", "odd[1].yaml:0"),
    ] {
        assert_eq!(folder.read(pattern, SetPer::Argument).unwrap(), expected, "{pattern}");
    }
}

#[test]
fn where_nothing_is_to_read_the_error_says_what_was_looked_for() {
    let folder = Folder::new("nothing");
    for (path, says) in [
        ("empty", "looked for files .yaml, .yml and .json"),
        ("absent", "there is no file or folder"),
        ("a.yaml/b", "there is no file or folder"),
        ("*.toml", "no file matches"),
        ("a[.yaml", "is no pattern for files"),
    ] {
        let error = folder.read(path, SetPer::Argument).unwrap_err().to_string();
        assert!(error.contains(says), "{path}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    let folder = Folder::new("links");
    std::os::unix::fs::symlink(folder.0.join("a.yaml"), folder.0.join("apps/link.yaml")).unwrap();
    std::os::unix::fs::symlink(&folder.0, folder.0.join("apps/loop")).unwrap();
    let read = folder.read("apps", SetPer::Argument).unwrap();
    assert_eq!(read, "apps/e.yaml:0 apps/link.yaml:0");
}
