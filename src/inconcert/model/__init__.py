"""The words of the field as frozen values and closed vocabularies: standard library only, no input or output."""
