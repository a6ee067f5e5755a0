"""The vault: exhibits sealed to people, a signed custody log, consent by source, recipient and use; export as bags.

Not externally reviewed: do not put a life on it. Linux only.

    place      where things lie, and which names are allowed
    files      whole or not at all, on disk
    sealing    age, in one pass with the hashes
    ring       a custodian's own keys, and what they trust
    log        the custody log: signed lines, checkpoints
    facts      what an event says under seal
    case       a case: made, opened, its custodians
    receive    exhibits in, with public keys only
    reading    exhibits out: the log first
    flags      what is known to be hostile stays sealed
    viewing    exhibits looked at as pixels or plain words
    copies     stripped and redacted copies, as new exhibits
    leaving    what may leave: bare, and released by two
    consent    what rests on a source, who has it, who may
    judging    how reliable an exhibit is; what several tell together
    keeping    retention, legal hold, destruction
    rekey      a custodian leaves
    panic      one custodian's keys, gone at once
    bag        a case handed over, checked by a stranger
    codes      the receipt code of a submission, and what follows from it
    replies    answers to who holds a code
    stamps     RFC 3161 tokens over checkpoints
"""
