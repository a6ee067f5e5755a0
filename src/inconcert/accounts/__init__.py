"""Who is who: passkeys, identity providers, visits, one-time codes and limits, as rules without a store."""
