#!/usr/bin/env node
// Makes www/content/profiles: heap profiles of real `go test -memprofile` runs of examples. Run by hand: `node scripts/profiles.mjs`;
// numbers of sampled runs
// differ from run to run, so the results are committed; www/tests/profiles has what `go tool pprof` says about each, by which ours is judged.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { ROOT, Trouble } from './say.mjs';

const OUT = join(ROOT, 'www/content/profiles');
const JUDGED = join(ROOT, 'www/tests/profiles');
const TYPES = ['alloc_space', 'alloc_objects', 'inuse_space'];

/** Example, rate of the profile (null: Go's own, one sample each 512 kB), the body of the benchmark's loop, what is set up before, imports. */
const PROFILES = [
  {
    example: 'packet-reader', rate: 1, runs: '20000x', imports: ['strings'],
    before: '', loop: 'if _, _, err := readPacket(strings.NewReader("\\x00\\x01\\x00\\x05hello")); err != nil {\n\t\t\tb.Fatal(err)\n\t\t}',
  },
  {
    example: 'log-line', rate: null, runs: '200000x', imports: ['io'],
    before: 'l := &Logger{out: io.Discard}', loop: 'if err := l.Line("INFO", "request done", 200); err != nil {\n\t\t\tb.Fatal(err)\n\t\t}',
  },
  {
    example: 'json-requests', rate: null, runs: '50000x', imports: [],
    before: 'body := []byte(`{"Method":"add","Params":[1,2,3]}`)', loop: 'if _, err := handle(body); err != nil {\n\t\t\tb.Fatal(err)\n\t\t}',
  },
];

const benchmark = ({ imports, before, loop }) => `package main

import (
${[...imports, 'os', 'runtime', 'runtime/pprof', 'testing'].sort().map((p) => `\t"${p}"`).join('\n')}
)

func TestMain(m *testing.M) {
	code := m.Run()
	runtime.GC()
	f, err := os.Create("mem.txt")
	if err != nil {
		panic(err)
	}
	pprof.Lookup("allocs").WriteTo(f, 1)
	f.Close()
	os.Exit(code)
}

func BenchmarkExample(b *testing.B) {
	${before}
	b.ReportAllocs()
	for b.Loop() {
		${loop}
	}
}
`;

async function one(toolchain, profile) {
  const dir = mkdtempSync(join(tmpdir(), 'goescape-'));
  try {
    copyFileSync(join(ROOT, `www/content/examples/${profile.example}.go`), join(dir, 'prog.go'));
    writeFileSync(join(dir, 'prog_test.go'), benchmark(profile));
    writeFileSync(join(dir, 'go.mod'), 'module example.com/prog\n\ngo 1.27\n');
    const rate = profile.rate === null ? [] : [`-memprofilerate=${profile.rate}`];
    const args = ['test', '-trimpath', '-run=^$', '-bench=.', `-benchtime=${profile.runs}`, '-memprofile=mem.pprof', ...rate];
    const { status, text } = await run(toolchain.go, args, { cwd: dir, env: toolchain.env });
    if (status !== 0) throw new Trouble(`go test failed:\n${text}`);
    copyFileSync(join(dir, 'mem.pprof'), join(OUT, `${profile.example}.pprof`));
    if (profile.rate === 1) copyFileSync(join(dir, 'mem.txt'), join(JUDGED, `${profile.example}.debug.txt`));
    for (const type of TYPES) {
      const flags = [`-sample_index=${type}`, '-lines', '-nodecount=100000', '-nodefraction=0', '-edgefraction=0', ...(type.endsWith('space') ? ['-unit=B'] : []), '-top'];
      const top = await run(toolchain.go, ['tool', 'pprof', ...flags, 'mem.pprof'], { cwd: dir, env: toolchain.env });
      if (top.status !== 0) throw new Trouble(`go tool pprof failed:\n${top.text}`);
      const rows = top.stdout.split('\n').slice(top.stdout.split('\n').findIndex((l) => / flat%/.test(l)) + 1).filter(Boolean);
      writeFileSync(join(JUDGED, `${profile.example}.${type}.txt`), `${rows.map((r) => r.trim()).join('\n')}\n`);
    }
    console.log(profile.example, readFileSync(join(dir, 'mem.pprof')).length, text.match(/^Benchmark.*$/m)?.[0]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

mkdirSync(OUT, { recursive: true });
mkdirSync(JUDGED, { recursive: true });
const toolchain = await goToolchain();
for (const profile of PROFILES) await one(toolchain, profile);
process.exit(0);
