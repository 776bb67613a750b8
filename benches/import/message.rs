//! Where an HTTP/1.1 message ends. As much of the protocol as a server and a load generator need
//! that talk to programs which mean well: a head, and a body of a length that the head names.

/// The first whole message in the bytes: the length of its head, and that of all of it.
pub fn whole(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let all = head + content_length(&bytes[..head]);
    (bytes.len() >= all).then_some((head, all))
}

fn content_length(head: &[u8]) -> usize {
    const NAME: &[u8] = b"content-length:";
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = lines
        .find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)));
    let value = line.and_then(|line| std::str::from_utf8(&line[NAME.len()..]).ok());
    value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}
