"""`python -m lightctl` is the `lightctl` command."""

from lightctl.cli import main

if __name__ == "__main__":
    main()
