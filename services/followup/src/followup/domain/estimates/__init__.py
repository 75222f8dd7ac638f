"""Estimates: survival, forecast, league table. Statistics is done with floats; nothing here is money or counted."""
