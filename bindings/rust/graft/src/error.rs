//! What went wrong: the library's status and message.

use graft_sys as sys;
use std::ffi::CStr;
use std::fmt;

/// What every call that can fail gives.
pub type Result<T> = std::result::Result<T, Error>;

/// A call that failed: a status of the library and a message that names the argument, the row and
/// the value. Rows count from 0, lines of a file and characters of a text from 1. What this crate
/// refuses by itself (a text with a zero, an array of another length) is
/// [`ErrorKind::Argument`], too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    status: i32,
    message: String,
}

/// The kinds of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A wrong length or stride, an index out of range, a text with a zero.
    Argument,
    /// A SMILES, a number or a set that cannot be used.
    Data,
    /// An unknown option, or a value out of its range.
    Option,
    /// A file or buffer that is damaged or of another kind.
    Format,
    /// A file from a newer library.
    Version,
    /// The system refused to read or write.
    Io,
    /// Out of memory.
    Memory,
    /// Not in this build, or not for this kind of data or model.
    Unsupported,
    /// Called too early or too late.
    State,
    /// The computation left the finite numbers.
    Numeric,
    /// A fault of the library: please report it.
    Internal,
    /// A fit was stopped before there was a result.
    Stopped,
    /// A callback ended the call: [`Step::Abort`](crate::Step::Abort).
    Callback,
    /// A status that a newer library has.
    Other,
}

impl Error {
    /// The last failure on this thread, which had that status.
    #[cold]
    pub(crate) fn of_library(status: i32) -> Error {
        // SAFETY: never NULL, and valid until this thread's next failure.
        let message = unsafe { CStr::from_ptr(sys::graft_last_error()) };
        Error { status, message: message.to_string_lossy().into_owned() }
    }

    #[cold]
    pub(crate) fn argument(message: impl Into<String>) -> Error {
        Error { status: sys::GRAFT_ERROR_ARGUMENT, message: message.into() }
    }

    #[cold]
    pub(crate) fn memory(count: usize) -> Error {
        let message = format!("out of memory for an array of {}", count);
        Error { status: sys::GRAFT_ERROR_MEMORY, message }
    }

    /// The number that `graft.h` gives it; negative for [`ErrorKind::Callback`].
    pub fn status(&self) -> i32 {
        self.status
    }

    /// The status by its name in `graft.h`, such as `GRAFT_ERROR_DATA`.
    pub fn name(&self) -> &'static str {
        // SAFETY: takes any number and gives a static text.
        unsafe { crate::text::borrowed(sys::graft_status_name(self.status)) }
    }

    /// One line for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to match on.
    pub fn kind(&self) -> ErrorKind {
        match self.status {
            sys::GRAFT_ERROR_ARGUMENT => ErrorKind::Argument,
            sys::GRAFT_ERROR_DATA => ErrorKind::Data,
            sys::GRAFT_ERROR_OPTION => ErrorKind::Option,
            sys::GRAFT_ERROR_FORMAT => ErrorKind::Format,
            sys::GRAFT_ERROR_VERSION => ErrorKind::Version,
            sys::GRAFT_ERROR_IO => ErrorKind::Io,
            sys::GRAFT_ERROR_MEMORY => ErrorKind::Memory,
            sys::GRAFT_ERROR_UNSUPPORTED => ErrorKind::Unsupported,
            sys::GRAFT_ERROR_STATE => ErrorKind::State,
            sys::GRAFT_ERROR_NUMERIC => ErrorKind::Numeric,
            sys::GRAFT_ERROR_INTERNAL => ErrorKind::Internal,
            sys::GRAFT_STOPPED => ErrorKind::Stopped,
            status if status < 0 => ErrorKind::Callback,
            _ => ErrorKind::Other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// So that [`Model::write_to`](crate::Model::write_to) can give what its writer gives.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> std::io::Error {
        std::io::Error::new(std::io::ErrorKind::Other, error)
    }
}

pub(crate) fn check(status: i32) -> Result<()> {
    if status == sys::GRAFT_OK {
        Ok(())
    } else {
        Err(Error::of_library(status))
    }
}

/// An array must have as many entries as something else.
pub(crate) fn expect(name: &str, given: usize, wanted: usize) -> Result<()> {
    if given == wanted {
        Ok(())
    } else {
        Err(Error::argument(format!("{}: {} given where there are {}", name, given, wanted)))
    }
}

/// The last failure of the library on this thread, "" if there was none: for a program that has
/// let go of the [`Error`] and writes a log.
pub fn last_error() -> String {
    let copy = |buffer, capacity, needed| {
        // SAFETY: at most capacity bytes are written.
        unsafe { sys::graft_last_error_copy(buffer, capacity, needed) }
    };
    crate::text::owned(copy).unwrap_or_default()
}
