//! How fast texts are read.

fn main() {
    divan::main();
}
