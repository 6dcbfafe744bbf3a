//! Any mesh, driven by a program of any language: the plug-in protocol of `docs/plugin-protocol.md`.

mod lenient;
pub mod message;
