//! The `goescape` command.

fn main() -> std::process::ExitCode {
    goescape::cli::main()
}
