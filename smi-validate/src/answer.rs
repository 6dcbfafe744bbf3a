//! Answers about sets of manifests: who may call what, who gets which share, how it looks, and how it looks in other versions.
//!
//! Each answer is a value; `Display` or a function beside it writes it for people. None of them reads or writes anything.
//!
//! ```
//! use smi_validate::answer::can_i::{self, Question, Verdict};
//! use smi_validate::check::check_all;
//! use smi_validate::config::Config;
//! use smi_validate::finding::Input;
//!
//! let text = "
//! apiVersion: v1
//! kind: Service
//! metadata: { name: cart, namespace: shop }
//! spec: { selector: { app: cart }, ports: [{ port: 80 }] }
//! ---
//! apiVersion: v1
//! kind: Pod
//! metadata: { name: cart, namespace: shop, labels: { app: cart } }
//! spec: { serviceAccountName: cart, containers: [] }
//! ";
//! let inputs = [Input::new("shop.yaml", text, 0)];
//! let checked = check_all(&inputs, &Config::default());
//!
//! let to = ["GET".to_owned(), "http://cart.shop/items".to_owned()];
//! let question = Question::parse("shop/web", &to, &[])?;
//! let answer = can_i::ask(&checked.sets[&0], &question, &[])?;
//! assert_eq!(answer.verdict, Verdict::Deny, "no target is about the cart");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod can_i;
pub mod convert;
pub mod graph;
mod share;
pub mod show;
mod table;
#[cfg(test)]
mod tests;
mod words;

use crate::set::Set;

/// The objects that an answer had to do without, because they cannot be read; for people.
#[must_use]
pub fn left_out(set: &Set) -> Vec<String> {
    let objects = set.unread().into_iter().map(|(kind, name)| format!("{kind} {name}"));
    let mut left_out: Vec<_> = objects.collect();
    match set.unreadable() {
        0 => {}
        1 => left_out.push("a document that cannot be read at all".to_owned()),
        count => left_out.push(format!("{count} documents that cannot be read at all")),
    }
    left_out
}
