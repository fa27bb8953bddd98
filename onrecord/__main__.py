"""The command line: `onrecord …`, or `python -m onrecord …`."""


def main() -> None:
    """Run the command line and end with its exit status."""
    from pipeline.cli import main as run

    run()


if __name__ == "__main__":
    main()
