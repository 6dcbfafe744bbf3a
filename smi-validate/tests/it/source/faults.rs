//! What is broken: its place, its words, and that it stays alone.
