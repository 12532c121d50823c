"""`python -m tui` is the `alias-wizard` command."""

from tui.cli import main

if __name__ == "__main__":
    main()
