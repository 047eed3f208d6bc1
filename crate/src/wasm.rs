//! The browser boundary: a thin shell around the core.

use wasm_bindgen::prelude::*;

/// Sends a panic's message to the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
