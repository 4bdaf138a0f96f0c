//! Options, and the tables of options and methods.

use crate::error::{check, Result};
use crate::handle::Owned;
use crate::text::{borrowed, c_text, owned};
use graft_sys as sys;
use std::ptr::null;

/// Keys and values; [`options`] lists what there is. The first to know: `members` (4; one is the
/// fastest and has no `model_sd`), `steps` (1500), `width` (300), `n_threads` (1), `seed` (0). A set
/// is read when a call takes it and may be changed or dropped afterwards.
///
/// ```
/// let mut options = graft::Options::new()?;
/// options.set("members", 2)?.set("valid_fraction", 0.2)?.set("kernel", "linear")?;
/// assert_eq!(options.get("members")?, "2");
/// # Ok::<(), graft::Error>(())
/// ```
pub struct Options {
    handle: Owned<sys::graft_options>,
}

/// The value of an option: an integer (a flag is 0 or 1), a double or a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionValue<'a> {
    /// Also taken where a double is wanted.
    Int(i64),
    /// A double.
    Double(f64),
    /// A text.
    Text(&'a str),
}

macro_rules! from {
    ($($type:ty => $variant:ident)*) => {
        $(impl From<$type> for OptionValue<'_> {
            fn from(value: $type) -> Self {
                OptionValue::$variant(value.into())
            }
        })*
    };
}
from! { bool => Int i32 => Int u32 => Int i64 => Int f32 => Double f64 => Double }

impl<'a> From<&'a str> for OptionValue<'a> {
    fn from(value: &'a str) -> Self {
        OptionValue::Text(value)
    }
}

impl<'a> From<&'a String> for OptionValue<'a> {
    fn from(value: &'a String) -> Self {
        OptionValue::Text(value)
    }
}

impl Options {
    /// All defaults.
    pub fn new() -> Result<Options> {
        // SAFETY: a place for the handle.
        let handle = Owned::made(|out| unsafe { sys::graft_options_create(out) })?;
        Ok(Options { handle })
    }

    /// A copy to change.
    pub fn try_clone(&self) -> Result<Options> {
        // SAFETY: the options are whole.
        let handle =
            Owned::made(|out| unsafe { sys::graft_options_clone(self.handle.get(), out) })?;
        Ok(Options { handle })
    }

    /// Sets one option. Errors: [`ErrorKind::Option`](crate::ErrorKind) for an unknown key, naming
    /// the nearest, for a value of another type or out of its range, which is stated.
    pub fn set<'a>(
        &mut self,
        key: &str,
        value: impl Into<OptionValue<'a>>,
    ) -> Result<&mut Options> {
        let (handle, key) = (self.handle.get(), c_text(key, "key")?);
        // SAFETY: `&mut self` has the options alone; texts end in a zero.
        check(unsafe {
            match value.into() {
                OptionValue::Int(value) => sys::graft_options_set_int(handle, key.as_ptr(), value),
                OptionValue::Double(value) => {
                    sys::graft_options_set_double(handle, key.as_ptr(), value)
                }
                OptionValue::Text(value) => {
                    let value = c_text(value, "value")?;
                    sys::graft_options_set_string(handle, key.as_ptr(), value.as_ptr())
                }
            }
        })?;
        Ok(self)
    }

    /// Any option from its text, ("depth", "4"): for command lines and settings files.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<&mut Options> {
        let (key, text) = (c_text(key, "key")?, c_text(text, "text")?);
        // SAFETY: `&mut self` has the options alone; texts end in a zero.
        check(unsafe {
            sys::graft_options_set_text(self.handle.get(), key.as_ptr(), text.as_ptr())
        })?;
        Ok(self)
    }

    /// The value in force, as text.
    pub fn get(&self, key: &str) -> Result<String> {
        let key = c_text(key, "key")?;
        // SAFETY: at most capacity bytes are written.
        owned(|buffer, capacity, needed| unsafe {
            let handle = self.handle.get();
            sys::graft_options_get_text(handle, key.as_ptr(), buffer, capacity, needed)
        })
    }
}

impl std::fmt::Debug for Options {
    /// The options that are not at their defaults.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut set = f.debug_map();
        for option in options() {
            if let Ok(value) = self.get(option.key) {
                if value != option.default_value {
                    set.entry(&option.key, &value);
                }
            }
        }
        set.finish()
    }
}

pub(crate) fn raw_options(options: Option<&Options>) -> *const sys::graft_options {
    options.map_or(null(), |options| options.handle.get())
}

/// One entry of the table of options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OptionEntry {
    /// Its key.
    pub key: &'static str,
    /// "int", "double" or "string".
    pub kind: &'static str,
    /// The default, as text.
    pub default_value: &'static str,
    /// Such as "\[1, 12\]" or "relu | silu | tanh".
    pub range: &'static str,
    /// What it does.
    pub meaning: &'static str,
}

/// Every option there is.
pub fn options() -> impl Iterator<Item = OptionEntry> {
    // SAFETY: the number of entries, and places for the five static texts of each.
    let count = unsafe { sys::graft_option_count() };
    (0..count).map(|index| unsafe {
        let [mut key, mut kind, mut default_value, mut range, mut meaning] = [null(); 5];
        sys::graft_option_describe(
            index,
            &mut key,
            &mut kind,
            &mut default_value,
            &mut range,
            &mut meaning,
        );
        OptionEntry {
            key: borrowed(key),
            kind: borrowed(kind),
            default_value: borrowed(default_value),
            range: borrowed(range),
            meaning: borrowed(meaning),
        }
    })
}

/// One entry of the table of methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MethodEntry {
    /// What [`Fitter::new`](crate::Fitter::new) takes.
    pub name: &'static str,
    /// The fewest sources it takes.
    pub least_sources: i64,
    /// The most sources it takes; None is any number.
    pub most_sources: Option<i64>,
    /// What it is.
    pub meaning: &'static str,
    /// The options it reads, separated by spaces.
    pub options: &'static str,
}

/// Every method there is.
pub fn methods() -> impl Iterator<Item = MethodEntry> {
    // SAFETY: the number of entries, and places for what each consists of; texts are static.
    let count = unsafe { sys::graft_method_count() };
    (0..count).map(|index| unsafe {
        let [mut name, mut meaning, mut options] = [null(); 3];
        let (mut least_sources, mut most) = (0, 0);
        sys::graft_method_describe(
            index,
            &mut name,
            &mut least_sources,
            &mut most,
            &mut meaning,
            &mut options,
        );
        MethodEntry {
            name: borrowed(name),
            least_sources,
            most_sources: if most < 0 { None } else { Some(most) },
            meaning: borrowed(meaning),
            options: borrowed(options),
        }
    })
}
