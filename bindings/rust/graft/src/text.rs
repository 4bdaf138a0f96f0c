//! Texts on their way to the library and back.

use crate::error::{check, Error, Result};
use std::borrow::Cow;
use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::path::Path;
use std::ptr::null_mut;

/// A text with its final zero; `name` is the argument that holds a zero itself.
pub(crate) fn c_text(text: impl Into<Vec<u8>>, name: &str) -> Result<CString> {
    CString::new(text).map_err(|e| {
        Error::argument(format!("{}: holds a zero at byte {}", name, e.nul_position()))
    })
}

#[cfg(unix)]
pub(crate) fn c_path(path: &Path) -> Result<CString> {
    use std::os::unix::ffi::OsStrExt;
    c_text(path.as_os_str().as_bytes(), "path")
}

#[cfg(not(unix))]
pub(crate) fn c_path(path: &Path) -> Result<CString> {
    match path.to_str() {
        Some(text) => c_text(text, "path"),
        None => Err(Error::argument("path: is not Unicode")),
    }
}

/// Many texts as pointers.
pub(crate) struct Pointers {
    pointers: Vec<*const c_char>,
    _texts: Vec<CString>,
}

impl Pointers {
    pub fn new<S: AsRef<str>>(texts: &[S], name: &str) -> Result<Pointers> {
        let mut held = Vec::with_capacity(texts.len());
        for (i, text) in texts.iter().enumerate() {
            let text = text.as_ref().as_bytes();
            held.push(CString::new(text).map_err(|e| {
                Error::argument(format!(
                    "{}[{}]: holds a zero at byte {}",
                    name,
                    i,
                    e.nul_position()
                ))
            })?);
        }
        Ok(Pointers { pointers: held.iter().map(|text| text.as_ptr()).collect(), _texts: held })
    }

    pub fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }
}

/// The text of a function that ends in (buffer, capacity, needed).
pub(crate) fn owned(function: impl Fn(*mut c_char, i64, *mut i64) -> i32) -> Result<String> {
    let mut needed = 0;
    check(function(null_mut(), 0, &mut needed))?;
    let mut buffer = vec![0u8; needed as usize + 1];
    check(function(buffer.as_mut_ptr().cast(), needed + 1, null_mut()))?;
    buffer.pop();
    Ok(into_text(buffer))
}

/// The library gives valid UTF-8 only; what a caller put in may be anything.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// A text of the library's that lives for `'a`.
///
/// # Safety
/// `text` is NULL or ends in a zero, and does not change for `'a`.
pub(crate) unsafe fn borrowed<'a>(text: *const c_char) -> &'a str {
    if text.is_null() {
        return "";
    }
    CStr::from_ptr(text).to_str().unwrap_or("")
}

/// Many texts in one piece: text `i` is `bytes[offsets[i]..offsets[i + 1]]`, the layout that Arrow
/// calls `large_utf8`. Made from an iterator, or over buffers that are there already:
///
/// ```
/// let list: graft::Texts = ["CCO", "c1ccccc1"].iter().collect();
/// let same = graft::Texts::packed(b"CCOc1ccccc1", &[0, 3, 11])?;
/// assert_eq!(list, same);
/// assert_eq!(same.iter().last(), Some("c1ccccc1"));
/// # Ok::<(), graft::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts<'a> {
    bytes: Cow<'a, [u8]>,
    offsets: Cow<'a, [i64]>,
}

impl<'a> Texts<'a> {
    /// Buffers as they lie, without a copy. Errors: [`ErrorKind::Argument`](crate::ErrorKind) for
    /// offsets that are empty, fall, lie outside `bytes` or cut a character, and for bytes that are
    /// not UTF-8.
    pub fn packed(bytes: &'a [u8], offsets: &'a [i64]) -> Result<Texts<'a>> {
        let all = std::str::from_utf8(bytes)
            .map_err(|e| Error::argument(format!("bytes: not UTF-8 at {}", e.valid_up_to())))?;
        if offsets.is_empty() {
            return Err(Error::argument("offsets: is empty; one more than texts is wanted"));
        }
        let mut before = 0;
        for (i, &offset) in offsets.iter().enumerate() {
            if offset < before {
                let message = format!("offsets[{}] = {} is less than {}", i, offset, before);
                return Err(Error::argument(message));
            }
            // False beyond the end, too.
            if !usize::try_from(offset).map_or(false, |offset| all.is_char_boundary(offset)) {
                let message = format!("offsets[{}] = {} is not between two characters", i, offset);
                return Err(Error::argument(message));
            }
            before = offset;
        }
        Ok(Texts { bytes: Cow::Borrowed(bytes), offsets: Cow::Borrowed(offsets) })
    }

    /// What the library wrote into such buffers.
    pub(crate) fn written(bytes: Vec<u8>, offsets: Vec<i64>) -> Texts<'static> {
        Texts { bytes: Cow::Owned(bytes), offsets: Cow::Owned(offsets) }
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Text `i`; none beyond the last.
    pub fn get(&self, i: usize) -> Option<&str> {
        if i >= self.len() {
            return None;
        }
        let text = self.bytes.get(self.offsets[i] as usize..self.offsets[i + 1] as usize)?;
        Some(std::str::from_utf8(text).unwrap_or(""))
    }

    /// The texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + '_ {
        (0..self.len()).map(move |i| self.get(i).unwrap_or(""))
    }

    pub(crate) fn bytes(&self) -> *const c_char {
        self.bytes.as_ptr().cast()
    }

    pub(crate) fn offsets(&self) -> *const i64 {
        self.offsets.as_ptr()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts<'static> {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Texts<'static> {
        let (mut bytes, mut offsets) = (Vec::new(), vec![0]);
        for text in texts {
            bytes.extend_from_slice(text.as_ref().as_bytes());
            offsets.push(bytes.len() as i64);
        }
        Texts::written(bytes, offsets)
    }
}
