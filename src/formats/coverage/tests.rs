use super::*;

fn all(text: &str) -> Result<(Head, Vec<FileCoverage>), Error> {
    let mut files = Vec::new();
    let head = read(&mut text.as_bytes(), &mut |file| files.push(file))?;
    Ok((head, files))
}

#[test]
fn lcov_is_read_with_its_figures() {
    let (_, files) =
        all("TN:\nSF:src/a.c\nFN:1,main\nFNDA:2,main\nDA:1,2\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nLF:2\nLH:1\nend_of_record\n").unwrap();
    assert_eq!(files[0].path, "src/a.c");
    assert_eq!(files[0].lines, [(1, 2), (2, 0)]);
    assert_eq!(files[0].branches.len(), 2);
    assert_eq!(files[0].functions[0].hits, 2);
    assert_eq!(files[0].stated.lines, Some(Figure { covered: 1, total: 2 }));
}
