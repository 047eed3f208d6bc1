//! The whole report of one analysis.

use super::functions::{code_of, functions};
use super::places::Places;
use super::reason::Reasons;
use super::runtime::cost_of;
use super::sites::Sites;
use super::text::{self, Level, Words};
use crate::analysis::{Analysis, Packages};
use crate::inline;
use crate::ir::{FuncId, Program, Tys};
use crate::runtime;
use crate::syntax::{DeclKind, ErrorList, SyntaxError};
use crate::text::{Pos, SourceMap};
use crate::types::errors::Code;
use crate::wire::{
    Function, Line, NotAnalysed, NotAnalysedCode, Options, Params, Problem, ProblemKind, Report,
    Site, SiteKind,
};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::cell::RefCell;

/// What an analysis found, for the page and the command line.
pub fn report(analysis: &Analysis, packages: &Packages, options: &Options) -> Report {
    build(analysis, packages, options, true)
}

/// The same without the compiler's lines and what calls cost: what a proof looks at.
pub fn for_proof(analysis: &Analysis, packages: &Packages, options: &Options) -> Report {
    build(analysis, packages, options, false)
}

fn build(analysis: &Analysis, packages: &Packages, options: &Options, whole: bool) -> Report {
    let names = analysis
        .request
        .files
        .iter()
        .map(|(name, _)| name.to_string());
    let mut report = Report::empty(options, names.collect());
    let texts: Vec<_> = analysis
        .request
        .files
        .iter()
        .map(|(_, text)| text.clone())
        .collect();
    let places = Places::new(&analysis.ast, &analysis.map, &texts);
    let problems = problems(analysis, packages, &places);
    report.error_lines = error_lines(&analysis.map, &problems);
    report.problems = problems.into_iter().map(|(_, problem)| problem).collect();
    let (program, tys) = (&analysis.program, &analysis.tys);
    let (mut list, index) = functions(&places, program, tys);
    mark_damaged(analysis, &places, &mut list);
    mark_broken(analysis, &places, &mut list);
    inlining(&mut list, &index, analysis);
    let mut sizes = tys.clone();
    let runtime = runtime::Places::new(program, &mut sizes);
    if whole {
        per_call(&mut list, &index, program, &sizes, &runtime);
    }
    let words = Words::new(program, tys, &analysis.map, &analysis.facts);
    let sites = Sites {
        places: &places,
        program,
        tys,
        sizes: RefCell::new(sizes),
        runtime: &runtime,
        words: &words,
        reasons: Reasons {
            places: &places,
            program,
            info: &analysis.checked.info,
            types: &tys.types,
        },
        functions: &index,
    };
    let (sites, of_fact) = sites.build(&analysis.facts);
    link_params(&mut list, &sites);
    let lines = |level| -> Vec<Line> {
        let mut lines = Vec::with_capacity(words.most_lines(level) + analysis.inlined.len());
        // All lines of a flow point to the same place.
        let mut last = (Pos::NONE, None);
        each_line(analysis, &words, level, &mut |line, fact| {
            if last.0 != line.pos {
                last = (line.pos, places.span(line.pos));
            }
            lines.push(Line {
                text: line.text,
                span: last.1,
                site: fact.and_then(|i| of_fact[i]),
                inlined: line.inlined,
            });
        });
        lines
    };
    if whole {
        report.lines = lines(Level::Verdicts);
    }
    if whole && options.verbose {
        report.verbose_lines = lines(Level::Explanations);
    }
    report.functions = list;
    report.sites = sites;
    report
}

/// Gives the compiler's lines at a level one by one, and a report of nothing but what was not analysed; nothing for a package with errors.
/// There can be very many lines, and each is made only to be given.
pub fn lines_alone(
    analysis: &Analysis,
    options: &Options,
    level: Level,
    give: &mut dyn FnMut(&text::Line),
) -> Option<Report> {
    let Analysis { program, tys, .. } = analysis;
    if !(analysis.syntax_errors.is_empty() && analysis.checked.errors.is_empty()) {
        return None;
    }
    let files = analysis.request.files.iter();
    let mut report = Report::empty(options, files.map(|(name, _)| name.to_string()).collect());
    if !analysed_whole(analysis) {
        let files = analysis.request.files.iter();
        let texts: Vec<_> = files.map(|(_, text)| text.clone()).collect();
        let places = Places::new(&analysis.ast, &analysis.map, &texts);
        report.functions = functions(&places, program, tys).0;
    }
    let words = Words::plain(program, tys, &analysis.map, &analysis.facts);
    each_line(analysis, &words, level, &mut |line, _| give(&line));
    Some(report)
}

