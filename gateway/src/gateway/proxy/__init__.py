"""Everything that is forwarded: which service answers an address, who may ask, and the way there and back."""
