"""Pages of casework: asks, letters, sign-on, dossiers; private, so never on the shelf and never kept by a browser."""