/// Whether no declaration is without verdicts, in a package without errors.
fn analysed_whole(analysis: &Analysis) -> bool {
    let Analysis { ast, program, .. } = analysis;
    let supported = program.target.skipped_inits.is_empty()
        && program
            .func_ids()
            .all(|f| program.func(f).unsupported.is_none());
    if !supported {
        return false;
    }
    let nodes: HashSet<Pos> = program
        .func_ids()
        .map(|f| program.func(f))
        .filter(|f| !f.wrapper && f.pos.inl.is_none())
        .map(|f| f.pos.pos)
        .collect();
    let mut decls = ast.file_nodes().flat_map(|file| &ast[file].decls);
    decls.all(|&decl| match &ast[decl].kind {
        DeclKind::Func(f) => ast.name_str(f.name) == "_" || nodes.contains(&ast[decl].pos),
        _ => true,
    })
}

/// Gives each line at a level in the compiler's order: the inliner, then escape analysis, then what follows; with the index of the fact
/// of escape analysis that it tells.
fn each_line(
    analysis: &Analysis,
    words: &Words<'_>,
    level: Level,
    give: &mut dyn FnMut(text::Line, Option<usize>),
) {
    let program = &analysis.program;
    for &pos in &program.target.imprecise_calls {
        give(words.imprecise_call(pos), None);
    }
    for kept in &analysis.kept_alive {
        if kept.always || level >= Level::Explanations {
            give(words.kept_alive(kept), None);
        }
    }
    for fact in &analysis.inlined {
        // Where a function is given up in the middle, the inliner's findings about it are of no use.
        let why = program.func(fact.func()).unsupported.as_ref();
        if why.is_none_or(|why| why.via.is_some())
            && let Some(line) = words.inlined(fact, level)
        {
            give(line, None);
        }
    }
    words.each_line(level, &mut |line, i| give(line, Some(i)));
    for &index in &analysis.elided_bounds_checks {
        give(words.bounds_check_elided(index), None);
    }
}

/// Whether functions can be inlined. What costs too much is told only where the lines of `-m=2` are asked for.
fn inlining(list: &mut [Function], index: &HashMap<FuncId, u32>, analysis: &Analysis) {
    let program = &analysis.program;
    let at = |func: FuncId, list: &[Function]| {
        let f = program.func(func);
        let own = !f.wrapper && f.pos.inl.is_none() && f.unsupported.is_none();
        let at = *index.get(&func).filter(|_| own)? as usize;
        let open = list[at].not_analysed.is_none() && list[at].can_inline.is_none();
        open.then_some(at)
    };
    for fact in &analysis.inlined {
        match fact {
            inline::Fact::CanInline { func, cost, .. } => {
                if let Some(at) = at(*func, list) {
                    list[at].can_inline = Some(true);
                    list[at].cost = u32::try_from(*cost).ok();
                }
            }
            inline::Fact::CannotInline { func, why } => {
                if let Some(at) = at(*func, list) {
                    list[at].can_inline = Some(false);
                    list[at].cannot_inline = Some(why.text());
                }
            }
            _ => {}
        }
    }
    if !analysis.request.inline {
        return;
    }
    for func in program.func_ids() {
        if let Some(at) = at(func, list) {
            list[at].can_inline = Some(false);
        }
    }
}

/// What one call of each function allocates.
fn per_call(
    list: &mut [Function],
    index: &HashMap<FuncId, u32>,
    program: &Program,
    tys: &Tys,
    places: &runtime::Places,
) {
    let mut calls = runtime::Calls::new(program, tys, places, runtime::Run::default());
    for func in program.func_ids() {
        let f = program.func(func);
        let Some(&at) = index.get(&func).filter(|_| !f.wrapper) else {
            continue;
        };
        let function = &mut list[at as usize];
        if function.not_analysed.is_none() && !f.body.is_empty() {
            function.per_call = Some(cost_of(calls.call(func)));
        }
    }
}

