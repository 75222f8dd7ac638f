"""Sheets that institutions send: roster, attendance, results; read, and checked against the register."""
