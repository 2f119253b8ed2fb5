"""Can it be proved afterwards? The access log, the chain and every verdict derived anew."""
