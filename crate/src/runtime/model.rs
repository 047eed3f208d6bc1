//! What one place in a program allocates each time it runs.

use super::amount::{Cost, Count, Object};
use super::growth::Append;
use super::maps::{MakeMap, MapLayout};

/// Why a place allocates nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Never {
    /// It lives in the function's frame.
    OnStack,
    /// Read-only data of the program.
    Constant,
    /// It has no size.
    ZeroSize,
    /// A table in the run time holds all of its values.
    SingleByte,
    /// It is a pointer itself.
    PointerShaped,
    /// It shares the bytes of its operand.
    ZeroCopy,
    /// A function that captures nothing.
    NoCapture,
    /// It lies in the object of another variable.
    Shared,
    /// The run time uses its records again.
    Reused,
    /// It is never made: what uses it works without.
    NotMade,
}

/// What depends on the values at run time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Each time.
    Always,
    /// Never.
    Never(Never),
    /// From a size of so many bytes and one on.
    Above(u64),
    /// Where the slice has no room left.
    AppendGrows,
    /// Where the map has no room left.
    MapGrows,
    /// Where the value is none that the run time has ready.
    SmallValue,
    /// Where it does not fit into the object that others share.
    MayShare,
    /// Not known.
    Unknown,
}

/// What is known of one run: numbers that only the caller has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// Bytes of each value whose size the text does not tell. Strings that are put together have two parts at least that are not empty.
    pub size: Option<u64>,
    /// How often each loop runs whose number of turns the text does not tell.
    pub turns: Option<u64>,
    /// Whether values that are put into interfaces are small ones, which the run time has ready.
    pub small: Option<bool>,
}

/// What a place allocates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Model {
    /// Nothing.
    Never(Never),
    /// These objects, each time.
    Objects(Vec<Object>),
    /// One object as large as the value, if that is larger than `free` bytes.
    Sized {
        /// What fits in without an allocation; nothing if even a value without bytes is an object.
        free: Option<u64>,
        /// Bytes that it has at least.
        least: u64,
        /// Bytes that are made beside the value's own.
        extra: u64,
        /// Whether it holds pointers.
        scan: bool,
        /// How the number of bytes is counted: all sizes are multiples of this one.
        unit: u64,
    },
    /// The value's object, unless the run time has the value ready.
    SmallValue(Object),
    /// A variable that may lie in the object of others.
    MayShare(Object),
    /// A slice's growth.
    Append(Append),
    /// A map.
    MakeMap(MakeMap),
    /// An entry of a map, which may be new and make it grow.
    MapInsert(MapLayout),
    /// A channel, and its elements in an object of their own if there are any.
    Channel {
        /// The channel.
        own: Object,
        /// Size of an element, and whether it holds pointers.
        elem: Object,
    },
    /// Not known.
    Unknown,
}

impl Model {
    /// One object.
    pub fn object(size: u64, scan: bool) -> Model {
        match size {
            0 => Model::Never(Never::ZeroSize),
            _ => Model::Objects(vec![Object { size, scan }]),
        }
    }

    /// Bytes of the buffer in the frame that an append may use.
    pub fn buffer(&self) -> Option<u64> {
        match self {
            Model::Append(append) => append.buffer.map(|b| b.slots * append.elem),
            _ => None,
        }
    }

    /// When it allocates.
    pub fn when(&self) -> When {
        match self {
            Model::Never(why) => When::Never(*why),
            Model::Objects(_) | Model::Channel { .. } => When::Always,
            Model::Sized { free, least, .. } => match free.filter(|free| least <= free) {
                Some(free) => When::Above(free),
                None => When::Always,
            },
            Model::SmallValue(_) => When::SmallValue,
            Model::MayShare(_) => When::MayShare,
            Model::Append(append) if append.elem == 0 => When::Never(Never::ZeroSize),
            Model::Append(_) => When::AppendGrows,
            Model::MakeMap(map) => match map.cost(None).objects {
                Count::ZERO if map.has_group() => When::MapGrows,
                Count::ZERO => When::Never(Never::OnStack),
                Count { least: 0, .. } => When::MapGrows,
                _ => When::Always,
            },
            Model::MapInsert(_) => When::MapGrows,
            Model::Unknown => When::Unknown,
        }
    }

    /// What it allocates each time it runs, with what is known of the run.
    pub fn cost(&self, run: &Run) -> Cost {
        match self {
            Model::Never(_) => Cost::NOTHING,
            Model::Objects(objects) => Cost::of(objects),
            Model::Sized {
                free,
                least,
                extra,
                scan,
                unit,
            } => match run.size {
                Some(size) => {
                    let size = size / unit.max(&1) * unit;
                    sized(size, *free, *extra, *scan)
                }
                None => Cost {
                    objects: Count {
                        least: u64::from(free.is_none_or(|free| *least > free)),
                        most: Some(1),
                    },
                    bytes: Count::ANY,
                },
            },
            Model::SmallValue(object) => match run.small {
                Some(true) => Cost::NOTHING,
                Some(false) => object.cost(),
                None => object.cost().maybe(),
            },
            Model::MayShare(object) => Cost {
                objects: Count::up_to(1),
                bytes: object.cost().bytes.or(Count::up_to(16)),
            },
            Model::Append(append) if append.elem == 0 || append.args == Some(0) => Cost::NOTHING,
            Model::Append(_) => Cost {
                objects: Count::up_to(1),
                bytes: Count::ANY,
            },
            Model::MakeMap(map) => map.cost(run.size),
            Model::MapInsert(layout) => layout.insert(),
            Model::Channel { own, elem } => match run.size {
                Some(count) => Cost::of(&channel(*own, *elem, count)),
                None => {
                    let one = match elem.scan {
                        true => Count {
                            least: 1,
                            most: Some(2),
                        },
                        false => Count::exact(1),
                    };
                    let bytes = Count {
                        least: own.cost().bytes.least,
                        most: None,
                    };
                    Cost {
                        objects: one,
                        bytes,
                    }
                }
            },
            Model::Unknown => Cost::ANY,
        }
    }
}

fn sized(size: u64, free: Option<u64>, extra: u64, scan: bool) -> Cost {
    match free.is_none_or(|free| size > free) {
        true => Object {
            size: size + extra,
            scan,
        }
        .cost(),
        false => Cost::NOTHING,
    }
}

/// The objects of a channel with room for `count` elements (runtime/chan.go, makechan).
pub fn channel(own: Object, elem: Object, count: u64) -> Vec<Object> {
    let buffer = elem.size.saturating_mul(count);
    match elem.scan && buffer > 0 {
        // The channel is an object with pointers then, as its elements are one of their own.
        true => vec![
            Object { scan: true, ..own },
            Object {
                size: buffer,
                scan: true,
            },
        ],
        false => vec![Object {
            size: own.size + buffer,
            scan: false,
        }],
    }
}
