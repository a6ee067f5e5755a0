"""`python -m inconcert` is the command line."""

from inconcert.cli.main import main

if __name__ == "__main__":
    main()
