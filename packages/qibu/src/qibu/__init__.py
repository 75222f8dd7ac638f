"""The command line ``qibu`` and the embedded engines."""
