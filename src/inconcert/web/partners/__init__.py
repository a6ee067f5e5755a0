"""The pages of the exchange: partners, inbox, outbox, calendar, one message."""
