"""The pilot played from July 2007 to December 2008: first a plan drawn by chance, then its players."""
