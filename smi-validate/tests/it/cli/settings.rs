//! `smi-validate.toml`.

use super::{Folder, GOOD};

#[test]
fn the_file_is_found_upwards_up_to_the_root_of_the_repository() {
    let wrong = "target = ['osx']\n";
    let folder = Folder::new("upwards").with(&[
        ("smi-validate.toml", wrong),
        ("apps/web/a.yaml", GOOD),
        ("other/.git/HEAD", ""),
        ("other/web/a.yaml", GOOD),
    ]);
    let within = |path: &str| Folder(folder.0.join(path));
    within("apps/web")
        .run("check a.yaml")
        .refused("smi-validate.toml:1:10: no profile is called `osx`");
    assert_eq!(within("other/web").run("check a.yaml").code, 0, "another repository");
    within("other/web")
        .run("check a.yaml --config ../../smi-validate.toml")
        .refused("../../smi-validate.toml:1:10: no profile");
    folder
        .run("check apps --config absent.toml")
        .refused("there is no file or folder `absent.toml`");
}

#[test]
fn what_is_wrong_is_told_with_line_and_column() {
    let folder = Folder::new("wrong").with(&[("a.yaml", GOOD)]);
    for (text, says) in [
        ("\nfail_on = 'error'\n", "smi-validate.toml:2:1: unknown field `fail_on`"),
        ("complete = 1\n", "smi-validate.toml:1:12: invalid type: integer `1`, expected a boolean"),
        (
            "[levels]\nno-such-rule = 'off'\n",
            "smi-validate.toml:2:1: no rule is called `no-such-rule`",
        ),
        ("[[allow]]\nrule = 'no-such-rule'\nreason = 'r'\n", "smi-validate.toml:2:8: no rule"),
    ] {
        folder.write("smi-validate.toml", text.as_bytes());
        folder.run("check a.yaml").refused(says);
    }
}

#[test]
fn the_command_line_beats_the_file() {
    let settings = "target = ['osm']\nnamespace = 'shop'\nfail-on = 'hint'\ncomplete = true\n";
    let folder = Folder::new("beats").with(&[("smi-validate.toml", settings), ("a.yaml", GOOD)]);
    assert_eq!(folder.run("check a.yaml --fail-on never -n x -t spec --complete=false").code, 0);
    folder.run("check a.yaml --complete=maybe").refused("maybe");
}
