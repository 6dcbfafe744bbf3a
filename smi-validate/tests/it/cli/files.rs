//! Which files are read, as far as exit codes and errors tell. What is found where is tested in the library.

use super::{Folder, GOOD};

#[test]
fn the_current_folder_is_read_by_default() {
    let folder = Folder::new("here").with(&[("apps/a.yaml", GOOD), ("empty/notes.txt", "")]);
    assert_eq!(folder.run("check").code, 0);
    assert_eq!(folder.run("check apps/*.yaml **/*.yaml").code, 0);
    Folder(folder.0.join("empty")).run("check").refused("there is no manifest in `.`: looked for");
}

#[test]
fn what_is_not_there_is_refused_whatever_else_is() {
    let folder = Folder::new("absent").with(&[("a.yaml", GOOD)]);
    folder.run("check a.yaml absent").refused("there is no file or folder `absent`");
    folder.run("check a.yaml *.toml").refused("no file matches `*.toml`");
}

#[test]
fn bytes_that_are_no_text_are_a_finding_at_most() {
    let folder = Folder::new("bytes");
    folder.write("z.yaml", b"a: \xff\n");
    assert_ne!(folder.run("check z.yaml").code, 2);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_read_as_one_if_named() {
    let folder = Folder::new("device");
    let ran = folder.run_with("check /dev/stdin", &[], GOOD);
    assert_eq!(ran.code, 0, "{ran:?}");
}
