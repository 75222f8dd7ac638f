"""Who is guaranteed, lends, repays, and what the guarantee fund answers for."""
