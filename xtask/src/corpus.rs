//! `corpus`: manifests by the thousand, about as people, charts and controllers write them, the same for the same seed.

mod conflicts;
mod kubernetes;
mod maker;
mod random;
mod served;
mod smi;
mod team;
#[cfg(test)]
mod tests;
mod words;
mod write;

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::Outcome;

pub(crate) use maker::Shape;
use maker::{Piece, groups};

/// What to make, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) output: PathBuf,
    pub(crate) shape: Shape,
    pub(crate) seed: u64,
    pub(crate) size: Size,
}

/// Where a corpus ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Behind the team with which there are so many bytes.
    Bytes(u64),
    /// Behind so many objects.
    Objects(usize),
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) files: usize,
    pub(crate) objects: usize,
    pub(crate) bytes: u64,
}

const BYTES: u64 = 20_000_000;

/// Makes a corpus as the arguments say.
#[expect(clippy::print_stdout, reason = "this is how people learn what they got")]
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let order = parse(arguments)?;
    let Made { files, objects, bytes } = make(&order)?;
    let folder = order.output.display();
    println!("{folder}: {bytes} bytes, {objects} objects, {files} files");
    Ok(())
}

fn parse(arguments: &[&str]) -> Result<Order, String> {
    let (mut output, mut shape, mut seed, mut size) = (None, Shape::Mixed, 1, Size::Bytes(BYTES));
    for pair in arguments.chunks(2) {
        let &[name, value] = pair else {
            return Err(format!("expected a value behind `{}`, found nothing", pair[0]));
        };
        match name {
            "--output" => output = Some(PathBuf::from(value)),
            "--seed" => seed = number(name, value)?,
            "--bytes" => size = Size::Bytes(number(name, value)?),
            "--objects" => size = Size::Objects(number(name, value)?),
            "--shape" => {
                let found = Shape::ALL.into_iter().find(|shape| shape.name() == value);
                let names = Shape::ALL.map(Shape::name).join(", ");
                shape = found.ok_or_else(|| {
                    format!("expected one of {names} behind `--shape`, found `{value}`")
                })?;
            }
            other => {
                return Err(format!(
                    "expected --output, --bytes, --objects, --seed or --shape, found `{other}`"
                ));
            }
        }
    }
    let output = output.ok_or("expected `--output FOLDER`: where the corpus is to be written")?;
    Ok(Order { output, shape, seed, size })
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    let refuse = |_| format!("expected a number behind `{name}`, found `{value}`");
    value.replace('_', "").parse().map_err(refuse)
}

/// Makes a corpus in a folder that is new or empty, for what lies there already would belong to it.
pub(crate) fn make(order: &Order) -> Result<Made, String> {
    let Order { output, shape, seed, size } = order;
    let failed = |error: std::io::Error| format!("{}: {error}", output.display());
    fs::create_dir_all(output).map_err(failed)?;
    if fs::read_dir(output).map_err(failed)?.next().is_some() {
        return Err(format!(
            "{}: expected a new or an empty folder, found files in it; name another one",
            output.display()
        ));
    }
    let mut files = Files { folder: output, shape: *shape, open: None, made: Made::default() };
    for group in groups(*shape, *seed) {
        let is_enough = match *size {
            Size::Bytes(bytes) => files.made.bytes >= bytes,
            Size::Objects(objects) => files.made.objects >= objects,
        };
        if is_enough {
            break;
        }
        let left = match *size {
            Size::Bytes(_) => group.len(),
            Size::Objects(objects) => objects - files.made.objects,
        };
        for piece in group.iter().take(left) {
            files.add(piece).map_err(failed)?;
        }
    }
    files.close().map_err(failed)?;
    Ok(files.made)
}

/// The files of a corpus, one of them open.
struct Files<'o> {
    folder: &'o Path,
    shape: Shape,
    open: Option<(String, BufWriter<File>)>,
    made: Made,
}

impl Files<'_> {
    fn add(&mut self, piece: &Piece) -> std::io::Result<()> {
        if self.open.as_ref().is_none_or(|(name, _)| *name != piece.file) {
            self.close()?;
            let file = BufWriter::new(File::create(self.folder.join(&piece.file))?);
            self.open = Some((piece.file.clone(), file));
            self.made.files += 1;
            self.write(self.shape.begin())?;
        }
        self.made.objects += 1;
        self.write(&piece.text)
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.made.bytes += text.len() as u64;
        match &mut self.open {
            Some((_, file)) => file.write_all(text.as_bytes()),
            None => Ok(()),
        }
    }

    fn close(&mut self) -> std::io::Result<()> {
        if self.open.is_some() {
            self.write(self.shape.end())?;
        }
        self.open.take().map_or(Ok(()), |(_, mut file)| file.flush())
    }
}
