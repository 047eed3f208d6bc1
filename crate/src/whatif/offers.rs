//! The changes that are possible in a program, and the sites that each of them is about.

use super::ELEMENTS;
use super::edits;
use super::subjects::{Subjects, Variable};
use super::values::shown;
use crate::text::{Gather, InOrder};
use crate::wire::{Change, Offer, Params, Place, Report, Site, SiteKind, Span};

/// The changes that are possible: those to the whole program first, the others in order of their place.
pub fn offers(report: &Report, all: &Subjects) -> Vec<Offer> {
    let whole = |change| Offer {
        change,
        span: None,
        params: Params::new(),
        sites: Vec::new(),
    };
    let mut list = vec![whole(Change::Inline {
        on: !report.options.inline,
    })];
    if !all.prints.is_empty() {
        list.push(whole(Change::Prints));
    }
    if !all.makes.is_empty() {
        let mut all_sizes = whole(Change::Sizes {
            elements: ELEMENTS,
            at: None,
        });
        all_sizes.params = params(&[("size", &ELEMENTS.to_string())]);
        list.push(all_sizes);
    }
    let mut places: Vec<Offer> = Vec::new();
    places.extend(sizes(report, all));
    places.extend(conversions(report, all));
    places.extend(variables(report, all));
    places.extend(functions(report, all));
    places.order_by_key(|o| o.span.map(|s| (s.file, s.from, s.to)));
    list.extend(places);
    list
}

fn params(list: &[(&str, &str)]) -> Params {
    let owned = list.iter().map(|&(k, v)| (k.to_owned(), v.to_owned()));
    owned.gather()
}

fn sites_that(report: &Report, fits: impl Fn(&Site) -> bool) -> Vec<u32> {
    let all = report.sites.iter().enumerate();
    all.filter(|(_, s)| fits(s))
        .map(|(i, _)| i as u32)
        .collect()
}

fn sizes<'a>(report: &'a Report, all: &'a Subjects) -> impl Iterator<Item = Offer> + 'a {
    all.makes.iter().map(|(at, make)| {
        let own = |s: &Site| {
            s.kind == SiteKind::MakeSlice
                && s.span.file == make.span.file
                && s.span.from == make.span.from
        };
        Offer {
            change: Change::Sizes {
                elements: ELEMENTS,
                at: Some(*at),
            },
            span: Some(make.span),
            params: params(&[("name", &make.name), ("size", &ELEMENTS.to_string())]),
            sites: sites_that(report, own),
        }
    })
}

fn conversions<'a>(report: &'a Report, all: &'a Subjects) -> impl Iterator<Item = Offer> + 'a {
    all.conversions.iter().map(|(at, c)| Offer {
        change: Change::Concrete { at: *at },
        span: Some(c.span),
        params: params(&[("name", &c.name), ("type", &c.typ)]),
        sites: sites_that(report, |s| within(&s.span, &c.span)),
    })
}

/// Variables and parameters into which one concrete type is put.
fn variables<'a>(report: &'a Report, all: &'a Subjects) -> impl Iterator<Item = Offer> + 'a {
    all.variables.iter().filter_map(|(at, v)| {
        let typ = edits::type_of(all, v).ok()?;
        Some(Offer {
            change: Change::Concrete { at: *at },
            span: Some(v.span),
            params: params(&[("name", &v.name), ("type", &shown(&typ))]),
            sites: sites_that(report, |s| concerns(s, v)),
        })
    })
}

/// Whether a verdict may depend on a variable's type: the variable itself, what is put into it, what its methods are given.
fn concerns(site: &Site, variable: &Variable) -> bool {
    let same = |s: &Span| s.file == site.span.file && s.from == site.span.from;
    let given = |s: &Span| site.kind != SiteKind::Param && within(&site.span, s);
    let steps = site.flow.iter().flat_map(|hop| &hop.steps);
    let blamed: Vec<Span> = steps.filter_map(|s| s.at).chain(site.reason.at).collect();
    same(&variable.span)
        || variable.given.iter().any(given)
        || variable
            .calls
            .iter()
            .any(|call| blamed.iter().any(|b| within(b, call)))
}

fn within(inner: &Span, outer: &Span) -> bool {
    inner.file == outer.file && outer.from <= inner.from && inner.to <= outer.to
}

fn functions<'a>(report: &'a Report, all: &'a Subjects) -> impl Iterator<Item = Offer> + 'a {
    all.functions.iter().filter_map(|(at, f)| {
        let on = f.take.is_none();
        if on && !f.can_inline {
            return None;
        }
        let own = |s: &Site| {
            let function = s.function.and_then(|i| report.functions.get(i as usize));
            let inside = function.is_some_and(|g| is_at(&g.span, *at));
            inside || s.inlined.iter().any(|i| i.callee == f.name)
        };
        Some(Offer {
            change: Change::NoInline { at: *at, on },
            span: Some(f.span),
            params: params(&[("name", &f.name)]),
            sites: sites_that(report, own),
        })
    })
}

fn is_at(span: &Span, place: Place) -> bool {
    span.file == place.file && span.from == place.at
}
