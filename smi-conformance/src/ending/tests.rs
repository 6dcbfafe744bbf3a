//! Every combination.
