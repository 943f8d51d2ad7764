"""The command line by the package's name: ``python -m kunteko_eval``."""

from kunteko_eval.cli import main

if __name__ == "__main__":
    main()
