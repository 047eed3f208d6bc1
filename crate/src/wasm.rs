//! The browser boundary: a thin shell around the core.
//!
//! A trap is fatal to the instance it happens in: after one, the page ends the worker and starts a new one.

pub mod heap;

use crate::{Advising, Packages, wire};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static HEAP: heap::Heap = heap::Heap::new();

/// Sends a panic's message to the browser's console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The analyser with the packages it was given.
#[wasm_bindgen]
#[derive(Default)]
pub struct Engine {
    packages: Packages,
    advising: Advising,
}

#[wasm_bindgen]
impl Engine {
    /// An analyser that knows no package yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Engine {
        Engine::default()
    }

    /// Tells which import paths there are; any other is an error in the program.
    #[wasm_bindgen(js_name = setAvailable)]
    pub fn set_available(&mut self, paths: Vec<String>) {
        self.packages.set_available(paths);
    }

    /// Gives the export data of the package at `path`.
    #[wasm_bindgen(js_name = addPackage)]
    pub fn add_package(&mut self, path: &str, data: &[u8]) {
        self.packages.add(path, data);
    }

    /// Analyses an `Input` of wire.ts; gives an `Answer`. Throws only for an input that is none.
    pub fn analyze(&mut self, input: JsValue) -> Result<JsValue, JsError> {
        let input: wire::Input = serde_wasm_bindgen::from_value(input)?;
        let answer = crate::analyze(&input, &mut self.packages);
        // Missing values become null and maps become objects, as wire.ts says.
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        Ok(answer.serialize(&serializer)?)
    }

    /// The same without advice and fixes; where the input asks for these, `advise` looks for them then.
    pub fn verdicts(&mut self, input: JsValue) -> Result<JsValue, JsError> {
        let input: wire::Input = serde_wasm_bindgen::from_value(input)?;
        let answer = self.advising.verdicts(input, &mut self.packages);
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        Ok(answer.serialize(&serializer)?)
    }

    /// Looks a little further for advice about the last input of `verdicts`; gives an `Advising`, or null where there is none to look for.
    pub fn advise(&mut self) -> Result<JsValue, JsError> {
        let advising = self.advising.step(&mut self.packages);
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        Ok(advising.serialize(&serializer)?)
    }

    /// Makes a `Change` of wire.ts to a copy of an `Input` and tells what differs; for null, the changes that are possible. Gives a
    /// `WhatIf`. Throws only for arguments that are none.
    #[wasm_bindgen(js_name = whatIf)]
    pub fn what_if(&mut self, input: JsValue, change: JsValue) -> Result<JsValue, JsError> {
        let input: wire::Input = serde_wasm_bindgen::from_value(input)?;
        let change: Option<wire::Change> = serde_wasm_bindgen::from_value(change)?;
        let answer = crate::what_if(&input, change.as_ref(), &mut self.packages);
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        Ok(answer.serialize(&serializer)?)
    }

    /// The errors of a package, an `Input` of wire.ts, without looking at what escapes. Throws where facts about an import are missing.
    pub fn check(&self, input: JsValue) -> Result<Vec<String>, JsError> {
        let input: wire::Input = serde_wasm_bindgen::from_value(input)?;
        let texts = crate::module::errors(&input, &self.packages)
            .map_err(|missing| JsError::new(&format!("no facts about {}", missing.join(", "))))?;
        Ok(texts.iter().map(|t| t.to_string()).collect())
    }
}
