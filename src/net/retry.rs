//! Whether to ask again, and when.

use jiff::Timestamp;
use std::time::Duration;

/// The first wait where the server names none; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(200);
/// The longest wait that golive comes to by itself.
const LONGEST: Duration = Duration::from_secs(10);

/// Whether a status says that asking again may help (RFC 9110, RFC 6585).
pub(super) fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// The wait before the attempt after number `attempt` (from 0), where nobody says how long.
pub(super) fn backoff(attempt: u32) -> Duration {
    FIRST.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX)).min(LONGEST)
}

/// The wait that `Retry-After` asks for: seconds, or an HTTP date (RFC 9110, 10.2.3) seen from the server's own clock.
pub(super) fn retry_after(value: &str, server: Option<Timestamp>, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = http_date(value)?;
    let wait = at.duration_since(server.unwrap_or(now));
    Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
}

/// A date as HTTP headers have it, `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn http_date(value: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value.trim()).ok()
}
