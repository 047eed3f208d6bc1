//! The `goescape` command.

#[global_allocator]
static HEAP: goescape::cli::Heap = goescape::cli::Heap;

fn main() -> std::process::ExitCode {
    goescape::cli::main()
}
