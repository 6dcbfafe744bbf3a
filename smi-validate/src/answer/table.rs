//! Tables of texts: columns as wide as what is in them.

/// Lines of a table, indented, without blanks at their ends.
pub(super) fn lines(rows: &[Vec<String>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<_> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (cell, width) in row.iter().zip(&widths) {
            let fill = width - cell.chars().count().min(*width);
            line.push_str(cell);
            line.push_str(&" ".repeat(fill + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn columns_are_aligned_by_characters() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let rows = [row(["é", "a"]), row(["long", "b"]), row(["x", ""])];
        assert_eq!(lines(&rows, 1), " é     a\n long  b\n x\n");
    }
}
