/** What runs it in an empty folder, and takes a profile of each. */
export const BENCH_COMMANDS: readonly string[] = [
  'go mod init example.com/bench',
  'go test -bench=. -count=6 -benchmem',
  "go test -run='^$' -bench=Before -memprofilerate=1 -memprofile=before.pprof",
  "go test -run='^$' -bench=After -memprofilerate=1 -memprofile=after.pprof",
];