/// All errors with their places, in the order in which the compiler finds them.
fn problems(analysis: &Analysis, packages: &Packages, places: &Places<'_>) -> Vec<(Pos, Problem)> {
    let syntax = analysis.syntax_errors.iter().map(|e| {
        let problem = Problem {
            span: places.word(e.pos),
            kind: ProblemKind::Syntax,
            text: e.msg.to_string(),
            path: None,
            fixes: Vec::new(),
        };
        (e.pos, problem)
    });
    // As the compiler, which does not look at types where the text is no Go.
    let stops = analysis.syntax_errors.iter().any(SyntaxError::is_fatal);
    let types = analysis.checked.errors.iter().filter(|_| !stops).map(|e| {
        let import = e.code == Code::BrokenImport;
        let problem = Problem {
            span: places.error_span(e.pos, e.expr),
            kind: if import {
                ProblemKind::Import
            } else {
                ProblemKind::Type
            },
            text: match import_path(&e.msg).and_then(|path| packages.damage(path)) {
                Some(damage) => format!("{} ({damage})", e.msg),
                None => e.msg.clone(),
            },
            path: import_path(&e.msg).filter(|_| import).map(str::to_owned),
            fixes: Vec::new(),
        };
        (e.pos, problem)
    });
    syntax.chain(types).collect()
}

/// What the compiler prints of them.
fn error_lines(map: &SourceMap, problems: &[(Pos, Problem)]) -> Vec<String> {
    let mut list = ErrorList::default();
    // Syntax errors stand first; the compiler looks no further if they keep it from reading a file.
    let kinds = problems.iter().map(|(_, p)| p.kind);
    let syntax = kinds
        .take_while(|&kind| kind == ProblemKind::Syntax)
        .count();
    let (syntax, types) = problems.split_at(syntax);
    for (pos, problem) in syntax {
        list.add(map, *pos, &problem.text.as_str().into());
    }
    if !list.has_syntax_errors() {
        for (pos, problem) in types {
            list.add(map, *pos, &problem.text.as_str().into());
        }
    }
    list.lines(map)
}

/// The path in `could not import PATH (…)`.
fn import_path(msg: &str) -> Option<&str> {
    msg.strip_prefix("could not import ")?
        .split_whitespace()
        .next()
}

/// Functions of which a part is missing in the trees.
fn mark_damaged(analysis: &Analysis, places: &Places<'_>, functions: &mut [Function]) {
    for &(from, to) in &analysis.damage {
        let Some(damage) = places.between(from, to) else {
            continue;
        };
        let hit = |f: &&mut Function| {
            f.whole.file == damage.file && f.whole.from <= damage.to && damage.from <= f.whole.to
        };
        for f in functions.iter_mut().filter(hit) {
            f.whole.to = f.whole.to.max(damage.to);
            f.not_analysed = Some(NotAnalysed {
                code: NotAnalysedCode::SyntaxError,
                params: Params::new(),
                at: Some(damage),
            });
        }
    }
}

/// Functions with an error in them have no verdicts, whether they came as far as the lowering or not.
fn mark_broken(analysis: &Analysis, places: &Places<'_>, functions: &mut [Function]) {
    let types = analysis
        .checked
        .errors
        .iter()
        .map(|e| (e.pos, NotAnalysedCode::TypeError));
    for (pos, code) in types {
        let Some(at) = places.token(pos, 1) else {
            continue;
        };
        for f in functions.iter_mut() {
            let inside = f.whole.file == at.file && f.whole.from <= at.from && at.from < f.whole.to;
            if inside
                && f.not_analysed
                    .as_ref()
                    .is_none_or(|n| n.code == code_of("an error in the code"))
            {
                f.not_analysed = Some(NotAnalysed {
                    code,
                    params: Params::new(),
                    at: Some(at),
                });
            }
        }
    }
}

/// Parameters and their sites point to each other.
fn link_params(functions: &mut [Function], sites: &[Site]) {
    let params = sites
        .iter()
        .enumerate()
        .filter(|(_, s)| s.kind == SiteKind::Param);
    let by_place: HashMap<_, _> = params
        .map(|(i, s)| ((s.span.file, s.span.from), i))
        .collect();
    for param in functions.iter_mut().flat_map(|f| &mut f.params) {
        if let Some(&i) = by_place.get(&(param.span.file, param.span.from)) {
            param.site = Some(i as u32);
            param.leaks = sites[i].leaks.clone();
        }
    }
}
